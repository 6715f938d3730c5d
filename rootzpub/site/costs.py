"""What one entry may cost: counted work, so that every machine leaves out the same entries (decision 0027)."""


class TooCostly(Exception):  # noqa: N818 - not a fault, a reason to leave an entry out
    """One entry needs more work than its size justifies: it is left out by name, and the site goes on."""


class Budget:
    """Counts the work that is done for one entry, in characters or what takes as long."""

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, units: int) -> None:
        """Count work before it is done. Raises TooCostly where there is no more."""
        self._left -= units
        if self._left < 0:
            raise TooCostly
