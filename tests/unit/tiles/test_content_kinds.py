"""The data of each kind beside places: what a row becomes, in both languages, by the schema of its kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
from ckanext.rouen_tiles.core.content.build import MAXIMUM_ITEMS, Content, build
from ckanext.rouen_tiles.core.content.kinds import KINDS
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.messages import Refused
from ckanext.rouen_tiles.core.tile import Tile, Vocabulary, read_tile
from jsonschema import Draft202012Validator

COMMUNES = ("76498", "76540", "76681")
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
#: A Sunday, in Paris.
TODAY = date(2026, 11, 22)

Make = Callable[..., Content]


@pytest.fixture
def make(document: dict[str, Any], vocabulary: Vocabulary) -> Make:
    """Builds the content of a tile of a kind from rows of Rouen, by a map."""

    def built(kind: str, columns: dict[str, Any], *rows: dict[str, Any], **given: Any) -> Content:
        made = of_kind(document, vocabulary, kind, columns, **given)
        source = made.sources[0]
        return build(
            made, give([{"insee": "76540"} | row for row in rows], source.municipality, COMMUNES), COMMUNES, NOW
        )

    return built


def of_kind(document: dict[str, Any], vocabulary: Vocabulary, kind: str, columns: dict[str, Any], **given: Any) -> Tile:
    source = document["sources"][0]
    where = {"by": "column", "field": "insee"}
    return read_tile(
        {
            **document,
            "kind": kind,
            "sources": [{**source, "profile": "x", "map": columns, "municipality": where} | given],
        },
        vocabulary,
    )


def told(content: Content, language: str = "fr", insee: str = "76540") -> dict[str, Any]:
    """A file, which must be as the schema of its kind says."""
    found: dict[str, Any] = json.loads(content.files[f"{insee}.{language}.json"])
    Draft202012Validator(bundled(f"data-{found['kind']}")).validate(found)
    return found


def test_every_kind_with_data_has_a_schema_and_knows_what_it_needs() -> None:
    for name, kind in KINDS.items():
        assert all(key in kind.keys for alternatives in kind.needed for key in alternatives)
        if kind.has_data:
            assert bundled(f"data-{name}")["properties"]["kind"] == {"const": name}


# dates

DATED = {
    "title": {"fr": "titre", "en": "title"},
    "start": "debut",
    "end": "fin",
    "days": "jours",
    "weeks": "semaines",
    "rule": "regle",
    "until": "jusque",
    "without": "sauf",
    "status": "etat",
    "category": "genre",
    "place": "lieu",
    "facets": {"secteur": "secteur"},
}


def dates(content: Content) -> list[tuple[str, str, bool]]:
    return [(item["start"], item["end"], item["all_day"]) for item in told(content)["items"]]


def test_a_day_is_told_with_the_first_day_that_it_is_over(make: Make) -> None:
    content = make("calendar", DATED, {"titre": "Marché", "debut": date(2026, 11, 28), "fin": date(2026, 11, 29)})
    assert dates(content) == [("2026-11-28", "2026-11-30", True)]


def test_a_time_without_offset_is_that_of_paris(make: Make) -> None:
    row = {"titre": "Concert", "debut": datetime(2026, 12, 12, 20, 30), "fin": datetime(2026, 12, 12, 22)}
    assert dates(make("calendar", DATED, row)) == [("2026-12-12T19:30:00Z", "2026-12-12T21:00:00Z", False)]


def test_what_is_over_and_what_is_further_than_sixty_days_is_not_told(make: Make) -> None:
    days = [date(2026, 11, 21), date(2026, 11, 22), date(2027, 1, 21), date(2027, 1, 22)]
    content = make("calendar", DATED, *({"titre": "Menu", "debut": day} for day in days))
    assert [start for start, _, _ in dates(content)] == ["2026-11-22", "2027-01-21"]


def test_days_of_the_week_are_told_one_by_one_but_for_exceptions(make: Make) -> None:
    row = {"titre": "Tri", "jours": "mardi et vendredi", "jusque": date(2026, 12, 11), "sauf": "2026-12-01, 04/12/2026"}
    assert [start for start, _, _ in dates(make("calendar", DATED, row))] == [
        "2026-11-24",
        "2026-11-27",
        "2026-12-08",
        "2026-12-11",
    ]


@pytest.mark.parametrize(
    ("weeks", "starts"), [("paire", ["2026-11-25", "2026-12-09"]), ("Semaines impaires", ["2026-12-02"])]
)
def test_weeks_are_even_or_odd_by_their_number_in_the_year(make: Make, weeks: str, starts: list[str]) -> None:
    row = {"titre": "Verre", "jours": "mercredi", "semaines": weeks, "jusque": date(2026, 12, 15)}
    assert [start for start, _, _ in dates(make("calendar", DATED, row))] == starts


def test_a_rule_keeps_its_hour_when_the_hour_changes(make: Make) -> None:
    row = {"titre": "Marché", "debut": "2026-03-14T08:00", "fin": "2026-03-14T13:00", "regle": "FREQ=WEEKLY;COUNT=4"}
    assert dates(make("calendar", DATED, row)) == []
    assert [start for start, _, _ in dates(in_march(make, row))] == [
        "2026-03-14T07:00:00Z",
        "2026-03-21T07:00:00Z",
        "2026-03-28T07:00:00Z",
        "2026-04-04T06:00:00Z",
    ]


def in_march(make: Make, row: dict[str, Any]) -> Content:
    """The same content on the first of March."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.NOW", datetime(2026, 3, 1, 12, tzinfo=UTC))
        return make("calendar", DATED, row)


