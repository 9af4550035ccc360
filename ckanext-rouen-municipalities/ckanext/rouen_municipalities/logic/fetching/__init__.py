"""The one way to fetch a URL that a person gave."""

from .failures import (
    AddressRefused,
    AnswerBroken,
    AnswerTooLarge,
    AnswerTooSlow,
    FetchError,
    RemoteRefused,
    TooManyRedirects,
    Unreachable,
    UrlNotFetched,
)
from .guarded import Fetched, fetch, reach
from .words import failure_words

__all__ = [
    "AddressRefused",
    "AnswerBroken",
    "AnswerTooLarge",
    "AnswerTooSlow",
    "FetchError",
    "Fetched",
    "RemoteRefused",
    "TooManyRedirects",
    "Unreachable",
    "UrlNotFetched",
    "failure_words",
    "fetch",
    "reach",
]
