"""A sheet of an XLSX file read cell by cell for what its reader passes over: errors, formulas never computed."""

from __future__ import annotations

import re

from .findings import Findings, count, error_text, note
from .parts import column_number
from .xml import Attributes, Reader, local

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class SheetReader(Reader):
    """Reads the part of an XLSX sheet."""

    def __init__(self, *, trusts_formulas: bool) -> None:
        """``trusts_formulas``: the file has the values of its formulas."""
        self.findings = Findings()
        self._trusts_formulas = trusts_formulas
        self._row = self._column = 0
        self._kind = ""
        self._has_formula = False
        self._collected: list[str] | None = None
        self._formula: list[str] = []
        self._value: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Rows and cells may leave their place unsaid: then they follow each other."""
        element = local(name)
        if element == "row":
            self._row, self._column = count(attributes.get("r"), self._row + 1), 0
        elif element == "c":
            self._cell(attributes)
        elif element == "f":
            self._has_formula, self._collected = True, self._formula
        elif element in ("v", "t"):
            self._collected = self._value

    def text(self, text: str) -> None:
        """Only formulas and values."""
        if self._collected is not None:
            self._collected.append(text)

    def end(self, name: str) -> None:
        """A cell is judged when it is whole."""
        element = local(name)
        if element in ("f", "v", "t"):
            self._collected = None
        elif element == "c":
            self._judge("".join(self._value).strip())

    def _cell(self, attributes: Attributes) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_number(reference[1]) if reference else self._column + 1
        self._row = int(reference[2]) if reference else self._row
        self._kind = attributes.get("t", "")
        self._has_formula = False
        self._formula, self._value = [], []

    def _judge(self, value: str) -> None:
        place = iter([(self._row, self._column - 1)])
        findings = self.findings
        if self._kind == "e":
            note(findings.texts, place, error_text(value))
        elif self._has_formula and not (self._trusts_formulas and (value or self._kind == "str")):
            note(findings.uncomputed, place, "=" + "".join(self._formula))
