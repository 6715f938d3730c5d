"""Tests of the package `wordpress`: one file per module."""
