"""Rules between rows as the database evaluates them, held against the same rules counted by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ckanext.rouen_municipalities.core.tabular.profile import Among, NoOverlap, Profile, Shares, load_profile
from ckanext.rouen_municipalities.store import datastore, rule_queries
from ckanext.rouen_municipalities.store.staging import execute
from sqlalchemy.engine import Connection

FIELDS = [
    {"name": "compteur", "type": "code"},
    {"name": "batiment", "type": "code"},
    {"name": "part", "type": "number"},
    {"name": "nature", "type": "string"},
    {"name": "debut", "type": "date"},
    {"name": "fin", "type": "date"},
]
EPOCH, TABLES, MOST_ROWS = date(2021, 1, 1), 150, 7
BEFORE_ALL, AFTER_ALL = date.min, date.max
EACH = Among("nature", ("réel", "estimé"), "réel")


@dataclass(frozen=True)
class Row:
    number: int
    meter: str
    building: str | None
    share: Decimal | None
    nature: str | None
    start: date | None
    end: date | None

    @property
    def since(self) -> date:
        return self.start or BEFORE_ALL

    @property
    def until(self) -> date:
        return self.end or AFTER_ALL

    @property
    def part(self) -> Decimal:
        return Decimal(1) if self.share is None else self.share


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile({"name": "essai/parts", "version": "1", "fields": FIELDS})


@pytest.fixture
def connection() -> Iterator[Connection]:
    with datastore.trying() as trying:
        execute(
            trying,
            "CREATE TEMPORARY TABLE essai (_id int, compteur text, batiment text, part numeric, nature text, "
            "debut date, fin date) ON COMMIT DROP",
        )
        yield trying


def tables() -> Iterator[list[Row]]:
    """Small tables in which periods meet, overlap, and have no end."""
    chance = random.Random(7)  # noqa: S311
    for _ in range(TABLES):
        yield [_row(chance, number) for number in range(1, chance.randint(1, MOST_ROWS) + 1)]


def _row(chance: random.Random, number: int) -> Row:
    start, days = EPOCH + timedelta(days=chance.randint(0, 6)), chance.randint(1, 4)
    return Row(
        number,
        chance.choice("AB"),
        chance.choice(["M1", "M2", None]),
        chance.choice([None, Decimal("0.5"), Decimal("0.25"), Decimal("0.7505")]),
        chance.choice(["réel", "estimé", "avoir", None]),
        None if chance.random() < 0.2 else start,
        None if chance.random() < 0.2 else start + timedelta(days=days),
    )


def fill(connection: Connection, rows: Sequence[Row]) -> None:
    execute(connection, "TRUNCATE essai")
    for row in rows:
        connection.exec_driver_sql("INSERT INTO essai VALUES (%s, %s, %s, %s, %s, %s, %s)", tuple(vars(row).values()))


def overlapping(rows: Sequence[Row]) -> set[int]:
    """By hand: the rows that begin while one that began before them, or stands above them, lasts."""
    ordered = sorted(rows, key=lambda row: (row.since, row.number))
    return {
        row.number
        for rank, row in enumerate(ordered)
        for other in ordered[:rank]
        if (other.meter, other.nature or "réel") == (row.meter, row.nature or "réel")
        and row.nature != "avoir"
        and row.since < other.until
    }


def out_of_one(rows: Sequence[Row]) -> dict[str, date]:
    """By hand: of each meter, the first date from which its shares do not make one."""
    found: dict[str, date] = {}
    served = [row for row in rows if row.building]
    for meter in {row.meter for row in served}:
        of_it = [row for row in served if row.meter == meter]
        for at in sorted({*(row.since for row in of_it), *(row.until for row in of_it)}):
            parts = [row.part for row in of_it if row.since <= at < row.until]
            if parts and abs(sum(parts) - 1) > Decimal("0.001"):
                found[meter] = at
                break
    return found


def test_the_periods_that_overlap_are_those_that_do(connection: Connection, profile: Profile) -> None:
    query = rule_queries.overlapping("essai", NoOverlap(("compteur",), "debut", "fin", each=EACH), profile)
    found = 0
    for rows in tables():
        fill(connection, rows)
        told = execute(connection, query).all()
        by_number = {row.number: row for row in rows}
        assert {row[0] for row in told} == overlapping(rows)
        for number, meter, since, until, *other in told:
            row = by_number[number]
            assert (meter, since, until) == (row.meter, row.start, row.end)
            assert any((each.start, each.end) == tuple(other) for each in rows if each.number != number)
        found += len(told)
    assert found > TABLES // 2


def test_the_shares_that_do_not_make_one_are_told_from_the_first_such_date(connection: Connection) -> None:
    query = rule_queries.shared("essai", Shares("compteur", "part", "batiment", "debut", "fin", "0.001"))
    found = 0
    for rows in tables():
        fill(connection, rows)
        told = {key: at or BEFORE_ALL for _, _, at, key in execute(connection, query)}
        assert told == out_of_one(rows)
        found += len(told)
    assert TABLES // 2 < found < 2 * TABLES
