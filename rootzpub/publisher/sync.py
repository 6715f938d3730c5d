"""`sync`: one look at the source becomes one commit of the store.

Invariants: whatever fails on the way leaves what was published; nothing is converted that did not change; a change of
the owner's rules or of the converter reads everything anew.
"""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from rootzpub.clock import Clock
from rootzpub.config import Config
from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.pages.robots import RobotsRules
from rootzpub.publisher.confirming.gate import Gate
from rootzpub.publisher.confirming.plan import CheckPlan, is_check_on
from rootzpub.publisher.exclusions import Unmatched, unmatched_notes
from rootzpub.publisher.intake import BY_PARENT, FAILED, Intake, Waiting
from rootzpub.publisher.plausibility import Look, Verdict, hold_clock, is_behind, judge
from rootzpub.publisher.rules import Rules, settings_digest
from rootzpub.publisher.summary import Differences, SyncSummary
from rootzpub.publisher.visibility_notes import visibility_notes
from rootzpub.publisher.withdrawn import NOTHING, QUOTES, Withdrawn, read_withdrawn
from rootzpub.site import NOTHING_KNOWN, Author, Held, KnownRevisions, SiteFacts, Term
from rootzpub.sources import Excluding, Snapshot, Source, Witness
from rootzpub.state import MemoryNote, Note
from rootzpub.store import Commit, Store, SyncState, Update
from rootzpub.wire.blocks import origin_of

_DOUBLE_PATH = "double-path"
AskRobots = Callable[[CheckPlan], RobotsRules | None]
"""Gives the robots.txt of the site that is looked at; None where it cannot be had."""
_AGAIN = "The next sync reads the site anew, without them."


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOptions:
    """How one sync is meant."""

    full: bool = False
    """Read and compare everything again, else only what changed since the last time."""
    accept_removals: bool = False
    """What the source does not mention is gone, however much it is; a clock that seems wrong is right."""
    dry_run: bool = False
    """Find out what would change, and write nothing."""
    progress: Callable[[int], None] | None = None
    """Gets how many entries were read."""
    withdrawn: Note = field(default_factory=MemoryNote)
    """What the owner took back; a change of it while we read ends the sync."""
    robots: AskRobots | None = None
    """Asks the site's robots.txt, before an entry is published that no look has seen; None where nobody can."""


AS_USUAL = SyncOptions()


def sync(source: Source, store: Store, *, config: Config, clock: Clock, options: SyncOptions = AS_USUAL) -> SyncSummary:
    """Read the source into the store and publish what differs, as far as it is plausible [visibility §plausibility].

    Raises:
        SourceUnavailable: the source cannot be reached or went away; what was published stays.
        MalformedInput: what the source holds cannot be read, or converted; what was published stays.
        StoreUnavailable: another process is syncing, or the store cannot be written; what was published stays.
    """
    started = time.monotonic()
    # The lock first: a source is not read for a sync that would be refused at its end.
    with store.update() as update:
        held = None if options.accept_removals else _clock_held(store, update, config=config, now=clock())
        if held is not None:
            return _held_before_reading(store, update, held, now=clock(), dry_run=options.dry_run)
        with source.snapshot() as snapshot, Waiting() as waiting:
            run = _Run(
                update=update,
                snapshot=snapshot,
                config=config,
                waiting=waiting,
                options=options,
                now=clock(),
                store=store,
            )
            intake, is_full = run.read()
            # Before the commit: leaving with an error keeps what was published.
            intake.abort_if_converter_broken()
            run.stop_if_withdrawn()
            if options.dry_run:
                return _foreseen(store, update, intake, run.held, full=is_full)
            state = SyncState(
                fingerprint=snapshot.fingerprint,
                digest=run.digest,
                next_change=_earlier(source.next_change_at(), run.held),
                held=run.held,
                unmatched=run.unmatched(full=is_full),
            )
            commit = update.commit(clock(), state)
            # Behind the commit: what was noted of a sync that failed would be of entries that nobody has.
            run.gate.keep(full=is_full)
    return _summary(store, run, intake, commit, full=is_full, seconds=time.monotonic() - started)


