"""A site that remembers what was asked of it, so that a rendering can say what it depends on."""

from collections.abc import Sequence

from rootzpub.site import Author, Term
from rootzpub.wordpress.rendering.context import (
    Archive,
    Attachment,
    Link,
    Period,
    PostQuery,
    RawEntry,
    RenderSettings,
    RenderSite,
)


class RecordedSite:
    """A `RenderSite` that passes every question on; the names in `uses` are those of `Rendered.uses`."""

    def __init__(self, site: RenderSite) -> None:
        self._site = site
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
        return self._site.attachment(attachment_id)

    def attachments_of(self, parent_id: int) -> Sequence[Attachment]:
        """The media attached to an entry."""
        self.uses.add(f"attachments-of:{parent_id}")
        return self._site.attachments_of(parent_id)

    def post(self, post_id: int) -> RawEntry | None:
        """One published entry."""
        self.uses.add(f"post:{post_id}")
        return self._site.post(post_id)

    def posts(self, query: PostQuery) -> Sequence[RawEntry]:
        """The published entries a query selects."""
        # Not the entries found: nobody can name those that a later change would put into the list.
        self.uses.add("posts")
        return self._site.posts(query)

    def count(self, query: PostQuery) -> int:
        """How many a query selects."""
        self.uses.add("posts")
        return self._site.count(query)

    def neighbour(self, entry: RawEntry, *, newer: bool) -> RawEntry | None:
        """The entry before or after this one."""
        self.uses.add("posts")
        return self._site.neighbour(entry, newer=newer)

    def archives(self, period: Period, post_type: str) -> Sequence[Archive]:
        """The spans of time that hold posts."""
        self.uses.add("archives")
        return self._site.archives(period, post_type)

    def terms(self, taxonomy: str, *, used: bool = False) -> Sequence[Term]:
        """The terms of a taxonomy."""
        self.uses.add(f"terms:{taxonomy}")
        return self._site.terms(taxonomy, used=used)

    def most_used_terms(self, taxonomy: str, limit: int) -> Sequence[Term]:
        """The terms with the most entries."""
        self.uses.add(f"terms:{taxonomy}")
        return self._site.most_used_terms(taxonomy, limit)

    def post_terms(self, post_id: int, taxonomy: str) -> Sequence[Term]:
        """The terms of one entry."""
        self.uses.add(f"post-terms:{post_id}")
        return self._site.post_terms(post_id, taxonomy)

    def author(self, author_id: int) -> Author | None:
        """Someone who published."""
        self.uses.add(f"author:{author_id}")
        return self._site.author(author_id)

    def reusable_block(self, block_id: int) -> str | None:
        """The markup of a synced pattern."""
        self.uses.add(f"block:{block_id}")
        return self._site.reusable_block(block_id)

    def library_entry(self, entry_id: int) -> RawEntry | None:
        """An entry of a page builder's library."""
        self.uses.add(f"block:{entry_id}")
        return self._site.library_entry(entry_id)

    def stored_tree(self, entry_id: int, key: str) -> str:
        """The words of an entry that its page builder keeps apart; a change of the entry itself shows them."""
        return self._site.stored_tree(entry_id, key)

    def pattern(self, slug: str) -> str | None:
        """The markup of a registered pattern."""
        self.uses.add(f"pattern:{slug}")
        return self._site.pattern(slug)

    def navigation(self, navigation_id: int) -> str | None:
        """The markup of a navigation."""
        self.uses.add(f"navigation:{navigation_id}")
        return self._site.navigation(navigation_id)

    def menu(self, location_or_id: str) -> Sequence[Link]:
        """A classic menu."""
        self.uses.add(f"menu:{location_or_id}")
        return self._site.menu(location_or_id)
