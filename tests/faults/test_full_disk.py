"""A disk is full: who sends a file is told so in words, nothing changes, and it works again when there is room."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import counts
import pytest
from backstage import Backstage
from bs4 import BeautifulSoup
from horses import stable
from machine import postgres
from outside import Portal, Refused
from published_table import Table
from small_disk import MEBIBYTE, NoSmallDisk, SmallDisk, small_disk

OLD = counts.content(3, 1)
#: a file of 1 MB, whose table takes twice as much
LARGE = counts.content(25_000, 2)


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """A disk of 16 MB."""
    try:
        with small_disk(16) as found:
            yield found
    except NoSmallDisk as error:
        pytest.skip(f"no small disk can be mounted here: {error}")


def test_a_table_without_room_fails_in_words_and_is_published_when_there_is_room(
    backstage: Backstage, table: Table, disk: SmallDisk, portal: Portal
) -> None:
    with (
        backstage.without("scheduler", "worker"),
        backstage.configured({"publication_attempts": 1}),
        tables_on(backstage, disk),
        stable(backstage) as found,
    ):
        disk.fill(left=MEBIBYTE // 2)
        failed = table.send(LARGE)
        found.finish("run", failed)
        assert table.wait(failed, state="failed")["reason"] == "disk-full"
        assert (table.version(), table.downloaded()) == (1, OLD)
        assert backstage.staging_tables() == []
        assert "n'a plus de place" in page_of(table, portal)
        disk.make_room()
        again = portal.call("rouen_publication_retry", resource_id=table.id)["id"]
        found.finish("run", again)
        table.wait(again)
        assert (table.version(), table.downloaded()) == (2, LARGE)


def test_a_file_without_room_is_refused_in_words_and_taken_when_there_is_room(
    backstage: Backstage, new_tables: Callable[[int], list[Table]], disk: SmallDisk
) -> None:
    with files_on(backstage, disk) as folder:
        (table,) = new_tables(1)
        disk.fill(left=MEBIBYTE // 2)
        with pytest.raises(Refused) as refusal:
            table.send(LARGE)
        assert refusal.value.status == 409
        assert "n'a plus de place" in str(refusal.value.error["upload"])
        assert list(folder.glob("incoming-*")) == []
        assert len(table.history()) == 1
        assert (table.version(), table.downloaded()) == (1, OLD)
        disk.make_room()
        table.wait(table.send(LARGE))
        assert (table.version(), table.downloaded()) == (2, LARGE)


def page_of(table: Table, portal: Portal) -> str:
    """What the page of a resource says to its editor."""
    resource = portal.read("resource_show", id=table.id)
    answer = portal.get(f"/dataset/{resource['package_id']}/resource/{table.id}")
    return BeautifulSoup(answer.text, "html.parser").get_text(" ")


@contextmanager
def tables_on(backstage: Backstage, disk: SmallDisk) -> Iterator[None]:
    """The datastore makes its tables on a disk meanwhile."""
    (disk.folder / "tables").mkdir()

    def sql(database: str, text: str) -> None:
        postgres.sql(backstage.world, backstage.supervisor.ports, database, text)

    sql("postgres", f"CREATE TABLESPACE small LOCATION '{disk.folder / 'tables'}'")
    sql("postgres", f"GRANT CREATE ON TABLESPACE small TO {postgres.OWNER}")
    sql("postgres", f"ALTER DATABASE {postgres.DATASTORE} SET default_tablespace = small")
    try:
        yield
    finally:
        sql("postgres", f"ALTER DATABASE {postgres.DATASTORE} RESET default_tablespace")
        for kind in ("TABLE", "INDEX"):
            sql(postgres.DATASTORE, f"ALTER {kind} ALL IN TABLESPACE small SET TABLESPACE pg_default")
        # Without a checkpoint PostgreSQL would look for the disk when it starts again after a crash.
        sql("postgres", "DROP TABLESPACE small; CHECKPOINT")


@contextmanager
def files_on(backstage: Backstage, disk: SmallDisk) -> Iterator[Path]:
    """Uploads are kept on a disk meanwhile; what it holds in the end is kept with the others."""
    usual = backstage.world.state / "storage" / "rouen_files"
    away = usual.with_name("rouen_files.away")
    (disk.folder / "files").mkdir()
    usual.rename(away)
    usual.symlink_to(disk.folder / "files")
    try:
        yield usual
    finally:
        shutil.copytree(usual, away, dirs_exist_ok=True)
        usual.unlink()
        away.rename(usual)
