"""The steps of the communes and the workshops of the demo."""

from __future__ import annotations

from .common import METROPOLE, call, find, rows

_STEPS = {"manifestation d'intérêt": "interest", "accord": "agreement", "active": "active"}
_STATUSES = {"tenu": "held", "planifié": "planned", "annulé": "cancelled"}


def add_steps() -> int:
    """Record the steps that are not recorded yet: what is recorded cannot be taken back. Give how many there are."""
    steps = rows("steps.csv")
    for row in steps:
        insee, step, day = row["code_insee"], _STEPS[row["etape"]], row["date_effet"]
        known = [(entry["step"], entry["date"]) for entry in call("rouen_commune_step_list", insee=insee)]
        if (step, day) not in known:
            call("rouen_commune_step_create", insee=insee, step=step, date=day, note="Démonstration")
    return len(steps)


def add_workshops() -> int:
    """Create the workshops that are missing; give how many there are."""
    workshops = rows("workshops.csv")
    for row in workshops:
        name = f"atelier-{row['id'].lower()}"
        if not find("package_show", name):
            _create_workshop(name, row)
    return len(workshops)


def _create_workshop(name: str, row: dict[str, str]) -> None:
    call(
        "package_create",
        type="workshop",
        name=name,
        title=row["titre"],
        owner_org=METROPOLE,
        kind=row["type"],
        day=row["date"],
        status=_STATUSES[row["statut"]],
        communes=row["communes_insee"].split(),
        start_time=row["debut"],
        end_time=row["fin"],
        place=row["lieu"],
        seats=row["places"],
        partners="\n".join(row["partenaires"].split("|")),
        outcomes=f"Démonstration : atelier inventé. {row['resultats']}".strip(),
    )
