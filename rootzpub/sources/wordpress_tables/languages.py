"""The language of each entry and term, and what it is a translation of, out of the tables of Polylang and WPML.

Invariants: a site without such a plugin costs a statement or two; a batch of entries costs two more. What a plugin left
behind counts only while it is active, or where nobody can tell (exports). Decision 0022.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import Select, select

from rootzpub.sources.wordpress_tables.checksums import Selection, entry_translations
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.languages import Addressing, Language
from rootzpub.wordpress.php_serialize import php_array

LANGUAGE = "language"
"""Polylang's taxonomy of languages."""
ELSEWHERE, CLOSED = "other-host", "restricted"
"""Why an entry is left out: its language stands on another host, or is not shown to visitors yet."""
_GROUPS = "post_translations"
_TERM_PREFIX = "pll_"
_MOST_KEPT = 20_000
_AT_ONCE = 500

Plugin = Literal["", "polylang", "wpml"]


@dataclass(slots=True, kw_only=True)
class LanguageBook:
    """The languages of one site at one moment."""

    reader: Reader
    addressing: Addressing
    front_home: Addressing
    """How the front pages of languages are addressed."""
    plugin: Plugin = ""
    languages: Mapping[str, Language] = field(default_factory=dict)
    """By code, in the plugin's order."""
    front_page_id: int = 0
    fronts_are_homes: bool = True
    """Whether the translated front page stands at the home of its language, not at its own path."""
    _codes: dict[int, str] = field(default_factory=dict)
    _groups: dict[int, Mapping[str, int]] = field(default_factory=dict)
    _terms: Mapping[tuple[str, int], str] | None = None

    def prepare(self, ids: Iterable[int]) -> None:
        """Fetch the languages of these entries, a few statements for all."""
        wanted = set(ids)
        if not self.plugin or wanted <= self._codes.keys():
            return
        # Never what was asked for at once: else each of many would be asked for again.
        if len(self._codes) > _MOST_KEPT:
            self._codes.clear()
            self._groups.clear()
        new = sorted(wanted - self._codes.keys())
        self._codes |= dict.fromkeys(new, "")
        read = self._read_polylang if self.plugin == "polylang" else self._read_wpml
        for start in range(0, len(new), _AT_ONCE):
            read(new[start : start + _AT_ONCE])

    def of(self, entry_id: int) -> Language | None:
        """The language of an entry; None where it has none of its own."""
        self.prepare((entry_id,))
        return self.languages.get(self._codes.get(entry_id, ""))

    def code_of(self, entry_id: int) -> str:
        """The same as the plugin's code, or empty."""
        language = self.of(entry_id)
        return language.code if language else ""

    def translations_of(self, entry_id: int) -> Mapping[str, int]:
        """The other entries that say the same, by code of a language that visitors see."""
        self.prepare((entry_id,))
        found = self._groups.get(entry_id, {})
        return {code: other for code, other in found.items() if other != entry_id and code in self.languages}

    def group_of(self, entry_id: int) -> str:
        """All that decides `translations_of`, as text."""
        return repr((self.code_of(entry_id), sorted(self.translations_of(entry_id).items())))

    def is_front(self, entry_id: int) -> bool:
        """Whether an entry is the front page of a language."""
        front = self.front_page_id
        return bool(front) and (entry_id == front or entry_id in self.translations_of(front).values())

    def of_term(self, taxonomy: str, term_id: int) -> str:
        """The language of a term, by code; empty where it has none."""
        if self._terms is None:
            self._terms = dict(self._read_terms()) if self.plugin else {}
        return self._terms.get((taxonomy, term_id), "") or self._terms.get(("", term_id), "")

    def of_other_languages(self, code: str) -> Select[Any] | None:
        """The ids of entries that have another language, as a sub-query; None where none has."""
        others = sorted(set(self.languages) - {code})
        return self._with_codes(others) if others and code else None

    def left_out(self, selection: Selection) -> Mapping[int, str]:
        """Why entries must not be published because of their language, by id."""
        reasons = {
            code: CLOSED if language.closed else ELSEWHERE
            for code, language in self.languages.items()
            if language.closed or self.addressing.is_elsewhere(code)
        }
        found = dict(self._stated_elsewhere(selection)) if self.languages else {}
        if reasons:
            statement = self._with_codes(sorted(reasons), selection, with_code=True)
            found |= {as_number(row[0]): reasons[as_text(row[1])] for row in self.reader.rows(statement)}
        return found

    def _with_codes(
        self, codes: list[str], selection: Selection | None = None, *, with_code: bool = False
    ) -> Select[Any]:
        """Ids of the entries in these languages, and their codes where they are asked for."""
        schema = self.reader.schema
        if self.plugin == "wpml":
            rows = schema.table("icl_translations")
            entry_id, code = rows.c.element_id, rows.c.language_code
            conditions = [entry_translations(rows), code.in_(codes)]
            joined = select(entry_id, code) if with_code else select(entry_id)
        else:
            relations, sorts, terms = (schema.table(name) for name in ("term_relationships", "term_taxonomy", "terms"))
            entry_id, code = relations.c.object_id, terms.c.slug
            conditions = [sorts.c.taxonomy == LANGUAGE, code.in_(codes)]
            joined = (
                (select(entry_id, code) if with_code else select(entry_id))
                .join_from(relations, sorts, relations.c.term_taxonomy_id == sorts.c.term_taxonomy_id)
                .join(terms, terms.c.term_id == sorts.c.term_id)
            )
        return joined.where(*conditions, *(selection(entry_id) if selection else ()))

    def _stated_elsewhere(self, selection: Selection) -> Iterator[tuple[int, str]]:
        """Entries of which an export itself states an address on another host."""
        if not self.reader.has("rootzpub_links"):
            return
        own = _host(self.addressing.home)
        links = self.reader.schema.table("rootzpub_links").c
        for row in self.reader.rows(select(links.post_id, links.url).where(*selection(links.post_id))):
            host = _host(as_text(row[1]))
            if host and host != own and self.code_of(as_number(row[0])):
                yield as_number(row[0]), ELSEWHERE

    def _read_polylang(self, ids: list[int]) -> None:
        schema = self.reader.schema
        relations, sorts, terms = (schema.table(name) for name in ("term_relationships", "term_taxonomy", "terms"))
        statement = (
            select(relations.c.object_id, sorts.c.taxonomy, terms.c.slug, sorts.c.description)
            .join_from(relations, sorts, relations.c.term_taxonomy_id == sorts.c.term_taxonomy_id)
            .join(terms, terms.c.term_id == sorts.c.term_id)
            .where(relations.c.object_id.in_(ids), sorts.c.taxonomy.in_((LANGUAGE, _GROUPS)))
        )
        for row in self.reader.rows(statement):
            entry_id = as_number(row[0])
            if as_text(row[1]) == LANGUAGE:
                self._codes[entry_id] = as_text(row[2])
            else:
                group = php_array(as_text(row[3]))
                self._groups[entry_id] = {str(code): as_number(other) for code, other in group.items()}

    def _read_wpml(self, ids: list[int]) -> None:
        rows = self.reader.schema.table("icl_translations")
        own = select(rows.c.element_id, rows.c.trid, rows.c.language_code)
        found = [
            (as_number(row[0]), as_number(row[1]), as_text(row[2]))
            for row in self.reader.rows(own.where(entry_translations(rows), rows.c.element_id.in_(ids)))
        ]
        self._codes |= {entry_id: code for entry_id, _, code in found}
        numbers = sorted({number for _, number, _ in found})
        groups: dict[int, dict[str, int]] = {}
        if numbers:
            for row in self.reader.rows(own.where(entry_translations(rows), rows.c.trid.in_(numbers))):
                groups.setdefault(as_number(row[1]), {})[as_text(row[2])] = as_number(row[0])
        self._groups |= {entry_id: groups.get(number, {}) for entry_id, number, _ in found}

    def _read_terms(self) -> Iterator[tuple[tuple[str, int], str]]:
        schema = self.reader.schema
        sorts = schema.table("term_taxonomy")
        if self.plugin == "wpml":
            rows = schema.table("icl_translations")
            joined = select(sorts.c.taxonomy, sorts.c.term_id, rows.c.language_code, rows.c.element_type).join_from(
                rows, sorts, rows.c.element_id == sorts.c.term_taxonomy_id
            )
            for row in self.reader.rows(joined.where(rows.c.element_type.like("tax\\_%", escape="\\"))):
                if as_text(row[3]) == f"tax_{as_text(row[0])}":
                    yield (as_text(row[0]), as_number(row[1])), as_text(row[2])
            return
        relations, terms = schema.table("term_relationships"), schema.table("terms")
        statement = (
            select(relations.c.object_id, terms.c.slug)
            .join_from(relations, sorts, relations.c.term_taxonomy_id == sorts.c.term_taxonomy_id)
            .join(terms, terms.c.term_id == sorts.c.term_id)
            .where(sorts.c.taxonomy == "term_language")
        )
        for row in self.reader.rows(statement):
            yield ("", as_number(row[0])), as_text(row[1]).removeprefix(_TERM_PREFIX)


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
