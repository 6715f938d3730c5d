"""From a database to what is published: gates that close withdraw at the next sync, and their owner is shown why."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rootzpub.assembly import open_store, run_sync
from rootzpub.config import Config, load_config
from rootzpub.owner.diagnosis import diagnose
from rootzpub.publisher import SyncSummary
from tests.sources.wordpress_tables.tables import WordPressFile
from tests.sources.wordpress_tables.test_gates import active, php, rules_for

ENTRIES = 100


@pytest.fixture
def wordpress(tmp_path: Path) -> Iterator[WordPressFile]:
    """A site of a hundred posts."""
    site = WordPressFile(tmp_path / "site.sqlite")
    site.options(active_plugins=active("akismet"))
    for number in range(1, ENTRIES + 1):
        site.post(number)
    yield site
    site.connection.close()


Configured = Callable[..., Config]


@pytest.fixture
def configured(wordpress: WordPressFile, tmp_path: Path) -> Configured:
    """Its configuration, with settings of `[content]`; there is a file, for `doctor`."""
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "rootzpub.toml").write_text(f'[source]\nurl = "{wordpress.url}"\n[signing]\nkey = "none"\n')

    def make(**content: Any) -> Config:
        return load_config(folder, overrides={f"content.{name}": value for name, value in content.items()})

    return make


def synced(config: Config) -> SyncSummary:
    """One sync."""
    return run_sync(config)


def left_out(summary: SyncSummary) -> list[tuple[str, str, int]]:
    """Reason, cause and count."""
    return [(omission.reason, omission.cause, omission.count) for omission in summary.left_out]


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_access_plugin_that_is_switched_on_withdraws_everything(
    wordpress: WordPressFile, configured: Configured
) -> None:
    """After one sync none of a hundred entries is answered; the owner says so in so many words, and all are back."""
    assert synced(configured()).size == ENTRIES
    wordpress.options(active_plugins=active("akismet", "s2member"))

    summary = synced(configured())
    assert (summary.size, summary.removed) == (0, ENTRIES)
    assert left_out(summary) == [("unconfirmed", "s2Member", ENTRIES)]
    assert 'publish_despite_access_plugins = ["s2member"]' in summary.notes[0]
    assert synced(configured(publish_despite_access_plugins=["s2member"])).size == ENTRIES


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("options", "setting"),
    [
        pytest.param({"woocommerce_coming_soon": "yes"}, "publish_coming_soon", id="coming-soon"),
        pytest.param({"password_protected_status": "1"}, "publish_behind_site_password", id="password"),
        pytest.param({"um_options": php({"accessible": "2"})}, "publish_behind_login", id="login"),
        pytest.param({"elementor_maintenance_mode_mode": "maintenance"}, "publish_in_maintenance", id="maintenance"),
        pytest.param({"members_settings": php({"private_blog": "1"})}, "publish_private_site", id="private"),
        pytest.param({"blog_public": "0"}, "publish_discouraged", id="discouraged"),
    ],
)
def test_a_site_that_closes_is_withdrawn(
    wordpress: WordPressFile, configured: Configured, options: dict[str, str], setting: str
) -> None:
    """With a sentence that names cause and setting; each setting overrules its own kind."""
    assert synced(configured()).size == ENTRIES
    plugins = ("woocommerce", "password-protected", "ultimate-member", "elementor", "members")
    wordpress.options(**options, active_plugins=active(*plugins))

    summary = synced(configured())
    assert (summary.size, summary.removed) == (0, ENTRIES)
    assert f"[content] {setting} = true" in summary.notes[0]
    assert dict(summary.lines())["note"] == summary.notes[-1]
    assert synced(configured(**{setting: True})).size == ENTRIES


@pytest.mark.slow("more than a tenth of a second a case")
def test_what_is_restricted_later_is_withdrawn_and_counted_by_plugin(
    wordpress: WordPressFile, configured: Configured
) -> None:
    """One entry by a mark, one by a rule, each counted for its plugin; nothing else changes."""
    wordpress.options(active_plugins=active("members", "memberpress"))
    synced(configured())
    wordpress.insert("postmeta", post_id=7, meta_key="_members_access_role", meta_value="editor")
    rule = {"_mepr_rules_type": "single_post", "_mepr_rules_content": "8"}
    wordpress.post(900, post_type="memberpressrule", meta=rule)

    summary = synced(configured())
    assert (summary.size, summary.removed, summary.changed, summary.full) == (ENTRIES - 2, 2, 0, False)
    assert left_out(summary) == [("restricted", "MemberPress", 1), ("restricted", "Members", 1)]
    assert dict(summary.lines())["left out"] == "2 restricted (MemberPress 1, Members 1)"
    assert summary.as_dict()["leftOut"] == {"restricted": 2}
    assert summary.as_dict()["leftOutBy"] == {"MemberPress": 1, "Members": 1}


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_page_whose_parent_is_missing_is_published(wordpress: WordPressFile, configured: Configured) -> None:
    """As WordPress shows it; a page below a draft stays out."""
    wordpress.page(200, post_parent=777)
    wordpress.page(201, post_status="draft")
    wordpress.page(202, post_parent=201)
    summary = synced(configured())
    assert summary.size == ENTRIES + 1
    store = open_store(configured())
    with store.site() as site:
        assert [entry.id for entry in site.every("page")] == [200]
    store.close()


def test_doctor_says_what_decides_and_whether_it_is_followed(wordpress: WordPressFile, configured: Configured) -> None:
    """Plugins, a closed site, types that nobody named: each with the line that overrules."""
    wordpress.post(300, post_type="book")
    wordpress.options(
        active_plugins=active("members", "content-control"), rewrite_rules=rules_for("book"), blog_public="0"
    )
    synced(configured())

    found = {finding.message: finding for finding in diagnose(configured().directory) if finding.part == "visibility"}
    messages = " | ".join(found)
    hints = " | ".join(finding.hint for finding in found.values())
    assert "are followed: Members" in messages
    assert "Content Control decides who may read what" in messages
    assert "not known to be public: book" in messages
    assert "the site asks not to be indexed by WordPress" in messages
    for line in ("publish_despite_access_plugins", "?types=book", "publish_discouraged = true"):
        assert line in hints
