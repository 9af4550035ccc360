"""Bad files of the corpus are sent for real: each is refused for what is wrong with it, and nothing else changes."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from backstage import Backstage
from horses import stable
from outside import Portal
from published_table import Table

FOLDER = Path(__file__).parents[1] / "corpus"
CORPUS = runpy.run_path(str(FOLDER / "bad_files.py"))
FILES: dict[str, tuple[bytes, set[str]]] = (
    CORPUS["TEXTS"] | runpy.run_path(str(FOLDER / "bad_workbooks.py"))["WORKBOOKS"]
)
#: of each kind of mistake a few
SAMPLE = sorted(FILES)[::8]
GOOD = CORPUS["GOOD"].encode()


@dataclass(frozen=True)
class Sent:
    """The resource to which they were sent, and what became of each."""

    table: Table
    outcomes: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def sent(
    backstage: Backstage, new_dataset: Callable[[], str], portal: Portal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sent]:
    """All of them, one after the other, to a resource whose table is published."""
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "corpus.json").write_text(json.dumps(CORPUS["PROFILE"]), encoding="utf-8")
    with (
        backstage.without("scheduler", "worker"),
        backstage.configured({"profiles_folder": folder}, "web"),
        stable(backstage) as found,
    ):
        data = {"package_id": new_dataset(), "name": "Équipements", "profile": CORPUS["PROFILE"]["name"]}
        resource = portal.send("resource_create", GOOD, "equipements.csv", **data)
        table = Table(resource["id"], portal, backstage)
        found.finish("run all")
        publications = {name: table.send(FILES[name][0]) for name in SAMPLE}
        found.finish("run all")
        portal.call("job_clear")
        yield Sent(table, {name: table.publication(publication) for name, publication in publications.items()})


@pytest.mark.parametrize("name", SAMPLE)
def test_a_bad_file_is_refused_for_what_is_wrong_with_it(sent: Sent, name: str) -> None:
    found = sent.outcomes[name]
    assert found["state"] == "refused"
    assert {item["rule"] for item in found["report"]["by_rule"]} == FILES[name][1]


def test_the_earlier_data_are_intact(sent: Sent) -> None:
    rows = sent.table.portal.read("datastore_search", resource_id=sent.table.id)["records"]
    assert [row["nom"] for row in rows] == ["Piscine de l'Île"]
    assert sent.table.downloaded() == GOOD
    assert sent.table.backstage.staging_tables() == []


def test_the_page_of_the_resource_is_there(sent: Sent) -> None:
    resource = sent.table.portal.read("resource_show", id=sent.table.id)
    for portal in (sent.table.portal, Portal(sent.table.portal.site_url)):
        assert portal.get(f"/dataset/{resource['package_id']}/resource/{sent.table.id}").status_code == 200
