"""A mapping for a file that nobody knows how to read: the one that is saved for its header, else a proposal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from ...core.mapping.converting import is_for
from ...core.mapping.definition import Mapping, MappingError
from ...core.mapping.looking import Seen
from ...core.mapping.proposing import LOOKED_AT, NoHeader, Proposal, propose
from ...core.mapping.validating import check
from ...store.mapping import SavedMapping, saved
from .opening import Given, Unreadable, open_file
from .wording import told


@dataclass(frozen=True)
class Suggestion:
    """What is proposed for a file. Without a mapping, `problem` says why, and `sheets` which sheets there are."""

    given: Given
    mapping: Mapping | None = None
    #: the saved mapping that this is, when there is one for the header
    saved: SavedMapping | None = None
    header_line: int = 0
    columns: tuple[Seen, ...] = ()
    problem: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """What its officer still has to say before it can be saved; empty when it is whole."""
        try:
            if self.mapping:
                check(self.mapping)
        except MappingError as error:
            return told(error)
        return ""


def propose_for(given: Given, owner: str, profile: str = "", header_line: int = 0) -> Suggestion:
    """What is proposed for a file of an organisation (its id); `profile` and `header_line` when somebody said them."""
    try:
        with open_file(given) as file:
            head, rows = file.head, list(islice(file.rows(), LOOKED_AT))
        proposal = propose(head.name, rows, profile, header_line)
    except Unreadable as problem:
        return Suggestion(given, problem=problem.message, sheets=tuple(problem.sheets))
    except NoHeader:
        return Suggestion(given, problem=told(MappingError("titles", "no-header")))
    known = None if header_line else next((one for one in saved(owner) if is_for(one.mapping, head)), None)
    if known and (not profile or known.mapping.profile == profile):
        return Suggestion(given, _with_codes(known.mapping, proposal), known, proposal.header_line, proposal.columns)
    return Suggestion(given, proposal.mapping, None, proposal.header_line, proposal.columns)


def _with_codes(mapping: Mapping, proposal: Proposal) -> Mapping:
    """What was saved, and the numbers for nothing that this file is the first to have."""
    new = [code for code in proposal.codes if code not in mapping.missing]
    return replace(mapping, missing=(*mapping.missing, *new))
