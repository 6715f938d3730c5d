"""One entry while it is rendered: the site it asks, the losses it meets, and the bounds it must keep.

Invariants: the bounds are counted, never timed: every machine that reads the same site leaves out the same entries.
"""

from collections.abc import Callable

from rootzpub.site import Budget, TooCostly
from rootzpub.wordpress.rendering.context import RawEntry, RenderSettings, RenderSite
from rootzpub.wordpress.rendering.locales import Locale, Quotes, locale_of
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.recorded import RecordedSite

MAX_HTML = 16 * 1024 * 1024
"""Code points that blocks may add to an entry beyond twice its stored text, by references and lists."""
MAX_WORK = 64 * 1024 * 1024
WORK_FOR_EACH = 64
"""Work for one entry beyond so much for each code point of its stored text: what it asks of the site and how often it
is shown. One unit is what a code point costs that is written."""
WORK_OF_A_BLOCK = 256
MAX_REFERENCES = 2_000
"""How many reusable blocks, patterns and embedded posts one entry may pull in."""
MAX_DEPTH = 12
"""How deep posts and reusable blocks may contain one another."""

SINCE_6_3 = 55853
SINCE_6_4 = 56657
SINCE_6_7 = 58975
"""The first `db_version` of these WordPress versions."""

KEPT = "rootzpub-kept"
"""The name of the shortcode that stands for finished HTML."""

RenderContent = Callable[["Page", str], str]
"""The whole pipeline, for what shows another post's content."""


class Page:
    """The state of rendering one entry; a page within it (a post in a list) shares all but the entry and the depth."""

    def __init__(
        self, entry: RawEntry, site: RenderSite, render_content: RenderContent, *, stored_size: int = 0
    ) -> None:
        self.entry = entry
        self.render_content = render_content
        self.log = LossLog()
        self.budget = Budget(WORK_FOR_EACH * stored_size + MAX_WORK)
        self.site = RecordedSite(site, self.budget)
        self.writing: RenderSettings = site.settings
        self.locale: Locale = locale_of(self.writing.locale)
        self.inside: frozenset[str] = frozenset({f"post:{entry.id}"})
        self.kept: list[str] = []
        """Finished HTML that waits for the end of the pipeline, where no filter touches it."""
        self.excerpts: dict[tuple[int, int, frozenset[str]], str] = {}
        """Automatic excerpts by entry, words, and what they stand in: a list may show one for each of its lines."""
        self._counters: dict[str, int] = {}
        self._growth = Budget(2 * stored_size + MAX_HTML)

    @property
    def settings(self) -> RenderSettings:
        """The site's options, remembered as asked for; `writing` are the same for what concerns every text alike."""
        return self.site.settings

    @property
    def math_is_block(self) -> bool:
        """Whether this WordPress makes paragraphs around formulas (before 6.7; unknown versions count as old)."""
        return self.writing.db_version < SINCE_6_7

    @property
    def quotes(self) -> Quotes:
        """The marks of the site's language."""
        return self.locale.quotes

    def within(self, entry: RawEntry, *, inside: frozenset[str]) -> "Page":
        """The page of another entry shown inside this one."""
        # Log, counters and recorded site are shared on purpose: bounds and losses are those of the whole entry.
        page = object.__new__(Page)
        page.__dict__ = {**self.__dict__, "entry": entry, "inside": inside}
        return page

    def keep(self, html: str) -> str:
        """A shortcode of our own that stands for finished HTML until shortcodes are replaced."""
        self.kept.append(html)
        return f"[{KEPT} {len(self.kept) - 1}/]"

    def next_number(self, kind: str) -> int:
        """1, 2, 3 … for each kind of numbered thing."""
        self._counters[kind] = self._counters.get(kind, 0) + 1
        return self._counters[kind]

    def may_add(self, html: str) -> bool:
        """True: the entry, with all that is shown inside it, may still grow by this. Raises TooCostly where not."""
        self._growth.spend(len(html))
        return True

    def may_enter(self, reference: str) -> bool:
        """Whether a reusable thing may be shown here: not inside itself, not too deep; else a loss.

        Raises:
            TooCostly: it was asked for too often.
        """
        if reference in self.inside or len(self.inside) > MAX_DEPTH:
            self.log.add("recursion", reference)
            return False
        if self.next_number("references") > MAX_REFERENCES:
            raise TooCostly
        return True
