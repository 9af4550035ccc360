"""Rules between the rows of a table, evaluated on its staging table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from ..core.tabular.checking import Check
from ..core.tabular.profile import NonNegative, NoOverlap, Profile, Shares, Unique
from ..core.tabular.report import Issue, Notice
from ..core.tabular.spellings import without_zeros
from . import rule_queries
from .growing import Target
from .staging import SCHEMA, execute, index_key, quote

_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Finding:
    """What a plugin's check found in a table: the first row concerned, and how many there are."""

    rule: str
    row: int
    column: str
    value: str = ""
    expected: str = ""
    count: int = 1
    #: whether the file is refused; otherwise it is told
    refuses: bool = False


@dataclass(frozen=True)
class PluginCheck:
    """A check of a plugin for the tables of ``profile``, once they follow its rules.

    It looks at a table (as SQL writes it) and at the published ones of the same owner, by profile: those that it
    ``reads``, and those of its own profile only when it says so."""

    profile: str
    find: Callable[[Connection, str, rule_queries.Tables], Iterable[Finding]]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What a file is held against, beside its own rows."""

    #: published tables of the same owner, as SQL writes them, by profile
    tables: rule_queries.Tables = field(default_factory=dict)
    #: the table that the rows would join, as SQL writes it
    joined: str = ""
    #: whether anybody may read the dataset
    is_public: bool = False
    #: those of the plugins for this profile
    checks: tuple[PluginCheck, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """A query of the rows that break a rule; of their values the first ``own`` are theirs."""

    rule: str
    columns: str
    query: str
    own: int = 0
    expected: str = ""
    #: whether the first row stands for all: what is wrong is not in the rows
    once: bool = False


@dataclass(frozen=True)
class _Found:
    """How many rows break a rule, and the first of them: number, then values."""

    in_all: int
    rows: list[tuple[Any, ...]]


def evaluate(
    connection: Connection, staging: str, profile: Profile, checked: Check, surroundings: Surroundings
) -> None:
    """Add to the report an issue for each row that breaks a rule between rows, or with those of other tables.

    The key of a table that grows is indexed in any case: that tells more quickly than a query that it never repeats.
    """
    keyed = profile.hints.growing and index_key(connection, staging, profile.primary_key)
    report, table = checked.report, f"{SCHEMA}.{quote(staging)}"
    if surroundings.is_public and profile.hints.private:
        report.add(Issue("private-table", value=profile.name))
    for asked in _asked(table, profile, surroundings, Unique(profile.primary_key) if keyed else None):
        found = _first(connection, asked.query, 1 if asked.once else report.kept)
        lines = checked.lines_of([row[0] for row in found.rows]) if found.rows else {}
        for row, *values in found.rows:
            value, expected = _shown(values[: asked.own]), _shown(values[asked.own :])
            report.add(Issue(asked.rule, lines.get(row), asked.columns, value, expected or asked.expected))
        report.count(asked.rule, found.in_all - len(found.rows))
    _compare_spellings(connection, checked, surroundings)
    if report.accepted:
        _ask_plugins(connection, table, checked, surroundings)


def evaluate_beside(connection: Connection, target: Target, profile: Profile, checked: Check) -> None:
    """Add to the report an issue for each row of the file that, with a published row that stays, breaks a rule."""
    report = checked.report
    for rule in profile.table_rules:
        if not isinstance(rule, Unique | NoOverlap) or _is_key(rule, target):
            continue
        found = _at_odds(connection, target, profile, rule, report.kept)
        lines = checked.lines_of([row[0] for row in found.rows]) if found.rows else {}
        names = len(rule.fields) if isinstance(rule, Unique) else len(rule.key) + 2
        for row, *values in found.rows:
            value, published = _shown(values[:names]), _shown(values[names:])
            report.add(Issue(f"{rule.rule}-published", lines.get(row), _columns(rule), value, published))
        report.count(f"{rule.rule}-published", found.in_all - len(found.rows))


def _columns(rule: Unique | NoOverlap) -> str:
    names = rule.fields if isinstance(rule, Unique) else (*rule.key, rule.start, rule.end)
    return ", ".join(names)


def _is_key(rule: Unique | NoOverlap, target: Target) -> bool:
    return isinstance(rule, Unique) and set(rule.fields) == set(target.key)


def _asked(table: str, profile: Profile, surroundings: Surroundings, holds: Unique | None) -> Iterator[_Asked]:
    """What to ask of the rows of a file, rule by rule but the one of which it is known that it holds."""
    for rule in profile.table_rules:
        match rule:
            case known if known == holds:
                pass
            case Unique():
                yield _Asked(rule.rule, _columns(rule), rule_queries.repeated(table, rule), len(rule.fields))
            case NoOverlap():
                query = rule_queries.overlapping(table, rule, profile)
                yield _Asked(rule.rule, _columns(rule), query, len(rule.key) + 2)
            case Shares():
                yield _Asked(rule.says or rule.rule, rule.value, rule_queries.shared(table, rule), own=2)
            case NonNegative():
                query = rule_queries.negative(table, rule, surroundings.tables)
                yield _Asked(rule.says or rule.rule, rule.field, query, own=1)
    if surroundings.is_public:
        for field in profile.private_fields:
            yield _Asked("private-column", field.name, rule_queries.filled(table, field.name), once=True)


def _compare_spellings(connection: Connection, checked: Check, surroundings: Surroundings) -> None:
    """Add an issue for each code that a published table has in another spelling."""
    for spelling in checked.spellings:
        rule, codes = spelling.rule, spelling.codes
        tables = [name for profile in rule.beside for name in surroundings.tables.get(profile, ())]
        queries = [rule_queries.distinct(name, rule.field) for name in tables]
        if surroundings.joined:
            queries.append(rule_queries.distinct_by_index(surroundings.joined, rule.field))
        spelled = {without_zeros(code): code for code in codes}
        for (published,) in (row for query in queries for row in execute(connection, query)):
            given = spelled.get(without_zeros(published))
            if given is not None and published not in codes:
                checked.report.add(Issue(f"{rule.rule}-published", codes[given], rule.field, given, published))


def _ask_plugins(connection: Connection, table: str, checked: Check, surroundings: Surroundings) -> None:
    """Add what the checks of the plugins find in a file that follows every rule."""
    for check in surroundings.checks:
        for found in check.find(connection, table, surroundings.tables):
            line = checked.lines_of([found.row]).get(found.row)
            if found.refuses:
                checked.report.add(Issue(found.rule, line, found.column, found.value, found.expected))
                checked.report.count(found.rule, found.count - 1)
            else:
                checked.report.warn(
                    Notice(found.rule, found.count, line, found.column, found.value, found.expected)
                )


def _first(connection: Connection, query: str, most: int) -> _Found:
    """The first rows of a query, whose number of rows may be that of a whole file."""
    counted = f"SELECT count(*) OVER (), found.* FROM ({query}) AS found ORDER BY found._id LIMIT {most}"  # noqa: S608
    rows = execute(connection, counted).all()
    return _Found(rows[0][0] if rows else 0, [tuple(row)[1:] for row in rows])


def _at_odds(
    connection: Connection, target: Target, profile: Profile, rule: Unique | NoOverlap, most: int
) -> _Found:
    """Number and values of the rows of the file that break a rule, with those of the published row."""
    query = _taken(target, profile, rule) if isinstance(rule, Unique) else _covered(target, profile, rule)
    return _first(connection, query, most)


def _taken(target: Target, profile: Profile, rule: Unique) -> str:
    shown = ", ".join(
        [*(f"given.{quote(name)}" for name in rule.fields), *(f"held.{quote(name)}" for name in target.key)]
    )
    return f"""
        SELECT DISTINCT ON (given._id) given._id, {shown}
        FROM {target.given} AS given JOIN {target.table} AS held ON {_same(profile, rule.fields)}
        WHERE {_stays(target)} ORDER BY given._id
    """  # noqa: S608


def _covered(target: Target, profile: Profile, rule: NoOverlap) -> str:
    """Periods that stay do not overlap: the one that begins before a new one and the one after it tell for all."""
    start, end = quote(rule.start), quote(rule.end)
    names = [*map(quote, rule.key), start, end]
    given, held, near = (", ".join(f"{side}.{name}" for name in names) for side in ("given", "held", "near"))
    neighbour = f"FROM {target.table} AS held WHERE {_same(profile, rule.key)} AND {_stays(target)}"
    return f"""
        SELECT DISTINCT ON (given._id) given._id, {given}, {near} FROM {target.given} AS given CROSS JOIN LATERAL (
            (SELECT {held}, held.{end} > given.{start} AS _clash {neighbour}
                AND held.{start} <= given.{start} AND held.{end} IS NOT NULL
                ORDER BY held.{start} DESC, held.{end} DESC LIMIT 1)
            UNION ALL
            (SELECT {held}, held.{start} < given.{end} AS _clash {neighbour}
                AND held.{start} > given.{start} ORDER BY held.{start} LIMIT 1)
        ) AS near WHERE _clash ORDER BY given._id
    """  # noqa: S608


def _stays(target: Target) -> str:
    """That the file says nothing of a published row."""
    return f"NOT EXISTS (SELECT FROM {target.given} AS given WHERE {target.same_key})"


def _same(profile: Profile, names: tuple[str, ...]) -> str:
    """That a row of the table and one of the file have the same values, nothing being a value too."""
    pairs = [(f"held.{quote(name)}", f"given.{quote(name)}", profile.field(name)) for name in names]
    return " AND ".join(
        f"{held} = {given}" if field.constraints.required
        else f"({held} = {given} OR ({held} IS NULL AND {given} IS NULL))"
        for held, given, field in pairs
    ) or "true"  # fmt: skip


def _shown(values: Any) -> str:
    return ", ".join(filter(None, map(_written, values)))


def _written(value: Any) -> str:
    """A value as its author wrote it, more or less."""
    if isinstance(value, datetime):
        return value.astimezone(_PARIS).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)
