"""A reader tells of a problem, and whoever keeps the dataset is mailed; and how a dataset is cited."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import mailing
from ckanext.rouen_municipalities.logic.clock import today
from mailbox_server import Mailbox

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

CONTACT = "sports@example.org"
WORDS = "Ligne 12 : la piscine est à Elbeuf, pas à Rouen."
PAGE = "/dataset/piscines/signaler"


@pytest.fixture
def piscines(add: Callable[..., Any]) -> dict[str, Any]:
    """A dataset with a contact."""
    return dict(add("piscines", title="Piscines", maintainer_email=CONTACT, frequency="ANNUAL"))


def mails(mailbox: Mailbox) -> list[Any]:
    """What was mailed after everything that waits was sent."""
    mailing.deliver()
    return list(mailbox.mails)


def test_the_contact_is_mailed_the_words_the_page_and_where_to_answer(
    app: Any, piscines: dict[str, Any], mailbox: Mailbox
) -> None:
    assert PAGE in app.get("/dataset/piscines").body
    assert "Merci" in app.post(PAGE, data={"message": WORDS, "email": "lecteur@example.org"}, status=200).body
    (mail,) = mails(mailbox)
    text = mail.get_body(("plain",)).get_content()
    assert (mail["To"], mail["Subject"]) == (CONTACT, "Problème signalé : Piscines")
    assert WORDS in text and "/dataset/piscines" in text and "lecteur@example.org" in text


def test_what_a_reader_writes_is_words_and_never_markup(app: Any, piscines: dict[str, Any], mailbox: Mailbox) -> None:
    app.post(PAGE, data={"message": "<script>alert(1)</script> & co\r\nBcc: x@example.org"}, status=200)
    (mail,) = mails(mailbox)
    assert "<script>" not in mail.get_body(("html",)).get_content()
    assert "<script>" in mail.get_body(("plain",)).get_content()
    assert mail["Bcc"] is None


def test_the_same_message_a_hundred_times_is_one_mail(app: Any, piscines: dict[str, Any], mailbox: Mailbox) -> None:
    for _ in range(4):
        app.post(PAGE, data={"message": WORDS}, status=200)
    assert len(mails(mailbox)) == 1


def test_too_many_messages_are_told_so_and_not_sent(
    app: Any, piscines: dict[str, Any], mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.problems_per_address", 2)
    for number in range(2):
        app.post(PAGE, data={"message": f"{WORDS} {number}"}, status=200)
    refused = app.post(PAGE, data={"message": f"{WORDS} encore"}, status=429).body
    assert "Rien n'a été envoyé" in html.unescape(refused)
    assert len(mails(mailbox)) == 2


@pytest.mark.parametrize("sent", [{"message": "non"}, {"message": WORDS, "email": "a@b\r\nBcc: x@example.org"}])
def test_a_form_that_lacks_something_keeps_what_was_written(
    app: Any, piscines: dict[str, Any], mailbox: Mailbox, sent: dict[str, str]
) -> None:
    page = app.post(PAGE, data=sent, status=400).body
    assert 'aria-invalid="true"' in page
    assert sent["message"] in page
    assert mails(mailbox) == []


def test_a_machine_gets_thanks_and_sends_nothing(app: Any, piscines: dict[str, Any], mailbox: Mailbox) -> None:
    assert "Merci" in app.post(PAGE, data={"message": WORDS, "website": "https://spam.example"}, status=200).body
    app.post(PAGE, data={"message": WORDS}, headers={"Origin": "https://ailleurs.example"}, status=403)
    assert mails(mailbox) == []


def test_a_draft_or_private_dataset_is_not_there_for_others(app: Any, add: Callable[..., Any]) -> None:
    add("secret", private=True)
    app.get("/dataset/secret/signaler", status=404)
    app.post("/dataset/secret/signaler", data={"message": WORDS}, status=404)


def test_without_a_contact_nobody_is_promised_an_answer(
    app: Any, add: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    add("seul")
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.contact", "")
    assert "/signaler" not in app.get("/dataset/seul").body
    with pytest.raises(tk.ValidationError):
        helpers.call_action("rouen_problem_report", {"ignore_auth": False, "user": ""}, id="seul", message=WORDS)


def test_a_dataset_is_cited_by_who_when_what_where_and_licence(app: Any, piscines: dict[str, Any]) -> None:
    page = html.unescape(app.get("/dataset/piscines").body)
    cited = page.partition('class="rn-cite">')[2].partition("<")[0]
    address = tk.url_for("dataset.read", id="piscines", qualified=True)
    day = today()
    assert cited == (
        f"Rouen ({day.year}). Piscines [jeu de données]. Données du {day:%d/%m/%Y}. Licence Ouverte 2.0. {address}"
    )
