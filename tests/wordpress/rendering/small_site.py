"""A site small enough to read in one look, for tests of what rendering asks of a site."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rootzpub.site import Author, Term
from rootzpub.wordpress.rendering import (
    Attachment,
    ImageSize,
    Link,
    RawEntry,
    Rendered,
    RenderSettings,
    render,
)
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite

HOME = "https://site.example"
START = datetime(2026, 5, 1, 12, tzinfo=UTC)


def _picture(number: int, **given: object) -> Attachment:
    picture = Attachment(
        id=number,
        url=f"{HOME}/p{number}.jpg",
        page_url=f"{HOME}/p{number}/",
        mime="image/jpeg",
        title=f"Picture {number}",
        alt=f"alt {number}",
        caption=f"Caption {number}",
        parent_id=1,
        width=600,
        height=400,
        sizes={"thumbnail": ImageSize(url=f"{HOME}/p{number}-150x150.jpg", width=150, height=150)},
    )
    return replace(picture, **given)  # type: ignore[arg-type]


def post(number: int, **given: object) -> RawEntry:
    """A post, the higher its number the newer."""
    entry = RawEntry(
        id=number,
        title=f"Post {number}",
        url=f"{HOME}/post-{number}/",
        date=START + timedelta(days=40 * number),
        modified=START + timedelta(days=40 * number, hours=1),
        content=f"Content of {number}.",
        author_id=1,
    )
    return replace(entry, **given)  # type: ignore[arg-type]


def page(number: int, title: str, parent: int = 0, order: int = 0) -> RawEntry:
    """A page."""
    return post(number, type="page", title=title, parent_id=parent, menu_order=order, url=f"{HOME}/{title.lower()}/")


def _term(number: int, name: str, count: int, *, taxonomy: str = "category", parent: int = 0) -> Term:
    slug = name.lower()
    url = f"{HOME}/{taxonomy}/{slug}/"
    return Term(id=number, taxonomy=taxonomy, slug=slug, name=name, url=url, parent_id=parent, count=count)


NEWS, LOCAL, EMPTY = _term(1, "News", 2), _term(2, "Local & near", 1, parent=1), _term(3, "Empty", 0)
RED, BLUE = _term(4, "red", 2, taxonomy="post_tag"), _term(5, "blue", 5, taxonomy="post_tag")

SITE = MemoryRenderSite(
    settings=RenderSettings(name="Site & Co", tagline="We say 'hi'", home_url=HOME, logo_id=9),
    entries=[
        post(1, thumbnail_id=7),
        post(2, excerpt="Own excerpt"),
        post(3, title='It\'s "three"'),
        post(4, title="SECRET", content="SECRET"),
        page(20, "Beta"),
        page(21, "Alpha"),
        page(22, "Inner", parent=20),
        page(23, "First", order=-1),
        page(24, "Orphan", parent=999),
    ],
    attachments=[
        _picture(7),
        _picture(8, menu_order=-1, caption=""),
        _picture(9, parent_id=0, alt=""),
        _picture(10, mime="audio/mpeg", url=f"{HOME}/a.mp3", parent_id=2, title='Song "one"'),
        _picture(11, mime="video/mp4", url=f"{HOME}/v.mp4", parent_id=3),
    ],
    terms_by_taxonomy={"category": [NEWS, LOCAL, EMPTY], "post_tag": [RED, BLUE]},
    terms_by_post={1: [NEWS, RED], 2: [LOCAL]},
    authors=[Author(id=1, name="Ada <L>")],
    blocks={
        50: "<!-- wp:paragraph --><p>reused</p><!-- /wp:paragraph -->",
        51: '<!-- wp:block {"ref":51} /--><p>self</p>',
        52: '<!-- wp:paragraph {"metadata":{"name":"N",'
        '"bindings":{"__default":{"source":"core/pattern-overrides"}}}} -->'
        '<p class="c">default</p><!-- /wp:paragraph -->',
    },
    patterns={"theme/hello": "<!-- wp:paragraph --><p>pattern</p><!-- /wp:paragraph -->"},
    navigations={60: '<!-- wp:navigation-link {"label":"Kept","url":"/kept"} /-->'},
    menus={"primary": [Link(label="Top", url="/top", children=(Link(label="Below", url=""),))]},
    hidden_ids=frozenset({4}),
    archive_url=lambda start, period: f"{HOME}/{period}/{start:%Y-%m-%d}/",
)


def shown(raw: str, *, entry: RawEntry | None = None, site: MemoryRenderSite = SITE) -> Rendered:
    """What the text becomes on the site, as the content of its first post."""
    return render(raw, entry=entry or SITE.entries[0], site=site)


def html(raw: str, *, entry: RawEntry | None = None, site: MemoryRenderSite = SITE) -> str:
    """Only the HTML."""
    return shown(raw, entry=entry, site=site).html


def kinds(raw: str, *, site: MemoryRenderSite = SITE) -> dict[str, int]:
    """The losses by kind; that nothing else stands in a text of one thing is none."""
    return {loss.kind: loss.count for loss in shown(raw, site=site).losses if loss.kind != "empty-entry"}
