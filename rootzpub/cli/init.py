"""`rootzpub init`: ask the source who it is, write a commented rootzpub.toml, make a key."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootzpub.cli.options import json_option, note, print_json

if TYPE_CHECKING:
    from rootzpub.config import Config
    from rootzpub.site import SiteFacts

Values = dict[tuple[str, str], Any]


@click.command("init")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", required=True, metavar="URL", help="Where to read WordPress, e.g. https://example.com.")
@click.option("--base-url", metavar="URL", help="Public address that is signed as origin (default: the site's home).")
@click.option("--user", help="Database or HTTP user, where the URL does not name one.")
@click.option("--password", metavar="REF", help="Where the password is: env:NAME or file:PATH.")
@click.option("--prefix", help="Table prefix of the WordPress database.")
@click.option(
    "--import-wallet/--new-key", default=None, help="Keep the WordPress plugin's signing key, or make a new one."
)
@json_option
@click.pass_context
def command(ctx: click.Context, folder: Path | None, source: str, as_json: bool, **options: Any) -> None:  # noqa: FBT001 - click's
    r"""Prepare DIR (default: here): rootzpub.toml with your site's facts, and a signing key.

    \b
    Example:
      rootzpub init my-site --source https://example.com
    """
    from rootzpub.assembly import open_source
    from rootzpub.config import FILE_NAME, load_config, render_toml
    from rootzpub.errors import UsageError
    from rootzpub.files import write_atomic

    directory = (folder or ctx.find_root().obj or Path()).resolve()
    target = directory / FILE_NAME
    if target.exists():
        raise UsageError(f"{target} exists already", hint="Edit it, or give init another folder.")
    values = _given(source, options)
    config = load_config(directory, overrides={f"{table}.{key}": value for (table, key), value in values.items()})
    with open_source(config).snapshot() as snapshot:
        facts = snapshot.site_facts()
    values.update(_learned(facts, options["base_url"]))
    address = _make_key(config, facts, import_wallet=options["import_wallet"])
    write_atomic(target, render_toml(values).encode())
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
    from rootzpub.sources import plugin_settings

    values: Values = {}
    if base_url is None:
        values["site", "base_url"] = facts.url.rstrip("/")
    if facts.language:
        values["site", "language"] = facts.language
    for dotted, value in plugin_settings(facts.settings).items():
        table, key = dotted.split(".", 1)
        values[table, key] = value
    return values


def _make_key(config: "Config", facts: "SiteFacts", *, import_wallet: bool | None) -> str:
    """The address that will sign: the plugin's wallet if there is one and it is wanted, a key already there, or new."""
    from rootzpub.assembly import create_key, import_plugin_wallet

    offered = facts.settings.get("rootz_signing_address", "")
    if import_wallet is None and offered:
        import_wallet = _ask_for_wallet(offered)
    if import_wallet:
        return import_plugin_wallet(config)
    return create_key(config)


def _ask_for_wallet(address: str) -> bool:
    """Ask on a terminal; elsewhere say how to take the wallet, and make a new key."""
    if click.get_text_stream("stdin").isatty():
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
