"""Which entries the owner does not want indexed: marks on single entries, and what SEO plugins say of whole types.

Invariants: what the plugin would tell a search engine about an entry is what counts. A mark on an entry counts also
after its plugin is gone; a setting for a type only while the plugin is active, and an entry may be exempt from it as
the plugin allows. Types' settings do not touch attachments: they are about the pages around pictures, not the pictures.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, and_, or_, select

from rootzpub.sources.wordpress_tables.checksums import SMARTCRAWL_INDEX, Selection, everything
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.options import Options
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.gates import Closed
from rootzpub.wordpress.php_serialize import Value

TypeRules = Mapping[str, frozenset[str]]
"""Types that are noindex, by the name of the plugin that says so."""

_YOAST, _RANK_MATH, _SEOPRESS, _AIOSEO = "yoast", "rank-math", "seopress", "aioseo"
_FRAMEWORK, _SMARTCRAWL, _SLIM = "seo-framework", "smartcrawl", "slim-seo"
_FOLDERS = {
    _YOAST: ("wordpress-seo", "wordpress-seo-premium"),
    _RANK_MATH: ("seo-by-rank-math",),
    _SEOPRESS: ("wp-seopress",),
    _AIOSEO: ("all-in-one-seo-pack", "all-in-one-seo-pack-pro"),
    _FRAMEWORK: ("autodescription",),
    _SMARTCRAWL: ("smartcrawl-seo", "wpmu-dev-seo"),
    _SLIM: ("slim-seo",),
}


def noindex_types(options: Options, types: Iterable[str]) -> TypeRules:
    """What the active plugins say of these types."""
    active = [name for name, folders in _FOLDERS.items() if any(map(options.has_plugin, folders))]
    named = sorted(set(types) - {"attachment"})
    found = {name: frozenset(kind for kind in named if _ASKED[name](options, kind)) for name in active}
    return {name: kinds for name, kinds in found.items() if kinds}


_KEYS = {
    "_yoast_wpseo_meta-robots-noindex": "Yoast SEO",
    "rank_math_robots": "Rank Math",
    "_seopress_robots_index": "SEOPress",
    "_aioseop_noindex": "All in One SEO",
}
_NAMES = {
    _YOAST: "Yoast SEO",
    _RANK_MATH: "Rank Math",
    _SEOPRESS: "SEOPress",
    _AIOSEO: "All in One SEO",
    _FRAMEWORK: "The SEO Framework",
    _SMARTCRAWL: "SmartCrawl",
    _SLIM: "Slim SEO",
}


def unwanted(
    reader: Reader, rules: TypeRules, *, front_page_id: int = 0, selection: Selection = everything
) -> dict[int, Closed]:
    """Ids (of a selection) that the owner marked: `noindex` for search engines, `excluded` from what we publish."""
    found = dict(_of_types(reader, rules, front_page_id, selection))
    if reader.has("postmeta"):
        meta = reader.schema.table("postmeta")
        key, value = meta.c.meta_key, meta.c.meta_value
        marks = or_(
            and_(key == "_yoast_wpseo_meta-robots-noindex", value == "1"),
            # A serialised list, looked into as text by the database; the quotation marks end the word.
            and_(key == "rank_math_robots", value.like('%"noindex"%')),
            and_(key == "_seopress_robots_index", value == "yes"),
            and_(key == "_aioseop_noindex", value == "on"),
            and_(key == "_rootz_exclude", value.not_in(("", "0", "no", "off", "false"))),
        )
        for row in reader.stream(select(meta.c.post_id, key).where(marks, *selection(meta.c.post_id))):
            plugin = _KEYS.get(as_text(row[1]))
            mark = Closed(reason="noindex", cause=plugin) if plugin else Closed(reason="excluded", cause="")
            found[as_number(row[0])] = mark
    if reader.has("aioseo_posts"):
        seo = reader.schema.table("aioseo_posts").c
        # While its default is on, the plugin ignores what the entry's own switches say.
        marked = (seo.robots_default == 0, seo.robots_noindex == 1)
        ids = select(seo.post_id).where(*marked, *selection(seo.post_id))
        found |= dict.fromkeys(_numbers(reader, ids), Closed(reason="noindex", cause=_NAMES[_AIOSEO]))
    return found


def _of_types(
    reader: Reader, rules: TypeRules, front_page_id: int, selection: Selection
) -> Iterator[tuple[int, Closed]]:
    """Entries of noindex types, those left out that are exempt."""
    posts = reader.schema.table("posts").c
    for plugin, types in rules.items():
        statement = select(posts.ID).where(posts.post_type.in_(sorted(types)), *selection(posts.ID))
        for exempt in _exempt(reader, plugin):
            statement = statement.where(posts.ID.not_in(exempt))
        if plugin == _AIOSEO and front_page_id:  # this plugin never takes the front page out
            statement = statement.where(posts.ID.not_in((front_page_id,)))
        closed = Closed(reason="noindex", cause=_NAMES[plugin])
        yield from ((entry_id, closed) for entry_id in _numbers(reader, statement))


def _exempt(reader: Reader, plugin: str) -> Iterator[Select[Any]]:
    """Entries whose own mark says something else than their type."""
    if plugin == _AIOSEO and reader.has("aioseo_posts"):
        seo = reader.schema.table("aioseo_posts").c
        yield select(seo.post_id).where(seo.robots_default == 0)
    if reader.has("postmeta"):
        meta = reader.schema.table("postmeta").c
        marks: dict[str, ColumnElement[bool]] = {
            _YOAST: and_(meta.meta_key == "_yoast_wpseo_meta-robots-noindex", meta.meta_value == "2"),
            _RANK_MATH: and_(meta.meta_key == "rank_math_robots", meta.meta_value.like('%"%')),  # a list of something
            _FRAMEWORK: and_(meta.meta_key == "_genesis_noindex", meta.meta_value == "-1"),
            _SMARTCRAWL: and_(meta.meta_key == SMARTCRAWL_INDEX, meta.meta_value.in_(("1", "on", "true"))),
        }
        if plugin in marks:
            yield select(meta.post_id).where(marks[plugin])


def _yoast(options: Options, entry_type: str) -> bool:
    """Search appearance → content types → "show in search results"."""
    return _is_on(options.array("wpseo_titles").get(f"noindex-{entry_type}"))


def _rank_math(options: Options, entry_type: str) -> bool:
    """Titles & Meta → the type's robots where it has its own, else the global ones."""
    titles = options.array("rank-math-options-titles")
    own = _is_on(titles.get(f"pt_{entry_type}_custom_robots"))
    robots = titles.get(f"pt_{entry_type}_robots" if own else "robots_global")
    return isinstance(robots, dict) and "noindex" in robots.values()


