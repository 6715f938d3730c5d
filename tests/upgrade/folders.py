"""Site folders as older programs left them, each unpacked into a folder of the test's own."""

import json
import tarfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rootzpub.clock import Clock, fixed_clock
from rootzpub.config import Config, load_config

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures" / "upgrade"
COMMITS = tuple(sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()))


@dataclass(frozen=True)
class OldFolder:
    """A working folder with its store, and what the program that made it answered."""

    commit: str
    path: Path
    expected: dict[str, Any]

    @classmethod
    def unpack(cls, commit: str, path: Path) -> "OldFolder":
        """The folder that the program of this commit left."""
        with tarfile.open(FIXTURES / commit / "site.tar.xz") as archive:
            if hasattr(tarfile, "data_filter"):  # not in Debian 12's Python 3.11.2
                archive.extraction_filter = tarfile.data_filter
            archive.extractall(path)
        return cls(
            commit=commit, path=path, expected=json.loads((FIXTURES / commit / "expected.json").read_text("utf-8"))
        )

    @property
    def beside(self) -> Path:
        """The folder of the fixture, where other files of that program lie."""
        return FIXTURES / self.commit

    @property
    def config(self) -> Config:
        """As the present program reads it."""
        return load_config(self.path)

    @property
    def data(self) -> Path:
        """Where the store is."""
        return self.path / "rootzpub-data"

    @property
    def clock(self) -> Clock:
        """The moment at which the old program answered."""
        return fixed_clock(datetime.fromisoformat(self.expected["clock"]))
