"""What a tile's document may hold, and how a refusal names what is wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ckanext.rouen_tiles.core.messages import LANGUAGES, MESSAGES, Refused
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.document import Local
from ckanext.rouen_tiles.core.tile.instants import written

REMOVE = object()


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The document with another value at `sources.0.map`."""
    copied = copy.deepcopy(document)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = copied
    for part in parents:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
    if value is REMOVE:
        del place[last]
    else:
        place[last] = value
    return copied


def refusal(document: Any, vocabulary: Vocabulary) -> dict[str, str]:
    """The code of each issue by the field's name."""
    with pytest.raises(Refused) as refused:
        read_tile(document, vocabulary)
    return {issue.path: issue.code for issue in refused.value.issues}


def test_a_complete_document_is_read(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    tile = read_tile(document, vocabulary)
    assert (tile.id, tile.title.fr, tile.title.en, tile.audience) == (
        "decheteries",
        "Déchèteries",
        "Recycling centres",
        None,
    )
    assert tile.primary is not None
    assert tile.primary.freshness is not None
    assert tile.primary.freshness.fail.days == 90


def test_a_known_profile_needs_no_map(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    columns = read_tile(document, vocabulary).sources[0].map
    assert columns is not None
    assert columns.local("title") == Local("EQUIP_NOM")
    assert columns.several("point") == ("EQUIP_LONG", "EQUIP_LAT")


def test_a_column_of_the_document_replaces_that_of_the_profile_and_keeps_the_others(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    columns = read_tile(changed(document, "sources.0.map", {"title": "NOM"}), vocabulary).sources[0].map
    assert columns is not None
    assert (columns.local("title"), columns.column("hours")) == (Local("NOM"), "EQUIP_OUVERTURE")
    assert columns.asked == {"title"}


def test_a_text_may_have_a_column_in_each_language_and_a_point_a_single_column(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    given = {"title": {"fr": "NOM", "en": "NAME"}, "point": "coordonneesXY"}
    columns = read_tile(changed(document, "sources.0.map", given), vocabulary).sources[0].map
    assert columns is not None
    assert (columns.local("title"), columns.several("point")) == (Local("NOM", "NAME"), ("coordonneesXY",))


def test_each_kind_has_keys_of_its_own(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    dated = changed(changed(document, "kind", "calendar"), "sources.0.map", {"title": "flux", "days": "jour"})
    columns = read_tile(dated, vocabulary).sources[0].map
    assert columns is not None
    assert columns.needed == {"title", "days"}
    assert refusal(changed(dated, "sources.0.map.point", ["x", "y"]), vocabulary) == {
        "sources[0].map.point": "unknown-field"
    }


def test_only_an_auxiliary_source_of_a_realtime_tile_names_a_feed_that_the_app_reads_itself(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    feed = {
        "resource": "1b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01",
        "role": "auxiliary",
        "profile": "gtfs-rt/2.0",
        "upstream": "https://example.org/gtfs-rt",
    }
    primary = {**document["sources"][0], "profile": "gbfs/3.0"}
    live = {**document, "kind": "realtime", "sources": [primary, feed]}
    assert read_tile(live, vocabulary).sources[1].upstream == "https://example.org/gtfs-rt"
    assert refusal({**document, "sources": [document["sources"][0], feed]}, vocabulary) == {
        "sources[1].upstream": "upstream"
    }
    assert refusal(changed(live, "sources.1.upstream", REMOVE), vocabulary) == {"sources[1].upstream": "upstream"}


def test_a_view_names_what_the_data_have(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    shown = changed(document, "sources.0.map", {"facets": {"acces": "acces"}, "fields": {"places": "n"}})
    label = {"fr": "Accès"}
    good = {"filters": [{"key": "acces", "label": label}, {"key": "category", "label": label}]}
    assert read_tile({**shown, "view": good}, vocabulary).view.filters[0].key == "acces"
    bad = {"filters": [{"key": "places", "label": label}], "fields": [{"key": "acces", "label": label}]}
    assert refusal({**shown, "view": bad}, vocabulary) == {
        "view.filters[0].key": "view-key",
        "view.fields[0].key": "view-key",
    }


def test_bicycles_age_by_their_feed_also_where_the_document_does_not_say_so(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    live = changed({**document, "kind": "realtime"}, "sources.0.profile", "gbfs/3.0")
    freshness = read_tile(changed(live, "sources.0.freshness", REMOVE), vocabulary).sources[0].freshness
    assert freshness is not None
    assert (freshness.basis, freshness.warn.seconds, freshness.fail.seconds) == ("feed_timestamp", 900, 7200)
    assert read_tile(changed(document, "sources.0.freshness", REMOVE), vocabulary).sources[0].freshness is None


@pytest.mark.parametrize(
    ("block", "lacking"), [({"type": "phone"}, "phone"), ({"type": "link"}, "url"), ({"type": "text"}, "text")]
)
def test_a_line_of_a_static_tile_says_something(
    document: dict[str, Any], vocabulary: Vocabulary, block: dict[str, Any], lacking: str
) -> None:
    static = {**document, "kind": "static", "sources": []}
    assert refusal({**static, "view": {"blocks": [block]}}, vocabulary) == {f"view.blocks[0].{lacking}": "required"}
    assert refusal(static, vocabulary) == {"view.blocks": "blocks-needed"}


def test_an_instant_without_offset_is_in_paris(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    window = read_tile(changed(document, "window.from", "2026-07-01"), vocabulary).window
    assert window.start is not None
    assert written(window.start) == "2026-06-30T22:00:00Z"


@pytest.mark.parametrize(
    ("path", "value", "wrong"),
    [
        ("id", REMOVE, ("id", "required")),
        ("id", "Décheteries", ("id", "pattern")),
        ("id", "ab", ("id", "pattern")),
        ("id", "apercu", ("id", "reserved-id")),
        ("category", "loisirs", ("category", "not-one-of")),
        ("rank", "120", ("rank", "not-an-integer")),
        ("rank", True, ("rank", "not-an-integer")),
        ("rank", -1, ("rank", "out-of-range")),
        ("title", {"en": "Waste"}, ("title.fr", "required")),
        ("title", {"fr": "x" * 31}, ("title.fr", "too-long")),
        ("title", {"fr": "<b>Tri</b>"}, ("title.fr", "html")),
        ("title", {"fr": "Tri\u202e"}, ("title.fr", "control-character")),
        ("title", {"fr": 76540}, ("title.fr", "not-a-text")),
        ("title", {"fr": "  "}, ("title.fr", "empty")),
        ("title", "Tri", ("title", "not-a-mapping")),
        ("summary", {"fr": "x" * 91}, ("summary.fr", "too-long")),
        ("a11y", {"hint": {"fr": "x"}}, ("a11y.label", "required")),
        ("icon", "../../etc/passwd", ("icon", "not-one-of")),
        ("kind", "video", ("kind", "not-one-of")),
        ("department", "inconnu", ("department", "not-one-of")),
        ("params", [{"key": "commune", "type": "date"}], ("params[0].type", "not-one-of")),
        ("sources", [], ("sources", "sources-needed")),
        ("sources", {}, ("sources", "not-a-list")),
        ("sources.0.resource", "decheteries", ("sources[0].resource", "pattern")),
        ("sources.0.resource", 12, ("sources[0].resource", "not-a-text")),
        ("sources.0.role", "auxiliary", ("sources", "one-primary")),
        ("sources.0.profile", "rouen/autre", ("sources[0].map", "map-needed")),
        ("sources.0.map", {"titre": "NOM"}, ("sources[0].map.titre", "unknown-field")),
        ("sources.0.map", {"point": ["LON"]}, ("sources[0].map.point", "pattern")),
        ("sources.0.freshness.warn", "P1M", ("sources[0].freshness.warn", "pattern")),
        ("sources.0.freshness.fail", "P10D", ("sources[0].freshness", "freshness-order")),
        ("sources.0.municipality", REMOVE, ("sources[0].municipality", "required")),
        (
            "sources.0.municipality",
            {"by": "declared", "communes": ["76000"]},
            ("sources[0].municipality.communes[0]", "not-insee"),
        ),
        ("view.legend", [{"label": {"fr": "x"}}], ("view.legend[0].key", "required")),
        ("on_unhealthy", "panic", ("on_unhealthy", "not-one-of")),
        ("audience.communes", ["76540", "76540"], ("audience.communes", "twice")),
        ("audience.communes", [76540], ("audience.communes[0]", "not-a-text")),
        ("audience.communes", [], ("audience.communes", "empty")),
        ("window", {"from": "2026-11-22", "until": "2026-11-22"}, ("window", "window-order")),
        ("window.from", "22/11/2026", ("window.from", "not-an-instant")),
        ("window.from", "2026-02-30", ("window.from", "not-an-instant")),
        ("window.from", "2026-10-25T02:30", ("window.from", "ambiguous-instant")),
        ("notice", {"level": "info"}, ("notice.text", "required")),
        ("client.min", {"windows": "1.0"}, ("client.min", "pattern")),
        ("client.min", {"ios": "three"}, ("client.min.ios", "pattern")),
        ("action", {"type": "open_data"}, ("action.web_url", "required")),
        ("action", {"type": "open_url", "web_url": "http://example.org"}, ("action.web_url", "not-https")),
        ("action", {"type": "open_url", "web_url": "javascript:alert(1)"}, ("action.web_url", "not-https")),
        ("action", {"type": "open_url", "web_url": "https://u:p@example.org"}, ("action.web_url", "not-https")),
        ("kind", "link", ("sources", "sources-refused")),
        ("owner", {"contact": "a@example.org"}, ("owner.organization", "required")),
        ("privacy.personal_data", "no", ("privacy.personal_data", "not-a-boolean")),
        ("health", {"state": "ok"}, ("health", "unknown-field")),
        ("revision", 3, ("revision", "unknown-field")),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(
    document: dict[str, Any], vocabulary: Vocabulary, path: str, value: Any, wrong: tuple[str, str]
) -> None:
    assert refusal(changed(document, path, value), vocabulary) == dict([wrong])


def test_every_wrong_field_is_named_at_once(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    wrong = changed(changed(document, "rank", "x"), "title.fr", "")
    assert refusal(wrong, vocabulary) == {"rank": "not-an-integer", "title.fr": "empty"}


@pytest.mark.parametrize("document", [None, [], "decheteries", 3])
def test_something_that_is_no_mapping_is_refused(document: Any, vocabulary: Vocabulary) -> None:
    assert refusal(document, vocabulary) == {"": "not-a-mapping"}


def test_a_message_says_field_and_rule_in_both_languages(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    with pytest.raises(Refused) as refused:
        read_tile(changed(document, "title.fr", "x" * 31), vocabulary)
    (issue,) = refused.value.issues
    assert issue.text("fr") == "title.fr : 31 caractères ; 30 au plus"
    assert issue.text("en") == "title.fr : 31 characters; at most 30"


def test_every_message_exists_in_both_languages() -> None:
    assert all(set(texts) == set(LANGUAGES) for texts in MESSAGES.values())
