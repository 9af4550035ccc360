"""The outbox: what is written with the data it tells of is sent once, whatever the mail server does meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckanext.rouen_municipalities.logic import mailing
from ckanext.rouen_municipalities.model import mail as table
from ckanext.rouen_municipalities.store import mail as store
from mailbox_server import Mailbox, mail_server

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")


def queue(key: str = "demande-1", to: str = "mairie@example.org", subject: str = "Confirmez") -> bool:
    return mailing.queue(mailing.Mail(to, subject, "Texte", "<p>Texte</p>", key))


def rows() -> list[Any]:
    with model.meta.engine.connect() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


def make_due() -> None:
    with model.meta.engine.begin() as connection:
        connection.execute(table.update().values(due=sa.func.now()))


def test_a_mail_is_sent_and_nothing_of_it_is_kept_but_that_it_was(mailbox: Mailbox) -> None:
    queue()
    model.Session.commit()

    assert mailing.deliver() == 1
    (sent,) = mailbox.mails
    assert (sent["To"], sent["Subject"]) == ("mairie@example.org", "Confirmez")
    (row,) = rows()
    assert (row.state, row.recipient, row.subject, row.text, row.html) == ("sent", None, None, None, None)
    assert mailing.deliver() == 0


def test_a_mail_of_a_transaction_that_is_given_up_is_never_sent(mailbox: Mailbox) -> None:
    queue()
    model.Session.rollback()

    assert mailing.deliver() == 0
    assert mailbox.mails == []


def test_a_key_is_mailed_once_even_when_it_was_sent_long_ago(mailbox: Mailbox) -> None:
    assert queue()
    model.Session.commit()
    mailing.deliver()

    assert not queue()
    model.Session.commit()
    assert mailing.deliver() == 0
    assert len(mailbox.mails) == 1


def test_a_mail_server_that_is_down_loses_nothing_and_is_asked_again_later(
    ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as gone:
        monkeypatch.setitem(ckan_config, "smtp.server", gone.address)
    queue("a")
    queue("b")
    model.Session.commit()

    assert mailing.deliver() == 0
    assert [row.state for row in rows()] == ["waiting", "waiting"]
    assert all(row.due > datetime.now(UTC) for row in rows())

    with mail_server() as back:
        monkeypatch.setitem(ckan_config, "smtp.server", back.address)
        make_due()
        assert mailing.deliver() == 2
    assert len(back.mails) == 2


def test_a_mail_that_is_not_taken_now_is_tried_again(mailbox: Mailbox) -> None:
    queue()
    model.Session.commit()
    mailbox.refuse = "451 greylisted"
    assert mailing.deliver() == 0
    (row,) = rows()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "greylisted" in row.error

    mailbox.refuse = ""
    make_due()
    assert mailing.deliver() == 1


def test_a_mail_box_that_does_not_exist_holds_up_no_other_and_can_be_tried_again(mailbox: Mailbox) -> None:
    mailbox.unknown = "personne@example.org"
    queue("a", to="personne@example.org")
    queue("b")
    model.Session.commit()

    assert mailing.deliver() == 1
    assert store.states_of(model.Session, ["a", "b"]) == {"a": "failed", "b": "sent"}

    mailbox.unknown = ""
    assert store.send_again(model.Session, "a")
    model.Session.commit()
    assert mailing.deliver() == 1


def test_a_mail_that_nobody_takes_for_days_is_given_up(mailbox: Mailbox) -> None:
    queue()
    model.Session.commit()
    with model.meta.engine.begin() as connection:
        connection.execute(table.update().values(created=datetime.now(UTC) - timedelta(days=6)))
    mailbox.refuse = "451 later"

    mailing.deliver()

    assert [row.state for row in rows()] == ["failed"]
    assert store.erase_failed(datetime.now(UTC)) == 1
    assert [(row.recipient, row.error) for row in rows()] == [(None, None)]


def test_an_address_that_is_more_than_an_address_is_refused_before_it_is_written() -> None:
    with pytest.raises(mailing.AddressRefused):
        queue(to="mairie@example.org\nBcc: tous@example.org")
    assert rows() == []
