"""Preparing a site: ask the source who it is, choose a signer, write a commented rootzpub.toml.

Invariants: rootzpub.toml is written last and never overwritten, so that a folder with one is a site that is ready.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rootzpub.assembly import open_source
from rootzpub.config import FILE_NAME, Config, SiteTable, load_config, render_toml
from rootzpub.errors import KeyUnavailable, MalformedInput, StoreUnavailable, UsageError
from rootzpub.files import write_atomic
from rootzpub.owner.first_key import create_key, import_plugin_wallet
from rootzpub.owner.homes import other_home
from rootzpub.publisher import visibility_notes
from rootzpub.site import Omission, SiteFacts
from rootzpub.sources import Counting
from rootzpub.sources.plugin import PluginWallet, plugin_settings, plugin_wallet
from rootzpub.wire.blocks import origin_of

Values = Mapping[tuple[str, str], Any]
"""Settings by (table, key)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSite:
    """What the source says of itself; nothing is written yet."""

    config: Config
    """As it will be read from the file: what was given, and the defaults."""
    facts: SiteFacts
    settings: Values
    """What rootzpub.toml will say."""
    wallet: PluginWallet | None = field(repr=False)
    """The WordPress plugin's signing key, encrypted, where the source holds one."""
    omitted: tuple[Omission, ...] = ()
    """What the source hides, by reason and cause, where it can tell without reading every entry."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What keeps entries back beyond single ones, each with the line that overrules it."""
        return (*filter(None, [self.other_home]), *visibility_notes(self.facts, self.config.content))

    @property
    def other_home(self) -> str:
        """A sentence where the given address is not the site's own."""
        base_url: str = str(self.settings["site", "base_url"])
        return other_home(base_url, self.facts.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSite:
    """A folder from which a site can be synced and served."""

    config_path: Path
    facts: SiteFacts
    signer: str
    """The address that will sign, or `none`."""


def find_site(directory: Path, given: Values) -> FoundSite:
    """Read the site's facts, and what the Rootz plugin's settings on that site say. `given` counts more than both.

    `given` names at least the source: `{("source", "url"): …}`.

    Raises:
        UsageError: the folder has a rootzpub.toml already, or the site's home is no public address.
        ConfigError: a given value cannot be.
        SourceUnavailable, MalformedInput: the source cannot be read.
    """
    # Before the source is asked, which may take long.
    target = directory / FILE_NAME
    if target.exists():
        raise UsageError(f"{target} exists already", hint="Edit it, or choose another folder.")
    config = load_config(directory, overrides={f"{table}.{key}": value for (table, key), value in given.items()})
    source = open_source(config)
    with source.snapshot() as snapshot:
        facts = snapshot.site_facts()
        # A live site would have to be read whole for it: its first sync says so.
        omitted = tuple(snapshot.left_out()) if isinstance(snapshot, Counting) else ()
    settings = {**_learned(facts), **given}
    _refuse_unusable(str(settings["site", "base_url"]))
    wallet = plugin_wallet(source)
    return FoundSite(config=config, facts=facts, settings=settings, wallet=wallet, omitted=omitted)


def _refuse_unusable(base_url: str) -> None:
    """See that the address that is about to be written can be signed as origin, whichever source says it."""
    try:
        origin_of(base_url)
        SiteTable(base_url=base_url)
    except (MalformedInput, ValueError):
        raise UsageError(
            f"the site's home is {base_url[:80]!r}, which is no public http(s) address",
            hint="Give the site's address: --base-url https://…",
        ) from None


def prepare_site(
    found: FoundSite,
    *,
    import_wallet: bool | None,
    wants_wallet: Callable[[str], bool],
    wp_config: Path | None = None,
) -> PreparedSite:
    """Make or take over the signing key, and write rootzpub.toml.

    `import_wallet` says whether the plugin's key is kept; with None and a wallet there, `wants_wallet` is asked with
    its address. `wp_config` is the site's wp-config.php, where the source does not tell its salts.

    Raises:
        KeyUnavailable: a wallet is wanted and cannot be opened, or the key cannot be written.
        StoreUnavailable: rootzpub.toml cannot be written.
    """
    wallet = found.wallet
    if import_wallet and wallet is None:
        raise KeyUnavailable(
            "this source holds no wallet of the WordPress plugin",
            hint="Leave --import-wallet out, or read a database.",
        )
    if import_wallet is None and wallet is not None:
        import_wallet = wants_wallet(wallet.address)
    if import_wallet and wallet is not None:
        signer = import_plugin_wallet(found.config, wallet, wp_config=wp_config)
    else:
        signer = create_key(found.config)
    target = found.config.directory / FILE_NAME
    try:
        write_atomic(target, render_toml(found.settings).encode())
    except OSError as error:
        raise StoreUnavailable(
            f"{target} cannot be written: {error.strerror or error}", hint="Check space and rights there."
        ) from None
    return PreparedSite(config_path=target, facts=found.facts, signer=signer)


def _learned(facts: SiteFacts) -> Values:
    values: dict[tuple[str, str], Any] = {("site", "base_url"): facts.url.rstrip("/")}
    if facts.language:
        values["site", "language"] = facts.language
    for table, settings in plugin_settings(facts.settings).items():
        values |= {(table, key): value for key, value in settings.items()}
    return values
