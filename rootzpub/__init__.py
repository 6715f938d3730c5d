"""rootzpub: a WordPress site in, signed AI discovery out, and the verifier that checks it.

Data walks one way, from WordPress to signed bytes; the verifier stands apart and needs
none of it (docs/architecture.md).
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("rootzpub")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0.0.0+checkout"

__all__ = ["__version__"]
