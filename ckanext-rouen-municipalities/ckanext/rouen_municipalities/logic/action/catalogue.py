"""Actions of the concept catalogue: where CKAN or DCAT lists records, datasets are listed and no other type."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...store import catalogue
from ..catalogue import DATASET

__all__ = [
    "dcat_catalog_search",
    "dcat_catalog_show",
    "dcat_dataset_show",
    "package_autocomplete",
    "package_list",
    "tag_show",
]

Context = dict[str, Any]
Data = dict[str, Any]


@tk.side_effect_free
@tk.chained_action
def package_list(up: Any, context: Context, data_dict: Data) -> list[str]:
    """CKAN's own list of names, without workshops and what else is no dataset."""
    tk.check_access("package_list", context, data_dict)
    page = {"limit": [tk.get_validator("ignore_missing"), tk.get_validator("natural_number_validator")]}
    asked, errors = tk.navl_validate(data_dict, {**page, "offset": page["limit"]}, context)
    if errors:
        raise tk.ValidationError(errors)
    return catalogue.public_names(model.Session, asked.get("limit"), asked.get("offset"))


@tk.side_effect_free
@tk.chained_action
def package_autocomplete(up: Any, context: Context, data_dict: Data) -> list[Data]:
    """CKAN's own suggestions, of datasets alone."""
    found = up(context, data_dict)
    others = catalogue.names_of_other_types(model.Session, [row["name"] for row in found])
    return [row for row in found if row["name"] not in others]


@tk.side_effect_free
@tk.chained_action
def tag_show(up: Any, context: Context, data_dict: Data) -> Data:
    """CKAN's own tag, with datasets alone when they are asked for."""
    shown = up(context, data_dict)
    if "packages" in shown:
        shown["packages"] = [package for package in shown["packages"] if package["type"] == DATASET]
    return dict(shown)


@tk.side_effect_free
@tk.chained_action
def dcat_dataset_show(up: Any, context: Context, data_dict: Data) -> Any:
    """The description of a dataset as DCAT; there is none of a workshop."""
    if tk.get_action("package_show")(context.copy(), {"id": data_dict["id"]})["type"] != DATASET:
        raise tk.ObjectNotFound(tk._("Page introuvable ou non publique."))
    return up(context, data_dict)


@tk.side_effect_free
@tk.chained_action
def dcat_catalog_show(up: Any, context: Context, data_dict: Data) -> Any:
    """The catalogue as DCAT, datasets alone whatever the filter names."""
    return up(context, _datasets_alone(data_dict))


@tk.side_effect_free
@tk.chained_action
def dcat_catalog_search(up: Any, context: Context, data_dict: Data) -> Any:
    """What a search finds as DCAT, datasets alone whatever the filter names."""
    return up(context, _datasets_alone(data_dict))


def _datasets_alone(data_dict: Data) -> Data:
    asked = data_dict.get("fq")
    return {**data_dict, "fq": f"({asked}) +dataset_type:{DATASET}" if asked else f"dataset_type:{DATASET}"}
