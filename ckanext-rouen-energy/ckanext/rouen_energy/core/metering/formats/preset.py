"""A preset: one way of writing files, with what recognises it and what converts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

READINGS = "energy/readings"
CONSUMPTION = "energy/consumption"
BUILDINGS = "energy/buildings"
ACTIVITIES = "energy/activities"

#: What a conversion gives, in the order of the file.
Converted = Iterator[Row | Issue]


@dataclass(frozen=True)
class Preset:
    """A layout of the importer (see `Layout`), made of two functions."""

    name: str
    title: Label
    profile: str
    beginning: Callable[[Head], bool]
    conversion: Callable[[Opened], Converted]
    titles: tuple[str, ...] = ()

    def recognises(self, head: Head) -> bool:
        """Whether a file that begins so is written in this way."""
        return self.beginning(head)

    def convert(self, opened: Opened) -> Converted:
        """The rows of the profile, and an issue for what cannot be one."""
        return self.conversion(opened)
