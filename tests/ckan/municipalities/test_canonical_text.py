"""What the checker gives as canonical text is what PostgreSQL reads, with the same meaning."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.copying import copy_text
from ckanext.rouen_municipalities.core.tabular.profile import POSTGRESQL_TYPES, load_profile

WRITTEN = {
    "string": ['l\'Île\n"\\N"\ttab', ""],
    "code": ["01400", "2A004"],
    "integer": ["-9 223 372 036 854 775 808", "12,0"],
    "number": ["−12\u202f560,50", "1,5E-03"],
    "boolean": ["Vrai", "non"],
    "date": ["1/2/2026", "9999-12-31"],
    "datetime": ["29/07/2023 8h05", "1905-03-01 12:00:00.25"],
    "year": ["1789", ""],
    "yearmonth": ["03/2021", ""],
}
READ = {
    "string": ['l\'Île\n"\\N"\ttab', None],
    "code": ["01400", "2A004"],
    "integer": [-(2**63), 12],
    "number": [Decimal("-12560.50"), Decimal("0.0015")],
    "boolean": [True, False],
    "date": [date(2026, 2, 1), date(9999, 12, 31)],
    "datetime": [
        datetime(2023, 7, 29, 6, 5, tzinfo=UTC),
        # Paris was 9 minutes and 21 seconds ahead of Greenwich
        datetime(1905, 3, 1, 11, 50, 39, 250000, tzinfo=UTC),
    ],
    "year": [1789, None],
    "yearmonth": [date(2021, 3, 1), None],
}


def quoted(cells: list[str]) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def test_every_type_is_read_by_postgresql_as_it_was_meant(tmp_path: Path) -> None:
    fields = [{"name": name, "type": name} for name in POSTGRESQL_TYPES]
    profile = load_profile({"name": "essai", "fields": fields})
    path = tmp_path / "fichier.csv"
    rows = zip(*(WRITTEN[name] for name in POSTGRESQL_TYPES), strict=True)
    path.write_text(quoted(list(POSTGRESQL_TYPES)) + "".join(quoted(list(row)) for row in rows), encoding="utf-8")
    checking = check(path, profile)
    copied = b"".join(map(copy_text, checking))
    assert checking.report.issues == []
    columns = ", ".join(f'"{field.name}" {field.postgresql_type}' for field in profile.fields)
    with get_write_engine().begin() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"CREATE TEMPORARY TABLE canonical (_id integer, {columns}) ON COMMIT DROP")
        cursor.copy_expert("COPY canonical FROM STDIN", io.BytesIO(copied))
        cursor.execute("SELECT * FROM canonical ORDER BY _id")
        found = cursor.fetchall()
    assert [row[0] for row in found] == [1, 2]
    assert {name: [row[rank] for row in found] for rank, name in enumerate(POSTGRESQL_TYPES, 1)} == READ
