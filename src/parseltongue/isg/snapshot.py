"""A snapshot: one state of one code tree, as a small object.

It names the roots of the maps and all that the graph depends on besides the files. It holds no wall-clock
facts and nothing of the machine, so its digest is the same wherever the same tree is analysed.
"""

from __future__ import annotations

from parseltongue.isg.records import RecordReader, RecordWriter
from parseltongue.model.ids import content_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SNAPSHOT_KIND = 0x53
SNAPSHOT_VERSION = 2

MAP_NAMES = ("files", "paths", "names", "open", "incoming", "consulted")
"""The maps of a snapshot, in the order of the format."""

LAYER = "layer"
"""One more map, behind the others, of a snapshot whose links rest on an imported index (isg/layers.py)."""

COUNT_NAMES = ("entities", "relationships", "references", "files", "skipped")
"""Tables of counts: entities and relationships by kind, references by outcome, files by language, and files
without facts by reason."""


class Fingerprints:
    """What a snapshot depends on besides the files: the code that analyses, and the options.

    Attributes
    ----------
    families : mapping of str to bytes
        For each family of languages, the digest of all that extracts and links its files.
    linker : bytes
        Of what all families share, and of the code that turns links into maps.
    options : bytes
        Digest of the options that change the result.
    """

    __slots__ = ("families", "linker", "options")

    def __init__(self, families: Mapping[str, bytes], linker: bytes, options: bytes) -> None:
        self.families = families
        self.linker = linker
        self.options = options


class Snapshot:
    """The record. Treat it as immutable.

    Attributes
    ----------
    families : dict of str to bytes
        Fingerprint of each family of languages that has files here. Those of others have no part in it.
    linker, options : bytes
        See `Fingerprints`.
    source_roots : tuple of str
        Family of languages, a colon, and a relative path; ascending.
    maps : dict of str to bytes
        Root digest of each of `MAP_NAMES`, and of `LAYER` if there is one.
    counts : dict of str to dict of str to int
        One table for each of `COUNT_NAMES`.
    degraded : bool
        A file timed out or a worker died: the claim "incremental equals full" does not hold.
    """

    __slots__ = ("counts", "degraded", "families", "linker", "maps", "options", "source_roots")

    def __init__(
        self,
        *,
        families: dict[str, bytes],
        linker: bytes,
        options: bytes,
        source_roots: Iterable[str],
        maps: dict[str, bytes],
        counts: dict[str, dict[str, int]],
        degraded: bool = False,
    ) -> None:
        self.families = families
        self.linker = linker
        self.options = options
        self.source_roots = tuple(sorted(set(source_roots)))
        self.maps = maps
        self.counts = counts
        self.degraded = degraded

    def roots_of(self, family: str) -> list[str]:
        """Source roots of a family of languages, in no particular order."""
        prefix = family + ":"
        return [one[len(prefix) :] for one in self.source_roots if one.startswith(prefix)]

    @property
    def layer(self) -> bytes:
        """Root digest of the map `LAYER`; empty if there is none."""
        return self.maps.get(LAYER, b"")

    def digest(self) -> bytes:
        """The digest of the snapshot: of the graph and all that it depends on."""
        return content_digest(encode_snapshot(self))


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Canonical bytes of a snapshot."""
    writer = RecordWriter(SNAPSHOT_KIND, SNAPSHOT_VERSION)
    writer.number(len(snapshot.families))
    for family, fingerprint in sorted(snapshot.families.items()):
        writer.text(family)
        writer.blob(fingerprint)
    writer.blob(snapshot.linker)
    writer.blob(snapshot.options)
    writer.number(len(snapshot.source_roots))
    for root in snapshot.source_roots:
        writer.text(root)
    for name in COUNT_NAMES:
        writer.table(snapshot.counts[name])
    writer.number(int(snapshot.degraded))
    writer.digests(snapshot.maps[name] for name in (*MAP_NAMES, LAYER) if name in snapshot.maps)
    return writer.getvalue()


def decode_snapshot(data: bytes, what: str = "snapshot") -> Snapshot:
    """The snapshot in `data`.

    Raises
    ------
    CorruptionError
        The bytes are damaged.
    FormatVersionError
        Another version of the format wrote them.
    """
    reader = RecordReader(data, SNAPSHOT_KIND, SNAPSHOT_VERSION, what)
    families = [(reader.text(), reader.blob()) for _ in range(reader.number())]
    linker, options = reader.blob(), reader.blob()
    source_roots = [reader.text() for _ in range(reader.number())]
    counts = {name: reader.table() for name in COUNT_NAMES}
    degraded = reader.number()
    roots = reader.digests()
    reader.finish()
    ordered = sorted(dict(families).items()) == families and sorted(set(source_roots)) == source_roots
    names = MAP_NAMES if len(roots) == len(MAP_NAMES) else (*MAP_NAMES, LAYER)
    if len(roots) != len(names) or degraded > 1 or not ordered:
        raise reader.damaged("its fields do not fit together")
    return Snapshot(
        families=dict(families),
        linker=linker,
        options=options,
        source_roots=source_roots,
        maps=dict(zip(names, roots, strict=True)),
        counts=counts,
        degraded=bool(degraded),
    )
