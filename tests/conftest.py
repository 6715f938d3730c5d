"""Fixtures that every test may use."""

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.distribution import ByFile
from tests.missing import missing

_LIMIT = sys.getrecursionlimit()
import eth_account  # noqa: E402, F401 - raises the recursion limit a hundredfold when imported: now, and back it goes

sys.setrecursionlimit(_LIMIT)

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    # A run in the background of a shell ignores Ctrl-C and hands that on to what it starts; some tests press Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "shared-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("shared-machine")  # how fast an example runs says nothing where others use the same cores

ROOT = Path(__file__).resolve().parent.parent


OPT_IN = ("fuzz", "soak", "wp67")
"""Markers of tests that run only when their marker is named with `-m`."""
WHOLE_RUN = 4000
"""From so many tests on a run is the whole suite, of which the quick part must be nearly all."""
QUICK_SHARE = 0.9


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is opt-in; see that slow tests say why, and that they stay the exception.

    The conftest files below have run before, so the marker `live` is known here.
    """
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in _not_named(config))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(map(id, left_out))
        items[:] = [item for item in items if id(item) not in gone]
    serverless = [item for item in items if item.get_closest_marker("live") is None]
    slow = [item for item in serverless if item.get_closest_marker("slow")]
    for item in slow:
        _demand_reason(item)
    if len(serverless) > WHOLE_RUN and len(slow) > (1 - QUICK_SHARE) * len(serverless):
        raise pytest.UsageError(f"{len(slow)} of {len(serverless)} tests are slow: `make quick` must stay nearly all")


def pytest_collection_finish() -> None:
    """Take what importing and collecting made out of the collector's sight: it stays, and every full pass visits it.

    With ten thousand tests that is most of what a pass costs, and some tests ask for several (`tests/growth.py`).
    """
    gc.collect()
    gc.freeze()


def _not_named(config: pytest.Config) -> list[str]:
    expression = config.getoption("markexpr", "")
    return [name for name in OPT_IN if name not in expression]


def _demand_reason(item: pytest.Item) -> None:
    """A marker without a reason is how a suite becomes slow."""
    marker = item.get_closest_marker("slow")
    assert marker is not None
    if not (marker.args and isinstance(marker.args[0], str)):
        raise pytest.UsageError(f"{item.nodeid}: expected a reason, pytest.mark.slow('why it takes long')")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """What runs where, with `-n`."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared truth (vectors, real sites): absent in CI is a failure, elsewhere a skip with a reason."""
    folder = Path(os.environ.get("ROOTZPUB_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        missing(f"needs the shared folder at {folder}; set ROOTZPUB_SHARED to where it is")
    return folder


@pytest.fixture(autouse=True, scope="module")
def logging_as_found(request: pytest.FixtureRequest) -> Iterator[None]:
    """A module that configures our logging undoes it: what it leaves would write into tests of other modules."""
    before = _logging()
    yield
    assert _logging() == before, f"{request.node.nodeid} leaves a log handler or level: rootzpub.logs.uninstall()"


def _logging() -> tuple[int, list[logging.Handler]]:
    logger = logging.getLogger("rootzpub")
    return logger.level, [found for found in logger.handlers if not isinstance(found, logging.NullHandler)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say under every failure how to see it again, also with `-q` and from a worker of pytest-xdist.

    What is random follows from pytest-randomly's seed or from a number in the test itself (`Random(7)`, or the
    parameter in the test's name); Hypothesis prints a line `@reproduce_failure` besides (`print_blob` above).
    """
    report = yield
    if report.failed:
        seed = item.config.getoption("randomly_seed", default=None)
        order = f" --randomly-seed={seed}" if isinstance(seed, int) else ""
        report.sections.append(("How to see this again", f"python -m pytest '{item.nodeid}'{order}"))
    return report
