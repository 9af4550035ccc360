"""An empty portal with the Métropole, and ways to publish tables of energy on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import meters
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.rouen_energy import model as tables
from ckanext.rouen_energy.core.building_month import READINGS_PROFILE
from ckanext.rouen_energy.core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION, NETWORK_FACTORS
from ckanext.rouen_energy.logic import demo as demonstration
from ckanext.rouen_energy.logic import warehouse
from ckanext.rouen_energy.logic.indicators import Outcome, compute_owner, feed
from ckanext.rouen_municipalities.logic.publication import publish_file

SECOND_BILLS = "factures"
METERS = "energy/meters"
BILL = "id_batiment;vecteur;debut;fin;valeur;unite;coefficient;nature;cout_eur;reseau"
MONTH = "id_batiment;mois;vecteur;kwh;jours;jours_couverts;origine;kwh_estimes;reseau"
NETWORK = "edition,id,network,location,co2_direct_kg_per_kwh,co2_lca_kg_per_kwh,enr_share,basis"


@pytest.fixture
def energy_portal(metropole: dict[str, Any]) -> dict[str, Any]:
    """The Métropole on a portal where nothing was ever computed; its organisation."""
    with model.meta.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            connection.execute(sa.text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
            connection.execute(sa.text(f"TRUNCATE {table.name}"))
            connection.execute(sa.text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
    forget_warehouse()
    return metropole


def forget_warehouse() -> None:
    """Do away with all that the warehouse holds: the next run of the job has to make it again."""
    with get_write_engine().begin() as connection:
        connection.execute(sa.text("DROP SCHEMA IF EXISTS rouen_energy CASCADE"))


@pytest.fixture
def demo(energy_portal: dict[str, Any], test_request_context: Any) -> list[str]:
    """The demonstration set, loaded; what was said of it."""
    with test_request_context():
        return list(demonstration.load())


def _site() -> dict[str, Any]:
    """Acts as the site's user: activities need one."""
    return {"user": helpers.call_action("get_site_user")["name"]}


class Publisher:
    """Publishes small tables of energy for an organisation, as its officers would."""

    def __init__(self, owner: dict[str, Any], folder: Path) -> None:
        self.owner = owner
        self.folder = folder

    def dataset(self, name: str, **values: Any) -> dict[str, Any]:
        """A dataset of this owner."""
        described = {"title": name, "notes": "Essai.", "theme": "ENER", "license_id": "etalab-2.0"}
        return helpers.call_action(
            "package_create", _site(), name=name, owner_org=self.owner["id"], **{**described, **values}
        )

    def table(self, name: str, profile: str, header: str, *lines: str) -> str:
        """Publish lines as the one table of the dataset `name`; give the id of its resource."""
        path = self.folder / f"{name}.csv"
        path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
        return str(publish_file(path, dataset=name, profile=profile, name="Table")["resource_id"])

    def buildings(self, *lines: str, name: str = "batiments") -> str:
        """A table of buildings, from lines of id;nom;code_insee;type;surface_m2;annee_construction."""
        return self.table(name, BUILDINGS, "id_batiment;nom;code_insee;type;surface_m2;annee_construction", *lines)

    def bills(self, *lines: str, name: str = "consommations") -> str:
        """A table of consumption, from lines of id_batiment;vecteur;debut;fin;valeur;unite."""
        return self.table(name, CONSUMPTION, "id_batiment;vecteur;debut;fin;valeur;unite", *lines)


@pytest.fixture
def publisher(energy_portal: dict[str, Any], unsearched: None, tmp_path: Path) -> Publisher:
    """Publishes for the Métropole, in its datasets `batiments` and `consommations`."""
    publisher = Publisher(energy_portal, tmp_path)
    publisher.dataset("batiments")
    publisher.dataset("consommations")
    return publisher


@pytest.fixture
def compute(energy_portal: dict[str, Any]) -> Callable[[], Outcome]:
    """Runs the job that brings the Métropole's indicator up to date."""
    return lambda: compute_owner(energy_portal["id"])


@pytest.fixture
def readings(publisher: Any) -> Callable[..., str]:
    """Publishes lines of readings, which join those of the dataset; the id of their resource."""
    publisher.dataset("releves", private=True)

    def publish(*lines: str, mode: str = "file") -> str:
        path: Path = publisher.folder / "releves.csv"
        path.write_text("\n".join([";".join(meters.COLUMNS), *lines, ""]), encoding="utf-8")
        done = publish_file(path, dataset="releves", profile=READINGS_PROFILE, name="Relevés", mode=mode)
        return str(done["resource_id"])

    return publish


@pytest.fixture
def private(publisher: Any) -> Callable[..., str]:
    """Publishes the one table of a private dataset."""

    def publish(name: str, profile: str, header: str, *lines: str) -> str:
        if name not in helpers.call_action("package_list", {"ignore_auth": True}):
            publisher.dataset(name, private=True)
        return str(publisher.table(name, profile, header, *lines))

    return publish


