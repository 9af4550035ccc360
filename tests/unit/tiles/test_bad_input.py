"""Files and requests that are wrong in every way that somebody may think of: each gets a refusal that names it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from bad_tiles import FILES, GOOD
from ckanext.rouen_tiles.core.messages import LANGUAGES, Issue, Refused
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.yaml_text import load
from ckanext.rouen_tiles.serving.application import TilesApplication

#: What a tired clerk saves, and what is meant by it is certain.
FORGIVEN = {
    "a mark of order": "\ufeff" + GOOD,
    "lines of Windows": GOOD.replace("\n", "\r\n"),
    "lines of an old Mac": GOOD.replace("\n", "\r"),
    "marks around it": f"---\n{GOOD}...\n",
    "JSON": json.dumps(load(GOOD)),
    "blanks around a title": GOOD.replace("fr: Déchèteries, en", 'fr: " Déchèteries\u00a0", en', 1),
    "accents apart": GOOD.replace("fr: Déchèteries, en", "fr: De\u0301che\u0300teries, en", 1),
    "a folded text": GOOD.replace("fr: Déchèteries, en: Recycling centres}", "fr: >-\n    Déchèteries", 1).replace(
        "title: {", "title:\n  ", 1
    ),
}


def refusal(text: str | bytes, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The code and the field of each issue; each can be said in both languages."""
    with pytest.raises(Refused) as refused:
        read_tile(load(text), vocabulary)
    for issue in refused.value.issues:
        assert all(issue.text(language) for language in LANGUAGES)
    return [(issue.code, issue.path) for issue in refused.value.issues]


def test_the_good_file_is_good(vocabulary: Vocabulary) -> None:
    assert read_tile(load(GOOD), vocabulary).id == "decheteries"


@pytest.mark.parametrize("text", FORGIVEN.values(), ids=FORGIVEN)
def test_what_is_certainly_meant_is_read_so(text: str, vocabulary: Vocabulary) -> None:
    assert read_tile(load(text), vocabulary).title.fr == "Déchèteries"


def test_a_title_may_have_thirty_pictures_and_a_no_break_space(vocabulary: Vocabulary) -> None:
    for title in ("🎉" * 30, "Tri\u00a0: verre"):
        text = GOOD.replace("fr: Déchèteries, en", f'fr: "{title}", en', 1)
        assert read_tile(load(text), vocabulary).title.fr == title


def test_half_a_character_is_no_failure_of_the_server(vocabulary: Vocabulary) -> None:
    assert refusal("id: \ud83d", vocabulary) == [("yaml-not-utf8", "")]
    for issue in (Issue("not-one-of", "kind", {"value": "\ud83d", "choices": ""}), Issue("empty", "\ud83d")):
        assert issue.text().encode()


def test_a_message_repeats_what_was_written_in_short(vocabulary: Vocabulary) -> None:
    for there, instead in (("kind: map_list", f"kind: {'x' * 9_000}"), ("rank: 110", f"{'x' * 9_000}: 1")):
        with pytest.raises(Refused) as refused:
            read_tile(load(GOOD.replace(there, instead, 1)), vocabulary)
        assert all(len(issue.text()) < 500 for issue in refused.value.issues)
    assert len(Issue("not-a-text", "title.fr", {"value": [1] * 9_000}).text()) < 200


