"""Text that a spreadsheet would run as a formula, made into text for good."""

from __future__ import annotations

#: What a cell that is run begins with; the wide forms are read as the narrow ones by spreadsheets in Asia.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: What spreadsheets take for « this is text ».
MARK = "'"


def harmless(text: str) -> str:
    """The text, with a mark before it when a spreadsheet would run it. Numbers are not text: leave them alone."""
    return MARK + text if text.startswith(DANGEROUS) else text


def harmless_cell(value: object) -> object:
    """A value of a CSV that the portal writes: text made harmless, anything else as it is."""
    return harmless(value) if isinstance(value, str) else value
