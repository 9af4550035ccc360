"""How our workbooks look; colours as on the pages of the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

_ACCENT, _MUTED, _INK = "#0B5A66", "#4F5B6B", "#1B2430"
_FAIL, _FAIL_TINT, _SURFACE, _BORDER = "#A61B1B", "#FBE9E9", "#F4F6F8", "#7A8696"
_A4 = 9
#: points
_LINE, _HIGHEST = 15, 405
#: what Excel shows of a cell of text, of a day, of a moment
TEXT, GENERAL, DAY, MOMENT = "@", "General", "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
#: a cell that has to be repaired
WRONG = {
    "bg_color": _FAIL_TINT,
    "font_color": _FAIL,
    "bold": True,
    "border": 1,
    "border_color": _FAIL,
    "valign": "top",
}
#: a title of the table
HEAD = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": _ACCENT,
    "border": 1,
    "border_color": _BORDER,
    "num_format": TEXT,
}


@dataclass(frozen=True)
class Looks:
    """The formats of one workbook."""

    title: Any
    plain: Any
    strong: Any
    strong_line: Any
    number: Any
    head: Any
    mandatory_head: Any
    optional_head: Any
    warning: Any
    link: Any
    text: Any


def new_workbook(target: IO[bytes], title: str, folder: str | None = None) -> Workbook:
    """A workbook written to ``target`` row by row; nothing that a cell contains is run or turned into a link.

    ``folder``: for the rows on their way, which stay there when writing is broken off."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": folder,
    }
    book = Workbook(target, options)
    # values are written beside their formulas: whoever reads the file without a spreadsheet sees them
    book.calc_on_load = False
    book.set_properties({"title": title, "author": ""})
    return book


def fit_to_paper(sheet: Any) -> None:
    """Print all columns on the width of a page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def height_of(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Points that a row needs to show wrapped texts in columns of so many characters."""
    lines = (
        sum(1 + len(part) // width for part in text.split("\n")) for text, width in zip(texts, widths, strict=True)
    )
    return min(_HIGHEST, _LINE * max(lines))


def looks_of(book: Workbook) -> Looks:
    """The formats, added to ``book``."""
    cell = {"valign": "top", "text_wrap": True, "font_color": _INK}
    return Looks(
        title=book.add_format({"bold": True, "font_size": 15, "font_color": _ACCENT}),
        plain=book.add_format(cell),
        strong=book.add_format({**cell, "bold": True}),
        strong_line=book.add_format({"bold": True, "font_color": _INK}),
        number=book.add_format({**cell, "num_format": "#,##0"}),
        head=book.add_format({**HEAD, "text_wrap": True, "valign": "top"}),
        mandatory_head=book.add_format(HEAD),
        optional_head=book.add_format({**HEAD, "bg_color": _MUTED}),
        warning=book.add_format({"bold": True, "font_color": _FAIL}),
        text=book.add_format({"num_format": TEXT}),
        link=book.add_format({**cell, "font_color": _ACCENT, "underline": 1}),
    )
