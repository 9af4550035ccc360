"""The rows of a table that break a rule, as queries: number of the row, then the values that tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..core.tabular.profile import Among, NonNegative, NoOverlap, Profile, Shares, Unique
from .staging import quote

#: types of columns that have values before and after all others
_OPEN = ("date", "datetime")

#: names of the published tables of the same owner, as SQL writes them, by profile
Tables = Mapping[str, Sequence[str]]


def repeated(table: str, rule: Unique) -> str:
    """Rows whose values were there on a row above."""
    names = ", ".join(map(quote, rule.fields))
    return f"""
        SELECT _id, {names} FROM (
            SELECT _id, {names}, row_number() OVER (PARTITION BY {names} ORDER BY _id) AS _occurrence FROM {table}
        ) AS numbered WHERE _occurrence > 1 ORDER BY _id
    """  # noqa: S608


def overlapping(table: str, rule: NoOverlap, profile: Profile) -> str:
    """Rows whose period begins within that of another one, and that other period."""
    names = ", ".join(map(quote, rule.key))
    start, end = (bound(profile, name, sign) for name, sign in ((rule.start, "-"), (rule.end, "")))
    each = [among(rule.each)] if rule.each else []
    key = ", ".join([*map(quote, rule.key), *each])
    partition = f"PARTITION BY {key} ORDER BY _start, _id" if key else "ORDER BY _start, _id"
    return f"""
        SELECT _id, {names + ", " if names else ""}{shown_bounds("_start", "_end", profile, rule)},
            {shown_bounds("_longest[2]", "_longest[1]", profile, rule)} FROM (
            SELECT *, max(ARRAY[_end, _start])
                OVER ({partition} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS _longest
            FROM (SELECT *, {start} AS _start, {end} AS _end FROM {table}) AS bounded
            {f"WHERE {is_among(rule.each)}" if rule.each else ""}
        ) AS ordered WHERE _start < _longest[1] ORDER BY _id
    """  # noqa: S608


def shared(table: str, rule: Shares) -> str:
    """For each key, the first date at which the shares do not make one: the shares and the date, then the key."""
    key, value, of = quote(rule.key), quote(rule.value), quote(rule.of)
    start, end = quote(rule.start), quote(rule.end)
    return f"""
        WITH shared AS (
            SELECT _id, {key} AS _key, coalesce({value}, 1) AS _part,
                coalesce({start}, '-infinity') AS _start, coalesce({end}, 'infinity') AS _end
            FROM {table} WHERE {of} IS NOT NULL
        ), dates AS (
            SELECT _key, _start AS _at FROM shared UNION SELECT _key, _end FROM shared WHERE _end < 'infinity'
        )
        SELECT DISTINCT ON (_key) _id, _parts, _at, _key FROM (
            SELECT max(_id) AS _id, _key, nullif(_at, '-infinity') AS _at, string_agg(
                trim_scale(_part)::text, ' + ' ORDER BY _id
            ) || ' = ' || trim_scale(sum(_part)) AS _parts
            FROM dates JOIN shared USING (_key) WHERE _start <= _at AND _at < _end
            GROUP BY _key, dates._at HAVING abs(sum(_part) - 1) > {literal(rule.tolerance)}::numeric
        ) AS found ORDER BY _key, _at NULLS FIRST
    """  # noqa: S608


def negative(table: str, rule: NonNegative, tables: Tables) -> str:
    """Rows whose value is below zero, and may not be."""
    conditions = [f"given.{quote(rule.field)} < 0"]
    if rule.unless:
        conditions.append(f"NOT {is_among(rule.unless, 'given.')}")
    other = rule.elsewhere
    for name in tables.get(other.profile, ()) if other else ():
        key, allowed = quote(other.key), ", ".join(map(literal, other.values))
        conditions.append(
            f"NOT EXISTS (SELECT FROM {name} AS other WHERE other.{key} = given.{key} "
            f"AND other.{quote(other.field)} IN ({allowed}))"
        )
    return f"SELECT _id, {quote(rule.field)} FROM {table} AS given WHERE {' AND '.join(conditions)}"  # noqa: S608


def filled(table: str, column: str) -> str:
    """Rows that have a value in a column."""
    return f"SELECT _id FROM {table} WHERE {quote(column)} IS NOT NULL"  # noqa: S608


def distinct(table: str, column: str) -> str:
    """The values of a column."""
    return f"SELECT DISTINCT {quote(column)} FROM {table} WHERE {quote(column)} IS NOT NULL"  # noqa: S608


def distinct_by_index(table: str, column: str) -> str:
    """The values of a required column that an index begins with: one look at the index for each."""
    name = quote(column)
    return f"""
        WITH RECURSIVE known AS (
            (SELECT {name} AS value FROM {table} ORDER BY {name} LIMIT 1)
            UNION ALL
            SELECT (SELECT {name} FROM {table} WHERE {name} > known.value ORDER BY {name} LIMIT 1)
            FROM known WHERE known.value IS NOT NULL
        ) SELECT value FROM known WHERE value IS NOT NULL
    """  # noqa: S608


def among(rule: Among, side: str = "") -> str:
    """The value of the column that a rule goes by, an empty cell having the one that it counts as."""
    column = f"{side}{quote(rule.field)}"
    return f"coalesce({column}, {literal(rule.empty)})" if rule.empty else column


def is_among(rule: Among, side: str = "") -> str:
    """That a row is one of those that a rule is about."""
    return f"coalesce({among(rule, side)} IN ({', '.join(map(literal, rule.values))}), false)"


def bound(profile: Profile, name: str, sign: str, side: str = "") -> str:
    """An end of a period; one that is open lies before, or after, all others."""
    column, field = f"{side}{quote(name)}", profile.field(name)
    if field.constraints.required or field.type not in _OPEN:
        return column
    return f"coalesce({column}, '{sign}infinity')"


def shown_bounds(start: str, end: str, profile: Profile, rule: NoOverlap) -> str:
    """Both ends as a report shows them: an open one is empty."""
    shown = [
        f"nullif({text}, '{sign}infinity')" if bound(profile, name, sign) != quote(name) else text
        for text, name, sign in ((start, rule.start, "-"), (end, rule.end, ""))
    ]
    return ", ".join(f"{text} AS _shown_{rank}" for rank, text in enumerate(shown, 1))


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
