"""`wxr:FILE`: what WordPress writes under Tools → Export, one file or several.

`repair` makes broken XML whole while it streams, `records` turns it into authors, terms and items, `loading` puts
these into a private database as if they were WordPress's tables. Invariants: no entity is ever expanded, nothing is
fetched, memory holds one item.
"""
