"""What any server of the tiles API must do, checked from outside with the standard library.

    python checks.py https://donnees.example/api/tiles/v1
    python checks.py https://donnees.example/api/tiles/v1 --withdraw './withdraw' --restore './restore'

Each check is a function that raises AssertionError with what was wrong; pytest runs the same ones. With the two
commands, to each of which the id of a tile is added, a withdrawal is tried too. Where the module `brotli` is missing,
brotli answers are asked for but not decoded.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from http import HTTPStatus

import checks_content
import checks_http
from asking import Check
from client import TilesClient

CHECKS: list[Check] = [*checks_http.CHECKS, *checks_content.CHECKS]
RESTORED_WITHIN_SECONDS = 180


def withdrawal_is_seen_at_once(
    server: TilesClient,
    withdraw: Callable[[str], object],
    restore: Callable[[str], object],
    *beside: TilesClient,
) -> None:
    """When the request that withdraws a tile has returned, no address serves it; then it comes back.

    `beside` are other addresses of the same portal.
    """
    server.poll()
    tile = next(tile for tile in server.release["tiles"] if tile["data"] and tile["served"]["insee"])
    name, commune = tile["id"], tile["served"]["insee"][0]
    for asked in (server, *beside):
        asked.poll()
        assert asked.tile_data(name, commune) is not None, f"{name} has no data in {commune}"
    try:
        withdraw(name)
        for asked in (server, *beside):
            _is_withdrawn(asked, name, commune)
    finally:
        restore(name)
    deadline = time.monotonic() + RESTORED_WITHIN_SECONDS
    while name not in _ids(server.fetch("manifest").json["tiles"]):
        assert time.monotonic() < deadline, "the tile has not come back"
        time.sleep(1)


def _is_withdrawn(server: TilesClient, name: str, commune: str) -> None:
    assert name not in _ids(server.fetch("manifest").json["tiles"]), "the manifest still names it"
    assert name not in _ids(server.fetch(f"tiles?commune={commune}").json["tiles"]), "the commune still sees it"
    assert server.fetch(f"tiles/{name}").json["state"] in {"withdrawn", "gone"}, "it is no stub"
    assert server.fetch(f"tiles/{name}/data?commune={commune}").status == HTTPStatus.GONE, "its data are served"
    assert server.tile_data(name, commune) is None, "the client keeps its data"
    assert server.poll(), "there is no new manifest"
    assert name not in _ids(server.release["tiles"]), "the release holds it"
    assert name in _ids(server.release["tombstones"]), "it has no tombstone"


def _ids(entries: list[dict[str, str]]) -> set[str]:
    return {entry["id"] for entry in entries}


def _command(words: str) -> Callable[[str], object]:
    return lambda tile_id: subprocess.run([*shlex.split(words), tile_id], check=True)


def main(words: list[str] | None = None) -> int:
    """Run every check against a server; 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--withdraw", help="a command that withdraws the tile whose id is added")
    parser.add_argument("--restore", help="a command that brings it back")
    given = parser.parse_args(words)
    if bool(given.withdraw) != bool(given.restore):
        parser.error("--withdraw and --restore go together")
    url = given.url.rstrip("/")
    runs: dict[str, Check] = {check.__name__: check for check in CHECKS}
    if given.withdraw and given.restore:
        acts = _command(given.withdraw), _command(given.restore)
        runs[withdrawal_is_seen_at_once.__name__] = lambda server: withdrawal_is_seen_at_once(server, *acts)
    manifest = TilesClient(url).fetch("manifest")
    if manifest.status != HTTPStatus.OK:
        print(f"FAILED  {url}/manifest: {manifest.status or 'no answer'}. Is it the address of a tiles API?")
        return 1
    failed = [name for name, check in runs.items() if not _passes(name, check, TilesClient(url))]
    print(f"{len(runs) - len(failed)} of {len(runs)} hold")
    return 1 if failed else 0


def _passes(name: str, check: Check, server: TilesClient) -> bool:
    try:
        check(server)
    except Exception as problem:  # noqa: BLE001  (whatever a server sends, the other checks go on)
        print(f"FAILED  {name}: {problem!r}")
        return False
    print(f"ok      {name}")
    return True


if __name__ == "__main__":
    sys.exit(main())
