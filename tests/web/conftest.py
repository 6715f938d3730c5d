"""The application over the demo site, without a socket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rootzpub.assembly import open_publisher, run_sync
from rootzpub.config import Config, load_config
from rootzpub.owner.first_key import create_key
from rootzpub.publisher import Publisher
from rootzpub.state import MemoryState
from rootzpub.verify import verify
from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.app import templates_folder
from rootzpub.web.bodies import Bodies
from rootzpub.web.evidence import Get, get_document
from rootzpub.web.limits import Limiter, Rate
from rootzpub.web.request_parsing import Clients
from rootzpub.web.turns import Turns
from rootzpub.web.verify_page import Verifying, verify_blueprint
from tests.conftest import ROOT

TOKEN = "test-owner-token"  # TEST ONLY


@pytest.fixture(scope="session")
def demo_config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The demo site, synced, with a key."""
    folder: Path = tmp_path_factory.mktemp("demo")
    (folder / "token").write_text(TOKEN)
    config = load_config(
        folder,
        overrides={
            "source.url": f"rest:{ROOT / 'fixtures/demo/rest'}",
            "site.base_url": "https://werkhof.example",
            "llms.full": True,
            "serve.owner_token": "file:token",
        },
    )
    create_key(config)
    run_sync(config)
    return config


@pytest.fixture(scope="session")
def publisher(demo_config: Config) -> Iterator[Publisher]:
    """Answers for the demo site."""
    publisher = open_publisher(demo_config)
    yield publisher
    publisher.store.close()


@pytest.fixture
def client(publisher: Publisher) -> FlaskClient:
    """A client that no limit holds back."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token=TOKEN)
    client = create_app(publisher, gate=gate).test_client()
    client.publisher = publisher
    return client


@pytest.fixture
def limited(publisher: Publisher, tmp_path: Path) -> FlaskClient:
    """A client that may ask a tool twice an hour, behind a proxy at 127.0.0.1 that is trusted."""
    limiter = Limiter(Rate(requests=2, seconds=3600), MemoryState().windows())
    gate = Gate(clients=Clients(("127.0.0.1",)), limiter=limiter, limit_loopback=False, owner_token=TOKEN)
    return create_app(publisher, gate=gate).test_client()


def verify_page(client: Any, get: Get = get_document, turns: Turns | None = None) -> FlaskClient:
    """The verify page alone, with fetches and turns of the test's own."""
    app = Flask("page", template_folder=str(templates_folder()))
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    verifying = Verifying(
        verifier=lambda document, url, kept: verify(document, url=url or None, kept=kept),
        largest=100_000,
        gate=gate,
        bodies=Bodies(gate.clients),
        turns=turns or Turns(),
        get=get,
    )
    app.register_blueprint(verify_blueprint(client.publisher, templates_folder(), verifying))
    return app.test_client()
