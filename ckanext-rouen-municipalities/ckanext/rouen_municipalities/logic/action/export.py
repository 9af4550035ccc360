"""Actions of exports: which files there are of a table."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ...core.export import FORMATS
from ..export import Offer, offer

__all__ = ["rouen_export_list"]


@tk.side_effect_free
def rouen_export_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """The files that hold the whole table of a resource; whoever may see the resource may ask.

    Each as `{format, url, mimetype, bytes, rows, sha256, publication_id, data_from, created, current}`. All are of one
    publication. `current` is false while the table that is shown is newer and its files are being written; then
    `data_from` tells of when the offered ones are. Formats: `csv` (UTF-8, commas, decimal points, ISO dates, in the
    order of the file), `csv-excel` (UTF-8 with BOM, semicolons, decimal commas, time of Rouen; up to 1 048 575 rows),
    `parquet` (typed; numbers are doubles). In both CSVs, text that a spreadsheet would run is behind an apostrophe.

    :param resource_id: the resource
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_export_list", context, data_dict)
    resource = tk.get_action("resource_show")(context.copy(), {"id": resource_id})
    return [_export_dict(found, resource) for found in offer(resource_id).values()]


def _export_dict(found: Offer, resource: dict[str, Any]) -> dict[str, Any]:
    file = found.file
    address = {"package_id": resource["package_id"], "resource_id": resource["id"], "file": FORMATS[file.format].file}
    return {
        "format": file.format,
        "url": tk.url_for("rouen_export.download", **address, qualified=True, locale="default"),
        "mimetype": FORMATS[file.format].mimetype,
        "bytes": file.bytes,
        "rows": file.rows,
        "sha256": file.sha256,
        "publication_id": file.publication_id,
        "data_from": (file.published or file.created).isoformat(),
        "created": file.created.isoformat(),
        "current": found.current,
    }
