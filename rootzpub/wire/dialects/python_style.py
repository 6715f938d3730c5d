"""Documents hashed by Python programs: json.dumps with its usual switches (TRUST §1, I)."""

from itertools import product
from typing import Final

from rootzpub.wire.dialects.dialect import Dialect
from rootzpub.wire.dialects.encodings import python_dumps


def _dialect(*, spaced: bool, ensure_ascii: bool, sort_keys: bool) -> Dialect:
    """The row for one setting of the switches."""
    switches = (
        "sorted" if sort_keys else "ordered",
        "ascii" if ensure_ascii else "unicode",
        "spaced" if spaced else "compact",
    )
    return Dialect(
        name="-".join(("python", *switches)),
        title=f"Python json.dumps: sort_keys={sort_keys}, ensure_ascii={ensure_ascii}, {switches[2]} separators",
        fits=lambda document: bool(document.value) and bool(document.block),
        encode=lambda document: python_dumps(
            document.unsigned, sort_keys=sort_keys, ensure_ascii=ensure_ascii, spaced=spaced
        ),
    )


PYTHON_STYLES: Final = tuple(
    _dialect(spaced=spaced, ensure_ascii=ensure_ascii, sort_keys=sort_keys)
    for spaced, ensure_ascii, sort_keys in product((False, True), repeat=3)
)
