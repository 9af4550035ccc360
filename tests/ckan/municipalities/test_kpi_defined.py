"""K0's copies and links, K1's high-value data, K2a, K2c, K3 and K5 over a portal whose numbers are counted by hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import counting
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from ckanext.rouen_municipalities.core.display import local_day
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.kpi import registered
from ckanext.rouen_municipalities.model import link, publication
from ckanext.rouen_municipalities.store.kpi import due
from ckanext.rouen_municipalities.store.kpi.catalogue import snapshot_for_counting

pytestmark = pytest.mark.usefixtures("with_plugins")

Act = Callable[..., Any]
Compute = Callable[[], dict[str, dict[str, Any]]]

ROUEN, ELBEUF, OISSEL, CANTELEU = "76540", "76231", "76484", "76157"
HERE = ("K0", "K1", "K2a", "K2b", "K2c", "K3", "K5")
#: The table of ckanext-harvest, as far as it says what is a copy.
HARVEST_OBJECT = "CREATE TABLE harvest_object (id text PRIMARY KEY, package_id text, current boolean)"


def ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def day(days_ago: int) -> str:
    """The day on which a moment so long ago was, where the portal is: late in the evening it is not that of UTC."""
    return local_day(ago(days_ago)).isoformat()


def receive(dataset: dict[str, Any], content: str, days_ago: int, state: str = "published", file: str = "") -> str:
    """A file that came so many days ago, to a new resource unless `file` names one; gives the resource's id."""
    resource_id = file or str(uuid.uuid4())
    with model.meta.engine.begin() as connection:
        if not file:
            row = {"id": resource_id, "package_id": dataset["id"], "url": "plan.pdf", "url_type": "upload"}
            connection.execute(sa.insert(model.resource_table).values(**row, state="active", position=0, extras={}))
        values = {"id": str(uuid.uuid4()), "resource_id": resource_id, "package_id": dataset["id"], "state": state}
        hashed = {"file_name": "plan.pdf", "file_bytes": 1, "file_sha256": content, "finished": ago(days_ago)}
        connection.execute(sa.insert(publication).values(**values, **hashed))
    return resource_id


@pytest.fixture
def town(organizations: dict[str, str], new_dataset: Act, act: Act) -> dict[str, Any]:
    """Datasets of three owners, steps of four communes, six workshops of which one is private."""
    elbeuf = factories.Organization(name="elbeuf", title="Elbeuf", insee=ELBEUF, siren="217602317")
    owners = organizations | {"elbeuf": elbeuf["id"]}

    def dataset(name: str, owner: str, frequency: str = "MONTHLY", **values: Any) -> Any:
        return new_dataset(name=name, owner_org=owners[owner], frequency=frequency, **values)

    found = {
        "vivant": dataset("vivant", "rouen", hvd_category=["c_b79e35eb", "c_ac64a52d"]),
        "irregulier": dataset("irregulier", "rouen", "IRREG"),
        "renvoye": dataset("renvoye", "elbeuf"),
        "en-retard": dataset("en-retard", "metropole", hvd_category=["c_b79e35eb"]),
    }
    receive(found["vivant"], "a", 3)
    receive(found["irregulier"], "b", 1)
    receive(found["renvoye"], "c", 100)
    receive(found["renvoye"], "c", 2)
    receive(found["en-retard"], "f", 1, "refused", file=receive(found["en-retard"], "e", 100))
    _take_steps(act)
    _hold_workshops(act, owners["metropole"])
    return found


def _take_steps(act: Act) -> None:
    for insee, step, days_ago in (
        (ROUEN, "interest", 900),
        (ROUEN, "agreement", 800),
        (ROUEN, "active", 95),
        (ELBEUF, "agreement", 700),
        (ELBEUF, "paused", 50),
        (OISSEL, "agreement", 600),
        (OISSEL, "withdrawn", 20),
        (CANTELEU, "agreement", -10),
    ):
        note = "Plus d'agent disponible" if step in ("paused", "withdrawn") else "Repris du dossier"
        act("rouen_commune_step_create", insee=insee, step=step, date=day(days_ago), note=note)


def _hold_workshops(act: Act, owner: str) -> None:
    for name, status, days_ago, communes, seats in (
        ("lancement", "held", 100, [ROUEN, ELBEUF], "30"),
        ("permanence", "held", 10, [ROUEN], "5"),
        ("demain", "held", -2, [OISSEL], "9"),
        ("prevu", "planned", -30, [], ""),
        ("perdu", "cancelled", 40, [ROUEN, OISSEL], "9"),
        ("interne", "held", 40, [ROUEN, OISSEL], "9"),
    ):
        values = {"status": status, "day": day(days_ago), "communes": communes, "seats": seats}
        private = name == "interne"
        act("package_create", type="workshop", name=name, title=name, owner_org=owner, private=private, **values)


@pytest.fixture
def counted(town: dict[str, Any], as_anyone: Act) -> dict[str, Any]:
    """What anyone reads of each KPI of the town, and the proof of each; datasets by name."""
    kpi.compute()
    shown = {kpi_id: as_anyone("rouen_kpi_show", id=kpi_id) for kpi_id in HERE}
    return {"shown": shown, "town": town, "proof": {each: as_anyone("rouen_kpi_explain", id=each) for each in HERE}}


