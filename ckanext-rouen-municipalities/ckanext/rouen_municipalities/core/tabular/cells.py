"""The meaning of one cell: the text that PostgreSQL reads, or the rule that the cell breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

#: what surrounds a value without being part of it
BLANKS = " \t\n\r\f\v\u00a0\u2007\u202f\u2009\ufeff"

#: what Excel and LibreOffice write for a formula that failed, in both languages
SPREADSHEET_ERRORS = frozenset(
    {
        "#N/A", "#N/D", "#REF!", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NAME?", "#NOM?",
        "#NUM!", "#NOMBRE!", "#NULL!", "#NUL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!",
        "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#GETTING_DATA", "#PROPAGATION!", "#CHAMP!", "#BLOQUE!", "#CONNEXION!",
        "#INCONNU!",
    }
)  # fmt: skip
_LIBREOFFICE_ERROR = re.compile(r"Err:[0-9]{3}")
#: in front of a formula whose value is not in its file
UNCOMPUTED = "\u2060="
#: in place of a sign that an earlier program could not read
LOST = "\ufffd"

#: reads a cell without its surrounding blanks into canonical text; raises CellError
Read = Callable[[str], str]


class Fault(NamedTuple):
    """The rule that a cell breaks, and the rule's parameter."""

    rule: str
    expected: str = ""


class CellError(ValueError):
    """A cell that breaks ``rule``; ``expected`` is the rule's parameter."""

    def __init__(self, rule: str, expected: str = "") -> None:
        """``expected``: a bound, a list, a value that would be accepted, or nothing."""
        super().__init__(rule)
        self.rule = rule
        self.expected = expected

    @property
    def fault(self) -> Fault:
        """What is worth keeping: an exception kept would keep its whole stack."""
        return Fault(self.rule, self.expected)


def stripped(cell: str) -> str:
    """``cell`` without the blanks around it."""
    return cell.strip(BLANKS)


def is_spreadsheet_error(text: str) -> bool:
    """Whether ``text`` is what a spreadsheet shows in place of a value."""
    if text in SPREADSHEET_ERRORS or _LIBREOFFICE_ERROR.fullmatch(text):
        return True
    return text.startswith("###") and not text.strip("#")


def shown(cell: str) -> str:
    """``cell`` as a report quotes it."""
    return cell.replace(UNCOMPUTED, "=")


def read_text(text: str) -> str:
    """Text is what it is."""
    return text
