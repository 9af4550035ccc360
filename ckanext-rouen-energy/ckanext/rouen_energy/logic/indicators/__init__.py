"""Annual indicators: computing and publishing them, and reading them for the dashboard."""

from .building import building
from .compute import Outcome, compute_all, compute_owner, owners_concerned
from .dashboard import dashboard, owners, used_by_carrier
from .export import FolderNotEmptyError, export
from .factors import factor_list
from .provenance import indicator

__all__ = [
    "FolderNotEmptyError",
    "Outcome",
    "building",
    "compute_all",
    "compute_owner",
    "dashboard",
    "export",
    "factor_list",
    "indicator",
    "owners",
    "owners_concerned",
    "used_by_carrier",
]
