"""Blocks that a visitor does not get: hidden by WordPress, by a plugin's settings on the block, or by what they are.

What is read, and what each writes, is in [visibility §9]. In doubt a block is closed: nothing of it or of its inside is
shown, and a loss without any of its words says so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rootzpub.wordpress.rendering.access_words import speaks_of_access
from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene, children
from rootzpub.wordpress.rendering.grammar import Block, has_blocks, openers, parse

PAYWALL = "jetpack/paywall"
"""Nothing behind it is for visitors."""
OPEN_NAMES = frozenset(
    {
        "premium-content/container",
        "premium-content/logged-out-view",
        "premium-content/buttons",
        "premium-content/login-button",
    }
    | {"jetpack/paywall", "woocommerce/customer-account"}
)
"""Blocks whose name only sounds like access: visitors get them."""
OPEN_NAMESPACES = frozenset({"core", "premium"})
"""WordPress's own blocks, and those of Premium Blocks, which names all of its blocks so."""
_CLOSED_NAMES = frozenset(
    {"learndash/ld-student", "learndash/ld-group", "learndash/ld-course-complete", "learndash/ld-course-inprogress"}
    | {"learndash/ld-course-notstarted"}
)
"""Blocks that guard what is in them, and whose name does not say so."""
_PEOPLE = ("team-member", "team-members", "teammember", "members-grid", "member-card")
"""Last parts of names of blocks that present people."""

_SCREENS = ("mobile", "tablet", "desktop")
_OFF_SWITCH = re.compile(r"hide|hidden|^vs", re.IGNORECASE)
_SCREEN = re.compile(r"des|tab|mob", re.IGNORECASE)
"""Switches of Kadence, Spectra, GenerateBlocks, Stackable and others: one for each screen."""
_OFF = frozenset({"hidden", "isHidden", "hideBlock"})
"""Switches by which a block is not printed at all."""
_DECIDING = re.compile(r"condition|visibility|visible", re.IGNORECASE)
"""Attributes in which plugins say for whom a block is."""
_VISITORS = frozenset({"loggedout", "loggedoutusers", "visitor", "visitors", "guest", "guests", "anonymous"})
_NOT = frozenset({"private", "hidden", "hide", "hideblock"})
_NOBODY_LEFT_OUT = frozenset(
    {"", "0", "false", "no", "off", "none", "all", "any", "everyone", "everybody", "public", "default", "visible"}
    | {"loggedout", "notloggedin", "guest", "guests", "visitor", "visitors", "disabled", "show"}
)
"""Values, in lower case without signs, of a setting of access that leaves the block to visitors."""
_CONDITIONS = frozenset(
    {"otterConditions", "kadenceConditional", "displayCondition", "displayConditions", "visibilityConditions"}
    | {"conditionalDisplay", "dynamicVisibility", "blockVisibilityConditions", "userRole", "userRoles", "user_roles"}
    | {"roles", "allowedRoles", "visibleRoles", "visibilityRoles", "showToRoles"}
)
"""Attributes in which plugins keep conditions of any kind, or roles."""
_FOR_OTHERS = frozenset(
    {"loggedin", "loggedinusers", "loggedinuser", "loggedinonly", "members", "membersonly", "memberonly", "enrolled"}
    | {"subscribers", "paidsubscribers", "subscribersonly", "authenticated"}
)
"""Values that name those who are let in, whatever the attribute is called."""
_WORDS = frozenset({"content", "text", "title", "label", "caption", "className", "anchor", "url", "alt", "placeholder"})
"""Attributes that hold words of the page."""
_SETTINGS_DEPTH = 6
_LONGEST_VALUE = 40


