"""What happened to the files of a resource: kept for ever, told to each what is for them, and done again on demand."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.core.publication import NewPublication
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.store import datastore
from ckanext.rouen_municipalities.store import publication as record
from werkzeug.datastructures import FileStorage

Act = Callable[..., Any]
PROFILE = "rouen/comptages"
HEADER = "id_compteur;horodate;valeur;unite;qualite\n"


@pytest.fixture
def resource(dataset: dict[str, Any], act: Act) -> dict[str, Any]:
    """A resource whose first two files were good and whose third was not."""
    created = act("resource_create", package_id=dataset["id"], name="Comptages", profile=PROFILE, upload=upload(1))
    publication.publish_waiting()
    send(act, created, 2)
    send(act, created, "beaucoup")
    return dict(helpers.call_action("resource_show", id=created["id"]))


def upload(value: object) -> FileStorage:
    row = f"C1;2026-01-01T00:00:00+01:00;{value};u;q\n"
    return FileStorage(stream=io.BytesIO((HEADER + row).encode()), filename=f"{value}.csv", name="upload")


def send(act: Act, resource: dict[str, Any], value: object) -> None:
    act("resource_patch", id=resource["id"], upload=upload(value))
    publication.publish_waiting()


def history(user: str, resource: dict[str, Any], **values: Any) -> list[dict[str, Any]]:
    context = {"user": user, "ignore_auth": False}
    found: list[dict[str, Any]] = helpers.call_action(
        "rouen_publication_list", context=context, resource_id=resource["id"], **values
    )
    return found


def table(resource: dict[str, Any]) -> list[float]:
    return [row["valeur"] for row in helpers.call_action("datastore_search", resource_id=resource["id"])["records"]]


def republish(**values: Any) -> dict[str, Any]:
    context = {"user": "agente", "ignore_auth": False}
    sent: dict[str, Any] = helpers.call_action("rouen_publication_republish", context=context, **values)
    publication.publish_waiting()
    found: dict[str, Any] = helpers.call_action("rouen_publication_show", id=sent["id"])
    return found


class TestTheList:
    def test_holds_every_attempt_for_an_editor_newest_first(self, resource: dict[str, Any]) -> None:
        found = history("agente", resource)
        assert [(item["file"]["name"], item["state"]) for item in found] == [
            ("beaucoup.csv", "refused"), ("2.csv", "published"), ("1.csv", "published"),
        ]  # fmt: skip

    def test_shows_the_public_what_was_published_and_not_by_whom(self, resource: dict[str, Any]) -> None:
        found = history("", resource)
        assert [item["file"]["name"] for item in found] == ["2.csv", "1.csv"]
        assert not any("user" in item for item in found)
        assert history("", resource, state="refused") == []

    def test_tells_an_editor_who_sent_a_file(self, app: Any, resource: dict[str, Any], officer: dict[str, Any]) -> None:
        token = factories.APIToken(user=officer["name"])["token"]
        answer = app.post(
            "/api/3/action/resource_patch",
            data={"id": resource["id"], "upload": (io.BytesIO(b"x"), "3.csv")},
            headers={"Authorization": token},
        )
        assert answer.status_code == 200
        assert [item["user"] for item in history("agente", resource)][:2] == [
            {"name": officer["name"], "display_name": officer["fullname"]},
            None,
        ]

    def test_is_given_in_parts(self, resource: dict[str, Any]) -> None:
        assert [item["file"]["name"] for item in history("agente", resource, limit=1, offset=1)] == ["2.csv"]
        assert history("agente", resource, limit=0) == []
        with pytest.raises(tk.ValidationError):
            history("agente", resource, limit="beaucoup")

    def test_leaves_the_issues_to_the_report_itself(self, resource: dict[str, Any]) -> None:
        refused = history("agente", resource)[0]
        assert refused["report"]["errors"] == 1
        assert not {"issues", "complete"} & refused["report"].keys()
        whole = helpers.call_action("rouen_publication_show", id=refused["id"])
        assert len(whole["report"]["issues"]) == 1


class TestPublishingAgain:
    def test_an_earlier_file_makes_it_the_table_and_the_download(self, resource: dict[str, Any], app: Any) -> None:
        first = history("agente", resource)[2]
        done = republish(id=first["id"])
        assert (done["state"], done["reason"], done["mode"]) == ("published", None, "again")
        assert table(resource) == [1]
        shown = helpers.call_action("resource_show", id=resource["id"])
        assert (shown["hash"], shown["url"].rsplit("/", 1)[1]) == (first["file"]["sha256"], "1.csv")
        assert b";1;" in app.get(shown["url"]).data

    def test_the_last_good_file_makes_its_table_anew(self, resource: dict[str, Any]) -> None:
        swapped = datastore.ledger(resource["id"])
        done = republish(resource_id=resource["id"])
        assert (done["state"], done["file"]["name"]) == ("published", "2.csv")
        assert datastore.ledger(resource["id"]) != swapped
        assert table(resource) == [2]

    def test_a_bad_file_refuses_it_again(self, resource: dict[str, Any]) -> None:
        assert republish(id=history("agente", resource)[0]["id"])["state"] == "refused"
        assert table(resource) == [2]

    def test_waits_until_nothing_is_under_way(self, resource: dict[str, Any], act: Act) -> None:
        act("resource_patch", id=resource["id"], upload=upload(3))
        with pytest.raises(tk.ValidationError):
            republish(resource_id=resource["id"])

    def test_a_file_that_is_no_table_is_left_to_another_upload(self, resource: dict[str, Any], act: Act) -> None:
        act("resource_patch", id=resource["id"], profile="")
        with pytest.raises(tk.ValidationError):
            republish(resource_id=resource["id"])

    @pytest.mark.parametrize("user", ["", "passante"])
    def test_is_for_editors(self, resource: dict[str, Any], user: str) -> None:
        factories.User(name="passante")
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action(
                "rouen_publication_republish",
                context={"user": user, "ignore_auth": False},
                resource_id=resource["id"],
            )
        assert len(record.history(model.Session, resource["id"], None, 10, 0)) == 3


def page(app: Any, path: str, user: str = "") -> str:
    """A page as one of these people sees it."""
    headers = {"Authorization": factories.APIToken(user=user)["token"]} if user else {}
    answer = app.get(path, headers=headers)
    assert answer.status_code == 200, answer.status
    return str(answer.body)


class TestThePages:
    def test_the_page_of_the_resource_tells_an_officer_all_and_the_public_what_is_published(
        self, resource: dict[str, Any], app: Any
    ) -> None:
        address = f"/dataset/{resource['package_id']}/resource/{resource['id']}"
        for_officer, for_all = page(app, address, "agente"), page(app, address)
        assert "Historique des dépôts (3)" in for_officer
        assert "beaucoup.csv" in for_officer
        assert "Publier à nouveau" in for_officer
        assert "le portail" in for_officer
        assert "Historique des dépôts (2)" in for_all
        assert [word for word in ("beaucoup.csv", "Publier à nouveau", "le portail") if word in for_all] == []

    def test_a_long_history_has_pages(self, resource: dict[str, Any], app: Any) -> None:
        file = record.history(model.Session, resource["id"], None, 1, 0)[0].file
        failed = NewPublication(resource["id"], resource["package_id"], None, None, file, "failed")
        for _ in range(50):
            record.add(model.Session, failed)
        model.Session.commit()
        address = f"/publication/{resource['id']}/historique"
        first, second = page(app, address, "agente"), page(app, f"{address}?page=2", "agente")
        assert (first.count("<tr>"), second.count("<tr>")) == (51, 4)
        assert "page=2" in first
        assert ">1.csv<" in second
        assert "page=3" not in second

    def test_publishing_again_is_asked_first_and_done_by_a_form(self, resource: dict[str, Any], app: Any) -> None:
        first = history("agente", resource)[2]
        address = f"/publication/{first['id']}/republier"
        asked = page(app, address, "agente")
        assert "Publier à nouveau « 1.csv » ?" in asked
        assert "csrf" in asked
        assert len(history("agente", resource)) == 3
        headers = {"Authorization": factories.APIToken(user="agente")["token"]}
        assert app.post(address, headers=headers, follow_redirects=False).status_code == 302
        publication.publish_waiting()
        assert table(resource) == [1]

    def test_a_file_that_failed_on_our_side_can_be_published_even_after_a_later_one(
        self, resource: dict[str, Any], app: Any
    ) -> None:
        lost = record.history(model.Session, resource["id"], None, 1, 2)[0]
        failed = NewPublication(resource["id"], resource["package_id"], None, PROFILE, lost.file, "failed")
        failed_id = record.add(model.Session, failed)
        model.Session.commit()
        republish(id=lost.id)
        shown = page(app, f"/publication/{resource['id']}/historique", "agente")
        assert f"/publication/{failed_id}/republier" in shown
        assert republish(id=failed_id)["state"] == "published"

    def test_publishing_again_is_not_offered_to_others(self, resource: dict[str, Any], app: Any) -> None:
        first = history("agente", resource)[2]
        assert app.get(f"/publication/{first['id']}/republier", expect_errors=True).status_code == 404
        assert app.post(f"/publication/{first['id']}/republier", expect_errors=True).status_code in (400, 404)
        assert len(history("agente", resource)) == 3

    def test_a_file_that_waits_is_not_told_as_being_read(self, resource: dict[str, Any], act: Act, app: Any) -> None:
        act("resource_patch", id=resource["id"], upload=upload(3))
        shown = page(app, f"/publication/{resource['id']}/etat", "agente")
        assert "En attente" in shown
        assert "lignes lues" not in shown.split("<details")[0]

    def test_a_private_dataset_says_for_whom_its_table_is_published(
        self, resource: dict[str, Any], act: Act, app: Any
    ) -> None:
        act("package_patch", id=resource["package_id"], private=True)
        shown = page(app, f"/publication/{resource['id']}/etat", "agente")
        assert "pour votre organisation : jeu de données privé" in shown

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(None, "moins d'une seconde"), (0.04, "moins d'une seconde"), (12.3, "12 s"), (200, "3 min 20 s")],
    )
    def test_a_duration_is_never_nothing(self, app: Any, seconds: float | None, words: str) -> None:
        with app.flask_app.test_request_context(environ_overrides={"CKAN_LANG": "fr"}):
            assert tk.h.rouen_duration(seconds) == words
