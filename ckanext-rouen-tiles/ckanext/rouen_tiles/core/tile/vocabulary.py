"""The words that a site chooses: categories, departments, icons. Open for readers, checked on writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .document import Text
from .reader import Fields, list_of, mapping_of, record, string

RESERVED_IDS = frozenset(
    {"apercu", "a-traiter", "developpeurs", "importer", "nouvelle", "versions", "data", "tiles", "tuiles"}
)

_WORD = r"[a-z][a-z0-9-]{1,38}"


@dataclass(frozen=True)
class Vocabulary:
    """Categories and departments with their names, names of the icons, INSEE codes with the communes' names."""

    categories: Mapping[str, Text]
    departments: Mapping[str, Text]
    icons: frozenset[str]
    communes: Mapping[str, str]


def read_vocabulary(document: Any, communes: Mapping[str, str]) -> Vocabulary:
    """The vocabulary of a site's file, with the communes of the territory. Raises Refused."""
    names = mapping_of(record(_name), _WORD)

    def build(fields: Fields) -> Vocabulary:
        return Vocabulary(
            categories=fields.take("categories", names),
            departments=fields.take("departments", names),
            icons=fields.take("icons", lambda value: frozenset(list_of(string(40, _WORD))(value))),
            communes=communes,
        )

    return record(build)(document)


def _name(fields: Fields) -> Text:
    return Text(fr=fields.take("fr", string(60)), en=fields.take("en", string(60), None))
