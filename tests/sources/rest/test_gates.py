"""What a saved REST answer shows of plugins and of odd statuses, and what then stays out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rootzpub.site import Hidden
from tests.sources.reading import Seen, read

TYPES = {
    "post": {"rest_base": "posts", "name": "Posts"},
    "page": {"rest_base": "pages", "name": "Pages", "hierarchical": True},
    "attachment": {"rest_base": "media", "name": "Media"},
    "lesson": {"rest_base": "lesson", "name": "Lessons"},
    "popup": {"rest_base": "popup", "name": "Popups"},
    "kadence_element": {"rest_base": "kadence_element", "name": "Elements"},
}


def item(number: int, **members: Any) -> dict[str, Any]:
    """A published object."""
    plain = {
        "id": number,
        "date_gmt": "2026-01-02T03:04:05",
        "modified_gmt": "2026-01-02T03:04:05",
        "slug": f"post-{number}",
        "status": "publish",
        "link": f"https://example.test/post-{number}/",
        "title": {"rendered": f"Post {number}"},
        "content": {"rendered": f"<p>Body {number}</p>", "protected": False},
    }
    return {name: value for name, value in (plain | members).items() if value is not MISSING}


MISSING = object()


def saved(folder: Path, **collections: list[Mapping[str, Any]]) -> str:
    """A folder of answers; with types.json."""
    (folder / "types.json").write_text(json.dumps(TYPES))
    (folder / "index.json").write_text(json.dumps({"home": "https://example.test"}))
    for base, items in {"posts": [item(1)], **collections}.items():
        (folder / f"{base}.json").write_text(json.dumps(items))
    return f"rest:{folder}"


def reasons(seen: Seen) -> dict[int, tuple[str, str]]:
    """Reason and cause by id."""
    return {change.id: (change.reason, change.cause) for change in seen.changes if isinstance(change, Hidden)}


@pytest.mark.parametrize(
    "status", ["", None, [], ["publish"], {"publish": True}, True, 1, "PUBLISH", "publish ", " publish", "inherit"]
)
def test_a_status_that_is_none_is_hidden(tmp_path: Path, status: Any) -> None:
    """Only the word itself is public; an answer without the member is a visitor's answer."""
    seen = read(saved(tmp_path, posts=[item(1, status=status), item(2, status=MISSING)]))
    assert set(reasons(seen)) == {1}
    assert set(seen.entries) == {2}


@pytest.mark.parametrize("protected", [True, "true", 1, "1", None, [], {}])
def test_whatever_is_not_plainly_unprotected_is_protected(tmp_path: Path, protected: Any) -> None:
    """Something between WordPress and us may have made a text or a number of it."""
    content = {"rendered": "<p>LEAK</p>", "protected": protected}
    seen = read(saved(tmp_path, posts=[item(1, content=content), item(2, content={"rendered": "<p>b</p>"})]))
    assert reasons(seen) == {1: ("password", "")}
    assert set(seen.entries) == {2}


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        pytest.param({"_members_access_role": ["editor"]}, ("restricted", "Members"), id="members"),
        pytest.param({"_jetpack_newsletter_access": "subscribers"}, ("restricted", "Jetpack"), id="jetpack"),
        pytest.param({"jetpack_seo_noindex": True}, ("noindex", "Jetpack SEO"), id="jetpack-seo"),
        pytest.param({"_genesis_noindex": 1}, ("noindex", "The SEO Framework or Genesis"), id="genesis"),
        pytest.param({"_links_to": "https://x.test/"}, ("redirect", "Page Links To"), id="links-to"),
    ],
)
def test_marks_that_an_answer_shows_count(tmp_path: Path, meta: Any, said: tuple[str, str]) -> None:
    """Plugins register some of their meta for the API."""
    seen = read(saved(tmp_path, posts=[item(1, meta=meta), item(2, meta=[]), item(3, meta={"x": {"y": 1}})]))
    assert reasons(seen) == {1: said}


def test_files_whose_address_is_the_secret_stay_out(tmp_path: Path) -> None:
    """Neither the file is an entry, nor is it shown as a featured image."""
    place = "https://example.test/wp-content/uploads/woocommerce_uploads/2026/01/x.png"
    file = item(7, status="inherit", source_url=place, media_type="image")
    seen = read(saved(tmp_path, posts=[item(1, featured_media=7)], media=[file]))
    assert reasons(seen) == {7: ("private-file", "WooCommerce")}
    assert seen.entries[1].featured_image is None


def test_types_without_pages_are_no_content(tmp_path: Path) -> None:
    """Popups and elements of themes are listed by the API and have no page for visitors."""
    seen = read(saved(tmp_path, popup=[item(2)], kadence_element=[item(3)]))
    assert set(seen.entries) == {1}
    assert reasons(seen) == {}


def test_lessons_are_closed_until_they_are_named(tmp_path: Path) -> None:
    """The API lists lessons of courses to anybody, their plugin guards only the page; one marked free is open."""
    url = saved(tmp_path, lesson=[item(2), item(3, meta={"_llms_free_lesson": "yes", "_lesson_preview": "preview"})])
    seen = read(url)
    assert reasons(seen)[2][0] == "type-not-public"
    assert seen.facts.unknown_types == ("lesson",)
    assert set(read(f"{url}?types=lesson").entries) == {1, 2, 3}
