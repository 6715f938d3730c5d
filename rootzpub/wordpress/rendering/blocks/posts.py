"""Blocks that show parts of a post: its title, date, excerpt, picture, terms, author, content and neighbours."""

from collections.abc import Sequence

from rootzpub.wordpress.rendering.blocks.post_texts import CUT, excerpt_of, title_of, trimmed
from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene, flag, number, text
from rootzpub.wordpress.rendering.dates import format_date, iso_date
from rootzpub.wordpress.rendering.grammar import Block
from rootzpub.wordpress.rendering.markup import escape, escape_url, strip_tags
from rootzpub.wordpress.rendering.media import image_tag
from rootzpub.wordpress.rendering.page import SINCE_6_3

_EXCERPT_LENGTH = 55


def title(block: Block, scene: Scene) -> Sequence[Piece]:
    """The title as a heading."""
    words = title_of(scene.entry, scene.page)
    if not words:
        return []
    if flag(block, "isLink"):
        words = f'<a href="{escape_url(scene.entry.url)}">{words}</a>'
    level = number(block, "level", 2)
    tag = f"h{level}" if 1 <= level <= 6 else "p"  # noqa: PLR2004 - HTML has six headings
    return [f'<{tag} class="wp-block-post-title">{words}</{tag}>']


def date(block: Block, scene: Scene) -> Sequence[Piece]:
    """When it was published, or changed."""
    entry, settings = scene.entry, scene.page.settings
    changed = text(block, "displayType") == "modified" or _is_bound_to_change(block)
    moment = entry.modified if changed else entry.date
    # A change before publication (a post scheduled in advance) is none that WordPress shows.
    if moment is None or (changed and entry.date and moment < entry.date):
        return []
    pattern = text(block, "format") or settings.date_format
    shown = escape(format_date(moment, pattern, scene.page.locale))
    if flag(block, "isLink"):
        shown = f'<a href="{escape_url(entry.url)}">{shown}</a>'
    return [f'<div class="wp-block-post-date"><time datetime="{iso_date(moment)}">{shown}</time></div>']


def _is_bound_to_change(block: Block) -> bool:
    """Newer blocks say it by a binding to the field `modified`."""
    metadata = block.attributes.get("metadata")
    return isinstance(metadata, dict) and "modified" in str(metadata.get("bindings"))


def excerpt(block: Block, scene: Scene) -> Sequence[Piece]:
    """The excerpt, with a link to the whole where the block has one."""
    words = excerpt_of(scene.entry, scene)
    # Only since 6.3 the block's own length counts (docs/rendering.md).
    if scene.page.settings.db_version >= SINCE_6_3:
        length = number(block, "excerptLength", _EXCERPT_LENGTH)
        words = trimmed(words, length, scene.page).replace(CUT, "&hellip;")
    if not words:
        return []
    more = text(block, "moreText")
    link = (
        f'<a class="wp-block-post-excerpt__more-link" href="{escape_url(scene.entry.url)}">{more}</a>' if more else ""
    )
    if flag(block, "showMoreOnNewLine", otherwise=True) and link:
        end = f'</p><p class="wp-block-post-excerpt__more-text">{link}</p>'
    else:
        end = f" {link}</p>"
    return [f'<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{words}{end}</div>']


def featured_image(block: Block, scene: Scene) -> Sequence[Piece]:
    """The featured image, if there is one."""
    image = scene.page.site.attachment(scene.entry.thumbnail_id) if scene.entry.thumbnail_id else None
    if image is None:
        return []
    linked = flag(block, "isLink")
    # A linked picture speaks for what it leads to, not for what it shows.
    title = strip_tags(title_of(scene.entry, scene.page)).strip() if linked else ""
    shown = image_tag(
        image, text(block, "sizeSlug", "post-thumbnail"), attributes={"alt": escape(title)} if title else None
    )
    if linked:
        shown = f'<a href="{escape_url(scene.entry.url)}">{shown}</a>'
    return [f'<figure class="wp-block-post-featured-image">{shown}</figure>']


