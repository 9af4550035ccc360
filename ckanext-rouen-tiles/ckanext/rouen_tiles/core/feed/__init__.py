"""Feeds: what an address gives, as rows that a tile maps as it maps those of a table.

A new one is a module beside this one and a line in `reading.FORMATS`.
"""
