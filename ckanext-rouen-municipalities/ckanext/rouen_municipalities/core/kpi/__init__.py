"""KPIs: what a definition and a result are, and the arithmetic of those about open data."""

from .definition import Dimension, KpiDefinition, Number, Text
from .digest import ids_digest
from .measure import How, Measure
from .result import KpiInconsistent, KpiResult, NotCounted, check_result, id_of, measured

__all__ = [
    "Dimension",
    "How",
    "KpiDefinition",
    "KpiInconsistent",
    "KpiResult",
    "Measure",
    "NotCounted",
    "Number",
    "Text",
    "check_result",
    "id_of",
    "ids_digest",
    "measured",
]
