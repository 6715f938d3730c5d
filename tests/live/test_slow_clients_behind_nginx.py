"""Slow clients before a real nginx: none of them reaches a thread of ours."""

from collections.abc import Callable, Iterator

import pytest
import requests

from tests.conftest import ROOT
from tests.e2e.site import Published, published
from tests.slow_clients import connected, form
from tests.waiting import LIMIT

from .nginx import Nginx

HUNDRED = 100


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The demo site, served as docs/deployment.md says."""
    folder = tmp_path_factory.mktemp("behind-nginx")
    settings = '[serve]\ntrusted_proxies = ["127.0.0.1"]\n'
    with published(folder, f"rest:{ROOT / 'fixtures/demo/rest'}", settings=settings) as site:
        yield site


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(form("/verify"), id="bodies"),
        pytest.param(b"GET /verify HTTP/1.1\r\nHo", id="heads"),
        pytest.param(b"", id="silent"),
    ],
)
def test_slow_clients_wait_at_the_proxy(served: Published, nginx: Callable[..., Nginx], sent: bytes) -> None:
    """nginx buffers a request whole before it asks us: a form of somebody else is answered meanwhile."""
    location = f"location / {{ proxy_pass {served.url}; proxy_set_header X-Forwarded-For $remote_addr; }}"
    proxy = nginx(server=location)
    with connected(proxy.url, HUNDRED, sent):
        answers = [requests.get(f"{proxy.url}/.well-known/ai", timeout=LIMIT) for _ in range(10)]
        judged = requests.post(f"{proxy.url}/verify", data={"what": "{}"}, timeout=LIMIT)

    assert {answer.status_code for answer in answers} == {200}
    assert judged.status_code == 200
