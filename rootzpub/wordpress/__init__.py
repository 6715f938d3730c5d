"""What is known of WordPress itself: how it renders, addresses, serialises, dates and hides what a database holds.

Invariants: no I/O (no file, socket, database or clock); whoever needs a file or a table hands over what is in it.
`sources` reads sites with this knowledge, and import-linter holds the direction.
"""
