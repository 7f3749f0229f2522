"""What the graph does not know, and why."""

from __future__ import annotations

from parseltongue.analysis.languages import missing_parser
from parseltongue.analysis.parsers import install_command
from parseltongue.isg.rows import FACTS_FLAGS_SHIFT, SKIP_REASONS, VENDORED
from parseltongue.model.facts import DEPTH_CUT, GENERATED, RECODED, SYNTAX_ERRORS
from parseltongue.model.kinds import EXTERNAL, UNRESOLVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.isg.view import FileView, GraphView

PROBLEMS = {SYNTAX_ERRORS: "syntax_errors", DEPTH_CUT: "depth_cut", RECODED: "recoded"}
"""Flags of facts that make a file's part of the graph less than whole."""

LABELS = {GENERATED << FACTS_FLAGS_SHIFT: "generated", VENDORED: "vendored"}
"""Flags of files that say where they come from."""


def coverage(view: GraphView, limit: int) -> dict[str, Any]:
    """See `ISG.coverage`. O(files + mentions)."""
    skipped: dict[str, list[str]] = {}
    problems: dict[str, list[str]] = {name: [] for name in PROBLEMS.values()}
    labels: dict[str, list[str]] = {name: [] for name in LABELS.values()}
    names: dict[int, dict[str, int]] = {EXTERNAL: {}, UNRESOLVED: {}}
    without_grammar: dict[str, int] = {}
    for file in view.files():
        path = file.shown
        for flag, name in LABELS.items():
            if file.flags & flag:
                labels[name].append(path)
        if file.skip:
            skipped.setdefault(SKIP_REASONS[file.skip], []).append(path)
            if SKIP_REASONS[file.skip] == "grammar_missing":
                without_grammar[file.language] = without_grammar.get(file.language, 0) + 1
            continue
        for flag, name in PROBLEMS.items():
            if file.flags >> FACTS_FLAGS_SHIFT & flag:
                problems[name].append(path)
        _count_names(file, names)
    return {
        "skipped": skipped,
        "missing_grammars": missing_grammars(without_grammar),
        **problems,
        **labels,
        "references": resolution(view.snapshot.counts["references"]),
        "external": _most_frequent(names[EXTERNAL], limit),
        "unresolved": _most_frequent(names[UNRESOLVED], limit),
        "degraded": view.snapshot.degraded,
    }


def missing_grammars(files: dict[str, int]) -> list[dict[str, Any]]:
    """Of languages with numbers of files, those that lack a grammar here, and what installs it."""
    missing = ((language, missing_parser(language)) for language in sorted(files))
    return [
        {"language": language, "files": files[language], "install": install_command(parser)}
        for language, parser in missing
        if parser is not None
    ]


def resolution(counts: dict[str, int]) -> dict[str, Any]:
    """Mentions by outcome, and the share of those meant for the workspace that are resolved.

    What is external does not count against it; of nothing it is None.
    """
    table = {name: counts.get(name, 0) for name in ("resolved", "ambiguous", "external", "unresolved")}
    inside = sum(table.values()) - table["external"]
    return {**table, "resolved_share": table["resolved"] / inside if inside else None}


def _count_names(file: FileView, names: dict[int, dict[str, int]]) -> None:
    """Add the mentions of a file that lead outside, or nowhere."""
    records = file.records
    if records is None:
        return
    links = records.links
    for path, count in enumerate(records.mentions.counts):
        provenance = links.provenances[path] if count else None
        if provenance not in names:
            continue
        found = links.target(links.targets[path])
        name = found if isinstance(found, str) else records.paths.written(path, records.interface)
        names[provenance][name] = names[provenance].get(name, 0) + count


def _most_frequent(counts: dict[str, int], limit: int) -> dict[str, Any]:
    """Names with their mentions, most mentioned first, and how many there are."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {
        "total": len(ranked),
        "names": [{"name": name, "mentions": count} for name, count in ranked[:limit]],
    }
