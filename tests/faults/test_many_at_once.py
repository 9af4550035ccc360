"""Ten people send a file for the same resource at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import counts
from backstage import SWEEP_SECONDS, sysadmin
from outside import until
from published_table import Table

SENDERS = range(2, 12)


def test_ten_uploads_at_once_end_as_some_order_of_the_ten(table: Table) -> None:
    def send(version: int) -> None:
        sysadmin().send("resource_patch", counts.content(3, version), f"{version}.csv", id=table.id)

    with ThreadPoolExecutor(len(SENDERS)) as pool:
        list(pool.map(send, SENDERS))

    def ended() -> bool:
        return all(item["finished"] for item in table.history())

    until(ended, "not every file came to an end", SWEEP_SECONDS + 60)
    history = table.history()
    assert sorted(item["file"]["name"] for item in history[:-1]) == sorted(f"{version}.csv" for version in SENDERS)
    assert {item["state"] for item in history} <= {"published", "superseded"}
    last = history[0]
    assert last["state"] == "published"
    version = int(last["file"]["name"].removesuffix(".csv"))
    assert (table.version(), table.downloaded()) == (version, counts.content(3, version))
    until(lambda: described(table) == (last["file"]["sha256"], last["file"]["name"]), "the resource names another file")


def described(table: Table) -> tuple[str, str]:
    """Hash and name of the file as the resource tells them."""
    resource = table.portal.read("resource_show", id=table.id)
    return resource["hash"], resource["url"].rsplit("/", 1)[1]
