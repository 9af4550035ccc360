"""Which addresses a person may have the portal fetch."""

from __future__ import annotations

import pytest
from ckanext.rouen_municipalities.core.fetching import UrlRefused, file_name_of, is_allowed, networks, parse


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "100.64.0.1", "169.254.169.254", "168.63.129.16", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
        "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2002:7f00:1::", "2001::1", "2001:db8::1",
        "2001:10::1", "3fff::1", "5f00::1", "localhost", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_not_connected_to(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "185.75.143.24", "172.32.0.1", "100.128.0.1", "2a01:e00::1"])
def test_a_public_address_is_connected_to(address: str) -> None:
    assert is_allowed(address)


def test_a_declared_network_is_allowed_and_its_neighbour_is_not() -> None:
    declared = networks("10.20.0.0/16 fd00:20::/32")
    assert is_allowed("10.20.3.4", declared)
    assert is_allowed("fd00:20::5", declared)
    assert not is_allowed("10.21.0.1", declared)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://exemple.fr/a.csv", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("exemple.fr/a.csv", "scheme"),
        ("", "scheme"),
        ("https://", "form"),
        ("https:///a.csv", "form"),
        ("https://moi:secret@exemple.fr/a.csv", "user"),
        ("https://127.0.0.1@exemple.fr/a.csv", "user"),
        ("https://@exemple.fr/", "user"),
        ("https://exemple.fr:22/", "port"),
        ("http://exemple.fr:0/", "port"),
        ("http://exemple.fr:99999/", "form"),
        ("http://exemple.fr:abc/", "form"),
        ("http://exemple.fr\\@127.0.0.1/", "form"),
        ("http://exemple.fr/a\r\nHost: ailleurs", "form"),
        ("http://exemple.fr/a b", "form"),
        ("http://[fe80::1%25eth0]/", "form"),
        ("http://[::1/", "form"),
        ("http://exe%6dple.fr/", "form"),
        ("http://exemple.fr/" + "a" * 2_000, "form"),
    ],
)
def test_a_url_of_another_form_is_refused_by_name(url: str, why: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        parse(url)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("https://exemple.fr", "https://exemple.fr/"),
        (" HTTPS://Exemple.FR:443/a.csv#haut ", "https://exemple.fr/a.csv"),
        ("http://exemple.fr:8080/a?b=c d".replace(" ", "%20"), "http://exemple.fr:8080/a?b=c%20d"),
        ("https://élus.exemple.fr/données.csv", "https://xn--lus-9la.exemple.fr/donn%C3%A9es.csv"),
        ("http://exemple.fr./a", "http://exemple.fr/a"),
        ("http://[2a01:e00::1]:8080/", "http://[2a01:e00::1]:8080/"),
    ],
)
def test_a_url_is_fetched_in_one_form(url: str, fetched: str) -> None:
    assert parse(url).url == fetched


def test_a_redirect_is_followed_from_where_one_is_and_never_back_to_http() -> None:
    start = parse("https://exemple.fr/dossier/a.csv")
    assert start.redirected("b.csv").url == "https://exemple.fr/dossier/b.csv"
    assert start.redirected("//ailleurs.fr/c").url == "https://ailleurs.fr/c"
    with pytest.raises(UrlRefused) as refused:
        start.redirected("http://exemple.fr/a.csv")
    assert refused.value.why == "downgrade"
    with pytest.raises(UrlRefused):
        start.redirected("file:///etc/passwd")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="menus.csv"', "menus.csv"),
        ("attachment; filename=menus.csv", "menus.csv"),
        ("attachment; filename=\"x.csv\"; filename*=UTF-8''donn%C3%A9es.csv", "données.csv"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\x.csv"', "x.csv"),
        ('attachment; filename=".."', ""),
        ("inline", ""),
        ("", ""),
    ],
)
def test_a_file_is_called_as_its_sender_says_without_a_folder(header: str, name: str) -> None:
    assert file_name_of(header) == name


def test_a_file_without_a_name_is_called_after_its_address() -> None:
    assert parse("https://exemple.fr/a/b%20c.csv?v=2/3").file_name == "b c.csv"
    assert parse("https://exemple.fr/").file_name == "exemple.fr"
