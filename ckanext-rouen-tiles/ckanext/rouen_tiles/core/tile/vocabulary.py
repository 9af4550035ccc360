"""The words that a site chooses: categories, departments, icons. Open for readers, checked on writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .document import Text

RESERVED_IDS = frozenset({"apercu", "a-traiter", "versions", "nouvelle", "data", "tiles", "tuiles"})


@dataclass(frozen=True)
class Vocabulary:
    """Categories and departments with their names, names of the icons, INSEE codes with the communes' names."""

    categories: Mapping[str, Text]
    departments: Mapping[str, Text]
    icons: frozenset[str]
    communes: Mapping[str, str]
