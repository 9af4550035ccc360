"""A connection to an address that was judged, within a time that is over for good when it is over."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from types import TracebackType

import certifi

from ... import config
from ...core.fetching import Target, is_allowed
from .failures import AddressRefused, AnswerTooSlow, Unreachable, UntrustedCertificate

CONNECT_SECONDS = 10


class Deadline:
    """Cuts the connection when the time is over: a timeout on the socket alone starts anew with every byte."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.is_over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket) -> None:
        """From now on this is the connection to cut. Raises AnswerTooSlow when the time is over already."""
        self._socket = connection
        self.check()

    def check(self) -> None:
        """Raise AnswerTooSlow when the time is over."""
        if self.is_over:
            raise AnswerTooSlow(f"{self.seconds:g}")

    def _cut(self) -> None:
        self.is_over = True
        if self._socket is not None:
            try:
                # Not that of SSLSocket, which takes its TLS state away under the thread that is reading.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


def connect(target: Target, deadline: Deadline) -> http.client.HTTPConnection:
    """A connection to the first address of the host that answers, all of them having been judged.

    Raises AddressRefused, Unreachable, AnswerTooSlow.
    """
    plain = _first_that_answers(target, _judged(target), deadline)
    try:
        return _with_socket(target, plain, deadline)
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise UntrustedCertificate(error.verify_message) from error
    except OSError as error:
        plain.close()
        deadline.check()
        raise Unreachable(_reason(error)) from error


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, asked for once. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


def _judged(target: Target) -> list[str]:
    try:
        addresses = resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise Unreachable(target.host) from error
    networks = config.fetch_networks()
    if not addresses or not all(is_allowed(address, networks) for address in addresses):
        raise AddressRefused(target.host)
    return addresses


def _first_that_answers(target: Target, addresses: list[str], deadline: Deadline) -> socket.socket:
    failure: OSError | None = None
    for address in addresses:
        deadline.check()
        try:
            connection = socket.create_connection((address, target.port), min(CONNECT_SECONDS, config.fetch_idle()))
        except OSError as error:
            failure = error
            continue
        connection.settimeout(config.fetch_idle())
        return connection
    raise Unreachable(_reason(failure) if failure else target.host)


def _with_socket(target: Target, plain: socket.socket, deadline: Deadline) -> http.client.HTTPConnection:
    """An HTTP connection of the host's name upon this socket; http.client connects by itself only without one."""
    if target.scheme == "http":
        deadline.watch(plain)
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = plain
        return connection
    secured = _tls().wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)
    deadline.watch(secured)
    secured.do_handshake()
    connection = http.client.HTTPSConnection(target.host, target.port)
    connection.sock = secured
    return connection


def _tls() -> ssl.SSLContext:
    """The authorities of the machine, an intranet's among them, and those that browsers trust."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
