"""Dates are ISO or day first; what could be read in two ways is refused."""

from __future__ import annotations

import pytest
from ckanext.rouen_municipalities.core.tabular import dates
from ckanext.rouen_municipalities.core.tabular.cells import CellError

PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-22", "2026-11-22"),
        ("22/11/2026", "2026-11-22"),
        ("01/02/2026", "2026-02-01"),
        ("1/2/2026", "2026-02-01"),
        ("22-11-2026", "2026-11-22"),
        ("2026/11/22", "2026-11-22"),
        ("29/02/2024", "2024-02-29"),
        ("22/11/2026 00:00", "2026-11-22"),
        ("2026-11-22T00:00:00", "2026-11-22"),
        ("22/11/2026 00:00:00.000", "2026-11-22"),
    ],
)
def test_a_day_is_read_day_first(written: str, read: str) -> None:
    assert dates.read_date(written) == read


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("31/02/2026", "date-impossible"),
        ("29/02/2023", "date-impossible"),
        ("00/01/2026", "date-impossible"),
        ("2026-13-01", "date-impossible"),
        ("01/02/0026", "date-impossible"),
        ("03/25/2026", "date-month-first"),
        ("22/11/26", "date-two-digit-year"),
        ("26-11-22", "date-two-digit-year"),
        ("22/11/2026 14:30", "date-with-time"),
        ("11/2026", "date-incomplete"),
        ("2026", "date-incomplete"),
        ("22.11.2026", "date"),
        ("20261122", "date"),
        ("46348", "date"),
        ("22/11-2026", "date"),
        ("２２/11/2026", "date"),
        ("hier", "date"),
    ],
)
def test_what_is_not_a_day_is_refused_by_name(written: str, rule: str) -> None:
    with pytest.raises(CellError) as refusal:
        dates.read_date(written)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023-03-13T00:30:00+01:00", "2023-03-13T00:30:00+01:00"),
        ("2023-03-13 00:30:00", "2023-03-13T00:30:00+01:00"),
        ("2023-07-13 00:30", "2023-07-13T00:30:00+02:00"),
        ("13/07/2023 00:30:00", "2023-07-13T00:30:00+02:00"),
        ("13/07/2023 8h05", "2023-07-13T08:05:00+02:00"),
        ("2023-03-13T00:30:00Z", "2023-03-13T00:30:00+00:00"),
        ("2023-03-13T00:30:00.25+0100", "2023-03-13T00:30:00.250000+01:00"),
        ("2023-03-13T00:30+01", "2023-03-13T00:30:00+01:00"),
        ("2023-03-13", "2023-03-13T00:00:00+01:00"),
        ("31/12/2023 24:00", "2024-01-01T00:00:00+01:00"),
    ],
)
def test_an_instant_is_read_with_its_offset_or_in_local_time(written: str, read: str) -> None:
    assert dates.read_datetime(written, PARIS) == read


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("26/03/2023 02:30", "datetime-skipped"),
        ("29/10/2023 02:30", "datetime-ambiguous"),
        ("13/07/2023 25:00", "time-impossible"),
        ("13/07/2023 24:01", "time-impossible"),
        ("13/07/2023 12:60", "time-impossible"),
        ("13/07/2023 12:00:61", "time-impossible"),
        ("31/02/2023 12:00", "date-impossible"),
        ("13/07/23 12:00", "date-two-digit-year"),
        ("31/12/9999 24:00", "date-impossible"),
        ("2023-03-13T00:30:00+15:00", "datetime"),
        ("06/29/2023 11:13 AM EDT", "datetime"),
        ("12:30", "datetime"),
    ],
)
def test_what_is_not_an_instant_is_refused_by_name(written: str, rule: str) -> None:
    with pytest.raises(CellError) as refusal:
        dates.read_datetime(written, PARIS)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("written", "read"),
    [("03/2021", "2021-03-01"), ("2021-03", "2021-03-01"), ("3-2021", "2021-03-01")],
)
def test_a_month_is_its_first_day(written: str, read: str) -> None:
    assert dates.read_yearmonth(written) == read


@pytest.mark.parametrize("written", ["13/2021", "03/21", "2021", "01/03/2021", "mars 2021"])
def test_what_is_not_a_month_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        dates.read_yearmonth(written)


@pytest.mark.parametrize("written", ["21", "0021", "20211", "2021,0", "٢٠٢١"])
def test_a_year_has_four_digits(written: str) -> None:
    assert dates.read_year("2021") == "2021"
    with pytest.raises(CellError):
        dates.read_year(written)


def test_serial_dates_are_those_of_excel() -> None:
    assert dates.read_excel_date("44561") == "2021-12-31"
    assert dates.read_excel_date("61") == "1900-03-01"
    assert dates.read_excel_date("31/12/2021") == "2021-12-31"
    assert dates.read_excel_datetime("45106.524259907404", "America/Toronto") == "2023-06-29T12:34:56.056000-04:00"


@pytest.mark.parametrize("written", ["60", "0", "44561,5", "2958466", "45_000", "-44561"])
def test_a_serial_that_excel_itself_gets_wrong_or_that_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        dates.read_excel_date(written)
