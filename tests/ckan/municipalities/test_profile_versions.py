"""A resource that names a version of a profile is checked by that version, wherever the newer ones come from."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.store import publication as record
from remote_server import Remote, remote_server
from werkzeug.datastructures import FileStorage

GOOD = b"NOM\nSaint-Marc\n"


def schema(version: str, *columns: str) -> dict[str, Any]:
    return {
        "name": "marches",
        "version": version,
        "title": "Marchés",
        "fields": [{"name": column, "type": "string", "constraints": {"required": True}} for column in columns],
    }


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    """A server with an index of three versions: a schema, what is none, and one that is not there."""
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.fetch_networks", "127.0.0.0/8")
    with remote_server() as remote:
        versions = [
            {"version_name": version, "schema_url": remote.url(f"/{version}.json")}
            for version in ("1.0.0", "2.0.0", "3.0.0")
        ]
        index = {"schemas": [{"name": "scdl/marches", "schema_type": "tableschema", "versions": versions}]}
        address = remote.gives(json.dumps(index).encode(), "/index.json")
        remote.gives(json.dumps(schema("v1.0.0", "NOM")).encode(), "/1.0.0.json")
        remote.gives(b"<html>", "/2.0.0.json")
        monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.schemas_index", address)
        yield remote


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site's folder of schemas, with one of its own."""
    write(tmp_path, "1.0.0", "NOM")
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.schemas_folder", str(tmp_path))
    return tmp_path


def write(folder: Path, version: str, *columns: str) -> None:
    content = schema(version, *columns) | {"homepage": "https://example.org/scdl/marches"}
    (folder / f"marches-{version}.json").write_text(json.dumps(content), encoding="utf-8")


def deposit(dataset: dict[str, Any], profile: str, content: bytes = GOOD) -> dict[str, Any]:
    upload = FileStorage(stream=io.BytesIO(content), filename="marches.csv", name="upload")
    return helpers.call_action(
        "resource_create",
        context={"user": "agente", "ignore_auth": False},
        package_id=dataset["id"],
        name="Marchés",
        profile=profile,
        upload=upload,
    )


def worked(resource: dict[str, Any]) -> dict[str, Any]:
    publication.publish_waiting()
    context = {"user": "agente", "ignore_auth": False}
    return helpers.call_action("rouen_publication_show", context=context, resource_id=resource["id"])


def redeposited(resource: dict[str, Any], content: bytes) -> dict[str, Any]:
    upload = FileStorage(stream=io.BytesIO(content), filename="marches.csv", name="upload")
    context = {"user": "agente", "ignore_auth": False}
    helpers.call_action("resource_patch", context=context, id=resource["id"], upload=upload)
    return worked(resource)


class TestASchemaOfTheFolder:
    def test_is_named_with_its_version_even_when_the_officer_gives_none(
        self, dataset: dict[str, Any], folder: Path
    ) -> None:
        resource = deposit(dataset, "scdl/marches")
        assert resource["profile"] == "scdl/marches@1.0.0"
        assert worked(resource)["state"] == "published"

    def test_goes_on_checking_its_resources_after_a_newer_one_came(self, dataset: dict[str, Any], folder: Path) -> None:
        resource = deposit(dataset, "scdl/marches")
        worked(resource)
        write(folder, "1.10.0", "NOM", "JOUR")
        assert helpers.call_action("rouen_profile_show", name="scdl/marches")["version"] == "1.10.0"
        done = redeposited(resource, GOOD + b"Clos\n")
        assert (done["state"], done["profile_version"], done["rows"]) == ("published", "1.0.0", 2)

    def test_goes_on_when_its_file_was_changed_or_removed(self, dataset: dict[str, Any], folder: Path) -> None:
        resource = deposit(dataset, "scdl/marches@1.0.0")
        worked(resource)
        write(folder, "1.0.0", "NOM", "JOUR")
        assert redeposited(resource, GOOD + b"Clos\n")["state"] == "published"
        (folder / "marches-1.0.0.json").unlink()
        assert redeposited(resource, GOOD + b"Clos\nNeuf\n")["rows"] == 3

    def test_is_found_by_readers_of_tables_under_its_name_alone(self, dataset: dict[str, Any], folder: Path) -> None:
        resource = deposit(dataset, "scdl/marches")
        worked(resource)
        (table,) = record.published_tables("scdl/marches")
        assert (table.resource_id, table.profile) == (resource["id"], "scdl/marches")


class TestASchemaOfTheIndex:
    def test_is_fetched_once_and_then_needs_no_server(self, dataset: dict[str, Any], server: Remote) -> None:
        resource = deposit(dataset, "scdl/marches@1.0.0")
        assert worked(resource)["state"] == "published"
        assert [path for path, _ in server.asked] == ["/index.json", "/1.0.0.json"]
        server.answers.clear()
        assert redeposited(resource, GOOD + b"Clos\n")["rows"] == 2
        assert worked(deposit(dataset, "scdl/marches@1.0.0"))["state"] == "published"
        assert "scdl/marches" in {profile["name"] for profile in helpers.call_action("rouen_profile_list")}
        assert len(server.asked) == 2

    @pytest.mark.parametrize(
        ("profile", "words"),
        [
            ("scdl/marches@2.0.0", "n'est pas un schéma de table"),
            ("scdl/marches@3.0.0", "404"),
            ("scdl/marches@9.9.9", "Modèle inconnu"),
            ("scdl/absent", "Modèle inconnu"),
        ],
    )
    def test_is_refused_with_the_reason_when_it_cannot_be_had(
        self, dataset: dict[str, Any], server: Remote, profile: str, words: str
    ) -> None:
        with pytest.raises(tk.ValidationError) as refusal:
            deposit(dataset, profile)
        assert words in str(refusal.value.error_dict)


def test_a_schema_behind_the_walls_is_not_fetched(
    dataset: dict[str, Any], server: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.fetch_networks", "")
    with pytest.raises(tk.ValidationError, match="publique"):
        deposit(dataset, "scdl/marches@1.0.0")
    assert server.asked == []


def test_a_schema_can_be_fetched_at_the_command_line_beforehand(empty_portal: None, server: Remote, cli: Any) -> None:
    done = cli.invoke(ckan, ["rouen", "schema", "scdl/marches@1.0.0"])
    assert done.exit_code == 0
    assert "scdl/marches 1.0.0 : 1 colonnes" in done.output
    refused = cli.invoke(ckan, ["rouen", "schema", "scdl/marches@2.0.0"])
    assert refused.exit_code == 1
    assert helpers.call_action("rouen_profile_show", name="scdl/marches")["version"] == "1.0.0"


def test_a_profile_of_the_site_may_be_named_with_its_version_too(
    dataset: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "essai.json"
    own.write_text(json.dumps(schema("1.0.0", "NOM") | {"name": "essai/marches"}), encoding="utf-8")
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(tmp_path))
    pinned, following = deposit(dataset, "essai/marches@1.0.0"), deposit(dataset, "essai/marches")
    assert {worked(pinned)["state"], worked(following)["state"]} == {"published"}
    own.write_text(json.dumps(schema("1.1.0", "NOM", "JOUR") | {"name": "essai/marches"}), encoding="utf-8")
    assert redeposited(pinned, GOOD + b"Clos\n")["state"] == "published"
    assert redeposited(following, GOOD + b"Clos\n")["state"] == "refused"
