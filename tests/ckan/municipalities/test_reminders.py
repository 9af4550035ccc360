"""One digest per organisation, to all who administer it, of what is late and of roles that nobody fills."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import mailing, reminding
from ckanext.rouen_municipalities.model import publication
from mailbox_server import Mailbox

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

NOW = datetime.now(UTC)


@pytest.fixture
def late(organizations: dict[str, str], add: Callable[..., Any], act: Callable[..., Any]) -> dict[str, str]:
    """Rouen has two administrators, a dataset that is late and one that is not; of four roles one is filled."""
    for name in ("anne", "bruno"):
        factories.User(name=name, email=f"{name}@example.org")
        helpers.call_action("organization_member_create", id=organizations["rouen"], username=name, role="admin")
    act("organization_patch", id=organizations["rouen"], referent_dpo="Direction juridique")
    add("marches", frequency="WEEKLY", title="Marchés d'été")
    add("budget", frequency="ANNUAL")
    # The application never changes what it has recorded; the owner of the tables may.
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE rouen_publication DISABLE TRIGGER USER"))
        connection.execute(publication.update().values(finished=NOW - timedelta(days=100)))
        connection.execute(sa.text("ALTER TABLE rouen_publication ENABLE TRIGGER USER"))
    return organizations


def remind(app: Any, when: datetime = NOW) -> list[str]:
    with app.flask_app.test_request_context():
        return [planned.digest.name for planned in reminding.remind(when)]


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")


def told(mailbox: Mailbox) -> list[str]:
    mailing.deliver()
    return sorted(mail["To"] for mail in mailbox.mails)


def test_every_administrator_gets_one_digest_of_what_is_late_and_vacant(
    app: Any, mailbox: Mailbox, late: dict[str, str]
) -> None:
    assert remind(app) == ["rouen"]

    assert [to for to in told(mailbox) if to in ("anne@example.org", "bruno@example.org")] == [
        "anne@example.org",
        "bruno@example.org",
    ]
    mail = next(mail for mail in mailbox.mails if mail["To"] == "anne@example.org")
    assert mail["Subject"] == "4 points à revoir : Rouen"
    text = text_of(mail)
    assert re.search(r"- Marchés d'été : \d+ jours de retard\n +http://\S+/dataset/marches\n", text)
    assert "budget" not in text
    assert "PRADA" in text
    assert "DPO" not in text


def test_reminding_again_the_same_month_tells_nobody_twice(app: Any, mailbox: Mailbox, late: dict[str, str]) -> None:
    remind(app)
    before = told(mailbox)
    assert before

    assert remind(app) == []
    assert remind(app, NOW + timedelta(days=29)) == []
    assert told(mailbox) == before
    assert remind(app, NOW + timedelta(days=31)) == ["rouen"]


def test_two_runs_at_once_tell_each_organisation_once(app: Any, mailbox: Mailbox, late: dict[str, str]) -> None:
    def run(_: int) -> list[str]:
        try:
            return remind(app)
        finally:
            model.Session.remove()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(run, range(2))) == [[], ["rouen"]]
    assert len(told(mailbox)) == len(set(told(mailbox)))


def test_a_dry_run_says_what_would_leave_and_mails_nothing(
    cli: Any, app: Any, mailbox: Mailbox, late: dict[str, str]
) -> None:
    said = cli.invoke(ckan, ["rouen", "remind", "--dry-run"]).output
    assert re.search(r"Rouen : 4 point\(s\) ; en retard : marches \(\d+ j\)", said)
    assert "1 organisation(s) recevraient un rappel ; rien n'a été envoyé." in said
    assert "@example.org" not in said
    assert told(mailbox) == []

    assert "1 organisation(s) reçoivent un rappel." in cli.invoke(ckan, ["rouen", "remind"]).output
    assert told(mailbox)
    assert "déjà envoyé le" in cli.invoke(ckan, ["rouen", "remind", "--dry-run"]).output


def test_the_link_of_a_digest_puts_the_next_one_off_by_a_button(
    app: Any, mailbox: Mailbox, late: dict[str, str]
) -> None:
    remind(app)
    told(mailbox)
    (link,) = re.findall(r"/rappels/reporter/\S+", text_of(mailbox.mails[0]))

    assert "Reporter de 30 jours" in app.get(link).body
    assert remind(app, NOW + timedelta(days=30, hours=-1)) == []
    assert "ne recevra pas de rappel avant le" in app.post(link).body
    assert remind(app, NOW + timedelta(days=30, hours=-2)) == []
    assert remind(app, datetime.now(UTC) + timedelta(days=30)) == ["rouen"]


@pytest.mark.parametrize("token", ["abc", "abc_2026-11-23.0123456789abcdef0123456789abcdef"])
def test_a_link_that_was_not_mailed_puts_nothing_off(app: Any, token: str) -> None:
    app.get(f"/rappels/reporter/{token}", status=404)
    app.post(f"/rappels/reporter/{token}", status=404)


def test_an_organisation_in_order_is_left_alone(
    app: Any, mailbox: Mailbox, organizations: dict[str, str], act: Callable[..., Any]
) -> None:
    roles = {f"referent_{role}": "Mairie" for role in ("pilot", "prada", "dpo", "gis")}
    act("organization_patch", id=organizations["rouen"], **roles)
    assert remind(app) == []
    assert told(mailbox) == []
