"""The queue of the Métropole: the only place where personal data of requesters are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ckan import model

from ...core.joining import Request, State
from ...core.territory import all_communes
from ...store import joining as store
from ...store import mail as outbox
from ...store import territory
from .deciding import invitation_key

LIMIT = 200
TODO, INVITED, CLOSED = STAGES = "todo", "invited", "closed"

Case = dict[str, Any]


def queue() -> list[Case]:
    """Each case with who asked; those to decide first."""
    cases = store.cases(model.Session, LIMIT)
    organizations = territory.commune_organizations(model.Session)
    keys = [invitation_key(request) for requests in cases for request in requests if request.user_id]
    mails = outbox.states_of(model.Session, keys)
    return [_case(requests, organizations, mails) for requests in cases]


def described(request: Request) -> Case:
    """What whoever has the link may know of a request."""
    return {
        "insee": request.insee,
        "commune": all_communes()[request.insee].name,
        "state": request.state.value,
        "is_expired": not request.link_is_valid(datetime.now(UTC)),
    }


def _case(
    requests: Sequence[Request], organizations: Mapping[str, territory.Organization], mails: Mapping[str, str]
) -> Case:
    first = requests[0]
    organization = organizations.get(first.insee)
    invited = next((request for request in requests if request.user_id), None)
    account = model.User.get(invited.user_id) if invited else None
    return {
        "id": first.case_id,
        "insee": first.insee,
        "commune": all_communes()[first.insee].name,
        "state": first.state.value,
        "stage": _stage(first, account),
        "requesters": [_requester(request) for request in requests],
        "received": _moment(first.confirmed),
        "decided": _moment(first.decided),
        "decided_by": _name_of(first.decided_by),
        "reason": first.reason or "",
        "organization": organization.name if organization else None,
        "account": account.name if account else None,
        "invitation": mails.get(invitation_key(invited)) if invited else None,
    }


def _stage(request: Request, account: Any) -> str:
    if request.state is State.CONFIRMED:
        return TODO
    return INVITED if account is not None and account.state == "pending" else CLOSED


def _requester(request: Request) -> dict[str, Any]:
    return {
        "id": request.id,
        "name": request.name,
        "function": request.function,
        "email": request.email,
        "intent": request.intent,
        "confirmed": _moment(request.confirmed),
        "erased": _moment(request.erased),
    }


def _name_of(user: str | None) -> str:
    found = model.User.get(user) if user else None
    return str(found.display_name) if found else user or ""


def _moment(value: Any) -> str | None:
    return value.isoformat() if value else None
