"""Reading a body within its limits.

Invariants: no more than `limits` is ever held, a body that stops early is an error and not a short body, and only
`gzip` and `deflate` (the codings that were asked for) are undone.
"""

import zlib
from collections.abc import Callable, Iterator

from rootzpub.errors import FetchFailed
from rootzpub.fetch.failures import AnswerTooLarge, Failure, NoAnswer
from rootzpub.fetch.limits import Limits

_CHUNK = 64 * 1024
# Bytes below which the ratio is not judged: a short body that repeats itself compresses as well as a bomb.
_UNJUDGED = 64 * 1024
# zlib's numbers: 15 for its own header, 16 more for that of gzip (RFC 1952).
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def sent_chunks(read: Callable[[int], bytes], limits: Limits) -> Iterator[bytes]:
    """What `read` gives, chunk by chunk; FetchFailed beyond `body_bytes`."""
    total = 0
    while chunk := read(_CHUNK):
        total += len(chunk)
        if total > limits.body_bytes:
            raise AnswerTooLarge(
                f"the body is larger than {limits.body_bytes} bytes", hint="raise the limit if you must"
            )
        yield chunk


def expand(chunks: Iterator[bytes], coding: str, limits: Limits) -> bytes:
    """The body that `chunks` carry in the content `coding` ("" or "identity" for none)."""
    if coding in {"", "identity"}:
        return b"".join(chunks)
    if coding not in _WINDOW_BITS:
        raise FetchFailed(f"the body is sent as {coding!r}, which was not asked for", hint="send gzip or no coding")
    return _inflate(chunks, _WINDOW_BITS[coding], limits)


def _inflate(chunks: Iterator[bytes], window_bits: int, limits: Limits) -> bytes:
    stream = zlib.decompressobj(window_bits)
    sent, body = 0, bytearray()
    for chunk in chunks:
        sent += len(chunk)
        _grow(body, stream, chunk, sent, limits)
    if not stream.eof:
        raise NoAnswer("the compressed body is cut short", hint="ask again", kind=Failure.CUT_SHORT, sent=True)
    # A second stream behind the first is read by some clients and ignored by others.
    if stream.unused_data:
        raise FetchFailed("bytes follow the end of the compressed body")
    return bytes(body)


def _grow(body: bytearray, stream: "zlib._Decompress", chunk: bytes, sent: int, limits: Limits) -> None:
    """Add what `chunk` expands to, a bounded piece at a time, judging size and ratio after each."""
    waiting = chunk
    while waiting and not stream.eof:
        try:
            body += stream.decompress(waiting, _CHUNK)
        except zlib.error:
            raise FetchFailed("the compressed body is damaged", hint="ask again") from None
        # zlib stops at the bound and keeps the rest, so a bomb is never expanded further than one piece.
        waiting = stream.unconsumed_tail
        if len(body) > limits.expanded_bytes:
            raise AnswerTooLarge(f"the body expands to more than {limits.expanded_bytes} bytes")
        if len(body) > _UNJUDGED and len(body) > sent * limits.ratio:
            raise AnswerTooLarge(
                f"the body expands to more than {limits.ratio} times what was sent: a compression bomb"
            )
