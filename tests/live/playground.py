"""WordPress 6.2 to 6.7 on SQLite: the builds of the WordPress Playground, run by the machine's own PHP.

Invariants: the same interface as the MariaDB site (PhpSite); the builds are unpacked from `.live/playground`, which
`scripts/install-playground.sh` fills.
"""

import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .phpsite import PhpSite
from .processes import MissingServerError

BUILDS = Path(os.environ.get("ROOTZPUB_PLAYGROUND", Path(__file__).resolve().parents[2] / ".live" / "playground"))
INSTALL_HINT = "scripts/install-playground.sh"
PLUGIN = "sqlite-database-integration"
DATABASE_SETTINGS = """define( 'DB_NAME', 'not-used' );
define( 'DB_USER', '' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'DB_DIR', __DIR__ . '/wp-content/database/' );
define( 'DB_FILE', '.ht.sqlite' );"""


def versions() -> Mapping[str, str]:
    """Build name -> WordPress version, oldest first, for example `{"6.2": "6.2.6", …, "nightly": "nightly"}`.

    Raises MissingServerError where the builds are not installed.
    """
    table = BUILDS / "wp-versions.json"
    if not table.exists():
        raise MissingServerError(f"the Playground builds are not at {BUILDS}; run: {INSTALL_HINT}")
    return dict(reversed(json.loads(table.read_text()).items()))


class Playground(PhpSite):
    """One site of the given build: its files under `folder`, its tables in the file `sqlite`."""

    def __init__(
        self, folder: Path, build: str, *, prefix: str = "wp_", salts: Mapping[str, str] | None = None
    ) -> None:
        self.build = build
        super().__init__(folder, prefix=prefix, salts=salts)

    @property
    def sqlite(self) -> Path:
        """The database file, as `sqlite:FILE` reads it."""
        return self.path / "wp-content" / "database" / ".ht.sqlite"

    def create_files(self) -> None:
        """The build and the SQLite drop-in, without the database that the build brings along.

        Raises MissingServerError where the builds are not installed.
        """
        versions()
        content = self.path / "wp-content"
        with zipfile.ZipFile(BUILDS / f"wp-{self.build}.zip") as build:
            build.extractall(self.path)
        for folder in ("languages", "mu-plugins", "uploads"):
            (content / folder).mkdir(exist_ok=True)
        with zipfile.ZipFile(BUILDS / f"{PLUGIN}.zip") as drop_in:
            drop_in.extractall(content / "unpacked")
        plugin = next((content / "unpacked").glob("*/load.php")).parent
        shutil.move(plugin, content / "plugins" / PLUGIN)
        shutil.rmtree(content / "unpacked")
        shutil.copy(content / "plugins" / PLUGIN / "db.copy", content / "db.php")
        self.drop_tables()

    def database_settings(self) -> str:
        """Where the drop-in keeps its file."""
        return DATABASE_SETTINGS

    def drop_tables(self) -> None:
        """Remove the database file; the drop-in makes a new one."""
        for path in self.sqlite.parent.glob(".ht.sqlite*"):
            path.unlink()
