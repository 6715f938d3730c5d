"""The delegation page: prepares what a wallet signs, and takes the answer back."""

import json
import re

import pytest

from rootzpub.proof import Address, LocalSigner, typed_data_digest
from rootzpub.proof.delegation import Delegation, accept
from rootzpub.proof.keyfile import new_secret


def prepared(client, query: str = "") -> dict:
    """The request that stands in the page."""
    page = client.get(f"/delegate{query}").get_data(as_text=True)
    return json.loads(re.search(r'id="request">(.*?)</script>', page, re.DOTALL)[1])


def signed(request: dict, wallet: LocalSigner) -> dict:
    """What a wallet would answer."""
    types = {name: fields for name, fields in request["types"].items() if name != "EIP712Domain"}
    digest = typed_data_digest(request["domain"], types, request["primaryType"], request["message"])
    return {**request, "owner": wallet.address.format(), "signature": "0x" + wallet.sign(digest).hex()}


def test_the_request_names_this_site_and_its_key(client):
    """Origin, delegate, scope and time are what the wallet shows."""
    request = prepared(client, "?scope=ai-discovery+getPage&days=30")

    discovery = client.get("/.well-known/ai").get_json()
    assert request["message"]["origin"] == "https://werkhof.example"
    assert request["message"]["delegate"] == discovery["_signature"]["signer"]
    assert request["message"]["scope"] == "ai-discovery getPage"
    assert request["message"]["notAfter"] - request["message"]["notBefore"] == 30 * 86400


def test_a_signed_answer_becomes_the_file_that_is_configured(client):
    """What comes back is checked and downloaded as delegation.json."""
    wallet = LocalSigner(new_secret())

    answer = client.post("/delegate", data={"answer": json.dumps(signed(prepared(client), wallet))})

    assert answer.headers["Content-Disposition"] == 'attachment; filename="delegation.json"'
    assert Delegation.read(answer.get_json()).owner == wallet.address


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param(lambda request: request["message"].update(origin="https://evil.example"), 400, id="another site"),
        pytest.param(lambda request: request.update(signature="0x00"), 400, id="no signature"),
        pytest.param(lambda request: request.update(owner="0x" + "11" * 20), 400, id="another owner"),
    ],
)
def test_another_answer_is_refused(client, change, status):
    """Changed after signing, or never signed."""
    answer = signed(prepared(client), LocalSigner(new_secret()))
    change(answer)

    page = client.post("/delegate", data={"answer": json.dumps(answer)})

    assert page.status_code == status
    assert "not the delegation of this site" in page.get_data(as_text=True)


def test_an_answer_that_is_no_json_is_refused(client):
    """With what was expected."""
    assert client.post("/delegate", data={"answer": "0x1234"}).status_code == 400


@pytest.mark.parametrize("days", ["0", "x", "99999", "-1", "²"])
def test_days_are_checked(client, days):
    """A whole number within reason."""
    assert client.get("/delegate", query_string={"days": days}).status_code == 400


def test_the_accepted_answer_is_what_the_command_line_accepts(client):
    """Page and command use one reader."""
    request = prepared(client)
    accepted = accept(
        signed(request, LocalSigner(new_secret())),
        origin="https://werkhof.example",
        delegate=Address.parse(request["message"]["delegate"]),
    )

    assert accepted.scope == "all"
