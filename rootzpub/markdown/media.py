"""Rules of images, players and frames: each becomes an image or a link to what a visitor could open.

Invariants: nothing that only counts visits is carried; a placeholder is replaced by what it stands for; what is written
does not depend on the rendering (instance counters, cache busters).
"""

import re
from typing import Final

from rootzpub.markdown.embeds import is_tracker, public_page, script_page
from rootzpub.markdown.escape import label, label_of, one_line, title
from rootzpub.markdown.hidden import is_one_pixel
from rootzpub.markdown.links import end_link
from rootzpub.markdown.tokens import Atom
from rootzpub.markdown.urls import canonical, destination, file_name
from rootzpub.markdown.walker import Attributes, Frame, Mode, Rule, Walker

_LAZY_SOURCES: Final = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-orig-file",
    "data-large-file",
    "data-full-url",
)
_LAZY_SETS: Final = ("srcset", "data-srcset", "data-lazy-srcset")
_SCHEME_AND_WWW: Final = re.compile(r"^(?:https?:)?//(?:www\.)?")
_VIDEO: Final = re.compile(r"[\w-]{6,}")
_SIZE: Final = re.compile(r"\A(\d++(?:\.\d*+)?|\.\d++)[wx],?")
"""The descriptor of a candidate: its width or its density (HTML 4.8.4.2.1)."""
_TAG: Final = re.compile(r"<[^<>]*+>?")
_PLAYER_COUNTER: Final = re.compile(r"\?_=\d+$")
_TEX_ADDRESS: Final = re.compile(r"/latex\.php\?|/cgi-bin/mathtex\.cgi\?|latex\.codecogs\.com/")
_FACADE_NAMES: Final = ("playlabel", "data-title", "data-alt", "title")
_TEX_CLASSES: Final = frozenset(
    {"latex", "quicklatex-auto-format", "ql-img-inline-formula", "ql-img-displayed-equation"}
)
_LONGEST_PLACEHOLDER: Final = 32
"""Characters: names that only begin like a placeholder's are longer ("transport-in-the-alps-…")."""

_PLACEHOLDER: Final = re.compile(
    r"\A(?:blank|lazy|spacer|1x1|trans|transparent|(?:[\w-]*[-_])?placeholder|lazy[-_]\w|loading|loader)[\w.-]*\.(?:gif|png|svg)"
)


def _source(attributes: Attributes) -> str:
    """The picture's real address: lazy loading keeps it beside a placeholder."""
    source = attributes.get("src", "").strip()
    if source and not _is_placeholder(source):
        return source
    for name in _LAZY_SOURCES:
        lazy = attributes.get(name, "").strip()
        if lazy and not lazy.startswith("data:"):
            return lazy
    for name in _LAZY_SETS:
        best = _largest(attributes.get(name, ""))
        if best:
            return best
    return source


def _is_placeholder(source: str) -> bool:
    if source.startswith(("data:", "about:")):
        return True
    name = source.rpartition("/")[2]
    return len(name) < _LONGEST_PLACEHOLDER and _PLACEHOLDER.match(name) is not None


def _largest(candidates: str) -> str:
    """The widest (or densest) candidate of a `srcset`."""
    best, most = "", -1.0
    address, number = "", 1.0
    for word in [*candidates.split(), ","]:
        size = _SIZE.fullmatch(word)
        if size is not None and address:
            number = float(size.group(1))
        elif word.strip(","):
            address, number = word.strip(","), 1.0
        if word[-1] == "," and address:
            if number > most and not address.startswith("data:"):
                best, most = address, number
            address = ""
    return best


def open_image(walker: Walker, attributes: Attributes) -> None:
    """`<img>`."""
    source = _source(attributes)
    alternative = attributes.get("alt", "")
    if alternative:
        alternative = one_line(alternative)
    if _is_tracking_pixel(attributes, source):
        walker.ledger.add("tracking-pixel", source)
    elif source.startswith("data:") or not source:
        _open_data_image(walker, source, alternative)
    elif alternative and "tex" in source + attributes.get("class", "") and _is_tex(attributes, source):
        walker.push(_formula(alternative))
    else:
        _push_image(walker, source, alternative, attributes.get("title", ""))


def _is_tex(attributes: Attributes, source: str) -> bool:
    """Whether the picture shows a formula whose TeX is its alternative text."""
    return not _TEX_CLASSES.isdisjoint(attributes.get("class", "").split()) or _TEX_ADDRESS.search(source) is not None


