"""One look at the source becomes one commit."""

from datetime import timedelta

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.config import ContentTable
from rootzpub.errors import MalformedInput, SourceUnavailable, StoreUnavailable
from rootzpub.publisher import is_current
from rootzpub.site import Query, Term
from tests.publisher.making import CLOCK, MORNING, a_config, a_page, an_attachment
from tests.store.making import an_entry, bytes_of


def put_all(bench, *entries):
    """Fill the source."""
    for entry in entries:
        bench.source.entries[entry.id] = entry


def test_the_first_sync_publishes_everything(bench):
    """And says so."""
    put_all(bench, *(an_entry(number) for number in range(1, 4)))
    summary = bench.sync()
    assert (summary.read, summary.added, summary.changed, summary.removed) == (3, 3, 0, 0)
    assert (summary.before, summary.sequence, summary.size, summary.full) == (0, 1, 3, True)


def test_a_second_sync_reads_only_what_changed(bench):
    """One edit, one new, one draft, one deleted."""
    put_all(bench, *(an_entry(number) for number in range(1, 5)))
    bench.sync()
    bench.source.told.clear()
    bench.source.put(an_entry(1, title="Edited"))
    bench.source.put(an_entry(9))
    bench.source.hide(2)
    bench.source.drop(3)
    summary = bench.sync()
    assert sorted(bench.source.told) == [1, 9]
    assert (summary.added, summary.changed, summary.removed, summary.full) == (1, 1, 2, False)
    assert bench.paths() == ["/entry-1/", "/entry-4/", "/entry-9/"]


def test_without_changes_nothing_is_published(bench):
    """The sequence stays."""
    put_all(bench, an_entry(1))
    bench.sync()
    summary = bench.sync()
    assert (summary.before, summary.sequence, summary.read) == (1, 1, 0)


def test_full_reads_everything_and_publishes_only_differences(bench):
    """The publication stays when the site is the same."""
    put_all(bench, an_entry(1), an_entry(2))
    bench.sync()
    summary = bench.sync(full=True)
    assert (summary.read, summary.changed, summary.full, summary.sequence) == (2, 0, True, 1)


def test_a_source_that_breaks_off_leaves_what_was_published(bench):
    """Half a site is never shown."""
    put_all(bench, *(an_entry(number) for number in range(1, 6)))
    bench.sync()
    for number in range(1, 6):
        bench.source.put(an_entry(number, title="Edited"))
    bench.source.breaks_after = 3
    with pytest.raises(SourceUnavailable, match="went away"):
        bench.sync()
    with bench.store.site() as site:
        assert {entry.title[:5] for entry in site.entries()} == {"Entry"}
    bench.source.breaks_after = None
    assert bench.sync().changed == 5


def test_two_syncs_at_once_are_refused(file_bench):
    """The second is refused at once."""
    with file_bench.store.update(), pytest.raises(StoreUnavailable, match="another process is syncing"):
        file_bench.sync()


@pytest.mark.parametrize("order", [1, -1], ids=["parents first", "children first"])
def test_children_of_hidden_parents_are_hidden(bench, order):
    """Transitively, in whatever order the source tells."""
    tree = [a_page(1), a_page(2, 1), a_page(3, 2), a_page(4, 3), an_attachment(5, 4), an_entry(6)]
    put_all(bench, *tree[::order])
    bench.source.hide(2)
    bench.sync()
    assert bench.paths() == ["/entry-1/", "/entry-6/"]
    assert bench.omissions() == {"ancestor-hidden": 2, "draft": 1, "parent-hidden": 1}


def test_what_closes_an_entry_alone_leaves_open_what_is_below(bench):
    """WordPress asks only the entry that it prints: a gate above a page says nothing about it; files go with theirs."""
    put_all(bench, a_page(1), a_page(2, 1), an_attachment(3, 1), a_page(4, 2))
    bench.sync()
    bench.source.hide(1, "restricted")
    bench.sync()
    assert (bench.paths(), bench.omissions()) == (["/entry-2/", "/entry-4/"], {"restricted": 1, "parent-hidden": 1})
    bench.source.hide(2, "noindex")
    assert bench.sync(full=True).size == 1
    bench.source.hide(4, "draft")
    bench.source.put(a_page(2, 1))
    bench.source.put(a_page(5, 4))
    bench.sync()
    assert bench.paths() == ["/entry-2/"]


def test_children_go_when_their_parent_is_hidden_and_return_with_it(bench):
    """The children themselves did not change."""
    put_all(bench, a_page(1), a_page(2, 1), a_page(3, 2), an_attachment(4, 3))
    bench.sync()
    bench.source.hide(1)
    hidden = bench.sync()
    assert (hidden.removed, bench.paths()) == (4, [])
    bench.source.put(a_page(1))
    shown = bench.sync()
    assert (shown.added, len(bench.paths()), bench.omissions()) == (4, 4, {})


