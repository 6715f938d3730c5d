"""The shape of a row: how a plugin marks what it closes, and what a site keeps for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from rootzpub.wordpress.gates.activity import is_active
from rootzpub.wordpress.php_serialize import Value, php_array

Test = Callable[[str], bool]
"""Whether a stored text means that the mark is set."""

ANY = "*"
_UNSET = frozenset({"", "0", "no", "off", "false", "none", "a:0:{}", 's:0:"";', "n;", "b:0;", "i:0;", "[]"})


def is_set(value: str) -> bool:
    """Anything but the ways in which plugins store nothing."""
    return value.strip().lower() not in _UNSET


def is_on(value: str) -> bool:
    """A switch that is on, in one of the ways in which plugins store that."""
    return value.strip().lower() in {"1", "yes", "on", "true", "b:1;", "i:1;"}


def is_truthy(value: Value) -> bool:
    """The same within an array that was read."""
    return value is True or (isinstance(value, int | str) and is_on(str(value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Why an entry is closed."""

    reason: str
    """One of [visibility §1]."""
    cause: str
    """The plugin or setting that decides, as its owner knows it."""
    below: bool = False
    """Whether what stands below the entry is closed with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A meta key by which a plugin marks single entries, or the terms that they have."""

    key: str
    test: Test = is_set
    reason: str = "restricted"
    unless_content: str = ""
    """What an entry's text may hold that leaves it open: a part of it is closed then, by the renderer."""
    below: bool = False
    """Whether its plugin asks the parent of an entry that has no mark of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A set of entries that a plugin closes: the union of what is named, without the exceptions."""

    reason: str = "restricted"
    ids: frozenset[int] = frozenset()
    types: frozenset[str] = frozenset()
    terms: frozenset[tuple[str, str]] = frozenset()
    """Taxonomy (empty: categories and tags; `ANY`: whatever it is), and id or slug of a term (`ANY`: all of it)."""
    all_terms: bool = False
    """An entry must have every one of these terms."""
    below_terms: bool = False
    """What lies below a term counts too."""
    parents: frozenset[int] = frozenset()
    """Everything that stands below these entries."""
    of_type: str = ""
    """Of what has such terms or parents only this type; empty = any."""
    pages_with: tuple[str, ...] = ()
    """Pages whose text holds one of these."""
    everything: bool = False
    but: frozenset[int] = frozenset()
    """Ids that stay open."""
    opened_by: tuple[Mark, ...] = ()
    """An entry's own mark that opens it."""
    opened_by_term: tuple[str, str] | None = None
    below: bool = False
    """As of a mark: whether what stands below the entries goes with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePost:
    """A published post in which a plugin keeps one rule."""

    id: int
    content: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a site keeps that decides about visibility, as text."""

    options: Mapping[str, str] = field(default_factory=dict)
    active: frozenset[str] | None = None
    """Files of the active plugins, `folder/file.php`; None = not known."""
    posts: Mapping[str, tuple[RulePost, ...]] = field(default_factory=dict)
    """Rules by the type in which a plugin keeps them."""
    term_meta: tuple[tuple[int, str, str], ...] = ()
    """Of terms the meta that decides: id, key, value."""
    ids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Of a plugin's own table the ids that it names."""
    types: frozenset[str] = frozenset()
    """Types that have entries, internal ones too."""
    named_types: frozenset[str] = frozenset()
    """Types that the owner named as public."""

    def text(self, name: str) -> str:
        """An option, empty when missing."""
        return self.options.get(name, "")

    def number(self, name: str) -> int:
        """An option as an id, 0 when it is none."""
        value = self.text(name).strip()
        return int(value[:18]) if value.isascii() and value.isdigit() else 0

    def array(self, name: str) -> Mapping[int | str, Value]:
        """A serialised array, empty when missing or broken."""
        return php_array(self.text(name))

    def json(self, name: str) -> Mapping[str, Any]:
        """An object in JSON (or a serialised array), empty when missing or broken."""
        try:
            value = orjson.loads(self.text(name) or "{}")
        except ValueError:
            return {str(key): item for key, item in self.array(name).items()}
        return value if isinstance(value, dict) else {}

    def is_active(self, folders: Iterable[str]) -> bool:
        """Whether one of these plugins is active, or may be."""
        return is_active(self.active, folders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One plugin that decides who may read what."""

    plugin: str
    """Its name, as an owner knows it."""
    folders: tuple[str, ...] = ()
    """The folders under which it is installed; empty = WordPress itself."""
    marks: tuple[Mark, ...] = ()
    term_marks: tuple[Mark, ...] = ()
    """Marks on terms: every entry that has such a term is closed."""
    options: tuple[str, ...] = ()
    """Options that are read for it."""
    rule_type: str = ""
    """The post type in which it keeps rules."""
    rules: Callable[[Stored], Iterable[Rule]] | None = None
    always: bool = False
    """What is marked stays so after the plugin is gone: noindex, files."""
    incomplete: Callable[[Stored], str] | None = None
    """What of its rules cannot be applied here, in words; empty = all of them are."""
    reads: str = ""
    """What of it is read, in words, for the table in the documentation."""
