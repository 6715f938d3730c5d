"""What a source URL says: `scheme:where?parameter=value`.

Invariants: no secret is ever part of it; one that is written there by mistake is refused and not repeated.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

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
    # `sqlite:///srv/site` names /srv/site.
    place = place.removeprefix("//") if place.startswith("///") else place
    if not place:
        raise ConfigError(f"source URL `{scheme}:` names no file", hint=f"write {scheme}:PATH, e.g. {scheme}:./site")
    path = (base_dir / Path(place).expanduser()).absolute()
    return FileAddress(scheme=scheme.lower(), path=path, parameters=dict(parse_qsl(query)))


def types_named(parameters: Mapping[str, str]) -> frozenset[str]:
    """The types in `?types=event,book`."""
    return frozenset(name.strip() for name in parameters.get("types", "").split(",") if name.strip())


def without_types(url: str) -> tuple[frozenset[str], str]:
    """The types that an address of the web names (`?types=lesson`), and the address without them."""
    place, question, query = url.partition("?")
    pairs = query.split("&") if question else []
    others = [pair for pair in pairs if pair.partition("=")[0] != "types"]
    return types_named(dict(parse_qsl(query))), "?".join([place, *(["&".join(others)] if others else [])])


def refuse_unknown(url: str, known: Collection[str]) -> None:
    """See that a URL has no parameters but these: a misspelled one would be no demand at all.

    Raises:
        ConfigError: it has another; the message names it and the nearest that is known.
    """
    for name, _ in parse_qsl(url.partition("?")[2], keep_blank_values=True):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            guess = f"did you mean {near[0]}? " if near else ""
            raise ConfigError(
                f"the source URL has an unknown parameter `{name[:40]}`",
                hint=f"{guess}{scheme_of(url)}: takes {', '.join(sorted(known)) or 'none'}",
            )


def parts_of(url: str) -> SplitResult:
    """The parts of an address that somebody else wrote; all empty when it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def user_and_url(url: str) -> tuple[str, str]:
    """The user that an address of the web names (percent-decoded; empty without one), and the address without it."""
    user, at, place = parts_of(url).netloc.rpartition("@")
    return unquote(user), url.replace(f"{user}@{place}", place, 1) if at else url


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
