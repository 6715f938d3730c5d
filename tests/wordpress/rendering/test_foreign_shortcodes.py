"""Shortcodes of plugins without their plugins: nothing guarded gets out, and nothing that can be known is lost."""

import pytest

from rootzpub.wordpress.rendering import DataTable, RenderSettings
from rootzpub.wordpress.rendering.foreign_shortcodes import Resolver, without_shortcodes
from rootzpub.wordpress.rendering.guard_shortcodes import guards, guards_the_rest
from rootzpub.wordpress.rendering.layout_shortcodes import LAYOUT
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.markup import strip_tags
from tests.growth import assert_linear
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import html, kinds, shown

ACROSS_BLOCKS = (
    "<!-- wp:shortcode -->[members_only]<!-- /wp:shortcode -->"
    "<!-- wp:group --><div><!-- wp:paragraph --><p>SECRET</p><!-- /wp:paragraph --></div><!-- /wp:group -->"
    "<!-- wp:shortcode -->[/members_only]<!-- /wp:shortcode --><p>after</p>"
)
GUARDED = [
    '<p>before</p>[members_only level="gold" to="x"]SECRET[/members_only] after',
    '[membership level="1"]SECRET[/membership] after',
    "[restrict]SECRET[/restrict] after",
    "[mepr-active membership='1']SECRET[/mepr-active] after",
    "[members_logged_in]SECRET[/members_logged_in] after",
    "[wcm_restrict]SECRET[/wcm_restrict] after",
    "[um_loggedin]SECRET[/um_loggedin] after",
    "[s2If current_user_can(access_s2member_level1)]SECRET[/s2If] after",
    '[content_protector password="SECRET"]SECRET[/content_protector] after',
    "[private]SECRET[/private] after",
    "[content_control]SECRET[/content_control] after",
    "[anything]SECRET[/anything] after",
    '[anything title="SECRET"]SECRET[/anything] after',
    "[MEMBERS_ONLY]SECRET[/members_only] after",
    "[members_only]SECRET[members_only]SECRET[/members_only]SECRET[/members_only] after",
    "[members_only][one_half]SECRET[/one_half][/members_only] after",
    "[one_half][members_only]SECRET[/members_only]after[/one_half]",
    '[x if="a<b"]SECRET[/x] after',
    '[x if="]"]SECRET[/x] after',
    "[x\nif='a'<br />\n]SECRET[/x] after",
    "[members_only]\n\n<p>SECRET</p>\n\n<ul><li>SECRET</li></ul>\n\n[/members_only]\n\nafter",
    "<code>[members_only]SECRET[/members_only]</code> after",
    "<!--> [members_only]SECRET[/members_only] --> after",
    "a < b [members_only]SECRET[/members_only] after",
    '<a href="[page_link key=SECRET]" title="[members_only]SECRET[/members_only]">after</a>',
    "[su_tab title='after'][private]SECRET[/private][/su_tab]",
    "after[efn_note]x[members_only]SECRET[/members_only][/efn_note]",
    '[gmap key="SECRET"] after',
    '[gmap key="SECRET" title="a [b] c" more="SECRET"] after',
    '[gmap key="SECRET" after',
    "[gmap key=“SECRET”] after",
    "[gmap key=&quot;SECRET&quot;] after",
    '[mailto to="SECRET@example.org"][mailto SECRET@example.org] after',
    '[soundcloud url="https://soundcloud.com/a/after?secret_token=SECRET"]',
    '[youtube id="SECRET" api_key="SECRET"] after',
    "[caption width='10']<img src='a.png'/> after [members_only]SECRET[/members_only][/caption]",
    ACROSS_BLOCKS,
]


@pytest.mark.parametrize("raw", GUARDED)
def test_no_word_of_a_closed_part_gets_out(raw: str) -> None:
    """Neither into the HTML nor into a loss; what stands beside it stays."""
    page = shown(raw)
    assert "SECRET" not in f"{page.html} {page.losses} {page.marks}"
    assert "after" in page.html


@pytest.mark.parametrize(
    "raw",
    [
        "before [members_only]SECRET",
        "before [restrict paid='true']SECRET <p>SECRET</p>",
        "<p>before</p><!-- wp:shortcode -->[login-required]<!-- /wp:shortcode --><p>SECRET</p>",
    ],
)
def test_a_guard_that_is_never_closed_takes_the_rest(raw: str) -> None:
    """What an author meant to close is not published because a closing tag is missing."""
    page = shown(raw)
    assert "before" in page.html
    assert "SECRET" not in f"{page.html} {page.losses}"


