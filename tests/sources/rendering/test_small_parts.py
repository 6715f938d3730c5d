"""Markup, losses, locales, dates, orders, media and smilies: the small parts, each by itself."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from rootzpub.sources.rendering import KINDS, Attachment, ImageSize
from rootzpub.sources.rendering.collation import collated, natural
from rootzpub.sources.rendering.database_order import in_database_order
from rootzpub.sources.rendering.dates import format_date, iso_date
from rootzpub.sources.rendering.finishing import capital_p, smilies
from rootzpub.sources.rendering.locales import is_listed, locale_of
from rootzpub.sources.rendering.losses import LossLog
from rootzpub.sources.rendering.markup import escape, escape_url, one_line, pieces, strip_tags, tag_name
from rootzpub.sources.rendering.media import attachment_link, extension, image_tag, is_youtube_or_vimeo, player, scaled

MOMENT = datetime(2026, 3, 7, 15, 4, 5, tzinfo=ZoneInfo("Europe/Berlin"))
ENGLISH = locale_of("en_US")


# -- markup


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a<b>c", [("a", False), ("<b>", True), ("c", False)]),
        ("<!-- > -->x", [("<!-- > -->", True), ("x", False)]),
        ("<![CDATA[>]]>x", [("<![CDATA[>]]>", True), ("x", False)]),
        ("a<b", [("a", False), ("<b", True)]),
    ],
)
def test_pieces(text: str, wanted: list[tuple[str, bool]]) -> None:
    """Tags and text in turn, everything kept."""
    assert list(pieces(text)) == wanted


@pytest.mark.parametrize(("tag", "wanted"), [("<A b>", "a"), ("</pre>", "/pre"), ("<!-- x -->", ""), ("<br/>", "br")])
def test_tag_name(tag: str, wanted: str) -> None:
    """The name is in lower case, an end tag has a slash."""
    assert tag_name(tag) == wanted


def test_escape_keeps_entities() -> None:
    """Marks become entities, entities stay."""
    assert escape("<a href=\"x\">'&amp;' & &#8220; &no-entity;") == (
        "&lt;a href=&quot;x&quot;&gt;&#039;&amp;&#039; &amp; &#8220; &amp;no-entity;"
    )


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://a.b/c d?e=1&f=2&amp;g='", "https://a.b/c%20d?e=1&#038;f=2&#038;g=&#039;"),
        ("javascript:alert(1)", ""),
        ("JAVA\nSCRIPT:alert(1)", ""),
        ("a.mp3", "http://a.mp3"),
        ("/a", "/a"),
        ("#a", "#a"),
        ("?a:b", "?a:b"),
        ("index.php?a", "index.php?a"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        (" ", ""),
        ('https://a"<b>', "https://ab"),
    ],
)
def test_escape_url(url: str, wanted: str) -> None:
    """Only harmless addresses pass, written for an attribute."""
    assert escape_url(url) == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>a <b>b</b></p>", "a b"),
        ("a<script>x</script>b<style>y</style>", "ab"),
        ("a<script>x", "a"),
        ("1 < 2 <!-- c --> d", "1 < 2  d"),
        ("İ<script>x</script>", "İx"),
    ],
)
def test_strip_tags(html: str, wanted: str) -> None:
    """Text alone stays; a `<` that opens no tag stays too."""
    assert strip_tags(html) == wanted


def test_one_line() -> None:
    """White space becomes single spaces."""
    assert one_line(" a\n\t b ") == "a b"


# -- losses


def test_losses_are_counted_in_order_of_first_occurrence() -> None:
    """One line a kind, with the first example shortened to one line of 120 characters."""
    log = LossLog()
    log.add("form", "core/search")
    log.add("feed", "x\n" * 200)
    log.add("form", "other", count=2)
    first, second = log.losses()
    assert (first.kind, first.count, first.example) == ("form", 3, "core/search")
    assert (second.kind, len(second.example), "\n" in second.example) == ("feed", 120, False)


def test_kinds_are_closed() -> None:
    """A kind that is not in the table is a mistake in the code."""
    with pytest.raises(AssertionError, match="invented"):
        LossLog().add("invented", "")
    assert all(KINDS.values())


# -- locales and dates


@pytest.mark.parametrize(
    ("name", "month"), [("de_DE_formal", "März"), ("fr_CA", "mars"), ("en_GB", "March"), ("xx", "March"), ("", "March")]
)
def test_locale_falls_back_to_its_language(name: str, month: str) -> None:
    """Country, then language, then English."""
    assert locale_of(name).months[2] == month


@pytest.mark.parametrize(("name", "wanted"), [("de_AT", True), ("", True), ("eo", False)])
def test_is_listed(name: str, wanted: bool) -> None:
    """A language that is not known can be told."""
    assert is_listed(name) is wanted


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("F j, Y", "March 7, 2026"),
        ("d.m.y", "07.03.26"),
        ("D l N w z W", "Sat Saturday 6 6 65 10"),
        ("jS M n t L o", "7th Mar 3 31 0 2026"),
        ("g:i a, G:i A, h H s", "3:04 pm, 15:04 PM, 03 15 05"),
        ("u v e I O P T Z", "000000 000 Europe/Berlin 0 +0100 +01:00 CET 3600"),
        (r"\Y\e\a\r Y \\", "Year 2026 \\"),
        ("c", "2026-03-07T15:04:05+01:00"),
        ("r", "Sat, 07 Mar 2026 15:04:05 +0100"),
        ("U", "1772892245"),
        ("Y\\", "2026"),
    ],
)
def test_date_formats(pattern: str, wanted: str) -> None:
    """PHP's letters give what PHP gives."""
    assert format_date(MOMENT, pattern, ENGLISH) == wanted


