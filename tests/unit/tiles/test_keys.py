"""The keys that sign manifests: announced before they sign, believed as long as what they signed, changed at once."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_tiles.core.release import Release, ReleaseFolder
from ckanext.rouen_tiles.core.release.keys import ANNOUNCED, BELIEVED, KeyFolder, Keyring, NoKey, thumbprint
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from power_cut import dies_at

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload(signed: bytes, jwks: bytes) -> bytes:
    """What was signed, by a key of the set that the header names. Raises InvalidSignature, KeyError."""
    head, body, signature = signed.decode().split(".")
    keys = {key["kid"]: key for key in json.loads(jwks)["keys"]}
    key = keys[json.loads(decode(head))["kid"]]
    Ed25519PublicKey.from_public_bytes(decode(key["x"])).verify(decode(signature), f"{head}.{body}".encode())
    return decode(body)


def kids(ring: Keyring) -> list[str]:
    return [key["kid"] for key in json.loads(ring.jwk_set())["keys"]]


def test_what_is_signed_can_be_verified_by_who_has_the_key_set_alone(keys: KeyFolder) -> None:
    ring = keys.keyring(NOW)
    assert payload(ring.sign(b'{"number":1}'), ring.jwk_set()) == b'{"number":1}'


def test_a_signature_of_other_bytes_or_by_another_key_is_none(keys: KeyFolder, tmp_path: Path) -> None:
    ring, other = keys.keyring(NOW), KeyFolder(tmp_path / "others").keyring(NOW)
    head, _, signature = ring.sign(b"one").decode().split(".")
    forged = f"{head}.{'dHdv'}.{signature}".encode()
    with pytest.raises(InvalidSignature):
        payload(forged, ring.jwk_set())
    with pytest.raises(KeyError):
        payload(other.sign(b"one"), ring.jwk_set())


def test_the_header_says_how_and_with_which_key_and_nothing_else(keys: KeyFolder) -> None:
    ring = keys.keyring(NOW)
    header = json.loads(decode(ring.sign(b"x").decode().split(".")[0]))
    assert header == {"alg": "EdDSA", "kid": ring.signing.kid}


def test_a_key_is_named_by_its_thumbprint() -> None:
    # The example of RFC 8037, appendix A.3.
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert thumbprint(jwk) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_next_key_is_announced_thirty_days_before_it_signs(keys: KeyFolder) -> None:
    first = keys.keyring(NOW).signing
    following = keys.announce(NOW)
    assert (datetime.fromisoformat(following.start) - NOW) == ANNOUNCED == timedelta(days=30)
    day_before, day_of = (keys.keyring(NOW + timedelta(days=days)) for days in (29, 30))
    assert (day_before.signing.kid, day_of.signing.kid) == (first.kid, following.kid)
    assert kids(day_before) == [first.kid, following.kid]
    assert kids(day_of) == [following.kid, first.kid]


def test_the_key_before_is_believed_until_what_it_signed_has_expired(keys: KeyFolder) -> None:
    first = keys.keyring(NOW).signing
    following = keys.announce(NOW)
    end = NOW + ANNOUNCED + BELIEVED
    assert timedelta(days=7) <= BELIEVED
    assert first.kid in kids(keys.keyring(end - timedelta(seconds=1)))
    assert kids(keys.keyring(end)) == [following.kid]


def test_a_key_that_leaked_is_not_believed_any_more_from_then_on(keys: KeyFolder) -> None:
    first = keys.keyring(NOW).signing
    announced = keys.announce(NOW)
    new = keys.announce(NOW, at_once=True)
    assert kids(keys.keyring(NOW)) == [new.kid]
    assert new.kid not in (first.kid, announced.kid)


def test_two_keys_are_not_announced_at_the_same_time(keys: KeyFolder) -> None:
    keys.keyring(NOW)
    keys.announce(NOW)
    with pytest.raises(NoKey, match="announced already"):
        keys.announce(NOW + timedelta(days=1))
    assert keys.announce(NOW + timedelta(days=31))


def test_a_clock_that_was_set_back_signs_with_a_key_that_everybody_knows(keys: KeyFolder) -> None:
    first = keys.keyring(NOW).signing
    keys.announce(NOW)
    assert keys.keyring(NOW - timedelta(days=400)).signing.kid == first.kid


def test_private_keys_are_for_their_owner_alone(keys: KeyFolder) -> None:
    keys.keyring(NOW)
    files = [path for path in keys.root.iterdir() if path.name != ".lock"]
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_nothing_private_is_in_what_is_served(keys: KeyFolder) -> None:
    (key,) = json.loads(keys.keyring(NOW).jwk_set())["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg", "nbf"}


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"-----BEGIN")])
def test_a_key_that_cannot_be_read_signs_nothing(keys: KeyFolder, damage: Callable[[Path], Any]) -> None:
    ring = keys.keyring(NOW)
    damage(keys.root / f"{ring.signing.kid}.pem")
    with pytest.raises(NoKey):
        keys.keyring(NOW)


def test_the_file_of_another_key_signs_nothing(keys: KeyFolder, tmp_path: Path) -> None:
    ring, other = keys.keyring(NOW), KeyFolder(tmp_path / "others")
    stranger = other.keyring(NOW).signing
    (keys.root / f"{ring.signing.kid}.pem").write_bytes((other.root / f"{stranger.kid}.pem").read_bytes())
    with pytest.raises(NoKey, match="another key"):
        keys.keyring(NOW)


def test_a_death_in_the_middle_of_a_rotation_leaves_the_keys_as_they_were_or_all_of_the_new(
    keys: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step the process dies at, the manifest can be signed and verified."""
    first = keys.keyring(NOW).signing
    seen = set()
    for step in range(20):
        if not dies_at(step, monkeypatch, lambda: keys.announce(NOW, at_once=True)):
            break
        ring = keys.keyring(NOW)
        assert payload(ring.sign(b"x"), ring.jwk_set()) == b"x"
        seen.add(ring.signing.kid == first.kid)
        first = ring.signing
    else:
        raise AssertionError("the rotation has more steps than were tried")
    assert seen == {True, False}


def test_a_release_carries_its_manifest_signed_and_the_keys(
    tmp_path: Path, publish: Callable[..., Release], keys: KeyFolder
) -> None:
    publish()
    current = ReleaseFolder(tmp_path).current()
    assert current is not None
    papers = {name: current[0].paper(name) or b"" for name in ("manifest.json", "manifest.jws", "keys.json")}
    assert payload(papers["manifest.jws"], papers["keys.json"]) == papers["manifest.json"]
