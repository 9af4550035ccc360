"""The shares of the tests on CKAN, which run at the same time: what each has of its own, and which files it takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from machine.world import World

TESTS = Path("tests") / "ckan"
#: What pytest takes for a file of tests.
FILES = ("test_*.py", "*_test.py")


@dataclass(frozen=True)
class Share:
    """One share: since nothing that it stores is another's, none can disturb another."""

    number: int

    @property
    def part(self) -> str:
        """The part of the tests that it is."""
        return f"ckan-{self.number}"

    @property
    def main(self) -> str:
        """CKAN's database, which is also the name of the Solr core."""
        return f"ckan_test_{self.number}"

    @property
    def core(self) -> str:
        """The Solr core."""
        return self.main

    @property
    def datastore(self) -> str:
        """The datastore's database."""
        return f"datastore_test_{self.number}"

    @property
    def redis(self) -> int:
        """The number of the database of Redis; the services have the first."""
        return self.number

    @property
    def storage(self) -> str:
        """The folder of uploads."""
        return f"storage-test-{self.number}"

    @property
    def tiles(self) -> str:
        """The folder of the releases of tiles."""
        return f"tiles-test-{self.number}"

    def ini(self, world: World) -> Path:
        """CKAN's configuration for pytest."""
        return world.state / "etc" / f"test-{self.number}.ini"


SHARES = tuple(Share(number) for number in (1, 2))
#: It alone runs what is named file by file, and what the others begin with is copied from it.
FIRST = SHARES[0]


def of(world: World) -> tuple[Share, ...]:
    """The shares of a world; the portal's has none."""
    return () if world.is_portal else SHARES


def files(sources: Path, share: Share) -> list[Path]:
    """The files that a share takes: in their order, about as much text for each share."""
    found = sorted({path for pattern in FILES for path in (sources / TESTS).rglob(pattern)})
    sizes = {path: path.stat().st_size for path in found}
    ends = accumulate(sizes.values())
    middles = {path: end - sizes[path] / 2 for path, end in zip(found, ends)}  # noqa: B905 - deploy/ runs on 3.9
    return [path for path in found if _share_at(middles[path] / sum(sizes.values())) == share]


def _share_at(place: float) -> Share:
    """The share of a file whose middle lies at this place of all text, from 0 to 1."""
    return SHARES[int(len(SHARES) * place)]