def test_children_go_when_their_parent_is_deleted(bench):
    """As far as the source does not move them."""
    put_all(bench, a_page(1), a_page(2, 1))
    bench.sync()
    bench.source.drop(1)
    bench.sync()
    assert bench.paths() == []


def test_an_unknown_parent_hides(bench):
    """A draft that an API does not even name."""
    put_all(bench, a_page(2, 77), an_attachment(3, 78), an_attachment(4))
    bench.sync()
    assert bench.paths() == ["/entry-4/"]


def test_a_circle_of_parents_is_hidden(bench):
    """Nobody can reach it."""
    put_all(bench, a_page(1, 2), a_page(2, 1), a_page(3, 3))
    bench.sync()
    assert bench.paths() == []


def test_a_posts_parent_does_not_matter(bench):
    """Posts are not hierarchical."""
    put_all(bench, an_entry(1, parent_id=99))
    bench.sync()
    assert bench.paths() == ["/entry-1/"]


def test_excluded_entries_are_not_read_again(file_bench):
    """They are known, though nothing of them is kept."""
    file_bench.config = a_config(file_bench.folder, content=ContentTable(exclude=("/entry-1/",)))
    put_all(file_bench, an_entry(1, title="LEAKEXCLUDED"), an_entry(2))
    file_bench.sync()
    file_bench.source.told.clear()
    file_bench.source.state += 1
    file_bench.sync()
    assert (file_bench.source.told, file_bench.omissions()) == ([], {"excluded": 1})
    assert b"LEAKEXCLUDED" not in bytes_of(file_bench.config.data_dir)


def test_a_change_of_the_rules_takes_effect(bench):
    """Without `--full`, in both directions."""
    put_all(bench, an_entry(1), an_entry(2), an_attachment(3, 1))
    open_config = bench.config
    bench.sync()
    bench.config = a_config(bench.folder, content=ContentTable(exclude=("/entry-1/",)))
    bench.sync()
    after = bench.paths(), bench.omissions()
    bench.config = open_config
    bench.sync()
    assert after == (["/entry-2/"], {"excluded": 1, "parent-hidden": 1})
    assert len(bench.paths()) == 3


def test_an_excluded_category_takes_effect_when_it_is_made(bench):
    """The rule was there before the category."""
    bench.config = a_config(bench.folder, content=ContentTable(exclude=("secret",)))
    bench.source.terms = [Term(id=5, taxonomy="category", slug="open", name="Open")]
    put_all(bench, an_entry(1, term_ids=(5,)))
    bench.sync()
    assert bench.paths() == ["/entry-1/"]
    bench.source.terms = [Term(id=5, taxonomy="category", slug="secret", name="Open")]
    bench.source.state += 1
    bench.sync()
    assert bench.paths() == []


def test_two_entries_on_one_path_are_one(bench):
    """The older keeps it; when it goes the other one takes its place."""
    put_all(bench, an_entry(1, path="/same/"), an_entry(2, path="/same/"))
    bench.sync()
    with bench.store.site() as site:
        first = site.by_path("/same/").id
    bench.source.drop(1)
    bench.sync()
    with bench.store.site() as site:
        assert (first, site.by_path("/same/").id, bench.omissions()) == (1, 2, {})


def test_terms_and_facts_follow(bench):
    """A rename is seen without any entry changing."""
    bench.source.terms = [Term(id=5, taxonomy="category", slug="a", name="Old")]
    put_all(bench, an_entry(1, term_ids=(5,)))
    bench.sync()
    bench.source.terms = [Term(id=5, taxonomy="category", slug="a", name="New")]
    bench.source.state += 1
    bench.sync()
    with bench.store.site() as site:
        assert site.entries()[0].categories[0].name == "New"


def test_the_content_is_converted(bench):
    """HTML in, markdown, text and words out."""
    put_all(bench, an_entry(1, html="<h2>Titel</h2><p>Ein <a href='../b/'>Link</a> &amp; mehr.</p>"))
    bench.sync()
    with bench.store.site() as site:
        entry = site.entries()[0]
        assert "[Link](https://example.org/b/)" in entry.markdown
        assert site.search(Query(text="mehr")).total == 1
    assert entry.word_count == 4


UNREADABLE = object()
"""In place of HTML: no engine survives it."""


@pytest.mark.parametrize(
    ("broken", "of"),
    [
        pytest.param(10, 15, id="a-few-whatever-their-share-is"),
        pytest.param(11, 24, id="more-than-a-third"),
        pytest.param(12, 24, id="exactly-half"),
    ],
)
def test_bad_entries_are_left_out_and_the_others_published(bench, broken, of):
    """Up to half of all: the site has odd content, the converter is sound."""
    put_all(bench, *(an_entry(number) for number in range(1, of + 1)))
    bench.sync()
    edit_all(bench, of, broken=broken)
    bench.sync()
    assert len(bench.paths()) == of - broken


