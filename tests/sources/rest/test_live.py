"""A live site through its REST API."""

from pathlib import Path

import pytest

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.site import Gone, Hidden
from rootzpub.sources import SourceOptions
from rootzpub.sources.rest.discovery import find_api
from rootzpub.sources.rest.live import open_live
from tests.waiting import LIMIT

from .live_reading import client_of, entries, patient, revisions, sync
from .server import FakeSite, Fault, medium, page, post


@pytest.mark.parametrize(
    ("link", "html", "api_path"),
    [
        pytest.param('<HOME/wp-json/>; rel="https://api.w.org/"', "<html>", "/wp-json", id="link-header"),
        pytest.param('<HOME/api/>; rel="https://api.w.org/"', "<html>", "/api", id="renamed-prefix"),
        pytest.param("", "<html>", "/wp-json", id="wp-json"),
        pytest.param("", "<html>", "/nothing-there", id="rest-route"),
        pytest.param('<HOME/?rest_route=/>; rel="https://api.w.org/"', "<html>", "/no", id="header-rest-route"),
    ],
)
def test_finds_the_api(site: FakeSite, link: str, html: str, api_path: str) -> None:
    """The Link header decides, then /wp-json/, then ?rest_route=."""
    site.link_header, site.html, site.api_path = link, html, api_path
    _, changes = sync(patient(site))
    assert sorted(entries(changes)) == [1, 2, 3, 10, 11, 20, 21]


def test_finds_the_api_named_in_the_html(site: FakeSite) -> None:
    """A page cache may drop the header; the link element tells the same."""
    site.link_header, site.api_path = "", "/hidden-api"
    site.html = f"<html><head><link rel='https://api.w.org/' href='{site.home}/hidden-api/' /></head></html>"
    assert find_api(site.home, client_of(site.home)).root == f"{site.home}/hidden-api"


@pytest.mark.parametrize("status", [401, 403])
def test_an_api_behind_a_login_is_told_as_such(site: FakeSite, status: int) -> None:
    """An API that asks for a login is there; what to do about it is said."""
    site.faults += [Fault(path="/", status=status, times=20)]
    with pytest.raises(SourceUnavailable, match=rf"does not show its REST API to visitors \({status}\)") as caught:
        find_api(f"{site.home}/wp-json/", client_of(site.home))
    assert "[source] user and password" in caught.value.hint


def test_an_api_on_another_host_is_not_followed(site: FakeSite) -> None:
    """A header that points elsewhere is reported, not obeyed."""
    site.link_header = '<https://elsewhere.test/wp-json/>; rel="https://api.w.org/"'
    with pytest.raises(SourceUnavailable, match=r"on another host: https://elsewhere\.test"):
        open_live(site.home, SourceOptions(timeout=LIMIT))


def test_no_wordpress_there(site: FakeSite) -> None:
    """A site without the API says so, with a way out."""
    site.link_header, site.index = "", {"hello": 1}
    with pytest.raises(SourceUnavailable, match="no WordPress REST API answers") as caught:
        open_live(site.home, SourceOptions(timeout=LIMIT))
    assert "wxr:" in caught.value.hint


@pytest.mark.parametrize("namespaces", [5, True, "wp/v2", [["wp/v2"]], {"wp/v2": 1}])
def test_namespaces_of_another_kind_are_no_wordpress(site: FakeSite, namespaces: object) -> None:
    """Only a list, or what PHP makes of one, holds the API's name."""
    site.link_header, site.index = "", {"namespaces": namespaces}
    with pytest.raises(SourceUnavailable, match="no WordPress REST API answers"):
        open_live(site.home, SourceOptions(timeout=LIMIT))


def test_namespaces_with_gaps_are_found(site: FakeSite) -> None:
    """PHP writes such a list as an object."""
    site.index["namespaces"] = {"0": "oembed/1.0", "2": "wp/v2"}
    assert patient(site).api.root == f"{site.home}/wp-json"


def test_an_index_that_is_a_list_is_malformed(site: FakeSite) -> None:
    """What answered once may answer otherwise later."""
    source = patient(site)
    site.index = [{"name": "x"}]  # type: ignore[assignment]
    with pytest.raises(MalformedInput, match="expected the index"):
        source.fingerprint()


