"""Sealed answers, cached as long as they hold."""

import sys
import threading

from rootzpub.publisher.cache import Cache
from rootzpub.seal import SealedResponse
from tests.waiting import LIMIT


def an_answer(body=b"x"):
    """An answer with this body."""
    return SealedResponse(status=200, body=body, media_type="t", kind="k", resource="/", max_age=1)


def len_of_body(answer):
    """Bytes of its body."""
    return len(answer.body)


class Builder:
    """Counts how often it builds."""

    def __init__(self, body=b"x"):
        self.calls = 0
        self.body = body

    def __call__(self):
        """A new answer."""
        self.calls += 1
        return an_answer(self.body)


def test_the_same_question_gets_the_same_object():
    """What the web derives from it may be kept with it."""
    cache, build = Cache(len_of_body), Builder()
    assert cache.get(1, "q", build) is cache.get(1, "q", build)
    assert build.calls == 1


def test_a_new_epoch_forgets():
    """Another version or step: everything is built again."""
    cache, build = Cache(len_of_body), Builder()
    for epoch in (1, 2, 2):
        cache.get(epoch, "q", build)
    assert build.calls == 2


def test_the_least_recently_asked_goes_first():
    """The size is bounded in bytes."""
    cache, build = Cache(len_of_body, most_bytes=3 * (2048 + 10 + sys.getsizeof("a"))), Builder(b"x" * 10)
    for question in ("a", "b", "c", "a", "d", "a"):
        cache.get(1, question, build)
    kept = build.calls
    cache.get(1, "b", build)
    assert (kept, build.calls) == (4, 5)


def test_an_answer_larger_than_the_cache_is_given_and_not_kept():
    """It would push out everything else."""
    cache, build = Cache(len_of_body, most_bytes=100), Builder(b"x" * 5000)
    answers = [cache.get(1, "q", build).body for _ in range(2)]
    assert (answers, build.calls) == ([build.body] * 2, 2)


def test_an_answer_of_a_past_epoch_is_not_kept():
    """A sync ended while it was built."""
    cache, build = Cache(len_of_body), Builder()

    def slow():
        cache.get(2, "other", build)
        return an_answer()

    cache.get(1, "q", slow)
    cache.get(2, "q", build)
    assert build.calls == 2


def test_many_who_ask_at_once_get_one_build():
    """The others wait for it."""
    cache, begun = Cache(len_of_body), threading.Event()
    build = Builder()

    def slow():
        begun.wait(LIMIT)
        return build()

    threads = [threading.Thread(target=cache.get, args=(1, "q", slow)) for _ in range(8)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()
    assert build.calls == 1
