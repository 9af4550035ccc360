"""Forms without an account carry no session, so no token: what another site sends is refused by where it is from."""

from __future__ import annotations

from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk


def refuse_other_sites() -> None:
    """Answer 403 to a form that a page of another site sent; browsers say which."""
    origin = tk.request.headers.get("Origin", "")
    sent_by = tk.request.headers.get("Sec-Fetch-Site", "same-origin")
    known = (urlsplit(str(tk.config["ckan.site_url"])).netloc, tk.request.host)
    if (origin and urlsplit(origin).netloc not in known) or sent_by == "cross-site":
        tk.abort(403, tk._("Ce formulaire a été envoyé depuis un autre site. Ouvrez-le sur ce portail et recommencez."))
