"""rootzpub: a WordPress site in, signed AI discovery out, and the verifier that checks it.

Data walks one way, from WordPress to signed bytes; the verifier stands apart and needs
none of it (docs/architecture.md).
"""

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    """`__version__`, looked up when it is asked for: the machinery for that takes longer to load than the verifier."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("rootzpub")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0.0.0+checkout"
