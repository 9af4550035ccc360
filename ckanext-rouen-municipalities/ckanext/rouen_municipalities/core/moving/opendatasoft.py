"""Opendatasoft's Explore API v2.1: an entry of `/catalog/datasets`, its metadata templates `default` and `dcat`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .found import FoundDataset, FoundResource, moment, text_of

API = "/api/explore/v2.1"
#: What the API exports of a dataset that has records: name of the export, format.
_EXPORTS = {"csv": "CSV", "parquet": "Parquet", "json": "JSON", "xlsx": "XLSX"}
_OF_PLACES = {"geojson": "GeoJSON"}


def read_dataset(entry: Mapping[str, Any], site: str) -> FoundDataset:
    """A dataset of the catalogue of `site`; KeyError when the entry has no identifier."""
    metas = entry.get("metas") or {}
    default, dcat = metas.get("default") or {}, metas.get("dcat") or {}
    identifier = str(entry["dataset_id"])
    return FoundDataset(
        identifier=identifier,
        title=str(default.get("title") or identifier),
        notes=text_of(default.get("description") or ""),
        publisher=str(default.get("publisher") or dcat.get("creator") or ""),
        themes=_words(default.get("theme")),
        keywords=_words(default.get("keyword")),
        licence=str(default.get("license_url") or default.get("license") or ""),
        frequency=str(dcat.get("accrualperiodicity") or default.get("update_frequency") or ""),
        contact=str(dcat.get("contact_name") or ""),
        contact_email=str(dcat.get("contact_email") or ""),
        places=_words(default.get("territory")) + _words(default.get("geographic_reference")),
        resources=tuple(_resources(entry, identifier, site)),
    )


def _resources(entry: Mapping[str, Any], identifier: str, site: str) -> Iterator[FoundResource]:
    base = f"{site}{API}/catalog/datasets/{quote(identifier, safe='')}"
    default = (entry.get("metas") or {}).get("default") or {}
    changed = moment(default.get("data_processed") or default.get("modified"))
    columns = _columns(entry.get("fields") or [])
    if entry.get("has_records", True):
        exports = {**_EXPORTS, **(_OF_PLACES if "geo" in (entry.get("features") or []) else {})}
        for export, name in exports.items():
            yield FoundResource(f"Export {name}", f"{base}/exports/{export}", name, columns, changed)
    for key in ("attachments", "alternative_exports"):
        for file in entry.get(key) or []:
            yield _file(file, base, key)


def _file(file: Mapping[str, Any], base: str, key: str) -> FoundResource:
    name = str(file.get("title") or file.get("id"))
    address = file.get("url") or f"{base}/{key}/{quote(str(file['id']), safe='')}"
    extension = name.rpartition(".")[2] if "." in name else str(file.get("mimetype") or "").rpartition("/")[2]
    return FoundResource(name, str(address).replace("odsfile://", f"{base}/{key}/"), extension.upper())


def _columns(fields: list[Mapping[str, Any]]) -> str:
    """What each column of the table is: its name, its label, its type and what was said of it, a line each."""
    return "\n".join(_column(field) for field in fields if field.get("name"))


def _column(field: Mapping[str, Any]) -> str:
    name, label = str(field["name"]), str(field.get("label") or "")
    kind = f" ({field['type']})" if field.get("type") else ""
    said = [part for part in (label if label != name else "", str(field.get("description") or "")) if part]
    return f"- `{name}`{kind}{' : ' if said else ''}{', '.join(said)}"


def _words(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(str(word) for word in listed if word)
