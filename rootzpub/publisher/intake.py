"""Changes of a source, one after the other, into an update of the store: who may be seen, converted, stored.

Invariants: an entry that depends on a parent (a page below a page, an attachment) waits until everything was reported,
for its parent may be hidden later in the same sync; so no word of a hidden entry reaches a named file. What waits is in
memory, and beyond some megabytes in an anonymous temporary file.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from logging import DEBUG, ERROR
from typing import IO, Self

from rootzpub.documents.excerpts import opening, shorten
from rootzpub.errors import MalformedInput
from rootzpub.logs import package_logger
from rootzpub.markdown import convert
from rootzpub.publisher.confirming.gate import UNCONFIRMED, Gate
from rootzpub.publisher.plausibility import dependents
from rootzpub.publisher.rules import Rules
from rootzpub.publisher.summary import Tally
from rootzpub.site import ATTACHMENT, Article, Change, Entry, Gone, Hidden, TooCostly
from rootzpub.store import Converted, Standing, Update, Withheld
from rootzpub.wordpress.visibility import closes_below

_IN_MEMORY = 16 * 1024 * 1024
"""Bytes of waiting entries before they go to a temporary file."""
_EXCERPT = 300
_CLOCK_AHEAD = timedelta(hours=1)
BY_PARENT = ("ancestor-hidden", "parent-hidden")
"""Reasons that pass when the parent is published."""
FAILED = "conversion-failed"
"""Reason that passes when the converter can do it: such entries are tried again with every sync."""
TOO_COSTLY = "too-costly"
"""Reason that passes when the entry, or what it shows, is changed: each try costs all that one entry may cost."""
# Entries between two reports.
_PROGRESS_STEP = 25
# [markdown §1.7] has both bounds: ten, and half of what was converted.
_FEW_FAILURES = 10
"""So many entries may fail whatever their share is."""
_logger = package_logger(__name__)


class Intake:
    """Applies changes to an update, then decides about the entries that had to wait."""

    def __init__(
        self,
        update: Update,
        rules: Rules,
        *,
        waiting: "Waiting",
        now: datetime,
        gate: Gate | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """`waiting` is where entries wait for their parents: empty, and closed by whoever opened it.

        `gate` is what visitors see; None where it is not asked.
        """
        self._gate = gate
        self.missing: dict[int, Standing] = {}
        """Published entries that the source no longer has, as it says, or of which it has said nothing yet."""
        self._by_parent: dict[int, Hidden] = {}
        """Published entries that the source hides for their parent's sake: they follow it if it is held."""
        self._held: frozenset[int] | None = None
        """What stays though it is missing; None before that is decided."""
        self._now = now
        self.tally = Tally()
        self._update = update
        self._rules = rules
        self._progress = progress
        self._waiting = waiting
        self._failed_before = frozenset(update.withheld_ids(FAILED))

    def apply_change(self, change: Change) -> None:
        """One change."""
        self.tally.read += 1
        if self._progress and self.tally.read % _PROGRESS_STEP == 0:
            self._progress(self.tally.read)
        # A source may report an entry twice in one pass, because the site changed meanwhile: the last word counts.
        self._waiting.discard(change.id)
        if self._gate and not isinstance(change, Entry):
            self._gate.drop(change.id)
        if isinstance(change, Gone):
            self._miss(change.id)
            return
        self.missing.pop(change.id, None)
        self._by_parent.pop(change.id, None)
        if not isinstance(change, Hidden):
            self._apply_entry(change)
        elif change.reason in BY_PARENT and self._held is None and self._update.published((change.id,)):
            self._by_parent[change.id] = change
        else:
            self._hide(change)

    def unreported(self, unseen: Mapping[int, str]) -> dict[int, str]:
        """Of entries that were not handed in (type by id) those of which the source said nothing at all."""
        said = self._waiting.parents.keys() | self._by_parent.keys()
        return {entry_id: kind for entry_id, kind in unseen.items() if entry_id not in said}

    def settle(self, held: Iterable[int]) -> None:
        """Everything was reported, and these entries stay though they are missing; so do their dependents."""
        self._held = frozenset(held)
        parents = {entry_id: found.parent_id for entry_id, found in self._update.published(self._by_parent).items()}
        kept = dependents(self._held, parents)
        self._update.retain(kept)
        for entry_id, hidden in self._by_parent.items():
            if entry_id not in kept:
                self._hide(hidden)
        self._by_parent = {}

    def remove(self, gone: Iterable[int]) -> None:
        """These are gone, as was decided."""
        for entry_id in gone:
            self._gone_from_view(entry_id, was_published=self._update.remove(entry_id))

    def _miss(self, entry_id: int) -> None:
        """The source no longer has an entry."""
        found = self._update.published((entry_id,))
        if self._held is None and found:
            self.missing |= found
        elif not found or entry_id not in (self._held or ()):
            self.remove((entry_id,))

    def _hide(self, hidden: Hidden) -> None:
        self._gone_from_view(hidden.id, was_published=self._update.hide(hidden))

    def _apply_entry(self, entry: Entry) -> None:
        self._rules.unmatched.see(entry.type, entry.path)
        reason = self._rules.reason_against(entry)
        # The owner's rules come before the parent: what they exclude is never converted and waits for nobody.
        if self._gate and self._gate.plan.on and reason == UNCONFIRMED:
            # An access plugin whose rules are not read: its page says it, where pages are looked at.
            reason = ""
        if entry.too_costly and not reason:
            _say_costly(entry)
            reason = TOO_COSTLY
        if reason:
            if self._gate:
                self._gate.drop(entry.id)
            self._withhold(entry, reason)
            return
        if entry.facts and not self._rules.content.facts:
            entry = replace(entry, facts={})
        # Then what visitors see: an entry that they do not see waits for nobody either.
        if self._rules.content.publish_despite_access_plugins and not self._rules.unread:
            # The owner says that these plugins close nothing.
            entry = replace(entry, marks=entry.marks - {"access"})
        decided = self._gate.decide(entry) if self._gate else entry
        if isinstance(decided, str):
            self._withhold(entry, decided)
        else:
            self._accept(decided)

    def _accept(self, entry: Entry) -> None:
        # Below an entry that is not public: what its own page showed has decided.
        if entry.parent_id and self._rules.depends_on_parent(entry.type) and "ancestor" not in entry.marks:
            self._waiting.add(entry)
        else:
            self._put(entry)

    def publish_deferred(self) -> None:
        """Everything was reported: decide about the entries that waited for their parents."""
        # Only now: a parent that was visible when its child was reported may have been hidden later in the same sync,
        # and no word of a hidden entry may reach a named file, not even one that is wiped again (docs/decisions/0007).
        relatives = _Relatives(self._waiting.parents, self._update)
        for entry in self._waiting.entries():
            if relatives.let_pass(entry):
                self._put(entry)
            else:
                self._withhold(entry, parent_reason(entry.type))
        self._waiting.clear()

    def withhold_descendants(self) -> None:
        """Withhold the dependents of entries that were withdrawn, and the dependents of those."""
        # A worklist, not recursion: each child that is withheld joins it, however deep a tree of pages is.
        while self.tally.withdrawn:
            parent = self.tally.withdrawn.pop()
            if self._update.is_published(parent):
                continue
            left_out = self._update.left_out(parent)
            closes = left_out is None or closes_below(left_out[0])
            for entry_id, entry_type, revision in self._update.children(parent):
                if entry_type == ATTACHMENT or (closes and self._rules.depends_on_parent(entry_type)):
                    reason = parent_reason(entry_type)
                    withheld = Withheld(id=entry_id, revision=revision, parent_id=parent, reason=reason)
                    self._gone_from_view(entry_id, was_published=self._update.withhold(withheld))

    def withhold_duplicate_paths(self) -> None:
        """A path means one entry: withhold the others that claim it."""
        for withheld in tuple(self._update.double_paths(pages_first=self._rules.pages_first)):
            self._gone_from_view(withheld.id, was_published=self._update.withhold(withheld))

    def abort_if_converter_broken(self) -> None:
        """A converter that fails on half the site is broken itself: keep what was published.

        Raises:
            MalformedInput: so that the sync is not committed.
        """
        # One bad entry must not stop a site, a broken converter must not empty it. Entries that failed before do not
        # count: they were withheld by an earlier sync already (docs/decisions/0007).
        failed, converted = self.tally.failed, self.tally.converted
        if failed > _FEW_FAILURES and 2 * failed > converted:
            raise MalformedInput(
                f"the converter failed on {failed} of {converted} entries",
                hint="What was published stays. Try the other [content] converter, and report this.",
            )

    def _put(self, entry: Entry) -> None:
        has_failed = entry.id in self._failed_before
        # At level error once, for it is tried again with every sync.
        article = _converted(entry, self._rules.content.converter, level=DEBUG if has_failed else ERROR)
        self.tally.converted += 1
        if article == TOO_COSTLY:
            self._withhold(entry, TOO_COSTLY)
            return
        if isinstance(article, str):
            # A known failure does not count: tried again with every sync, such entries would outnumber the few of a
            # small one.
            self.tally.failed += not has_failed
            self._withhold(entry, FAILED)
            return
        # `same` is neither: an entry may come again because its revision is another.
        entry = dated(entry, self._now)
        kept = self._update.put(Converted(entry=entry, article=article, excerpt=excerpt_of(entry, article)))
        self.tally.took(entry, kept)

    def _withhold(self, entry: Entry, reason: str) -> None:
        withheld = Withheld(
            id=entry.id,
            revision=entry.revision,
            parent_id=entry.parent_id,
            reason=reason,
            cause=self._rules.cause_of(reason),
        )
        self._gone_from_view(entry.id, was_published=self._update.withhold(withheld))

    def _gone_from_view(self, entry_id: int, *, was_published: bool) -> None:
        if was_published:
            self.tally.left((entry_id,))
            self.tally.withdrawn.append(entry_id)


