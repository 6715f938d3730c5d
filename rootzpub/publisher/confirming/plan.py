"""Whether and where a site is looked at, out of the settings and what the site says of itself."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from rootzpub.config import Config
from rootzpub.fetch import same_site
from rootzpub.site import SiteFacts
from rootzpub.store import Store
from rootzpub.wordpress.dates import zone_of

_ON_THE_WEB = frozenset({"https", "mysql", "sqlite", "wordpress"})
"""Schemes of sources whose site is looked at without being asked: files (dumps, exports) may be of yesterday."""
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """How a site is looked at."""

    on: bool
    always: bool
    """Whether every entry is withheld until it was seen."""
    samples: bool
    """Whether samples of a class stand for what cannot be known: the source does not tell the active plugins."""
    home: str
    vouched: bool
    """Whether the owner wrote the site's host."""
    basis: str
    """Digest of what decides visibility."""
    holds_seconds: int
    """How long a look holds."""
    facts: bool = True
    """Whether what pages state of themselves is kept."""
    zone: tzinfo = UTC
    """The site's, which dates on pages are in."""

    @classmethod
    def of(cls, config: Config, facts: SiteFacts) -> "CheckPlan":
        """The plan for a site."""
        named = config.source.site if config.source.site not in {"auto", "off"} else ""
        source = config.source.url
        return cls(
            on=is_check_on(config),
            always=config.content.confirm == "always",
            # REST shows what redirects and closed sites hide from visitors, and not which plugins do it.
            samples=_scheme(source) in {"https", "http", "rest"},
            home=named or facts.url,
            vouched=bool(named) or same_site(source, facts.url),
            # Another word where facts are off, so that pages are looked at again when they are wanted.
            basis=facts.visibility_digest + ("" if config.content.facts else " without facts"),
            facts=config.content.facts,
            zone=zone_of(facts.timezone),
            holds_seconds=config.content.confirm_days * _DAY,
        )


def is_check_on(config: Config) -> bool:
    """Whether the site's pages are looked at."""
    if config.content.confirm == "off" or config.source.site == "off":
        return False
    return config.source.site != "auto" or _scheme(config.source.url) in _ON_THE_WEB


def _scheme(url: str) -> str:
    return url.partition(":")[0].lower()


def visibility_digest(store: Store) -> str:
    """The digest of the last sync, which its state holds: the store's facts do not keep it."""
    state = store.state()
    words = state.digest.split() if state else []
    return words[1].partition(".")[0].removeprefix("-") if len(words) > 1 else ""
