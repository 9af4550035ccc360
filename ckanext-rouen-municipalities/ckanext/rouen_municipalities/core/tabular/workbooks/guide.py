"""The sheet that explains the workbook to fill in; nothing in it looks like a title of the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from ..describing import choices, expectation
from ..profile import Field, Profile
from .looks import Looks, height_of
from .words import quoted, said

#: choices told in full
_TOLD = 30
_WIDTHS = (32, 44, 13, 46, 30, 46)

#: name of the column → codes with what they mean
Codes = Mapping[str, Mapping[str, str]]


class Guide:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: Any, looks: Looks, language: str) -> None:
        """``sheet`` is empty."""
        self._sheet, self._looks, self._language = sheet, looks, language
        self._row = 0
        for rank, width in enumerate(_WIDTHS):
            sheet.set_column(rank, rank, width)

    def write(self, profile: Profile, known: Mapping[str, str], rows: int, codes: Codes) -> None:
        """How to fill in, then a line per column, then the codes and what they mean."""
        self._line(profile.title.text(self._language) or profile.name, self._looks.title)
        self._line(self._said("model", name=profile.name, version=profile.version))
        self._line(profile.description.text(self._language))
        self._row += 1
        self._steps(known, rows)
        self._row += 1
        self._table(profile)
        for field, labels in codes.items():
            self._codes(field, labels)

    def _steps(self, known: Mapping[str, str], rows: int) -> None:
        self._line(self._said("step-fill", sheet=self._said("data-sheet")))
        self._line(self._said("step-titles"))
        if known:
            columns = ", ".join(f"{name} ({value})" for name, value in known.items())
            self._line(self._said("step-known", rows=rows, columns=columns))
        self._line(f"{4 if known else 3}. {self._said('step-save')}")
        self._line(self._said("step-sheets"))
        self._line(self._said("legend"))

    def _table(self, profile: Profile) -> None:
        heads = ("column", "explanation", "mandatory-column", "expected", "example", "choices")
        for rank, head in enumerate(heads):
            self._sheet.write_string(self._row, rank, self._said(head), self._looks.head)
        self._row += 1
        for place, field in enumerate(profile.fields):
            texts = list(self._about(place, field))
            self._sheet.set_row(self._row, height_of(texts, _WIDTHS))
            for rank, text in enumerate(texts):
                look = self._looks.plain if rank else self._looks.strong
                self._sheet.write(self._row, rank, text or None, look)
            self._row += 1

    def _about(self, place: int, field: Field) -> Iterator[str]:
        language = self._language
        yield f"{xl_col_to_name(place)} · {field.name}"
        yield " ".join(map(_sentence, filter(None, (field.title.text(language), field.description.text(language)))))
        yield self._said("yes" if field.constraints.required else "no")
        yield expectation(field, language) + (f" ({field.unit})" if field.unit else "")
        yield quoted(field.example, language) if field.example else ""
        values = choices(field)
        yield self._choices(values) if values else ""

    def _choices(self, values: tuple[str, ...]) -> str:
        told = ", ".join(values[:_TOLD])
        more = self._said("more", count=len(values) - _TOLD) if len(values) > _TOLD else ""
        return quoted(told, self._language) + (f" {more}" if more else "")

    def _codes(self, field: str, labels: Mapping[str, str]) -> None:
        self._row += 1
        self._line(self._said("codes-of", column=quoted(field, self._language)), self._looks.strong_line)
        for code, label in labels.items():
            self._line(f"{code} · {label}")

    def _line(self, text: str, look: Any = None) -> None:
        if text:
            self._sheet.write_string(self._row, 0, text, *([look] if look else []))
            self._row += 1

    def _said(self, key: str, **values: object) -> str:
        return said(key, self._language, **values)


def _sentence(text: str) -> str:
    """With its full stop: a title of the table has none."""
    return text if text.endswith(".") else f"{text}."
