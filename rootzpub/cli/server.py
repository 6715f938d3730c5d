"""Run granian over the application, and the watcher in a process of its own, so that no request waits for a sync.

Decision 0010.
"""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from rootzpub.cli.supervisor import end_with_parent, following
from rootzpub.config import Config
from rootzpub.errors import ServerUnavailable

_THREADS = 4
"""Threads of one worker: answers are built under one lock of the interpreter, so more only wait."""


_LONGEST_HEAD = 2 * 1024 * 1024
"""Bytes of a request's head that are read at most: enough to tell a long address (414) from too many headers (431)."""
_GRACE = 10
"""Seconds that requests under way get when the server stops."""


def serve(config: Config, *, watch: bool, announce: Callable[[], None] = lambda: None) -> None:
    """Serve until interrupted; `announce` is called when nothing stands in the way any more.

    Raises:
        ServerUnavailable: the address cannot be bound, or the workers died as often as they were started.
        KeyUnavailable, StoreUnavailable: a part cannot be opened; said before the first request.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from rootzpub import assembly

    host, port = free_address(*address(config.serve.bind))
    signer = assembly.open_configured_signer(config)
    assembly.open_store(config).close()
    assembly.read_delegation(config)  # what is wrong with it is said once, here, and not by each worker

    def load(*_: Any) -> Any:
        # Until granian handles signals itself, the worker inherits its parent's handlers and would ignore SIGTERM.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        end_with_parent(parent, grace=_GRACE)
        from rootzpub.web import create_app

        return create_app(config=config, signer=signer, watch=False)

    parent = os.getpid()
    # Workers inherit the opened signer by fork: a key taken from the environment is not there a second time.
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "rootzpub",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=config.serve.workers,
        blocking_threads=_THREADS,
        log_access=config.serve.access_log,
        log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(max_buffer_size=_LONGEST_HEAD),
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE,
    )
    announce()
    with following(_watcher(config)) if watch else nullcontext(), telling_of_dead_workers():
        server.serve(target_loader=load, wrap_loader=False)


def address(bind: str) -> tuple[str, int]:
    """Host and port of `H:P`. Raises ServerUnavailable for a port that cannot be."""
    host, _, port = bind.rpartition(":")
    if not 0 < int(port) < 65536:  # noqa: PLR2004 - TCP's own range
        raise ServerUnavailable(f"expected a port from 1 to 65535, got {port}", hint="Set [serve] bind or --bind.")
    return host.strip("[]"), int(port)


def free_address(host: str, port: int) -> tuple[str, int]:
    """The first numeric address of `host` on which one can listen now: granian takes no names.

    Raises:
        ServerUnavailable: there is none; said here in one line, not by each worker in a traceback.
    """
    problem = "no such host"
    for family, numeric in _numeric(host, port):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
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
    with suppress(OSError, UnicodeError):
        for family, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            yield family, str(place[0])


@contextmanager
def telling_of_dead_workers() -> Iterator[None]:
    """Granian leaves with SystemExit when its workers die as often as it starts them: an error like any other."""
    try:
        yield
    except SystemExit as ended:
        raise ServerUnavailable(
            f"the workers died again and again (exit code {ended.code})",
            hint="What they said stands above; `rootzpub doctor` looks at every part.",
        ) from None


def _watcher(config: Config) -> Callable[[], "subprocess.Popen[bytes]"]:
    """Starts `rootzpub sync --watch` beside us; it ends when its standard input, which we hold, closes."""
    environment = dict(os.environ)
    if config.site.base_url:
        environment["ROOTZPUB_SITE_BASE_URL"] = config.site.base_url  # a flag of ours is the watcher's environment
    command = [sys.executable, "-m", "rootzpub", "-C", str(config.directory), "sync", "--watch", "--until-eof"]
    # In a session of its own, or Ctrl-C would end it before us and look like a death.
    return lambda: subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, start_new_session=True)  # noqa: S603
