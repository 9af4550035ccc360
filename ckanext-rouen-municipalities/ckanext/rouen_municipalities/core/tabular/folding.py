"""When two names are the same name for a person who reads them."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``text`` without accents, case or difference between kinds of blanks and ``_``."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return "_".join(plain.casefold().replace("_", " ").split())
