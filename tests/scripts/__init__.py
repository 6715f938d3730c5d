"""Tests of what builds and measures the project."""
