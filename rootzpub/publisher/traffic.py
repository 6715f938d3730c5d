"""How often each kind of answer was asked for, for the owner's status.

Invariants: no address, no question and no time of a request is kept; a kind without a name of its own is `other`.
"""

from typing import Final

from rootzpub.documents import Traffic
from rootzpub.state import Counts
from rootzpub.wire import names
from rootzpub.wire.blocks import format_time

KINDS: Final = (
    *names.DOCUMENT_KINDS,
    names.TOOL_SEARCH,
    names.TOOL_PAGE,
    names.TOOL_VERIFY,
    names.TOOL_STATUS,
    names.TOOL_CONTEXT,
    "other",
)
_OTHER: Final = "other"


class Counters:
    """Counts of the answers of one site. Threads may share it; after a fork a process needs its own."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def count(self, kind: str) -> None:
        """One more answer of this kind."""
        if kind not in KINDS or not self._counts.add(kind):
            self._counts.add(_OTHER)

    def read(self) -> Traffic:
        """The sum over all processes, those that ended included."""
        totals = self._counts.totals()
        asked = sorted(totals.by_name.items(), key=lambda pair: (-pair[1], pair[0]))
        return Traffic(since=format_time(totals.since), total=sum(totals.by_name.values()), by_kind=tuple(asked))
