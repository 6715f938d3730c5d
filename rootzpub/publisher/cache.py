"""Sealed answers, kept while they hold: for one version of the site and one step of the clock.

Law: at most so many bytes, the least recently asked go first; one answer is built once, however many ask for it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from rootzpub.publisher.answer import Answer

DEFAULT_BYTES = 64 * 1024 * 1024
_OVERHEAD = 1024
"""What an answer costs besides its body: key, headers, codings made later."""
_STRIPES = 64


class AnswerCache:
    """Answers by question. Threads may share it."""

    def __init__(self, most_bytes: int = DEFAULT_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._epoch: Hashable = None
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._building = tuple(threading.RLock() for _ in range(_STRIPES))

    def answer(self, epoch: Hashable, question: Hashable, build: Callable[[], Answer]) -> Answer:
        """The kept answer, or the one that `build` makes. A new `epoch` (version and step) forgets all others."""
        found = self._find(epoch, question)
        if found is not None:
            return found
        with self._building[hash(question) % _STRIPES]:
            found = self._find(epoch, question)
            if found is None:
                found = build()
                self._keep(epoch, question, found)
            return found

    def _find(self, epoch: Hashable, question: Hashable) -> Answer | None:
        with self._lock:
            if self._epoch != epoch:
                self._answers.clear()
                self._bytes, self._epoch = 0, epoch
                return None
            found = self._answers.get(question)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    def _keep(self, epoch: Hashable, question: Hashable, answer: Answer) -> None:
        with self._lock:
            if self._epoch != epoch or question in self._answers or _size(answer) > self._most:
                return
            self._answers[question] = answer
            self._bytes += _size(answer)
            while self._bytes > self._most:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= _size(oldest)


def _size(answer: Answer) -> int:
    return len(answer.body) + _OVERHEAD
