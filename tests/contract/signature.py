"""Signed manifests in the standard library alone: JWS (RFC 7515), EdDSA with Ed25519 (RFC 8032), JWK (RFC 7517).

Whoever has a cryptographic library uses that one: this is written to be read, and verifies some hundred signatures a
second.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, PRIME) % PRIME
_ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
_SIZE = 32

#: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z.
Point = tuple[int, int, int, int]


class BadSignature(Exception):
    """A manifest is not signed by a key that we have, or is not what was signed."""


def verified(token: bytes, keys: dict[str, Any]) -> bytes:
    """The payload of a compact JWS, signed by one of a JWK set's keys. Raises BadSignature, UnknownKey."""
    try:
        head, payload, signature = token.strip().split(b".")
        header = json.loads(decoded(head.decode()))
        known = {key["kid"]: key for key in keys["keys"]}
    except (ValueError, KeyError, TypeError) as error:
        raise BadSignature(f"no JWS: {error}") from error
    if header.get("alg") != "EdDSA":
        raise BadSignature(f"signed with {header.get('alg')}")
    key = known.get(header.get("kid", ""))
    if key is None:
        raise UnknownKey(f"no key {header.get('kid')}")
    if not is_signed(decoded(key["x"]), head + b"." + payload, decoded(signature.decode())):
        raise BadSignature("the signature is not that of the payload")
    return decoded(payload.decode())


class UnknownKey(BadSignature):
    """The key that signed is none of those that we have: ask for the keys again, once."""


def signed(payload: bytes, secret: bytes) -> bytes:
    """A compact JWS of these bytes (for the sandbox)."""
    header = {"alg": "EdDSA", "kid": jwk(secret)["kid"]}
    message = f"{encoded(json.dumps(header).encode())}.{encoded(payload)}".encode()
    return message + b"." + encoded(_sign(secret, message)).encode()


def jwk(secret: bytes) -> dict[str, str]:
    """The public key of a secret; its id is the RFC 7638 thumbprint."""
    scalar, _ = _expanded(secret)
    key = {"crv": "Ed25519", "kty": "OKP", "x": encoded(_packed(_times(scalar, _BASE)))}
    return {**key, "kid": thumbprint(key), "alg": "EdDSA", "use": "sig"}


def thumbprint(key: dict[str, str]) -> str:
    """RFC 7638."""
    needed = {name: key[name] for name in ("crv", "kty", "x")}
    return encoded(hashlib.sha256(json.dumps(needed, separators=(",", ":")).encode()).digest())


def decoded(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(content: bytes) -> str:
    """The inverse of `decoded`."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the signature of a message (RFC 8032, 5.1.7)."""
    if len(public) != _SIZE or len(signature) != 2 * _SIZE:
        return False
    key, commitment = _unpacked(public), _unpacked(signature[:_SIZE])
    answer = int.from_bytes(signature[_SIZE:], "little")
    if key is None or commitment is None or answer >= ORDER:
        return False
    challenge = _number(signature[:_SIZE] + public + message)
    return _same(_times(answer, _BASE), _sum(commitment, _times(challenge, key)))


def _sign(secret: bytes, message: bytes) -> bytes:
    scalar, prefix = _expanded(secret)
    public = _packed(_times(scalar, _BASE))
    nonce = _number(prefix + message)
    commitment = _packed(_times(nonce, _BASE))
    answer = (nonce + _number(commitment + public + message) * scalar) % ORDER
    return commitment + answer.to_bytes(_SIZE, "little")


def _expanded(secret: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:_SIZE], "little")
    return scalar & ((1 << 254) - 8) | (1 << 254), digest[_SIZE:]


def _number(content: bytes) -> int:
    return int.from_bytes(hashlib.sha512(content).digest(), "little") % ORDER


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c, d = 2 * one[3] * other[3] * _D % PRIME, 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def _times(factor: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _sum(found, point)
        point, factor = _sum(point, point), factor >> 1
    return found


def _same(one: Point, other: Point) -> bool:
    return not ((one[0] * other[2] - other[0] * one[2]) % PRIME or (one[1] * other[2] - other[1] * one[2]) % PRIME)


def _packed(point: Point) -> bytes:
    inverse = pow(point[2], -1, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(_SIZE, "little")


def _unpacked(content: bytes) -> Point | None:
    number = int.from_bytes(content, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    x = _abscissa(y, sign)
    return None if x is None else (x, y, 1, x * y % PRIME)


def _abscissa(y: int, sign: int) -> int | None:
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * _ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    return x if x & 1 == sign else PRIME - x


_Y = 4 * pow(5, -1, PRIME) % PRIME
_X = _abscissa(_Y, 0) or 0
_BASE: Point = (_X, _Y, 1, _X * _Y % PRIME)
