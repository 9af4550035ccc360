"""The web forms of the portal filled in by somebody who has a browser without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag
from outside import TIMEOUT_SECONDS

Values = dict[str, Any]


@dataclass
class Form:
    """A form of a page: where it goes and what is filled in already, as a browser would send it."""

    address: str
    values: Values

    @classmethod
    def of(cls, element: Tag, page: str) -> Form:
        """Read a form element of a page."""
        values: Values = {}
        for control in element.find_all(["input", "select", "textarea"]):
            _fill_in(values, control)
        return cls(urljoin(page, str(element.get("action") or page)), values)


@dataclass
class Visitor:
    """Somebody in front of a browser: cookies, pages, forms."""

    site_url: str

    def __post_init__(self) -> None:
        self.session = requests.Session()

    def open(self, path: str) -> BeautifulSoup:
        """Open a page; it must be there."""
        response = self.session.get(urljoin(self.site_url, path), timeout=TIMEOUT_SECONDS)
        assert response.status_code == 200, f"{response.status_code} at {response.url}"
        return soup(response)

    def form(self, path: str, holding: str) -> Form:
        """The form of a page that holds a field of this name."""
        page = self.open(path)
        control = page.find(attrs={"name": holding})
        assert control is not None, f"No field {holding} at {path}"
        element = control.find_parent("form")
        assert isinstance(element, Tag)
        return Form.of(element, urljoin(self.site_url, path))

    def submit(self, form: Form, file: tuple[str, bytes] | None = None, **values: Any) -> requests.Response:
        """Fill in and send a form; the answer after redirects."""
        files = {"upload": (file[0], file[1], "text/csv")} if file else None
        return self.session.post(form.address, data={**form.values, **values}, files=files, timeout=TIMEOUT_SECONDS)

    def log_in(self, name: str, password: str) -> None:
        """Log in by the form."""
        answer = self.submit(self.form("/user/login", "password"), login=name, password=password)
        assert self.is_logged_in(), f"{name} could not log in: {answer.status_code} at {answer.url}"

    def is_logged_in(self) -> bool:
        """Whether the header offers to log out."""
        return self.open("/").select_one("form[action*='/user/_logout']") is not None

    def new_token(self, user: str, name: str) -> str:
        """Make an API token; the page shows it once."""
        answer = self.submit(self.form(f"/user/{user}/api-tokens", "name"), name=name)
        shown = soup(answer).find("code")
        assert shown is not None, f"No token shown at {answer.url}"
        return shown.get_text(strip=True)


def soup(response: requests.Response) -> BeautifulSoup:
    """The page in an answer."""
    return BeautifulSoup(response.text, "html.parser")


def words(element: Tag | BeautifulSoup) -> str:
    """The text of an element on one line, with plain spaces."""
    return " ".join(element.get_text(" ").split())


def _fill_in(values: Values, control: Tag) -> None:
    name, kind = control.get("name"), control.get("type", "")
    if not name or kind in ("file", "submit", "button", "reset"):
        return
    if control.name == "select":
        chosen = [option.get("value") for option in control.find_all("option") if option.has_attr("selected")]
        values[str(name)] = chosen or [option.get("value") for option in control.find_all("option")[:1]]
    elif control.name == "textarea":
        values[str(name)] = control.get_text()
    elif kind not in ("checkbox", "radio") or control.has_attr("checked"):
        values[str(name)] = control.get("value", "")
