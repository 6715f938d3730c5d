"""Tests of rootzpub.wire.dialects."""
