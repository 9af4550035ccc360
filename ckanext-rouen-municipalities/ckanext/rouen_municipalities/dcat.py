"""What DCAT-AP says of our datasets beyond what ckanext-dcat knows: labels in French, EU codes as addresses, SIREN."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import g, has_request_context
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from ckanext.dcat.profiles import DCAT, DCT, RDF, SKOS, RDFProfile

from .core.catalogue import frequencies, themes
from .core.export import CSV, FORMATS, PARQUET, Export, offered
from .core.territory import all_communes
from .store.export import current as current_exports
from .store.territory import organization_sirens

FRENCH = URIRef("http://publications.europa.eu/resource/authority/language/FRA")
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type"
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types"
#: the file for Excel is the same table for one program: no harvester needs it
_FILE_TYPES = {CSV.name: "CSV", PARQUET.name: "PARQUET"}


class RouenProfile(RDFProfile):
    """Runs after `euro_dcat_ap_3` and puts right what that one cannot know (entry point `rouen_dcat`)."""

    def graph_from_dataset(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        """Add to the graph of a dataset what the base profile left out."""
        self._speak_french(dataset_ref, (DCT.title, DCT.description, DCAT.keyword))
        self._add_themes(dataset_dict, dataset_ref)
        self._add_frequency(dataset_dict, dataset_ref)
        self._add_places(_list(dataset_dict.get("communes")), dataset_ref)
        self._add_tables(dataset_dict, dataset_ref)
        self._add_licence(dataset_dict, dataset_ref)
        self._add_siren(dataset_dict, dataset_ref)
        self.g.set((dataset_ref, DCT.language, FRENCH))

    def graph_from_catalog(self, catalog_dict: Mapping[str, Any], catalog_ref: URIRef) -> None:
        """The catalogue is in French too."""
        self._speak_french(catalog_ref, (DCT.title, DCT.description))
        self.g.set((catalog_ref, DCT.language, FRENCH))

    def _speak_french(self, subject: Any, predicates: Iterable[URIRef]) -> None:
        """Texts without a language are French."""
        for predicate in predicates:
            for text in list(self.g.objects(subject, predicate)):
                if isinstance(text, Literal) and not text.language:
                    self.g.remove((subject, predicate, text))
                    self.g.add((subject, predicate, Literal(str(text), lang="fr")))

    def _add_themes(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        self.g.remove((dataset_ref, DCAT.theme, None))
        codes = [dataset_dict.get("theme"), *_list(dataset_dict.get("secondary_themes"))]
        for theme in (themes()[code] for code in codes if code in themes()):
            self.g.add((dataset_ref, DCAT.theme, URIRef(theme.uri)))
            self._label(URIRef(theme.uri), SKOS.Concept, theme.fr, theme.en)

    def _add_frequency(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        self.g.remove((dataset_ref, DCT.accrualPeriodicity, None))
        frequency = frequencies().get(dataset_dict.get("frequency") or "")
        if frequency:
            self.g.add((dataset_ref, DCT.accrualPeriodicity, URIRef(frequency.uri)))
            self._label(URIRef(frequency.uri), DCT.Frequency, frequency.fr, frequency.en)

    def _add_places(self, codes: Iterable[str], dataset_ref: URIRef) -> None:
        """The communes covered, each by its name and its INSEE code."""
        for commune in (all_communes()[code] for code in codes if code in all_communes()):
            place = BNode()
            self.g.add((dataset_ref, DCT.spatial, place))
            self.g.add((place, RDF.type, DCT.Location))
            self.g.add((place, SKOS.prefLabel, Literal(commune.name, lang="fr")))
            self.g.add((place, DCT.identifier, Literal(commune.insee)))

    def _add_tables(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        """The whole tables as files, beside the files that were sent."""
        for resource in dataset_dict.get("resources", ()):
            for export in offered(_exports().get(resource["id"], [])).values():
                if export.format in _FILE_TYPES:
                    self._add_table(dataset_ref, resource, export)

    def _add_table(self, dataset_ref: URIRef, resource: Mapping[str, Any], export: Export) -> None:
        kind = FORMATS[export.format]
        where = {"package_id": resource["package_id"], "resource_id": resource["id"], "locale": "default"}
        ref = URIRef(tk.url_for("rouen_export.download", **where, file=kind.file, qualified=True))
        page = tk.url_for("resource.read", id=where["package_id"], resource_id=resource["id"], qualified=True)
        title = f"{resource.get('name') or resource['id']} ({_FILE_TYPES[export.format]})"
        modified = (export.published or export.created).isoformat()
        self.g.add((dataset_ref, DCAT.distribution, ref))
        for predicate, value in (
            (RDF.type, DCAT.Distribution),
            (DCT.title, Literal(title)),
            (DCAT.accessURL, URIRef(page)),
            (DCAT.downloadURL, ref),
            (DCT["format"], URIRef(f"{_FILE_TYPE}/{_FILE_TYPES[export.format]}")),
            (DCAT.mediaType, URIRef(f"{_MEDIA_TYPE}/{kind.mimetype.partition(';')[0]}")),
            (DCAT.byteSize, Literal(export.bytes, datatype=XSD.nonNegativeInteger)),
            (DCT.modified, Literal(modified, datatype=XSD.dateTime)),
        ):
            self.g.add((ref, predicate, value))

    def _add_licence(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        """DCAT-AP wants the licence on each distribution."""
        licence = model.Package.get_license_register().get(dataset_dict.get("license_id"))
        if not licence or not licence.url:
            return
        for distribution in list(self.g.objects(dataset_ref, DCAT.distribution)):
            self.g.set((distribution, DCT.license, URIRef(licence.url)))
            self._speak_french(distribution, (DCT.title, DCT.description))
        self._label(URIRef(licence.url), DCT.LicenseDocument, licence.title)

    def _add_siren(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        siren = _sirens().get(dataset_dict.get("owner_org") or "")
        for publisher in self.g.objects(dataset_ref, DCT.publisher):
            if siren:
                self.g.set((publisher, DCT.identifier, Literal(siren)))

    def _label(self, subject: URIRef, kind: URIRef, french: str, english: str | None = None) -> None:
        self.g.add((subject, RDF.type, kind))
        self.g.add((subject, SKOS.prefLabel, Literal(french, lang="fr")))
        if english:
            self.g.add((subject, SKOS.prefLabel, Literal(english, lang="en")))


def _exports() -> Mapping[str, list[Export]]:
    """The exports of each table, asked once for all the datasets of an answer."""
    if not has_request_context():
        return current_exports(model.Session)
    if "rouen_exports" not in g:
        g.rouen_exports = current_exports(model.Session)
    exports: Mapping[str, list[Export]] = g.rouen_exports
    return exports


def _sirens() -> Mapping[str, str]:
    """The SIREN of each organisation, asked once for all the datasets of an answer."""
    if not has_request_context():
        return organization_sirens(model.Session)
    if "rouen_sirens" not in g:
        g.rouen_sirens = organization_sirens(model.Session)
    sirens: Mapping[str, str] = g.rouen_sirens
    return sirens


def _list(value: Any) -> list[str]:
    """The values of a multiple field, as scheming shows or stores them."""
    if isinstance(value, str):
        return list(json.loads(value)) if value else []
    return list(value or [])
