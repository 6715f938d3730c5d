"""Forms of single values in rootzpub.toml: lists, references to secrets, addresses, rules of `exclude`."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator

HTTP_URL = re.compile(r"https?://[^/\s?#@]+(/[^\s?#]*)?", re.IGNORECASE)
PROXY_URL = re.compile(r"http://([^/\s?#@:]+@)?[^/\s?#@]+/?", re.IGNORECASE)
ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")

ADDRESS_AND_PORT = r"^(\[[0-9A-Fa-f:.]+\]|[^:\[\]\s/]+):[0-9]{1,5}$"
# Twin of the schemes that `proof` opens; here it only tells a reference from a secret.
_REFERENCE = re.compile(r"(env|file|keystore):.+")


def split_at_commas(value: str) -> list[str]:
    """The parts, without blanks around them and without empty ones."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _as_list(value: object) -> object:
    """A list given as one text, as environment variables must, is split at commas."""
    return split_at_commas(value) if isinstance(value, str) else value


_LINE_ENDS = re.compile(r"[;\n]")


def _as_lines(value: object) -> object:
    """A list given as one text is split at line ends and semicolons: a line may name several days."""
    return [part.strip() for part in _LINE_ENDS.split(value) if part.strip()] if isinstance(value, str) else value


_NAMED = re.compile(r"(type|category|tag):\s*\S.*", re.IGNORECASE)
_OTHER_KIND = re.compile(r"[a-z_-]+:(\S.*)?", re.IGNORECASE)


def refuse_rule(rule: str) -> None:
    """See that a rule of `exclude` is of a form that excludes something."""
    forms = "a path (/internal/), an address (https://…), tag:NAME, category:NAME or type:NAME"
    if "*" in rule.removesuffix("*") or rule == "*":
        raise ValueError(f"{rule!r}: a * may stand at the end of a path only; '/*' is the whole site")
    if HTTP_URL.match(rule):
        if not has_host(rule):
            raise ValueError(f"{rule!r} is no address")
    elif rule.startswith("/"):
        return
    elif rule.endswith("*") or (_OTHER_KIND.fullmatch(rule) and not _NAMED.fullmatch(rule)):
        raise ValueError(f"{rule!r} is none of {forms}")


LineList = Annotated[tuple[str, ...], BeforeValidator(_as_lines)]
TextList = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


def _reference(value: object) -> object:
    if isinstance(value, str) and value and not _REFERENCE.fullmatch(value):
        raise ValueError("must be a reference such as env:NAME or file:/run/secrets/name, not the secret itself")
    return value


def has_host(address: str) -> bool:
    """Whether an address names a host, and no port that cannot be."""
    try:
        parts = urlsplit(address)
        # `port` raises for numbers beyond 65535 and for words; urlsplit itself takes them.
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


Reference = Annotated[str, BeforeValidator(_reference)]
"""Where a secret is, never the secret."""
