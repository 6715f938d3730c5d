"""Settings know origin and domain of the public address."""

import pytest

from rootzpub import __version__
from rootzpub.config import Config
from rootzpub.documents import Settings
from rootzpub.errors import MalformedInput


@pytest.mark.parametrize(
    ("base_url", "origin", "domain"),
    [
        pytest.param("https://Example.com", "https://example.com", "example.com", id="lower-case"),
        pytest.param("http://127.0.0.1:8081", "http://127.0.0.1:8081", "127.0.0.1", id="port"),
        pytest.param("https://example.com:443/blog", "https://example.com", "example.com", id="folder"),
        pytest.param("https://bücher.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example", id="idn"),
    ],
)
def test_origin_and_domain_follow_from_the_base_url(base_url: str, origin: str, domain: str) -> None:
    """Lower case, A-labels, default port dropped; the domain without port."""
    settings = Settings(config=Config(), base_url=base_url)
    assert (settings.origin, settings.domain) == (origin, domain)
    assert settings.absolute("/llms.txt") == origin + "/llms.txt"


def test_a_base_url_that_is_none_is_refused() -> None:
    """Documents without an origin cannot be signed for one."""
    with pytest.raises(MalformedInput, match="http or https URL"):
        Settings(config=Config(), base_url="example.com")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param({}, True, id="default"),
        pytest.param({"full_text": False}, False, id="no-full-text"),
        pytest.param({"enabled": False}, False, id="no-content"),
    ],
)
def test_whole_texts_need_content_and_full_text(content: dict, expected: bool) -> None:
    """Either switch turns whole texts off everywhere."""
    assert Settings(config=Config(content=content), base_url="https://example.com").full_text is expected


def test_the_server_names_its_version() -> None:
    """`rootzpub/<version>`."""
    assert Settings(config=Config(), base_url="https://example.com").served_by == f"rootzpub/{__version__}"
