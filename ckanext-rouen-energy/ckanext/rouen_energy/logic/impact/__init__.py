"""What works saved: declared by energy managers, computed by a job, shown with what it rests on."""

from .assessing import compute_all, compute_owner, owners_behind, owners_concerned
from .declaring import declarations, declare, withdraw, work_declared
from .degrees import degree_days_of
from .kpi import kpis
from .showing import show

__all__ = [
    "compute_all",
    "compute_owner",
    "declarations",
    "declare",
    "degree_days_of",
    "kpis",
    "owners_behind",
    "owners_concerned",
    "show",
    "withdraw",
    "work_declared",
]
