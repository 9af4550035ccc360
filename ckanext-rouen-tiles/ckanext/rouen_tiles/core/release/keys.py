"""The keys that sign manifests: Ed25519, in a folder that CKAN alone may read, the next one announced 30 days ahead.

keys.json      which keys there are, from when each signs and until when it may be believed
<kid>.pem      a private key
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwt.api_jws import PyJWS

from ..tile.instants import read_written, written
from . import durable
from .compose import VALIDITY

ALGORITHM = "EdDSA"
ANNOUNCED = timedelta(days=30)
#: A key is believed for as long as what it last signed: the manifest, and a day for its keepers.
BELIEVED = VALIDITY + timedelta(days=1)
_FOLDER_MODE = 0o700


class NoKey(Exception):
    """No key can be read or written: what is served goes unsigned."""


@dataclass(frozen=True)
class Key:
    """A key as the index knows it: it signs from `start`; `end` is when nobody believes it any more."""

    kid: str
    x: str
    start: str
    end: str | None = None

    def jwk(self) -> dict[str, Any]:
        """The public half (RFC 8037)."""
        known = {"kty": "OKP", "crv": "Ed25519", "x": self.x, "kid": self.kid, "use": "sig", "alg": ALGORITHM}
        found: dict[str, Any] = {**known, "nbf": _seconds(self.start)}
        return {**found, "exp": _seconds(self.end)} if self.end else found


@dataclass(frozen=True)
class Keyring:
    """The keys at one instant: the one that signs, and all that are announced or still believed."""

    signing: Key
    private: Ed25519PrivateKey
    known: tuple[Key, ...]

    def sign(self, body: bytes) -> bytes:
        """A compact JWS (RFC 7515) whose payload is these bytes."""
        headers = {"kid": self.signing.kid, "typ": None}
        return PyJWS().encode(body, self.private, algorithm=ALGORITHM, headers=headers).encode()

    def jwk_set(self) -> bytes:
        """The JWK set (RFC 7517), the key that signs first."""
        ordered = sorted(self.known, key=lambda key: (key.kid != self.signing.kid, key.start))
        return rfc8785.dumps({"keys": [key.jwk() for key in ordered]})


class KeyFolder:
    """Reading and writing the folder."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def keyring(self, now: datetime) -> Keyring:
        """The keys at this instant; the first one is made when there is none. Raises NoKey."""
        try:
            return self._keyring(self._read() or self._begin(now), now)
        except (OSError, ValueError, TypeError) as error:
            raise NoKey(str(error)) from error

    def announce(self, now: datetime, *, at_once: bool = False) -> Key:
        """Make the next key, which signs in 30 days; or at once, and no other is believed any more. Raises NoKey."""
        try:
            with self._alone():
                return self._announce(now, at_once)
        except (OSError, ValueError, TypeError) as error:
            raise NoKey(str(error)) from error

    def known(self) -> tuple[Key, ...]:
        """Every key that was ever announced, oldest first. Raises NoKey."""
        try:
            return self._read()
        except (OSError, ValueError, TypeError) as error:
            raise NoKey(str(error)) from error

    def _keyring(self, keys: tuple[Key, ...], now: datetime) -> Keyring:
        moment = written(now)
        believed = tuple(key for key in keys if key.end is None or key.end > moment)
        ready = [key for key in believed if key.start <= moment] or list(believed)
        if not ready:
            raise NoKey("no key is believed now")
        # A clock that was set back finds no key that is ready: the oldest is then the one that everybody knows.
        signing = max(ready, key=lambda key: key.start) if ready[0].start <= moment else ready[0]
        return Keyring(signing, self._private(signing), believed)

    def _private(self, key: Key) -> Ed25519PrivateKey:
        found = load_pem_private_key((self.root / f"{key.kid}.pem").read_bytes(), None)
        if not isinstance(found, Ed25519PrivateKey) or _x(found) != key.x:
            raise NoKey(f"{key.kid}.pem is another key")
        return found

    def _begin(self, now: datetime) -> tuple[Key, ...]:
        with self._alone():
            if not self._read():
                self._write([self._make(now)])
            return self._read()

    def _announce(self, now: datetime, at_once: bool) -> Key:
        keys, moment = self._read(), written(now)
        if not at_once and any(key.start > moment for key in keys if key.end is None or key.end > moment):
            raise NoKey("the next key is announced already")
        made = self._make(now if at_once or not keys else now + ANNOUNCED)
        end = moment if at_once else written(read_written(made.start) + BELIEVED)
        self._write([*(key if key.end and key.end < end else replace(key, end=end) for key in keys), made])
        return made

    def _make(self, start: datetime) -> Key:
        """A new private key: its file first, so that the index never names one that is not there."""
        private = Ed25519PrivateKey.generate()
        x = _x(private)
        key = Key(thumbprint({"crv": "Ed25519", "kty": "OKP", "x": x}), x, written(start))
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        durable.write(self.root / f"{key.kid}.pem", pem, durable.PRIVATE)
        return key

    def _read(self) -> tuple[Key, ...]:
        try:
            found = json.loads((self.root / "keys.json").read_bytes())
        except FileNotFoundError:
            return ()
        return tuple(Key(**key) for key in found["keys"])

    def _write(self, keys: list[Key]) -> None:
        body = json.dumps({"keys": [asdict(key) for key in keys]}, indent=1).encode()
        durable.write(self.root / "keys.json", body, durable.PRIVATE)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.root.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def thumbprint(jwk: Mapping[str, str]) -> str:
    """RFC 7638: the hash of the members that every key of its kind has."""
    return _base64(hashlib.sha256(rfc8785.dumps(dict(jwk))).digest())


def _x(private: Ed25519PrivateKey) -> str:
    return _base64(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _seconds(text: str) -> int:
    return int(read_written(text).timestamp())
