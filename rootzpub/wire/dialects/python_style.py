"""Documents hashed by Python programs: json.dumps with its usual switches [trust §1.python]."""

from itertools import product
from typing import Final

from rootzpub.wire.dialects.dialect import Dialect
from rootzpub.wire.dialects.encodings import is_plain, python_dumps
from rootzpub.wire.dialects.received import Received


def _dialect(*, spaced: bool, ensure_ascii: bool, sort_keys: bool) -> Dialect:
    """The row for one setting of the switches."""
    switches = (
        "sorted" if sort_keys else "ordered",
        "ascii" if ensure_ascii else "unicode",
        "spaced" if spaced else "compact",
    )
    is_twin = not spaced and not ensure_ascii
    return Dialect(
        name="-".join(("python", *switches)),
        title=f"Python json.dumps: sort_keys={sort_keys}, ensure_ascii={ensure_ascii}, {switches[2]} separators",
        fits=lambda document: _says_something_new(document, ensure_ascii=ensure_ascii, twin=is_twin),
        encode=lambda document: python_dumps(
            document.unsigned, sort_keys=sort_keys, ensure_ascii=ensure_ascii, spaced=spaced
        ),
    )


PYTHON_STYLES: Final = tuple(
    _dialect(spaced=spaced, ensure_ascii=ensure_ascii, sort_keys=sort_keys)
    for spaced, ensure_ascii, sort_keys in product((False, True), repeat=3)
)


def _says_something_new(document: Received, *, ensure_ascii: bool, twin: bool) -> bool:
    """Whether this rule can give bytes that no row before it gave.

    Escaping changes nothing in an ASCII document; compact and unescaped is what JavaScript writes too (`twin`), unless
    there are numbers or keys that it treats in its own way.
    """
    if not document.value or not document.block or (ensure_ascii and document.is_ascii):
        return False
    return not twin or not is_plain(document.unsigned)
