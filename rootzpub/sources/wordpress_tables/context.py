"""Everything about a site that reading its entries needs, gathered once a snapshot."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from sqlalchemy import func, not_, select

from rootzpub.sources.source import OwnersRules
from rootzpub.sources.wordpress_tables.checksums import Selection
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.gating import SiteGates, site_gates
from rootzpub.sources.wordpress_tables.kept_back import KeptBack
from rootzpub.sources.wordpress_tables.language_settings import chosen_addresses, language_book, one_language
from rootzpub.sources.wordpress_tables.languages import LANGUAGE, LanguageBook
from rootzpub.sources.wordpress_tables.links import Links
from rootzpub.sources.wordpress_tables.listing import Listing, PartialListing, Rules, read_listing
from rootzpub.sources.wordpress_tables.media import Uploads, uploads_of
from rootzpub.sources.wordpress_tables.noindex import TypeRules, noindex_types
from rootzpub.sources.wordpress_tables.options import Options, read_options
from rootzpub.sources.wordpress_tables.terms import TermBook
from rootzpub.sources.wordpress_tables.values import as_number, as_text, is_exactly
from rootzpub.wordpress.dates import site_zone
from rootzpub.wordpress.gates import public_types_of
from rootzpub.wordpress.permalinks import Permalinks, Route
from rootzpub.wordpress.php_serialize import Value, php_array
from rootzpub.wordpress.products import CATEGORIES, PLUGIN, TAGS
from rootzpub.wordpress.rewrite_rules import BUILT_IN_ROUTES, Definitions, public_taxonomies, public_types
from rootzpub.wordpress.visibility import INTERNAL_TYPES
from rootzpub.wordpress.wording import Wording

_MOST_VALUES = 10_000
_PLUGINS_OF_LANGUAGES = {"polylang": "Polylang", "wpml": "WPML"}
_RANK_MATH = re.compile(r"pt_(.+)_title")
# These plugins put the category that the owner chose as main one into addresses, while they are active.
_PRIMARY = {"wordpress-seo": "_yoast_wpseo_primary_category", "seo-by-rank-math": "rank_math_primary_category"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is known before the database is asked."""

    blog: str = ""
    """Number of the site in a network, or empty."""
    home: str = ""
    """`WP_HOME`, which overrides the option."""
    content_url: str = ""
    """`WP_CONTENT_URL`."""
    site_url: str = ""
    """`WP_SITEURL`, which overrides the option."""
    uploads: str = ""
    """`UPLOADS`: another folder for uploads."""
    types: frozenset[str] = frozenset()
    """Custom types that the owner named as public (`?types=event`)."""
    show_protected_titles: bool = False
    overruled: frozenset[str] = frozenset()
    """Kinds of closed sites that the owner publishes all the same."""
    asks_pages: bool = False
    """Whether the publisher looks at pages."""


