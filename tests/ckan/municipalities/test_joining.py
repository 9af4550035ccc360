"""A commune joins: asked without an account, confirmed by a mailed link, answered once, and forgotten in time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import mailing
from ckanext.rouen_municipalities.model import join_request as table
from mailbox_server import Mailbox

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

OISSEL, ROUEN = "76484", "76540"
OISSEL_NAME = "oissel-sur-seine"
ASKED = {
    "insee": OISSEL,
    "name": "Jeanne Martin",
    "function": "Secrétaire générale",
    "email": "j.martin@example.org",
    "intent": "Les délibérations",
}
PERSONAL = ("Jeanne", "Martin", "Secrétaire", "j.martin", "Les délibérations")


@pytest.fixture
def officer(metropole: dict[str, Any]) -> dict[str, str]:
    """The headers of an administrator of the Métropole."""
    user = factories.User(name="officer", fullname="Agnès Petit", email="officer@example.org")
    helpers.call_action("organization_member_create", id=metropole["id"], username="officer", role="admin")
    return {"Authorization": factories.APIToken(user=user["name"])["token"]}


def link_in(mail: Any) -> str:
    """The path of the first link of a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.get_body(("plain",)).get_content())
    assert found
    return found[1]


def ask(app: Any, **values: str) -> Any:
    return app.post("/communes/rejoindre", data={**ASKED, **values})


def confirmed(app: Any, mailbox: Mailbox, **values: str) -> str:
    """A request that its author has confirmed: the case that it belongs to."""
    ask(app, **values)
    mailing.deliver()
    app.post(link_in(mailbox.mails[-1]))
    mailing.deliver()
    return cases()[0]["id"]


def cases() -> list[dict[str, Any]]:
    return helpers.call_action("rouen_join_request_list")


def decide(app: Any, case_id: str, **values: str) -> Any:
    """Answer as the officer does, by the API."""
    with app.flask_app.test_request_context():
        return tk.get_action("rouen_join_request_decide")({"user": "officer"}, {"id": case_id, **values})


def rows() -> list[Any]:
    with model.meta.engine.connect() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.created)))


def age(days: int) -> None:
    """Have every request be older."""
    moments = ("created", "link_until", "confirmed", "decided")
    older = {name: table.c[name] - sa.func.make_interval(0, 0, 0, days) for name in moments}
    with model.meta.engine.begin() as connection:
        connection.execute(table.update().values(older))


