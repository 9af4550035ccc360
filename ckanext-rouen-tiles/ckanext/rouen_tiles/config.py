"""Options of this extension; each has its default in config_declaration.yaml only."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import ckan.plugins.toolkit as tk

from .core.release import ReleaseFolder
from .core.release.keys import KeyFolder

PREFIX = "ckanext.rouen_tiles."

_DATA = Path(__file__).parent / "data"


def directory() -> Path:
    """The folder that the tile process reads."""
    chosen = tk.config[f"{PREFIX}directory"]
    return Path(chosen) if chosen else Path(tk.config["ckan.storage_path"]) / "tiles"


def folder() -> ReleaseFolder:
    """The same, to read and write."""
    return _folder(str(directory()))


def keys() -> KeyFolder:
    """The folder of the keys that sign manifests; beside the releases by default, and never in them."""
    chosen = tk.config[f"{PREFIX}keys_folder"]
    return KeyFolder(chosen or directory().with_name(f"{directory().name}-keys"))


def tiles_folder() -> Path:
    """The folder of the site's tiles as YAML; the shipped set by default."""
    chosen = tk.config[f"{PREFIX}tiles_folder"]
    return Path(chosen) if chosen else _DATA / "tiles"


def vocabulary_file() -> Path:
    """The file with categories, departments and icons; the shipped one by default."""
    chosen = tk.config[f"{PREFIX}vocabulary"]
    return Path(chosen) if chosen else _DATA / "vocabulary.yaml"


def lock_timeout() -> int:
    """Seconds that a change of a source waits for a release being written before it is refused."""
    return int(tk.config[f"{PREFIX}lock_timeout"])


def manifest_renewal() -> timedelta:
    """After how long a manifest is issued anew although nothing changed."""
    return timedelta(hours=int(tk.config[f"{PREFIX}manifest_hours"]))


@lru_cache(maxsize=4)
def _folder(root: str) -> ReleaseFolder:
    return ReleaseFolder(root)
