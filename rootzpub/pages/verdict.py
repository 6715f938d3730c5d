"""From a look to a verdict: seen, not seen, or could not look [visibility §visitor.4].

Invariants: pure; the first row of `ROWS` that fits decides, and the words only where none does; doubt is never "seen".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from rootzpub.pages.address import same_address
from rootzpub.pages.head import CLOSING
from rootzpub.pages.look import BOT_WALL, ROBOTS, Look, Subject
from rootzpub.pages.page import Page
from rootzpub.pages.seen_words import Seen, judge_words
from rootzpub.pages.words import likeness

Outcome = Literal["seen", "not-seen", "unknown"]

ADDED = "added"
"""Of what is seen: all of ours, and words besides that plugins add."""
_OK = 200
_LOGIN_PATH = re.compile(
    r"(?:^|/)(?:wp-login\.php|log-?in|log-?on|sign-?in|sign-?on|anmelden|anmeldung|einloggen|connexion|se-connecter"
    r"|iniciar-sesion|acceder|accedi|inloggen|entrar|auth|sso)(?:[/.?]|$)",
    re.IGNORECASE,
)
_LOGIN_QUERY = frozenset({"redirect_to", "return", "return_to", "returnurl", "next", "reauth"})
_ALIKE = 0.9
"""Share of three-word sets that makes a page the one of an invented address; honest pages have at most 0.45."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a look means for an entry."""

    outcome: Outcome
    reason: str = ""
    """Why not, or why it could not be looked; `partly` of what is seen in part, `added` where plugins add words."""
    second_look: bool = False
    """Whether it is believed only when a second look, ten minutes later, says the same."""
    by_words: bool = False
    """Whether only words say so: a wall that answers every address alike looks the same."""
    words_by: Literal["rootzpub", "wordpress"] = "rootzpub"
    html: str | None = None
    """What to publish in the place of ours; None = ours."""
    missing: str = ""
    """The first words that were not seen, for the owner."""
    moved_to: str = ""
    """Where the entry's page is, when its address redirects there."""
    wants_rendered: bool = False
    """Whether `content.rendered` may change the verdict, and was not asked for."""


def judge(subject: Subject, look: Look, invented: Page | None = None) -> Verdict:
    """The verdict on an entry; `invented` is the page of an address that does not exist, None where there is none."""
    case = _Case(subject, look, invented)
    for row in ROWS:
        verdict = row(case)
        if verdict is not None:
            return verdict
    if look.page is None:
        return _unknown("no-html")
    verdict = _of_words(judge_words(subject, look.pages, invented))
    moved = look.url if look.redirected and not same_address(subject.url, look.url) else ""
    return replace(verdict, moved_to=moved)


@dataclass(frozen=True)
class _Case:
    subject: Subject
    look: Look
    invented: Page | None

    @property
    def entry_id(self) -> int:
        """The id that the page names; 0 = none."""
        return self.look.page.entry_id if self.look.page else 0

    @property
    def is_nameless(self) -> bool:
        """A successful answer with a page that names no entry."""
        return self.look.status == _OK and self.look.page is not None and not self.entry_id


def _bot_wall(case: _Case) -> Verdict | None:
    look = case.look
    if look.status == 202 or (look.wall and not case.is_nameless):  # noqa: PLR2004 - Accepted: it passes later
        return _unknown(BOT_WALL)
    if not look.wall:
        return None
    # A page that shows the entry and carries a form with a captcha is no wall: words decide.
    if case.subject.fragment.blocks:
        seen = judge_words(case.subject, look.pages, case.invented)
        return None if seen.all_seen and seen.proven else _unknown(BOT_WALL)
    return _unknown(BOT_WALL)


def _no_answer(case: _Case) -> Verdict | None:
    look = case.look
    if look.failure == ROBOTS:
        return _not_seen(ROBOTS)
    if look.failure:
        return _unknown(look.failure)
    if look.status == 429 or look.status >= 500:  # noqa: PLR2004 - Too Many Requests, and the class of server errors
        return _unknown(f"status-{look.status}")
    return None