def terms(block: Block, scene: Scene) -> Sequence[Piece]:
    """The post's categories, tags or other terms."""
    taxonomy = text(block, "term")
    found = scene.page.site.post_terms(scene.entry.id, taxonomy) if taxonomy else ()
    if not found:
        return []
    separator = text(block, "separator", ", ") or " "
    joint = f'<span class="wp-block-post-terms__separator">{escape(separator)}</span>'
    links = joint.join(f'<a href="{escape_url(term.url)}" rel="tag">{escape(term.name)}</a>' for term in found)
    before = _aside("prefix", text(block, "prefix"))
    behind = _aside("suffix", text(block, "suffix"))
    return [f'<div class="taxonomy-{escape(taxonomy)} wp-block-post-terms">{before}{links}{behind}</div>']


def _aside(kind: str, words: str) -> str:
    return f'<span class="wp-block-post-terms__{kind}">{words}</span>' if words else ""


def author(block: Block, scene: Scene) -> Sequence[Piece]:
    """The author's name; pictures of people and their biographies are not read."""
    found = scene.page.site.author(scene.entry.author_id)
    if found is None:
        return []
    if flag(block, "showBio"):
        scene.page.log.add("author-profile", "biography")
    byline = text(block, "byline")
    line = f'<p class="wp-block-post-author__byline">{byline}</p>' if byline else ""
    name = f'<p class="wp-block-post-author__name">{escape(found.name)}</p>'
    return [f'<div class="wp-block-post-author"><div class="wp-block-post-author__content">{line}{name}</div></div>']


def author_name(_block: Block, scene: Scene) -> Sequence[Piece]:
    """The author's name alone."""
    found = scene.page.site.author(scene.entry.author_id)
    return [f'<div class="wp-block-post-author-name">{escape(found.name)}</div>'] if found else []


def author_profile(block: Block, scene: Scene) -> Sequence[Piece]:
    """Biographies and pictures of people are not read."""
    scene.page.log.add("author-profile", block.name)
    return []


def content(_block: Block, scene: Scene) -> Sequence[Piece]:
    """The whole content of the post, unless it is the one being shown."""
    reference = f"post:{scene.entry.id}"
    page = scene.page.within(scene.entry, inside=scene.inside | {reference})
    if reference in scene.inside or not scene.page.within(scene.entry, inside=scene.inside).may_enter(reference):
        if reference in scene.inside:
            scene.page.log.add("recursion", reference)
        return []
    html = page.render_content(page, scene.entry.content) if page.may_add(scene.entry.content) else ""
    return [f'<div class="entry-content wp-block-post-content">{html}</div>'] if html else []


def navigation_link(block: Block, scene: Scene) -> Sequence[Piece]:
    """The post before or after this one."""
    newer = text(block, "type", "next") != "previous"
    found = scene.page.site.neighbour(scene.entry, newer=newer)
    if found is None:
        return []
    name = title_of(found, scene.page)
    label = text(block, "label") or ("Next" if newer else "Previous")
    if flag(block, "showTitle"):
        label = f"{label}: {name}" if flag(block, "linkLabel") or text(block, "label") else name
    link = f'<a href="{escape_url(found.url)}" rel="{"next" if newer else "prev"}">{label}</a>'
    return [f'<div class="post-navigation-link wp-block-post-navigation-link">{link}</div>']


def read_more(block: Block, scene: Scene) -> Sequence[Piece]:
    """A link to the whole post."""
    words = text(block, "content") or "Read more"
    if scene.page.settings.db_version >= SINCE_6_3:
        words += f'<span class="screen-reader-text">: {title_of(scene.entry, scene.page)}</span>'
    return [f'<a class="wp-block-read-more" href="{escape_url(scene.entry.url)}">{words}</a>']


def comments(block: Block, scene: Scene) -> Sequence[Piece]:
    """What visitors wrote is not what the site publishes."""
    scene.page.log.add("comments", block.name)
    return []
