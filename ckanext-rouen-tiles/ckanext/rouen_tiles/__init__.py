"""Tiles of the Métropole's mobile app. Importing this package imports no CKAN: the tile process runs without it."""
