"""Whether the worker and the scheduler, which nobody asks anything, still give signs of life."""

from __future__ import annotations

import json
import time

from machine import configuration, redis
from machine.ports import Ports
from machine.world import World


def beats(world: World, ports: Ports, kind: str) -> bool:
    """Whether the latest sign of life of a kind of process still holds."""
    found = redis.value(world, ports, f"rouen:{configuration.site_id(world)}:pulse:{kind}")
    if found is None:
        return False
    pulse = json.loads(found)
    return time.time() - float(pulse["at"]) <= float(pulse["holds"])
