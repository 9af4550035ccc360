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

from ckanext.dcat.profiles import DCAT, DCATAP, DCT, FOAF, RDF, SKOS, SPDX, VCARD, RDFProfile

from . import config
from .core.catalogue import FileType, file_types, frequencies, high_value_categories, themes
from .core.export import CSV, FORMATS, PARQUET, Export, offered
from .core.territory import all_communes
from .store.export import current as current_exports
from .store.territory import organization_sirens

_AUTHORITY = "http://publications.europa.eu/resource/authority"
FRENCH = URIRef(f"{_AUTHORITY}/language/FRA")
PUBLIC = URIRef(f"{_AUTHORITY}/access-right/PUBLIC")
HIGH_VALUE_ACT = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
LEGAL_RESOURCE = URIRef("http://data.europa.eu/eli/ontology#LegalResource")
THEMES = URIRef(f"{_AUTHORITY}/data-theme")
SHA256 = URIRef("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")
_SHA256_LETTERS = 64
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types"
#: the file for Excel is the same table for one program: no harvester needs it
_FILE_TYPES = {CSV.name: "CSV", PARQUET.name: "PARQUET"}


class RouenProfile(RDFProfile):
    """Runs after `euro_dcat_ap_3` and puts right what that one cannot know (entry point `rouen_dcat`)."""

    def graph_from_dataset(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        """Add to the graph of a dataset what the base profile left out."""
        self._speak_french(dataset_ref, (DCT.title, DCT.description, DCAT.keyword))
        self._speak_english(dataset_dict, dataset_ref)
        self._add_themes(dataset_dict, dataset_ref)
        self._add_frequency(dataset_dict, dataset_ref)
        self._add_places(_list(dataset_dict.get("communes")), dataset_ref)
        self._add_tables(dataset_dict, dataset_ref)
        self._add_licence(dataset_dict, dataset_ref)
        self._add_high_value(_list(dataset_dict.get("hvd_category")), dataset_ref)
        self._add_siren(dataset_dict, dataset_ref)
        self._add_page(dataset_dict, dataset_ref)
        self._say_public(dataset_ref)
        self._name_kinds(dataset_ref)
        self._say_french(dataset_ref)

    def graph_from_catalog(self, catalog_dict: Mapping[str, Any], catalog_ref: URIRef) -> None:
        """The catalogue is in French too, and the Métropole's."""
        self._speak_french(catalog_ref, (DCT.title, DCT.description))
        self._say_french(catalog_ref)
        self._add_publisher(catalog_ref)
        self.g.set((catalog_ref, DCAT.themeTaxonomy, THEMES))
        self._name_themes()
        for homepage in list(self.g.objects(catalog_ref, FOAF.homepage)):
            self.g.remove((catalog_ref, FOAF.homepage, homepage))
            # the catalogue has the address of the site itself: its front page needs one of its own
            front = URIRef(f"{str(homepage).rstrip('/')}/")
            self.g.add((catalog_ref, FOAF.homepage, front))
            self.g.add((front, RDF.type, FOAF.Document))

    def _name_themes(self) -> None:
        """A scheme has a title where a concept has a label: DCAT-AP wants the one, older readers know the other."""
        french, english = "Thèmes de données de l'Union européenne", "Data themes of the EU"
        self._label(THEMES, SKOS.ConceptScheme, french, english)
        self.g.add((THEMES, DCT.title, Literal(french, lang="fr")))
        self.g.add((THEMES, DCT.title, Literal(english, lang="en")))

    def _speak_french(self, subject: Any, predicates: Iterable[URIRef]) -> None:
        """Texts without a language are French."""
        for predicate in predicates:
            for text in list(self.g.objects(subject, predicate)):
                if isinstance(text, Literal) and not text.language:
                    self.g.remove((subject, predicate, text))
                    self.g.add((subject, predicate, Literal(str(text), lang="fr")))

    def _speak_english(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        """Beside the French what was written in English too."""
        for field, predicate in (("title_en", DCT.title), ("notes_en", DCT.description)):
            if text := dataset_dict.get(field):
                self.g.add((dataset_ref, predicate, Literal(text, lang="en")))

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

    def _add_high_value(self, codes: Iterable[str], dataset_ref: URIRef) -> None:
        """The categories of a high-value dataset, and the regulation by which harvesters know that it is one."""
        self.g.remove((dataset_ref, DCATAP.hvdCategory, None))
        for category in (high_value_categories()[code] for code in codes if code in high_value_categories()):
            self.g.add((dataset_ref, DCATAP.hvdCategory, URIRef(category.uri)))
            self._label(URIRef(category.uri), SKOS.Concept, category.fr, category.en)
            for bound in (dataset_ref, *self.g.objects(dataset_ref, DCAT.distribution)):
                self.g.add((bound, DCATAP.applicableLegislation, HIGH_VALUE_ACT))
            self.g.add((HIGH_VALUE_ACT, RDF.type, LEGAL_RESOURCE))

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
            (DCT["format"], Literal(_FILE_TYPES[export.format])),
            (DCAT.mediaType, Literal(kind.mimetype.partition(";")[0])),
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

    def _add_page(self, dataset_dict: Mapping[str, Any], dataset_ref: URIRef) -> None:
        """The page that people read; a harvester that has one of its own keeps it."""
        page = tk.url_for("dataset.read", id=dataset_dict["name"], locale="default", qualified=True)
        self.g.add((dataset_ref, DCAT.landingPage, URIRef(page)))
        for document in self.g.objects(dataset_ref, DCAT.landingPage):
            self.g.add((document, RDF.type, FOAF.Document))

    def _add_publisher(self, catalog_ref: URIRef) -> None:
        organization = model.Group.get(config.metropole_organization())
        if organization is None:
            agent, name = BNode(), tk.config["ckan.site_title"]
        else:
            agent, name = URIRef(f"{tk.config['ckan.site_url']}/organization/{organization.id}"), organization.title
            if siren := _sirens().get(organization.id):
                self.g.set((agent, DCT.identifier, Literal(siren)))
        self.g.set((catalog_ref, DCT.publisher, agent))
        self.g.add((agent, RDF.type, FOAF.Agent))
        self.g.set((agent, FOAF.name, Literal(name)))

    def _say_french(self, subject: URIRef) -> None:
        self.g.set((subject, DCT.language, FRENCH))
        self._label(FRENCH, DCT.LinguisticSystem, "français", "French")

    def _say_public(self, dataset_ref: URIRef) -> None:
        """What anyone may read is said to be: harvesters score it."""
        self.g.set((dataset_ref, DCT.accessRights, PUBLIC))
        self._label(PUBLIC, DCT.RightsStatement, "public", "public")

    def _name_kinds(self, dataset_ref: URIRef) -> None:
        """DCAT-AP wants things where the base profile writes words: formats, media types, the way to make a hash."""
        for contact in self.g.objects(dataset_ref, DCAT.contactPoint):
            self.g.add((contact, RDF.type, VCARD.Kind))
        for distribution in self.g.objects(dataset_ref, DCAT.distribution):
            kind = self._name_format(distribution)
            self._name_media_type(distribution, kind)
            self._name_hash(distribution)
            address = self.g.value(distribution, DCAT.accessURL)
            if kind and kind.code != "HTML" and address and not self.g.value(distribution, DCAT.downloadURL):
                self.g.add((distribution, DCAT.downloadURL, address))

    def _name_format(self, distribution: Any) -> FileType | None:
        """The format by its address in the EU's table; one that is not in it stays a word."""
        words = str(self.g.value(distribution, DCT["format"]) or "")
        if not words:
            return None
        kind = file_types().get(words.rpartition("/")[2].upper())
        format_ = URIRef(kind.uri) if kind else BNode()
        self.g.set((distribution, DCT["format"], format_))
        self._label(format_, DCT.MediaTypeOrExtent, kind.format if kind else words)
        return kind

    def _name_media_type(self, distribution: Any, kind: FileType | None) -> None:
        words = str(self.g.value(distribution, DCAT.mediaType) or "")
        name = words.partition("media-types/")[2] or words or (kind.media_type if kind else "")
        self.g.remove((distribution, DCAT.mediaType, None))
        if "/" in name:
            media_type = URIRef(f"{_MEDIA_TYPE}/{name}")
            self.g.add((distribution, DCAT.mediaType, media_type))
            self.g.add((media_type, RDF.type, DCT.MediaType))

    def _name_hash(self, distribution: Any) -> None:
        """The hash of a file is a SHA-256 when it has its length; what another tool wrote is left out."""
        for checksum in list(self.g.objects(distribution, SPDX.checksum)):
            if len(str(self.g.value(checksum, SPDX.checksumValue))) == _SHA256_LETTERS:
                self.g.set((checksum, SPDX.algorithm, SHA256))
                self.g.add((SHA256, RDF.type, SPDX.ChecksumAlgorithm))
            else:
                self.g.remove((distribution, SPDX.checksum, checksum))
                self.g.remove((checksum, None, None))

    def _label(self, subject: Any, kind: URIRef, french: str, english: str | None = None) -> None:
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
