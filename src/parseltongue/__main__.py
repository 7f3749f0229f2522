"""`python -m parseltongue`."""

from __future__ import annotations

from parseltongue.cli.main import process

# Worker processes import this module under another name.
if __name__ == "__main__":
    process()
