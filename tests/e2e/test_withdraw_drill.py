"""The drill: a word that should not have been published, out of every worker's answers while it is being served."""

import json
from pathlib import Path

import pytest
import requests

from tests.e2e.site import published, rootzpub
from tests.waiting import LIMIT, eventually

MARKER = "Quintessence"


def write_posts(folder: Path, *, more: int = 0) -> None:
    """Forty posts; the seventh holds the word in title, text and excerpt, the eighth lists it."""
    folder.mkdir(exist_ok=True)
    posts = []
    for number in range(1, 41 + more):
        title, body = f"Post {number}", f"<p>Words of {number}</p>"
        if number == 7:
            title, body = f"The {MARKER} of plans", f"<p>{MARKER}, as nobody was to read it.</p>"
        if number == 8:
            link = f'<a href="https://example.test/post-7/">The {MARKER} of plans</a>'
            body = f'<ul class="wp-block-latest-posts"><li>{link}</li></ul>'
        rendered = {"title": {"rendered": title}, "content": {"rendered": body, "protected": False}}
        dates = dict.fromkeys(("date_gmt", "modified_gmt"), "2026-01-02T03:04:05")
        named = {"id": number, "slug": f"post-{number}", "status": "publish"}
        posts.append({**named, **dates, **rendered, "link": f"https://example.test/post-{number}/"})
    (folder / "posts.json").write_text(json.dumps(posts))


@pytest.mark.slow("starts a server with its watcher")
def test_a_withdrawn_word_is_in_no_answer_and_no_file(tmp_path: Path) -> None:
    """Every worker's cached answers included; a sync of the server's watcher does not bring it back."""
    write_posts(tmp_path / "rest")
    with published(tmp_path, f"rest:{tmp_path / 'rest'}") as site:
        paths = ["/.well-known/ai/content/posts", "/llms.txt", f"/wp-json/rootz/v1/search?q={MARKER}"]
        pages = [f"/wp-json/rootz/v1/page?path=/post-{number}/" for number in (7, 8)]
        for _ in range(12):  # so that every worker has cached them
            assert all(MARKER in requests.get(site.url + path, timeout=LIMIT).text for path in (*paths[:1], *pages))
        done = rootzpub("-C", site.folder, "withdraw", "/post-7/", "--yes", "--json")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert (found["withdrawn"], found["quoting"]) == (["/post-7/"], ["/post-8/"])
        for _ in range(12):
            answers = [requests.get(site.url + path, timeout=LIMIT).text for path in (paths[0], paths[1], *pages)]
            assert not any(MARKER in answer for answer in answers)
            assert requests.get(site.url + paths[2], timeout=LIMIT).json()["totalFound"] == 0
        write_posts(tmp_path / "rest", more=1)
        new = f"{site.url}/wp-json/rootz/v1/page?path=/post-41/"
        assert eventually(lambda: requests.get(new, timeout=LIMIT).status_code == 200)
        assert eventually(lambda: requests.get(site.url + pages[1], timeout=LIMIT).status_code == 200)
        assert not any(MARKER in requests.get(site.url + path, timeout=LIMIT).text for path in (*paths[:2], *pages))
        data = b"".join(file.read_bytes() for file in (site.folder / "rootzpub-data").rglob("*") if file.is_file())
        assert MARKER.encode() not in data
    built = rootzpub("-C", site.folder, "build", tmp_path / "out")
    assert built.returncode == 0, built.stderr
    assert MARKER.encode() not in b"".join(
        file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()
    )
