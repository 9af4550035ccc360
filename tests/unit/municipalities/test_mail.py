"""A mail holds one address, one line of subject, and two bodies; nothing that was typed becomes a header."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from ckanext.rouen_municipalities.core.mail import (
    AddressRefused,
    Mail,
    Sender,
    checked,
    is_address,
    message,
    next_try,
    one_line,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SENDER = Sender("Données ouvertes – Métropole", "opendata@example.org")


def mail(**values: str) -> Mail:
    whole = {"to": "mairie@example.org", "subject": "Bonjour", "text": "Texte\n", "html": "<p>Texte</p>", "key": "k"}
    return Mail(**{**whole, **values})


@pytest.mark.parametrize("text", ["mairie@example.org", "jeanne.d-arc+donnees@ville.rouen.fr"])
def test_a_mail_box_is_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mairie",
        "mairie@localhost",
        "mairie@example.org\nBcc: tous@example.org",
        "mairie@example.org\r\n",
        "a@example.org, b@example.org",
        "Mairie <mairie@example.org>",
        '"a b"@example.org',
        ".mairie@example.org",
        "ma..irie@example.org",
        "mairie@-example.org",
        "mairie@127.0.0.1",
        f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.fr",
    ],
)
def test_what_names_no_single_mail_box_is_refused(text: str) -> None:
    assert not is_address(text)
    with pytest.raises(AddressRefused):
        checked(mail(to=text))


@pytest.mark.parametrize("cut", ["\n", "\r\n", "\x0b", "\x85", "\u2028", "\x00"])
def test_no_subject_becomes_a_header(cut: str) -> None:
    sent = message(checked(mail(subject=f"Rouen{cut}Bcc: tous@example.org")), SENDER, NOW)
    assert sent["Subject"] == "Rouen Bcc: tous@example.org"
    assert sent["Bcc"] is None
    assert b"\nBcc:" not in sent.as_bytes()


def test_a_mail_says_the_same_as_text_and_as_html() -> None:
    sent = message(mail(text="Démarche\n", html="<p>Démarche</p>"), SENDER, NOW)
    assert [part.get_content().strip() for part in sent.iter_parts()] == ["Démarche", "<p>Démarche</p>"]
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_mail_sent_twice_has_one_id_and_another_mail_another() -> None:
    first, again, other = (message(mail(key=key), SENDER, NOW)["Message-ID"] for key in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_tries_get_rarer_but_never_stop_being_made_four_times_a_day() -> None:
    waits = [next_try(NOW, attempts) - NOW for attempts in (1, 2, 3, 50)]
    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4), timedelta(hours=6)]


def test_a_line_keeps_its_words() -> None:
    assert one_line("  Le Mesnil-Esnard\t\n") == "Le Mesnil-Esnard"
