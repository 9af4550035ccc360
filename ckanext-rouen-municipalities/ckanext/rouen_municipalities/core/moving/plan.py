"""What moving a catalogue in would do, dataset by dataset, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .found import FoundDataset


class Move(StrEnum):
    """What becomes of a dataset of the other catalogue."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    GONE = "gone"
    HOMELESS = "homeless"
    THEMELESS = "themeless"


#: What the report calls each.
MOVES: Mapping[Move, str] = {
    Move.CREATE: "à créer",
    Move.UPDATE: "à mettre à jour",
    Move.SAME: "inchangé",
    Move.GONE: "supprimé ici, laissé tel",
    Move.HOMELESS: "laissé : aucune organisation pour ce producteur",
    Move.THEMELESS: "laissé : aucun thème reconnu",
}
WRITTEN = frozenset({Move.CREATE, Move.UPDATE})


@dataclass(frozen=True)
class Line:
    """A dataset of the report: what was found, what becomes of it here, and what somebody should look at."""

    found: FoundDataset
    move: Move
    organization: str = ""
    communes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    licence: str = ""
    frequency: str = ""
    package_id: str = ""
    remarks: tuple[str, ...] = ()


def sums(lines: Iterable[Line]) -> dict[Move, int]:
    """How many datasets of each kind, in the order of the kinds."""
    counted = Counter(line.move for line in lines)
    return {move: counted[move] for move in Move if counted[move]}
