"""`ckan rouen …`: importing a module of this package adds its commands to the group."""

from . import (  # noqa: F401
    checking,
    demo,
    health,
    joining,
    kpi,
    link,
    moving,
    publication,
    reminding,
    scheduler,
    schema,
    territory,
    worker,
)
from .group import rouen

__all__ = ["rouen"]
