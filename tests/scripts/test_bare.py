"""`make bare`: what it refuses, what it hands in, how it judges a run, and that its folder goes."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bare import settings
from scripts.bare.__main__ import NOT_HERE, debian_release, main, parse
from scripts.bare.folder import KEPT, LOCK, PREFIX, BareFolder, remove_stale
from scripts.bare.results import NoTableError, Results, Skip, opt_in_patterns, read_junit
from scripts.bare.stages import INSTALLER, left_out, tail
from tests.conftest import ROOT
from tests.waiting import eventually

DEBIAN = 'ID=debian\nVERSION_CODENAME="bookworm"\n'
PAGE = """
<!-- begin: opt-in skips -->
| reason | what it leaves out | how to run it |
|---|---|---|
| `needs * of its own` | a download | `make it` |
<!-- end: opt-in skips -->
"""
TARGETS = """Origin: Debian
Release: bookworm
Component: main
Repo-URI: http://archive.example/debian/

Origin: Debian
Release: bookworm
Component: contrib
Repo-URI: http://archive.example/debian/

Origin: Debian
Release: bookworm-security
Component: main
Repo-URI: http://archive.example/security/

Origin: Somebody Else
Release: bookworm
Component: main
Repo-URI: http://others.example/

Origin: Debian
Release: trixie
Component: main
Repo-URI: http://archive.example/debian/
"""
PEM = "-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n"
JUNIT = """<testsuites><testsuite>
<testcase classname="tests.a" name="one"/>
<testcase classname="tests.a" name="two"><failure message="no"/></testcase>
<testcase classname="tests.a" name="three"><error message="no"/></testcase>
<testcase classname="tests.a" name="four"><skipped type="pytest.skip" message="needs a thing of its own"/></testcase>
<testcase classname="tests.a" name="five"><skipped type="pytest.skip" message="needs /dev/full"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The os-release file of a Debian."""
    file = tmp_path / "os-release"
    file.write_text(DEBIAN)
    return file


@pytest.mark.parametrize(
    ("text", "codename"),
    [
        pytest.param(DEBIAN, "bookworm", id="debian"),
        pytest.param("ID=fedora\nVERSION_CODENAME=x\n", None, id="another system"),
        pytest.param("ID=debian\n", None, id="no code name"),
    ],
)
def test_the_release_is_the_machines_own(tmp_path: Path, text: str, codename: str | None) -> None:
    """Its code name, or None."""
    file = tmp_path / "os-release"
    file.write_text(text)
    assert debian_release(file) == codename
    assert debian_release(tmp_path / "none") is None


def test_elsewhere_it_says_so_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No Debian: exit code 3, and nothing else."""
    assert main([], release=tmp_path / "none", uid=0) == NOT_HERE == 3
    assert capsys.readouterr() == ("", "bare: make bare needs root on Debian; nothing was done\n")


