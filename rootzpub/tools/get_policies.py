"""getPolicies: the policies document as a tool [wire §3b]."""

from typing import Final

from rootzpub.documents.policies import POLICIES
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, ToolSpec, names, places

SPEC: Final = ToolSpec(
    name=names.TOOL_POLICIES,
    description="Licence, permissions and the site's policy pages.",
    route="/policies",
    parameters=POLICIES.parameters,
    category=Category.DISCOVERY,
)

# The document itself, of its own kind: one address cannot have two (decision 0008).
GET_POLICIES: Final = Tool(spec=SPEC, place=places.POLICIES_TOOL, run=POLICIES.build, enabled=POLICIES.enabled)
