"""From a look to a verdict: the sixteen kinds of answers, and what words prove."""

import pytest

from rootzpub.pages.look import Look, Subject
from rootzpub.pages.page import Page, read_page
from rootzpub.pages.verdict import judge

URL = "https://site.example/story/"
TEXT = "A long paragraph that says what only this entry says, in rather more than twelve words of prose."
MENU = "<nav><ul><li>Home</li><li>Contact</li></ul></nav>"
FRAME = MENU + "<footer>Powered by words and by some other words that are printed on each page of it</footer>"
ID = '<link rel="shortlink" href="https://site.example/?p=7">'
INVENTED = read_page(f"{FRAME}<h1>Nothing here</h1>".encode(), url="https://site.example/zzz/")


def subject(html: str = f"<p>{TEXT}</p>", **more: object) -> Subject:
    values = {"id": 7, "url": URL, "html": html, "rendered": html, **more}
    return Subject(**values)  # type: ignore[arg-type]


def look(
    html: str = "", *, url: str = URL, status: int = 200, failure: str = "", wall: str = "", **headers: str
) -> Look:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    pages: tuple[Page, ...] = (read_page(html.encode(), url=url, headers=named),) if html else ()
    return Look(asked=URL, url=url, status=status, headers=named, pages=pages, failure=failure, wall=wall)


SHOWN = f"{ID}{FRAME}<main><p>{TEXT}</p></main>"


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (look(SHOWN), "seen", ""),
        (look("<p>x", status=403, wall="Cloudflare"), "unknown", "bot-wall"),
        (look("<p>x", status=202), "unknown", "bot-wall"),
        (look("<p>Verify you are a human", status=403, wall="a challenge"), "unknown", "bot-wall"),
        (look("<p>wait", wall="Cloudflare"), "unknown", "bot-wall"),
        (look("<p>slow down", status=429), "unknown", "status-429"),
        (look("<p>down", status=503), "unknown", "status-503"),
        (look(failure="timeout"), "unknown", "timeout"),
        (look(failure="robots-disallow"), "not-seen", "robots-disallow"),
        (look("<p>no", status=401), "not-seen", "restricted"),
        (look("<p>no", status=403), "not-seen", "restricted"),
        (look("<p>no", status=404), "not-seen", "gone"),
        (look("<p>no", status=410), "not-seen", "gone"),
        (look("<p>x", url="https://site.example/wp-login.php"), "not-seen", "restricted"),
        (look("<p>x", url="https://site.example/anmelden/"), "not-seen", "restricted"),
        (look("<p>x", url="https://site.example/konto/?redirect_to=%2F"), "not-seen", "restricted"),
        (look("<input type=password>", url="https://site.example/account/"), "not-seen", "restricted"),
        (look(f"<p>{TEXT}", url="https://site.example/"), "not-seen", "redirect"),
        (look(f"<p>{TEXT}", url="https://other.example/story/"), "not-seen", "redirect"),
        (look(f'<body class="postid-8"><p>{TEXT}'), "not-seen", "redirect"),
        (look(f'<meta name=robots content="noindex">{SHOWN}'), "not-seen", "noindex"),
        (look(SHOWN, x_robots_tag="none"), "not-seen", "noindex"),
        (look(f'<link rel=canonical href="https://elsewhere.example/">{SHOWN}'), "not-seen", "canonical-elsewhere"),
        (look(f"{FRAME}<h1>Nothing here</h1>"), "not-seen", "closed-site"),
        (look(f'<meta http-equiv=refresh content="0;url=/x/"><p>{TEXT}'), "not-seen", "redirect"),
        (look(f"{ID}<form><input name=post_password type=password></form>"), "not-seen", "password"),
        (look(f"{ID}{FRAME}<p>Please subscribe.</p>"), "not-seen", "not-visible"),
        (look(), "unknown", "no-html"),
        (look("<p>x", status=418), "unknown", "status-418"),
    ],
)
def test_what_an_answer_says(answer: Look, outcome: str, reason: str) -> None:
    verdict = judge(subject(), answer, INVENTED)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("url", ["http://site.example/story/", "https://www.site.example/story", f"{URL}#x"])
def test_scheme_www_and_slash_make_no_other_address(url: str) -> None:
    assert judge(subject(), look(f"{FRAME}<p>{TEXT}", url=url), INVENTED).outcome == "seen"


def test_a_redirect_to_a_page_with_our_id_is_a_move() -> None:
    verdict = judge(subject(), look(SHOWN, url="https://site.example/en/story/"), INVENTED)
    assert (verdict.outcome, verdict.moved_to) == ("seen", "https://site.example/en/story/")


def test_canonical_that_the_owner_declared_is_known() -> None:
    page = look(f'<link rel=canonical href="https://first.example/s/">{SHOWN}')
    assert judge(subject(canonical="https://first.example/s/"), page, INVENTED).outcome == "seen"


def test_only_gone_and_words_want_a_second_look() -> None:
    assert judge(subject(), look("<p>no", status=404), INVENTED).second_look
    assert judge(subject(), look(f"{ID}{FRAME}"), INVENTED).second_look
    assert not judge(subject(), look("<p>no", status=401), INVENTED).second_look


def test_a_contact_form_with_a_captcha_is_no_wall_where_the_words_stand() -> None:
    page = look(f"{FRAME}<p>{TEXT}</p><div class=g-recaptcha></div>", wall="a captcha")
    assert judge(subject(), page, INVENTED).outcome == "seen"


