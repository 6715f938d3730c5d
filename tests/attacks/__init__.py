"""The attack suite: each attack on a document, a key, a place, a time or the network is a test with its name.

Invariants: every attack must be detected, and with the code that names it; a test that only sees "failed" proves
nothing.
"""
