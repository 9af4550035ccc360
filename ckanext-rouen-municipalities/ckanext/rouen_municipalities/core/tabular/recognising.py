"""Which profile a file follows when nobody says: by its header, or by the layout that reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .checking import Layouts, Registers, check
from .converting import Foreign, table_or_foreign
from .issues import Refused
from .layouts import Layout
from .limits import Limits
from .opening import opened_text
from .profile import Profile
from .spreadsheets.exchange import Sheets


@dataclass(frozen=True)
class Recognised:
    """A profile that a file follows; ``layout`` is the one that makes it so, when its own header does not."""

    profile: Profile
    layout: Layout | None = None
    #: fields that the header has
    fields: int = 0


def recognise(path: Path, profiles: Sequence[Profile], layouts: Layouts, limits: Limits) -> Recognised | None:
    """The profile whose header the file has most of, else that of the first layout that recognises it.

    Raises Refused when the file cannot be opened under any."""
    found: list[Recognised] = []
    refusals: list[Refused] = []
    for profile in profiles:
        try:
            found.extend(_under(path, profile, layouts, limits))
        except Refused as refusal:
            refusals.append(refusal)
    if not found and len(refusals) == len(profiles) > 0:
        raise refusals[0]
    own = [one for one in found if one.layout is None]
    if own:
        return max(own, key=lambda one: one.fields)
    return sorted(found, key=lambda one: _rank(layouts, one.layout))[0] if found else None


def has_values(path: Path, profile: Profile, names: Sequence[str], layouts: Layouts, registers: Registers) -> bool:
    """Whether a file has a value in one of the columns ``names``, as far as it is acceptable."""
    ranks = [rank for rank, field in enumerate(profile.fields) if field.name in names]
    if not ranks:
        return False
    batches = check(path, profile, registers, layouts=layouts)
    return any(value is not None for batch in batches for rank in ranks for value in batch.columns[rank])


def _under(path: Path, profile: Profile, layouts: Layouts, limits: Limits) -> Iterator[Recognised]:
    with opened_text(path, Sheets("", profile.hints.sheet, layouts.titles(profile)), limits) as source:
        read = table_or_foreign(source, profile, layouts, limits)
        if isinstance(read, Foreign):
            yield Recognised(profile, read.layout)
        elif not read.matching.issues:
            yield Recognised(profile, fields=len(read.matching.places))


def _rank(layouts: Layouts, layout: Layout | None) -> int:
    return next((rank for rank, known in enumerate(layouts.known) if known is layout), len(layouts.known))
