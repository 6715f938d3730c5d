"""The table of sources."""

from pathlib import Path

import pytest

from rootzpub.errors import ConfigError, SourceUnavailable
from rootzpub.sources import SOURCES, SourceOptions, open_source


def test_every_scheme_is_there() -> None:
    """All the ways in that the documentation names."""
    assert set(SOURCES) == {"https", "http", "rest", "mysql", "sqlite", "wordpress", "sql", "wxr"}


def test_an_unknown_scheme_names_the_nearest() -> None:
    """A slip of the finger is met with a guess."""
    with pytest.raises(ConfigError, match="no known scheme: `msql`") as caught:
        open_source("msql://user@host/db", SourceOptions())
    assert "did you mean mysql:?" in caught.value.hint


@pytest.mark.parametrize("scheme", ["rest", "sqlite", "wordpress", "sql", "wxr"])
def test_what_is_not_there_is_unavailable(scheme: str, tmp_path: Path) -> None:
    """A path that leads nowhere is reported when the source is opened."""
    with pytest.raises(SourceUnavailable, match=r"gone") as caught:
        open_source(f"{scheme}:gone", SourceOptions(base_dir=tmp_path))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("url", "guess"),
    [
        pytest.param("mysql://user@127.0.0.1:9/db?ssl_ca=ca.pem", "did you mean tls_ca?", id="mysql"),
        pytest.param("wordpress:site?tls_verify=1", "", id="wordpress"),
        pytest.param("sql:gone.sql?databse=one", "did you mean database?", id="dump"),
        pytest.param("rest:gone?prefix=wp_", "rest: takes types", id="rest"),
    ],
)
def test_an_unknown_parameter_is_no_demand_lost(url: str, guess: str) -> None:
    """A misspelled parameter is reported, before anything is opened."""
    with pytest.raises(ConfigError, match="unknown parameter") as caught:
        open_source(url, SourceOptions())
    assert guess in caught.value.hint