@pytest.fixture
def read(standing: Callable[[str], Any]) -> dict[str, Any]:
    """The same town for every test that only reads it."""
    found: dict[str, Any] = standing("counted")
    return found


def present(counts: dict[str, Any]) -> dict[str, Any]:
    return {key: count for key, count in counts.items() if count}


def reasons(proof: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["reason"] for item in proof["not_counted"]}


class TestTheTown:
    def test_has_two_communes_involved_of_which_one_pauses(self, read: dict[str, Any]) -> None:
        k2a, proof = read["shown"]["K2a"], read["proof"]["K2a"]
        assert (k2a["value"], k2a["of"]) == (2, 71)
        assert present(k2a["by"]["state"]) == {
            "active": 1,
            "paused": 1,
            "withdrawn": 1,
            "agreement-to-come": 1,
            "no-step": 67,
        }
        assert k2a["by"]["territory"] == {"at-least-3500": 31, "below-3500": 40}
        assert k2a["by"]["share"]["at-least-3500"] == 6.5
        assert k2a["dimensions"]["share"]["unit"] == "percent"
        rouen = next(item for item in proof["counted"] if item["id"] == ROUEN)
        assert rouen["since"] == day(800)
        assert [step["step"] for step in rouen["steps"]] == ["interest", "agreement", "active"]
        assert reasons(proof)[OISSEL] == "withdrawn"

    def test_shows_a_share_that_a_client_computes_from_the_communes_counted(
        self, read: dict[str, Any], as_anyone: Act
    ) -> None:
        population = {each["insee"]: each["population"] for each in as_anyone("rouen_commune_list")}
        involved = as_anyone("rouen_kpi_explain", id="K2a", dimension="share:population")["counted"]
        share = 100 * sum(population[insee] for insee in involved) / sum(population.values())
        assert read["shown"]["K2a"]["by"]["share"]["population"] == round(share, 1)

    def test_has_two_communes_that_publish_and_one_whose_data_lives(self, read: dict[str, Any]) -> None:
        assert (read["shown"]["K2b"]["value"], read["shown"]["K2c"]["value"], read["shown"]["K2c"]["of"]) == (2, 1, 71)
        assert read["proof"]["K2c"]["counted"] == [{"id": ROUEN, "datasets": [read["town"]["vivant"]["id"]]}]
        assert reasons(read["proof"]["K2c"])[ELBEUF] == "unchanged"
        assert len(read["shown"]["K2c"]["by"]["commune"]) == 71

    def test_has_organised_two_workshops_of_the_five_that_anyone_can_see(self, read: dict[str, Any]) -> None:
        k3 = read["shown"]["K3"]
        assert (k3["value"], k3["of"]) == (2, 5)
        assert k3["by"]["audience"] == {"several": 1, "one": 1, "none": 0}
        assert k3["by"]["follow_up"] == {"reached": 2, "stepped": 1}
        assert k3["by"]["seats"] == {"seats": 35}
        assert present(k3["by"]["commune"]) == {ROUEN: 2, ELBEUF: 1}
        assert sorted(reasons(read["proof"]["K3"]).values()) == ["cancelled", "held-to-come", "planned"]

    def test_has_one_dataset_late_of_the_three_that_can_be_assessed(self, read: dict[str, Any]) -> None:
        k5, proof, town = read["shown"]["K5"], read["proof"]["K5"], read["town"]
        assert (k5["value"], k5["of"]) == (1, 3)
        assert k5["by"]["share"] == {"stale": 33.3, "not-assessable": 25}
        assert [item["id"] for item in proof["counted"]] == [town["en-retard"]["id"]]
        assert reasons(proof)[town["irregulier"]["id"]] == "no-fixed-frequency"
        assert reasons(proof)[town["renvoye"]["id"]] == "fresh"
        assert len(k5["by"]["commune"]) == 71

    def test_has_not_been_freshened_by_a_refused_file(self, read: dict[str, Any]) -> None:
        [late] = read["proof"]["K5"]["counted"]
        assert late["last_data"] == day(100)

    def test_has_two_high_value_datasets(self, read: dict[str, Any]) -> None:
        k1 = read["shown"]["K1"]
        assert k1["by"]["high_value"] == {"metropole": 1, "communes": 1}
        assert present(k1["by"]["high_value_category"]) == {"c_b79e35eb": 2, "c_ac64a52d": 1}
        assert k1["dimensions"]["high_value_category"]["keys"]["c_b79e35eb"] == "Mobilité"

    def test_is_told_in_english_too(self, read: dict[str, Any], app: Any) -> None:
        answer = app.get("/en/api/3/action/rouen_kpi_show", query_string={"id": "K2c"}, status=200)
        assert answer.json["result"]["label"] == "Municipalities whose data lives"


