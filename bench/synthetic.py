"""A synthetic site of any size, as REST answers in a folder."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

HOME = "http://127.0.0.1:8399"
_WORDS = (
    "repair bicycle lamp workshop river cabinet signal kettle garden engine paper window cloth market bridge letter "
    "winter copper ladder radio wheel bottle carpet pencil mirror basket harbour candle village orchard"
).split()


def write_site(folder: Path, posts: int, *, seed: int = 1) -> Path:
    """`posts` posts of about 250 words each, in ten categories; gives the folder for `rest:`."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    index = {"name": "Bench site", "description": "For measuring", "url": HOME, "home": HOME, "timezone_string": "UTC"}
    _write(folder, "index", index)
    _write(folder, "types", {"post": _type("posts", "Posts"), "page": _type("pages", "Pages")})
    _write(folder, "categories", [_category(number) for number in range(1, 11)])
    _write(folder, "pages", [_entry(posts + 1, "page", "about", chance)])
    _write(folder, "posts", [_entry(number, "post", f"post-{number}", chance) for number in range(1, posts + 1)])
    return folder


def paths(posts: int) -> list[str]:
    """The paths of the posts that `write_site` makes."""
    return [f"/post-{number}/" for number in range(1, posts + 1)]


def _type(base: str, name: str) -> dict[str, object]:
    return {
        "name": name,
        "slug": base[:-1],
        "rest_base": base,
        "hierarchical": base == "pages",
        "taxonomies": ["category"],
    }


def _category(number: int) -> dict[str, object]:
    slug = _WORDS[number]
    link = f"{HOME}/category/{slug}/"
    return {
        "id": number, "name": slug.title(), "slug": slug, "description": f"All about the {slug}.", "count": 1,
        "link": link, "taxonomy": "category", "parent": 0,
    }  # fmt: skip


def _entry(number: int, kind: str, slug: str, chance: random.Random) -> dict[str, object]:
    moment = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "id": number, "date_gmt": moment, "modified_gmt": moment, "date": moment, "modified": moment, "slug": slug,
        "status": "publish", "type": kind, "link": f"{HOME}/{slug}/", "title": {"rendered": f"{slug} in words"},
        "content": {"rendered": f"<h2>{slug}</h2>\n{_paragraphs(chance)}", "protected": False},
        "excerpt": {"rendered": "", "protected": False}, "author": 1, "featured_media": 0, "parent": 0,
        "menu_order": 0, "categories": [number % 10 + 1], "tags": [],
    }  # fmt: skip


def paragraphs(seed: int) -> str:
    """Five paragraphs of about fifty words each; the same seed gives the same."""
    return _paragraphs(random.Random(seed))


def _paragraphs(chance: random.Random) -> str:
    return "".join(
        f"<p>{' '.join(chance.choices(_WORDS, k=50))}, <strong>{chance.choice(_WORDS)}</strong> "
        f'<a href="/{chance.choice(_WORDS)}/">{chance.choice(_WORDS)}</a>.</p>\n'
        for _ in range(5)
    )


def _write(folder: Path, name: str, value: object) -> None:
    (folder / f"{name}.json").write_text(json.dumps(value), "utf-8")
