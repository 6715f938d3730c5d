"""Another runner in place of the loop, for the requests that it takes.

Invariant: the first one that takes a request runs it; without one, the runner that the hook was made with does.
"""

from collections.abc import Callable

from rootzpub.runtime.agents.run_values import ConversationRunner, RunRequest, RunResult

RunnerResolver = Callable[[RunRequest], ConversationRunner | None]


class RunnerHook:
    """A `ConversationRunner` that hands each request on."""

    def __init__(self, otherwise: ConversationRunner) -> None:
        self._otherwise = otherwise
        self._resolvers: list[RunnerResolver] = []

    def add(self, resolver: RunnerResolver) -> None:
        """Ask `resolver` too, after those that were added before."""
        self._resolvers.append(resolver)

    def run(self, request: RunRequest) -> RunResult:
        """See `ConversationRunner`."""
        for resolve in self._resolvers:
            runner = resolve(request)
            if runner is not None:
                return runner.run(request)
        return self._otherwise.run(request)
