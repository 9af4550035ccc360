"""The data of tiles, from a published table to what the app is given: dates, caps, and what is built when."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from ckan import model
from ckanext.rouen_municipalities.logic.publication import publish_file
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.messages import Refused
from ckanext.rouen_tiles.core.release import ReleaseFolder
from ckanext.rouen_tiles.core.tile import read_tile
from ckanext.rouen_tiles.logic import content, health, release
from ckanext.rouen_tiles.logic import tile as life
from ckanext.rouen_tiles.logic.vocabulary import vocabulary
from ckanext.rouen_tiles.store import health as checks
from ckanext.rouen_tiles.store import tile as tiles
from jsonschema import Draft202012Validator

COLLECTION = """
id: collecte
category: dechets
title: {fr: Collecte, en: Collection}
summary: {fr: Les jours de collecte}
a11y: {label: {fr: Jours de collecte}}
icon: calendar
kind: calendar
department: dechets
sources:
- resource: {dataset: collecte}
  profile: rouen/collecte
  freshness: {basis: validity_period, warn: P1D, fail: P30D}
  municipality: {by: column, field: code_insee}
owner: {organization: metropole-rouen-normandie}
"""


@pytest.fixture
def collection(
    tiles_portal: dict[str, Any], new_dataset: Callable[..., dict[str, Any]], tmp_path: Path, test_request_context: Any
) -> None:
    """A live tile of the collection of waste on each day of the week, in Rouen."""
    new_dataset(name="collecte", owner_org=tiles_portal["id"])
    end = date.today() + timedelta(days=300)
    days = "lundi mardi mercredi jeudi vendredi samedi dimanche"
    path = tmp_path / "collecte.csv"
    header = "code_insee;secteur;flux;flux_en;jour;semaine;debut;fin;sauf"
    path.write_text(f"{header}\n76540;Centre;Tri;Recycling;{days};;;{end:%d/%m/%Y};\n", encoding="utf-8")
    with test_request_context():
        publish_file(path, dataset="collecte", profile="rouen/collecte", name="Collecte")
        life.bring_in(COLLECTION, "essai")
        life.make_live("collecte", "essai")


@pytest.mark.usefixtures("collection")
def test_dates_are_told_in_both_languages_and_to_calendars_and_anew_each_day(backend: Any) -> None:
    french, english = (backend.get(f"tiles/collecte/data?commune=76540&lang={lang}").json for lang in ("fr", "en"))
    for found in (french, english):
        Draft202012Validator(bundled("data-calendar")).validate(found)
    assert (french["count"], french["items"][0]["title"], english["items"][0]["title"]) == (61, "Tri", "Recycling")
    calendar = backend.get("tiles/collecte/data.ics?commune=76540")
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert len(icalendar.Calendar.from_ical(calendar.body).walk("VEVENT")) == french["count"]

    [check] = checks.last(model.Session).values()
    tile, revision = read_tile(life.newest("collecte").document, vocabulary()), check.revision
    same, tomorrow = (
        content.content(tile, revision, content.bound(tile), check, datetime.now(UTC) + timedelta(days=days))
        for days in (0, 1)
    )
    assert same == check.content
    assert tomorrow.version != same.version
    assert (check.content.own, check.content.valid_until is not None) == (("76540",), True)


def test_a_tile_whose_data_cannot_be_written_keeps_the_others_up_to_date(
    live: str,
    backend: Any,
    publish_table: Any,
    bring_live: Any,
    rows: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish_table("autres", rows["76540"])
    bring_live("autres")
    write = ReleaseFolder.write_data

    def full(folder: ReleaseFolder, tile_id: str, files: Any) -> str:
        if tile_id == "decheteries":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(folder, tile_id, files)

    with monkeypatch.context() as patched:
        patched.setattr(ReleaseFolder, "write_data", full)
        for dataset in ("decheteries", "autres"):
            publish_table(dataset, *rows.values(), rows["76540"].replace("DEC1", "DEC3"))
        release.sweep()
    found = checks.last(model.Session)["decheteries"].health
    assert (found.state, [reason.code for reason in found.reasons]) == ("fail", ["data-not-written"])
    counts = [backend.get(f"tiles/{name}/data?commune=76540").json["count"] for name in ("decheteries", "autres")]
    assert counts == [1, 2]
    release.sweep()
    assert backend.get("tiles/decheteries/data?commune=76540").json["count"] == 2


def test_data_past_a_cap_are_refused_and_what_is_live_keeps_its_own_and_fails(
    live: str,
    backend: Any,
    publish_table: Any,
    bring_live: Any,
    rows: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ckanext.rouen_tiles.core.content.build.MAXIMUM_ITEMS", 1)
    second = rows["76540"].replace("DEC1", "DEC3")
    publish_table("decheteries", *rows.values(), second)
    release.sweep()
    assert backend.get("tiles/decheteries/data?commune=76540").json["count"] == 1
    found = checks.last(model.Session)["decheteries"].health
    assert (found.state, [reason.code for reason in found.reasons]) == ("fail", ["too-many-items"])

    publish_table("autres", rows["76540"], second)
    with pytest.raises(Refused) as refused:
        bring_live("autres")
    assert [issue.code for issue in refused.value.issues] == ["too-many-items"]
    assert tiles.life(model.Session, "autres").live is None

    monkeypatch.undo()
    assert [name for name, _ in health.build_again()] == ["decheteries"]
    release.bring_up_to_date()
    assert backend.get("tiles/decheteries/data?commune=76540").json["count"] == 2
