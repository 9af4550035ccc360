"""CKAN's Solr schema is made French, or the deployment stops."""

from __future__ import annotations

import pytest
from machine.failure import MachineError
from machine.french_schema import ENGLISH, FOLDING, SYNONYMS, TEXT_TYPE, TOKENIZER, make_french

INDEX = f'<analyzer type="index">{TOKENIZER}{ENGLISH}{FOLDING}</analyzer>'
QUERY = f'<analyzer type="query">{TOKENIZER}{SYNONYMS}{ENGLISH}{FOLDING}</analyzer>'
OTHER_TYPE = f'<fieldType name="text_general"><analyzer>{TOKENIZER}</analyzer></fieldType>'
SCHEMA = f'<schema name="ckan-2.11">{TEXT_TYPE}{INDEX}{QUERY}</fieldType>{OTHER_TYPE}</schema>'


def test_both_analyzers_of_the_text_type_become_french() -> None:
    french = make_french(SCHEMA).split(OTHER_TYPE)[0]

    assert "English" not in french
    assert french.count("FrenchLightStemFilterFactory") == 2
    assert french.count("ElisionFilterFactory") == 2


def test_accents_go_before_synonyms_and_stems_are_taken() -> None:
    query = make_french(SCHEMA).split('<analyzer type="query">')[1]

    order = ["Elision", "ASCIIFolding", "StopFilter", "SynonymGraph", "FrenchLightStem"]
    assert sorted(order, key=query.index) == order


def test_little_words_are_dropped_from_queries_alone() -> None:
    assert make_french(SCHEMA).count("StopFilterFactory") == 1


def test_name_and_other_types_stay_as_they_are() -> None:
    french = make_french(SCHEMA)

    assert french.startswith('<schema name="ckan-2.11">')
    assert OTHER_TYPE in french


@pytest.mark.parametrize(
    "unknown",
    [
        SCHEMA.replace("ckan-2.11", "ckan-2.12"),
        SCHEMA.replace(ENGLISH, "", 1),
        SCHEMA.replace(TEXT_TYPE, '<fieldType name="text">'),
        SCHEMA.replace(TOKENIZER, "<tokenizer/>", 1),
        SCHEMA.replace(SYNONYMS, ""),
        SCHEMA + ENGLISH,
    ],
)
def test_a_schema_that_is_not_known_is_refused_by_name(unknown: str) -> None:
    with pytest.raises(MachineError, match="Solr schema is not the one"):
        make_french(unknown)
