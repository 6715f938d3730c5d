"""The delegation page in a real browser, with a stand-in for the wallet extension (which cannot run here)."""

import json
from collections.abc import Iterator

import pytest

from rootzpub.proof import LocalSigner, typed_data_digest
from rootzpub.proof.keyfile import new_secret
from tests.conftest import ROOT
from tests.e2e.site import Published, published
from tests.waiting import LIMIT

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The demo site, served."""
    with published(tmp_path_factory.mktemp("site"), f"rest:{ROOT / 'fixtures/demo/rest'}") as site:
        yield site


def test_a_wallet_signs_what_the_page_prepared(chromium, site):
    """The answer lands in the form, and the server takes it."""
    wallet = LocalSigner(new_secret())
    chromium.open(f"{site.url}/delegate")
    request = json.loads(chromium.evaluate("document.getElementById('request').textContent"))
    types = {name: fields for name, fields in request["types"].items() if name != "EIP712Domain"}
    digest = typed_data_digest(request["domain"], types, request["primaryType"], request["message"])
    signature = "0x" + wallet.sign(digest).hex()

    answer = chromium.evaluate(
        "(async () => {"
        f"window.ethereum = {{request: async (call) => call.method === 'eth_requestAccounts'"
        f" ? [{json.dumps(wallet.address.format())}] : {json.dumps(signature)}}};"
        "await import('/delegate.js?again');"
        "document.getElementById('sign').click();"
        "await new Promise((done) => setTimeout(done, 200));"
        "return document.getElementById('answer').value; })()"
    )

    assert json.loads(answer)["owner"] == wallet.address.format()
    import requests

    taken = requests.post(f"{site.url}/delegate", data={"answer": answer}, timeout=LIMIT)
    assert taken.json()["owner"] == wallet.address.format()
    assert chromium.complaints() == []


def test_without_a_wallet_the_page_says_what_to_do(chromium, site):
    """The request can be signed elsewhere and pasted back."""
    chromium.open(f"{site.url}/delegate")

    assert "eth_signTypedData_v4" in chromium.text()
    assert chromium.evaluate("document.getElementById('sign').hidden") is True