def hidden_by(block: Block) -> str:
    """The kind of loss when a visitor gets nothing of a block, or an empty string."""
    given = block.attributes
    metadata = given.get("metadata")
    if isinstance(metadata, dict) and _hidden_by_wordpress(metadata.get("blockVisibility")):
        return "hidden-block"
    if _hidden_by_block_visibility(given.get("blockVisibility")) or _hidden_on_screens(given.get("editorskit")):
        return "hidden-block"
    if _switched_off(given):
        return "hidden-block"
    people = block.name.endswith(_PEOPLE)
    if any(_closes(name, value) for name, value in given.items() if not (people and name.startswith("member"))):
        return "restricted"
    # An editor without the plugin keeps the block's name here, and its markup.
    original = given.get("originalName") if block.name == "core/missing" else ""
    closed = _is_closed_by_name(block.name) or (isinstance(original, str) and _is_closed_by_name(original))
    return "restricted" if closed else ""


def logged_out_view(block: Block, scene: Scene) -> Sequence[Piece]:
    """Of paid content only what is shown to those who have not logged in."""
    scene.page.log.add("restricted", block.name)
    shown = Block(
        name=block.name, inner=[each for each in block.inner if each.name == "premium-content/logged-out-view"]
    )
    return list(children(shown, scene))


def before_closed(markup: str) -> str:
    """Markup up to a closed block in it: that of a block which is never closed holds others as text."""
    if not has_blocks(markup):
        return markup
    closed = (start for start, block in openers(markup) if block.name == PAYWALL or hidden_by(block))
    return markup[: next(closed, len(markup))]


def open_markup(text: str) -> str:
    """The stored markup of a post's blocks without those that are closed, and without what is behind a paywall."""
    if not has_blocks(text):
        return text
    parts: list[str] = []
    stack: list[Block | str] = list(reversed(parse(text).blocks))
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            parts.append(before_closed(piece))
        elif piece.name == PAYWALL:
            break
        elif not hidden_by(piece) and piece.name != "premium-content/container":
            inner = iter(piece.inner)
            markup = (part if part is not None else next(inner, "") for part in piece.content)
            stack.extend(reversed(list(markup)))
    return "".join(parts)


def _is_closed_by_name(name: str) -> bool:
    namespace, _, own = name.partition("/")
    if name in _CLOSED_NAMES:
        return True
    if not own or name in OPEN_NAMES or namespace in OPEN_NAMESPACES or own.endswith(_PEOPLE):
        return False
    return speaks_of_access(namespace) or speaks_of_access(own)


def _hidden_by_wordpress(value: object) -> bool:
    """Exactly `false`, as since 6.9, or `{"viewport": {…}}` with every screen off."""
    if isinstance(value, dict):
        screens = value.get("viewport")
        return isinstance(screens, dict) and all(screens.get(name) is False for name in _SCREENS)
    return value is False


def _hidden_by_block_visibility(value: object) -> bool:
    """The plugin Block Visibility: one switch, or sets of controls of which one has to let visitors pass."""
    if not isinstance(value, dict):
        return False
    if value.get("hideBlock") is True:
        return True
    sets = value.get("controlSets")
    asked = [each for each in sets if isinstance(each, dict)] if isinstance(sets, list) else []
    active = [each for each in asked if each.get("enable") is not False and each.get("controls")]
    if active and len(active) == len([each for each in asked if each.get("enable") is not False]):
        return not any(_lets_visitors_pass(each["controls"]) for each in active)
    older = {name: given for name, given in value.items() if name not in {"hideBlock", "controlSets", "layout"}}
    return not active and not _lets_visitors_pass(older)


def _lets_visitors_pass(controls: object) -> bool:
    if not isinstance(controls, dict):
        return False
    return all(_control_passes(name, control) for name, control in controls.items())


def _control_passes(name: str, control: object) -> bool:
    """Whether one control surely leaves the block to a visitor: roles by their setting, screens unless all are off."""
    if not control:
        return True
    if name in {"screenSize", "hideOnScreenSize"}:
        sizes = control.get("hideOnScreenSize", control) if isinstance(control, dict) else control
        off = [value is True for value in sizes.values()] if isinstance(sizes, dict) else []
        return len(off) < len(_SCREENS) or not all(off)
    if name == "userRole" and isinstance(control, dict):
        return _leaves_to_visitors(control.get("visibilityByRole", "all"))
    return name == "visibilityByRole" and _leaves_to_visitors(control)