@pytest.mark.parametrize(
    "row",
    [
        {"debut": "bientôt"},
        {"debut": None},
        {"jours": "selon les semaines"},
        {"debut": date(2026, 11, 30), "regle": "FREQ=SECONDLY"},
        {"debut": date(2026, 11, 30), "regle": "FREQ=DAILY;INTERVAL=zero"},
        {"debut": date(1900, 1, 1), "regle": "FREQ=DAILY"},
        {"jours": "lundi", "semaines": "parfois"},
    ],
)
def test_a_row_that_does_not_say_when_is_counted_not_shown(make: Make, row: dict[str, Any]) -> None:
    content = make("calendar", DATED, {"titre": "Réunion", **row})
    assert (content.counts["76540"], content.lost) == (0, {"rows-without-date": 1})


@pytest.mark.parametrize(
    ("word", "status"),
    [("Annulée", "cancelled"), ("confirmé", "confirmed"), ("reportés", "postponed"), ("complet", "complet")],
)
def test_a_status_is_in_the_words_of_icalendar_where_it_has_one(make: Make, word: str, status: str) -> None:
    [item] = told(make("calendar", DATED, {"titre": "Bal", "debut": TODAY, "etat": word}))["items"]
    assert item["status"] == status


def test_no_two_occurrences_have_one_identifier_and_it_is_the_same_in_both_languages(make: Make) -> None:
    row = {"titre": "Potage", "title": "Soup", "debut": TODAY}
    content = make("calendar", DATED, row, row)
    french, english = ([item["id"] for item in told(content, language)["items"]] for language in ("fr", "en"))
    assert french == english
    assert len(set(french)) == len(french) == 2


def test_the_calendar_file_says_the_same_to_a_calendar_application(make: Make) -> None:
    content = make(
        "calendar",
        DATED,
        {"titre": "Bal; valse, polka\\java " + "é" * 60, "debut": TODAY, "lieu": "Halle, Rouen", "etat": "annulé"},
        {"titre": "Concert", "debut": "2026-12-12T20:30", "fin": "2026-12-12T22:00", "genre": "Musique"},
    )
    raw = content.files["76540.ics"]
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    first, second = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert first["SUMMARY"] == "Bal; valse, polka\\java " + "é" * 60
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (date(2026, 11, 22), date(2026, 11, 23))
    assert (first["LOCATION"], first["STATUS"]) == ("Halle, Rouen", "CANCELLED")
    assert second["DTSTART"].dt == datetime(2026, 12, 12, 19, 30, tzinfo=UTC)
    uids = {str(first["UID"]), str(second["UID"])}
    assert uids == {f"{item['id']}@decheteries" for item in told(content)["items"]}


def test_only_dates_have_a_calendar_file(make: Make) -> None:
    assert "76540.ics" not in make("feed", {"title": "titre"}, {"titre": "A"}).files


# observations

OBSERVED = {
    "id": "id",
    "title": "nom",
    "point": ["x", "y"],
    "observed_at": "heure",
    "status": "etat",
    "metrics": {"places": "libres"},
}


def test_of_a_thing_that_is_observed_several_times_the_newest_is_told(make: Make) -> None:
    seen = {"id": "P1", "nom": "Gare", "x": 1.09, "y": "49,44"}
    content = make(
        "realtime",
        OBSERVED,
        {**seen, "heure": "2026-11-22T20:00:00Z", "libres": 12},
        {**seen, "heure": "2026-11-22T20:29:00Z", "libres": "7", "etat": "ouvert"},
        {**seen, "heure": "2026-11-22T19:00:00Z", "libres": 40},
    )
    found = told(content)
    assert found["items"] == [
        {
            "id": "P1",
            "title": "Gare",
            "point": [1.09, 49.44],
            "observed_at": "2026-11-22T20:29:00Z",
            "status": "ouvert",
            "metrics": {"places": 7},
        }
    ]
    assert content.observed == datetime(2026, 11, 22, 20, 29, tzinfo=UTC)


