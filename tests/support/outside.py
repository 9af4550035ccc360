"""The portal as somebody outside sees it: addresses, tokens, answers. Nothing of our code is imported."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import requests

CLONE = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.3
#: No promise of the portal: a machine that does much else at the same time is no failure.
TIMEOUT_SECONDS = 180
#: what a file of a gigabyte may take on its way
UPLOAD_SECONDS = 600
#: The logins of the demo.
OFFICER, METROPOLE_OFFICER = "rouen-officer", "metropole-officer"
FINAL = ("published", "refused", "failed", "superseded")

Found = TypeVar("Found")


class Refused(Exception):
    """The portal answered that it will not."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{status}: {error}")
        self.status = status
        self.error = error


@dataclass
class Portal:
    """The portal for one client; with a token, for whoever it belongs to."""

    site_url: str
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET an address of the site, or a whole address of the same."""
        url = path if path.startswith("http") else self.site_url + path
        headers = {**self._headers(), **options.pop("headers", {})}
        return self.session.get(url, headers=headers, timeout=TIMEOUT_SECONDS, **options)

    def read(self, action: str, **parameters: Any) -> Any:
        """An action by GET, as a browser's address bar would call it."""
        return self._result(self.get(f"/api/3/action/{action}", params=parameters))

    def call(self, action: str, **data: Any) -> Any:
        """An action by POST of JSON."""
        return self._result(self._post(action, json=data))

    def send(self, action: str, content: bytes, file_name: str, **data: str) -> Any:
        """An action by POST of a form that carries a file."""
        upload = (file_name, content, "text/csv")
        return self._result(self._post(action, data=data, files={"upload": upload}, timeout=UPLOAD_SECONDS))

    def _post(self, action: str, timeout: float = TIMEOUT_SECONDS, **body: Any) -> requests.Response:
        url = f"{self.site_url}/api/3/action/{action}"
        return self.session.post(url, headers=self._headers(), timeout=timeout, **body)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self.token} if self.token else {}

    @staticmethod
    def _result(response: requests.Response) -> Any:
        answer = response.json()
        if not answer["success"]:
            raise Refused(response.status_code, answer["error"])
        return answer["result"]


def status() -> dict[str, Any]:
    """What `./deploy/status --json` says of the world that ROUEN_WORLD names; it must say that all is well."""
    answer = subprocess.run([CLONE / "deploy" / "status", "--json"], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, f"The portal is not well:\n{answer.stdout}{answer.stderr}"
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def password_of(world: dict[str, Any], name: str) -> str:
    """The password of a login of the world."""
    (login,) = [login for login in world["logins"] if login["name"] == name]
    return Path(login["password_file"]).read_text(encoding="utf-8").strip()


def until(look: Callable[[], Found], what: str, seconds: float = TIMEOUT_SECONDS, pause: float = POLL_SECONDS) -> Found:
    """Look again until there is something to see; fails with what was missing when the time is over."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"After {seconds:.0f} s: {what}"
        time.sleep(pause)
    return found


def outcome(
    portal: Portal, resource_id: str, after: str = "", seconds: float = TIMEOUT_SECONDS
) -> dict[str, Any]:
    """The final state of the latest publication of a resource, another one than the publication `after`."""

    def look() -> dict[str, Any] | None:
        publication: dict[str, Any] = portal.read("rouen_publication_show", resource_id=resource_id)
        is_final = publication["id"] != after and publication["state"] in FINAL
        return publication if is_final else None

    return until(look, f"the publication of {resource_id} has not come to an end", seconds)


def reports_folder() -> Path:
    """Where a run leaves what people may want to look at."""
    return Path(os.environ.get("ROUEN_REPORTS") or CLONE / "var" / "reports")