@pytest.mark.parametrize(
    ("broken", "of"), [(11, 15), (11, 21), (13, 24)], ids=["most", "just-over-half", "one-over-half"]
)
def test_a_converter_that_fails_on_more_than_half_changes_nothing(bench, broken, of):
    """It is broken itself: what was published stays."""
    put_all(bench, *(an_entry(number) for number in range(1, of + 1)))
    bench.sync()
    edit_all(bench, of, broken=broken)
    with pytest.raises(MalformedInput, match=f"failed on {broken} of {of} entries"):
        bench.sync()
    assert len(bench.paths()) == of


def edit_all(bench, number_of_entries, *, broken):
    """Edit every entry; the first `broken` cannot be converted."""
    for number in range(1, number_of_entries + 1):
        bench.source.put(an_entry(number, html=UNREADABLE if number <= broken else "fine"))


def test_an_entry_that_could_not_be_converted_is_tried_again(bench):
    """It comes back with the next sync that finds anything to do, though the source calls it unchanged."""
    put_all(bench, an_entry(1), an_entry(2, html=UNREADABLE))
    bench.sync()
    left_out = bench.omissions()
    bench.source.entries[2] = an_entry(2)
    bench.source.put(an_entry(3))
    bench.sync()
    assert (left_out, bench.omissions()) == ({"conversion-failed": 1}, {})
    assert bench.paths() == ["/entry-1/", "/entry-2/", "/entry-3/"]


def test_failures_that_are_known_do_not_speak_against_the_converter(bench):
    """Tried again and again, they would outnumber the few entries of a small sync."""
    put_all(bench, *(an_entry(number, html=UNREADABLE if number <= 10 else "fine") for number in range(1, 30)))
    bench.sync()
    bench.source.put(an_entry(29, html=UNREADABLE))
    bench.sync()
    assert bench.omissions() == {"conversion-failed": 11}
    bench.source.put(an_entry(28, html="changed"))
    bench.sync()
    assert len(bench.paths()) == 18


def test_progress_is_told(bench):
    """For a bar."""
    put_all(bench, *(an_entry(number) for number in range(1, 60)))
    told = []
    bench.sync(progress=told.append)
    assert told == [25, 50]


@pytest.mark.slow("one very large input")
def test_many_waiting_entries_do_not_stay_in_memory(bench):
    """Beyond some megabytes they wait in an anonymous file, and come out as they went in."""
    put_all(bench, *(an_attachment(number, 1, html=f"<p>{number} {'x' * 400_000}</p>") for number in range(2, 52)))
    put_all(bench, an_entry(1))
    bench.sync()
    with bench.store.site() as site:
        texts = [site.by_id(number).text.split()[0] for number in range(2, 52)]
    assert texts == [str(number) for number in range(2, 52)]


def test_current_means_that_a_sync_would_find_nothing(bench):
    """Cheap, before every look."""
    put_all(bench, an_entry(1))
    asked = {"config": bench.config, "clock": CLOCK}
    answers = [is_current(bench.source, bench.store, **asked)]
    bench.sync()
    answers.append(is_current(bench.source, bench.store, **asked))
    bench.source.put(an_entry(1, title="Edited"))
    answers.append(is_current(bench.source, bench.store, **asked))
    assert answers == [False, True, False]


def test_what_is_due_makes_a_sync_necessary(bench):
    """A scheduled post appears though nobody touches the site."""
    put_all(bench, an_entry(1))
    bench.source.due = MORNING + timedelta(minutes=5)
    bench.sync()
    later = fixed_clock(MORNING + timedelta(minutes=5))
    now = is_current(bench.source, bench.store, config=bench.config, clock=CLOCK)
    assert (now, is_current(bench.source, bench.store, config=bench.config, clock=later)) == (True, False)


def test_other_rules_make_a_sync_necessary(bench):
    """The owner edited rootzpub.toml."""
    put_all(bench, an_entry(1))
    bench.sync()
    other = a_config(bench.folder, content=ContentTable(media=False))
    assert not is_current(bench.source, bench.store, config=other, clock=CLOCK)


def test_the_summary_speaks_to_people_and_machines(bench):
    """The same figures."""
    put_all(bench, an_entry(1, html="<form><input></form><p>x</p>"))
    bench.source.hide(2)
    summary = bench.sync()
    lines = dict(summary.lines())
    assert lines["left out"] == "1 draft"
    assert lines["publication"] == "0 -> 1"
    assert "form" in lines["losses"]
    assert summary.as_dict()["leftOut"] == {"draft": 1}
    assert summary.as_dict()["sequence"] == 1
    assert dict(bench.sync().lines())["publication"] == "1 (unchanged)"
