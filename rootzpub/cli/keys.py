"""`rootzpub keys`: make, show, export, import, rotate, revoke and delegate signing keys.

Thin: what is done is in `rootzpub.owner`. No command prints a key, and no option takes one on the command line, where
a shell's history would keep it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootzpub.cli.options import configured, json_option, note, print_json
from rootzpub.cli.printing import echo
from rootzpub.cli.prompts import terminal_prompts
from rootzpub.errors import UsageError

if TYPE_CHECKING:
    from rootzpub.owner.keyring import Keyring
    from rootzpub.owner.rotation import Rotation
    from rootzpub.proof.secret import Secret


def _flags(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several click options as one decorator, shown in `--help` in this order."""

    def decorate(function: Any) -> Any:
        # Reversed, as decorators are applied from the inside out.
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_key = click.option("--key", metavar="REF", help="file:PATH, keystore:PATH or env:NAME (default: [signing] key).")
_passphrase = click.option(
    "--passphrase", metavar="REF", help="Passphrase of a keystore, as env:NAME or file:PATH (else asked)."
)
_origin = click.option("--origin", metavar="URL", help="Public address of the site (default: [site] base_url).")
_keystore = click.option("--keystore", is_flag=True, help="Write an Ethereum keystore V3 (asks for a passphrase).")
_FOLLOWED = "nothing: every server that runs changes to the new key at that moment by itself"
_opening = _flags(_key, _passphrase)
_signing = _flags(_key, _passphrase, _origin)


@click.group("keys", epilog="\b\nExample:\n  rootzpub keys show")
def command() -> None:
    """Make, show, move, rotate, revoke and delegate the signing key."""


@command.command("new", epilog="\b\nExample:\n  rootzpub keys new --out rootzpub-data/signing.key")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it (default: the file that [signing] key names).",
)
@_keystore
@_passphrase
@json_option
@click.pass_context
def new(ctx: click.Context, /, out: Path | None, *, keystore: bool, passphrase: str | None, as_json: bool) -> None:
    """Make a key and write it with mode 0600. An existing key is never overwritten."""
    from rootzpub.owner.keys import make_key

    made = make_key(_keyring(ctx, passphrase=passphrase), out=out, keystore=keystore)
    _report(as_json, address=made.address, file=str(made.path), reference=made.reference)


@command.command(
    "show", epilog="\b\nExample:\n  rootzpub keys show --key keystore:signing.json --passphrase env:PASSPHRASE"
)
@_opening
@json_option
@click.pass_context
def show(ctx: click.Context, /, key: str | None, passphrase: str | None, *, as_json: bool) -> None:
    """Show which address signs, and where its key is. Never the key."""
    keyring = _keyring(ctx, key=key, passphrase=passphrase)
    _report(as_json, address=keyring.signer().address.format(), reference=keyring.reference)


@command.command("export", epilog="\b\nExample:\n  rootzpub keys export --keystore --out wallet.json")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="New file for the copy, mode 0600."
)
@_keystore
@_opening
@json_option
@click.pass_context
def export(ctx: click.Context, /, out: Path, *, keystore: bool, as_json: bool, **opening: Any) -> None:
    """Copy the key into another file: plain, or as a keystore V3 that wallets import."""
    from rootzpub.owner.keys import export_key

    copied = export_key(_keyring(ctx, **opening), out, keystore=keystore)
    _report(as_json, address=copied.address, file=str(copied.path))


@command.command(
    "import",
    epilog="\b\nExample:\n  rootzpub keys import --plugin option.txt --wp-config wp-config.php --expect 0x83d8…",
)
@click.option("--hex", "hex_file", type=click.File("rb"), help="File with 64 hex digits; - reads standard input.")
@click.option(
    "--keystore-file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="An Ethereum keystore V3 file.",
)
@click.option(
    "--mnemonic",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="File with a phrase of 12 to 24 words.",
)
@click.option("--path", "derivation", metavar="PATH", help="Derivation path of --mnemonic (default: m/44'/60'/0'/0/0).")
@click.option(
    "--plugin",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="File with the WordPress option rootz_signing_key; needs --wp-config.",
)
@click.option(
    "--wp-config",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="wp-config.php of the same site, for its salts.",
)
@click.option("--expect", metavar="ADDRESS", help="Refuse a key that has another address.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it (default: the file that [signing] key names).",
)
@_passphrase
@json_option
@click.pass_context
def import_(ctx: click.Context, /, out: Path | None, expect: str | None, *, as_json: bool, **given: Any) -> None:
    """Import a key: from hex, a keystore, a mnemonic phrase, or the WordPress plugin's wallet."""
    from rootzpub.owner.keys import import_key

    keyring = _keyring(ctx, passphrase=given["passphrase"])
    taken = import_key(keyring, _imported(keyring, given), out=out, expect=expect)
    _report(as_json, address=taken.address, file=str(taken.path), reference=taken.reference)


