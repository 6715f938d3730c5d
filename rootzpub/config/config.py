"""Read the configuration once: default < rootzpub.toml < ROOTZPUB_* < flag; then pass it down.

Environment variables are named by table and key: `ROOTZPUB_SERVE_BIND` is `bind` in `[serve]`.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource
from pydantic_settings.main import SettingsConfigDict

from rootzpub.config.tables import (
    REDACTED_KEYS,
    ContactTable,
    ContentTable,
    FeedTable,
    IdentityTable,
    KnowledgeTable,
    LlmsTable,
    LogTable,
    PoliciesTable,
    ServeTable,
    SigningTable,
    SiteTable,
    SourceTable,
)
from rootzpub.errors import ConfigError

FILE_NAME = "rootzpub.toml"
_ENV_PREFIX = "ROOTZPUB_"
_LONGEST_SHOWN = 80
_FILE_VALUES = "file_values"
"""Key by which `load_config` passes the parsed file: it ranks below the environment, arguments rank above."""


class Config(BaseSettings):
    """Everything an owner can set. Frozen; `directory` is where relative paths start."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=_ENV_PREFIX,
        env_nested_delimiter="_",
        # Once: `ROOTZPUB_SITE_BASE_URL` is `base_url` in `[site]`, not `url` in `base` of `[site]`.
        env_nested_max_split=1,
        # Lists in the environment are split at commas by the tables; pydantic would demand JSON there.
        enable_decoding=False,
        nested_model_default_partial_update=True,
    )

    source: SourceTable = SourceTable()
    site: SiteTable = SiteTable()
    identity: IdentityTable = IdentityTable()
    contact: ContactTable = ContactTable()
    policies: PoliciesTable = PoliciesTable()
    content: ContentTable = ContentTable()
    feed: FeedTable = FeedTable()
    knowledge: KnowledgeTable = KnowledgeTable()
    llms: LlmsTable = LlmsTable()
    signing: SigningTable = SigningTable()
    serve: ServeTable = ServeTable()
    # Not dumped: what is logged decides no answer, so a change of it must not move the time of the last configuration
    # change (publisher/config_changed.py), which is in Last-Modified.
    log: LogTable = Field(default=LogTable(), exclude=True)
    directory: Path = Field(default=Path(), exclude=True, description="Folder of rootzpub.toml; not a setting.")

    @property
    def data_dir(self) -> Path:
        """The store's folder, absolute."""
        return self.resolve(self.site.data_dir)

    def resolve(self, path: str) -> Path:
        """`path` as seen from the configuration's folder, absolute."""
        return (self.directory / Path(path).expanduser()).resolve()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then the file; `.env` files and secret folders are not read."""
        # What is not documented is not read: a stray `.env` in the working folder must decide nothing.
        del dotenv_settings, file_secret_settings
        assert isinstance(init_settings, InitSettingsSource)
        given = dict(init_settings.init_kwargs)
        file = given.pop(_FILE_VALUES, {})
        return (
            InitSettingsSource(settings_cls, init_kwargs=given),
            env_settings,
            InitSettingsSource(settings_cls, init_kwargs=file),
        )


def load_config(directory: Path | str = ".", *, overrides: Mapping[str, Any] | None = None) -> Config:
    """The configuration in `directory`, or the defaults where there is none.

    `overrides` are flags by dotted name (`{"serve.bind": "127.0.0.1:80"}`); None values are flags that were not given.

    Raises:
        ConfigError: the file is not TOML, a key is unknown (the nearest is named) or a value cannot be.
    """
    # 1. Unknown variables are refused. 2. Flags by table and key. 3. The file, which ranks below the environment. 4.
    # pydantic decides which value counts and whether it can be.
    folder = Path(directory).resolve()
    _refuse_unknown_environment()
    flags: dict[str, Any] = {"directory": folder}
    for dotted, value in (overrides or {}).items():
        if value is not None:
            table, key = dotted.split(".", 1)
            flags.setdefault(table, {})[key] = value
    flags[_FILE_VALUES] = _read_file(folder / FILE_NAME)
    try:
        return Config(**flags)
    except ValidationError as error:
        # `from None`: pydantic's error quotes the input, which may be a secret in the wrong place.
        raise _first_problem(error) from None


def setting_names() -> Iterator[tuple[str, str, Any, str]]:
    """Every setting as (table, key, default, help), in the order of the documentation."""
    for table, field in Config.model_fields.items():
        if table == "directory":
            continue
        model = field.annotation
        # Each field but `directory` is a table.
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        for key, inner in model.model_fields.items():
            yield table, key, inner.get_default(call_default_factory=True), inner.description or ""


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} is not valid TOML: {error}", hint=f"Fix that line in {path}.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", hint="Check the file's permissions.") from None


def _refuse_unknown_environment() -> None:
    """Raises ConfigError for a misspelled ROOTZPUB_ variable, which pydantic would ignore."""
    names = [f"{_ENV_PREFIX}{table}_{key}".upper() for table, key, _, _ in setting_names()]
    tables = {name.split("_", 2)[1] for name in names}
    for variable in os.environ:
        if not variable.startswith(_ENV_PREFIX) or variable in names:
            continue
        table = variable.split("_", 2)[1]
        # Only what looks like one of our tables: other programs may have variables with this prefix.
        if table in tables or difflib.get_close_matches(table, tables, n=1, cutoff=0.75):
            raise ConfigError(f"unknown setting {variable} in the environment", hint=_nearest(variable, names))


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(sorted(known))}."


def _first_problem(error: ValidationError) -> ConfigError:
    problem = error.errors(include_url=False)[0]
    where = [str(part) for part in problem["loc"]]
    dotted = ".".join(where)
    if problem["type"] == "extra_forbidden":
        if len(where) == 1:
            known = [name for name in Config.model_fields if name != "directory"]
        else:
            known = [key for table, key, _, _ in setting_names() if table == where[0]]
        return ConfigError(f"unknown setting {dotted}", hint=_nearest(where[-1], known))
    table, key = (*where, "")[:2]
    default, meaning = next((found[2:] for found in setting_names() if found[:2] == (table, key)), ("", ""))
    reason = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if problem["type"] == "string_pattern_mismatch":
        reason = f"should be like {default!r}"
    # ascii and short: the value may hold anything and goes to a terminal.
    got = "" if key in REDACTED_KEYS else f", got {ascii(problem['input'])[:_LONGEST_SHOWN]}"
    hint = f"{meaning} Fix {dotted} in {FILE_NAME}, in the environment or in the flag.".strip()
    return ConfigError(f"setting {dotted}: {reason}{got}", hint=hint)
