"""From an uploaded file to a published table: receiving, running, announcing, sweeping."""

from .announcing import announce_changes
from .describing import describe_again
from .direct import PublicationFailed, PublicationRefused, publish_file, republish
from .profiles import find_profile, offered, own_profiles, profiles, registers
from .queueing import publish_waiting
from .receiving import follow_dataset, listen, names_profile, receive, receive_again
from .reports import stored_report
from .running import Watch, run
from .showing import growth_in_words, history_length
from .sweeping import sweep

__all__ = [
    "PublicationFailed",
    "PublicationRefused",
    "Watch",
    "announce_changes",
    "describe_again",
    "find_profile",
    "follow_dataset",
    "growth_in_words",
    "history_length",
    "listen",
    "names_profile",
    "offered",
    "own_profiles",
    "profiles",
    "publish_file",
    "publish_waiting",
    "receive",
    "receive_again",
    "registers",
    "republish",
    "run",
    "stored_report",
    "sweep",
]
