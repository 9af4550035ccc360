"""Files that an office may send by mistake, each with the rules that its report must name.

A table rather than files on disk: what is wrong can be read beside the name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

PROFILE: dict[str, Any] = {
    "name": "corpus/equipements",
    "version": "1.0.0",
    "fields": [
        {"name": "id", "type": "code", "constraints": {"required": True, "pattern": "^E[0-9]{3}$"}, "example": "E001"},
        {"name": "nom", "type": "string", "constraints": {"required": True, "maxLength": 40}},
        {"name": "type", "type": "string", "constraints": {"enum": ["musée", "piscine", "école"]}},
        {"name": "code_insee", "type": "code", "register": "communes", "aliases": ["INSEE", "code commune"]},
        {"name": "code_postal", "type": "code", "constraints": {"pattern": "^[0-9]{5}$"}, "example": "76000"},
        {"name": "ouverture", "type": "date"},
        {"name": "releve", "type": "datetime"},
        {"name": "surface_m2", "type": "number", "constraints": {"minimum": 0, "maximum": 100000}},
        {"name": "places", "type": "integer"},
        {"name": "accessible", "type": "boolean"},
        {"name": "construction", "type": "year"},
        {"name": "mois", "type": "yearmonth"},
        {"name": "courriel", "type": "string", "format": "email"},
        {"name": "site", "type": "string", "format": "uri"},
        {"name": "siret", "type": "code", "format": "siret"},
        {"name": "fermeture", "type": "date"},
        {"name": "gestion", "type": "string"},
        {"name": "delegataire", "type": "string"},
        {"name": "solde", "type": "number"},
        {"name": "compteur", "type": "code"},
        {"name": "inauguration", "type": "date"},
    ],
    "primaryKey": ["id"],
    "rules": [
        {"rule": "compare", "fields": ["ouverture", "fermeture"], "operator": "<"},
        {"rule": "required-when", "field": "delegataire", "when": {"field": "gestion", "values": ["déléguée"]}},
        {"rule": "maximum-when", "field": "solde", "maximum": 0, "when": {"field": "gestion", "values": ["avoir"]}},
        {"rule": "not-in-future", "field": "inauguration"},
        {"rule": "two-spellings", "field": "compteur"},
    ],
}
HEADER = "id;nom;type;code_insee;ouverture;surface_m2\n"
ROW = "E001;Piscine de l'Île;piscine;76540;01/02/2026;1250,5\n"
GOOD = HEADER + ROW


def cell(column: str, *values: str) -> bytes:
    """A file whose ``column`` has ``values``."""
    lines = [f"E{rank:03d};Équipement;{value}" for rank, value in enumerate(values, 1)]
    return "\n".join([f"id;nom;{column}", *lines, ""]).encode()


def zipped(name: str) -> bytes:
    """A ZIP archive with one member."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, GOOD)
    return written.getvalue()


