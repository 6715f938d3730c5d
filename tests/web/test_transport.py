"""From sealed bytes to an HTTP response."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import brotli
import pytest

from rootzpub.seal import SealedResponse
from rootzpub.web.transport import content_digest, respond

MOMENT = datetime(2026, 3, 4, 20, 21, 47, tzinfo=UTC)
BODY = b'{"a":"' + b"x" * 2000 + b'"}'


@pytest.fixture
def prepared() -> SealedResponse:
    return SealedResponse(
        kind="k",
        resource="/",
        status=200,
        body=BODY,
        media_type="application/json; charset=utf-8",
        max_age=60,
        etag='W/"abc"',
        last_modified=MOMENT,
    )


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        pytest.param("", None, id="nothing asked"),
        pytest.param("gzip", "gzip", id="gzip"),
        pytest.param("gzip, br", "br", id="the better of two"),
        pytest.param("br;q=0.1, gzip;q=0.9", "gzip", id="by weight"),
        pytest.param("br;q=0, gzip;q=0", None, id="refused"),
        pytest.param("*", "br", id="anything"),
        pytest.param("gzip;q=x", None, id="no number"),
    ],
)
def test_the_coding_the_client_likes_best(prepared, accept_encoding, coding):
    """Content codings are negotiated by weight, ours in our order."""
    response = respond(prepared, {"HTTP_ACCEPT_ENCODING": accept_encoding})

    assert response.headers.get("Content-Encoding") == coding
    decode = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding]
    assert decode(response.get_data()) == BODY
    assert response.headers["Content-Digest"] == content_digest(response.get_data())


def test_a_short_body_is_not_coded():
    """It would only grow."""
    short = SealedResponse(body=b"{}", media_type="application/json", kind="k", resource="/")

    assert "Content-Encoding" not in respond(short, {"HTTP_ACCEPT_ENCODING": "br"}).headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"HTTP_IF_NONE_MATCH": 'W/"abc"'}, 304, id="same tag"),
        pytest.param({"HTTP_IF_NONE_MATCH": '"abc"'}, 304, id="weak comparison"),
        pytest.param({"HTTP_IF_NONE_MATCH": '"x", W/"abc"'}, 304, id="one of several"),
        pytest.param({"HTTP_IF_NONE_MATCH": "*"}, 304, id="any"),
        pytest.param({"HTTP_IF_NONE_MATCH": '"x"'}, 200, id="another tag"),
        pytest.param(
            {"HTTP_IF_NONE_MATCH": '"x"', "HTTP_IF_MODIFIED_SINCE": "Wed, 04 Mar 2026 20:21:47 GMT"},
            200,
            id="the tag decides alone",
        ),
        pytest.param({"HTTP_IF_MODIFIED_SINCE": "Wed, 04 Mar 2026 20:21:47 GMT"}, 304, id="not modified since"),
        pytest.param({"HTTP_IF_MODIFIED_SINCE": "Wed, 04 Mar 2026 20:21:46 GMT"}, 200, id="modified since"),
        pytest.param({"HTTP_IF_MODIFIED_SINCE": "Wed, 04 Mar 2026 20:21:47 -0000"}, 304, id="naive zone"),
        pytest.param({"HTTP_IF_MODIFIED_SINCE": "yesterday"}, 200, id="no date"),
    ],
)
def test_a_client_that_has_it_is_told_so(prepared, headers, status):
    """Conditional requests, RFC 9110 section 13."""
    response = respond(prepared, headers)

    assert response.status_code == status
    assert bool(response.get_data()) == (status == 200)


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        pytest.param(-1, "Wed, 04 Mar 2026 20:21:46 GMT", id="changed beyond now"),
        pytest.param(60, "Wed, 04 Mar 2026 20:21:47 GMT", id="changed before"),
    ],
)
def test_last_modified_never_lies_in_the_future(prepared, made, shown):
    """After a second change in one second, or a clock that was set forward and back; what is current is sent again."""
    assert prepared.last_modified is not None
    response = replace(prepared, made=prepared.last_modified + timedelta(seconds=made))

    assert respond(response, {}).headers["Last-Modified"] == shown
    assert respond(response, {"HTTP_IF_MODIFIED_SINCE": "Wed, 04 Mar 2026 20:21:46 GMT"}).status_code == 200


def test_an_error_is_never_not_modified():
    """Conditions count for successful answers only."""
    error = SealedResponse(
        status=404, body=BODY, media_type="application/json", kind="error", resource="/", etag='W/"abc"'
    )

    assert respond(error, {"HTTP_IF_NONE_MATCH": 'W/"abc"'}).status_code == 404
