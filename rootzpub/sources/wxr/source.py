"""An export as a `Source`: loaded when a snapshot is opened, let go when it closes."""

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.sources.source import SourceOptions
from rootzpub.sources.url import file_address
from rootzpub.sources.wordpress_tables.loaded import LoadedSource
from rootzpub.sources.wordpress_tables.private import PrivateDatabase, new_private_database
from rootzpub.sources.wordpress_tables.schema import Schema
from rootzpub.sources.wordpress_tables.setup import setup_from
from rootzpub.sources.wxr.loading import Loader
from rootzpub.sources.wxr.records import records
from rootzpub.sources.wxr.repair import repaired

_GZIP = b"\x1f\x8b"
_HEAD = 1 << 16
_HOME = re.compile(rb"<(?:\w++:)?base_blog_url>\s*+(?:<!\[CDATA\[\s*+)?(https?://[^<\]\s]++)")
_LINK = re.compile(rb"<link>\s*+(?:<!\[CDATA\[\s*+)?(https?://[^<\]\s]++)")


def open_wxr(url: str, options: SourceOptions) -> LoadedSource:
    """The source behind `wxr:FILE`, `wxr:one.xml,two.xml`, `wxr:DIR` or `wxr:export-*.xml`.

    Raises:
        SourceUnavailable: there is no such file, or it cannot be read.
        MalformedInput: the first file is no export.
    """
    address = file_address(url, base_dir=options.base_dir)

    def files() -> list[Path]:
        return find_files(address.path)

    with _opened(files()[0]) as stream:
        head = stream.read(_HEAD)
        if b"<rss" not in head and b"<channel" not in head:
            raise MalformedInput(f"{files()[0].name} is no WordPress export", hint="make one under Tools → Export")
    return LoadedSource(
        url=address.url,
        files=files,
        load=lambda: load_exports(files()),
        setup=setup_from(address.parameters, options),
        options=options,
    )


def find_files(place: Path) -> list[Path]:
    """The files that a path names: itself, a folder's exports, a pattern, or several with commas between.

    Raises:
        SourceUnavailable: none is there.
    """
    found: list[Path] = []
    for name in place.name.split(","):
        path = place.with_name(name.strip()) if name.strip() else place
        if path.is_dir():
            found += sorted([*path.glob("*.xml"), *path.glob("*.xml.gz"), *path.glob("*.wxr")])
        elif path.exists():
            found.append(path)
        else:
            found += sorted(path.parent.glob(path.name))
    if not found:
        raise SourceUnavailable(f"no export at {place}", hint="check the path; several files: wxr:one.xml,two.xml")
    return found


def load_exports(files: list[Path]) -> PrivateDatabase:
    """The site in one or several files of an export.

    Raises:
        SourceUnavailable: a file cannot be read.
        MalformedInput: a file is no export, breaks off, or is a trap.
    """
    private = new_private_database(Schema("wp_", "wp_"))
    try:
        loader = Loader(private)
        for file in files:
            with _opened(file) as stream:
                # The home address is needed before the first item, so each file is opened twice.
                loader.start(_home(stream.read(_HEAD)))
            with _opened(file) as stream:
                loader.load(records(repaired(stream)))
        loader.finish()
    except BaseException:
        private.close()
        raise
    return private


def _home(head: bytes) -> str:
    """The home address in the beginning of an export, or the channel's link, which older exports and others have."""
    found = _HOME.search(head) or _LINK.search(head.partition(b"<item")[0])
    return found[1].decode("utf-8", "replace") if found else ""


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if not packed:
                yield raw
                return
            with gzip.open(raw) as unpacked:
                yield cast("BinaryIO", unpacked)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise MalformedInput(f"{file.name} is cut off or damaged", hint="download the export again") from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SourceUnavailable(f"cannot read {file}: {reason}", hint="check the path and its permissions") from None
