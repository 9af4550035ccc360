"""The three forms in which bytes are served, made once when they are written."""

from __future__ import annotations

import gzip
import zlib

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


def decoded(content: bytes, encoding: str) -> bytes:
    """The bytes as they are. Raises ValueError when they are cut off or something else."""
    try:
        if encoding == GZIP:
            return gzip.decompress(content)
        return bytes(brotli.decompress(content)) if encoding == BROTLI else content
    except (EOFError, OSError, zlib.error, brotli.error) as error:
        raise ValueError(f"not {encoding}: {error}") from error
