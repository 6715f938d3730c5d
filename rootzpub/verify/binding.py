"""Step 7: the document was signed for the place it came from.

Invariants: origin, path and every parameter that `resource` names equal those of the URL [trust §4.binding]; parameters
of the URL that it does not name are a warning; the kind is the one of that place.
"""

import unicodedata
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import idna

from rootzpub.errors import MalformedInput
from rootzpub.verify.case import Case, Finding, failed, object_of, origin_or_none, passed, skipped, text_of
from rootzpub.verify.claims import foreign_address
from rootzpub.verify.kinds import ECHOING_KINDS, kind_of
from rootzpub.wire import blocks, names
from rootzpub.wire.places import SIGNATURE_SUFFIX

_LOOKALIKES: Final = frozenset(
    "асеорхуіјѕһԁԛԝьѵаγνορτυκιαβεηζ"  # Cyrillic and Greek letters that pass for Latin ones
    "ɑɡıⅼӏ"
)


def check_binding(case: Case) -> Finding:
    """Step 7."""
    if case.signer is None:
        return skipped("binding.not-reached", "The place was not looked at: no signer is established.")
    if case.message is None:
        return _unsigned_place(case)
    # Before the URL is looked at: what has two spellings could be signed once and served as two documents.
    problem = _own_form(case.message["origin"], case.message["resource"], case.message["kind"])
    if problem:
        code, sentence = problem
        return failed(code, sentence, **_evidence(case))
    if case.message["kind"] in ECHOING_KINDS:
        case.add_unproven("words of the request in the answer", "the asker wrote them; the site only answers them")
    if case.url is None:
        case.add_unproven("where it came from", "no URL was given to compare with; give one with --as")
        return skipped(
            "binding.no-url",
            f"It was signed for {_shown(case)}; no URL was given to compare with.",
            warning=True,
            **_evidence(case),
        )
    return _compare(case)


def _compare(case: Case) -> Finding:
    assert case.message is not None
    assert case.url is not None
    origin = origin_or_none(case.url)
    if origin != case.message["origin"]:
        return failed(
            "binding.origin",
            f"It was signed for {case.message['origin']}, but came from {origin or 'no web address'}.",
            **_evidence(case),
        )
    path, asked = _split(_resource_of(case.url))
    signed_path, signed = _split(case.message["resource"])
    twin = SIGNATURE_SUFFIX if case.is_detached else ""  # it signs the text beside it, and stands nowhere else
    # By the characters that they mean: percent-encoding gives a path several spellings.
    if unquote(path) != unquote(signed_path) + twin:
        return failed("binding.path", f"It was signed for {signed_path}, but came from {path}.", **_evidence(case))
    missing = [name for name, value in signed if (name, value) not in asked]
    if missing:
        return failed(
            "binding.parameters",
            f"It answers another request: {', '.join(missing)[:100]} was asked differently.",
            **_evidence(case),
        )
    return _bound(case, [name for name, value in asked if (name, value) not in signed])


def _bound(case: Case, ignored: list[str]) -> Finding:
    assert case.message is not None
    lookalike = _lookalike(case.message["origin"])
    if lookalike:
        return passed(
            "binding.lookalike",
            f"It is bound to {case.message['origin']}, which is shown as {lookalike!r}: letters that imitate others.",
            warning=True,
            shown=lookalike,
            **_evidence(case),
        )
    foreign = foreign_address(case.value, case.message["origin"])
    if foreign:
        return passed(
            "binding.other-origin",
            f"It is bound to {case.message['origin']}, but names {foreign[:200]} as an address: only a claim.",
            warning=True,
            claimed=foreign[:2000],
            **_evidence(case),
        )
    if ignored:
        return passed(
            "binding.ignored-parameters",
            f"It is bound to its address, but the site ignored {', '.join(ignored)[:100]}.",
            warning=True,
            **_evidence(case),
        )
    return passed("binding.bound", f"It was signed for {_shown(case)}, where it came from.", **_evidence(case))


def _unsigned_place(case: Case) -> Finding:
    """Without an envelope nothing binds; a covered domain may still contradict the place."""
    host = urlsplit(origin_or_none(case.url) or "").hostname or ""
    domain = text_of(object_of(case.value, "organization"), "domain") or text_of(
        object_of(case.value, names.ORIGIN), "domain"
    )
    if host and domain and not _same_site(host, domain):
        return failed(
            "binding.domain",
            f"The document says that it is of {domain[:100]}, but came from {host}.",
            domain=domain[:253],
            host=host,
        )
    case.add_unproven("where it came from", "nothing signed says for which address it was made")
    if "query" in case.value or "page" in case.value:
        case.add_unproven("words of the request in the answer", "the asker wrote them; the site only answers them")
    return skipped(
        "binding.unsigned",
        "Nothing signed says for which address it was made: it may be a copy from elsewhere.",
        warning=True,
        domain=domain[:253],
        host=host,
    )


def _same_site(host: str, domain: str) -> bool:
    try:
        named = blocks.host_of(domain).removeprefix("www.")
    except MalformedInput:
        return False
    # Only to contradict, so loosely: `www.` and subdomains of the named domain are of the same site.
    return host.removeprefix("www.") == named or host.endswith("." + named)


def _own_form(origin: str, resource: str, kind: str) -> tuple[str, str] | None:
    """What is wrong with what was signed, whatever the URL."""
    if origin_or_none(origin) != origin:
        return "binding.origin-form", "The signed origin is not written as an origin in A-labels."
    path, pairs = _split(resource)
    if not path.startswith("/") or blocks.resource(path, pairs) != resource:
        return "binding.resource-form", "The signed resource is not written as the wire writes it."
    expected = kind_of(path, pairs=pairs)
    if expected and kind not in expected:
        return (
            "binding.kind",
            f"A document of kind {kind[:40]!r} stands at {path[:100]}, where {expected[0]!r} belongs.",
        )
    return None


def _resource_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _split(resource: str) -> tuple[str, list[tuple[str, str]]]:
    """Path and parameters, decoded; a parameter without `=` has an empty value."""
    path, _, query = resource.partition("?")
    return path, parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None)


def _lookalike(origin: str) -> str:
    """The host as people see it, where it mixes scripts or is written in letters that imitate Latin ones; else ""."""
    host = urlsplit(origin).hostname or ""
    if "xn--" not in host:
        return ""
    try:
        shown = idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host
    return shown if any(_imitates(label) for label in shown.split(".")) else ""


def _imitates(label: str) -> bool:
    letters = [char for char in label if char.isalpha()]
    foreign = [char for char in letters if not char.isascii()]
    scripts = {unicodedata.name(char, "?").partition(" ")[0] for char in letters}
    # Letters of another script are a language of their own, umlauts imitate nothing; it is the mixture, or letters that
    # all pass for Latin ones.
    mixed = len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1
    return bool(foreign) and (mixed or all(char in _LOOKALIKES for char in foreign))


def _shown(case: Case) -> str:
    assert case.message is not None
    return f"{case.message['origin']}{case.message['resource']}"[:300]


def _evidence(case: Case) -> dict[str, Any]:
    assert case.message is not None
    return {"signedFor": _shown(case), "cameFrom": case.url or "", "kind": case.message["kind"]}
