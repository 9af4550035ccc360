"""A whole table as files: of one publication, typed, harmless in a spreadsheet, at an address that stays."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.rouen_municipalities.logic import export, publication
from ckanext.rouen_municipalities.logic.export import writing
from ckanext.rouen_municipalities.model import export as table
from ckanext.rouen_municipalities.store import export as store
from ckanext.rouen_municipalities.store import exporting, parquet
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.exporting import TableColumn
from rdflib import DCAT, DCTERMS, Graph
from werkzeug.datastructures import FileStorage

Act = Callable[..., Any]

HEADER = "nom;code;nombre;mesure;ouvert;jour;instant"
TYPED = f"""{HEADER}
Île ; l'été;01400;12;1250,5;oui;01/02/2026;2026-01-02T10:00:00+01:00
=1+1;00001;-3;-0,1;non;;
-5 degrés;00002;;;;;
"guillemets ""et""
retour";00003;4;5;oui;28/02/2026;2026-07-02T10:00:00+02:00
""".replace("Île ; l'été", '"Île ; l\'été"').encode()


@pytest.fixture(autouse=True)
def site_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "essai.json").write_text(
        """{"name": "essai/tout", "version": "1.0.0", "title": {"fr": "Tout", "en": "All"}, "fields": [
          {"name": "nom", "type": "string"}, {"name": "code", "type": "code"}, {"name": "nombre", "type": "integer"},
          {"name": "mesure", "type": "number"}, {"name": "ouvert", "type": "boolean"},
          {"name": "jour", "type": "date"}, {"name": "instant", "type": "datetime"}]}""",
        encoding="utf-8",
    )
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(tmp_path))


def numbered(version: int, rows: int = 2_000) -> bytes:
    """A file all of whose rows say which version they are of."""
    lines = "".join(f"v{version};{row:05};{row};{version};oui;;\n" for row in range(rows))
    return f"{HEADER}\n{lines}".encode()


@pytest.fixture
def publish(dataset: dict[str, Any], act: Act) -> Callable[[bytes], str]:
    """Publishes a file as the one resource of the dataset; gives the resource's id."""
    made: list[str] = []

    def to_resource(content: bytes) -> str:
        upload = FileStorage(stream=io.BytesIO(content), filename="tout.csv", name="upload")
        if made:
            act("resource_patch", id=made[0], upload=upload)
        else:
            values = {"package_id": dataset["id"], "name": "Tout", "profile": "essai/tout", "upload": upload}
            made.append(act("resource_create", **values)["id"])
        publication.publish_waiting()
        model.Session.rollback()
        return made[0]

    return to_resource


@pytest.fixture
def exported(publish: Callable[[bytes], str]) -> str:
    """A resource whose typed table is exported."""
    resource_id = publish(TYPED)
    assert export.write(resource_id)
    return resource_id


def get(app: Any, resource_id: str, file: str = "export.csv", **headers: str) -> Any:
    return app.get(f"/dataset/equipements/resource/{resource_id}/{file}", headers=headers)


def listed(resource_id: str) -> list[dict[str, Any]]:
    return helpers.call_action("rouen_export_list", context={"ignore_auth": True}, resource_id=resource_id)


def test_the_csv_holds_every_row_in_order_for_programs(exported: str, app: Any) -> None:
    rows = list(csv.reader(io.StringIO(get(app, exported).data.decode("utf-8"))))
    assert rows == [
        ["nom", "code", "nombre", "mesure", "ouvert", "jour", "instant"],
        ["Île ; l'été", "01400", "12", "1250.5", "true", "2026-02-01", "2026-01-02T09:00:00+00:00"],
        ["'=1+1", "00001", "-3", "-0.1", "false", "", ""],
        ["'-5 degrés", "00002", "", "", "", "", ""],
        ['guillemets "et"\nretour', "00003", "4", "5", "true", "2026-02-28", "2026-07-02T08:00:00+00:00"],
    ]


def test_the_csv_for_excel_is_written_as_excel_reads_it_in_french(exported: str, app: Any) -> None:
    content = get(app, exported, "export-excel.csv").data
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["Île ; l'été", "01400", "12", "1250,5", "VRAI", "2026-02-01", "2026-01-02 10:00:00"]
    assert rows[2][0] == "'=1+1"
    assert rows[4][6] == "2026-07-02 10:00:00"


