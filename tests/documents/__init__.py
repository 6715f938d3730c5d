"""Tests of rootzpub.documents, file by file."""
