"""The register of the communes of the Métropole: who is a member, from when to when, with which identifiers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from .catalogue import alphabetical

METROPOLE_SIREN = "200023414"
METROPOLE_NAME = "Métropole Rouen Normandie"

SIREN_DIGITS = 9
INSEE_CHARACTERS = 5
_INSEE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}", re.ASCII)

#: From this many inhabitants on, a commune has to open its data (loi pour une République numérique, 2016, article 6).
OBLIGATION_POPULATION = 3_500

#: The register that the package ships.
REGISTER_FILE = Path(__file__).parent.parent / "data" / "communes.csv"
#: Codes of communes that were merged into one of the register.
FORMER_CODES_FILE = REGISTER_FILE.with_name("former_codes.csv")

#: Why a code names no member of the Métropole on a day.
MALFORMED, OUTSIDE, FORMER, LEFT, NOT_YET = "malformed", "outside", "former", "left", "not-yet"


class RegisterError(ValueError):
    """The register contradicts itself: the message says where."""


class UnknownCommune(LookupError):
    """A code that names no member of the Métropole on a day.

    `reason` is `malformed`, `outside`, `former` (merged into `successor`), `left` or `not-yet`; `meant` is the code
    that a shortened one may stand for.
    """

    def __init__(self, code: str, reason: str, *, successor: Commune | None = None, meant: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.successor = successor
        self.meant = meant


@dataclass(frozen=True)
class Commune:
    """A commune, from the day it belongs to the Métropole to the day it no longer does; codes are text."""

    insee: str
    name: str
    siren: str
    postcodes: tuple[str, ...]
    population: int
    population_year: int
    latitude: float
    longitude: float
    valid_from: date
    valid_to: date | None = None

    @property
    def sort_key(self) -> str:
        """Orders communes by name as a French reader expects it."""
        return alphabetical(self.name)

    @property
    def has_obligation(self) -> bool:
        """Whether the law obliges this commune to open its data."""
        return self.population >= OBLIGATION_POPULATION

    def is_member(self, day: date) -> bool:
        """Whether the commune belongs to the Métropole on `day` (`valid_to` is the first day that it does not)."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def siren_is_valid(siren: str) -> bool:
    """Nine digits whose Luhn sum is a multiple of ten (INSEE, identifiant SIREN)."""
    if len(siren) != SIREN_DIGITS or not (siren.isascii() and siren.isdigit()):
        return False
    digits = [int(digit) for digit in siren]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def read_register(lines: TextIO) -> tuple[Commune, ...]:
    """The communes of a register file, by INSEE code."""
    communes = tuple(_commune(row) for row in csv.DictReader(lines))
    check_register(communes)
    return communes


def write_register(communes: Iterable[Commune], lines: TextIO) -> None:
    """The file that `read_register` reads, by INSEE code."""
    writer = csv.DictWriter(lines, [field.name for field in fields(Commune)], lineterminator="\n")
    writer.writeheader()
    for commune in sorted(communes, key=lambda commune: commune.insee):
        writer.writerow(_row(commune))


def write_former_codes(codes: Mapping[str, str], lines: TextIO) -> None:
    """The file that `former_codes` reads, by former code."""
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["code", "insee"])
    writer.writerows(sorted(codes.items()))


def check_register(communes: Iterable[Commune]) -> None:
    """Raise RegisterError when a code is double or an identifier is not one."""
    seen: set[str] = set()
    for commune in communes:
        if commune.insee in seen:
            raise RegisterError(f"{commune.insee}: twice")
        if len(commune.insee) != INSEE_CHARACTERS:
            raise RegisterError(f"{commune.insee}: an INSEE code has five characters")
        if not siren_is_valid(commune.siren):
            raise RegisterError(f"{commune.insee}: {commune.siren} is no SIREN")
        seen.add(commune.insee)


@lru_cache(maxsize=1)
def all_communes() -> Mapping[str, Commune]:
    """Every commune that the register has ever held, former ones included, by INSEE code."""
    with REGISTER_FILE.open(encoding="utf-8", newline="") as lines:
        return {commune.insee: commune for commune in read_register(lines)}


def communes_at(day: date) -> tuple[Commune, ...]:
    """The members of the Métropole on `day`, by INSEE code."""
    return tuple(commune for commune in all_communes().values() if commune.is_member(day))


@lru_cache(maxsize=1)
def former_codes() -> Mapping[str, str]:
    """The code of today by that of each commune that was merged into a member."""
    with FORMER_CODES_FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["insee"] for row in csv.DictReader(lines)}


def known(code: str) -> Commune:
    """The commune of the register that a code names, former members included. Raises UnknownCommune."""
    commune = all_communes().get(code)
    if commune is None:
        raise _unknown(code)
    return commune


def member(code: str, day: date) -> Commune:
    """The member of the Métropole that a code names on `day`. Raises UnknownCommune, which says why there is none."""
    commune = known(code)
    if not commune.is_member(day):
        raise UnknownCommune(code, NOT_YET if day < commune.valid_from else LEFT)
    return commune


def codes_at(day: date) -> frozenset[str]:
    """The INSEE codes of the members on `day`: what the register "communes" of a profile accepts."""
    return frozenset(commune.insee for commune in communes_at(day))


def _unknown(code: str) -> UnknownCommune:
    if code in former_codes():
        return UnknownCommune(code, FORMER, successor=all_communes()[former_codes()[code]])
    if not _INSEE.fullmatch(code):
        meant = code.zfill(INSEE_CHARACTERS) if len(code) == INSEE_CHARACTERS - 1 and code.isdigit() else ""
        return UnknownCommune(code, MALFORMED, meant=meant)
    return UnknownCommune(code, OUTSIDE)


def _commune(row: Mapping[str, str]) -> Commune:
    return Commune(
        insee=row["insee"],
        name=row["name"],
        siren=row["siren"],
        postcodes=tuple(row["postcodes"].split()),
        population=int(row["population"]),
        population_year=int(row["population_year"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def _row(commune: Commune) -> dict[str, str]:
    return {
        "insee": commune.insee,
        "name": commune.name,
        "siren": commune.siren,
        "postcodes": " ".join(commune.postcodes),
        "population": str(commune.population),
        "population_year": str(commune.population_year),
        "latitude": f"{commune.latitude:.5f}",
        "longitude": f"{commune.longitude:.5f}",
        "valid_from": commune.valid_from.isoformat(),
        "valid_to": commune.valid_to.isoformat() if commune.valid_to else "",
    }
