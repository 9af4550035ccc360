"""The latest sign of life of each kind of process, in Redis: `rouen:<site>:pulse:<kind>`."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ..core.pulse import Pulse, from_json


def write(kind: str, pulse: Pulse) -> None:
    """Keep a sign of life in the place of the former one."""
    connect_to_redis().set(_key(kind), pulse.to_json())


def latest(kind: str) -> Pulse | None:
    """The latest sign of life, None when there was never one."""
    found = connect_to_redis().get(_key(kind))
    return from_json(found) if isinstance(found, bytes) else None


def _key(kind: str) -> str:
    return f"rouen:{tk.config['ckan.site_id']}:pulse:{kind}"
