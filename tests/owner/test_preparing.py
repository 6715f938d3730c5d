"""What is found out about a site, and what is written."""

import hashlib
from pathlib import Path

import pytest

from rootzpub.config import load_config
from rootzpub.errors import KeyUnavailable, StoreUnavailable, UsageError
from rootzpub.owner.preparing import find_site, prepare_site
from rootzpub.proof import open_signer
from tests.conftest import ROOT

DEMO = {("source", "url"): f"rest:{ROOT / 'fixtures/demo/rest'}"}
SALTS = "".join(
    f"define( '{name}', '{hashlib.sha256(f'peer-test-only-{name}'.encode()).hexdigest()}' );\n"
    for name in ("SECURE_AUTH_KEY", "SECURE_AUTH_SALT")
)

EXPORT = """<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Shop</title>
<link>HOME</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>HOME</wp:base_site_url>
<wp:base_blog_url>HOME</wp:base_blog_url></channel></rss>"""


def never(address: str) -> bool:
    """For a site without a wallet."""
    raise AssertionError(address)


@pytest.fixture
def with_wallet(shared: Path) -> dict:
    """A source that holds the plugin's wallet."""
    return {("source", "url"): f"sql:{shared / 'sites/themeunit/dump.sql'}"}


def test_finding_out_writes_nothing(tmp_path: Path) -> None:
    """The facts are read; folder and key wait for the owner's word."""
    found = find_site(tmp_path / "site", DEMO)
    assert found.settings["site", "base_url"] == found.facts.url.rstrip("/")
    assert not (tmp_path / "site").exists()


def test_what_is_given_counts_more_than_what_is_found(tmp_path: Path) -> None:
    """The public address, for one."""
    found = find_site(tmp_path, DEMO | {("site", "base_url"): "https://given.example"})
    assert found.settings["site", "base_url"] == "https://given.example"


def test_a_prepared_site_has_settings_and_a_key(tmp_path: Path) -> None:
    """Both are found by whoever opens the folder."""
    prepared = prepare_site(find_site(tmp_path, DEMO), import_wallet=None, wants_wallet=never)
    config = load_config(tmp_path)
    assert config.source.url == DEMO["source", "url"]
    assert open_signer(config.signing.key, base_dir=tmp_path).address.format() == prepared.signer


def test_a_site_that_is_prepared_stays(tmp_path: Path) -> None:
    """Its rootzpub.toml may hold an owner's work."""
    (tmp_path / "rootzpub.toml").write_text("# mine\n")
    with pytest.raises(UsageError, match="exists already"):
        find_site(tmp_path, DEMO)


def test_a_wallet_cannot_be_kept_where_there_is_none(tmp_path: Path) -> None:
    """Said before a key is made."""
    with pytest.raises(KeyUnavailable, match="holds no wallet"):
        prepare_site(find_site(tmp_path, DEMO), import_wallet=True, wants_wallet=never)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_owner_is_asked_about_a_wallet_by_its_address(tmp_path: Path, with_wallet: dict) -> None:
    """No means a new key."""
    asked: list[str] = []
    found = find_site(tmp_path, with_wallet)
    prepared = prepare_site(found, import_wallet=None, wants_wallet=lambda address: bool(asked.append(address)))
    assert found.wallet is not None
    assert asked == [found.wallet.address]
    assert prepared.signer.lower() != found.wallet.address.lower()


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_wallet_that_is_wanted_signs(tmp_path: Path, with_wallet: dict) -> None:
    """Opened with the site's salts."""
    wp_config = tmp_path / "wp-config.php"
    wp_config.write_text(f"<?php\n{SALTS}")
    found = find_site(tmp_path / "site", with_wallet)
    prepared = prepare_site(found, import_wallet=None, wants_wallet=lambda _: True, wp_config=wp_config)
    assert found.wallet is not None
    assert prepared.signer.lower() == found.wallet.address.lower()


def test_settings_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    """With the file's name."""
    found = find_site(tmp_path, DEMO)
    (tmp_path / "rootzpub.toml").mkdir()
    with pytest.raises(StoreUnavailable, match=r"rootzpub\.toml cannot be written"):
        prepare_site(found, import_wallet=False, wants_wallet=never)


@pytest.mark.parametrize(
    "home", ["http:", "", "https://", "ftp://shop.example", "https://user@shop.example", "https://a b"]
)
def test_a_home_that_cannot_be_signed_is_not_written(tmp_path: Path, home: str) -> None:
    """Whatever the source says, the owner is asked for the address instead."""
    export = tmp_path / "export.xml"
    export.write_text(EXPORT.replace("HOME", home))
    with pytest.raises(UsageError, match="no public http") as refused:
        find_site(tmp_path / "site", {("source", "url"): f"wxr:{export}"})

    assert "--base-url" in (refused.value.hint or "")


def test_the_address_that_is_given_stands_for_it(tmp_path: Path) -> None:
    """Then what the source says of itself does no harm."""
    export = tmp_path / "export.xml"
    export.write_text(EXPORT.replace("HOME", "http:"))
    found = find_site(
        tmp_path / "site", {("source", "url"): f"wxr:{export}", ("site", "base_url"): "https://shop.example"}
    )

    assert found.settings["site", "base_url"] == "https://shop.example"
