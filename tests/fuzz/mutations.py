"""Seeds and mutations: from documents that are nearly right to bytes that are nothing."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from rootzpub.wire.canonical import canonical
from tests.attacks.leaves import at, leaves
from tests.verify.conftest import (
    DISCOVERY_URL,
    LLMS_URL,
    PAGE_URL,
    SEARCH_URL,
    TestPublisher,
    key,
)


@dataclass(frozen=True)
class Seed:
    """A sound document and where it belongs."""

    data: bytes
    url: str


def _plugin(body: dict[str, Any], **block: Any) -> bytes:
    """A document in the plugin's dialect."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(data).digest()
    signer = key(9)
    signature = {
        "signer": signer.address.format(),
        "contentHash": f"sha256:{digest.hex()}",
        "signedAt": "2026-03-04T20:00:00+00:00",
        "method": "ecdsa-secp256k1",
        "signature": "0x" + signer.sign(digest).hex(),
        "authorization": "self-signed",
        **block,
    }
    return json.dumps(body | {"_signature": signature}, indent=4, ensure_ascii=False).encode()


def seeds() -> list[Seed]:
    """One document of each kind and dialect."""
    made = TestPublisher()
    odd = {"z": 1.5, "a": [1, -0.0, 1e25], "10": "x", "text": "a\u2028b\u2029c", "n": None, "t": True, "é": {"x": []}}
    unsigned = {"specVersion": "1.1.0", "generated": "2026-03-01T00:00:00Z", "organization": {"name": "x"}}
    block = {"method": "epistery-domain-v1", "contentHash": f"sha256:{hashlib.sha256(canonical(unsigned)).hexdigest()}"}
    return [
        Seed(made.discovery(), DISCOVERY_URL),
        Seed(made.page(), PAGE_URL),
        Seed(made.search(), SEARCH_URL),
        Seed(made.llms(), LLMS_URL),
        Seed(made.llms(stamp="rootz"), LLMS_URL),
        Seed(TestPublisher(signer=None).discovery(), DISCOVERY_URL),
        Seed(_plugin(odd, network="polygon", identityContract="0x12"), DISCOVERY_URL),
        Seed(canonical(unsigned | {"_signature": block}), DISCOVERY_URL),
        Seed(canonical(json.loads(made.llms_signature())), LLMS_URL + ".sig"),
    ]


ODD_VALUES: Sequence[Any] = (
    None, True, False, 0, -1, 2**53, 2**64, -(2**63), 10**400, 1e308, -0.0, 5e-324, "", "x", "\x00", "\u202e", "é",
    "e\u0301",
    "\U0001f600", "0x", "0x" + "00" * 65, "0x" + "ff" * 65, "sha256:", "sha256:" + "0" * 64, "none", "self-signed",
    "delegated", "hash-only", "https://", "https://example.com", "http://[",
    "2026-03-04T20:30:00Z", "9999-12-31T23:59:59Z",
    "0000-00-00T00:00:00Z", [], {}, [[]], [None], {"": ""}, {"domain": {}}, "a" * 5000,
)  # fmt: skip
ODD_BYTES: Sequence[bytes] = (
    b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]", b'"', b"\\", b"\\u", b"\\ud800", b"\\udc00",
    b":", b",",
    b"NaN",
    b"1e999", b"-", b"--", b"0x", b" ", b"\n", b"---\n", b"## Verification\n",
    b"_Signed by: 0x_\n", b"- [Signer](x): 0x",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"1" * 4100, b"[" * 70, b'{"a":' * 70, b"\xe2\x80\xa8", b"\r\n", b"\x1b[2J",
)  # fmt: skip

GRAFTED: Sequence[str] = ("envelope", "delegation", "_proof", "_provenance", "publication", "pages", "content", "x")

Mutation = Callable[[Random, bytes], bytes]


def flip(random: Random, data: bytes) -> bytes:
    """One bit, somewhere."""
    place = random.randrange(len(data))
    return data[:place] + bytes((data[place] ^ 1 << random.randrange(8),)) + data[place + 1 :]


def cut(random: Random, data: bytes) -> bytes:
    """A piece left out."""
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def truncate(random: Random, data: bytes) -> bytes:
    """The end left out."""
    return data[: random.randrange(len(data))]


def double(random: Random, data: bytes) -> bytes:
    """A piece said twice."""
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] + data[end:]


def insert(random: Random, data: bytes) -> bytes:
    """Something that parsers stumble over."""
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(ODD_BYTES) + data[place:]


def noise(random: Random, data: bytes) -> bytes:
    """Bytes that mean nothing."""
    return random.randbytes(random.randrange(200))


def bend(random: Random, data: bytes) -> bytes:
    """Another value in place of a leaf, a member, or an element; still JSON."""
    try:
        value = json.loads(data)
    except ValueError:
        return insert(random, data)
    paths = list(leaves(value)) if isinstance(value, dict) else []
    if not paths:
        return insert(random, data)
    path = random.choice(paths)
    path = path[: random.randint(1, len(path))]
    at(value, path[:-1])[path[-1]] = random.choice(ODD_VALUES)
    return json.dumps(value, sort_keys=random.random() < 0.5, ensure_ascii=random.random() < 0.5).encode(
        "utf-8", "replace"
    )


def graft(random: Random, data: bytes) -> bytes:
    """A member more, beside or inside `_signature`."""
    try:
        value = json.loads(data)
    except ValueError:
        return double(random, data)
    block = value.get("_signature") if isinstance(value, dict) else None
    holder = block if isinstance(block, dict) and random.random() < 0.6 else value
    if isinstance(holder, dict):
        name = random.choice(
            ["envelope", "delegation", "_proof", "_provenance", "publication", "pages", "content", "x"]
        )
        holder[name] = random.choice(ODD_VALUES)
    return canonical_or_plain(value)


def canonical_or_plain(value: Any) -> bytes:
    """Compact and sorted, as our shortcut likes it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


MUTATIONS: Sequence[Mutation] = (flip, cut, truncate, double, insert, bend, bend, bend, graft, graft, noise)


def case(random: Random, known: Sequence[Seed]) -> tuple[bytes, Seed]:
    """A seed after one to three mutations."""
    seed = random.choice(known)
    data = seed.data
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        data = random.choice(MUTATIONS)(random, data) if data else random.choice(ODD_BYTES)
    return data, seed
