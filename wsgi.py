"""For any WSGI server: `app` reads rootzpub.toml from the working directory (or from ROOTZPUB_DIRECTORY)."""

import os

from rootzpub.web import create_app

app = create_app(directory=os.environ.get("ROOTZPUB_DIRECTORY", "."))
