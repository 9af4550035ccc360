"""Annual figures: what they are called, what they came from, and their arithmetic."""

from .figures import MEDIAN_BUILDINGS, Summary, TypeFigures, intensity, number, share, summarise
from .names import (
    BUILDING_MONTH,
    BUILDING_YEAR,
    BUILDINGS,
    COMMUNE_YEAR,
    CONSUMPTION,
    FACTOR,
    INDICATOR,
    INPUTS,
    NETWORK_FACTORS,
    PUBLISHED,
    READ,
    SYNTHETIC_TAG,
    Published,
    published,
)
from .provenance import Computed, LeftOut, Source, fingerprint

FORMULA = published(INDICATOR).formula
FORMULA_VERSION = published(INDICATOR).formula_version

__all__ = [
    "BUILDINGS",
    "BUILDING_MONTH",
    "BUILDING_YEAR",
    "COMMUNE_YEAR",
    "CONSUMPTION",
    "FACTOR",
    "FORMULA",
    "FORMULA_VERSION",
    "INDICATOR",
    "INPUTS",
    "MEDIAN_BUILDINGS",
    "NETWORK_FACTORS",
    "PUBLISHED",
    "READ",
    "SYNTHETIC_TAG",
    "Computed",
    "LeftOut",
    "Published",
    "Source",
    "Summary",
    "TypeFigures",
    "fingerprint",
    "intensity",
    "number",
    "published",
    "share",
    "summarise",
]
