"""Attacks on everything that a real publisher serves: every document and tool answer of a small site, leaf by leaf."""

import json
from collections.abc import Iterator

import pytest

from rootzpub.publisher import Publisher
from rootzpub.verify import Verdict, verify
from rootzpub.wire.blocks import resource
from rootzpub.wire.canonical import canonical
from tests.publisher.conftest import bench
from tests.publisher.making import MORNING, Bench, a_page, a_signer
from tests.store.making import an_entry

from .leaves import changed, leaves

__all__ = ["bench"]

TOOLS = (
    ("/wp-json/rootz/v1/search", {"q": "entry"}),
    ("/wp-json/rootz/v1/status", {}),
    ("/wp-json/rootz/v1/nothing", {}),
)


@pytest.fixture
def publisher(bench: Bench) -> Publisher:
    """A site of two pages and two posts, signed."""
    for entry in (a_page(1), a_page(2), an_entry(3), an_entry(4)):
        bench.source.put(entry)
    bench.sync()
    return bench.publisher(signer=a_signer(bench.folder))


def answers(publisher: Publisher) -> Iterator[tuple[str, bytes]]:
    """URL and body of everything the site publishes, and of each tool."""
    origin = json.loads(publisher.answer("/.well-known/ai").body)["_signature"]["envelope"]["message"]["origin"]
    records = json.loads(publisher.answer("/.well-known/ai/pages").body)["pages"]
    asked = [(path, {}) for path in publisher.paths()]
    asked += [("/wp-json/rootz/v1/page", {"path": row["path"]}) for row in records]
    asked += [("/wp-json/rootz/v1/verify", {"page": records[0]["path"]}), *TOOLS]
    for path, parameters in asked:
        yield origin + resource(path, parameters), publisher.answer(path, list(parameters.items())).body


def test_what_is_served_verifies(publisher: Publisher) -> None:
    """All of it, bound to its address, without a warning (a signature that stands alone has one)."""
    found = list(answers(publisher))
    assert len(found) > 15
    for url, body in found:
        report = verify(body, url=url, moment=MORNING)
        assert {check.code for check in report.warnings} <= {"hash.detached"}, url
        assert not report.failures, report.as_text()


@pytest.mark.slow("edits every leaf of everything that is served")
def test_edit_any_leaf_of_anything_served(publisher: Publisher) -> None:
    """Whatever is changed, inside or beside the signed bytes, it is found."""
    edits = 0
    for url, body in answers(publisher):
        if not body.startswith(b"{"):
            continue
        value = json.loads(body)
        for path in leaves(value):
            edits += 1
            report = verify(canonical(changed(value, path)), url=url, moment=MORNING)
            assert report.verdict is Verdict.FAILED, (url, path)
    assert edits > 1_000


@pytest.mark.slow("more than a tenth of a second a case")
def test_show_any_answer_at_the_place_of_another(publisher: Publisher) -> None:
    """Every answer verifies at its own address, and nowhere else."""
    found = list(answers(publisher))
    for url, body in found:
        for elsewhere, _ in found:
            if elsewhere not in {url, url + ".sig", url.removesuffix(".sig")}:
                report = verify(body, url=elsewhere, moment=MORNING)
                assert report.verdict is not Verdict.VERIFIED, (url, elsewhere)