def test_only_the_whole_names_of_fields_count_in_the_fingerprint(site: FakeSite) -> None:
    """A member whose name is a part of a field's is none of ours."""
    source = patient(site)
    before = source.fingerprint()
    site.index["page_on"] = "x"
    assert source.fingerprint() == before


def test_facts(site: FakeSite) -> None:
    """Index, home page language, front page by its link."""
    with patient(site).snapshot() as snapshot:
        facts = snapshot.site_facts()
    assert (facts.name, facts.language, facts.timezone, facts.front_page_id) == ("Fake & Co", "de-CH", "+01:00", 10)
    assert facts.feed_url == f"{site.home}/feed/"


def test_terms_and_authors(site: FakeSite) -> None:
    """Names are plain text."""
    with patient(site).snapshot() as snapshot:
        assert [(term.taxonomy, term.name) for term in snapshot.terms()] == [("category", "News & more")]
        assert [author.name for author in snapshot.authors()] == ["Ada"]


def test_closed_user_list_is_no_error(site: FakeSite) -> None:
    """Many sites hide their users; entries are read all the same."""
    site.closed.add("users")
    with patient(site).snapshot() as snapshot:
        assert list(snapshot.authors()) == []


def test_closed_posts_are_told(site: FakeSite) -> None:
    """A site that hides its posts from visitors cannot be a REST source."""
    site.closed.add("posts")
    with pytest.raises(SourceUnavailable, match=r"does not show posts to visitors \(401\)"):
        sync(patient(site))


def test_reads_many_pages(site: FakeSite) -> None:
    """250 posts come in three pages of 100, each once."""
    site.collections["posts"] = [post(number) for number in range(100, 350)]
    _, changes = sync(patient(site))
    assert len([entry for entry in entries(changes).values() if entry.type == "post"]) == 250
    assert max(int(path.partition("&page=")[2][:1] or 0) for path in site.asked if "per_page=100" in path) <= 3


def test_featured_image_and_media(site: FakeSite) -> None:
    """A post has its picture; an attachment its facts."""
    _, changes = sync(patient(site))
    image = entries(changes)[3].featured_image
    assert image is not None
    assert (image.url, image.alt, image.width) == (f"{site.home}/uploads/20.jpg", "A frozen lake", 640)
    media = entries(changes)[20].media
    assert media is not None
    assert (media.description, media.caption, media.exif, media.size) == (
        "A lake",
        "Lake in winter",
        {"camera": "X100"},
        1234,
    )


def test_protected_entries_are_hidden_with_all_that_hangs_on_them(site: FakeSite) -> None:
    """Password: the entry, its attachments, and its mention in another entry's list."""
    secret = {"rendered": "", "protected": True}
    site.collections["posts"] += [post(4, title={"rendered": "Secret Title"}, content=secret)]
    site.collections["media"] += [medium(22, parent=4)]
    listing = (
        '<ul class="wp-block-latest-posts"><li><a class="wp-block-latest-posts__post-title" '
        f'href="{site.home}/2026/post-4/">Protected: Secret Title</a></li><li>other</li></ul>'
    )
    site.collections["posts"] += [post(5, content={"rendered": listing, "protected": False})]
    _, changes = sync(patient(site))
    reasons = {change.id: change.reason for change in changes if isinstance(change, Hidden)}
    assert reasons == {4: "password", 22: "parent-hidden"}
    assert "Secret" not in repr(changes)
    assert "other" in entries(changes)[5].html


def test_children_of_an_unlisted_page_are_hidden(site: FakeSite) -> None:
    """What the API does not list above a page is not public."""
    site.collections["pages"] += [page(12, parent=99)]
    _, changes = sync(patient(site))
    assert Hidden(id=12, reason="ancestor-hidden") in changes


def test_noindex_of_yoast(site: FakeSite) -> None:
    """The owner asked search engines to stay away: so do we."""
    site.collections["posts"] += [post(6, yoast_head_json={"robots": {"index": "noindex"}})]
    _, changes = sync(patient(site))
    assert Hidden(id=6, reason="noindex") in changes


