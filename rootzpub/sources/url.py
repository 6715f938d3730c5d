"""What a source URL says: `scheme:where?parameter=value`.

Law: no secret is ever part of it; one that is written there by mistake is refused and not repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from rootzpub.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAddress:
    """A source URL that names a file or folder."""

    scheme: str
    path: Path
    parameters: Mapping[str, str]

    @property
    def url(self) -> str:
        """The address for people."""
        return f"{self.scheme}:{self.path}"


def scheme_of(url: str) -> str:
    """The scheme before the first colon, lower case; empty when there is none."""
    scheme, colon, _ = url.partition(":")
    return scheme.lower() if colon and scheme.replace("+", "").isalnum() else ""


def file_address(url: str, *, base_dir: Path) -> FileAddress:
    """The parts of `scheme:PATH?name=value`; a relative path counts from `base_dir`.

    Raises:
        ConfigError: no path is given.
    """
    scheme, _, rest = url.partition(":")
    place, _, query = rest.partition("?")
    place = place.removeprefix("//") if place.startswith("///") else place
    if not place:
        raise ConfigError(f"source URL `{scheme}:` names no file", hint=f"write {scheme}:PATH, e.g. {scheme}:./site")
    path = (base_dir / Path(place).expanduser()).absolute()
    return FileAddress(scheme=scheme.lower(), path=path, parameters=dict(parse_qsl(query)))


def parts_of(url: str) -> SplitResult:
    """The parts of an address that somebody else wrote; all empty when it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def refuse_password(url: str) -> None:
    """See that a URL carries no password.

    Raises:
        ConfigError: it does; the message repeats none of it.
    """
    try:
        has_password = urlsplit(url).password is not None
    except ValueError:
        raise ConfigError("the source URL cannot be read", hint="check its brackets and port") from None
    if has_password:
        raise ConfigError(
            "the source URL holds a password",
            hint="leave it out of the URL and set [source] password to a reference such as env:WP_PASSWORD",
        )
