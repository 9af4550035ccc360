"""Whatever files come, in whatever order and however often: the table is what their rows, by key, come to."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
import sqlalchemy as sa
from ckanext.rouen_municipalities.core.growth import Addition, Growth
from ckanext.rouen_municipalities.core.tabular.copying import NULL
from ckanext.rouen_municipalities.store import datastore, growing, staging
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

COLUMNS = [staging.Column(name, kind, {}) for name, kind in (("a", "text"), ("b", "bigint"), ("v", "numeric"))]
KEY = ("a", "b")

File = Mapping[tuple[str, int], Decimal | None]

# few keys and values, or files would never meet; 1 and 1.0 are the same number, nothing is a value too
keys = st.tuples(st.sampled_from(["x", "é\\t", ""]), st.integers(0, 2))
values = st.sampled_from([None, Decimal(1), Decimal("1.0"), Decimal("2.5")])
files = st.lists(st.dictionaries(keys, values, min_size=1, max_size=9), min_size=1, max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files)
@pytest.mark.usefixtures("empty_portal_once")
def test_the_table_is_what_the_files_come_to(sent: Sequence[File]) -> None:
    resource, expected = f"any-order-{uuid.uuid4()}", {}
    numbers: dict[tuple[str, int], int] = {}
    for seq, file in enumerate(sent, 1):
        growth = publish(resource, seq, file)
        assert growth == growth_of(expected, file)
        expected = {**expected, **file}
        table = published(resource)
        assert {key: value for key, (_, value) in table.items()} == expected
        assert {key: number for key, (number, _) in table.items() if key in numbers} == numbers
        numbers = {key: number for key, (number, _) in table.items()}
    entry = datastore.ledger(resource)
    assert entry is not None
    assert (entry.rows, entry.publication_seq) == (len(expected), len(sent))
    datastore.drop(resource)


@pytest.fixture(scope="module")
def empty_portal_once() -> None:
    """A datastore without the leavings of an earlier run."""
    with datastore.writing() as connection:
        connection.execute(sa.text("DELETE FROM rouen_staging.ledger WHERE resource_id LIKE 'any-order-%'"))


def publish(resource: str, seq: int, file: File) -> Growth:
    """Load a file and bring it in: the first as the table itself, each later one into it."""
    name, entry = f"p_any_{seq}", datastore.LedgerEntry(resource, f"{resource}-{seq}", seq, str(seq), len(file))
    with datastore.writing() as connection:
        staging.create(connection, name, COLUMNS)
        staging.copy_rows(connection, name, COLUMNS, [lines(file)])
        known = growing.additions(resource)
        if known:
            growing.begin(connection, resource, known)
            assert staging.index_key(connection, name, KEY)
            staging.prepare_to_join(connection, name)
            target = growing.Target(resource, name, COLUMNS, KEY)
            foreseen = growing.foresee(connection, target, len(published(resource)))
            growth = growing.add(connection, target, entry)
            assert growth == foreseen
            staging.drop(connection, name)
        else:
            staging.finish(connection, name)
            assert staging.index_key(connection, name, KEY)
            staging.let_grow(connection, name, [])
            staging.index_no_words(connection, name)
            datastore.swap(connection, name, entry, {})
            growth = Growth(len(file), 0, 0, 0, len(file))
        growing.note(connection, resource, Addition(entry.publication_id, seq, "p", "1", entry.sha256, None, "file"))
    return growth


def lines(file: File) -> bytes:
    """The rows as COPY reads them."""
    written = [
        (str(number), a.replace("\\", "\\\\"), str(b), NULL if value is None else str(value))
        for number, ((a, b), value) in enumerate(file.items(), 1)
    ]
    return "".join("\t".join(row) + "\n" for row in written).encode()


def growth_of(table: File, file: File) -> Growth:
    """What the file does to a table, counted by hand."""
    new = sum(key not in table for key in file)
    same = sum(key in table and table[key] == value for key, value in file.items())
    return Growth(new, same, len(file) - new - same, 0, len(table) + new)


def published(resource: str) -> dict[tuple[str, int], tuple[int, Decimal | None]]:
    """`_id` and value of each row of the table."""
    with datastore.reading() as connection:
        rows = connection.execute(sa.text(f'SELECT _id, a, b, v FROM "{resource}"'))
        return {(row.a, row.b): (row._id, row.v) for row in rows}
