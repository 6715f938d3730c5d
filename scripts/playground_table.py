"""Runs the demo site in WordPress 6.2 to 6.7 on SQLite and writes the results into docs/testing.md.

    scripts/install-playground.sh && .venv/bin/python scripts/playground_table.py

Each row is one build: what WordPress itself shows, held against WordPress 6.1 on MariaDB (the demo's `rendered.json`),
and what rootzpub's `sqlite:` source reads from the file, held against the REST API of the very same site.
"""

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rootzpub.markdown import convert  # noqa: E402
from rootzpub.site import Entry  # noqa: E402
from rootzpub.sources import SourceOptions, open_source  # noqa: E402
from tests.live.demo import rest_forms  # noqa: E402 # found through the path above
from tests.live.playground import Playground, versions  # noqa: E402

PAGE = ROOT / "docs" / "testing.md"
MARKS = re.compile(r"(<!-- begin: playground -->\n).*?(<!-- end: playground -->)", re.DOTALL)
HEAD = (
    "| build | WordPress | blocks | entries | addresses as 6.1 | words as 6.1 | HTML as 6.1 "
    "| `sqlite:` entries | `sqlite:` markdown = REST |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)
FACTS = "echo get_bloginfo( 'version' ), ' ', count( WP_Block_Type_Registry::get_instance()->get_all_registered() );"


def words(html: str) -> str:
    """The text of HTML with single spaces."""
    return " ".join(BeautifulSoup(html, "lxml").get_text(" ").split())


def read_markdown(url: str) -> dict[int, str]:
    """Entry number -> markdown, as rootzpub reads it from a source."""
    found: dict[int, str] = {}
    with open_source(url, SourceOptions()).snapshot() as snapshot:
        for change in snapshot.changes(None, {}):
            if isinstance(change, Entry) and change.type != "attachment":
                found[change.id] = convert(change.html, base_url=change.url).markdown
    return found


def saved_answers(site: Playground) -> Path:
    """A folder with the site's REST answers: it believes in an address where nothing listens."""
    folder = site.path.parent / "rest"
    folder.mkdir()
    for name, text in rest_forms(site).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def shown_entries(site: Playground) -> dict[int, Any]:
    """Everything that the site publishes, by number."""
    return {entry["id"]: entry for name in ("posts", "pages", "event") for entry in site.rest_all(f"/wp/v2/{name}")}


def row(site: Playground, rendered: dict[int, Any]) -> str:
    """One line of the table."""
    version, blocks = site.php(FACTS).split()
    shown = shown_entries(site)
    pairs = [(rendered[number], entry) for number, entry in shown.items() if number in rendered]
    total = len(rendered)
    equal = {
        "addresses": sum(old["permalink"] == new["link"] for old, new in pairs),
        "words": sum(words(old["content_rendered"]) == words(new["content"]["rendered"]) for old, new in pairs),
        "html": sum(old["content_rendered"] == new["content"]["rendered"] for old, new in pairs),
    }
    from_rest = read_markdown(f"rest:{saved_answers(site)}")
    from_file = read_markdown(f"sqlite:{site.sqlite}")
    same = sum(from_rest.get(number) == text for number, text in from_file.items())
    cells = [site.build, version, blocks, str(len(shown)), *(f"{count}/{total}" for count in equal.values())]
    cells += [f"{len(from_file)}/{len(from_rest)}", f"{same}/{len(from_rest)}"]
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Run every build and write the table."""
    demo = json.loads((ROOT / "fixtures" / "demo" / "rendered.json").read_text(encoding="utf-8"))
    rendered = {entry["id"]: entry for entry in demo}
    table = HEAD
    for build in versions():
        with tempfile.TemporaryDirectory() as folder, Playground(Path(folder), build) as site:
            site.import_demo()
            table += row(site, rendered)
            print(table.splitlines()[-1], flush=True)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARKS.sub(lambda match: match[1] + table + match[2], text), encoding="utf-8")


if __name__ == "__main__":
    main()
