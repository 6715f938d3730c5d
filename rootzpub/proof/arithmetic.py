"""Which arithmetic of secp256k1 this process uses: eth-keys on libsecp256k1, else in pure Python.

Invariants: chosen once, when the first signature is made or checked; both give the same answers (decision 0012). Where
coincurve cannot be loaded the slow one stands in, and a warning says so.
"""

import warnings
from collections.abc import Callable, Sequence
from functools import cache

from rootzpub.proof.backends import Backend


@cache
def backend() -> Backend:
    """The arithmetic this process uses, loaded when it is first needed: eth-keys takes 120 ms."""
    from rootzpub.proof.eth_keys_backend import in_python, on_coincurve  # noqa: PLC0415 - as said

    return load_backend((on_coincurve, in_python))


def load_backend(candidates: Sequence[Callable[[], Backend]]) -> Backend:
    """The first candidate that can be loaded; a RuntimeWarning says so when it is not the first."""
    first, *others = candidates
    try:
        return first()
    except ImportError as error:
        warnings.warn(
            f"coincurve cannot be loaded ({error}); signatures are made and checked in pure Python, far more slowly",
            RuntimeWarning,
            stacklevel=2,
        )
    return others[0]()