def test_dates_speak_the_language_of_the_site() -> None:
    """Months and weekdays are translated."""
    assert format_date(MOMENT, "l, j. F Y", locale_of("de_DE")) == "Samstag, 7. März 2026"


@pytest.mark.parametrize(
    ("zone", "wanted"), [(UTC, "+00:00"), (timezone(timedelta(hours=-5)), "-05:00"), (None, "+00:00")]
)
def test_iso_dates_have_an_offset(zone: timezone | None, wanted: str) -> None:
    """A date for machines always tells its zone."""
    assert iso_date(datetime(2026, 1, 2, tzinfo=zone)) == f"2026-01-02T00:00:00{wanted}"


@pytest.mark.parametrize("letter", ["e", "T"])
def test_zones_without_a_name(letter: str) -> None:
    """A moment without a zone is told as UTC."""
    naive = datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None)
    assert format_date(naive, letter, ENGLISH) in {"UTC", "+00:00"}


# -- orders


def test_collation_ignores_case_and_accents() -> None:
    """Names sort as in the database."""
    assert sorted(["f", "Éa", "ea", "A"], key=collated) == ["A", "Éa", "ea", "f"]


def test_natural_order_counts() -> None:
    """Numbers within names are numbers."""
    assert sorted(["note 10", "Note 2", "2 notes"], key=natural) == ["2 notes", "Note 2", "note 10"]


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (10, [1, 9, 8, 7, 6, 5, 4, 3, 2, 10]),
        (13, [1, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 13]),
    ],
)
def test_equals_stand_where_mariadb_leaves_them(count: int, wanted: list[int]) -> None:
    """Observed outcomes of sorting rows that all compare as equal."""
    assert in_database_order(list(range(1, count + 1)), key=lambda _: 0) == wanted


@pytest.mark.parametrize("count", [1, 8, 39, 40, 41, 42, 200, 999, 1000, 1500])
def test_database_order_is_an_order(count: int) -> None:
    """Whatever happens to equals, the keys are in order and nothing is lost."""
    rows = [(each * 7919) % 31 for each in range(count)]
    assert in_database_order(rows, key=lambda row: row) == sorted(rows)


