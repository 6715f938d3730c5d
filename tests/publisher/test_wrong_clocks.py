"""A server whose clock is wrong: what was published is answered and signed, and its order stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rootzpub import assembly
from rootzpub.clock import fixed_clock
from rootzpub.config import load_config
from rootzpub.owner.keyring import open_keyring
from rootzpub.owner.keys import make_key
from rootzpub.publisher import sync
from rootzpub.wire import parse
from tests.owner.conftest import NOBODY
from tests.publisher.making import CLOCK, ListSource, a_page

CLOCKS = {
    "a day back": CLOCK() - timedelta(days=1),
    "a year back": CLOCK() - timedelta(days=365),
    "1970": datetime(1970, 1, 1, tzinfo=UTC),
    "a day ahead": CLOCK() + timedelta(days=1),
    "a year ahead": CLOCK() + timedelta(days=365),
}


@pytest.mark.parametrize("moment", CLOCKS.values(), ids=CLOCKS)
def test_a_wrong_clock_changes_no_word_and_no_order(tmp_path: Path, moment: datetime) -> None:
    """Documents are there with the same content, and another sync of an unchanged source takes nothing away."""
    (tmp_path / "rootzpub.toml").write_text('[site]\nbase_url = "https://example.org"\n')
    config = load_config(tmp_path)
    make_key(open_keyring(config, NOBODY))
    store, source = assembly.open_store(config), ListSource()
    source.entries[3] = a_page(3, path="/about/", slug="about")
    sync(source, store, config=config, clock=CLOCK)
    wrong = fixed_clock(moment)
    assert parse(assembly.open_publisher(config, clock=wrong).answer("/.well-known/ai").body)["_signature"]["signer"]
    with store.site() as site:
        before = site.publication
    sync(source, store, config=config, clock=wrong)
    with store.site() as site:
        assert (site.publication.sequence, site.publication.size) == (before.sequence, before.size)
