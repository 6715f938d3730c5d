"""A site that remembers what was asked of it."""

import pytest

from rootzpub.site import Budget
from rootzpub.wordpress.rendering import PostQuery, RawEntry
from rootzpub.wordpress.rendering.page import MAX_WORK
from rootzpub.wordpress.rendering.recorded import RecordedSite
from tests.wordpress.rendering.small_site import SITE


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (lambda site: site.settings, "settings"),
        (lambda site: site.attachment(7), "attachment:7"),
        (lambda site: site.attachments_of(1), "attachments-of:1"),
        (lambda site: site.post(1), "post:1"),
        (lambda site: site.posts(PostQuery()), "posts"),
        (lambda site: site.count(PostQuery()), "posts"),
        (lambda site: site.neighbour(RawEntry(id=1), newer=True), "posts"),
        (lambda site: site.archives("monthly", "post"), "archives"),
        (lambda site: site.terms("category", used=True), "terms:category"),
        (lambda site: site.most_used_terms("category", 3), "terms:category"),
        (lambda site: site.post_terms(1, "category"), "post-terms:1"),
        (lambda site: site.author(1), "author:1"),
        (lambda site: site.reusable_block(50), "block:50"),
        (lambda site: site.pattern("theme/hello"), "pattern:theme/hello"),
        (lambda site: site.navigation(60), "navigation:60"),
        (lambda site: site.menu("primary"), "menu:primary"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_question_is_remembered_and_passed_on(question: object, name: str) -> None:
    """The answer is the site's, the name is kept."""
    recorded = RecordedSite(SITE, Budget(MAX_WORK))
    assert callable(question)
    assert question(recorded) == question(SITE)
    assert recorded.uses == {name}
