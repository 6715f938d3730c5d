"""Tests of the process that signs."""
