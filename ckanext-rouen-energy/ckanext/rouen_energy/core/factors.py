"""Factors from delivered kWh to kgCO2e and to regulatory final energy: rows of a table, with their text and dates.

A factor is looked up, never made up: what has no usable one is a `Missing` with its reason. The one in force on
31 December of the year of consumption is used. A network's content is that of the edition whose data are of that year.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"
_TABLES = ("factors.csv", "networks.csv")
_EDITION = re.compile(r"(\d{4})(?:_\d{4})?")

CO2E = "co2e"
FINAL = "final"
GAS = "gaz"
NET = "PCI"
NETWORKS = frozenset({"réseau de chaleur", "réseau de froid"})

#: Why there is no usable factor.
NO_FACTOR = "no-factor"
NOT_IN_FORCE = "not-in-force"
NEEDS_SPLIT = "needs-split"
NO_NETWORK = "no-network"
UNKNOWN_NETWORK = "unknown-network"
SEVERAL_NETWORKS = "several-networks"
NO_EDITION = "no-edition"
MISSING_REASONS = (
    NO_FACTOR,
    NOT_IN_FORCE,
    NEEDS_SPLIT,
    NO_NETWORK,
    UNKNOWN_NETWORK,
    SEVERAL_NETWORKS,
    NO_EDITION,
)


@dataclass(frozen=True)
class Factor:
    """A row that a figure cites: what is delivered ÷ `divisor` × `value` gives the quantity.

    `use` is empty when the factor holds whatever the energy is used for. `divisor` takes kWh PCS (as gas is delivered)
    to kWh PCI where the text speaks of these.
    """

    reference: str
    quantity: str
    purpose: str
    carrier: str
    use: str
    value: Decimal
    unit: str
    heating_value: str
    divisor: Decimal
    valid_from: date
    valid_until: date | None
    text: str
    text_date: date | None
    network: str = ""

    def is_in_force(self, year: int) -> bool:
        """Whether the factor is in force on the last day of this year."""
        last_day = date(year, 12, 31)
        return self.valid_from <= last_day and (self.valid_until is None or self.valid_until >= last_day)


@dataclass(frozen=True)
class Missing:
    """Why a carrier has no usable factor in a year: one of `MISSING_REASONS`."""

    reason: str


@dataclass(frozen=True)
class NetworkContent:
    """What an edition of the national list says of one network, in kgCO2e per delivered kWh; None where it is blank."""

    edition: str
    id: str
    name: str
    direct: Decimal | None
    life_cycle: Decimal | None

    @property
    def year(self) -> int | None:
        """Year of the data of the edition (2021 for `2021_2022`); None when its name does not say."""
        found = _EDITION.fullmatch(self.edition.strip())
        return int(found[1]) if found else None

    def is_named(self, name: str) -> bool:
        """Whether an officer means this network by its identifier or by its name."""
        return _folded(name) in {_folded(self.id), _folded(self.name)}


@dataclass(frozen=True)
class Choice:
    """What a portal chose once, and shows: the purpose of its factors, and which content of a network counts."""

    purpose: str
    life_cycle: bool


@dataclass(frozen=True)
class Need:
    """A carrier, and the networks that it came from, that a year asks a factor for."""

    year: int
    carrier: str
    networks: tuple[str, ...] = ()


def co2_factor(need: Need, choice: Choice, loaded: Sequence[NetworkContent] = ()) -> Factor | Missing:
    """The factor of greenhouse gases of a carrier in a year; what an owner loaded of a network and year comes first."""
    if need.carrier in NETWORKS:
        return _of_network(need, choice, loaded)
    return _in_force([one for one in factors() if _is(one, CO2E, choice.purpose, need.carrier)], need.year)


def final_factor(carrier: str, year: int) -> Factor | Missing:
    """The conversion of a carrier's delivered kWh to regulatory final energy."""
    return _in_force([one for one in factors() if one.quantity == FINAL and one.carrier == carrier], year)


def gross_per_net() -> Decimal:
    """kWh PCS of gas in one kWh PCI, as the rule on regulatory energy has it."""
    return next(one.divisor for one in factors() if (one.quantity, one.carrier) == (FINAL, GAS))


