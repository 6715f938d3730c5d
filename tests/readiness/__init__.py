"""Tests of rootzpub.readiness, file by file."""
