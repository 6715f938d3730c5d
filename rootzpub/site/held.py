"""What a sync held back: entries that stay published though the source says nothing of them any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

REASONS = {
    "unmentioned": "more than half of what is published is not mentioned by the source any more",
    "contradiction": "the source's listing contradicts itself",
    "still-answers": "the listing lacks entries whose own addresses still answer, or could not be asked",
    "clock": "the clock is before the last publication",
}
"""Why something was held, and the sentence for people [visibility §plausibility]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the last sync held back, and since when."""

    reason: str
    """One of `REASONS`."""
    since: Mapping[int, datetime] = field(default_factory=dict)
    """When each entry (by id) was first missed, UTC, whole seconds; it was missing in every look since."""
    first: datetime
    """The first look that held, UTC."""
    again: datetime
    """When a look that agrees lets it go through, or asks again, UTC."""
    published: int = 0
    """How many entries were published then."""
    detail: str = ""
    """What exactly the source said, where there is more to say."""

    def __str__(self) -> str:
        """For people: one line."""
        said = REASONS[self.reason] + (f" ({self.detail})" if self.detail else "")
        if not self.since:
            return said
        return f"{len(self.since)} of {self.published} entries stay published: {said}"

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "reason": self.reason,
            "entries": len(self.since),
            "published": self.published,
            "since": f"{self.first:%Y-%m-%dT%H:%M:%SZ}",
            "nextLook": f"{self.again:%Y-%m-%dT%H:%M:%SZ}",
            "detail": self.detail or REASONS[self.reason],
        }
