"""A JSON-RPC node behind a URL, asked through `rootzpub.fetch` like everything foreign."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rootzpub.errors import FetchFailed, MalformedInput
from rootzpub.fetch import Response
from rootzpub.proof import read_response
from rootzpub.wire.strict import parse

Post = Callable[[str, bytes], Response]
"""URL and JSON body to a Response; raises FetchFailed."""

_OK = 200
# One request a connection, so the id need not differ; that the answer repeats it is checked.
_REQUEST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRpc:
    """One node; see `rootzpub.proof.Rpc`."""

    url: str
    post: Post

    def call(self, method: str, params: Sequence[Any]) -> Any:
        """`result` of the answer, or RpcError. Raises FetchFailed where no JSON-RPC answer comes."""
        request = {"jsonrpc": "2.0", "id": _REQUEST, "method": method, "params": list(params)}
        response = self.post(self.url, json.dumps(request).encode())
        if response.status != _OK:
            raise FetchFailed(f"the node at {self.url} answers {response.status} to {method}", hint="try another --rpc")
        try:
            return read_response(parse(response.body), _REQUEST)
        except MalformedInput as error:
            raise FetchFailed(f"the node at {self.url} does not answer in JSON: {error.message}") from None