#: name → content and the rules that its report names
TEXTS: dict[str, tuple[bytes, set[str]]] = {
    # what is not a text table
    "empty": (b"", {"file-empty"}),
    "only a byte order mark": (b"\xef\xbb\xbf", {"file-empty"}),
    "only blank lines": (b"\r\n \r\n\t\r\n", {"file-empty"}),
    "a workbook in name only": (zipped("xl/workbook.xml"), {"spreadsheet-damaged"}),
    "an empty archive": (b"PK\x05\x06" + b"\0" * 18, {"archive-empty"}),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, {"format-not-read"}),
    "a PDF called CSV": (b"%PDF-1.7\n1 0 obj\n", {"format-not-read"}),
    "a photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF", {"format-not-read"}),
    "a screenshot": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", {"format-not-read"}),
    "a compressed file": (b"\x1f\x8b\x08\0\0\0\0\0", {"format-not-read"}),
    "a login page": (b"\n<!DOCTYPE html><html><body>Connexion</body></html>", {"format-not-text-table"}),
    "an XML export": (b'<?xml version="1.0"?><rows></rows>', {"format-not-text-table"}),
    "a JSON export": (b'[{"id": "E001"}]', {"format-not-text-table"}),
    "random bytes": (bytes(range(1, 256)) * 3, {"encoding-undecodable"}),
    # encodings
    "a null byte in the middle": (GOOD.encode() + b"E002;a\0b;;;;\n", {"nul-character"}),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), {"nul-character"}),
    "UTF-32": (GOOD.encode("utf-32"), {"nul-character"}),
    "UTF-16 cut in a letter": (GOOD.encode("utf-16") + b"\x41", {"encoding-undecodable"}),
    "UTF-16 with half a pair": (b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x00\xd8\x41\x00", {"encoding-undecodable"}),
    "UTF-16 with a null letter": (b"\xff\xfe" + (GOOD + "\0").encode("utf-16-le"), {"nul-character"}),
    "marked UTF-8 with a Windows letter": (b"\xef\xbb\xbf" + GOOD.encode("cp1252"), {"encoding-undecodable"}),
    "two files glued, two encodings": (GOOD.encode() + ROW.encode("cp1252"), {"encoding-mixed"}),
    "a byte that no Windows letter has": (GOOD.encode("cp1252") + b"E002;\x81;;;;\n", {"encoding-undecodable"}),
    "UTF-8 cut in a letter": ((HEADER + "E001;Île").encode() + b"\xc3", {"encoding-mixed"}),
    # shapes
    "a header and nothing else": (HEADER.encode(), {"no-rows"}),
    "no header": (ROW.encode(), {"header-not-found"}),
    "a text": (b"Bonjour,\nvoici le fichier.\n", {"header-not-found"}),
    "another table": (b"a;b;c\n1;2;3\n", {"header-not-found"}),
    "a missing column": (b"id;type\nE001;piscine\n", {"header-missing"}),
    "a misspelt column": (GOOD.replace("surface_m2", "surfaces").encode(), {"header-unknown"}),
    "the same column twice": (b"id;nom;nom\nE001;a;b\n", {"header-duplicate"}),
    "a column and its alias": (b"id;nom;code_insee;INSEE\nE001;a;76540;76540\n", {"header-duplicate"}),
    "an unknown column twice": (b"id;nom;x;X\nE001;a;1;2\n", {"header-duplicate"}),
    "a column without title": (b"id;;nom\nE001;x;a\n", {"header-blank"}),
    "a title as long as a sentence": (f"id;nom;{'long ' * 20}\nE001;a;b\n".encode(), {"header-too-long"}),
    "a row without its mandatory cells": ((GOOD + "E002\n").encode(), {"row-too-short"}),
    "a file cut in the middle of a line": ((GOOD + "E002;Gymn").encode(), {"row-too-short"}),
    "a separator in a text": ((GOOD + "E002;Gymnase; annexe;;;01/02/2026;3\n").encode(), {"row-too-long"}),
    "data beyond the last title": (b"id;nom;\nE001;a;\nE002;b;c\n", {"row-too-long"}),
    "a quote never closed": ((GOOD + 'E002;"Gymnase;;;;\nE003;b;;;;\n').encode(), {"quote-unclosed"}),
    "text after a closing quote": ((GOOD + 'E002;"Gym"nase;;;;\n').encode(), {"quote-misplaced"}),
    "one line without end": (b"id;nom\n" + b"x" * (2 << 20), {"line-too-long"}),
    "too many columns": ((";".join(f"c{rank}" for rank in range(600)) + "\n").encode(), {"too-many-columns"}),
    # cells
    "a mandatory cell left empty": (b"id;nom\nE001;\nE002;  \n", {"required"}),
    "a name too long": (f"id;nom\nE001;{'x' * 41}\n".encode(), {"max-length"}),
    "a cell longer than a book": (f"id;nom\nE001;{'x' * 120_000}\n".encode(), {"cell-too-long"}),
    "a quoted cell longer than a library": (f'id;nom\nE001;"{"x" * 200_000}"\n'.encode(), {"cell-too-long"}),
    "a key of another form": (b"id;nom\n001;a\n", {"pattern"}),
    "a value outside the list": (cell("type", "patinoire"), {"enum"}),
    "a municipality elsewhere": (cell("code_insee", "75056"), {"register-communes"}),
    "a postcode that lost its zero": (cell("code_postal", "1400"), {"leading-zero-lost"}),
    "a postcode with decimals": (cell("code_postal", "76000,0"), {"code-decimal"}),
    "a SIRET in scientific notation": (cell("siret", "2,17605E+13"), {"code-scientific"}),
    "a SIRET with a wrong key": (cell("siret", "21760540800019"), {"siret"}),
    "an error of the spreadsheet": (cell("surface_m2", "#N/A", "#DIV/0!"), {"spreadsheet-error"}),
    "a column too narrow": (cell("ouverture", "########"), {"spreadsheet-error"}),
    "a formula": (cell("surface_m2", "=A1+B1"), {"number"}),
    "not a number": (cell("surface_m2", "NaN"), {"number-not-finite"}),
    "infinity": (cell("surface_m2", "-inf"), {"number-not-finite"}),
    "a number of a programmer": (cell("surface_m2", "1_000"), {"number"}),
    "full-width digits": (cell("surface_m2", "１２"), {"number"}),
    "a number without end": (cell("surface_m2", "1e999999"), {"number-too-large"}),
    "a number with its unit": (cell("surface_m2", "12 m²", "3 500 €"), {"number-with-unit"}),
    "thousands badly grouped": (cell("surface_m2", "12 34"), {"number"}),
    "English thousands": (cell("surface_m2", "1,234.5"), {"number"}),
    "both decimal signs": (cell("surface_m2", "12,5", "1.234"), {"number-ambiguous"}),
    "a negative area": (cell("surface_m2", "-1"), {"minimum"}),
    "an area with a zero too many": (cell("surface_m2", "1000000"), {"maximum"}),
    "half a seat": (cell("places", "12,5"), {"integer-decimal"}),
    "more seats than can be counted": (cell("places", "9" * 19), {"number-too-large"}),
    "perhaps": (cell("accessible", "peut-être"), {"boolean"}),
    "a day that does not exist": (cell("ouverture", "31/02/2026"), {"date-impossible"}),
    "the 29th of February of another year": (cell("ouverture", "29/02/2025"), {"date-impossible"}),
    "a date the American way": (cell("ouverture", "12/25/2026"), {"date-month-first"}),
    "a year of two digits": (cell("ouverture", "01/02/26"), {"date-two-digit-year"}),
    "a date with a time": (cell("ouverture", "01/02/2026 14:30"), {"date-with-time"}),
    "a month for a date": (cell("ouverture", "02/2026"), {"date-incomplete"}),
    "a serial date": (cell("ouverture", "46054"), {"date"}),
    "a date in letters": (cell("ouverture", "1er février 2026"), {"date"}),
    "an hour that does not exist": (cell("releve", "01/02/2026 25:00"), {"time-impossible"}),
    "an hour that spring skipped": (cell("releve", "29/03/2026 02:30"), {"datetime-skipped"}),
    "an hour that autumn doubled": (cell("releve", "25/10/2026 02:30"), {"datetime-ambiguous"}),
    "a stamp in letters": (cell("releve", "hier à midi"), {"datetime"}),
    "a year in two digits": (cell("construction", "98"), {"year"}),
    "a month in letters": (cell("mois", "mars 2026"), {"yearmonth"}),
    "a thirteenth month": (cell("mois", "13/2026"), {"yearmonth"}),
    "an e-mail address without at": (cell("courriel", "mairie.rouen.fr"), {"email"}),
    "half a web address": (cell("site", "www.rouen.fr"), {"uri"}),
    "a delegated service without its operator": (cell("gestion;delegataire", "déléguée;"), {"required-when"}),
    "a credit note that is to be paid": (cell("gestion;solde", "avoir;12,5"), {"maximum-when"}),
    "a day that has not come": (cell("inauguration", "01/01/2998"), {"not-in-future"}),
    "a meter with and without its zero": (cell("compteur", "0123", "123"), {"two-spellings"}),
    "a period that ends before it begins": (cell("ouverture;fermeture", "01/02/2026;01/01/2026"), {"compare"}),
    "everything at once": (
        (HEADER + "1;;patinoire;75056;31/02/2026;douze\nE002\n").encode(),
        {"pattern", "required", "enum", "register-communes", "date-impossible", "number", "row-too-short"},
    ),
    # encodings that other programs leave
    "big-endian UTF-16 cut in a letter": (b"\xfe\xff" + GOOD.encode("utf-16-be") + b"\0", {"encoding-undecodable"}),
    "marked UTF-8 with a null byte": (b"\xef\xbb\xbf" + GOOD.encode() + b"\0", {"nul-character"}),
    "UTF-8 written twice": (GOOD.replace("piscine;", "musée;").encode().decode("cp1252").encode(), {"enum"}),
    "half a pair of UTF-16 in UTF-8": (GOOD.encode() + b"E002;\xed\xa0\x80;;;;\n", {"encoding-mixed"}),
    "a slash in too many bytes": (GOOD.encode() + b"E002;\xc0\xaf;;;;\n", {"encoding-mixed"}),
    "nothing but null bytes": (bytes(4096), {"nul-character"}),
    # shapes of other habits
    "two files glued, titles included": (
        (GOOD + GOOD).encode(),
        {"pattern", "enum", "register-communes", "date", "number"},
    ),
    "a table lying on its side": (b"id;E001;E002\nnom;a;b\n", {"header-unknown", "header-missing"}),
    "columns of spaces": (b"id   nom      type\nE001 Piscine  piscine\n", {"header-not-found"}),
    "columns of colons": (b"id:nom\nE001:Piscine\n", {"header-not-found"}),
    "whole lines between quotes": (b'"id;nom;type"\n"E001;Piscine;piscine"\n', {"header-missing", "header-unknown"}),
    "nothing but separators": (b";" * 5000 + b"\n", {"file-empty"}),
    "a title that is a formula": (b"id;nom;=1+1\nE001;a;b\n", {"header-unknown"}),
    "a title of two mebibytes": (b"id;nom;" + b"x" * (2 << 20), {"line-too-long"}),
    "a note under the table": ((GOOD + "Source : la ville\n").encode(), {"row-too-short"}),
    "a total with words beside it": ((GOOD + ";Total;douze;;;3\n").encode(), {"required", "enum"}),
    "a total in the middle": ((HEADER + ";Total;;;;3\n" + ROW).encode(), {"required"}),
    # numbers of other habits
    "thousands of Switzerland": (cell("surface_m2", "1'250"), {"number"}),
    "two commas": (cell("surface_m2", "1,2,3"), {"number"}),
    "a fraction": (cell("surface_m2", "1/2"), {"number"}),
    "a percentage": (cell("surface_m2", "12 %"), {"number-with-unit"}),
    "from ten to twenty": (cell("surface_m2", "10-20"), {"number"}),
    "about twelve": (cell("surface_m2", "~12"), {"number"}),
    "Arabic digits": (cell("surface_m2", "\u0661\u0662"), {"number"}),
    "hexadecimal": (cell("places", "0x1F"), {"number"}),
    "a sign alone": (cell("surface_m2", "-"), {"number"}),
    "two signs": (cell("surface_m2", "+-3"), {"number"}),
    "a comma and nothing behind": (cell("surface_m2", "12,"), {"number"}),
    "a number in letters": (cell("places", "douze"), {"number"}),
    "thousands by commas, twice": (cell("places", "1,234,567"), {"number"}),
    "neither true nor false": (cell("accessible", "2", "O"), {"boolean"}),
    # days of other habits
    "the thirteenth month first": (cell("ouverture", "2026-13-01"), {"date-impossible"}),
    "the day zero": (cell("ouverture", "00/01/2026"), {"date-impossible"}),
    "a year of the Romans": (cell("ouverture", "01/02/0026"), {"date-impossible"}),
    "a day without separators": (cell("ouverture", "20260201"), {"date"}),
    "a day with points": (cell("ouverture", "01.02.2026"), {"date"}),
    "an English month": (cell("ouverture", "Feb 1, 2026"), {"date"}),
    "today": (cell("ouverture", "aujourd'hui"), {"date"}),
    "a minute too many": (cell("releve", "01/02/2026 12:60"), {"time-impossible"}),
    "an offset of another planet": (cell("releve", "2026-02-01T12:00+25:00"), {"datetime"}),
    "an hour without its day": (cell("releve", "14:30"), {"datetime"}),
    "a year of five digits": (cell("construction", "12026"), {"year"}),
    "two years": (cell("construction", "2025-2026"), {"year"}),
    "a month zero": (cell("mois", "00/2026"), {"yearmonth"}),
    # codes and addresses
    "a letter for a zero": (cell("code_insee", "7654O"), {"register-communes"}),
    "a code with a gap": (cell("code_insee", "76 540"), {"register-communes"}),
    "an INSEE code with decimals": (cell("code_insee", "76540.0"), {"code-decimal"}),
    "a postcode with a digit too many": (cell("code_postal", "760000"), {"pattern"}),
    "a SIREN for a SIRET": (cell("siret", "217605401"), {"siret"}),
    "a SIRET with gaps": (cell("siret", "217 605 401 00013"), {"siret"}),
    "an address without end": (cell("courriel", "mairie@rouen"), {"email"}),
    "two addresses": (cell("courriel", "a@rouen.fr b@rouen.fr"), {"email"}),
    "a link that runs": (cell("site", "javascript:alert(1)"), {"uri"}),
    # what runs elsewhere is only a value here
    "a formula for a day": (cell("ouverture", "@SUM(1+1)"), {"date"}),
    "a formula for a code": (cell("code_insee", "=cmd|' /C calc'!A0"), {"register-communes"}),
    "a script": (cell("type", "<script>alert(1)</script>"), {"enum"}),
    "a command to the database": (cell("code_insee", "76540'), DROP TABLE x--"), {"register-communes"}),
    "a template": (cell("type", "{0.__class__}", "%s", "{{ 7*7 }}"), {"enum"}),
}
