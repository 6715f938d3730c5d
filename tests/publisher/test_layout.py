"""Which file holds which path."""

import pytest

from rootzpub.publisher.layout import Layout

PATHS = ["/.well-known/ai", "/.well-known/ai.json", "/.well-known/ai/feed", "/.well-known/ai/feed/page/2", "/llms.txt"]


@pytest.mark.parametrize(
    ("path", "file"),
    [
        pytest.param("/.well-known/ai", ".well-known/ai/index.json", id="a folder of others"),
        pytest.param("/.well-known/ai.json", ".well-known/ai.json", id="with extension"),
        pytest.param("/.well-known/ai/feed", ".well-known/ai/feed/index.json", id="with further pages"),
        pytest.param("/.well-known/ai/feed/page/2", ".well-known/ai/feed/page/2", id="a further page"),
        pytest.param("/llms.txt.sig", "llms.txt.sig", id="signature"),
        pytest.param("/a%20b", "a b", id="decoded, as hosts look for it"),
        pytest.param("/../../etc/passwd", "", id="upwards"),
        pytest.param("/%2e%2e/x", "", id="upwards, encoded"),
        pytest.param("/a//b", "", id="empty part"),
        pytest.param("/a%00b", "", id="nul"),
        pytest.param("/", "", id="home"),
    ],
)
def test_a_path_is_its_file_unless_it_is_a_folder(path, file):
    """And never outside."""
    assert Layout(PATHS).file_of(path) == file


def test_no_file_is_a_folder_of_another():
    """Every path of the set can lie on one disk."""
    layout = Layout(PATHS)
    files = [layout.file_of(path) for path in PATHS]
    assert not [one for one in files for other in files if other.startswith(f"{one}/")]
