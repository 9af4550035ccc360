"""The blueprints that CKAN registers: pages, to which each module adds its own, and what changes the tiles' API."""

from . import attention, developers, form, importing, life, preview, release, revision, tile
from .api import rouen_tiles_api
from .blueprint import rouen_tiles

__all__ = ["rouen_tiles", "rouen_tiles_api"]

PAGES = (attention, developers, form, importing, life, preview, release, revision, tile)
