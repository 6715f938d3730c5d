"""What keeps a site's entries back beyond single ones, in sentences for its owner: closed sites, plugins, types.

Invariants: each sentence names the cause and the line of rootzpub.toml, or of the source's URL, that overrules it.
"""

from collections.abc import Iterator

from rootzpub.config import ContentTable
from rootzpub.publisher.rules import is_followed
from rootzpub.site import SiteFacts


def visibility_notes(facts: SiteFacts, content: ContentTable) -> Iterator[str]:
    """A sentence for each thing that keeps entries back and that the owner can overrule."""
    yield from closed_notes(facts, content)
    for plugin in facts.plugins:
        if not is_followed(plugin, content):
            yield (
                f"{plugin.name} decides who may read what, and {plugin.missing}: no entry is published until it is "
                f'confirmed; [content] publish_despite_access_plugins = ["{plugin.folder}"] says that it closes nothing'
            )
    if facts.unknown_types:
        names = ",".join(facts.unknown_types)
        yield f"not known to be public: {', '.join(facts.unknown_types)}; ?types={names} in [source] url opens them"


def closed_notes(facts: SiteFacts, content: ContentTable) -> Iterator[str]:
    """A sentence for each switch that closes the site, those aside that the owner overruled."""
    for closed in facts.closed:
        if not getattr(content, closed.setting):
            yield f"{closed}: left out; [content] {closed.setting} = true publishes all the same"
