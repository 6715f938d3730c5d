"""`make bench`: every table, one after the other; `python -m bench NAME [ARGUMENT…] …` for some of them.

`--vs REVISION NAME…` measures another revision and this tree in turns (`bench.versus`); `--rounds N` says how often.
"""

import argparse
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

SUPPORT = {"__init__", "__main__", "table", "load", "bare", "synthetic", "calibration", "versus"}


def names() -> list[str]:
    """The benchmarks there are, by file."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in SUPPORT)


def planned(words: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each benchmark that is named, with the words behind its name as its arguments; all of them where none is named.

    Raises:
        ValueError: the first word is no benchmark.
    """
    plan: list[tuple[str, list[str]]] = []
    for word in words or names():
        if word in names():
            plan.append((word, []))
        elif plan:
            plan[-1][1].append(word)
        else:
            raise ValueError(f"expected one of {', '.join(names())}, got {word!r}")
    return plan


def main(arguments: Sequence[str]) -> int:
    """Run what is asked; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--vs", metavar="REVISION", help="also measure this revision, in turns with this tree")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds of --vs (default: 3)")
    parser.add_argument("words", nargs="*", metavar="NAME [ARGUMENT…]", help=f"some of: {', '.join(names())}")
    given = parser.parse_args(arguments)
    try:
        plan = planned(given.words)
    except ValueError as error:
        parser.error(str(error))
    if given.vs:
        from bench.versus import compare  # noqa: PLC0415 - only this way of running needs it

        return compare(given.vs, plan, rounds=given.rounds)
    for name, rest in plan:
        sys.argv = [name, *rest]
        runpy.run_module(f"bench.{name}", run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
