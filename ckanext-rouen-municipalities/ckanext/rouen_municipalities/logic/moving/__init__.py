"""Moving in: read another catalogue, say what would become of it, write it."""

from .applying import apply
from .planning import plan
from .reading import Catalogue, UnreadableCatalogue, read_catalogue

__all__ = ["Catalogue", "UnreadableCatalogue", "apply", "plan", "read_catalogue"]
