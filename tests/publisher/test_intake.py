"""What becomes of one change."""

import logging
from dataclasses import replace

import pytest

from rootzpub.config import ContentTable
from rootzpub.errors import SourceUnavailable
from rootzpub.publisher.intake import Intake, Waiting, excerpt_of
from rootzpub.publisher.rules import Rules
from rootzpub.site import Article, Gone, Hidden, Media
from tests.publisher.making import an_attachment
from tests.store.making import FACTS, NOON, an_entry, bytes_of, state

ARTICLE = Article(markdown="Text.\n", text="So begins the text. " * 40)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(an_entry(1, excerpt="Own  words.", description="Meta."), "Own words.", id="the owner's"),
        pytest.param(an_entry(1, description="Meta."), "Meta.", id="meta description"),
        pytest.param(an_attachment(1, media=Media(url="u", caption="Caption.")), "Caption.", id="caption"),
        pytest.param(an_attachment(1, media=Media(url="u", alt="Alt.")), "Alt.", id="alternative text"),
    ],
)
def test_the_excerpt_is_the_owners_first(entry, expected):
    """Whatever they wrote stands before what we cut."""
    assert excerpt_of(entry, ARTICLE) == expected


def test_the_excerpt_else_is_the_beginning(bench):
    """At most 300 characters, ending at a sentence."""
    excerpt = excerpt_of(an_entry(1), ARTICLE)
    assert excerpt.startswith("So begins the text.")
    assert excerpt.endswith(".")
    assert 150 <= len(excerpt) <= 300


def test_one_entry_that_cannot_be_converted_is_left_out(bench):
    """The others are published; it is counted, and taken out if it was published before."""
    with bench.store.update() as update, Waiting() as waiting:
        update.keep_facts(FACTS, base_url="")
        intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
        for entry in (an_entry(1), an_entry(2), an_entry(1, html=object(), revision="2")):
            intake.apply_change(entry)
        update.commit(NOON, state())
    assert bench.paths() == ["/entry-2/"]
    assert bench.omissions() == {"conversion-failed": 1}
    assert (intake.tally.added, intake.tally.removed) == (2, 1)


@pytest.mark.parametrize(("again", "level"), [(False, "ERROR"), (True, "DEBUG")], ids=["first time", "known"])
def test_a_conversion_that_fails_is_logged_with_its_traceback(bench, caplog, again, level):
    """By id and path, without content; at level error once, for it is tried again with every sync."""
    caplog.set_level(logging.DEBUG, logger="rootzpub.publisher")
    for _ in range(2 if again else 1):
        caplog.clear()
        with bench.store.update() as update, Waiting() as waiting:
            update.keep_facts(FACTS, base_url="")
            intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
            intake.apply_change(an_entry(1, html=object()))
            update.commit(NOON, state())
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == (level, "entry 1 (/entry-1/) cannot be converted")
    assert record.exc_info[0] is not None


@pytest.mark.slow("more than a tenth of a second a case")
def test_no_word_of_a_waiting_entry_is_written(file_bench):
    """Its parent turns out to be hidden: nothing of it was ever in a named file, not even in the log."""
    with file_bench.store.update() as update, Waiting() as waiting:
        update.keep_facts(FACTS, base_url="")
        intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
        intake.apply_change(an_attachment(5, 1, title="LEAKCHILD", html=f"<p>{'LEAKCHILD ' * 3_000_000}</p>"))
        before = bytes_of(file_bench.config.data_dir)
        intake.apply_change(Hidden(id=1, reason="draft"))
        intake.publish_deferred()
        during = bytes_of(file_bench.config.data_dir)
        update.commit(NOON, state())
    assert b"LEAKCHILD" not in before + during + bytes_of(file_bench.config.data_dir)
    assert file_bench.omissions() == {"draft": 1, "parent-hidden": 1}


def test_gone_and_hidden_count_only_what_was_published(bench):
    """A draft that stays a draft is no removal."""
    with bench.store.update() as update, Waiting() as waiting:
        update.keep_facts(FACTS, base_url="")
        intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
        for change in (Hidden(id=1, reason="draft"), Gone(id=2), an_entry(3), Gone(id=3)):
            intake.apply_change(change)
        assert (list(intake.missing), intake.tally.removed) == ([3], 0)
        intake.settle(())
        intake.remove(intake.missing)
        update.commit(NOON, state())
    assert (intake.tally.read, intake.tally.removed) == (4, 1)


def test_an_entry_that_is_hidden_and_shown_again_in_one_sync_keeps_its_children(bench):
    """A source may tell both."""
    with bench.store.update() as update, Waiting() as waiting:
        update.keep_facts(FACTS, base_url="")
        intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
        page = an_entry(1, type="page")
        for change in (page, an_entry(2, type="page", parent_id=1)):
            intake.apply_change(change)
        intake.publish_deferred()
        for change in (Hidden(id=1, reason="draft"), page):
            intake.apply_change(change)
        intake.publish_deferred()
        intake.withhold_descendants()
        update.commit(NOON, state())
    assert bench.paths() == ["/entry-1/", "/entry-2/"]


def test_a_post_stays_when_the_page_it_names_as_parent_goes(bench):
    """Posts do not depend on parents."""
    with bench.store.update() as update, Waiting() as waiting:
        update.keep_facts(FACTS, base_url="")
        intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
        for change in (an_entry(1, type="page"), an_entry(2, parent_id=1), Hidden(id=1, reason="draft")):
            intake.apply_change(change)
        intake.publish_deferred()
        intake.withhold_descendants()
        update.commit(NOON, state())
    assert bench.paths() == ["/entry-2/"]


def test_what_waits_is_closed_when_the_sync_fails(bench):
    """The anonymous file goes with the block, not with the collector."""
    waiting = Waiting()

    def sync():
        with waiting:
            waiting.add(an_attachment(5, 1))
            raise SourceUnavailable("broken")

    with pytest.raises(SourceUnavailable, match="broken"):
        sync()
    with pytest.raises(ValueError, match="closed file"):
        waiting.add(an_attachment(6, 1))


@pytest.mark.parametrize("later", [Hidden(id=2, reason="draft"), Gone(id=2)], ids=["hidden", "gone"])
def test_an_entry_that_waits_and_is_then_reported_otherwise_is_not_published(bench, later):
    """The last report of a pass counts, also for one that waits for its parent."""
    with bench.store.update() as update, Waiting() as waiting:
        update.keep_facts(FACTS, base_url="")
        intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
        for change in (an_entry(1, type="page"), an_entry(2, type="page", parent_id=1), later):
            intake.apply_change(change)
        intake.publish_deferred()
        update.commit(NOON, state())
    assert bench.paths() == ["/entry-1/"]


def test_an_entry_that_waits_twice_is_published_once_and_none_is_lost(bench):
    """With its last words; those that wait behind it are there as well."""
    with bench.store.update() as update, Waiting() as waiting:
        update.keep_facts(FACTS, base_url="")
        intake = Intake(update, Rules.of(ContentTable(), FACTS, ()), waiting=waiting, now=NOON)
        child = an_entry(2, type="page", parent_id=1, title="First")
        for change in (
            an_entry(1, type="page"),
            child,
            replace(child, title="Second", revision="2"),
            an_entry(3, type="page", parent_id=1),
        ):
            intake.apply_change(change)
        intake.publish_deferred()
        update.commit(NOON, state())
    with bench.store.site() as site:
        titles = {entry.path: entry.title for entry in site.entries("page", limit=9)}
    assert titles == {"/entry-1/": "Entry 1", "/entry-2/": "Second", "/entry-3/": "Entry 3"}
