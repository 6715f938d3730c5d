"""The server that runs, as `doctor` sees it: whether it signs as configured, and has the settings of the file."""

import json
from collections.abc import Callable, Iterator
from typing import Final

from rootzpub import assembly
from rootzpub.config import Config
from rootzpub.errors import FetchFailed
from rootzpub.fetch import Limits, Response, fetch
from rootzpub.wire.blocks import format_time
from rootzpub.wire.names import SIGNATURE, WELL_KNOWN

Get = Callable[[str], Response]
"""A URL on this machine to its answer; raises FetchFailed."""
_SECONDS: Final = 3.0
_ANYWHERE: Final = frozenset({"0.0.0.0", "::", "[::]", ""})  # noqa: S104 - what to ask, and nothing to listen on
_RESTART: Final = "Restart `rootzpub serve`."


def get_here(url: str) -> Response:
    """What the server on this machine answers."""
    return fetch(url, limits=Limits(seconds=_SECONDS), allow_private=True)


def serving_signer(address: str, get: Get = get_here) -> str:
    """Who signs for the server at `host:port`, as its discovery document says; empty where it does not answer."""
    host, _, port = address.rpartition(":")
    try:
        response = get(f"http://{'127.0.0.1' if host in _ANYWHERE else host}:{port}{WELL_KNOWN}")
        return str(json.loads(response.body)[SIGNATURE]["signer"])
    except (FetchFailed, ValueError, KeyError, TypeError):
        return ""


def serving_problems(config: Config, get: Get = get_here) -> Iterator[tuple[str, str]]:
    """What is wrong with the server that runs: (message, hint) each; nothing where none runs."""
    serving = assembly.read_serving(config) if config.data_dir.exists() else None
    if serving is None:
        return
    signer, pair = serving_signer(serving.address, get), assembly.open_configured_keys(config)
    if signer and pair is not None and signer != pair.signer.address.format():
        yield (
            f"the server at {serving.address} signs as {signer}, and the configured key is {pair.signer.address}",
            _RESTART,
        )
    if differing := serving.differing(config):
        since, names = format_time(serving.since), ", ".join(differing)
        yield f"the server at {serving.address} runs since {since} with other settings than these: {names}", _RESTART