@command.command("rotate", epilog="\b\nExample:\n  rootzpub keys rotate")
@click.option("--new", "successor", metavar="REF", help="A key that exists already (default: make one).")
@click.option("--now", is_flag=True, help="Take effect at once, for a key that was stolen.")
@click.option(
    "--in",
    "seconds",
    type=click.IntRange(min=0, max=30 * 86_400),
    default=120,  # owner.rotation.AHEAD
    show_default=True,
    help="Take effect after so many seconds.",
)
@_signing
@json_option
@click.pass_context
def rotate(
    ctx: click.Context, /, successor: str | None, *, now: bool, seconds: int, as_json: bool, **signing: Any
) -> None:
    """Replace the key: both keys sign the change, so that verifiers follow it.

    The change is announced and takes effect after two minutes: the old key signs until then, and what it signed stays
    good until it expires. Without --new a key is made and takes the place of the old one, which stays beside it with
    the ending .old-ADDRESS.
    """
    from datetime import timedelta

    from rootzpub.owner.rotation import rotate_in_place, rotate_to
    from rootzpub.wire.blocks import format_time

    keyring, ahead = _keyring(ctx, **signing), timedelta(seconds=0 if now else seconds)
    rotation = rotate_to(keyring, successor, ahead=ahead) if successor else rotate_in_place(keyring, ahead=ahead)
    effective = format_time(rotation.effective_at)
    is_followed = successor is None or successor.startswith(("file:", "keystore:"))
    next_step = _FOLLOWED if is_followed else f'set [signing] key = "{successor}" and restart at that moment'
    _report(as_json, **_files_of(rotation), effective=effective, next=next_step)


@command.command("revoke", epilog='\b\nExample:\n  rootzpub keys revoke 0x83d8… --reason "the backup was stolen"')
@click.argument("address", required=False)
@click.option("--reason", required=True, help="A sentence for those who trusted it.")
@_signing
@json_option
@click.pass_context
def revoke(ctx: click.Context, /, address: str | None, reason: str, *, as_json: bool, **signing: Any) -> None:
    """Declare that nothing signed by ADDRESS counts from now on (default: the present key itself)."""
    from rootzpub.owner.keys import revoke_key

    said = revoke_key(_keyring(ctx, **signing), address=address, reason=reason)
    _report(as_json, revoked=said.revoked, signer=said.signer, history=str(said.history_path))


@command.command(
    "delegate",
    epilog="\b\nExample:\n  rootzpub keys delegate --prepare > ask.json\n  rootzpub keys delegate --accept answer.json",
)
@click.option("--prepare", "preparing", is_flag=True, help="Print what the owner's wallet must sign.")
@click.option(
    "--accept",
    "answer",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="File with the prepared request and the wallet's signature.",
)
@click.option("--scope", default="all", show_default=True, help="Kinds of documents, with spaces between, or all.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it holds.")
@_signing
@json_option
@click.pass_context
def delegate(ctx: click.Context, /, answer: Path | None, *, preparing: bool, as_json: bool, **given: Any) -> None:
    """Let the owner's wallet vouch for this server's key.

    First --prepare: the owner signs what it prints with eth_signTypedData_v4 (MetaMask). Then --accept the answer.
    """
    if preparing == (answer is not None):
        raise UsageError("expected either --prepare or --accept FILE")
    from rootzpub.owner.delegating import accept_delegation, prepare_delegation

    keyring = _keyring(ctx, key=given["key"], passphrase=given["passphrase"], origin=given["origin"])
    if answer is None:
        print_json(prepare_delegation(keyring, scope=given["scope"], days=given["days"]))
        return
    kept = accept_delegation(keyring, answer.read_bytes())
    _report(
        as_json,
        owner=kept.owner,
        delegate=kept.delegate,
        authorization=str(kept.path),
        next=f'set [signing] authorization = "{kept.path}" if it is not that already, and restart rootzpub serve',
    )


def _keyring(ctx: click.Context, **given: str | None) -> "Keyring":
    """From flags, else from the configuration; a passphrase without a reference is asked on the terminal."""
    from rootzpub.cli.privacy import keep_memory_private
    from rootzpub.owner.keyring import open_keyring

    keep_memory_private()
    return open_keyring(configured(ctx), terminal_prompts(), **given)


def _files_of(rotation: "Rotation") -> dict[str, str]:
    """What was done, by the names that `--json` has."""
    done = {"old": rotation.old, "new": rotation.new}
    if rotation.key_path is not None:
        done |= {"file": str(rotation.key_path), "kept": str(rotation.kept_path)}
    return done | {"history": str(rotation.history_path)}


def _imported(keyring: "Keyring", given: dict[str, Any]) -> "Secret":
    """The key from the one source that was named. Raises UsageError for none or several, KeyUnavailable."""
    from rootzpub.owner import keys
    from rootzpub.proof.keyfile import MAX_KEY_FILE

    sources = ("hex_file", "keystore_file", "mnemonic", "plugin")
    named = [source for source in sources if given[source] is not None]
    if len(named) != 1:
        raise UsageError("expected exactly one of --hex, --keystore-file, --mnemonic and --plugin")
    if named == ["keystore_file"]:
        return keys.key_from_keystore(given["keystore_file"], keyring.passphrase)
    if named == ["mnemonic"]:
        return keys.key_from_mnemonic(given["mnemonic"].read_bytes(), derivation=given["derivation"])
    if named == ["plugin"]:
        if given["wp_config"] is None:
            raise UsageError("expected --wp-config FILE beside --plugin FILE")
        return keys.key_from_plugin(given["plugin"].read_text("ascii", "replace"), given["wp_config"])
    # A bound, because standard input may be anything.
    return keys.key_from_hex(given["hex_file"].read(MAX_KEY_FILE))


def _report(as_json: bool, **members: str) -> None:  # noqa: FBT001 - the flag of --json, passed on
    if as_json:
        print_json(members)
        return
    width = max(map(len, members))
    for name, value in members.items():
        echo(f"{name:<{width}}  {value}")
    # Where the file was given by --out, the configuration does not name it yet.
    if "reference" in members and "file" in members:
        note(f'set [signing] key = "{members["reference"]}" if it is not that already')
