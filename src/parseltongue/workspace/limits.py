"""What a process that analyses files may take: work for each file, and memory."""

from __future__ import annotations

import signal
import sys

CPU_LIMITS = hasattr(signal, "setitimer")
"""Whether the system can end a process that has worked for too long: not on Windows."""
MEMORY_LIMITS = sys.platform == "linux"
"""Whether the system can refuse a process memory: elsewhere the limit does not count what is mapped."""
STALL = 60.0 if CPU_LIMITS else 0.0
"""Seconds by the clock that a file may take beyond its time of work: it may come from a slow disk."""
MEMORY, MEMORY_PER_BYTE = 1 << 30, 500
"""Bytes that a process may have, and more for each byte that a file may have: the densest text took 400."""


def memory_for(largest: int) -> int:
    """Bytes of memory that a process may have which reads files of so many bytes."""
    return MEMORY + largest * MEMORY_PER_BYTE


def limit_work(seconds: float) -> None:
    """Let the system end this process after so many further seconds of CPU; 0 for never.

    The clock on the wall would count what other programs do, and tell another graph on a busy machine. No
    handler is called: Python would not come to it while a grammar is at work.
    """
    if CPU_LIMITS:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def was_limited(status: int) -> bool:
    """Whether a process with this exit status was ended because it had worked for too long."""
    return CPU_LIMITS and status == -signal.SIGPROF


def limit_memory(most: int) -> None:
    """Let the system refuse this process more than so many bytes of memory.

    A grammar that cannot make sense of a text may ask for the square of its size, where nothing can stop it.
    It does not bear a refusal, so that this process dies of it, and no other.
    """
    if MEMORY_LIMITS:
        import resource

        # Its remains would be of no use to anybody, and as large as it was allowed to be.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
