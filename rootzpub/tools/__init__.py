"""tools: what an agent can call, one file each.

Invariants: a tool is a spec and a pure function over one view of the site; route, manifest row, llms.txt line and docs
derive from the spec. A new tool is one file and one row in TOOLS.
"""

from rootzpub.tools.table import TOOLS, answer_tool, call_tool, find_tool, offered_tools
from rootzpub.tools.tool import Tool

__all__ = ["TOOLS", "Tool", "answer_tool", "call_tool", "find_tool", "offered_tools"]
