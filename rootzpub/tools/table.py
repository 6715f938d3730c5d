"""The table of tools, and the way from a route or a name to its row [house §4]."""

from collections.abc import Iterable, Mapping
from typing import Final

from rootzpub.config import Config
from rootzpub.documents import Request, Settings, read_parameters
from rootzpub.errors import BadParameter, NotFound
from rootzpub.site import Site
from rootzpub.tools.get_context import GET_CONTEXT
from rootzpub.tools.get_feed import GET_FEED
from rootzpub.tools.get_knowledge import GET_KNOWLEDGE
from rootzpub.tools.get_organization_info import GET_ORGANIZATION_INFO
from rootzpub.tools.get_page import GET_PAGE
from rootzpub.tools.get_policies import GET_POLICIES
from rootzpub.tools.get_status import GET_STATUS
from rootzpub.tools.search_content import SEARCH_CONTENT
from rootzpub.tools.tool import Tool
from rootzpub.tools.verify_page_hash import VERIFY_PAGE_HASH
from rootzpub.wire import Document, TextDocument, ToolSpec, names

TOOLS: Final = (
    SEARCH_CONTENT,
    GET_PAGE,
    GET_KNOWLEDGE,
    GET_FEED,
    VERIFY_PAGE_HASH,
    GET_ORGANIZATION_INFO,
    GET_POLICIES,
    GET_STATUS,
    GET_CONTEXT,
)
"""Every tool, in the order of the manifest."""

_BY_PATH: Final = {names.REST_PREFIX + tool.spec.route: tool for tool in TOOLS}
_BY_NAME: Final = {tool.spec.name: tool for tool in TOOLS}


def offered_tools(config: Config) -> tuple[ToolSpec, ...]:
    """The specs of the tools that the owner offers: what the manifest lists."""
    return tuple(tool.spec for tool in TOOLS if tool.enabled(config))


def find_tool(path: str) -> Tool | None:
    """The tool that answers at a path, or None."""
    return _BY_PATH.get(path)


def answer_tool(
    site: Site, settings: Settings, path: str, pairs: Iterable[tuple[str, str]] = (), *, owner: bool = False
) -> Document | TextDocument:
    """The answer of the tool at a path; `pairs` are the decoded name-value pairs of the query.

    Raises:
        NotFound: there is no such tool, the owner does not offer it, or it found nothing.
        BadParameter: a parameter that it understands cannot be.
    """
    tool = _offered(_BY_PATH.get(path), settings.config, owner=owner)
    return _run(tool, site, settings, pairs=pairs, owner=owner)


def call_tool(
    site: Site, settings: Settings, name: str, arguments: Mapping[str, object], *, owner: bool = False
) -> Document | TextDocument:
    """The answer of the tool with this name, as its route gives it for the same arguments.

    Raises:
        NotFound: as `answer_tool`.
        BadParameter: as `answer_tool`; also for an argument that is neither text, number nor boolean.
    """
    tool = _offered(_BY_NAME.get(name), settings.config, owner=owner)
    pairs = [(key, _text(key, value)) for key, value in arguments.items()]
    return _run(tool, site, settings, pairs=pairs, owner=owner)


def _offered(tool: Tool | None, config: Config, *, owner: bool) -> Tool:
    """The tool, where this caller may call it; an owner on their own machine needs no token for their own tool."""
    if tool is None or not (tool.enabled(config) or (owner and tool.spec.auth == "owner")):
        raise NotFound("there is no such tool", hint="/.well-known/ai/tools names those that are offered.")
    return tool


def _run(
    tool: Tool, site: Site, settings: Settings, *, pairs: Iterable[tuple[str, str]], owner: bool
) -> Document | TextDocument:
    values, asked = read_parameters(pairs, tool.spec.parameters)
    request = Request(path=names.REST_PREFIX + tool.spec.route, values=values, asked=asked, owner=owner)
    return tool.run(site, settings, request)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return str(value)
    raise BadParameter(f"{name} must be text, a whole number or a boolean, got {type(value).__name__}")
