"""`parseltongue export`."""

from __future__ import annotations

import os
import sys

from parseltongue.cli.answers import located, path_in
from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.outfile import OutFiles
from parseltongue.cli.output import plural, printable
from parseltongue.cli.spec import Command, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session
    from parseltongue.query.export.formats import Graph
    from parseltongue.workspace.workspace import Workspace

COMMAND = Command(
    options=("format", "output", "around", "depth", "path", "kind", "limit"),
    details="""jsonl (the default), json, parquet and arrow hold everything; graphml, csv, dot and mermaid the
relationships that have two ends. csv, parquet and arrow are two files, such as graph-entities.csv and
graph-relationships.csv; csv has the headers of Neo4j's import, the others need
pip install "parseltongue-isg[arrow]". dot and mermaid are drawings: they show 100 entities, or --limit N, and
say what is left out. scip is an index of the Sourcegraph Code Intelligence Protocol
(pip install "parseltongue-isg[scip]").

--around, --path and --kind choose a part: its entities, and the relationships between them. --path also
takes patterns such as 'src/*.py', in which * stands for any text.

Equal trees give equal bytes, wherever they are and however they were analysed. FILE appears when it is
complete; an export that was interrupted leaves the old one. A FILE that ends in .gz is compressed. With
--json the object on stdout tells the snapshot and the size, so FILE has to be given.""",
    examples=(
        ("export --format jsonl -o graph.jsonl.gz", "everything, compressed"),
        ("export --format mermaid --around Order.save --depth 2", "a drawing of what is near a symbol"),
        ("export --format csv --path src -o graph.csv", "two tables of a folder"),
        ("export --format scip -o index.scip", "an index for code browsers"),
        ("export | gzip > graph.jsonl.gz", "into a pipe"),
    ),
)


def run(session: Session) -> int:
    """Write the graph."""
    from parseltongue.query.export.formats import export

    stop_in_order()
    given, out = session.given, session.out
    name, target = given.text("format") or "jsonl", _target(session)
    workspace = session.open()
    graph = _graph(session, workspace)
    place = None if target is None else session.located(target)
    with OutFiles(place) as files:
        notices = export(graph, name, files)
    for notice in notices:
        out.notice(notice)
    _tell(session, graph, files, notices)
    return 0


def _target(session: Session) -> str | None:
    """FILE as typed; None for stdout."""
    from parseltongue.query.export.formats import BINARY, TABLES

    name, target = session.given.text("format") or "jsonl", session.given.text("output")
    if session.out.json and target is None:
        raise UsageError("export --json needs -o FILE: stdout carries the object")
    target = None if target == "-" else target
    if target is None and name in TABLES:
        raise UsageError(f"export --format {name} needs -o FILE: it is two files")
    if target is None and name in BINARY and sys.stdout.isatty():
        raise UsageError(f"export --format {name} needs -o FILE: it is nothing for a terminal")
    return target


def _graph(session: Session, workspace: Workspace) -> Graph:
    from parseltongue.query.export.formats import DRAWINGS, Graph
    from parseltongue.query.export.selection import Selection
    from parseltongue.workspace.sources import analysed_source, folder_uri

    given = session.given
    if given.flag("depth") and not given.flag("around"):
        raise UsageError("export takes --depth only with --around SYMBOL")
    if given.flag("limit") and given.text("format") not in DRAWINGS:
        raise UsageError(f"export takes --limit only with --format {' or '.join(sorted(DRAWINGS))}")
    around, path = given.text("around"), path_in(session, workspace.root)
    around = around if around is None else located(session, workspace.root, around)
    selection = Selection(around, given.number("depth") or 1, path, given.text("kind"))
    return Graph(
        workspace.load(),
        selection,
        limit=given.number("limit"),
        source=lambda file: analysed_source(workspace.root, file),
        root=folder_uri(workspace.root),
    )


def _tell(session: Session, graph: Graph, files: OutFiles, notices: list[str]) -> None:
    out = session.out
    sizes = list(files.sizes.items())
    for path, size in sizes:
        out.line(f"{printable(path)}: {plural(size, 'byte')}")
    if len(sizes) == 1:
        (path, size) = sizes[0]
        told: dict[str, object] = {"snapshot": graph.snapshot, "file": os.path.abspath(path), "bytes": size}
    else:
        places = [{"file": os.path.abspath(path), "bytes": size} for path, size in sizes]
        told = {"snapshot": graph.snapshot, "files": places}
    out.object({**told, **({"notices": notices} if notices else {})})
