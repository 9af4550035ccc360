"""Mails are written into the transaction that they tell of: without it none is sent, and with it none is lost."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.mail import Mail, checked
from ...store import mail as store


def queue(mail: Mail) -> bool:
    """Have a mail sent once the caller's transaction is committed; False when its key was used before.

    Raises AddressRefused.
    """
    return store.add(model.Session, checked(mail))


def write(template: str, *, to: str, key: str, **variables: Any) -> Mail:
    """A mail from `templates/mail/<template>.txt` and `.html`; the first line of the text is its subject.

    Mails are in French, whatever the language of the page that caused them.
    """
    values = {"site_url": str(tk.config["ckan.site_url"]), "key": key, **variables}
    subject, _, text = tk.render(f"mail/{template}.txt", values).strip().partition("\n")
    html = tk.render(f"mail/{template}.html", values)
    plain = re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
    return Mail(to=to, subject=subject, text=plain, html=html, key=key)