def test_other_content_revives_a_commune_and_the_same_file_does_not(
    town: dict[str, Any], computed: Compute, as_anyone: Act
) -> None:
    receive(town["renvoye"], "c", 1)
    assert computed()["K2c"]["value"] == 1
    receive(town["renvoye"], "other", 0)
    assert computed()["K2c"]["by"]["commune"][ELBEUF] == 1
    assert {item["id"] for item in as_anyone("rouen_kpi_explain", id="K2c")["counted"]} == {ROUEN, ELBEUF}


def test_a_content_that_comes_back_is_not_a_new_one(town: dict[str, Any], computed: Compute) -> None:
    """The file of a hundred days ago, after another of forty days ago."""
    receive(town["renvoye"], "other", 40)
    receive(town["renvoye"], "c", 0)
    assert computed()["K2c"]["by"]["commune"][ELBEUF] == 0


@pytest.fixture
def harvest_object() -> Iterator[Callable[[str, bool], None]]:
    """The table of ckanext-harvest, to which a test adds what a source feeds."""

    def add_object(package_id: str, current: bool) -> None:
        with model.meta.engine.begin() as connection:
            values = {"id": str(uuid.uuid4()), "package_id": package_id, "current": current}
            connection.execute(sa.text("INSERT INTO harvest_object VALUES (:id, :package_id, :current)"), values)

    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(HARVEST_OBJECT))
    yield add_object
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE harvest_object"))


def test_copies_that_are_harvested_are_apart_and_the_public_ones_still_reconcile(
    town: dict[str, Any], harvest_object: Callable[[str, bool], None], computed: Compute, act: Act, as_anyone: Act
) -> None:
    harvest_object(town["irregulier"]["id"], True)
    harvest_object(town["vivant"]["id"], False)
    kept = {"key": "harvest_source_id", "value": "portail-regional"}
    act("package_patch", id=town["renvoye"]["id"], extras=[kept], license_id="other-closed")
    k0 = computed()["K0"]
    assert present(k0["by"]["status"]) == {"open": 2, "harvested": 2}
    assert (k0["value"], sum(k0["by"]["status"].values())) == (2, k0["of"])
    copies = as_anyone("rouen_kpi_explain", id="K0", dimension="status:harvested")["counted"]
    assert sorted(copies) == sorted([town["irregulier"]["id"], town["renvoye"]["id"]])


def test_a_link_counts_once_it_was_read_and_no_longer_when_it_fails(
    organizations: dict[str, str], add: Act, computed: Compute, as_anyone: Act
) -> None:
    dataset = add("lien", file=False, resources=[{"url": "https://exemple.fr/donnees.csv"}])
    resource = dataset["resources"][0]["id"]

    def reason() -> str | None:
        computed()
        return reasons(as_anyone("rouen_kpi_explain", id="K0")).get(dataset["id"])

    assert reason() == "not-checked"
    with model.meta.engine.begin() as connection:
        known = {"resource_id": resource, "url": "https://exemple.fr/donnees.csv", "failures": 0}
        connection.execute(sa.insert(link).values(**known, sha256="a", read=ago(0)))
    assert reason() is None
    with model.meta.engine.begin() as connection:
        connection.execute(sa.update(link).values(failing_since=ago(0), failures=1))
    assert reason() == "unreachable"


@pytest.mark.usefixtures("no_settling")
def test_a_step_that_is_recorded_is_counted_without_waiting_for_the_night(
    computed: Compute, act: Act, as_anyone: Act
) -> None:
    assert computed()["K2a"]["value"] == 0
    act("rouen_commune_step_create", insee=OISSEL, step="agreement", date=day(0))
    kpi.compute_when_due()
    assert as_anyone("rouen_kpi_show", id="K2a")["value"] == 1


def test_a_new_day_is_a_reason_to_count_again_and_the_same_day_is_none(empty_portal: None) -> None:
    """At midnight agreements take effect and data gets late, though nothing has changed."""
    kpi.compute()
    tomorrow = today() + timedelta(days=1)
    kpi.mark_due_on_a_new_day(tomorrow)
    assert is_due()
    kpi.compute()
    kpi.mark_due_on_a_new_day(tomorrow)
    assert not is_due()


def is_due() -> bool:
    with snapshot_for_counting() as connection:
        return due.waiting(connection) is not None


def test_more_datasets_organisations_and_workshops_ask_no_more_queries(
    town: dict[str, Any], new_dataset: Act, act: Act, metropole: dict[str, Any]
) -> None:
    before = _queries()
    oissel = factories.Organization(name="oissel", title="Oissel", insee=OISSEL, siren="217604842")
    for number in range(5):
        receive(new_dataset(name=f"jeu-{number}", owner_org=oissel["id"]), str(number), number)
    act("rouen_commune_step_create", insee=OISSEL, step="agreement", date=today().isoformat())
    _hold_another(act, metropole["id"])
    assert _queries() == before


def _hold_another(act: Act, owner: str) -> None:
    values = {"status": "held", "day": day(1), "communes": [OISSEL]}
    act("package_create", type="workshop", name="autre", title="Autre", owner_org=owner, **values)


def _queries() -> int:
    """How many queries all these KPIs ask together."""
    with counting.counted() as asked, snapshot_for_counting() as connection:
        for kpi_id in HERE:
            registered()[kpi_id].compute(connection)
    return len(asked.statements)
