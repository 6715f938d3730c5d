"""A site whose robots.txt leaves nothing of it to us: everything is hidden, and nothing is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from rootzpub.site import Author, Change, Hidden, KnownRevisions, SiteFacts, Term
from rootzpub.sources.source import Trace

REASON = "robots-disallow"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedByRobots:
    """One look at such a site."""

    fingerprint: str
    home: str
    contradictions: tuple[str, ...] = ()

    def site_facts(self) -> SiteFacts:
        """The address, which was known before."""
        return SiteFacts(name="", url=self.home)

    def terms(self) -> Iterator[Term]:
        """None."""
        return iter(())

    def authors(self) -> Iterator[Author]:
        """None."""
        return iter(())

    def changes(self, since: str | None, known: KnownRevisions) -> Iterator[Change]:
        """What is known is hidden."""
        del since
        return (Hidden(id=entry_id, reason=REASON) for entry_id in tuple(known))

    def hides(self, entry_id: int, entry_type: str) -> bool:
        """Whatever was published."""
        del entry_id, entry_type
        return True

    def trace(self, entry_id: int, entry_type: str) -> Trace:
        """Nothing is asked."""
        del entry_id, entry_type
        return "unknown"
