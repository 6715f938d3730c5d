"""Write the table of plugins in docs/sources.md from the rows of `wordpress.gates`; a test holds the two together."""

from collections.abc import Iterator
from pathlib import Path

from rootzpub.wordpress.gates import GATES
from rootzpub.wordpress.gates.sites import SETTINGS, SITE_GATES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sources.md"
START, END = "<!-- plugins: begin -->", "<!-- plugins: end -->"


def tables() -> Iterator[str]:
    """The lines between the two marks."""
    yield "| plugin | what of it is read |"
    yield "|---|---|"
    for gate in GATES:
        yield f"| {gate.plugin} | {gate.reads} |"
    yield ""
    yield "| closes a whole site | switched on by | overruled by `[content]` |"
    yield "|---|---|---|"
    for site in SITE_GATES:
        yield f"| {site.plugin or 'WordPress'} | {site.switch} | `{SETTINGS[site.kind]} = true` |"


def written(page: str) -> str:
    """The page with its tables as they are now."""
    before, _, rest = page.partition(START)
    return "\n".join([f"{before}{START}", *tables(), f"{END}{rest.partition(END)[2]}"])


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
