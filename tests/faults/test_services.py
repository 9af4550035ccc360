"""A service is away: tiles are served, the portal says what is missing and goes on by itself afterwards."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import counts
import pytest
import requests
from backstage import LEASE_SECONDS, SWEEP_SECONDS, Backstage, children, end, standing_still
from bs4 import BeautifulSoup
from outside import METROPOLE_OFFICER, Portal, until
from published_table import Table
from web_forms import Visitor

TILES = os.environ["ROUEN_TILES_URL"]
#: a service, and the word that names it on a page which needs it
WORDS = {"postgres": "base de données", "solr": "recherche", "redis": "sessions"}
PAGES = ("/", "/dataset/", "/dataset/decheteries", "/organization/", "/energie", "/indicateurs", "/communes", "/tuiles")
#: what each service is needed for; every other page is served without it
NEEDS = {
    "postgres": {*PAGES, "/user/login"},
    "solr": {"/dataset/"},
    "redis": {"/user/login"},
}
#: what rq waits at most before it asks for Redis again
WORKER_WAITS = 60


@pytest.fixture(params=["postgres", "solr", "redis", "all"], scope="module")
def away(request: pytest.FixtureRequest, backstage: Backstage) -> Iterator[tuple[str, ...]]:
    """Services that are stopped meanwhile."""
    names = tuple(WORDS) if request.param == "all" else (request.param,)
    with backstage.without(*names):
        yield names


def test_tiles_are_served_all_the_same(away: tuple[str, ...]) -> None:
    manifest = requests.get(f"{TILES}/manifest", timeout=10)
    assert manifest.status_code == 200
    assert manifest.json()["tiles"]
    again = requests.get(f"{TILES}/manifest", headers={"If-None-Match": manifest.headers["ETag"]}, timeout=10)
    assert again.status_code == 304
    assert requests.get(f"{TILES}/tiles", params={"commune": "76540"}, timeout=10).status_code == 200
    inside = requests.get(f"{os.environ['ROUEN_SITE_URL']}/api/tiles/v1/manifest", timeout=10)
    assert inside.content == manifest.content


def test_pages_are_served_or_say_what_is_missing(away: tuple[str, ...], anyone: Portal) -> None:
    for path in (*PAGES, "/user/login"):
        answer = anyone.get(path)
        missing = [service for service in away if path in NEEDS[service]]
        assert answer.status_code == (503 if missing else 200), path
        if missing:
            assert_names(answer, missing)


def assert_names(answer: requests.Response, missing: list[str]) -> None:
    """The answer is a page in French with one title, which names what is missing and shows nothing of the inside."""
    page = BeautifulSoup(answer.text, "html.parser")
    words = page.get_text(" ").lower()
    assert len(page.find_all("h1")) == 1
    assert page.html is not None
    assert page.html["lang"] == "fr"
    assert "indisponible" in words
    assert all(WORDS[service] in words for service in missing), (missing, words)
    assert "traceback" not in words
    assert int(answer.headers["Retry-After"]) > 0


def test_programs_are_told_in_json(away: tuple[str, ...], anyone: Portal) -> None:
    answer = anyone.get("/api/3/action/package_search")
    if away == ("redis",):
        assert answer.json()["success"] is True
        return
    assert answer.status_code == 503
    told = answer.json()
    assert told["success"] is False
    expected = [word for service, word in WORDS.items() if service in away]
    assert all(word in told["error"]["message"].lower() for word in expected)


def test_somebody_who_is_logged_in_reads_on_without_redis_and_is_logged_in_again_with_it(
    backstage: Backstage,
) -> None:
    visitor = Visitor(os.environ["ROUEN_SITE_URL"])
    visitor.log_in(METROPOLE_OFFICER, password(METROPOLE_OFFICER))
    form = visitor.form("/dataset/new", "title")
    with backstage.without("redis"):
        visitor.open("/energie")
        answer = visitor.submit(form, title="Sans sessions")
        assert answer.status_code == 503
        assert_names(answer, ["redis"])
    assert visitor.is_logged_in()


def test_somebody_who_is_logged_in_is_told_that_the_database_is_away(backstage: Backstage) -> None:
    visitor = Visitor(os.environ["ROUEN_SITE_URL"])
    visitor.log_in(METROPOLE_OFFICER, password(METROPOLE_OFFICER))
    with backstage.without("postgres"):
        answer = visitor.session.get(f"{visitor.site_url}/dataset/", timeout=30)
        assert answer.status_code == 503
        assert_names(answer, ["postgres"])
    assert visitor.is_logged_in()


def password(name: str) -> str:
    """The password of a login of the demo."""
    return Path(os.environ["ROUEN_LOGINS"], name).read_text(encoding="utf-8").strip()


def test_a_file_sent_while_redis_is_away_is_saved_and_published_when_it_is_back(
    backstage: Backstage, table: Table
) -> None:
    with backstage.without("redis"):
        publication = table.send(counts.content(3, 2))
        assert table.publication(publication)["state"] not in ("refused", "failed")
    table.wait(publication, WORKER_WAITS + SWEEP_SECONDS + 10)
    assert table.version() == 2


def test_a_worker_that_dies_while_redis_is_away_comes_back_by_itself(backstage: Backstage, table: Table) -> None:
    seen = {backstage.pid("worker")}
    with backstage.without("redis"):
        end(*seen)
        until(lambda: died_again(backstage, seen), "the worker does not try to start")
    until(lambda: backstage.pid("worker"), "the worker has not come back")
    table.wait(table.send(counts.content(3, 2)))


def died_again(backstage: Backstage, seen: set[int]) -> bool:
    """Whether the worker was started anew three times, in vain."""
    seen.add(int(backstage.supervisor.states()["worker"]["pid"]))
    return len(seen - {0}) > 3


def test_a_postgresql_that_was_killed_is_used_again_by_the_next_request(
    backstage: Backstage, anyone: Portal, table: Table
) -> None:
    assert anyone.get("/communes").status_code == 200
    backstage.kill("postgres")
    backstage.supervisor.wait("postgres")
    for path in ("/communes", "/energie", "/dataset/"):
        assert anyone.get(path).status_code == 200, path
    assert table.version() == 1


def test_a_publication_that_postgresql_leaves_in_the_middle_is_finished(
    backstage: Backstage, table: Table, many: bytes
) -> None:
    with backstage.without("worker"), backstage.another_worker(ROUEN_HOLD_AT="during-copy") as worker:
        publication = table.send(many)
        child = standing_still(worker)
        with backstage.without("postgres"):
            os.kill(child, signal.SIGCONT)
            until(lambda: not children(worker), "the child does not notice")
        assert table.version() == 1
    table.wait(publication, LEASE_SECONDS + SWEEP_SECONDS + 60)
    assert table.attempts(publication) > 1
    assert table.downloaded() == many