def test_what_also_stands_on_an_invented_address_proves_nothing() -> None:
    menu_word = subject("<p>Contact</p>")
    gate = look(FRAME + "<p>closed to you and many different words of a gate stand here today</p>")
    assert judge(menu_word, gate, INVENTED).reason == "unconfirmed"
    assert judge(menu_word, look(SHOWN), INVENTED).outcome == "seen"


def test_no_words_are_seen_only_where_the_page_names_the_entry() -> None:
    nameless = look(f"{FRAME}<p>something else that is not the same as nothing</p>")
    assert judge(subject(""), look(f"{ID}{FRAME}"), INVENTED).outcome == "seen"
    assert judge(subject(""), nameless, None).reason == "unconfirmed"


def test_words_by_wordpress_where_ours_differ() -> None:
    case = subject("<p>Costs [price]</p>", rendered=f"<p>Costs 12.00</p><p>{TEXT}</p>")
    verdict = judge(case, look(f"{ID}{FRAME}<p>Costs 12.00</p><p>{TEXT}</p>"), INVENTED)
    assert (verdict.words_by, verdict.html) == ("wordpress", case.rendered)


def test_words_by_wordpress_are_asked_for_only_when_they_may_help() -> None:
    assert judge(subject(rendered=None), look(f"{ID}{FRAME}"), INVENTED).wants_rendered
    assert not judge(subject(rendered=None, by_wordpress=True), look(SHOWN), INVENTED).wants_rendered
    assert judge(subject(rendered=None, by_plugins=True), look(SHOWN), INVENTED).wants_rendered


@pytest.mark.parametrize(
    ("rendered", "page", "html", "added"),
    [
        # What a plugin adds to a plain entry, and every visitor reads.
        (f"<p>{TEXT}</p><p>Added below.</p>", f"{SHOWN}<p>Added below.</p>", True, "added"),
        (f"<p>First.</p><div><p>{TEXT}</p></div>", f"<p>First.</p>{SHOWN}", True, "added"),
        # What REST shows and the page does not; words that were there before; a rendering that lacks some of ours.
        (f"<p>{TEXT}</p><p>Added below.</p>", SHOWN, False, ""),
        (f"<div><p>{TEXT}</p></div>", SHOWN, False, ""),
        ("<p>Added below.</p>", f"{SHOWN}<p>Added below.</p>", False, ""),
        (f"<p>{TEXT}</p><p>Home</p>", SHOWN, False, ""),
        ("", SHOWN, False, ""),
        # Comments and other entries that WordPress's own blocks print.
        (
            f'<p>{TEXT}</p><ol class="wp-block-latest-comments"><li>A comment.</li></ol>',
            f"{SHOWN}<p>A comment.</p>",
            False,
            "",
        ),
    ],
)
def test_words_that_plugins_add_are_taken_where_all_of_them_are_seen(
    rendered: str, page: str, html: bool, added: str
) -> None:
    verdict = judge(subject(rendered=rendered), look(page), INVENTED)
    assert (verdict.outcome, verdict.reason) == ("seen", added)
    assert verdict.html == (rendered if html else None)


def test_an_entry_that_only_plugins_print_takes_wordpress_words_first() -> None:
    case = subject("<p>Home</p>", rendered=f"<p>{TEXT}</p>", by_plugins=True)
    assert judge(case, look(SHOWN), INVENTED).words_by == "wordpress"


def test_content_rendered_alone_proves_nothing() -> None:
    verdict = judge(subject("<p>secret words</p>", rendered="<p>secret words</p>"), look(f"{ID}{FRAME}"), INVENTED)
    assert (verdict.outcome, verdict.html, verdict.missing) == ("not-seen", None, "secret words")


def test_partly_seen_gives_only_what_is_seen() -> None:
    case = subject(f"<p>{TEXT}</p><p>The secret part.</p>")
    verdict = judge(case, look(SHOWN), INVENTED)
    assert (verdict.outcome, verdict.reason, verdict.missing) == ("seen", "partly", "the secret part")
    assert verdict.html is not None
    assert "secret" not in verdict.html


@pytest.mark.parametrize("seen", ["Only a few words.", "One two three."])
def test_less_than_twelve_words_are_withheld(seen: str) -> None:
    case = subject(f"<p>{seen}</p><p>The secret part.</p>")
    assert judge(case, look(f"{ID}{FRAME}<p>{seen}</p>"), INVENTED).outcome == "not-seen"


def test_less_than_a_tenth_is_withheld() -> None:
    case = subject(f"<p>{TEXT}</p><p>{'secret words ' * 200}</p>")
    assert judge(case, look(SHOWN), INVENTED).outcome == "not-seen"


def test_media_that_the_page_does_not_show_are_not_published() -> None:
    case = subject(f'<p>{TEXT}</p><img src="/u/secret.jpg">')
    verdict = judge(case, look(SHOWN), INVENTED)
    assert verdict.html is not None
    assert "secret" not in verdict.html


def test_the_address_of_an_attachment_may_lead_to_its_file() -> None:
    case = subject("", file_url="https://site.example/u/cat.jpg")
    answer = Look(asked=URL, url="https://site.example/u/cat.jpg", status=200)
    assert judge(case, answer, INVENTED).outcome == "seen"
