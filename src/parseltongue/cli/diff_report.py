"""How two compared states are shown: as text, and as Markdown for a pull request."""

from __future__ import annotations

from itertools import islice

from parseltongue.cli.answers import place
from parseltongue.cli.output import plural, printable
from parseltongue.model.kinds import ENTITY_KINDS, PROVENANCES, RELATIONSHIP_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.cli.output import Output
    from parseltongue.query.diff.comparison import Comparison
    from parseltongue.query.diff.edges import Relationship, Side
    from parseltongue.query.diff.entities import Change, Place
    from parseltongue.query.records import Record
    from parseltongue.workspace.revisions import Diff

    Row = tuple[str, ...]


class Section:
    """One part of a report: a table, and how many rows it would have in full."""

    __slots__ = ("rows", "title", "total")

    def __init__(self, title: str, rows: Iterable[Row], total: int, limit: int | None) -> None:
        self.title = title
        self.rows = list(islice(rows, limit))
        self.total = total

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows)


def headline(found: Comparison) -> str:
    """What is different, in a sentence."""
    counts = found.counts()
    if found.is_empty:
        return "Nothing differs."
    files = _counted(counts["files"], "Files")
    entities = _counted({k: v for k, v in counts["entities"].items() if k != "along"}, "entities")
    relationships = _counted(counts["relationships"], "relationships")
    return "; ".join(part for part in (files, entities, relationships) if part) + "."


def _counted(counts: dict[str, int], nouns: str) -> str:
    parts = [f"{number:,} {what}" for what, number in counts.items() if number]
    return f"{nouns} {', '.join(parts)}" if parts else ""


def sections(found: Comparison, limit: int | None) -> list[Section]:
    """The parts that have something to say; each has at most `limit` rows."""
    entities, relationships = found.entities, found.relationships
    changed = [*entities.changed, *(one for one in entities.moved if not one.along or one.fields)]
    added, removed = _outermost(entities.added), _outermost(entities.removed)
    every = [
        Section("Breaking changes of public interfaces", _breaking(found), len(found.breaking), limit),
        Section("Changed, moved or renamed", _changes(found, changed), len(changed), limit),
        Section("Added", map(_entity_row, added), len(added), limit),
        Section("Removed", map(_entity_row, removed), len(removed), limit),
        Section("Relationships", _relationships(found), _number_of(relationships), limit),
        Section("Who uses what changed", _affected(found), len(found.affected), limit),
        Section("Tests to run", _tests(found), len(found.tests), limit),
    ]
    return [one for one in every if one.total]


def _number_of(relationships: object) -> int:
    return sum(len(getattr(relationships, name)) for name in ("added", "removed", "changed"))


def _breaking(found: Comparison) -> Iterator[Row]:
    for one in found.breaking:
        record = (one.new or one.old).record()
        side = found.old
        yield printable(side.name(one.old.id) or record["name"]), place(record), printable(one.message)


def _changes(found: Comparison, changes: list[Change]) -> Iterator[Row]:
    for change in changes:
        record = change.new.record()
        yield (
            _shown_name(record),
            record["kind"],
            place(record),
            printable("; ".join(_differences(found, change))),
        )


def _differences(found: Comparison, change: Change) -> Iterator[str]:
    before, after = change.old.compared(), change.new.compared()
    if change.old.id != change.new.id:
        what = "renamed from" if change.renamed else "moved from"
        yield f"{what} {found.old.name(change.old.id)}"
    for name in change.fields:
        if name == "signature":
            yield f"{before[name]} → {after[name]}" if before[name] else f"is {after[name]} now"
        else:
            yield f"{name.replace('_', ' ')}: {before[name]} → {after[name]}"


def _outermost(places: list[Place]) -> list[tuple[Place, int]]:
    """Entities that stand in none of the others, each with the number of those that stand in it."""
    every = {place.id for place in places}
    inside: dict[bytes, int] = {}
    outer = []
    for one in places:
        top = one
        while (parent := top.parent) is not None and parent.id in every:
            top = parent
        if top is one:
            outer.append(one)
        else:
            inside[top.id] = inside.get(top.id, 0) + 1
    return [(one, inside.get(one.id, 0)) for one in outer]


