"""A settings file written in PHP, read as text: its constants and variables, as far as they can be known.

Invariants: no PHP runs. What a file computes by means we do not know, or under a condition we cannot decide, is unknown
and stays so; it is never guessed. Work is in proportion to the text. Decision 0009.
"""

from rootzpub.wordpress.php_config.scope import Files, Scope
from rootzpub.wordpress.php_config.statements import run_file, run_text
from rootzpub.wordpress.php_config.values import UNKNOWN, Known, Value, is_known, shown

__all__ = ["UNKNOWN", "Files", "Known", "Scope", "Value", "is_known", "run_file", "run_text", "shown"]
