"""What the configuration refers to and never holds: secrets, passphrases, the owner's delegation."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rootzpub.config import Config
from rootzpub.errors import ConfigError, KeyUnavailable, MalformedInput
from rootzpub.proof.delegation import Delegation
from rootzpub.proof.keyfile import read_passphrase


def read_delegation(config: Config) -> Mapping[str, Any] | None:
    """The owner's delegation to our key, where one is configured.

    Raises:
        ConfigError: the file is not there, or is no delegation that the owner signed.
    """
    if not config.signing.authorization:
        return None
    path = config.resolve(config.signing.authorization)
    try:
        # Read through the type that verifies it: what no verifier would believe is never published.
        return Delegation.read(json.loads(path.read_bytes())).body()
    except (OSError, ValueError, MalformedInput) as error:
        raise ConfigError(
            f"signing.authorization: {path} holds no delegation: {error}", hint="`rootzpub keys delegate` makes one."
        ) from None


def resolve_secret(reference: str, directory: Path) -> str:
    """What `env:NAME` or `file:PATH` holds; empty for an empty reference. The variable stays where it is.

    Raises:
        ConfigError: it is not there. The value is never part of the message.
    """
    if not reference:
        return ""
    try:
        # The watcher opens its source anew after a failure and needs it again. A signing key is removed from the
        # environment when it is read (decision 0010).
        return read_passphrase(reference, directory, claim=False)
    except KeyUnavailable as error:
        raise ConfigError(error.message.replace("passphrase", "secret"), hint=error.hint) from None