def test_what_is_asked_in_the_form_waits_for_the_metropole_once_it_is_confirmed(
    app: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    thanks = ask(app)
    assert "Ouvrez le lien envoyé à j.martin@example.org" in thanks.body
    assert cases() == []

    assert mailing.deliver() == 1
    (to_confirm,) = mailbox.mails
    assert to_confirm["To"] == "j.martin@example.org"
    assert to_confirm["Subject"] == "Confirmez votre demande pour Oissel-sur-Seine"
    opened = app.get(link_in(to_confirm))
    assert "Confirmer ma demande" in opened.body
    assert cases() == [], "the link alone changes nothing"

    assert "Demande transmise" in app.post(link_in(to_confirm)).body
    mailing.deliver()
    waiting = mailbox.mails[-1]
    assert (waiting["To"], waiting["Subject"]) == ("officer@example.org", "Demande à traiter : Oissel-sur-Seine")
    assert [word for word in PERSONAL if word in waiting.as_string()] == []

    queue = app.get(link_in(waiting), headers=officer)
    assert "Jeanne Martin" in queue.body
    (case,) = cases()
    assert (case["stage"], case["commune"]) == ("todo", "Oissel-sur-Seine")


def test_acceptance_makes_the_organisation_and_invites_its_administrator(
    app: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    case_id = confirmed(app, mailbox)
    answer = app.post(f"/communes/demandes/{case_id}/accepter", headers=officer)
    assert "Demande acceptée." in answer.body
    organization = helpers.call_action("organization_show", id=OISSEL_NAME, include_users=True)
    assert (organization["title"], organization["insee"]) == ("Oissel-sur-Seine", OISSEL)
    assert organization["siren"] == helpers.call_action("rouen_commune_show", insee=OISSEL)["siren"]
    (administrator,) = organization["users"]
    assert administrator["capacity"] == "admin"
    assert administrator["name"].startswith(OISSEL_NAME + "-")
    assert "martin" not in administrator["name"]
    (step,) = helpers.call_action("rouen_commune_step_list", insee=OISSEL)
    assert step["step"] == "interest"

    mailing.deliver()
    invitation = mailbox.mails[-1]
    assert invitation["Subject"] == "Oissel-sur-Seine rejoint les données ouvertes"
    assert administrator["name"] in invitation.get_body(("html",)).get_content()
    (reset,) = re.findall(r"/user/reset/\S+", invitation.get_body(("plain",)).get_content())
    app.post(reset, data={"password1": "Une-phrase-longue-1", "password2": "Une-phrase-longue-1"})
    assert model.User.get(administrator["name"]).state == "active"
    assert cases()[0]["stage"] == "closed"


def test_a_refusal_wants_a_reason_and_mails_it(app: Any, mailbox: Mailbox, officer: dict[str, str]) -> None:
    case_id = confirmed(app, mailbox)

    silent = app.post(f"/communes/demandes/{case_id}/refuser", data={"reason": " "}, headers=officer, status=409)
    assert "Un motif est attendu" in silent.body
    assert cases()[0]["stage"] == "todo"

    reason = {"reason": "L'adresse n'est pas de la mairie."}
    app.post(f"/communes/demandes/{case_id}/refuser", data=reason, headers=officer)
    mailing.deliver()
    refusal = mailbox.mails[-1]
    assert (refusal["To"], refusal["Subject"]) == ("j.martin@example.org", "Votre demande pour Oissel-sur-Seine")
    assert "Motif : L'adresse n'est pas de la mairie." in refusal.get_body(("plain",)).get_content()
    assert helpers.call_action("rouen_commune_step_list", insee=OISSEL) == []
    assert model.Group.get(OISSEL_NAME) is None


def test_the_second_request_for_a_commune_joins_the_first(app: Any, mailbox: Mailbox, officer: dict[str, str]) -> None:
    confirmed(app, mailbox)
    case_id = confirmed(app, mailbox, email="p.durand@example.org", name="Paul Durand")

    (case,) = cases()
    assert [person["name"] for person in case["requesters"]] == ["Jeanne Martin", "Paul Durand"]
    assert mailbox.subjects().count("Demande à traiter : Oissel-sur-Seine") == 1
    with pytest.raises(tk.ValidationError, match="Choisissez"):
        decide(app, case_id, decision="accept")

    decide(app, case_id, decision="accept", requester=case["requesters"][1]["id"])
    mailing.deliver()
    told = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in mailbox.mails[-2:]}
    assert "/user/reset/" in told["p.durand@example.org"]
    assert "/user/reset/" not in told["j.martin@example.org"]


def test_the_same_request_a_hundred_times_is_one_row_and_a_few_mails(app: Any, mailbox: Mailbox) -> None:
    statuses = [app.post("/communes/rejoindre", data=ASKED).status_code for _ in range(100)]

    assert statuses == [200] * 3 + [429] * 97
    assert len(rows()) == 1
    mailing.deliver()
    assert len(mailbox.mails) == 3
    assert len({link_in(mail) for mail in mailbox.mails}) == 1


def test_one_address_cannot_ask_for_every_commune(app: Any) -> None:
    codes = [row["insee"] for row in helpers.call_action("rouen_commune_list")][:7]
    sent = [app.post("/communes/rejoindre", data={**ASKED, "insee": code}) for code in codes]
    statuses = [page.status_code for page in sent]
    assert statuses == [200] * 5 + [429] * 2
    assert "Réessayez dans une heure" in app.post("/communes/rejoindre", data=ASKED, status=429).body


def test_what_a_visitor_claims_of_their_address_counts_only_behind_our_own_proxies(
    app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statuses() -> list[int]:
        sent = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(2)]
        return [app.post("/communes/rejoindre", data=ASKED, headers=it).status_code for it in sent]

    monkeypatch.setitem(ckan_config, "ckanext.rouen_municipalities.join_links_per_address", 1)
    assert statuses() == [200, 429]
    monkeypatch.setitem(ckan_config, "ckanext.rouen_municipalities.trusted_proxies", 1)
    assert statuses() == [200, 200]


def test_a_machine_that_fills_in_what_nobody_sees_gets_thanks_and_nothing_else(app: Any, mailbox: Mailbox) -> None:
    assert "Vérifiez votre messagerie" in ask(app, website="https://spam.example").body
    assert rows() == []
    assert mailing.deliver() == 0


def test_a_form_sent_from_another_site_is_refused(app: Any) -> None:
    app.post("/communes/rejoindre", data=ASKED, headers={"Origin": "https://ailleurs.example"}, status=403)
    assert rows() == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("insee", "75056", "pas le code INSEE d&#39;une commune de la Métropole"),
        ("insee", "7654", "il lui manque un chiffre"),
        ("insee", "76633", "ancien code"),
        ("email", "mairie@example.org\nBcc: tous@example.org", "Adresse électronique attendue"),
        ("name", "", "Cette réponse est attendue"),
    ],
)
def test_a_bad_answer_is_told_beside_its_field_and_the_others_are_kept(
    app: Any, field: str, value: str, told: str
) -> None:
    page = app.post("/communes/rejoindre", data={**ASKED, field: value}, status=400).body
    assert told in page.replace("’", "&#39;")
    assert f'href="#field-{field}"' in page
    assert 'value="Secrétaire générale"' in page
    assert rows() == []


