"""Layers: what a compiler's index says of the mentions of files, as an input of linking.

A layer is a map from paths to records. A record holds the content that it is about; it counts while the file
has that content, and is passed over otherwise. So a snapshot is a function of the files and of the layer,
whatever led to either (docs/adr/0011).

A record says, for names in lines, which entity or what outside is meant. Its names are matched with the
mentions of the file by line, name and the name before the dot; where that leaves two possibilities open the
linker's own outcome stands. Mentions of one path that mean different things get paths of their own
(`divided`), since links have one outcome per path.
"""

from __future__ import annotations

from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import stars_key
from parseltongue.isg.written import written_name, written_receiver
from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.facts import References
from parseltongue.model.ids import DIGEST_SIZE, FILE_SYMBOL, path_id, symbol_id
from parseltongue.model.kinds import EXACT, EXTERNAL, IMPORTS
from parseltongue.model.links import NO_OUTCOME, FileLinks, short_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parseltongue.isg.written import Paths
    from parseltongue.model.interface import Interface
    from parseltongue.model.links import Outcome

    Said = tuple[int, str, str, str]
    """Line of a mention, name, receiver, and what is meant: see `entity_target`. Empty: nothing is said."""

_SEPARATOR = "\0"
NOTHING = ""
_FILE = symbol_id(FILE_SYMBOL)


def entity_target(path: str, symbol: str) -> str:
    """What stands in a record for an entity."""
    return f"{path}{_SEPARATOR}{symbol}"


def external_target(name: str) -> str:
    """What stands in a record for something outside the workspace."""
    return _SEPARATOR + name


class LayerFile:
    """What is said of one file.

    Attributes
    ----------
    content : bytes
        First 24 bytes of the BLAKE3 of the file that this is about.
    said : list of Said
        Ascending, each once.
    """

    __slots__ = ("content", "said")

    def __init__(self, content: bytes, said: Iterable[Said]) -> None:
        self.content = content
        self.said = sorted(set(said))

    def encode(self) -> bytes:
        words = sorted({word for _, name, receiver, _ in self.said for word in (name, receiver)})
        targets = sorted({target for *_, target in self.said})
        word_at = {word: at for at, word in enumerate(words)}
        target_at = {target: at for at, target in enumerate(targets)}
        out = ColumnWriter()
        out.blob(self.content)
        out.texts(words)
        out.texts(targets)
        out.column([line for line, *_ in self.said])
        out.column([word_at[name] for _, name, _, _ in self.said])
        out.column([word_at[receiver] for _, _, receiver, _ in self.said])
        out.column([target_at[target] for *_, target in self.said])
        return out.getvalue()

    @classmethod
    def decode(cls, data: bytes) -> LayerFile:
        source = ColumnReader(data, "layer of a file")
        content, words, targets = source.blob(), source.texts(), source.texts()
        columns = [source.column() for _ in range(4)]
        source.finish()
        lines, names, receivers, leads = columns
        if len(content) != DIGEST_SIZE or len({*map(len, columns)}) != 1:
            raise source.damaged("its fields do not fit together")
        if max([*names, *receivers], default=-1) >= len(words) or max(leads, default=-1) >= len(targets):
            raise source.damaged("it names what it does not have")
        rows = zip(lines, names, receivers, leads, strict=True)
        return cls(content, ((line, words[a], words[b], targets[c]) for line, a, b, c in rows))


def content_of(record: bytes) -> bytes:
    """The content that an encoded record is about, without decoding the rest."""
    return ColumnReader(record, "layer of a file").blob()


def meant(layer: LayerFile, references: References, interface: Interface) -> list[str]:
    """What each mention of a file means, by index; `NOTHING` where the layer does not tell."""
    said: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for line, name, receiver, target in layer.said:
        said.setdefault((line, name), []).append((receiver, target))
    found = [NOTHING] * len(references.kinds)
    mentioned: dict[tuple[int, str], dict[str, list[int]]] = {}
    for path, start, end in references.mentions():
        name = written_name(references, path, interface.names.__getitem__)
        receiver = written_receiver(references, path, interface.names.__getitem__)
        for mention in range(start, end):
            place = references.lines[mention], name
            if place in said:
                mentioned.setdefault(place, {}).setdefault(receiver, []).append(mention)
    for place, by_receiver in mentioned.items():
        for receiver, target in assigned(said[place], by_receiver.keys()).items():
            for mention in by_receiver[receiver]:
                found[mention] = target
    return found


