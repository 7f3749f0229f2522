"""Keeping a store: checking and repairing it, copying it elsewhere, and keeping it small."""
