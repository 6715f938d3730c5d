"""One way to print what was measured: both sides of one run, and their ratio."""

from collections.abc import Iterable
from dataclasses import dataclass

from bench.calibration import line


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison; both figures come from the same run."""

    name: str
    ours: float
    """Higher is better, unless `lower_is_better`."""
    other: float
    unit: str
    other_name: str = ""
    wanted: float = 0.0
    """The ratio we promise, 0 = none."""
    lower_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        """How we stand to the other: above 1 = better than it."""
        if not self.ours or not self.other:
            return 0.0
        return self.other / self.ours if self.lower_is_better else self.ours / self.other


def show(title: str, rows: Iterable[Row]) -> None:
    """Print a markdown table under the calibration row of this moment."""
    measured = list(rows)
    print(f"\n## {title}\n\n{line()}\n")
    print("| what | ours | other | unit | against | ratio | wanted | note |")
    print("|---|---:|---:|---|---|---:|---:|---|")
    for row in measured:
        wanted = f"≥ {row.wanted:g}" if row.wanted else ""
        mark = " ✗" if row.wanted and row.ratio < row.wanted else ""
        print(
            f"| {row.name} | {row.ours:,.4g} | {row.other:,.4g} | {row.unit} | {row.other_name} "
            f"| {row.ratio:.2f}{mark} | {wanted} | {row.note} |"
        )
