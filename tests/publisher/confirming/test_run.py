"""The visitor check over HTTP: what pages show decides what is published, and when."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rootzpub.publisher.withdrawal import WithdrawalParts, withdraw
from rootzpub.state import MemoryState
from rootzpub.store import SqliteStore
from tests.publisher.confirming.site import MENU, PROSE, Answer, Check, WebSite, checking, entry, running, shown

GATE = "<p>Only for members: please subscribe to read what is written here by us.</p>"


@pytest.fixture
def site() -> Iterator[WebSite]:
    with running(WebSite()) as found:
        yield found


def plain(site: WebSite, tmp_path: Path, count: int = 1, **tables: Any) -> Check:
    return checking(site, lambda web: [entry(web, number + 1) for number in range(count)], tmp_path, **tables)


def marked(site: WebSite, tmp_path: Path, mark: str = "access", html: str = "", **tables: Any) -> Check:
    return checking(site, lambda web: [entry(web, 1, html, marks=frozenset({mark}))], tmp_path, **tables)


def test_a_plain_entry_is_published_first_and_seen_afterwards(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.sync()
    assert (set(check.published()), site.asked) == ({1}, [])
    assert [found.verdict.outcome for found in check.look()] == ["seen"]
    assert set(check.published()) == {1}
    assert check.run().due() == []


def test_a_marked_entry_is_withheld_until_it_was_seen(site: WebSite, tmp_path: Path) -> None:
    check = marked(site, tmp_path)
    check.sync()
    assert (check.published(), check.left_out()) == ({}, {"unconfirmed": 1})
    check.look()
    assert set(check.published()) == {1}


def test_always_withholds_all_until_they_were_seen(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, content={"confirm": "always"})
    check.sync()
    assert check.left_out() == {"unconfirmed": 1}
    check.look()
    assert set(check.published()) == {1}


def test_off_looks_at_nothing(site: WebSite, tmp_path: Path) -> None:
    check = marked(site, tmp_path, mark="builder", content={"confirm": "off"})
    check.sync()
    assert set(check.published()) == {1}
    assert site.asked == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer("<p>no", 401), "restricted"),
        (Answer("<p>no", 403), "restricted"),
        (Answer("", 302, {"Location": "/wp-login.php?redirect_to=x"}), "restricted"),
        (Answer("", 302, {"Location": "/"}), "redirect"),
        (Answer("", 302, {"Location": "https://elsewhere.example/"}), "redirect"),
        (Answer(f"<meta name=robots content=noindex><p>{PROSE.format(number=1)}</p>"), "noindex"),
        (Answer(f"<p>{PROSE.format(number=1)}</p>", 200, {"X-Robots-Tag": "noindex"}), "noindex"),
        (Answer(f'<link rel=canonical href="https://elsewhere.example/x/"><p>{PROSE}'), "canonical-elsewhere"),
        (Answer("<form><input type=password name=post_password></form>"), "password"),
        (Answer('<meta http-equiv=refresh content="0;url=/other/"><p>wait'), "redirect"),
    ],
)
def test_what_the_answer_says_withdraws_at_once(site: WebSite, tmp_path: Path, answer: Answer, reason: str) -> None:
    check = plain(site, tmp_path)
    check.sync()
    site.pages["/entry-1/"] = answer
    site.pages["/wp-login.php?redirect_to=x"] = Answer("<form><input type=password></form>")
    site.pages["/"] = Answer("<p>home")
    check.look()
    assert (check.published(), check.left_out()) == ({}, {reason: 1})


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer("<p>x", 403, {"cf-mitigated": "challenge"}), "bot-wall"),
        (Answer("<p>x", 202), "bot-wall"),
        (Answer("<p>Verify that you are human", 403), "bot-wall"),
        (Answer("<p>x", 429), "status-429"),
        (Answer("<p>x", 503, {"Retry-After": "120"}), "status-503"),
        (Answer("<p>x", 500), "status-500"),
        (Answer("", 302, {"Location": "/entry-1/"}), "redirects"),
        (Answer("{}", 404, {"Access-Control-Expose-Headers": "AI-Signature"}), "own-answer"),
        (Answer("x", 200, {"Content-Type": "application/pdf"}), "no-html"),
    ],
)
def test_could_not_look_withdraws_nothing(site: WebSite, tmp_path: Path, answer: Answer, trouble: str) -> None:
    check = plain(site, tmp_path)
    check.sync()
    check.look()
    site.pages["/entry-1/"] = answer
    check.later(days=8)
    check.look()
    assert set(check.published()) == {1}
    assert (check.known(1).decision, check.known(1).trouble) == ("seen", trouble)


def test_could_not_look_publishes_no_marked_entry(site: WebSite, tmp_path: Path) -> None:
    check = marked(site, tmp_path)
    check.sync()
    site.pages["/entry-1/"] = Answer("<p>x", 202)
    check.look()
    assert check.left_out() == {"unconfirmed": 1}
    assert check.run().due() == []
    check.later(minutes=31)
    assert len(check.run().due()) == 1


def test_missing_words_withdraw_after_a_second_look_ten_minutes_later(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.sync()
    site.pages["/entry-1/"] = shown(check.source.entries[1], GATE)
    check.look()
    assert set(check.published()) == {1}
    check.later(minutes=5)
    assert check.look() == []
    check.later(minutes=5)
    check.look()
    assert check.left_out() == {"not-visible": 1}
    assert check.known(1).missing == "it says what only entry 1 says in"


def test_words_that_are_back_at_the_second_look_stay(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.sync()
    site.pages["/entry-1/"] = shown(check.source.entries[1], GATE)
    check.look()
    site.pages["/entry-1/"] = shown(check.source.entries[1])
    check.later(minutes=10)
    check.look()
    assert set(check.published()) == {1}
    assert check.known(1).pending == 0


def test_gone_wants_a_second_look(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.sync()
    del site.pages["/entry-1/"]
    check.look()
    assert set(check.published()) == {1}
    check.later(minutes=10)
    check.look()
    assert check.left_out() == {"gone": 1}


def test_only_what_is_seen_is_published_of_a_partly_gated_entry(site: WebSite, tmp_path: Path) -> None:
    html = f"<p>{PROSE.format(number=1)}</p><p>The secret part for members.</p>"
    check = checking(site, lambda web: [entry(web, 1, html)], tmp_path)
    check.sync()
    site.pages["/entry-1/"] = shown(check.source.entries[1], f"<p>{PROSE.format(number=1)}</p>{GATE}")
    check.look()
    check.later(minutes=10)
    check.look()
    assert check.published() == {1: PROSE.format(number=1) + "\n"}
    with check.store.site() as view:
        assert [loss.kind for loss in next(iter(view.entries())).losses] == ["not-visible"]


def test_a_changed_entry_that_was_partly_gated_is_withheld_until_it_is_seen(site: WebSite, tmp_path: Path) -> None:
    html = f"<p>{PROSE.format(number=1)}</p><p>The secret part for members.</p>"
    check = checking(site, lambda web: [entry(web, 1, html)], tmp_path)
    check.sync()
    site.pages["/entry-1/"] = shown(check.source.entries[1], f"<p>{PROSE.format(number=1)}</p>{GATE}")
    check.look()
    check.later(minutes=10)
    check.look()
    check.source.put(replace(check.source.entries[1], html=html + "<p>More secrets.</p>"))
    check.sync()
    assert check.left_out() == {"unconfirmed": 1}


def test_words_by_wordpress_where_only_plugins_print_them(site: WebSite, tmp_path: Path) -> None:
    check = marked(site, tmp_path, mark="unknown-shortcode", html="<p>[prices]</p>")
    rendered = f"<p>Twelve euros. {PROSE.format(number=1)}</p>"
    site.rendered[1] = rendered
    site.pages["/entry-1/"] = shown(check.source.entries[1], rendered)
    check.sync()
    check.look()
    assert check.published() == {1: f"Twelve euros. {PROSE.format(number=1)}\n"}
    with check.store.site() as view:
        assert next(iter(view.entries())).words_by == "wordpress"


def test_what_rest_shows_and_the_page_does_not_is_not_published(site: WebSite, tmp_path: Path) -> None:
    check = marked(site, tmp_path, mark="unknown-shortcode", html="<p>[secret]</p>")
    site.rendered[1] = f"<p>{PROSE.format(number=1)}</p>"
    site.pages["/entry-1/"] = shown(check.source.entries[1], GATE)
    check.sync()
    for _ in range(2):
        check.look()
        check.later(minutes=10)
    assert check.published() == {}


def test_words_are_asked_of_rest_a_hundred_ids_at_a_time(site: WebSite, tmp_path: Path) -> None:
    check = checking(site, lambda web: [entry(web, n, marks=frozenset({"builder"})) for n in range(1, 61)], tmp_path)
    check.sync()
    check.look()
    asked = [path for path in site.asked if "wp/v2/posts" in path]
    assert len(asked) == 2
    assert all("per_page=100" in path for path in asked)


def test_further_pages_are_looked_at_where_words_lack(site: WebSite, tmp_path: Path) -> None:
    html = f"<p>{PROSE.format(number=1)}</p><p>{PROSE.format(number=2)}</p>"
    check = checking(site, lambda web: [entry(web, 1, html)], tmp_path)
    links = '<a class="post-page-numbers" href="/entry-1/2/">2</a>'
    site.pages["/entry-1/"] = shown(check.source.entries[1], f"<p>{PROSE.format(number=1)}</p>{links}")
    site.pages["/entry-1/2/"] = shown(check.source.entries[1], f"<p>{PROSE.format(number=2)}</p>{links}")
    check.sync()
    assert [found.verdict.outcome for found in check.look()] == ["seen"]


def test_a_teaser_by_hand_goes_with_the_words_that_are_closed(site: WebSite, tmp_path: Path) -> None:
    """REST gives what the plugin left, which is seen; the excerpt in the table is from before the gate."""
    check = checking(site, lambda web: [entry(web, 1, excerpt="A secret, told in short.")], tmp_path)
    check.sync()
    site.pages["/entry-1/"], site.rendered[1] = shown(entry(site, 1), GATE), GATE
    check.look()
    check.later(minutes=10)
    check.look()
    with check.store.site() as view:
        found = list(view.entries())
    assert "secret" not in repr(found)
    assert [GATE[3:20] in repr(one) for one in found] == [True]


def test_a_page_that_moved_takes_its_address(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.sync()
    site.pages["/en/entry-1/"] = site.pages["/entry-1/"]
    site.pages["/entry-1/"] = Answer("", 301, {"Location": "/en/entry-1/"})
    check.look()
    with check.store.site() as view:
        assert next(iter(view.entries())).path == "/en/entry-1/"


def test_a_page_that_names_another_address_of_its_own_takes_it(site: WebSite, tmp_path: Path) -> None:
    """WordPress answers at its own address still, when a plugin gives the entry another one."""
    check = plain(site, tmp_path)
    check.sync()
    page = site.pages["/entry-1/"].body.replace("<head>", f'<head><link rel=canonical href="{site.home}/own/place/">')
    site.pages["/entry-1/"] = site.pages["/own/place/"] = Answer(page)
    check.look()
    with check.store.site() as view:
        assert next(iter(view.entries())).path == "/own/place/"


@pytest.mark.parametrize("there", [Answer(f"{MENU}<p>Another page"), Answer("<p>no", 403), Answer("", 404)])
def test_an_address_that_is_not_the_entrys_own_is_canonical_elsewhere(
    site: WebSite, tmp_path: Path, there: Answer
) -> None:
    check = plain(site, tmp_path)
    check.sync()
    page = site.pages["/entry-1/"].body.replace("<head>", f'<head><link rel=canonical href="{site.home}/other/">')
    site.pages["/entry-1/"], site.pages["/other/"] = Answer(page), there
    check.look()
    assert (check.published(), check.left_out()) == ({}, {"canonical-elsewhere": 1})


def test_one_page_at_several_addresses_says_nothing(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 6)
    check.sync()
    for number in range(1, 7):
        site.pages[f"/entry-{number}/"] = Answer(f"{MENU}<p>The cache has mixed up all of its many pages today.</p>")
    for _ in range(2):
        check.look()
        check.later(minutes=10)
    assert "shared-page" in {found.trouble for found in check.store.confirmations.all()}


def test_a_run_that_turns_at_once_by_words_is_held_for_an_hour_and_then_believed(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 14)
    check.sync()
    for number, found in check.source.entries.items():
        site.pages[f"/entry-{number}/"] = shown(found, GATE)
    check.look()
    for _ in range(5):
        check.later(minutes=10)
        check.look()
    assert len(check.published()) == 14
    check.later(minutes=15)
    check.look()
    assert check.published() == {}


def test_a_few_that_turn_are_believed_after_their_second_look(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 14)
    check.sync()
    for number in (1, 2, 3):
        site.pages[f"/entry-{number}/"] = shown(check.source.entries[number], GATE)
    check.look()
    check.later(minutes=10)
    check.look()
    assert check.left_out() == {"not-visible": 3}


def test_a_mark_that_newly_applies_withdraws_first_and_asks_after(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.sync()
    check.look()
    check.source.put(replace(check.source.entries[1], marks=frozenset({"access"})))
    check.sync()
    assert check.left_out() == {"unconfirmed": 1}
    check.look()
    assert set(check.published()) == {1}


def test_what_decides_visibility_changes_and_all_is_asked_again(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 2)
    check.sync()
    check.look()
    check.source.facts = replace(check.source.facts, visibility_digest="d2")
    check.source.state += 1
    check.sync()
    assert len(check.look()) == 2
    assert check.look() == []


def test_a_confirmation_holds_for_some_days(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, content={"confirm_days": 2})
    check.sync()
    check.look()
    check.later(days=1)
    assert check.look() == []
    check.later(days=1, seconds=1)
    assert len(check.look()) == 1


def test_marked_entries_come_first(site: WebSite, tmp_path: Path) -> None:
    check = checking(
        site, lambda web: [entry(web, n, marks=frozenset({"access"} if n == 5 else ())) for n in range(1, 6)], tmp_path
    )
    check.sync()
    check.look()
    assert next(path for path in site.asked if path.startswith("/entry-")) == "/entry-5/"


def test_where_plugins_are_unknown_samples_of_a_class_are_seen_before_it_is_published(
    site: WebSite, tmp_path: Path
) -> None:
    check = plain(site, tmp_path, 5, source={"url": site.home})
    check.sync()
    assert check.left_out() == {"unconfirmed": 5}
    check.look()
    assert len(check.published()) == 5


def test_samples_of_every_class_come_first(site: WebSite, tmp_path: Path) -> None:
    def make(web: WebSite) -> list[Any]:
        return [entry(web, n, type="page" if n > 50 else "post") for n in range(1, 56)]

    check = checking(site, make, tmp_path, source={"url": site.home})
    check.sync()
    first = [row.id for row in check.run().due()][:6]
    assert first == [1, 2, 3, 51, 52, 53]


def test_a_gate_in_a_sample_holds_its_class(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 5, source={"url": site.home})
    check.sync()
    site.pages["/entry-2/"] = Answer("<p>no", 403)
    check.look()
    assert set(check.published()) == {1, 3, 4, 5}
    check.source.put(entry(site, 6))
    site.pages["/entry-6/"] = shown(entry(site, 6))
    check.sync()
    assert 6 not in check.published()
    check.look()
    assert 6 in check.published()


def test_robots_txt_is_obeyed(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /entry-", 200, {"Content-Type": "text/plain"})
    check.sync()
    check.look()
    assert check.known(1).trouble == "robots"
    assert "/entry-1/" not in site.asked


def test_a_site_out_of_reach_is_asked_a_few_times_and_named(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 20)
    check.sync()
    site.pages["/robots.txt"] = Answer("", 302, {"Location": "/robots.txt"})
    assert {row.verdict.reason for row in check.look()} == {"redirects"}
    check.later(hours=1)
    site.home = "http://127.0.0.1:9"
    check.config = check.config.model_copy(
        update={"source": check.config.source.model_copy(update={"site": site.home})}
    )
    check.later(hours=1)
    rows = list(check.run().run())
    assert len(rows) <= 3
    assert len(check.published()) == 20


def test_requests_are_anonymous_identified_and_paced(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 3, source={"site_rate": 2.0, "password": "env:NOTHING", "user": "me"})
    for answer in site.pages.values():
        answer.headers["Set-Cookie"] = "seen=1; Path=/"
    check.sync()
    check.look()
    for headers in site.headers_seen:
        assert "cookie" not in headers
        assert "authorization" not in headers
        assert headers["user-agent"].startswith("rootzpub/")
    assert site.headers_seen[-1]["accept"] == "text/html"
    assert set(check.slept) == {0.5}


def test_a_short_retry_after_is_waited_for(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 2)
    check.sync()
    site.pages["/entry-1/"] = Answer("<p>busy", 503, {"Retry-After": "20"})
    check.look()
    assert max(check.slept) == pytest.approx(20)


def test_a_long_retry_after_ends_the_round_and_holds_for_other_processes(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 3)
    check.sync()
    site.pages["/entry-1/"] = Answer("<p>busy", 429, {"Retry-After": "7200"})
    assert len(check.look()) == 1
    before = len(site.asked)
    check.later(hours=1)
    assert check.look() == []
    assert len(site.asked) == before
    check.later(hours=1, seconds=1)
    assert len(check.look()) == 3


def test_an_entry_that_the_source_does_not_give_keeps_nobody_waiting(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 2, content={"confirm": "always"})
    check.sync()
    del check.source.entries[1]
    found = [row.confirmation.id for row in check.run().run()]
    assert (found, check.known(1).trouble) == ([2], "not-at-hand")


def test_a_page_beyond_the_limit_is_not_read(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.sync()
    site.pages["/entry-1/"] = Answer("x", 200, {"Content-Length": str(60 << 20)})
    run = check.run()
    assert check.visitor is not None
    site.pages["/big/"] = Answer("x" * 2000)
    assert check.visitor.get(f"{site.home}/big/", largest=1000).failure == "too-large"
    assert run.due()


def test_a_private_address_is_not_asked_unless_the_owner_wrote_it(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, source={"site": "auto", "url": "sqlite:x.db"})
    check.sync()
    found = check.look()
    assert {row.verdict.reason for row in found} == {"private-address"}
    assert site.asked == []
    assert set(check.published()) == {1}


def test_connect_leads_to_wordpress_behind_the_proxy_while_the_name_stays(site: WebSite, tmp_path: Path) -> None:
    port = site.home.rpartition(":")[2]
    site.home = "http://public.example"
    check = plain(site, tmp_path, source={"site": site.home, "connect": f"127.0.0.1:{port}"})
    check.sync()
    assert [found.verdict.outcome for found in check.look()] == ["seen"]
    assert site.headers_seen[-1]["host"] == "public.example"


def test_what_was_found_survives_a_restart_and_a_broken_off_run_goes_on(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 4)
    check.store = SqliteStore.open(tmp_path / "data")
    check.sync()
    run = check.run()
    looked = list(run.run(until=lambda: len([path for path in site.asked if "entry" in path]) >= 2))
    check.store.close()
    check.store = SqliteStore.open(tmp_path / "data")
    assert len(looked) == 2
    assert len(check.look()) == 2
    check.store.close()


def test_a_hidden_entry_leaves_no_word_in_the_confirmations(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path)
    check.store = SqliteStore.open(tmp_path / "data")
    check.sync()
    site.pages["/entry-1/"] = shown(check.source.entries[1], GATE)
    check.look()
    check.later(minutes=10)
    check.look()
    check.source.hide(1)
    check.sync()
    assert check.store.confirmations.get(1) is None
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("confirmations.db*"))
    assert b"what only entry" not in kept
    check.store.close()


@pytest.mark.parametrize("everything", [False, True])
def test_a_withdrawn_entry_leaves_no_word_in_the_confirmations(site: WebSite, tmp_path: Path, everything: bool) -> None:
    check = plain(site, tmp_path, 2)
    check.store = SqliteStore.open(tmp_path / "data")
    check.sync()
    check.look()
    state = MemoryState()
    parts = WithdrawalParts(store=check.store, note=state.note("withdrawn"), scratch=state.scratch(), clock=check.clock)
    found = check.known(1)
    withdraw(parts, ["/entry-1/"], everything=everything)
    check.store.confirmations.put([replace(found, missing="a word that is late")])
    assert check.store.confirmations.get(1) is None
    assert (check.store.confirmations.get(2) is None) is everything
    check.store.close()


def test_a_sync_of_plain_entries_asks_the_site_nothing(site: WebSite, tmp_path: Path) -> None:
    check = plain(site, tmp_path, 200)
    check.sync()
    assert len(check.published()) == 200
    assert site.asked == []
    assert len(check.look()) == 200
