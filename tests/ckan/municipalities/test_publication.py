"""An officer's file goes in and becomes a typed table, or comes back with what is wrong; never half."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.cli.cli import ckan
from ckan.lib.uploader import ResourceUpload
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.store import acceptance, datastore, staging
from werkzeug.datastructures import FileStorage

GOOD = (
    "nom;code_postal;ouverture;surface_m2\n"
    "Piscine de l'Île;76350;01/02/2026;1 250,5\n"
    "Médiathèque;01400;28/02/2026;300\n"
).encode("cp1252")
BAD_DATE = GOOD.replace(b"28/02/2026", b"31/02/2026")


def upload(content: bytes, name: str = "equipements.csv") -> FileStorage:
    return FileStorage(stream=io.BytesIO(content), filename=name, name="upload")


@pytest.fixture(autouse=True)
def site_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile of the site, as a folder of descriptors gives it."""
    (tmp_path / "essai.json").write_text(
        """{"name": "essai/equipements", "version": "1.0.0", "title": {"fr": "Équipements", "en": "Facilities"},
        "fields": [
          {"name": "nom", "type": "string", "title": {"fr": "Nom", "en": "Name"}, "constraints": {"required": true}},
          {"name": "code_postal", "type": "code", "constraints": {"pattern": "[0-9]{5}"}},
          {"name": "ouverture", "type": "date"},
          {"name": "surface_m2", "type": "number", "unit": "m2"}],
        "primaryKey": ["nom"], "publication": {"fullText": true, "indexes": [["code_postal"]]}}""",
        encoding="utf-8",
    )
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(tmp_path))


def deposit(dataset: dict[str, Any], content: bytes, **values: Any) -> dict[str, Any]:
    """Upload a file as the officer does."""
    return helpers.call_action(
        "resource_create",
        context={"user": "agente", "ignore_auth": False},
        package_id=dataset["id"],
        profile="essai/equipements",
        format="CSV",
        upload=upload(content),
        **{"name": "Équipements", **values},
    )


def act(action: str, **data: Any) -> Any:
    """An action as the portal itself calls it."""
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


def redeposit(resource: dict[str, Any], content: bytes, name: str = "equipements-2.csv") -> None:
    act("resource_patch", id=resource["id"], upload=upload(content, name))


def work() -> None:
    """What the worker does with everything that waits."""
    publication.publish_waiting()


def state(resource: dict[str, Any]) -> dict[str, Any]:
    return helpers.call_action(
        "rouen_publication_show", context={"ignore_auth": False, "user": "agente"}, resource_id=resource["id"]
    )


def records(resource: dict[str, Any]) -> list[dict[str, Any]]:
    found = helpers.call_action("datastore_search", resource_id=resource["id"])["records"]
    return [{key: value for key, value in row.items() if key != "_id"} for row in found]


def table_file(resource: dict[str, Any]) -> int:
    """The file in which PostgreSQL keeps the table: another one for every load."""
    with datastore.reading() as connection:
        query = sa.text("SELECT relfilenode FROM pg_class WHERE relname = :name")
        return int(connection.execute(query, {"name": resource["id"]}).scalar_one())


def indexes(resource: dict[str, Any]) -> list[str]:
    """How the table is indexed."""
    with datastore.reading() as connection:
        query = sa.text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = :name")
        found = connection.execute(query, {"name": resource["id"]}).scalars()
        return sorted(text.rpartition("USING ")[2] for text in found)


def listed(app: Any, dataset: dict[str, Any], **options: Any) -> list[str]:
    """The files that the page of a dataset lists."""
    page = BeautifulSoup(app.get(f"/dataset/{dataset['name']}", **options).body, "html.parser")
    return [item["data-id"] for item in page.select("#dataset-resources .resource-item-row")]


def downloaded(app: Any, resource: dict[str, Any]) -> bytes:
    url = f"/dataset/{resource['package_id']}/resource/{resource['id']}/download/x.csv"
    return app.get(url).data


