"""How much one fetch may cost: sizes in bytes, times in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a fetch may spend before it is given up; the defaults fit documents of a site."""

    seconds: float = 30.0
    """For everything together: names, connections, redirects, bodies."""
    connect_seconds: float = 10.0
    """For one connection, handshake included."""
    header_bytes: int = 64 * 1024
    body_bytes: int = 32 * 1024 * 1024
    """As sent, before a content coding is undone."""
    expanded_bytes: int = 64 * 1024 * 1024
    """After a content coding is undone."""
    ratio: int = 200
    """How many times its sent size a body may expand to (bodies below 64 KiB expanded are not judged). Deflate cannot
    do more than 1,032: a larger number judges nothing."""
    redirects: int = 5
    same_origin: bool = False
    """Whether redirects to another origin end the fetch."""
    ports: frozenset[int] | None = frozenset({80, 443})
    """Ports that may be asked; None is any. An origin allowed as private is asked on its own port."""
