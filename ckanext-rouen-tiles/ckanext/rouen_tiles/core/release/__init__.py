"""A release: one immutable set of tiles, named by the hash of its canonical JSON."""

from .compose import Release, Tombstone, compose, read_release, same_content, without
from .folder import Damaged, ReleaseFolder
from .state import Served

__all__ = [
    "Damaged",
    "Release",
    "ReleaseFolder",
    "Served",
    "Tombstone",
    "compose",
    "read_release",
    "same_content",
    "without",
]
