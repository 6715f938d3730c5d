"""What a static host must know: types and headers for files without an extension, and where folders' documents lie.

`_headers` and `_redirects` are read by Netlify and Cloudflare Pages; `_nginx.conf` is included in a `server` block.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rootzpub.publisher.layout import INDEX, Layout
from rootzpub.seal import Headers

# The first two names are the hosts' own; nginx reads nothing by itself.
HEADERS, REDIRECTS, NGINX = "_headers", "_redirects", "_nginx.conf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """One path as a host must serve it."""

    path: str
    media_type: str
    max_age: int
    headers: Headers = ()
    """Header lines of its own."""
    paged: bool = False
    """Whether further pages lie behind it."""
    page: int = 0
    """Which further page it is; 0 for the first one, and for what only looks like one."""

    @property
    def lines(self) -> Headers:
        """Header lines, as [wire §6.7] has them."""
        return (
            ("Content-Type", self.media_type),
            ("Cache-Control", f"public, max-age={self.max_age}"),
            ("Access-Control-Allow-Origin", "*"),
            ("X-Content-Type-Options", "nosniff"),
            *self.headers,
        )


def hosting_files(hosted: Iterable[Hosted], layout: Layout, *, folder: Path) -> dict[str, bytes]:
    """Name and content of each file for hosts; `folder` is where the tree will stand."""
    rules = tuple(_rules(hosted))
    # 200 makes it a rewrite: a redirect would move the document to another address than the one that is signed.
    redirects = [f"{rule.path} {rule.path}/{INDEX} 200" for rule in rules if layout.is_folder(rule.path)]
    return {
        HEADERS: "\n".join(_headers(rules)).encode(),
        REDIRECTS: "".join(f"{line}\n" for line in redirects).encode(),
        NGINX: "\n".join(_nginx(rules, folder)).encode(),
    }


def _rules(hosted: Iterable[Hosted]) -> Iterator[Hosted]:
    """Paths without their further pages: `/x/page/2` goes with `/x`."""
    for one in hosted:
        # A pattern covers them: thousands of pages must not make thousands of rules.
        if not one.page:
            yield one


def _headers(rules: Iterable[Hosted]) -> Iterator[str]:
    for rule in rules:
        for path in (rule.path, f"{rule.path}/page/*") if rule.paged else (rule.path,):
            yield path
            yield from (f"  {name}: {value}" for name, value in rule.lines)
    yield ""


def _nginx(rules: Iterable[Hosted], folder: Path) -> Iterator[str]:
    yield "# Include this inside the server block of the site. Files were written by rootzpub build."
    for rule in rules:
        media, _, charset = rule.media_type.partition("; charset=")
        # Escaped, because nginx reads a regular expression: the dot of `/.well-known` would fit any sign.
        yield f"location ~ ^{_escaped(rule.path)}{'(/page/[0-9]+)?' if rule.paged else ''}$ {{"
        yield f"    root {_quoted(str(folder))};"
        yield f"    try_files $uri $uri/{INDEX} =404;"
        # An empty table, so that `default_type` holds for every file, whatever its extension is.
        yield "    types { }"
        yield f"    default_type {media};"
        yield f"    charset {charset or 'off'};"
        yield f"    charset_types {media};"
        yield "    gzip_static on;"
        # Without it nginx says no Vary, and a cache would hand gzip to whoever cannot read it.
        yield "    gzip_vary on;"
        # The type comes from default_type: add_header would send a second Content-Type.
        for name, value in rule.lines[1:]:
            yield f'    add_header {name} "{value}";'
        yield "}"
    yield ""


def _escaped(path: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "/_-" else f"\\{sign}" for sign in path)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
