"""Bad input: a clear line, the right status or exit code, no traceback, and nothing lost."""

import json
import resource
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.site import Published, rootzpub
from tests.waiting import LIMIT

DEMO = f"rest:{ROOT / 'fixtures/demo/rest'}"


def said(outcome: "subprocess.CompletedProcess[bytes]") -> str:
    """What was printed for people; never a traceback."""
    text = (outcome.stdout + outcome.stderr).decode()
    assert "Traceback" not in text
    return text


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An initialised and synced demo site."""
    folder = tmp_path / "site"
    assert rootzpub("init", folder, "--source", DEMO).returncode == 0
    assert rootzpub("-C", folder, "sync").returncode == 0
    return folder


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_folder_that_is_not_there(tmp_path):
    """Exit code 3, the folder named, and nothing written."""
    outcome = rootzpub("init", tmp_path / "site", "--source", f"rest:{tmp_path / 'nowhere'}")

    assert outcome.returncode == 3
    assert "nowhere" in said(outcome)
    assert not (tmp_path / "site" / "rootzpub.toml").exists()


@pytest.mark.slow("starts processes of our own")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param('[{"id": 1, "title": {"rendered": "cut', "posts.json", id="truncated"),
        pytest.param("<!doctype html><title>Login</title>", "posts.json", id="html"),
        pytest.param("[1, 2, 3]", "posts.json", id="no entries"),
    ],
)
def test_answers_that_are_not_what_they_should_be(tmp_path, site, content, name):
    """Exit code 5, the file named, and the last publication still served."""
    before = rootzpub("-C", site, "show", "/.well-known/ai/pages").stdout
    rest = tmp_path / "rest"
    shutil.copytree(ROOT / "fixtures/demo/rest", rest)
    (rest / name).write_text(content)
    toml = site / "rootzpub.toml"
    toml.write_text(toml.read_text().replace(str(ROOT / "fixtures/demo/rest"), str(rest)))

    outcome = rootzpub("-C", site, "sync")

    assert outcome.returncode == 5
    assert name in said(outcome)
    pages = json.loads(rootzpub("-C", site, "show", "/.well-known/ai/pages").stdout)["pages"]
    assert pages == json.loads(before)["pages"]


@pytest.mark.slow("starts processes of our own")
def test_an_unknown_setting(site):
    """Exit code 2 and the nearest setting."""
    (site / "rootzpub.toml").write_text('[source]\nulr = "rest:x"\n')

    outcome = rootzpub("-C", site, "sync")

    assert outcome.returncode == 2
    assert "source.ulr" in said(outcome)
    assert "url" in said(outcome)


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_a_wrong_passphrase(tmp_path, site):
    """Exit code 3, and neither key nor passphrase in what is said."""
    made = rootzpub(
        "-C", site, "keys", "new", "--keystore", "--out", tmp_path / "key.json", "--passphrase", "env:RIGHT",
        env={"RIGHT": "correct horse"},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    toml = site / "rootzpub.toml"
    toml.write_text(
        toml.read_text()
        .replace('# key = "file:rootzpub-data/signing.key"', f'key = "keystore:{tmp_path / "key.json"}"')
        .replace('# passphrase = ""', 'passphrase = "env:WRONG"')
    )

    outcome = rootzpub("-C", site, "show", "/.well-known/ai", env={"WRONG": "battery staple"})

    assert outcome.returncode == 3
    assert "passphrase" in said(outcome)
    assert "battery" not in said(outcome)


@pytest.mark.slow("starts processes of our own")
def test_a_busy_port(site):
    """Exit code 2, the address named, before any worker starts."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        outcome = rootzpub("-C", site, "serve", "--bind", f"127.0.0.1:{port}")

    assert outcome.returncode == 2
    assert f"127.0.0.1:{port}" in said(outcome)