def _formula(tex: str) -> Atom:
    """The formula of a picture; some plugins keep its delimiters."""
    for start, end, sign in (("\\[", "\\]", "$$"), ("\\(", "\\)", "$")):
        if tex.startswith(start) and tex.endswith(end):
            tex = tex[2:-2].strip()
            return Atom(f"{sign}{tex}{sign}", tex)
    return Atom(f"${tex.strip('$')}$", tex)


def _open_data_image(walker: Walker, source: str, alternative: str) -> None:
    if not source and not alternative:
        return
    walker.ledger.add("data-image", f"{alternative} {source[:60]}".strip())
    if alternative:
        walker.media.placeholder = Atom(label(alternative), alternative)
        walker.push(walker.media.placeholder)


def _push_image(walker: Walker, source: str, alternative: str, name: str) -> None:
    address = canonical(source, walker.document.base_url)
    if not address:
        walker.ledger.add("unsafe-link", source)
        return
    walker.media.shown.add(address)
    name = title(name) if name and one_line(name) != alternative else ""
    walker.push(Atom(f"![{label_of(alternative)}]({destination(address)}{name})", alternative))


def _is_tracking_pixel(attributes: Attributes, source: str) -> bool:
    """A tracker's image, or one of a single pixel; WordPress gives that size to drawings (SVG), which have none."""
    is_drawing = source.partition("?")[0].lower().endswith(".svg")
    return is_tracker(source) or (is_one_pixel(attributes) and not is_drawing)


def open_noscript_image(walker: Walker, attributes: Attributes) -> None:
    """`<img>` inside `<noscript>`: the picture of a lazy placeholder beside it, shown once."""
    source = _source(attributes)
    if walker.media.placeholder in walker.inline.tokens:
        walker.inline.tokens.remove(walker.media.placeholder)
        walker.media.placeholder = None
        walker.ledger.forget("data-image")
    if canonical(source, walker.document.base_url) not in walker.media.shown:
        open_image(walker, attributes)


def open_noscript_frame(walker: Walker, attributes: Attributes) -> None:
    """`<iframe>` inside `<noscript>`: the player that a stand-in beside it becomes, shown once."""
    address = canonical(_source(attributes), walker.document.base_url)
    if canonical(public_page(address)[1], walker.document.base_url) in walker.media.shown:
        walker.skip(lambda _: None)
    else:
        open_frame(walker, attributes)


def open_frame(walker: Walker, attributes: Attributes) -> None:
    """`<iframe>`, `<embed>`: a link to the page people visit, and the player's own address if that is another.

    A page written into the frame (`srcdoc`) is shown in place of its address; its words are a loss.
    """
    source = _source(attributes)
    inside = " ".join(_TAG.sub(" ", attributes.get("srcdoc", "")).split())
    if inside:
        walker.ledger.add("interactive", inside)
        if not source:
            walker.skip(_ignore)
            return
    if is_one_pixel(attributes) or is_tracker(source):
        walker.ledger.add("tracking-pixel", source)
        walker.skip(lambda _: None)
        return
    address = canonical(source, walker.document.base_url)
    if address and address[0] != "#":
        _push_frame(walker, address, one_line(attributes.get("title", "") or attributes.get("aria-label", "")))
    elif source and not source.startswith("about:"):
        walker.ledger.add("unsafe-link", source)
    walker.skip(lambda _: None)


def _ignore(text: str) -> None:
    del text


def open_script(walker: Walker, source: str) -> None:
    """A script with an address: a link to what it embeds, where that has a page of its own."""
    address = canonical(source, walker.document.base_url)
    provider, page = script_page(address)
    if provider:
        walker.media.shown.add(page)
        _push_media(walker, Atom(f"[{label(provider)}]({destination(page)})", provider))
    walker.document.script = (len(walker.blocks), len(walker.inline.tokens))


def push_link(walker: Walker, href: str, text: str) -> None:
    """A link in place of a script that would show what it leads to, shown once."""
    address = canonical(href, walker.document.base_url)
    name = one_line(text)
    if not name or address[:4] != "http":
        walker.ledger.add("note", name or href)
    elif address not in walker.media.shown:
        walker.media.shown.add(address)
        _push_media(walker, Atom(f"[{label(name)}]({destination(address)})", name))


def _push_frame(walker: Walker, address: str, name: str) -> None:
    provider, page = public_page(address)
    page = canonical(page, walker.document.base_url)
    walker.media.shown.add(page)
    name = name or provider or _shown(page)
    markdown = f"[{label(name)}]({destination(page)})"
    if page != address:
        markdown += f" ([embed]({destination(address)}))"
    _push_media(walker, Atom(markdown, name))


