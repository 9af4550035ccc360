"""Reads a catalogue from a file or an address, and finds out what software wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from ckanext.dcat.processors import RDFParser, RDFParserException

from ...core.moving import ckan, opendatasoft
from ...core.moving.found import FoundDataset

PAGE = 100
SECONDS = 30
MEGABYTES = 200
_FORMATS = {".jsonld": "json-ld", ".json": "json-ld", ".ttl": "turtle", ".rdf": "xml", ".xml": "xml"}
_TYPES = {"ld+json": "json-ld", "turtle": "turtle", "rdf+xml": "xml", "application/xml": "xml", "text/xml": "xml"}


class UnreadableCatalogue(ValueError):
    """The catalogue cannot be read: the message says where and what to try."""


@dataclass(frozen=True)
class Catalogue:
    """What was read: where from, of which kind, its datasets, and what could not be understood."""

    source: str
    kind: str
    datasets: list[FoundDataset]
    unreadable: list[str]


@dataclass(frozen=True)
class _Page:
    """A page of a DCAT catalogue, and the address of the next one."""

    datasets: list[Any]
    following: str


def read_catalogue(address: str) -> Catalogue:
    """The catalogue of a file, or of the address of an Opendatasoft, of a CKAN or of a DCAT file."""
    path = Path(address)
    if path.is_file():
        source = path.resolve().as_uri()
        page = _dcat(source, path.read_bytes(), _FORMATS.get(path.suffix.lower(), "xml"))
        return _described(source, page.datasets)
    if not address.startswith(("http://", "https://")):
        raise UnreadableCatalogue(f"{address} n'est ni un fichier ni une adresse http(s).")
    site = address.partition("/api/")[0].rstrip("/")
    return _opendatasoft(site) or _ckan(site) or _remote_dcat(address)


def _opendatasoft(site: str) -> Catalogue | None:
    url = f"{site}{opendatasoft.API}/catalog/datasets"
    first = _json(url, limit=PAGE, offset=0)
    if first is None or "total_count" not in first:
        return None
    entries = _pages(url, first, total=first["total_count"], key="results", by="offset", size="limit")
    return _catalogue(site, "Opendatasoft", [(entry, (entry, site)) for entry in entries], opendatasoft.read_dataset)


def _ckan(site: str) -> Catalogue | None:
    url = f"{site}/api/3/action/package_search"
    answer = _json(url, rows=PAGE, start=0, sort="id asc")
    if answer is None or not answer.get("success"):
        return None
    total = answer["result"]["count"]
    entries = _pages(url, answer, total=total, key="results", by="start", size="rows", sort="id asc")
    return _catalogue(site, "CKAN", [(entry, (entry,)) for entry in entries], ckan.read_dataset)


def _remote_dcat(address: str) -> Catalogue:
    """Every page of a catalogue that says where its next one is (`hydra:next`)."""
    entries: list[Any] = []
    seen: set[str] = set()
    page = address
    while page and page not in seen:
        seen.add(page)
        read = _dcat_page(page, len(entries))
        entries += read.datasets
        page = read.following
    return _described(address, entries)


def _dcat_page(address: str, before: int) -> _Page:
    response = _get(address)
    if response is None:
        stopped = f" Interrompu après {before} jeux ; rien n'a été écrit : relancez." if before else ""
        raise UnreadableCatalogue(f"{address} ne répond pas, ou pas par un catalogue. Vérifiez l'adresse.{stopped}")
    kind = response.headers.get("Content-Type", "")
    suffix = Path(address.partition("?")[0]).suffix.lower()
    form = next((name for part, name in _TYPES.items() if part in kind), _FORMATS.get(suffix, "xml"))
    return _dcat(address, response.content, form)


def _dcat(source: str, content: bytes, form: str) -> _Page:
    parser = RDFParser()
    try:
        parser.parse(content, _format=form)
    except RDFParserException as error:
        raise UnreadableCatalogue(f"{source} n'est pas du DCAT ({form}) : {error}") from error
    return _Page(list(parser.datasets()), str(parser.next_page() or ""))


def _described(source: str, entries: list[Any]) -> Catalogue:
    return _catalogue(source, "DCAT", [(entry, (entry,)) for entry in entries], ckan.read_dataset)


def _catalogue(source: str, kind: str, entries: list[tuple[Any, tuple[Any, ...]]], read: Any) -> Catalogue:
    found: dict[str, FoundDataset] = {}
    unreadable = []
    for entry, arguments in entries:
        try:
            dataset = read(*arguments)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            unreadable.append(f"{str(entry)[:80]} : {error!r}")
            continue
        found[dataset.identifier] = dataset
    if not found and not unreadable:
        raise UnreadableCatalogue(f"{source} ({kind}) ne contient aucun jeu de données.")
    return Catalogue(source, kind, list(found.values()), unreadable)


def _pages(
    url: str, first: dict[str, Any], *, total: int, key: str, by: str, size: str, **parameters: Any
) -> Iterator[Any]:
    page: dict[str, Any] | None = first
    read = 0
    while page is not None:
        entries = (page.get("result") or page)[key]
        yield from entries
        read += len(entries)
        if not entries or read >= total:
            return
        page = _json(url, **{size: PAGE, by: read}, **parameters)
    raise UnreadableCatalogue(f"{url} s'est interrompu après {read} jeux sur {total}. Rien n'a été écrit : relancez.")


def _json(url: str, **parameters: Any) -> dict[str, Any] | None:
    response = _get(url, **parameters)
    if response is None:
        return None
    try:
        answer = response.json()
    except (json.JSONDecodeError, requests.JSONDecodeError):
        return None
    return answer if isinstance(answer, dict) else None


def _get(url: str, **parameters: Any) -> requests.Response | None:
    try:
        response = requests.get(url, params=parameters, timeout=SECONDS)
    except requests.RequestException:
        return None
    too_big = len(response.content) > MEGABYTES * 1024 * 1024
    return None if too_big or response.status_code != requests.codes.ok else response
