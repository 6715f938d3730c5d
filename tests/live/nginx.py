"""nginx on a free loopback port with the directives that a test gives.

Invariants: one process in the foreground, every path it writes to inside its own folder, no setting from /etc/nginx but
the table of content types.
"""

import os
from pathlib import Path

from .front import Front
from .processes import program

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


class Nginx(Front):
    """A running nginx; `server` are directives of its one server block, `http` those around it."""

    def __init__(self, folder: Path, *, server: str, http: str = "") -> None:
        super().__init__(folder, server)
        self._http = http

    def command(self, address: str) -> list[str]:
        """In the foreground, with everything it writes below its folder."""
        file = self.folder / "nginx.conf"
        file.write_text(
            CONFIG.format(
                folder=self.folder,
                address=address,
                server=self.directives,
                http=self._http,
                user="user root;" if os.geteuid() == 0 else "",  # the folder belongs to whoever runs the tests
            )
        )
        return [program("nginx", "/usr/sbin/nginx"), "-p", str(self.folder), "-c", str(file), "-e", "stderr"]
