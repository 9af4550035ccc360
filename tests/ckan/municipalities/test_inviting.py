"""An administrator invites a colleague: a name that tells nothing of who it is, a mail in French."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ckan import model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import mailing
from mailbox_server import Mailbox

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

ADDRESS = "jeanne.martin@example.org"


@pytest.fixture
def administrator() -> dict[str, Any]:
    """Who administers the organisation of a commune."""
    user = factories.UserWithToken()
    factories.Organization(name="oissel", title="Oissel", users=[{"name": user["name"], "capacity": "admin"}])
    return user


def invite(app: Any, user: dict[str, Any], **values: str) -> dict[str, Any]:
    """Invite by the API, in the name of a user."""
    asked = {"email": ADDRESS, "group_id": "oissel", "role": "editor", **values}
    with app.flask_app.test_request_context():
        found: dict[str, Any] = tk.get_action("user_invite")({"user": user["name"]}, asked)
        return found


def test_the_form_of_members_invites_a_colleague(app: Any, mailbox: Mailbox, administrator: dict[str, Any]) -> None:
    form = {"email": ADDRESS, "role": "editor"}
    app.post("/organization/member_new/oissel", data=form, headers={"Authorization": administrator["token"]})
    users = {
        user["capacity"]: user["name"]
        for user in helpers.call_action("organization_show", id="oissel", include_users=True)["users"]
    }
    assert users["editor"].startswith("oissel-")

    assert mailing.deliver() == 1
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == (ADDRESS, "Oissel vous invite aux données ouvertes")
    text = mail.get_body(("plain",)).get_content()
    assert users["editor"] in text
    (reset,) = re.findall(r"/user/reset/\S+", text)
    app.post(reset, data={"password1": "Une-phrase-longue-1", "password2": "Une-phrase-longue-1"})
    assert model.User.get(users["editor"]).state == "active"


INJECTED = "mairie@example.org\nBcc: tous@example.org"


@pytest.mark.parametrize("values", [{"role": "maire"}, {"email": INJECTED}, {"email": "known@example.org"}])
def test_an_invitation_that_makes_no_sense_leaves_neither_account_nor_mail(
    app: Any, mailbox: Mailbox, administrator: dict[str, Any], values: dict[str, str]
) -> None:
    factories.User(email="known@example.org")
    before = {user.name for user in model.User.all()}

    with pytest.raises(tk.ValidationError):
        invite(app, administrator, **values)
    model.Session.rollback()

    assert {user.name for user in model.User.all()} == before
    assert mailing.deliver() == 0


def test_nobody_else_invites(app: Any, administrator: dict[str, Any]) -> None:
    with pytest.raises(tk.NotAuthorized):
        invite(app, factories.User())


def test_who_forgot_a_password_reads_french(app: Any) -> None:
    user = model.User.get(factories.User()["name"])
    with app.flask_app.test_request_context():
        mailer.create_reset_key(user)
        body = mailer.get_reset_link_body(user)
    assert "demandez un nouveau mot de passe" in body
    assert f"key={user.reset_key}" in body
