"""`/llms.txt`: the site in one page."""

import llms_txt
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rootzpub.errors import NotFound
from rootzpub.site import MenuItem
from rootzpub.store import MemorySite
from tests.documents.making import built_paths, ordinary, page, read, settings, site
from tests.documents.test_llms_syntax import NASTY
from tests.site_making import make_entry

PATH = "/llms.txt"


def test_it_has_head_and_sections_of_the_wire() -> None:
    """H1, blockquote, intro with licence and permissions, the sections in order."""
    text = read(ordinary(), PATH).text
    assert text.startswith("# Example Ltd\n\n> Example Ltd: Widgets, measured. We measure widgets")
    assert "License: All Rights Reserved.\n\nQuoting is allowed;" in text
    assert [line[3:] for line in text.split("\n") if line.startswith("## ")] == [
        *("About", "Recent Posts", "Policies", "For AI Agents", "Optional"),
    ]
    assert text.endswith("\n")


def test_sector_and_tagline_stand_in_the_intro_where_the_summary_leaves_them_out() -> None:
    """The blockquote is the owner's summary."""
    given = settings(identity={"summary": "We weigh.", "sector": ["metrology", "trade"]})
    text = read(ordinary(), PATH, given).text
    assert text.startswith("# Example Ltd\n\n> We weigh.\n\nWidgets, measured\n\nSector: metrology, trade.\n")


def test_nothing_but_list_items_under_a_section() -> None:
    """Each line `- [title](url)` or `- [title](url): note`."""
    text = read(ordinary(), PATH).text
    below = text.partition("\n## ")[2].split("\n")[1:]
    assert all(line.startswith(("- [", "## ")) for line in below if line)


def test_the_reference_parser_reads_it() -> None:
    """Title, summary, and every link of every section."""
    of = ordinary()
    parsed = llms_txt.parse_llms_file(read(of, PATH).text)
    assert (parsed.title, parsed.summary) == (
        "Example Ltd",
        "Example Ltd: Widgets, measured. We measure widgets since 1999. Nine people work here.",
    )
    assert [item.title for item in parsed.sections["Recent Posts"]] == [f"Entry {n}" for n in range(129, 119, -1)]
    assert [item.url for item in parsed.sections["About"]] == [
        *(f"https://example.com/{slug}/" for slug in ("about", "products", "contact")),
        "https://example.com/.well-known/ai",
    ]


@pytest.mark.parametrize("title", NASTY)
def test_nasty_titles_keep_it_readable(title: str) -> None:
    """One link for the page, whatever its title is; the site's own name too."""
    of = site(page(1, "x", title), facts={"name": title, "tagline": title})
    parsed = llms_txt.parse_llms_file(read(of, PATH).text)
    assert [item.url for item in parsed.sections["Key Pages"]] == ["https://example.com/x/"]


@pytest.mark.slow("more than a tenth of a second a case")
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=80)), max_size=4), st.text(max_size=30))
@hypothesis_settings(max_examples=60)
def test_any_site_gives_a_readable_llms_txt(entries: list[tuple[str, str]], name: str) -> None:
    """As many links as pages; never an extra section."""
    pages = [page(n, f"x{n}", title, text=text) for n, (title, text) in enumerate(entries, start=1)]
    of = site(*pages, facts={"name": name, "tagline": name, "privacy_page_id": 0})
    parsed = llms_txt.parse_llms_file(read(of, PATH, settings(identity={"summary": name})).text)
    known = {"About", "Key Pages", "Recent Posts", "Policies", "For AI Agents", "Optional"}
    assert set(parsed.sections) <= known
    linked = [item.url for section in ("About", "Key Pages", "Policies") for item in parsed.sections.get(section, [])]
    assert {f"https://example.com/x{n}/" for n in range(1, len(pages) + 1)} <= set(linked)


def test_fifteen_key_pages_the_menu_first_and_the_rest_optional() -> None:
    """Front page and menu, then menu order; the overflow up to pages_limit; then the way to all."""
    pages = [page(n, f"p{n:02}", f"P{n:02}", menu_order=n) for n in range(1, 41)]
    of = site(*pages, facts={"front_page_id": 9, "menu": (MenuItem(title="x", url="", entry_id=30),)})
    sections = llms_txt.parse_llms_file(read(of, PATH).text).sections
    assert [item.title for item in sections["Key Pages"]] == [
        "P09",
        "P30",
        *(f"P{n:02}" for n in (*range(1, 9), *range(10, 15))),
    ]
    optional = [item.title for item in sections["Optional"]]
    assert len(optional) == 16
    assert optional[-1] == "All 40 published entries"


def test_pages_that_another_section_shows_are_not_key_pages() -> None:
    """About and policy pages stand once."""
    sections = llms_txt.parse_llms_file(read(ordinary(), PATH).text).sections
    assert "Key Pages" not in sections
    assert [item.title for item in sections["Policies"]] == ["Privacy Policy", "Policies"]


