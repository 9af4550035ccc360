"""What a KPI is: a number with a version, a wording in two languages and a way to compute it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .measure import Measure
from .result import KpiResult

Number = int | float | Decimal
#: A text for people, by language: {"fr": …, "en": …}; with `fr_one`, `en_one` where it differs for a single thing.
Text = Mapping[str, str]

#: The three initiatives, in the order in which pages show them.
INITIATIVES: Mapping[str, Text] = {
    "open-data": {"fr": "Données ouvertes des communes", "en": "Open data of the municipalities"},
    "energy": {"fr": "Énergie du patrimoine", "en": "Energy of public buildings"},
    "app": {"fr": "Application mobile", "en": "Mobile app"},
}


@dataclass(frozen=True)
class Dimension:
    """A way to divide a KPI. `keys` words each of its keys; keys of `partition` share the value out: they sum to it.

    `unit` is given when the numbers are not in the unit of the KPI: a share in percent beside a count; `measure` when
    they are not how many things were counted.
    """

    label: Text
    keys: Mapping[str, Text] = field(default_factory=dict)
    partition: bool = False
    unit: str | None = None
    measure: Measure | None = None


#: Which way a KPI is meant to go.
MORE, FEWER = "more", "fewer"


@dataclass(frozen=True)
class KpiDefinition:
    """A KPI: what it is called, what it means, how it is computed.

    `compute` gets a connection to the main database (repeatable read, read only) and counts what anyone can see.
    `version` grows whenever the definition changes, so that two series are never taken for one. `unit` is `count`,
    `percent`, `kWh`…; with `count` the value must be the number of ids counted, unless `measure` says what it is of
    them. `reasons` words the codes of `KpiResult.not_counted`. `better` says whether a target is reached from below
    (`MORE`) or from above (`FEWER`: of what is late, the fewer the better).
    """

    id: str
    version: int
    initiative: str
    label: Text
    definition: Text
    unit: str
    compute: Callable[[Any], KpiResult]
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    reasons: Mapping[str, Text] = field(default_factory=dict)
    measure: Measure | None = None
    better: str = MORE


def in_language(text: Text, language: str) -> str:
    """The text in `language`, else in French."""
    for wanted in (language, "fr", *text):
        if words := text.get(wanted):
            return words
    return ""


def of_one(text: Text, language: str) -> str:
    """The text in `language`, else in French, as it is said of a single thing."""
    return text.get(f"{language}_one") or in_language(text, language)
