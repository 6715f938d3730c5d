"""Log records: one logger a package, and the handler that entry points install (decision 0017).

Invariants: a package only logs, it never installs a handler; no record carries a secret, a client's address or what was
asked. So a traceback names places and types: the message of an exception may quote any of them. Only errors of our own
tree about the owner's machine keep theirs, and errors of the system their general text.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, Literal

from rootzpub.errors import ConfigError, KeyUnavailable, ServerUnavailable, SourceUnavailable, StoreUnavailable
from rootzpub.terminal import printable, printable_json

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["text", "json"]

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The HTTP request that this thread is answering; empty outside of one."""

_ROOT: Final = "rootzpub"
_ABOUT_US: Final = (ConfigError, KeyUnavailable, ServerUnavailable, SourceUnavailable, StoreUnavailable)
"""Errors whose messages are written by us about the owner's own parts; those about requests quote what was asked."""
_OWN_ATTRIBUTES: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request_id"}

logging.getLogger(_ROOT).addHandler(logging.NullHandler())  # where nobody configured logging, a library says nothing


def package_logger(module: str) -> logging.Logger:
    """The logger of the package that a module (`__name__`) is in: `rootzpub.web` for `rootzpub.web.app`."""
    return logging.getLogger(".".join(module.split(".")[:2]))


def install(level: Level, layout: Format) -> None:
    """Write our records from `level` on to standard error, as `layout` says; replaces what was installed before.

    For entry points alone: a handler is the decision of whoever runs the process.
    """
    uninstall()
    # On `rootzpub` alone: loggers of other libraries print addresses and SQL at level debug (decision 0017).
    logger = logging.getLogger(_ROOT)
    logger.addHandler(StandardErrorHandler(layout))
    logger.setLevel(level.upper())


def install_unless_configured(level: Level, layout: Format) -> None:
    """The same, where nobody who embeds us installed a handler for our records or for all."""
    ours = (handler for handler in logging.getLogger(_ROOT).handlers if not isinstance(handler, logging.NullHandler))
    if not logging.getLogger().handlers and not any(ours):
        install(level, layout)


def uninstall() -> None:
    """Take back what `install` did."""
    logger = logging.getLogger(_ROOT)
    for handler in _installed():
        logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def writes_json() -> bool:
    """Whether our own handler is installed and writes JSON."""
    return any(handler.layout == "json" for handler in _installed())


class TextFormatter(logging.Formatter):
    """For people: news as it is, everything else after its level, the request behind it, a traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        """`error: the source cannot be reached [request 4f1d…]`."""
        prefix = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        # The filter of our handler puts it there; under another handler there is none.
        number = getattr(record, "request_id", "")
        suffix = f" [request {number}]" if number else ""
        line = f"{prefix}{_on_one_line(record.getMessage())}{suffix}"
        return "\n  ".join([line, *_places_of(record)])


class JsonFormatter(logging.Formatter):
    """For machines: `time` (RFC 3339, UTC), `level`, `logger`, `message`; `request`, `traceback` and fields if any."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object without line breaks."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        members: dict[str, Any] = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := getattr(record, "request_id", ""):
            members["request"] = number
        # `extra` of a call becomes an attribute of the record: what no record has by itself is a field.
        members |= {name: value for name, value in vars(record).items() if name not in _OWN_ATTRIBUTES}
        if places := list(_places_of(record)):
            members["traceback"] = places
        # JSON escapes line feeds, so a record stays on one line without `_on_one_line`.
        return printable_json(json.dumps(members, ensure_ascii=False, default=str))


_LAYOUTS: Final[dict[Format, logging.Formatter]] = {"text": TextFormatter(), "json": JsonFormatter()}


class StandardErrorHandler(logging.Handler):
    """One line a record on what standard error is now; a log that cannot be written stops nothing."""

    def __init__(self, layout: Format) -> None:
        super().__init__()
        self.layout = layout
        self.setFormatter(_LAYOUTS[layout])
        self.addFilter(_add_request_id)

    def emit(self, record: logging.LogRecord) -> None:
        """Write it in one call, so that lines of several processes do not mix."""
        with suppress(OSError, ValueError):  # a full disk, a closed stream
            # Looked up now: servers and tests replace standard error after the handler was installed.
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()


def _installed() -> list[StandardErrorHandler]:
    handlers = logging.getLogger(_ROOT).handlers
    return [handler for handler in handlers if isinstance(handler, StandardErrorHandler)]


def _add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = request_id.get()
    return True


def _on_one_line(text: str) -> str:
    """Control characters, which a foreign server's error may hold, cannot begin a line that looks like ours."""
    return printable(text)


def _places_of(record: logging.LogRecord) -> Iterator[str]:
    """The exception of a record and what led to it, first cause first: types and places."""
    error = record.exc_info[1] if record.exc_info else None
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        # As the interpreter prints them; `not in chain`, because a chain may close on itself.
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for link in reversed(chain):
        yield _named(link)
        trace = link.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            yield f"  {code.co_filename}:{trace.tb_lineno} in {code.co_qualname}"
            trace = trace.tb_next


def _named(error: BaseException) -> str:
    """The type of an exception, with what can be said of it without quoting anybody."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, _ABOUT_US):
        return f"{name}: {_on_one_line(error.message)}"
    if isinstance(error, OSError) and error.errno:
        # strerror and not the message, which names the file.
        return f"{name}: {os.strerror(error.errno)}"
    return name
