"""A client that knows nothing of the portal but its public API, and asks each KPI to be proved by what it can fetch."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

Ask = Callable[..., Any]

#: What the ids of a KPI, or of one of its dimensions, name; without an entry, packages.
COMMUNE, RESOURCE, PAIR, ORGANIZATION, TILE, PACKAGE = "commune", "resource", "pair", "organization", "tile", "package"
WORK = "work"
KINDS = {
    "K2a": COMMUNE,
    "K2b": COMMUNE,
    "K2b commune": PACKAGE,
    "K2b metropole": RESOURCE,
    "K2c": COMMUNE,
    "K2c commune": PACKAGE,
    "K3 follow_up": COMMUNE,
    "K4": ORGANIZATION,
    "K6": PAIR,
    "E3": WORK,
    "T1": TILE,
    "T2": COMMUNE,
    "T2 commune": TILE,
}
#: Dimensions whose keys can be read in the description of each package: the field that has to name the key.
FIELDS = {
    "K1 theme": "theme",
    "K1 theme_metropole": "theme",
    "K1 theme_communes": "theme",
    "E1 status": "status",
    "E2 status": "status",
}
#: Dimensions whose key is the commune that each package counts for.
OF_COMMUNE = frozenset({"K0 commune", "K2b commune", "K5 commune", "K7 commune", "K7 commune_mqa"})
#: What a count by organisation calls those who act for several of them.
SEVERAL = "several"


@dataclass
class Client:
    """Somebody who asks `ask(action, **parameters)` as anyone may, and remembers what was answered.

    Of the keys of a dimension that have nothing, so many are asked about.
    """

    ask: Ask
    empty_keys: int = 2
    packages: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    proved: Counter[str] = field(default_factory=Counter)
    fetched: set[tuple[str, str]] = field(default_factory=set)

    def know(self, packages: Iterable[Mapping[str, Any]]) -> None:
        """Packages that came in a page of a search, which need not be fetched one by one."""
        self.packages |= {package["id"]: package for package in packages}

    def prove_everything(self) -> None:
        """Hold every computed KPI, and every key of every dimension, against what it says that it counted."""
        for entry in self.ask("rouen_kpi_list"):
            if entry["kind"] == "computed":
                self.prove(entry["id"], entry)

    def prove(self, kpi_id: str, entry: Mapping[str, Any]) -> None:
        """Fetch what a KPI counted, as a whole and by key, and find each of its numbers again."""
        shown = self.ask("rouen_kpi_show", id=kpi_id)
        assert shown["value"] == entry["value"]
        told = self._proof(kpi_id, None, entry["value"], shown["unit"])
        assert told["ids_sha256"] == entry["ids_sha256"], kpi_id
        assert told["ids_count"] == entry["ids_count"], kpi_id
        for name, values in shown["by"].items():
            unit = shown["dimensions"][name]["unit"] or shown["unit"]
            empty = [key for key, value in values.items() if not value]
            for key in (*(key for key, value in values.items() if value), *empty[: self.empty_keys]):
                self._proof(kpi_id, f"{name}:{key}", values[key], unit)
            if shown["dimensions"][name]["sums_to_value"]:
                assert sum(values.values()) == shown["value"], f"{kpi_id} {name}"

    def _proof(self, kpi_id: str, dimension: str | None, value: Any, unit: str) -> Mapping[str, Any]:
        told = self.ask("rouen_kpi_explain", id=kpi_id, **({"dimension": dimension} if dimension else {}))
        what = f"{kpi_id} {dimension or ''}"
        ids = [_id(item) for item in told["counted"]]
        assert told["value"] == value, what
        assert len(set(ids)) == len(ids) == told["ids_count"], what
        assert told["ids_sha256"] == hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest(), what
        assert not set(ids) & {item["id"] for item in told["not_counted"]}, what
        found = self._number(kpi_id, dimension, told, unit)
        assert found == value, f"{what} is {value}; what it counted gives {found}"
        self._fetch(kpi_id, dimension, ids)
        self.proved[kpi_id] += 1
        return told

    def _number(self, kpi_id: str, dimension: str | None, told: Mapping[str, Any], unit: str) -> Any:
        """The number that what was counted gives: how many, a sum or a mean of a field, a share, seats."""
        counted = told["counted"]
        if told["measure"]:
            numbers = [Decimal(str(item[told["measure"]["field"]])) for item in counted]
            if told["measure"]["how"] == "sum":
                return sum(numbers)
            return _tenths(sum(numbers, Decimal()) / len(numbers)) if numbers else None
        if kpi_id == "E3":
            return _saved(counted)
        if unit == "percent":
            return self._share(kpi_id, str(dimension), {_id(item) for item in counted})
        if unit == "seats":
            return sum(int(self.package(_id(item))["seats"]) for item in counted)
        return len(counted) if counted or told["value"] is not None else None

    def _share(self, kpi_id: str, dimension: str, ids: set[str]) -> float | None:
        """A percentage, of a whole that the client counts for itself."""
        part: float = len(ids)
        if kpi_id == "K2a":
            whole: float = len(self.communes)
            if dimension == "share:population":
                part, whole = (
                    sum(self.communes[insee]["population"] for insee in each) for each in (ids, self.communes)
                )
            elif dimension != "share:communes":
                whole = sum(commune["obligation"] for commune in self.communes.values())
        else:
            whole = self.ask("rouen_kpi_show", id="K5" if dimension == "share:stale" else "K0")[
                "of" if dimension == "share:stale" else "value"
            ]
        return round(100 * part / whole, 1) if whole else None

    def _fetch(self, kpi_id: str, dimension: str | None, ids: list[str]) -> None:
        name, _, key = (dimension or "").partition(":")
        part = f"{kpi_id} {name}"
        kind = KINDS.get(part, KINDS.get(kpi_id, PACKAGE))
        for each in ids:
            self.fetched.add((kind, each))
            self._fetch_one(kind, each)
            if part in FIELDS:
                assert self.package(each)[FIELDS[part]] == key or key == "none", f"{part}:{key} counts {each}"
            if part in OF_COMMUNE:
                assert self._commune_of(self.package(each)) == key, f"{part}:{key} counts {each}"

    def _fetch_one(self, kind: str, each: str) -> None:
        if kind == COMMUNE:
            assert each in self.communes
        elif kind == RESOURCE:
            assert self.ask("resource_show", id=each)["state"] == "active"
        elif kind == ORGANIZATION:
            assert each == SEVERAL or self.ask("organization_show", id=each)["state"] == "active"
        elif kind == PAIR:
            assert each in self._pairs(each.partition("/")[0])
        elif kind == WORK:
            assert any(each.endswith(_end_of_name(*known)) for known in self._meters), each
        elif kind == TILE:
            assert self.ask("rouen_tile_show", id=each)["id"] == each
        else:
            package = self.package(each)
            assert (package["state"], package["private"]) == ("active", False)

    def package(self, package_id: str) -> Mapping[str, Any]:
        """A package as anyone can fetch it."""
        if package_id not in self.packages:
            self.packages[package_id] = self.ask("package_show", id=package_id)
        return self.packages[package_id]

    @cached_property
    def communes(self) -> dict[str, Mapping[str, Any]]:
        """The communes by INSEE code."""
        return {commune["insee"]: commune for commune in self.ask("rouen_commune_list")}

    @cached_property
    def _insee(self) -> dict[str, str]:
        """The INSEE code of each organisation that was asked for, by its name."""
        return {}

    def _commune_of(self, package: Mapping[str, Any]) -> str:
        name = package["organization"]["name"]
        if name not in self._insee:
            self._insee[name] = self.ask("organization_show", id=name).get("insee") or ""
        return package.get("on_behalf_of") or self._insee[name]

    def _pairs(self, insee: str) -> set[str]:
        """The schemas of a commune as its page lists them."""
        if insee not in self._listed:
            expected = self.ask("rouen_commune_show", insee=insee)["expected"]
            self._listed[insee] = {f"{insee}/{each['schema']}" for each in expected}
        return self._listed[insee]

    @cached_property
    def _meters(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The works that the portal tells of, with each meter that counts in them."""
        return [(work, item) for work in self.ask("rouen_energy_impact")["works"] for item in work["counted"]]

    @cached_property
    def _listed(self) -> dict[str, set[str]]:
        return {}


def _tenths(number: Decimal) -> float:
    return float(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _end_of_name(work: Mapping[str, Any], meter: Mapping[str, Any]) -> str:
    """How E3 names a meter that is not named in public: by its works, its carrier and its number."""
    return f"({work['owner']}, {work['id'][:8]}), {meter['carrier']} {meter['number']}"


def _saved(meters: Iterable[Mapping[str, Any]]) -> float | None:
    """What works saved, in percent of what would have been used without them."""
    expected, used = (sum(Decimal(str(meter[name])) for meter in meters) for name in ("expected_kwh", "used_kwh"))
    return float(round(100 * (expected - used) / expected, 2)) if expected else None


def _id(item: Any) -> str:
    return item if isinstance(item, str) else str(item["id"])
