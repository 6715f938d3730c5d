"""`Edition`: what all answers of one version of the site share: settings for builders, context for the seal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from rootzpub.clock import Clock
from rootzpub.config import Config, IdentityTable
from rootzpub.documents import Settings, Traffic
from rootzpub.errors import ConfigError, MalformedInput
from rootzpub.proof import Address, Signer
from rootzpub.publisher.endpoints import ENDPOINT_TABLE, EndpointTable, tools_and_listings
from rootzpub.publisher.undeclared_proxy import UndeclaredProxy
from rootzpub.readiness import Trial
from rootzpub.seal import SealContext
from rootzpub.site import Publication, Site
from rootzpub.state import MemoryNote, Note
from rootzpub.wire import Document, chains, names

_NOWHERE: Final = "http://localhost"
"""Stands for the origin while neither the owner nor a source has said where the site is; nothing is signed then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who publishes, as the seal needs it: read once from the configuration."""

    signer: Signer | None
    contract: Address
    chain_id: int
    delegation: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, table: IdentityTable, signer: Signer | None, delegation: Mapping[str, Any] | None) -> "Identity":
        """Raises ConfigError for an address with a wrong checksum or an unknown network."""
        try:
            contract = Address.parse(table.identity_contract) if table.identity_contract else Address.zero()
        except MalformedInput as error:
            raise ConfigError(f"identity.identity_contract: {error.message}", hint=error.hint) from None
        # Without a contract the envelope says chain 0: a network would then stand where no signature covers it.
        chain = chains.chain_id(table.blockchain) if table.identity_contract else chains.NO_CHAIN
        if table.identity_contract and not chain:
            # Refused before anything is signed with it.
            known = ", ".join(known.name for known in chains.CHAINS)
            raise ConfigError(
                f"identity.blockchain: expected a chain id or one of {known}, got {table.blockchain[:80]!r}",
                hint='The identity contract lives on a chain; name it, e.g. blockchain = "polygon".',
            )
        return cls(signer=signer, contract=contract, chain_id=chain, delegation=delegation)

    @property
    def authorization(self) -> str:
        """`none`, `self-signed` or `delegated`."""
        if self.signer is None:
            return names.AUTHORIZATION_NONE
        return names.AUTHORIZATION_DELEGATED if self.delegation else names.AUTHORIZATION_SELF


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What the server knows besides the site and the configuration."""

    config_changed: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """Since when configuration and key are what they are."""
    traffic: Callable[[], Traffic] | None = None
    """Counts of requests, for the owner's status; None where nothing is counted."""
    confirmed: Callable[[], Mapping[str, int]] | None = None
    """How many entries visitors see, for the owner; None where pages are not looked at."""
    key_history: Callable[[str], Mapping[str, Any]] | None = None
    """What an origin has said about its keys (the body of `/.well-known/ai/keys`); None where no history is kept."""
    wall_clock: Clock | None = None
    """What time it is, where the publisher's own clock was set to another moment (`build --at`); None: it was not."""
    proxy: UndeclaredProxy = field(default_factory=UndeclaredProxy)
    """A reverse proxy that was seen and is not declared."""
    validity: timedelta | None = None
    """How long the files hold that are written; None: nothing is written, each document says it."""
    released: Note = field(default_factory=MemoryNote)
    """Where the statement is kept that the owner released (`[signing] publish = "approved"`)."""
    released_settings: Note = field(default_factory=MemoryNote)
    """Where the settings are kept that it was made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Settings and seal context of one version of the site."""

    version: int
    since: datetime
    """When anything that these answers are made from last changed: the site, or what the owner set."""
    settings: Settings
    context: SealContext
    published: datetime | None = None
    """When its publication was made; None before there is one."""
    generation: int = 0
    """Of the maker: another key gives another one."""
    mark: tuple[int, bool] = (0, True)
    """Of what the owner released, and of whether limits hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionMaker:
    """Makes editions from what changes only when another key signs."""

    config: Config
    identity: Identity
    facts: ServerFacts = ServerFacts()
    endpoints: EndpointTable = ENDPOINT_TABLE
    trial: Callable[[str], Trial] | None = None
    released: Callable[[Document], Document] | None = None
    """The discovery document as the owner released it; None where it is published as it is built."""
    waiting: Callable[[], Sequence[str]] | None = None
    """Members that the owner has not released; None where nothing waits for them."""
    hold: Callable[[Config], Config] | None = None
    """The settings as the owner released them; None where they are published as they are."""
    generation: int = 0
    """How many keys were in use before this one, since the process started."""

    def of(self, site: Site) -> Edition:
        """The edition of one version."""
        return self._edition(
            site.version,
            # Either may be later: a sync, or another setting, key or version.
            since=max(site.changed_at, self.facts.config_changed),
            # Never from the Host header: whoever asks would choose the origin that is signed [wire §2.origin-form].
            base_url=self.config.site.base_url or site.facts.url,
            publication=site.publication,
            signer=self.identity.signer,
        )

    def before_any_site(self) -> Edition:
        """For errors while nothing could be read: signed only where the owner said who we are."""
        base_url = self.config.site.base_url
        return self._edition(
            0,
            since=self.facts.config_changed,
            base_url=base_url or _NOWHERE,
            publication=None,
            # Without an origin nothing may be signed: `localhost` stands in its place, and is nobody's name.
            signer=self.identity.signer if base_url else None,
        )

    def _edition(
        self, version: int, *, since: datetime, base_url: str, publication: Publication | None, signer: Signer | None
    ) -> Edition:
        config, identity = self.config, self.identity
        if self.hold is not None:
            # Identity and policies as they were approved: in every document, and in the envelope (decision 0008).
            config = self.hold(config)
            identity = Identity.of(config.identity, identity.signer, identity.delegation)
        bare = Settings(
            config=config,
            base_url=base_url.rstrip("/"),
            signer=signer.address.format() if signer else "",
            authorization=identity.authorization,
            trial=self.trial,
            traffic=self.facts.traffic,
            confirmed=self.facts.confirmed,
            key_history=self.facts.key_history,
            released=self.released,
            waiting=self.waiting,
            # No host of files limits as we do: nothing is declared that does not hold.
            limits_hold=not self.facts.proxy.address and self.facts.validity is None,
        )
        # Builders lie below the table of endpoints: they get of it what they list, as values (decision 0014).
        tools, listings = tools_and_listings(self.endpoints.rows, bare)
        settings = replace(bare, tools=tools, listings=listings)
        context = SealContext(
            origin=settings.origin,
            domain=settings.domain,
            signer=signer,
            sequence=publication.sequence if publication else 0,
            publication_root=publication.root if publication else None,
            identity=identity.contract,
            chain_id=identity.chain_id,
            authorization=identity.authorization,
            delegation=identity.delegation,
            identity_contract=config.identity.identity_contract,
            digital_name=config.identity.digital_name,
            # Without an envelope no signature would cover it, and a verifier would warn for ever.
            network=chains.network_name(identity.chain_id) if signer else "",
            published_at=publication.published_at if publication else None,
            validity=self.facts.validity,
        )
        return Edition(
            version=version,
            since=since,
            settings=settings,
            context=context,
            published=publication.published_at if publication else None,
            generation=self.generation,
        )
