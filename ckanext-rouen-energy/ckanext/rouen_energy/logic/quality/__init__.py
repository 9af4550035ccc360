"""For those who keep an owner's energy data: meters that wait for a building, months that are missing, odd readings."""

from .assigning import assign, meter_assigned
from .inbox import inbox
from .report import report

__all__ = ["assign", "inbox", "meter_assigned", "report"]