@dataclass(slots=True, kw_only=True)
class SiteContext:
    """One site at one moment."""

    reader: Reader
    options: Options
    permalinks: Permalinks
    timezone: str
    zone: tzinfo
    now: datetime
    uploads: Uploads
    wording: Wording
    terms: TermBook
    links: Links
    languages: LanguageBook
    show_protected_titles: bool
    gates: SiteGates
    asks_pages: bool = False
    """Whether the publisher looks at pages: what stands below an entry that is not public is handed over, marked."""
    unknown_types: tuple[str, ...] = ()
    """Types of the database that are not known to be public, internal ones aside."""
    kept_back: KeptBack | None = None
    """What the owner keeps back; None = nothing."""
    _listing: Listing | None = field(default=None)
    _part: PartialListing | None = field(default=None)

    @property
    def types(self) -> Mapping[str, Route]:
        """The public types by name."""
        return self.permalinks.types

    @property
    def listing(self) -> Listing:
        """The entries, each listed when it is first needed; or all, after `list_all`."""
        return self._listing or self.part

    @property
    def part(self) -> PartialListing:
        """The entries that were needed so far."""
        if self._part is None:
            self._part = PartialListing(reader=self.reader, rules=self._rules(), asks_pages=self.asks_pages)
        return self._part

    def list_all(self) -> Listing:
        """List every entry: for a first read, and where much has changed."""
        if self._listing is None:
            self._listing, self._part = read_listing(self.reader, self._rules()), None
        return self._listing

    def exclude(self, rules: OwnersRules) -> None:
        """From now on what these rules keep back is not shown in other entries."""
        self.kept_back = KeptBack(
            rules=rules, reader=self.reader, links=self.links, terms=self.terms, home=self.permalinks.home
        )

    def shown(self, ids: Iterable[int]) -> list[int]:
        """Those of these entries that may be shown in others: a visitor sees them, and the owner keeps none back."""
        found = list(ids)
        self.listing.need(found)
        visible = [entry_id for entry_id in found if self.listing.is_visible(entry_id)]
        if self.kept_back is None:
            return visible
        self.kept_back.need(visible)
        return [entry_id for entry_id in visible if entry_id not in self.kept_back]

    def shows(self, entry_id: int) -> bool:
        """The same of one entry."""
        return bool(self.shown((entry_id,)))

    def shows_term(self, term_id: int) -> bool:
        """Whether a term may be named in lists."""
        return self.kept_back is None or not self.kept_back.rules.keeps_back_term(term_id)

    def _rules(self) -> Rules:
        return Rules(
            public_types=self.types.keys(),
            now=self.now,
            zone=self.zone,
            show_protected_titles=self.show_protected_titles,
            asks_pages=self.asks_pages,
            noindex=self.noindex,
            front_page_id=self.front_page_id,
            gates=self.gates,
            left_out=self._left_out,
        )

    def _left_out(self, selection: Selection) -> Mapping[int, tuple[str, str]]:
        """Reason and plugin by entry."""
        cause = _PLUGINS_OF_LANGUAGES.get(self.languages.plugin, "")
        redirected = dict.fromkeys(self.links.chosen.redirected, ("redirect", "Permalink Manager"))
        return redirected | {id_: (reason, cause) for id_, reason in self.languages.left_out(selection).items()}

    @property
    def locale(self) -> str:
        """WordPress's locale of the site's first language."""
        first = self.languages.languages.get(self.languages.addressing.default)
        return first.locale if first else self.options.locale

    @property
    def is_access_unknown(self) -> bool:
        """Whether an active access plugin decides by rules that are not read."""
        return bool(self.gates.gates.unread)

    @property
    def noindex(self) -> TypeRules:
        """What SEO plugins say of whole types."""
        return noindex_types(self.options, self.types)

    @property
    def sticky(self) -> frozenset[int]:
        """Ids of sticky posts."""
        return frozenset(as_number(value) for value in self.options.array("sticky_posts").values())

    @property
    def front_page_id(self) -> int:
        """The page at `/`, or 0."""
        # WordPress keeps the number when the front page is switched back to posts.
        return self.options.number("page_on_front") if self.options.text("show_on_front") == "page" else 0

    @property
    def posts_page_id(self) -> int:
        """The page that lists posts, or 0."""
        return self.options.number("page_for_posts") if self.options.text("show_on_front") == "page" else 0


def read_context(reader: Reader, setup: Setup, now: datetime) -> SiteContext:
    """Options, types, taxonomies and permalink rules of a site."""
    options = read_options(reader)
    # From here on: terms are read when they are first needed.
    reader.one_language = one_language(options)
    name, zone = site_zone(options.text("timezone_string"), options.text("gmt_offset"))
    types = frozenset(_distinct(reader, "posts", "post_type"))
    permalinks = _permalinks(reader, options, setup, types)
    languages = language_book(reader, options, permalinks)
    if languages.plugin == "polylang":
        kept = {taxonomy: route for taxonomy, route in permalinks.taxonomies.items() if taxonomy != LANGUAGE}
        permalinks = replace(permalinks, taxonomies=kept)
    chosen = chosen_addresses(reader, options, permalinks)
    terms = TermBook(reader, permalinks, languages, chosen)
    links = Links(
        reader,
        permalinks,
        terms,
        languages,
        chosen,
        default_category=options.number("default_category"),
        primary_keys=tuple(key for plugin, key in _PRIMARY.items() if options.has_plugin(plugin)),
    )
    return SiteContext(
        reader=reader,
        options=options,
        permalinks=permalinks,
        timezone=name,
        zone=zone,
        now=now,
        uploads=uploads_of(
            options,
            content_url=setup.content_url,
            blog=setup.blog,
            site_url=setup.site_url,
            uploads=setup.uploads,
        ),
        wording=Wording(options.locale),
        terms=terms,
        links=links,
        languages=languages,
        show_protected_titles=setup.show_protected_titles,
        asks_pages=setup.asks_pages,
        gates=site_gates(reader, options, types=types, named_types=setup.types, overruled=setup.overruled),
        unknown_types=tuple(_unknown_types(reader, types - set(permalinks.types))),
    )


def _unknown_types(reader: Reader, types: Collection[str]) -> Iterator[str]:
    """Of these types those that have published entries and are no internal ones."""
    posts = reader.schema.table("posts").c
    for name in sorted(set(types) - INTERNAL_TYPES - {""}):
        shown = (posts.post_type == name, is_exactly(posts.post_status, "publish"))
        if reader.one(select(posts.ID).where(*shown).limit(1)) is not None:
            yield name


