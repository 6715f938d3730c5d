"""What an inline style hides, by CSS: relative sizes, inherited properties, sizes of nothing; media and words."""

import pytest

from rootzpub.markdown import convert
from rootzpub.markdown.hidden import sight
from rootzpub.markdown.styles import declarations
from tests.growth import assert_linear

SEEN = [
    "font-size:0.8em",
    "font-size:.8rem",
    "font-size:0.875em !important",
    "font-size:0.8vw",
    "font-size:80%",
    "font-size:1em",
    "font-size:12px",
    "font-size:0.7cm",
    "font-size:clamp(0.9rem, 0.8rem + 0.4vw, 1rem)",
    "font-size:calc(0.5rem + 0.3vw)",
    "font-size:var(--small)",
    "font-size:smaller",
    "font-size:1",
    "font:italic 0.9em/1.4 serif",
    "font:700 .8rem/0 sans-serif",
    "opacity:0.5",
    "opacity:.01",
    "opacity:50%",
    "text-indent:-1em",
    "text-indent:-100%",
    "text-indent:-108.0pt;margin-left:108.0pt",
    "text-indent:-9999",
    "height:1em;overflow:hidden",
    "width:1%;overflow:hidden",
    "max-height:0.5rem;overflow:hidden",
    "height:0;overflow:hidden;padding-bottom:56.25%",
    "height:0;overflow:hidden;padding:10px 0",
    "height:0;min-height:2em;overflow:hidden",
    "height:0",
    "width:0;min-width:100%;overflow:hidden",
    "margin-left:-50vw;left:50%;position:relative",
    "position:absolute;left:-20px",
    "display:none;display:block",
    "display:none;display:flex!important",
    "visibility:hidden;visibility:visible",
    "color:transparent;-webkit-background-clip:text;background:linear-gradient(#000,#fff)",
    "-webkit-text-fill-color:transparent;-webkit-text-stroke:1px #000",
    "color:#fff;background:#000",
    "color:#fff",
    "color:rgba(0,0,0,.5)",
    "transform:scale(0.9) translateX(-50%)",
    "clip-path:inset(0 0 10% 0)",
    'background:url("data:image/svg+xml;display:none")',
    "/* display:none */ color:red",
    "--display:none",
]

HIDDEN = [
    "font-size:0",
    "font-size:0em",
    "font-size:0.0rem",
    "font-size:.0%",
    "font-size:0vw",
    "font-size:1px",
    "font-size:.5px",
    "font-size:1pt",
    "font:0/0 a",
    "font: 0 serif",
    "opacity:0",
    "opacity:0%",
    "opacity:.0",
    "opacity:0.0",
    "opacity:00",
    "opacity:-1",
    "text-indent:-9999px",
    "text-indent:-999em",
    "text-indent:-100%;overflow:hidden;white-space:nowrap",
    "text-indent:100%;overflow:hidden;white-space:nowrap",
    "height:0;overflow:hidden",
    "height:0%;overflow:clip",
    "height:1px;width:1px;overflow:hidden",
    "max-height:0rem;overflow-y:hidden",
    "width:0;overflow:hidden;padding:10px 0",
    "height:0;overflow:hidden;padding:0 20px",
    "position:absolute;left:-9999px",
    "position:absolute;left:-625rem",
    "position:fixed;top:-100%",
    "margin-left:-9999px",
    "display:none",
    "display:NONE",
    "display:none!important;display:block",
    "display:none;display:sideways",
    "dis\\70 lay:none",
    "display:/**/none",
    "visibility:hidden",
    "visibility:collapse",
    "content-visibility:hidden",
    "filter:opacity(0)",
    "color:transparent",
    "color:#ffffff00",
    "color:rgb(0 0 0 / 0)",
    "color:rgba(255,255,255,0.0)",
    "color:white;background:#FFFFFF",
    "color:rgb(255,255,255);background-color:#fff",
    "transform:scale(0)",
    "transform:translate(-9999px, 0)",
    "clip:rect(0 0 0 0);position:absolute",
    "clip:rect(1px, 1px, 1px, 1px);position:absolute",
    "clip-path:inset(50%)",
    "clip-path:inset(0 100% 0 0)",
    "clip-path:circle(0)",
    "clip-path:polygon(0 0, 0 0, 0 0)",
]


@pytest.mark.parametrize("style", SEEN)
def test_style_that_hides_nothing(style):
    """A relative size, a later declaration, a gradient behind the letters: the words are there, and nothing is lost."""
    article = convert(f"<p>A</p><p style='{style}'>Small print</p>")

    assert (article.markdown, article.losses) == ("A\n\nSmall print\n", ())


@pytest.mark.parametrize("style", HIDDEN)
def test_style_that_hides(style):
    """The words are in the ledger and nowhere else."""
    article = convert(f"<p>A</p><p style='{style}'>Small print</p>")

    assert article.markdown == article.text + "\n" == "A\n"
    assert [(loss.kind, loss.example) for loss in article.losses] == [("hidden-text", "Small print")]


