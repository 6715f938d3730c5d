"""`rest:DIR`: a folder of JSON answers of WordPress's REST API, as anyone may save them.

A collection `posts` is `posts.json` (one array), `posts-1.json`, `posts-2.json` … (pages), or `posts/12.json` (one
object or array per file), in any mixture. `index.json` is `/wp-json/`; `types.json` and `taxonomies.json` say what
else there is. The folder is read whole at a snapshot, so one sync is one moment.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.site import Author, Change, Entry, Gone, Hidden, Image, KnownRevisions, Omission, SiteFacts, Term
from rootzpub.sources.rest.answers import Json, integer, objects, parse, text
from rootzpub.sources.rest.catalog import Collection, post_types, taxonomies
from rootzpub.sources.rest.facts import Index, read_index, site_facts
from rootzpub.sources.rest.reading import (
    Reading,
    address_of,
    is_protected,
    kept_back,
    parent_of,
    path_of,
    read_author,
    read_entry,
    read_image,
    read_standing,
    read_term,
)
from rootzpub.sources.rest.traces import HiddenTraces
from rootzpub.sources.source import OwnersRules, Snapshot, SourceOptions, counted
from rootzpub.sources.url import file_address, parts_of, types_named
from rootzpub.wordpress.visibility import Lineage, closes_below, hidden_reason

_DIGITS_AND_WORDS = re.compile(r"\d+|\D+")

_LARGEST_FILE = 1 << 30
"""Bytes; a larger file is refused rather than read into memory."""


def open_folder(url: str, options: SourceOptions) -> "RestFolder":
    """The source behind `rest:DIR`.

    Raises:
        SourceUnavailable: there is no such folder, it may not be read, or it holds no JSON.
    """
    address = file_address(url, base_dir=options.base_dir)
    named = types_named(address.parameters)
    folder = RestFolder(url=address.url, path=address.path, options=options, named_types=named)
    folder.fingerprint()
    return folder


@dataclass(slots=True, kw_only=True)
class RestFolder:
    """A folder of saved REST answers."""

    url: str
    path: Path
    options: SourceOptions
    default_refresh_seconds: int = 5
    named_types: frozenset[str] = frozenset()
    """Types that the owner named as public (`?types=lesson`)."""
    _next_change: datetime | None = None

    def fingerprint(self) -> str:
        """A digest over names, sizes and times of the JSON files."""
        digest = hashlib.blake2b(digest_size=16)
        try:
            for file in self._files():
                stat = file.stat()
                # The time of the last change of the inode as well: unpacking an archive sets the other one back.
                digest.update(
                    f"{file.relative_to(self.path)}|{stat.st_size}|{stat.st_mtime_ns}|{stat.st_ctime_ns}\n".encode()
                )
        except OSError as error:
            raise _unreadable(self.path, error) from None
        return digest.hexdigest()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Read everything once; the snapshot answers from memory."""
        snapshot = _read_folder(self)
        self._next_change = snapshot.next_change
        yield snapshot

    def next_change_at(self) -> datetime | None:
        """The next post with a date in the future, as the last snapshot saw it."""
        upcoming = self._next_change
        return upcoming if upcoming is not None and upcoming > self.options.clock() else None

    def collection(self, base: str) -> list[Json]:
        """Every object of one collection, the newest version of each id, in order of the files.

        Raises:
            MalformedInput: a file is damaged; the message names it.
        """
        found: dict[int, Json] = {}
        for file in self._files():
            if not _belongs(file.relative_to(self.path), base):
                continue
            for item in objects(self._parse(file), where=file.name):
                known = found.get(integer(item, "id"))
                if known is None or text(known, "modified_gmt") <= text(item, "modified_gmt"):
                    found[integer(item, "id")] = item
        return list(found.values())

    def holds(self, collections: Iterable[Collection]) -> bool:
        """Whether any file is there for one of these, be it an empty list: a site without entries is a site too."""
        files = [file.relative_to(self.path) for file in self._files()]
        return any(_belongs(file, collection.base) for collection in collections for file in files)

    def answer(self, name: str) -> Any:
        """The value of one file such as `index.json`, or None when there is none."""
        file = self.path / name
        return self._parse(file) if file.is_file() else None

    def _parse(self, file: Path) -> Any:
        try:
            if file.stat().st_size > _LARGEST_FILE:
                raise MalformedInput(f"{file.name} is larger than 1 GiB", hint="save it in pages: posts-1.json, …")
            return parse(file.read_bytes(), where=file.name)
        except OSError as error:
            raise _unreadable(file, error) from None

    def _files(self) -> list[Path]:
        """JSON files of the folder and of its direct subfolders, in natural order.

        Raises:
            SourceUnavailable: the folder cannot be read or holds no JSON file.
        """
        try:
            direct = [entry for entry in self.path.iterdir() if not entry.name.startswith(".")]
            found = [entry for entry in direct if entry.suffix == ".json" and entry.is_file()]
            for folder in (entry for entry in direct if entry.is_dir()):
                found += folder.glob("*.json")
        except OSError as error:
            raise _unreadable(self.path, error) from None
        if not found:
            raise SourceUnavailable(
                f"no .json file in {self.path}",
                hint="save the site's REST answers there: index.json, posts.json, pages.json, …",
            )
        return sorted(found, key=_natural_order)


