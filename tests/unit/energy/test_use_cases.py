"""What makes a use case count as addressed."""

from __future__ import annotations

import pytest
from ckanext.rouen_energy.core.use_cases import reason


@pytest.mark.parametrize(
    ("status", "result", "told"),
    [
        ("in-use", "https://exemple.fr", ""),
        ("in-use", None, "missing-result"),
        ("in-use", "  ", "missing-result"),
        ("in-work", "https://exemple.fr", "status-in-work"),
        ("idea", None, "status-idea"),
    ],
)
def test_a_use_case_is_addressed_in_use_with_a_result(status, result, told):
    assert reason({"status": status, "result": result}) == told
