"""`ConfirmRun`: looks at the entries that are due, in batches, and keeps what was found.

Invariants: it can end at any moment and go on later, also in another process; no lock of the store is held while it
waits for the site.
"""

import hashlib
import json
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rootzpub.clock import Clock
from rootzpub.errors import SourceUnavailable, StoreUnavailable
from rootzpub.logs import package_logger
from rootzpub.pages.facts import page_facts
from rootzpub.pages.look import ROBOTS, SHARED_PAGE, Look, Subject
from rootzpub.pages.page import Page
from rootzpub.pages.verdict import Verdict, judge
from rootzpub.publisher.confirming.counting import HELD_SINCE, counts
from rootzpub.publisher.confirming.decision import FEW, HOLD_SECONDS, Circumstances, next_confirmation
from rootzpub.publisher.confirming.gate import SAMPLES, is_open
from rootzpub.publisher.confirming.looking import Looker, is_allowed
from rootzpub.publisher.confirming.plan import CheckPlan
from rootzpub.site import Entry
from rootzpub.sources import Source
from rootzpub.store import Confirmation, Confirmations, Store

BATCH = 50
_NOT_AT_HAND = "not-at-hand"
"""The source did not give the entry."""
_SHARED = 3
"""Addresses that show one and the same page without an id before it is nobody's."""
_AWAY = frozenset({"unreachable", "timeout", "private-address", "certificate", "no-answer"})
_MOST_FAILURES = 3
_MOST_WAITING = 64 << 20
"""Bytes of pages that wait in memory."""
_LONGEST_WAIT = 30.0
"""Seconds that are waited within a round where the site asks for them."""
_REST_UNTIL = "rest-until"
_ROBOTS_ASKED = "robots-asked"
_ROBOTS_SECONDS = 3_600
_ROBOTS_READ = "robots"
"""Checksum of the robots.txt that was applied to every entry."""
_logger = package_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One entry that was looked at."""

    path: str
    verdict: Verdict
    confirmation: Confirmation

    def as_dict(self) -> dict[str, str | int]:
        """For machines."""
        return {
            "id": self.confirmation.id,
            "path": self.path,
            "verdict": self.verdict.outcome,
            "reason": self.verdict.reason,
            "missing": self.verdict.missing,
            "wordsBy": self.verdict.words_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """An entry to look at, with what is known of it."""

    subject: Subject
    path: str
    type: str
    known: Confirmation
    published: bool = False


@dataclass(slots=True, kw_only=True)
class ConfirmRun:
    """Looks at what is due of one site."""

    store: Store
    plan: CheckPlan
    looker: Looker
    clock: Clock
    open_source: Callable[[], Source]
    stop: threading.Event = field(default_factory=threading.Event)
    _pages: dict[bytes, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Ids of entries by the words of a page that names none."""
    _failures: int = 0

    def run(self, *, ids: Collection[int] | None = None, until: Callable[[], bool] = lambda: False) -> Iterator[Looked]:
        """Look at everything that is due, or at these entries now; ends when `until` or `stop` says so.

        Raises:
            StoreUnavailable: what was found cannot be kept.
        """
        if ids is not None:
            rows = sorted(ids)
            for start in range(0, len(rows), BATCH):
                yield from self._batch(self.store.confirmations.of(rows[start : start + BATCH]), until)
            return
        yield from self._by_robots(until)
        while not self._is_over(until) and (due := self.due()):
            before = {found.id for found in due}
            yield from self._batch(due, until)
            if self._is_over(until):
                return
            # What could not even be asked would be due for ever.
            if {found.id for found in self.due()} == before:
                return

    def _by_robots(self, until: Callable[[], bool]) -> Iterator[Looked]:
        """Where robots.txt is another than before: every entry that it forbids, due or not, and those that it did."""
        now, kept = self._now(), self.store.confirmations
        # A round with nothing to look at asks for it once an hour.
        if self._is_over(until) or (now - kept.note(_ROBOTS_ASKED) < _ROBOTS_SECONDS and not self.due()):
            return
        kept.keep_note(_ROBOTS_ASKED, now)
        robots = self.looker.robots()
        number = zlib.crc32(repr(robots).encode())
        if robots is None or kept.note(_ROBOTS_READ) == number:
            return
        with self.store.site() as site:
            ids = {entry.id for entry in site.every() if not is_allowed(robots, entry.url)}
        ids.update(found.id for found in kept.all() if found.reason == ROBOTS)
        rows = sorted(ids)
        for start in range(0, len(rows), BATCH):
            if self._is_over(until):
                return
            yield from self._batch(kept.of(rows[start : start + BATCH]), until)
        kept.keep_note(_ROBOTS_READ, number)

    def counts(self) -> dict[str, int]:
        """How many entries were seen, were not, could not be looked at, and wait."""
        return counts(self.store.confirmations, self.plan, now=self._now())

    def paths_of_withheld(self) -> dict[str, int]:
        """Ids by path of the entries that are not published and that looks decide about: the source is asked."""
        known = self.store.confirmations.all()
        published = {stored.id for stored in self.store.html_of([found.id for found in known])}
        withheld = {found.id for found in known} - published
        return {entry.path: entry.id for entry in self._from_source(withheld)} if withheld else {}

    def due(self) -> list[Confirmation]:
        """The next batch."""
        now = self._now()
        return self.store.confirmations.due(
            now=now,
            oldest=now - self.plan.holds_seconds,
            basis=self.plan.basis,
            samples=SAMPLES if self.plan.samples else 0,
            limit=BATCH,
        )

    def _batch(self, due: Sequence[Confirmation], until: Callable[[], bool]) -> list[Looked]:
        # 1. The entries, 2. their pages, one after the other, 3. WordPress's words for those that lack some,
        # 4. what is believed of it.
        wanted = self._wanted(due)
        verdicts: dict[int, Verdict] = {}
        facts: dict[int, str] = {}
        lacking: dict[int, Look] = {}
        for entry_id, found in wanted.items():
            if self._is_over(until):
                break
            look, verdicts[entry_id] = self._look(found)
            facts[entry_id] = self._facts(look, verdicts[entry_id])
            if verdicts[entry_id].wants_rendered:
                lacking[entry_id] = look
            # Pages wait in memory for WordPress's words: a hundred small ones, or a few large ones.
            if sum(page.size for waiting in lacking.values() for page in waiting.pages) > _MOST_WAITING:
                verdicts |= self._with_rendered(wanted, lacking, verdicts)
                lacking = {}
        verdicts |= self._with_rendered(wanted, lacking, verdicts)
        looked = self._believe(wanted, verdicts, facts)
        self._open_classes()
        return looked

    def _is_over(self, until: Callable[[], bool]) -> bool:
        """Whether the round ends: it is asked to, the site is out of reach, or it has asked for time."""
        return self.stop.is_set() or until() or self._failures >= _MOST_FAILURES or self._is_resting()

    def _is_resting(self) -> bool:
        """Whether the site has asked for more time than one waits in a round; other processes keep to it too."""
        left = self.looker.visitor.pace.seconds_left
        if left > _LONGEST_WAIT:
            self.store.confirmations.keep_note(_REST_UNTIL, self._now() + int(left))
        return self._now() < self.store.confirmations.note(_REST_UNTIL)

    def _look(self, found: _Wanted) -> tuple[Look, Verdict]:
        look = self.looker.look(found.subject)
        verdict = self._verdict(found.subject, look)
        is_further = verdict.by_words
        if is_further:
            look = self.looker.further(look)
        page = look.page
        if page is not None and not page.entry_id and page.words.string:
            self._pages[_digest(page)].add(found.subject.id)
        # A few failures in a row end the round: nothing of the site can be had now.
        self._failures = self._failures + 1 if look.failure in _AWAY else 0
        # Judged once more only where the pages behind the first, or the addresses that share it, may say otherwise.
        return look, self._verdict(found.subject, look) if is_further else verdict

    def _verdict(self, subject: Subject, look: Look) -> Verdict:
        verdict, page = judge(subject, look, self.looker.invented()), look.page
        if verdict.outcome == "seen" or not verdict.by_words or page is None or page.entry_id:
            return verdict
        # One page at several addresses says nothing of any of them.
        shared = len(self._pages.get(_digest(page), ())) >= _SHARED
        return Verdict(outcome="unknown", reason=SHARED_PAGE) if shared else verdict

    def _with_rendered(
        self, wanted: Mapping[int, _Wanted], lacking: Mapping[int, Look], verdicts: Mapping[int, Verdict]
    ) -> dict[int, Verdict]:
        ids: dict[str, list[int]] = defaultdict(list)
        for entry_id in lacking:
            ids[wanted[entry_id].type].append(entry_id)
        rendered = self.looker.rendered(ids) if ids else {}
        return {
            entry_id: self._again(
                verdicts[entry_id], wanted[entry_id].subject.with_rendered(rendered.get(entry_id, "")), look
            )
            for entry_id, look in lacking.items()
        }

    def _again(self, verdict: Verdict, subject: Subject, look: Look) -> Verdict:
        """The verdict with WordPress's words at hand, which are ours for most entries."""
        if verdict.outcome == "seen" and subject.adds_nothing:
            return replace(verdict, wants_rendered=False)
        return self._verdict(subject, look)

    def _facts(self, look: Look, verdict: Verdict) -> str:
        """What the page states of itself, as JSON; of one that is or may still be seen."""
        if not self.plan.facts or look.page is None or not (verdict.outcome == "seen" or verdict.wants_rendered):
            return ""
        found = page_facts(look.page, home=self.plan.home, zone=self.plan.zone)
        return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else ""

    def _believe(
        self, wanted: Mapping[int, _Wanted], verdicts: Mapping[int, Verdict], facts: Mapping[int, str]
    ) -> list[Looked]:
        now, kept = self._now(), self.store.confirmations
        held = self._is_held(kept, wanted, verdicts, now)
        looked = [
            Looked(
                path=found.path,
                verdict=verdict,
                confirmation=next_confirmation(
                    found.known,
                    verdict,
                    Circumstances(
                        now=now,
                        basis=self.plan.basis,
                        held=held,
                        published=found.published,
                        facts=facts[entry_id],
                    ),
                ),
            )
            for entry_id, verdict in verdicts.items()
            for found in (wanted[entry_id],)
        ]
        kept.put(row.confirmation for row in looked)
        return looked

    def _is_held(
        self, kept: Confirmations, wanted: Mapping[int, _Wanted], verdicts: Mapping[int, Verdict], now: int
    ) -> bool:
        """More than ten and more than half that turn at once by words: a wall, or a closed site; held for an hour."""
        turning = sum(
            verdict.by_words and wanted[entry_id].known.decision != "not-seen" and not wanted[entry_id].known.pending
            for entry_id, verdict in verdicts.items()
        )
        turning += kept.pending_since(now - HOLD_SECONDS)
        looked = kept.looked_since(now - HOLD_SECONDS) + sum(
            wanted[entry_id].known.looked < now - HOLD_SECONDS for entry_id in verdicts
        )
        if turning <= FEW or 2 * turning <= looked:
            if kept.note(HELD_SINCE):
                kept.keep_note(HELD_SINCE, 0)
            return False
        since = kept.note(HELD_SINCE)
        if not since:
            _logger.warning(
                "%d of %d pages lack the words of their entries at once: held for an hour, nothing is withdrawn; "
                "a wall in front of the site, or a closed one",
                turning,
                looked,
            )
            kept.keep_note(HELD_SINCE, now)
            return True
        return now - since < HOLD_SECONDS

    def _open_classes(self) -> None:
        """Entries of a class whose samples were all seen are for the next sync."""
        if self.plan.samples:
            for kind, counts in self.store.confirmations.kinds().items():
                if is_open(counts) and not self.store.confirmations.note(f"open {kind}"):
                    self.store.confirmations.hold_to_apply(kind=kind)
                    self.store.confirmations.keep_note(f"open {kind}", 1)

    def _wanted(self, due: Sequence[Confirmation]) -> dict[int, _Wanted]:
        """The entries, from the store where it holds what is looked for, else from the source."""
        known = {found.id: found for found in due}
        wanted: dict[int, _Wanted] = {}
        for stored in self.store.html_of(known):
            if stored.revision == known[stored.id].wanted and not known[stored.id].replaces:
                subject = Subject(
                    id=stored.id,
                    url=stored.url,
                    html=stored.html,
                    canonical=stored.canonical,
                    file_url=stored.file_url,
                    by_plugins=bool(known[stored.id].plugins),
                    by_wordpress=self.plan.samples,
                )
                wanted[stored.id] = _Wanted(
                    subject=subject,
                    path=stored.path,
                    type=stored.type,
                    known=known[stored.id],
                    published=True,
                )
        missing = known.keys() - wanted.keys()
        if missing:
            wanted |= {
                entry.id: _of_entry(entry, known[entry.id], by_wordpress=self.plan.samples)
                for entry in self._from_source(missing)
            }
            # The next sync forgets them; until then others come first.
            lost = (
                replace(known[entry_id], looked=self._now(), trouble=_NOT_AT_HAND)
                for entry_id in missing - wanted.keys()
            )
            self.store.confirmations.put(lost)
        # In the order in which they are due.
        return {entry_id: wanted[entry_id] for entry_id in known if entry_id in wanted}

    def _from_source(self, ids: Collection[int]) -> list[Entry]:
        try:
            with self.store.update(wait=True) as update, self.open_source().snapshot() as snapshot:
                known = update.known(without=frozenset(ids), now=True)
                changes = snapshot.changes(snapshot.fingerprint, known)
                return [change for change in changes if isinstance(change, Entry) and change.id in ids]
        except (SourceUnavailable, StoreUnavailable) as error:
            # They are due again in half an hour.
            _logger.info("%d entries cannot be looked at now: %s", len(ids), error.message)
            return []

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _digest(page: Page) -> bytes:
    return hashlib.sha256(page.words.string.encode("utf-8", "replace")).digest()


def _of_entry(entry: Entry, known: Confirmation, *, by_wordpress: bool) -> _Wanted:
    subject = Subject(
        id=entry.id,
        url=entry.url,
        html=entry.html,
        file_url=entry.media.url if entry.media else "",
        canonical=entry.canonical,
        by_plugins=bool(known.plugins),
        by_wordpress=by_wordpress,
    )
    return _Wanted(subject=subject, path=entry.path, type=entry.type, known=known)
