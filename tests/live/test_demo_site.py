"""The committed forms of the demo site are what a real WordPress makes of the authored content, today as then."""

import importlib.util
import json
import re
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from .demo import DEMO, load_demo_dump, read_demo
from .wordpress import WordPress

FORMS = (
    "dump.sql",
    "export.wxr.xml",
    "rendered.json",
    *(f"rest/{path.name}" for path in sorted((DEMO / "rest").glob("*.json"))),
)


def script(name: str) -> ModuleType:
    """A script of the demo folder as a module."""
    spec = importlib.util.spec_from_file_location(f"demo_{name}", DEMO / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def without_versions(text: str) -> str:
    """A form without the names of the programs that wrote it: security updates change them."""
    text = re.sub(r"^/\*M?!.*?\*/;? ?$", "", text, flags=re.MULTILINE)
    return re.sub(r"(WordPress/|wordpress\.org/\?v=)[\d.]+", r"\1", text)


@pytest.fixture(scope="module")
def forms() -> dict[str, str]:
    """Every form, made anew from the authored content."""
    made: dict[str, str] = script("make").make_forms()
    return made


@pytest.mark.parametrize("path", FORMS)
def test_committed_form_is_what_wordpress_gives(forms: dict[str, str], path: str) -> None:
    """Each committed form equals the one made now; else run fixtures/demo/make.py and commit what it writes."""
    assert without_versions(forms[path]) == without_versions((DEMO / path).read_text(encoding="utf-8"))


def test_no_form_is_missing(forms: dict[str, str]) -> None:
    """Every form that is made is committed, and no other."""
    assert sorted(forms) == sorted(FORMS)


def test_media_are_drawn_the_same() -> None:
    """The media script draws the committed files, byte for byte where no other program is involved."""
    media = script("make_media")
    assert media.tool_wall().png() == (DEMO / "media" / "tool-wall.png").read_bytes()
    assert media.logo().png() == (DEMO / "media" / "werkhof-logo.png").read_bytes()
    assert media.silence(4) == (DEMO / "media" / "radio-hour.mp3").read_bytes()
    assert media.plan().encode() == (DEMO / "media" / "floor-plan.svg").read_bytes()


def test_import_keeps_numbers(demo_wordpress: WordPress) -> None:
    """Every authored entry is in the database under its own number and status."""
    query = "SELECT ID, post_status FROM wp_posts WHERE post_type NOT IN ('attachment', 'nav_menu_item')"
    found = dict(demo_wordpress.database.execute(query))
    wanted = {entry["id"]: entry.get("status", "publish") for entry in read_demo()["entries"]}
    assert {number: found.get(number) for number in wanted} == wanted


def test_front_page_and_journal(demo_wordpress: WordPress) -> None:
    """The front page shows its page, the journal lists posts, both under the public address."""
    assert "Bring it. Open it. Mend it." in demo_wordpress.get("/").text
    journal = demo_wordpress.get("/journal/").text
    assert "https://werkhof.example/2025/03/new-opening-hours/" in journal
    assert "127.0.0.1" not in journal


@pytest.mark.parametrize("collection", ["posts", "pages", "event"])
def test_every_permalink_is_served(demo_wordpress: WordPress, collection: str) -> None:
    """WordPress answers 200 at every address that the REST form names."""
    entries = json.loads((DEMO / "rest" / f"{collection}.json").read_text(encoding="utf-8"))
    paths = [entry["link"].removeprefix("https://werkhof.example") for entry in entries]
    assert [path for path in paths if demo_wordpress.get(path).status_code != 200] == []


def test_dump_gives_the_same_site(new_wordpress: Callable[..., WordPress], demo_wordpress: WordPress) -> None:
    """A site restored from the committed dump answers as the imported one does, media files included."""
    site = new_wordpress()
    load_demo_dump(site)
    for route in ("/wp/v2/posts", "/wp/v2/pages", "/wp/v2/media", "/wp/v2/event"):
        assert site.rest_all(route) == demo_wordpress.rest_all(route)
    assert site.get("/wp-content/uploads/2024/03/annual-report-2023.pdf").status_code == 200


def test_import_reports_a_missing_name(new_wordpress: Callable[..., WordPress]) -> None:
    """A reference to something that was not authored ends the import with its name."""
    site = new_wordpress()
    site.install()
    demo: dict[str, list[object]] = {name: [] for name in ("users", "terms", "media", "comments", "options", "entries")}
    with pytest.raises(RuntimeError, match="unknown: no-such-page"):
        site.php_file(DEMO / "import.php", {**demo, "menu": [{"page": "no-such-page"}]})
