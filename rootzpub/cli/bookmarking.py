"""The file of bookmarks, for `bookmark` and `recheck`."""

import os
from pathlib import Path

from rootzpub.verify.bookmarks import BookmarkFile
from rootzpub.verify.pins import default_path


def bookmark_file(path: Path | None) -> BookmarkFile:
    """The file named, or `bookmarks.json` beside the pins."""
    return BookmarkFile(path or default_path(os.environ, Path.home()).with_name("bookmarks.json"))
