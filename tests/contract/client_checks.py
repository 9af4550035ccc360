"""What any client of the tiles API must do, tried against the sandbox, which also lies.

    python client_checks.py                          # the client of this folder
    python client_checks.py -- ./my-client           # any program, in any language

The program is started with the address of an API as its last word. It reads one order a line and answers each with one
line of JSON:

    poll                     → {"number": 41, "tiles": ["decheteries", …], "pause": 71.3}
    data decheteries 76540   → {"count": 1}, or null when there are none to show

`tiles` are the ids that it would show now, of kinds that it knows or not; `pause` the seconds that it would wait.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from client import TilesClient, WrongRelease
from sandbox import SandboxApplication, running
from sandbox_tiles import Sandbox

TILE, COMMUNE = "decheteries", "76540"
RETRY_SECONDS = 300


class Driver(Protocol):
    """A client as it is asked here."""

    def poll(self) -> dict[str, Any]:
        """Poll once; what it holds then, whatever was sent."""

    def data(self, tile_id: str, commune: str) -> Any:
        """The data of a tile, None when there are none to show."""


class OurClient:
    """The client of this folder."""

    def __init__(self, url: str) -> None:
        self.client = TilesClient(url)

    def poll(self) -> dict[str, Any]:
        """Poll once."""
        with contextlib.suppress(WrongRelease):
            self.client.poll()
        tiles = [tile["id"] for tile in self.client.tiles(COMMUNE)]
        return {"number": self.client.manifest.get("number"), "tiles": tiles, "pause": self.client.pause()}

    def data(self, tile_id: str, commune: str) -> Any:
        """Ask for data."""
        return self.client.tile_data(tile_id, commune)


class Program:
    """A client that is a program."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def poll(self) -> dict[str, Any]:
        """Poll once."""
        return dict(self._answer("poll"))

    def data(self, tile_id: str, commune: str) -> Any:
        """Ask for data."""
        return self._answer(f"data {tile_id} {commune}")

    def _answer(self, order: str) -> Any:
        assert self._process.stdin, "the program has no input"
        assert self._process.stdout, "the program has no output"
        with contextlib.suppress(BrokenPipeError):
            print(order, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        assert line, f"the program ended, or closed its output, before it answered {order!r}"
        return json.loads(line)


Start = Callable[[str], contextlib.AbstractContextManager[Driver]]


@contextmanager
def ours(url: str) -> Iterator[Driver]:
    """The client of this folder."""
    yield OurClient(url)


def program(words: list[str]) -> Start:
    """A program, started anew for each check."""

    @contextmanager
    def started(url: str) -> Iterator[Driver]:
        with subprocess.Popen([*words, url], stdin=-1, stdout=-1, text=True) as process:
            try:
                yield Program(process)
            finally:
                process.terminate()

    return started


class Scene:
    """A sandbox, and a client that has polled it once and fetched the data of a tile."""

    def __init__(self, application: SandboxApplication, client: Driver) -> None:
        self.application, self.client = application, client
        self.sandbox: Sandbox = application.sandbox
        self.first = client.poll()
        assert self.first["number"] == 41, f"it holds release {self.first['number']}"
        assert TILE in self.first["tiles"], f"it shows {self.first['tiles']}"
        assert client.data(TILE, COMMUNE)["count"] == 1, "it has no data"

    def asked(self, ending: str) -> list[dict[str, Any]]:
        """The requests for addresses that end so, oldest first."""
        return [request for request in self.application.requests if request["path"].endswith(ending)]

    def polls(self) -> list[dict[str, Any]]:
        """The requests for the manifest, signed or not."""
        return [*self.asked("/manifest"), *self.asked("/manifest.jws")]


def what_it_does_not_know_is_ignored(scene: Scene) -> None:
    """Unknown fields everywhere, and a tile of a kind, an icon, a category that nobody knows."""
    scene.sandbox.future()
    held = scene.client.poll()
    assert held["number"] == 42, "it did not take the release"
    assert TILE in held["tiles"], "it lost what it knows"


def a_bad_signature_keeps_the_last_good(scene: Scene) -> None:
    """A manifest that was not signed by the key that it names."""
    _a_lie_is_not_believed(scene, "signature")


def a_lower_number_keeps_the_last_good(scene: Scene) -> None:
    """A manifest of the past, well signed."""
    _a_lie_is_not_believed(scene, "number")


def other_bytes_keep_the_last_good(scene: Scene) -> None:
    """A release that is not what its name says."""
    _a_lie_is_not_believed(scene, "bytes")


def an_expired_manifest_keeps_the_last_good(scene: Scene) -> None:
    """A manifest that was issued two weeks ago."""
    _a_lie_is_not_believed(scene, "expired")


def _a_lie_is_not_believed(scene: Scene, lie: str) -> None:
    scene.sandbox.lie = lie
    scene.sandbox.withdraw(TILE)
    held = scene.client.poll()
    assert (held["number"], held["tiles"]) == (41, scene.first["tiles"]), f"it holds {held}"
    scene.sandbox.lie = ""
    assert TILE not in scene.client.poll()["tiles"], "it did not come back to the truth"


def a_new_key_is_taken(scene: Scene) -> None:
    """After a rotation the next manifest is believed."""
    scene.sandbox.rotate()
    scene.sandbox.withdraw(TILE)
    assert scene.client.poll()["number"] == 42, "it does not believe the new key"


def a_503_is_waited_out(scene: Scene) -> None:
    """Retry-After is honoured; definitions stay, data that cannot be asked for are not shown."""
    scene.sandbox.unavailable = RETRY_SECONDS
    held = scene.client.poll()
    assert held["pause"] >= RETRY_SECONDS, f"it would come back after {held['pause']} s"
    assert held["tiles"] == scene.first["tiles"], "it lost the definitions"
    assert scene.client.data(TILE, COMMUNE) is None, "it shows data that it could not ask for"
    scene.sandbox.unavailable = 0
    assert scene.client.poll()["pause"] < RETRY_SECONDS, "it still waits"


def a_tombstone_deletes_what_was_stored(scene: Scene) -> None:
    """After a withdrawal neither the tile nor its data are shown, nor asked for with what was stored."""
    scene.sandbox.withdraw(TILE)
    assert TILE not in scene.client.poll()["tiles"], "it shows the tile"
    before = len(scene.asked(f"/tiles/{TILE}/data"))
    assert scene.client.data(TILE, COMMUNE) is None, "it shows the data"
    for request in scene.asked(f"/tiles/{TILE}/data")[before:]:
        assert not request["if_none_match"], "it has kept the data"


def data_are_deleted_by_410(scene: Scene) -> None:
    """Also when the client has not polled since the withdrawal."""
    scene.sandbox.withdraw(TILE)
    assert scene.client.data(TILE, COMMUNE) is None, "it shows the data"


def what_it_has_is_not_fetched_again(scene: Scene) -> None:
    """Manifest and data are asked for with If-None-Match; a release that it has is not asked for."""
    releases = len([request for request in scene.application.requests if "/releases/" in request["path"]])
    assert scene.client.poll()["number"] == 41, "it holds another release"
    assert scene.client.data(TILE, COMMUNE)["count"] == 1, "304 took the data away"
    assert scene.polls()[-1]["if_none_match"], "it polls without If-None-Match"
    assert scene.asked(f"/tiles/{TILE}/data")[-1]["if_none_match"], "it asks for data without If-None-Match"
    again = len([request for request in scene.application.requests if "/releases/" in request["path"]])
    assert again == releases, "it fetched a release that it had"


def clients_do_not_poll_together(scene: Scene) -> None:
    """The pauses differ, and none is shorter than what the manifest may be kept."""
    pauses = [scene.client.poll()["pause"] for _ in range(20)]
    assert len(set(pauses)) > 10, f"always {pauses[0]} s"
    assert min(pauses) >= 60, f"it polls again after {min(pauses)} s"


CHECKS: list[Callable[[Scene], None]] = [
    what_it_does_not_know_is_ignored,
    a_bad_signature_keeps_the_last_good,
    a_lower_number_keeps_the_last_good,
    other_bytes_keep_the_last_good,
    an_expired_manifest_keeps_the_last_good,
    a_new_key_is_taken,
    a_503_is_waited_out,
    a_tombstone_deletes_what_was_stored,
    data_are_deleted_by_410,
    what_it_has_is_not_fetched_again,
    clients_do_not_poll_together,
]


def play(check: Callable[[Scene], None], start: Start = ours) -> None:
    """Run a check with a sandbox and a client of its own. Raises AssertionError."""
    application = SandboxApplication()
    with running(application) as url, start(url) as client:
        check(Scene(application, client))


def main(words: list[str] | None = None) -> int:
    """Run every check; 1 when one failed."""
    given = [word for word in (sys.argv[1:] if words is None else words) if word != "--"]
    start = program(given) if given else ours
    return 1 if [check for check in CHECKS if not _passes(check, start)] else 0


def _passes(check: Callable[[Scene], None], start: Start) -> bool:
    try:
        play(check, start)
    except Exception as problem:  # noqa: BLE001  (whatever a client answers, the other checks go on)
        print(f"FAILED  {check.__name__}: {problem!r}")
        return False
    print(f"ok      {check.__name__}")
    return True


if __name__ == "__main__":
    sys.exit(main())
