"""The three forms in which bytes are served, made once when they are written."""

from __future__ import annotations

import gzip

import brotli  # type: ignore[import-untyped]

IDENTITY, GZIP, BROTLI = "", "gz", "br"
SUFFIXES = {IDENTITY: "", GZIP: ".gz", BROTLI: ".br"}

#: Brotli's best takes 20 ms for 30 kB: right for a release, too slow for the data of 71 communes.
BEST, QUICK = 11, 5


def encoded(body: bytes, quality: int = BEST) -> dict[str, bytes]:
    """The bytes as they are, as gzip and as brotli; the same input always gives the same output."""
    return {
        IDENTITY: body,
        GZIP: gzip.compress(body, compresslevel=min(quality, 9), mtime=0),
        BROTLI: brotli.compress(body, quality=quality),
    }
