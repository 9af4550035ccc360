"""`ckan rouen kpi`: what an operator does and takes away without a browser."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from ckan.cli.cli import ckan
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.kpi import computing, feeding, registered

Run = Callable[..., str]


@pytest.fixture
def run(cli: Any) -> Run:
    """Runs a command; gives what it says from `begins` on, without the log before it."""

    def call(*words: str, begins: str = "") -> str:
        answer = cli.invoke(ckan, ["rouen", "kpi", *words])
        assert answer.exit_code == 0, answer.output
        return str(answer.output)[answer.output.index(begins) :]

    return call


@pytest.fixture
def counted(add: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A dataset that is counted, and a snapshot of today; only K0 gets an open dataset, which takes a while."""
    only = {"K0": registered()["K0"]}
    monkeypatch.setattr(feeding, "registered", lambda: only)
    dataset = add("arbres")
    kpi.compute()
    return dataset


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_it_computes_keeps_the_day_explains_and_exports(counted: dict[str, Any], run: Run) -> None:
    assert re.search(r"^K0 +1$", run("compute"), re.MULTILINE)
    assert re.search(r"^K0 +1$", run("snapshot"), re.MULTILINE)
    assert feeding.publish_lagging() == ["K0"]

    assert json.loads(run("explain", "K0", begins="{"))["counted"] == [counted["id"]]
    assert json.loads(run("explain", "K0", "--dimension", "commune:76231", begins="{"))["counted"] == []

    assert [row["value"] for row in rows(run("export", begins="id,version")) if row["id"] == "K0"] == ["1"]
    of_rouen = rows(run("export", "K0", begins="id,version"))
    values = {(row["dimension"], row["key"]): row["value"] for row in of_rouen}
    assert (values["", ""], values["commune", "76540"], values["commune", "76231"]) == ("1", "1", "0")
    (key,) = rows(run("export", "K0", "--dimension", "commune:76540", begins="id,version"))
    assert key["value"] == "1"

    at = ("--at", today().isoformat(), "--format", "json")
    assert json.loads(run("export", "K0", *at, begins="{"))["day"] == today().isoformat()
    entries = {entry["id"]: entry for entry in json.loads(run("export", *at, begins="[\n"))}
    assert entries["K0"]["said"] == 1
    assert [row["said"] for row in rows(run("export", "K0", "--history", begins="day,"))] == ["1"]
    assert "chiffres déclarés" in run("load-declared")


WRONG = [
    ("explain", "K99"),
    ("export", "K99"),
    ("export", "K0", "--dimension", "theme:NONE"),
    ("export", "--history"),
    ("export", "K0", "--history", "--at", "2026-09-30"),
    ("export", "--at", "hier"),
]


def test_what_does_not_exist_is_told_and_fails(counted: dict[str, Any], cli: Any) -> None:
    for words in WRONG:
        answer = cli.invoke(ckan, ["rouen", "kpi", *words])
        assert (answer.exit_code, "Error" in answer.output) == (2, True), words


def test_it_fails_when_a_kpi_fails(counted: dict[str, Any], cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"K0": replace(registered()["K0"], compute=lambda connection: 1 / 0)}
    monkeypatch.setattr(computing, "registered", lambda: broken)
    answer = cli.invoke(ckan, ["rouen", "kpi", "compute"])
    assert answer.exit_code == 1
    assert "ÉCHEC" in answer.output
