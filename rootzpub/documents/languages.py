"""Which languages a site's entries have: the first, whose pages stand for the site, and the others."""

from collections.abc import Collection

from rootzpub.site import Site

NO_LANGUAGE = ""
"""Of entries that have no language of their own: they belong to every language."""


def first_languages(site: Site, named: str = "") -> tuple[str, ...]:
    """Tags of the site's first language, entries without one included; empty where the site has one language.

    `named` is the owner's own word; without it the site's counts, and where neither fits the most frequent one.
    """
    tags = [tag for tag, _ in site.languages()]
    if not tags:
        return ()
    wanted = (named or site.facts.language).lower()
    same = [tag for tag in tags if tag.lower() == wanted]
    alike = [tag for tag in tags if tag.partition("-")[0].lower() == wanted.partition("-")[0]]
    return (NO_LANGUAGE, *(same or alike or tags[:1]))


def other_languages(site: Site, first: Collection[str]) -> tuple[tuple[str, int], ...]:
    """The other languages with their number of entries, most first."""
    return tuple((tag, number) for tag, number in site.languages() if tag not in first)
