"""Blocks to HTML: the engine, and one file per family of dynamic blocks.

A block without a row in `RENDERERS` shows the markup stored in it. A renderer answers pieces: finished HTML, or inner
blocks with the scene they are shown in. The engine keeps its own stack, so depth is no concern of a renderer.
"""

from rootzpub.wordpress.rendering.blocks.engine import render_blocks

__all__ = ["render_blocks"]
