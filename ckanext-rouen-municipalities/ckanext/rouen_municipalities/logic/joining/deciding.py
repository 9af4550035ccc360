"""The Métropole answers a case, once: all that an answer brings about is one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.display import format_date, local_day
from ...core.joining import Request, State, requester
from ...core.membership import Step, StepRecord, reached
from ...core.territory import all_communes
from ...store import joining as store
from ...store import mail as outbox
from ...store import membership
from .. import mailing
from ..clock import today
from . import founding, mails


def accept(case_id: str, chosen: str, author: str) -> str:
    """Create the commune's organisation and invite its administrator; give the name of the organisation.

    Raises ObjectNotFound, ValidationError.
    """
    requests = _open(case_id)
    invited = requester(requests, chosen)
    if invited is None:
        raise tk.ValidationError({"requester": [tk._("Choisissez qui administrera l'organisation.")]})
    if not invited.email:
        raise tk.ValidationError({"requester": [tk._("Les coordonnées de cette personne ont été effacées.")]})
    commune = all_communes()[invited.insee]
    organization, account = founding.found(commune, invited.email)
    store.decide(model.Session, case_id, State.ACCEPTED, author, "")
    store.record_invited(model.Session, invited.id, account.id)
    _record_interest(invited, author)
    mailing.queue(mails.accepted(invited, organization, account, invitation_key(invited)))
    for other in requests:
        if other.id != invited.id and other.email:
            mailing.queue(mails.joined(other, organization))
    model.repo.commit()
    return organization


def refuse(case_id: str, reason: str, author: str) -> None:
    """Say no, with the reason that is mailed. Raises ObjectNotFound, ValidationError."""
    if not reason.strip():
        raise tk.ValidationError({"reason": [tk._("Un motif est attendu : il est envoyé au demandeur.")]})
    requests = _open(case_id)
    store.decide(model.Session, case_id, State.REFUSED, author, reason.strip())
    for request in requests:
        if request.email:
            mailing.queue(mails.refused(request, reason.strip()))
    model.repo.commit()


def invite_again(case_id: str) -> None:
    """Mail the invitation again, at most once a day. Raises ObjectNotFound."""
    invited = next((request for request in store.case(model.Session, case_id) if request.user_id), None)
    account = model.User.get(invited.user_id) if invited else None
    if invited is None or account is None:
        raise tk.ObjectNotFound(tk._("Personne n'a été invité à la suite de cette demande."))
    state = outbox.states_of(model.Session, [invitation_key(invited)]).get(invitation_key(invited))
    if state == outbox.FAILED:
        outbox.send_again(model.Session, invitation_key(invited))
    elif state != outbox.WAITING:
        organization = founding.organization_name(invited.insee)
        key = f"{invitation_key(invited)}:{today()}"
        mailing.queue(mails.accepted(invited, organization, account, key))
    model.repo.commit()


def invitation_key(request: Request) -> str:
    """The key of the mail that invites."""
    return f"join-accepted:{request.id}"


def _open(case_id: str) -> list[Request]:
    """What is to be decided of a case, which nobody else decides meanwhile."""
    known = store.case(model.Session, case_id)
    if not known:
        raise tk.ObjectNotFound(tk._("Demande inconnue."))
    store.hold(model.Session, known[0].insee)
    requests = store.case(model.Session, case_id)
    still_open = [request for request in requests if request.is_open]
    if not still_open:
        _refuse_second(requests)
    return still_open


def _refuse_second(requests: Sequence[Request]) -> None:
    first = requests[0]
    decider = model.User.get(first.decided_by)
    words = tk._("Déjà traitée par %(name)s le %(date)s.")
    values = {
        "name": decider.display_name if decider else first.decided_by,
        "date": format_date(first.decided) if first.decided else "",
    }
    model.Session.rollback()
    raise tk.ValidationError({"id": [words % values]})


def _record_interest(request: Request, author: str) -> None:
    """The request is the commune's expression of interest, from the day that it was confirmed."""
    taken = reached(membership.steps_of(model.Session, request.insee), today(), publishing_since=None)
    if Step.INTEREST not in taken and request.confirmed:
        day = local_day(request.confirmed)
        membership.add(model.Session, StepRecord(request.insee, Step.INTEREST, day, author))