@pytest.mark.parametrize(("there", "instead", "code", "field"), FILES, ids=lambda value: str(value)[:40])
def test_a_wrong_file_is_refused_by_name_and_at_once(
    there: str, instead: str, code: str, field: str, vocabulary: Vocabulary
) -> None:
    assert there in GOOD
    started = time.thread_time()
    assert refusal(GOOD.replace(there, instead, 1), vocabulary) == [(code, field)]
    assert time.thread_time() - started < 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"# nothing\n", "empty"),
        (b"[]", "not-a-mapping"),
        (b"decheteries", "not-a-mapping"),
        (b"null", "not-a-mapping"),
        (b"\xff\xfei\x00d\x00", "yaml-not-utf8"),
        (b"id: \xe9t\xe9\n", "yaml-not-utf8"),
        (b"PK\x03\x04\x14\x00", "yaml-character"),
        (b"\x1f\x8b\x08\x00\x00", "yaml-not-utf8"),
        (b"id;title\na;b\n", "not-a-mapping"),
        (b"<!doctype html><title>Tuile</title>", "not-a-mapping"),
        (b"---\n", "not-a-mapping"),
        (b"id: a\n---\n", "yaml-documents"),
        (b"{" * 60_000, "yaml-depth"),
        (b"- " * 30_000, "yaml-depth"),
        (b"a: b: c\n", "yaml-syntax"),
        (b"%YAML 9.9\n---\nid: x\n", "yaml-syntax"),
        (b"%TAG ! tag:x,2000:\n---\n!x id\n", "yaml-tag"),
        (b"\x00", "yaml-character"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_file_of_a_tile_is_refused_by_name(content: bytes, code: str, vocabulary: Vocabulary) -> None:
    assert [issue[0] for issue in refusal(content, vocabulary)] == [code]


#: What is asked, the status and the end of the problem's type.
REQUESTS: list[tuple[str, int, str]] = [
    ("manifest?x=1", 400, "unknown-parameter"),
    ("manifest?", 200, ""),
    ("manifest?&&", 400, "query"),
    ("manifest?=", 400, "unknown-parameter"),
    ("tiles?Commune=76540", 400, "unknown-parameter"),
    ("tiles?commune[]=76540", 400, "unknown-parameter"),
    ("tiles?commune=76540&commune=76540", 400, "repeated-parameter"),
    ("tiles?commune=76540&commune=76498", 400, "repeated-parameter"),
    ("tiles?lang=fr&lang=fr", 400, "repeated-parameter"),
    ("tiles?" + "&".join(f"x{n}=1" for n in range(1_000)), 400, "query"),
    ("tiles?commune=" + "7" * 100_000, 400, "commune"),
    ("tiles?commune=76000", 400, "commune"),
    ("tiles?commune=75056", 400, "commune"),
    ("tiles?commune=076540", 400, "commune"),
    ("tiles?commune=76540%20", 400, "commune"),
    ("tiles?commune=76540%00", 400, "commune"),
    ("tiles?commune=%D9%A7%D9%A6%D9%A5%D9%A4%D9%A0", 400, "commune"),
    ("tiles?commune=', DROP TABLE tiles", 400, "commune"),
    ("tiles?commune=<script>", 400, "commune"),
    ("tiles?commune=76540;lang=fr", 400, "commune"),
    ("tiles?commune=%FF%FE", 400, "query"),
    ("tiles?commune=%", 400, "commune"),
    ("tiles?commune", 400, "query"),
    ("tiles?lang=", 400, "lang"),
    ("tiles?lang=FR", 400, "lang"),
    ("tiles?lang=fr-FR", 400, "lang"),
    ("tiles?app=", 400, "app"),
    ("tiles?app=ios", 400, "app"),
    ("tiles?app=ios/3.2.0.1", 400, "app"),
    ("tiles?app=ios/-1", 400, "app"),
    ("tiles?app=ios/99999", 400, "app"),
    ("tiles?app=ios/%D9%A3", 400, "app"),
    ("tiles?app=windows/95", 400, "app"),
    ("tiles/decheteries?commune=76540", 400, "unknown-parameter"),
    ("tiles/decheteries/data", 400, "commune"),
    ("tiles/decheteries/data?commune=all", 400, "commune"),
    ("tiles/decheteries/data?commune=76540&limit=10", 400, "unknown-parameter"),
    ("changes", 400, "since"),
    ("changes?since=", 400, "since"),
    ("changes?since=-1", 400, "since"),
    ("changes?since=1e3", 400, "since"),
    ("changes?since=9007199254740992", 400, "since"),
    ("changes?since=%D9%A3", 400, "since"),
    ("releases?limit=0", 400, "limit"),
    ("releases?limit=101", 400, "limit"),
    ("releases?before=x", 400, "before"),
    ("releases?at=22/11/2026", 400, "at"),
    ("releases?at=2026-02-30", 400, "at"),
    ("releases?at=9999-12-31", 400, "at"),
    ("tiles?commune=76540%0A", 400, "commune"),
    ("tiles?commune=%EF%BB%BF76540", 400, "commune"),
    ("tiles?commune=76540%C2%A0", 400, "commune"),
    ("tiles?commune=%2B76540", 400, "commune"),
    ("tiles?commune=+76540", 400, "commune"),
    ("tiles?commune=76540.0", 400, "commune"),
    ("tiles?commune=Rouen", 400, "commune"),
    ("tiles?commune=76498,76540", 400, "commune"),
    ("tiles?commune=%26%23x27;", 400, "commune"),
    ("tiles?%63ommune=76540", 200, ""),
    ("tiles?commune=%37%36540", 200, ""),
    ("tiles?commune%00=76540", 400, "unknown-parameter"),
    ("tiles?commune=76540&COMMUNE=76540", 400, "unknown-parameter"),
    ("tiles?commune=76540&&lang=fr", 400, "query"),
    ("tiles?commune=76540&lang=en%00", 400, "lang"),
    ("tiles?commune=76540&utm_source=x", 400, "unknown-parameter"),
    ("tiles?commune=76540&callback=alert", 400, "unknown-parameter"),
    ("tiles?" + "a" * 100_000 + "=1", 400, "unknown-parameter"),
    ("tiles?commune=76540#lang=fr", 400, "commune"),
    ("changes?since=0x1", 400, "since"),
    ("changes?since=1.0", 400, "since"),
    ("changes?since=%2B1", 400, "since"),
    ("changes?since=1_0", 400, "since"),
    ("changes?since=" + "9" * 5_000, 400, "since"),
    ("changes?since=NaN", 400, "since"),
    ("changes?since=null", 400, "since"),
    ("releases?limit=-1", 400, "limit"),
    ("releases?limit=1e1", 400, "limit"),
    ("releases?limit=", 400, "limit"),
    ("releases?limit=10&limit=10", 400, "repeated-parameter"),
    ("releases?before=-1", 400, "before"),
    ("releases?at=", 400, "at"),
    ("releases?at=now", 400, "at"),
    ("releases?at=0000-01-01", 400, "at"),
    ("releases?at=0001-01-01", 400, "at"),
    ("releases?at=0001-01-01T00:00%2B01:00", 400, "at"),
    ("releases?at=1899-12-31", 400, "at"),
    ("releases?at=9999-12-31T23:59:59-14:00", 400, "at"),
    ("releases?at=2026-11-23T24:00", 400, "at"),
    ("releases?at=2026-11-23T25:00", 400, "at"),
    ("releases?at=2026-W48-1", 400, "at"),
    ("releases?at=20261123", 400, "at"),
    ("releases?at=%D9%A2%D9%A0%D9%A2%D9%A6-11-23", 400, "at"),
    ("releases?at=2026-11-22T20:30:00%2B99:00", 400, "at"),
    ("releases?at=1763900000", 400, "at"),
    ("", 404, "not-found"),
    ("/manifest", 404, "not-found"),
    ("manifest/", 404, "not-found"),
    ("MANIFEST", 404, "not-found"),
    ("manifest.json", 404, "not-found"),
    ("tiles/", 404, "not-found"),
    ("tiles/Decheteries", 404, "not-found"),
    ("tiles/decheteries\n", 404, "not-found"),
    ("tiles/inconnue", 404, "not-found"),
    ("tiles/../manifest", 404, "not-found"),
    ("tiles/" + "a" * 10_000, 404, "not-found"),
    ("releases/latest", 404, "not-found"),
    ("releases/" + "0" * 64, 404, "not-found"),
    ("releases/" + "A" * 64, 404, "not-found"),
    ("schema/../openapi.json", 404, "not-found"),
    ("schema/common.json", 404, "not-found"),
    ("icons/../../vocabulary.svg", 404, "not-found"),
    ("icons/nothing.svg", 404, "not-found"),
]


def ask(root: Path, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """The answer of the application."""
    path, _, query = path.partition("?")
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": f"/api/tiles/v1/{path}", "QUERY_STRING": query}
    seen: list[Any] = []
    body = b"".join(TilesApplication(str(root))({**environ, **headers}, lambda *given: seen.extend(given)))
    return int(seen[0][:3]), dict(seen[1]), body


@pytest.mark.parametrize(("path", "status", "kind"), REQUESTS, ids=lambda value: str(value)[:40])
def test_a_wrong_request_is_refused_by_name(path: str, status: int, kind: str, tmp_path: Path, publish: Any) -> None:
    publish()
    found, headers, body = ask(tmp_path, path)
    assert found == status, body[:300]
    if kind:
        problem = json.loads(body)
        assert problem["type"] == f"urn:rouen:tiles:{kind}"
        assert problem["detail"]
        assert problem["detail_fr"]
        assert headers["Content-Type"] == "application/problem+json; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["tiles?" + "a" * 100_000 + "=1", "tiles?commune=" + "7" * 100_000])
def test_a_refusal_repeats_what_was_asked_in_short(path: str, tmp_path: Path, publish: Any) -> None:
    publish()
    assert len(ask(tmp_path, path)[2]) < 1_000


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "GET /", ""])
def test_a_method_that_is_not_served_is_refused_by_name(method: str, tmp_path: Path, publish: Any) -> None:
    publish()
    status, headers, body = ask(tmp_path, "manifest", method)
    assert (status, json.loads(body)["type"]) == (405, "urn:rouen:tiles:method")
    assert headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ACCEPT_ENCODING": "br;q=" + "9" * 5_000},
        {"HTTP_ACCEPT_ENCODING": ",;=," * 200},
        {"HTTP_ACCEPT_ENCODING": "\xff\xfe"},
        {"HTTP_IF_NONE_MATCH": '"' * 100_000},
        {"HTTP_IF_NONE_MATCH": 'W/"\x00"'},
        {"HTTP_IF_MODIFIED_SINCE": "never"},
        {"HTTP_RANGE": "bytes=0-0,1-1,2-2"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "999999999"},
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_strange_header_changes_nothing_of_what_is_said(
    headers: dict[str, str], tmp_path: Path, publish: Any
) -> None:
    publish()
    plain = ask(tmp_path, "manifest")
    assert ask(tmp_path, "manifest", **headers) == plain
