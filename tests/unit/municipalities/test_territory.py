"""The register of the communes."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.territory import (
    Commune,
    RegisterError,
    UnknownCommune,
    all_communes,
    codes_at,
    communes_at,
    former_codes,
    member,
    read_register,
    siren_is_valid,
    write_former_codes,
    write_register,
)
from ckanext.rouen_municipalities.core.territory_source import (
    Vintage,
    build_register,
    contour_centres,
    former_codes_of,
    inner_point,
    is_inside,
)

TODAY = date(2026, 11, 22)
SHARED = Path(__file__).parents[4] / "shared" / "data" / "territory"


def commune(insee: str = "76001", **changes: Any) -> Commune:
    values: dict[str, Any] = {
        "insee": insee,
        "name": "Ici",
        "siren": "217605401",
        "postcodes": ("76000",),
        "population": 10,
        "population_year": 2023,
        "latitude": 49.4,
        "longitude": 1.1,
        "valid_from": date(2015, 1, 1),
    }
    return Commune(**values | changes)


class TestTheRegister:
    def test_has_71_communes_with_503_000_inhabitants(self) -> None:
        communes = communes_at(TODAY)
        assert len(communes) == 71
        assert sum(entry.population for entry in communes) == 503_000

    def test_has_31_communes_that_the_law_obliges_for_nearly_nine_inhabitants_in_ten(self) -> None:
        obliged = [entry.population for entry in communes_at(TODAY) if entry.has_obligation]
        assert len(obliged) == 31
        assert round(100 * sum(obliged) / 503_000, 1) == 89.3

    def test_has_one_year_of_population(self) -> None:
        assert len({entry.population_year for entry in communes_at(TODAY)}) == 1

    @pytest.mark.parametrize("entry", all_communes().values(), ids=lambda entry: entry.insee)
    def test_identifiers_are_what_they_should_be(self, entry: Commune) -> None:
        assert siren_is_valid(entry.siren)
        assert entry.insee.startswith("76") and len(entry.insee) == 5
        assert entry.postcodes and all(len(code) == 5 for code in entry.postcodes)
        assert 49.2 < entry.latitude < 49.6 and 0.8 < entry.longitude < 1.4

    def test_gives_the_codes_of_a_day(self) -> None:
        assert "76540" in codes_at(TODAY)
        assert codes_at(date(2014, 12, 31)) == frozenset()

    def test_reads_what_it_writes(self) -> None:
        communes = (commune("76001"), commune("76002", postcodes=("76000", "76100"), valid_to=date(2030, 1, 1)))
        lines = io.StringIO()
        write_register(communes, lines)
        lines.seek(0)
        assert read_register(lines) == communes

    @pytest.mark.parametrize(
        "communes",
        [
            (commune("76001"), commune("76001")),
            (commune("1400"),),
            (commune(siren="217605402"),),
        ],
        ids=["the same code twice", "a lost leading zero", "a SIREN whose sum is wrong"],
    )
    def test_refuses_to_contradict_itself(self, communes: tuple[Commune, ...]) -> None:
        lines = io.StringIO()
        write_register(communes, lines)
        lines.seek(0)
        with pytest.raises(RegisterError):
            read_register(lines)


class TestASiren:
    @pytest.mark.parametrize("siren", ["200023414", "217605401", "732829320"])
    def test_is_nine_digits_whose_luhn_sum_ends_in_zero(self, siren: str) -> None:
        assert siren_is_valid(siren)

    @pytest.mark.parametrize("siren", ["", "200023415", "20002341", "2000234140", "20002341A", "２00023414"])
    def test_is_nothing_else(self, siren: str) -> None:
        assert not siren_is_valid(siren)


class TestBuilding:
    PACKAGE = [
        {"code": "76001", "nom": "Ici", "type": "commune-actuelle", "siren": "217605401", "codesPostaux": ["76000"],
         "population": 10},
        {"code": "76002", "nom": "Là", "type": "commune-actuelle", "siren": "217605401", "codesPostaux": ["76000"],
         "population": 20},
        {"code": "76003", "nom": "Ancienne", "type": "commune-associee", "chefLieu": "76001"},
    ]  # fmt: skip
    EPCIS = [{"code": "200023414", "membres": [{"code": "76001", "populationMunicipale": 9}]}]

    def build(self, **changes: Any) -> list[Commune]:
        values: dict[str, Any] = {
            "vintage": Vintage(2023, date(2027, 1, 1)),
            "known": {},
            "centres": {"76001": (49.4, 1.1)},
        }
        return build_register(self.PACKAGE, self.EPCIS, **values | changes)

    def test_takes_the_members_and_the_population_of_the_communes_file(self) -> None:
        assert [(entry.insee, entry.population, entry.population_year) for entry in self.build()] == [
            ("76001", 10, 2023)
        ]

    def test_keeps_the_dates_and_the_centre_of_a_known_commune(self) -> None:
        (built,) = self.build(known={"76001": commune("76001", latitude=49.3)}, centres={})
        assert (built.valid_from, built.latitude) == (date(2015, 1, 1), 49.3)

    def test_ends_a_commune_that_is_no_longer_a_member_and_keeps_its_past(self) -> None:
        _, former = self.build(known={"76002": commune("76002")})
        assert former.is_member(date(2026, 12, 31)) and not former.is_member(date(2027, 1, 1))

    def test_says_which_commune_has_no_centre(self) -> None:
        with pytest.raises(RegisterError, match="76001"):
            self.build(centres={})


class TestACentre:
    SQUARE = [[1.0, 49.0], [1.0, 49.2], [1.2, 49.2], [1.2, 49.0]]
    HORSESHOE = [[0, 0], [0, 3], [3, 3], [3, 0], [2, 0], [2, 2], [1, 2], [1, 0]]

    def test_is_the_centroid(self) -> None:
        assert inner_point(self.SQUARE) == pytest.approx((49.1, 1.1))

    def test_is_inside_even_where_the_centroid_is_not(self) -> None:
        latitude, longitude = inner_point(self.HORSESHOE)
        assert is_inside(longitude, latitude, self.HORSESHOE)

    def test_is_in_the_largest_part_of_a_commune_in_several(self) -> None:
        small = [[[5, 5], [5, 5.1], [5.1, 5.1], [5, 5]]]
        large = [[*self.SQUARE, self.SQUARE[0]]]
        geometry = {"type": "MultiPolygon", "coordinates": [small, large]}
        centres = contour_centres({"features": [{"properties": {"code": "76001"}, "geometry": geometry}]})
        assert centres == {"76001": pytest.approx((49.1, 1.1))}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not on this machine")
class TestAgainstDataThatWeDidNotWrite:
    def test_the_register_is_the_same(self) -> None:
        theirs = json.loads((SHARED / "communes_mrn.json").read_text())["communes"]
        ours = {
            entry.insee: (entry.name, entry.siren, list(entry.postcodes), entry.population)
            for entry in communes_at(TODAY)
        }
        assert ours == {
            row["code_insee"]: (row["nom"], row["siren"], row["codes_postaux"], row["population_municipale"])
            for row in theirs
        }

    def test_each_centre_is_inside_its_commune(self) -> None:
        features = json.loads((SHARED / "communes_mrn.geojson").read_text())["features"]
        assert len(features) == 71
        for feature in features:
            entry = all_communes()[feature["properties"]["code_insee"]]
            geometry = feature["geometry"]
            polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
            assert any(is_inside(entry.longitude, entry.latitude, polygon[0][:-1]) for polygon in polygons), entry.name


@pytest.mark.parametrize(
    ("code", "reason"),
    [("75056", "outside"), ("99999", "outside"), ("1400", "malformed"), ("Rouen", "malformed"), ("76003", "former")],
)
def test_a_code_that_names_no_member_says_why(code: str, reason: str) -> None:
    with pytest.raises(UnknownCommune) as unknown:
        member(code, TODAY)
    assert unknown.value.reason == reason


def test_a_merged_commune_leads_to_the_one_it_is_part_of_and_a_lost_zero_to_what_was_meant() -> None:
    with pytest.raises(UnknownCommune) as merged:
        member("76633", TODAY)
    assert merged.value.successor is not None
    assert merged.value.successor.name == "Franqueville-Saint-Pierre"
    with pytest.raises(UnknownCommune) as shortened:
        member("1400", TODAY)
    assert shortened.value.meant == "01400"


def test_a_member_is_one_from_the_day_it_joined() -> None:
    assert member("76540", TODAY).name == "Rouen"
    with pytest.raises(UnknownCommune) as early:
        member("76540", date(2014, 12, 31))
    assert early.value.reason == "not-yet"


def test_every_former_code_leads_to_a_commune_of_the_register() -> None:
    assert former_codes()
    assert set(former_codes().values()) <= set(all_communes())
    assert not set(former_codes()) & set(all_communes())


def test_the_former_codes_are_those_that_the_package_says_were_merged_into_a_member() -> None:
    listed = [
        {"code": "76001", "type": "commune-actuelle", "anciensCodes": ["76900"]},
        {"code": "76002", "type": "commune-actuelle", "anciensCodes": ["76901"]},
        {"code": "76001", "type": "commune-deleguee", "anciensCodes": ["76902"]},
    ]
    codes = former_codes_of(listed, [commune("76001")])
    assert codes == {"76900": "76001"}
    written = io.StringIO()
    write_former_codes(codes, written)
    assert written.getvalue() == "code,insee\n76900,76001\n"
