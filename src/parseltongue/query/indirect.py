"""What runs a member without naming it.

Whoever makes an object runs the constructor of its type: that is certain. Whoever calls a member may run what
takes its place in a type below (`query.dispatch`), and who makes an object may run what the language calls by
itself, such as Python's ``__len__``: these are possible, and told apart wherever they are told.
"""

from __future__ import annotations

from parseltongue.model.interface import is_special
from parseltongue.model.kinds import CONSTRUCTOR, OWNER_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.view import GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.dispatch import Dispatcher, Place


class Indirect:
    """Answers for one snapshot. Every answer is lazy, without repetition, and in a fixed order."""

    def __init__(self, view: GraphView, ancestry: Ancestry) -> None:
        self._view = view
        self._ancestry = ancestry
        self._known_dispatcher: Dispatcher | None = None

    @property
    def dispatcher(self) -> Dispatcher:
        """Made when it is needed: most questions do without."""
        if self._known_dispatcher is None:
            from parseltongue.query.dispatch import Dispatcher

            self._known_dispatcher = Dispatcher(self._view, self._ancestry)
        return self._known_dispatcher

    def makers(self, identity: bytes) -> Iterator[bytes]:
        """Ids of the types of which making an object runs a constructor; of all else none."""
        place = self._member(identity)
        if place is not None and _kind(place) == CONSTRUCTOR:
            yield from map(_id, self.dispatcher.made_by(*place))

    def possible(self, identity: bytes) -> Iterator[bytes]:
        """Ids of what is called where a member may run instead; `makers` left out."""
        place = self._member(identity)
        if place is None or _kind(place) == CONSTRUCTOR:
            return
        found = self.dispatcher.declarations(*place)
        if is_special(_name(place)):
            found = self.dispatcher.inheriting(*place)
        yield from map(_id, found)

    def _member(self, identity: bytes) -> Place | None:
        """A member of a type, or of a block for one."""
        place = self._ancestry.place(identity)
        records = place[0].records if place is not None else None
        if place is None or records is None or not place[1]:
            return None
        owner = records.interface.parents[place[1]]
        return place if records.interface.kinds[owner] in OWNER_KINDS else None


def _id(place: Place) -> bytes:
    return place[0].entity_id(place[1])


def _kind(place: Place) -> int:
    return place[0].records.interface.kinds[place[1]] if place[0].records is not None else 0


def _name(place: Place) -> str:
    return place[0].records.interface.names[place[1]] if place[0].records is not None else ""