def test_unchanged_site_has_an_equal_fingerprint(site: FakeSite) -> None:
    """Asking again costs a few small requests and says the same."""
    source = patient(site)
    site.asked.clear()
    assert source.fingerprint() == source.fingerprint()
    assert len(site.asked) <= 2 * 9


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda site: site.collections["posts"].append(post(7)), id="new"),
        pytest.param(lambda site: site.collections["posts"].pop(), id="deleted"),
        pytest.param(lambda site: site.collections["posts"][0].update(modified_gmt="2026-02-01T00:00:00"), id="edited"),
        pytest.param(lambda site: site.index.update(name="Renamed"), id="site-name"),
        pytest.param(lambda site: site.collections["categories"][0].update(name="Old news"), id="term-name"),
    ],
)
def test_fingerprint_notices(site: FakeSite, change: object) -> None:
    """Every kind of change gives another fingerprint."""
    source = patient(site)
    before = source.fingerprint()
    assert callable(change)
    change(site)
    assert source.fingerprint() != before


def test_incremental_read_asks_for_what_changed(site: FakeSite) -> None:
    """After the first time: `modified_after` for edits, the sweep for deletions, nothing else read whole."""
    source = patient(site)
    since, first = sync(source)
    site.collections["posts"][0].update(modified_gmt="2026-02-01T00:00:00", title={"rendered": "Edited"})
    site.collections["posts"].pop(1)
    site.asked.clear()
    _, second = sync(source, since, revisions(first))
    assert {entry.title for entry in entries(second).values()} == {"Edited"}
    assert [change for change in second if isinstance(change, Gone)] == [Gone(id=2)]
    assert any("modified_after=2026-01-02T03%3A04%3A03Z" in path for path in site.asked)


def test_the_order_of_terms_is_no_change(site: FakeSite) -> None:
    """Terms of equal names come in another order with another query: the same entry all the same."""
    source = patient(site)
    site.collections["posts"][0]["categories"] = [1, 2, 3]
    since, first = sync(source)
    site.collections["posts"][0]["categories"] = [1, 3, 2]
    assert entries(sync(source, since, revisions(first))[1]) == {}
    site.collections["posts"][0]["categories"] = [1, 3]
    assert sorted(entries(sync(source, since, revisions(first))[1])) == [1]


def test_a_change_without_a_new_date_is_found_by_the_sweep(site: FakeSite) -> None:
    """A slug changed behind WordPress's back still differs from what is known."""
    source = patient(site)
    since, first = sync(source)
    site.collections["posts"][1].update(slug="moved", link="HOME/2026/moved/")
    _, second = sync(source, since, revisions(first))
    assert [entry.path for entry in entries(second).values()] == ["/2026/moved/"]


def test_a_post_that_lost_its_protection_appears(site: FakeSite) -> None:
    """Visibility follows the site both ways."""
    source = patient(site)
    site.collections["posts"][0]["content"] = {"rendered": "", "protected": True}
    since, first = sync(source)
    assert Hidden(id=1, reason="password") in first
    site.collections["posts"][0]["content"] = {"rendered": "<p>Free</p>", "protected": False}
    _, second = sync(source, since, revisions(first))
    assert entries(second)[1].html == "<p>Free</p>"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_answers_are_asked_again(site: FakeSite, status: int) -> None:
    """Two failures, then the answer: nothing is lost."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/pages", status=status, times=2))
    _, changes = sync(source)
    assert 10 in entries(changes)


def test_retry_after_is_honoured(site: FakeSite) -> None:
    """The wait is at least what the site asks for."""
    waits: list[float] = []
    site.faults.append(Fault(path="/wp-json", status=429, headers={"Retry-After": "7"}))
    find_api(site.home, client_of(site.home, sleep=waits.append))
    assert waits == [7.0]


def test_a_broken_off_answer_is_asked_again(site: FakeSite) -> None:
    """A body shorter than announced is no answer."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/pages", status=200, body=b"[", cut=True))
    _, changes = sync(source)
    assert 11 in entries(changes)


