"""What a static host must know: types and headers for files without an extension, and where folders' documents lie.

`_headers` and `_redirects` are read by Netlify and Cloudflare Pages; `_nginx.conf` is included in a `server` block;
Apache reads a `.htaccess` in its folder. There are two of these: beside WordPress, whose own one lies at the top,
`.well-known` is copied with the one that lies in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rootzpub.publisher.layout import INDEX, Layout
from rootzpub.seal import Headers

# The first two names are the hosts' own; nginx reads nothing by itself.
HEADERS, REDIRECTS, NGINX = "_headers", "_redirects", "_nginx.conf"
HTACCESS = ".htaccess"
WELL_KNOWN_FOLDER = "/.well-known"
_PAGES = "(?:/page/[0-9]+)?"


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
    around: tuple[str, str] | None = None
    """What stands before and behind the part in which the paths of its kind differ: one rule is for all of them."""

    @property
    def pattern(self) -> str:
        """A regular expression of its paths, further pages included."""
        # Escaped: the dot of `/.well-known` would fit any sign.
        if self.around:
            before, behind = self.around
            return f"{_escaped(before)}(?:.+/)?{_escaped(behind.removeprefix('/'))}"
        return _escaped(self.path) + (_PAGES if self.paged else "")

    @property
    def named(self) -> tuple[str, ...]:
        """Its paths as hosts name them that know `*` at the end."""
        if self.around:
            return (f"{self.around[0]}*",)
        return (self.path, f"{self.path}/page/*") if self.paged else (self.path,)

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
        HTACCESS: "\n".join(_apache(rules, layout, within="")).encode(),
        f"{WELL_KNOWN_FOLDER[1:]}/{HTACCESS}": "\n".join(_apache(rules, layout, within=WELL_KNOWN_FOLDER)).encode(),
    }


def _rules(hosted: Iterable[Hosted]) -> Iterator[Hosted]:
    """Paths without their further pages: `/x/page/2` goes with `/x`; of paths that differ in one part the first."""
    seen: set[tuple[str, str]] = set()
    for one in hosted:
        # A pattern covers them: thousands of pages must not make thousands of rules.
        if one.page or (one.around and one.around in seen):
            continue
        if one.around:
            seen.add(one.around)
        yield one


def _headers(rules: Iterable[Hosted]) -> Iterator[str]:
    for rule in rules:
        for path in rule.named:
            yield path
            yield from (f"  {name}: {value}" for name, value in rule.lines)
    yield ""


def _nginx(rules: Iterable[Hosted], folder: Path) -> Iterator[str]:
    yield "# Include this inside the server block of the site. Files were written by rootzpub build."
    for rule in rules:
        media, _, charset = rule.media_type.partition("; charset=")
        yield f"location ~ ^{rule.pattern}$ {{"
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


def _apache(rules: Iterable[Hosted], layout: Layout, *, within: str) -> Iterator[str]:
    """`.htaccess` of the folder `within`; the one at the top leaves `.well-known` to its own."""
    mine = [rule for rule in rules if rule.path.startswith(f"{WELL_KNOWN_FOLDER}/") == bool(within)]
    yield "# Written by rootzpub build. Needs AllowOverride FileInfo Indexes, mod_rewrite and mod_headers."
    # Else Apache redirects to the address with a slash before any rule counts.
    yield "DirectorySlash Off"
    yield "<IfModule mod_rewrite.c>"
    yield "    RewriteEngine On"
    # Rules of the folder above would not count any more: beside WordPress they are its own.
    yield from ("    RewriteOptions Inherit",) if within else ()
    for rule in mine:
        if layout.is_folder(rule.path) and not rule.around:
            name = rule.path.removeprefix(within).removeprefix("/")
            # Inside, without a redirect: another address than the one that is signed would be another document's.
            yield f"    RewriteRule ^{_escaped(name)}$ {name}/{INDEX} [L]"
    yield "</IfModule>"
    for lines, paths in _grouped(mine).items():
        yield f'<If "%{{REQUEST_URI}} =~ m#^(?:{"|".join(paths)})(?:/{_escaped(INDEX)})?$#">'
        yield f'    ForceType "{lines[0][1]}"'
        yield "    <IfModule mod_headers.c>"
        yield from (f'        Header set {name} "{value}"' for name, value in lines[1:])
        yield "    </IfModule>"
        yield "</If>"
    yield ""


def _grouped(rules: Iterable[Hosted]) -> dict[Headers, list[str]]:
    """Patterns by the header lines that they share."""
    found: dict[Headers, list[str]] = {}
    for rule in rules:
        found.setdefault(rule.lines, []).append(rule.pattern)
    return found


def _escaped(path: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "/_-" else f"\\{sign}" for sign in path)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
