"""Bodies that a server packs although it was asked not to."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from .failures import AnswerBroken

#: what unpacking gives at a time, so that a small packed body cannot fill the memory
PIECE = 1 << 18
_GZIP = 16 + zlib.MAX_WBITS


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body itself, piece by piece. Raises AnswerBroken for an unknown packing and for a damaged one."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from chunks
    elif name in ("gzip", "x-gzip"):
        yield from _gunzipped(chunks)
    else:
        raise AnswerBroken(f"Content-Encoding: {name[:40]}")


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            held = chunk
            while held:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(_GZIP)
                yield unpacker.decompress(held, PIECE)
                held = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error as error:
        raise AnswerBroken("gzip") from error
    if not unpacker.eof:
        raise AnswerBroken("gzip")
