"""For any WSGI server: `app` serves what rootzpub.toml in the working directory says, and follows the source."""

from rootzpub.web import create_app

app = create_app()
