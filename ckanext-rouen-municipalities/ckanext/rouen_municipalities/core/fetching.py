"""What may be fetched when a person names an address: which URLs, which machines, which redirects."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443}
#: below it are the doors of other services: mail, shells, databases of names
FIRST_FREE_PORT = 1024
MAX_URL = 2_000
MAX_NAME = 100

# The registries of special purpose of IANA as of 2025; those of Python 3.11's ipaddress are older than some of them.
_SPECIAL_IPV4 = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    # Answers on machines of Azure from every network: metadata and keys.
    "168.63.129.16/32",
)
# Only 2000::/3 is unicast of the whole world: mapped, compatible, NAT64, unique local and multicast lie outside it.
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_IPV6 = ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")

_SPECIAL: tuple[Network, ...] = tuple(map(ipaddress.ip_network, (*_SPECIAL_IPV4, *_SPECIAL_IPV6)))

_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_KEPT_IN_PATH = "/%:@!$&'()*+,;=~-._"


class UrlRefused(Exception):
    """This URL is not one that is fetched; `why` is a code: form, scheme, user, port, downgrade."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Target:
    """A URL taken apart once: what is connected to and what is asked there are the same for everybody."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The URL as it is fetched."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    def redirected(self, location: str) -> Target:
        """Where an answer sends on to. Raises UrlRefused."""
        there = parse(urljoin(self.url, location))
        if self.scheme == "https" and there.scheme == "http":
            raise UrlRefused("downgrade")
        return there

    @property
    def file_name(self) -> str:
        """What a file from there is called, when its sender does not say: the last part of the path, or the host."""
        return _as_file_name(unquote(self.path.partition("?")[0].rpartition("/")[2])) or self.host


def parse(url: str) -> Target:
    """Take a URL apart. Raises UrlRefused."""
    if len(url) > MAX_URL or _CONTROL.search(url.strip()) or "\\" in url:
        raise UrlRefused("form")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UrlRefused("form") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise UrlRefused("scheme")
    if parts.username is not None or parts.password is not None:
        raise UrlRefused("user")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in DEFAULT_PORTS.values() and port < FIRST_FREE_PORT:
        raise UrlRefused("port")
    path = quote(parts.path or "/", safe=_KEPT_IN_PATH)
    query = f"?{quote(parts.query, safe=_KEPT_IN_PATH + '?')}" if parts.query else ""
    return Target(parts.scheme, _ascii_host(host), port, path + query)


def is_allowed(address: str, exceptions: Iterable[Network] = ()) -> bool:
    """Whether one may connect to this address: a public one, or one of a network that is declared."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in exceptions) or _is_public(found)


def networks(text: str) -> tuple[Network, ...]:
    """Networks separated by spaces. Raises ValueError."""
    return tuple(ipaddress.ip_network(word) for word in text.split())


def file_name_of(disposition: str) -> str:
    """The name in a Content-Disposition header, without any folder; empty when it holds none."""
    extended = re.search(r"filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", disposition, re.IGNORECASE)
    if extended:
        return _as_file_name(unquote(extended[1]))
    plain = re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;\s]+))', disposition, re.IGNORECASE)
    return _as_file_name(plain[1] or plain[2] or "") if plain else ""


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_IPV6:
        return False
    return not any(address in network for network in _SPECIAL)


def _ascii_host(host: str) -> str:
    """A name in the form that is looked up: accents in IDNA, no dot at the end."""
    try:
        plain = host.rstrip(".") if host.isascii() else host.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UrlRefused("form") from error
    if not plain or "%" in plain:
        raise UrlRefused("form")
    return plain


def _as_file_name(text: str) -> str:
    last = re.split(r"[/\\]", text)[-1]
    return re.sub(r"[\x00-\x1f\x7f\"]", "", last).strip(". ")[-MAX_NAME:]
