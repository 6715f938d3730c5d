"""Shortcodes that decide who reads what they enclose: those that guard, and those that are for visitors.

The names are facts about plugins, gathered in November 2026 [visibility §9.3]. Names that speak of access guard without
a row (`access_words`); a row is for those that do not.
"""

import re
from collections.abc import Mapping

from rootzpub.wordpress.rendering.access_words import speaks_of_access

GUARDS = frozenset(
    {"content_control", "groups_can", "access", "role", "roles", "capability", "user_role", "visibility", "hide"}
    | {"student", "course_complete", "course_notstarted", "course_inprogress", "ld_group", "drip", "hidden", "secret"}
    | {"passster", "sociallocker", "email_locker", "signinlocker", "content_timer", "visitor_country", "only_for"}
)
"""Names of guards that do not say so."""
VISITORS = frozenset(
    {"members_not_logged_in", "members_logged_out", "um_loggedout", "not_logged_in", "wpmem_logged_out", "visitor"}
    | {"wcm_nonmember", "loggedout", "logged_out", "user_logged_out", "user_not_logged_in", "guest", "guests"}
    | {"su_guests", "is_not_logged_in", "notloggedin", "not-logged-in", "logged-out", "if_not_logged_in"}
)
"""What these enclose is shown to whoever has not logged in."""
VISITORS_BY_ARGUMENT: Mapping[str, tuple[str, str]] = {
    "membership": ("level", "0"),
    "pms-restrict": ("display_to", "not_logged_in"),
    "mepr-show": ("if", "loggedout"),
}
"""Guards that are for visitors with one argument: its name and value."""

_STRONG = re.compile(
    r"restrict|required|protect|privat|paywall|logged[_-]?in|only|s2if|membership|members?[_-]|[_-]members?\Z|mepr-(?:active|show)"
)
_DISPLAYS = re.compile(
    r"form|log[_-]?in\Z|register|registration|sign[_-]?up|account|profile|list|directory|link|url|button|count|number"
    r"|name|pric|level|plan|checkout|dashboard|log[_-]?out|menu|avatar|message|lost|reset|recover|edit|search|widget"
    r"|redirect|grid|map|table|field|info|status|expir|display|show_user|card|photo|email|levels|days|date|get"
)


def guards(name: str) -> bool:
    """Whether a shortcode with this name (in lower case) decides who may read."""
    return name in GUARDS or speaks_of_access(name)


def is_for_visitors(name: str, arguments: Mapping[str, str]) -> bool:
    """Whether what it encloses is shown to visitors."""
    if name in VISITORS:
        return True
    wanted = VISITORS_BY_ARGUMENT.get(name)
    return wanted is not None and arguments.get(wanted[0], "").strip() == wanted[1]


def guards_the_rest(name: str) -> bool:
    """Whether one that is never closed has to be taken for the beginning of a guarded part.

    Forms, lists and links of membership plugins stand alone; their names say what they show.
    """
    return bool(guards(name) and _STRONG.search(name) and not _DISPLAYS.search(name))
