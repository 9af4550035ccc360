"""Reminders: one digest per organisation to all its administrators, no more often than declared, put off by a link."""

from .digesting import Planned, plan
from .sending import remind
from .snoozing import organization_of, snooze

__all__ = ["Planned", "organization_of", "plan", "remind", "snooze"]
