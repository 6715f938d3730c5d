"""What confirming an entry costs us, against parsing its page with lxml, on the same pages in one run.

Run: python -m bench pages [FOLDER of .html files]
Without a folder the pages are made here: a theme's frame of 60 kB around 5 to 50 blocks, without and with the JSON-LD
that plugins print. Of pages of a folder their own text is looked for.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from lxml import etree

from bench.table import Row, show
from rootzpub.pages.facts import page_facts
from rootzpub.pages.look import Look, Subject
from rootzpub.pages.page import read_page
from rootzpub.pages.verdict import judge

ROUNDS = 9
HOME = "https://a.example"
_WORDS = "time order bread river paper stone window garden letter morning market winter road house music table".split()


@dataclass(slots=True, kw_only=True)
class Case:
    """One page, and the entry that is looked for on it."""

    body: bytes
    subject: Subject
    rendered: str
    """WordPress's rendering: ours but for line feeds."""
    facts: str = ""


def entry(number: int, blocks: int) -> str:
    """An entry's HTML: paragraphs with links, a list, a picture."""
    lines = []
    for block in range(blocks):
        text = " ".join(_WORDS[(number * 7 + block * 3 + word * (block % 5 + 1)) % len(_WORDS)] for word in range(40))
        lines.append(f'<p>{text} <a href="/x/{block}">{_WORDS[block % 16]} {block}</a>, <em>{number}</em>.</p>')
    return "\n".join(lines)


def page(number: int, content: str, scripts: Sequence[object] = ()) -> bytes:
    """A page as a theme prints it around an entry, with JSON-LD where it is given."""
    style = "".join(f".has-{word}-{size}{{color:#{size:06x}}}\n" for word in _WORDS for size in range(48))
    menu = "".join(f'<li class="menu-item"><a href="/{word}/">{word.title()}</a></li>' for word in _WORDS * 2)
    side = "".join(
        f'<div class="widget"><h2>{word}</h2><ul><li><span>{word} {word}</span></li></ul></div>' for word in _WORDS
    )
    stated = "".join(f'<script type="application/ld+json">{json.dumps(script)}</script>' for script in scripts)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{number}</title><style>{style}</style>"
        f'<link rel="shortlink" href="{HOME}/?p={number}"><link rel="canonical" href="{url_of(number)}">'
        f'<meta name="robots" content="max-image-preview:large">{stated}'
        f'</head><body class="postid-{number}"><nav><ul>{menu}</ul></nav><article><h1>{_title(number)}</h1>'
        f"<div>{content}</div></article>"
        f"<aside>{side}</aside><footer><ul>{menu}</ul></footer><script>{style}</script></body></html>"
    ).encode()


def url_of(number: int) -> str:
    """An entry's address."""
    return f"{HOME}/{_WORDS[number % 16]}-{number}/"


def _title(number: int) -> str:
    return f"{_WORDS[number % 16]} {_WORDS[number % 7]} {number}".title()


def stated(number: int) -> list[object]:
    """What plugins state of an entry: an article with its trail, and of every third a product with questions."""
    url, name = url_of(number), _title(number)
    date = f"2026-0{1 + number % 9}-11T09:00:00+00:00"
    graph: list[object] = [
        {
            "@type": ["Article", "BlogPosting"],
            "@id": f"{url}#article",
            "isPartOf": {"@id": url},
            "author": {"name": "The Team", "@id": f"{HOME}/#/schema/person/1"},
            "headline": name,
            "datePublished": date,
            "dateModified": date,
            "mainEntityOfPage": {"@id": url},
            "wordCount": 900,
            "publisher": {"@id": f"{HOME}/#organization"},
            "image": {"@id": f"{url}#primaryimage"},
            "articleSection": ["News", "Market"],
            "inLanguage": "en-GB",
        },
        {
            "@type": "WebPage",
            "@id": url,
            "url": url,
            "name": f"{name} - Example",
            "isPartOf": {"@id": f"{HOME}/#website"},
            "primaryImageOfPage": {"@id": f"{url}#primaryimage"},
            "datePublished": date,
            "dateModified": date,
            "description": "Time and order, bread and the river; a letter in the morning & more.",
            "breadcrumb": {"@id": f"{url}#breadcrumb"},
            "inLanguage": "en-GB",
            "potentialAction": [{"@type": "ReadAction", "target": [url]}],
        },
        {
            "@type": "ImageObject",
            "@id": f"{url}#primaryimage",
            "url": f"{HOME}/wp-content/uploads/2026/01/{number}.jpg",
            "width": 1200,
            "height": 800,
        },
        {
            "@type": "BreadcrumbList",
            "@id": f"{url}#breadcrumb",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{HOME}/"},
                {"@type": "ListItem", "position": 2, "name": "News", "item": f"{HOME}/news/"},
                {"@type": "ListItem", "position": 3, "name": name},
            ],
        },
        {
            "@type": "WebSite",
            "@id": f"{HOME}/#website",
            "url": f"{HOME}/",
            "name": "Example",
            "publisher": {"@id": f"{HOME}/#organization"},
            "potentialAction": [
                {"@type": "SearchAction", "target": {"@type": "EntryPoint", "urlTemplate": f"{HOME}/?s={{q}}"}}
            ],
        },
        {
            "@type": "Organization",
            "@id": f"{HOME}/#organization",
            "name": "Example Company",
            "url": f"{HOME}/",
            "logo": {"@type": "ImageObject", "@id": f"{HOME}/#logo", "url": f"{HOME}/logo.png", "width": 400},
            "sameAs": ["https://social.example/company", "https://video.example/@company"],
        },
    ]
    found: list[object] = [{"@context": "https://schema.org", "@graph": graph}]
    return [*found, *_shop(url, name)] if number % 3 == 0 else found


