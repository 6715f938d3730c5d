"""A site that remembers what was asked of it, so that a rendering can say what it depends on, and counts what it costs.

Whatever makes an entry larger than its own text comes through here, so here is where loops of references are counted.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from rootzpub.site import Author, Budget, Term
from rootzpub.wordpress.rendering.context import (
    Archive,
    Attachment,
    DataTable,
    Link,
    Period,
    PostQuery,
    RawEntry,
    RenderSettings,
    RenderSite,
)

Answer = TypeVar("Answer")

LOOK_UP = 16_384
"""Units of work of one question by id, the first time."""
PICTURE = 4_096
"""The same for media: a gallery may name thousands."""
SCAN = 65_536
"""Units of one question that the database answers by looking through a table."""
_ITEM = 512


class RecordedSite:
    """A `RenderSite` that passes every question on; the names in `uses` are those of `Rendered.uses`.

    Each question raises TooCostly where the entry's budget does not pay for it or for its answer.
    """

    def __init__(self, site: RenderSite, budget: Budget) -> None:
        self._site = site
        self._budget = budget
        self._answers: dict[str, object] = {}
        self.uses: set[str] = set()

    @property
    def settings(self) -> RenderSettings:
        """The site's options."""
        self.uses.add("settings")
        return self._site.settings

    @property
    def inactive_builders(self) -> frozenset[str]:
        """The page builders that are known to be off."""
        self.uses.add("builders")
        return self._site.settings.inactive_builders

    def attachment(self, attachment_id: int) -> Attachment | None:
        """One media item."""
        self.uses.add(f"attachment:{attachment_id}")
        return self._once(f"attachment {attachment_id}", PICTURE, lambda: self._site.attachment(attachment_id))

    def attachments_of(self, parent_id: int) -> Sequence[Attachment]:
        """The media attached to an entry."""
        self.uses.add(f"attachments-of:{parent_id}")
        return self._once(f"attachments_of {parent_id}", LOOK_UP, lambda: self._site.attachments_of(parent_id))

    def post(self, post_id: int) -> RawEntry | None:
        """One published entry."""
        self.uses.add(f"post:{post_id}")
        return self._once(f"post {post_id}", LOOK_UP, lambda: self._site.post(post_id))

    def posts(self, query: PostQuery) -> Sequence[RawEntry]:
        """The published entries a query selects."""
        # Not the entries found: nobody can name those that a later change would put into the list.
        self.uses.add("posts")
        return self._once(f"posts {query}", SCAN, lambda: self._site.posts(query))

    def count(self, query: PostQuery) -> int:
        """How many a query selects."""
        self.uses.add("posts")
        return self._once(f"count {query}", SCAN, lambda: self._site.count(query))

    def neighbour(self, entry: RawEntry, *, newer: bool) -> RawEntry | None:
        """The entry before or after this one."""
        self.uses.add("posts")
        return self._once(f"neighbour {entry.id} {newer}", SCAN, lambda: self._site.neighbour(entry, newer=newer))

    def archives(self, period: Period, post_type: str) -> Sequence[Archive]:
        """The spans of time that hold posts."""
        self.uses.add("archives")
        return self._once(f"archives {period} {post_type}", SCAN, lambda: self._site.archives(period, post_type))

    def terms(self, taxonomy: str, *, used: bool = False) -> Sequence[Term]:
        """The terms of a taxonomy."""
        self.uses.add(f"terms:{taxonomy}")
        return self._once(f"terms {taxonomy} {used}", SCAN, lambda: self._site.terms(taxonomy, used=used))

    def most_used_terms(self, taxonomy: str, limit: int) -> Sequence[Term]:
        """The terms with the most entries."""
        self.uses.add(f"terms:{taxonomy}")
        return self._once(
            f"most_used_terms {taxonomy} {limit}", SCAN, lambda: self._site.most_used_terms(taxonomy, limit)
        )

    def post_terms(self, post_id: int, taxonomy: str) -> Sequence[Term]:
        """The terms of one entry."""
        self.uses.add(f"post-terms:{post_id}")
        return self._once(f"post_terms {post_id} {taxonomy}", LOOK_UP, lambda: self._site.post_terms(post_id, taxonomy))

    def author(self, author_id: int) -> Author | None:
        """Someone who published."""
        self.uses.add(f"author:{author_id}")
        return self._once(f"author {author_id}", LOOK_UP, lambda: self._site.author(author_id))

    def reusable_block(self, block_id: int) -> str | None:
        """The markup of a synced pattern."""
        self.uses.add(f"block:{block_id}")
        return self._once(f"reusable_block {block_id}", LOOK_UP, lambda: self._site.reusable_block(block_id))

    def library_entry(self, entry_id: int) -> RawEntry | None:
        """An entry of a page builder's library."""
        self.uses.add(f"block:{entry_id}")
        return self._once(f"library_entry {entry_id}", LOOK_UP, lambda: self._site.library_entry(entry_id))

    def stored_tree(self, entry_id: int, key: str) -> str:
        """The words of an entry that its page builder keeps apart; a change of the entry itself shows them."""
        return self._once(f"stored_tree {entry_id} {key}", LOOK_UP, lambda: self._site.stored_tree(entry_id, key))

    def pattern(self, slug: str) -> str | None:
        """The markup of a registered pattern."""
        self.uses.add(f"pattern:{slug}")
        return self._once(f"pattern {slug}", LOOK_UP, lambda: self._site.pattern(slug))

    def navigation(self, navigation_id: int) -> str | None:
        """The markup of a navigation."""
        self.uses.add(f"navigation:{navigation_id}")
        return self._once(f"navigation {navigation_id}", LOOK_UP, lambda: self._site.navigation(navigation_id))

    def menu(self, location_or_id: str) -> Sequence[Link]:
        """A classic menu."""
        self.uses.add(f"menu:{location_or_id}")
        return self._once(f"menu {location_or_id}", LOOK_UP, lambda: self._site.menu(location_or_id))

    def table(self, table_id: str) -> DataTable | None:
        """A table of a plugin."""
        self.uses.add(f"table:{table_id}")
        return self._once(f"table {table_id}", LOOK_UP, lambda: self._site.table(table_id))

    def _once(self, question: str, cost: int, ask: Callable[[], Answer]) -> Answer:
        """The answer, asked for once and counted, by what there is to print of it, each time."""
        if question not in self._answers:
            self._budget.spend(cost)
            self._answers[question] = ask()
        answer = cast("Answer", self._answers[question])
        self._budget.spend(_size(answer))
        return answer


def _size(answer: object) -> int:
    """About how many characters an answer prints."""
    match answer:
        case None | int():
            size = 0
        case str():
            size = len(answer)
        case RawEntry():
            size = _ITEM + len(answer.content) + len(answer.excerpt) + len(answer.title)
        case Attachment():
            size = _ITEM + len(answer.caption) + len(answer.title) + len(answer.alt)
        case Link():
            size = _size((answer.label, *answer.children))
        case DataTable():
            size = _size(answer.rows)
        case Sequence():
            size = sum(map(_size, answer))
        case _:
            size = _ITEM
    return size
