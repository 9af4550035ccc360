"""From YAML to the app: import, submit, approve, withdraw, retire; who may, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities import model as base
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_tiles.core.tile import yaml_text
from ckanext.rouen_tiles.logic import release, rollback
from ckanext.rouen_tiles.logic import tile as life
from ckanext.rouen_tiles.logic.kpi import communes_visible, tiles_published

pytestmark = pytest.mark.usefixtures("tiles_portal")


def act(action: str, **data: Any) -> Any:
    """An action as the portal itself calls it."""
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


def call(action: str, user: str = "", **data: Any) -> Any:
    return helpers.call_action(action, context={"user": user, "ignore_auth": False}, **data)


@pytest.fixture
def people(tiles_portal: dict[str, Any]) -> dict[str, str]:
    """An account of each kind, by kind; the anonymous visitor has no name."""
    found = {"anonymous": ""}
    for capacity in ("member", "editor", "admin"):
        found[capacity] = factories.User(name=f"tuile-{capacity}")["name"]
        act_on_organization(tiles_portal["id"], found[capacity], capacity)
    found["elsewhere"] = factories.User(name="tuile-ailleurs")["name"]
    factories.Organization(name="ailleurs", users=[{"name": found["elsewhere"], "capacity": "admin"}])
    return found


def act_on_organization(organization: str, user: str, capacity: str) -> None:
    helpers.call_action("organization_member_create", id=organization, username=user, role=capacity)


@pytest.fixture
def table(publish_table: Any, rows: dict[str, str]) -> str:
    return str(publish_table("decheteries", *rows.values()))


def test_a_tile_goes_from_yaml_to_the_app(
    table: str, people: dict[str, str], tile_yaml: Any, backend: Any, test_request_context: Any
) -> None:
    with test_request_context():
        created = call("rouen_tile_create", people["editor"], yaml=tile_yaml())
        assert created["document"]["sources"][0]["resource"] == table
        assert backend.get("manifest").status == 503
        call("rouen_tile_submit", people["editor"], id="decheteries", revision=1)
        shown = call("rouen_tile_approve", people["admin"], id="decheteries", revision=1)
    assert (shown["state"], shown["served"], shown["health"]["state"]) == ("published", True, "ok")
    assert backend.tiles() == ["decheteries"]
    served = backend.get("tiles/decheteries").json
    assert served["coverage"] == {"insee": ["76484", "76540"], "n": 2, "of": 71}
    assert "dechets@example.org" not in json.dumps(served)
    data = backend.get(f"{served['data']}?commune=76484").json
    assert [feature["properties"]["title"] for feature in data["items"]["features"]] == ["Déchèterie du Val"]
    assert backend.get("tiles/decheteries/data?commune=76681").json["count"] == 0


def test_the_manifest_is_not_sent_twice(live: str, backend: Any) -> None:
    tag = backend.get("manifest").headers["ETag"]
    release.sweep()
    assert backend.get("manifest", if_none_match=tag).status == 304


def test_an_edit_does_not_go_live_until_it_is_approved(
    live: str, people: dict[str, str], tile_yaml: Any, backend: Any, test_request_context: Any
) -> None:
    changed = tile_yaml().replace("Déchèteries, en", "Déchets, en")
    with test_request_context():
        call("rouen_tile_update", people["editor"], id="decheteries", revision=1, yaml=changed)
        release.sweep()
        assert backend.get("tiles/decheteries").json["title"]["fr"] == "Déchèteries"
        call("rouen_tile_submit", people["editor"], id="decheteries", revision=2)
        call("rouen_tile_approve", people["admin"], id="decheteries", revision=2)
    assert backend.get("tiles/decheteries").json["title"]["fr"] == "Déchets"


@pytest.mark.parametrize("who", ["anonymous", "member", "editor", "admin", "elsewhere"])
def test_each_may_do_what_is_theirs(
    who: str, table: str, people: dict[str, str], tile_yaml: Any, test_request_context: Any
) -> None:
    allowed = set()
    with test_request_context():
        life.bring_in(tile_yaml("autre"), "essai")
        attempts = {
            "create": {"yaml": tile_yaml()},
            "update": {"id": "autre", "revision": 1, "yaml": tile_yaml("autre") + "rank: 5\n"},
            "submit": {"id": "autre", "revision": 2},
            "approve": {"id": "autre", "revision": 2},
            "history": {"id": "autre"},
            "withdraw": {"id": "autre", "reason": "essai"},
            "retire": {"id": "autre", "reason": "essai"},
        }
        for name, data in attempts.items():
            try:
                call(f"rouen_tile_{name}", people[who], **data)
                allowed.add(name)
            except tk.NotAuthorized:
                continue
            except tk.ValidationError:
                allowed.add(name)
    writing = {"create", "update", "submit", "history"}
    expected = {"editor": writing, "admin": writing | {"approve", "withdraw", "retire"}}
    assert allowed == expected.get(who, set())


@pytest.fixture
def mover(tiles_portal: dict[str, Any], people: dict[str, str]) -> str:
    """An editor of the Métropole who administers the other organisation."""
    act_on_organization(tiles_portal["id"], people["elsewhere"], "editor")
    return people["elsewhere"]


def refused_of(attempts: dict[str, dict[str, Any]], user: str) -> set[str]:
    refused = set()
    for name, data in attempts.items():
        try:
            call(f"rouen_tile_{name}", user, id="decheteries", **data)
        except tk.NotAuthorized:
            refused.add(name)
    return refused


def test_a_draft_that_names_another_owner_gives_it_no_right_over_what_is_live(
    live: str, people: dict[str, str], mover: str, tile_yaml: Any, backend: Any, test_request_context: Any
) -> None:
    moved, two = tile_yaml().replace("metropole-rouen-normandie", "ailleurs"), {"revision": 2}
    because = {"reason": "essai"}
    taking = {"publish": two, "approve": two, "return": {**two, **because}, "withdraw": because, "retire": because}
    with test_request_context():
        before = call("rouen_tile_show", "", id="decheteries")["organization"]
        call("rouen_tile_update", mover, id="decheteries", revision=1, yaml=moved)
        call("rouen_tile_submit", mover, id="decheteries", revision=2)
        owners = model.User.get(people["admin"]).email
        assert list(model.Session.execute(sa.select(base.mail.c.recipient)).scalars()) == [owners]
        assert refused_of(taking, mover) == set(taking)
        assert call("rouen_tile_show", "", id="decheteries")["organization"] == before
        with pytest.raises(tk.ValidationError) as refused:
            call("rouen_tile_approve", people["admin"], id="decheteries", revision=2)
        assert "administrateur des deux" in refused.value.error_dict["owner.organization"][0]
        assert call("rouen_tile_history", people["editor"], id="decheteries"), "it is still theirs to write"

        act_on_organization("ailleurs", people["admin"], "admin")
        call("rouen_tile_approve", people["admin"], id="decheteries", revision=2)
        assert backend.get("tiles/decheteries").json["owner"] == {"organization": "ailleurs"}
        assert refused_of({"history": {}}, people["editor"]) == {"history"}

        assert rollback.roll_back(1, people["editor"]).left == {"decheteries": "other-organization"}
        assert rollback.roll_back(1, people["admin"]).restored == ["decheteries"]
        call("rouen_tile_withdraw", people["admin"], id="decheteries", reason="essai")
        assert refused_of({"retire": because, "publish": two}, mover) == {"retire", "publish"}, "it was theirs"


def test_a_tile_that_was_never_live_goes_to_another_owner_by_who_writes_in_both(
    table: str, people: dict[str, str], mover: str, tile_yaml: Any, test_request_context: Any
) -> None:
    moved = tile_yaml().replace("metropole-rouen-normandie", "ailleurs")
    act_on_organization("ailleurs", people["member"], "editor")
    with test_request_context():
        life.bring_in(tile_yaml(), "essai")
        change = {"update": {"revision": 1, "yaml": moved}}
        assert [refused_of(change, people[who]) for who in ("editor", "member")] == [{"update"}, {"update"}]
        assert refused_of({**change, "publish": {"revision": 3}}, mover) == {"publish"}, "it is not there yet"
        assert refused_of({"submit": {"revision": 2}}, people["editor"]) == {"submit"}
        call("rouen_tile_publish", mover, id="decheteries", revision=2)


def test_a_draft_is_seen_by_those_who_may_write_it_and_by_nobody_else(
    table: str, people: dict[str, str], tile_yaml: Any, test_request_context: Any
) -> None:
    with test_request_context():
        life.bring_in(tile_yaml(), "essai")
        assert [tile["id"] for tile in call("rouen_tile_list", people["editor"])] == ["decheteries"]
        for stranger in ("", people["elsewhere"], people["member"]):
            assert call("rouen_tile_list", stranger) == []
            with pytest.raises(tk.ObjectNotFound):
                call("rouen_tile_show", stranger, id="decheteries")


def test_a_revision_that_has_moved_on_is_not_overwritten(
    table: str, people: dict[str, str], tile_yaml: Any, test_request_context: Any
) -> None:
    with test_request_context():
        life.bring_in(tile_yaml(), "essai")
        call("rouen_tile_update", people["editor"], id="decheteries", revision=1, yaml=tile_yaml() + "rank: 5\n")
        with pytest.raises(tk.ValidationError) as refused:
            call("rouen_tile_update", people["editor"], id="decheteries", revision=1, yaml=tile_yaml())
    assert "la révision est 2" in refused.value.error_dict["revision"][0]


def test_wrong_fields_are_named_in_the_callers_language(
    table: str, people: dict[str, str], tile_yaml: Any, test_request_context: Any
) -> None:
    wrong = tile_yaml().replace("Déchèteries, en", "x" * 31 + ", en")
    said = {}
    for language in ("fr", "en"):
        with (
            test_request_context(environ_overrides={"CKAN_LANG": language}),
            pytest.raises(tk.ValidationError) as refused,
        ):
            call("rouen_tile_create", people["editor"], yaml=wrong)
        said[language] = refused.value.error_dict["title.fr"]
    assert said == {"fr": ["31 caractères ; 30 au plus"], "en": ["31 characters; at most 30"]}


def test_approval_is_refused_while_a_source_is_private(
    table: str, people: dict[str, str], tile_yaml: Any, test_request_context: Any
) -> None:
    with test_request_context():
        life.bring_in(tile_yaml(), "essai")
        life.submit("decheteries", 1, "essai")
        act("package_patch", id="decheteries", private=True)
        with pytest.raises(tk.ValidationError) as refused:
            call("rouen_tile_approve", people["admin"], id="decheteries", revision=1)
    assert refused.value.error_dict["sources"] == [
        "« decheteries » est privée ou supprimée. Rendez-la publique ou changez de source."
    ]


def test_a_refused_approval_leaves_what_is_live(
    live: str, people: dict[str, str], backend: Any, test_request_context: Any
) -> None:
    document = yaml_text.load(life.write_yaml("decheteries"))
    document["title"]["fr"] = "Encombrants"
    document["sources"][0]["map"] = {"title": "SANS_COLONNE"}
    with test_request_context():
        call("rouen_tile_update", people["editor"], id="decheteries", revision=1, document=document)
        call("rouen_tile_submit", people["editor"], id="decheteries", revision=2)
        with pytest.raises(tk.ValidationError) as refused:
            call("rouen_tile_approve", people["admin"], id="decheteries", revision=2)
    assert "SANS_COLONNE" in refused.value.error_dict["sources"][0]
    release.sweep()
    assert backend.get("tiles/decheteries").json["title"]["fr"] == "Déchèteries"
    assert backend.get("tiles/decheteries/data?commune=76540").json["count"] == 1


def test_a_withdrawn_tile_is_out_at_once_and_comes_back_through_review(
    live: str, people: dict[str, str], backend: Any, test_request_context: Any
) -> None:
    with test_request_context():
        call("rouen_tile_withdraw", people["admin"], id="decheteries", reason="grève")
        assert backend.tiles() == []
        assert backend.get("tiles/decheteries").json["reason"]["text"]["fr"] == "Retirée par le service : grève"
        told = call("rouen_tile_show", "", id="decheteries")
        assert (told["title"]["fr"], told["department"]) == ("Déchèteries", "dechets"), "as everybody knew it"
        call("rouen_tile_submit", people["editor"], id="decheteries", revision=1)
        call("rouen_tile_approve", people["admin"], id="decheteries", revision=1)
    assert backend.tiles() == ["decheteries"]


def test_a_retired_tile_is_gone_for_ever_and_its_id_with_it(
    live: str, people: dict[str, str], tile_yaml: Any, backend: Any, test_request_context: Any
) -> None:
    with test_request_context():
        life.bring_in(tile_yaml("tri"), "essai")
        call("rouen_tile_retire", people["admin"], id="decheteries", reason="remplacée", successor="tri")
        assert backend.get("tiles/decheteries").status == 410
        assert "Successor: tri" in backend.get("tiles/decheteries").json["detail"]
        with pytest.raises(tk.ValidationError) as refused:
            call("rouen_tile_create", people["editor"], yaml=tile_yaml())
    assert list(refused.value.error_dict) == ["id"]
    release.sweep()
    assert backend.get("tiles/decheteries").status == 410


def test_import_of_an_export_changes_nothing(live: str, test_request_context: Any) -> None:
    with test_request_context():
        text = life.write_yaml("decheteries")
        assert life.bring_in(text, "essai") == ("decheteries", False)
        assert life.write_yaml("decheteries") == text


def test_a_new_table_changes_the_data_and_makes_no_release(
    live: str, backend: Any, publish_table: Any, rows: dict[str, str]
) -> None:
    before = backend.get("manifest").json
    publish_table("decheteries", *rows.values(), rows["76540"].replace("DEC1", "DEC9").replace("Quais", "Ponts"))
    assert backend.get("tiles/decheteries/data?commune=76540").json["count"] == 2
    assert backend.get("manifest").json == before


def test_a_table_that_covers_other_communes_makes_a_release(
    live: str, backend: Any, publish_table: Any, rows: dict[str, str]
) -> None:
    publish_table("decheteries", rows["76540"])
    assert backend.get("tiles/decheteries").json["coverage"]["insee"] == ["76540"]


def test_history_is_only_ever_added_to(live: str) -> None:
    columns = {"rouen_tile_revision": "author", "rouen_tile_event": "author", "rouen_tile_release": "body"}
    for table, column in columns.items():
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = ''"):
            with pytest.raises(sa.exc.InternalError, match="only ever added"), model.meta.engine.begin() as connection:
                connection.execute(sa.text(statement))


def test_t1_counts_the_tiles_of_the_release_and_says_why_not_the_others(
    live: str, publish_table: Any, bring_live: Any, rows: dict[str, str]
) -> None:
    publish_table("piscines", rows["76540"])
    bring_live("piscines")
    act("package_patch", id="decheteries", private=True)
    result = tiles_published(model.Session)
    assert (result.value, result.of, list(result.counted)) == (1, 2, ["piscines"])
    assert [(item.id, item.reason) for item in result.not_counted] == [("decheteries", "source-not-public")]
    visible = communes_visible(model.Session)
    assert (visible.value, list(visible.counted), visible.of) == (1, ["76540"], 71)
    assert (len(visible.by["commune"]), sum(filter(None, visible.by["commune"].values()))) == (71, 1)
    assert visible.counted_by["commune"]["76540"] == ["piscines"]


def test_t3_is_never_computed_and_what_is_declared_of_it_is_shown_beside(live: str) -> None:
    kpi.load_declared()
    kpi.compute()
    shown = helpers.call_action("rouen_kpi_show", {"user": ""}, id="T3")
    assert (shown["value"], shown["ids_count"]) == (None, 0)
    assert [(figure["value"], figure["kind"], figure["source_date"]) for figure in shown["declared"]] == [
        (9_000, "declared", "2022-09")
    ]
