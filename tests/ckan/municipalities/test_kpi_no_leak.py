"""Anonymous means anonymous: what is not public moves no byte that anyone can read of a KPI, dates and hashes too."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.model import publication

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

Call = Callable[..., Any]
Hidden = dict[str, Any]

ROUEN = "76540"
DESCRIBED = {"notes": "Un jeu.", "theme": "ENVI", "license_id": "etalab-2.0", "frequency": "MONTHLY"}
REQUESTER = {
    "insee": "76484",
    "name": "Jeanne Zyprian",
    "function": "Secrétaire générale",
    "email": "j.zyprian@example.org",
    "intent": "Les délibérations",
}
#: Words that are in nothing public.
SECRETS = ("confidentiel", "yprian", "Secrétaire générale", "officer@example.org", "Les délibérations")
#: What tells how long ago something was, and what guards a form, is not about the data.
PASSING = re.compile(rb"<time.*?</time>|name=\"_csrf_token\"[^>]*>|csrf[-_]token[^>]*>", re.DOTALL)


@pytest.fixture
def hidden(organizations: dict[str, str], add: Call, act: Call, app: Any) -> Hidden:
    """A public portal with, beside what is public, something of each kind that is not. Ids by name."""
    owner = organizations["rouen"]
    add("arbres", theme="ENVI")
    add("velos", "metropole", theme="TRAN", tags=[{"name": "vélo"}])
    act("rouen_commune_step_create", insee=ROUEN, step="agreement", date="2025-01-15")
    act("package_create", type="workshop", name="atelier", title="Atelier", owner_org=owner, **HELD)
    private = {kind: _private(act, kind, owner, values) for kind, values in RECORDS.items()}
    deleted = add("supprime", title="confidentiel")
    act("package_delete", id=deleted["id"])
    draft = {"name": "brouillon", "title": "confidentiel", "state": "draft", "owner_org": owner, **DESCRIBED}
    person = factories.User(name="lucien", fullname="Agnès Zyprian", email="officer@example.org")
    secret = add("prive", title="confidentiel", private=True, maintainer="confidentiel")
    return {
        **private,
        "dataset": secret["id"],
        "file": act("package_show", id=secret["id"])["resources"][0]["id"],
        "draft": act("package_create", **draft)["id"],
        "deleted": deleted["id"],
        "person": person["id"],
        "owner": owner,
        "app": app,
    }


HELD = {"status": "held", "day": "2026-01-15", "communes": [ROUEN]}
RECORDS: dict[str, dict[str, Any]] = {
    "workshop": {**HELD, "seats": "40"},
    "data-flow": {"status": "identified", "source_system": "confidentiel"},
    "use-case": {"status": "in-work", "question": "confidentiel"},
}


def _private(act: Call, kind: str, owner: str, values: dict[str, Any]) -> str:
    described = {"name": f"{kind}-prive", "title": "confidentiel", "owner_org": owner, "private": True}
    return str(act("package_create", type=kind, **described, **values)["id"])


def _rename(ids: Hidden) -> None:
    account = model.User.get(ids["person"])
    account.fullname, account.email, account.about = "Agnès Zyprian", "a.zyprian@example.org", "confidentiel"
    model.Session.commit()


def _ask_to_join(app: Any) -> None:
    app.post("/api/3/action/rouen_join_request_create", json=REQUESTER, status=200)


def _refuse_a_file(ids: Hidden) -> None:
    """A private file that was refused, with the report that says why."""
    values = {"id": "refus", "resource_id": ids["file"], "package_id": ids["dataset"], "state": "refused"}
    sent = {"file_name": "confidentiel.csv", "file_sha256": "x", "file_bytes": 1, "profile": "scdl/subventions"}
    with model.meta.engine.begin() as connection:
        connection.execute(sa.insert(publication).values(**values, **sent))


CHANGES: dict[str, Callable[[Hidden, Call], Any]] = {
    "a private dataset is renamed": lambda ids, act: act("package_patch", id=ids["dataset"], title="confidentiel 2"),
    "a private dataset gets another theme": lambda ids, act: act("package_patch", id=ids["dataset"], theme="TRAN"),
    "a private dataset loses its licence": lambda ids, act: act(
        "package_patch", id=ids["dataset"], license_id="notspecified"
    ),
    "a private dataset is tagged": lambda ids, act: act("package_patch", id=ids["dataset"], tags=[{"name": "secret"}]),
    "a private file is described": lambda ids, act: act("resource_patch", id=ids["file"], description="confidentiel"),
    "a private file is refused": lambda ids, act: _refuse_a_file(ids),
    "a private file is deleted": lambda ids, act: act("resource_delete", id=ids["file"]),
    "a private dataset is deleted": lambda ids, act: act("package_delete", id=ids["dataset"]),
    "a private dataset is added": lambda ids, act: act(
        "package_create", name="autre", title="confidentiel", owner_org=ids["owner"], private=True, **DESCRIBED
    ),
    "a draft changes": lambda ids, act: act("package_patch", id=ids["draft"], theme="TRAN", title="confidentiel 3"),
    "a draft is deleted": lambda ids, act: act("package_delete", id=ids["draft"]),
    "a deleted dataset is purged": lambda ids, act: act("dataset_purge", id=ids["deleted"]),
    "a private workshop is held again": lambda ids, act: act("package_patch", id=ids["workshop"], seats="90"),
    "a private workshop is cancelled": lambda ids, act: act("package_patch", id=ids["workshop"], status="cancelled"),
    "a private flow is mapped": lambda ids, act: act("package_patch", id=ids["data-flow"], status="mapped"),
    "a private use case is in use": lambda ids, act: act(
        "package_patch", id=ids["use-case"], status="in-use", result="https://exemple.fr/confidentiel"
    ),
    "somebody asks to join": lambda ids, act: _ask_to_join(ids["app"]),
    "somebody is renamed": lambda ids, act: _rename(ids),
    "an account is made": lambda ids, act: factories.User(fullname="Luc Zyprian"),
}


def answers(app: Any) -> dict[str, bytes]:
    """What the API answers to anyone about every KPI, by address."""
    listed = app.get("/api/3/action/rouen_kpi_list")
    ids = [entry["id"] for entry in listed.json["result"] if entry["kind"] == "computed"]
    actions = [f"/api/3/action/rouen_kpi_{name}?id={kpi_id}" for name in ("show", "explain") for kpi_id in ids]
    return {"list": listed.data, **{address: app.get(address).data for address in actions}}


def everything_public(app: Any) -> dict[str, bytes]:
    """Each byte that anyone can read about KPIs, by address: the API, pages, files, errors."""
    found = answers(app)
    addresses = ["/indicateurs", "/en/indicateurs", "/indicateurs.csv", *ERRORS]
    for kpi_id in (address.partition("show?id=")[2] for address in found if "show?id=" in address):
        addresses += [
            f"/api/3/action/rouen_kpi_history?id={kpi_id}",
            f"/indicateurs/{kpi_id}",
            f"/indicateurs/{kpi_id}.csv",
            f"/indicateurs/{kpi_id}/explication.csv",
        ]
    return found | {address: PASSING.sub(b"", app.get(address).data) for address in addresses}


ERRORS = (
    "/api/3/action/rouen_kpi_show?id=prive",
    "/api/3/action/rouen_kpi_explain?id=K1&dimension=theme:SECRET",
    "/api/3/action/rouen_kpi_explain?id=K0&dimension=commune:99999",
    "/api/3/action/rouen_kpi_list?at=2001-01-01",
    "/indicateurs/prive",
)


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """The addresses whose bytes are not the same."""
    assert set(before) == set(after)
    return [address for address in before if before[address] != after[address]]


@pytest.mark.usefixtures("no_settling", "mailbox")
def test_what_is_not_public_moves_no_public_byte(hidden: Hidden, act: Call, app: Any) -> None:
    kpi.compute()
    before, answered = everything_public(app), answers(app)
    for name, change in CHANGES.items():
        change(hidden, act)
        kpi.mark_due()
        assert kpi.compute_when_due(), f"nothing was computed again: {name}"
        assert differing(answered, answers(app)) == [], name
    assert differing(before, everything_public(app)) == []
    everything = b"".join(before.values())
    assert hidden["dataset"].encode() not in everything
    assert [word for word in SECRETS if word.encode() in everything] == []


@pytest.mark.usefixtures("no_settling")
def test_what_becomes_private_is_gone_from_every_public_byte(hidden: Hidden, add: Call, act: Call, app: Any) -> None:
    """The comparison can fail: the same portal with one public dataset more says so in many places."""
    shown = add("jardins", title="Jardins partagés")
    kpi.compute()
    before = everything_public(app)
    assert sum(shown["id"].encode() in body for body in before.values()) >= 4
    act("package_patch", id=shown["id"], private=True)
    assert kpi.compute_when_due()
    after = everything_public(app)
    assert [address for address, body in after.items() if shown["id"].encode() in body] == []
    assert "Jardins partagés".encode() not in b"".join(after.values())
    assert len(differing(before, after)) >= 10
