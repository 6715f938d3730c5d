"""The substrate for agents, a library that stands alone: registry, run values, messages, tools, loop, memory.

Invariants: it imports nothing of the product, reaches no file, socket or clock, and names none of a product's parts;
times and ids are arguments. Agents, models and stores come in as values and protocols.
"""
