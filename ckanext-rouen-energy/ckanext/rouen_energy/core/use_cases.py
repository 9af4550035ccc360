"""Use cases: the questions that energy data answers, and which of them are addressed (KPI E2)."""

from __future__ import annotations

from collections.abc import Mapping

IN_USE = "in-use"
STATUSES = ("idea", "in-work", IN_USE)

#: Why a use case that is in use is not addressed: nobody can see what came of it.
NO_RESULT = "missing-result"


def reason(use_case: Mapping[str, str | None]) -> str:
    """Why a use case is not addressed (`status-idea`, `status-in-work`, `missing-result`); empty when it is.

    It is addressed when it is in use and its result can be seen; the first reason wins.
    """
    status = use_case.get("status")
    if status != IN_USE:
        return f"status-{status}"
    return "" if (use_case.get("result") or "").strip() else NO_RESULT


def flow_names(text: str | None) -> list[str]:
    """The addresses of flows that a use case names, one a line; blanks between them do too."""
    return list(dict.fromkeys((text or "").split()))
