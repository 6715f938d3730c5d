"""A list's markdown, with what the block after it must know: text like any other block, and two facts beside it.

Invariants: nothing here but the value; it is a module of its own because compilers of Python cannot compile subclasses
of str.
"""


class Listing(str):
    """The markdown of a list, with what the list after it must know."""

    __slots__ = ("mark", "starts_plain")
    mark: str
    starts_plain: bool
    """Whether it may follow a paragraph without a blank line (CommonMark: only some lists interrupt one)."""