def test_without_root_it_says_so_in_one_line(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An ordinary user of Debian."""
    assert main([], release=release, uid=1000) == NOT_HERE
    assert capsys.readouterr() == ("", "bare: make bare needs root on Debian; nothing was done\n")


def test_without_the_shared_folder_it_says_so(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is made."""
    monkeypatch.setenv("ROOTZPUB_SHARED", str(tmp_path / "nowhere"))
    assert main([], release=release, uid=0) == NOT_HERE
    assert "no shared folder at" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--only", "nobody"], "invalid choice: 'nobody'", id="account"),
        pytest.param(["--without", "emacs"], "scripts/install-live.sh has no row for 'emacs'", id="package"),
        pytest.param(["--fast"], "unrecognized arguments: --fast", id="option"),
    ],
)
def test_wrong_arguments(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and what is wrong."""
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_one_package_can_be_left_out() -> None:
    """Its row goes, and only that one."""
    script = (ROOT / INSTALLER).read_text()
    less = left_out(script, "wordpress-theme-twentytwentytwo")
    assert set(script.splitlines()) - set(less.splitlines()) == {
        "wordpress-theme-twentytwentytwo:/usr/share/wordpress/wp-content/themes/twentytwentytwo/theme.json"
    }


def test_results_are_counted(tmp_path: Path) -> None:
    """Errors of fixtures are failures; skips come with their reason."""
    file = tmp_path / "junit.xml"
    file.write_text(JUNIT)
    assert read_junit(file) == Results(
        passed=1,
        failed=("tests.a::two", "tests.a::three"),
        skips=(Skip("tests.a::four", "needs a thing of its own"), Skip("tests.a::five", "needs /dev/full")),
    )


def test_only_listed_skips_are_opt_in(tmp_path: Path) -> None:
    """The others are named."""
    file = tmp_path / "junit.xml"
    file.write_text(JUNIT)
    assert read_junit(file).unlisted(opt_in_patterns(PAGE)) == [Skip("tests.a::five", "needs /dev/full")]


def test_the_page_of_this_project_has_the_table() -> None:
    """As the script reads it."""
    assert isinstance(opt_in_patterns((ROOT / "docs/testing.md").read_text("utf-8")), list)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("# Testing\n", id="no table"),
        pytest.param(PAGE.replace("`needs * of its own`", "needs something"), id="no code span"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error(page: str) -> None:
    """Never taken for an empty one."""
    with pytest.raises(NoTableError):
        opt_in_patterns(page)


def test_only_debians_own_archives_of_the_release_are_handed_in() -> None:
    """Components together, updates too; no third party, no other release."""
    assert settings.debian_repositories(TARGETS, "bookworm") == [
        settings.Repository("http://archive.example/debian/", "bookworm", ("main", "contrib")),
        settings.Repository("http://archive.example/security/", "bookworm-security", ("main",)),
    ]


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        *((name, True) for name in ("PIP_INDEX_URL", "npm_config_registry", "https_proxy", "NO_PROXY")),
        *((name, True) for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")),
        *((name, False) for name in ("HOME", "PATH", "PIP_CACHE_DIR", "NPM_CONFIG_PREFIX", "AWS_SECRET_ACCESS_KEY")),
    ],
)
def test_variables_of_access_are_handed_in(name: str, is_taken: bool) -> None:
    """And no others."""
    assert bool(settings.VARIABLES.fullmatch(name)) is is_taken


def test_named_places(tmp_path: Path) -> None:
    """Files anywhere, folders where they are sources of packages; an index with the files beside it."""
    for folder in ("srv/index/simple", "srv/wheels", "srv/more", "srv/tools"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "srv/limits.txt").touch()
    said = (
        "index-url = file:///srv/index/simple\nfind-links = /srv/wheels\n  /srv/more\nnodedir=/srv/tools\n"
        "constraint = /srv/limits.txt\nurl = https://a.example/srv/wheels\nother = /srv/none\n"
    )
    found = [str(place) for place in settings.named_places(said, tmp_path)]
    assert found == ["/srv/index", "/srv/wheels", "/srv/more", "/srv/limits.txt"]


def test_certificates_of_the_machine(tmp_path: Path) -> None:
    """Of its bundle and of the files that settings name, each once."""
    bundle = tmp_path / settings.BUNDLE
    bundle.parent.mkdir(parents=True)
    bundle.write_text(PEM)
    (tmp_path / "own.pem").write_text(PEM + PEM.replace("AAAA", "CCCC"))
    assert list(settings.trusted(tmp_path, "cafile=/own.pem")) == ["AAAABBBB", "CCCCBBBB"]


def test_the_tail_of_a_log_says_where_it_is(tmp_path: Path) -> None:
    """The last lines, and the path."""
    log = tmp_path / "log"
    log.write_text("one\ntwo\nthree\n")
    assert tail(log, lines=2) == f"two\nthree\nwhole log: {log}"


def test_the_folder_goes_at_the_end(tmp_path: Path) -> None:
    """With all that is in it."""
    with BareFolder(tmp_path) as folder:
        (folder.path / "root").mkdir()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_can_be_kept(tmp_path: Path) -> None:
    """And is no stale one later."""
    with BareFolder(tmp_path, keep=True) as folder:
        pass
    assert (folder.path / KEPT).exists()
    assert remove_stale(tmp_path) == []


def test_the_folder_goes_when_its_process_is_killed(tmp_path: Path) -> None:
    """`kill -9` leaves nothing behind: the reaper sees it."""
    code = f"""
from pathlib import Path
from scripts.bare.folder import BareFolder
with BareFolder(Path({str(tmp_path)!r})) as folder:
    print(folder.path, flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert folder.is_dir()
        process.kill()
    assert eventually(lambda: not folder.exists())


def test_a_folder_that_nobody_holds_is_removed_at_the_next_start(tmp_path: Path) -> None:
    """One that is held stays."""
    stale, held = tmp_path / f"{PREFIX}stale", tmp_path / f"{PREFIX}held"
    for folder in (stale, held):
        folder.mkdir()
        (folder / LOCK).touch()
    with (held / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert remove_stale(tmp_path) == [stale]
    assert (stale.exists(), held.exists()) == (False, True)
