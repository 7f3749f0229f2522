"""The process that asks: opens a store through the Python API and times each call.

    python -m benchmarks.query_process ROOT CACHE ENTITIES BEFORE

ENTITIES is a file with an id, a tab and a name in each line; all questions about the first BEFORE of them
come before those about the others. Prints one JSON object: `open_cpu_ns`, `resident_bytes` at the end of the
questions, per question `cpu_ns` and `wall_ns`, a number for each of the others, and `cpu_ns_before`. It
imports next to nothing of its own, since its resident size is what is measured.
"""

import os
import sys
import time
from array import array

LIMIT = 50


def resident_bytes() -> int:
    """Resident size of this process now; on systems without /proc its peak."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def timed(call, arguments) -> tuple[array, array]:
    """Call with each argument; nanoseconds of CPU and on the wall of every call."""
    cpu, wall = array("Q"), array("Q")
    for argument in arguments:
        wall_start, cpu_start = time.perf_counter_ns(), time.thread_time_ns()
        call(argument)
        cpu.append(time.thread_time_ns() - cpu_start)
        wall.append(time.perf_counter_ns() - wall_start)
    return cpu, wall


def open_graph(root: str, cache: str):
    """Open the workspace and its current snapshot."""
    import parseltongue

    return parseltongue.open(root, cache_dir=cache).load_or_analyze()


def ask_all(isg, entities) -> dict[str, tuple[array, array]]:
    """What each question took, about each entity."""
    identities, names = [entity for entity, _ in entities], [name for _, name in entities]
    return {
        "callers": timed(lambda entity: isg.callers(entity, limit=LIMIT), identities),
        "show": timed(isg.show, identities),
        "find": timed(lambda name: isg.find(name, limit=LIMIT), names),
    }


def main(root: str, cache: str, listed: str, before: str) -> None:
    """Ask everything and print what it took."""
    with open(listed, encoding="utf-8") as file:
        entities = [line.rstrip("\n").split("\t") for line in file]
    started = time.process_time_ns()
    isg = open_graph(root, cache)
    opened = time.process_time_ns() - started
    first = ask_all(isg, entities[: int(before)])
    times = ask_all(isg, entities[int(before) :])
    resident = resident_bytes()
    import json  # Now: it would count as memory of ours.

    answer = {
        "open_cpu_ns": opened,
        "resident_bytes": resident,
        "cpu_ns": {question: list(cpu) for question, (cpu, _) in times.items()},
        "wall_ns": {question: list(wall) for question, (_, wall) in times.items()},
        "cpu_ns_before": {question: list(cpu) for question, (cpu, _) in first.items()},
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
