"""Approving releases what is held back."""

import json
from pathlib import Path

import pytest

from rootzpub.assembly import open_publisher, run_sync
from rootzpub.config import load_config
from rootzpub.owner.approval import approve
from rootzpub.owner.first_key import create_key
from tests.conftest import ROOT


@pytest.mark.slow("more than a tenth of a second a case")
def test_an_approved_statement_is_served(tmp_path: Path) -> None:
    """Before that there is none."""
    config = load_config(
        tmp_path,
        overrides={"source.url": f"rest:{ROOT / 'fixtures/demo/rest'}", "signing.publish": "approved"},
    )
    create_key(config)
    run_sync(config)
    publisher = open_publisher(config)
    before = publisher.answer("/.well-known/ai").status

    digest = approve(config)

    assert digest.startswith("sha256:")
    served = publisher.answer("/.well-known/ai")
    assert (before, served.status) == (503, 200)
    assert json.loads(served.body)["organization"]["name"]
