"""What an owner does, as functions."""