def test_a_site_that_stays_away_is_unavailable(site: FakeSite) -> None:
    """After five attempts the error names the address and the reason, no parameters."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/posts", times=99))
    with pytest.raises(SourceUnavailable, match=r"/wp/v2/posts: the site answered 503, 5 attempts$"):
        sync(source)


def test_html_instead_of_json(site: FakeSite) -> None:
    """A login page in the way is reported as such."""
    source = patient(site)
    site.faults.append(Fault(path="/wp/v2/types", status=200, body=b"<html>please log in</html>", times=99))
    with pytest.raises(MalformedInput, match="expected JSON from WordPress's REST API, got HTML"):
        sync(source)


def test_redirect_to_another_host_is_refused(site: FakeSite) -> None:
    """No silent move to a host that the owner did not name."""
    site.faults.append(Fault(path="/", status=301, headers={"Location": "https://elsewhere.test/"}))
    with pytest.raises(SourceUnavailable, match=r"redirected to another host, elsewhere\.test"):
        open_live(site.home, SourceOptions(timeout=LIMIT))


def test_redirect_within_the_site_is_followed(site: FakeSite) -> None:
    """A slash more or less is no obstacle."""
    site.faults.append(Fault(path="/wp-json/?", status=302, headers={"Location": "/wp-json/?_fields=namespaces"}))
    assert find_api(site.home, client_of(site.home)).root == f"{site.home}/wp-json"


def test_too_large_an_answer_is_refused(site: FakeSite) -> None:
    """The cap holds while reading, before memory does."""
    site.html = "x" * 5000
    with pytest.raises(MalformedInput, match="larger than"):
        client_of(site.home).get(site.home + "/", largest=1000)


def test_says_who_asks(site: FakeSite) -> None:
    """The user agent names the program, so that an owner can find us in a log."""
    client_of(site.home).get(site.home + "/")
    assert site.agents[-1].startswith("rootzpub/")


@pytest.mark.parametrize("where", ["setting", "url"])
def test_a_configured_user_logs_in(site: FakeSite, where: str) -> None:
    """[source] user, or the user in the URL, with [source] password: every request of the source."""
    url = site.home if where == "setting" else site.home.replace("http://", "http://reader@")
    settings = {"user": "reader"} if where == "setting" else {}
    open_live(url, SourceOptions(password="test only", settings=settings))
    assert {seen["Authorization"] for seen in site.headers_seen} == {"Basic cmVhZGVyOnRlc3Qgb25seQ=="}


def test_without_a_configured_user_nobody_logs_in(
    site: FakeSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A password for the host in ~/.netrc is not ours to send: a logged-in read can show more than visitors see."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    sync(open_live(site.home, SourceOptions()))
    assert [seen["Authorization"] for seen in site.headers_seen if "Authorization" in seen] == []


def test_a_read_keeps_its_connection(site: FakeSite) -> None:
    """Discovery, fingerprint and pages: one connection for all requests."""
    site.collections["posts"] = [post(number) for number in range(1, 301)]
    sync(open_live(site.home, SourceOptions()))
    assert len(site.asked) > 15
    assert site.connections == 1


def test_an_authority_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """[source] tls_ca counts from the folder of rootzpub.toml."""
    with pytest.raises(SourceUnavailable, match=r"cannot read certificate authorities from .*/no\.pem"):
        open_live("https://127.0.0.1:9", SourceOptions(base_dir=tmp_path, settings={"tls_ca": "no.pem"}))


def test_a_declared_proxy_is_asked_for_every_page(site: FakeSite) -> None:
    """[source] proxy with its user: the fake site stands in for the proxy, which is asked for whole addresses."""
    settings = {"proxy": site.home.replace("http://", "http://me@")}
    site.link_header = ""
    source = open_live("http://intranet.invalid", SourceOptions(settings=settings, proxy_password="test only"))
    assert sorted(entries(sync(source)[1])) == [1, 2, 3, 10, 11, 20, 21]
    asked = {url.removesuffix("robots.txt").partition("/wp-json")[0].rstrip("/") for url in site.asked}
    assert asked == {"http://intranet.invalid"}
    assert {seen["Proxy-Authorization"] for seen in site.headers_seen} == {"Basic bWU6dGVzdCBvbmx5"}