def _seopress(options: Options, entry_type: str) -> bool:
    """Titles & Metas → single post types, or advanced → the whole site."""
    titles = options.array("seopress_titles_option_name")
    types = titles.get("seopress_titles_single_titles")
    single = types.get(entry_type) if isinstance(types, dict) else None
    return _is_on(titles.get("seopress_titles_noindex")) or (isinstance(single, dict) and _is_on(single.get("noindex")))


def _aioseo(options: Options, entry_type: str) -> bool:
    """Search appearance → content types → advanced → robots meta, where it does not follow the global setting.

    The global setting stands in an option that holds keys as well, so it is not read.
    """
    try:
        value: Any = orjson.loads(options.text("aioseo_options_dynamic") or "{}")
    except ValueError:
        return False
    for name in ("searchAppearance", "postTypes", entry_type, "advanced", "robotsMeta"):
        value = value.get(name) if isinstance(value, dict) else None
    return isinstance(value, dict) and value.get("default") is False and value.get("noindex") is True


def _framework(options: Options, entry_type: str) -> bool:
    """Robots → indexing → post types, or the whole site."""
    settings = options.array("autodescription-site-settings")
    types = settings.get("noindex_post_types")
    return _is_on(settings.get("site_noindex")) or (isinstance(types, dict) and _is_on(types.get(entry_type)))


def _smartcrawl(options: Options, entry_type: str) -> bool:
    """Titles & Meta → post types → indexing."""
    return _is_on(options.array("wds_onpage_options").get(f"meta_robots-noindex-{entry_type}"))


def _slim(options: Options, entry_type: str) -> bool:
    """Meta tags → the type → hide from search results."""
    settings = options.array("slim_seo").get(entry_type)
    return isinstance(settings, dict) and _is_on(settings.get("noindex"))


_ASKED: Mapping[str, Callable[[Options, str], bool]] = {
    _YOAST: _yoast,
    _RANK_MATH: _rank_math,
    _SEOPRESS: _seopress,
    _AIOSEO: _aioseo,
    _FRAMEWORK: _framework,
    _SMARTCRAWL: _smartcrawl,
    _SLIM: _slim,
}


def _is_on(value: Value) -> bool:
    """A switch as PHP code stores it, in one of many ways."""
    return isinstance(value, int | str) and str(value).lower() in {"true", "1", "on", "yes"}


def _numbers(reader: Reader, statement: Select[Any]) -> Iterator[int]:
    return (as_number(row[0]) for row in reader.stream(statement))
