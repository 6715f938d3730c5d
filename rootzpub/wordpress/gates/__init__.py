"""Who decides visibility besides WordPress itself: one row of data for each plugin [visibility §7].

Invariants: rows say what closes an entry, a type, a file or a site, and count only while their plugin is active (where
the active plugins are not known they count); nothing here reads a database: `Stored` brings what a site keeps, and
`gates_of` makes of it what the source applies. Decision 0018.
"""

from rootzpub.wordpress.gates.gate import Closed, Gate, Mark, Rule, RulePost, Stored
from rootzpub.wordpress.gates.gates import GATES, META_KEYS, OPTION_NAMES, RULE_TYPES, TERM_KEYS, Gates, gates_of
from rootzpub.wordpress.gates.private_files import is_private_file
from rootzpub.wordpress.gates.types import LESSON_TYPES, PUBLIC_TYPES, public_types_of
from rootzpub.wordpress.gates.unread import UNREAD_PLUGINS

__all__ = [
    "GATES",
    "LESSON_TYPES",
    "META_KEYS",
    "OPTION_NAMES",
    "PUBLIC_TYPES",
    "RULE_TYPES",
    "TERM_KEYS",
    "UNREAD_PLUGINS",
    "Closed",
    "Gate",
    "Gates",
    "Mark",
    "Rule",
    "RulePost",
    "Stored",
    "gates_of",
    "is_private_file",
    "public_types_of",
]
