"""From an entry's stored text to the HTML a visitor sees: WordPress's filters of `the_content`, in its order.

 1. page builders: the words of their trees, in place of the old text beside them
 7. shortcodes of code, then those of page builders
 8. `[embed]`, then addresses alone on a line
 9. blocks; a text with blocks skips step 11
    shortcodes of plugins, as far as they are known without them
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

import re
from dataclasses import replace

from rootzpub.site import Loss, TooCostly
from rootzpub.wordpress.rendering import core_shortcodes
from rootzpub.wordpress.rendering.autop import autop
from rootzpub.wordpress.rendering.blocks import render_blocks
from rootzpub.wordpress.rendering.builders import built, expand_shortcodes
from rootzpub.wordpress.rendering.code_shortcodes import code_shortcodes
from rootzpub.wordpress.rendering.context import RawEntry, Rendered, RenderSite
from rootzpub.wordpress.rendering.embeds import autoembed, embed_shortcodes
from rootzpub.wordpress.rendering.finishing import capital_p, smilies
from rootzpub.wordpress.rendering.foreign_shortcodes import Resolver
from rootzpub.wordpress.rendering.grammar import has_blocks
from rootzpub.wordpress.rendering.locales import is_listed
from rootzpub.wordpress.rendering.markup import escape, escape_url
from rootzpub.wordpress.rendering.media import attachment_link
from rootzpub.wordpress.rendering.page import KEPT, Page
from rootzpub.wordpress.rendering.remains import report_remains
from rootzpub.wordpress.rendering.shortcodes import expand, unautop
from rootzpub.wordpress.rendering.texturize import texturize

_LEFT_OVER = re.compile(rf"\[{KEPT} [0-9]+/\]")
_NAMES = core_shortcodes.NAMES | {KEPT}


def render(raw: str, *, entry: RawEntry, site: RenderSite) -> Rendered:
    """What an anonymous visitor sees of `raw`, the stored content of `entry`.

    Never raises for what the text holds; what cannot be rendered is in `losses`, and a text that costs more than its
    size justifies is `too_costly`.
    """
    page = Page(entry, site, _content, stored_size=len(raw))
    try:
        html = _content(page, raw)
    except (TooCostly, RecursionError, MemoryError):
        # What it showed so far tells when it is worth another try: when one of these changes, its revision does.
        return Rendered(html="", uses=frozenset(page.site.uses), too_costly=True)
    if not is_listed(page.writing.locale):
        page.log.add("untranslated", page.writing.locale)
    listed = bool(entry.id) and entry.id == page.writing.posts_page_id
    report_remains(html, page.log, shows_itself=listed or entry.attachment is not None)
    return Rendered(
        html=html,
        losses=tuple(_said(loss, html) for loss in page.log.losses()),
        uses=frozenset(page.site.uses),
        marks=frozenset(page.log.marks),
    )


def _said(loss: Loss, html: str) -> Loss:
    """A loss; of an embed that stands in a closed part without its address, which is seen before the part is closed."""
    address = loss.example.removesuffix("…")
    shown = loss.kind != "embed-as-link" or escape(address) in html or escape_url(address) in html
    return loss if shown else replace(loss, example="")


def _content(page: Page, raw: str) -> str:
    # 1. Before everything: what follows is the words of the page, whoever printed them.
    words = built(raw, page)
    table = core_shortcodes.handlers(page)
    # 7. and 8. Before blocks, whose embeds hold an address alone on its line.
    text = expand_shortcodes(code_shortcodes(words.text, page), page)
    text = autoembed(embed_shortcodes(text, page), page)
    # 9. to 11. Asked before the blocks are rendered, for afterwards their comments are gone. Shortcodes of plugins are
    # looked for in all that the blocks gave (one may open in one block and close in another), and before quotation
    # marks become others; in the words of a finished tree as well, which may hold guards.
    with_blocks = words.finished or has_blocks(text)
    resolver = Resolver(
        log=page.log,
        keep=page.keep,
        table=page.site.table,
        number=lambda: page.next_number("plugin-note"),
        parentheses=page.writing.notes_in_parentheses,
    )
    text = resolver.resolve(text if words.finished else render_blocks(text, page)) + resolver.footnotes()
    if not words.finished:
        text = texturize(text, page.quotes, shortcodes=_NAMES)
    if not with_blocks:
        text = autop(text, math_is_block=page.math_is_block)
    # 12. and 13. The media item comes before shortcodes are replaced, for its player is written as one.
    text = _before(page) + unautop(text, _NAMES)
    # 14. and 15.
    text = expand(capital_p(text, quote=page.quotes.double_open), table, page.log)
    # Those inside comments, where no shortcode is replaced.
    text = _LEFT_OVER.sub("", text) if KEPT in text else text
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
