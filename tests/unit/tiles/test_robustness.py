"""Whatever is sent: a named refusal or a document that reads back the same, never anything else."""

from __future__ import annotations

from typing import Any

from ckanext.rouen_tiles.core.messages import LANGUAGES, Refused
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.document import Text
from ckanext.rouen_tiles.core.tile.yaml_text import dump, load
from ckanext.rouen_tiles.serving.negotiation import matches, preferred
from hypothesis import given
from hypothesis import strategies as st

WORDS = Vocabulary({"dechets": Text("Déchets")}, {"dechets": Text("Déchets")}, frozenset({"bin"}), {"76540": "Rouen"})

printable = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | printable,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(printable, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(printable.filter(bool), values, max_size=5))
def test_any_document_survives_yaml(document: dict[str, Any]) -> None:
    assert load(dump(document)) == document


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_by_name(content: bytes) -> None:
    try:
        load(content)
    except Refused as refused:
        assert all(issue.text(language) for issue in refused.issues for language in LANGUAGES)


@given(values)
def test_any_value_is_refused_by_name_as_a_tile(value: Any) -> None:
    try:
        read_tile(value, WORDS)
    except Refused as refused:
        assert all(issue.text(language) for issue in refused.issues for language in LANGUAGES)
    else:
        raise AssertionError("such a value is no tile")


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_header_is_understood_or_ignored(accept: str, if_none_match: str) -> None:
    assert preferred(accept) in ("", "gz", "br")
    assert matches(if_none_match, '"tag"') in (True, False)
