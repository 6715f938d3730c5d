"""The plugin's dialect: all signed shapes in both served forms, and bodies as a live WordPress sent them."""

import json
from pathlib import Path

import pytest

from rootzpub.wire.dialects import Received, recognise
from rootzpub.wire.dialects.encodings import php_compact


def test_thirteen_shapes_in_both_served_forms(shared: Path) -> None:
    """Indented or escaped, each body leads back to the very bytes that the plugin signed."""
    vectors = json.loads((shared / "vectors/plugin/signed-documents.json").read_text())
    assert len(vectors["documents"]) == 13
    for shape in vectors["documents"]:
        for form in ("servedWellKnown", "servedRest"):
            received = Received.read(shape[form].encode())
            found = recognise(received)
            assert (found.dialect.name, found.hash_matches) == ("plugin", True), (shape["name"], form)
            assert found.dialect.signed_bytes(received).hex() == shape["signedBytesHex"], (shape["name"], form)


def test_live_bodies(shared: Path) -> None:
    """Bodies from `/.well-known/` and `/wp-json/` of a live site match, and every value is covered."""
    files = sorted((shared / "vectors/plugin/served").glob("*.json"))
    assert len(files) == 4
    for file in files:
        received = Received.read(file.read_bytes())
        found = recognise(received)
        assert (found.dialect.name, found.hash_matches) == ("plugin", True), file.name
        assert found.dialect.coverage(received).is_complete, file.name


@pytest.mark.parametrize(
    ("block", "name"),
    [
        pytest.param({"method": "hash-only", "authorization": "none"}, "plugin-hash-only", id="without-gmp"),
        pytest.param({"method": "hash-only"}, "plugin-hash-only", id="without-authorization"),
        pytest.param(
            {"method": "hash-only", "authorization": "pending-admin-approval"}, "plugin-pending", id="not-approved"
        ),
        pytest.param({"method": "ecdsa-secp256k1", "authorization": "self-signed"}, "plugin", id="signed"),
    ],
)
def test_states_of_the_plugin(block: dict[str, str], name: str) -> None:
    """A plugin without a key, and one that waits for approval, are told apart, matching or not."""
    body = {"z": 1.0, "a": "é/\u2028", "_signature": {"contentHash": "sha256:" + "0" * 64, **block}}
    found = recognise(Received.read(json.dumps(body, ensure_ascii=False).encode()))
    assert (found.dialect.name, found.hash_matches) == (name, False)


@pytest.mark.parametrize(
    ("data", "compact"),
    [
        pytest.param(b'{"_signature":{"a":1},"b":2}', b'{"b":2}', id="first"),
        pytest.param(b'{"a":1,"_signature":{"x":[1,2]},"b":2}', b'{"a":1,"b":2}', id="middle"),
        pytest.param(b'{ "a" : [ 1 , {"c":2} ] ,\n"_signature" : null }', b'{"a":[1,{"c":2}]}', id="last"),
        pytest.param(b'{"_signature":1}', b"{}", id="alone"),
        pytest.param(b'{"a":{"_signature":1}}', b'{"a":{"_signature":1}}', id="nested-is-kept"),
        pytest.param(b'{"a":"_signature","b":["_signature"]}', b'{"a":"_signature","b":["_signature"]}', id="as-text"),
        pytest.param(b'{"\\u005fsignature":1,"b":2}', b'{"b":2}', id="escaped-key"),
        pytest.param(b"{}", b"{}", id="empty"),
        pytest.param(b' {"a":-0,"b":1.0e+25} ', b'{"a":-0,"b":1.0e+25}', id="numbers-as-printed"),
        pytest.param(
            b'{"a":"\\u00e9\\/\\u2028\\u0001\\ud83d\\ude00"}', '{"a":"é/\\u2028\\u0001😀"}'.encode(), id="escapes"
        ),
        pytest.param('{"a":"\u2028\u2029"}'.encode(), b'{"a":"\\u2028\\u2029"}', id="raw-separators"),
    ],
)
def test_compact_form(data: bytes, compact: bytes) -> None:
    """White space and the top-level member go; strings are written PHP's way; everything else stays as it is."""
    assert php_compact(data, "_signature") == compact
