"""What one look at an entry's address gave, and what was looked for: the values that a verdict is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from rootzpub.pages.address import same_address
from rootzpub.pages.fragment import Fragment, read_fragment
from rootzpub.pages.page import Page

BOT_WALL = "bot-wall"
OWN_ANSWER = "own-answer"
SHARED_PAGE = "shared-page"
"""Reasons why it could not be looked, which a caller finds and not the page."""
ROBOTS = "robots-disallow"
"""robots.txt leaves the address to nobody, or not to us: the reason of an entry that is left out for it."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An entry as it is looked for."""

    id: int
    url: str
    html: str
    """What we would publish."""
    file_url: str = ""
    """Of an attachment: where its file is."""
    canonical: str = ""
    """Another address that the owner declared canonical, and that is published as such."""
    by_plugins: bool = False
    """Whether only plugins print its words, so that WordPress's rendering goes before ours."""
    by_wordpress: bool = False
    """Whether `html` is WordPress's rendering already, so that it holds what plugins add."""
    rendered: str | None = None
    """`content.rendered` of the REST API, asked anonymously; None while it was not asked for."""

    @cached_property
    def fragment(self) -> Fragment:
        """The blocks of ours."""
        return read_fragment(self.html)

    @property
    def adds_nothing(self) -> bool:
        """Whether WordPress's rendering is missing, or is ours but for line feeds: then no plugin adds words."""
        return not self.rendered or self.rendered.replace("\n", "") == self.html.replace("\n", "")

    def with_rendered(self, rendered: str) -> "Subject":
        """The same with WordPress's rendering; what was read of ours is kept."""
        found = replace(self, rendered=rendered)
        found.__dict__["fragment"] = self.fragment
        return found


@dataclass(frozen=True, kw_only=True)
class Look:
    """One answer to a visitor's request, redirects followed."""

    asked: str
    url: str
    """Where the answer is from."""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    pages: tuple[Page, ...] = ()
    """The page, and those behind it that `<!--nextpage-->` makes; empty where the answer is no HTML."""
    failure: str = ""
    """Why there is no answer (timeout, unreachable, too-large, redirects, robots-disallow, …); else empty."""
    wall: str = ""
    """What answers in the site's place, by name; of a page that names no entry: what may."""

    @property
    def page(self) -> Page | None:
        """The first page."""
        return self.pages[0] if self.pages else None

    @property
    def redirected(self) -> bool:
        """Whether the answer is from another address; scheme, `www.` and the closing slash make none."""
        return not same_address(self.asked, self.url)
