"""The headers of safety that every answer carries, and the address that says that the process lives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from ckanext.rouen_municipalities.middleware import InFront

PAGE = [("Content-Type", "text/html; charset=utf-8")]


def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """A CKAN that answers nothing."""
    raise AssertionError(environ["PATH_INFO"])


def ask(
    path: str, scheme: str = "http", *headers: tuple[str, str], ckan: Any = None
) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of what is answered when CKAN answers with these headers."""
    told: list[Any] = []

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [*PAGE, *headers])
        return [b"page"]

    front = InFront(ckan or answer)
    body = front({"PATH_INFO": path, "wsgi.url_scheme": scheme}, lambda *said: told.append(said))
    [(status, found, _)] = told
    assert len(found) == len(dict(found)), "a header twice"
    return status, dict(found), b"".join(body)


def directives(path: str) -> dict[str, list[str]]:
    """The policy of an address, by directive."""
    _, headers, _ = ask(path)
    return {first: rest for first, *rest in (part.split() for part in headers["Content-Security-Policy"].split(";"))}


def test_a_page_runs_and_shows_only_what_comes_from_here() -> None:
    policy = directives("/dataset/decheteries")

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["form-action"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]


@pytest.mark.parametrize("path", ["/", "/energie", "/dataset/a/resource/b/view/c", "/dataset/changes/a", "/dashboard"])
def test_no_page_runs_a_script_that_came_with_it(path: str) -> None:
    assert directives(path)["script-src"] == ["'self'"]


def test_a_view_may_be_shown_on_another_site_and_no_other_page_may() -> None:
    _, view, _ = ask("/dataset/a/resource/b/view/c")

    assert "frame-ancestors *" in view["Content-Security-Policy"]
    assert "X-Frame-Options" not in view
    assert directives("/dataset/a/resource/b")["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize("name", ["view", "download", "uploads", "dashboard"])
def test_the_name_of_a_dataset_changes_nothing(name: str) -> None:
    expected = directives("/dataset/other")
    assert directives(f"/dataset/{name}/groups") == directives(f"/dataset/{name}/resource/a") == expected


def test_styles_inside_a_page_are_for_the_frame_of_a_view_alone() -> None:
    assert "'unsafe-inline'" in directives("/dataset/a/resource/b/view/c")["style-src"]
    assert "'unsafe-inline'" not in directives("/dataset/activity/a")["style-src"]
    assert len(directives("/dataset/activity/a")["style-src"]) > 2


@pytest.mark.parametrize("path", ["/dataset/a/resource/b/download/page.html", "/uploads/group/logo.svg"])
def test_a_file_that_somebody_sent_is_never_a_page_of_ours(path: str) -> None:
    policy = directives(path)

    assert policy["default-src"] == ["'none'"]
    assert policy["sandbox"] == []
    assert "script-src" not in policy


def test_a_download_is_kept_under_its_name_and_not_shown() -> None:
    shown = ("Content-Disposition", "inline; filename=page.html")

    assert ask("/dataset/a/resource/b/download/page.html", "http", shown)[1][shown[0]] == (
        "attachment; filename=page.html"
    )
    assert ask("/uploads/group/logo.png", "http", shown)[1][shown[0]] == shown[1]


def test_every_answer_says_what_it_is_and_whence_one_came_only_to_ourselves() -> None:
    _, headers, _ = ask("/communes")

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Content-Type"] == dict(PAGE)["Content-Type"]


def test_browsers_are_told_to_stay_with_https_where_there_is_https() -> None:
    assert "Strict-Transport-Security" not in ask("/")[1]
    assert "max-age=31536000" in ask("/", "https")[1]["Strict-Transport-Security"]


def test_a_header_that_ckan_sets_itself_is_kept() -> None:
    _, headers, _ = ask("/", "http", ("x-frame-options", "DENY"))

    assert headers["x-frame-options"] == "DENY"


def test_the_process_lives_whatever_else_is_away() -> None:
    status, headers, body = ask("/livez", ckan=broken)

    assert status.startswith("200")
    assert headers["Cache-Control"] == "no-store"
    assert json.loads(body) == {"status": "alive"}
