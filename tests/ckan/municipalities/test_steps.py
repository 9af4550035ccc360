"""What a step of a commune rests on: a document that everybody can read, and what an active commune has."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

OISSEL = "76484"
PAGE = f"/communes/{OISSEL}/etapes"
AGREEMENT = {"step": "agreement", "date": "2026-11-20"}
ACTIVE = {"step": "active", "date": "2026-11-20"}
DELIBERATION = b"%PDF-1.7\nDeliberation 2026-41\n%%EOF\n"


@pytest.fixture
def lead(metropole: dict[str, Any]) -> dict[str, str]:
    """The headers of an administrator of the Métropole."""
    user = factories.UserWithToken()
    helpers.call_action("organization_member_create", id=metropole["id"], username=user["name"], role="admin")
    return {"Authorization": user["token"]}


def steps() -> list[dict[str, Any]]:
    """The steps of the commune as anybody sees them."""
    return helpers.call_action("rouen_commune_step_list", {"ignore_auth": False, "user": ""}, insee=OISSEL)


def record(app: Any, lead: dict[str, str], *, file: bytes | None = None, status: int = 200, **values: str) -> str:
    """Record a step in the form; what the page says then."""
    sent: dict[str, Any] = dict(values)
    if file is not None:
        sent["upload"] = (io.BytesIO(file), "délibération.pdf")
    return str(app.post(PAGE, data=sent, headers=lead, status=status).body)


def path_in(page: str) -> str:
    """The path of the document that a page links to."""
    (found,) = set(re.findall(rf'href="https?://[^/"]+(/communes/{OISSEL}/documents/[^"]+)"', page))
    return found


def test_a_document_is_evidence_that_everybody_reads(app: Any, lead: dict[str, str]) -> None:
    told = record(app, lead, file=DELIBERATION, **AGREEMENT)
    assert re.search(r'<div class="flash-messages" role="status">\s*<div class="alert[^>]*>Étape enregistrée\.', told)

    path = path_in(app.get(f"/communes/{OISSEL}").body)
    assert steps()[0]["evidence"].endswith(path)
    answer = app.get(path)
    assert answer.data == DELIBERATION
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "déjà enregistrée" in record(app, lead, file=DELIBERATION, status=400, **AGREEMENT)


def test_a_document_is_that_of_its_commune_alone(app: Any, lead: dict[str, str]) -> None:
    record(app, lead, file=DELIBERATION, **AGREEMENT)
    path = path_in(app.get(f"/communes/{OISSEL}").body)

    app.get(path.replace(OISSEL, "76540"), status=404)
    app.get(f"/communes/{OISSEL}/documents/{'0' * 64}.pdf", status=404)


@pytest.mark.parametrize(
    ("values", "file", "told"),
    [
        ({}, b"<script>alert(1)</script>", "Ce fichier n&#39;est pas un PDF"),
        ({"evidence": "https://www.oissel.fr/d.pdf"}, DELIBERATION, "Donnez un lien ou un document, pas les deux."),
        ({"evidence": f"/communes/{OISSEL}/documents/{'0' * 64}.pdf"}, None, "Un lien commence par https://"),
    ],
)
def test_what_is_no_document_is_told_and_nothing_is_recorded(
    app: Any, lead: dict[str, str], values: dict[str, str], file: bytes | None, told: str
) -> None:
    assert told in record(app, lead, file=file, status=400, **AGREEMENT, **values)
    assert steps() == []


def test_a_commune_is_active_with_an_organisation_an_administrator_who_came_and_a_referent(
    app: Any, lead: dict[str, str]
) -> None:
    assert "une organisation sur le portail, un administrateur qui s&#39;est connecté, un référent désigné" in record(
        app, lead, status=400, **ACTIVE
    )
    administrator = factories.UserWithToken()
    users = [{"name": administrator["name"], "capacity": "admin"}]
    factories.Organization(name="oissel", insee=OISSEL, users=users, referent_pilot="Direction générale")
    never_came = record(app, lead, status=400, **ACTIVE)
    assert "Il manque à la commune : un administrateur qui s&#39;est connecté." in never_came
    assert steps() == []

    app.get("/dashboard/datasets", headers={"Authorization": administrator["token"]})
    model.Session.expire_all()
    assert "Étape enregistrée." in record(app, lead, **ACTIVE)
    assert "Il manque à la commune" not in app.get(PAGE, headers=lead).body


def test_a_commune_that_was_active_before_the_portal_is_recorded_with_a_note(app: Any, lead: dict[str, str]) -> None:
    assert "Il manque à la commune" in app.get(PAGE, headers=lead).body
    record(app, lead, **{**ACTIVE, "date": "2022-02-07"}, note="Active sur l'ancien portail.")
    assert [(step["step"], step["note"]) for step in steps()] == [("active", "Active sur l'ancien portail.")]
