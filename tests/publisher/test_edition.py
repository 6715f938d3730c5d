"""What all answers of one version share."""

import pytest

from rootzpub.config import IdentityTable, SiteTable
from rootzpub.errors import ConfigError
from rootzpub.proof import Address
from rootzpub.publisher.edition import EditionMaker, Identity
from tests.publisher.making import a_config, a_signer
from tests.store.making import FACTS, an_entry

CONTRACT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def maker(folder, delegation=None, *, sign=True, **tables):
    """A maker with a test key."""
    config = a_config(folder, **tables)
    signer = a_signer(folder) if sign else None
    return EditionMaker(config=config, identity=Identity.of(config.identity, signer, delegation))


def edition(bench, **parts):
    """The edition of a small published site."""
    bench.source.put(an_entry(1))
    bench.sync()
    with bench.store.site() as site:
        return maker(bench.folder, **parts).of(site)


def test_the_origin_is_the_home_url(bench):
    """Unless the owner says otherwise."""
    made = edition(bench)
    assert (made.context.origin, made.context.domain, made.settings.base_url) == (
        "https://example.org",
        "example.org",
        FACTS.url,
    )


def test_the_owner_sets_the_origin(bench):
    """`[site] base_url` is what is signed."""
    made = edition(bench, site=SiteTable(base_url="http://127.0.0.1:8321"))
    assert made.context.origin == "http://127.0.0.1:8321"


def test_the_publication_is_signed(bench):
    """Sequence and root stand in every envelope."""
    made = edition(bench)
    with bench.store.site() as site:
        assert (made.context.sequence, made.context.publication_root) == (1, site.publication.root)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param({"sign": False}, "none", id="no key"),
        pytest.param({}, "self-signed", id="own key"),
        pytest.param({"delegation": {"delegate": "0x"}}, "delegated", id="delegated"),
    ],
)
def test_authorization_says_whose_key_it_is(bench, parts, expected):
    """In the block and for the status."""
    made = edition(bench, **parts)
    assert (made.context.authorization, made.settings.authorization) == (expected, expected)


def test_the_tools_on_offer_are_told(bench):
    """For the manifest."""
    assert "searchContent" in [spec.name for spec in edition(bench).settings.tools]


@pytest.mark.parametrize(
    ("chain", "number", "name"),
    [
        ("137", 137, "polygon"),
        (137, 137, "polygon"),
        ("Polygon-Mainnet", 137, "polygon"),
        ("ethereum", 1, "ethereum"),
        ("base", 8453, "base"),
        ("amoy", 80002, "amoy"),
        ("31337", 31337, "31337"),
    ],
)
def test_the_contract_and_its_chain_are_signed(bench, chain, number, name):
    """By id or by name; what is published is the chain's own name, so that older verifiers read it too."""
    made = edition(bench, identity=IdentityTable(identity_contract=CONTRACT, blockchain=chain))
    context = made.context
    assert (context.identity.format(), context.chain_id, context.network) == (CONTRACT, number, name)


def test_without_a_contract_nothing_of_a_chain_is_said(bench):
    """A network alone means nothing, and no signature would cover it."""
    made = edition(bench, identity=IdentityTable(blockchain="polygon"))
    assert (made.context.identity, made.context.chain_id, made.context.network) == (Address.zero(), 0, "")


def test_without_a_key_no_network_is_said(bench):
    """There is no envelope that could cover it."""
    identity = IdentityTable(identity_contract=CONTRACT, blockchain="polygon")
    assert edition(bench, sign=False, identity=identity).context.network == ""


@pytest.mark.parametrize(
    ("table", "message"),
    [
        pytest.param({"identity_contract": CONTRACT}, "blockchain: expected a chain id", id="no network"),
        pytest.param({"identity_contract": CONTRACT, "blockchain": "moon"}, "got 'moon'", id="unknown network"),
        pytest.param(
            {"identity_contract": CONTRACT.replace("5aA", "5AA"), "blockchain": "1"},
            r"identity\.identity_contract",
            id="wrong checksum",
        ),
    ],
)
def test_an_identity_that_cannot_be_is_refused(table, message):
    """Before anything is signed with it."""
    with pytest.raises(ConfigError, match=message):
        Identity.of(IdentityTable(**table), None, None)


def test_before_any_site_nothing_is_signed_unless_the_owner_said_where(tmp_path):
    """Nobody can tell the origin yet."""
    unknown = maker(tmp_path).before_any_site()
    known = maker(tmp_path, site=SiteTable(base_url="https://example.org")).before_any_site()
    assert (unknown.context.signer, known.context.origin) == (None, "https://example.org")
    assert known.context.signer is not None
