"""A time limit over whole exchanges."""

import socket
import threading

from rootzpub.fetch.deadline import Deadline


def test_a_socket_is_shut_when_time_is_up() -> None:
    """Whoever reads from it sees the end, without bytes and without a timeout of its own."""
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.05) as deadline:
        deadline.watch(ours)
        assert ours.recv(1) == b""
        assert deadline.expired


def test_a_socket_that_comes_too_late_is_shut_at_once() -> None:
    """Connecting may take all of the time."""
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.0) as deadline:
        while not deadline.expired:
            threading.Event().wait(0.001)
        deadline.watch(ours)
        assert ours.recv(1) == b""


def test_within_its_time_nothing_happens_to_a_socket() -> None:
    """It stays open for the next exchange."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Deadline(60) as deadline:
            deadline.watch(ours)
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"
        assert not deadline.expired