def _shop(url: str, name: str) -> list[object]:
    offer = {
        "@type": "Offer",
        "price": "49.90",
        "priceCurrency": "EUR",
        "priceValidUntil": "2027-12-31",
        "availability": "https://schema.org/InStock",
        "url": url,
        "seller": {"@type": "Organization", "name": "Example Company", "url": f"{HOME}/"},
    }
    product = {"@type": "Product", "@id": f"{url}#product", "name": name, "url": url, "sku": "A-17", "offers": [offer]}
    questions = [
        {
            "@type": "Question",
            "name": f"How is the {word} made?",
            "acceptedAnswer": {"@type": "Answer", "text": f"<p>The {word} is made of <b>paper</b>.</p>"},
        }
        for word in _WORDS[:4]
    ]
    context = "https://schema.org/"
    return [{"@context": context, **product}, {"@context": context, "@type": "FAQPage", "mainEntity": questions}]


INVENTED = read_page(page(0, "<p>Nothing stands here.</p>"), url=f"{HOME}/no-such-page/")
"""The page of an address that does not exist: what stands there proves nothing."""


def pages(folder: str | None, *, facts: bool = False) -> list[Case]:
    """Pages, each with the HTML that is looked for on it."""
    if folder:
        found = [path.read_bytes() for path in sorted(Path(folder).rglob("*.html"))]
        return [_case(number, body, body.decode("utf-8", "replace")) for number, body in enumerate(found)]
    contents = [entry(number, 5 + number) for number in range(1, 46)]
    return [
        _case(number, page(number, content, stated(number) if facts else ()), content)
        for number, content in enumerate(contents, start=1)
    ]


def _case(number: int, body: bytes, content: str) -> Case:
    return Case(
        body=body, subject=Subject(id=number, url=url_of(number), html=content), rendered=content.replace("\n", "\n\n")
    )


def parse(case: Case) -> None:
    """The floor: a tree, and nothing more."""
    etree.fromstring(case.body, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def confirm(case: Case) -> None:
    """What a look costs: the page read, the verdict of what it says and of the entry's words, the facts that it states.

    All that `ConfirmRun` makes of an answer, but for what it writes down.
    """
    subject = Subject(id=case.subject.id, url=case.subject.url, html=case.subject.html)
    seen = read_page(case.body, url=subject.url)
    look = Look(asked=subject.url, url=subject.url, status=200, pages=(seen,))
    verdict = judge(subject, look, INVENTED)
    if verdict.wants_rendered and not subject.with_rendered(case.rendered).adds_nothing:
        verdict = judge(subject.with_rendered(case.rendered), look, INVENTED)
    assert verdict.outcome == "seen"
    case.facts = json.dumps(page_facts(seen, home=f"{HOME}/", zone=UTC), ensure_ascii=False, sort_keys=True)


def costs(*works: Callable[[Case], None], cases: Sequence[Case]) -> list[list[float]]:
    """CPU milliseconds of each work for each page, sorted: the least of some rounds, in which the works take turns."""
    best = [[float("inf")] * len(cases) for _ in works]
    for _ in range(ROUNDS):
        for number, case in enumerate(cases):
            for least, work in zip(best, works, strict=True):
                begun = time.thread_time()
                work(case)
                least[number] = min(least[number], 1000 * (time.thread_time() - begun))
    return [sorted(least) for least in best]


def row(name: str, cases: Sequence[Case]) -> Row:
    """One row of the table."""
    ours, floor = costs(confirm, parse, cases=cases)
    p95 = int(len(cases) * 0.95)
    size = sum(len(case.body) for case in cases) // len(cases) // 1024
    return Row(
        name=name,
        ours=sum(ours) / len(ours),
        other=sum(floor) / len(floor),
        unit="ms",
        other_name="lxml parses the page",
        wanted=1 / 3,
        lower_is_better=True,
        note=f"{len(cases)} pages of {size} kB; p95 {ours[p95]:.2f} ms, the parser's {floor[p95]:.2f}; "
        f"{sum(ours) / sum(floor):.2f} times",
    )


def main(folder: str | None) -> None:
    """Measure and print."""
    rows = [row("a look: page, verdict, words", pages(folder))]
    if not folder:
        rows.append(row("the same of pages with JSON-LD, and their facts", pages(None, facts=True)))
    show("What a look at a page costs", rows)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
