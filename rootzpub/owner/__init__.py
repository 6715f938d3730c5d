"""What an owner does with a site: prepare it, look after its keys, approve what it says, find out what is wrong.

Invariants: plain functions with typed arguments and results; nothing is printed and nobody is asked here: passphrases
and confirmations are callables that the interface (`cli`, later a console) hands in.
"""
