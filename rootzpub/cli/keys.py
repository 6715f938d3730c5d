"""`rootzpub keys`: make, show, export, import, rotate, revoke and delegate signing keys.

Thin: every decision is in `rootzpub.proof`. No command prints a key, and no option takes one on the command line, where
a shell's history would keep it.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootzpub.cli.keyring import Keyring, ask_passphrase, open_keyring
from rootzpub.cli.options import json_option, note, print_json
from rootzpub.errors import KeyUnavailable, UsageError

if TYPE_CHECKING:
    from rootzpub.proof.secret import Secret


def _flags(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several click options as one decorator, shown in `--help` in this order."""

    def decorate(function: Any) -> Any:
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
    from rootzpub.proof.keyfile import new_secret

    keyring = open_keyring(ctx, passphrase=passphrase)
    path = keyring.target(out)
    encrypts = keystore or (out is None and keyring.is_keystore)
    address = _write(path, new_secret(), keyring.new_passphrase if encrypts else None)
    _report(as_json, address=address, file=str(path), reference=f"{'keystore' if encrypts else 'file'}:{path}")


@command.command(
    "show", epilog="\b\nExample:\n  rootzpub keys show --key keystore:signing.json --passphrase env:PASSPHRASE"
)
@_opening
@json_option
@click.pass_context
def show(ctx: click.Context, /, key: str | None, passphrase: str | None, *, as_json: bool) -> None:
    """Say which address signs, and where its key lies. Never the key."""
    keyring = open_keyring(ctx, key=key, passphrase=passphrase)
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
    keyring = open_keyring(ctx, **opening)
    opened = keyring.secret()
    new_passphrase = ask_passphrase(None, Path(), confirm=True) if keyring.is_keystore else keyring.new_passphrase
    address = _write(out, opened, new_passphrase if keystore else None)
    _report(as_json, address=address, file=str(out))


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
    """Take over a key: from hex, a keystore, a mnemonic phrase, or the WordPress plugin's wallet."""
    from rootzpub.proof import Address, LocalSigner

    keyring = open_keyring(ctx, passphrase=given["passphrase"])
    secret = _imported(keyring, given)
    address = LocalSigner(secret).address
    if expect and Address.parse(expect) != address:
        raise KeyUnavailable(f"expected the key of {expect}, got the key of {address}; nothing was written")
    path = keyring.target(out)
    encrypts = out is None and keyring.is_keystore
    _write(path, secret, keyring.new_passphrase if encrypts else None)
    _report(as_json, address=address.format(), file=str(path), reference=f"{'keystore' if encrypts else 'file'}:{path}")


@command.command("rotate", epilog="\b\nExample:\n  rootzpub keys rotate")
@click.option("--new", "successor", metavar="REF", help="A key that exists already (default: make one).")
@_signing
@json_option
@click.pass_context
def rotate(ctx: click.Context, /, successor: str | None, *, as_json: bool, **signing: Any) -> None:
    """Replace the key: both keys sign the change, so that verifiers follow it.

    Without --new a key is made and takes the place of the old one, which stays beside it with the ending .old-ADDRESS.
    """
    from rootzpub.cli.rotation import rotate_in_place, rotate_to

    keyring = open_keyring(ctx, **signing)
    rotated = rotate_to(keyring, successor) if successor else rotate_in_place(keyring)
    _report(as_json, **rotated)


@command.command("revoke", epilog='\b\nExample:\n  rootzpub keys revoke 0x83d8… --reason "the backup was stolen"')
@click.argument("address", required=False)
@click.option("--reason", required=True, help="A sentence for those who trusted it.")
@_signing
@json_option
@click.pass_context
def revoke(ctx: click.Context, /, address: str | None, reason: str, *, as_json: bool, **signing: Any) -> None:
    """Say that nothing signed by ADDRESS counts from now on (default: the present key itself)."""
    from rootzpub.proof import Address
    from rootzpub.proof.history_file import load_history, save_history

    keyring = open_keyring(ctx, **signing)
    signer = keyring.signer()
    key = Address.parse(address) if address else signer.address
    history = load_history(keyring.history_path, keyring.origin)
    history = history.revoked(key, signer, revoked_at=datetime.now(UTC), reason=reason)
    save_history(keyring.history_path, history)
    _report(as_json, revoked=key.format(), signer=signer.address.format(), history=str(keyring.history_path))


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
    keyring = open_keyring(ctx, key=given["key"], passphrase=given["passphrase"], origin=given["origin"])
    if answer is None:
        _prepare_delegation(keyring, scope=given["scope"], days=given["days"])
    else:
        _accept_delegation(keyring, answer, as_json=as_json)


