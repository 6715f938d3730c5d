"""Whether, and where, a site is looked at."""

from pathlib import Path

import pytest

from rootzpub.config import Config
from rootzpub.publisher.confirming import CheckPlan, is_check_on
from tests.store.making import FACTS


def a_config(folder: Path, url: str, site: str = "auto", confirm: str = "auto") -> Config:
    return Config(directory=folder, source={"url": url, "site": site}, content={"confirm": confirm})


@pytest.mark.parametrize(
    ("url", "site", "confirm", "on"),
    [
        ("https://example.org", "auto", "auto", True),
        ("mysql://db/blog", "auto", "auto", True),
        ("sqlite:x.db", "auto", "auto", True),
        ("wordpress:/srv/site", "auto", "auto", True),
        ("sql:x.sql", "auto", "auto", False),
        ("wxr:x.xml", "auto", "auto", False),
        ("rest:folder", "auto", "auto", False),
        ("sql:x.sql", "https://example.org", "auto", True),
        ("mysql://db/blog", "off", "auto", False),
        ("mysql://db/blog", "auto", "off", False),
        ("sql:x.sql", "auto", "always", False),
    ],
)
def test_when_pages_are_looked_at(tmp_path: Path, url: str, site: str, confirm: str, on: bool) -> None:
    assert is_check_on(a_config(tmp_path, url, site, confirm)) is on


@pytest.mark.parametrize(
    ("url", "site", "vouched"),
    [
        ("mysql://db/blog", "auto", False),
        ("mysql://db/blog", "http://10.0.0.1", True),
        ("https://example.org/blog", "auto", True),
        ("https://other.example", "auto", False),
    ],
)
def test_only_a_host_that_the_owner_wrote_may_be_private(tmp_path: Path, url: str, site: str, vouched: bool) -> None:
    assert CheckPlan.of(a_config(tmp_path, url, site), FACTS).vouched is vouched


@pytest.mark.parametrize("site", ["ftp://example.org", "https://user@example.org", "https://example.org/?x", "yes"])
def test_an_address_that_cannot_be_is_refused(tmp_path: Path, site: str) -> None:
    with pytest.raises(ValueError, match="must be auto, off, or an http or https address"):
        a_config(tmp_path, "sql:x", site)


@pytest.mark.parametrize("connect", ["10.0.0.1", "host:0", "host:99999", "https://host:1"])
def test_a_place_to_connect_to_that_cannot_be_is_refused(tmp_path: Path, connect: str) -> None:
    with pytest.raises(ValueError, match="must be host:port"):
        Config(directory=tmp_path, source={"connect": connect})
