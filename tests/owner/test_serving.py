"""The server that runs, against the settings and the key that are configured."""

import json
import os
from pathlib import Path

import pytest

from rootzpub import assembly
from rootzpub.clock import fixed_clock
from rootzpub.config import Config, load_config, setting_names
from rootzpub.config.taking_effect import TAKES_EFFECT
from rootzpub.errors import FetchFailed
from rootzpub.fetch import Response
from rootzpub.owner.keyring import open_keyring
from rootzpub.owner.keys import make_key
from rootzpub.owner.serving import serving_problems
from tests.owner.conftest import NOBODY
from tests.store.making import NOON

OTHER = "0x" + "Ab" * 20


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A site with a key whose server runs: this process."""
    (tmp_path / "rootzpub.toml").write_text('[site]\nbase_url = "https://example.org"\n')
    config = load_config(tmp_path)
    make_key(open_keyring(config, NOBODY))
    assembly.note_serving(config, clock=fixed_clock(NOON))
    return config


def signing_as(address: str, asked: list[str] | None = None):
    """A server whose discovery document that address signed."""

    def get(url: str) -> Response:
        (asked if asked is not None else []).append(url)
        body = json.dumps({"_signature": {"signer": address}}).encode()
        return Response(url=url, status=200, headers={}, body=body, content_type="application/json")

    return get


def silent(url: str) -> Response:
    """A server that does not answer."""
    raise FetchFailed(f"{url} does not answer")


def test_a_server_as_configured_is_no_finding(config: Config) -> None:
    """Asked on this machine, wherever it listens; one that does not answer is another examination's matter."""
    pair, asked = assembly.open_configured_keys(config), []
    assert pair is not None
    assert list(serving_problems(config, signing_as(pair.signer.address.format(), asked))) == []
    assert asked == ["http://127.0.0.1:8321/.well-known/ai"]
    assert list(serving_problems(config, silent)) == []


def test_another_signer_is_named(config: Config) -> None:
    """The server went on with another key."""
    ((message, hint),) = serving_problems(config, signing_as(OTHER))
    assert f"signs as {OTHER}, and the configured key is" in message
    assert "Restart" in hint


def test_settings_that_a_running_server_does_not_have_are_named(config: Config) -> None:
    """By table and key, without their values."""
    (config.directory / "rootzpub.toml").write_text(
        '[site]\nbase_url = "https://example.org"\n'
        '[policies]\nlicense = "CC-BY-4.0"\n[content]\nexclude = ["/secret/"]\n'
    )
    ((message, _),) = serving_problems(load_config(config.directory), silent)
    assert message.endswith("with other settings than these: content.exclude, policies.license")
    assert "runs since 2026-03-04T12:00:00Z" in message
    assert "secret" not in (config.data_dir / "serving.json").read_text()


@pytest.mark.parametrize("note", [b"", b"{", b"null", b"[]", b'{"pid": "x"}', None])
def test_without_a_server_nothing_is_said(config: Config, note: bytes | None) -> None:
    """None was started, its note is none, or it has ended."""
    file = config.data_dir / "serving.json"
    if note is None:
        ended = os.fork()
        if not ended:
            os._exit(0)
        os.waitpid(ended, 0)
        file.write_text(json.dumps(json.loads(file.read_bytes()) | {"pid": ended}))
    else:
        file.write_bytes(note)
    if note == b"null":
        assembly.forget_serving(config)
    assert list(serving_problems(config, signing_as(OTHER))) == []


def test_the_table_of_effects_has_every_table() -> None:
    """And docs/configuration.md is written from it."""
    assert set(TAKES_EFFECT) == {table for table, *_ in setting_names()}
