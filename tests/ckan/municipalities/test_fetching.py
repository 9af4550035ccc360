"""The guarded fetch against a real server that behaves badly, reached only because the test declares its network."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckanext.rouen_municipalities.logic import fetching
from ckanext.rouen_municipalities.logic.fetching import connecting, fetch
from remote_server import Remote, remote_server

LIMIT = 1_000_000
PREFIX = "ckanext.rouen_municipalities."


@pytest.fixture
def remote() -> Iterator[Remote]:
    with remote_server() as server:
        yield server


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is declared, patience is short."""
    monkeypatch.setitem(tk.config, f"{PREFIX}fetch_networks", "127.0.0.0/8")
    monkeypatch.setitem(tk.config, f"{PREFIX}fetch_seconds", 1.0)
    monkeypatch.setitem(tk.config, f"{PREFIX}fetch_idle_seconds", 0.4)


def body_of(url: str, **values: Any) -> bytes:
    with fetch(url, limit_bytes=LIMIT, **values) as fetched:
        assert fetched.file is not None
        return fetched.file.read()


def names(monkeypatch: pytest.MonkeyPatch, **hosts: list[str]) -> list[str]:
    """Have names lead to addresses; give the list of what is asked, which grows."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return hosts[host.partition(".")[0]]

    monkeypatch.setattr(connecting, "resolve", resolve)
    return asked


def test_a_file_is_fetched_with_what_its_server_says_of_it(remote: Remote) -> None:
    url = remote.gives(b"a;b\n1;2\n", ETag='"v1"', Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT")
    with fetch(url, limit_bytes=LIMIT) as fetched:
        assert fetched.file is not None
        assert fetched.file.read() == b"a;b\n1;2\n"
    assert (fetched.status, fetched.bytes, fetched.etag, fetched.name) == (200, 8, '"v1"', "fichier.csv")
    assert fetched.last_modified == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert fetched.file.closed


def test_what_has_not_changed_is_not_sent_again(remote: Remote) -> None:
    url = remote.says(304)
    with fetch(url, headers={"If-None-Match": '"v1"'}, limit_bytes=LIMIT) as fetched:
        assert fetched.unchanged
        assert fetched.file is None
    assert remote.asked[0][1]["If-None-Match"] == '"v1"'


def test_loopback_is_refused_unless_it_is_declared(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tk.config, f"{PREFIX}fetch_networks", "")
    remote.gives(b"secret")
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        with pytest.raises(fetching.AddressRefused):
            fetch(remote.url(host=host), limit_bytes=LIMIT)
    assert remote.asked == []


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, double=["8.8.8.8", "10.0.0.1"])
    with pytest.raises(fetching.AddressRefused):
        fetch(remote.url(host="double.fr"), limit_bytes=LIMIT)


def test_a_name_is_asked_for_once_and_the_answer_is_what_is_connected_to(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes between the check and the connection (rebinding) finds no gap to change in."""
    asked = names(monkeypatch, donnees=["127.0.0.1"])
    monkeypatch.setattr(socket, "gethostbyname", lambda host: pytest.fail("asked again"))
    remote.gives(b"ok")
    assert body_of(remote.url(host="donnees.fr")) == b"ok"
    assert asked == ["donnees.fr"]
    assert remote.asked[0][1]["Host"] == f"donnees.fr:{remote.port}"


