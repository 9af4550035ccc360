"""A catalogue as large as the whole territory could have, the same for the same seed, written in one go."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2.extras import execute_values

ORGANIZATIONS, DATASETS, RESOURCES = 71, 5_000, 20_000
SEED = 76540
#: What every row of it is called, so that it can be taken out again.
MARK = "large-"
_THEMES = ("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL", "IRREG")
_LICENCES = ("etalab-2.0", "etalab-2.0", "etalab-2.0", "odc-odbl", "notspecified")
_FORMATS = ("CSV", "JSON", "GeoJSON", "XLSX", "PDF", "Parquet")
_SUBJECTS = ("Piscines", "Écoles", "Arbres", "Marchés", "Subventions", "Délibérations", "Vélos", "Déchets", "Budgets")
_ANGLES = ("liste", "fréquentation", "horaires", "dépenses", "accessibilité", "surfaces", "effectifs", "travaux")


@dataclass(frozen=True)
class Commune:
    """What the register says of a commune."""

    insee: str
    name: str
    siren: str


Rows = dict[str, list[Sequence[Any]]]
#: Table and columns, in the order in which they can be written.
TABLES = {
    "group": ("id", "name", "title", "type", "state", "is_organization", "approval_status"),
    "group_extra": ("id", "group_id", "key", "value", "state"),
    "package": (
        *("id", "name", "title", "notes", "type", "state", "private", "license_id", "owner_org"),
        *("metadata_created", "metadata_modified"),
    ),
    "package_extra": ("id", "package_id", "key", "value", "state"),
    "resource": ("id", "package_id", "name", "url", "format", "extras", "state", "position", "created"),
}


def rows(communes: Sequence[Commune], seed: int = SEED) -> Rows:
    """All rows by table."""
    chance = random.Random(seed)  # noqa: S311 (nothing here is a secret)
    found: Rows = {table: [] for table in TABLES}
    for commune in communes:
        _organization(found, commune)
    for number in range(DATASETS):
        _dataset(found, number, chance.choice(communes), chance)
    return found


def _organization(found: Rows, commune: Commune) -> None:
    identifier = f"{MARK}{commune.insee}"
    name = f"{MARK}commune-{commune.insee}"
    found["group"].append((identifier, name, commune.name, "organization", "active", True, "approved"))
    for key in ("insee", "siren"):
        extra = (f"{MARK}{key}-{commune.insee}", identifier, key, getattr(commune, key), "active")
        found["group_extra"].append(extra)


def _dataset(found: Rows, number: int, owner: Commune, chance: random.Random) -> None:
    identifier = f"{MARK}{number}"
    title = f"{chance.choice(_SUBJECTS)} de {owner.name} : {chance.choice(_ANGLES)} {number}"
    day = f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    licence, organization = chance.choice(_LICENCES), f"{MARK}{owner.insee}"
    notes = f"Données de la commune de {owner.name}, reprises de ses services."
    described = (identifier, identifier, title, notes, "dataset", "active", False, licence, organization, day, day)
    found["package"].append(described)
    said = {"theme": chance.choice(_THEMES), "frequency": chance.choice(_FREQUENCIES), "communes": [owner.insee]}
    for key, value in said.items():
        text = value if isinstance(value, str) else json.dumps(value)
        found["package_extra"].append((f"{MARK}{key}-{number}", identifier, key, text, "active"))
    for position, form in enumerate(chance.sample(_FORMATS, RESOURCES // DATASETS)):
        address = f"https://example.org/{number}.{form.lower()}"
        resource = (f"{MARK}{number}-{position}", identifier, title, address, form, "{}", "active", position, day)
        found["resource"].append(resource)


def write(address: str, found: Rows) -> None:
    """Put the rows into the main database, all or none."""
    _run(address, ((f'INSERT INTO "{table}" ({", ".join(TABLES[table])}) VALUES %s', found[table]) for table in TABLES))


def remove(address: str) -> None:
    """Take them out again."""
    _run(address, ((f"""DELETE FROM "{table}" WHERE id LIKE '{MARK}%%'""", []) for table in reversed(TABLES)))


def _run(address: str, statements: Iterable[tuple[str, list[Sequence[Any]]]]) -> None:
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            for statement, values in statements:
                _execute(cursor, statement, values)
    finally:
        connection.close()


def _execute(cursor: Any, statement: str, values: list[Sequence[Any]]) -> None:
    if values:
        execute_values(cursor, statement, values, page_size=1_000)
    else:
        cursor.execute(statement.replace("%%", "%"))


def communes_of(listed: Iterable[dict[str, Any]]) -> Iterator[Commune]:
    """The communes as `rouen_commune_list` gives them."""
    return (Commune(each["insee"], each["name"], each["siren"]) for each in listed)
