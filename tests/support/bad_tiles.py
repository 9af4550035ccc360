"""A file of a tile that is good, and every way in which it may be made wrong."""

from __future__ import annotations

GOOD = """\
id: decheteries
category: dechets
rank: 110
title: {fr: Déchèteries, en: Recycling centres}
summary: {fr: "Où déposer ce que la collecte ne prend pas"}
a11y:
  label: {fr: Déchèteries}
icon: trash
kind: map_list
department: dechets
params:
- {key: commune, type: insee, required: true}
sources:
- resource: 0b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01
  role: primary
  profile: rouen/equipements
  freshness: {basis: source_modified, warn: P30D, fail: P90D}
  municipality: {by: column, field: code_insee, min_rows: 1}
audience: {communes: ["76540"]}
window: {from: "2026-01-01", until: null}
action: {type: open_url, web_url: "https://example.org/"}
owner: {organization: metropole-rouen-normandie}
"""

#: What stands in the good file, what is written instead, the code of the refusal, and its field when it has one.
FILES: list[tuple[str, str, str, str]] = [
    # YAML that is none, or could be taken for something else
    ("rank: 110", "rank: &a 110\ncopy: *a", "yaml-alias", ""),
    ("rank: 110", "<<: {rank: 110}", "yaml-quote", ""),
    ("rank: 110", "rank: 110\nrank: 120", "yaml-duplicate", ""),
    ("{fr: Déchèteries, en: Recycling centres}", "{fr: A, fr: B}", "yaml-duplicate", ""),
    ('["76540"]', "[076540]", "yaml-octal", ""),
    ('["76540"]', "[0o76540]", "not-insee", "audience.communes[0]"),
    ('["76540"]', "[76540]", "not-a-text", "audience.communes[0]"),
    ('"2026-01-01"', "2026-01-01", "yaml-quote", ""),
    ('["76540"]', f"[0{'7' * 5_000}]", "yaml-quote", ""),
    ("rank: 110", f"rank: {'1' * 5_000}", "yaml-quote", ""),
    ("rank: 110", "rank: 1_10", "yaml-quote", ""),
    ("rank: 110", "rank: 0x6E", "yaml-quote", ""),
    ("rank: 110", "rank: 1:50", "yaml-quote", ""),
    ("rank: 110", "rank: .inf", "yaml-quote", ""),
    ("required: true", "required: yes", "yaml-truth", ""),
    ("required: true", "required: True", "yaml-truth", ""),
    ("rank: 110", "rank: !!int '110'", "yaml-tag", ""),
    ("rank: 110", "rank: !!python/object/apply:os.system ['true']", "yaml-tag", ""),
    ("rank: 110", "110: rank", "yaml-key", ""),
    ("rank: 110", "? [rank]\n: 110", "yaml-key", ""),
    ("rank: 110", "rank: " + "[" * 100_00 + "]" * 100_00, "yaml-depth", ""),
    ("rank: 110", "rank: " + "{a: " * 50 + "1" + "}" * 50, "yaml-depth", ""),
    ("rank: 110", "rank: [110", "yaml-syntax", ""),
    ("rank: 110", "\trank: 110", "yaml-tab", ""),
    ("rank: 110", "rank: 110\n---\nid: other", "yaml-documents", ""),
    ("rank: 110", "rank: 110\n# " + "x" * 10_000_000, "yaml-too-large", ""),
    ("  label: {fr", "\tlabel: {fr", "yaml-tab", ""),
    ("rank: 110", "rank:\u00a0110", "yaml-space", ""),
    ("rank: 110", '"rank ": 110', "field-space", "rank "),
    ("rank: 110", "\u00a0rank: 110", "field-space", "\u00a0rank"),
    ("required: true", "required: no", "yaml-truth", ""),
    ("required: true", "required: ON", "yaml-truth", ""),
    ("fr: Déchèteries, en", "fr: no, en", "yaml-truth", ""),
    ("fr: Déchèteries, en", "fr: 2026-11-23, en", "yaml-quote", ""),
    ("fr: Déchèteries, en", "fr: 14:30, en", "yaml-quote", ""),
    ("fr: Déchèteries, en", "fr: Tri : verre, en", "yaml-syntax", ""),
    ("fr: Déchèteries, en", "fr: Tri\0, en", "yaml-character", ""),
    ("rank: 110", "rank: &a 110", "yaml-alias", ""),
    ("rank: 110", "rank: *nowhere", "yaml-alias", ""),
    ("rank: 110", '"<<": {rank: 110}', "unknown-field", "<<"),
    ("rank: 110", "rank: =", "yaml-quote", ""),
    ("rank: 110", "rank: +110", "yaml-quote", ""),
    ("rank: 110", "~: 110", "yaml-key", ""),
    ("icon: trash", "icon: !!binary dHJhc2g=", "yaml-tag", ""),
    ("icon: trash", "icon: !icon trash", "yaml-tag", ""),
    # values that no tile may have
    ("rank: 110", "rank: 110\ncolour: red", "unknown-field", "colour"),
    ("rank: 110", "rank: 110\nhealth: {state: ok}", "unknown-field", "health"),
    ("rank: 110", "rank: 99999", "out-of-range", "rank"),
    ("rank: 110", "rank: 1.5", "not-an-integer", "rank"),
    ("id: decheteries", "id: ../../etc/passwd", "pattern", "id"),
    ("id: decheteries", "id: apercu", "reserved-id", "id"),
    ("id: decheteries\n", "", "required", "id"),
    ("fr: Déchèteries, en", "en", "required", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "<b>Tri</b>", en', "html", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "<script>alert(1)</script>", en', "html", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri &lt;b&gt;", en', "html", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\\u202E", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\\0", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", f"fr: {'x' * 31}, en", "too-long", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "   ", en', "empty", "title.fr"),
    ("fr: Déchèteries, en", "fr: [Tri], en", "not-a-text", "title.fr"),
    ("{fr: Déchèteries, en: Recycling centres}", "Tri", "not-a-mapping", "title"),
    ("https://example.org/", "javascript:alert(1)", "not-https", "action.web_url"),
    ("https://example.org/", "http://example.org/", "not-https", "action.web_url"),
    ("https://example.org/", "//example.org/", "not-https", "action.web_url"),
    ("https://example.org/", "https://user:secret@example.org/", "not-https", "action.web_url"),
    ("https://example.org/", "https://exa mple.org/", "not-https", "action.web_url"),
    ("https://example.org/", "data:text/html,x", "not-https", "action.web_url"),
    ("https://example.org/", "https://[::1", "not-https", "action.web_url"),
    ('["76540"]', '["76000"]', "not-insee", "audience.communes[0]"),
    ('["76540"]', '["75056"]', "not-insee", "audience.communes[0]"),
    ('["76540"]', '["76540", "76540"]', "twice", "audience.communes"),
    ('["76540"]', "[]", "empty", "audience.communes"),
    ('["76540"]', '"76540"', "not-a-list", "audience.communes"),
    ("icon: trash", "icon: <svg onload=alert(1)>", "not-one-of", "icon"),
    ("kind: map_list", "kind: video", "not-one-of", "kind"),
    ("category: dechets", "category: inconnue", "not-one-of", "category"),
    ("0b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01", "decheteries", "pattern", "sources[0].resource"),
    ("role: primary", "role: auxiliary", "one-primary", "sources"),
    ("by: column, field: code_insee", "by: column", "required", "sources[0].municipality.field"),
    ("warn: P30D", "warn: P1M", "pattern", "sources[0].freshness.warn"),
    ("warn: P30D", "warn: P365D", "freshness-order", "sources[0].freshness"),
    ("until: null", 'until: "2025-01-01"', "window-order", "window"),
    ("until: null", 'until: "31/12/2026"', "not-an-instant", "window.until"),
    ("until: null", 'until: "2026-10-25T02:30"', "ambiguous-instant", "window.until"),
    ("until: null", 'until: "٢٠٢٦-12-31"', "not-an-instant", "window.until"),
    ("required: true", "required: oui", "not-a-boolean", "params[0].required"),
    ("required: true", 'required: "true"', "not-a-boolean", "params[0].required"),
    ("required: true", "required: 1", "not-a-boolean", "params[0].required"),
    ("rank: 110", "Rank: 110", "unknown-field", "Rank"),
    ("rank: 110", 'rank: "110"', "not-an-integer", "rank"),
    ("rank: 110", "rank: 1e2", "not-an-integer", "rank"),
    ("rank: 110", "rank: １１０", "not-an-integer", "rank"),
    ("rank: 110", "rank: 110\u00a0", "not-an-integer", "rank"),
    ("fr: Déchèteries, en", f"fr: {'🎉' * 31}, en", "too-long", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "\u00a0\u202f", en', "empty", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "\u200d\ufe0f", en', "empty", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\u200bverre", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\u200f", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\ufeff", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "\u3164", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "D\ufffdchèteries", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\\uD83D", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\U000e0041", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\\tverre", en', "control-character", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "Tri\\nverre", en', "one-line", "title.fr"),
    ("fr: Déchèteries, en", 'fr: "&#60;b&#62;", en', "html", "title.fr"),
    ("fr: Déchèteries, en", "fr: 2026, en", "not-a-text", "title.fr"),
    ("kind: map_list", 'kind: "\\uD83D"', "not-one-of", "kind"),
    ("id: decheteries", 'id: "decheteries\u00a0"', "pattern", "id"),
    ("id: decheteries", "id: Déchèteries", "pattern", "id"),
    ('"https://example.org/"', "“https://example.org/”", "not-https", "action.web_url"),
    ("https://example.org/", "https://exa\u200bmple.org/", "control-character", "action.web_url"),
    ("https://example.org/", "https://example.org:99999/", "not-https", "action.web_url"),
    ("https://example.org/", "https://.", "not-https", "action.web_url"),
    ("https://example.org/", "https://localhost/", "not-https", "action.web_url"),
    ("https://example.org/", "https:javascript:alert(1)", "not-https", "action.web_url"),
    ("https://example.org/", f"https://example.org/{'a' * 3_000}", "too-long", "action.web_url"),
    ('["76540"]', "[“76540”]", "not-insee", "audience.communes[0]"),
    ('["76540"]', '["7654O"]', "not-insee", "audience.communes[0]"),
    ('["76540"]', '["７６５４０"]', "not-insee", "audience.communes[0]"),
    ('["76540"]', '[" 76540"]', "not-insee", "audience.communes[0]"),
    ('["76540"]', "[" + '"76540",' * 500 + "]", "too-many", "audience.communes"),
    ('{communes: ["76540"]}', "{communes: toutes}", "not-a-list", "audience.communes"),
    ('"2026-01-01"', '"2026-02-30"', "not-an-instant", "window.from"),
    ('"2026-01-01"', '"01/01/2026"', "not-an-instant", "window.from"),
    ('"2026-01-01"', '"2026-03-29T02:30"', "ambiguous-instant", "window.from"),
    ('"2026-01-01"', '"2026-01-01T24:00"', "not-an-instant", "window.from"),
    ('"2026-01-01"', '"0001-01-01"', "not-an-instant", "window.from"),
    ('"2026-01-01"', '"0001-01-01T00:00+01:00"', "not-an-instant", "window.from"),
    ("until: null", 'until: "9999-12-31T23:59:59-14:00"', "not-an-instant", "window.until"),
    ("until: null", 'until: "2201-01-01"', "not-an-instant", "window.until"),
]  # fmt: skip
