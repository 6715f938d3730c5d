"""The key of a site that is being prepared: one that is there, the WordPress plugin's wallet, or a new one."""

from pathlib import Path

from rootzpub.assembly import NO_KEY, open_configured_signer
from rootzpub.config import Config
from rootzpub.errors import KeyUnavailable
from rootzpub.proof import LocalSigner, decrypt_plugin_key
from rootzpub.proof.keyfile import new_secret, write_plain
from rootzpub.proof.plugin_key import read_salts
from rootzpub.proof.secret import Secret
from rootzpub.sources.plugin import PluginWallet


def create_key(config: Config) -> str:
    """The address of the configured key; it is made where it is a file that is not there yet.

    Raises KeyUnavailable where it can be neither opened nor made.
    """
    scheme, _, name = config.signing.key.partition(":")
    if scheme == "file" and not config.resolve(name).exists():
        write_plain(config.resolve(name), new_secret())
    signer = open_configured_signer(config)
    return signer.address.format() if signer else NO_KEY


def import_plugin_wallet(config: Config, wallet: PluginWallet, *, wp_config: Path | None = None) -> str:
    """Write the WordPress plugin's key where ours is configured to be; gives its address.

    `wp_config` is the site's wp-config.php, for its salts, where the source does not tell them.

    Raises:
        KeyUnavailable: the salts are missing or wrong, the key does not give the wallet's address, or a key is there.
    """
    scheme, _, name = config.signing.key.partition(":")
    if scheme != "file":
        raise KeyUnavailable(
            f"expected [signing] key to be file:PATH, got {scheme}:…", hint="A wallet goes into a file."
        )
    salts = read_salts(wp_config.read_text("utf-8", "replace")) if wp_config else ("", "")
    # What the source knows goes first; wp-config.php is for sources that do not tell their salts.
    salts = (wallet.salts.get("SECURE_AUTH_KEY", salts[0]), wallet.salts.get("SECURE_AUTH_SALT", salts[1]))
    secret = Secret(decrypt_plugin_key(wallet.encrypted, *salts))
    address = LocalSigner(secret).address.format()
    # The case of the letters is only a checksum (EIP-55).
    if address.lower() != wallet.address.lower():
        raise KeyUnavailable(
            f"expected the plugin's key to give {wallet.address}, it gives {address}",
            hint="Take wp-config.php from the same site and the same backup.",
        )
    write_plain(config.resolve(name), secret)
    return address
