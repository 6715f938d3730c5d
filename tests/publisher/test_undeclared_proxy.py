"""A reverse proxy that nobody declared."""

import pytest

from rootzpub.errors import StoreUnavailable
from rootzpub.publisher import UndeclaredProxy, declares, line_to_add
from rootzpub.state import MemoryNote


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "fd00::1"])
def test_a_proxy_of_this_machine_or_network_is_seen(address):
    """Other processes learn of it by the note."""
    note = MemoryNote()
    UndeclaredProxy(note).see(address)

    assert UndeclaredProxy(note).address == address
    assert line_to_add(address) == f'[serve] trusted_proxies = ["{address}"]'


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "", "unix", "127.0.0.1\n"])
def test_anybody_else_is_none(address):
    """Forwarding headers are anybody's to send."""
    proxy = UndeclaredProxy()
    proxy.see(address)

    assert proxy.address == ""


def test_what_is_declared_now_is_over():
    """The owner added the line."""
    note = MemoryNote()
    UndeclaredProxy(note).see("127.0.0.1")

    assert UndeclaredProxy(note, trusted=declares(["127.0.0.0/8"])).address == ""


def test_a_server_that_starts_begins_anew():
    """A proxy that was taken away is forgotten."""
    note = MemoryNote()
    UndeclaredProxy(note).see("127.0.0.1")
    UndeclaredProxy(note).forget()

    assert UndeclaredProxy(note).address == ""


@pytest.mark.parametrize("kept", [b"", b"no json", b"[]", b'{"address":7}', b'{"address":"93.184.216.34"}'])
def test_a_note_that_says_nothing_is_none(kept):
    """Whatever is in the file."""
    note = MemoryNote()
    note.write(kept)

    assert UndeclaredProxy(note).address == ""


class FullDisk(MemoryNote):
    """A note that cannot be written."""

    def write(self, data):
        """Raises."""
        raise StoreUnavailable("full")


def test_a_full_disk_does_not_keep_it_from_being_seen():
    """This process knows it all the same."""
    proxy = UndeclaredProxy(FullDisk())
    proxy.see("127.0.0.1")

    assert proxy.address == "127.0.0.1"
