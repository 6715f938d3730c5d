"""The settings: one model per table of rootzpub.toml, with default and help [wire §8].

The help texts are the documentation: `rootzpub init` writes them as comments, docs/configuration.md repeats them.
"""

import re
from ipaddress import ip_network
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from rootzpub.config.spdx import refuse_unknown
from rootzpub.config.values import (
    ADDRESS,
    ADDRESS_AND_PORT,
    HTTP_URL,
    PROXY_URL,
    LineList,
    Reference,
    TextList,
    has_host,
    refuse_rule,
    split_at_commas,
)
from rootzpub.wire.chains import CHAINS

_ADDRESS_AND_PORT = re.compile(ADDRESS_AND_PORT)

ASSERTIONS = (
    "factual",
    "editorial",
    "creative-work",
    "product",
    "event",
    "testimonial",
    "official-policy",
    "legal",
    "technical-documentation",
    "marketing",
    "community",
)
"""Values of `assertionType`: what an entry may be declared to be."""

REDACTED_KEYS = frozenset({"key", "owner_token", "passphrase", "password", "proxy", "proxy_password", "url"})
"""Keys whose values are redacted in messages: a secret may have been pasted there by mistake."""

_CHAIN_NAMES = ", ".join(chain.name for chain in CHAINS)


class Table(BaseModel):
    """A table of rootzpub.toml: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SourceTable(Table):
    """Where WordPress is read from."""

    url: str = Field(
        default="", description="Where to read WordPress: https://…, rest:DIR, mysql://…, wordpress:DIR, sql:FILE, …"
    )
    prefix: str = Field(
        default="wp_", pattern=r"^[A-Za-z0-9_$]*$", description="Table prefix of the WordPress database."
    )
    user: str = Field(default="", description="Database or HTTP user, where the URL does not name one.")
    password: Reference = Field(
        default="", description="Where the password is: env:NAME or file:PATH. Never the password itself."
    )
    refresh_seconds: int = Field(
        default=0,
        ge=0,
        le=86400,
        description="How often to look for changes; 0 = 5 for files and databases, 60 for a live site.",
    )
    timeout: float = Field(default=30.0, gt=0, le=600, description="Seconds to wait for one answer of the source.")
    hold_minutes: int = Field(
        default=60,
        ge=1,
        le=10080,
        description="Minutes until a second look may remove what the source suddenly mentions no more: more than half "
        "(and more than ten) of the entries, or what a contradictory listing lacks.",
    )
    tls_ca: str = Field(
        default="", description="CA certificate file for an encrypted connection to the database or a live site."
    )
    proxy: str = Field(
        default="",
        description="Proxy for reading a live site: http://[user@]host:port. Proxies of the environment are not used.",
    )
    proxy_password: Reference = Field(default="", description="Where the proxy's password is: env:NAME or file:PATH.")

    site: str = Field(
        default="auto",
        description="Where visitors see it: auto (on for https:, mysql:, sqlite:, wordpress:), an address, or off.",
    )
    connect: str = Field(
        default="",
        description="host:port where those pages are asked for, e.g. of WordPress behind the proxy; name and TLS stay.",
    )
    site_rate: float = Field(default=2.0, gt=0, le=100, description="Pages that are looked at in a second, at most.")

    @field_validator("site")
    @classmethod
    def _site_address(cls, value: str) -> str:
        if value in {"auto", "off"}:
            return value
        if not (HTTP_URL.fullmatch(value) and has_host(value)):
            raise ValueError("must be auto, off, or an http or https address without user and query")
        return value.rstrip("/")

    @field_validator("connect")
    @classmethod
    def _connect_address(cls, value: str) -> str:
        if value and not (_ADDRESS_AND_PORT.fullmatch(value) and has_host(f"http://{value}")):
            raise ValueError("must be host:port")
        return value

    @field_validator("proxy")
    @classmethod
    def _http_proxy(cls, value: str) -> str:
        # The password is a reference of its own [house §5.6]. http only: nobody has asked for more (decision 0016).
        if value and not (PROXY_URL.fullmatch(value) and has_host(value)):
            raise ValueError("must be http://host:port or http://user@host:port, the password in proxy_password")
        return value.rstrip("/")


class SiteTable(Table):
    """What the published site is called on the web, and where it is kept."""

    base_url: str = Field(
        default="", description="Public address that is signed as origin; empty = the site's own home URL."
    )
    language: str = Field(
        default="", description="Language of the site (BCP 47, e.g. de-AT); empty = what the source says."
    )
    stamp_seconds: int = Field(
        default=60, ge=1, le=3600, description="Step in which time stamps move; answers stay byte-equal within a step."
    )
    data_dir: str = Field(default="rootzpub-data", description="Folder of the store, relative to this file.")

    @field_validator("base_url")
    @classmethod
    def _http_only(cls, value: str) -> str:
        # Its origin is signed into every envelope: a user or a query has no place in one [wire §2.origin-form].
        if value and not (HTTP_URL.fullmatch(value) and has_host(value)):
            raise ValueError("must be an http or https address without user and query")
        return value.rstrip("/")


class IdentityTable(Table):
    """Who publishes. Empty = what the site itself says."""

    name: str = Field(default="", description="Name of the organisation; empty = the site's title.")
    mission: str = Field(default="", description="What the organisation is for, in one sentence.")
    tagline: str = Field(default="", description="Short motto; empty = the site's tagline.")
    legal_name: str = Field(default="", description="Registered name.")
    founded: str = Field(default="", description="Year or date of foundation.")
    headquarters: str = Field(default="", description="City and country.")
    sector: TextList = Field(default=(), description="Fields of work, a list of words.")
    summary: str = Field(
        default="", description="What an assistant should say when asked who you are, in two or three sentences."
    )
    concepts: TextList = Field(default=(), description="Core concepts, each as 'Term: definition'.")
    digital_name: str = Field(default="", description="Name in a digital-name registry.")
    blockchain: str = Field(
        default="",
        description=f"Network of the identity contract: {_CHAIN_NAMES}, or a chain id, e.g. 137. "
        "Published together with the contract only.",
    )
    identity_contract: str = Field(default="", description="Address of the owner's identity contract (0x…).")
    canonical_org: str = Field(default="", description="URL of the organisation this site belongs to.")
    relationship: str = Field(
        default="", description="What this site is to the canonical organisation, e.g. subsidiary."
    )
    people: TextList = Field(default=(), description="People to name, each as 'Name: role'.")
    applications: TextList = Field(default=(), description="Products or applications, each as 'Name: description'.")
    partners: TextList = Field(default=(), description="Partners, each as 'Name: URL or description'.")
    logo: str = Field(default="", description="URL of the logo; empty = the site's logo or icon.")
    same_as: TextList = Field(
        default=(), description="Other pages of the organisation (profiles, registers); empty = what its pages state."
    )
    registration: str = Field(
        default="", description="Registration or VAT number; empty = what the site's pages state."
    )

    @field_validator("concepts", mode="before")
    @classmethod
    def _lines(cls, value: object) -> object:
        # By lines and not at commas: definitions are sentences.
        return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value

    @field_validator("blockchain", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        # TOML's 137 is an integer; chain ids are taken with and without quotes. `type`, because True is an int as well.
        return str(value) if type(value) is int else value

    @field_validator("identity_contract")
    @classmethod
    def _address(cls, value: str) -> str:
        # Its checksum is judged where it is used (`publisher.edition.Identity`).
        if value and not ADDRESS.fullmatch(value):
            raise ValueError("must be 0x and 40 hex digits")
        return value


class ContactTable(Table):
    """How to reach the publisher. Mail addresses are never taken from the site: only what stands here is published."""

    email: str = Field(default="", description="General mail address.")
    url: str = Field(default="", description="Contact page; empty = the one that was discovered.")
    operator: str = Field(default="", description="Person or team that runs the site.")
    ai_email: str = Field(default="", description="Mail address for questions about AI use.")
    privacy_email: str = Field(default="", description="Mail address for privacy questions.")
    phone: str = Field(default="", description="Telephone number; empty = what the site's pages state.")
    address: str = Field(default="", description="Postal address in one line; empty = what the site's pages state.")
    opening_hours: LineList = Field(
        default=(), description="Opening hours, a line each: 'Mo-Fr 09:00-17:00'; empty = what the site's pages state."
    )


class PoliciesTable(Table):
    """What others may do with the content."""

    license: str = Field(
        default="all-rights-reserved",
        description="cc-by-4.0, cc-by-sa-4.0, cc-by-nc-4.0, cc0, all-rights-reserved, or an SPDX id.",
    )

    @field_validator("license")
    @classmethod
    def _known_licence(cls, value: str) -> str:
        refuse_unknown(value)
        return value

    quoting: bool = Field(default=True, description="Agents may quote passages.")
    training: bool = Field(default=False, description="Models may be trained on the content.")
    search: bool = Field(default=True, description="Search engines and agents may index it.")
    answering: bool = Field(default=True, description="Agents may use it to answer questions.")
    caching: str = Field(
        default="24h", pattern=r"^(no|[1-9][0-9]*[hd])$", description="How long copies may be kept: 24h, 7d, or no."
    )
    commercial: bool = Field(default=False, description="Commercial use is allowed.")
    attribution: bool = Field(default=True, description="The source must be named.")
    rate_limit: str = Field(
        default="100/hour",
        pattern=r"^([1-9][0-9]*/(second|minute|hour|day)|none)$",
        description="Requests per client to the tools: 100/hour, 10/second, … or none. It is declared and enforced.",
    )
    document_limit: str = Field(
        default="2000/hour",
        pattern=r"^([1-9][0-9]*/(second|minute|hour|day)|none)$",
        description="Requests per client to the documents, in the same form. It is declared and enforced.",
    )
    terms: str = Field(default="", description="One sentence that sums up the terms of use.")


class ContentTable(Table):
    """What of the site's content is published."""

    enabled: bool = Field(default=True, description="Publish content at all.")
    pages: bool = Field(default=True, description="Publish pages.")
    posts: bool = Field(default=True, description="Publish posts.")
    custom_types: bool = Field(default=True, description="Publish custom post types.")
    media: bool = Field(default=True, description="Publish media items.")
    full_text: bool = Field(default=True, description="Publish whole texts, not only excerpts.")
    exclude: TextList = Field(
        default=(),
        description="Never publish: paths (/internal/ covers what is below, / is the front page, /* everything), "
        "addresses, type:NAME, category:NAME, tag:NAME.",
    )
    assertions: dict[str, str] = Field(
        default_factory=dict, description="What entries are, by path or type: factual, editorial, creative-work, …"
    )
    publish_coming_soon: bool = Field(
        default=False, description="Publish although visitors see a coming-soon page (WooCommerce, SeedProd, …)."
    )
    publish_behind_site_password: bool = Field(
        default=False, description="Publish although one password guards the whole site."
    )
    publish_behind_login: bool = Field(
        default=False, description="Publish although only people who are logged in see the site."
    )
    publish_in_maintenance: bool = Field(default=False, description="Publish although the site shows maintenance.")
    publish_private_site: bool = Field(default=False, description="Publish although the site is set to private.")
    publish_discouraged: bool = Field(
        default=False, description="Publish although the site asks search engines not to index it (blog_public = 0)."
    )
    publish_despite_access_plugins: TextList = Field(
        default=(),
        description="Folders of access plugins whose rules rootzpub cannot read, and which close nothing here.",
    )
    converter: Literal["walker", "markdownify"] = Field(
        default="walker", description="Engine that turns HTML into markdown."
    )

    confirm: Literal["auto", "always", "off"] = Field(
        default="auto",
        description="Look at the site's pages: auto (marked entries before they are published), always (all), off.",
    )
    confirm_days: int = Field(default=7, ge=1, le=365, description="Days that a look at an entry's page holds.")

    facts: bool = Field(
        default=True, description="Publish what looked-at pages state of themselves (JSON-LD): offers, events, hours, …"
    )

    @field_validator("exclude")
    @classmethod
    def _readable_rules(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for rule in value:
            refuse_rule(rule)
        return value

    @field_validator("assertions", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if isinstance(value, str):
            return dict(pair.partition("=")[::2] for pair in split_at_commas(value))
        return value

    @field_validator("assertions")
    @classmethod
    def _known_assertions(cls, value: dict[str, str]) -> dict[str, str]:
        for assertion in value.values():
            if assertion not in ASSERTIONS:
                raise ValueError(f"{assertion!r} is none of {', '.join(ASSERTIONS)}")
        return value


class FeedTable(Table):
    """The feed document."""

    enabled: bool = Field(default=True, description="Publish the feed.")
    limit: int = Field(default=20, ge=1, le=100, description="Items in one page of the feed.")


class KnowledgeTable(Table):
    """The knowledge document."""

    enabled: bool = Field(default=True, description="Publish the knowledge document.")
    limit: int = Field(default=20, ge=1, le=100, description="Most products, people and concepts that it lists.")


class LlmsTable(Table):
    """llms.txt and llms-full.txt."""

    enabled: bool = Field(default=True, description="Publish llms.txt.")
    full: bool = Field(default=False, description="Publish llms-full.txt, with whole texts.")
    languages: bool = Field(
        default=False, description="Publish one more llms.txt for each other language of the site: /llms-fr-FR.txt."
    )
    excerpts: bool = Field(default=True, description="Add a short note to each link.")
    posts_limit: int = Field(default=10, ge=0, le=500, description="Recent posts in llms.txt.")
    full_posts_limit: int = Field(default=50, ge=0, le=5000, description="Newest posts whole in llms-full.txt.")
    pages_limit: int = Field(
        default=30, ge=0, le=500, description="Pages in llms.txt, key pages and optional ones together."
    )
    stamp: Literal["section", "rootz"] = Field(
        default="section", description="How it is signed: a Verification section, or the WordPress plugin's footer."
    )


class SigningTable(Table):
    """The key that signs."""

    key: str = Field(
        default="file:rootzpub-data/signing.key",
        pattern=r"^((file|env|keystore):.+|none)$",
        description="Where the key is: file:PATH (mode 0600), keystore:PATH, env:NAME, or none (only hashes).",
    )
    passphrase: Reference = Field(
        default="", description="Where the passphrase of a keystore is: env:NAME or file:PATH."
    )
    authorization: str = Field(
        default="", description="File with the owner's delegation to this key (rootzpub keys delegate)."
    )
    publish: Literal["auto", "approved"] = Field(
        default="auto",
        description="auto, or approved: a change of identity or policies is served only after `rootzpub approve`.",
    )
    isolate: bool = Field(
        default=False, description="`serve` signs in a process of its own, which alone holds the key."
    )
    isolate_rate: int = Field(
        default=5000, ge=1, le=1_000_000, description="Documents a second that this process signs at most."
    )


class LogTable(Table):
    """Log records, on standard error. They hold no secret, no client's address and nothing of what was asked."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe records that are written: debug, info, warning or error."
    )
    format: Literal["text", "json"] = Field(
        default="text", description="text: a line for people; json: one JSON object a line, for machines."
    )


class ServeTable(Table):
    """The web server."""

    bind: str = Field(default="127.0.0.1:8321", pattern=ADDRESS_AND_PORT, description="Address and port to listen on.")
    beside: Literal["auto", "wordpress", "alone"] = Field(
        default="auto",
        description="Who answers people on this domain (for `rootzpub deploy`): wordpress, or nobody (alone); auto = "
        "wordpress where a live site or its database is read.",
    )
    workers: int = Field(default=2, ge=1, le=64, description="Worker processes.")
    trusted_proxies: TextList = Field(
        default=(), description="Addresses of reverse proxies whose X-Forwarded-For is believed."
    )
    verify_bytes: int = Field(
        default=524_288,
        ge=65_536,
        le=16_777_216,
        description="Largest document that the verify page takes, in bytes.",
    )
    access_log: bool = Field(
        default=False,
        description="Log each request at level info: method, status, milliseconds; neither address nor question.",
    )
    metrics: bool = Field(default=False, description="Count requests per tool, for the owner's status.")
    owner_token: Reference = Field(default="", description="Where the owner's bearer token is: env:NAME or file:PATH.")

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            # Not strict: 10.0.0.1/8 is what people write for the network of that host.
            ip_network(proxy, strict=False)  # raises ValueError, whose message names what is wrong
        return value
