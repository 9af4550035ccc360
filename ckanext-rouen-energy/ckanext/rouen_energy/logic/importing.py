"""Importing files of energy: each is recognised, goes to the dataset of its kind and is published, alone."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.rouen_municipalities import config as base
from ckanext.rouen_municipalities.core.tabular.checking import Layouts
from ckanext.rouen_municipalities.core.tabular.issues import Issue, Refused
from ckanext.rouen_municipalities.core.tabular.messages import render
from ckanext.rouen_municipalities.core.tabular.profile import Profile
from ckanext.rouen_municipalities.core.tabular.recognising import has_values, recognise
from ckanext.rouen_municipalities.core.tabular.report import Report
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.logic.acting import as_the_portal
from ckanext.rouen_municipalities.logic.language import language
from ckanext.rouen_municipalities.logic.publication.layouts import layouts_for
from ckanext.rouen_municipalities.logic.publication.loading import examine
from ckanext.rouen_municipalities.logic.publication.privacy import name_for_all
from ckanext.rouen_municipalities.logic.publication.surroundings import surroundings_in

from ..core.importing import PRIVATE_SHELVES, SHELVES, Imported, Outcome, why_unreadable
from .placing import Place, place_of, replacing
from .profiles import own_profiles

log = logging.getLogger(__name__)

#: reasons that the report of a refused file has
_REASONS = 10
_ALREADY = ("identical", "already-added")


@dataclass(frozen=True)
class Import:
    """What is common to the files of one import."""

    owner: dict[str, Any]
    #: dataset that takes all of them, instead of one for each kind
    dataset: str = ""
    #: the layout that all of them have, whatever they look like
    layout: str = ""
    #: whether a file takes the place of the table of its name, even when that has other periods
    replace: bool = False
    #: names, without their ending, that several of the files have
    shared_names: frozenset[str] = frozenset()

    def name_of(self, path: Path, profile: Profile) -> str:
        """What the table of a file is called: one that grows takes all files, others never take each other's place."""
        if profile.hints.growing:
            return SHELVES[profile.name].title
        return f"{path.parent.name} {path.stem}" if path.stem in self.shared_names else path.stem


def begin(files: Sequence[Path], owner: str, dataset: str = "", mapping: str = "", *, replace: bool = False) -> Import:
    """An import for an organisation. Raises ObjectNotFound when it, or the mapping named, is not there."""
    organization = tk.get_action("organization_show")(as_the_portal(), {"id": owner, "include_users": False})
    layout = _layout_called(mapping, organization["id"]) if mapping else ""
    times = Counter(path.stem for path in files)
    shared = frozenset(name for name, count in times.items() if count > 1)
    return Import(organization, dataset, layout, replace, shared)


def import_file(path: Path, given: Import, watch: publication.Watch) -> Imported:
    """Recognise a file, publish it and say what became of it; nothing is raised: the next ones are to come."""
    try:
        path.open("rb").close()
    except OSError as error:
        return Imported(path.name, Outcome.UNREADABLE, reasons=(why_unreadable(error),))
    try:
        return _imported(path, given, watch)
    except Refused as refusal:
        return Imported(path.name, Outcome.REFUSED, errors=1, reasons=(_sentence(refusal.issue),))
    except Exception as error:
        log.exception("%s could not be imported", path)
        model.Session.rollback()
        return Imported(path.name, Outcome.FAILED, reasons=(f"{type(error).__name__}: {error}",))


def _imported(path: Path, given: Import, watch: publication.Watch) -> Imported:
    layouts = layouts_for(path.name, given.owner["id"], given.layout)
    profile = _profile_of(path, layouts)
    if profile is None:
        advice = tk._(
            "Déposez-le sur le portail et faites correspondre ses colonnes une fois : ses semblables seront reconnus."
        )
        return Imported(path.name, Outcome.UNKNOWN, reasons=(advice,))
    so_far = Imported(path.name, Outcome.PUBLISHED, profile=profile.name)
    try:
        described = _described(path, profile, layouts, given)
        known = _dataset_called(described["name"])
        so_far = replace(so_far, dataset=described["name"] if known else "")
        place = _place(path, profile, layouts, known, given)
        if report := _refused_in_public(path, profile, layouts, known or described, place.name):
            return _refused(so_far, report, "")
        if known is None:
            tk.get_action("package_create")(as_the_portal(), described)
        so_far = replace(so_far, dataset=described["name"])
        done = _published(so_far, path, place.name, given.layout, watch)
        is_new = done.outcome is Outcome.PUBLISHED
        return replace(done, replaced=place.replaced, kept=place.kept) if is_new else done
    except tk.ValidationError as error:
        model.Session.rollback()
        return replace(so_far, outcome=Outcome.REFUSED, reasons=tuple(_messages(error.error_dict)))
    except publication.PublicationRefused as refusal:
        return _refused(so_far, Report.from_dict(refusal.report or {}), refusal.publication.resource_id)
    except publication.PublicationFailed as failure:
        return replace(so_far, outcome=Outcome.FAILED, reasons=(failure.publication.reason or str(failure),))