def test_a_link_that_was_never_mailed_leads_nowhere(app: Any) -> None:
    app.get("/communes/rejoindre/confirmer/00000000-0000-0000-0000-000000000000.abc", status=404)


def test_a_link_that_has_expired_offers_another(app: Any, mailbox: Mailbox) -> None:
    ask(app)
    mailing.deliver()
    link = link_in(mailbox.mails[0])
    age(days=3)

    assert "Lien expiré" in app.get(link).body
    assert "Lien expiré" in app.post(link, status=410).body
    assert cases() == []

    app.post(link.replace("/confirmer/", "/renouveler/"))
    mailing.deliver()
    assert len(mailbox.mails) == 2
    assert "Demande transmise" in app.post(link_in(mailbox.mails[1])).body


def test_confirming_twice_is_confirming_once(app: Any, mailbox: Mailbox) -> None:
    confirmed(app, mailbox)
    app.post(link_in(mailbox.mails[0]))
    assert [len(case["requesters"]) for case in cases()] == [1]


def test_of_two_people_who_decide_at_once_one_is_told_who_was_first(
    app: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    case_id = confirmed(app, mailbox)

    def answer(decision: str) -> str:
        try:
            decide(app, case_id, decision=decision, reason="Doublon")
        except tk.ValidationError as refusal:
            return str(refusal.error_dict["id"][0])
        finally:
            model.Session.remove()
        return "done"

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(answer, ["accept", "refuse"]))

    assert answers[1] == "done"
    assert re.fullmatch(r"Déjà traitée par Agnès Petit le \d\d/\d\d/\d{4}\.", answers[0])
    is_founded = model.Group.get(OISSEL_NAME) is not None
    assert is_founded == (cases()[0]["state"] == "accepted")


