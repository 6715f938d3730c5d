"""Tests of rootzpub.wire."""
