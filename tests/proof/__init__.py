"""Tests of rootzpub.proof."""