@pytest.fixture
def fill(energy_portal: dict[str, Any]) -> Callable[[], bool]:
    """Runs the job that brings the Métropole's warehouse up to date; whether anything changed."""
    return lambda: warehouse.bring_up_to_date(energy_portal["id"])


@pytest.fixture
def demo_to_read(standing: Callable[[str], Any]) -> None:
    """The demonstration set for tests that change nothing."""
    standing("demo")


@pytest.fixture
def estate_to_read(standing: Callable[[str], Any]) -> None:
    """A small estate with every case that the arithmetic knows, for tests that change nothing."""
    standing("estate")


@pytest.fixture
def estate(publisher: Publisher, compute: Callable[[], Outcome]) -> None:
    """A small estate with every case that the arithmetic knows, computed."""
    _publish_estate(publisher)
    compute()


def _publish_estate(publisher: Publisher) -> None:
    publisher.buildings(
        "M1;Musée;76540;musée;1000;1900",
        "E1;École sans surface connue;76451;école;0;1960",
        "E2;École à venir;76451;école;500;2030",
        "E3;École sans facture;76451;école;500;1960",
        "P1;Piscine;76540;piscine;300;1970",
        "B1;Bibliothèque;76498;bibliothèque;800;1990",
        "S1;Station de pompage;76540;eau;200;1980",
    )
    publisher.bills(
        "M1;électricité;01/01/2021;01/01/2022;1000,5;kWh",
        "E1;gaz;01/01/2021;01/01/2022;2;MWh",
        "P1;réseau de chaleur;01/01/2021;01/01/2022;12345678;Wh",
        "P1;gaz;02/12/2020;11/01/2021;400;kWh",
        "B1;électricité;01/01/2021;01/01/2022;1000;kWh",
        "S1;électricité;01/01/2021;01/01/2022;9999;kWh",
        "X9;gaz;01/01/2021;01/01/2022;77;kWh",
    )
    publisher.dataset(SECOND_BILLS)
    publisher.bills(
        "M1;électricité;01/01/2021;01/01/2022;900;kWh",
        "B1;électricité;01/06/2021;01/07/2021;80;kWh",
        name=SECOND_BILLS,
    )


@pytest.fixture
def estate_of_sources(publisher, compute: Callable[[], Outcome]) -> None:
    """Bills of every nature, months computed from meters, a network: each rule changes some figure."""
    publisher.buildings(
        "M1;Musée des étoffes;76540;musée;1000;1900",
        "M2;Musée des eaux;76540;musée;800;1950",
        "M3;Musée du bois;76484;musée;500;1960",
        "P1;Piscine;76484;piscine;0;1970",
        "S1;Station;76540;eau;10;1970",
    )
    publisher.table(
        "consommations",
        CONSUMPTION,
        BILL,
        "M1;électricité;01/12/2020;01/03/2021;900,5;kWh;;réel;120,40;",
        "M1;électricité;01/03/2021;01/01/2022;4;MWh;;;500;",
        "M1;gaz;01/01/2021;01/07/2021;6000;kWh;;estimé;;",
        "M1;gaz;01/02/2021;01/06/2021;5000;kWh;;réel;;",
        "M1;gaz;01/03/2021;01/04/2021;-50;kWh;;avoir;;",
        "M1;réseau de chaleur;01/01/2021;01/01/2022;20000;kWh;;réel;;7614C",
        "M2;gaz;15/11/2020;15/02/2021;1000;m3;11,27;réel;;",
        "M2;électricité;01/01/2020;01/01/2021;3000;kWh;;réel;;",
        "M2;électricité;01/01/2021;01/07/2021;1500;kWh;;réel;;",
        "M3;électricité;01/01/2020;01/01/2021;5000;kWh;;réel;;",
        "M3;électricité;01/01/2021;01/01/2022;4000;kWh;;réel;;",
        "P1;fioul;01/01/2021;01/01/2022;70;l;10;réel;;",
        "S1;électricité;01/01/2021;01/01/2022;999;kWh;;réel;;",
        "X9;gaz;01/01/2021;01/01/2022;77;kWh;;réel;;",
    )
    months = [f"M2;2021-{month:02};électricité;{200 + month},5;31;28;relevés;0;" for month in range(1, 13)]
    path = publisher.folder / "mois.csv"
    lines = [line.replace(";électricité", "-01;électricité") for line in [*months, months[0].replace("2021", "2020")]]
    path.write_text("\n".join([MONTH, *lines, ""]), encoding="utf-8")
    publisher.dataset("reseaux")
    publisher.table("reseaux", NETWORK_FACTORS, NETWORK, "2021_2022,7614C,Grammont,Rouen,0.5,0.6,0.899,2021")
    publisher.dataset("compteurs", private=True)
    publisher.table("compteurs", METERS, "id_compteur;id_batiment;vecteur", "00000000000001;M1;électricité")
    feed.publish_table(publisher.owner["id"], profile=BUILDING_MONTH, name="Mois", path=path, description="Essai.")
    assert compute() is Outcome.PUBLISHED


@pytest.fixture
def sources_to_read(standing: Callable[[str], Any]) -> None:
    """The same, for tests that change nothing."""
    standing("estate_of_sources")
