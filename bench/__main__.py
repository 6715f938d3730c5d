"""`make bench`: every table, one after the other; `python -m bench NAME…` for some of them."""

import runpy
import sys
from pathlib import Path

SUPPORT = {"__init__", "__main__", "table", "load", "bare", "synthetic"}


def names() -> list[str]:
    """The benchmarks there are, by file."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in SUPPORT)


if __name__ == "__main__":
    asked = sys.argv[1:] or names()
    for name in asked:
        sys.argv = [name]  # a benchmark run alone takes arguments of its own
        runpy.run_module(f"bench.{name}", run_name="__main__")
