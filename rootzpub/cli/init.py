"""`rootzpub init`: ask the source who it is, write a commented rootzpub.toml, make a key."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootzpub.cli.options import directory, json_option, note, print_json
from rootzpub.cli.printing import echo
from rootzpub.errors import UsageError

if TYPE_CHECKING:
    from rootzpub.owner.preparing import FoundSite, PreparedSite


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
@click.option("--mission", help="What the organisation is for, in one sentence; asked for where nothing says it.")
@click.option("--sector", help="Its fields of work, with commas between them; asked for where nothing says it.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, folder: Path | None, source: str, as_json: bool, **options: Any) -> None:  # noqa: FBT001 - click's
    """Prepare DIR (default: here): rootzpub.toml with your site's facts, and a signing key."""
    from rootzpub.owner.preparing import find_site, prepare_site

    found = find_site((folder or directory(ctx)).resolve(), _given(source, options))
    _ask_about_home(found)
    found = _asked(found)
    prepared = prepare_site(
        found, import_wallet=options["import_wallet"], wants_wallet=_ask_for_wallet, wp_config=options["wp_config"]
    )
    _report(prepared, found, as_json=as_json)


def _given(source: str, options: dict[str, Any]) -> dict[tuple[str, str], Any]:
    given = {("source", "url"): _anchored(source), ("site", "base_url"): options["base_url"]}
    given |= {("source", key): options[key] for key in ("user", "password", "prefix")}
    given["identity", "mission"] = options["mission"]
    given["identity", "sector"] = _words(options["sector"])
    # An option that was not given must not overrule what the plugin's settings on the site say.
    return {setting: value for setting, value in given.items() if value is not None}


def _words(text: str | None) -> list[str] | None:
    words = [word.strip() for word in (text or "").split(",")]
    return [word for word in words if word] or None


def _asked(found: "FoundSite") -> "FoundSite":
    """Ask on a terminal for what the standard demands and neither WordPress nor an option says; Enter leaves it out."""
    answers: dict[tuple[str, str], Any] = {}
    if sys.stdin.isatty():
        if not found.settings.get(("identity", "mission")):
            answers["identity", "mission"] = _prompted("What is the organisation for, in one sentence?")
        if not found.settings.get(("identity", "sector")):
            answers["identity", "sector"] = _words(_prompted("Its fields of work (with commas between them)?"))
    return replace(found, settings={**found.settings, **{key: value for key, value in answers.items() if value}})


def _prompted(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False, err=True)).strip()


def _anchored(source: str) -> str:
    """A source given by a relative path is meant from here, not from the folder that is being made."""
    scheme, colon, rest = source.partition(":")
    # Sources that are files or folders (`sql:`, `wxr:`, `rest:`); an address with `//` or of the web is not relative.
    if not colon or rest.startswith("//") or scheme in {"http", "https"}:
        return source
    path, question, query = rest.partition("?")
    return f"{scheme}:{Path(path).expanduser().resolve()}{question}{query}"


def _ask_for_wallet(address: str) -> bool:
    """Ask on a terminal; elsewhere say how to take the wallet, and make a new key."""
    if sys.stdin.isatty():
        return click.confirm(f"The WordPress plugin signs with {address}. Keep that signer?", default=True, err=True)
    # Nobody can be asked in a script: the safe answer is a new key, and the note says how to have the other.
    note(f"The WordPress plugin of this site signs with {address}; `--import-wallet` keeps that signer.")
    return False


def _ask_about_home(found: "FoundSite") -> None:
    """On a terminal, ask whether another address than the site's own is meant; elsewhere the report's note says it."""
    if not found.other_home or not sys.stdin.isatty():
        return
    if not click.confirm(f"The {found.other_home}. Is that meant?", default=False, err=True):
        raise UsageError("nothing was written", hint="Leave --base-url out: the site's home is taken.")


def _report(prepared: "PreparedSite", found: "FoundSite", *, as_json: bool) -> None:
    from rootzpub.site import left_out

    target, facts = prepared.config_path, prepared.facts
    omitted = left_out(found.omitted)
    if as_json:
        members = {"config": str(target), "name": facts.name, "url": facts.url, "signer": prepared.signer}
        print_json(members | {"leftOut": {left.reason: left.count for left in omitted}, "notes": list(found.notes)})
        return
    for text in found.notes:
        note(f"{text}.")
    echo(f"{facts.name} ({facts.url})")
    echo(f"wrote  {target}")
    echo(f"signer {prepared.signer}")
    if facts.builders:
        echo(f"pages  {', '.join(f'{count} made with {name}' for name, count in facts.builders)}")
    if omitted:
        echo(f"left out {', '.join(map(str, omitted))}")
    echo(
        "next   rootzpub sync, then rootzpub serve"
        if target.parent == Path.cwd()
        else f"next   cd {target.parent} && rootzpub serve"
    )
