"""What happened to the files of a resource: kept for ever, told to each what is for them, and done again on demand."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
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
        assert "issues" not in refused["report"]
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