def _hidden_on_screens(value: object) -> bool:
    """EditorsKit keeps who and which screens in one object, all `true` where nothing is hidden."""
    if not isinstance(value, dict):
        return False
    return value.get("loggedout") is False or all(value.get(name) is False for name in _SCREENS)


def _closes(name: str, value: object) -> bool:
    """Whether an attribute of a plugin decides about access, and not surely for visitors."""
    if name == "contentControls":
        return isinstance(value, dict) and value.get("enabled") is not False and _user_rule_closes(value)
    if name in {"metadata", "blockVisibility", "editorskit"} or name in _WORDS:
        return False
    if name.startswith("UAG"):
        return _spectra_closes(name, value)
    if speaks_of_access(name) or name in _CONDITIONS or "condition" in name.lower():
        return not all(map(_leaves_to_visitors, _leaves(value)))
    if _DECIDING.search(name) and _shuts_visitors_out(value):
        return True
    return isinstance(value, str) and _bare(value) in _FOR_OTHERS


def _switched_off(given: Mapping[str, Any]) -> bool:
    """Whether one switch, or one for each screen, is on by which a block is not shown."""
    if any(given.get(name) is True for name in _OFF):
        return True
    screens = {_screen_of(name) for name, value in given.items() if value is True}
    return len(screens - {""}) == len(_SCREENS)


def _screen_of(switch: str) -> str:
    """The screen for which a switch of this name hides a block, in three letters; empty for another switch."""
    # Two searches, one behind the other: one pattern with both would read a name of hides again from each.
    off = _OFF_SWITCH.search(switch)
    screen = _SCREEN.search(switch, off.end()) if off else None
    return screen[0].lower() if screen else ""


def _shuts_visitors_out(value: object) -> bool:
    """Whether a setting of visibility names whom it is for, and not visitors; or that it is for nobody."""
    if isinstance(value, str):
        return _bare(value) in _NOT
    for name, given in _named_leaves({"": value}):
        if _bare(name) in _VISITORS:
            if given is False or (isinstance(given, str) and _bare(given) in _NOT):
                return True
        elif name and speaks_of_access(name) and not _leaves_to_visitors(given):
            return True
    return False


def _user_rule_closes(value: Mapping[str, Any]) -> bool:
    """Content Control: `userStatus`, at whatever depth; a rule of users without one is not understood."""
    found = [given for name, given in _named_leaves(value) if name == "userStatus"]
    if found:
        return not all(map(_leaves_to_visitors, found))
    rules = value.get("rules")
    return isinstance(rules, dict) and bool(rules.get("user"))


def _spectra_closes(name: str, value: object) -> bool:
    """Spectra: `UAGLoggedOut` hides from visitors; a role is asked of those logged in."""
    return (name == "UAGLoggedOut" and value is True) or (
        name == "UAGUserRole" and not all(map(_leaves_to_visitors, _leaves(value)))
    )


def _leaves_to_visitors(value: object) -> bool:
    return _bare(value) in _NOBODY_LEFT_OUT if isinstance(value, str) else not value


def _bare(value: str) -> str:
    return "".join(ch for ch in value.lower() if ch.isalnum()) if len(value) <= _LONGEST_VALUE else value


def _leaves(value: object) -> Iterator[object]:
    return (leaf for _, leaf in _named_leaves({"": value}))


def _named_leaves(value: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The values at the ends of nested settings with their names; what nests deeper than settings do is one value."""
    stack: list[tuple[str, object, int]] = [(name, each, 0) for name, each in value.items()]
    while stack:
        name, each, depth = stack.pop()
        if depth < _SETTINGS_DEPTH and isinstance(each, dict):
            stack += [(inner, given, depth + 1) for inner, given in each.items()]
        elif depth < _SETTINGS_DEPTH and isinstance(each, list):
            stack += [(name, given, depth + 1) for given in each]
        else:
            yield name, each
