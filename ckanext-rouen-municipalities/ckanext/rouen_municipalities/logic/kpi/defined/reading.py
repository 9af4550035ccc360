"""What several KPIs of one computation count over, read once."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from .... import config
from ....core.kpi.catalogue import Catalogue
from ....store.kpi.catalogue import read_catalogue
from ...clock import today

#: A connection sees one instant of the main database: what was read over it stays true until it is given back.
_read: WeakKeyDictionary[Any, Catalogue] = WeakKeyDictionary()


def catalogue(connection: Any) -> Catalogue:
    """The public catalogue as this connection of one repeatable read sees it."""
    if connection not in _read:
        _read[connection] = read_catalogue(connection, config.metropole_organization(), today())
    return _read[connection]
