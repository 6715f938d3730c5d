"""`python -m rootzpub.cli.signer`: the process that holds the key. Started by `serve`, for nobody else to call.

Standard input is its life line: at its end the process ends.
"""

import argparse
import os
import socket
import sys
from pathlib import Path

from rootzpub import logs
from rootzpub.cli.privacy import keep_memory_private, lock_memory
from rootzpub.config import Config, load_config
from rootzpub.signing.documents import Judge
from rootzpub.signing.held import HeldKeys
from rootzpub.signing.keeper import keep
from rootzpub.signing.keys import open_key_reader
from rootzpub.signing.rate import Rate
from rootzpub.signing.server import SigningServer
from rootzpub.wire.blocks import origin_of

_LONGEST_SECRETS = 64 * 1024


def main() -> None:
    """Open the key and sign until standard input ends."""
    given = _parser().parse_args()
    # Before the key is opened, and before the first message may show anything.
    keep_memory_private()
    logs.install(given.log_level, given.log_format)
    if given.secrets is not None:
        _take_secrets(given.secrets)
    config = load_config(given.directory, overrides={"site.base_url": given.origin or None})
    keys = HeldKeys(open_key_reader(config))
    # Now, where under a limit only what is there can be locked.
    lock_memory()
    channel = socket.socket(fileno=given.channel)
    keep(keys, lambda ends: _serve(config, keys, channel, ends), until=sys.stdin.fileno())


def _serve(config: Config, keys: HeldKeys, channel: socket.socket, ends: socket.socket) -> None:
    # Once more: a lock is not inherited by fork.
    lock_memory(say=False)
    judge = Judge(origin=origin_of(config.site.base_url) if config.site.base_url else "")
    SigningServer(keys, judge=judge, rate=Rate(config.signing.isolate_rate), channel=channel, ends=ends).run()


def _take_secrets(handle: int) -> None:
    """The variables that key and passphrase are read from, out of a pipe: `name=value`, each ended by NUL."""
    with os.fdopen(handle, "rb") as pipe:
        for item in pipe.read(_LONGEST_SECRETS).split(b"\0"):
            name, separator, value = item.partition(b"=")
            if separator:
                os.environb[name] = value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--secrets", type=int)
    parser.add_argument("--origin", default="")
    parser.add_argument("--log-level", default="info")
    parser.add_argument("--log-format", default="text")
    return parser


if __name__ == "__main__":
    main()
