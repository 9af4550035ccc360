"""Reports as they were written."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.tabular.report import Report
from ...store import publication as record


def stored_report(publication_id: str) -> Report:
    """The report of a publication, for a caller who has made sure that it may be seen. Raises ObjectNotFound."""
    publication = record.show(model.Session, publication_id)
    if publication is None or not publication.report:
        raise tk.ObjectNotFound(tk._("Cette publication n'a pas de rapport."))
    return Report.from_dict(publication.report)
