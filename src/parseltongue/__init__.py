"""Parseltongue: a persistent code-intelligence index."""

__version__ = "0.1.0"