def test_the_data_are_of_the_time_of_the_newest_observation_where_that_is_their_freshness(make: Make) -> None:
    fresh = {"basis": "feed_timestamp", "warn": "PT15M", "fail": "PT1H"}
    row = {"id": "P1", "nom": "Gare", "heure": "2026-11-22T20:00:00Z"}
    found = told(make("realtime", OBSERVED, row, freshness=fresh))
    assert (found["as_of"], found["stale_after"]) == ("2026-11-22T20:00:00Z", "2026-11-22T20:15:00Z")


def test_an_observation_of_the_future_hides_neither_that_others_are_old_nor_what_was_seen(make: Make) -> None:
    fresh = {"basis": "feed_timestamp", "warn": "PT15M", "fail": "PT1H"}
    old = {"id": "P1", "nom": "Gare", "heure": "2026-11-12T08:00:00Z", "libres": 7}
    content = make("realtime", OBSERVED, old, {**old, "heure": "2036-11-12T08:00:00Z", "libres": 0}, freshness=fresh)
    assert (told(content)["as_of"], content.observed) == ("2026-11-12T08:00:00Z", datetime(2026, 11, 12, 8, tzinfo=UTC))
    assert told(content)["items"][0]["metrics"] == {"places": 7}


def test_a_clock_may_be_a_few_minutes_ahead_of_ours(make: Make) -> None:
    row = {"id": "P1", "nom": "Gare", "heure": NOW.replace(minute=34)}
    assert make("realtime", OBSERVED, row).observed == NOW.replace(minute=34)


@pytest.mark.parametrize("value", ["complet", None, "NaN", True, "1e400", 10**400])
def test_a_metric_that_is_no_number_is_null(make: Make, value: Any) -> None:
    [item] = told(make("realtime", OBSERVED, {"nom": "Gare", "libres": value}))["items"]
    assert item["metrics"] == {"places": None}


# news

NEWS = {
    "id": "id",
    "title": {"fr": "titre", "en": "title"},
    "text": {"fr": "texte", "en": "text"},
    "url": "lien",
    "published": "le",
    "valid_until": "fin",
    "tags": ["mots"],
}


def test_news_are_a_json_feed_of_plain_text_the_newest_first(make: Make) -> None:
    content = make(
        "feed",
        NEWS,
        {"id": "1", "titre": "Avant", "texte": "Hier", "le": date(2026, 11, 20), "mots": "voirie;pont"},
        {"id": "2", "titre": "Pont <b>fermé</b>", "texte": "<p>Pont &amp; quai</p><script>x</script>", "le": TODAY},
    )
    items = told(content)["items"]
    assert (items["title"], items["language"]) == ("Déchèteries", "fr")
    assert [item["id"] for item in items["items"]] == ["2", "1"]
    assert items["items"][0]["title"] == "Pont fermé"
    assert items["items"][0]["content_text"] == "Pont & quai"
    assert items["items"][1]["tags"] == ["voirie", "pont"]


def test_news_that_are_over_are_not_told(make: Make) -> None:
    rows = [{"id": str(day.day), "titre": "Travaux", "fin": day} for day in (date(2026, 11, 21), TODAY)]
    assert [item["id"] for item in told(make("feed", NEWS, *rows))["items"]["items"]] == ["22"]


def test_a_text_that_lacks_in_a_language_is_given_in_the_other_and_named(make: Make) -> None:
    row = {"id": "1", "titre": "Pont fermé", "title": "Bridge closed", "texte": "Jusqu'à lundi"}
    english = told(make("feed", NEWS, row), "en")
    [item] = english["items"]["items"]
    assert (item["title"], item["content_text"]) == ("Bridge closed", "Jusqu'à lundi")
    assert (english["lang"], english["fallback_lang"], english["items"]["title"]) == (
        "en",
        ["text"],
        "Recycling centres",
    )
    assert told(make("feed", NEWS, row))["fallback_lang"] == []


# places

PLACES = {
    "title": "nom",
    "point": "xy",
    "hours": "horaires",
    "facets": {"gratuit": "gratuit"},
    "fields": {"places": "n"},
}


