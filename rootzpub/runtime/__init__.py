"""Agents that act for an owner: an optional layer beside the publisher, which it does not see."""
