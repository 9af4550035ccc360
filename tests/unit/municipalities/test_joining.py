"""What a request to join may hold, what its link proves, and which links prove a step."""

from __future__ import annotations

from datetime import date

import pytest
from ckanext.rouen_municipalities.core.evidence import evidence_problem
from ckanext.rouen_municipalities.core.joining import (
    account_name,
    commune_problem,
    form_of,
    origin_of,
    problems,
    request_of,
    token_of,
)

TODAY = date(2026, 11, 23)
GOOD = {
    "insee": "76484",
    "name": "Jeanne Martin",
    "function": "Directrice générale des services",
    "email": "j.martin@example.org",
    "intent": "Les délibérations.\nLes équipements.",
}


def test_a_form_that_is_filled_in_has_no_problem() -> None:
    assert problems(form_of(GOOD), TODAY) == {}
    assert problems(form_of({**GOOD, "intent": ""}), TODAY) == {}


@pytest.mark.parametrize(
    ("insee", "why"),
    [("", "missing"), ("1400", "unknown"), ("7648é", "unknown"), ("75056", "unknown")],
)
def test_a_code_that_names_no_commune_of_the_metropole_says_why(insee: str, why: str) -> None:
    assert commune_problem(insee, TODAY) == why


def test_a_commune_is_no_member_before_the_metropole_has_it() -> None:
    assert commune_problem("76484", date(1900, 1, 1)) == "unknown"


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", " \n ", "missing"),
        ("name", "x" * 121, "long"),
        ("function", "", "missing"),
        ("email", "", "missing"),
        ("email", "j.martin@example.org\r\nBcc: tous@example.org", "not-address"),
        ("intent", "x" * 2001, "long"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(field: str, value: str, why: str) -> None:
    assert problems(form_of({**GOOD, field: value}), TODAY) == {field: why}


def test_a_name_stays_on_one_line_and_what_one_would_publish_may_have_several() -> None:
    form = form_of({**GOOD, "name": "Jeanne\r\nBcc: tous@example.org"})
    assert form.name == "Jeanne Bcc: tous@example.org"
    assert form.intent == GOOD["intent"]


def test_only_the_link_that_was_mailed_names_its_request() -> None:
    token = token_of("abc", "secret")
    assert request_of(token, "secret") == "abc"
    assert request_of(token, "other secret") is None
    assert request_of(token.replace("abc", "abd"), "secret") is None
    assert request_of("abc", "secret") is None
    assert request_of("abc.é", "secret") is None


def test_an_address_is_counted_without_being_kept_and_a_home_of_ipv6_once() -> None:
    assert "192.0.2.7" not in origin_of("192.0.2.7", "secret")
    assert origin_of("192.0.2.7", "secret") != origin_of("192.0.2.8", "secret")
    assert origin_of("2001:db8:1:2::1", "secret") == origin_of("2001:db8:1:2:ffff::9", "secret")


def test_an_account_is_named_after_the_commune() -> None:
    assert account_name("oissel", "a1b2c3") == "oissel-a1b2c3"


@pytest.mark.parametrize(
    "link", ["https://www.ville-oissel.fr/deliberation.pdf", "http://exemple.fr:8080/a?b=c", "https://exemple.fr"]
)
def test_a_public_link_is_evidence(link: str) -> None:
    assert evidence_problem(link) == ""


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("javascript:alert(1)", "scheme"),
        ("ftp://exemple.fr/a", "scheme"),
        ("https://jeanne:secret@exemple.fr/a", "user"),
        ("https://exemple.fr:22/a", "port"),
        ("https:// exemple.fr", "form"),
        ("http://localhost/a", "inside"),
        ("http://intranet/deliberation.pdf", "inside"),
        ("http://ged.mairie.local/a", "inside"),
        ("http://127.0.0.1:8000/a", "inside"),
        ("http://192.168.1.4/a", "inside"),
        ("http://169.254.169.254/latest/meta-data", "inside"),
        ("http://[::1]/a", "inside"),
        ("http://[::ffff:10.0.0.1]/a", "inside"),
        ("http://2130706433/a", "inside"),
        ("http://0x7f.1/a", "inside"),
    ],
)
def test_a_link_that_the_public_cannot_follow_says_why(link: str, why: str) -> None:
    assert evidence_problem(link) == why