# -- smilies and names


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (":)", "🙂"),
        ("a :-D b", "a 😀 b"),
        ("a:)", "a:)"),
        ("<b>:(</b>", "<b>🙁</b>"),
        ("<code>:)</code> :)", "<code>:)</code> 🙂"),
        ("&nbsp;:?:&nbsp;", "&nbsp;❓&nbsp;"),
        ("http://a", "http://a"),
    ],
)
def test_smilies(text: str, wanted: str) -> None:
    """Smilies stand alone, and not in code."""
    assert smilies(text) == wanted


def test_the_green_smiley_is_a_picture() -> None:
    """The one smiley without an emoji."""
    assert 'src="https://a/wp-includes/images/smilies/mrgreen.png" alt=":mrgreen:"' in smilies(
        ":mrgreen:", home_url="https://a"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a Wordpress", "a WordPress"),
        ("(Wordpress)", "(WordPress)"),
        (">Wordpress", ">WordPress"),
        ("xWordpress", "xWordpress"),
        ("none", "none"),
    ],
)
def test_capital_p(text: str, wanted: str) -> None:
    """The name is mended where it begins a word."""
    assert capital_p(text) == wanted


# -- media

PICTURE = Attachment(
    id=1,
    url="https://a/x.jpg",
    page_url="https://a/x/",
    mime="image/jpeg",
    alt='a "b" <i>c</i>',
    width=600,
    height=400,
    sizes={"thumbnail": ImageSize(url="https://a/x-150x150.jpg", width=150, height=150)},
)


@pytest.mark.parametrize(
    ("size", "wanted"), [("thumbnail", ("https://a/x-150x150.jpg", 150, 150)), ("large", ("https://a/x.jpg", 600, 400))]
)
def test_scaled(size: str, wanted: tuple[str, int, int]) -> None:
    """A size that does not exist is the file itself."""
    assert scaled(PICTURE, size) == wanted


def test_image_tag_has_its_alternative_text() -> None:
    """Tags are taken out of it, marks escaped."""
    assert 'alt="a &quot;b&quot; c"' in image_tag(PICTURE, "full")


@pytest.mark.parametrize(
    ("to_file", "linked", "wanted"),
    [(True, True, "<a href='https://a/x.jpg'>"), (False, True, "<a href='https://a/x/'>"), (False, False, "<img ")],
)
def test_attachment_link(to_file: bool, linked: bool, wanted: str) -> None:
    """A picture leads to its page, to its file, or nowhere."""
    assert attachment_link(PICTURE, "full", to_file=to_file, linked=linked).startswith(wanted)


def test_what_is_no_picture_is_linked_by_title() -> None:
    """A document is shown by its name."""
    paper = Attachment(id=2, url="https://a/x.pdf", mime="application/pdf", title="A <b>paper</b>")
    assert attachment_link(paper, "full") == "<a href='https://a/x.pdf'>A paper</a>"


@pytest.mark.parametrize(("url", "wanted"), [("https://a/b.MP3?x", "mp3"), ("https://a/b", ""), ("http://[", "")])
def test_extension(url: str, wanted: str) -> None:
    """The extension is that of the path."""
    assert extension(url) == wanted


@pytest.mark.parametrize(
    ("url", "wanted"), [("https://www.youtube.com/watch?v=a", True), ("https://a.b", False), ("http://[", False)]
)
def test_is_youtube_or_vimeo(url: str, wanted: bool) -> None:
    """Only the two services WordPress's player knows."""
    assert is_youtube_or_vimeo(url) is wanted


def test_player_numbers_addresses() -> None:
    """The counter joins an address that has a query with an ampersand."""
    shown = player("audio", [("audio/mpeg", "https://a/b.mp3?c")], number=2, options={})
    assert 'src="https://a/b.mp3?c&#038;_=2"' in shown
