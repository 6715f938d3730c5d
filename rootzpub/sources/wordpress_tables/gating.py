"""Which entries plugins close: the table of `wordpress.gates` over the rows of one site.

Invariants: what a plugin stores is read while the plugin is active, or where nobody can tell; no text of an entry is
fetched for it. `site_gates` is what all entries share, `closed_entries` asks for single ones.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import or_, select

from rootzpub.sources.wordpress_tables.checksums import Selection
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.options import Options
from rootzpub.sources.wordpress_tables.values import as_number, as_text, is_exactly
from rootzpub.wordpress.gates import RULE_TYPES, TERM_KEYS, Closed, Gates, RulePost, Stored, gates_of
from rootzpub.wordpress.gates.gate import ANY, Rule
from rootzpub.wordpress.gates.private_files import PRIVATE_FOLDERS, private_folder

_AT_ONCE = 500
_MOST_LEVELS = 100
_TABLES = {"pmpro_memberships_pages": "page_id", "pmpro_memberships_categories": "category_id"}
"""Tables of plugins, and the column that names an entry or a term."""
GATE_TABLES = ("termmeta", *_TABLES)
_RANKS = ("restricted", "type-not-public", "redirect", "hidden-product", "private-file", "closed-site", "noindex")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGates:
    """The gates of one site, their terms found."""

    gates: Gates = field(default_factory=Gates)
    terms: Mapping[int, tuple[frozenset[int], ...]] = field(default_factory=dict)
    """By rule the term_taxonomy ids that it names; an entry must have one of each group."""

    digest: str = ""
    """Equal as long as the same entries are closed, their own marks and terms aside."""


@dataclass(slots=True)
class ClosedEntries:
    """Of a selection what is closed by itself, and what is open though a rule closes its type."""

    closed: dict[int, Closed] = field(default_factory=dict)
    opened: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """By number of a rule."""

    def close(self, entry_id: int, closed: Closed) -> None:
        """Remember the gravest reason."""
        before = self.closed.get(entry_id)
        if before is None or _weight(closed) < _weight(before):
            self.closed[entry_id] = closed


def _weight(closed: Closed) -> tuple[int, bool]:
    """Of two reasons that are equally grave the one that concerns what stands below too."""
    return _RANKS.index(closed.reason), not closed.below


def site_gates(
    reader: Reader,
    options: Options,
    *,
    types: Collection[str],
    named_types: frozenset[str] = frozenset(),
    overruled: Collection[str] = (),
) -> SiteGates:
    """What decides on this site besides WordPress; `types` are those that have entries."""
    bare = Stored(
        options=options.values, active=options.active_plugins, types=frozenset(types), named_types=named_types
    )
    gates = gates_of(
        replace(
            bare,
            posts={name: tuple(_rule_posts(reader, name)) for name in RULE_TYPES if name in types},
            ids={name: tuple(_ids(reader, name, column)) for name, column in _TABLES.items() if reader.has(name)},
            term_meta=tuple(_term_meta(reader)),
        ),
        overruled=overruled,
    )
    rules = tuple(replace(active, by=_with_ids(reader, active.by)) for active in gates.rules)
    gates = replace(gates, rules=rules)
    terms = _terms(reader, gates)
    return SiteGates(gates=gates, terms=terms, digest=_digest(reader, gates, terms, types))


def _digest(
    reader: Reader, gates: Gates, terms: Mapping[int, tuple[frozenset[int], ...]], types: Collection[str]
) -> str:
    """What has an effect on this site: a mark that no entry bears, or a rule about nothing that is here, has none."""
    keys = set(_present_keys(reader, gates.keys))
    marks = [(active.plugin, active.by.key, active.by.reason) for active in gates.marks if active.by.key in keys]
    rules = []
    for number, active in enumerate(gates.rules):
        rule, groups = active.by, [sorted(group) for group in terms.get(number, ())]
        about = (sorted(rule.types.intersection(types)), sorted(rule.ids), groups if any(groups) else [])
        if any(about) or rule.everything:
            opening = [mark.key for mark in rule.opened_by if mark.key in keys]
            flags = (rule.reason, rule.everything, rule.of_type, sorted(rule.but), opening, rule.opened_by_term)
            rules.append((active.plugin, *about, *flags))
    return repr((marks, rules, gates.site))


def _present_keys(reader: Reader, keys: Collection[str]) -> Iterator[str]:
    if keys and reader.has("postmeta"):
        key = reader.schema.table("postmeta").c.meta_key
        yield from (as_text(row[0]) for row in reader.rows(select(key).where(key.in_(sorted(keys))).group_by(key)))


def closed_entries(reader: Reader, site: SiteGates, selection: Selection) -> ClosedEntries:
    """What is closed of a selection, by marks, ids, terms and files."""
    found = ClosedEntries()
    _by_marks(reader, site.gates, selection, found)
    for number, active in enumerate(site.gates.rules):
        if active.by.opened_by_term:
            found.opened[number] |= _opened_by_term(reader, active.by.opened_by_term, selection)
        ids = active.by.ids | set(_having(reader, site.terms.get(number, ()), active.by, selection))
        for entry_id in ids - found.opened[number] - active.by.but:
            found.close(entry_id, active.closed)
    for entry_id, plugin in _private_files(reader, selection):
        found.close(entry_id, Closed(reason="private-file", cause=plugin))
    return found


def _by_marks(reader: Reader, gates: Gates, selection: Selection, found: ClosedEntries) -> None:
    """Marks of single entries, and marks that open what a rule closes."""
    if not reader.has("postmeta"):
        return
    split: dict[str, set[int]] = defaultdict(set)
    marked: list[tuple[int, str, Closed]] = []
    for entry_id, key, value in _meta_rows(reader, gates.keys, selection):
        for active in gates.marked(key, value):
            marked.append((entry_id, active.by.unless_content, active.closed))
            split[active.by.unless_content].add(entry_id)
        for number in gates.opened(key, value):
            found.opened[number].add(entry_id)
    # Of an entry that holds such a text a part is open, and the renderer leaves out the rest.
    partly = {text: set(_holding(reader, ids, text)) for text, ids in split.items() if text}
    for entry_id, text, closed in marked:
        if entry_id not in partly.get(text, ()):
            found.close(entry_id, closed)


def _meta_rows(reader: Reader, keys: Collection[str], selection: Selection) -> Iterator[tuple[int, str, str]]:
    if not keys:
        return
    meta = reader.schema.table("postmeta").c
    columns = (meta.post_id, meta.meta_key, meta.meta_value)
    for row in reader.stream(select(*columns).where(meta.meta_key.in_(sorted(keys)), *selection(meta.post_id))):
        yield as_number(row[0]), as_text(row[1]), as_text(row[2])


def _holding(reader: Reader, ids: Collection[int], text: str) -> Iterator[int]:
    """Of these entries those whose body holds a text."""
    posts = reader.schema.table("posts").c
    for batch in _batches(ids):
        statement = select(posts.ID).where(posts.ID.in_(batch), posts.post_content.contains(text, autoescape=True))
        yield from (as_number(row[0]) for row in reader.rows(statement))


def _having(reader: Reader, groups: tuple[frozenset[int], ...], rule: Rule, selection: Selection) -> Iterator[int]:
    """Entries (of one type, where the rule says so) that have a term of every group."""
    if not any(groups) or not reader.has("term_relationships"):
        return
    relations = reader.schema.table("term_relationships").c
    objects: list[set[int]] = []
    for group in groups:
        ids = set[int]()
        for batch in _batches(group):
            wanted = (relations.term_taxonomy_id.in_(batch), *selection(relations.object_id))
            ids |= {as_number(row[0]) for row in reader.rows(select(relations.object_id).where(*wanted))}
        objects.append(ids)
    shared = set.intersection(*objects)
    yield from _of_type(reader, shared, rule.of_type) if rule.of_type else shared


def _pages_with(reader: Reader, texts: Collection[str]) -> Iterator[int]:
    """Pages whose text holds one of these."""
    if texts:
        posts = reader.schema.table("posts").c
        holding = or_(*(posts.post_content.contains(text, autoescape=True) for text in texts))
        statement = select(posts.ID).where(posts.post_type == "page", holding)
        yield from (as_number(row[0]) for row in reader.rows(statement))


def _of_type(reader: Reader, ids: Collection[int], name: str) -> Iterator[int]:
    posts = reader.schema.table("posts").c
    for batch in _batches(ids):
        statement = select(posts.ID).where(posts.ID.in_(batch), posts.post_type == name)
        yield from (as_number(row[0]) for row in reader.rows(statement))


def _opened_by_term(reader: Reader, term: tuple[str, str], selection: Selection) -> set[int]:
    ids = _term_ids(reader, Rule(terms=frozenset({term})))
    return set(_having(reader, ids, Rule(), selection))


def _private_files(reader: Reader, selection: Selection) -> Iterator[tuple[int, str]]:
    """Attachments below a private folder, and whose folder that is."""
    posts = reader.schema.table("posts").c
    places = [(posts.ID, posts.guid, (posts.post_type == "attachment",))]
    if reader.has("postmeta"):
        meta = reader.schema.table("postmeta").c
        places.append((meta.post_id, meta.meta_value, (meta.meta_key == "_wp_attached_file",)))
    for entry_id, place, wanted in places:
        likely = or_(*(place.contains(f"{folder}/", autoescape=True) for folder in PRIVATE_FOLDERS))
        for row in reader.rows(select(entry_id, place).where(*wanted, likely, *selection(entry_id))):
            plugin = private_folder(as_text(row[1]))
            if plugin:
                yield as_number(row[0]), plugin


def _rule_posts(reader: Reader, name: str) -> Iterator[RulePost]:
    """The published posts in which a plugin keeps its rules, with all of their meta that decides."""
    posts = reader.schema.table("posts").c
    shown = (posts.post_type == name, is_exactly(posts.post_status, "publish"))
    rows = reader.rows(select(posts.ID, posts.post_content).where(*shown).order_by(posts.ID))
    metas: dict[int, dict[str, str]] = defaultdict(dict)
    if rows and reader.has("postmeta"):
        meta = reader.schema.table("postmeta").c
        for batch in _batches([as_number(row[0]) for row in rows]):
            statement = select(meta.post_id, meta.meta_key, meta.meta_value).where(meta.post_id.in_(batch))
            for row in reader.rows(statement.where(meta.meta_key.like("\\_mepr\\_rules\\_%", escape="\\"))):
                metas[as_number(row[0])][as_text(row[1])] = as_text(row[2])
    for row in rows:
        yield RulePost(id=as_number(row[0]), content=as_text(row[1]), meta=metas[as_number(row[0])])


def _ids(reader: Reader, table_name: str, column: str) -> Iterator[int]:
    names = reader.schema.table(table_name).c[column]
    yield from (as_number(row[0]) for row in reader.rows(select(names).group_by(names).order_by(names)))


def _term_meta(reader: Reader) -> Iterator[tuple[int, str, str]]:
    if not reader.has("termmeta"):
        return
    meta = reader.schema.table("termmeta").c
    statement = select(meta.term_id, meta.meta_key, meta.meta_value).where(meta.meta_key.in_(TERM_KEYS))
    for row in reader.rows(statement.order_by(meta.term_id, meta.meta_key)):
        yield as_number(row[0]), as_text(row[1]), as_text(row[2])


def _with_ids(reader: Reader, rule: Rule) -> Rule:
    """The same rule with the ids of what it names by text or by what stands above."""
    found = replace(rule, ids=rule.ids | set(_pages_with(reader, rule.pages_with)), pages_with=())
    return _with_descendants(reader, found) if rule.parents else found


def _with_descendants(reader: Reader, rule: Rule) -> Rule:
    """The same rule with everything that stands below its parents by id."""
    posts = reader.schema.table("posts").c
    found, waiting = set[int](), set(rule.parents)
    for _ in range(_MOST_LEVELS):
        below: set[int] = set()
        for batch in _batches(waiting):
            below |= {as_number(row[0]) for row in reader.rows(select(posts.ID).where(posts.post_parent.in_(batch)))}
        waiting = below - found
        found |= below
        if not waiting:
            break
    ids = set(_of_type(reader, found, rule.of_type)) if rule.of_type else found
    return replace(rule, ids=rule.ids | ids, parents=frozenset())


def _terms(reader: Reader, gates: Gates) -> dict[int, tuple[frozenset[int], ...]]:
    found = {number: active.by for number, active in enumerate(gates.rules) if active.by.terms}
    return {number: _term_ids(reader, rule) for number, rule in found.items()}


def _term_ids(reader: Reader, rule: Rule) -> tuple[frozenset[int], ...]:
    """The term_taxonomy ids that a rule names: one group of all, or one for each where an entry must have every one."""
    if not (reader.has("terms") and reader.has("term_taxonomy")):
        return ()
    rows = _term_rows(reader, {taxonomy for taxonomy, _ in rule.terms})
    groups = [_matching(rows, taxonomy, term, below=rule.below_terms) for taxonomy, term in sorted(rule.terms)]
    return tuple(groups) if rule.all_terms else (frozenset().union(*groups),)


@dataclass(frozen=True, slots=True)
class _TermRow:
    row_id: int
    term_id: int
    taxonomy: str
    parent: int
    slug: str


def _term_rows(reader: Reader, taxonomies: Collection[str]) -> list[_TermRow]:
    terms, sorts = reader.schema.table("terms"), reader.schema.table("term_taxonomy")
    statement = select(
        sorts.c.term_taxonomy_id, sorts.c.term_id, sorts.c.taxonomy, sorts.c.parent, terms.c.slug
    ).join_from(terms, sorts, terms.c.term_id == sorts.c.term_id)
    if ANY not in taxonomies:
        wanted = {name for name in taxonomies if name} | ({"category", "post_tag"} if "" in taxonomies else set())
        statement = statement.where(sorts.c.taxonomy.in_(sorted(wanted)))
    return [_term_row(line) for line in reader.rows(statement)]


def _term_row(line: Any) -> _TermRow:
    return _TermRow(as_number(line[0]), as_number(line[1]), as_text(line[2]), as_number(line[3]), as_text(line[4]))


def _matching(rows: Iterable[_TermRow], taxonomy: str, term: str, *, below: bool) -> frozenset[int]:
    """Rows of a term by id or slug; `below`: with all that stands under it in its taxonomy."""
    of_taxonomy = [row for row in rows if taxonomy in {ANY, row.taxonomy} or (not taxonomy and row.taxonomy)]
    found = {row for row in of_taxonomy if term in {ANY, str(row.term_id), row.slug}}
    waiting = set(found) if below else set[_TermRow]()
    while waiting:
        parents = {(row.taxonomy, row.term_id) for row in waiting}
        waiting = {row for row in of_taxonomy if (row.taxonomy, row.parent) in parents} - found
        found |= waiting
    return frozenset(row.row_id for row in found)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
