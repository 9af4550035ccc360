"""The synthetic set goes through the publication path of every upload, and the published figures come out."""

from __future__ import annotations

import pytest
from ckan.tests import helpers

pytestmark = pytest.mark.usefixtures("with_plugins", "energy_portal")


def test_the_published_figures_come_out_computed(demo):
    figures = helpers.call_action("rouen_energy_dashboard", year=2021)
    assert figures["total_kwh"] == 12_560_234
    assert figures["buildings"] == {"with_data": 54, "all": 54}
    assert figures["by_type"][0]["type"] == "musée"
    assert figures["synthetic"] is True
