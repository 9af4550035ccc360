"""Keeping the warehouse and the public feed building × month in step with the published tables."""

from __future__ import annotations


def owners_concerned(resource_id: str) -> set[str]:
    """Owners whose warehouse or feed depends on this table; one that is gone: who used it."""
    raise NotImplementedError


def bring_up_to_date(owner: str) -> bool:
    """Fill what changed of one owner, sum it, publish building × month; whether anything changed.

    Exclusive per owner, idempotent, incremental: whatever died before, the next run is right.
    """
    raise NotImplementedError


def bring_all_up_to_date() -> None:
    """The same for every owner that has, or had, tables of meters, readings or bills."""
    raise NotImplementedError
