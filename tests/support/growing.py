"""A profile whose tables grow, with every rule between rows, and files that follow it."""

from __future__ import annotations

import json
from pathlib import Path

PROFILE = "essai/abonnements"
KEY = ("compteur", "debut")
HEADER = "compteur;debut;fin;kwh;contrat"
DESCRIPTOR = {
    "name": PROFILE,
    "version": "1.0.0",
    "title": {"fr": "Abonnements", "en": "Subscriptions"},
    "fields": [
        {"name": "compteur", "type": "code", "constraints": {"required": True}},
        {"name": "debut", "type": "date", "constraints": {"required": True}},
        {"name": "fin", "type": "date"},
        {"name": "kwh", "type": "number"},
        {"name": "contrat", "type": "code"},
    ],
    "primaryKey": list(KEY),
    "rules": [
        {"rule": "no-overlap", "key": ["compteur"], "start": "debut", "end": "fin"},
        {"rule": "unique", "fields": ["contrat"]},
    ],
    "publication": {"growing": True},
}


def declare(folder: Path, **changes: object) -> None:
    """Put the profile, changed or not, into the folder of the site."""
    descriptor = {**DESCRIPTOR, **changes}
    path = folder / f"{str(descriptor['name']).replace('/', '-')}.json"
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def row(meter: str, month: int, kwh: object, contract: str | None = None) -> str:
    """A row of one month of 2026, whose contract is its own unless it is given."""
    contract = f"{meter}-{month}" if contract is None else contract
    return f"{meter};01/{month:02}/2026;01/{month + 1:02}/2026;{kwh};{contract}"


def content(*rows: str) -> bytes:
    """A file of these rows."""
    return "\n".join([HEADER, *rows, ""]).encode()