def is_current(source: Source, store: Store, *, config: Config, clock: Clock, withdrawn: Withdrawn = NOTHING) -> bool:
    """Cheap: whether a sync would find nothing to do. Raises SourceUnavailable, StoreUnavailable."""
    state = store.state()
    # By its first half: the second depends on the categories, and only a sync reads them.
    if state is None or not state.digest.startswith(_settings(config)):
        return False
    # What pages showed since.
    if is_check_on(config) and store.confirmations.unapplied():
        return False
    # A withdrawal that was cut off before its commit, or taken back, is done by the next sync.
    if state.digest.split()[2:] != withdrawn.digest().split():
        return False
    # What is due changes the site without any row of the source being written.
    if state.next_change is not None and state.next_change <= clock():
        return False
    # A publication whose date lies beyond now is put right.
    if (state.held is None or state.held.reason != "clock") and is_behind(clock(), _last_published(store)):
        return False
    return source.fingerprint() == state.fingerprint


def _refuse_unusable(home: str) -> None:
    """See that the site's address can be signed: else nothing that is published now could be served later."""
    try:
        origin_of(home or "https://localhost")
    except MalformedInput as error:
        raise MalformedInput(f"the site's home cannot be signed: {error}", hint="set [site] base_url") from None


def _settings(config: Config) -> str:
    """Digest of the owner's settings that decide what is published, in one word; needs no source."""
    return f"{settings_digest(config.content)}.{'check' if is_check_on(config) else 'plain'}"


def _of_ours(digest: str) -> str:
    """A digest without the source's part: what changed there, its fingerprint finds."""
    settings, _, rest = digest.partition(" ")
    return f"{settings} {rest.partition('.')[2]}"


def _last_published(store: Store) -> datetime | None:
    return next((past.published_at for past in store.publications(limit=1)), None)


def _clock_held(store: Store, update: Update, *, config: Config, now: datetime) -> Held | None:
    """What to hold because the clock stands before the last publication; None where it may be read."""
    last, state = _last_published(store), update.state
    if state is None or last is None or not is_behind(now, last):
        return None
    with store.site() as site:
        newest = site.last_modified if site.count() else now
    return hold_clock(now, state.held, hold=_hold(config), newest=newest, last=last)


def _held_before_reading(store: Store, update: Update, held: Held, *, now: datetime, dry_run: bool) -> SyncSummary:
    """Nothing was read: that it was held is all that is written."""
    state = update.state
    assert state is not None, "without an earlier sync there is no earlier publication"
    last = store.publications(limit=1)[0]
    if not dry_run:
        update.commit(
            max(now, last.published_at),
            replace(state, next_change=held.again, held=held),
        )
    return SyncSummary(before=last.sequence, sequence=last.sequence, size=last.size, held=held, dry_run=dry_run)


def _hold(config: Config) -> timedelta:
    return timedelta(minutes=config.source.hold_minutes)


def _earlier(due: datetime | None, held: Held | None) -> datetime | None:
    """When to look again at the latest: what is held is looked at once more though nothing changes."""
    return min((moment for moment in (due, held and held.again) if moment), default=None)


