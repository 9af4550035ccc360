"""`ckan rouen …`: importing a module of this package adds its commands to the group."""

from . import demo, health, kpi, link, publication, scheduler, territory, worker  # noqa: F401
from .group import rouen

__all__ = ["rouen"]
