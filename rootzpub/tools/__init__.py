"""tools: what an agent can call, one file each.

Invariants: a tool is a spec and a pure function over one view of the site; route, manifest row, llms.txt line and docs
derive from the spec. A new tool is one file and one row in TOOLS.
"""

from rootzpub.tools.all_tools import TOOLS, call_tool
from rootzpub.tools.tool import Tool

__all__ = ["TOOLS", "Tool", "call_tool"]
