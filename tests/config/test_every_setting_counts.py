"""Every setting does something: changed, it changes what is published, or a test elsewhere shows what it does."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from rootzpub.assembly import open_configured_signer, run_sync
from rootzpub.clock import fixed_clock
from rootzpub.config import Config, load_config, setting_names
from rootzpub.owner.first_key import create_key
from rootzpub.publisher import Identity, Publisher
from rootzpub.store import SqliteStore
from tests.conftest import ROOT
from tests.golden.published import MOMENT

CLOCK = fixed_clock(MOMENT)
REST = "/wp-json/rootz/v1"
PATHS = (
    *(f"/.well-known/ai{tail}" for tail in ("", "/policies", "/knowledge", "/feed", "/content", "/content/pages")),
    *("/llms.txt", "/llms-full.txt", f"{REST}/status", f"{REST}/page"),
)
PUBLISHED = MappingProxyType(
    {
        "site.base_url": "https://other.example",
        "site.language": "fr-CA",
        "site.stamp_seconds": 1,
        "identity.name": "Another",
        "identity.mission": "To mend.",
        "identity.tagline": "Mend it",
        "identity.legal_name": "Another eG",
        "identity.founded": "1999",
        "identity.headquarters": "Linz, Austria",
        "identity.sector": "repair, lending",
        "identity.summary": "They mend things.",
        "identity.concepts": "Mending: making whole",
        "identity.digital_name": "another.name",
        "identity.blockchain": "137",
        "identity.identity_contract": "0x" + "11" * 20,
        "identity.canonical_org": "https://mother.example",
        "identity.relationship": "subsidiary",
        "identity.people": "Ada Example: chair",
        "identity.applications": "Mender: finds parts",
        "identity.partners": "Friends: https://friends.example",
        "identity.logo": "https://other.example/logo.png",
        "identity.same_as": "https://social.example/werkhof",
        "identity.registration": "FN 1",
        "contact.phone": "+43 1 234",
        "contact.address": "Way 1, Linz",
        "contact.opening_hours": "Mo-Fr 09:00-17:00",
        "contact.email": "hello@werkhof.example",
        "contact.url": "https://other.example/contact/",
        "contact.operator": "The office",
        "contact.ai_email": "ai@werkhof.example",
        "contact.privacy_email": "privacy@werkhof.example",
        "policies.license": "cc-by-4.0",
        "policies.quoting": False,
        "policies.training": True,
        "policies.search": False,
        "policies.answering": False,
        "policies.caching": "7d",
        "policies.commercial": True,
        "policies.attribution": False,
        "policies.rate_limit": "7/minute",
        "policies.document_limit": "8/minute",
        "policies.terms": "Be kind.",
        "content.enabled": False,
        "content.full_text": False,
        "content.assertions": {"post": "marketing", "page": "legal"},
        "feed.enabled": False,
        "feed.limit": 3,
        "knowledge.enabled": False,
        "knowledge.limit": 1,
        "llms.enabled": False,
        "llms.full": False,
        "llms.excerpts": False,
        "llms.posts_limit": 2,
        "llms.full_posts_limit": 1,
        "llms.pages_limit": 3,
        "llms.stamp": "rootz",
        "signing.key": "none",
        "signing.publish": "approved",
        "serve.access_log": True,
        "serve.metrics": True,
    }
)
"""Another value than the default, seen in what is published."""
ELSEWHERE = MappingProxyType(
    {
        "source.url": "tests/sources",
        "source.prefix": "tests/sources/wordpress_tables/test_source.py",
        "source.user": "tests/sources/rest/test_live.py",
        "source.password": "tests/sources/rest/test_live.py",
        "source.refresh_seconds": "tests/publisher/test_watch.py",
        "source.hold_minutes": "tests/publisher/test_holding.py",
        "source.timeout": "tests/sources/rest/test_live.py",
        "source.proxy": "tests/sources/rest/test_live.py",
        "source.proxy_password": "tests/sources/rest/test_live.py",
        "source.site": "tests/publisher/confirming/test_plan.py",
        "source.connect": "tests/publisher/confirming/test_run.py",
        "source.site_rate": "tests/publisher/confirming/test_run.py",
        "content.confirm": "tests/publisher/confirming/test_run.py",
        "content.facts": "tests/publisher/confirming/test_facts.py",
        "content.confirm_days": "tests/publisher/confirming/test_run.py",
        "source.tls_ca": "tests/sources/wordpress_tables/test_engines.py",
        "site.data_dir": "tests/config/test_config.py",
        "content.pages": "tests/publisher/test_rules.py",
        "content.posts": "tests/publisher/test_rules.py",
        "content.custom_types": "tests/publisher/test_rules.py",
        "content.media": "tests/publisher/test_rules.py",
        "content.exclude": "tests/publisher/test_rules.py",
        "content.converter": "tests/publisher/test_rules.py",
        "content.publish_coming_soon": "tests/publisher/test_gates.py",
        "content.publish_behind_site_password": "tests/publisher/test_gates.py",
        "content.publish_behind_login": "tests/publisher/test_gates.py",
        "content.publish_in_maintenance": "tests/publisher/test_gates.py",
        "content.publish_private_site": "tests/publisher/test_gates.py",
        "content.publish_discouraged": "tests/publisher/test_gates.py",
        "content.publish_despite_access_plugins": "tests/publisher/test_gates.py",
        "llms.languages": "tests/documents/test_llms.py",
        "signing.passphrase": "tests/cli/test_keys.py",
        "signing.authorization": "tests/cli/test_keys.py",
        "signing.isolate": "tests/e2e/test_isolated_signing.py",
        "signing.isolate_rate": "tests/e2e/test_isolated_signing.py",
        "log.level": "tests/cli/test_options.py",
        "log.format": "tests/cli/test_options.py",
        "serve.beside": "tests/owner/test_deploying.py",
        "serve.bind": "tests/cli/test_commands.py",
        "serve.workers": "tests/e2e/test_processes.py",
        "serve.verify_bytes": "tests/web/test_budgets.py",
        "serve.trusted_proxies": "tests/web/test_agents.py",
        "serve.owner_token": "tests/web/test_agents.py",
    }
)
"""Where it is shown what else a setting does: it decides what is read or who may ask."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """The demo site, synced once."""
    config = configured(tmp_path_factory.mktemp("settings"))
    create_key(config)
    run_sync(config, clock=CLOCK)
    store = SqliteStore.open(config.data_dir)
    yield store
    store.close()


@pytest.fixture(scope="module")
def unchanged(store: SqliteStore) -> dict[str, tuple[int, bytes]]:
    """What is published without a change."""
    return answers(store)


def configured(folder: Path, **changes: Any) -> Config:
    """The configuration of the demo site, with changes by dotted name."""
    plain = {
        "source.url": f"rest:{ROOT / 'fixtures/demo/rest'}",
        "llms.full": True,
        "identity.blockchain": "1",
        "identity.identity_contract": "0x" + "22" * 20,
    }
    return load_config(folder, overrides=plain | changes)


def answers(store: SqliteStore, **changes: Any) -> dict[str, tuple[int, bytes]]:
    """What is published, by path."""
    config = configured(store.folder.parent, **changes)
    identity = Identity.of(config.identity, open_configured_signer(config), None)
    publisher = Publisher(store, config, identity=identity, clock=CLOCK)
    asked = {path: [("path", "/about/")] if path.endswith("/page") else [] for path in PATHS}
    given = {path: publisher.answer(path, question) for path, question in asked.items()}
    return {path: (answer.status, answer.body) for path, answer in given.items()}


@pytest.mark.parametrize("setting", PUBLISHED)
def test_a_setting_changes_what_is_published(store, unchanged, setting):
    """At least one document differs."""
    assert answers(store, **{setting: PUBLISHED[setting]}) != unchanged


def test_the_same_settings_publish_the_same(store, unchanged):
    """Or the test above would mean nothing."""
    assert answers(store) == unchanged


def test_every_setting_is_accounted_for():
    """A new one needs a row: what it changes, or where that is shown."""
    assert sorted([*PUBLISHED, *ELSEWHERE]) == sorted(f"{table}.{key}" for table, key, _, _ in setting_names())


@pytest.mark.parametrize("setting", ELSEWHERE)
def test_the_place_that_shows_a_setting_names_it(setting):
    """The tests named above speak of it."""
    place, key = ROOT / ELSEWHERE[setting], setting.partition(".")[2]
    files = [place] if place.is_file() else sorted(place.rglob("test_*.py"))

    assert any(key in file.read_text("utf-8") for file in files)
