"""Walks the tree of blocks with an explicit stack and writes the HTML."""

from collections.abc import Sequence

from rootzpub.wordpress.rendering.blocks.access import PAYWALL, before_closed, hidden_by
from rootzpub.wordpress.rendering.blocks.renderers import RENDERERS, STORED
from rootzpub.wordpress.rendering.blocks.reuse import bound, is_bound
from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene, Shown, stored
from rootzpub.wordpress.rendering.builders import divi5
from rootzpub.wordpress.rendering.grammar import Block, has_blocks, parse
from rootzpub.wordpress.rendering.page import WORK_OF_A_BLOCK, Page


def render_blocks(text: str, page: Page) -> str:
    """The post's text with its blocks rendered; text without blocks as it is."""
    if not has_blocks(text):
        return text
    parsed = parse(text)
    if parsed.unclosed:
        # By name: the text may begin with what is closed.
        page.log.add("damaged-blocks", parsed.blocks[-1].name, count=parsed.unclosed)
    scene = Scene(page=page, entry=page.entry, inside=page.inside)
    return _write([Shown(block=block, scene=scene) for block in parsed.blocks], page)


def _write(pieces: Sequence[Piece], page: Page) -> str:
    written: list[str] = []
    stack = list(reversed(pieces))
    while stack:
        piece = stack.pop()
        if isinstance(piece, Shown):
            if piece.block.name == PAYWALL:
                page.log.add("restricted", PAYWALL)
                break
            # Blocks that show nothing are work too: a loop in a loop in a loop of them.
            page.budget.spend(WORK_OF_A_BLOCK)
            stack.extend(reversed(_render(piece.block, piece.scene)))
        else:
            page.may_add(piece)
            written.append(before_closed(piece))
    return "".join(written)


def _render(block: Block, scene: Scene) -> list[Piece]:
    if closed := hidden_by(block):
        scene.page.log.add(closed, block.name)
        if closed == "restricted" and not block.name.startswith("core/"):
            scene.page.log.mark("unknown-block")
        return []
    renderer = RENDERERS.get(block.name) or (bound if is_bound(block) else None)
    if block.name.startswith(divi5.NAMESPACE):
        renderer = divi5.render
    if renderer is not None:
        return list(renderer(block, scene))
    # A block that stores markup shows it, as WordPress does while the plugin is off.
    if block.name and not block.content and block.name not in STORED:
        scene.page.log.add("unknown-block", block.name)
        scene.page.log.mark("unknown-block")
    return list(stored(block, scene))
