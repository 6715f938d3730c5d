"""Bounded reads over HTTP, for bytes that nobody vouches for.

Invariants: names are resolved once and every address judged; every hop is judged again; size, time, expansion and
redirects have limits; nothing comes from the environment (no proxies, netrc, cookies). Whatever goes wrong is a
FetchFailed. Importing this package loads neither requests nor urllib3: the first fetch does.
"""

from rootzpub.fetch.address import Resolver, refusal, system_resolver
from rootzpub.fetch.discovery import Discovery, discover
from rootzpub.fetch.fetching import DOCUMENTS, HTML, Network, fetch, post
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.response import Redirect, Response

__all__ = [
    "DOCUMENTS",
    "HTML",
    "Discovery",
    "Limits",
    "Network",
    "Redirect",
    "Resolver",
    "Response",
    "discover",
    "fetch",
    "post",
    "refusal",
    "system_resolver",
]
