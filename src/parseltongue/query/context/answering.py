"""The answer to `context`."""

from __future__ import annotations

from parseltongue.model.errors import QueryError
from parseltongue.model.shown import shown_path
from parseltongue.query.answer import Answer
from parseltongue.query.context.excerpts import Sources
from parseltongue.query.context.gathering import Gatherer
from parseltongue.query.context.packing import pack
from parseltongue.query.context.tokens import tokenizer as default_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.view import GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.context.excerpts import Read
    from parseltongue.query.context.tokens import Tokenizer
    from parseltongue.query.records import Record
    from parseltongue.query.resolve import Match


def context(
    view: GraphView,
    ancestry: Ancestry,
    asked: tuple[str, list[Record], Match],
    tokens: int,
    read: Read,
    tokenizer: Tokenizer | None,
) -> Answer:
    """The context of the first entity that a symbol stands for.

    Parameters
    ----------
    asked : tuple
        The symbol, what it stands for, and the first of these.
    """
    symbol, shown, match = asked
    if match.file is None:
        raise QueryError(f"{symbol} is outside of the workspace; there is a context only for what is in it")
    counting = tokenizer or default_tokenizer()
    sources = Sources(read)
    gathered = Gatherer(view, ancestry, sources).gather(match.file, match.ordinal)
    changed = sorted(map(shown_path, sources.changed))
    packed = pack(gathered, tokens, counting, changed)
    results = packed.as_records()
    source = gathered.source
    notes = {
        "entity": source.record,
        "source": [{"line": number, "text": text} for number, text in source.lines[: packed.kept]],
        "outline": source.is_outline,
        "cut_lines": packed.cut,
        "omitted": packed.omitted,
        "complete": gathered.complete,
        "changed": changed,
        "tokens": packed.tokens,
        "limit": tokens,
        "tokenizer": counting.name,
        "markdown": packed.text,
    }
    files = sources.files | {match.file.path}
    return Answer(
        view.digest.hex(), symbol, shown, results, len(results), exact=True, files=files, notes=notes
    )
