"""`rootzpub init`: ask the source who it is, write a commented rootzpub.toml, make a key."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootzpub.cli.options import json_option, note, print_json

if TYPE_CHECKING:
    from rootzpub.config import Config
    from rootzpub.site import SiteFacts
    from rootzpub.sources.plugin import PluginWallet

Values = dict[tuple[str, str], Any]


@click.command("init", epilog="\b\nExample:\n  rootzpub init my-site --source https://example.com")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", required=True, metavar="URL", help="Where to read WordPress, e.g. https://example.com.")
@click.option("--base-url", metavar="URL", help="Public address that is signed as origin (default: the site's home).")
@click.option("--user", help="Database or HTTP user, where the URL does not name one.")
@click.option("--password", metavar="REF", help="Where the password is: env:NAME or file:PATH.")
@click.option("--prefix", help="Table prefix of the WordPress database.")
@click.option(
    "--import-wallet/--new-key", default=None, help="Keep the WordPress plugin's signing key, or make a new one."
)
@click.option(
    "--wp-config",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="wp-config.php of the site, whose salts open the plugin's key where the source does not tell them.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, /, folder: Path | None, source: str, as_json: bool, **options: Any) -> None:  # noqa: FBT001 - click's
    """Prepare DIR (default: here): rootzpub.toml with your site's facts, and a signing key."""
    from rootzpub.assembly import open_source
    from rootzpub.config import FILE_NAME, load_config, render_toml
    from rootzpub.errors import StoreUnavailable, UsageError
    from rootzpub.files import write_atomic
    from rootzpub.sources.plugin import plugin_wallet

    directory = (folder or ctx.find_root().obj or Path()).resolve()
    target = directory / FILE_NAME
    if target.exists():
        raise UsageError(f"{target} exists already", hint="Edit it, or give init another folder.")
    values = _given(source, options)
    config = load_config(directory, overrides={f"{table}.{key}": value for (table, key), value in values.items()})
    opened = open_source(config)
    with opened.snapshot() as snapshot:
        facts = snapshot.site_facts()
    values.update(_learned(facts, options["base_url"]))
    address = _make_key(config, plugin_wallet(opened), options)
    try:
        write_atomic(target, render_toml(values).encode())
    except OSError as error:
        raise StoreUnavailable(
            f"{target} cannot be written: {error.strerror or error}", hint="Check room and rights there."
        ) from None
    _report(target, facts, address, as_json=as_json)


def _given(source: str, options: dict[str, Any]) -> Values:
    values: Values = {("source", "url"): _anchored(source)}
    for key in ("user", "password", "prefix"):
        if options[key] is not None:
            values["source", key] = options[key]
    if options["base_url"] is not None:
        values["site", "base_url"] = options["base_url"]
    return values


def _anchored(source: str) -> str:
    """A source given by a relative path is meant from here, not from the folder that is being made."""
    scheme, colon, rest = source.partition(":")
    if not colon or rest.startswith("//") or scheme in {"http", "https"}:
        return source
    path, question, query = rest.partition("?")
    return f"{scheme}:{Path(path).expanduser().resolve()}{question}{query}"


def _learned(facts: "SiteFacts", base_url: str | None) -> Values:
    """What the source says of itself, and what the Rootz plugin's settings on that site say."""
    from rootzpub.sources.plugin import plugin_settings

    values: Values = {}
    if base_url is None:
        values["site", "base_url"] = facts.url.rstrip("/")
    if facts.language:
        values["site", "language"] = facts.language
    for table, settings in plugin_settings(facts.settings).items():
        values |= {(table, key): value for key, value in settings.items()}
    return values


def _make_key(config: "Config", wallet: "PluginWallet | None", options: dict[str, Any]) -> str:
    """The address that will sign: the plugin's wallet if there is one and it is wanted, a key already there, or new."""
    from rootzpub.assembly import create_key, import_plugin_wallet
    from rootzpub.errors import KeyUnavailable

    wanted = options["import_wallet"]
    if wanted and wallet is None:
        raise KeyUnavailable(
            "this source holds no wallet of the WordPress plugin",
            hint="Leave --import-wallet out, or read a database.",
        )
    if wanted is None and wallet is not None:
        wanted = _ask_for_wallet(wallet.address)
    if wanted and wallet is not None:
        return import_plugin_wallet(config, wallet, wp_config=options["wp_config"])
    return create_key(config)


def _ask_for_wallet(address: str) -> bool:
    """Ask on a terminal; elsewhere say how to take the wallet, and make a new key."""
    if sys.stdin.isatty():
        return click.confirm(f"The WordPress plugin signs with {address}. Keep that signer?", default=True, err=True)
    note(f"The WordPress plugin of this site signs with {address}; `--import-wallet` keeps that signer.")
    return False


def _report(target: Path, facts: "SiteFacts", address: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"config": str(target), "name": facts.name, "url": facts.url, "signer": address})
        return
    click.echo(f"{facts.name} ({facts.url})")
    click.echo(f"wrote  {target}")
    click.echo(f"signer {address}")
    click.echo(
        "next   rootzpub sync, then rootzpub serve"
        if target.parent == Path.cwd()
        else f"next   cd {target.parent} && rootzpub serve"
    )
