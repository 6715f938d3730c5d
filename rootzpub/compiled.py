"""Whether the converter that runs is compiled (scripts/compile_converter.py) or plain Python."""

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path


def is_compiled() -> bool:
    """By the files: a command that only asks must not import the converter."""
    folder = Path(__file__).parent / "markdown"
    return any((folder / f"walker{suffix}").is_file() for suffix in EXTENSION_SUFFIXES)


def build_name() -> str:
    """For people: what runs."""
    return "compiled converter" if is_compiled() else "plain Python"
