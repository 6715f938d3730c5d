"""One entry as lists show it: in the feed, in the content document, as a media item.

Invariants: every member is there; one that has no value is null, an empty list, or (objects) left out [wire §3.1].
"""

import itertools
import re
from collections.abc import Callable, Iterable
from typing import Final

from rootzpub.documents.assertions import assertion_type
from rootzpub.documents.excerpts import is_whole_sentence, looks_like_mail, sentences
from rootzpub.documents.identity import public_text
from rootzpub.documents.licences import license_type
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.stated import facts_of
from rootzpub.site import PublishedEntry, SiteFacts, Spoken
from rootzpub.wire.blocks import format_time, known_time

_FACTS_MOST: Final = 3
# Characters that are looked at, so that a long entry costs a feed no more than a short one.
_FACTS_REACH: Final = 4000
# Characters: neither a fragment nor a paragraph.
_FACT_LENGTHS: Final = range(15, 241)
_FIGURE: Final = re.compile(r"\d")
_WITHOUT_BLANKS: Final = re.compile("[\u2e80-\u9fff]")
_CONCEPTS_MOST: Final = 8
_CONCEPTS_REACH: Final = 8000


def author_name(entry: PublishedEntry) -> str | None:
    """The public display name; a name that is a mail address is not one the owner gave [wire §7.2]."""
    return entry.author if entry.author and not looks_like_mail(entry.author) else None


def language_members(entry: PublishedEntry | Spoken) -> Members:
    """Language and translations; left out where an entry has none of its own [wire §3.8]."""
    found: Members = {"language": entry.language} if entry.language else {}
    return found | ({"translations": dict(sorted(entry.translations.items()))} if entry.translations else {})


def feed_item(
    entry: PublishedEntry, settings: Settings, facts: SiteFacts, related: Callable[[PublishedEntry], list[str]]
) -> Members:
    """One item of the feed; `related` names the concepts of the site that it speaks of."""
    return {
        # As the plugin has it [wire §3c].
        "id": f"{entry.slug}-{entry.id}",
        "title": entry.title,
        "url": entry.url,
        "path": entry.path,
        "published": known_time(entry.published_at),
        "modified": format_time(entry.modified),
        "author": author_name(entry),
        "summary": public_text(entry.excerpt, settings),
        # The standard's name for the first of them.
        "category": entry.categories[0].name if entry.categories else None,
        "categories": [term.name for term in entry.categories],
        "tags": [term.name for term in entry.tags],
        "assertionType": assertion_type(entry, settings, facts),
        "license": license_type(settings.config.policies),
        "contentHash": entry.content_hash,
        "keyFacts": key_facts(entry, settings),
        "relatedConcepts": related(entry),
    }


def content_item(entry: PublishedEntry, settings: Settings, facts: SiteFacts) -> Members:
    """One item of the content document, with its markdown where whole texts are published."""
    categories = entry.categories
    found: Members = {
        "id": entry.id,
        "title": entry.title,
        "slug": entry.slug,
        "url": entry.url,
        "path": entry.path,
        "published": known_time(entry.published_at),
        "modified": format_time(entry.modified),
        "author": author_name(entry),
        "assertionType": assertion_type(entry, settings, facts),
        "excerpt": public_text(entry.excerpt, settings),
        "wordCount": entry.word_count,
        "contentHash": entry.content_hash,
        "featuredImage": entry.featured_image.url if entry.featured_image else None,
        "category": categories[0].name if categories else None,
        "categories": [term.name for term in categories],
        "tags": [term.name for term in entry.tags],
    }
    found |= language_members(entry)
    # Without whole texts the hash above stays (decision 0008).
    if settings.full_text:
        found["content"] = entry.markdown
    if entry.words_by:
        found["wordsBy"] = entry.words_by
    return found | facts_of(entry, settings)


def media_item(entry: PublishedEntry, settings: Settings, *, parent: PublishedEntry | None = None) -> Members:
    """One attachment: the file and what is known about it; `parent` is the published entry that it is attached to."""
    media = entry.media
    found: Members = {
        "id": entry.id,
        "title": entry.title,
        "path": entry.path,
        "uploaded": known_time(entry.published_at),
        "modified": format_time(entry.modified),
        "contentHash": entry.content_hash,
        "attachedTo": {"id": parent.id, "title": parent.title, "url": parent.url} if parent else None,
        "url": media.url if media else entry.url,
    }
    if media:
        found |= {
            "caption": public_text(media.caption, settings),
            "description": public_text(media.description, settings),
            "alt": public_text(media.alt, settings),
            "width": media.width or None,
            "height": media.height or None,
            "mime": media.mime or None,
            "exif": dict(media.exif),
        }
    return found


def key_facts(entry: PublishedEntry, settings: Settings) -> list[str]:
    """The first sentences of the entry that hold a figure or a date, word for word: at most three."""
    found: list[str] = []
    for sentence in sentences(entry.text, _FACTS_REACH):
        if len(sentence) in _FACT_LENGTHS and _FIGURE.search(sentence) and is_whole_sentence(sentence):
            fact = public_text(sentence, settings)
            if fact not in found:
                found.append(fact)
            if len(found) == _FACTS_MOST:
                break
    return found


def related_concepts(terms: Iterable[str]) -> Callable[[PublishedEntry], list[str]]:
    """A finder of those concepts that an entry names in title, terms or text: whole words, any case, at most eight."""
    by_key = {term.casefold(): term for term in terms if term.strip()}
    # Made once for a feed and not for each item; `key in said` below spares most of the searches.
    patterns = {key: _bounded(key) for key in by_key}

    def find(entry: PublishedEntry) -> list[str]:
        names = [entry.title, *(term.name for term in entry.terms), entry.text[:_CONCEPTS_REACH]]
        said = "\n".join(names).casefold()
        named = (term for key, term in by_key.items() if key in said and patterns[key].search(said))
        return list(itertools.islice(named, _CONCEPTS_MOST))

    return find


def _bounded(key: str) -> re.Pattern[str]:
    """A term as a pattern: on word edges where the script marks words, anywhere in scripts without spaces."""
    escaped = re.escape(key)
    return re.compile(escaped if _WITHOUT_BLANKS.search(key) else rf"(?<!\w){escaped}(?!\w)")
