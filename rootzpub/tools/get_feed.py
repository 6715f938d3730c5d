"""getFeed: the feed document as a tool [wire §3b]."""

from typing import Final

from rootzpub.documents.feed import FEED
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, ToolSpec, names, places

SPEC: Final = ToolSpec(
    name=names.TOOL_FEED,
    description="The newest posts with summaries, key facts and hashes.",
    route="/feed",
    parameters=FEED.parameters,
    category=Category.DISCOVERY,
)

# The document itself, of its own kind: one address cannot have two (decision 0008).
GET_FEED: Final = Tool(spec=SPEC, place=places.FEED_TOOL, run=FEED.build, enabled=FEED.enabled)
