"""The columns of a table with what CKAN's data dictionary says of them, in both languages."""

from __future__ import annotations

from typing import Any

from ...core.tabular.profile import Field, Profile
from ...store.staging import Column


def columns(profile: Profile) -> list[Column]:
    """The columns of a profile's table; `label` and `notes` are what CKAN itself shows, in French."""
    return [Column(field.name, field.postgresql_type, _described(field)) for field in profile.fields]


def _described(field: Field) -> dict[str, Any]:
    limits = field.constraints
    said = {
        "label": field.title.text("fr"),
        "label_en": field.title.text("en"),
        "notes": field.description.text("fr"),
        "notes_en": field.description.text("en"),
        "unit": field.unit,
        "kind": field.type,
        "example": field.example,
        "required": limits.required,
        "accepted": list(limits.enum or field.items),
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "register": field.register,
    }
    return {name: value for name, value in said.items() if value}
