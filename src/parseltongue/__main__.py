"""`python -m parseltongue`, and what the installed command calls."""

from __future__ import annotations

# What `signal` wraps in enumerations, which cost more to import than all of this command line.
from _signal import SIG_DFL, SIGINT, default_int_handler, getsignal, signal  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def start() -> NoReturn:
    """Be the process of one command line; Ctrl-C before it has begun ends it without a traceback."""
    is_ours = getsignal(SIGINT) is default_int_handler
    if is_ours:
        signal(SIGINT, SIG_DFL)
    from parseltongue.cli.main import process

    if is_ours:
        signal(SIGINT, default_int_handler)
    process()


# Worker processes import this module under another name.
if __name__ == "__main__":
    start()
