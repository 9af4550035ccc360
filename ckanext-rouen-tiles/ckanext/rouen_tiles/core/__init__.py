"""The rules of tiles: pure Python, no CKAN, no SQL."""