@dataclass(slots=True, kw_only=True)
class _Run:
    """One pass from snapshot to update."""

    update: Update
    snapshot: Snapshot
    config: Config
    waiting: Waiting
    options: SyncOptions
    store: Store
    now: datetime
    digest: str = ""
    held: Held | None = None
    gate: Gate = field(init=False)
    _mark: int = 0
    _facts: SiteFacts = field(init=False)
    _terms: list[Term] = field(init=False)
    _authors: list[Author] = field(init=False)
    _unmatched: Unmatched = field(init=False)

    def read(self) -> tuple[Intake, bool]:
        """Take in all that differs; whether everything was read."""
        # 0. What was withdrawn before we look: an error here publishes nothing.
        self._mark = self.options.withdrawn.mark()
        withdrawn = read_withdrawn(self.options.withdrawn)
        # 1. What entries refer to, in full each time: facts, terms, authors. Taken over only when the look is believed.
        self._facts = self.snapshot.site_facts()
        _refuse_unusable(self.config.site.base_url or self._facts.url)
        self._terms = list(self.snapshot.terms())
        self._authors = list(self.snapshot.authors())
        # 2. The owner's rules against these categories; their digest tells whether what was decided before still holds.
        rules = Rules.of(self.config.content, self._facts, self._terms, withdrawn=withdrawn)
        plan = CheckPlan.of(self.config, self._facts)
        ask = self.options.robots
        # A source that reads the site over HTTP keeps to its robots.txt itself.
        robots = partial(ask, plan) if ask and not plan.samples else None
        self.gate = Gate(plan=plan, store=self.store, takes_added=rules.are_none, robots=robots, withdrawn=withdrawn)
        self._unmatched = rules.unmatched
        # In the words that `is_current` and `visibility_digest` take apart: settings, the source's own, rules.
        self.digest = f"{_settings(self.config)} {self._facts.visibility_digest or '-'}.{rules.digest()}"
        if not rules.are_none and isinstance(self.snapshot, Excluding):
            self.snapshot.exclude(rules)
        state = self.update.state
        intake = Intake(self.update, rules, waiting=self.waiting, now=self.now, gate=self.gate, progress=self._progress)
        intake.tally.detailed = self.options.dry_run
        # 3. The entries: all, or those that changed.
        if self.options.full or state is None or _of_ours(state.digest) != _of_ours(self.digest):
            self._read_everything(intake, state)
            return intake, True
        self._read_changes(intake, state)
        return intake, False

    def unmatched(self, *, full: bool) -> tuple[str, ...]:
        """The rules of the owner that exclude nothing, as far as everything that is there was seen."""
        state = self.update.state
        return self._unmatched.texts(None if full or state is None else state.unmatched)

    def stop_if_withdrawn(self) -> None:
        """End the sync where the owner withdraws something: it must be gone at once, and we hold the lock."""
        if self.options.withdrawn.mark() != self._mark:
            raise StoreUnavailable("entries are being withdrawn: this sync ends without a change", hint=_AGAIN)

    def _progress(self, read: int) -> None:
        self.stop_if_withdrawn()
        if self.options.progress:
            self.options.progress(read)

    def _read_everything(self, intake: Intake, state: SyncState | None) -> None:
        # 1. Everything in any order; entries with a parent wait. 2. What was not handed in is gone, if that can be.
        # 3. Those that wait, now that all parents are decided, 4. and the dependents of what is gone. 5. Of two entries
        # at one path one stays.
        published = self.update.size()
        self.update.begin_full()
        for change in self.snapshot.changes(None, NOTHING_KNOWN):
            intake.apply_change(change)
        verdict = self._judged(intake, state, published, intake.unreported(self.update.unseen()))
        self.update.retain(verdict.held.since if verdict.held else ())
        intake.publish_deferred()
        intake.tally.left(self.update.unseen())
        self.update.end_full()
        intake.withhold_descendants()
        intake.withhold_duplicate_paths()

    def _read_changes(self, intake: Intake, state: SyncState) -> None:
        # 1. What changed, and what may be decided otherwise though it did not: a failed conversion, a path that was
        # taken, what its page showed. What is held is wanted again as well: what the source does not give then is
        # missing still.
        published = self.update.size()
        held = self.update.published(state.held.since if state.held else ())
        reasons = (_DOUBLE_PATH, FAILED, QUOTES)
        again = self.gate.undecided().union(*(self.update.withheld_ids(reason) for reason in reasons))
        intake.missing |= held
        self._apply(intake, state.fingerprint, self.update.known(without=again | held.keys()))
        missing = {entry_id: standing.type for entry_id, standing in intake.missing.items()}
        verdict = self._judged(intake, state, published, missing)
        intake.remove(verdict.gone)
        self._decide(intake)
        # 2. Entries whose parent is published now did not change themselves, so they are asked for; each may release
        # others. `asked` ends it where an entry is withheld again.
        asked: set[int] = set()
        while released := frozenset(self.update.released(BY_PARENT)) - asked:
            asked |= released
            self._apply(intake, self.snapshot.fingerprint, self.update.known(without=released, now=True))
            self._decide(intake)
        # 3. Last, when all paths are known.
        intake.withhold_duplicate_paths()

    def _apply(self, intake: Intake, since: str, known: KnownRevisions) -> None:
        for change in self.snapshot.changes(since, known):
            intake.apply_change(change)

    def _decide(self, intake: Intake) -> None:
        intake.publish_deferred()
        intake.withhold_descendants()

    def _judged(self, intake: Intake, state: SyncState | None, published: int, missing: dict[int, str]) -> Verdict:
        """What is gone of that which the source did not report; then what the look says of the rest is taken over."""
        witness = self.snapshot if isinstance(self.snapshot, Witness) else None
        # What the source has and leaves out is hidden, not missing: it goes at once, however many they are.
        hidden = frozenset(id_ for id_, kind in missing.items() if witness and witness.hides(id_, kind))
        look = Look(
            now=self.now,
            published=published,
            missing={id_: kind for id_, kind in missing.items() if id_ not in hidden},
            contradictions=tuple(witness.contradictions) if witness else (),
            hold=_hold(self.config),
            accepts=self.options.accept_removals or state is None,
        )
        verdict = judge(look, state.held if state else None, witness.trace if witness else lambda *_: "absent")
        self.held = verdict.held
        intake.settle(verdict.held.since if verdict.held else ())
        # A site that says nothing of itself (closed as a whole) keeps the name that it had.
        says_nothing = not (self._facts.name or self._facts.types)
        if state is None or not (verdict.doubts_all or says_nothing):
            self.update.keep_facts(self._facts, base_url=self.config.site.base_url)
            self.update.keep_terms(self._terms)
            self.update.keep_authors(self._authors)
        return Verdict(gone=verdict.gone | hidden, held=verdict.held)


