"""Rust: crates, modules, traits and impls."""
