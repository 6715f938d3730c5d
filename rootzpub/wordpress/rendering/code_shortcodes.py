"""Shortcodes of code: `[code]`, `[sourcecode]` and the names of languages, as SyntaxHighlighter brings them.

They run before every other step, so that no filter touches the code [visibility §9.4].
"""

import html
import re

from rootzpub.wordpress.rendering.page import Page
from rootzpub.wordpress.rendering.shortcode_grammar import Shortcode, find

_PLAIN = frozenset({"code", "sourcecode", "source", "plain", "text"})
_LANGUAGES = frozenset(
    {"actionscript3", "arduino", "as3", "bash", "c", "c-sharp", "cf", "clj", "clojure", "coldfusion", "cpp", "csharp"}
    | {"css", "delphi", "diff", "erl", "erlang", "fsharp", "go", "golang", "groovy", "haskell", "html", "java"}
    | {"javafx", "javascript", "jfx", "js", "json", "jscript", "kotlin", "matlab", "matlabkey", "obj-c", "objc"}
    | {"pas", "pascal", "patch", "perl", "php", "pl", "powershell", "ps", "py", "python", "r", "rails", "rb", "ror"}
    | {"ruby", "rust", "scala", "sh", "shell", "splus", "sql", "swift", "ts", "typescript", "vb", "vbnet", "xhtml"}
    | {"xml", "xslt", "yaml", "yml"}
)
_NAMES = _PLAIN | _LANGUAGES
_MAY_BE = re.compile(r"\[/(?:" + "|".join(sorted(map(re.escape, _NAMES))) + r")\]")
_LANGUAGE = re.compile(r"[A-Za-z0-9#+.-]{1,30}\Z")


def code_shortcodes(text: str, page: Page) -> str:
    """The text with every shortcode of code kept as a block of code."""
    if not _MAY_BE.search(text):
        return text
    parts: list[str] = []
    at = 0
    for found in find(text, _NAMES):
        # What reaches over blocks is no code of theirs; without an end there is none at all.
        if found.content is None or found.escaped or "<!-- wp:" in found.content or "<!-- /wp:" in found.content:
            continue
        parts += text[at : found.start], found.before, page.keep(_block(found)), found.after
        at = found.end
    parts.append(text[at:])
    return "".join(parts)


def _block(found: Shortcode) -> str:
    given = found.attributes.get("language") or found.attributes.get("lang") or found.attributes.get("type", "")
    language = given or (found.name if found.name in _LANGUAGES else "")
    named = f' class="language-{language.lower()}"' if _LANGUAGE.match(language) else ""
    return f"<pre><code{named}>{_code(found.content or '')}</code></pre>"


def _code(written: str) -> str:
    """Code as HTML. Stored with entities it holds no bracket of a tag; else it is as it was typed."""
    lines = written.strip("\r\n")
    return lines if "<" not in lines and ">" not in lines else html.escape(lines, quote=False)
