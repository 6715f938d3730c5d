"""Source URLs."""

from pathlib import Path

import pytest

from rootzpub.errors import ConfigError
from rootzpub.sources.url import file_address, refuse_password, scheme_of, user_and_url


@pytest.mark.parametrize(
    ("url", "path"),
    [
        pytest.param("rest:site", "/base/site", id="relative"),
        pytest.param("rest:./a/../site", "/base/a/../site", id="as-written"),
        pytest.param("rest:/abs", "/abs", id="absolute"),
        pytest.param("rest:///abs", "/abs", id="three-slashes"),
    ],
)
def test_paths(url: str, path: str) -> None:
    """Relative paths count from the base folder."""
    assert file_address(url, base_dir=Path("/base")).path == Path(path)


def test_parameters() -> None:
    """What stands behind the question mark."""
    address = file_address("SQL:dump.sql?prefix=x_&blog=2", base_dir=Path("/base"))
    assert (address.scheme, dict(address.parameters)) == ("sql", {"prefix": "x_", "blog": "2"})


def test_no_path() -> None:
    """A scheme alone is reported."""
    with pytest.raises(ConfigError, match="names no file"):
        file_address("rest:", base_dir=Path())


def test_a_password_in_the_url_is_refused_and_not_repeated() -> None:
    """The message says what to do and holds nothing of it."""
    with pytest.raises(ConfigError, match="holds a password") as caught:
        refuse_password("mysql://user:geheim@host/db")
    assert "geheim" not in caught.value.message + caught.value.hint


def test_an_unreadable_url() -> None:
    """Brackets that do not match are reported."""
    with pytest.raises(ConfigError, match="cannot be read"):
        refuse_password("https://[::1/")


def test_schemes() -> None:
    """Lower case; empty without one."""
    assert scheme_of("HTTPS://x") == "https"
    assert scheme_of("no scheme") == ""


@pytest.mark.parametrize(
    ("url", "user", "plain"),
    [
        ("https://reader@example.com/blog", "reader", "https://example.com/blog"),
        ("http://a%40b@proxy.test:3128", "a@b", "http://proxy.test:3128"),
        ("https://example.com/@me", "", "https://example.com/@me"),
        ("https://@example.com", "", "https://example.com"),
        ("", "", ""),
    ],
)
def test_the_user_in_an_address(url: str, user: str, plain: str) -> None:
    """It is decoded, and the address goes on without it."""
    assert user_and_url(url) == (user, plain)
