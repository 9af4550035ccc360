"""How our workbooks look; colours as on the pages of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

_ACCENT, _MUTED, _INK = "#0B5A66", "#4F5B6B", "#1B2430"
_FAIL, _FAIL_TINT, _SURFACE, _BORDER = "#A61B1B", "#FBE9E9", "#F4F6F8", "#7A8696"
#: what Excel shows of a cell of text, of a day, of a moment
TEXT, DAY, MOMENT = "@", "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


@dataclass(frozen=True)
class Looks:
    """The formats of one workbook."""

    title: Any
    plain: Any
    strong: Any
    number: Any
    head: Any
    mandatory_head: Any
    optional_head: Any
    wrong: Any
    link: Any
    text: Any


def new_workbook(target: IO[bytes], title: str) -> Workbook:
    """A workbook written to ``target`` row by row; nothing that a cell contains is run or turned into a link."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(target, options)
    # values are written beside their formulas: whoever reads the file without a spreadsheet sees them
    book.calc_on_load = False
    book.set_properties({"title": title, "author": ""})
    return book


def looks_of(book: Workbook) -> Looks:
    """The formats, added to ``book``."""
    cell = {"valign": "top", "text_wrap": True, "font_color": _INK}
    head = {"bold": True, "font_color": "#FFFFFF", "border": 1, "border_color": _BORDER, "num_format": TEXT}
    return Looks(
        title=book.add_format({"bold": True, "font_size": 15, "font_color": _ACCENT}),
        plain=book.add_format(cell),
        strong=book.add_format({**cell, "bold": True}),
        number=book.add_format({**cell, "num_format": "#,##0"}),
        head=book.add_format({**head, "bg_color": _ACCENT, "text_wrap": True, "valign": "top"}),
        mandatory_head=book.add_format({**head, "bg_color": _ACCENT}),
        optional_head=book.add_format({**head, "bg_color": _MUTED}),
        wrong=book.add_format(wrong(TEXT)),
        text=book.add_format({"num_format": TEXT}),
        link=book.add_format({**cell, "font_color": _ACCENT, "underline": 1}),
    )


def wrong(number_format: str) -> dict[str, Any]:
    """A cell that has to be repaired."""
    return {
        "num_format": number_format,
        "bg_color": _FAIL_TINT,
        "font_color": _FAIL,
        "bold": True,
        "border": 1,
        "border_color": _FAIL,
    }
