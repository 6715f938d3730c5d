"""A folder replaced as a whole."""

import ctypes
import errno
import multiprocessing
import os
import signal
from dataclasses import replace

import pytest

from rootzpub.errors import StoreUnavailable, UsageError
from rootzpub.publisher import atomic_folder
from rootzpub.publisher.atomic_folder import MANIFEST, Manifest, replace_folder


def make(out, **files):
    """Build a tree with these files."""
    with replace_folder(out) as stage:
        for name, content in files.items():
            (stage.folder / name).write_text(content)
        Manifest(dict.fromkeys(files, "digest")).write(stage.folder)


def tree(out):
    """Names and contents, without the manifest."""
    return {path.name: path.read_text() for path in out.iterdir() if path.name != MANIFEST}


def test_a_new_tree_takes_the_place_of_the_old_one(tmp_path):
    """Old files go, nothing is left beside it."""
    out = tmp_path / "public"
    make(out, a="1", b="1")
    make(out, a="2")
    assert tree(out) == {"a": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_nobody_else_may_write_what_was_built(tmp_path):
    """Folders and files, even where the process's umask takes nothing away."""
    before = os.umask(0)
    try:
        with replace_folder(tmp_path / "public") as stage:
            (stage.folder / "sub").mkdir()
            (stage.folder / "sub" / "page").write_text("1")
            Manifest({"sub/page": "digest"}).write(stage.folder)
    finally:
        os.umask(before)
    made = [tmp_path / "public", *(tmp_path / "public").rglob("*")]
    assert len(made) == 4
    assert [path for path in made if path.stat().st_mode & 0o002] == []


def test_what_others_put_there_stays(tmp_path):
    """A CNAME, a favicon."""
    out = tmp_path / "public"
    make(out, a="1")
    (out / "sub").mkdir()
    (out / "sub" / "CNAME").write_text("example.org")
    make(out, a="2")
    assert (out / "sub" / "CNAME").read_text() == "example.org"


@pytest.mark.parametrize("content", ["", '{"format":"other"}', "[]"])
def test_a_folder_of_others_is_refused(tmp_path, content):
    """And left as it is."""
    out = tmp_path / "home"
    out.mkdir()
    (out / "letter").write_text("dear")
    (out / MANIFEST).write_text(content)
    with pytest.raises(UsageError, match="not made by rootzpub build"):
        make(out, a="1")
    assert (out / "letter").read_text() == "dear"


def test_a_file_is_no_folder(tmp_path):
    """Said, not replaced."""
    (tmp_path / "public").write_text("x")
    with pytest.raises(UsageError, match="is not a folder"):
        make(tmp_path / "public", a="1")


def test_an_empty_folder_may_be_used(tmp_path):
    """There is nothing to lose; its mode stays."""
    out = tmp_path / "public"
    out.mkdir(mode=0o750)
    make(out, a="1")
    assert (tree(out), out.stat().st_mode & 0o777) == ({"a": "1"}, 0o750)


def test_an_error_leaves_the_old_tree(tmp_path):
    """And nothing beside it."""
    out = tmp_path / "public"

    def break_off():
        with replace_folder(out) as stage:
            (stage.folder / "a").write_text("2")
            raise RuntimeError("in the middle")

    make(out, a="1")
    with pytest.raises(RuntimeError, match="in the middle"):
        break_off()
    assert tree(out) == {"a": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def _die(out):
    with replace_folder(out) as stage:
        (stage.folder / "a").write_text("2")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_build_leaves_the_old_tree_and_does_not_block_the_next(tmp_path):
    """Its remains are cleared away."""
    out = tmp_path / "public"
    make(out, a="1")
    child = multiprocessing.get_context("fork").Process(target=_die, args=(out,))
    child.start()
    child.join()
    after = tree(out)
    make(out, a="3")
    assert (after, tree(out)) == ({"a": "1"}, {"a": "3"})
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_a_build_cut_off_between_two_steps_is_finished(tmp_path):
    """Where the system cannot exchange folders: the old tree is put back first."""
    out = tmp_path / "public"
    make(out, a="1")
    out.rename(tmp_path / ".public.old")
    make(out, b="2")
    assert tree(out) == {"b": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


class OldSystem:
    """A C library without renameat2."""


def test_without_an_exchange_two_steps_do(tmp_path):
    """Older systems, other file systems."""
    out = tmp_path / "public"
    make(out, a="1")
    with replace_folder(out) as stage:
        (stage.folder / "a").write_text("2")
        Manifest({"a": "x"}).write(stage.folder)
        atomic_folder.swap(stage.folder, out, libc=OldSystem())
        stage.folder.mkdir()
        Manifest({"a": "x"}).write(stage.folder)
        (stage.folder / "a").write_text("3")
    assert tree(out) == {"a": "3"}
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_something_else_under_the_name_we_need_is_left_alone(tmp_path):
    """Not ours, not deleted."""
    beside = tmp_path / ".public.new"
    beside.mkdir()
    (beside / "precious").write_text("x")
    with pytest.raises(UsageError, match="is in the way"):
        make(tmp_path / "public", a="1")
    assert (beside / "precious").read_text() == "x"


def test_a_build_whose_manifest_was_cut_off_does_not_block_the_next(tmp_path):
    """A full disk, or kill -9 at the worst moment, leaves half a list of what is ours: it is ours all the same."""
    out, cut = tmp_path / "public", tmp_path / ".public.new"
    cut.mkdir()
    (cut / MANIFEST).write_text('{"files":{"a":')
    (cut / "a").write_text("half")
    make(out, a="1")
    assert (tree(out), cut.exists()) == ({"a": "1"}, False)


def test_two_builds_at_once_are_refused(tmp_path):
    """The second is refused."""
    out = tmp_path / "public"
    with replace_folder(out), pytest.raises(StoreUnavailable, match="another build"):
        make(out, a="1")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    """A file is where a folder is needed."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        make(tmp_path / "file" / "public", a="1")


def test_a_kept_file_keeps_its_identity(tmp_path):
    """The same inode: hosts and backups see that nothing changed."""
    out = tmp_path / "public"
    make(out, a="1")
    inode = (out / "a").stat().st_ino
    with replace_folder(out) as stage:
        kept = stage.reuse("a"), stage.reuse("missing")
        Manifest({"a": "x"}).write(stage.folder)
    assert (kept, (out / "a").stat().st_ino) == ((True, False), inode)


def test_a_link_to_a_folder_is_followed(tmp_path):
    """The folder it names is replaced, the link stays."""
    real = tmp_path / "real"
    make(real, a="1")
    (tmp_path / "link").symlink_to(real)
    make(tmp_path / "link", a="2")
    assert (tree(real), (tmp_path / "link").is_symlink()) == ({"a": "2"}, True)


def test_where_files_cannot_be_linked_they_are_copied(tmp_path):
    """Some file systems know no second names."""

    def refuse(*_, **__):
        raise PermissionError("no links here")

    out = tmp_path / "public"
    make(out, a="1")
    with replace_folder(out) as stage:
        kept = replace(stage, link=refuse).reuse("a")
        Manifest({"a": "x"}).write(stage.folder)
    assert (kept, tree(out)) == (True, {"a": "1"})


class RefusingSystem:
    """A C library whose exchange is not allowed."""

    def renameat2(self, *_):
        """Say so."""
        ctypes.set_errno(errno.EACCES)
        return -1


def test_an_exchange_that_is_refused_changes_nothing(tmp_path):
    """It is an error, not a reason for two steps."""
    for name in ("new", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "out" / "a").write_text("1")
    with pytest.raises(PermissionError):
        atomic_folder.swap(tmp_path / "new", tmp_path / "out", libc=RefusingSystem())
    assert tree(tmp_path / "out") == {"a": "1"}
