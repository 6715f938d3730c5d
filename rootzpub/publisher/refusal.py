"""Errors as documents [wire §6.5]: what was asked, what is wrong with it, what to do; sealed like any other."""

from collections import Counter
from collections.abc import Collection, Iterable
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from rootzpub.errors import BadParameter, NotFound, RequestError, RootzpubError
from rootzpub.publisher.statuses import status
from rootzpub.wire import Document, names
from rootzpub.wire.blocks import resource

# Characters of a stranger's text in a document that we sign.
_LONGEST_PATH: Final = 2000
_LONGEST_VALUE: Final = 200
_KEPT: Final = "/%:@!$&'()*+,;=~"
_UNAVAILABLE: Final = "unavailable"
_A_MOMENT: Final = 5
"""Seconds."""


def error_document(
    error: RootzpubError, path: str, asked: Iterable[tuple[str, str]] = (), understood: Collection[str] = ()
) -> Document:
    """The document that answers a question with an error.

    Its resource names the parameters that would have been understood (`understood` are their names), as far as they
    were given once and are short.
    """
    shown = shown_path(path)
    # One code for all that is not the client's fault: which part of us failed is the owner's business [wire §6.5].
    body: dict[str, str] = {"code": error.code if isinstance(error, RequestError) else _UNAVAILABLE}
    body["message"] = error.message
    if error.hint:
        body["hint"] = error.hint
    code = status(error)
    return Document(
        kind=names.KIND_ERROR,
        resource=resource(shown, _understood(list(asked), understood)),
        # The same as a sentence: an agent of the plugin shows what it finds, and ours is an object.
        body={
            "error": dict(body),
            "message": sentence(error.message, error.hint, begins=not isinstance(error, BadParameter)),
            "status": code,
            "path": shown_path(error.subject) if isinstance(error, NotFound) and error.subject else shown,
        },
        # Never stored [wire §6.3].
        max_age=0,
        status=code,
    )


def come_back(error: RootzpubError, code: int) -> tuple[tuple[str, str], ...]:
    """When to ask again (RFC 9110 §10.2.3): what the error says, else a moment wherever it is ours and may pass."""
    seconds = getattr(error, "retry_after", _A_MOMENT if code == HTTPStatus.SERVICE_UNAVAILABLE else 0)
    return (("Retry-After", str(seconds)),) if seconds else ()


def sentence(message: str, hint: str = "", *, begins: bool = True) -> str:
    """An error in one or two sentences for people: `There is no such document. /.well-known/ai names …`.

    Without `begins` the parts begin with a name, and names keep their letters.
    """
    parts = [part[:1].upper() + part[1:] if begins else part for part in (message, hint) if part]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def shown_path(path: str) -> str:
    """The path as it can stand in a URL, cut where nobody would read on."""
    return quote(path[:_LONGEST_PATH], safe=_KEPT, errors="replace") or "/"


def _understood(asked: list[tuple[str, str]], known: Collection[str]) -> list[tuple[str, str]]:
    # An error is signed: what it repeats of the question is short, and only what a good answer would have repeated.
    times = Counter(name for name, _ in asked)
    return [(name, text) for name, text in asked if name in known and times[name] == 1 and len(text) <= _LONGEST_VALUE]
