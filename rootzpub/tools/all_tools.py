"""The table of tools, and the way from a name to its row [house §4]; their endpoints are made from it."""

from collections.abc import Mapping
from typing import Final

from rootzpub.documents import Request, Settings, read_parameters
from rootzpub.errors import BadParameter
from rootzpub.site import Site
from rootzpub.tools.get_context import GET_CONTEXT
from rootzpub.tools.get_feed import GET_FEED
from rootzpub.tools.get_knowledge import GET_KNOWLEDGE
from rootzpub.tools.get_organization_info import GET_ORGANIZATION_INFO
from rootzpub.tools.get_page import GET_PAGE
from rootzpub.tools.get_policies import GET_POLICIES
from rootzpub.tools.get_status import GET_STATUS
from rootzpub.tools.search_content import SEARCH_CONTENT
from rootzpub.tools.tool import no_such_tool
from rootzpub.tools.verify_page_hash import VERIFY_PAGE_HASH
from rootzpub.wire import ANONYMOUS, Caller, Document, TextDocument

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

_BY_NAME: Final = {tool.spec.name: tool for tool in TOOLS}


def call_tool(
    site: Site, settings: Settings, name: str, arguments: Mapping[str, object], *, caller: Caller = ANONYMOUS
) -> Document | TextDocument:
    """The answer of the tool with this name, as its address gives it for the same arguments.

    Raises:
        NotFound: there is no such tool, this caller is not offered it, or it found nothing.
        BadParameter: a parameter that it understands cannot be; an argument is neither text, number nor boolean.
    """
    tool = _BY_NAME.get(name)
    if tool is None:
        raise no_such_tool()
    # Through the reader of query strings: a call by name is checked as its address checks it, and signs the same
    # resource.
    values, asked = read_parameters(
        [(key, _text(key, value)) for key, value in arguments.items()], tool.spec.parameters
    )
    request = Request(path=tool.place.path, values=values, asked=asked, caller=caller)
    return tool.answer(site, settings, request)


def _text(name: str, value: object) -> str:
    # Before int, of which bool is a kind: `True` would be written as 1 or `True`, not as a URL has it.
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return str(value)
    raise BadParameter(f"{name} must be text, a whole number or a boolean, got {type(value).__name__}")
