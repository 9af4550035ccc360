"""The vocabularies of a dataset."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.catalogue import (
    alphabetical,
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



def test_the_licence_ouverte_is_open_and_a_missing_licence_is_not() -> None:
    assert "etalab-2.0" in open_licences()
    assert not {"notspecified", "other-closed", ""} & open_licences()


def test_accents_do_not_send_a_name_to_the_end() -> None:
    assert sorted(["Yville", "Épinay", "Elbeuf", "Île"], key=alphabetical) == ["Elbeuf", "Épinay", "Île", "Yville"]
