"""K4: the accounts that contribute, by organisation; no account is ever named."""

from __future__ import annotations

from collections.abc import Mapping

from .result import KpiResult

#: The key of the accounts that act for more than one organisation: each is counted once.
SEVERAL = "several"
ORGANIZATION = "organization"
VISITORS = "visitors"


def contributors(by_organization: Mapping[str, int], of_several: int) -> KpiResult:
    """K4: active accounts by the name of their only organisation, and those of several; visitors are not measured."""
    counts = {**by_organization, SEVERAL: of_several}
    present = {name: count for name, count in counts.items() if count}
    return KpiResult(
        value=sum(counts.values()),
        counted=[{"id": name, "contributors": count} for name, count in present.items()],
        by={ORGANIZATION: counts, VISITORS: {VISITORS: None}},
        counted_by={ORGANIZATION: {name: [name] if count else [] for name, count in counts.items()}},
    )
