"""What a mapping makes of a line: zones, ends of steps, bounds, words, columns that are added, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ckanext.rouen_energy.core.mapping.converting import is_for
from ckanext.rouen_energy.core.mapping.definition import Mapping, MappingError
from ckanext.rouen_energy.core.mapping.validating import read_mapping
from ckanext.rouen_municipalities.core.tabular.issues import Issue, Notice
from mapped import OpenedRows, converted, lines, rows_of

READINGS: dict[str, Any] = {
    "profile": "energy/readings",
    "titles": ["Compteur", "Heure", "Puissance"],
    "sources": {
        "id_compteur": {"kind": "column", "value": "Compteur"},
        "horodate": {"kind": "column", "value": "Heure"},
    },
    "measures": [{"column": "Puissance", "unit": "kW"}],
    "decimal": ",",
}
BILLS: dict[str, Any] = {
    "profile": "energy/consumption",
    "titles": ["Bâtiment", "Mois", "Gaz MWh", "Propane MWh", "Cuve L"],
    "sources": {
        "id_batiment": {"kind": "column", "value": "Bâtiment"},
        "debut": {"kind": "column", "value": "Mois"},
    },
    "period": "month",
    "measures": [{"column": "Gaz MWh", "unit": "MWh", "constants": {"vecteur": "gaz"}}],
    "decimal": ",",
}


def readings(*rows: str) -> OpenedRows:
    return lines("courbe.csv", "Compteur;Heure;Puissance", *rows)


def bills(*rows: str) -> OpenedRows:
    return lines("factures.csv", "Bâtiment;Mois;Gaz MWh;Propane MWh;Cuve L", *rows)


def mapping(of: dict[str, Any], **changes: Any) -> Mapping:
    return read_mapping({**of, **changes})


def starts(rows: list[dict[str, str]]) -> list[str]:
    return [row["horodate"] for row in rows]


def issues(of: Mapping, opened: OpenedRows) -> list[tuple[str, int | None, str, str]]:
    found = [one for one in converted(of, opened) if isinstance(one, Issue)]
    return [(one.rule, one.line, one.column, one.value) for one in found]


def test_a_mapping_is_the_same_after_json() -> None:
    said = mapping(READINGS, words={"id_compteur": {"A": "B"}}, step=30)
    assert read_mapping(said.to_dict()) == said


def test_the_end_of_a_step_becomes_its_start() -> None:
    opened = readings("A;01/02/2023 00:30;1,5", "A;01/02/2023 01:00;2", "A;01/02/2023 01:30;3")
    found = rows_of(mapping(READINGS, stamp="end"), opened)
    assert starts(found) == ["2023-02-01T00:00:00+01:00", "2023-02-01T00:30:00+01:00", "2023-02-01T01:00:00+01:00"]
    assert [row["valeur"] for row in found] == ["1.5", "2", "3"]


def test_the_end_of_the_step_after_the_clocks_went_back_is_told_in_real_time() -> None:
    opened = readings("A;29/10/2023 02:00:00+0100;1")
    assert starts(rows_of(mapping(READINGS, stamp="end", step=60), opened)) == ["2023-10-29T01:00:00+01:00"]


def test_a_doubled_hour_is_told_by_the_order_of_each_meter() -> None:
    hours = ("01:00", "02:00", "02:00", "03:00")
    opened = readings(*(f"{meter};29/10/2023 {hour};1" for meter in "AB" for hour in hours))
    found = rows_of(mapping(READINGS), opened)
    assert [stamp[-6:] for stamp in starts(found)] == ["+02:00", "+02:00", "+01:00", "+01:00"] * 2


def test_a_doubled_hour_that_is_there_once_is_refused_unless_the_officer_says_which_it_is() -> None:
    opened = readings("A;29/10/2023 01:00;1", "A;29/10/2023 02:00;1", "A;29/10/2023 03:00;1")
    assert issues(mapping(READINGS), opened) == [("datetime-ambiguous", 3, "Heure", "29/10/2023 02:00")]
    assert starts(rows_of(mapping(READINGS, doubled_hour="second"), opened))[1] == "2023-10-29T02:00:00+01:00"


def test_an_hour_that_spring_skips_is_refused() -> None:
    opened = readings("A;26/03/2023 02:30;1")
    assert issues(mapping(READINGS), opened) == [("datetime-skipped", 2, "Heure", "26/03/2023 02:30")]


def test_another_zone_gives_its_own_offset() -> None:
    opened = readings("A;3/11/2012 3:00 PM;1")
    said = mapping(READINGS, zone="America/Los_Angeles", dates="month-first")
    assert starts(rows_of(said, opened)) == ["2012-03-11T15:00:00-07:00"]


def test_values_beyond_the_bounds_and_words_for_nothing_are_left_out() -> None:
    opened = readings("A;01/02/2023 00:00;-99999", "A;01/02/2023 01:00;N/D", "A;01/02/2023 02:00;4", "")
    found = rows_of(mapping(READINGS, minimum="0", missing=["n/d"]), opened)
    assert [row["valeur"] for row in found] == ["4"]


def test_the_second_value_of_a_time_is_left_out_only_when_the_officer_says_so() -> None:
    opened = readings("A;01/02/2023 00:00;1", "A;01/02/2023 00:00;2", "B;01/02/2023 00:00;3")
    assert len(rows_of(mapping(READINGS), opened)) == 3
    assert [row["valeur"] for row in rows_of(mapping(READINGS, repeated="first"), opened)] == ["1", "3"]


def test_what_is_left_out_is_counted_and_told() -> None:
    opened = readings(
        "A;01/02/2023 00:00;1", "A;01/02/2023 00:00;2", "A;01/02/2023 01:00;-9", "A;01/02/2023 02:00;-8", "Eau;x;1"
    )
    said = mapping(READINGS, minimum="0", repeated="first", words={"id_compteur": {"eau": ""}})
    notices = [one for one in converted(said, opened) if isinstance(one, Notice)]
    assert sorted((one.rule, one.count, one.line, one.column, one.value) for one in notices) == [
        ("mapping-beyond", 2, 4, "Puissance", "-9"),
        ("mapping-by-word", 1, 6, "Compteur", "Eau"),
        ("mapping-repeated", 1, 3, "", "2023-02-01T00:00:00+01:00"),
    ]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("1.5", "mapping-decimal"),
        ("nan", "number-not-finite"),
        ("inf", "number-not-finite"),
        ("1e999", "number-too-large"),
        ("douze", "number"),
    ],
)
def test_what_is_no_number_is_told_with_its_line_and_column(cell: str, rule: str) -> None:
    opened = readings("A;01/02/2023 00:00;1", f"A;01/02/2023 01:00;{cell}")
    assert issues(mapping(READINGS), opened) == [(rule, 3, "Puissance", cell)]


def test_thousands_stay_apart_from_decimals() -> None:
    opened = readings("A;01/02/2023 00:00;1.234,5", "A;01/02/2023 01:00;12 560,25")
    assert [row["valeur"] for row in rows_of(mapping(READINGS), opened)] == ["1234.5", "12560.25"]


def test_columns_of_one_carrier_are_added_in_a_common_unit() -> None:
    opened = bills("M1;03/2021;1,5;;", "M1;04/2021;2;0,5;")
    both = [
        {"column": "Gaz MWh", "unit": "MWh", "constants": {"vecteur": "gaz"}},
        {"column": "Propane MWh", "unit": "kWh", "constants": {"vecteur": "gaz"}},
    ]
    found = rows_of(mapping(BILLS, measures=both), opened)
    assert [(row["valeur"], row["unite"]) for row in found] == [("1.5", "MWh"), ("2000.5", "kWh")]
    assert [(row["debut"], row["fin"]) for row in found] == [("2021-03-01", "2021-04-01"), ("2021-04-01", "2021-05-01")]


def test_a_column_for_each_year_gives_a_row_for_each_year() -> None:
    opened = lines("annuel.csv", "Site;2020;2021", "M1;10;20", "M2;;30")
    said = {
        "profile": "energy/consumption",
        "titles": ["Site", "2020", "2021"],
        "sources": {
            "id_batiment": {"kind": "column", "value": "Site"},
            "vecteur": {"kind": "constant", "value": "gaz"},
        },
        "period": "year",
        "measures": [{"column": year, "unit": "MWh", "constants": {"debut": year}} for year in ("2020", "2021")],
    }
    found = rows_of(read_mapping(said), opened)
    assert [(row["id_batiment"], row["debut"], row["fin"], row["valeur"]) for row in found] == [
        ("M1", "2020-01-01", "2021-01-01", "10"),
        ("M1", "2021-01-01", "2022-01-01", "20"),
        ("M2", "2021-01-01", "2022-01-01", "30"),
    ]


def test_the_last_day_of_a_period_may_be_in_it() -> None:
    opened = lines(
        "f.csv", "Compteur;Du;Au;kWh;Energie", "P1;01/01/2021;31/01/2021;5;Élec", "P1;01/02/2021;28/02/2021;6;Eau"
    )
    said = {
        "profile": "energy/consumption",
        "titles": ["Compteur", "Du", "Au", "kWh", "Energie"],
        "sources": {
            "id_compteur": {"kind": "column", "value": "Compteur"},
            "debut": {"kind": "column", "value": "Du"},
            "fin": {"kind": "column", "value": "Au"},
            "vecteur": {"kind": "column", "value": "Energie"},
        },
        "words": {"vecteur": {"ELEC": "électricité", "eau": ""}},
        "end": "included",
        "measures": [{"column": "kWh", "unit": "kWh"}],
    }
    assert [(row["fin"], row["vecteur"]) for row in rows_of(read_mapping(said), opened)] == [
        ("2021-02-01", "électricité")
    ]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("01/02/2025", "29/02/2025", ("date-impossible", 2, "Au", "29/02/2025")),
        ("31/04/2025", "29/05/2025", ("date-impossible", 2, "Du", "31/04/2025")),
    ],
)
def test_of_the_days_of_a_period_the_wrong_one_is_told(first: str, last: str, told: tuple[Any, ...]) -> None:
    said = {
        **BILLS,
        "titles": ["Bâtiment", "Du", "Au", "Gaz MWh"],
        "sources": {
            "id_batiment": {"kind": "column", "value": "Bâtiment"},
            "debut": {"kind": "column", "value": "Du"},
            "fin": {"kind": "column", "value": "Au"},
        },
        "period": "columns",
        "end": "included",
    }
    opened = lines("factures.csv", "Bâtiment;Du;Au;Gaz MWh", f"B1;{first};{last};2")
    assert issues(read_mapping(said), opened) == [told]


def test_a_period_that_nothing_ends_is_refused() -> None:
    opened = lines("f.csv", "start;value", "2021-01-01;5", "2021-02-01;6")
    said = {
        "profile": "energy/consumption",
        "titles": ["start", "value"],
        "sources": {
            "id_batiment": {"kind": "file-name"},
            "vecteur": {"kind": "constant", "value": "gaz"},
            "debut": {"kind": "column", "value": "start"},
        },
        "period": "until-next",
        "measures": [{"column": "value", "unit": "kWh"}],
    }
    assert issues(read_mapping(said), opened) == [("mapping-no-end", 3, "", "2021-02-01")]


def test_what_a_counter_shows_becomes_what_it_went_until_the_next_line() -> None:
    opened = readings(
        "A;01/02/2023 00:00;99999", "B;01/02/2023 00:00;5", "A;02/02/2023 00:00;00010", "B;02/02/2023 00:00;7"
    )
    said = mapping(READINGS, measures=[{"column": "Puissance", "unit": "index kWh"}])
    assert [
        (row["id_compteur"], row["horodate"][:10], row["valeur"], row["unite"]) for row in rows_of(said, opened)
    ] == [
        ("A", "2023-02-01", "11", "kWh"),
        ("B", "2023-02-01", "2", "kWh"),
    ]


def test_counters_read_now_and_then_are_bills_until_the_next_reading() -> None:
    opened = lines("releves.csv", "Compteur;Date;Index", "P1;05/01/2021;100", "P1;09/03/2021;150", "P1;02/05/2021;180")
    said = {
        "profile": "energy/consumption",
        "titles": ["Compteur", "Date", "Index"],
        "sources": {
            "id_compteur": {"kind": "column", "value": "Compteur"},
            "vecteur": {"kind": "constant", "value": "gaz"},
            "debut": {"kind": "column", "value": "Date"},
        },
        "period": "until-next",
        "measures": [{"column": "Index", "unit": "index MWh"}],
    }
    assert [(row["debut"], row["fin"], row["valeur"], row["unite"]) for row in rows_of(read_mapping(said), opened)] == [
        ("2021-01-05", "2021-03-09", "50", "MWh"),
        ("2021-03-09", "2021-05-02", "30", "MWh"),
    ]


def test_a_counter_that_goes_backwards_is_refused_with_both_values() -> None:
    opened = readings("A;01/02/2023 00:00;500", "A;02/02/2023 00:00;400", "A;03/02/2023 00:00;450")
    said = mapping(READINGS, measures=[{"column": "Puissance", "unit": "index kWh"}])
    assert issues(said, opened) == [("energy-register-backwards", 3, "", "400")]


def test_a_unit_that_the_file_writes_and_nobody_knows_is_told() -> None:
    opened = lines("c.csv", "Compteur;Heure;Puissance;U", "A;01/02/2023 00:00;1;kW", "A;01/02/2023 01:00;1;parsec")
    said = mapping(
        READINGS,
        titles=["Compteur", "Heure", "Puissance", "U"],
        sources={**READINGS["sources"], "unite": {"kind": "column", "value": "U"}},
        measures=[{"column": "Puissance"}],
    )
    assert [(rule, line) for rule, line, _, _ in issues(said, opened)] == [("mapping-unit", 3)]


def test_a_meter_may_be_named_by_a_part_of_the_files_name() -> None:
    said = mapping(
        READINGS, titles=["Heure", "Puissance"],
        sources={
            "id_compteur": {"kind": "file-name", "value": "courbe-*-2023.csv"},
            "horodate": {"kind": "column", "value": "Heure"},
        },
    )  # fmt: skip
    ours = lines("courbe-14500-2023.csv", "Heure;Puissance", "01/02/2023 00:00;1")
    assert [row["id_compteur"] for row in rows_of(said, ours)] == ["14500"]
    other = lines("autre.csv", "Heure;Puissance", "01/02/2023 00:00;1")
    assert [rule for rule, *_ in issues(said, other)] == ["mapping-value-missing"]


def test_files_are_recognised_by_their_header_wherever_it_stands_and_by_their_name() -> None:
    opened = lines("Courbe.csv", "Exporté le;01/02/2023", "", "COMPTEUR;heure;Puissance;;", "A;01/02/2023 00:00;1")
    assert is_for(mapping(READINGS), opened.head)
    assert is_for(mapping(READINGS, files="courbe*"), opened.head)
    assert not is_for(mapping(READINGS, files="gaz*"), opened.head)
    assert not is_for(mapping(READINGS, titles=["Compteur", "Heure", "Puissance", "Qualité"]), opened.head)
    assert rows_of(mapping(READINGS), opened)[0]["valeur"] == "1"


@pytest.mark.parametrize(
    ("changes", "where", "rule"),
    [
        ({"profile": "energy/rien"}, "profile", "unknown-profile"),
        ({"titles": []}, "titles", "no-header"),
        ({"zone": "Europe/Rouen"}, "zone", "unknown-zone"),
        ({"sources": {"id_compteur": {"kind": "constant", "value": "A"}}}, "sources", "nothing-fills"),
        ({"sources": {**READINGS["sources"], "couleur": {"kind": "constant", "value": "A"}}}, "sources",
         "unknown-column-of-ours"),
        ({"measures": [{"column": "Tension", "unit": "kW"}]}, "titles", "unknown-title"),
        ({"measures": [{"column": "Puissance", "unit": "parsec"}]}, "units", "unknown-unit"),
        ({"measures": [{"column": "Puissance"}]}, "measures", "no-unit"),
        ({"measures": []}, "measures", "no-measure"),
        ({"stamp": "middle"}, "stamp", "not-a-choice"),
        ({"step": "often"}, "step", "not-minutes"),
        ({"minimum": "peu"}, "minimum", "not-a-number"),
        ({"couleur": "vert"}, "couleur", "unknown-part"),
    ],
)  # fmt: skip
def test_what_is_no_mapping_is_told_with_its_part(changes: dict[str, Any], where: str, rule: str) -> None:
    with pytest.raises(MappingError) as told:
        mapping(READINGS, **changes)
    assert (told.value.where, told.value.rule) == (where, rule)


def test_areas_become_square_metres() -> None:
    opened = lines("b.csv", "Code;Name;Area (sq. ft.)", "B1;Mairie;1,000")
    said = {
        "profile": "energy/buildings",
        "titles": ["Code", "Name", "Area (sq. ft.)"],
        "sources": {
            "id_batiment": {"kind": "column", "value": "Code"},
            "nom": {"kind": "column", "value": "Name"},
            "surface_m2": {"kind": "column", "value": "Area (sq. ft.)"},
            "code_insee": {"kind": "constant", "value": "76540"},
            "type": {"kind": "constant", "value": "administration"},
        },
        "units": {"surface_m2": "ft2"},
    }
    assert Decimal(rows_of(read_mapping(said), opened)[0]["surface_m2"]) == Decimal("92.90304")
