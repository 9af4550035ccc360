"""Blueprints that CKAN registers."""

from .tile import rouen_tiles

__all__ = ["rouen_tiles"]
