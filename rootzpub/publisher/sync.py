"""`sync`: one look at the source becomes one commit of the store.

Invariants: whatever fails on the way leaves what was published; nothing is converted that did not change; a change of
the owner's rules or of the converter reads everything anew.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rootzpub.clock import Clock
from rootzpub.config import Config
from rootzpub.errors import MalformedInput
from rootzpub.publisher.confirming.gate import Gate
from rootzpub.publisher.confirming.plan import CheckPlan, is_check_on
from rootzpub.publisher.intake import BY_PARENT, FAILED, Intake, Waiting
from rootzpub.publisher.rules import CategoryCollector, Rules, settings_digest
from rootzpub.publisher.summary import SyncSummary
from rootzpub.site import NOTHING_KNOWN, KnownRevisions
from rootzpub.sources import Snapshot, Source
from rootzpub.store import Commit, Store, SyncState, Update
from rootzpub.wire.blocks import origin_of

_DOUBLE_PATH = "double-path"


def sync(
    source: Source,
    store: Store,
    *,
    config: Config,
    clock: Clock,
    full: bool = False,
    progress: Callable[[int], None] | None = None,
) -> SyncSummary:
    """Read the source into the store and publish what differs; `progress` gets how many entries were read.

    With `full` everything is read and compared again, else only what changed since the last time.

    Raises:
        SourceUnavailable: the source cannot be reached or went away; what was published stays.
        MalformedInput: what the source holds cannot be read, or converted; what was published stays.
        StoreUnavailable: another process is syncing, or the store cannot be written; what was published stays.
    """
    started = time.monotonic()
    # The lock first: a source is not read for a sync that would be refused at its end.
    with store.update() as update, source.snapshot() as snapshot, Waiting() as waiting:
        run = _Run(update=update, snapshot=snapshot, config=config, waiting=waiting, store=store)
        intake, is_full = run.read(full=full, progress=progress)
        state = SyncState(fingerprint=snapshot.fingerprint, digest=run.digest, next_change=source.next_change_at())
        # Before the commit: leaving with an error keeps what was published.
        intake.abort_if_converter_broken()
        commit = update.commit(clock(), state)
        # Behind the commit: what was noted of a sync that failed would be of entries that nobody has.
        run.gate.keep(full=is_full)
    return _summary(store, intake, commit, full=is_full, seconds=time.monotonic() - started)


def is_current(source: Source, store: Store, *, config: Config, clock: Clock) -> bool:
    """Cheap: whether a sync would find nothing to do. Raises SourceUnavailable, StoreUnavailable."""
    state = store.state()
    # By its first half: the second depends on the categories, and only a sync reads them.
    if state is None or not state.digest.startswith(_settings(config)):
        return False
    # What pages showed since.
    if is_check_on(config) and store.confirmations.unapplied():
        return False
    # What is due changes the site without any row of the source being written.
    if state.next_change is not None and state.next_change <= clock():
        return False
    return source.fingerprint() == state.fingerprint


def _refuse_unusable(home: str) -> None:
    """See that the site's address can be signed: else nothing that is published now could be served later."""
    try:
        origin_of(home or "https://localhost")
    except MalformedInput as error:
        raise MalformedInput(f"the site's home cannot be signed: {error}", hint="set [site] base_url") from None


def _settings(config: Config) -> str:
    """Digest of the owner's settings that decide what is published; needs no source."""
    return f"{settings_digest(config.content)} {'check' if is_check_on(config) else 'plain'}"


@dataclass(slots=True, kw_only=True)
class _Run:
    """One pass from snapshot to update."""

    update: Update
    snapshot: Snapshot
    config: Config
    waiting: Waiting
    store: Store
    digest: str = ""
    gate: Gate = field(init=False)

    def read(self, *, full: bool, progress: Callable[[int], None] | None) -> tuple[Intake, bool]:
        """Take in all that differs; whether everything was read."""
        # 1. What entries refer to, in full each time: facts, terms, authors. The store writes what differs.
        facts = self.snapshot.site_facts()
        _refuse_unusable(self.config.site.base_url or facts.url)
        self.update.keep_facts(facts, base_url=self.config.site.base_url)
        collector = CategoryCollector()
        self.update.keep_terms(collector.passing(self.snapshot.terms()))
        self.update.keep_authors(self.snapshot.authors())
        # 2. The owner's rules against these categories; their digest tells whether what was decided before still holds.
        rules = Rules.of(self.config.content, facts, collector.categories)
        self.gate = Gate(plan=CheckPlan.of(self.config, facts), store=self.store)
        self.digest = f"{_settings(self.config)} {rules.digest()} {facts.visibility_digest}"
        state = self.update.state
        intake = Intake(self.update, rules, waiting=self.waiting, gate=self.gate, progress=progress)
        # 3. The entries: all, or those that changed.
        if full or state is None or state.digest != self.digest:
            self._read_everything(intake)
            return intake, True
        self._read_changes(intake, state)
        return intake, False

    def _read_everything(self, intake: Intake) -> None:
        # 1. Everything in any order; entries with a parent wait. 2. Those, now that all parents are decided. 3. What
        # was not handed in is gone, 4. with its dependents. 5. Of two entries at one path one stays.
        self.update.begin_full()
        for change in self.snapshot.changes(None, NOTHING_KNOWN):
            intake.apply_change(change)
        intake.publish_deferred()
        intake.tally.removed += self.update.end_full()
        intake.withhold_descendants()
        intake.withhold_duplicate_paths()

    def _read_changes(self, intake: Intake, state: SyncState) -> None:
        # 1. What changed, and what may be decided otherwise though it did not: a failed conversion, a path that was
        # taken, what its page showed.
        again = self.gate.undecided().union(*(self.update.withheld_ids(reason) for reason in (_DOUBLE_PATH, FAILED)))
        self._apply_changes(intake, state.fingerprint, self.update.known(without=again))
        # 2. Entries whose parent is published now did not change themselves, so they are asked for; each may release
        # others. `asked` ends it where an entry is withheld again.
        asked: set[int] = set()
        while released := frozenset(self.update.released(BY_PARENT)) - asked:
            asked |= released
            self._apply_changes(intake, self.snapshot.fingerprint, self.update.known(without=released, now=True))
        # 3. Last, when all paths are known.
        intake.withhold_duplicate_paths()

    def _apply_changes(self, intake: Intake, since: str, known: KnownRevisions) -> None:
        for change in self.snapshot.changes(since, known):
            intake.apply_change(change)
        intake.publish_deferred()
        intake.withhold_descendants()


def _summary(store: Store, intake: Intake, commit: Commit, *, full: bool, seconds: float) -> SyncSummary:
    tally = intake.tally
    with store.site() as site:
        left_out, losses = tuple(site.omissions()), tuple(site.loss_totals())
    return SyncSummary(
        read=tally.read,
        added=tally.added,
        changed=tally.changed,
        removed=tally.removed,
        left_out=left_out,
        losses=losses,
        before=commit.before,
        sequence=commit.publication.sequence,
        size=commit.publication.size,
        seconds=seconds,
        full=full,
    )
