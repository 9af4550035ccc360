"""What each rule between cells and rows says in English: its name, what is wrong, what would be accepted."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    # between the cells of a row
    "compare": ("Values at odds", "The values {value} do not go together.", "{expected}"),
    "one-of-required": ("Missing value", "Neither of the two columns is filled in.", "one of the columns {expected}"),
    "all-or-none": (
        "Half-filled row",
        "Some linked columns are empty ({value}).",
        "all or none of the columns {expected}",
    ),
    "sum": ("Wrong sum", "The total does not match its parts ({value}).", "a total equal to the sum: {expected}"),
    "required-when": (
        "Missing value",
        "With “{value}” on this row, the column {column} cannot stay empty.",
        "a value in the column {expected}",
    ),
    "maximum-when": (
        "Value too large here",
        "“{value}” is too large for a row of this nature.",
        "at most {expected} in the column {column}",
    ),
    "not-in-future": ("Date to come", "“{value}” has not come yet.", "a past date"),
    # between rows
    "negative": (
        "Negative value",
        "“{value}” is negative and nothing on the row explains it.",
        "a positive number, or a row whose nature allows a negative value",
    ),
    "shares": (
        "Shares that do not add up",
        "The shares do not sum to 1: {value}.",
        "shares that sum to 1 at any date for {expected}",
    ),
    "two-spellings": (
        "One code written in two ways",
        "“{value}” and “{expected}” are the same code, with and without zeros in front.",
        "the same spelling everywhere: often the one with its zero, in a column formatted as Text",
    ),
    "two-spellings-published": (
        "A code already written otherwise",
        "“{value}” is published as “{expected}”: the same code, with or without zeros in front.",
        "the published spelling, or its correction first",
    ),
    "private-column": (
        "Private column",
        "The column “{column}” has values and the dataset is public.",
        "an empty column, or a private dataset (Edit, then “Who sees this dataset?”)",
    ),
    "private-table": (
        "Private table",
        "A table “{value}” is not public and the dataset is.",
        "a private dataset",
    ),
    "unique": ("Duplicate", "The value “{value}” is already present on another row.", "a different value on each row"),
    "no-overlap": (
        "Overlapping periods",
        "The period {value} overlaps another one: {expected}.",
        "periods that follow each other",
    ),
    "unique-published": (
        "Value already published",
        "The value “{value}” is already that of the published row “{expected}”.",
        "a value different from those already published",
    ),
    "no-overlap-published": (
        "Period already published",
        "The period {value} overlaps one that is already published: {expected}.",
        "periods that follow those already published",
    ),
    "growing-profile": (
        "Table filled with another model",
        "This table was filled file after file with the model {expected}: the model {value} would replace it.",
        "the model {expected}, or the request to start over from this file alone",
    ),
    "growing-columns": (
        "Columns unlike those of the table",
        "The published table does not have the columns of the model {value}, which has changed since.",
        "the request to start over from this file alone, which then holds every row",
    ),
    # what is accepted and told
    "in-order": (
        "Rows out of order",
        "{count} rows come before the one above them (the first: {value}, line {line}): "
        "their date counts, not their place.",
        "",
    ),
    "zero-unknown": (
        "Zero read as unknown",
        "0 stands {count} times in the column {column} (first on line {line}): understood as an unknown value, "
        "nothing is divided by it.",
        "",
    ),
}
