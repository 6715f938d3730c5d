"""A dump as a `Source`: loaded when a snapshot is opened, let go when it closes."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rootzpub.errors import ConfigError, MalformedInput, SourceUnavailable
from rootzpub.logs import package_logger
from rootzpub.sources.dump.statements import Dump, Row
from rootzpub.sources.source import SourceOptions
from rootzpub.sources.url import file_address
from rootzpub.sources.wordpress_tables.loaded import LoadedSource
from rootzpub.sources.wordpress_tables.private import PrivateDatabase, new_private_database
from rootzpub.sources.wordpress_tables.schema import COLUMNS, Schema, schema_for
from rootzpub.sources.wordpress_tables.setup import setup_from

_logger = package_logger(__name__)
_GZIP = b"\x1f\x8b"
_OTHERS = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"\x04\x22\x4d\x18": "compressed with lz4",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"SQLite": "an SQLite database (use sqlite:FILE)",
    b"PGDMP": "a dump of PostgreSQL",
}
_STANDARD_COLUMNS = {
    "posts": (
        *("ID", "post_author", "post_date", "post_date_gmt", "post_content", "post_title", "post_excerpt"),
        *("post_status", "comment_status", "ping_status", "post_password", "post_name", "to_ping", "pinged"),
        *("post_modified", "post_modified_gmt", "post_content_filtered", "post_parent", "guid", "menu_order"),
        *("post_type", "post_mime_type", "comment_count"),
    ),
    "postmeta": COLUMNS["postmeta"],
    "options": (*COLUMNS["options"], "autoload"),
    "terms": (*COLUMNS["terms"], "term_group"),
    "term_taxonomy": COLUMNS["term_taxonomy"],
    "term_relationships": COLUMNS["term_relationships"],
    "sitemeta": COLUMNS["sitemeta"],
    "users": (
        *("ID", "user_login", "user_pass", "user_nicename", "user_email", "user_url", "user_registered"),
        *("user_activation_key", "user_status", "display_name"),
    ),
}
"""WordPress's own order of columns, for dumps that do not tell it."""
_OF_NETWORKS = {"users": ("spam", "deleted")}
"""Columns that a table has in a network only."""


def open_dump(url: str, options: SourceOptions) -> LoadedSource:
    """The source behind `sql:FILE?prefix=wp_&blog=2&database=name`.

    Raises:
        SourceUnavailable: the file cannot be read.
        MalformedInput: it is no dump.
    """
    address = file_address(url, base_dir=options.base_dir)
    schema = schema_for(address.parameters.get("prefix", options.prefix), address.parameters.get("blog", ""))
    with _opened(address.path) as stream:
        Dump(stream, lambda _: False).check()
    return LoadedSource(
        url=address.url,
        files=lambda: [address.path],
        load=lambda: load_dump(address.path, schema, database=address.parameters.get("database", "")),
        setup=setup_from(address.parameters, options),
        options=options,
    )


def load_dump(file: Path, schema: Schema, *, database: str = "") -> PrivateDatabase:
    """The site in a dump; `database` chooses one where the dump holds several.

    Raises:
        SourceUnavailable: the file cannot be read, or holds no WordPress under this prefix.
        MalformedInput: it breaks off or is no dump.
    """
    wanted = {schema.name(name): name for name in COLUMNS}
    private = new_private_database(schema)
    try:
        with _opened(file) as stream:
            dump = Dump(stream, wanted.__contains__)
            _fill(private, dump, wanted, database)
        _report(dump, file, schema)
        private.finish()
    except BaseException:
        private.close()
        raise
    return private


def _report(dump: Dump, file: Path, schema: Schema) -> None:
    """Say what of the dump is not as it says; refuse one without WordPress under this prefix."""
    if dump.decoder.foreign:
        _logger.warning(
            "%s: %d values are no %s, which it says it is; they were read as Windows-1252",
            file.name,
            dump.decoder.foreign,
            dump.decoder.charset,
        )
    if schema.name("posts") in dump.tables:
        return
    there = ", ".join(_prefixes(dump.tables)[:5])
    hint = f"tables with the prefix {there} are there" if there else "is this WordPress's database?"
    raise SourceUnavailable(f"no table {schema.name('posts')} in the dump", hint=f"check the prefix: {hint}")


def _prefixes(tables: set[str]) -> list[str]:
    """Prefixes under which WordPress's tables are."""
    found = sorted(name.removesuffix("posts") for name in tables if name.endswith("posts"))
    return [prefix for prefix in found if not tables.isdisjoint({f"{prefix}postmeta", f"{prefix}options"})]


def _fill(private: PrivateDatabase, dump: Dump, wanted: dict[str, str], database: str) -> None:
    chosen = database
    for table, columns, values in dump.rows():
        if dump.database and not chosen:
            chosen = dump.database
        # Databases of one dump may hold sites under the same prefix: which of them is meant is the owner's to say.
        if chosen and dump.database and dump.database != chosen:
            if not database and wanted[table] == "posts":
                raise ConfigError(
                    f"the dump holds several databases with WordPress, {chosen} and {dump.database}",
                    hint="say which: sql:FILE?database=NAME",
                )
            continue
        private.add(wanted[table], _record(wanted[table], columns, values))
    # Tables without rows as well, for `Reader.has` goes by what is there.
    for table in dump.columns.keys() & wanted.keys():
        private.create(wanted[table])


def _record(table_name: str, columns: list[str], values: Row) -> dict[str, str | int | None]:
    names = columns or _STANDARD_COLUMNS.get(table_name, ())
    if not columns and len(names) < len(values):
        names = (*names, *_OF_NETWORKS.get(table_name, ()))
    if len(names) != len(values):
        raise MalformedInput(
            f"a row of {table_name} in the dump has {len(values)} values, its table {len(names)} columns",
            hint="make the dump with table definitions (without --no-create-info)",
        )
    return dict(zip(names, values, strict=True))


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """The bytes of a dump, unpacked."""
    try:
        with file.open("rb") as raw:
            head = raw.read(6)
            raw.seek(0)
            other = next((what for mark, what in _OTHERS.items() if head.startswith(mark)), "")
            if other:
                raise MalformedInput(f"{file.name} is {other}", hint="unpack it, or pack it with gzip")
            if not head.startswith(_GZIP):
                yield raw
                return
            with gzip.open(raw) as unpacked:
                yield cast("BinaryIO", unpacked)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise MalformedInput(f"{file.name} is cut off or damaged", hint="copy or make the backup again") from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SourceUnavailable(f"cannot read {file}: {reason}", hint="check the path and its permissions") from None
