"""Sealing with the key in a process of its own against the key at hand: documents a second, interleaved in one run.

Run: python -m bench.signing
"""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bench.proof import KEY, SIGNER, rates
from bench.table import Row, show
from rootzpub.clock import system_clock
from rootzpub.proof import Signer
from rootzpub.proof.keyfile import write_plain
from rootzpub.proof.pair import KeyReader
from rootzpub.proof.secret import Secret
from rootzpub.seal import SealContext, draft
from rootzpub.signing import Channel, IsolatedKeys, IsolatedSigner, Judge, Rate
from rootzpub.signing.held import HeldKeys
from rootzpub.signing.server import SigningServer
from rootzpub.state import FileNote
from rootzpub.wire import Document

SIZES = (2_000, 20_000, 1_000_000)
ORIGIN = "https://werkhof.example"


def rows() -> Iterator[Row]:
    """One document of each size, sealed again and again."""
    with _isolated() as isolated:
        for size in SIZES:
            apart, at_hand = rates(_sealing(isolated, size), _sealing(SIGNER, size))
            yield Row(
                name=f"seal {size:,} bytes", ours=apart, other=at_hand, unit="documents/s", other_name="key at hand"
            )


def _sealing(signer: Signer, size: int) -> Callable[[], object]:
    context = SealContext(origin=ORIGIN, domain="werkhof.example", signer=signer)
    unsealed = draft(
        Document(kind="ai-content", resource="/.well-known/ai/content", body={"text": "word " * (size // 5)})
    )
    moment = system_clock() - timedelta(seconds=1)
    return lambda: unsealed.seal(moment=moment, stamp_seconds=1, context=context)


@contextmanager
def _isolated() -> Iterator[Signer]:
    """A signer in another process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signing.key"
        write_plain(path, Secret(KEY))

        def reader(opener: Callable[[], IsolatedSigner] | None = None) -> KeyReader:
            history = FileNote(path.with_name("keys.json"))
            return KeyReader(f"file:{path}", base_dir=path.parent, history=history, opener=opener)

        channel = Channel()
        ours, ends = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            server = SigningServer(
                HeldKeys(reader()), judge=Judge(), rate=Rate(1_000_000), channel=channel.back, ends=ends
            )
            server.run()
            os._exit(0)
        yield IsolatedKeys(reader, channel).read(patience=60.0).signer
        ours.close()


if __name__ == "__main__":
    show("Signing in a process of its own", rows())
