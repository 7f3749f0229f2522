"""`parseltongue export`."""

from __future__ import annotations

import os
import sys

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural, printable
from parseltongue.cli.spec import Command, UsageError
from parseltongue.model.errors import FullError, UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session
    from parseltongue.query.isg import ISG

COMMAND = Command(
    options=("format", "output"),
    details="""First the entities, then the relationships, sorted. Equal trees give equal bytes, wherever they
are and however they were analysed.

FILE appears when it is complete; an export that was interrupted leaves the old one. With --json the
object on stdout tells the snapshot and the size, so FILE has to be given.""",
    examples=(
        ("export --format jsonl -o graph.jsonl", "into a file"),
        ("export | gzip > graph.jsonl.gz", "into a pipe"),
    ),
)


def run(session: Session) -> int:
    """Write the graph."""
    stop_in_order()
    target = session.given.text("output")
    if session.out.json and target is None:
        raise UsageError("export --json needs -o FILE: stdout carries the object")
    isg = session.open().load()
    if target is None or target == "-":
        isg.export(sys.stdout.buffer.write)
        return 0
    place = session.located(target)
    size = _to_file(isg, place)
    session.out.object({"snapshot": isg.snapshot, "file": os.path.abspath(place), "bytes": size})
    session.out.line(f"{printable(target)}: {plural(size, 'byte')}")
    return 0


def _to_file(isg: ISG, place: str) -> int:
    """Write a file as a whole or not at all; its size in bytes."""
    if os.path.lexists(place) and not os.path.isfile(place):
        return _in_place(isg, place)
    part = f"{place}.{os.getpid()}.part"
    try:
        try:
            size = _in_place(isg, part)
            os.replace(part, place)
        except BaseException:
            if os.path.exists(part):
                os.unlink(part)
            raise
    except OSError as error:
        raise _untaken(place, error) from None
    return size


def _in_place(isg: ISG, place: str) -> int:
    try:
        with open(place, "wb") as file:
            isg.export(file.write)
            file.flush()
            return file.tell() if file.seekable() else 0
    except OSError as error:
        raise _untaken(place, error) from None


def _untaken(place: str, error: OSError) -> Exception:
    import errno

    if isinstance(error, BrokenPipeError):
        return error
    kind = FullError if error.errno in (errno.ENOSPC, errno.EDQUOT) else UnavailableError
    return kind(f"cannot write to {printable(place)}: {error.strerror}; choose another place with -o")
