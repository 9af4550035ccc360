"""The contract kit: its checks pass where the contract is kept, and fail where it is not."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import checks
import client_checks
import pytest
import sandbox
import signature
from checks_content import CHECKS as CONTENT
from checks_http import CHECKS as HTTP
from client import TilesClient
from client_checks import OurClient, Scene, play, program
from sandbox import SandboxApplication, running
from sandbox_http import stored
from schema import problems

KIT = Path(checks.__file__).parent
NOT_STANDARD = {"brotli"}
OWN = {path.stem for path in KIT.glob("*.py")}


@pytest.fixture(scope="module")
def application() -> SandboxApplication:
    return SandboxApplication()


@pytest.fixture(scope="module")
def url(application: SandboxApplication) -> Iterator[str]:
    with running(application) as found:
        yield found


@pytest.fixture
def server(application: SandboxApplication, url: str) -> TilesClient:
    application.sandbox.reset()
    return TilesClient(url)


@pytest.mark.parametrize("check", [*HTTP, *CONTENT], ids=lambda check: check.__name__)
def test_the_sandbox_keeps_the_contract(check: Callable[[TilesClient], None], server: TilesClient) -> None:
    check(server)


@pytest.mark.parametrize(
    ("lie", "check"),
    [
        ("signature", "the_manifest_is_signed"),
        ("expired", "the_manifest_is_signed"),
        ("number", "the_manifest_leads_to_the_release"),
        ("bytes", "the_manifest_leads_to_the_release"),
    ],
)
def test_a_server_that_lies_fails(lie: str, check: str, application: SandboxApplication, server: TilesClient) -> None:
    application.sandbox.lie = lie
    assert not checks._passes(check, {one.__name__: one for one in checks.CHECKS}[check], server)


BREAKS: dict[str, tuple[Callable[[SandboxApplication], Any], str]] = {
    "a field that no schema says": (
        lambda it: it.sandbox.future(), "documents_are_as_their_schemas_say"),
    "a miscounted list": (
        lambda it: it.sandbox.data["decheteries"].update(count=2), "data_have_the_shape_of_their_kind"),
    "a place without a title": (
        lambda it: it.sandbox.data["decheteries"]["items"]["features"][0]["properties"].pop("title"),
        "data_have_the_shape_of_their_kind"),
    "a scope that is not where audience and coverage meet": (
        lambda it: it.sandbox.tiles[0].update(audience={"communes": ["76484"]}), "scopes_are_counted"),
    "a contact": (
        lambda it: it.sandbox.tiles[0]["owner"].update(contact="a@example.org"),
        "no_tile_says_more_than_the_app_may_know"),
    "an answer that is kept for ever": (
        lambda it: it._contract["paths"]["/health"]["get"]["responses"]["200"]["headers"]["Cache-Control"]
        ["schema"].update(const="public, max-age=86400"), "every_address_carries_its_headers"),
    "a parameter that is not refused": (
        lambda it: it._contract["paths"]["/manifest"]["get"]["parameters"].append(
            {"name": "x", "in": "query", "required": False, "schema": {"type": "string"}}),
        "errors_explain_themselves"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_a_server_that_breaks_the_contract_fails(name: str) -> None:
    broken, check = SandboxApplication(), BREAKS[name][1]
    BREAKS[name][0](broken)
    broken.sandbox.release("broken")
    with running(broken) as url, pytest.raises(AssertionError):
        {one.__name__: one for one in checks.CHECKS}[check](TilesClient(url))


def test_a_withdrawal_is_tried_where_it_can_be(application: SandboxApplication, server: TilesClient) -> None:
    checks.withdrawal_is_seen_at_once(server, application.sandbox.withdraw, lambda tile_id: application.sandbox.reset())


def test_a_withdrawal_that_withdraws_nothing_fails(server: TilesClient) -> None:
    with pytest.raises(AssertionError):
        checks.withdrawal_is_seen_at_once(server, lambda tile_id: None, lambda tile_id: None)


@pytest.mark.parametrize("check", client_checks.CHECKS, ids=lambda check: check.__name__)
def test_our_client_keeps_the_contract(check: Callable[[Scene], None]) -> None:
    play(check)


def test_a_program_can_be_checked_too() -> None:
    start = program([sys.executable, str(KIT / "client_program.py")])
    play(client_checks.a_tombstone_deletes_what_was_stored, start)


class Forgetful(TilesClient):
    """Asks for everything anew."""

    def fetch(self, path: str, *, tag: str = "", method: str = "GET", **headers: str) -> Any:
        return super().fetch(path, method=method, **headers)


class Credulous(TilesClient):
    """Believes whatever it is sent."""

    def poll(self) -> bool:
        self.manifest = self.fetch("manifest").json
        self.release = self.fetch(self.manifest["release"]).json
        self._heard_at = self.clock()
        return True


class Hoarder(TilesClient):
    """Never deletes data."""

    def tile_data(self, tile_id: str, commune: str) -> Any:
        found = super().tile_data(tile_id, commune)
        self.hoard = found or getattr(self, "hoard", None)
        return self.hoard


class Punctual(TilesClient):
    """Polls each minute, whatever it was told."""

    def pause(self) -> float:
        return 60.0


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (Forgetful, "what_it_has_is_not_fetched_again"),
        (Credulous, "a_lower_number_keeps_the_last_good"),
        (Credulous, "an_expired_manifest_keeps_the_last_good"),
        (Credulous, "what_it_has_is_not_fetched_again"),
        (Hoarder, "a_tombstone_deletes_what_was_stored"),
        (Hoarder, "data_are_deleted_by_410"),
        (Hoarder, "a_503_is_waited_out"),
        (Punctual, "a_503_is_waited_out"),
        (Punctual, "clients_do_not_poll_together"),
    ],
)
def test_a_client_that_breaks_the_contract_fails(kind: type[TilesClient], check: str) -> None:
    @contextmanager
    def start(url: str) -> Iterator[OurClient]:
        driven = OurClient(url)
        driven.client = kind(url)
        yield driven

    with pytest.raises(AssertionError):
        play({one.__name__: one for one in client_checks.CHECKS}[check], start)


def test_cut_off_a_client_shows_definitions_for_a_day_and_data_not_at_all(url: str, server: TilesClient) -> None:
    server.poll()
    assert server.tile_data("decheteries", "76540")
    server.url = "http://127.0.0.1:9/nothing"
    assert not server.poll()
    assert server.tiles("76540")
    assert server.tile_data("decheteries", "76540") is None
    later = replace(server, clock=lambda: server._heard_at + 24 * 3600 + 1)
    assert later.tiles("76540") == []


def test_the_kit_needs_nothing_but_the_standard_library() -> None:
    for path in set(KIT.glob("*.py")) - {KIT / "conftest.py", *KIT.glob("test_*.py")}:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        named = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported = {name.split(".")[0] for name in plain | named}
        assert imported <= {*sys.stdlib_module_names, *OWN, *NOT_STANDARD}, path.name


def test_a_signature_of_rfc_8032_is_verified_and_another_is_not() -> None:
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signed = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert signature.is_signed(public, b"", signed)
    assert not signature.is_signed(public, b"x", signed)
    assert not signature.is_signed(public, b"", signed[:-1] + b"\x1b")
    assert not signature.is_signed(public, b"", signed[:32] + signature.ORDER.to_bytes(32, "little"))
    assert not signature.is_signed(b"\xff" * 32, b"", signed)


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    key = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert signature.thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    "token", [b"", b"a.b", b"a.b.c", b"e30.e30.e30", b"eyJhbGciOiJub25lIn0.e30.", b"\xff.\xff.\xff"]
)
def test_what_is_no_token_is_refused(token: bytes) -> None:
    with pytest.raises(signature.BadSignature):
        signature.verified(token, {"keys": [signature.jwk(b"x" * 32)]})


@pytest.mark.parametrize(
    ("value", "schema", "wrong"),
    [
        ("a", {"type": "integer"}, "no integer"),
        (True, {"type": "integer"}, "no integer"),
        (1.5, {"type": "integer"}, "no integer"),
        ("a", {"const": "b"}, "is not b"),
        (True, {"const": 1}, "is not 1"),
        ("a", {"enum": ["b"]}, "none of"),
        ("a", {"pattern": "^b$"}, "has not the form"),
        ("", {"minLength": 1}, "shorter"),
        (3, {"maximum": 2}, "above"),
        ([1, 1], {"uniqueItems": True}, "repeats"),
        ({}, {"required": ["a"]}, "$.a: missing"),
        ({"a": 1}, {"properties": {"a": {"type": "string"}}}, "$.a: 1 is no string"),
        ({"a": 1}, {"additionalProperties": False}, "$.a: unknown"),
        ({"a": 1}, {"additionalProperties": {"type": "null"}}, "$.a: 1 is no null"),
        ([1], {"items": {"type": "null"}}, "$[0]: 1 is no null"),
        (["a"], {"prefixItems": [{"type": "number"}]}, "$[0]: 'a' is no number"),
        (1, {"anyOf": [{"type": "string"}, {"type": "null"}]}, "none of 2 forms"),
        (1, {"oneOf": [{"type": "integer"}, {"type": "number"}]}, "2 of 2 forms"),
        (1, {"not": {"type": "integer"}}, "must not be"),
        (1, {"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}}, "no string"),
    ],
)
def test_a_value_that_breaks_its_schema_is_named(value: Any, schema: dict[str, Any], wrong: str) -> None:
    (problem,) = problems(value, schema)
    assert wrong in problem


def test_a_keyword_that_is_not_known_is_an_error_not_a_pass() -> None:
    with pytest.raises(NotImplementedError):
        problems({}, {"dependentRequired": {}})


@pytest.mark.parametrize("words", [["kit"], ["-m", "kit"]], ids=["a folder", "a module"])
def test_the_folder_alone_runs_anywhere_without_any_package(words: list[str], tmp_path: Path) -> None:
    shutil.copytree(KIT, tmp_path / "kit", ignore=shutil.ignore_patterns("conftest.py", "test_*.py", "__pycache__"))
    command = [sys.executable, "-S", *words, "client"]
    finished = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.count("ok ") == len(client_checks.CHECKS)


def test_the_sandbox_tells_its_switches() -> None:
    assert "/switch/withdraw" in (sandbox.__doc__ or "")


@pytest.mark.parametrize("words", ["withdraw", "withdraw?tile=nope", "lie?about=x", "unavailable?seconds=x"])
def test_a_switch_that_cannot_be_turned_says_why_and_turns_nothing(words: str) -> None:
    application = SandboxApplication()
    with running(application) as url:
        reply = TilesClient(url.removesuffix(sandbox.PREFIX)).fetch(f"switch/{words}", method="POST")
    assert (reply.status, b" is n" in reply.body) == (400, True)
    assert (len(application.sandbox.releases), application.sandbox.lie, application.sandbox.unavailable) == (1, "", 0)


@pytest.mark.parametrize("size", [0, 1, 2**16, 2**16 + 1, 200_000])
def test_the_sandbox_sends_brotli_with_the_standard_library_alone(size: int) -> None:
    body = (b"rouen" * size)[:size]
    assert brotli.decompress(stored(body)) == body


def test_an_address_that_serves_no_tiles_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.main(["http://127.0.0.1:9/nothing"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "no answer" in line


def test_a_program_that_ends_is_told_so() -> None:
    with pytest.raises(AssertionError, match="the program ended"):
        play(client_checks.a_new_key_is_taken, program([sys.executable, "-c", ""]))
