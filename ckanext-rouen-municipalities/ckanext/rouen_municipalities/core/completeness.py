"""What is expected of a commune by its size, and what it has: a state for each schema of the table of expectations."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

#: The table that the package ships.
EXPECTATIONS_FILE = Path(__file__).parent.parent / "data" / "expectations.csv"

#: What an expectation rests on.
LAW, RECOMMENDED = "law", "recommended"


class State(StrEnum):
    """Where a commune stands to one schema, from the best to what nobody expects of it."""

    VALID = "valid"
    VIA_METROPOLE = "via-metropole"
    STALE = "stale"
    INVALID = "invalid"
    ABSENT = "absent"
    NATIONAL = "national"
    NOT_APPLICABLE = "not-applicable"


#: What counts as there.
DONE = frozenset({State.VALID, State.VIA_METROPOLE})
#: What is not expected of the commune itself.
NOT_EXPECTED = frozenset({State.NATIONAL, State.NOT_APPLICABLE})


class ExpectationsError(ValueError):
    """The table of expectations cannot be read; the message says which line."""


@dataclass(frozen=True)
class Expectation:
    """A schema, from which number of inhabitants it is expected, and the models whose tables satisfy it.

    `national` is the address of a feed by which the State publishes the same for every commune, if there is one;
    `validator` names what checks a file: a Table Schema in all of the shipped table.
    """

    schema: str
    version: str
    models: tuple[str, ...]
    from_population: int
    basis: str
    validator: str
    national: str
    titles: Mapping[str, str]
    comments: Mapping[str, str]

    def title(self, language: str) -> str:
        """What people call it."""
        return self.titles["en" if language == "en" else "fr"]

    def comment(self, language: str) -> str:
        """Why it is expected, or of whom it is not."""
        return self.comments["en" if language == "en" else "fr"]


@dataclass(frozen=True)
class Held:
    """A table of some model in an open dataset: published at least once or only refused, up to date or not.

    `insee` is the commune that it counts for; `about` are those that a table of the Métropole has rows about.
    """

    model: str
    package: str
    title: str
    resource_id: str
    accepted: bool
    stale: bool
    insee: str | None
    about: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """The state of a commune to one expectation, and the table that it comes from, if any."""

    expectation: Expectation
    state: State
    held: Held | None = None


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """The table of expectations in a file. Raises ExpectationsError."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    try:
        return tuple(_expectation(row) for row in rows)
    except (KeyError, ValueError) as error:
        raise ExpectationsError(f"{path}: {error}") from error


@lru_cache(maxsize=4)
def expectations(path: Path = EXPECTATIONS_FILE) -> tuple[Expectation, ...]:
    """The same, read once."""
    return read_expectations(path)


def standings(
    insee: str, population: int, expected: Iterable[Expectation], held: Mapping[str, Sequence[Held]]
) -> list[Standing]:
    """Where a commune stands to each expectation; `held` are the tables of the territory by model."""
    return [_standing(insee, population, expectation, held) for expectation in expected]


def score(standing: Sequence[Standing]) -> tuple[int, int]:
    """How many of the schemas that are expected of a commune are there, and how many are expected."""
    expected = [each for each in standing if each.state not in NOT_EXPECTED]
    return sum(each.state in DONE for each in expected), len(expected)


def _standing(insee: str, population: int, expected: Expectation, held: Mapping[str, Sequence[Held]]) -> Standing:
    tables = [table for model in expected.models for table in held.get(model, ())]
    own = [(_own_state(table), table) for table in tables if table.insee == insee]
    others = [(State.VIA_METROPOLE, table) for table in tables if table.accepted and insee in table.about]
    order = list(State)
    best = min([*own, *others], key=lambda found: order.index(found[0]), default=None)
    if best:
        return Standing(expected, *best)
    if expected.national:
        return Standing(expected, State.NATIONAL)
    return Standing(expected, State.ABSENT if population >= expected.from_population else State.NOT_APPLICABLE)


def _own_state(table: Held) -> State:
    if not table.accepted:
        return State.INVALID
    return State.STALE if table.stale else State.VALID


def _expectation(row: Mapping[str, str]) -> Expectation:
    if row["basis"] not in (LAW, RECOMMENDED):
        raise ValueError(f"{row['schema']}: basis is {LAW} or {RECOMMENDED}, not {row['basis']}")
    return Expectation(
        schema=row["schema"],
        version=row["version"],
        models=tuple(row["models"].split()),
        from_population=int(row["from_population"]),
        basis=row["basis"],
        validator=row["validator"],
        national=row["national"],
        titles={"fr": row["title_fr"], "en": row["title_en"]},
        comments={"fr": row["comment_fr"], "en": row["comment_en"]},
    )
