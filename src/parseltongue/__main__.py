"""`python -m parseltongue`."""

from __future__ import annotations

import sys

from parseltongue.cli.main import main

# Worker processes import this module under another name.
if __name__ == "__main__":
    sys.exit(main())
