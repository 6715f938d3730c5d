"""The visitor check against a real WordPress: honest sites lose nothing, and plugins' gates let nothing through."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rootzpub.assembly import open_store, run_sync
from rootzpub.clock import Clock, fixed_clock
from rootzpub.config import Config, load_config
from rootzpub.owner.confirming import confirm
from rootzpub.publisher.confirming import Looked
from tests.sources.reading import LATER

from .wordpress import WordPress

NOW = fixed_clock(LATER)
SECRET = "The hidden sentence speaks of a vermilion walrus and is not for everybody."
OPEN = "This open paragraph has more than twelve words so that it may stand on its own in public."
GATES = """<?php
function rzp_gate() { return get_option( 'rzp_gate' ); }
// By filter of the content, on the page and over REST.
add_filter( 'the_content', function ( $content ) {
	return 'content' === rzp_gate() ? '<p>Members only, please log in to read on.</p>' : $content;
}, 99 );
// Only on the page: REST stays open.
add_action( 'template_redirect', function () {
	if ( 'redirect' === rzp_gate() && is_singular() ) { wp_redirect( wp_login_url( get_permalink() ) ); exit; }
	if ( 'home' === rzp_gate() && is_singular() ) { wp_redirect( home_url( '/' ) ); exit; }
	if ( 'site' === rzp_gate() ) { echo '<html><body><h1>We are opening soon, come back later</h1>'; exit; }
	if ( 'forbidden' === rzp_gate() && is_singular() ) { status_header( 403 ); echo '<p>no</p>'; exit; }
	if ( 'noindex' === rzp_gate() ) { header( 'X-Robots-Tag: noindex' ); }
} );
// A part: the block that holds the secret.
add_filter( 'render_block', function ( $html ) {
	return 'block' === rzp_gate() && false !== strpos( $html, 'walrus' ) ? '' : $html;
} );
add_shortcode( 'rzp_price', function () { return '<strong>Twelve euros and ninety cents</strong>'; } );
add_action( 'wp_head', function () { echo '<script type="application/ld+json">{"@type":"Article",}</script>'; } );
"""


def site_config(site: WordPress, folder: Path, **changes: Any) -> Config:
    """A site read from its database, its pages looked at where it is served."""
    plain = {
        "source.url": f"wordpress:{site.path}",
        "source.site": site.url,
        "source.site_rate": 100.0,
        "signing.key": "none",
    }
    return load_config(folder, overrides=plain | changes)


def looked_at(config: Config, *, clock: Clock = NOW) -> list[Looked]:
    """What all looks that are due gave, and were published."""
    found: list[Looked] = []
    confirm(config, clock=clock, report=found.append)
    return found


def later(minutes: int) -> Clock:
    """A clock so many minutes after the sync."""
    return fixed_clock(LATER + timedelta(minutes=minutes))


def markdown(config: Config) -> dict[str, str]:
    """What is published, by path."""
    with closing(open_store(config)) as store, store.site() as view:
        return {entry.path: entry.markdown for entry in view.every()}


@pytest.fixture(scope="module")
def honest(new_wordpress: Callable[..., WordPress], shared: Path) -> dict[str, WordPress]:
    """Sites that show visitors everything that they publish."""
    demo = new_wordpress()
    demo.import_demo(home=demo.url)
    themeunit = new_wordpress()
    themeunit.load_dump(shared / "sites" / "themeunit" / "dump.sql", site_url=themeunit.url)
    return {"demo": demo, "themeunit": themeunit}


@pytest.mark.parametrize("name", ["demo", "themeunit"])
def test_an_honest_site_loses_no_entry(honest: dict[str, WordPress], name: str, tmp_path: Path) -> None:
    config = site_config(honest[name], tmp_path)
    run_sync(config, clock=NOW)
    before = markdown(config)
    looked_at(config)
    with closing(open_store(config)) as store:
        known = store.confirmations.all()
    # The page of the posts has no words of its own, and names no entry: nothing says anything of it.
    wrong = [row for row in known if row.decision == "not-seen" or row.reason or row.pending]
    assert [(row.id, row.decision, row.reason, row.trouble, row.missing) for row in wrong] == []
    assert markdown(config).keys() >= before.keys()


@pytest.fixture(scope="module")
def gated(new_wordpress: Callable[..., WordPress]) -> WordPress:
    """A site whose plugin closes it in several ways, by an option."""
    site = new_wordpress()
    site.install(sample_content=False, permalinks="/%postname%/")
    (site.path / "wp-content/mu-plugins/gates.php").write_text(GATES)
    content = "".join(f"<!-- wp:paragraph --><p>{text}</p><!-- /wp:paragraph -->" for text in (OPEN, SECRET))
    site.php(
        """foreach ( $input as $name => $content ) {
			wp_insert_post( array( 'post_title' => "Title of $name", 'post_name' => $name, 'post_status' => 'publish',
				'post_content' => $content, 'post_date' => '2026-01-01 00:00:00' ) );
		}""",
        {"first": content, "second": f"<p>{SECRET}</p>", "third": f"<p>{OPEN}</p><p>It costs [rzp_price] each.</p>"},
    )
    return site


@pytest.mark.parametrize("gate", ["content", "redirect", "home", "site", "forbidden", "noindex", "block"])
def test_what_a_plugin_closes_is_not_published(gated: WordPress, gate: str, tmp_path: Path) -> None:
    gated.php("update_option( 'rzp_gate', $input );", gate)
    config = site_config(gated, tmp_path, **{"content.confirm": "always"})
    run_sync(config, clock=NOW)
    for minutes in (0, 10, 20):
        looked_at(config, clock=later(minutes))
    assert "walrus" not in repr(markdown(config))
    assert (OPEN in repr(markdown(config))) == (gate == "block")


def test_what_a_plugin_prints_is_published_as_it_prints_it(gated: WordPress, tmp_path: Path) -> None:
    gated.php("update_option( 'rzp_gate', '' );")
    config = site_config(gated, tmp_path)
    run_sync(config, clock=NOW)
    for minutes in (0, 10):
        looked_at(config, clock=later(minutes))
    found = markdown(config)
    assert "Twelve euros and ninety cents" in found["/third/"]
    assert SECRET in found["/first/"]
