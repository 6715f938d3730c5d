"""Finding entries by what is asked: words in their forms, any of them, ranked, with the passage (decision 0025).

Invariants: scores come from the publication alone, never from the clock or from the order in which entries were read.
"""
