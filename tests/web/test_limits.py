"""The rate limit: windows, clients, several processes."""

from ipaddress import IPv4Address
from itertools import islice

import pytest

from rootzpub.state import FileState
from rootzpub.web.limits import Limiter, Rate, new_salt, salt_of_parent


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        pytest.param("100/hour", Rate(requests=100, seconds=3600), id="hour"),
        pytest.param("5/second", Rate(requests=5, seconds=1), id="second"),
        pytest.param("none", None, id="none"),
    ],
)
def test_a_rate_is_read_as_written(text, rate):
    """`N/unit`, or none."""
    assert Rate.parse(text) == rate


def test_a_client_may_ask_as_often_as_declared_and_no_more(tmp_path):
    """The request after the last allowed one is exceeded, with the seconds until the window ends."""
    limiter = Limiter(Rate(requests=2, seconds=60), FileState(tmp_path).windows())

    seen = [limiter.take("192.0.2.1", 120.0) for _ in range(3)]

    assert [allowance.exceeded for allowance in seen] == [False, False, True]
    assert seen[2].reset == 60


def test_a_new_window_starts_afresh(tmp_path):
    """Counts do not carry over."""
    limiter = Limiter(Rate(requests=1, seconds=60), FileState(tmp_path).windows())
    limiter.take("192.0.2.1", 0.0)

    assert not limiter.take("192.0.2.1", 60.0).exceeded


def test_clients_are_counted_apart(tmp_path):
    """One client's requests are not another's."""
    limiter = Limiter(Rate(requests=1, seconds=60), FileState(tmp_path).windows())
    limiter.take("192.0.2.1", 0.0)

    assert not limiter.take("192.0.2.2", 0.0).exceeded


def test_workers_share_the_count(tmp_path):
    """Two processes that open the same file count together."""
    first = Limiter(Rate(requests=1, seconds=60), FileState(tmp_path).windows())
    second = Limiter(Rate(requests=1, seconds=60), FileState(tmp_path).windows())
    first.take("192.0.2.1", 0.0)

    assert second.take("192.0.2.1", 0.0).exceeded


def test_the_headers_say_policy_and_rest(tmp_path):
    """As structured fields."""
    allowance = Limiter(Rate(requests=2, seconds=60), FileState(tmp_path).windows()).take("192.0.2.1", 30.0)

    assert allowance.headers() == [("RateLimit-Policy", '"tools";q=2;w=60'), ("RateLimit", '"tools";r=1;t=30')]


def test_a_file_that_cannot_be_made_does_not_stop_the_serving(tmp_path):
    """A full disk, or a folder in the way: this process counts for itself."""
    (tmp_path / "limits").mkdir()
    limiter = Limiter(Rate(requests=1, seconds=60), FileState(tmp_path).windows())

    assert [limiter.take("192.0.2.1", 0.0).exceeded for _ in range(2)] == [False, True]


@pytest.mark.slow("more than a tenth of a second a case")
def test_one_ipv6_network_is_one_client(tmp_path):
    """5,000 requests from one /64 are counted together."""
    limiter = Limiter(Rate(requests=100, seconds=3600), FileState(tmp_path).windows())

    admitted = sum(not limiter.take(f"2001:db8::{number:x}", 0.0).exceeded for number in range(1, 5001))

    assert admitted == 100


@pytest.mark.slow("more than a tenth of a second a case")
def test_two_addresses_that_fall_together_have_no_more_than_two(tmp_path):
    """Chosen so that they share a place: asking in turns resets nobody's count."""
    windows = FileState(tmp_path).windows()
    limiter = Limiter(Rate(requests=100, seconds=3600), windows)
    first, second = islice(_sharing(limiter), 2)

    admitted = sum(not limiter.take(address, 0.0).exceeded for address in (first, second) * 1000)

    assert admitted == 200


def test_fingerprints_are_salted(tmp_path):
    """What lies in the file tells nobody which addresses asked."""
    files = []
    for name in ("a", "b"):
        windows = FileState(tmp_path / name).windows()
        Limiter(Rate(requests=1, seconds=60), windows, salt=new_salt()).take("192.0.2.1", 0)
        files.append((tmp_path / name / "limits").read_bytes())

    assert files[0] != files[1]


def test_parts_of_a_request_count_each(tmp_path):
    """Three questions in one request are three."""
    limiter = Limiter(Rate(requests=3, seconds=60), FileState(tmp_path).windows())

    assert [limiter.take("192.0.2.1", 0.0, parts=3).remaining, limiter.take("192.0.2.1", 0.0).remaining] == [0, -1]


def test_workers_of_one_server_share_a_salt():
    """Where nobody hands them one: the same parent, the same salt."""
    assert salt_of_parent() == salt_of_parent()
    assert len(new_salt()) == len(salt_of_parent()) == 32


def _sharing(limiter):
    """Addresses that fall into one set of slots."""
    place = limiter._fingerprint("10.0.0.1") % 8192
    for number in range(1, 2**20):
        address = str(IPv4Address("10.0.0.0") + number)
        if limiter._fingerprint(address) % 8192 == place:
            yield address
