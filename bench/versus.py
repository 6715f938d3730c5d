"""`python -m bench --vs REVISION NAME…`: the same benchmarks in a worktree of a revision and in this tree, in turns.

Both sides run with this environment's libraries, each with its own code and its own benchmark. Their order alternates,
so that a machine that becomes slower meets both alike; what is compared is the median of each figure.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 3
ROOT = Path(__file__).resolve().parent.parent
_SHARED = Path(os.environ.get("ROOTZPUB_SHARED", ROOT.parent / "shared"))
_OURS, _UNIT, _RATIO = 1, 3, 5
"""Columns of the tables that `bench.table.show` prints, counted from the name."""
_COLUMNS = 8

Figures = dict[str, tuple[float, float, str]]
"""By row: the figure itself, its ratio to what it is measured against (0 = none), and its unit."""


@dataclass(slots=True)
class _Side:
    """One tree, and what its rounds gave."""

    name: str
    tree: Path
    rounds: list[Figures] = field(default_factory=list)

    def median(self, row: str, column: int) -> float:
        return statistics.median(float(figures[row][column]) for figures in self.rounds if row in figures)


def compare(revision: str, plan: Sequence[tuple[str, Sequence[str]]], *, rounds: int = ROUNDS) -> int:
    """Print the table of both sides; 0, or 1 where a benchmark could not be run on either of them.

    `plan` names each benchmark with its arguments.
    """
    with _worktree(revision) as tree:
        here, there = _Side("this tree", ROOT), _Side(revision, tree)
        for number in range(rounds):
            for side in (here, there) if number % 2 == 0 else (there, here):
                figures = _round(side.tree, plan)
                if figures is None:
                    return 1
                side.rounds.append(figures)
                print(f"round {number + 1} of {rounds}: {side.name}: {len(figures)} figures", file=sys.stderr)
    _show(here, there, rounds)
    return 0


def _show(here: _Side, there: _Side, rounds: int) -> None:
    shared = [row for row in here.rounds[0] if row in there.rounds[0]]
    print(f"\n## This tree against {there.name}: medians of {rounds} rounds in turns\n")
    print("| what | unit | this tree | there | this ÷ there | ratio here | ratio there | ratio here ÷ there |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for row in shared:
        ours, theirs = here.median(row, 0), there.median(row, 0)
        ratio, their_ratio = here.median(row, 1), there.median(row, 1)
        print(
            f"| {row} | {here.rounds[0][row][2]} | {ours:,.4g} | {theirs:,.4g} | {_divided(ours, theirs)} "
            f"| {ratio:.2f} | {their_ratio:.2f} | {_divided(ratio, their_ratio)} |"
        )
    alone = sorted(set(here.rounds[0]) ^ set(there.rounds[0]))
    if alone:
        print(f"\nOnly on one side: {', '.join(alone)}")


def _divided(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else "–"


def _round(tree: Path, plan: Sequence[tuple[str, Sequence[str]]]) -> Figures | None:
    """One run of every benchmark of the plan; None where one failed, after what it said was shown."""
    found: Figures = {}
    for name, arguments in plan:
        # PYTHONPATH, because a benchmark starts processes of its own in other folders: they must be this tree's too.
        environment: Mapping[str, str] = os.environ | {"PYTHONPATH": str(tree), "ROOTZPUB_SHARED": str(_SHARED)}
        command = [sys.executable, "-m", f"bench.{name}", *arguments]
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{' '.join(command[1:])} in {tree} ended with {done.returncode}:\n{done.stderr}", file=sys.stderr)
            return None
        found |= figures_of(name, done.stdout)
    return found


def figures_of(name: str, text: str) -> Figures:
    """The rows of the tables in what a benchmark printed."""
    found: Figures = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("| ") or len(cells) != _COLUMNS or cells[0] == "what":
            continue
        ours, ratio = (cells[column].replace(",", "").removesuffix(" ✗") for column in (_OURS, _RATIO))
        found[f"{name}: {cells[0]}"] = (float(ours), float(ratio), cells[_UNIT])
    return found


@contextmanager
def _worktree(revision: str) -> Iterator[Path]:
    """The files of a revision in a temporary folder, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="rootzpub-bench-") as temporary:
        tree = Path(temporary) / "tree"
        subprocess.run(["git", "-C", ROOT, "worktree", "prune"], check=True)  # of a run that was killed
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", "--detach", tree, revision], check=True)
        try:
            yield tree
        finally:
            subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", tree], check=True)
