"""Log records: whose logger, what a line says, and who installs the handler."""

import io
import json
import logging
import sys
from contextlib import contextmanager, redirect_stderr

import pytest

from rootzpub import logs
from rootzpub.errors import BadParameter, StoreUnavailable

LOGGER = logging.getLogger("rootzpub.web")


class Refusing(io.StringIO):
    """A standard error that takes nothing."""

    def write(self, text):
        """As a full disk does."""
        raise OSError(28, "No space left on device")


@pytest.fixture(autouse=True)
def clean():
    """Nothing stays installed."""
    yield
    logs.uninstall()


def written(layout, level="debug", stream=None):
    """What the record below becomes; installed as an entry point does."""
    stream = stream or io.StringIO()

    @contextmanager
    def collecting():
        logs.install(level, layout)
        with redirect_stderr(stream):
            yield stream

    return collecting()


def fail():
    """An error behind an error, both of which quote what nobody may read."""
    try:
        {}["SECRETWORD"]
    except KeyError as error:
        raise ValueError("SECRETWORD again") from error


def test_a_package_has_one_logger():
    """Named as the package is, whatever the module."""
    names = {logs.package_logger(name).name for name in ("rootzpub.web", "rootzpub.web.app", "rootzpub.web.a.b")}
    assert names == {"rootzpub.web"}
    assert logs.package_logger("rootzpub.assembly").name == "rootzpub.assembly"


def test_a_library_says_nothing_by_itself():
    """Where nobody configured logging, no line appears: not even by Python's last resort."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        with redirect_stderr(stream):
            LOGGER.error("nobody listens")
    finally:
        root.handlers = handlers
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("level", "line"),
    [
        pytest.param("info", "serving\n", id="news as it is"),
        pytest.param("warning", "warning: serving\n", id="warning"),
        pytest.param("error", "error: serving\n", id="error"),
        pytest.param("debug", "debug: serving\n", id="debug"),
    ],
)
def test_text_is_for_people(level, line):
    """One line each."""
    with written("text") as stream:
        LOGGER.log(logging.getLevelNamesMapping()[level.upper()], "serving")
    assert stream.getvalue() == line


def test_a_line_is_one_line():
    """What a foreign server says cannot look like a record of ours."""
    with written("text") as stream:
        LOGGER.info("got %s", "a\nerror: b\u2028c\x1b[31m")
    assert stream.getvalue() == "got a\\nerror: b\\u2028c\\x1b[31m\n"


def test_json_is_one_object_a_line():
    """With time in UTC, level, logger, message and the fields of the record."""
    with written("json") as stream:
        LOGGER.warning("%s\nand more", "übel", extra={"status": 503})
    (line,) = stream.getvalue().splitlines()
    record = json.loads(line)
    assert record.pop("time").endswith("Z")
    assert record == {"level": "warning", "logger": "rootzpub.web", "message": "übel\nand more", "status": 503}


def test_a_record_names_the_request_it_belongs_to():
    """In both layouts, as long as the request is being answered."""
    token = logs.request_id.set("f00d")
    try:
        with written("text") as text:
            LOGGER.error("no")
        with written("json") as machine:
            LOGGER.error("no")
    finally:
        logs.request_id.reset(token)
    assert text.getvalue() == "error: no [request f00d]\n"
    assert json.loads(machine.getvalue())["request"] == "f00d"


@pytest.mark.parametrize("layout", ["text", "json"])
def test_a_traceback_names_places_and_never_a_message(layout):
    """An exception may quote a secret or a question; where it was raised cannot."""
    with written(layout) as stream:
        try:
            fail()
        except ValueError:
            LOGGER.exception("it failed")
    said = stream.getvalue()
    assert "SECRETWORD" not in said
    assert said.index("KeyError") < said.index("ValueError")
    assert f"{__file__}:" in said
    assert "in fail" in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(StoreUnavailable("the disk is full"), "StoreUnavailable: the disk is full", id="our own part"),
        pytest.param(BadParameter("got SECRETWORD"), "rootzpub.errors.BadParameter", id="a request"),
        pytest.param(OSError(28, "No", "SECRETWORD"), "OSError: No space left on device", id="the system"),
        pytest.param(OSError("SECRETWORD"), "OSError", id="no number"),
    ],
)
def test_what_an_error_says_of_the_owners_own_machine_is_kept(error, said):
    """It is what they need; what it quotes of others is not."""
    with written("text") as stream:
        LOGGER.error("it failed", exc_info=error)
    assert stream.getvalue().splitlines()[-1].strip().removeprefix("rootzpub.errors.") == said.removeprefix(
        "rootzpub.errors."
    )


def test_a_level_holds_back_what_is_less_severe():
    """As the owner set it."""
    with written("text", level="warning") as stream:
        LOGGER.info("news")
        LOGGER.warning("trouble")
    assert stream.getvalue() == "warning: trouble\n"


def test_installing_again_replaces():
    """No record is written twice."""
    logs.install("error", "json")
    with written("text") as stream:
        LOGGER.info("once")
    assert (stream.getvalue(), logs.writes_json()) == ("once\n", False)


def test_a_log_that_cannot_be_written_stops_nothing():
    """A full disk must not end the server."""
    with written("text", stream=Refusing()):
        LOGGER.error("lost")
    assert sys.stderr is not None


@pytest.mark.parametrize("where", ["", "rootzpub"], ids=["for all", "for us"])
def test_whoever_configured_logging_keeps_it(where):
    """A handler of the embedding program is not joined by ours."""
    theirs = logging.StreamHandler(io.StringIO())
    logging.getLogger(where).addHandler(theirs)
    try:
        logs.install_unless_configured("debug", "json")
    finally:
        logging.getLogger(where).removeHandler(theirs)
    assert not logs.writes_json()
