"""What a running server writes: JSON lines with ids, and nothing of what was asked, who asked, or what is secret."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from rootzpub.proof.keyfile import new_secret, write_keystore
from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub, waited_for
from tests.waiting import LIMIT

HIDDEN = {
    "path": "MARKPATH",
    "query": "MARKQUERY",
    "header": "MARKHEADER",
    "body": "MARKBODY",
    "method": "MARKMETHOD",
    "token": "MARKTOKEN",
    "password": "MARKPASSWORD",
    "passphrase": "MARKPASSPHRASE",
    "raw line": "MARKRAW",
    "address": "198.51.100.77",
}
"""Words that the test sends or configures, by where they stand."""
SETTINGS = f"""
[source]
url = "mysql://reader:{HIDDEN["password"]}@127.0.0.1:1/wordpress"
[site]
base_url = "https://example.com"
[signing]
key = "keystore:wallet.json"
passphrase = "file:passphrase"
[serve]
access_log = true
trusted_proxies = ["127.0.0.1"]
owner_token = "file:token"
[log]
level = "debug"
format = "json"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site in the store, and settings full of secrets whose source has died since."""
    folder = tmp_path_factory.mktemp("log") / "site"
    made = rootzpub("init", folder, "--source", f"rest:{ROOT / 'fixtures/demo/rest'}", "--new-key")
    assert made.returncode == 0, made.stderr
    assert rootzpub("-C", folder, "sync").returncode == 0
    (folder / "passphrase").write_text(HIDDEN["passphrase"])
    (folder / "token").write_text(HIDDEN["token"])
    write_keystore(folder / "wallet.json", new_secret(), HIDDEN["passphrase"], work=2)
    (folder / "rootzpub.toml").write_text(SETTINGS)
    return folder


def ask_everything(url: str, port: int) -> list[str]:
    """Put the marks wherever a client can; gives the ids of the answers."""
    marked = {"X-Anything": HIDDEN["header"], "X-Forwarded-For": HIDDEN["address"], "User-Agent": HIDDEN["header"]}
    asked = [
        ("GET", "/.well-known/ai", {}),
        ("GET", f"/{HIDDEN['path']}/", {}),
        ("GET", f"/wp-json/rootz/v1/search?q={HIDDEN['query']}", {}),
        ("GET", f"/wp-json/rootz/v1/page?path=/{HIDDEN['query']}/", {}),
        ("GET", f"/wp-json/rootz/v1/search?limit={HIDDEN['query']}", {}),
        ("GET", "/wp-json/rootz/v1/status", {"Authorization": f"Bearer {HIDDEN['token']}"}),
        ("GET", "/wp-json/rootz/v1/status", {"Authorization": f"Basic {HIDDEN['password']}"}),
        ("GET", f"/verify?what={HIDDEN['query']}", {}),
        ("GET", f"/%ff{HIDDEN['path']}", {}),
        ("OPTIONS", f"/{HIDDEN['path']}", {}),
        (HIDDEN["method"], "/", {}),
        ("GET", "/llms.txt", {"X-Request-Id": f"{HIDDEN['header']} {HIDDEN['header']}"}),
    ]
    answers = [requests.request(method, url + path, headers=marked | own, timeout=LIMIT) for method, path, own in asked]
    for form in (
        {"what": HIDDEN["body"]},
        {"what": f"http://127.0.0.1:1/{HIDDEN['body']}"},
        {"answer": HIDDEN["body"]},
    ):
        path = "/delegate" if "answer" in form else "/verify"
        answers.append(requests.post(url + path, data=form, headers=marked, timeout=LIMIT))
    with socket.create_connection(("127.0.0.1", port)) as raw:  # no request at all
        raw.sendall(f"GET /{HIDDEN['raw line']} NONSENSE\r\nbad header {HIDDEN['raw line']}\r\n\r\n".encode())
        raw.recv(100)
    return [answer.headers["X-Request-Id"] for answer in answers]


@pytest.fixture(scope="module")
def served(site: Path) -> tuple[list[str], bytes]:
    """The ids that a server with these settings gave, and all that its processes wrote."""
    port = free_port()
    command = [sys.executable, "-m", "rootzpub", "-C", str(site), "serve", "--bind", f"127.0.0.1:{port}"]
    log = site.parent / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        waited_for(lambda: requests.get(f"{url}/.well-known/ai", timeout=LIMIT).ok, process, log)
        numbers = ask_everything(url, port)
        waited_for(lambda: b"what was published stays" in log.read_bytes(), process, log)  # the watcher met the source
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=LIMIT)
    return numbers, log.read_bytes()


@pytest.mark.slow("runs every command and a server")
def test_every_line_is_a_record(served: tuple[list[str], bytes]) -> None:
    """Of the parent, its workers and the process that follows the source."""
    records = [json.loads(line) for line in served[1].splitlines()]
    assert {record["logger"] for record in records} >= {"rootzpub.cli", "rootzpub.web", "rootzpub.publisher"}
    assert all({"time", "level", "logger", "message"} <= set(record) for record in records)


@pytest.mark.slow("more than a tenth of a second a case")
def test_every_request_has_a_record_with_the_id_of_its_answer(served: tuple[list[str], bytes]) -> None:
    """Each id once."""
    numbers, written = served
    recorded = [record.get("request") for record in map(json.loads, written.splitlines())]
    assert len(set(numbers)) == len(numbers)
    assert [recorded.count(number) for number in numbers] == [1] * len(numbers)


@pytest.mark.slow("starts a server and asks it everything")
@pytest.mark.parametrize("mark", HIDDEN.values(), ids=HIDDEN)
def test_no_line_says_what_was_asked_who_asked_or_what_is_secret(served: tuple[list[str], bytes], mark: str) -> None:
    """Wherever it stood."""
    assert mark.lower().encode() not in served[1].lower()


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_a_passphrase_and_a_key_that_fail_are_in_no_line(site: Path) -> None:
    """The error names the file, not what is in it."""
    (site / "wrong").write_text("MARKWRONG")
    options = ["--key", f"keystore:{site / 'wallet.json'}", "--passphrase", f"file:{site / 'wrong'}"]
    ended = rootzpub("--log-level", "debug", "--log-json", "-C", site, "keys", "show", *options)
    (record,) = map(json.loads, ended.stderr.splitlines())
    assert (ended.returncode, record["level"]) == (3, "error")
    assert b"MARKWRONG" not in ended.stderr
    assert HIDDEN["passphrase"].encode() not in ended.stderr


@pytest.mark.slow("starts processes of our own")
def test_another_server_says_that_the_source_is_dead(site: Path, tmp_path: Path) -> None:
    """`create_app()` as wsgi.py calls it: its thread follows the source, and its errors are on standard error."""
    folder = shutil.copytree(site, tmp_path / "site")  # the settings of the others stay
    (folder / "password").write_text(HIDDEN["password"])
    dead = SETTINGS.replace(f":{HIDDEN['password']}@", "@").replace("[site]", 'password = "file:password"\n[site]')
    (folder / "rootzpub.toml").write_text(dead.replace('format = "json"', 'format = "text"'))
    program = """
from rootzpub.publisher import last_outcome
from rootzpub.state import FileNote
from rootzpub.web import create_app
from pathlib import Path
from tests.waiting import eventually
app = create_app()
note = FileNote(Path("rootzpub-data/last-sync.json"))
assert eventually(lambda: last_outcome(note) is not None)
"""
    (folder / "rootzpub-data/last-sync.json").unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=True,
    )
    assert ended.stderr.startswith("error: ")
    assert "the database does not answer" in ended.stderr
    assert ended.stderr.count("what was published stays") == 1
    assert HIDDEN["password"] not in ended.stderr
