"""Go: grammar, walker, manifests, placement, and what its names mean across files."""
