"""Holds the markdown of a list: text like any other block, and two facts that the block after it depends on.

Invariants: nothing here but the value; it is a module of its own because mypyc cannot compile subclasses of str
(decision 0003), so it stays plain Python.
"""


class Listing(str):
    """The markdown of a list, with what the list after it must know."""

    __slots__ = ("mark", "starts_plain")
    mark: str
    starts_plain: bool
    """Whether it may follow a paragraph without a blank line (CommonMark: only some lists interrupt one)."""
