"""Which post types and taxonomies of a REST API count, and where their collections are.

Invariants: what WordPress keeps for itself (menus, templates, blocks) is no content, however the API lists it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from rootzpub.site import TypeInfo
from rootzpub.sources.rest.answers import Json, member, text
from rootzpub.wordpress.gates import Gates, Stored, gates_of
from rootzpub.wordpress.plain_text import plain_text
from rootzpub.wordpress.visibility import INTERNAL_TAXONOMIES, INTERNAL_TYPES

_PLAIN_BASE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_NAMESPACE = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A post type or taxonomy, and where its objects are listed."""

    name: str
    base: str
    """Last part of its route, e.g. `posts`; also the stem of its files in a folder."""
    namespace: str = "wp/v2"
    label: str = ""
    hierarchical: bool = False
    archive: str = ""
    """Path part of its archive, or empty."""
    gates: Gates = field(default_factory=Gates, repr=False, compare=False)
    """What plugins may close, as far as an answer shows their marks."""

    @property
    def route(self) -> str:
        """Route under the API's root, e.g. `/wp/v2/posts`."""
        return f"/{self.namespace}/{self.base}"


CORE_TYPES = (
    Collection(name="post", base="posts", label="Posts"),
    Collection(name="page", base="pages", label="Pages", hierarchical=True),
    Collection(name="attachment", base="media", label="Media"),
)
CORE_TAXONOMIES = (
    Collection(name="category", base="categories", label="Categories", hierarchical=True),
    Collection(name="post_tag", base="tags", label="Tags"),
)


def post_types(answer: Any, *, named: frozenset[str] = frozenset()) -> tuple[Collection, ...]:
    """The public types of `/wp/v2/types`; attachments last, so that their parents are known before them.

    `named` are types that the owner named as public: lessons of courses are closed without that.
    """
    # The list may be closed to visitors, or no file of a folder: WordPress's own types are always there.
    found = _collections(answer, without=INTERNAL_TYPES) or CORE_TYPES
    # Which plugins are active is not shown: whatever bears a mark counts.
    gates = gates_of(Stored(named_types=named))
    ordered = sorted(found, key=lambda collection: (collection.name == "attachment", collection.name != "post"))
    return tuple(replace(collection, gates=gates) for collection in ordered)


def taxonomies(answer: Any) -> tuple[Collection, ...]:
    """The public taxonomies of `/wp/v2/taxonomies`."""
    return _collections(answer, without=INTERNAL_TAXONOMIES) or CORE_TAXONOMIES


def type_infos(types: Iterable[Collection], home: str) -> tuple[TypeInfo, ...]:
    """The same for people, with the address of each archive."""
    return tuple(
        TypeInfo(
            name=kind.name,
            label=kind.label or kind.name,
            hierarchical=kind.hierarchical,
            archive_url=f"{home}/{kind.archive}/" if kind.archive else "",
        )
        for kind in types
    )


def _collections(answer: Any, *, without: frozenset[str]) -> tuple[Collection, ...]:
    if not isinstance(answer, dict):
        return ()
    return tuple(
        _collection(name, item)
        for name, item in answer.items()
        if isinstance(item, dict) and name not in without and _is_listed(item)
    )


def _is_listed(item: Json) -> bool:
    """Whether it has a collection that anyone may read: a plain `rest_base`, and not `viewable: false`."""
    return bool(_PLAIN_BASE.fullmatch(text(item, "rest_base"))) and member(item, "viewable") is not False


def _collection(name: str, item: Json) -> Collection:
    namespace = text(item, "rest_namespace")
    archive = member(item, "has_archive")
    return Collection(
        name=name,
        base=text(item, "rest_base"),
        namespace=namespace if _PLAIN_NAMESPACE.fullmatch(namespace) else "wp/v2",
        label=plain_text(text(item, "name")),
        hierarchical=member(item, "hierarchical") is True,
        archive=archive.strip("/") if isinstance(archive, str) else (name if archive is True else ""),
    )
