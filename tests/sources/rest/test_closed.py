"""robots.txt of a live site: what it forbids to a program of our name is left out, and nothing more."""

import pytest

from rootzpub.errors import SourceUnavailable
from rootzpub.site import Hidden, RevisionsById
from rootzpub.sources import Witness
from rootzpub.sources.source import Counting

from .live_reading import entries, patient, revisions, sync
from .server import FakeSite, Fault


def test_a_path_that_is_forbidden_to_everybody_is_left_out(site: FakeSite) -> None:
    """The longest rule decides; `$` and `*` count."""
    site.robots = "User-agent: *\nDisallow: /2026/\nAllow: /2026/post-2/$\nDisallow: /*-1\n"
    _, changes = sync(patient(site))
    assert sorted(entries(changes)) == [2, 10, 20]
    assert Hidden(id=1, reason="robots-disallow") in changes


def test_a_live_site_does_not_count_what_it_hides(site: FakeSite) -> None:
    """`init` asks what counts, and a name that only looks like it is no answer."""
    with patient(site).snapshot() as snapshot:
        assert not isinstance(snapshot, Counting)


@pytest.mark.parametrize(
    "robots",
    [
        pytest.param("User-agent: GPTBot\nDisallow: /\n", id="another-agent"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: rootzpub\nAllow: /\n", id="our-own-group"),
        pytest.param("# BEGIN rootzpub\nUser-agent: *\nDisallow: /\n# END rootzpub\n", id="between-our-markers"),
        pytest.param("", id="none"),
    ],
)
def test_what_is_said_to_others_is_no_visibility(site: FakeSite, robots: str) -> None:
    """Policy for a crawler hides nothing from us."""
    site.robots = robots
    assert len(entries(sync(patient(site))[1])) == 7


def test_an_api_that_is_forbidden_is_not_asked(site: FakeSite) -> None:
    """Which hides nothing: what was published stays, and the owner reads the way."""
    source = patient(site)
    site.robots, site.asked = "User-agent: *\nDisallow: /wp-json/\n", []
    with pytest.raises(SourceUnavailable, match=r"robots\.txt forbids /wp-json/wp/v2/posts") as caught:
        sync(source)
    assert "User-agent: rootzpub" in caught.value.hint
    assert site.asked == ["/robots.txt"]


def test_a_site_that_is_closed_as_a_whole_is_hidden(site: FakeSite, caplog: pytest.LogCaptureFixture) -> None:
    """At once, and without a further question."""
    source = patient(site)
    _, first = sync(source)
    site.robots, site.asked = "User-agent: *\nDisallow: /\n", []
    with source.snapshot() as snapshot:
        changes = list(snapshot.changes(None, RevisionsById(revisions(first))))
        assert isinstance(snapshot, Witness)
        assert snapshot.hides(1, "post")
    assert changes
    assert {change.reason for change in changes if isinstance(change, Hidden)} == {"robots-disallow"}
    assert set(site.asked) == {"/robots.txt"}
    assert "robots.txt forbids the whole site" in caplog.text


def test_a_change_of_robots_txt_is_noticed(site: FakeSite) -> None:
    """It is part of the fingerprint."""
    source = patient(site)
    before = source.fingerprint()
    site.robots = "User-agent: *\nDisallow: /2026/\n"
    assert source.fingerprint() != before


def test_a_robots_txt_that_cannot_be_had_hides_nothing(site: FakeSite) -> None:
    """The site is away: what was published stays."""
    source = patient(site)
    site.faults.append(Fault(path="/robots.txt", status=503, times=99))
    with pytest.raises(SourceUnavailable, match=r"robots\.txt"):
        sync(source)
