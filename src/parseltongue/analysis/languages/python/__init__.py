"""Python: grammar, walker, placement, and what its names mean across files."""
