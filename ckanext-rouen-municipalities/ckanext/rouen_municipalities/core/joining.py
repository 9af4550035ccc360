"""Requests to join the initiative: what one holds, how long its link lasts, and what is wrong with a form."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .mail import is_address, one_line
from .signing import digest, sign, signed_name
from .territory import all_communes

#: How long the mailed link confirms a request, and how long limits look back.
LINK_LIFE = timedelta(hours=48)
ADDRESS_WINDOW = timedelta(hours=1)
COMMUNE_WINDOW = timedelta(days=1)

MAX_NAME, MAX_INTENT = 120, 2_000
_PURPOSE = "joining"
_IPV6 = 6


class State(StrEnum):
    """Where a request is; `accepted` and `refused` are final."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Form:
    """What somebody asks with: everything but the commune is personal."""

    insee: str
    name: str
    function: str
    email: str
    intent: str


@dataclass(frozen=True)
class Request:
    """A request as it is kept; what is personal is None once it is erased."""

    id: str
    insee: str
    state: State
    case_id: str | None
    name: str | None
    function: str | None
    email: str | None
    intent: str | None
    link_until: datetime
    links: int
    created: datetime
    confirmed: datetime | None
    decided: datetime | None
    decided_by: str | None
    reason: str | None
    user_id: str | None
    erased: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide on it."""
        return self.state is State.CONFIRMED

    def link_is_valid(self, now: datetime) -> bool:
        """Whether the link that was mailed last still confirms."""
        return now < self.link_until


@dataclass(frozen=True)
class Erasing:
    """How many days personal data are kept: never confirmed, never answered, answered."""

    unconfirmed: timedelta
    unanswered: timedelta
    decided: timedelta


def form_of(values: dict[str, object]) -> Form:
    """What was typed, on one line where one line is asked."""
    typed = {name: str(values.get(name) or "") for name in ("insee", "name", "function", "email", "intent")}
    lines = {name: one_line(text) for name, text in typed.items() if name != "intent"}
    return Form(**lines, intent=typed["intent"].replace("\x00", "").strip())


def problems(form: Form, day: date) -> dict[str, str]:
    """The code of what is wrong with each field, in their order: `missing`, `long`, `not-address`, `unknown`."""
    found = {
        "insee": commune_problem(form.insee, day),
        "name": _text_problem(form.name, MAX_NAME),
        "function": _text_problem(form.function, MAX_NAME),
        "email": _address_problem(form.email),
        "intent": "long" if len(form.intent) > MAX_INTENT else "",
    }
    return {name: code for name, code in found.items() if code}


def commune_problem(insee: str, day: date) -> str:
    """`missing`, `unknown` when the code names no member of the Métropole on `day`, empty when it does."""
    if not insee:
        return "missing"
    commune = all_communes().get(insee)
    return "" if commune and commune.is_member(day) else "unknown"


def token_of(request_id: str, secret: str) -> str:
    """What the mailed link carries: the request and a signature, so that the database holds nothing that confirms."""
    return sign(_PURPOSE, request_id, secret)


def request_of(token: str, secret: str) -> str | None:
    """The request that a link names, None when nobody was mailed this link."""
    return signed_name(_PURPOSE, token, secret)


def origin_of(address: str, secret: str) -> str:
    """What an address on the network is counted by: it cannot be read back, and a home of IPv6 counts once."""
    return digest("origin", _home(address), secret)


def requester(case: Sequence[Request], chosen: str) -> Request | None:
    """Who of a case is invited: the one that is chosen, or the only one."""
    if not chosen and len(case) == 1:
        return case[0]
    return next((request for request in case if request.id == chosen), None)


def account_name(organization: str, random: str) -> str:
    """A user name that says for which commune and nothing of whom: names of users are public."""
    return f"{organization[:60]}-{random}"


def _home(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == _IPV6 else str(found)


def _text_problem(text: str, longest: int) -> str:
    if not text:
        return "missing"
    return "long" if len(text) > longest else ""


def _address_problem(text: str) -> str:
    if not text:
        return "missing"
    return "" if is_address(text) else "not-address"
