"""The only way out over HTTP: three policies (foreign, the owner's site, writes to it) over one transport.

Invariants: every exchange has limits of time and size; nothing comes from the environment (proxies, netrc, authorities,
cookies): what is used is declared (docs/decisions/0016). Whatever goes wrong is a FetchFailed. Importing this package
loads neither requests nor ssl: the first request does.
"""

from rootzpub.fetch.address import NO_ADDRESS, Resolver, is_loopback, refusal, system_resolver
from rootzpub.fetch.bot_wall import bot_wall, passes_later, wall_by_words, wall_hint
from rootzpub.fetch.budget import Budget, BudgetSpent, Spending
from rootzpub.fetch.discovery import Discovery, discover, discovery_link
from rootzpub.fetch.failures import AnswerTooLarge, Failure, NoAnswer, Walled
from rootzpub.fetch.foreign import DOCUMENTS, HTML, fetch, post
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.network import Network
from rootzpub.fetch.owner_site import OwnerSite, Proxy, same_site, shown
from rootzpub.fetch.response import Redirect, Response
from rootzpub.fetch.retry import RetryRule, http_date
from rootzpub.fetch.site_reader import SiteReader
from rootzpub.fetch.site_writer import SiteWriter
from rootzpub.fetch.target import joined
from rootzpub.fetch.visitor import Pace, Visit, Visitor
from rootzpub.wire.link_header import links_in_header

__all__ = [
    "DOCUMENTS",
    "HTML",
    "NO_ADDRESS",
    "AnswerTooLarge",
    "Budget",
    "BudgetSpent",
    "Discovery",
    "Failure",
    "Limits",
    "Network",
    "NoAnswer",
    "OwnerSite",
    "Pace",
    "Proxy",
    "Redirect",
    "Resolver",
    "Response",
    "RetryRule",
    "SiteReader",
    "SiteWriter",
    "Spending",
    "Visit",
    "Visitor",
    "Walled",
    "bot_wall",
    "discover",
    "discovery_link",
    "fetch",
    "http_date",
    "is_loopback",
    "joined",
    "links_in_header",
    "passes_later",
    "post",
    "refusal",
    "same_site",
    "shown",
    "system_resolver",
    "wall_by_words",
    "wall_hint",
]