def test_the_parquet_holds_types_and_the_text_as_it_was(exported: str, app: Any, tmp_path: Path) -> None:
    (tmp_path / "tout.parquet").write_bytes(get(app, exported, "export.parquet").data)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{tmp_path}/tout.parquet'")
        types = [column[1] for column in found.description or []]
        rows = found.fetchall()
    assert [str(kind) for kind in types] == [
        "VARCHAR", "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["Île ; l'été", "=1+1", "-5 degrés", 'guillemets "et"\nretour']
    assert rows[1][1:] == ("00001", -3, -0.1, False, None, None)
    assert rows[0][6].isoformat() == "2026-01-02T09:00:00+00:00"


def test_the_address_stays_and_its_etag_tells_the_data(exported: str, publish: Act, app: Any) -> None:
    first = get(app, exported)
    assert first.headers["Content-Disposition"] == "attachment; filename=tout.csv"
    assert first.headers["X-Rouen-Current"] == "true"
    assert first.headers["Content-Type"] == "text/csv; charset=utf-8"
    same = get(app, exported, **{"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    publish(numbered(1))
    export.write(exported)
    other = get(app, exported, **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert other.headers["ETag"] != first.headers["ETag"]


def test_a_download_is_taken_up_where_it_was_cut(exported: str, app: Any) -> None:
    whole = get(app, exported)
    rest = get(app, exported, Range="bytes=20-", **{"If-Range": whole.headers["ETag"]})
    assert rest.status_code == 206
    assert rest.data == whole.data[20:]
    assert get(app, exported, Range="bytes=20-", **{"If-Range": '"autre"'}).status_code == 200


def test_the_files_are_listed_with_size_rows_and_address(exported: str, app: Any) -> None:
    found = {entry["format"]: entry for entry in listed(exported)}
    assert list(found) == ["csv", "csv-excel", "parquet"]
    assert {entry["rows"] for entry in found.values()} == {4}
    assert found["csv"]["url"].endswith(f"/resource/{exported}/export.csv")
    assert found["csv"]["bytes"] == len(get(app, exported).data)
    page = app.get(f"/dataset/equipements/resource/{exported}").body
    assert all(entry["url"] in page for entry in found.values())
    assert "/datastore/dump" not in page


def test_harvesters_find_the_whole_table_beside_the_file(exported: str, app: Any) -> None:
    graph = Graph().parse(data=app.get("/catalog.ttl").body, format="turtle")
    addresses = {str(address): ref for ref, address in graph.subject_objects(DCAT.downloadURL)}
    files = {entry["format"]: entry for entry in listed(exported)}
    for name in ("csv", "parquet"):
        ref = addresses[files[name]["url"]]
        assert (None, DCAT.distribution, ref) in graph
        assert int(str(graph.value(ref, DCAT.byteSize))) == files[name]["bytes"]
        assert graph.value(ref, DCTERMS.license)
    assert files["csv-excel"]["url"] not in addresses


def test_until_the_new_files_are_written_the_former_ones_are_offered_and_it_is_said(
    exported: str, publish: Act, app: Any
) -> None:
    before = get(app, exported).data
    publish(numbered(1))
    assert not any(entry["current"] for entry in listed(exported))
    former = get(app, exported)
    assert (former.data, former.headers["X-Rouen-Current"]) == (before, "false")
    assert "La table vient de changer" in app.get(f"/dataset/equipements/resource/{exported}").body
    export.sweep()
    assert store.missing() == [exported]
    export.write(exported)
    assert store.missing() == []
    assert all(entry["current"] for entry in listed(exported))
    assert get(app, exported).data != before


def test_before_the_first_files_one_is_asked_to_come_back(publish: Act, app: Any) -> None:
    resource_id = publish(TYPED)
    answer = get(app, resource_id)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "se préparent" in app.get(f"/dataset/equipements/resource/{resource_id}").body


def test_the_same_file_again_leaves_its_exports_current(exported: str, publish: Act) -> None:
    publish(TYPED)
    assert all(entry["current"] for entry in listed(exported))
    assert store.missing() == []


def test_a_private_table_is_exported_for_its_members_only(
    exported: str, dataset: dict[str, Any], act: Act, app: Any
) -> None:
    act("package_patch", id=dataset["id"], private=True)
    assert get(app, exported).status_code == 404
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("rouen_export_list", context={"user": "", "ignore_auth": False}, resource_id=exported)
    officer = {"user": "agente", "ignore_auth": False}
    assert helpers.call_action("rouen_export_list", context=officer, resource_id=exported)


def test_a_resource_is_found_under_its_own_dataset_only(
    exported: str, commune: dict[str, Any], new_dataset: Act, app: Any
) -> None:
    new_dataset(name="autre", owner_org=commune["id"])
    assert app.get(f"/dataset/autre/resource/{exported}/export.csv").status_code == 404
    assert app.get(f"/dataset/equipements/resource/{exported}/export.exe").status_code == 404
    assert app.get("/dataset/equipements/resource/nulle/export.csv").status_code == 404


def test_what_is_no_longer_current_is_removed_after_a_while_and_not_before(exported: str, publish: Act) -> None:
    [former] = [store.path_of(entry["sha256"]) for entry in listed(exported) if entry["format"] == "csv"]
    publish(numbered(1))
    export.write(exported)
    export.sweep()
    assert former.exists()
    store.remove_old(timedelta(0))
    assert not former.exists()
    assert all(store.path_of(entry["sha256"]).exists() for entry in listed(exported))


def test_the_exports_of_a_dataset_that_is_gone_are_removed(exported: str, dataset: dict[str, Any], act: Act) -> None:
    files = [store.path_of(entry["sha256"]) for entry in listed(exported)]
    act("package_delete", id=dataset["id"])
    store.remove_old(timedelta(hours=1))
    assert all(file.exists() for file in files)
    store.remove_old(timedelta(0))
    assert not any(file.exists() for file in files)


def test_a_file_that_is_lost_is_written_again(exported: str, app: Any) -> None:
    [lost] = [store.path_of(entry["sha256"]) for entry in listed(exported) if entry["format"] == "csv"]
    before = lost.read_bytes()
    lost.unlink()
    assert get(app, exported).status_code == 503
    store.remove_old(timedelta(hours=1))
    export.write(exported)
    assert get(app, exported).data == before


def test_what_a_killed_writer_left_is_removed_once_it_is_surely_dead() -> None:
    with store.workplace() as folder:
        (folder / "lines").write_text("1,2")
        store.remove_abandoned(timedelta(hours=1))
        assert folder.exists()
        store.remove_abandoned(timedelta(seconds=-1))
        assert not folder.exists()
        folder.mkdir()


def test_a_table_that_is_too_long_for_excel_has_no_file_for_it(
    publish: Act, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EXCEL_ROWS", 1_999)
    resource_id = publish(numbered(1, rows=2_000))
    export.write(resource_id)
    assert [entry["format"] for entry in listed(resource_id)] == ["csv", "parquet"]
    assert "Excel" in get(app, resource_id, "export-excel.csv").body


@contextmanager
def swapping(publish: Act, resource_id: str) -> Iterator[list[int]]:
    """Publishes one version after the other until the block is over; gives the list of them, which grows."""
    over, versions = threading.Event(), [1]

    def loop() -> None:
        while not over.is_set():
            versions.append(versions[-1] + 1)
            with_context(publish, numbered(versions[-1]))

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield versions
    finally:
        over.set()
        thread.join()


def with_context(publish: Act, content: bytes) -> None:
    from ckan.tests.helpers import _get_test_app  # noqa: PLC0415

    with _get_test_app().flask_app.test_request_context():
        publish(content)
        model.Session.remove()


def test_exports_that_are_written_during_swaps_never_mix_two_versions(publish: Act) -> None:
    resource_id = publish(numbered(1))
    written: list[str] = []
    with swapping(publish, resource_id) as versions:
        while len(versions) < 6 or len(written) < 3:
            publication_id = export.write(resource_id)
            if publication_id is None:
                continue
            written.append(publication_id)
            with record.transaction() as connection:
                entries = connection.execute(
                    sa.select(table.c.format, table.c.sha256).where(table.c.publication_id == publication_id)
                )
                files = {row.format: store.path_of(row.sha256) for row in entries}
                found = record.show(connection, publication_id)
            rows = files["csv"].read_text().splitlines()[1:]
            assert len(rows) == 2_000
            assert len({row.split(",")[0] for row in rows}) == 1
            version = int(rows[0].split(",")[3])
            assert found is not None
            assert found.file.bytes == len(numbered(version))
            with duckdb.connect() as reader:
                query = f"SELECT count(*), min(nom), max(nom) FROM read_parquet('{files['parquet']}')"
                assert reader.execute(query).fetchone() == (2_000, f"v{version}", f"v{version}")
    assert len(set(written)) > 1


def test_an_export_gives_way_to_a_new_table(exported: str) -> None:
    """A long read of a large table would keep the new one waiting, and fail it in the end."""
    locked = threading.Event()

    def take() -> None:
        with get_write_engine().begin() as connection:
            connection.execute(sa.text(f'LOCK TABLE "{exported}" IN ACCESS EXCLUSIVE MODE'))
            locked.set()

    thread = threading.Thread(target=take)
    with pytest.raises(exporting.Yielded), exporting.snapshot(exported) as held:
        thread.start()
        with Path("/dev/null").open("wb") as nowhere:
            while True:
                held.csv(nowhere)
    assert locked.wait(10)
    thread.join()
    assert export.write(exported)


def test_a_parquet_of_more_lines_than_fit_into_memory_holds_them_all(tmp_path: Path) -> None:
    lines, target = tmp_path / "lines.csv", tmp_path / "table.parquet"
    with lines.open("w", encoding="utf-8") as stream:
        stream.write("_id,texte\n")
        stream.writelines(f"{number},{'x' * 200}\n" for number in range(1_400_000))
    parquet.write(lines, [TableColumn("_id", "bigint"), TableColumn("texte", "text")], target)
    query = f"SELECT count(*), sum(_id), min(length(texte)) FROM '{target}'"
    assert duckdb.sql(query).fetchall() == [(1_400_000, 1_400_000 * 1_399_999 // 2, 200)]