def _shown(address: str) -> str:
    return _SCHEME_AND_WWW.sub("", address)


def _push_media(walker: Walker, atom: Atom) -> None:
    """Media beside text keep a blank from it, and end a link around them: they are links themselves."""
    inline = walker.inline
    if inline.link is not None:
        end_link(walker, inline.link)
    if inline.tokens:
        inline.tokens.append(" ")
    walker.push(atom)
    inline.tokens.append(" ")


class _Player(Frame):
    """`<audio>`, `<video>`: a link to each of its addresses; the fallback text for old browsers goes."""

    __slots__ = ("at", "kind", "mode", "name", "seen")

    def __init__(self, kind: str, name: str, at: int, mode: Mode) -> None:
        self.kind = kind
        self.name = name
        self.at = at
        self.mode = mode
        self.seen: set[str] = set()
        """Addresses that are written."""

    def close(self, walker: Walker) -> None:
        """The end tag: the links stay, and the blanks around them; words go."""
        tokens = walker.inline.tokens
        tokens[self.at :] = [token for token in tokens[self.at :] if not isinstance(token, str) or not token.strip(" ")]
        walker.mode = self.mode


def player_rule(kind: str, inside: Mode) -> Rule:
    """`<audio>` or `<video>`; `kind` is the word before the link's name."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        name = one_line(attributes.get("title", "") or attributes.get("aria-label", ""))
        player = _Player(kind, name, len(walker.inline.tokens), walker.mode)
        walker.frames.append(player)
        walker.mode = inside
        _add_file(walker, player, attributes)

    return Rule(kind.lower(), begin, Walker.close_frame)


def _add_file(walker: Walker, player: _Player, attributes: Attributes) -> None:
    """One address of the player's content as a link."""
    source = attributes.get("src", "") or attributes.get("data-src", "")
    address = canonical(source, walker.document.base_url) if source else ""
    if not address:
        return
    if _PLAYER_COUNTER.search(address):  # WordPress counts players over all it renders: count those of this entry
        walker.media.players += len(player.seen) == 0
        address = _PLAYER_COUNTER.sub(f"?_={walker.media.players}", address)
    if address in player.seen:
        return
    player.seen.add(address)
    name = player.name or file_name(address)
    _push_media(walker, Atom(f"[{player.kind}: {label(name)}]({destination(address)})", f"{player.kind}: {name}"))


def open_source(walker: Walker, attributes: Attributes) -> None:
    """`<source>` of a player."""
    player = walker.frames[-1] if walker.frames else None
    if isinstance(player, _Player):
        _add_file(walker, player, attributes)


def open_track(walker: Walker, attributes: Attributes) -> None:
    """`<track>`."""
    walker.ledger.add("track", attributes.get("label", "") or attributes.get("src", ""))


def open_object(walker: Walker, attributes: Attributes) -> None:
    """`<object>`: a document shown in the page."""
    source = attributes.get("data", "") or attributes.get("src", "")
    if source:
        open_frame(walker, {**attributes, "src": source})
        return
    walker.skip(lambda text: walker.ledger.add("interactive", text))


def open_facade(walker: Walker, attributes: Attributes) -> None:
    """A video's stand-in that becomes a player on a click."""
    source = attributes.get("data-src") or attributes.get("data-url") or ""
    video = attributes.get("videoid") or attributes.get("data-id") or attributes.get("data-video-id") or ""
    if not source and _VIDEO.fullmatch(video):
        source = f"https://www.youtube.com/embed/{video}"
    if source:
        name = next((attributes[name] for name in _FACADE_NAMES if attributes.get(name)), "")
        open_frame(walker, {"src": source, "title": name})
        walker.skip(lambda text: walker.ledger.add("interface-text", text) if text.strip() else None)
    else:
        walker.flush()


IMAGE_RULE: Final[Rule] = Rule("image", open_image)
NOSCRIPT_IMAGE_RULE: Final[Rule] = Rule("noscript-image", open_noscript_image)
NOSCRIPT_FRAME_RULE: Final[Rule] = Rule("noscript-frame", open_noscript_frame)
FRAME_RULE: Final[Rule] = Rule("frame", open_frame)
SOURCE_RULE: Final[Rule] = Rule("media-source", open_source)
TRACK_RULE: Final[Rule] = Rule("media-track", open_track)
OBJECT_RULE: Final[Rule] = Rule("object", open_object)
FACADE_RULE: Final[Rule] = Rule("video-facade", open_facade)