@pytest.mark.parametrize("raw", ["[wpmem_form login] after", "[members_list] after", "[mepr-login-form /] after"])
def test_forms_and_lists_of_membership_plugins_take_nothing_with_them(raw: str) -> None:
    """They stand alone, as their names say."""
    assert html(raw) == "<p> after</p>\n"


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("[um_loggedout]Join us[/um_loggedout]", "Join us"),
        ('[membership level="0"]Join us[/membership]', "Join us"),
        ('[pms-restrict display_to="not_logged_in"]Join us[/pms-restrict]', "Join us"),
    ],
)
def test_what_is_for_visitors_is_shown(raw: str, wanted: str) -> None:
    """A visitor is who has not logged in."""
    assert html(raw) == f"<p>{wanted}</p>\n"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("[one_half]A[/one_half][one_half_last]B[/one_half_last]", "A B"),
        ("[dropcap]O[/dropcap]nce upon", "Once upon"),
        ("[row][col span='6']A[/col][col span='6']B[/col][/row]", "A B"),
        (
            '[su_tabs][su_tab title="First"]one[/su_tab][su_tab title="Second"]two[/su_tab][/su_tabs]',
            "First one Second two",
        ),
        ('[toggle title="Q & A"]answer[/toggle]', "Q &amp; A answer"),
        ('[button url="https://x.example/"]Go[/button]', "Go"),
        ('[button text="Go" link="/a/" /]', "Go"),
        ("[su_list][su_highlight]a[/su_highlight]b[/su_list]", "ab"),
        ("[/one_half]stray", "stray"),
    ],
)
def test_layout_keeps_its_words(raw: str, words: str) -> None:
    """The tags go, and titles stand before what they open; columns stay apart."""
    text = strip_tags(html(raw).replace("</div>", " ").replace("</strong>", " ").replace("<div>", " "))
    assert " ".join(text.split()) == words


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ('[button url="https://x.example/a"]Go[/button]', '<a href="https://x.example/a">Go</a>'),
        ('[button url="mailto:a@x.example"]Go[/button]', "Go"),
        ("[button url='javascript:x']Go[/button]", "Go"),
        ("[img]https://x.example/a.png[/img]", "https://x.example/a.png"),
        ('[image src="https://x.example/a.png" alt="A saw" /]', '<img src="https://x.example/a.png" alt="A saw" />'),
    ],
)
def test_buttons_lead_and_pictures_show(raw: str, wanted: str) -> None:
    """Addresses of the web alone."""
    assert html(raw).strip() == f"<p>{wanted}</p>"


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (
            "[youtube=https://www.youtube.com/watch?v=dQw4w9WgXcQ&w=320&h=240]",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        ("[youtube https://youtu.be/dQw4w9WgXcQ]", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("[youtube]dQw4w9WgXcQ[/youtube]", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("[vimeo 123456]", "https://vimeo.com/123456"),
        ("[vimeo=https://vimeo.com/123456?h=abc]", "https://vimeo.com/123456"),
        ("[gist]https://gist.github.com/a/0123456789[/gist]", "https://gist.github.com/a/0123456789"),
        ('[soundcloud url="https://soundcloud.com/a/b" params="auto_play=true"]', "https://soundcloud.com/a/b"),
    ],
)
def test_media_are_links_to_what_they_show(raw: str, address: str) -> None:
    """Made anew from the identifier."""
    assert html(raw) == f'<p><a href="{address}">{address}</a></p>\n'


def test_media_of_another_host_are_unknown() -> None:
    """An address that is not the provider's is an argument like any other."""
    assert kinds("[youtube https://evil.example/watch?v=dQw4w9WgXcQ]") == {"unknown-shortcode": 1}


@pytest.mark.parametrize("raw", ["[latex]e^{x}[/latex]", "$latex e^{x}$", "$latex e^{x}&s=2$"])
def test_formulas(raw: str) -> None:
    """TeX without what says how large it is."""
    assert html(raw) == '<p><span class="wp-katex-eq">e^{x}</span></p>\n'


def test_footnotes_stand_at_the_end() -> None:
    """Each with a way there and back, in the order of the text."""
    page = html("One[efn_note]first[/efn_note] two[ref]second[/ref].")
    assert '<a href="#plugin-note-2" id="plugin-note-2-link">2</a></sup>.</p>' in page
    assert page.index('<li id="plugin-note-1">first ') < page.index('<li id="plugin-note-2">second ')


def test_notes_inside_notes_end() -> None:
    """As deep as anybody writes them, and no deeper."""
    names = ["footnote", "efn_note", "ref", "mfn", "fn", "sidenote", "endnote", "note_ref", "footnotes_note"]
    raw = "".join(f"[{name}]x" for name in names) + "".join(f"[/{name}]" for name in reversed(names))
    assert kinds(f"a{raw}") == {"recursion": 1}


TABLE_SITE = MemoryRenderSite(
    tables={"1": DataTable(rows=(("Tool", "Price"), ("Saw\n[my_icon]", "<b>9</b>")), head=True)}
)


def test_a_table_of_tablepress_is_shown() -> None:
    """Its first row names the columns; cells hold HTML."""
    assert html("[table id=1 /]", site=TABLE_SITE).strip() == (
        "<table><thead><tr><th>Tool</th><th>Price</th></tr></thead>"
        "<tbody><tr><td>Saw<br /></td><td><b>9</b></td></tr></tbody></table>"
    )


def test_a_table_that_is_not_there_is_reported() -> None:
    """As any shortcode that nobody knows."""
    assert kinds("[table id=2 /]", site=TABLE_SITE) == {"unknown-shortcode": 1}


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("[[gmap key=x]]", "[gmap key=x]"),
        ("[[members_only]x[/members_only]]", "[members_only]x[/members_only]"),
        ("<code>[gmap key=x]</code>", "<code>[gmap key=x]</code>"),
        ("[sic] [1] list[i]", "[sic] [1] list[i]"),
    ],
)
def test_what_is_meant_to_be_read_stays(raw: str, wanted: str) -> None:
    """Escaped shortcodes with single brackets; code and prose as they are."""
    page = shown(raw)
    assert (page.html, page.losses) == (f"<p>{wanted}</p>\n", ())


