"""Who a publisher is, however a catalogue spells it: « Ville de St-Étienne-du-Rouvray (76800) » is 76575."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..searching import fold
from ..territory import METROPOLE_NAME, METROPOLE_SIREN, Commune

#: What stands for the Métropole among publishers, which have INSEE codes otherwise.
METROPOLE = "metropole"
#: From here on a spelling is taken for a slip of the pen, if one name alone is so near.
_NEAR = 0.9
_PREFIX = re.compile(r"^(?:(?:la |le )?(?:ville|commune|mairie|municipalite)(?: de la| de l| de| du| d| des)? )+")
_NOISE = re.compile(r"\b\d{5}\b|\bseine maritime\b|\bopen data\b|\bnormandie\b$")
_METROPOLE_NAMES = frozenset(
    {"metropole rouen normandie", "metropole rouen", "metropole de rouen", "metropole", "mrn", "rouen metropole",
     "la metropole rouen", "rouen normandie metropole", "la crea"}
)  # fmt: skip


@dataclass(frozen=True)
class Match:
    """An INSEE code or METROPOLE, empty when nobody fits; `sure` unless a slip of the pen was read over."""

    code: str
    sure: bool = True


def match_publisher(written: str, code: str, communes: Iterable[Commune]) -> Match:
    """Who publishes, by the code that the catalogue gives, else by the name."""
    members = tuple(communes)
    by_code = _by_code(code, members)
    return Match(by_code) if by_code else _by_name(_bare(written), members)


def communes_named(places: Iterable[str], communes: Iterable[Commune]) -> list[str]:
    """The INSEE codes of the communes among places that are written by name or by code (`fr_70_76540`)."""
    members = tuple(communes)
    found = (_place(place, members) for place in places)
    return list(dict.fromkeys(code for code in found if code))


def _place(place: str, communes: tuple[Commune, ...]) -> str:
    code = place.rpartition("_")[2]
    if any(commune.insee == code for commune in communes):
        return code
    match = _by_name(_bare(place), communes)
    return match.code if match.sure and match.code != METROPOLE else ""


def _by_code(code: str, communes: tuple[Commune, ...]) -> str:
    digits = re.sub(r"\s", "", code).rpartition("/")[2]
    if digits.startswith(METROPOLE_SIREN):
        return METROPOLE
    known = (commune.insee for commune in communes if commune.insee == digits or digits.startswith(commune.siren))
    return next(known, "")


def _by_name(name: str, communes: tuple[Commune, ...]) -> Match:
    if not name:
        return Match("")
    if name in _METROPOLE_NAMES or name == fold(METROPOLE_NAME):
        return Match(METROPOLE)
    codes = {_bare(commune.name): commune.insee for commune in communes}
    if name in codes:
        return Match(codes[name])
    near = difflib.get_close_matches(name, codes, n=2, cutoff=_NEAR)
    return Match(codes[near[0]], sure=False) if len(near) == 1 else Match("")


def _bare(written: str) -> str:
    words = " ".join(_NOISE.sub(" ", _PREFIX.sub("", fold(written))).split())
    words = re.sub(r"\bst(e?)\b", r"saint\1", words)
    return re.sub(r"^(?:le|la|les|l) ", "", words)
