"""Tests of rootzpub.tools, file by file."""
