"""FileLinks: what each symbolic path of a file turned out to mean.

One outcome per path of the file's path table, so that links do not change when lines shift. Candidates of
ambiguous outcomes are not stored: they are computed when asked for, and one more candidate changes nothing
here.
"""

from __future__ import annotations

from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.ids import ENTITY_ID_SIZE, external_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Outcome = tuple[int, bytes | str | None]
    """Provenance, and the target: an entity id, the name of something external, or nothing."""

NO_OUTCOME = 7
"""Stored in place of a provenance for paths that are only steps of other paths."""


def short_key(key: int) -> int:
    """What is stored of the 64-bit key of a lookup."""
    return key >> 32


class FileLinks:
    """Outcomes by path index.

    Attributes
    ----------
    provenances : list of int
        `model.kinds.PROVENANCES`, or `NO_OUTCOME`.
    targets : list of int
        0 for none, else 1-based index into `entities` followed by `externals`.
    entities : list of bytes
        Distinct target entities, 16 bytes each, sorted.
    externals : list of str
        Distinct dotted names of targets outside the workspace, sorted.
    consulted : list of int
        The lookups that led here, to other files only: the first 32 bits of their keys, ascending. Two
        lookups that share them only cause a needless relinking.
    """

    __slots__ = ("consulted", "entities", "externals", "provenances", "targets")

    def __init__(
        self,
        provenances: list[int],
        targets: list[int],
        entities: list[bytes],
        externals: list[str],
        consulted: list[int],
    ) -> None:
        self.provenances = provenances
        self.targets = targets
        self.entities = entities
        self.externals = externals
        self.consulted = consulted

    @classmethod
    def from_outcomes(cls, outcomes: list[Outcome], keys: Iterable[int]) -> FileLinks:
        """From one outcome per path and the 64-bit keys of the lookups that led to them."""
        targets = {target for _, target in outcomes}
        entities = sorted(target for target in targets if isinstance(target, bytes))
        externals = sorted(target for target in targets if isinstance(target, str))
        index: dict[bytes | str | None, int] = {None: 0}
        index.update((target, number) for number, target in enumerate(entities, 1))
        index.update((target, number) for number, target in enumerate(externals, 1 + len(entities)))
        return cls(
            [provenance for provenance, _ in outcomes],
            [index[target] for _, target in outcomes],
            entities,
            externals,
            sorted({short_key(key) for key in keys}),
        )

    def target(self, path: int) -> bytes | str | None:
        """Entity id, external name, or None."""
        number = self.targets[path]
        if not number:
            return None
        if number <= len(self.entities):
            return self.entities[number - 1]
        return self.externals[number - 1 - len(self.entities)]

    def target_ids(self) -> list[bytes]:
        """The 16-byte ids of all targets, external ones included."""
        return self.entities + [external_id(name) for name in self.externals]

    def encode(self) -> bytes:
        out = ColumnWriter()
        out.column(self.provenances)
        out.column(self.targets)
        out.blob(b"".join(self.entities))
        out.texts(self.externals)
        out.column(self.consulted)
        return out.getvalue()

    @classmethod
    def decode(cls, data: bytes) -> FileLinks:
        source = ColumnReader(data, "links")
        provenances, targets, packed = source.column(), source.column(), source.blob()
        externals, consulted = source.texts(), source.column()
        source.finish()
        if len(packed) % ENTITY_ID_SIZE or len(provenances) != len(targets):
            raise source.damaged("its columns do not fit each other")
        entities = [packed[i : i + ENTITY_ID_SIZE] for i in range(0, len(packed), ENTITY_ID_SIZE)]
        if targets and max(targets) > len(entities) + len(externals):
            raise source.damaged("a path leads to an unknown target")
        return cls(provenances, targets, entities, externals, consulted)
