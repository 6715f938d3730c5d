"""Run granian over the application, and the watcher in a process of its own, so that no request waits for a sync.

Decisions 0001 and 0010.
"""

import multiprocessing
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from rootzpub import logs
from rootzpub.cli.privacy import keep_memory_private
from rootzpub.cli.signing_process import leave_secrets_behind, signing_process
from rootzpub.cli.supervisor import end_with_parent, supervised
from rootzpub.cli.worker_deaths import WorkerDeaths
from rootzpub.config import Config
from rootzpub.errors import ServerUnavailable

if TYPE_CHECKING:
    from rootzpub.publisher import KeySource

THREADS = 4
"""Threads of one worker: answers are built under the interpreter's lock, so more would only wait."""

LONGEST_HEAD = 2 * 1024 * 1024
"""Bytes of a request's head that are read at most: enough to tell a long address (414) from too many headers (431)."""
_SALT_BYTES = 32
"""Of the fingerprints that the rate limits keep of clients."""
HEAD_MILLISECONDS = 15_000
"""A connection that brings no whole head in this time is closed, at its beginning or after an answer."""
_BACKLOG = 4096
CONNECTIONS = 8192
"""Of one worker at once; more wait in the system's queue. A silent one costs some kilobytes and no thread."""
_GRACE = 10
"""Seconds that requests under way get when the server stops."""


def serve(config: Config, *, watch: bool, announce: Callable[[], None] = lambda: None) -> None:
    """Serve until interrupted; `announce` is called when address, key and store were opened.

    Raises:
        ServerUnavailable: the address cannot be bound, or the workers died as often as they were started.
        KeyUnavailable, StoreUnavailable: a part cannot be opened; reported before the first request.
    """
    if config.signing.isolate:
        leave_secrets_behind(config)
    keep_memory_private()
    # With these a log rotation asks for files to be opened again; we have none, and their default would end us.
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)
    # Its error first: nothing was started then.
    free_address(*address(config.serve.bind))
    with ExitStack() as stack:
        _serve(config, keys=_keys(config, stack), watch=watch, announce=announce)


def _keys(config: Config, stack: ExitStack) -> "KeySource | None":
    """Where the key is: opened here, and inherited by the workers, or in a process of its own."""
    from rootzpub import assembly

    keys = assembly.open_key_source(config)
    if keys is not None and config.signing.isolate:
        return stack.enter_context(signing_process(config))
    if keys is not None:
        keys.read()
    return keys


def _serve(config: Config, *, keys: "KeySource | None", watch: bool, announce: Callable[[], None]) -> None:
    from rootzpub import assembly

    host, port = free_address(*address(config.serve.bind))
    # Opened and closed: a store that cannot be opened is reported once, in one line, and not by each worker.
    assembly.open_store(config).close()
    assembly.read_delegation(config)  # an error in it is reported once, here, and not by each worker

    def load(*_: Any) -> Any:
        # The worker inherits the parent's signal handlers and would ignore SIGTERM until granian sets its own.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        end_with_parent(parent, grace=_GRACE)
        deaths.wait()
        from rootzpub.web import create_app

        application = create_app(config=config, keys=keys, salt=salt, watch=False)
        deaths.came_up()
        return application

    parent, deaths = os.getpid(), WorkerDeaths()
    # By fork as the key below: it stands in no file, and a worker that is started again counts on.
    salt = os.urandom(_SALT_BYTES)
    assembly.open_undeclared_proxy(config, trusted=lambda _: False).forget()
    # Workers inherit the opened key by fork: a key taken from the environment is not there a second time.
    multiprocessing.set_start_method("fork", force=True)
    _allow_files()
    assembly.note_serving(config)
    server = _granian(config, host, port)
    server.respawned_wrks = deaths
    announce()
    try:
        with supervised(_watcher(config)) if watch else nullcontext(), granian_exit_as_error():
            server.serve(target_loader=load, wrap_loader=False)
    finally:
        assembly.forget_serving(config)


