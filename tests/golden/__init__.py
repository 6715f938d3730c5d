"""The published demo site, byte for byte."""