def _entity_row(entry: tuple[Place, int]) -> Row:
    one, inside = entry
    record = one.record()
    return _shown_name(record), record["kind"], place(record), f"and {inside:,} in it" if inside else ""


def _relationships(found: Comparison) -> Iterator[Row]:
    changes = found.relationships
    for one in changes.added:
        yield _relationship("+", found.new, one)
    for one in changes.removed:
        yield _relationship("-", found.old, one)
    for was, one in changes.changed:
        row = _relationship("~", found.new, one)
        yield *row[:-1], f"{PROVENANCES[was.provenance]} → {PROVENANCES[one.provenance]}"


def _relationship(sign: str, side: Side, one: Relationship) -> Row:
    source = side.name(one.src) or one.src.hex()
    target = side.name(one.dst) if one.dst is not None else one.target
    provenance = PROVENANCES[one.provenance]
    return (
        f"{sign} {printable(source)}",
        f"{RELATIONSHIP_KINDS[one.kind]} {printable(target or '?')}",
        f"{printable(one.file.shown)}:{one.line}",
        "" if provenance == "exact" else provenance,
    )


def _affected(found: Comparison) -> Iterator[Row]:
    for one in found.affected:
        record = one.user.record()
        side = found.new if one.is_new else found.old
        uses = f"{RELATIONSHIP_KINDS[one.kind]} {printable(side.name(one.used.id) or '?')}"
        yield _shown_name(record), record["kind"], f"{printable(record['file'])}:{one.line}", uses


def _tests(found: Comparison) -> Iterator[Row]:
    for one in found.tests:
        record = one.place.record()
        yield (
            _shown_name(record),
            record["kind"],
            place(record),
            plural(one.hop, "hop") if one.hop else "edited",
        )


def _shown_name(record: Record) -> str:
    return printable(str(record["qualified_name"] or record["name"]))


def show_text(out: Output, diff: Diff, limit: int | None) -> None:
    """Tables under headings."""
    out.line(
        f"{out.paint(printable(diff.old.label), 'bold')} → {out.paint(printable(diff.new.label), 'bold')}"
    )
    out.line(headline(diff.comparison))
    for section in sections(diff.comparison, limit):
        out.line()
        out.line(f"{section.title} ({section.total:,}):")
        out.table(section.rows, ("bold", "cyan", "", "yellow"), indent=2)
        if section.hidden:
            out.line(f"  ... and {section.hidden:,} more; --limit 0 shows all")


def markdown(diff: Diff, limit: int | None) -> Iterator[str]:
    """Lines of a comment for a pull request: what breaks and which tests to run stay open."""
    yield f"### Code graph: {_code(diff.old.label)} → {_code(diff.new.label)}"
    yield ""
    yield headline(diff.comparison)
    for section in sections(diff.comparison, limit):
        folded = section.title not in _OPEN
        yield ""
        if folded:
            yield f"<details><summary>{section.title} ({section.total:,})</summary>"
        else:
            yield f"#### {section.title} ({section.total:,})"
        yield ""
        for name, *cells in section.rows:
            yield f"- {_code(name)} {' · '.join(_code(cell) for cell in cells if cell)}".rstrip()
        if section.hidden:
            yield f"- … and {section.hidden:,} more"
        if folded:
            yield ""
            yield "</details>"


_OPEN = ("Breaking changes of public interfaces",)


def _code(text: str) -> str:
    """As code, whatever it holds: a longer fence than any run of backticks in it."""
    text = printable(text)
    if text in ENTITY_KINDS:
        return text
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    fence = "`" * (longest + 1)
    edge = " " if "`" in (text[:1], text[-1:]) else ""
    return f"{fence}{edge}{text}{edge}{fence}"