def test_the_next_address_is_tried_when_the_first_does_not_answer(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.9", 0))
        names(monkeypatch, deux=["127.0.0.9", "127.0.0.1"])
        remote.gives(b"ok")
        assert body_of(remote.url(host="deux.fr")) == b"ok"


def test_each_redirect_is_judged_anew(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tk.config, f"{PREFIX}fetch_networks", "127.0.0.1/32")
    remote.gives(b"secret", "/secret")
    names(monkeypatch, ici=["127.0.0.1"], interne=["127.0.0.2"], meta=["169.254.169.254"])
    for elsewhere in (remote.url("/secret", host="interne.fr"), "http://meta.fr/latest/meta-data/"):
        remote.says(302, Location=elsewhere)
        with pytest.raises(fetching.AddressRefused):
            fetch(remote.url(host="ici.fr"), limit_bytes=LIMIT)
    remote.says(302, Location="file:///etc/passwd")
    with pytest.raises(fetching.UrlNotFetched):
        fetch(remote.url(host="ici.fr"), limit_bytes=LIMIT)
    assert "/secret" not in [path for path, _headers in remote.asked]


def test_redirects_are_followed_but_not_for_ever(remote: Remote) -> None:
    remote.gives(b"ok", "/arrive")
    assert body_of(remote.says(307, "/depart", Location="/arrive")) == b"ok"
    with pytest.raises(fetching.TooManyRedirects):
        fetch(remote.says(302, "/rond", Location="/rond"), limit_bytes=LIMIT)
    assert len(remote.asked) == 2 + 6


def test_proxies_and_credentials_of_the_environment_are_not_used(
    remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login moi password secret\n")
    for name, value in {"http_proxy": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert body_of(remote.gives(b"ok")) == b"ok"
    assert "Authorization" not in remote.asked[0][1]


@pytest.mark.parametrize("status", [204, 206, 401, 403, 404, 410, 500, 503])
def test_another_status_is_a_refusal_that_tells_it(remote: Remote, status: int) -> None:
    with pytest.raises(fetching.RemoteRefused) as refused:
        fetch(remote.says(status, Retry_After="120"), limit_bytes=LIMIT)
    assert (refused.value.status, refused.value.retry_after) == (status, 120)


def test_a_body_announced_as_too_large_is_not_read(remote: Remote) -> None:
    remote.answers["/fichier.csv"] = lambda request: (request.say(200, Content_Length=str(10**12)), request.drip())  # type: ignore[assignment, return-value]
    with pytest.raises(fetching.AnswerTooLarge):
        fetch(remote.url(), limit_bytes=LIMIT)


def test_an_endless_body_is_cut_at_the_limit(remote: Remote) -> None:
    def endless(request: Any) -> None:
        request.send_response(200)
        request.end_headers()
        request.drip(b"x" * 100_000, every=0)

    remote.answers["/fichier.csv"] = endless
    with pytest.raises(fetching.AnswerTooLarge):
        fetch(remote.url(), limit_bytes=LIMIT)


def test_a_packed_bomb_is_cut_at_the_limit(remote: Remote) -> None:
    url = remote.gives(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    with pytest.raises(fetching.AnswerTooLarge):
        fetch(url, limit_bytes=LIMIT)


def test_a_body_that_is_packed_unasked_is_unpacked(remote: Remote) -> None:
    packed = gzip.compress(b"a;b\n") + gzip.compress(b"1;2\n")
    assert body_of(remote.gives(packed, Content_Encoding="gzip")) == b"a;b\n1;2\n"
    assert remote.asked[0][1]["Accept-Encoding"] == "identity"
    for broken, name in ((packed[:-9], "gzip"), (b"a;b", "gzip"), (b"a;b", "br")):
        with pytest.raises(fetching.AnswerBroken):
            fetch(remote.gives(broken, Content_Encoding=name), limit_bytes=LIMIT)


def test_a_body_that_stops_before_its_length_is_broken(remote: Remote) -> None:
    with pytest.raises(fetching.AnswerBroken):
        fetch(remote.gives(b"a;b\n", Content_Length="400"), limit_bytes=LIMIT)


def test_a_body_in_pieces_that_stops_in_one_is_broken(remote: Remote) -> None:
    def pieces(request: Any) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"400\r\nabc")

    remote.answers["/fichier.csv"] = pieces
    with pytest.raises(fetching.AnswerBroken):
        fetch(remote.url(), limit_bytes=LIMIT)


def test_what_is_not_http_is_broken(remote: Remote) -> None:
    remote.answers["/fichier.csv"] = lambda request: request.wfile.write(b"SSH-2.0-OpenSSH\r\n")
    with pytest.raises(fetching.AnswerBroken):
        fetch(remote.url(), limit_bytes=LIMIT)


def test_a_server_that_says_nothing_is_left(remote: Remote) -> None:
    remote.answers["/fichier.csv"] = lambda request: request.server.remote.over.wait()
    with pytest.raises(fetching.AnswerTooSlow):
        fetch(remote.url(), limit_bytes=LIMIT)


@pytest.mark.parametrize("part", ["line", "headers", "body"])
def test_a_server_that_drips_is_left_when_the_time_is_over(remote: Remote, part: str) -> None:
    """Each byte comes in time, so that only the time in all can end it."""

    def dripping(request: Any) -> None:
        if part == "headers":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        if part == "body":
            request.send_response(200)
            request.end_headers()
        request.drip()

    remote.answers["/fichier.csv"] = dripping
    with pytest.raises(fetching.AnswerTooSlow):
        fetch(remote.url(), limit_bytes=LIMIT)


def test_a_door_that_nobody_opens_is_unreachable(remote: Remote) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(fetching.Unreachable):
            fetch(f"http://127.0.0.1:{closed.getsockname()[1]}/", limit_bytes=LIMIT)


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", cert),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def test_the_certificate_is_that_of_the_name_and_of_an_authority_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate(tmp_path, "donnees.fr")
    told: list[str] = []
    context.sni_callback = lambda _connection, name, _context: told.append(name)
    names(monkeypatch, donnees=["127.0.0.1"], autre=["127.0.0.1"])
    with remote_server(context) as remote:
        remote.gives(b"ok")
        secure = {name: remote.url(host=name).replace("http:", "https:") for name in ("donnees.fr", "autre.fr")}
        with pytest.raises(connecting.UntrustedCertificate):
            fetch(secure["donnees.fr"], limit_bytes=LIMIT)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert body_of(secure["donnees.fr"]) == b"ok"
        with pytest.raises(connecting.UntrustedCertificate):
            fetch(secure["autre.fr"], limit_bytes=LIMIT)
    assert told == ["donnees.fr", "donnees.fr", "autre.fr"]


def test_every_failure_has_words_in_french(remote: Remote) -> None:
    for failure in (
        *(fetching.UrlNotFetched(why) for why in ("form", "scheme", "user", "port", "downgrade")),
        fetching.AddressRefused("interne.fr"), fetching.Unreachable("interne.fr"), fetching.TooManyRedirects(5),
        *(fetching.RemoteRefused(status) for status in (401, 403, 404, 410, 500)), fetching.AnswerTooLarge(2 << 20),
        fetching.AnswerTooSlow("600"), fetching.AnswerBroken("gzip"), connecting.UntrustedCertificate("expired"),
    ):  # fmt: skip
        words = fetching.failure_words(failure.code, failure.detail)
        assert words.endswith(".")
        assert words != failure.code
        assert "{" not in words
