"""The answer to a question."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from parseltongue.query.records import Record


class Answer:
    """One page of results, and what they rest on. Iterating and `len` are over `results`.

    Attributes
    ----------
    snapshot : str
        Digest of the snapshot that was asked, hexadecimal.
    symbol : str
        As it was asked for.
    matches : list of Record
        The entities that the symbol stands for, at most `MATCHES_SHOWN` of them. More than one: the symbol
        is ambiguous, and the results are those of all of them, each telling its own in `target_id`.
    total : int
        Number of results on all pages.
    exact : bool
        Whether `total` is that number; otherwise there are at least so many, and counting on would have
        cost more than the page.
    results : list of Record
    files : list of str
        Paths behind the answer, ascending: if none of them has changed, what is shown holds.
    notes : dict
        What else there is to say; the keys depend on the question.
    """

    __slots__ = ("exact", "files", "matches", "notes", "results", "snapshot", "symbol", "total")

    def __init__(
        self,
        snapshot: str,
        symbol: str,
        matches: list[Record],
        results: list[Record],
        total: int,
        *,
        exact: bool,
        files: set[str],
        notes: dict[str, Any] | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.symbol = symbol
        self.matches = matches
        self.results = results
        self.total = total
        self.exact = exact
        self.files = sorted(files)
        self.notes = notes or {}

    @property
    def ambiguous(self) -> bool:
        """Whether the symbol stands for several entities."""
        return len(self.matches) > 1

    def __iter__(self) -> Iterator[Record]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: all but `files`."""
        return {
            "snapshot": self.snapshot,
            "symbol": self.symbol,
            "matches": self.matches,
            "total": self.total,
            "exact": self.exact,
            "results": self.results,
            **self.notes,
        }


class Page:
    """What an answer collects: the results from `offset` on until `limit` are there, and how many there are.

    Parameters
    ----------
    limit : int or None
        None for no limit; below 0 is 0.
    offset : int
        Results to pass over.
    exact : bool
        Count all results, also those behind the page.

    Attributes
    ----------
    files : set of str
        Paths behind the answer.
    """

    __slots__ = ("_end", "_exact", "_start", "files", "results", "total")

    def __init__(self, limit: int | None, offset: int = 0, *, exact: bool = False) -> None:
        self._start = max(0, offset)
        self._end = None if limit is None else self._start + max(0, limit)
        self._exact = exact
        self.total = 0
        self.results: list[Record] = []
        self.files: set[str] = set()

    def take(self) -> bool:
        """Count one more result; whether it is on the page."""
        place = self.total
        self.total += 1
        return place >= self._start and (self._end is None or place < self._end)

    def is_over(self, found: int, pool: int = 0) -> bool:
        """Whether so many results, and a pool of so many, are more than anyone wants to know of."""
        return not self._exact and self._end is not None and found > max(self._end, pool)

    @property
    def wants_all(self) -> bool:
        """Whether every result is to be shown or counted."""
        return self._exact or self._end is None

    @property
    def done(self) -> bool:
        """Whether there is more than the page shows, and nobody wants to know how much."""
        return not self._exact and self._end is not None and self.total > self._end
