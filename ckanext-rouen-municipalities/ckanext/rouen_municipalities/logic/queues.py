"""The queues of jobs beside CKAN's default one."""

from __future__ import annotations

#: what nobody sits and waits for: reading links, writing exports
SLOW = "slow"
