"""What a dataset, an organisation and a workshop may say, and who may say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from counting import counted

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

NewDataset = Callable[..., dict[str, Any]]
Act = Callable[..., Any]


def as_user(user: dict[str, Any], action: str, **data: Any) -> Any:
    """An action as an ordinary user."""
    return tk.get_action(action)({"user": user["name"]}, data)


def queries_of(work: Callable[[], Any]) -> int:
    """How many statements the database is asked meanwhile."""
    with counted() as asked:
        work()
    return len(asked.statements)


class TestADataset:
    def test_keeps_what_the_officer_says_of_it(self, commune: dict[str, Any], new_dataset: NewDataset) -> None:
        said = {
            "secondary_themes": ["SOCI", "EDUC"],
            "communes": ["76484", "76540"],
            "temporal_start": "2025-01-01",
            "temporal_end": "2025-12-31",
            "maintainer": "Service des sports",
            "maintainer_email": "sports@example.org",
        }
        created = new_dataset(name="piscines", owner_org=commune["id"], **said)
        shown = helpers.call_action("package_show", id="piscines")
        assert {key: sorted(shown[key]) if isinstance(shown[key], list) else shown[key] for key in said} == {
            **said,
            "secondary_themes": ["EDUC", "SOCI"],
        }
        assert shown["theme"] == created["theme"] == "EDUC"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("theme", ""),
            ("theme", "SPORT"),
            ("secondary_themes", ["SPORT"]),
            ("frequency", "DE TEMPS EN TEMPS"),
            ("communes", ["1400"]),
            ("communes", ["75056"]),
            ("license_id", "à moi"),
            ("temporal_start", "31/02/2026"),
            ("maintainer_email", "sports"),
            ("notes", ""),
        ],
    )
    def test_is_refused_by_the_name_of_the_field_that_is_wrong(
        self, commune: dict[str, Any], new_dataset: NewDataset, field: str, value: Any
    ) -> None:
        with pytest.raises(tk.ValidationError) as refusal:
            new_dataset(name="piscines", owner_org=commune["id"], **{field: value})
        assert list(refusal.value.error_dict) == [field]

    def test_cannot_end_before_it_begins(self, commune: dict[str, Any], new_dataset: NewDataset) -> None:
        with pytest.raises(tk.ValidationError) as refusal:
            new_dataset(
                name="piscines", owner_org=commune["id"], temporal_start="2026-01-02", temporal_end="2026-01-01"
            )
        assert list(refusal.value.error_dict) == ["temporal_end"]

    def test_is_under_the_licence_ouverte_unless_it_names_another(
        self, commune: dict[str, Any], new_dataset: NewDataset
    ) -> None:
        shown = new_dataset(name="piscines", owner_org=commune["id"], license_id="")
        assert (shown["license_id"], shown["license_title"], shown["isopen"]) == (
            "etalab-2.0",
            "Licence Ouverte 2.0",
            True,
        )


class TestAFeed:
    def test_is_said_to_be_one_by_the_portal_alone(
        self, commune: dict[str, Any], officer: dict[str, Any], act: Act
    ) -> None:
        sysadmin = factories.Sysadmin()
        dataset = {
            "name": "calcul",
            "title": "Calcul",
            "notes": "…",
            "theme": "ENER",
            "owner_org": commune["id"],
            "feed": "true",
        }
        for user in (officer, sysadmin):
            with pytest.raises(tk.ValidationError) as refusal:
                as_user(user, "package_create", **dataset)
            assert list(refusal.value.error_dict) == ["feed"]
        assert act("package_create", **dataset)["feed"] == "true"

    def test_stays_one_when_an_editor_saves_its_form(
        self, commune: dict[str, Any], officer: dict[str, Any], new_dataset: NewDataset
    ) -> None:
        created = new_dataset(name="calcul", owner_org=commune["id"], feed="true")
        as_user(officer, "package_patch", id=created["id"], title="Autre titre")
        form = {key: created[key] for key in ("id", "name", "notes", "theme", "owner_org")}
        as_user(officer, "package_update", **form, title="Encore un autre")
        assert helpers.call_action("package_show", id="calcul")["feed"] == "true"

    def test_cannot_be_made_an_ordinary_dataset_by_an_editor(
        self, commune: dict[str, Any], officer: dict[str, Any], new_dataset: NewDataset
    ) -> None:
        created = new_dataset(name="calcul", owner_org=commune["id"], feed="true")
        with pytest.raises(tk.ValidationError):
            as_user(officer, "package_patch", id=created["id"], feed="false")


class TestAnOrganisation:
    def test_takes_its_siren_and_kind_from_the_register(self, act: Act) -> None:
        created = act("organization_create", name="elbeuf", title="Elbeuf", insee="76231")
        shown = helpers.call_action("organization_show", id=created["id"])
        assert (shown["insee"], shown["siren"], shown["kind"]) == ("76231", "217602317", "commune")

    def test_of_the_metropole_is_known_by_its_siren(self, act: Act) -> None:
        created = act("organization_create", name="metropole", siren="200023414")
        assert helpers.call_action("organization_show", id=created["id"])["kind"] == "metropole"

    @pytest.mark.parametrize(("field", "value"), [("insee", "99999"), ("insee", "1400"), ("siren", "200023415")])
    def test_with_a_code_that_is_none_is_refused(self, act: Act, field: str, value: str) -> None:
        with pytest.raises(tk.ValidationError) as refusal:
            act("organization_create", name="ailleurs", **{field: value})
        assert list(refusal.value.error_dict) == [field]

    def test_cannot_be_turned_into_another_commune_by_its_own_administrator(self) -> None:
        admin = factories.User()
        factories.Organization(
            name="elbeuf", insee="76231", users=[{"name": admin["name"], "capacity": "admin"}]
        )
        with pytest.raises(tk.ValidationError):
            as_user(admin, "organization_patch", id="elbeuf", insee="76540")
        as_user(admin, "organization_patch", id="elbeuf", website="https://example.org")
        shown = helpers.call_action("organization_show", id="elbeuf")
        assert (shown["insee"], shown["siren"], shown["website"]) == ("76231", "217602317", "https://example.org")


class TestAWorkshop:
    def test_is_recorded_without_a_file(self, metropole: dict[str, Any], act: Act) -> None:
        created = act(
            "package_create",
            type="workshop",
            name="atelier",
            title="Choisir ses jeux",
            owner_org=metropole["id"],
            day="2026-03-12",
            status="held",
            communes=["76540", "76231"],
            seats="12",
        )
        shown = helpers.call_action("package_show", id=created["id"])
        assert (shown["state"], shown["day"], sorted(shown["communes"])) == ("active", "2026-03-12", ["76231", "76540"])

    @pytest.mark.parametrize(("field", "value"), [("day", ""), ("status", "peut-être"), ("communes", ["1400"])])
    def test_that_makes_no_sense_is_refused(
        self, metropole: dict[str, Any], act: Act, field: str, value: Any
    ) -> None:
        workshop = {"name": "atelier", "title": "Atelier", "day": "2026-03-12", "status": "held"}
        with pytest.raises(tk.ValidationError) as refusal:
            act(
                "package_create", type="workshop", owner_org=metropole["id"], **{**workshop, field: value}
            )
        assert list(refusal.value.error_dict) == [field]


class TestDcat:
    def test_speaks_french_names_the_eu_theme_and_the_siren(
        self, app: Any, new_dataset: NewDataset
    ) -> None:
        owner = factories.Organization(name="elbeuf", title="Elbeuf", insee="76231")
        new_dataset(name="jardins", title="Jardins partagés", owner_org=owner["id"], communes=["76231"])
        turtle = app.get("/catalog.ttl").body
        assert '"Jardins partagés"@fr' in turtle
        assert "<http://publications.europa.eu/resource/authority/data-theme/EDUC>" in turtle
        assert '"Éducation, culture et sport"@fr' in turtle
        assert "<http://publications.europa.eu/resource/authority/frequency/ANNUAL>" in turtle
        assert 'dct:identifier "217602317"' in turtle
        assert 'dct:identifier "76231"' in turtle

    def test_asks_no_more_of_the_database_for_more_datasets(self, app: Any, new_dataset: NewDataset) -> None:
        owner = factories.Organization(name="elbeuf", title="Elbeuf", insee="76231")
        new_dataset(name="jardins", title="Jardins partagés", owner_org=owner["id"])
        app.get("/catalog.ttl")
        one = queries_of(lambda: app.get("/catalog.ttl"))
        for number in range(5):
            new_dataset(name=f"jardins-{number}", title="Jardins partagés", owner_org=owner["id"])
        assert queries_of(lambda: app.get("/catalog.ttl")) == one > 0

    def test_leaves_private_datasets_and_workshops_out(
        self, app: Any, metropole: dict[str, Any], new_dataset: NewDataset, act: Act
    ) -> None:
        new_dataset(name="secret", title="Jeu secret", owner_org=metropole["id"], private=True)
        act(
            "package_create",
            type="workshop",
            name="atelier",
            title="Atelier témoin",
            owner_org=metropole["id"],
            day="2026-03-12",
            status="held",
        )
        turtle = app.get("/catalog.ttl").body
        assert "secret" not in turtle
        assert "Atelier témoin" not in turtle


def test_all_organisations_are_on_one_page_with_what_anyone_sees_of_them(app: Any, new_dataset: NewDataset) -> None:
    for number in range(30):
        factories.Organization(name=f"organisme-{number}", title=f"Organisme {number}")
    office = factories.Organization(name="epinay", title="Épinay")
    new_dataset(name="ouvert", owner_org=office["id"])
    new_dataset(name="interne", owner_org=office["id"], private=True)
    page = " ".join(app.get("/organization/", status=200).body.split())
    assert all(f'href="/organization/organisme-{number}"' in page for number in range(30))
    assert page.index("Épinay") < page.index("Organisme 0")
    assert page.count("1 jeu de données<") == 1 and page.count("0 jeu de données<") == 30
