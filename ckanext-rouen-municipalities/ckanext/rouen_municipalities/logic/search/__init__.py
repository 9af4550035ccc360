"""Search in French: what is indexed, how a query is ranked, why a result matched, what an empty result proposes."""

from .asking import prepare
from .explaining import Reason, reasons
from .indexing import index_words
from .proposing import Proposals, proposals
from .refreshing import refresh_freshness

__all__ = ["Proposals", "Reason", "index_words", "prepare", "proposals", "reasons", "refresh_freshness"]
