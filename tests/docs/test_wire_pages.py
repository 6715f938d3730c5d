"""The pages about signing and the wire say what the code does."""

import json
import re
from pathlib import Path

import pytest

from rootzpub.cli.keys import command
from rootzpub.proof import SIGNERS
from rootzpub.proof.delegation import DOMAIN as DELEGATION_DOMAIN
from rootzpub.proof.delegation import PRIMARY_TYPE as DELEGATION
from rootzpub.proof.delegation import TYPES as DELEGATION_TYPES
from rootzpub.proof.history import DOMAIN as HISTORY_DOMAIN
from rootzpub.proof.history import REVOCATION_TYPE, ROTATION_TYPE, TYPES
from rootzpub.proof.typed_data import encode_type
from rootzpub.wire import envelope
from rootzpub.wire.dialects import DIALECTS

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
WIRE, SIGNING = (DOCS / "wire.md").read_text(), (DOCS / "signing.md").read_text()


def test_the_table_of_dialects_is_the_table() -> None:
    """Every row of DIALECTS stands in the page, in the same order."""
    table = WIRE.split("## Dialects")[1]
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == [dialect.name for dialect in DIALECTS]


def test_the_envelope_is_spelled_as_it_is_hashed() -> None:
    """The type string and the table of members."""
    members = ",".join(f"{kind} {name}" for name, kind in envelope.FIELDS)
    assert f"{envelope.PRIMARY_TYPE}({members})" in WIRE
    table = WIRE.split("| member | what it binds |")[1].split("##")[0]
    named = [name for row in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert named == [name for name, _ in envelope.FIELDS]


def test_every_kind_of_key_is_explained() -> None:
    """Each scheme of SIGNERS has its row in the page for owners."""
    shown = re.findall(r"^\| `(\w+):", SIGNING, re.MULTILINE)
    assert shown == list(SIGNERS)


@pytest.mark.parametrize("name", sorted(command.commands))
def test_every_command_about_keys_is_shown(name: str) -> None:
    """The page for owners shows each command of `rootzpub keys`, and none that is not there."""
    assert f"rootzpub keys {name}" in SIGNING


def test_no_other_command_is_shown() -> None:
    """What the page tells people to type exists."""
    assert set(re.findall(r"rootzpub keys (\w+)", SIGNING)) == set(command.commands)
    for option in set(re.findall(r"rootzpub keys \w+[^`\n]*?(--[a-z-]+)", SIGNING)):
        assert any(option in parameter.opts for sub in command.commands.values() for parameter in sub.params), option


def test_statements_are_spelled_as_they_are_hashed() -> None:
    """Domains and type strings of rotations, revocations and delegations."""
    for name, types, domain in (
        (ROTATION_TYPE, TYPES, HISTORY_DOMAIN),
        (REVOCATION_TYPE, TYPES, HISTORY_DOMAIN),
        (DELEGATION, DELEGATION_TYPES, DELEGATION_DOMAIN),
    ):
        assert f"`{encode_type(name, types)}`" in WIRE
        assert f"`{json.dumps(domain, separators=(',', ':'))}`" in WIRE


def test_statements_are_listed_with_their_members() -> None:
    """A rotation's and a delegation's members are those that are signed."""
    rotation = [field["name"] for field in TYPES[ROTATION_TYPE]]
    assert ", ".join(f"`{name}`" for name in rotation) in SIGNING
    assert len(DELEGATION_TYPES) == 1
