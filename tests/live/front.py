"""A web server on a free loopback port with the directives that a test gives: Apache, Caddy, and nginx in `nginx.py`.

Invariants: one process in the foreground, every path it writes to inside its own folder.
"""

from pathlib import Path
from types import TracebackType
from typing import Self

from .processes import LOOPBACK, Server, free_port, listens, program

MODULES = (
    *("mpm_event", "authz_core", "proxy", "proxy_http", "rewrite", "headers", "substitute", "filter", "mime", "dir"),
    *("setenvif", "alias"),
)
APACHE = """
ServerName localhost
ServerRoot {folder}
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
Listen {address}
{modules}
TypesConfig /etc/mime.types
<VirtualHost {address}>
{server}
</VirtualHost>
"""
CADDY = """
{{
	admin off
	auto_https off
	storage file_system {folder}
}}
http://{address} {{
{server}
}}
"""


class Front:
    """A running web server; `url` is its address."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.directives = server
        self._port = free_port()
        self.url = f"http://{LOOPBACK}:{self._port}"
        self._process: Server | None = None

    def __enter__(self) -> Self:
        self._process = Server(self.command(f"{LOOPBACK}:{self._port}"), log=self.folder / "server.log")
        self._process.wait_until(lambda: listens(self._port))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None

    def command(self, address: str) -> list[str]:
        """Writes the configuration; gives the command that runs it."""
        raise TypeError(f"{type(self).__name__} names no server")


class Apache(Front):
    """`server` are directives of its one virtual host."""

    def command(self, address: str) -> list[str]:
        """In the foreground, with the modules that `rootzpub deploy apache` names."""
        loads = "\n".join(
            f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
            for name in MODULES
            if Path(f"/usr/lib/apache2/modules/mod_{name}.so").exists()
        )
        file = self.folder / "apache.conf"
        file.write_text(APACHE.format(folder=self.folder, address=address, modules=loads, server=self.directives))
        return [program("apache2", "/usr/sbin/apache2"), "-f", str(file), "-DFOREGROUND"]


class Caddy(Front):
    """`server` are directives of its one site."""

    def command(self, address: str) -> list[str]:
        """In the foreground, without its own administration and certificates."""
        file = self.folder / "Caddyfile"
        file.write_text(CADDY.format(folder=self.folder, address=address, server=self.directives))
        return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]
