"""A mapping as the fields of a form, and the fields that were filled in as a mapping."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

from ..core.mapping.targets import MEASURED, fields_of

#: the role of a column that holds the measured values
VALUES = "valeur"
#: parts of a mapping that are one field of the form each
SIMPLE = (
    "decimal", "dates", "zone", "doubled_hour", "stamp", "step", "period", "end", "repeated", "minimum", "maximum",
    "files",
)  # fmt: skip
_SAYS = "="

Form = Dictionary[str, str]


@dataclass
class ColumnRow:
    """A column of theirs: what it is for us, in which unit, of what."""

    rank: int
    title: str
    examples: list[str]
    role: str = ""
    unit: str = ""
    times: str = ""
    constants: dict[str, str] = field(default_factory=dict)


@dataclass
class FieldRow:
    """A column of ours that no column of theirs fills: where its value comes from."""

    name: str
    kind: str = ""
    value: str = ""


def column_rows(proposal: dict[str, Any], mapping: dict[str, Any]) -> list[ColumnRow]:
    """The columns of the file with what a mapping makes of them."""
    rows = [ColumnRow(rank, one["title"], one["examples"]) for rank, one in enumerate(proposal["columns"])]
    by_title = {row.title: row for row in rows}
    for name, source in mapping["sources"].items():
        row = by_title.get(source["value"]) if source["kind"] == "column" else None
        if row and not row.role:
            row.role, row.unit = name, mapping["units"].get(name, "")
    for measure in mapping["measures"]:
        if row := by_title.get(measure["column"]):
            row.role, row.unit, row.times = VALUES, measure["unit"], measure["times"]
            row.constants = dict(measure["constants"])
    return rows


def field_rows(mapping: dict[str, Any], columns: list[ColumnRow]) -> list[FieldRow]:
    """The columns of ours that no column of theirs fills, the mandatory ones first."""
    taken = {row.role for row in columns}
    fields = fields_of(mapping["profile"])
    names = sorted((name for name in fields if name not in taken | {VALUES}), key=lambda n: _order(fields[n]))
    rows = [FieldRow(name) for name in names]
    for row in rows:
        source = mapping["sources"].get(row.name)
        if source:
            row.kind, row.value = source["kind"], source["value"]
    return rows


def word_lines(mapping: dict[str, Any]) -> str:
    """Their words and ours, one pair in a line: `vecteur : Natural Gas = gaz`."""
    return "\n".join(
        f"{name} : {theirs} {_SAYS} {ours}".rstrip()
        for name, pairs in mapping["words"].items()
        for theirs, ours in pairs.items()
    )


def filled_in(form: Form, proposal: dict[str, Any], profile: str) -> dict[str, Any]:
    """The mapping that a form says; it need not be one yet."""
    columns = [(rank, one["title"], form.get(f"role-{rank}", "")) for rank, one in enumerate(proposal["columns"])]
    sources = {role: {"kind": "column", "value": title} for _, title, role in columns if role not in ("", VALUES)}
    return {
        "profile": profile,
        "titles": list(proposal["mapping"]["titles"]),
        "sources": {**_elsewhere(form, profile), **sources},
        "measures": [_measure(form, rank, title) for rank, title, role in columns if role == VALUES],
        "units": {
            role: unit
            for rank, _, role in columns
            if role not in ("", VALUES) and (unit := form.get(f"unit-{rank}", "").strip())
        },
        "words": _words(form.get("words", "")),
        "missing": [line.strip() for line in form.get("missing", "").splitlines() if line.strip()],
        **{name: form[name].strip() for name in SIMPLE if name in form},
    }


def _measure(form: Form, rank: int, title: str) -> dict[str, Any]:
    constants = {name: form.get(f"{name}-{rank}", "").strip() for name in ("vecteur", "id_compteur", "debut")}
    return {
        "column": title,
        "unit": form.get(f"unit-{rank}", "").strip(),
        "times": form.get(f"times-{rank}", ""),
        "constants": {name: text for name, text in constants.items() if text},
    }


def _elsewhere(form: Form, profile: str) -> dict[str, dict[str, str]]:
    kinds = {name: form.get(f"kind-{name}", "") for name in fields_of(profile)}
    return {
        name: {"kind": kind, "value": form.get(f"value-{name}", "").strip()} for name, kind in kinds.items() if kind
    }


def _words(text: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        name, colon, rest = line.partition(":")
        theirs, sign, ours = rest.rpartition(_SAYS)
        if colon and sign:
            found.setdefault(name.strip(), {})[theirs.strip()] = ours.strip()
    return found


def _order(one: Any) -> tuple[bool, bool]:
    return (not one.constraints.required, not one.name.startswith("id_"))


def measured(profile: str) -> bool:
    """Whether the rows of a profile have values and units."""
    return profile in MEASURED
