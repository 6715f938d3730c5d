"""Real servers for the tests: MariaDB, WordPress on PHP's own server, nginx, Chromium.

Invariants: every server listens on a free port of 127.0.0.1, keeps its data in a temporary folder, reaches no other
host, and is stopped by its process number. Nothing here knows rootzpub; `fixtures/demo/make.py` uses it too.
"""

from .chromium import Chromium, PageError
from .mariadb import Database, MariaDB
from .nginx import Nginx
from .phpsite import PhpError, PhpSite
from .playground import Playground
from .processes import MissingServerError, Server, ServerFailedError, free_port
from .wordpress import WordPress

__all__ = [
    "Chromium",
    "Database",
    "MariaDB",
    "MissingServerError",
    "Nginx",
    "PageError",
    "PhpError",
    "PhpSite",
    "Playground",
    "Server",
    "ServerFailedError",
    "WordPress",
    "free_port",
]
