"""`ckan rouen …`: importing a module of this package adds its commands to the group."""

from . import checking, demo, health, joining, kpi, link, publication, scheduler, schema, territory, worker  # noqa: F401
from .group import rouen

__all__ = ["rouen"]