def test_limits_are_the_owners() -> None:
    """No posts, no pages, no notes."""
    given_ = settings(llms={"posts_limit": 0, "pages_limit": 0, "excerpts": False})
    text = read(site(page(1, "x", "X"), make_entry(2)), PATH, given_).text
    sections = llms_txt.parse_llms_file(text).sections
    assert not {"Key Pages", "Recent Posts"} & set(sections)
    noted = read(site(page(1, "x", "X")), PATH).text
    assert "- [X](https://example.com/x/): Text of entry 1." in noted
    bare = read(site(page(1, "x", "X")), PATH, settings(llms={"excerpts": False})).text
    assert "- [X](https://example.com/x/)\n" in bare


def test_agents_find_documents_and_tools_that_answer() -> None:
    """Absolute addresses; required parameters carry an example of this site; the owner's tool is not listed."""
    given_ = settings(feed={"enabled": False}, serve={"owner_token": "env:OWNER"})
    sections = llms_txt.parse_llms_file(read(ordinary(), PATH, given_).text).sections
    by_title = {item.title: item.url for item in (*sections["About"], *sections["For AI Agents"])}
    assert by_title["AI discovery document"] == "https://example.com/.well-known/ai"
    assert by_title["searchContent"] == "https://example.com/wp-json/rootz/v1/search?q=Example"
    assert by_title["getPage"] == "https://example.com/wp-json/rootz/v1/page?path=%2Fcontact%2F"
    assert not {"Feed", "getFeed", "getContext"} & set(by_title)


def test_an_empty_site_points_home() -> None:
    """The home page is what there is; no section is empty."""
    text = read(site(), PATH).text
    assert "## About\n\n- [Example Ltd](https://example.com/): Widgets, measured\n" in text
    assert "verifyPageHash](https://example.com/wp-json/rootz/v1/verify?page=%2F)" in text


def test_licence_terms_and_contact_stand_in_the_intro() -> None:
    """The licence with its address, the owner's terms, whom to ask."""
    given_ = settings(policies={"license": "cc-by-4.0", "terms": "Be kind."}, contact={"ai_email": "ai@example.com"})
    info = llms_txt.parse_llms_file(read(ordinary(), PATH, given_).text).info
    assert "License: [CC-BY-4.0](https://creativecommons.org/licenses/by/4.0/)." in info
    assert "Be kind." in info
    assert "Contact: ai@example.com" in info


def test_the_full_text_is_named_where_there_is_one() -> None:
    """llms-full.txt stands under Optional when it is published."""
    assert "llms-full.txt" in read(ordinary(), PATH, settings(llms={"full": True})).text
    assert "llms-full.txt" not in read(ordinary(), PATH).text


def test_the_stamp_is_the_owners_choice() -> None:
    """A section, or the plugin's footer."""
    assert read(ordinary(), PATH).stamp == "section"
    assert read(ordinary(), PATH, settings(llms={"stamp": "rootz"})).stamp == "rootz"


def test_switched_off_it_is_not_there() -> None:
    """Neither short nor full."""
    with pytest.raises(NotFound):
        read(ordinary(), PATH, settings(llms={"enabled": False}))


# [llms] languages
def speaking() -> MemorySite:
    """A site in English, with pages and posts in French and German."""
    fr, de = {"language": "fr-FR"}, {"language": "de-DE"}
    return site(
        page(1, "about", "About us", language="en-US"),
        page(2, "a-propos", "A propos", path="/fr/a-propos/", **fr),
        page(3, "shared", "For all"),
        make_entry(11, title="English news", language="en-US"),
        make_entry(12, title="Nouvelles", **fr),
        make_entry(13, title="Neues", **de),
        facts={"language": "en-US"},
    )


def test_the_first_language_and_the_names_of_the_others() -> None:
    """Entries of other languages stand in no list; the languages are named with their number."""
    text = read(speaking(), PATH).text
    assert all(word in text for word in ("About us", "For all", "English news"))
    assert not any(word in text for word in ("A propos", "Nouvelles", "Neues"))
    assert "\nOther languages of this site: fr-FR (2 entries), de-DE (1 entry).\n" in text
    assert llms_txt.parse_llms_file(text).title == "Example Ltd"


def test_the_owner_names_the_first_language() -> None:
    """Its region may be missing."""
    text = read(speaking(), PATH, settings(site={"language": "fr"})).text
    assert "A propos" in text
    assert "About us" not in text


def test_one_for_each_language() -> None:
    """Where the owner wants it, at an address that llms.txt names and a static copy holds."""
    given_ = settings(llms={"languages": True})
    assert "[fr-FR](https://example.com/llms-fr-FR.txt) (2 entries)" in read(speaking(), PATH, given_).text
    text = read(speaking(), "/llms-fr-FR.txt", given_).text
    assert all(word in text for word in ("A propos", "Nouvelles"))
    assert not any(word in text for word in ("About us", "English news", "Neues", "For all"))
    built = [path for path in built_paths(speaking(), given_) if path.startswith("/llms-")]
    assert set(built) == {"/llms-fr-FR.txt", "/llms-de-DE.txt"}


@pytest.mark.parametrize("path", ["/llms-en-US.txt", "/llms-xx.txt", "/llms-.txt"])
def test_no_other_addresses_of_languages(path: str) -> None:
    """The first language stands at /llms.txt, and what the site does not speak nowhere."""
    with pytest.raises(NotFound):
        read(speaking(), path, settings(llms={"languages": True}))
