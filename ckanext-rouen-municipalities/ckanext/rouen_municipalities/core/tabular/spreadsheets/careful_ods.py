"""A sheet of an ODS file read cell by cell for what its reader passes over: errors, line breaks, merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..cells import UNCOMPUTED, is_spreadsheet_error
from .findings import MOST, Findings, Merged, Place, count, error_text, note
from .xml import Attributes, Reader


@dataclass
class _Cell:
    attributes: Attributes
    columns: int
    text: list[str] = field(default_factory=list)
    paragraphs: int = 0
    #: whether the text has what the reader of spreadsheets leaves out
    broken: bool = False

    def attribute(self, name: str) -> str:
        """Empty when it is not there."""
        return self.attributes.get(name, "")


class ContentReader(Reader):
    """Reads one sheet of the content of an ODS file."""

    def __init__(self, sheet: str) -> None:
        """Nothing seen yet."""
        self.findings = Findings()
        self._sheet = sheet
        self._inside = False
        self._row, self._rows, self._column = 1, 1, 0
        self._cell: _Cell | None = None
        self._notes = 0
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "table:table": self._start_table,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
            "office:annotation": lambda _: self._count_note(1),
            "text:p": lambda _: self._start_paragraph(),
            "text:line-break": lambda _: self._break("\n"),
            "text:tab": lambda _: self._break("\t"),
            "text:s": lambda attributes: self.text(" " * count(attributes.get("text:c"), 1)),
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """Other sheets are passed over."""
        if name in self._starts and (self._inside or name == "table:table"):
            self._starts[name](attributes)

    def text(self, text: str) -> None:
        """Text of a cell, without the notes pinned to it."""
        if self._cell is not None and self._cell.paragraphs and not self._notes:
            self._cell.text.append(text)

    def end(self, name: str) -> None:
        """A cell is judged when it is whole."""
        if not self._inside:
            return
        if name in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            self._judge(self._cell)
            self._column += self._cell.columns
            self._cell = None
        elif name == "table:table-row":
            self._row += self._rows
        elif name == "office:annotation":
            self._count_note(-1)
        elif name == "table:table":
            self._inside = False

    def _start_table(self, attributes: Attributes) -> None:
        self._inside = attributes.get("table:name") == self._sheet
        self._row = 1

    def _start_row(self, attributes: Attributes) -> None:
        self._rows, self._column = count(attributes.get("table:number-rows-repeated"), 1), 0
        if attributes.get("table:visibility") in ("collapse", "filter"):
            self.findings.hidden_rows += self._rows
            self.findings.first_hidden_row = self.findings.first_hidden_row or self._row

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell = _Cell(attributes, count(attributes.get("table:number-columns-repeated"), 1))

    def _count_note(self, step: int) -> None:
        self._notes += step

    def _start_paragraph(self) -> None:
        if self._cell is None or self._notes:
            return
        if self._cell.paragraphs:
            self._cell.text.append("\n")
        self._cell.paragraphs += 1

    def _break(self, sign: str) -> None:
        if self._cell is not None and not self._notes:
            self._cell.broken = True
            self.text(sign)

    def _judge(self, cell: _Cell) -> None:
        text = "".join(cell.text)
        kind, findings = cell.attribute("office:value-type"), self.findings
        formula = cell.attribute("table:formula")
        is_error = cell.attribute("calcext:value-type") == "error" or (formula and is_spreadsheet_error(text))
        if is_error:
            note(findings.texts, self._places(cell), error_text(text))
        elif formula and not kind:
            written = formula.partition(":")[2] or formula
            note(findings.texts, self._places(cell), UNCOMPUTED + written.removeprefix("="))
        elif cell.broken and kind == "string":
            note(findings.texts, self._places(cell), text)
        if text:
            self._note_merged(cell)

    def _note_merged(self, cell: _Cell) -> None:
        rows = count(cell.attributes.get("table:number-rows-spanned"), 1)
        columns = count(cell.attributes.get("table:number-columns-spanned"), 1)
        if rows * columns > 1 and len(self.findings.merged) < MOST:
            last = (self._row + rows - 1, self._column + columns - 1)
            self.findings.merged.append(Merged((self._row, self._column), last))

    def _places(self, cell: _Cell) -> Iterator[Place]:
        return (
            (row, column)
            for row in range(self._row, self._row + self._rows)
            for column in range(self._column, self._column + cell.columns)
        )