@dataclass(slots=True, kw_only=True)
class _FolderSnapshot:
    """Everything the folder said at one moment."""

    fingerprint: str
    index: Index
    types: tuple[Collection, ...]
    items: Mapping[str, list[Json]]
    term_items: Mapping[Collection, list[Json]]
    users: list[Json]
    options: SourceOptions
    lineage: Lineage
    images: Mapping[int, Image | None]
    traces: HiddenTraces

    @property
    def next_change(self) -> datetime | None:
        """The first date in the future."""
        hidden = (change for change in self._everything() if isinstance(change, Hidden))
        return min((change.until for change in hidden if change.until), default=None)

    def site_facts(self) -> SiteFacts:
        """Facts of the index; the front page is the page whose link is the home URL."""
        links = [text(item, "link") for items in self.items.values() for item in items[:5]]
        logo = self._image(self.index.logo_id)
        facts = site_facts(
            self.index,
            [kind for kind in self.types if self.items[kind.name]],
            pretty=not any(mark in link for link in links for mark in ("?p=", "?page_id=")),
            logo_url=logo.url if logo else "",
        )
        home = [item for item in self.items.get("page", []) if path_of(text(item, "link")) == self.index.home_path]
        if facts.front_page_id or not home:
            return facts
        return replace(facts, front_page_id=integer(home[0], "id"))

    def exclude(self, rules: OwnersRules) -> None:
        """What these rules keep back is taken out of the lists in other entries."""
        bases = tuple(taxonomy.base for taxonomy in self.term_items)
        for kind in self.types:
            for item in self.items[kind.name]:
                if kept_back(item, kind, bases, rules):
                    self.traces.add(integer(item, "id"), text(item, "link"), text(item, "title", "rendered"))

    def left_out(self) -> list[Omission]:
        """How many objects are hidden, by reason and cause."""
        return counted(change for change in self._everything() if isinstance(change, Hidden))

    def terms(self) -> Iterator[Term]:
        """Every term of every public taxonomy."""
        for taxonomy, items in self.term_items.items():
            for item in items:
                if (term := read_term(item, taxonomy)) is not None:
                    yield term

    def authors(self) -> Iterator[Author]:
        """Display names; the API lists only users who published."""
        return (author for item in self.users if (author := read_author(item)) is not None)

    def changes(self, since: str | None, known: KnownRevisions) -> Iterator[Change]:
        """Entries that are new or differ, everything hidden, and what is gone; `since` saves nothing here."""
        del since
        seen: set[int] = set()
        for change in self._everything():
            seen.add(change.id)
            if isinstance(change, Hidden) or known.get(change.id, "") != change.revision:
                yield change
        yield from (Gone(id=entry_id) for entry_id in known if entry_id not in seen)

    def _everything(self) -> Iterator[Entry | Hidden]:
        reading = Reading(
            home=self.index.home,
            homes=(self.index.home, self.index.site_url),
            zone=self.index.zone,
            now=self.options.clock(),
            taxonomy_bases=tuple(taxonomy.base for taxonomy in self.term_items),
            image=self._image,
            lineage=self.lineage,
            traces=self.traces,
            show_protected_titles=self.options.show_protected_titles,
            multilingual=self.index.multilingual,
            address=self._addresses(),
        )
        for kind in self.types:
            for item in self.items[kind.name]:
                yield read_entry(item, kind, reading)

    def _addresses(self) -> Callable[[int], str]:
        """The address of each object of the folder by id."""
        found = {integer(item, "id"): address_of(item) for items in self.items.values() for item in items}
        return lambda entry_id: found.get(entry_id, "")

    def _image(self, attachment_id: int) -> Image | None:
        if not attachment_id or not self.lineage.is_visible(attachment_id):
            return None
        return self.images.get(attachment_id)


