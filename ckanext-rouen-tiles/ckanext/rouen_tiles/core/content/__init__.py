"""What a tile shows: one file per commune, in the shape of its kind."""

from .build import BUILDERS, Content, build
from .rows import RowsGiven

__all__ = ["BUILDERS", "Content", "RowsGiven", "build"]
