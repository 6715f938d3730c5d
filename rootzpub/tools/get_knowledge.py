"""getKnowledge: the knowledge document as a tool [wire §3b]."""

from typing import Final

from rootzpub.documents.knowledge import KNOWLEDGE
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, ToolSpec, names, places

SPEC: Final = ToolSpec(
    name=names.TOOL_KNOWLEDGE,
    description="What the organisation is, offers and means: about, products, terms, people.",
    route="/knowledge",
    parameters=KNOWLEDGE.parameters,
    category=Category.DISCOVERY,
)

# The document itself, of its own kind: one address cannot have two (decision 0008).
GET_KNOWLEDGE: Final = Tool(spec=SPEC, place=places.KNOWLEDGE_TOOL, run=KNOWLEDGE.build, enabled=KNOWLEDGE.enabled)
