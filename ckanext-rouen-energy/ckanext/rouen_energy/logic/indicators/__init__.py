"""Annual indicators: computing and publishing them, and reading them for the dashboard."""

from .compute import Outcome, compute_all, compute_owner, owners_concerned
from .dashboard import dashboard, owners

__all__ = ["Outcome", "compute_all", "compute_owner", "dashboard", "owners", "owners_concerned"]