class TestAGoodFile:
    def test_is_pending_as_soon_as_it_is_saved_and_not_yet_downloadable(
        self, dataset: dict[str, Any], app: Any
    ) -> None:
        resource = deposit(dataset, GOOD)
        assert state(resource)["state"] == "pending"
        url = f"/dataset/{dataset['id']}/resource/{resource['id']}/download/x.csv"
        assert app.get(url, expect_errors=True).status_code == 404

    def test_becomes_a_typed_table(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        shown = state(resource)
        assert (shown["state"], shown["rows"], shown["columns"]) == ("published", 2, 4)
        assert shown["file"]["encoding"].lower().replace("-", "") in ("cp1252", "windows1252")
        assert shown["file"]["delimiter"] == ";"
        assert records(resource) == [
            {"nom": "Piscine de l'Île", "code_postal": "76350", "ouverture": "2026-02-01", "surface_m2": 1250.5},
            {"nom": "Médiathèque", "code_postal": "01400", "ouverture": "2026-02-28", "surface_m2": 300},
        ]

    def test_is_indexed_as_its_profile_says_once_it_is_in_place(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        resource = deposit(dataset, GOOD)
        with monkeypatch.context() as patch:
            patch.setattr("ckanext.rouen_municipalities.logic.publication.running.announce_changes", lambda _: None)
            work()
        assert (state(resource)["state"], indexes(resource)) == ("published", ["btree (_id)"])
        publication.sweep()
        publication.sweep()
        assert indexes(resource) == ["btree (_id)", "btree (code_postal)"]

    def test_that_replaces_another_is_indexed_too(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        redeposit(resource, GOOD.replace(b"300", b"301"))
        work()
        assert indexes(resource) == ["btree (_id)", "btree (code_postal)"]

    def test_of_another_format_changes_the_format_that_is_shown_once_it_is_accepted(
        self, dataset: dict[str, Any]
    ) -> None:
        resource = deposit(dataset, GOOD)
        work()
        redeposit(resource, GOOD.replace(b";", b"\t"), "equipements.tsv")
        assert helpers.call_action("resource_show", id=resource["id"])["format"] == "CSV"
        work()
        assert helpers.call_action("resource_show", id=resource["id"])["format"] == "TSV"

    def test_is_found_by_words_and_described_by_the_data_dictionary(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        found = helpers.call_action("datastore_search", resource_id=resource["id"], q="Médiathèque")
        assert found["total"] == 1
        fields = {field["id"]: field for field in helpers.call_action("datastore_info", id=resource["id"])["fields"]}
        assert fields["nom"]["info"]["label"] == "Nom"
        assert fields["surface_m2"]["info"]["unit"] == "m2"

    def test_is_what_the_public_downloads_byte_for_byte(self, dataset: dict[str, Any], app: Any) -> None:
        resource = deposit(dataset, GOOD)
        work()
        assert downloaded(app, resource) == GOOD

    def test_has_a_table_view_and_the_flag_of_ckan(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        shown = helpers.call_action("resource_show", id=resource["id"])
        assert shown["datastore_active"] is True
        assert shown["hash"] == state(resource)["file"]["sha256"]
        views = helpers.call_action("resource_view_list", id=resource["id"])
        assert "datatables_view" in {view["view_type"] for view in views}

    def test_sent_twice_is_loaded_once(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        loaded = table_file(resource)
        changed = helpers.call_action("resource_show", id=resource["id"])["last_modified"]
        redeposit(resource, GOOD)
        work()
        assert (state(resource)["state"], state(resource)["reason"]) == ("published", "identical")
        assert table_file(resource) == loaded
        assert helpers.call_action("resource_show", id=resource["id"])["last_modified"] == changed

    def test_replaces_the_one_before(self, dataset: dict[str, Any], app: Any) -> None:
        resource = deposit(dataset, GOOD)
        work()
        newer = GOOD.replace(b"300", b"301")
        redeposit(resource, newer)
        work()
        assert [row["surface_m2"] for row in records(resource)] == [1250.5, 301]
        assert downloaded(app, resource) == newer

    def test_can_be_searched_by_the_public(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        found = helpers.call_action(
            "datastore_search", context={"user": "", "ignore_auth": False}, resource_id=resource["id"]
        )
        assert found["total"] == 2


class TestABadFile:
    def test_is_refused_with_line_column_value_and_reason(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, BAD_DATE)
        work()
        shown = state(resource)
        assert (shown["state"], shown["report"]["errors"]) == ("refused", 1)
        issue = shown["report"]["issues"][0]
        assert (issue["line"], issue["column"], issue["value"]) == (3, "ouverture", "31/02/2026")
        assert issue["message"]

    def test_is_no_file_of_its_dataset_for_the_public_when_it_was_the_first(
        self, dataset: dict[str, Any], app: Any
    ) -> None:
        resource = deposit(dataset, BAD_DATE)
        work()
        editor = {"Authorization": factories.APIToken(user="agente")["token"]}
        assert (listed(app, dataset), listed(app, dataset, headers=editor)) == ([], [resource["id"]])
        redeposit(resource, GOOD)
        work()
        assert listed(app, dataset) == [resource["id"]]

    def test_changes_neither_table_nor_download_nor_date(self, dataset: dict[str, Any], app: Any) -> None:
        resource = deposit(dataset, GOOD)
        work()
        before = helpers.call_action("resource_show", id=resource["id"])
        table = records(resource)
        redeposit(resource, BAD_DATE)
        work()
        after = helpers.call_action("resource_show", id=resource["id"])
        assert state(resource)["state"] == "refused"
        assert records(resource) == table
        assert downloaded(app, resource) == GOOD
        kept = ("url", "size", "last_modified", "hash", "mimetype", "datastore_active")
        assert {key: after.get(key) for key in kept} == {key: before.get(key) for key in kept}

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            b"nom;code_postal\nA;76000\x00\n",
            "nom;code_postal\nÉ;76000\n".encode("utf-16-le"),
            b"inconnu;autre\n1;2\n",
            GOOD.replace(b"76350", b"7635"),
            GOOD.replace(b"76350", b"1400"),
            GOOD.replace(b"1 250,5", b"NaN"),
            GOOD + GOOD.split(b"\n")[1] + b"\n",
            b"PK\x03\x04" + b"\x00" * 60,
        ],
        ids=[
            "empty",
            "image",
            "nul",
            "utf-16 without mark",
            "unknown header",
            "short code",
            "lost zero",
            "not a number",
            "repeated key",
            "archive",
        ],
    )
    def test_of_any_kind_is_refused_by_name(self, dataset: dict[str, Any], content: bytes) -> None:
        resource = deposit(dataset, content)
        work()
        shown = state(resource)
        assert shown["state"] == "refused"
        assert shown["report"]["by_rule"]
        assert datastore.ledger(resource["id"]) is None

    def test_is_a_secret_between_the_portal_and_its_editors(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, BAD_DATE)
        work()
        anonymous = {"user": "", "ignore_auth": False}
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("rouen_publication_show", context=dict(anonymous), resource_id=resource["id"])
        assert helpers.call_action("rouen_publication_list", context=dict(anonymous), resource_id=resource["id"]) == []

    def test_of_an_unknown_profile_is_not_accepted_by_the_form(self, dataset: dict[str, Any]) -> None:
        with pytest.raises(tk.ValidationError):
            act("resource_create", package_id=dataset["id"], name="x", profile="n/existe-pas", upload=upload(GOOD))


    def test_counts_every_repeated_key_and_keeps_the_first_ten_thousand(self, dataset: dict[str, Any]) -> None:
        line = b"Piscine;76350;01/02/2026;1\n"
        resource = deposit(dataset, GOOD.splitlines(keepends=True)[0] + 10_003 * line)
        work()
        report = state(resource)["report"]
        assert (report["errors"], report["complete"]) == (10_002, False)
        assert [(rule["rule"], rule["count"]) for rule in report["by_rule"]] == [("unique", 10_002)]
        assert [issue["line"] for issue in report["issues"]] == list(range(3, 10_003))


class TestOrder:
    def test_of_several_waiting_files_the_last_one_wins(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        for surface in (b"301", b"302", b"303"):
            redeposit(resource, GOOD.replace(b"300", surface))
        work()
        history = helpers.call_action("rouen_publication_list", resource_id=resource["id"])
        assert [item["state"] for item in history] == ["published", "superseded", "superseded", "superseded"]
        assert records(resource)[1]["surface_m2"] == 303

    def test_an_older_publication_that_wakes_late_never_replaces_a_newer_one(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        entry = datastore.ledger(resource["id"])
        assert entry is not None
        older = datastore.LedgerEntry(resource["id"], "older", entry.publication_seq - 1, "x", 0)
        with pytest.raises(datastore.Fenced), datastore.writing() as connection:
            staging.create(connection, "p_0", [staging.Column("nom", "text", {})])
            staging.finish(connection, "p_0")
            datastore.swap(connection, "p_0", older, {})
        assert len(records(resource)) == 2


class TestAfterADeath:
    def test_a_worker_that_dies_before_the_swap_leaves_the_old_table_and_the_next_one_finishes(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        resource = deposit(dataset, GOOD)
        work()
        redeposit(resource, GOOD.replace(b"300", b"301"))

        def die(*_: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(datastore, "swap", die)
            with pytest.raises(KeyboardInterrupt):
                work()
        assert records(resource)[1]["surface_m2"] == 300
        expire_leases()
        work()
        assert records(resource)[1]["surface_m2"] == 301

    def test_a_worker_that_dies_after_the_swap_is_finished_forward(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        resource = deposit(dataset, GOOD)

        def die(*_: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(acceptance, "accept_file", die)
            with pytest.raises(KeyboardInterrupt):
                work()
        swapped = datastore.ledger(resource["id"])
        assert swapped is not None
        assert state(resource)["state"] == "running"
        expire_leases()
        work()
        assert state(resource)["state"] == "published"
        assert state(resource)["rows"] == 2
        assert datastore.ledger(resource["id"]) == swapped


def expire_leases() -> None:
    """As if the time of a lease had gone by."""
    with model.meta.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE rouen_publication SET lease_until = now() - interval '1 s' WHERE state = 'running'")
        )


class TestTheRecord:
    def test_a_final_publication_is_never_changed_nor_deleted(self, dataset: dict[str, Any]) -> None:
        deposit(dataset, GOOD)
        work()
        for statement in ("UPDATE rouen_publication SET rows = 0", "DELETE FROM rouen_publication"):
            with pytest.raises(sa.exc.DBAPIError), model.meta.engine.begin() as connection:
                connection.execute(sa.text(statement))

    def test_a_resource_that_is_gone_loses_its_table(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        act("resource_delete", id=resource["id"])
        publication.sweep()
        assert datastore.ledger(resource["id"]) is None
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("datastore_search", resource_id=resource["id"])

    def test_the_flag_that_a_stale_save_forgets_is_set_again(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        stale = helpers.call_action("package_show", id=dataset["id"])
        for item in stale["resources"]:
            item.pop("datastore_active", None)
        act("package_update", **stale)
        publication.sweep()
        assert helpers.call_action("resource_show", id=resource["id"])["datastore_active"] is True

    def test_a_retry_is_a_publication_of_its_own(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, BAD_DATE)
        work()
        act("rouen_publication_retry", resource_id=resource["id"])
        work()
        history = helpers.call_action("rouen_publication_list", resource_id=resource["id"])
        assert [item["state"] for item in history] == ["refused", "refused"]

    def test_a_save_without_upload_publishes_nothing(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        act("resource_patch", id=resource["id"], description="Une précision.")
        assert len(helpers.call_action("rouen_publication_list", resource_id=resource["id"])) == 1


class TestWhoMay:
    def test_nobody_writes_to_a_published_table_past_the_publication(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, GOOD)
        work()
        with pytest.raises(tk.ValidationError):
            helpers.call_action(
                "datastore_upsert", resource_id=resource["id"], force=True, method="insert", records=[{"nom": "X"}]
            )
        with pytest.raises(tk.ValidationError):
            helpers.call_action("datastore_delete", resource_id=resource["id"], force=True)

    def test_an_outsider_can_neither_retry_nor_check(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, BAD_DATE)
        outsider = factories.User()
        context = {"user": outsider["name"], "ignore_auth": False}
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("rouen_publication_retry", context=dict(context), resource_id=resource["id"])
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("rouen_publication_check", context=dict(context), resource_id=resource["id"])


class TestADryRun:
    def test_reports_and_publishes_nothing(self, dataset: dict[str, Any]) -> None:
        report = helpers.call_action("rouen_publication_check", upload=upload(BAD_DATE), profile="essai/equipements")
        assert report["errors"] == 1
        with datastore.reading() as connection:
            tables = connection.execute(sa.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar()
        assert tables == 0


class TestTheCommandLine:
    def test_publishes_a_file(self, dataset: dict[str, Any], cli: Any, tmp_path: Path) -> None:
        file = tmp_path / "equipements.csv"
        file.write_bytes(GOOD)
        result = cli.invoke(
            ckan,
            ["rouen", "publish", str(file), "--dataset", "equipements", "--profile", "essai/equipements"],
        )
        assert result.exit_code == 0, result.output
        assert "2 lignes" in result.output

    def test_exits_1_with_the_report_of_a_refused_file(self, dataset: dict[str, Any], cli: Any, tmp_path: Path) -> None:
        file = tmp_path / "equipements.csv"
        file.write_bytes(BAD_DATE)
        result = cli.invoke(
            ckan,
            ["rouen", "publish", str(file), "--dataset", "equipements", "--profile", "essai/equipements"],
        )
        assert result.exit_code == 1
        assert "31/02/2026" in result.output


class TestAPortalThatWasThereBefore:
    def test_keeps_serving_the_files_that_ckan_stored_itself(self, dataset: dict[str, Any], app: Any) -> None:
        resource = act("resource_create", package_id=dataset["id"], name="Ancien", url="ancien.csv", url_type="upload")
        stored = Path(ResourceUpload({}).get_path(resource["id"]))
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_bytes(b"un fichier d'avant")
        assert downloaded(app, resource) == b"un fichier d'avant"

    def test_accepts_a_file_without_a_profile_as_it_comes(self, dataset: dict[str, Any], app: Any) -> None:
        resource = act("resource_create", package_id=dataset["id"], name="Plan", upload=upload(b"%PDF-1.4", "plan.pdf"))
        assert downloaded(app, resource) == b"%PDF-1.4"
        assert state(resource)["state"] == "published"
        assert helpers.call_action("resource_show", id=resource["id"])["last_modified"]
