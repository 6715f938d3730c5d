"""A real Ethereum node on a loopback port, started and stopped by its process number."""

import json
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from rootzpub.proof import Address, RpcError, keccak256, read_response
from tests.waiting import LIMIT, eventually

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = ROOT / "tests/node/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"


@dataclass(frozen=True)
class HttpRpc:
    """An Rpc over HTTP, for tests on the loopback only."""

    url: str

    def call(self, method: str, params: Sequence[Any]) -> Any:
        """As Rpc.call."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        return read_response(requests.post(self.url, json=request, timeout=LIMIT).json(), 1)


class Anvil:
    """The node. Its first account is unlocked and pays for everything."""

    def __init__(self, chain_id: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        arguments = ["--host", "127.0.0.1", "--port", str(port), "--chain-id", str(chain_id), "--silent"]
        self.process = subprocess.Popen([str(BINARY), *arguments])
        self.rpc = HttpRpc(f"http://127.0.0.1:{port}")
        self._wait()
        self.account = self.rpc.call("eth_accounts", [])[0]

    def _wait(self) -> None:
        def answers() -> bool:
            try:
                self.rpc.call("eth_chainId", [])
            except requests.ConnectionError:
                return False
            return True

        assert eventually(lambda: self.process.poll() is not None or answers()), "anvil does not answer"
        assert self.process.poll() is None, "anvil ended"

    def send(self, data: str, to: Address | None = None) -> dict[str, Any]:
        """Mine one transaction; its receipt."""
        transaction = {"from": self.account, "data": data} | ({"to": to.format()} if to else {})
        digest = self.rpc.call("eth_sendTransaction", [transaction])
        assert not isinstance(digest, RpcError), digest
        receipt: dict[str, Any] | None = None

        def is_mined() -> bool:
            nonlocal receipt
            receipt = self.rpc.call("eth_getTransactionReceipt", [digest])
            return receipt is not None

        assert eventually(is_mined)
        assert receipt is not None
        assert receipt["status"] == "0x1", receipt
        return receipt

    def deploy(self, name: str) -> Address:
        """The address of a new contract of fixtures/contracts."""
        compiled = json.loads((ROOT / f"fixtures/contracts/{name}.json").read_text())
        return Address.parse(self.send(compiled["bytecode"])["contractAddress"])

    def invoke(self, contract: Address, function: str, *words: bytes) -> int:
        """Call a function with 32-byte arguments in a transaction; the number of its block."""
        data = keccak256(function.encode())[:4] + b"".join(word.rjust(32, b"\0") for word in words)
        return int(self.send("0x" + data.hex(), contract)["blockNumber"], 16)

    def stop(self) -> None:
        """End the process that was started."""
        self.process.terminate()
        self.process.wait(timeout=LIMIT)
