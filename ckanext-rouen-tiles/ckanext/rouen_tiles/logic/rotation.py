"""Changing the key that signs: the new key first, then what is served with its set of keys and its signature."""

from __future__ import annotations

from datetime import UTC, datetime

from ckanext.rouen_municipalities.crash_points import crash_point

from .. import config
from ..core.release.keys import Key
from . import release


def rotate(*, at_once: bool = False) -> Key:
    """Make the next key, which signs in 30 days; or at once, and no other is believed any more. Raises NoKey."""
    made = config.keys().announce(datetime.now(UTC), at_once=at_once)
    crash_point("tiles-key-announced")
    release.bring_up_to_date()
    return made
