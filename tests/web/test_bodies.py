"""Bodies of requests: bounded in bytes, in time, and in how many are waited for."""

import io
import threading

import pytest

from rootzpub.errors import BadParameter, Busy, TooLarge, TooSlow
from rootzpub.web.bodies import Bodies, BodyLimits
from rootzpub.web.request_parsing import Clients
from tests.waiting import LIMIT, eventually

QUICK = BodyLimits(patience=0.01, bytes_per_second=2**40, waiting=2, unfinished=3, unfinished_of_client=2)
PATIENT = BodyLimits(patience=LIMIT, waiting=1)


class Silent:
    """The input of a client that sends nothing more until it is let go."""

    def __init__(self) -> None:
        self.asked, self.let_go = threading.Event(), threading.Event()

    def read(self, size: int) -> bytes:
        """Blocks, as a server does that waits for its client."""
        del size
        self.asked.set()
        self.let_go.wait(LIMIT)
        return b""


def environ(stream, length, client="192.0.2.1", media_type="application/x-www-form-urlencoded"):
    """A POST of a client."""
    return {
        "REQUEST_METHOD": "POST",
        "REMOTE_ADDR": client,
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": media_type,
        "wsgi.input": stream,
    }


def bodies(limits=PATIENT):
    return Bodies(Clients(()), limits)


@pytest.fixture
def silent():
    """A client that stays silent for the length of the test."""
    stream = Silent()
    yield stream
    stream.let_go.set()


def test_a_body_is_read_to_its_declared_length_and_no_further():
    """What follows on the connection is another request."""
    assert bodies().read(environ(io.BytesIO(b"a=1GET /"), 3), 10) == b"a=1"


def test_a_body_that_says_it_is_too_long_is_refused_unread(silent):
    """Nothing of it is read."""
    with pytest.raises(TooLarge, match="at most 10 bytes, got 11"):
        bodies().read(environ(silent, 11), 10)

    assert not silent.asked.is_set()


def test_a_body_that_does_not_arrive_is_given_up(silent):
    """In its own time, however long the client holds the connection."""
    with pytest.raises(TooSlow, match="got 0 of them in time"):
        bodies(QUICK).read(environ(silent, 10), 10)


def test_a_body_that_ends_early_is_none():
    """The connection ended: nothing of it is taken."""
    with pytest.raises(BadParameter, match="expected a body of 10 bytes, got 3"):
        bodies().read(environ(io.BytesIO(b"a=1"), 10), 10)


def test_only_so_many_wait_and_the_others_are_answered_at_once(silent):
    """So the other threads of a worker stay free for requests that are whole."""
    reader = bodies()
    waiting = threading.Thread(target=_read, args=(reader, silent), daemon=True)
    waiting.start()
    assert silent.asked.wait(LIMIT)

    with pytest.raises(Busy):
        reader.read(environ(io.BytesIO(b"a=1"), 3), 10)

    silent.let_go.set()
    waiting.join(LIMIT)
    assert reader.read(environ(io.BytesIO(b"a=1"), 3), 10) == b"a=1"


def test_one_client_cannot_leave_many_bodies_unfinished(silent):
    """Each holds a thread while its connection lasts; a network is one client, another is not touched."""
    reader = bodies(QUICK)
    for host in (1, 2):
        with pytest.raises(TooSlow):
            reader.read(environ(silent, 10, client=f"2001:db8::{host}"), 10)

    with pytest.raises(Busy):
        reader.read(environ(io.BytesIO(b"a=1"), 3, client="2001:db8::3"), 10)

    patient = environ(io.BytesIO(b"a=1"), 3, client="2001:db8:1::1")
    assert eventually(lambda: _or_none(reader, patient) is not None)


def test_places_are_free_again_when_the_connection_ends(silent):
    """What was given up does not count for ever."""
    reader = bodies(QUICK)
    for _ in range(2):
        with pytest.raises(TooSlow):
            reader.read(environ(silent, 10), 10)

    silent.let_go.set()

    assert eventually(lambda: _or_none(reader, environ(io.BytesIO(b"a=1"), 3)) is not None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, "length is declared", id="chunked"),
        pytest.param({"CONTENT_LENGTH": "-5"}, "number of bytes", id="negative"),
        pytest.param({"CONTENT_LENGTH": "٣"}, "number of bytes", id="digits of another script"),
        pytest.param({"CONTENT_LENGTH": "9" * 5000}, "number of bytes", id="many digits"),
    ],
)
def test_a_length_that_is_none_is_refused(given, said):
    """Before anything is read."""
    with pytest.raises(BadParameter, match=said):
        bodies().read(environ(io.BytesIO(b"a=1"), 3) | given, 10)


@pytest.mark.parametrize(
    ("body", "media_type", "said"),
    [
        pytest.param(b"&".join([b"a=1"] * 21), "application/x-www-form-urlencoded", "at most 20 fields", id="fields"),
        pytest.param(b"a=%ff", "application/x-www-form-urlencoded", "UTF-8", id="encoded bytes"),
        pytest.param(b"a=\xff", "application/x-www-form-urlencoded", "UTF-8", id="bytes"),
        pytest.param(b"a=1", "multipart/form-data; boundary=x", "another media type", id="multipart"),
    ],
)
def test_a_form_has_bounds(body, media_type, said):
    """Number of fields, encoding, kind."""
    with pytest.raises(BadParameter, match=said):
        bodies().form(environ(io.BytesIO(body), len(body), media_type=media_type), 1000)


def test_the_first_of_a_repeated_field_counts():
    """As it did."""
    assert bodies().form(environ(io.BytesIO(b"a=1&a=2"), 7), 10) == {"a": "1"}


def _read(reader, stream):
    with pytest.raises(BadParameter):
        reader.read(environ(stream, 3), 10)


def _or_none(reader, request):
    """The body; None while there is no room, or the machine was too busy."""
    request["wsgi.input"].seek(0)
    try:
        return reader.read(request, 10)
    except (Busy, TooSlow):
        return None


def test_no_thread_for_a_body_passes():
    """Busy, however often; when there is room again, the same client is served."""
    reading = bodies(BodyLimits(patience=LIMIT, unfinished_of_client=2))
    usual = threading.stack_size(2**46)  # more than there is: no thread starts
    try:
        for _ in range(4):
            with pytest.raises(Busy):
                reading.read(environ(io.BytesIO(b"a=1"), 3), 10)
    finally:
        threading.stack_size(usual)
    assert reading.read(environ(io.BytesIO(b"a=1"), 3), 10) == b"a=1"
