"""The graph as a SCIP index (extra `scip`); see `query.scip.export` for what it holds."""

from __future__ import annotations

from parseltongue.model.errors import QueryError
from parseltongue.query.scip.export import export_scip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.export.formats import Graph, Sink


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write the index: whole files, so that of a selection only the path can be used."""
    selection = graph.selection
    if selection.around is not None or selection.kind is not None:
        raise QueryError("an index of SCIP has whole files: choose them with --path, not --around or --kind")
    report = export_scip(
        graph.view,
        sink.open(""),
        source=graph.source,
        root=graph.root,
        chosen=lambda file: selection.file(file.shown),
    )
    changed = len(report.changed)
    if not changed:
        return []
    return [
        f"{changed} of {report.documents} files have changed since they were analysed: their occurrences "
        "have lines only — run `parseltongue analyze` and export again"
    ]
