"""Numbers by id and by range of ids."""

import pytest

from rootzpub.sources.wordpress_tables.id_ranges import ChecksumsById, RangeChecksums, combine, shift_for
from rootzpub.sources.wordpress_tables.watching import SiteState


@pytest.mark.parametrize(("last_id", "shift"), [(0, 9), (100_000, 9), (2**20 - 1, 9), (2**20, 10), (10**15, 39)])
def test_ranges_are_few(last_id: int, shift: int) -> None:
    """A range is 512 ids, or as long as it takes to have no more than some two thousand of them."""
    assert shift_for(last_id) == shift
    assert last_id >> shift < 2_048


def test_only_what_differs_is_told() -> None:
    """A range differs when any table says something else of it, and when it is new."""
    posts, meta = {0: 5, 1: 6}, {1: 7}
    before = RangeChecksums.of(9, 1_000, [posts, meta])
    assert before.differing(RangeChecksums.of(9, 1_000, [posts, dict(meta)])) == []
    assert before.differing(RangeChecksums.of(9, 1_000, [posts, {1: 8}])) == [range(512, 1_024)]
    assert RangeChecksums.of(9, 1_030, [posts, meta]).differing(before) == [range(1_024, 1_536)]


def test_what_is_said_of_ids_that_never_were_counts_nothing() -> None:
    """Meta of no post, with an id beyond all posts, is no range."""
    assert RangeChecksums.of(9, 5, [{0: 1}, {10**12: 1}]) == RangeChecksums.of(9, 5, [{0: 1}, {}])


def test_a_state_is_read_back_from_its_fingerprint() -> None:
    """The text tells where a later state differs."""
    state = SiteState(ranges=RangeChecksums.of(9, 2_000, [{0: 1, 3: 2**64 - 1}]), context=3, shared=2**64 - 1)
    parsed = SiteState.parse(str(state))
    assert parsed == state


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1.2", "1.2.x:AAAA", "1.2.9:!", "1.2.9:AAAA", "x.2.9:", "1..9:", "0123456789abcdef0123456789abcdef+"],
)
def test_other_fingerprints_tell_nothing(text: str) -> None:
    """One of another version or source, or a damaged one."""
    assert SiteState.parse(text) is None


def test_numbers_are_mixed_by_id() -> None:
    """Ids that only one side has keep their number."""
    sums, others = ChecksumsById(), ChecksumsById()
    for entry_id in (1, 3, 5):
        sums.append(entry_id, entry_id)
    for entry_id in (2, 3, 9):
        others.append(entry_id, 7)
    sums.add_in_order(others)
    assert dict(sums.items()) == {1: 1, 3: combine(3, 7), 5: 5}
    assert (sums.of(3), sums.of(4)) == (combine(3, 7), 0)
