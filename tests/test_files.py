"""Atomic writes."""

import pytest

from rootzpub.files import reserve, write_atomic


def test_a_file_is_replaced_whole_with_its_mode(tmp_path):
    """The new content and mode stand, and nothing is left beside it."""
    path = tmp_path / "new" / "file"
    write_atomic(path, b"one")
    write_atomic(path, b"two", mode=0o600)

    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    """A folder in the way makes the rename fail; nothing half-written stays."""
    path = tmp_path / "file"
    path.mkdir()
    (path / "inside").write_text("x")

    with pytest.raises(OSError, match="file"):
        write_atomic(path, b"one")

    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_new_folder_is_as_private_as_the_file(tmp_path):
    """The folder of a key is its owner's alone; any other is as the system makes folders."""
    (tmp_path / "usual").mkdir()
    for name, mode in (("private", 0o600), ("public", 0o644)):
        write_atomic(tmp_path / name / "file", b"one", mode=mode)
    modes = {folder.name: folder.stat().st_mode & 0o777 for folder in tmp_path.iterdir()}
    assert modes == {"private": 0o700, "public": modes["usual"], "usual": modes["usual"]}


def test_reserved_room_is_on_the_disk(tmp_path):
    """Not a hole: writing into it later cannot fail. What is there stays."""
    path = tmp_path / "room"
    path.write_bytes(b"kept")
    with path.open("r+b") as file:
        reserve(file.fileno(), 1 << 16)

    assert path.read_bytes()[:4] == b"kept"
    assert path.stat().st_size == 1 << 16
    assert path.stat().st_blocks * 512 >= 1 << 16
