"""What every test on a running CKAN starts from: an empty portal with the Métropole, a commune and its officer."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
import pysolr
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import search
from ckan.tests import factories, helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.rouen_municipalities import model as tables
from ckanext.rouen_municipalities.store import datastore
from passlib.hash import pbkdf2_sha512
from werkzeug.datastructures import FileStorage

#: What tests that only read have left on the portal for the next of them, by its name.
_standing: dict[str, Any] = {}
DATASET = {"notes": "Un jeu d'essai.", "theme": "EDUC", "license_id": "etalab-2.0", "frequency": "ANNUAL"}


@pytest.fixture(scope="session", autouse=True)
def loaded_again() -> None:
    """Load the plugins a second time before the first test: the fixture `app` does so in the middle of one."""
    _application(tuple(tk.config["ckan.plugins"]))


@pytest.fixture(scope="session", autouse=True)
def passwords_made_quickly() -> Iterator[None]:
    """No password of these accounts is worth guessing; making them took a fifteenth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ckan.model.user.pbkdf2_sha512", pbkdf2_sha512.using(rounds=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def indexed_without_waiting_for_the_disk() -> Iterator[None]:
    """What is indexed is found at once, and gone when Solr stops: it is emptied before the next test anyhow."""
    update = pysolr.Solr._update

    def softly(solr: pysolr.Solr, *message: Any, commit: bool | None = None, **options: Any) -> Any:
        return update(solr, *message, **{**options, "softCommit": bool(commit)})

    def commit(solr: pysolr.Solr, **_options: Any) -> Any:
        return update(solr, '<commit softCommit="true" />')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pysolr.Solr, "_update", softly)
        patch.setattr(pysolr.Solr, "commit", commit)
        yield


@pytest.fixture(autouse=True)
def made_up_alike(request: pytest.FixtureRequest) -> None:
    """Names and texts are made up from the name of their test: one that fails by them fails again."""
    factories.fake.seed_instance(request.node.nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have tests that read the same standing portal follow each other, wherever they are: it is made once."""
    first: dict[Any, int] = {}
    for place, item in enumerate(items):
        first.setdefault(_read_by(item), place)
    items.sort(key=lambda item: first[_read_by(item)])


def _read_by(item: pytest.Item) -> Any:
    """The fixture that gives a test a standing portal; the test itself when it has one of its own."""
    fixtures: dict[str, Any] = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    return next((known[-1] for name, known in fixtures.items() if name.endswith("_to_read")), item)


@pytest.fixture
def with_plugins() -> None:
    """In place of CKAN's own, which unloads every plugin at its end and leaves the next test without actions."""


@pytest.fixture
def make_app(ckan_config: Any) -> Callable[[], Any]:
    """In place of CKAN's own, which takes half a second: the application is made once for each set of plugins."""
    return lambda: _application(tuple(ckan_config["ckan.plugins"]))


@pytest.fixture
def cli(ckan_config: Any, make_app: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> helpers.CKANCliRunner:
    """CKAN's own, whose commands find the application made."""
    monkeypatch.setattr("ckan.cli.cli.make_app", lambda _config: make_app().app)
    return helpers.CKANCliRunner(env={"CKAN_INI": ckan_config["__file__"]})


@cache
def _application(_plugins: tuple[str, ...]) -> Any:
    return helpers._get_test_app()


@pytest.fixture
def empty_portal() -> None:
    """No dataset, no organisation, no user, no table, nothing indexed."""
    _standing.clear()
    model.Session.rollback()
    # The tables are there, ours among them: without this CKAN would drop them all at the first reset.
    model.repo.tables_created_and_initialised = True
    helpers.reset_db()
    search.clear_all()
    _empty(tables.metadata)
    with datastore.writing() as connection:
        connection.execute(sa.text("DELETE FROM rouen_staging.ledger"))
        connection.execute(sa.text("DELETE FROM rouen_staging.addition"))
        connection.execute(sa.text("DELETE FROM rouen_staging.replaced"))
    with get_write_engine().begin() as connection:
        for (name,) in connection.execute(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all():
            connection.execute(sa.text(f'DROP TABLE public."{name}" CASCADE'))


@pytest.fixture
def unsearched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is indexed, for tests that search for nothing: Solr took a third of their time."""

    def nothing(*_ignored: Any, **_more: Any) -> None:
        """Datasets are read from the database then."""

    def missing(*_ignored: Any) -> None:
        raise search.SearchError("unsearched")

    for name in ("index_package", "delete_package", "commit"):
        monkeypatch.setattr(search.index.PackageSearchIndex, name, nothing)
    monkeypatch.setattr(search.query.PackageSearchQuery, "get_index", missing)


def act(action: str, **data: Any) -> Any:
    """An action as the portal itself calls it."""
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


def _empty(metadata: sa.MetaData) -> None:
    """Empty tables that only ever grow: their owner may set the guards aside, the application never does.

    Most are empty already, and rows are few: to delete them is quicker than a new file for each table.
    """
    with model.meta.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if connection.execute(sa.select(sa.exists().select_from(table))).scalar():
                connection.execute(sa.text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
                connection.execute(table.delete())
                connection.execute(sa.text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))


@pytest.fixture
def standing(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """Gives what a fixture made, made once for all tests that follow each other and only read it.

    The fixture starts from an empty portal, and any other test that does ends this.
    """

    def read(fixture: str) -> Any:
        if fixture not in _standing:
            made = request.getfixturevalue(fixture)
            _standing[fixture] = made
        return _standing[fixture]

    return read


@pytest.fixture
def metropole(empty_portal: None) -> dict[str, Any]:
    """The organisation of the Métropole."""
    return factories.Organization(name="metropole-rouen-normandie", title="Métropole Rouen Normandie")


@pytest.fixture
def officer(empty_portal: None) -> dict[str, Any]:
    """A data officer who may edit the datasets of the commune."""
    return factories.User(name="agente")


@pytest.fixture
def commune(officer: dict[str, Any]) -> dict[str, Any]:
    """The organisation of a commune, with its officer."""
    return factories.Organization(
        name="oissel", title="Oissel-sur-Seine", users=[{"name": officer["name"], "capacity": "editor"}]
    )


@pytest.fixture
def dataset(commune: dict[str, Any]) -> dict[str, Any]:
    """An open dataset of the commune without any resource."""
    return act("package_create", name="equipements", title="Équipements", owner_org=commune["id"], **DATASET)


@pytest.fixture
def new_dataset() -> Callable[..., dict[str, Any]]:
    """Makes an open dataset with the fields that are mandatory."""

    def create(**values: Any) -> dict[str, Any]:
        return act("package_create", **{"title": values["name"], **DATASET, **values})

    return create


def upload(content: bytes, name: str = "fichier.csv") -> FileStorage:
    """A file as a form or ckanapi sends it."""
    return FileStorage(stream=io.BytesIO(content), filename=name, name="upload")
