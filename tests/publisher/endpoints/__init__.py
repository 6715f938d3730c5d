"""The endpoint table."""
