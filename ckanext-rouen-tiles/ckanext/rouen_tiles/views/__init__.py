"""Blueprints that CKAN registers."""

from .api import rouen_tiles_api
from .tile import rouen_tiles

__all__ = ["rouen_tiles", "rouen_tiles_api"]