@cache
def factors() -> tuple[Factor, ...]:
    """Every row of data/factors.csv."""
    return tuple(_factor(row) for row in _rows("factors.csv"))


@cache
def shipped_networks() -> tuple[NetworkContent, ...]:
    """The networks of the Métropole that come with the extension, from the lists annexed to the DPE orders."""
    return tuple(network_content(row) for row in _rows("networks.csv"))


def network_content(row: Mapping[str, object]) -> NetworkContent:
    """A row of a table of the profile energy/network-factors."""
    return NetworkContent(
        edition=str(row["edition"]),
        id=str(row["id_reseau"]),
        name=str(row["reseau"]),
        direct=_decimal(row.get("co2_direct")),
        life_cycle=_decimal(row.get("co2_acv")),
    )


@cache
def tables_sha256() -> str:
    """Hash of the tables of this extension: a factor that changes computes everything again."""
    return hashlib.sha256(b"".join((_DATA / name).read_bytes() for name in _TABLES)).hexdigest()


def _is(one: Factor, quantity: str, purpose: str, carrier: str) -> bool:
    return (one.quantity, one.purpose, one.carrier) == (quantity, purpose, carrier)


def _in_force(known: Iterable[Factor], year: int) -> Factor | Missing:
    candidates = list(known)
    if not candidates:
        return Missing(NO_FACTOR)
    valid = [one for one in candidates if one.is_in_force(year)]
    if not valid:
        return Missing(NOT_IN_FORCE)
    whatever_use = [one for one in valid if not one.use]
    return whatever_use[0] if whatever_use else Missing(NEEDS_SPLIT)


def _of_network(need: Need, choice: Choice, loaded: Sequence[NetworkContent]) -> Factor | Missing:
    if len(need.networks) != 1:
        return Missing(SEVERAL_NETWORKS if need.networks else NO_NETWORK)
    (name,) = need.networks
    known = [[one for one in table if one.is_named(name)] for table in (loaded, shipped_networks())]
    for rows in known:
        of_year = [one for one in rows if one.year == need.year]
        if of_year:
            return _of_edition(of_year, need, choice)
    return Missing(NO_EDITION if any(known) else UNKNOWN_NETWORK)


def _of_edition(of_year: Sequence[NetworkContent], need: Need, choice: Choice) -> Factor | Missing:
    values = {(one.id, one.life_cycle if choice.life_cycle else one.direct) for one in of_year}
    if len(values) > 1:
        return Missing(SEVERAL_NETWORKS)
    for identifier, value in values:
        if value is not None:
            return _network_factor(of_year[0], identifier, value, need, choice)
    return Missing(NO_EDITION)


def _network_factor(one: NetworkContent, identifier: str, value: Decimal, need: Need, choice: Choice) -> Factor:
    scope = "acv" if choice.life_cycle else "direct"
    words = "analyse de cycle de vie" if choice.life_cycle else "émissions directes"
    return Factor(
        reference=f"reseau-{identifier}-{one.edition}-{scope}".replace(" ", "-"),
        quantity=CO2E,
        purpose="DPE",
        carrier=need.carrier,
        use="",
        value=value,
        unit="kgCO2e/kWh",
        heating_value="",
        divisor=Decimal(1),
        valid_from=date(need.year, 1, 1),
        valid_until=date(need.year, 12, 31),
        text=f"Contenu CO2 des réseaux de chaleur et de froid (DPE), édition {one.edition}, {words}",
        text_date=None,
        network=f"{identifier} {one.name}",
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _factor(row: Mapping[str, str]) -> Factor:
    return Factor(
        reference=row["reference"],
        quantity=row["quantity"],
        purpose=row["purpose"],
        carrier=row["carrier"],
        use=row["use"],
        value=Decimal(row["value"]),
        unit=row["unit"],
        heating_value=row["heating_value"],
        divisor=Decimal(row["divisor"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=_date(row["valid_until"]),
        text=row["text"],
        text_date=_date(row["text_date"]),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(value: object) -> Decimal | None:
    text = "" if value is None else str(value).strip()
    return Decimal(text) if text else None


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(plain.casefold().replace("-", " ").split())
