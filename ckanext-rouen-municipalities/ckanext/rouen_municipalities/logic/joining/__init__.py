"""How a commune joins: asked by anybody, confirmed by a mailed link, decided once by the Métropole, erased in time."""

from .asking import LinkExpired, TooMany, ask, confirm, renew, request_named
from .deciding import accept, invite_again, refuse
from .erasing import erase, erasure_due
from .members import invite_member
from .reminding import invited_in_vain, remind_invited
from .showing import STAGES, described, queue

__all__ = [
    "STAGES",
    "LinkExpired",
    "TooMany",
    "accept",
    "ask",
    "confirm",
    "described",
    "erase",
    "erasure_due",
    "invite_again",
    "invite_member",
    "invited_in_vain",
    "queue",
    "refuse",
    "remind_invited",
    "renew",
    "request_named",
]
