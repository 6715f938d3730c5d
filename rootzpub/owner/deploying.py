"""What puts rootzpub on the web: lines for nginx, Apache and Caddy, a unit for systemd, a small plugin for WordPress.

Invariants: the addresses derive from the table of endpoints (decision 0014) and are anchored at both ends, so that
`/.well-known/ai-plugin.json` and `/llms.txt-x` stay WordPress's; nothing is written, only given as text.
"""

import os
import pwd
import re
import sys
from contextlib import closing
from pathlib import Path
from typing import Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rootzpub import assembly
from rootzpub.config import Config
from rootzpub.errors import NotReady, UsageError
from rootzpub.publisher import ENDPOINT_TABLE, EndpointTable
from rootzpub.wire import names

Target = Literal["nginx", "apache", "caddy", "systemd", "mu-plugin"]
TARGETS: Final[tuple[Target, ...]] = ("nginx", "apache", "caddy", "systemd", "mu-plugin")
PEOPLE: Final = ("verify", "verify.js", "verify-page.js", "delegate", "delegate.js", "rootzpub.css")
"""Pages for people and what they load; free on most WordPress sites."""
_FILES: Final = ("sql:", "wxr:", "rest:")
_PLACEHOLDER: Final = re.compile(r"\\\{[a-z_]+(:path)?\\\}")
_AS_IT_IS: Final = re.compile(r"\\([/:_ -])")
_HOMES: Final = ("/home/", "/root/")


def lines_for(target: Target, config: Config, *, templates: Path, home: str) -> str:
    """The lines for one program, with this site's addresses and paths; `home` is the origin that is signed."""
    folder = config.directory.resolve()
    values = {
        "origin": home,
        "bind": config.serve.bind,
        "proxy": "127.0.0.1",
        "beside": beside(config),
        "pattern": pattern(),
        "links": links(),
        "tags": tags(),
        "folder": folder,
        "data": config.data_dir.resolve(),
        "program": program(),
        "user": pwd.getpwuid(os.getuid()).pw_name,
        "home": "read-only" if str(folder).startswith(_HOMES) or program().startswith(_HOMES) else "true",
    }
    loader = FileSystemLoader(templates)
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)  # noqa: S701 - no HTML
    return environment.get_template(f"deploy/{target}").render(values)


def home_of(config: Config) -> str:
    """The origin that is signed: as set, else the site's own; a placeholder before anything was read."""
    if config.site.base_url:
        return config.site.base_url
    try:
        with closing(assembly.open_store(config)) as store, store.site() as site:
            return site.facts.url
    except NotReady:
        return "https://example.com"


def beside(config: Config) -> Literal["wordpress", "alone"]:
    """Whether WordPress answers people at the same origin: as set, else whether a living site is read."""
    if config.serve.beside != "auto":
        return config.serve.beside
    return "alone" if config.source.url.startswith(_FILES) else "wordpress"


def pattern(table: EndpointTable = ENDPOINT_TABLE) -> str:
    """One regular expression, anchored, of every path that rootzpub answers, in the dialects of PCRE and RE2."""
    paths = dict.fromkeys(
        path + page
        for row in table.rows
        if row.place.path != "/"
        for path in row.place.paths
        for page in (("", "/page/[0-9]+") if row.place.paged else ("",))
    )
    alternatives = [_expression(path) for path in paths] + [_expression(name) for name in PEOPLE]
    # Errors below our own folders are ours too: an address that is gone is answered in our words, not by a theme.
    below = [f"{_expression(prefix)}/.*" for prefix in (names.WELL_KNOWN, names.REST_PREFIX)]
    return f"^/(index\\.php/)?({'|'.join(_minimal([*alternatives, *below]))})/?$"


def links() -> tuple[str, ...]:
    """Values of the header `Link` on pages that WordPress prints."""
    return (
        f'<{names.WELL_KNOWN}>; rel="ai-discovery"; type="application/json"',
        f'<{names.LLMS_PATH}>; rel="llms-txt"; type="text/plain"',
    )


def tags() -> str:
    """The same as elements of a page's head."""
    return (
        f'<link rel="ai-discovery" type="application/json" href="{names.WELL_KNOWN}">'
        f'<link rel="llms-txt" type="text/plain" href="{names.LLMS_PATH}">'
    )


def program() -> str:
    """The command that runs now, as a service must name it."""
    beside_python = Path(sys.executable).parent / "rootzpub"
    return str(beside_python) if beside_python.exists() else f"{sys.executable} -m rootzpub"


def checked_target(name: str) -> Target:
    """A target by its name. Raises UsageError that names those there are."""
    for target in TARGETS:
        if name == target:
            return target
    raise UsageError(f"expected one of {', '.join(TARGETS)}, got {name[:40]!r}", hint="`rootzpub deploy nginx`")


def _expression(path: str) -> str:
    """A path's pattern as a regular expression; `/page/[0-9]+` at its end stays one."""
    stem, page, rest = path.partition("/page/[0-9]+")
    escaped = _AS_IT_IS.sub(r"\1", re.escape(stem.strip("/")))
    return _PLACEHOLDER.sub(lambda found: ".+" if found[1] else "[^/]+", escaped) + page + rest


def _minimal(alternatives: list[str]) -> list[str]:
    """Without those that a `folder/.*` covers."""
    open_ended = [text.removesuffix(".*") for text in alternatives if text.endswith("/.*")]
    return [
        text for text in alternatives if text.endswith("/.*") or not any(text.startswith(stem) for stem in open_ended)
    ]
