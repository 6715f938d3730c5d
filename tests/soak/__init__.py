"""What takes longer than its share of `make test`: `make soak`; its figures are in docs/testing.md."""
