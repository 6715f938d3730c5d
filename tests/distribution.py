"""How parallel runs share tests: by file, so that what a file's tests have in common is made once.

pytest-xdist's own `--dist loadgroup` has no effect from pytest 9.2 on: it writes the group into a field of the test's
id that is no longer read (pytest-xdist #1386), and says nothing. Its tests then alternate between the processes one by
one, and each process makes every fixture of every module, servers too.
"""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

LIVE = "tests/live/"
"""Tests that share servers, which one process starts."""


class ByFile(LoadScopeScheduling):
    """A file stays in one process, and so do all files of `tests/live`."""

    def _split_scope(self, nodeid: str) -> str:
        """Which tests belong together: those with the same answer."""
        return LIVE if nodeid.startswith(LIVE) else nodeid.partition("::")[0]

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Forget a file that is done: at every test the base class counts what each file of a process has left."""
        super().mark_test_complete(node, item_index, duration)
        files = self.assigned_work[node]
        file = self._split_scope(self.registered_collections[node][item_index])
        if all(files[file].values()):
            del files[file]
