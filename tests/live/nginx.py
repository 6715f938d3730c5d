"""nginx on a free loopback port with the directives that a test gives.

Invariants: one process in the foreground, every path it writes to inside its own folder, no setting from /etc/nginx but
the table of content types.
"""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from .processes import LOOPBACK, Server, free_port, listens, program

CONFIG = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr notice;
{user}
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {http}
    server {{
        listen {address};
        server_name _;
        {server}
    }}
}}
"""


class Nginx:
    """A running nginx; `server` are directives of its one server block, `http` those around it."""

    def __init__(self, folder: Path, *, server: str, http: str = "") -> None:
        port = free_port()
        self.url = f"http://{LOOPBACK}:{port}"
        self.folder = folder
        self._port = port
        self._process: Server | None = None
        folder.joinpath("nginx.conf").write_text(
            CONFIG.format(
                folder=folder,
                address=f"{LOOPBACK}:{port}",
                server=server,
                http=http,
                user="user root;" if os.geteuid() == 0 else "",  # the folder belongs to whoever runs the tests
            )
        )

    def __enter__(self) -> Self:
        command = [program("nginx", "/usr/sbin/nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        self._process = Server([*command, "-e", "stderr"], log=self.folder / "error.log")
        self._process.wait_until(lambda: listens(self._port))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None
