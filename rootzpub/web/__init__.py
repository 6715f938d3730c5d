"""HTTP: the only place that knows Flask.

It parses requests, asks the publisher, and sends what `seal` made without changing a byte of it.
"""

from rootzpub.web.app import create_app

__all__ = ["create_app"]
