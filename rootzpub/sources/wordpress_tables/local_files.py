"""The local file system, as far as a wp-config.php asks about it (`wordpress.php_config.Files`)."""

from pathlib import Path, PurePath


class LocalFiles:
    """Files of this machine, read with the rights of this process."""

    def read(self, file: PurePath, *, most_bytes: int) -> bytes:
        """The first bytes of a file. Raises OSError where it cannot be read."""
        with Path(file).open("rb") as opened:
            return opened.read(most_bytes)

    def is_file(self, file: PurePath) -> bool:
        """Whether it is a file; no, where a folder above may not be searched."""
        try:
            return Path(file).is_file()
        except OSError:
            return False

    def is_dir(self, file: PurePath) -> bool:
        """Whether it is a folder."""
        return Path(file).is_dir()

    def exists(self, file: PurePath) -> bool:
        """Whether there is anything of this name."""
        return Path(file).exists()

    def resolve(self, file: PurePath) -> PurePath:
        """The path without links and `..`. Raises OSError where there is nothing."""
        return Path(file).resolve(strict=True)
