"""The workbook that an officer begins with: titles, formats, drop-downs, known codes, and how to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name, xl_range  # type: ignore[import-untyped]

from ..describing import choices
from ..profile import Field, Profile
from .guide import Guide
from .known import Office, known_values
from .looks import DAY, MOMENT, TEXT, Looks, fit_to_paper, looks_of, new_workbook
from .validation import hint, validation
from .words import said

#: rows on which known codes appear as soon as something else is written there
ROWS_WITH_KNOWN = 500
_LAST_ROW = 1_048_575
_NARROWEST, _WIDEST, _MARGIN = 12, 36, 3
_FORMATS: Mapping[str, str] = {"integer": "0", "number": "General", "date": DAY, "datetime": MOMENT, "year": "0"}


class _NoText(str):
    """The result of a formula that is an empty text: XlsxWriter takes an empty text for a formula not yet computed."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Equal to nothing."""
        return False

    __hash__ = str.__hash__


#: name of a register → its codes with what they mean
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class _Template:
    """What the sheets are written from."""

    book: Workbook
    looks: Looks
    profile: Profile
    language: str
    labels: Labels

    def write_data(self, known: Mapping[str, str], ranges: Mapping[str, str]) -> None:
        """The sheet that is filled in and loaded."""
        sheet = self.book.add_worksheet(self.profile.hints.sheet or said("data-sheet", self.language))
        sheet.freeze_panes(1, 0)
        fit_to_paper(sheet)
        for rank, field in enumerate(self.profile.fields):
            self._head(sheet, rank, field)
            source = ranges.get(field.name, "")
            sheet.data_validation(1, rank, _LAST_ROW, rank, validation(field, self.language, source))
        for row in range(1, ROWS_WITH_KNOWN + 1) if known else ():
            for rank, formula in self._formulas(known, row):
                sheet.write_formula(row, rank, formula, self._text, _NoText())

    def write_guide(self, known: Mapping[str, str]) -> None:
        """The sheet that explains."""
        codes = {
            field.name: self.labels[field.register]
            for field in self.profile.fields
            if field.register and field.register in self.labels
        }
        sheet = self.book.add_worksheet(said("guide-sheet", self.language))
        sheet.hide_gridlines(2)
        fit_to_paper(sheet)
        Guide(sheet, self.looks, self.language).write(self.profile, known, ROWS_WITH_KNOWN, codes)

    def write_lists(self, lists: Mapping[str, Sequence[str]]) -> None:
        """The sheet of the drop-downs, which nobody sees."""
        sheet = self.book.add_worksheet(said("lists-sheet", self.language))
        sheet.hide()
        for row in range(max(map(len, lists.values()))):
            for rank, values in enumerate(lists.values()):
                if row < len(values):
                    sheet.write_string(row, rank, values[row], self._text)

    def _head(self, sheet: Any, rank: int, field: Field) -> None:
        look = self.looks.mandatory_head if field.constraints.required else self.looks.optional_head
        width = max(_NARROWEST, len(field.name) + _MARGIN, min(_WIDEST, len(field.example) + _MARGIN))
        sheet.set_column(rank, rank, width, self._format(field))
        sheet.write_string(0, rank, field.name, look)
        sheet.write_comment(0, rank, _comment(field, self.language), {"x_scale": 2, "y_scale": 1.6, "author": ""})

    def _formulas(self, known: Mapping[str, str], row: int) -> list[tuple[int, str]]:
        """A known code shows only on a row where something else is written: an empty row stays empty."""
        ranks = {field.name: rank for rank, field in enumerate(self.profile.fields)}
        others = ",".join(xl_range(row, first, row, last) for first, last in _runs(ranks, known))
        return [
            (ranks[name], f'=IF(COUNTA({others})=0,"","{_doubled(value)}")') for name, value in known.items() if others
        ]

    def _format(self, field: Field) -> Any:
        return self.book.add_format({"num_format": _FORMATS.get(field.type, TEXT)})

    @property
    def _text(self) -> Any:
        return self.looks.text


def write_template(
    target: IO[bytes],
    profile: Profile,
    language: str = "fr",
    office: Office | None = None,
    labels: Labels | None = None,
) -> None:
    """Write the workbook for ``profile`` to ``target``, with what is known of ``office``.

    ``labels`` has the registers that the profile names; raises ProfileError when one is missing."""
    labels = labels or {}
    registers = {name: frozenset(codes) for name, codes in labels.items()}
    known = known_values(profile, office or Office(), registers)
    lists = _lists(profile, labels)
    book = new_workbook(target, profile.title.text(language) or profile.name)
    template = _Template(book, looks_of(book), profile, language, labels)
    template.write_data(known, _ranges(lists, said("lists-sheet", language)))
    template.write_guide(known)
    if lists:
        template.write_lists(lists)
    book.close()


def _lists(profile: Profile, labels: Labels) -> dict[str, Sequence[str]]:
    """Name of the column → what may be chosen there."""
    found = {field.name: _choices(field, labels) for field in profile.fields if field.format != "array"}
    return {name: values for name, values in found.items() if values}


def _choices(field: Field, labels: Labels) -> Sequence[str]:
    return list(labels.get(field.register, ())) if field.register else choices(field)


def _ranges(lists: Mapping[str, Sequence[str]], sheet: str) -> dict[str, str]:
    letters = {name: xl_col_to_name(rank) for rank, name in enumerate(lists)}
    return {name: f"='{sheet}'!${letters[name]}$1:${letters[name]}${len(values)}" for name, values in lists.items()}


def _runs(ranks: Mapping[str, int], known: Mapping[str, str]) -> list[tuple[int, int]]:
    """First and last ranks of the neighbouring columns that are not known."""
    runs: list[tuple[int, int]] = []
    for name, rank in ranks.items():
        if name in known:
            continue
        if runs and runs[-1][1] == rank - 1:
            runs[-1] = (runs[-1][0], rank)
        else:
            runs.append((rank, rank))
    return runs


def _comment(field: Field, language: str) -> str:
    return "\n".join(filter(None, [hint(field, language), field.description.text(language)]))


def _doubled(text: str) -> str:
    return text.replace('"', '""')
