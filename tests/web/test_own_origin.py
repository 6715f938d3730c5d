"""The origin that a discovery document is of."""

import pytest

from rootzpub.web.own_origin import origin_in


@pytest.mark.parametrize(
    ("discovery", "origin"),
    [
        pytest.param(
            {
                "_signature": {"envelope": {"message": {"origin": "https://a.example"}}},
                "organization": {"url": "https://b.example"},
            },
            "https://a.example",
            id="signed",
        ),
        pytest.param({"organization": {"url": "https://B.example/blog"}}, "https://b.example", id="without-a-key"),
        pytest.param({"error": {}}, "", id="no-document"),
    ],
)
def test_the_origin_is_the_signed_one(discovery: dict, origin: str) -> None:
    """Without a key that of the organisation's address."""
    assert origin_in(discovery) == origin
