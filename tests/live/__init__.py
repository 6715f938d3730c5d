"""Real servers for the tests: MariaDB, WordPress on PHP's own server, nginx, Chromium.

Law: every server listens on a free port of 127.0.0.1, keeps its data in a temporary folder, reaches no other host,
and is stopped by its process number. Nothing here knows rootzpub; `fixtures/demo/make.py` uses it too.
"""

from .mariadb import Database, MariaDB
from .processes import MissingServerError, Server, ServerFailedError, free_port
from .wordpress import PhpError, WordPress

__all__ = [
    "Database",
    "MariaDB",
    "MissingServerError",
    "PhpError",
    "Server",
    "ServerFailedError",
    "WordPress",
    "free_port",
]
