"""The vocabularies of a dataset."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.catalogue import (
    Freshness,
    alphabetical,
    frequencies,
    freshness,
    open_licences,
    themes,
)

TODAY = date(2026, 11, 22)
SHARED = Path(__file__).parents[4] / "shared" / "data" / "territory" / "themes.json"


class TestThemes:
    def test_are_the_thirteen_of_the_european_union(self) -> None:
        assert sorted(themes()) == [
            "AGRI",
            "ECON",
            "EDUC",
            "ENER",
            "ENVI",
            "GOVE",
            "HEAL",
            "INTR",
            "JUST",
            "REGI",
            "SOCI",
            "TECH",
            "TRAN",
        ]

    def test_come_in_the_order_of_their_french_names(self) -> None:
        names = [theme.fr for theme in themes().values()]
        assert names[:4] == [
            "Agriculture, pêche, sylviculture et alimentation",
            "Économie et finances",
            "Éducation, culture et sport",
            "Énergie",
        ]

    @pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not on this machine")
    def test_are_worded_as_the_authority_table_words_them(self) -> None:
        theirs = json.loads(SHARED.read_text())["themes"]
        ours = {theme.code: (theme.fr, theme.en, theme.uri) for theme in themes().values()}
        assert ours == {theme["code"]: (theme["fr"], theme["en"], theme["uri"]) for theme in theirs}


class TestFreshness:
    def test_is_up_to_date_until_the_frequency_and_its_grace_have_passed(self) -> None:
        assert freshness("WEEKLY", date(2026, 11, 8), TODAY) == Freshness(assessable=True)
        assert freshness("WEEKLY", date(2026, 11, 7), TODAY) == Freshness(assessable=True, days_late=1)

    @pytest.mark.parametrize("frequency", ["IRREG", "NEVER", "UNKNOWN", "", None, "TOUS LES JOURS"])
    def test_cannot_be_assessed_without_a_fixed_frequency(self, frequency: str | None) -> None:
        assert freshness(frequency, date(2026, 11, 21), TODAY) == Freshness(assessable=False)

    def test_cannot_be_assessed_without_data(self) -> None:
        assert not freshness("ANNUAL", None, TODAY).assessable

    @pytest.mark.parametrize(
        ("code", "grace"), [("WEEKLY", 7), ("MONTHLY", 14), ("QUARTERLY", 30), ("ANNUAL_2", 30), ("ANNUAL", 60)]
    )
    def test_leaves_the_grace_of_its_definition(self, code: str, grace: int) -> None:
        assert frequencies()[code].grace_days == grace


def test_the_licence_ouverte_is_open_and_a_missing_licence_is_not() -> None:
    assert "etalab-2.0" in open_licences()
    assert not {"notspecified", "other-closed", ""} & open_licences()


def test_accents_do_not_send_a_name_to_the_end() -> None:
    assert sorted(["Yville", "Épinay", "Elbeuf", "Île"], key=alphabetical) == ["Elbeuf", "Épinay", "Île", "Yville"]