def dated(entry: Entry, now: datetime) -> Entry:
    """The entry with no date beyond now: that would be signed."""
    if entry.modified <= now:
        return entry
    # A clock of the site that is some minutes ahead: it was changed just now. A date far ahead says nothing; the one
    # of publication stays the same with every read.
    modified = now if entry.modified - now <= _CLOCK_AHEAD else min(entry.published, now)
    return replace(entry, modified=modified.replace(microsecond=0))


def parent_reason(entry_type: str) -> str:
    """Why an entry is out when its parent is."""
    return "parent-hidden" if entry_type == "attachment" else "ancestor-hidden"


def excerpt_of(entry: Entry, article: Article) -> str:
    """At most 300 characters in one line: the owner's words, else the meta description, else how the text begins."""
    # An attachment often has no text but these.
    caption = (entry.media.caption or entry.media.description or entry.media.alt) if entry.media else ""
    own = next((text for text in (entry.excerpt, entry.description, caption) if text.strip()), "")
    if own:
        return shorten(own, _EXCERPT)
    return opening(article.text, (section.title for section in article.sections), _EXCERPT)


def _converted(entry: Entry, converter: str, *, level: int) -> Article | str:
    """The converted content; why there is none when even the fallback fails: one bad entry must not stop a site.

    A failure is logged at `level`, by id and path: the entry is one that visitors see, its content stays out.
    """
    try:
        return convert(entry.html, base_url=entry.url, converter=converter)
    except (TooCostly, RecursionError, MemoryError):
        _say_costly(entry)
        return TOO_COSTLY
    except Exception:
        _logger.log(level, "entry %d (%s) cannot be converted", entry.id, entry.path, exc_info=True)
        return FAILED


