"""What each rule about archives and spreadsheets says in English: its name, what is wrong, what would be accepted."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    # the file
    "file-protected": (
        "Protected file",
        "The file is protected by a password.",
        "the same file saved without a password",
    ),
    "archive-empty": ("Empty archive", "The ZIP archive contains no file.", "an archive with one file"),
    "archive-many-files": (
        "Several files",
        "The ZIP archive contains several files: {value}.",
        "an archive with one file, or the file itself",
    ),
    "archive-many-entries": (
        "Too many files",
        "The archive contains far too many files.",
        "at most {expected} files",
    ),
    "archive-nested": (
        "Archive within an archive",
        "The file “{value}” of the archive is an archive itself.",
        "an archive with one CSV, XLSX or ODS file",
    ),
    "archive-damaged": (
        "Damaged archive",
        "The file is damaged: it cannot be unpacked.",
        "the file saved or compressed again",
    ),
    "archive-too-large": (
        "File too large",
        "Once unpacked, the file is too large.",
        "at most {expected}, unpacked",
    ),
    "archive-bomb": (
        "Suspect archive",
        "The file is tiny and would weigh {value} once unpacked: it was not opened.",
        "a file saved by a spreadsheet program, or the CSV file itself",
    ),
    "xml-entities": (
        "Suspect workbook",
        "The workbook contains definitions that no spreadsheet program writes: it was not opened.",
        "the workbook saved again from the spreadsheet program",
    ),
    "spreadsheet-damaged": (
        "Damaged workbook",
        "The workbook is damaged: it cannot be read.",
        "the workbook opened in the spreadsheet program, then saved again",
    ),
    "sheet-too-large": (
        "Sheet too large",
        "The sheet is too large to be read; one forgotten cell far from the table ({value}) is often enough.",
        "a sheet with nothing to the right of the table or below it, or a CSV file",
    ),
    "sheet-too-slow": (
        "Workbook too slow to read",
        "Reading the workbook takes too long.",
        "a CSV file, or a simpler workbook",
    ),
    "sheet-missing": (
        "Missing sheet",
        "The workbook has no sheet “{value}”.",
        "one of the sheets {expected}",
    ),
    "sheet-ambiguous": (
        "Several possible sheets",
        "Several sheets of the workbook may be the right one: {value}.",
        "the name of the sheet to publish, or a workbook with only one of these sheets",
    ),
    "sheet-unfit": (
        "No sheet fits",
        "No sheet of the workbook has the expected titles: {value}.",
        "the name of the sheet to publish, with the titles of the model",
    ),
    # the cell
    "formula-not-computed": (
        "Formula without result",
        "The result of the formula {value} is not saved in the file.",
        "the workbook opened in the spreadsheet program, then saved again; or the value alone",
    ),
    "cells-merged": (
        "Merged cells",
        "“{value}” is in merged cells ({expected}): there is no telling which rows the value applies to.",
        "a value in each cell (in the spreadsheet program: Merge, Unmerge cells)",
    ),
    "cell-unreadable": (
        "Unreadable character",
        "The cell contains an invisible character that belongs to no text (in “{value}”).",
        "the text typed again",
    ),
    "code-date": (
        "Damaged code",
        "The spreadsheet program turned a code into a date ({value}).",
        "the complete code, in a column formatted as Text",
    ),
    # what is accepted and told
    "sheet-chosen": ("Sheet read", "The workbook has {count} sheets; the sheet “{value}” was read.", ""),
    "rows-hidden": (
        "Hidden rows",
        "{count} rows hidden in the spreadsheet were read like the others (the first one: row {line}).",
        "",
    ),
    "rows-short": (
        "Empty line ends",
        "{count} lines stop before the last column; their last cells were read as empty (the first one: line {line}).",
        "",
    ),
    "totals-line": ("Line of totals", "Line {line} (“{value}”) is a total: it was left out.", ""),
    "date-serial": (
        "Date as a number",
        "{count} dates were written as numbers; “{value}” was read as {expected}.",
        "",
    ),
}
