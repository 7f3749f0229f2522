import resource
import sys

import pytest

from benchmarks.process import CommandError, measure

BURN = "import time\nwhile time.process_time() < 0.3: pass\n"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_grandchild_is_in_the_account():
    cost = measure(python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"))
    assert cost.cpu_seconds >= 0.3


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lets a process adopt its descendants' orphans"
)
def test_an_orphan_is_in_the_account():
    cost = measure(
        python(f"import subprocess, sys, os; subprocess.Popen([sys.executable, '-c', {BURN!r}]); os._exit(0)")
    )
    assert cost.cpu_seconds >= 0.3


def test_sleeping_costs_nothing():
    cost = measure(python("import time; time.sleep(0.5)"))
    assert cost.seconds >= 0.5
    assert cost.cpu_seconds < 0.4


def test_the_peak_is_that_of_the_largest_process():
    eat = "x = b'1' * 150_000_000"
    cost = measure(python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {eat!r}])"))
    # A child starts as a copy of this process, whose own size counts until the command replaces it.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert 150e6 < cost.peak_bytes < max(250e6, 1.2 * own)


def test_what_the_command_printed_is_kept_apart():
    cost = measure(python("import sys; print('out'); print('err', file=sys.stderr)"))
    assert (cost.stdout, cost.stderr) == (b"out\n", b"err\n")


def test_a_failure_says_what_the_command_said():
    with pytest.raises(CommandError, match=r"status 3: no such luck"):
        measure(python("import sys; print('no such luck', file=sys.stderr); sys.exit(3)"))


def test_a_failure_may_be_expected():
    assert measure(python("raise SystemExit(3)"), fine=(0, 3)).status == 3
