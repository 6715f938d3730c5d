"""What confirming an entry costs us, against parsing its page with lxml, on the same pages in one run.

Run: python -m bench pages [FOLDER of .html files]
Without a folder the pages are made here: a theme's frame of 60 kB around 5 to 50 blocks.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from bench.table import Row, show
from rootzpub.pages.fragment import read_fragment
from rootzpub.pages.page import read_page

ROUNDS = 7
_WORDS = "time order bread river paper stone window garden letter morning market winter road house music table".split()


def entry(number: int, blocks: int) -> str:
    """An entry's HTML: paragraphs with links, a list, a picture."""
    lines = []
    for block in range(blocks):
        text = " ".join(_WORDS[(number * 7 + block * 3 + word * (block % 5 + 1)) % len(_WORDS)] for word in range(40))
        lines.append(f'<p>{text} <a href="/x/{block}">{_WORDS[block % 16]} {block}</a>, <em>{number}</em>.</p>')
    return "\n".join(lines)


def page(number: int, content: str) -> bytes:
    """A page as a theme prints it around an entry."""
    style = "".join(f".has-{word}-{size}{{color:#{size:06x}}}\n" for word in _WORDS for size in range(48))
    menu = "".join(f'<li class="menu-item"><a href="/{word}/">{word.title()}</a></li>' for word in _WORDS * 2)
    side = "".join(
        f'<div class="widget"><h2>{word}</h2><ul><li><span>{word} {word}</span></li></ul></div>' for word in _WORDS
    )
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{number}</title><style>{style}</style>"
        f'<link rel="shortlink" href="https://a.example/?p={number}">'
        f'<meta name="robots" content="max-image-preview:large">'
        f'</head><body class="postid-{number}"><nav><ul>{menu}</ul></nav><article><div>{content}</div></article>'
        f"<aside>{side}</aside><footer><ul>{menu}</ul></footer><script>{style}</script></body></html>"
    ).encode()


def pages(folder: str | None) -> list[tuple[bytes, str]]:
    """Pages, each with the HTML that is looked for on it."""
    if folder:
        found = [path.read_bytes() for path in sorted(Path(folder).rglob("*.html"))]
        return [(body, body.decode("utf-8", "replace")) for body in found]
    contents = [entry(number, 5 + number) for number in range(45)]
    return [(page(number, content), content) for number, content in enumerate(contents)]


def parse(body: bytes, _content: str) -> None:
    """The floor: a tree, and nothing more."""
    etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def confirm(body: bytes, content: str) -> None:
    """What a look costs: the page read, the entry's blocks looked for."""
    seen = read_page(body, url="https://a.example/x/")
    fragment = read_fragment(content)
    unseen = [block for block in fragment.blocks if not seen.words.has(block)]
    assert not unseen


def cost(work: Callable[[bytes, str], None], rows: list[tuple[bytes, str]]) -> list[float]:
    """CPU milliseconds for each page, sorted: the least of some rounds."""
    best = [float("inf")] * len(rows)
    for _ in range(ROUNDS):
        for number, row in enumerate(rows):
            begun = time.thread_time()
            work(*row)
            best[number] = min(best[number], 1000 * (time.thread_time() - begun))
    return sorted(best)


def main(folder: str | None) -> None:
    """Measure and print."""
    rows = pages(folder)
    floor, ours = cost(parse, rows), cost(confirm, rows)
    p95 = int(len(rows) * 0.95)
    show(
        f"A look at a page ({len(rows)} pages of {sum(len(body) for body, _ in rows) // len(rows) // 1024} kB)",
        [
            Row(
                name="read the page, look for the entry's blocks",
                ours=sum(ours) / len(ours),
                other=sum(floor) / len(floor),
                unit="ms",
                other_name="lxml parses the page",
                wanted=1 / 3,
                lower_is_better=True,
                note=f"p95 {ours[p95]:.2f} ms, the parser's {floor[p95]:.2f}",
            )
        ],
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