@pytest.mark.slow("starts processes of our own")
def test_a_full_disk_while_syncing(site):
    """Exit code 3, what to do, and what was published stays; a file-size limit stands for the disk."""
    before = json.loads(rootzpub("-C", site, "show", "/.well-known/ai/pages").stdout)["pages"]
    limit = 4 * 1024

    outcome = subprocess.run(
        [sys.executable, "-m", "rootzpub", "-C", site, "sync", "--full"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        check=False,
        timeout=LIMIT,
    )

    assert outcome.returncode == 3, said(outcome)
    assert "hint:" in said(outcome)
    assert json.loads(rootzpub("-C", site, "show", "/.well-known/ai/pages").stdout)["pages"] == before


@pytest.mark.slow("starts processes of our own")
def test_an_existing_configuration_is_not_overwritten(site):
    """Exit code 2 and the file as it was."""
    before = (site / "rootzpub.toml").read_bytes()

    outcome = rootzpub("init", site, "--source", DEMO)

    assert outcome.returncode == 2
    assert "exists already" in said(outcome)
    assert (site / "rootzpub.toml").read_bytes() == before


@pytest.mark.slow("starts processes of our own")
@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        pytest.param("/wp-json/rootz/v1/search", 400, "q", id="q missing"),
        pytest.param("/wp-json/rootz/v1/search?q=", 400, "q", id="q empty"),
        pytest.param("/wp-json/rootz/v1/search?q=" + "a" * 201, 400, "q", id="q too long"),
        pytest.param("/wp-json/rootz/v1/search?q=lamp&limit=abc", 400, "limit", id="limit=abc"),
        pytest.param("/wp-json/rootz/v1/search?q=lamp&limit=0", 400, "limit", id="limit=0"),
        pytest.param("/wp-json/rootz/v1/search?q=lamp&offset=-1", 400, "offset", id="offset=-1"),
        pytest.param("/wp-json/rootz/v1/search?q=a&q=b", 400, "q", id="q twice"),
        pytest.param("/wp-json/rootz/v1/search?q=%ff%fe", 400, "UTF-8", id="not UTF-8"),
        pytest.param("/wp-json/rootz/v1/search?q=lamp&after=soon", 400, "after", id="no date"),
        pytest.param("/wp-json/rootz/v1/page", 400, "path", id="path missing"),
        pytest.param("/wp-json/rootz/v1/page?path=../../etc/passwd", 404, "", id="path=../../etc/passwd"),
        pytest.param("/wp-json/rootz/v1/page?path=%00", 400, "path", id="NUL in path"),
        pytest.param("/.well-known/ai/content?page=0", 400, "page", id="page=0"),
        pytest.param("/.well-known/ai/content/nothing", 404, "", id="unknown segment"),
        pytest.param("/no/such/thing", 404, "", id="unknown path"),
        pytest.param("/..%2f..%2fetc/passwd", 404, "", id="encoded traversal"),
        pytest.param("/wp-json/rootz/v1/search?q=" + "x" * 10_000, 400, "", id="10 kB query"),
    ],
)
def test_what_a_client_may_send(demo: Published, path, status, named):
    """Each a signed JSON error document with the right status, naming the parameter."""
    answer = demo.get(path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    document = answer.json()
    assert document["status"] == status
    assert set(document["error"]) == {"code", "message", "hint"}
    assert named in document["error"]["message"]
    assert document["_signature"]["signature"].startswith("0x")


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_query_of_a_megabyte(demo: Published):
    """Refused with a client's status; the server lives on."""
    answer = demo.get("/wp-json/rootz/v1/search?q=" + "x" * 1_000_000)

    assert 400 <= answer.status_code < 500
    assert demo.get("/.well-known/ai").status_code == 200


@pytest.mark.slow("builds the search index of a whole site first")
@pytest.mark.parametrize(
    "query", ['"', "*", "AND", "NEAR(a b", "a* OR", "-", "(", "col:x", "'; DROP TABLE entries", "日"]
)
def test_no_question_breaks_search(demo: Published, query):
    """Words of the full-text language are words."""
    import requests

    answer = requests.get(f"{demo.url}/wp-json/rootz/v1/search", params={"q": query}, timeout=LIMIT)

    assert answer.status_code == 200
    assert answer.json()["query"] == query
