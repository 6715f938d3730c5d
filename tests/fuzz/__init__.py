"""Long random attacks on the verifier and on readers of foreign text (`make fuzz`), short ones with the other tests.

Invariants: cases follow from a seed, so that each can be run again; whatever the bytes are, the answer is a Report, in
bounded time and memory, and it is never "verified" for what nobody signed.
"""
