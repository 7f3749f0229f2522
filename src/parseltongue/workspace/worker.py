"""An analysis process: reads requests on standard input, answers on standard output.

Started as a plain child process and not through `multiprocessing`: it inherits no database handle, does not
import the main module of the program that started it, and can be killed at any time. Frames are a four
byte length and a pickle; both ends are this program.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys

from parseltongue.workspace.limits import CPU_LIMITS, limit_memory, limit_work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from parseltongue.codec.envelope import Codec

BOOTSTRAP = "import sys; sys.path[:] = sys.argv[1:]; from parseltongue.workspace.worker import main; main()"


def write_frame(stream: BinaryIO, message: object) -> None:
    data = pickle.dumps(message, protocol=5)
    stream.write(len(data).to_bytes(4, "little"))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> Any:
    """The next message; None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "little")
    data = stream.read(size)
    return pickle.loads(data) if len(data) == size else None


def _codec(settings: dict[str, Any]) -> Codec:
    """The codec that `Codecs.worker_settings` describes. Its keys came through the pipe, not as arguments."""
    from parseltongue.codec.envelope import Codec

    cipher = None
    if settings["cipher"] is not None:
        from parseltongue.codec.cipher import Cipher

        cipher = Cipher(settings["cipher"])
    return Codec(
        compression=settings["compression"],
        level=settings["level"],
        dictionary=settings["dictionary"],
        cipher=cipher,
    )


def main() -> None:
    """Serve until standard input ends. The first frame holds the settings, the others lists of files."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if CPU_LIMITS:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    settings = read_frame(requests)
    if settings is None:
        return
    from parseltongue.analysis.languages import register
    from parseltongue.workspace.extraction import FileExtractor

    for family, package in settings["languages"].items():
        register(family, package)
    limit_memory(settings["memory"])
    codec = _codec(settings)
    extractor = FileExtractor(
        settings["root"],
        codec,
        algorithm=settings["algorithm"],
        largest=settings["largest"],
        keep_docs=settings["keep_docs"],
        timeout=settings["timeout"],
    )
    # Facts hold no reference cycles: there is nothing to collect.
    gc.disable()
    while (batch := read_frame(requests)) is not None:
        for path, language in batch:
            # Not on account of the first file in a language.
            extractor.prepare([language])
            limit_work(settings["timeout"])
            result = extractor.extract_path(path, language)
            limit_work(0)
            write_frame(answers, result)
