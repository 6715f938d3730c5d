"""What is published of the demo site may change only knowingly: `python scripts/golden.py` writes it anew."""

import hashlib

import pytest

from rootzpub.verify import Policy, verify
from tests.golden.published import GOLDEN, MANIFEST, MOMENT, ORIGIN, WHOLE, manifest, published, read_manifest

pytestmark = pytest.mark.xdist_group("golden")


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The demo site, published at the moment of the golden one."""
    return published(tmp_path_factory.mktemp("golden"))


def test_no_byte_of_the_published_demo_site_changes_unseen(answers):
    """Every document and tool answer, stamps and signatures included."""
    golden = read_manifest()
    now = {path: hashlib.sha256(body).hexdigest() for path, body in answers.items()}

    assert sorted(now) == sorted(golden)
    assert [path for path in now if now[path] != golden[path]] == []


@pytest.mark.parametrize(("path", "name"), WHOLE.items(), ids=WHOLE.values())
def test_what_is_kept_whole_is_what_is_served(answers, path, name):
    """Here a difference can be read."""
    assert answers[path].decode() == (GOLDEN / name).read_bytes().decode()


@pytest.mark.parametrize("path", [path for path in WHOLE if not path.endswith(".sig")])
def test_the_golden_files_verify(path):
    """As bytes alone, where they say they come from, at their moment."""
    report = verify((GOLDEN / WHOLE[path]).read_bytes(), url=ORIGIN + path, policy=Policy.offline(), moment=MOMENT)

    assert [check.code for check in report.checks if check.outcome == "FAIL"] == []


def test_the_manifest_is_written_by_the_script(answers):
    """Sorted, a line for each path; nothing was edited by hand."""
    assert MANIFEST.read_text("utf-8") == manifest(answers)