INHERITED = {
    "size of a mail's cell": ('<div style="font-size:0"><p style="font-size:16px">seen</p></div>', "seen", ()),
    "size by a word": ('<div style="font-size:0"><p style="font-size:medium">seen</p></div>', "seen", ()),
    "a share of nothing": ('<div style="font-size:0"><p style="font-size:2em">gone</p></div>', "", ("gone",)),
    "picture without a size of letters": (
        '<div style="font-size:0"><img src="/a.jpg" alt="A"></div>',
        "![A](/a.jpg)",
        (),
    ),
    "visible inside hidden": (
        '<div style="visibility:hidden">gone <span style="visibility:visible">seen</span> too</div>',
        "seen",
        ("gone too",),
    ),
    "hidden picture": ('<p style="visibility:hidden"><img src="/a.jpg" alt="A"></p>', "", ("A",)),
    "visible picture in it": (
        '<p style="visibility:hidden"><img src="/a.jpg" alt="A" style="visibility:visible"></p>',
        "![A](/a.jpg)",
        (),
    ),
    "indent taken back": ('<div style="text-indent:-9999px"><p style="text-indent:0">seen</p></div>', "seen", ()),
    "colour set anew": ('<div style="color:transparent">a<b style="color:#000">seen</b></div>', "**seen**", ("a",)),
    "background set anew": (
        '<div style="color:#fff;background:#fff"><p style="background:#000">seen</p></div>',
        "seen",
        (),
    ),
    "three deep": (
        (
            '<div style="visibility:hidden">a<p style="visibility:visible">b<i style="visibility:hidden">c</i>d</p>'
            "e</div>f"
        ),
        "bd\n\nf",
        ("a c e",),
    ),
    "none inside is for good": ('<div style="display:none"><p style="display:block">gone</p></div>', "", ("gone",)),
    "no opacity inside": ('<div style="opacity:0"><p style="opacity:1">gone</p></div>', "", ("gone",)),
    "link with a label": (
        '<p style="font-size:0"><a href="/x" title="t" aria-label="say">gone</a></p>',
        "",
        ("/x", "gone"),
    ),
    "link around what is seen": (
        '<p style="font-size:0"><a href="/x"><span style="font-size:1rem">seen</span></a></p>',
        "[seen](/x)",
        (),
    ),
    "quotation marks go along": ('<p style="font-size:0"><q>gone</q></p>', "", ("gone",)),
    "the attribute, shown by a style": ('<p hidden style="display:block">seen</p>', "seen", ()),
    "code": ('<pre style="font-size:0">gone<b style="font-size:9px">seen</b></pre>', "```\nseen\n```", ("", "gone")),
}


@pytest.mark.parametrize(("html", "markdown", "examples"), INHERITED.values(), ids=INHERITED)
def test_inherited_styles_are_judged_at_the_text(html, markdown, examples):
    """What may be set anew inside hides only where it holds; what closes an element closes all of it."""
    article = convert(html)

    assert article.markdown.rstrip("\n") == markdown
    assert tuple(loss.example for loss in article.losses) == examples


MEDIA = {
    "picture": ('<div style="display:none"><img src="/a.jpg" alt="A"></div>', "hidden-text", "A"),
    "picture without a text": ('<div aria-hidden="true"><img src="/a.jpg" alt=""></div>', "hidden-text", "/a.jpg"),
    "frame": ('<div hidden><iframe src="/f"></iframe></div>', "hidden-text", "/f"),
    "hidden frame": ('<iframe hidden src="/f"></iframe>', "hidden-text", "/f"),
    "player": ('<div hidden><video src="/v.mp4"></video></div>', "hidden-text", "/v.mp4"),
    "shared picture": ('<div class="sharedaddy"><img src="/s.png"></div>', "share-bar", "/s.png"),
    "links without words": ('<div class="sharedaddy"><a href="https://x.example/share"></a></div>', "share-bar",
                            "https://x.example/share"),
    "counting picture": ('<img style="display:none" width="1" height="1" src="https://c.example/p.gif">',
                         "tracking-pixel", "https://c.example/p.gif"),
    "drawing": ('<div style="display:none"><object data="/d.svg"></object></div>', "hidden-text", "/d.svg"),
    "all screens": ('<div class="elementor-hidden-desktop elementor-hidden-tablet elementor-hidden-mobile">t</div>',
                    "hidden-text", "t"),
    "all screens, a picture": (
        '<img class="vc_hidden-lg vc_hidden-md vc_hidden-sm vc_hidden-xs" src="/a.jpg" alt="A">', "hidden-text", "A"),
    "page in a frame": ('<iframe srcdoc="&lt;p&gt;Inside&lt;/p&gt;"></iframe>', "interactive", "Inside"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "kind", "example"), MEDIA.values(), ids=MEDIA)
def test_media_that_go_are_said(html, kind, example):
    """Pictures, players and frames are content, with words or without."""
    article = convert(f"<p>A</p>{html}")

    assert article.markdown == "A\n"
    assert [(loss.kind, loss.example) for loss in article.losses] == [(kind, example)]


def test_hidden_on_one_screen_is_seen_on_another():
    """Only all of a row's classes hide for good."""
    assert convert('<p class="elementor-hidden-tablet elementor-hidden-mobile">seen</p>').markdown == "seen\n"


@pytest.mark.parametrize(
    "repeated",
    ["padding:", "/*", "a:b;", "(", "translate(", "display:", "\\", "rect(", "'", "-", "color:rgb(", " ", "font:0 "],
)
@pytest.mark.slow("measures growth: two sizes of each style")
def test_a_style_costs_what_it_is_long(repeated):
    """Repeats of what a pattern begins with, as a hostile page has them."""

    def judge(style):
        sight(style)
        declarations(style)

    assert_linear(judge, lambda n: "height:0;overflow:hidden;" + repeated * n, 4_000)
