"""Says of each dataset of another catalogue what would become of it here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ckan import model

from ... import config
from ...core.moving.found import FoundDataset
from ...core.moving.plan import Line, Move
from ...core.moving.publishers import METROPOLE, communes_named, match_publisher
from ...core.moving.vocabulary import frequency_code, licence_id, theme_codes
from ...core.territory import Commune, communes_at
from ...store import moving as record
from ...store.territory import commune_organizations
from ..clock import today
from .reading import Catalogue

UNKNOWN_LICENCE = "notspecified"


@dataclass(frozen=True)
class _Here:
    """What the portal has: organisations by commune, what came before, what the caller decided."""

    communes: tuple[Commune, ...]
    organizations: Mapping[str, str]
    came: Mapping[str, record.Moved]
    named: Mapping[str, str]
    theme: str


def plan(catalogue: Catalogue, named: Mapping[str, str], theme: str = "") -> list[Line]:
    """The report; `named` gives organisations for publishers as they are written, `theme` one for lack of any."""
    communes = {code: found.name for code, found in commune_organizations(model.Session).items()}
    metropole = model.Group.get(config.metropole_organization())
    organizations = {**communes, **({METROPOLE: metropole.name} if metropole else {})}
    came = record.moved(model.Session, catalogue.source)
    here = _Here(communes_at(today()), organizations, came, named, theme)
    return [_line(dataset, here) for dataset in catalogue.datasets]


def _line(found: FoundDataset, here: _Here) -> Line:
    line = _described(found, here)
    came = here.came.get(found.identifier)
    if came and not came.present:
        return replace(line, move=Move.GONE)
    if not line.organization:
        return replace(line, move=Move.HOMELESS)
    if not line.themes:
        return replace(line, move=Move.THEMELESS)
    if not came:
        return line
    same = came.digest == found.digest
    return replace(line, move=Move.SAME if same else Move.UPDATE, package_id=came.package_id)


def _own(code: str) -> tuple[str, ...]:
    """What a commune publishes is of that commune, unless it says otherwise."""
    return () if code in ("", METROPOLE) else (code,)


def _described(found: FoundDataset, here: _Here) -> Line:
    match = match_publisher(found.publisher, found.publisher_code, here.communes)
    themes = theme_codes(found.themes) or ([here.theme] if here.theme else [])
    licence = licence_id(found.licence, model.Package.get_license_register().keys())
    remarks = [
        f"producteur « {found.publisher} » rapproché de {match.code}, à vérifier" if not match.sure else "",
        f"licence « {found.licence} » inconnue, à préciser" if not licence else "",
        f"fréquence « {found.frequency} » inconnue" if found.frequency and not frequency_code(found.frequency) else "",
        "aucun fichier" if not found.resources else "",
    ]
    return Line(
        found,
        Move.CREATE,
        organization=here.named.get(found.publisher) or here.organizations.get(match.code, ""),
        communes=tuple(communes_named(found.places, here.communes)) or _own(match.code),
        themes=tuple(themes),
        licence=licence or UNKNOWN_LICENCE,
        frequency=frequency_code(found.frequency),
        remarks=tuple(remark for remark in remarks if remark),
    )