def test_a_commune_that_has_its_organisation_gets_an_administrator_and_no_second_one(
    app: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    factories.Organization(name="mairie-oissel", insee=OISSEL)
    case_id = confirmed(app, mailbox)

    assert decide(app, case_id, decision="accept")["organization"] == "mairie-oissel"
    assert model.Group.get(OISSEL_NAME) is None
    users = helpers.call_action("organization_show", id="mairie-oissel", include_users=True)["users"]
    assert any(user["name"].startswith("mairie-oissel-") for user in users)


def test_an_organisation_of_that_name_without_a_code_stops_the_decision_and_loses_nothing(
    app: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    factories.Organization(name=OISSEL_NAME)
    case_id = confirmed(app, mailbox)

    with pytest.raises(tk.ValidationError, match=f"de lui donner le code {OISSEL}"):
        decide(app, case_id, decision="accept")
    model.Session.rollback()

    assert cases()[0]["stage"] == "todo"
    assert [user.name for user in model.User.all() if user.name.startswith(OISSEL_NAME)] == []


def test_somebody_who_has_an_account_is_given_no_second_one(
    app: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    factories.User(name="jeanne", email="J.Martin@example.org")
    decide(app, confirmed(app, mailbox), decision="accept")
    mailing.deliver()

    assert "/user/login" in mailbox.mails[-1].get_body(("plain",)).get_content()
    (administrator,) = helpers.call_action("organization_show", id=OISSEL_NAME, include_users=True)["users"]
    assert administrator["name"] == "jeanne"


def test_an_invitation_that_did_not_leave_is_told_and_sent_again(
    app: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    case_id = confirmed(app, mailbox)
    mailbox.unknown = "j.martin@example.org"
    decide(app, case_id, decision="accept")
    mailing.deliver()
    assert "invitation non partie" in app.get("/communes/demandes", headers=officer).body

    mailbox.unknown = ""
    app.post(f"/communes/demandes/{case_id}/inviter", headers=officer)
    assert mailing.deliver() == 1
    assert "/user/reset/" in mailbox.mails[-1].get_body(("plain",)).get_content()


def test_nobody_but_the_metropole_sees_who_asks(app: Any, mailbox: Mailbox, officer: dict[str, str]) -> None:
    case_id = confirmed(app, mailbox)
    editor = factories.User()
    member = {"id": "metropole-rouen-normandie", "username": editor["name"], "role": "editor"}
    helpers.call_action("organization_member_create", **member)
    as_editor = {"Authorization": factories.APIToken(user=editor["name"])["token"]}

    assert "login" in app.get("/communes/demandes", follow_redirects=False).headers["Location"]
    pages = [
        app.get("/communes/demandes", headers=as_editor, status=403),
        app.post(f"/communes/demandes/{case_id}/accepter", headers=as_editor, status=403),
        app.get("/api/3/action/rouen_join_request_list", headers=as_editor, status=403),
        app.get("/api/3/action/rouen_join_request_list", status=403),
        app.get(link_in(mailbox.mails[0])),
        app.get(f"/communes/{OISSEL}"),
        app.get(f"/api/3/action/rouen_commune_show?insee={OISSEL}"),
    ]
    decide(app, case_id, decision="accept")
    pages += [
        app.get(f"/organization/about/{OISSEL_NAME}"),
        app.get(f"/api/3/action/organization_show?id={OISSEL_NAME}&include_users=true"),
        app.get("/user/" + cases()[0]["account"]),
    ]
    assert [(page.request.path, word) for page in pages for word in PERSONAL if word in page.body] == []


def test_personal_data_are_erased_on_the_declared_schedule(
    app: Any, cli: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    decide(app, confirmed(app, mailbox), decision="accept")
    age(days=89)
    assert "0 demande(s) à effacer" in cli.invoke(ckan, ["rouen", "join", "erase", "--dry-run"]).output
    age(days=2)
    ask(app, insee=ROUEN)
    assert "1 demande(s) à effacer" in cli.invoke(ckan, ["rouen", "join", "erase", "--dry-run"]).output
    assert rows()[0].email

    assert "1 demande(s) effacée(s)" in cli.invoke(ckan, ["rouen", "join", "erase"]).output
    old, new = rows()
    assert (old.name, old.function, old.email, old.intent, old.origin) == (None,) * 5
    assert (old.insee, old.state) == (OISSEL, "accepted")
    assert new.email == ASKED["email"]
    assert "Coordonnées effacées le" in app.get("/communes/demandes", headers=officer).body


def test_a_request_that_is_never_confirmed_is_erased_within_days_and_its_link_leads_nowhere(
    app: Any, cli: Any, mailbox: Mailbox
) -> None:
    ask(app)
    mailing.deliver()
    age(days=8)
    cli.invoke(ckan, ["rouen", "join", "erase"])
    assert rows()[0].email is None
    app.get(link_in(mailbox.mails[0]), status=404)


def test_a_mail_server_that_is_down_loses_no_request(
    app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "smtp.server", "127.0.0.1:1")
    assert "Vérifiez votre messagerie" in ask(app).body
    assert mailing.deliver() == 0
    assert [row.state for row in rows()] == ["unconfirmed"]


def test_the_english_page_is_in_english_and_its_mail_in_french(app: Any, mailbox: Mailbox) -> None:
    page = app.post("/en/communes/rejoindre", data=ASKED).body
    assert "Check your mail" in page
    mailing.deliver()
    assert mailbox.subjects() == ["Confirmez votre demande pour Oissel-sur-Seine"]
    assert link_in(mailbox.mails[0]).startswith("/communes/rejoindre/confirmer/")


def test_the_metropole_records_steps_with_their_evidence_and_nobody_else_learns_who_did(
    app: Any, officer: dict[str, str]
) -> None:
    page = f"/communes/{OISSEL}/etapes"
    agreement = {"step": "agreement", "date": "2026-11-20", "evidence": "https://www.oissel.fr/deliberation.pdf"}

    assert "Étape enregistrée." in app.post(page, data=agreement, headers=officer).body
    assert "déjà enregistrée" in app.post(page, data=agreement, headers=officer, status=400).body
    recorded = app.get(page, headers=officer).body
    assert "https://www.oissel.fr/deliberation.pdf" in recorded
    assert "<td>officer</td>" in recorded
    public = app.get(f"/api/3/action/rouen_commune_step_list?insee={OISSEL}").json["result"]
    assert [(step["step"], step.get("author")) for step in public] == [("agreement", None)]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"step": "withdrawn"}, "Un motif est attendu"),
        ({"evidence": "http://192.168.1.4/deliberation.pdf"}, "adresse interne"),
        ({"evidence": "javascript:alert(1)"}, "commence par https://"),
        ({"date": ""}, "Cette réponse est attendue"),
    ],
)
def test_a_step_that_proves_nothing_is_told_beside_its_field(
    app: Any, officer: dict[str, str], values: dict[str, str], told: str
) -> None:
    step = {"step": "agreement", "date": "2026-11-20", "evidence": "", "note": "", **values}
    assert told in app.post(f"/communes/{OISSEL}/etapes", data=step, headers=officer, status=400).body
    assert helpers.call_action("rouen_commune_step_list", insee=OISSEL) == []


def test_the_page_of_steps_is_for_the_metropole_alone(app: Any, officer: dict[str, str]) -> None:
    page = f"/communes/{OISSEL}/etapes"
    outsider = {"Authorization": factories.APIToken(user=factories.User()["name"])["token"]}
    assert "login" in app.get(page, follow_redirects=False).headers["Location"]
    app.get(page, headers=outsider, status=403)
    app.post(page, data={"step": "interest", "date": "2026-11-20"}, headers=outsider, status=404)
    assert helpers.call_action("rouen_commune_step_list", insee=OISSEL) == []


def test_whoever_was_invited_and_has_not_come_is_told_once_more(
    app: Any, cli: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    def remind() -> str:
        said = cli.invoke(ckan, ["rouen", "remind"]).output
        mailing.deliver()
        return str(said)

    decide(app, confirmed(app, mailbox), decision="accept")
    age(days=6)
    assert "0 invitation(s) rappelée(s)" in remind()
    age(days=2)
    assert "1 personne(s) invitée(s)" in cli.invoke(ckan, ["rouen", "remind", "--dry-run"]).output
    assert "1 invitation(s) rappelée(s)" in remind()
    (reminder,) = [mail for mail in mailbox.mails if mail["Subject"] == "Votre accès vous attend : Oissel-sur-Seine"]
    assert reminder["To"] == "j.martin@example.org"
    (reset,) = re.findall(r"/user/reset/\S+", reminder.get_body(("plain",)).get_content())
    assert reset in reminder.get_body(("html",)).get_content().replace("&amp;", "&")
    assert app.get(reset).status_code == 200

    age(days=30)
    assert "0 invitation(s) rappelée(s)" in remind()


def test_whoever_has_come_or_no_longer_administers_is_not_told_again(
    app: Any, cli: Any, mailbox: Mailbox, officer: dict[str, str]
) -> None:
    decide(app, confirmed(app, mailbox), decision="accept")
    (administrator,) = helpers.call_action("organization_show", id=OISSEL_NAME, include_users=True)["users"]
    age(days=8)
    sysadmin = {"user": factories.Sysadmin()["name"]}
    helpers.call_action("organization_member_delete", sysadmin, id=OISSEL_NAME, username=administrator["name"])
    assert "0 personne(s) invitée(s)" in cli.invoke(ckan, ["rouen", "remind", "--dry-run"]).output

    helpers.call_action("organization_member_create", id=OISSEL_NAME, username=administrator["name"], role="admin")
    account = model.User.get(administrator["name"])
    account.last_active = account.created
    model.Session.commit()
    assert "0 personne(s) invitée(s)" in cli.invoke(ckan, ["rouen", "remind", "--dry-run"]).output