def _say_costly(entry: Entry) -> None:
    _logger.warning("entry %d (%s) costs more than its size justifies and is left out", entry.id, entry.path)


class Waiting:
    """Entries that wait for their parents; many of them go to an anonymous temporary file.

    A context manager: at its end the file is closed, whatever happened to the sync.
    """

    def __init__(self) -> None:
        self.parents: dict[int, int] = {}
        """Ids of parents by the ids of the entries that wait."""
        self._written = 0
        self._last: dict[int, int] = {}
        """Which of the pickles is the last of each id."""

    def __enter__(self) -> Self:
        # Anonymous: unlinked as soon as it is open, so no word of an entry that turns out to be hidden stays on the
        # disk [visibility §2.3].
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, entry: Entry) -> None:
        """Keep an entry until `clear`."""
        self.parents[entry.id] = entry.parent_id
        self._last[entry.id] = self._written
        self._written += 1
        pickle.dump(entry, self._file)

    def discard(self, entry_id: int) -> None:
        """Something else was reported of an entry: it waits no more."""
        self.parents.pop(entry_id, None)

    def entries(self) -> Iterator[Entry]:
        """All that wait, in the order in which they were added; none may be added meanwhile."""
        self._file.seek(0)
        # Pickles follow each other without an end mark, and cannot be taken out of the middle: those that were
        # replaced or discarded are passed over.
        for number in range(self._written):
            entry: Entry = pickle.load(self._file)  # noqa: S301 - our own bytes, from a file nobody else can open
            if entry.id in self.parents and self._last[entry.id] == number:
                yield entry

    def clear(self) -> None:
        """Forget them."""
        self.parents, self._last, self._written = {}, {}, 0
        self._file.seek(0)
        self._file.truncate()


class _Relatives:
    """Whether what stands above an entry lets it be seen, where it may be one of those that still wait."""

    def __init__(self, waiting: dict[int, int], update: Update) -> None:
        self._waiting = waiting
        self._update = update
        self._known: dict[int, bool] = {}

    def let_pass(self, entry: Entry) -> bool:
        """A file is seen with its entry, a page unless something above it closes what is below."""
        if entry.type != ATTACHMENT:
            return self._is_open_below(entry.parent_id)
        if entry.parent_id in self._waiting:
            return self._is_open_below(self._waiting[entry.parent_id])
        return self._update.is_published(entry.parent_id)

    def _is_open_below(self, entry_id: int) -> bool:
        """Follow the parents up to one that is decided; a circle of parents is hidden."""
        chain: list[int] = []
        above: int | None = entry_id
        verdict = False
        while above is not None and above not in chain:
            known = self._known.get(above)
            decided = known if known is not None else self._decided(above)
            if isinstance(decided, bool):
                verdict = decided
                break
            chain.append(above)
            above = decided
        # A circle is hidden: nobody could reach it from a published page [visibility §2.1].
        # For the whole chain, so that deep trees are followed once and not for each child.
        self._known.update(dict.fromkeys((*chain, entry_id), verdict))
        return verdict

    def _decided(self, entry_id: int) -> bool | int:
        """Whether an entry lets be seen what is below it, or the parent that decides about it as well."""
        if entry_id in self._waiting:
            return self._waiting[entry_id]
        if self._update.is_published(entry_id):
            return True
        left_out = self._update.left_out(entry_id)
        # Of what nobody reported nothing is known but that it is not published.
        if left_out is None or closes_below(left_out[0]):
            return False
        return left_out[1] or True
