"""The vocabulary of this site."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from ckanext.rouen_municipalities.core.territory import communes_at
from ckanext.rouen_municipalities.logic.clock import today

from .. import config
from ..core.tile import Vocabulary, yaml_text
from ..core.tile.vocabulary import read_vocabulary


def vocabulary() -> Vocabulary:
    """Categories, departments, icons of the site's file and the communes of today."""
    file = config.vocabulary_file()
    return _read(file, file.stat().st_mtime_ns, today())


@lru_cache(maxsize=2)
def _read(file: Path, changed: int, day: date) -> Vocabulary:
    communes = {commune.insee: commune.name for commune in communes_at(day)}
    return read_vocabulary(yaml_text.load(file.read_bytes()), communes)
