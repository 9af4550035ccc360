"""Mappings: proposed for a file, tried on it, saved for an organisation, and used for its next files."""

from ...core.mapping.targets import targets
from .keeping import delete_mapping, layouts, save_mapping, saved_mappings
from .opening import Given, file_of_resource, file_sent
from .proposing import propose_for
from .trying import Trial, try_on

__all__ = [
    "Given",
    "Trial",
    "delete_mapping",
    "file_of_resource",
    "file_sent",
    "layouts",
    "propose_for",
    "save_mapping",
    "saved_mappings",
    "targets",
    "try_on",
]
