"""Other spellings of an address that WordPress answers at: `?rest_route=`, below `index.php`, with a trailing slash.

A site with plain permalinks has its REST addresses in a parameter, one without URL rewriting has them below
`index.php`, and WordPress takes a slash at the end of either. Invariants: `FORMS` is the one table; publisher and
verifier read an address through it, and verify.js holds the same rows (decision 0014). What is signed is the address
as it was asked; what it means, and so which kind may stand there, is that of the plain one [wire §2.forms].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from rootzpub.wire.names import REST_ROUTE

Pairs = Sequence[tuple[str, str]]
"""Query parameters, decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to write an address. A row takes off what it names, and leaves every other address as it is."""

    before: str = ""
    """What stands in front of the plain path, which then begins with a slash."""
    behind: str = ""
    """What stands behind it."""
    never_behind: str = ""
    """An end of the plain path that this form is not of."""
    parameter: str = ""
    """The query parameter that holds the plain path; it is given once."""
    at: tuple[str, ...] = ()
    """The paths at which this parameter counts."""
    root: str = ""
    """What the plain path has before the parameter's value."""

    def taken_off(self, path: str, pairs: Pairs) -> tuple[str, Pairs]:
        """The plainer address."""
        if self.parameter:
            return self._from_parameter(path, pairs)
        if self.before and path.startswith(f"{self.before}/"):
            return path[len(self.before) :], pairs
        plain = path.removesuffix(self.behind) if self.behind else path
        return (path if not plain or (self.never_behind and plain.endswith(self.never_behind)) else plain), pairs

    def _from_parameter(self, path: str, pairs: Pairs) -> tuple[str, Pairs]:
        values = [value for name, value in pairs if name == self.parameter] if path in self.at else []
        # Of two values each program takes another one, and a route begins with a slash, as WordPress demands.
        if len(values) != 1 or not values[0].startswith("/"):
            return path, pairs
        return self.root + quote(values[0], safe="/"), [pair for pair in pairs if pair[0] != self.parameter]


FORMS: Final = (
    Form(parameter=REST_ROUTE, at=("/", "/index.php", "/index.php/"), root="/wp-json"),
    Form(before="/index.php"),
    # What stands beside a text is named by its suffix: with a slash behind it, it would name another path.
    Form(behind="/", never_behind=".sig"),
)
"""In the order in which they are taken off, each once."""


def plain_address(path: str, pairs: Pairs = ()) -> tuple[str, Pairs]:
    """The path and parameters that an address means. `("/index.php/wp-json/x/", ())` → `("/wp-json/x", ())`."""
    # Nearly every address is plain: two comparisons tell it.
    if path[-1:] != "/" and not path.startswith("/index.php"):
        return path, pairs
    for form in FORMS:
        path, pairs = form.taken_off(path, pairs)
    return path, pairs