@pytest.mark.parametrize("raw", ["[my_plugin_map]", "[woocommerce_cart]", "[display-posts]", "[tx_b]"])
def test_every_shape_is_reported_and_marked(raw: str) -> None:
    """Also those that an earlier rule did not see."""
    page = shown(f"Words.\n\n{raw}")
    assert [(loss.kind, loss.example) for loss in page.losses] == [("unknown-shortcode", raw)]
    assert page.marks == {"unknown-shortcode"}


def test_plain_entries_have_no_mark() -> None:
    """Nor have those that are only laid out."""
    assert shown("[one_half]Words[/one_half] and [gallery].").marks == frozenset()


def test_short_texts_are_closed_as_well() -> None:
    """An excerpt written by hand."""
    assert without_shortcodes("Come [members_only]SECRET[/members_only] in [sic]") == "Come  in [sic]"


@pytest.mark.parametrize("name", ["members_only", "private", "restrict", "s2if", "login-required", "membership"])
def test_guards_take_the_rest(name: str) -> None:
    """These open a part."""
    assert guards_the_rest(name)


@pytest.mark.parametrize("name", ["members_list", "login_form", "premium_slider", "pmpro_account", "gallery"])
def test_others_do_not(name: str) -> None:
    """These show something of their own."""
    assert not guards_the_rest(name)


def test_no_layout_is_a_guard() -> None:
    """A name cannot be in both tables: the inside of a guard would be shown."""
    assert [name for name in LAYOUT if guards(name)] == []


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    "piece", ["[a_b]", "[x]y[/x]", "[box]", "[ref]a[/ref]", "[members_only]", "[[a b=1]] ", "$latex a"]
)
def test_time_grows_with_the_text(piece: str) -> None:
    """From the first tag to the last."""
    assert_linear(lambda text: Resolver(log=LossLog(), keep=str).resolve(text), lambda size: piece * size, 300)


PARENTHESES = MemoryRenderSite(settings=RenderSettings(notes_in_parentheses=True))


def test_notes_in_double_parentheses() -> None:
    """Only where a plugin makes them."""
    raw = "Text((a note (inside))) and f((x))"
    assert '<li id="plugin-note-1">a note (inside) ' in html(raw, site=PARENTHESES)
    assert html(raw) == f"<p>{raw}</p>\n"


def test_embeds_of_closed_parts_leave_no_address_in_a_loss() -> None:
    """They are looked up before shortcodes are known."""
    page = shown("after\n\n[members_only]\nhttps://example.org/SECRET\n[/members_only]")
    assert "SECRET" not in f"{page.html} {page.losses}"


def test_damaged_blocks_are_named_and_not_quoted() -> None:
    """The text may begin with what is hidden."""
    page = shown('<!-- wp:group --><!-- wp:paragraph {"metadata":{"blockVisibility":false}} --><p>SECRET</p>')
    assert "SECRET" not in f"{page.html} {page.losses}"