def _profile_of(path: Path, layouts: Layouts) -> Profile | None:
    """The profile that a file follows. Raises Refused when it cannot be opened."""
    profiles = [profile for profile in own_profiles() if profile.name in SHELVES]
    if layouts.wanted:
        named = next(layout.profile for layout in layouts.known if layout.name == layouts.wanted)
        return next(profile for profile in profiles if profile.name == named)
    found = recognise(path, profiles, layouts, base.limits())
    return found.profile if found else None


def _place(path: Path, profile: Profile, layouts: Layouts, dataset: dict[str, Any] | None, given: Import) -> Place:
    name = given.name_of(path, profile)
    if dataset:
        name = name_for_all({"package_id": dataset["id"], "profile": profile.name}, name)
    if given.replace and not profile.hints.growing:
        return replacing(dataset, name)
    return place_of(path, profile, layouts, dataset, name)


def _published(so_far: Imported, path: Path, name: str, layout: str, watch: publication.Watch) -> Imported:
    """Publish the file as the table of this name."""
    done = publication.publish_file(
        path,
        dataset=so_far.dataset,
        profile=so_far.profile,
        name=name,
        layout=layout,
        watch=watch,
    )
    report = done["report"] or {}
    return replace(
        so_far,
        outcome=Outcome.UNCHANGED if done["reason"] in _ALREADY else Outcome.PUBLISHED,
        layout=(report.get("layout") or {}).get("title", ""),
        resource_id=done["resource_id"],
        rows=done["rows"],
        growth=done["growth"]["message"] if done["growth"] else "",
        notices=tuple(_said(one["line"], one["message"], one["expected"]) for one in report.get("warnings", ())),
    )


def _refused(so_far: Imported, report: Report, resource_id: str) -> Imported:
    words = report.to_dict(language())
    return replace(
        so_far,
        outcome=Outcome.REFUSED,
        layout=(words["layout"] or {}).get("title", ""),
        resource_id=resource_id,
        errors=report.errors,
        reasons=tuple(_sentence(issue) for issue in report.issues[:_REASONS]),
    )


def _sentence(issue: Issue) -> str:
    words = render(issue, language())
    return _said(issue.line, words.message, words.expected)


def _said(line: int | None, message: str, expected: str) -> str:
    where = tk._("ligne {line} : ").format(line=line) if line else ""
    wanted = tk._("Attendu : {expected}.").format(expected=expected) if expected else ""
    return f"{where}{message} {wanted}".rstrip()


def _messages(errors: Any) -> Iterator[str]:
    """The sentences of a validation error, at whatever depth."""
    if isinstance(errors, str):
        yield errors
    elif isinstance(errors, dict):
        for value in errors.values():
            yield from _messages(value)
    elif isinstance(errors, Sequence):
        for value in errors:
            yield from _messages(value)


def _described(path: Path, profile: Profile, layouts: Layouts, given: Import) -> dict[str, Any]:
    """The dataset that takes the file, as it is made when it is not there: private where it has to be."""
    private = [field.name for field in profile.private_fields]
    is_private = profile.hints.private or has_values(path, profile, private, layouts, publication.registers())
    shelves = {**SHELVES, **(PRIVATE_SHELVES if is_private else {})}
    shelf = shelves[profile.name]
    return {
        "name": given.dataset or shelf.dataset(given.owner["name"]),
        "title": f"{shelf.title} ({given.owner['title']})",
        "notes": shelf.notes,
        "owner_org": given.owner["id"],
        "theme": "ENER",
        "license_id": "etalab-2.0",
        "private": is_private or shelf.begins_private,
    }


def _dataset_called(name: str) -> dict[str, Any] | None:
    """The dataset of this name; None when it is not there yet."""
    try:
        found: dict[str, Any] = tk.get_action("package_show")(as_the_portal(), {"id": name})
    except tk.ObjectNotFound:
        return None
    return found


def _refused_in_public(
    path: Path, profile: Profile, layouts: Layouts, dataset: dict[str, Any], name: str
) -> Report | None:
    """The report of a file that a public dataset would refuse: of its first one nothing is to be seen there."""
    names = [resource.get("name") for resource in dataset.get("resources", ())]
    if dataset["private"] or name in names:
        return None
    around = surroundings_in(profile, dataset.get("id", ""))
    report = examine(path, profile, "", layouts, around)
    return None if report.accepted else report


def _layout_called(name: str, owner: str) -> str:
    """The name of the layout that an officer calls so. Raises ObjectNotFound."""
    found = [one.name for one in layouts_for("", owner).known if name in (one.name, one.title.fr, one.title.en)]
    if not found:
        raise tk.ObjectNotFound(tk._("Correspondance inconnue : {name}").format(name=name))
    return found[0]