def _refused(case: _Case) -> Verdict | None:
    status = case.look.status
    if status in {401, 403, 451}:
        return _not_seen("restricted")
    if status in {404, 410}:
        return Verdict(outcome="not-seen", reason="gone", second_look=True)
    if status not in {_OK, 203}:  # Non-Authoritative Information: a page all the same
        return _unknown(f"status-{status}")
    return None


def _file(case: _Case) -> Verdict | None:
    """The address of an attachment leads to its file, since WordPress 6.4."""
    file_url = case.subject.file_url
    if not file_url or not case.look.redirected or not same_address(case.look.url, file_url):
        return None
    # No page prints its words, so none are published.
    has_words = bool(case.subject.fragment.blocks)
    return Verdict(outcome="seen", reason="partly" if has_words else "", html="" if has_words else None)


def _elsewhere(case: _Case) -> Verdict | None:
    look, page = case.look, case.look.page
    if look.redirected:
        if _is_login(look.url) or (page is not None and page.password_fields and not _is_own(case)):
            return _not_seen("restricted")
        if not _is_own(case):
            return _not_seen("redirect")
    if case.entry_id and not _is_own(case):
        return _not_seen("redirect")
    return None


def _robots(case: _Case) -> Verdict | None:
    page = case.look.page
    if page is not None and not CLOSING.isdisjoint(page.robots):
        return _not_seen("noindex")
    return None


def _canonical(case: _Case) -> Verdict | None:
    page, subject = case.look.page, case.subject
    if page is None or not page.canonical or not page.canonical.startswith(("http://", "https://")):
        return None
    own = (subject.url, case.look.url, *([subject.canonical] if subject.canonical else []))
    if any(same_address(page.canonical, address) for address in own):
        return None
    return _not_seen("canonical-elsewhere")


def _invented(case: _Case) -> Verdict | None:
    page, invented = case.look.page, case.invented
    if not case.is_nameless or page is None or invented is None or not page.triples:
        return None
    return _not_seen("closed-site") if likeness(page.triples, invented.triples) >= _ALIKE else None


def _refresh(case: _Case) -> Verdict | None:
    page = case.look.page
    return _not_seen("redirect") if case.is_nameless and page is not None and page.refresh else None


def _password(case: _Case) -> Verdict | None:
    page = case.look.page
    return _not_seen("password") if page is not None and page.post_password else None


ROWS: tuple[Callable[[_Case], Verdict | None], ...] = (
    _bot_wall,
    _no_answer,
    _refused,
    _file,
    _elsewhere,
    _robots,
    _canonical,
    _invented,
    _refresh,
    _password,
)
"""What an answer says besides its words; the first that fits counts."""


def _of_words(seen: Seen) -> Verdict:
    if seen.all_seen and not seen.proven and not seen.named:
        # Without a word that proves anything, only the page's own name of the entry does.
        return _unknown("unconfirmed")
    if seen.all_seen:
        return Verdict(
            outcome="seen",
            reason=ADDED if seen.added else "",
            words_by=seen.words_by,
            html=seen.html,
            wants_rendered=seen.wants_rendered,
        )
    partly = seen.html is not None
    return Verdict(
        outcome="seen" if partly else "not-seen",
        reason="partly" if partly else "not-visible",
        second_look=True,
        by_words=True,
        words_by=seen.words_by,
        html=seen.html,
        missing=seen.missing,
        wants_rendered=seen.wants_rendered,
    )


def _is_own(case: _Case) -> bool:
    return case.entry_id == case.subject.id


def _is_login(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    names = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return bool(_LOGIN_PATH.search(parts.path)) or not _LOGIN_QUERY.isdisjoint(names)


def _unknown(reason: str) -> Verdict:
    return Verdict(outcome="unknown", reason=reason)


def _not_seen(reason: str) -> Verdict:
    return Verdict(outcome="not-seen", reason=reason)
