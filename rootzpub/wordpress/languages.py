"""Languages of a site and the addresses that follow from them, as Polylang and WPML make them. Pure.

Invariants: an address that holds its language already stays as it is; the default language's addresses change only
where the plugin says so. Facts: public sources of the plugins (decision 0022).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

_LANGUAGE = re.compile("[A-Za-z]{2,8}")
_REGION = (2, 3)
"""Length of a region in a language tag: `CH`, or `419`."""
_SCRIPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language of a site."""

    code: str
    """What the plugin calls it, and what stands in addresses: `fr`, `pt-br`."""
    locale: str
    """WordPress's locale: `fr_FR`."""
    name: str = ""
    closed: bool = False
    """Visitors do not see it: the owner still prepares it."""

    @property
    def tag(self) -> str:
        """BCP 47."""
        return language_tag(self.locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """How addresses tell the language."""

    home: str
    """Without trailing slash."""
    kind: Literal["", "directory", "parameter", "host"] = ""
    default: str = ""
    """Code of the site's first language."""
    hides_default: bool = True
    """Whether addresses in the first language tell nothing."""
    before: str = ""
    """What stands between home and code: `index.php/`, `language/`."""
    after: str = ""
    """The part of `before` that every address has: `index.php/`."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Where each language has a host: its home, by code."""

    def of(self, url: str, code: str) -> str:
        """The address of something in a language; `url` is what WordPress alone would make."""
        if not code or not self.kind or (code == self.default and self.hides_default):
            return url
        if self.kind == "parameter":
            return _with_parameter(url, code)
        if self.kind == "host":
            return _moved(url, self.home, self.homes.get(code, self.home))
        old, new = f"{self.home}/{self.after}", f"{self.home}/{self.before}{code}"
        told = url == new or url.startswith(f"{new}/")
        return url if told or not url.startswith(old) else f"{new}/{url.removeprefix(old)}"

    def home_of(self, code: str) -> str:
        """The front page of a language."""
        return self.of(f"{self.home}/", code)

    def is_elsewhere(self, code: str) -> bool:
        """Whether a language stands on another host, whose addresses are not this site's to sign."""
        home = self.homes.get(code, self.home) if self.kind == "host" else self.home
        hidden = code == self.default and self.hides_default
        return not hidden and urlsplit(home).netloc.lower() != urlsplit(self.home).netloc.lower()


def language_tag(locale: str) -> str:
    """BCP 47 of a WordPress locale: `de_CH_informal` is `de-CH`, `zh_Hant_TW` is `zh-Hant-TW`; empty for no locale."""
    first, *rest = locale.replace("-", "_").split("_")
    if not _LANGUAGE.fullmatch(first):
        return ""
    parts = [first.lower()]
    for part in rest:
        if len(part) == _SCRIPT and part.isalpha() and len(parts) == 1:
            parts.append(part.title())
        elif len(part) in _REGION and (part.isdigit() if len(part) == _REGION[1] else part.isalpha()):
            parts.append(part.upper())
            break
        else:
            break
    return "-".join(parts)


def host_home(home: str, host: str) -> str:
    """A home on another host; `host` may be a whole address."""
    parts = urlsplit(home)
    if "://" in host:
        return host.rstrip("/")
    return f"{parts.scheme}://{host.strip('/')}{parts.path}".rstrip("/")


def sub_domain(home: str, code: str) -> str:
    """The home of a language that has a sub-domain: `www.` gives way to the code."""
    return host_home(home, f"{code}.{urlsplit(home).netloc.removeprefix('www.')}")


def _moved(url: str, home: str, new: str) -> str:
    return new + url.removeprefix(home) if url == home or url.startswith(f"{home}/") else url


def _with_parameter(url: str, code: str) -> str:
    if f"lang={code}" in urlsplit(url).query.split("&"):
        return url
    return f"{url}{'&' if '?' in url else '?'}lang={code}"
