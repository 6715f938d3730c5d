"""The parts of the operating system that an exchange uses, as arguments: tests hand in their own."""

import socket
from collections.abc import Callable
from dataclasses import dataclass

from rootzpub.fetch.address import Resolver, system_resolver

Connector = Callable[[str, int, float], socket.socket]
"""Address, port, seconds to a connected socket; raises OSError."""


def system_connector(address: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to `address`, or OSError."""
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How names are resolved, connections opened and certificates trusted."""

    resolver: Resolver = system_resolver
    connector: Connector = system_connector
    ca_file: str = ""
    """PEM file of the authorities that count; empty: those of the certifi package. The environment names none."""
