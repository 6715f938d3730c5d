"""The other side of the comparison: a Flask route that returns bytes it holds, and nothing else."""

import os
from pathlib import Path

from flask import Flask, Response

app = Flask("bare")
BODY = Path(os.environ["BARE_BODY"]).read_bytes()


@app.route("/bare")
def bare() -> Response:
    """The same bytes every time."""
    return Response(BODY, content_type="application/json; charset=utf-8")
