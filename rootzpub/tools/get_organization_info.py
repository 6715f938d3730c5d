"""getOrganizationInfo: the discovery document as a tool [wire §3b]."""

from typing import Final

from rootzpub.documents.discovery import DISCOVERY
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, ToolSpec, names, places

SPEC: Final = ToolSpec(
    name=names.TOOL_ORGANIZATION,
    description="Who publishes this site; the whole discovery document.",
    route="/ai.json",
    parameters=DISCOVERY.parameters,
    category=Category.DISCOVERY,
)

# The document itself, of its own kind: one address cannot have two (decision 0008).
GET_ORGANIZATION_INFO: Final = Tool(
    spec=SPEC, place=places.ORGANIZATION_TOOL, run=DISCOVERY.build, enabled=DISCOVERY.enabled
)
