"""Permalinks as WordPress builds them (get_permalink, get_page_link, get_attachment_link, get_term_link). Pure.

Invariants: slugs are used as stored (WordPress keeps them percent-encoded), and nothing is added that WordPress does
not add: an address that differs in one character is another address.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

_INDEX = re.compile(r"/*index\.php")
# What WordPress calls verbose page rules: the structure of posts begins with a word that may be a page's.
_PAGES_FIRST = re.compile(r"/*(?:index\.php/+)?%(?:postname|category|tag|author)%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How a custom type or taxonomy is addressed."""

    structure: str = ""
    """Path under home with `%name%` for the entry (and `%taxonomy%` tags), e.g. `events/%event%`; empty = none."""
    query_var: str = ""
    """Parameter of its plain address; empty = `post_type` and `p` (or `taxonomy` and `term`)."""
    hierarchical: bool = False
    label: str = ""
    archive: str = ""
    """Path of its archive under home without slashes around it, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLink:
    """What one entry's address is made of."""

    id: int
    type: str
    slug: str
    uri: str = ""
    """Slugs of its ancestors and its own, joined by `/`; only hierarchical types need it."""
    date: str = ""
    """Local date as stored: `2026-01-31 07:08:09`."""
    author_slug: str = ""
    category_path: str = ""
    """Slugs of its first category with ancestors, joined by `/`."""
    term_paths: Mapping[str, str] = field(default_factory=dict)
    """The same by taxonomy, for custom structures that name one."""
    parent_link: str = ""
    """Attachments: the address of what they are attached to; empty = nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalinks:
    """A site's settings, and the addresses that follow from them."""

    home: str
    """Without trailing slash, with its sub-directory."""
    structure: str = ""
    """Option `permalink_structure`; empty = plain addresses."""
    front_page_id: int = 0
    category_base: str = ""
    tag_base: str = ""
    types: Mapping[str, Route] = field(default_factory=dict)
    taxonomies: Mapping[str, Route] = field(default_factory=dict)

    @property
    def pretty(self) -> bool:
        """Whether addresses are paths."""
        return self.structure != ""

    @property
    def pages_first(self) -> bool:
        """Whether WordPress looks for a page before it looks for a post of the same path."""
        return not self.pretty or _PAGES_FIRST.match(self.structure) is not None

    @property
    def root(self) -> str:
        """`index.php/` where the server cannot rewrite, else empty."""
        return "index.php/" if _INDEX.match(self.structure) else ""

    @property
    def front(self) -> str:
        """What stands before the first tag of the structure, e.g. `/blog/`."""
        return self.structure.partition("%")[0]

    def of(self, post: PostLink) -> str:
        """The absolute address of an entry."""
        if post.type == "post":
            return self._post(post)
        if post.type == "page":
            return self._page(post, front_page=True)
        if post.type == "attachment":
            return self._attachment(post)
        return self._custom(post, self.types.get(post.type, Route()))

    def page_ignoring_front(self, post: PostLink) -> str:
        """A page's own address even when it is the front page: what addresses of its attachments begin with."""
        return self._page(post, front_page=False)

    def term(self, taxonomy: str, term_id: int, path: str) -> str:
        """The absolute address of a term; `path` = slugs of its ancestors and its own (own only, where flat)."""
        route = self._taxonomy(taxonomy)
        slug = path.rpartition("/")[2]
        if not self.pretty or not route.structure:
            return self._home(f"?{_plain_term(taxonomy, term_id, slug, route)}")
        filled = route.structure.replace(f"%{taxonomy}%", path if route.hierarchical else slug)
        return self._home(self._slashed(filled))

    def is_hierarchical(self, taxonomy: str) -> bool:
        """Whether terms of this taxonomy lie in each other."""
        return self._taxonomy(taxonomy).hierarchical

    def archive(self, route: Route) -> str:
        """The address of a type's archive, or empty."""
        return self._home(self._slashed(route.archive)) if route.archive and self.pretty else ""

    def under_home(self, path: str) -> str:
        """The address of a path, with the slash that the site's structure has."""
        return self._home(self._slashed(path))

    def feed(self) -> str:
        """The site's main feed."""
        return self._home(self._slashed(f"{self.root}feed")) if self.pretty else self._home("?feed=rss2")

    def _post(self, post: PostLink) -> str:
        if not self.pretty:
            return self._home(f"?p={post.id}")
        parts = (post.date.replace("-", " ").replace(":", " ").split(" ") + [""] * 6)[:6]
        values = dict(zip(("%year%", "%monthnum%", "%day%", "%hour%", "%minute%", "%second%"), parts, strict=True)) | {
            "%postname%": post.slug,
            "%pagename%": post.slug,
            "%post_id%": str(post.id),
            "%category%": post.category_path,
            "%author%": post.author_slug,
        }
        return self._home(self._slashed(_filled(self.structure, values)))

    def _page(self, post: PostLink, *, front_page: bool) -> str:
        if front_page and post.id == self.front_page_id:
            return self._home("")
        if not self.pretty:
            return self._home(f"?page_id={post.id}")
        # The front of the structure (`/blog/`) is for posts; `index.php/` stands before pages too.
        return self._home(self._slashed(self.root + (post.uri or post.slug)))

    def _attachment(self, post: PostLink) -> str:
        # WordPress asks no structure for media that are attached to nothing: neither front nor `index.php/`.
        if self.pretty and not post.parent_link:
            return self._home(self._slashed(post.slug))
        if not self.pretty or "?" in post.parent_link:
            return self._home(f"?attachment_id={post.id}")
        # A number would be a page of the parent, and below a category a name would be a post.
        ambiguous = post.slug.isdecimal() or "%category%" in self.structure
        name = f"attachment/{post.slug}" if ambiguous else post.slug
        return self._slashed(f"{post.parent_link.rstrip('/')}/{name}")

    def _custom(self, post: PostLink, route: Route) -> str:
        slug = (post.uri or post.slug) if route.hierarchical else post.slug
        if self.pretty and route.structure:
            values = {f"%{name}%": path for name, path in post.term_paths.items()} | {f"%{post.type}%": slug}
            return self._home(self._slashed(_filled(route.structure, values)))
        if route.query_var:
            return self._home(f"?{route.query_var}={slug}")
        return self._home(f"?post_type={post.type}&p={post.id}")

    def _taxonomy(self, taxonomy: str) -> Route:
        built_in = {"category": self.category_base, "post_tag": self.tag_base}
        if taxonomy not in built_in:
            return self.taxonomies.get(taxonomy, Route())
        base = built_in[taxonomy].strip("/")
        # A base that the owner chose stands without the front, except where `index.php/` is part of every address.
        before = self.root if base and not self.root else self.front
        name = base or ("category" if taxonomy == "category" else "tag")
        return Route(structure=f"{before}{name}/%{taxonomy}%", hierarchical=taxonomy == "category")

    def _home(self, path: str) -> str:
        return f"{self.home}/{path.lstrip('/')}"

    def _slashed(self, path: str) -> str:
        """A trailing slash exactly when the site's structure ends in one."""
        return path.rstrip("/") + ("/" if self.structure.endswith("/") else "")


def _filled(structure: str, values: Mapping[str, str]) -> str:
    # By name, for a type may be called `case-study` or `top10`, and `%e4%bd%a0` of a slug is no tag. A tag that nothing
    # fills stays in the address, as in WordPress.
    return _tags(values).sub(lambda tag: values[tag[0]], structure)


def _tags(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, names)))


def _plain_term(taxonomy: str, term_id: int, slug: str, route: Route) -> str:
    if taxonomy == "category":
        return f"cat={term_id}"
    if taxonomy == "post_tag":
        return f"tag={slug}"
    return f"{route.query_var}={slug}" if route.query_var else f"taxonomy={quote(taxonomy)}&term={slug}"