def assigned(said: list[tuple[str, str]], receivers: Iterable[str]) -> dict[str, str]:
    """What a name in a line means, by receiver of the mention; none where that is not sure.

    Parameters
    ----------
    said : list of (str, str)
        Receiver and target of each of these names that something is said of.
    """
    if len({target for _, target in said}) == 1:
        return dict.fromkeys(receivers, said[0][1])
    by_receiver: dict[str, set[str]] = {}
    for receiver, target in said:
        by_receiver.setdefault(receiver, set()).add(target)
    found = {one: next(iter(by_receiver[one])) for one in receivers if len(by_receiver.get(one, ())) == 1}
    left = [one for one in receivers if one not in found]
    open_targets = {target for receiver, target in said if receiver not in found}
    if len(left) == 1 and len(open_targets) == 1:
        found[left[0]] = open_targets.pop()
    return found


def divided(references: References, wanted: list[str]) -> References:
    """The references with a path for each thing that is meant; the same object if nothing changes.

    New paths stand behind all others, so dividing again changes nothing. The first mention stays where it is:
    what the linker finds for a path may depend on its kind.
    """
    groups = {
        path: list(dict.fromkeys(wanted[start:end]))
        for path, start, end in references.mentions()
        if len({*wanted[start:end]}) > 1
    }
    if not groups:
        return references
    order: dict[int, list[int]] = {path: [] for path in range(len(references.operations))}
    added: list[tuple[int, str]] = [(path, one) for path, targets in groups.items() for one in targets[1:]]
    index = {key: len(references.operations) + at for at, key in enumerate(added)}
    for path, start, end in references.mentions():
        for mention in range(start, end):
            order.setdefault(index.get((path, wanted[mention]), path), []).append(mention)
    return _rewritten(references, [path for path, _ in added], order)


def _rewritten(references: References, copied: list[int], order: dict[int, list[int]]) -> References:
    """The references with some paths copied to the end, and the mentions that belong to each path."""
    result = References.decode(references.encode())
    for column in (result.operations, result.first, result.second):
        column += [column[path] for path in copied]
    mentions = [mention for path in range(len(result.operations)) for mention in order.get(path, ())]
    result.counts = [len(order.get(path, ())) for path in range(len(result.operations))]
    result.kinds = [references.kinds[one] for one in mentions]
    result.lines = [references.lines[one] for one in mentions]
    result.sources = [references.sources[one] for one in mentions]
    return result


def overlaid(
    path: str,
    references: References,
    links: FileLinks,
    wanted: list[str],
    has_symbol: Callable[[str, str], bool],
) -> FileLinks:
    """The links of a file with what a layer says instead of what the linker found.

    A target that the tree does not have leaves the linker's outcome. Whether it has one is a lookup like
    any other, and recorded.

    Parameters
    ----------
    references : References
        As `divided` gave them, `wanted` by their mentions.
    has_symbol : callable
        Whether the file at a path has an entity of a symbol.
    """
    outcomes: list[Outcome] = [(links.provenances[at], links.target(at)) for at in originals(references)]
    keys: set[int] = set()
    for at, start, _ in references.mentions():
        if wanted[start] == NOTHING or outcomes[at][0] == NO_OUTCOME:
            continue
        if references.kinds[start] == IMPORTS and is_file(outcomes[at][1]):
            continue  # In `from .x import x` both names are meant, and stand in one line.
        there, _, name = wanted[start].partition(_SEPARATOR)
        if there and there != path:
            keys.update(_keys(there, name))
        if there and has_symbol(there, name):
            outcomes[at] = EXACT, path_id(there) + symbol_id(name)
        elif not there and outcomes[at][0] != EXTERNAL and references.kinds[start] != IMPORTS:
            outcomes[at] = EXTERNAL, name
    result = FileLinks.from_outcomes(outcomes, ())
    result.consulted = sorted({*links.consulted, *map(short_key, keys)})
    return result


def originals(references: Paths) -> list[int]:
    """By path, the one that it is a copy of, or itself: an undivided table has each path once."""
    first: dict[tuple[int, int, int], int] = {}
    rows = zip(references.operations, references.first, references.second, strict=True)
    return [first.setdefault(row, at) for at, row in enumerate(rows)]


def is_file(target: bytes | str | None) -> bool:
    """Whether what a mention leads to is a file as a whole."""
    return isinstance(target, bytes) and target.endswith(_FILE)


def _keys(path: str, symbol: str) -> list[int]:
    """The lookups that tell whether a file has an entity."""
    if not symbol:
        return [stars_key(path)]
    return [lookup_key(kind, path, symbol) for kind in ("bases", "entity")]
