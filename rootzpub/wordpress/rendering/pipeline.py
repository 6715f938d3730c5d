"""From an entry's stored text to the HTML a visitor sees: WordPress's filters of `the_content`, in its order.

 1. page builders: their words, in place of their shortcodes or of the old text beside their tree
 8. `[embed]`, then addresses alone on a line
 9. blocks; a text with blocks skips step 11
10. typographic marks
11. paragraphs and breaks
12. no paragraphs around lone shortcodes
13. before a media item's text, the media itself
14. the name WordPress; shortcodes
15. smilies

The numbers from 8 to 10 are WordPress's own priorities; the later steps share 10, 11 and 20 there. Left out, because
nothing a reader sees depends on it: replacing insecure addresses of the site's own, and what is added to pictures for
loading.
"""

from rootzpub.wordpress.rendering import core_shortcodes
from rootzpub.wordpress.rendering.autop import autop
from rootzpub.wordpress.rendering.blocks import render_blocks
from rootzpub.wordpress.rendering.builders import built, expand_shortcodes
from rootzpub.wordpress.rendering.context import RawEntry, Rendered, RenderSite
from rootzpub.wordpress.rendering.embeds import autoembed, embed_shortcodes
from rootzpub.wordpress.rendering.finishing import capital_p, smilies
from rootzpub.wordpress.rendering.grammar import has_blocks
from rootzpub.wordpress.rendering.locales import is_listed
from rootzpub.wordpress.rendering.media import attachment_link
from rootzpub.wordpress.rendering.page import Page
from rootzpub.wordpress.rendering.shortcodes import expand, report_unknown, unautop
from rootzpub.wordpress.rendering.texturize import texturize


def render(raw: str, *, entry: RawEntry, site: RenderSite) -> Rendered:
    """What an anonymous visitor sees of `raw`, the stored content of `entry`.

    Never raises for what the text holds; what cannot be rendered is in `losses`.
    """
    page = Page(entry, site, _content, stored_size=len(raw))
    html = _content(page, raw)
    if not is_listed(page.writing.locale):
        page.log.add("untranslated", page.writing.locale)
    return Rendered(
        html=html,
        losses=page.log.losses(),
        uses=frozenset(page.site.uses),
        marks=frozenset(page.log.marks),
    )


def _content(page: Page, raw: str) -> str:
    # 1. Before everything: what follows is the words of the page, whoever printed them.
    words = built(raw, page)
    raw = expand_shortcodes(words.text, page)
    table = core_shortcodes.handlers(page)
    # Looked for in the raw text: later steps put entities for brackets and quotation marks.
    report_unknown(raw, table, page.log)
    # 8. Before blocks, whose embeds hold an address alone on its line.
    text = autoembed(embed_shortcodes(raw, page), page)
    # 9. to 11. Asked before the blocks are rendered, for afterwards their comments are gone.
    if not words.finished:
        with_blocks = has_blocks(text)
        text = texturize(render_blocks(text, page), page.quotes, shortcodes=core_shortcodes.NAMES)
        text = text if with_blocks else autop(text, math_is_block=page.math_is_block)
    # 12. and 13. The media item comes before shortcodes are replaced, for its player is written as one.
    text = _before(page) + unautop(text, core_shortcodes.NAMES)
    # 14. and 15.
    text = expand(capital_p(text, quote=page.quotes.double_open), table, page.log)
    return smilies(text, home_url=page.writing.home_url) if page.writing.use_smilies else text


def _before(page: Page) -> str:
    """What stands before a media item's description: its player, or its picture linked to the file."""
    item = page.entry.attachment
    if item is None or not item.url:
        return ""
    for kind in ("audio", "video"):
        if item.mime.startswith(f"{kind}/"):
            return f'[{kind} src="{item.url}"]'
    return f'<p class="attachment">{attachment_link(item, "medium", to_file=True)}</p>\n'
