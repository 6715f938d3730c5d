"""A web page's bytes as plain values: words, blocks, head, marks, facts; and robots.txt. Pure.

Invariants: nothing here fetches, stores or knows a clock; any bytes give a value, in time and memory in proportion to
them; both sides of a comparison (a page, a rendered entry) are read by the same functions [visibility §visitor.1].
"""