def _read_folder(folder: RestFolder) -> _FolderSnapshot:
    fingerprint = folder.fingerprint()
    types = post_types(folder.answer("types.json"), named=folder.named_types)
    items = {kind.name: folder.collection(kind.base) for kind in types}
    if not any(items.values()) and not folder.holds(types):
        names = ", ".join(f"{kind.base}.json" for kind in types)
        raise SourceUnavailable(
            f"{folder.path} holds none of {names}", hint="save at least posts.json or pages.json there"
        )
    index = read_index(folder.answer("index.json"), fallback_home=_home_of(items))
    return _FolderSnapshot(
        fingerprint=fingerprint,
        index=index,
        types=types,
        items=items,
        term_items={
            taxonomy: folder.collection(taxonomy.base) for taxonomy in taxonomies(folder.answer("taxonomies.json"))
        },
        users=folder.collection("users"),
        options=folder.options,
        lineage=_lineage(types, items, index, folder.options),
        traces=_traces(items),
        images={integer(item, "id"): read_image(item) for item in items.get("attachment", [])},
    )


def _lineage(
    types: tuple[Collection, ...], items: Mapping[str, list[Json]], index: Index, options: SourceOptions
) -> Lineage:
    # All of it before the first entry is given: a parent may stand in a later file than its child [visibility §2].
    lineage = Lineage(orphans_visible=False)
    now = options.clock()
    for kind in types:
        for item in items[kind.name]:
            standing = read_standing(item, kind, index.zone, titles=options.show_protected_titles)
            reason = hidden_reason(standing, now=now)
            parent_id = parent_of(item, kind)
            lineage.add(integer(item, "id"), parent_id, visible=not reason, closes=closes_below(reason))
    return lineage


def _traces(items: Mapping[str, list[Json]]) -> HiddenTraces:
    traces = HiddenTraces()
    for found in items.values():
        for item in filter(is_protected, found):
            traces.add(integer(item, "id"), text(item, "link"), text(item, "title", "rendered"))
    return traces


def _home_of(items: Mapping[str, list[Json]]) -> str:
    """Scheme and host of the first link: the best guess where there is no index.json."""
    links = (address_of(item) for found in items.values() for item in found)
    parts = next((parts for parts in map(parts_of, links) if parts.netloc), parts_of(""))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _belongs(file: Path, base: str) -> bool:
    """Whether a file (relative to the folder) holds objects of a collection."""
    if len(file.parts) > 1:
        return file.parts[0] == base
    rest = file.stem.removeprefix(base)
    return file.stem.startswith(base) and (not rest or (rest[0] in "-_" and rest[1:].isdecimal()))


def _natural_order(file: Path) -> tuple[str, list[tuple[int, str]]]:
    """`posts-2` before `posts-10`."""
    parts = _DIGITS_AND_WORDS.findall(file.stem)
    return str(file.parent), [(int(part) if part.isdecimal() else 0, part) for part in parts]


def _unreadable(place: Path, error: OSError) -> SourceUnavailable:
    reason = (error.strerror or type(error).__name__).lower()
    return SourceUnavailable(f"cannot read {place}: {reason}", hint="check the path and that this user may read it")