def _granian(config: Config, host: str, port: int) -> Any:
    """The server library with its settings; nothing is bound or started yet."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    return Granian(
        "rootzpub",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=config.serve.workers,
        blocking_threads=THREADS,
        # Not `auto`: it waits for the first bytes to tell the versions apart, and for these without a time limit.
        http=HTTPModes.http1,
        backlog=_BACKLOG,
        backpressure=CONNECTIONS,
        log_access=False,  # it names address and path; ours (web/request_log.py) does not
        log_level=LogLevels.warning,
        log_dictconfig=_granian_logging(config),
        http1_settings=HTTP1Settings(max_buffer_size=LONGEST_HEAD, header_read_timeout=HEAD_MILLISECONDS),
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE,
    )


def _allow_files() -> None:
    """Let this process and its workers open as many files as the system lets us: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Another limit may stand below it (macOS): then it stays as it is.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def address(bind: str) -> tuple[str, int]:
    """Host and port of `H:P`. Raises ServerUnavailable for a port that cannot be."""
    host, _, port = bind.rpartition(":")
    if not 0 < int(port) < 65536:  # noqa: PLR2004 - TCP's own range
        raise ServerUnavailable(f"expected a port from 1 to 65535, got {port}", hint="Set [serve] bind or --bind.")
    return host.strip("[]"), int(port)


def free_address(host: str, port: int) -> tuple[str, int]:
    """The first numeric address of `host` on which one can listen now: granian takes no names.

    Raises:
        ServerUnavailable: there is none; reported here in one line, not by each worker in a traceback.
    """
    problem = "no such host"
    for family, numeric in _numeric(host, port):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # So that a port in TIME_WAIT from the last run does not look taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((numeric, port))
            except OSError as error:
                problem = error.strerror or str(error)
            else:
                return numeric, port
    raise ServerUnavailable(
        f"cannot listen on {host}:{port}: {problem}",
        hint="Is another server running there? Choose another address with --bind.",
    )


def _numeric(host: str, port: int) -> Iterator[tuple[socket.AddressFamily, str]]:
    """The numeric addresses of a host, with their families; none where the name is not known."""
    # A name that does not resolve gives no address, and the caller's message says so.
    with suppress(OSError, UnicodeError):
        for family, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            yield family, str(place[0])


@contextmanager
def granian_exit_as_error() -> Iterator[None]:
    """Granian exits (SystemExit) when its workers die as often as it starts them: raise ServerUnavailable instead."""
    try:
        yield
    except SystemExit as ended:
        raise ServerUnavailable(
            f"the workers died again and again (exit code {ended.code})",
            hint="Their errors are logged above; `rootzpub doctor` examines every part.",
        ) from None


def _granian_logging(config: Config) -> dict[str, Any]:
    """Granian's own messages go where our records go, in the same form."""
    handler = logs.StandardErrorHandler(config.log.format)
    return {
        "formatters": {},
        "handlers": {"records": {"()": lambda: handler}},
        # Not propagated to the root logger, where whoever embeds us may have a handler.
        "loggers": {"_granian": {"handlers": ["records"], "propagate": False}},
    }


def _watcher(config: Config) -> Callable[[], "subprocess.Popen[bytes]"]:
    """Starts `rootzpub sync --watch` as a child; it ends when its standard input, which we hold, closes."""
    # Flags of ours become the child's environment.
    environment = dict(os.environ, ROOTZPUB_LOG_LEVEL=config.log.level, ROOTZPUB_LOG_FORMAT=config.log.format)
    if config.site.base_url:
        environment["ROOTZPUB_SITE_BASE_URL"] = config.site.base_url
    command = [sys.executable, "-m", "rootzpub", "-C", str(config.directory), "sync", "--watch", "--until-eof"]
    # In a session of its own: Ctrl-C would reach it before us, and its end would look like a crash.
    return lambda: subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, start_new_session=True)  # noqa: S603