def _foreseen(store: Store, update: Update, intake: Intake, held: Held | None, *, full: bool) -> SyncSummary:
    """What the sync would do: counts and paths; the update is left without a commit."""
    tally, last = intake.tally, next(iter(store.publications(limit=1)), None)
    return SyncSummary(
        read=tally.read,
        added=len(tally.added_paths),
        changed=len(tally.changed_paths),
        removed=tally.removed,
        before=last.sequence if last else 0,
        sequence=last.sequence if last else 0,
        size=update.size(),
        full=full,
        held=held,
        dry_run=True,
        differences=Differences(
            added=tuple(sorted(tally.added_paths.values())),
            changed=tuple(sorted(tally.changed_paths.values())),
            removed=_paths(store, tally.withdrawn_ids),
            held=_paths(store, held.since if held else ()),
        ),
    )


def _paths(store: Store, ids: Collection[int] | Iterable[int]) -> tuple[str, ...]:
    """Where published entries are, as it was before."""
    wanted = sorted(ids)
    if not wanted:
        return ()
    with store.site() as site:
        found = (site.by_id(entry_id) for entry_id in wanted)
        return tuple(sorted(entry.path for entry in found if entry is not None))


def _summary(store: Store, run: "_Run", intake: Intake, commit: Commit, *, full: bool, seconds: float) -> SyncSummary:
    tally = intake.tally
    with store.site() as site:
        left_out, losses = tuple(site.omissions()), tuple(site.loss_totals())
        notes = (*visibility_notes(site.facts, run.config.content), *unmatched_notes(store, site))
    return SyncSummary(
        read=tally.read,
        added=tally.added,
        changed=tally.changed,
        removed=tally.removed,
        left_out=left_out,
        notes=notes,
        losses=losses,
        before=commit.before,
        sequence=commit.publication.sequence,
        size=commit.publication.size,
        seconds=seconds,
        full=full,
        held=state.held if (state := store.state()) else None,
    )
