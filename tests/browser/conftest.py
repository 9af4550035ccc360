"""Debian's Chromium in front of the portal of a world."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from browsing import WIDE, Browsing
from outside import METROPOLE_OFFICER, OFFICER, Portal, password_of, status
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
# Its sandbox needs privileges that a container does not give; /dev/shm is too small there. It opens our pages only.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
PATIENCE_MILLISECONDS = 60_000


@pytest.fixture(scope="session")
def world() -> dict[str, Any]:
    """What `./deploy/status --json` says."""
    return status()


@pytest.fixture(scope="session")
def anyone(world: dict[str, Any]) -> Portal:
    """The API for somebody without an account: to learn addresses."""
    return Portal(world["site_url"])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Leave the page before what it shows is taken away: its scripts would ask for what is gone."""
    page = getattr(item, "funcargs", {}).get("page")
    if page and not page.is_closed():
        page.goto("about:blank")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new window without cookies."""
    with _window(browser) as context, _watched(context) as page:
        yield page


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window of somebody without an account, which keeps the parts that pages share."""
    with _window(browser) as context:
        yield context


@pytest.fixture
def visit(window: BrowserContext, world: dict[str, Any]) -> Iterator[Browsing]:
    """Somebody without an account, who changes nothing and reads French."""
    with _watched(window) as page:
        yield Browsing(page, world["site_url"])


@pytest.fixture(scope="session")
def desk(browser: Browser, world: dict[str, Any], password: str) -> Iterator[BrowserContext]:
    """A window in which the officer of the commune has logged in."""
    with _window(browser) as context:
        page = context.new_page()
        Browsing(page, world["site_url"]).log_in(OFFICER, password)
        page.close()
        yield context


@pytest.fixture
def officer(desk: BrowserContext, world: dict[str, Any]) -> Iterator[Browsing]:
    """The officer of the commune, logged in, who reads French."""
    with _watched(desk) as page:
        yield Browsing(page, world["site_url"])


@pytest.fixture(scope="session")
def energy_desk(browser: Browser, world: dict[str, Any]) -> Iterator[BrowserContext]:
    """A window in which the officer of the Métropole has logged in."""
    with _window(browser) as context:
        page = context.new_page()
        Browsing(page, world["site_url"]).log_in(METROPOLE_OFFICER, password_of(world, METROPOLE_OFFICER))
        page.close()
        yield context


@pytest.fixture
def energy_manager(energy_desk: BrowserContext, world: dict[str, Any]) -> Iterator[Browsing]:
    """The officer of the Métropole, logged in, who may read its private tables."""
    with _watched(energy_desk) as page:
        yield Browsing(page, world["site_url"])


@contextmanager
def _window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=WIDE, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield context
    context.close()


@contextmanager
def _watched(context: BrowserContext) -> Iterator[Page]:
    """A page of a window.

    An error of a script, a part of a page that is missing, or what the browser may not do by our
    Content-Security-Policy fails the test; a form that is shown again with what is wrong is none of these.
    """
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if _is_error(said) else None)
    page.on(
        "response", lambda answer: problems.append(f"{answer.status} {answer.url}") if _is_missing(answer) else None
    )
    yield page
    page.close()
    assert not problems, problems


def _is_missing(answer: Response) -> bool:
    """Whether a page, or a part of it, is not there."""
    if answer.status == HTTPStatus.BAD_REQUEST and answer.request.is_navigation_request():
        return False
    return answer.status >= HTTPStatus.BAD_REQUEST


def _is_error(said: ConsoleMessage) -> bool:
    """Whether the browser tells of an error; those of answers are known from the answers themselves."""
    return said.type == "error" and "the server responded with a status" not in said.text


@pytest.fixture
def browsing(page: Page, world: dict[str, Any]) -> Browsing:
    """Somebody who reads French."""
    return Browsing(page, world["site_url"])


@pytest.fixture(scope="session")
def password(world: dict[str, Any]) -> str:
    """The password of the officer of the commune."""
    return password_of(world, OFFICER)


@pytest.fixture
def new_name(world: dict[str, Any]) -> Iterator[Callable[[], str]]:
    """Names of datasets that leave no trace when the test is over."""
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    sysadmin, given = Portal(world["site_url"], token), list[str]()

    def give() -> str:
        given.append(f"essai-{secrets.token_hex(4)}")
        return given[-1]

    yield give
    for name in given:
        if sysadmin.read("package_search", fq=f"name:{name}", include_drafts=True, include_private=True)["count"]:
            sysadmin.call("dataset_purge", id=name)
