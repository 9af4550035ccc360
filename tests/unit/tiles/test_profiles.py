"""The profiles that the extension ships."""

from __future__ import annotations

from ckanext.rouen_tiles.logic.profiles import own_profiles


def test_their_files_are_read_once_not_whenever_a_profile_is_looked_up() -> None:
    once, again = own_profiles(), own_profiles()

    assert once
    assert all(one is other for one, other in zip(once, again, strict=True))
