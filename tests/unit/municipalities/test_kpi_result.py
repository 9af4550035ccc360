"""What the engine accepts as the result of a KPI, and what it keeps of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from ckanext.rouen_municipalities.core.catalogue import themes
from ckanext.rouen_municipalities.core.kpi import (
    Dimension,
    How,
    KpiDefinition,
    KpiInconsistent,
    KpiResult,
    Measure,
    NotCounted,
    check_result,
    ids_digest,
)
from ckanext.rouen_municipalities.core.kpi.computed import content_digest, kept
from ckanext.rouen_municipalities.core.kpi.wording import definition as base_definition
from hypothesis import given
from hypothesis import strategies as st

TEXT = {"fr": "Bancs publics", "en": "Public benches"}
BENCHES = KpiDefinition(
    id="B1",
    version=1,
    initiative="open-data",
    label=TEXT,
    definition=TEXT,
    unit="count",
    compute=lambda connection: KpiResult(0),
    dimensions={"material": Dimension(TEXT, partition=True), "colour": Dimension(TEXT)},
)
RESULT = KpiResult(
    value=2,
    of=3,
    counted=["oak", {"id": "elm", "since": 1990}],
    not_counted=[NotCounted("steel", "not-wood", {"material": "metal"})],
    by={"material": {"wood": 2, "metal": 0}, "colour": {"brown": 1, "green": 1, "dark": 2}},
    counted_by={"material": {"wood": ["oak", "elm"], "metal": []}},
    source_date=date(2026, 1, 31),
)


def test_a_result_whose_ids_give_its_number_back_is_accepted() -> None:
    check_result(BENCHES, RESULT)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(RESULT, value=3, by={}), "the value is 3 and 2 ids are counted"),
        (replace(RESULT, counted=["oak", "oak"]), "counted twice"),
        (replace(RESULT, not_counted=[NotCounted("elm", "not-wood")]), "elm is counted and not counted"),
        (replace(RESULT, by={"material": {"wood": 1, "metal": 0}}, counted_by={}), "material sums to 1"),
        (replace(RESULT, counted_by={"material": {"wood": ["oak"]}}), "material:wood is 2 and 1 ids are counted"),
        (replace(RESULT, counted_by={"size": {"big": ["oak"]}}), "size:big is None"),
    ],
)
def test_a_result_that_contradicts_itself_is_refused(wrong: KpiResult, told: str) -> None:
    with pytest.raises(KpiInconsistent, match=told):
        check_result(BENCHES, wrong)


def test_a_measure_need_not_equal_its_number_of_ids() -> None:
    check_result(replace(BENCHES, unit="kWh", dimensions={}), KpiResult(value=12560234.5, counted=["a"]))


def test_parts_of_a_measure_sum_to_it_but_for_rounding() -> None:
    measure = replace(BENCHES, unit="kWh")
    check_result(measure, KpiResult(value=0.3, by={"material": {"wood": 0.1, "metal": 0.2}}))


def test_a_value_that_cannot_be_computed_is_none() -> None:
    computed, _ = kept(BENCHES, KpiResult(value=None))
    assert computed.value is None


def test_the_hash_of_the_ids_can_be_recomputed_by_anyone() -> None:
    computed, _ = kept(BENCHES, RESULT)
    assert computed.ids_sha256 == hashlib.sha256(b"elm\noak").hexdigest()
    assert computed.ids_count == 2


@given(st.lists(st.text()), st.randoms())
def test_the_hash_does_not_depend_on_the_order(ids: list[str], random: object) -> None:
    shuffled = list(ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ids_digest(shuffled) == ids_digest(ids)


def test_whole_decimals_are_kept_as_whole_numbers() -> None:
    computed, _ = kept(replace(BENCHES, unit="kWh"), KpiResult(value=Decimal("12560234.0"), of=Decimal("0.5")))
    assert (repr(computed.value), repr(computed.of_value)) == ("12560234", "0.5")


@pytest.mark.parametrize(
    ("given_date", "written"),
    [
        (None, None),
        (date(2021, 12, 31), "2021-12-31"),
        (datetime(2026, 3, 3, 21, 35, tzinfo=UTC), "2026-03-03T21:35:00+00:00"),
    ],
)
def test_the_source_date_is_kept_as_precisely_as_it_is_known(given_date: date | None, written: str | None) -> None:
    computed, _ = kept(BENCHES, replace(RESULT, source_date=given_date))
    assert computed.source_date == written


def test_the_same_result_has_the_same_digest_and_another_explanation_another() -> None:
    first = content_digest(*kept(BENCHES, RESULT))
    same = content_digest(*kept(BENCHES, RESULT))
    other = content_digest(*kept(BENCHES, replace(RESULT, not_counted=[])))
    assert first == same != other


@pytest.mark.parametrize("kpi_id", ["K0", "K1", "K2a", "K2b", "K2c", "K3", "K5"])
def test_every_word_of_a_kpi_of_the_base_is_said_in_both_languages(kpi_id: str) -> None:
    described = base_definition(kpi_id, BENCHES.compute, date(2026, 1, 1))
    dimensions = described.dimensions.values()
    texts = [
        described.label,
        described.definition,
        *described.reasons.values(),
        *(dimension.label for dimension in dimensions),
        *(text for dimension in dimensions for text in dimension.keys.values()),
    ]
    assert all(text["fr"] and text["en"] for text in texts)


def test_k1_has_the_13_themes_and_no_theme_and_k0_the_71_communes() -> None:
    day = date(2026, 1, 1)
    assert set(base_definition("K1", BENCHES.compute, day).dimensions["theme"].keys) == {*themes(), "none"}
    assert len(base_definition("K0", BENCHES.compute, day).dimensions["commune"].keys) == 71


SEATS = Measure(How.SUM, "seats")
AGE = Measure(How.MEAN, "age")
SEATED = replace(BENCHES, measure=SEATS, dimensions={"age": Dimension(TEXT, unit="years", measure=AGE)})
SAT_ON = KpiResult(
    value=7,
    counted=[
        {"id": "oak", "seats": 3, "age": 10},
        {"id": "elm", "seats": 4, "age": 15},
        {"id": "log", "seats": 0, "age": 0},
    ],
    by={"age": {"wood": 8.3, "metal": None}},
    counted_by={"age": {"wood": ["oak", "elm", "log"], "metal": []}},
)


def test_a_sum_or_a_mean_of_what_was_counted_is_accepted_as_a_number_of_things_is() -> None:
    check_result(SEATED, SAT_ON)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(SAT_ON, value=8), "the sum of seats is 7, the value is 8"),
        (replace(SAT_ON, by={"age": {"wood": 8.4, "metal": None}}), "age:wood: the mean of age is 8.3"),
        (replace(SAT_ON, by={"age": {"wood": 8.3, "metal": 0}}), "age:metal: the mean of age is None"),
    ],
)
def test_a_sum_or_a_mean_that_its_items_do_not_give_back_is_refused(wrong: KpiResult, told: str) -> None:
    with pytest.raises(KpiInconsistent, match=told):
        check_result(SEATED, wrong)
