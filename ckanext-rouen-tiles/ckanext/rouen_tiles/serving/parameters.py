"""The query of a request: each parameter known, given once and well formed, or a 400 that explains."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ..core.messages import LANGUAGES
from ..core.repeating import short
from .problems import bad_request

_APP = re.compile(r"(ios|android)/([0-9]{1,4}(?:\.[0-9]{1,4}){0,2})")
_NUMBER = re.compile(r"[0-9]{1,18}")
_MOST = 10
#: The greatest integer that every reader of JSON takes for itself; the contract says so too.
_GREATEST = 2**53 - 1


@dataclass(frozen=True)
class App:
    """Which app asks."""

    platform: str
    version: tuple[int, ...]


def read(query: str, known: Collection[str]) -> dict[str, str]:
    """The parameters by name. Raises Problem."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST)
    except (ValueError, UnicodeDecodeError):
        raise bad_request(
            "query",
            f"The query cannot be read: name=value in UTF-8, joined by &, at most {_MOST}.",
            f"Les paramètres sont illisibles : nom=valeur en UTF-8, joints par &, {_MOST} au plus.",
        ) from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in known:
            allowed = ", ".join(known) or "none"
            raise bad_request(
                "unknown-parameter",
                f"Unknown parameter {short(name)!r}; known here: {allowed}.",
                f"Paramètre inconnu {short(name)!r} ; acceptés ici : {allowed}.",
            )
        if name in found:
            raise bad_request("repeated-parameter", f"{name} is given twice.", f"{name} est donné deux fois.")
        found[name] = value
    return found


def commune(value: str | None, communes: Mapping[str, str]) -> str:
    """An INSEE code of the territory. Raises Problem."""
    if value is None:
        raise bad_request(
            "commune",
            "commune is required, such as commune=76540.",
            "commune est obligatoire, par exemple commune=76540.",
        )
    if value not in communes:
        raise bad_request(
            "commune",
            f"{short(value)!r} is not the INSEE code of a commune of the Métropole. "
            "A postcode such as 76000 is not one; use an INSEE code such as 76540.",
            f"{short(value)!r} n'est pas le code INSEE d'une commune de la Métropole. "
            "Un code postal comme 76000 n'en est pas un ; utilisez un code INSEE comme 76540.",
        )
    return value


def language(value: str | None) -> str:
    """fr or en; French when not given. Raises Problem."""
    if value is None:
        return "fr"
    if value not in LANGUAGES:
        raise bad_request("lang", "lang is fr or en, in small letters.", "lang est fr ou en, en minuscules.")
    return value


def app(value: str | None) -> App | None:
    """The app's platform and version. Raises Problem."""
    if value is None:
        return None
    match = _APP.fullmatch(value)
    if match is None:
        raise bad_request("app", "app is such as ios/3.2.0.", "app est de la forme ios/3.2.0.")
    return App(match[1], version(match[2]))


def whole(name: str, value: str | None, least: int, most: int | None) -> int | None:
    """A whole number within bounds; None when not given. Raises Problem."""
    if value is None:
        return None
    number = int(value) if _NUMBER.fullmatch(value) else -1
    if not least <= number <= (most or _GREATEST):
        bounds = (f"at least {least}", f"d'au moins {least}") if most is None else (f"{least} to {most}",) * 2
        raise bad_request(name, f"{name} is a whole number, {bounds[0]}.", f"{name} est un nombre entier, {bounds[1]}.")
    return number


def version(text: str) -> tuple[int, ...]:
    """A version number as something to compare; 3.2 and 3.2.0 are the same."""
    numbers = [int(part) for part in text.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))