def _permalinks(reader: Reader, options: Options, setup: Setup, types: Collection[str]) -> Permalinks:
    home = (setup.home or options.text("home") or options.text("siteurl")).rstrip("/")
    # Made twice: definitions of custom types need front and root of the structure before the types are known.
    bare = Permalinks(
        home=home,
        structure=options.text("permalink_structure"),
        front_page_id=options.number("page_on_front") if options.text("show_on_front") == "page" else 0,
        category_base=options.text("category_base"),
        tag_base=options.text("tag_base"),
    )
    definitions = Definitions(
        rules=options.array("rewrite_rules"),
        cptui_types=options.array("cptui_post_types"),
        cptui_taxonomies=options.array("cptui_taxonomies"),
        acf_types=tuple(_acf(reader, "acf-post-type")),
        acf_taxonomies=tuple(_acf(reader, "acf-taxonomy")),
        front=bare.front or "/",
        root=bare.root,
        named_types=setup.types,
        plugin_types=public_types_of(options.active_plugins),
        addressed_types=_words(options, "rootzpub_types"),
        linked_types=frozenset(_linked_types(reader, options)),
        named_taxonomies=_words(options, "rootzpub_taxonomies") | _shop_taxonomies(options),
    )
    return Permalinks(
        home=home,
        structure=bare.structure,
        front_page_id=bare.front_page_id,
        category_base=bare.category_base,
        tag_base=bare.tag_base,
        types=_with_levels(reader, public_types(types, definitions)),
        taxonomies=public_taxonomies(_distinct(reader, "term_taxonomy", "taxonomy"), definitions),
    )


def _shop_taxonomies(options: Options) -> frozenset[str]:
    """The taxonomies of products, which WooCommerce always shows, whatever the rules say of their addresses."""
    return frozenset({CATEGORIES, TAGS} if options.may_have_plugin(PLUGIN) else ())


def _with_levels(reader: Reader, routes: Mapping[str, Route]) -> dict[str, Route]:
    """The routes; a type of which no rule says so is hierarchical when one entry of it lies below another."""
    unsaid = [name for name, route in routes.items() if not route.structure and name not in BUILT_IN_ROUTES]
    below: set[str] = set()
    if unsaid:
        posts = reader.schema.table("posts")
        above = posts.alias()
        lying = select(posts.c.post_type).where(
            *(posts.c.post_type.in_(unsaid), posts.c.post_parent == above.c.ID, above.c.post_type == posts.c.post_type)
        )
        below = {as_text(line[0]) for line in reader.rows(lying.group_by(posts.c.post_type))}
    return {name: replace(route, hierarchical=True) if name in below else route for name, route in routes.items()}


def _linked_types(reader: Reader, options: Options) -> Iterator[str]:
    """Types that menus lead to, and those that Yoast or Rank Math list: both know what WordPress calls public."""
    for name in options.array("wpseo_titles"):
        yield str(name).removeprefix("display-metabox-pt-")
    for name in options.array("rank-math-options-titles"):
        match = _RANK_MATH.fullmatch(str(name))
        if match:
            yield match[1]
    if reader.has("postmeta"):
        yield from _menu_types(reader)


def _menu_types(reader: Reader) -> Iterator[str]:
    """What published lines of menus lead to: entries of a type, or its archive; not terms, whose names may be alike."""
    posts, meta = reader.schema.table("posts").c, reader.schema.table("postmeta").c
    lines = select(meta.post_id, meta.meta_key, meta.meta_value)
    wanted = lines.where(meta.meta_key.in_(("_menu_item_object", "_menu_item_type")))
    rows = [(as_number(row[0]), as_text(row[1]), as_text(row[2])) for row in reader.rows(wanted)]
    unshown = select(posts.ID).where(posts.post_type == "nav_menu_item", not_(is_exactly(posts.post_status, "publish")))
    left_out = {as_number(row[0]) for row in reader.rows(unshown)}
    left_out |= {line for line, key, value in rows if (key, value) == ("_menu_item_type", "taxonomy")}
    yield from sorted({value for line, key, value in rows if key == "_menu_item_object" and line not in left_out})


def _words(options: Options, name: str) -> frozenset[str]:
    return frozenset(word for word in options.text(name).split(",") if word)


def _acf(reader: Reader, post_type: str) -> Iterable[Mapping[int | str, Value]]:
    """Definitions that Advanced Custom Fields keeps as posts."""
    posts = reader.schema.table("posts").c
    statement = select(posts.post_content).where(posts.post_type == post_type, posts.post_status == "publish")
    return [php_array(as_text(line[0])) for line in reader.rows(statement)]


def _distinct(reader: Reader, table_name: str, column: str) -> list[str]:
    """The values of an indexed column, from one to the next: MySQL's own DISTINCT reads the index of every row."""
    if not reader.has(table_name):
        return []
    values = reader.schema.table(table_name).c[column]
    if reader.connection.dialect.name != "mysql":
        return sorted(as_text(line[0]) for line in reader.rows(select(values).group_by(values)))
    found: list[str] = []
    statement = select(func.min(values))
    while (line := reader.one(statement)) is not None and line[0] is not None and len(found) < _MOST_VALUES:
        found.append(as_text(line[0]))
        statement = select(func.min(values)).where(values > line[0])
    return found


def active_menu_ids(options: Options) -> Mapping[str, int]:
    """Menus by the theme location they stand in."""
    locations = options.theme_mods().get("nav_menu_locations")
    named = locations.items() if isinstance(locations, dict) else ()
    return {str(name): as_number(value) for name, value in named if as_number(value)}
