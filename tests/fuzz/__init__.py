"""A long random attack on the verifier (`make fuzz`), and a short one with the other tests.

Invariants: cases follow from a seed, so that each can be run again; whatever the bytes are, the answer is a Report, in
bounded time and memory, and it is never "verified" for what nobody signed.
"""
