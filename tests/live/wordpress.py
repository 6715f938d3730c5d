"""Debian's WordPress on a MariaDB database of its own.

Invariants: the program files are links into the installed package, everything that changes is the site's own.
"""

from collections.abc import Mapping
from pathlib import Path

from .mariadb import Database
from .phpsite import PhpSite
from .processes import INSTALL_HINT, MissingServerError

DEBIAN_FILES = Path("/usr/share/wordpress")
LEFT_OUT = ("wp-config.php", "wp-config-sample.php", "wp-content", ".htaccess", "readme.html")
DATABASE_SETTINGS = """define( 'DB_NAME', '{database.name}' );
define( 'DB_USER', '{database.user}' );
define( 'DB_PASSWORD', '{database.password}' );
define( 'DB_HOST', '{database.host}:{database.port}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );"""


class WordPress(PhpSite):
    """One site: its files under `folder`, its tables in `database`. See PhpSite for what it can do."""

    def __init__(
        self, folder: Path, database: Database, *, prefix: str = "wp_", salts: Mapping[str, str] | None = None
    ) -> None:
        self.database = database
        super().__init__(folder, prefix=prefix, salts=salts)

    def create_files(self) -> None:
        """Links to the program files and themes of the package, own folders for the rest.

        Raises MissingServerError where the package is not installed.
        """
        if not (DEBIAN_FILES / "wp-includes" / "version.php").exists():
            raise MissingServerError(f"WordPress is not installed at {DEBIAN_FILES}; run: {INSTALL_HINT}")
        content = self.path / "wp-content"
        for folder in ("languages", "mu-plugins", "plugins", "themes", "uploads"):
            (content / folder).mkdir(parents=True)
        for source in DEBIAN_FILES.iterdir():
            if source.name not in LEFT_OUT:
                (self.path / source.name).symlink_to(source)
        for theme in (DEBIAN_FILES / "wp-content" / "themes").iterdir():
            (content / "themes" / theme.name).symlink_to(theme)

    def database_settings(self) -> str:
        """The owner's account of the database."""
        return DATABASE_SETTINGS.format(database=self.database)

    def drop_tables(self) -> None:
        """Remove every table of the database."""
        tables = [row[0] for row in self.database.execute("SHOW TABLES")]
        if tables:
            self.database.execute("DROP TABLE " + ", ".join(f"`{table}`" for table in tables))

    def load_dump(self, path: Path, *, site_url: str | None = None) -> None:
        """Replace the tables by those of a dump and serve the site under the home address that the dump names.

        With `site_url` the old home address is replaced in the options `home` and `siteurl`, and in the content,
        excerpts and guids of the posts. Serialised values are left as they are. The dump's table prefix is this site's.
        """
        self.drop_tables()
        self.database.load(path.read_bytes())
        query = f"SELECT option_value FROM {self.prefix}options WHERE option_name = 'home'"
        old = str(self.database.execute(query)[0][0]).rstrip("/")
        if site_url is not None:
            self._replace_address(old, site_url.rstrip("/"))
        self.believe(site_url or old)

    def _replace_address(self, old: str, new: str) -> None:
        columns = ", ".join(
            f"{column} = REPLACE({column}, '{old}', '{new}')" for column in ("post_content", "post_excerpt", "guid")
        )
        self.database.execute(
            f"UPDATE {self.prefix}options SET option_value = '{new}' WHERE option_name IN ('home', 'siteurl')",
            f"UPDATE {self.prefix}posts SET {columns}",
        )