def test_a_point_may_stand_in_one_column(make: Make) -> None:
    content = make("map_list", PLACES, {"nom": "A", "xy": "[1.0993,49.4431]"}, {"nom": "B", "xy": "POINT (1.1 49.4)"})
    found = [feature["geometry"]["coordinates"] for feature in told(content)["items"]["features"]]
    assert found == [[1.0993, 49.4431], [1.1, 49.4]]


@pytest.mark.parametrize(
    "value",
    [
        '{"type": "LineString", "coordinates": [[1.0, 49.4], [1.1, 49.5, 12.0]]}',
        {"type": "LineString", "coordinates": [[1.0, 49.4], [1.1, 49.5]]},
        "LINESTRING (1.0 49.4, 1.1 49.5)",
    ],
)
def test_a_line_is_given_as_geojson_or_as_well_known_text(make: Make, value: Any) -> None:
    content = make("map_list", {"title": "nom", "geometry": "forme"}, {"nom": "Voie verte", "forme": value})
    [feature] = told(content)["items"]["features"]
    assert feature["geometry"] == {"type": "LineString", "coordinates": [[1.0, 49.4], [1.1, 49.5]]}


@pytest.mark.parametrize(
    "value",
    ["LINESTRING (1.0 49.4)", '{"type": "Point", "coordinates": [652000, 6862000]}', "ici", None, {"type": "Cube"}],
)
def test_a_shape_that_no_map_can_draw_is_counted(make: Make, value: Any) -> None:
    content = make("map_list", {"title": "nom", "geometry": "forme"}, {"nom": "Voie verte", "forme": value})
    assert (content.counts["76540"], content.lost) == (0, {"rows-without-point": 1})


def test_hours_that_cannot_be_read_stay_in_words_and_are_counted(make: Make) -> None:
    content = make(
        "map_list",
        PLACES,
        {"nom": "A", "xy": "1.1,49.4", "horaires": "lundi 9h-12h"},
        {"nom": "B", "xy": "1.1,49.4", "horaires": "sur rendez-vous"},
    )
    one, other = (feature["properties"] for feature in told(content)["items"]["features"])
    assert one["hours"] == "Mo 09:00-12:00"
    assert "hours" not in other
    assert other["hours_text"] == "sur rendez-vous"
    assert content.lost == {"hours-in-words": 1}


def test_facets_and_fields_keep_their_types(make: Make) -> None:
    row = {"nom": "A", "xy": "1.1,49.4", "gratuit": True, "n": 12}
    [feature] = told(make("map_list", PLACES, row))["items"]["features"]
    assert (feature["properties"]["facets"], feature["properties"]["fields"]) == ({"gratuit": True}, {"places": 12})


# all


def test_a_gap_in_one_commune_leaves_the_others_covered(make: Make) -> None:
    rows = [{"insee": "76498", "titre": "A", "debut": TODAY}, *({"titre": f"B{n}", "debut": TODAY} for n in range(2))]
    where = {"by": "column", "field": "insee", "min_rows": 2}
    content = make("calendar", DATED, *rows, municipality=where)
    assert content.counts == {"76498": 1, "76540": 2, "76681": 0}


def test_what_all_communes_are_shown_is_nobodys_own(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    everywhere, somewhere = {"by": "declared", "communes": "all"}, {"by": "declared", "communes": ["76540"]}
    found = {}
    for where in (everywhere, somewhere):
        tile = of_kind(document, vocabulary, "feed", NEWS, municipality=where)
        rows = give([{"titre": "A"}], tile.sources[0].municipality, COMMUNES)
        content = build(tile, rows, COMMUNES, NOW)
        found[str(where["communes"])] = (content.covered(tile.sources[0]), content.own(tile.sources[0]))
    assert found == {"all": (COMMUNES, ()), "['76540']": (("76540",), ("76540",))}


def test_a_source_that_may_have_nothing_to_tell_covers_its_communes(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    where = {"by": "column", "field": "insee", "min_rows": 0}
    tile = of_kind(document, vocabulary, "feed", NEWS, municipality=where)
    content = build(tile, give([], tile.sources[0].municipality, COMMUNES), COMMUNES, NOW)
    assert (content.covered(tile.sources[0]), content.own(tile.sources[0])) == (COMMUNES, ())


def test_the_cap_counts_occurrences_not_rows(make: Make) -> None:
    row = {"titre": "Tri", "jours": "lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche"}
    with pytest.raises(Refused) as refused:
        make("calendar", DATED, *({**row, "secteur": str(number)} for number in range(MAXIMUM_ITEMS // 60)))
    assert refused.value.issues[0].code == "too-many-items"
