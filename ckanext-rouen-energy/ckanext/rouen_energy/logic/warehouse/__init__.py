"""Keeping the warehouse, and the public months of each building, in step with the published tables."""

from .keeping import bring_all_up_to_date, bring_up_to_date, owners_behind, owners_concerned

__all__ = ["bring_all_up_to_date", "bring_up_to_date", "owners_behind", "owners_concerned"]
