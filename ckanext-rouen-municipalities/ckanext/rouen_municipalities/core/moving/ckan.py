"""A dataset as CKAN writes it: what another CKAN's API answers, and what ckanext-dcat makes of DCAT."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .found import FoundDataset, FoundResource, moment, text_of


def read_dataset(package: Mapping[str, Any]) -> FoundDataset:
    """A package; KeyError when it has neither identifier nor title."""
    fields = {**{extra["key"]: extra["value"] for extra in package.get("extras") or []}, **package}
    organization = package.get("organization") or {}
    resources = [resource for resource in package.get("resources") or [] if resource.get("url")]
    return FoundDataset(
        identifier=str(fields.get("identifier") or fields.get("uri") or fields.get("id") or fields["name"]),
        title=str(package.get("title") or fields["name"]),
        notes=text_of(package.get("notes") or ""),
        publisher=str(fields.get("publisher_name") or organization.get("title") or fields.get("author") or ""),
        publisher_code=_code(fields, organization),
        themes=tuple(_list(fields.get("theme")) + [group.get("title") or group["name"] for group in _groups(package)]),
        keywords=tuple(tag["name"] for tag in package.get("tags") or []),
        licence=_licence(fields, resources),
        frequency=str(fields.get("frequency") or ""),
        contact=str(fields.get("contact_name") or fields.get("maintainer") or ""),
        contact_email=str(fields.get("contact_email") or fields.get("maintainer_email") or ""),
        places=tuple(_list(fields.get("communes")) + _list(fields.get("spatial_text"))),
        resources=tuple(_resource(resource, fields.get("modified")) for resource in resources),
    )


def _groups(package: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(package.get("groups") or [])


def _code(fields: Mapping[str, Any], organization: Mapping[str, Any]) -> str:
    """A SIREN, SIRET or INSEE code of who publishes, if the catalogue tells one."""
    found = fields.get("publisher_identifier") or organization.get("siren") or organization.get("insee")
    return str(found or fields.get("publisher_uri") or "")


def _licence(fields: Mapping[str, Any], resources: list[Mapping[str, Any]]) -> str:
    """DCAT says it of each distribution, CKAN of the dataset."""
    own = fields.get("license_id") or fields.get("license_url") or fields.get("license_title")
    return str(own or next((resource["license"] for resource in resources if resource.get("license")), ""))


def _resource(resource: Mapping[str, Any], changed: Any) -> FoundResource:
    kind = str(resource.get("format") or resource.get("mimetype") or "").rpartition("/")[2]
    told = resource.get("last_modified") or resource.get("modified") or resource.get("created") or changed
    said = str(resource.get("description") or "")
    return FoundResource(str(resource.get("name") or ""), str(resource["url"]), kind.upper(), said, moment(told))


def _list(value: Any) -> list[str]:
    """A list, a list written as JSON, or one word."""
    if isinstance(value, str) and value.startswith("["):
        return [str(word) for word in json.loads(value)]
    if isinstance(value, list):
        return [str(word) for word in value]
    return [str(value)] if value else []
