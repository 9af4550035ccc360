"""The tile: a document with revisions."""

from .document import Tile
from .parse import read_id, read_tile
from .vocabulary import Vocabulary

__all__ = ["Tile", "Vocabulary", "read_id", "read_tile"]
