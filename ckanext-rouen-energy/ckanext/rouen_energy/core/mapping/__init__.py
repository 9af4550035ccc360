"""Mappings: how an officer says what a file of a layout that nobody knows holds."""
