"""The tile process: `granian --interface wsgi ckanext.rouen_tiles.serving.wsgi:application`.

ROUEN_TILES_DIRECTORY names the folder that CKAN writes (its option `ckanext.rouen_tiles.directory`).
"""

from __future__ import annotations

import os

from .application import TilesApplication

application = TilesApplication(os.environ["ROUEN_TILES_DIRECTORY"])
