"""robots.txt of a live site, and a site that leaves nothing of it to us: all is hidden, and nothing is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from rootzpub.errors import SourceUnavailable
from rootzpub.logs import package_logger
from rootzpub.pages.robots import ALLOW_ALL, PRODUCT_TOKEN, RobotsRules, read_robots
from rootzpub.site import Author, Change, Hidden, KnownRevisions, SiteFacts, Term
from rootzpub.sources.rest.client import Client
from rootzpub.sources.source import Trace

REASON = "robots-disallow"
_OK = 200
_MOST_ROBOTS = 4 << 20
_logger = package_logger(__name__)


def read_site_robots(client: Client, root: str) -> RobotsRules:
    """What the site at an API's root leaves to us; all, without a robots.txt. Raises SourceUnavailable."""
    parts = urlsplit(root)
    answer = client.get(f"{parts.scheme}://{parts.netloc}/robots.txt", accept="text/plain", largest=_MOST_ROBOTS)
    return read_robots(answer.body) if answer.status == _OK else ALLOW_ALL


def refuse_unless_closed(robots: RobotsRules, path: str) -> None:
    """For a site that forbids `path` of its API: raise SourceUnavailable, or say that it forbids everything."""
    if robots.allows("/"):
        raise SourceUnavailable(
            f"robots.txt forbids {path} to {PRODUCT_TOKEN}: nothing is read there",
            hint=f"add `User-agent: {PRODUCT_TOKEN}` with `Allow: /` to it, or use a database, dump or export",
        )
    _logger.warning(
        "robots.txt forbids the whole site to %s: everything is left out; `Allow: /` in a group of that name opens it",
        PRODUCT_TOKEN,
    )


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