def _prepare_delegation(keyring: Keyring, *, scope: str, days: int) -> None:
    from rootzpub.proof import delegation

    now = datetime.now(UTC).replace(microsecond=0)
    draft = delegation.Delegation(
        origin=keyring.origin,
        delegate=keyring.signer().address,
        scope=scope,
        not_before=now,
        not_after=now + timedelta(days=days),
    )
    print_json(delegation.prepare(draft))


def _accept_delegation(keyring: Keyring, answer: Path, *, as_json: bool) -> None:
    from rootzpub.files import write_atomic
    from rootzpub.proof import delegation
    from rootzpub.wire import parse

    given = parse(answer.read_bytes())
    accepted = delegation.accept(given, origin=keyring.origin, delegate=keyring.signer().address)
    path = Path(keyring.authorization)
    write_atomic(path, json.dumps(accepted.body(), indent=1).encode() + b"\n")
    _report(
        as_json,
        owner=accepted.owner.format(),
        delegate=accepted.delegate.format(),
        authorization=str(path),
        next=f'set [signing] authorization = "{path}" if it is not that already, and restart rootzpub serve',
    )


def _imported(keyring: Keyring, given: dict[str, Any]) -> "Secret":
    """The key from the one source that was named. Raises UsageError for none or several, KeyUnavailable."""
    from rootzpub.proof import keyfile, mnemonic, plugin_key
    from rootzpub.proof.secret import Secret

    sources = ("hex_file", "keystore_file", "mnemonic", "plugin")
    named = [source for source in sources if given[source] is not None]
    if len(named) != 1:
        raise UsageError("expected exactly one of --hex, --keystore-file, --mnemonic and --plugin")
    if named == ["keystore_file"]:
        return keyfile.read_keystore(given["keystore_file"], keyring.passphrase)
    if named == ["mnemonic"]:
        phrase = Secret(given["mnemonic"].read_bytes())
        return mnemonic.derive_key(phrase, path=given["derivation"] or mnemonic.DEFAULT_PATH)
    if named == ["plugin"]:
        if given["wp_config"] is None:
            raise UsageError("expected --wp-config FILE beside --plugin FILE")
        salts = plugin_key.read_salts(given["wp_config"].read_text("utf-8", "replace"))
        abspath = f"{given['wp_config'].resolve().parent}/"
        return Secret(
            plugin_key.decrypt_plugin_key(given["plugin"].read_text("ascii", "replace"), *salts, abspath=abspath)
        )
    secret = Secret.from_hex(given["hex_file"].read(keyfile.MAX_KEY_FILE))
    if secret is None:
        raise KeyUnavailable("expected 64 hex digits, got something else")
    return secret


def _write(path: Path, secret: "Secret", passphrase: Callable[[], str] | None) -> str:
    """Write a keystore where there is a passphrase, else a plain file; the address of what was written."""
    from rootzpub.proof import LocalSigner
    from rootzpub.proof.keyfile import write_keystore, write_plain

    address = LocalSigner(secret).address.format()
    if passphrase is None:
        write_plain(path, secret)
    else:
        write_keystore(path, secret, passphrase())
    return address


def _report(as_json: bool, **members: str) -> None:  # noqa: FBT001 - the flag of --json, passed on
    if as_json:
        print_json(members)
        return
    width = max(map(len, members))
    for name, value in members.items():
        click.echo(f"{name:<{width}}  {value}")
    if "reference" in members and "file" in members:
        note(f'set [signing] key = "{members["reference"]}" if it is not that already')
