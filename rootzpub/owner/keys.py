"""Keys: make, copy, take over and revoke them. Every cryptographic decision is in `rootzpub.proof`.

Invariants: an existing key file is never overwritten, no result carries a key, and a key that is not the expected one
is not written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import KeyUnavailable
from rootzpub.owner.keyring import Keyring
from rootzpub.proof import Address, KeyHistory, KeyRotation, LocalSigner, keyfile, mnemonic, plugin_key
from rootzpub.proof.history_file import save_history
from rootzpub.proof.keyfile import new_secret, write_keystore, write_plain
from rootzpub.proof.secret import Secret
from rootzpub.proof.succession import end_of_chain, known_keys, latest, refuse_unless_current


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenKey:
    """A key file that was written, mode 0600."""

    address: str
    path: Path
    is_keystore: bool

    @property
    def reference(self) -> str:
        """What `[signing] key` says to use it."""
        return f"{'keystore' if self.is_keystore else 'file'}:{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """What the key history says now."""

    revoked: str
    signer: str
    history_path: Path


def make_key(keyring: Keyring, *, out: Path | None = None, keystore: bool = False) -> WrittenKey:
    """A new key in `out` (default: where the keyring's own key goes, in the form its reference names).

    Raises:
        UsageError: the reference names no file and `out` is not given.
        KeyUnavailable: a key is there already, or the file cannot be written.
    """
    path = keyring.target(out)
    encrypts = keystore or (out is None and keyring.is_keystore)
    return _put(keyring, path, new_secret(), keyring.new_passphrase if encrypts else None)


def export_key(keyring: Keyring, out: Path, *, keystore: bool = False) -> WrittenKey:
    """A copy of the key in the new file `out`: plain, or as a keystore V3 that wallets import.

    Raises KeyUnavailable where the key cannot be opened or `out` cannot be written.
    """
    secret = keyring.secret()
    # The configured passphrase opens the keystore that is copied: a copy for elsewhere gets one of its own.
    new_passphrase = keyring.prompts.new_passphrase if keyring.is_keystore else keyring.new_passphrase
    return _write(out, secret, new_passphrase if keystore else None)


def import_key(keyring: Keyring, secret: Secret, *, out: Path | None = None, expect: str | None = None) -> WrittenKey:
    """Write a key that was made elsewhere to `out` (default: where the keyring's own key goes).

    `expect` is the address that it must have; it is checked before anything is written.

    Raises:
        UsageError: the reference names no file and `out` is not given.
        KeyUnavailable: the address is another one, a key is there already, or the file cannot be written.
        MalformedInput: `expect` is no address.
    """
    # Before a file is made: not every 32 bytes are a key, and the address is what people recognise.
    address = LocalSigner(secret).address
    if expect and Address.parse(expect) != address:
        raise KeyUnavailable(f"expected the key of {expect}, got the key of {address}; nothing was written")
    path = keyring.target(out)
    # The form that the configured reference names counts for its own place only.
    return _put(keyring, path, secret, keyring.new_passphrase if out is None and keyring.is_keystore else None)


def key_from_hex(text: bytes) -> Secret:
    """The key that 64 hex digits are. Raises KeyUnavailable."""
    secret = Secret.from_hex(text)
    if secret is None:
        raise KeyUnavailable("expected 64 hex digits, got something else")
    return secret


def key_from_keystore(path: Path, passphrase: Callable[[], str]) -> Secret:
    """The key in an Ethereum keystore V3. Raises KeyUnavailable."""
    return keyfile.read_keystore(path, passphrase)


def key_from_mnemonic(phrase: bytes, *, derivation: str | None = None) -> Secret:
    """The key that a phrase (BIP-39) gives along a derivation path (BIP-32; default m/44'/60'/0'/0/0).

    Raises KeyUnavailable.
    """
    return mnemonic.derive_key(Secret(phrase), path=derivation or mnemonic.DEFAULT_PATH)


def key_from_plugin(encrypted: str, wp_config: Path) -> Secret:
    """The WordPress plugin's key: the option `rootz_signing_key`, opened with the salts of the site's wp-config.php.

    Raises KeyUnavailable.
    """
    # "replace": a wp-config.php in another encoding still has its salts in ASCII.
    salts = plugin_key.read_salts(wp_config.read_text("utf-8", "replace"))
    # A site without salts of its own falls back on its folder, as WordPress's ABSPATH writes it.
    return Secret(plugin_key.decrypt_plugin_key(encrypted, *salts, abspath=f"{wp_config.resolve().parent}/"))


def revoke_key(keyring: Keyring, *, reason: str, address: str | None = None, clock: Clock = system_clock) -> Revocation:
    """Say, signed by the present key, that nothing signed by `address` counts from now on (default: the key itself).

    Raises:
        ConfigError: no base URL is known.
        KeyUnavailable: the key or its history cannot be used.
        MalformedInput: `address` is none.
    """
    _ = keyring.origin  # its error first
    with keyring.changing() as history:
        signer = keyring.signer()
        key = Address.parse(address) if address else signer.address
        refuse_unless_current(history, signer.address, clock())
        # Verifiers ignore revocations by strangers [trust §7.1]: one of a key that never spoke here would say nothing.
        if key not in known_keys(history) | {signer.address}:
            raise KeyUnavailable(
                f"{key} is no key of this site", hint="`rootzpub keys show` and keys.json name those that are."
            )
        said = history.revoked(key, signer, revoked_at=_revoked_at(history, key, clock()), reason=reason)
        save_history(keyring.history, said)
    return Revocation(revoked=key.format(), signer=signer.address.format(), history_path=keyring.history_path)


def _revoked_at(history: KeyHistory, key: Address, now: datetime) -> datetime:
    """Now; of a key that was replaced, after its successor took over: revoked before, it could not have handed on."""
    rotation = next((e for e in history.entries if isinstance(e, KeyRotation) and e.old_key == key), None)
    moment = latest(history, now)
    return max(moment, rotation.effective_at + timedelta(seconds=1)) if rotation else moment


def _put(keyring: Keyring, path: Path, secret: Secret, passphrase: Callable[[], str] | None) -> WrittenKey:
    """Write a key; where it is to be the site's own, only one that the history does not contradict."""
    if path != keyring.path:
        return _write(path, secret, passphrase)
    with keyring.changing() as history:
        end, address = end_of_chain(history), LocalSigner(secret).address
        if end is not None and end != address and not path.exists():
            raise KeyUnavailable(
                f"the key history {keyring.history_path} leads to {end}: the key of {address} would break it",
                hint=f"Put the key of {end} back from its backup (`rootzpub keys import --expect {end}`). If it is "
                "lost, move keys.json away: readers who know the site will be warned.",
            )
        return _write(path, secret, passphrase)


def _write(path: Path, secret: Secret, passphrase: Callable[[], str] | None) -> WrittenKey:
    """Write a keystore where there is a passphrase, else a plain file."""
    # What is no key is refused before a file is made.
    address = LocalSigner(secret).address.format()
    if passphrase is None:
        write_plain(path, secret)
    else:
        write_keystore(path, secret, passphrase())
    return WrittenKey(address=address, path=path, is_keystore=passphrase is not None)
