"""Where the server listens, and what is said when it cannot go on."""

import socket

import pytest

from rootzpub.cli.server import address, free_address, granian_exit_as_error
from rootzpub.errors import ServerUnavailable


def a_free_port() -> int:
    """One that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "numeric"),
    [
        pytest.param("127.0.0.1", {"127.0.0.1"}, id="IPv4"),
        pytest.param("localhost", {"127.0.0.1", "::1"}, id="name"),
        pytest.param("0.0.0.0", {"0.0.0.0"}, id="everywhere"),
    ],
)
def test_a_host_is_listened_on_by_its_number(host, numeric):
    """The server below takes no names."""
    port = a_free_port()

    assert free_address(host, port)[0] in numeric


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        pytest.param("nowhere.invalid", "no such host", id="unknown name"),
        pytest.param("a b", "no such host", id="no name"),
        pytest.param("." * 70, "no such host", id="no name at all"),
        pytest.param("192.0.2.1", "Cannot assign requested address", id="not ours"),
    ],
)
def test_where_nobody_can_listen_is_said_in_one_line(host, problem):
    """With the address and the reason."""
    with pytest.raises(ServerUnavailable, match=problem) as caught:
        free_address(host, a_free_port())

    assert "\n" not in caught.value.message
    assert "--bind" in caught.value.hint


def test_the_next_address_of_a_name_is_tried():
    """A port that is taken on every address of the name is the end."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        with pytest.raises(ServerUnavailable, match="Address already in use"):
            free_address("127.0.0.1", busy.getsockname()[1])


@pytest.mark.parametrize(
    ("bind", "parts"), [("127.0.0.1:80", ("127.0.0.1", 80)), ("[::1]:8321", ("::1", 8321))], ids=["IPv4", "IPv6"]
)
def test_an_address_has_two_parts(bind, parts):
    """Brackets belong to the writing of IPv6 only."""
    assert address(bind) == parts


def test_workers_that_die_again_and_again_are_an_error_of_ours():
    """Not a broken pipe, which is what else ends a command by SystemExit."""
    with (
        pytest.raises(ServerUnavailable, match=r"died again and again \(exit code 1\)") as caught,
        granian_exit_as_error(),
    ):
        raise SystemExit(1)

    assert "rootzpub doctor" in caught.value.hint
