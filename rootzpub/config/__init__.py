"""What the owner can set: read once, validated, frozen, passed down.

Secrets are references, never values; an unknown key is an error that names the nearest one.
"""

from rootzpub.config.config import FILE_NAME, Config, load_config, setting_names
from rootzpub.config.tables import (
    ASSERTIONS,
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
from rootzpub.config.template import render_toml

__all__ = [
    "ASSERTIONS",
    "FILE_NAME",
    "Config",
    "ContactTable",
    "ContentTable",
    "FeedTable",
    "IdentityTable",
    "KnowledgeTable",
    "LlmsTable",
    "LogTable",
    "PoliciesTable",
    "ServeTable",
    "SigningTable",
    "SiteTable",
    "SourceTable",
    "load_config",
    "render_toml",
    "setting_names",
]
