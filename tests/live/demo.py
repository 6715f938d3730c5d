"""The demo site of `fixtures/demo/content` as data, and its way into a real WordPress.

Invariants: the content folder is the only truth; every identifier and every date stands there, nothing depends on the
clock.
"""

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .phpsite import PhpSite
    from .wordpress import WordPress

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
KINDS = ("posts", "pages", "events", "hidden")
FENCE = "+++\n"
COLLECTIONS = ("posts", "pages", "media", "event", "categories", "tags", "event_kind", "users", "comments")
INDEX_FIELDS = (
    "name,description,url,home,gmt_offset,timezone_string,namespaces,authentication,"
    "site_logo,site_icon,site_icon_url,_links"
)


def read_entry(path: Path) -> dict[str, Any]:
    """One authored file: its TOML head with the body as `content` (as WordPress stores it)."""
    _, head, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    return {**tomllib.loads(head), "content": body.strip("\n")}


def read_demo() -> dict[str, Any]:
    """The whole authored site: what `site.toml` says, and all entries in the order of their numbers."""
    content = DEMO / "content"
    site = tomllib.loads((content / "site.toml").read_text(encoding="utf-8"))
    entries = [read_entry(path) for kind in KINDS for path in (content / kind).glob("*.html")]
    return {**site, "entries": sorted(entries, key=lambda entry: int(entry["id"]))}


def install_demo_plugins(wordpress: "PhpSite") -> None:
    """Give a site the small plugins that the demo site needs (its own types, SEO facts, newer blocks)."""
    for plugin in sorted((DEMO / "plugins").glob("*.php")):
        target = wordpress.path / "wp-content" / "mu-plugins" / plugin.name
        target.write_bytes(plugin.read_bytes())


def import_demo(wordpress: "PhpSite", *, home: str | None = None) -> None:
    """Install the demo site into a WordPress without tables and load its authored content.

    `home` replaces the site's own address; addresses inside the content stay as they were authored.
    """
    demo = read_demo()
    site = demo["site"]
    install_demo_plugins(wordpress)
    wordpress.install(
        home=home or site["home"],
        title=site["title"],
        description=site["description"],
        permalinks=site["permalinks"],
        sample_content=False,
    )
    wordpress.php_file(DEMO / "import.php", {**demo, "media_folder": str(DEMO / "media")})


def load_demo_dump(wordpress: "WordPress") -> None:
    """The same site from its committed dump: several times faster, with the media files in their places."""
    install_demo_plugins(wordpress)
    wordpress.load_dump(DEMO / "dump.sql")
    for item in read_demo()["media"]:
        folder = wordpress.path / "wp-content" / "uploads" / str(item["date"])[:7].replace("-", "/")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / item["file"]).write_bytes((DEMO / "media" / item["file"]).read_bytes())


def rest_forms(site: "PhpSite") -> dict[str, str]:
    """File name -> text: exactly what an anonymous visitor gets, the pages of a collection joined."""
    answers: dict[str, Any] = {name: site.rest_all(f"/wp/v2/{name}") for name in COLLECTIONS}
    answers |= {name: site.rest(f"/wp/v2/{name}") for name in ("types", "taxonomies", "statuses")}
    answers["index"] = {**site.rest("/", _fields=INDEX_FIELDS), "gmt_offset": 1}  # 2 in summer
    return {f"{name}.json": as_json(answer) for name, answer in answers.items()}


def as_json(value: Any) -> str:
    """JSON as the demo's files hold it: readable, one value per line, every script as itself."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
