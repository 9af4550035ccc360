"""Files as French town halls make them: Windows-1252, semicolons, decimal commas, dd/mm/yyyy, leading zeros."""

from __future__ import annotations

PROFILE = "rouen/lieux"
HEADER = "id;nom;categorie;code_insee;adresse;code_postal;latitude;longitude;capacite;date_maj"
#: Œ and € are where Windows-1252 and ISO-8859-1 differ; 01400 is a postcode that a number would shorten.
ROWS = (
    "0001;Marché du Cœur de ville;Marché;76540;12 rue des Tanneurs;76000;49,4431;1,0993;24;03/03/2026",
    "0002;Halle de l'Œuvre (1 € le sac);Halle;76540;3 place Verte;76100;49,42905;1,08012;1 250;14/07/2026",
    "0007;Dépôt de Châtillon;Dépôt;76540;8 quai Sud;01400;49,4;1,1;;29/02/2024",
)
#: The same as what a client of the typed table reads.
TYPED = (
    ("0001", "Marché du Cœur de ville", "76000", 49.4431, 1.0993, 24, "2026-03-03"),
    ("0002", "Halle de l'Œuvre (1 € le sac)", "76100", 49.42905, 1.08012, 1250, "2026-07-14"),
    ("0007", "Dépôt de Châtillon", "01400", 49.4, 1.1, None, "2024-02-29"),
)
TYPES = {
    "id": "text",
    "nom": "text",
    "code_postal": "text",
    "latitude": "numeric",
    "longitude": "numeric",
    "capacite": "int8",
    "date_maj": "date",
}
#: Line 3 has lost a zero, line 4 has a word for a latitude and a day that does not exist.
BAD_ROWS = (
    ROWS[0],
    "0002;Halle de l'Œuvre;Halle;76540;3 place Verte;1400;49,42905;1,08012;1 250;14/07/2026",
    "0007;Dépôt;Dépôt;76540;8 quai Sud;76100;environ 49;1,1;;31/02/2026",
)
#: Line, column and value of each error in the bad file.
ERRORS = {(3, "code_postal", "1400"), (4, "latitude", "environ 49"), (4, "date_maj", "31/02/2026")}


def file_of(rows: tuple[str, ...]) -> bytes:
    """A file that Excel writes in France."""
    return ("\r\n".join((HEADER, *rows)) + "\r\n").encode("cp1252")


GOOD = file_of(ROWS)
BAD = file_of(BAD_ROWS)
