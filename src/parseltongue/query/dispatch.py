"""Dispatch: what a call of a member may lead to at run time besides the member that it names.

A call through an interface or a base type names one member; which code runs depends on the object. A member
X is a *candidate* for a call of M if some type that inherits from the type of M, directly or not, has X in
the place of M (`query.overriding`): its own, that of a block for it, or one that it inherits in turn.
Candidates are worked out when they are asked for and never count as calls. Any language with `extends` or
`implements` relationships has them, also where these are found by structure alone.
"""

from __future__ import annotations

from itertools import chain

from parseltongue.isg.recent import Recent
from parseltongue.model.interface import ABSTRACT, SHADOWED, TRANSPARENT
from parseltongue.model.kinds import CONSTRUCTOR, IMPL, OWNER_KINDS, TYPE_KINDS
from parseltongue.query.ancestry import INHERITS, OVERRIDING, is_member, subject
from parseltongue.query.blast import sources
from parseltongue.query.edges import edges_from, edges_to
from parseltongue.query.overriding import overridable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.ancestry import Ancestry

    Place = tuple[FileView, int]
    """An entity: its file and ordinal."""


_KEPT = 10_000
"""Types next to others that are kept, and as many again the other way."""


class Dispatcher:
    """Answers for one snapshot; the types next to those that were asked for lately are kept.

    Every answer is lazy, without repetition, and in a fixed order.
    """

    def __init__(self, view: GraphView, ancestry: Ancestry) -> None:
        self._view = view
        self._ancestry = ancestry
        self._known_heirs = Recent(_KEPT)
        self._known_ancestors = Recent(_KEPT)

    def implementations(self, file: FileView, ordinal: int) -> Iterator[Place]:
        """What a call of a member may lead to besides itself, nearest types first; abstract members left out.

        O(types that inherit from its own).
        """
        owner = self._owner(file, ordinal)
        if owner is None:
            return
        declared = self._declared(owner, (file, ordinal))
        if not _counts(declared):
            return
        seen = {_key((file, ordinal)), _key(declared)}
        for heir in self._heirs(owner):
            found = self._run_for(heir, declared, owner)
            if found is not None and _key(found) not in seen:
                seen.add(_key(found))
                if not _is_abstract(found):
                    yield found

    def declarations(self, file: FileView, ordinal: int) -> Iterator[Place]:
        """The members whose calls may lead to this one: the inverse of `implementations`."""
        owner = self._owner(file, ordinal)
        if owner is None or _is_abstract((file, ordinal)):
            return
        declared = self._declared(owner, (file, ordinal))
        if not _counts(declared):
            return
        name, own = _name(file, ordinal), _key(declared)
        if not self._has_namesakes(name):
            return
        seen = {own}
        members: dict[bytes, list[Place]] = {}
        for type_ in chain([owner], self._heirs(owner)):
            for ancestor in self._ancestors(type_):
                key = _key(ancestor)
                if key not in members:
                    members[key] = self._own_members(ancestor, name, None)
                for named in members[key]:
                    if _key(named) in seen:
                        continue
                    found = self._run_for(type_, named, ancestor)
                    if found is not None and _key(found) == own:
                        seen.add(_key(named))
                        yield named

    def made_by(self, file: FileView, ordinal: int) -> Iterator[Place]:
        """The types of which making an object runs a constructor: its own, and those below that have none."""
        owner = self._owner(file, ordinal)
        pending = [owner] if owner is not None else []
        seen = set(map(_key, pending))
        for type_ in pending:
            yield type_
            for heir in self._direct_heirs(type_):
                if _key(heir) not in seen and not _has_constructor(heir):
                    seen.add(_key(heir))
                    pending.append(heir)

    def inheriting(self, file: FileView, ordinal: int) -> Iterator[Place]:
        """The types whose objects have a member: its own, and those below that have none of its name."""
        owner = self._owner(file, ordinal)
        if owner is None:
            return
        yield owner
        for heir in self._heirs(owner):
            if not _members(*heir, _name(file, ordinal)):
                yield heir

    # -- types ----------------------------------------------------------------------------------------------

    def _owner(self, file: FileView, ordinal: int) -> Place | None:
        """The type that a member belongs to; None if it is no member of a type of the workspace."""
        records = file.records
        if records is None or not ordinal:
            return None
        parent = records.interface.parents[ordinal]
        return self._type(file, parent) if records.interface.kinds[parent] in OWNER_KINDS else None

    def _type(self, file: FileView, ordinal: int) -> Place | None:
        """A type, or the one that a block is for."""
        records = file.records
        if records is None or records.interface.kinds[ordinal] != IMPL:
            return file, ordinal
        if not records.interface.bases(ordinal):
            return self._namesake(file, ordinal)
        identity = subject(records, ordinal)
        return self._ancestry.place(identity) if identity is not None else None

    def _namesake(self, file: FileView, block: int) -> Place | None:
        """The only type of the same name in the same scopes, for a block that says no more of its type."""
        scopes = _scopes(file, block)
        found = [
            (other, one)
            for other in self._view.files_named(scopes[0])
            for one in (other.records.interface.named(scopes[0]) if other.records is not None else ())
            if other.records is not None
            and other.records.interface.kinds[one] in TYPE_KINDS
            and _scopes(other, one) == scopes
        ]
        return found[0] if len(found) == 1 else None

    def _heirs(self, type_: Place) -> Iterator[Place]:
        """Types that inherit from a type, directly or not, breadth first."""
        return self._around(type_, self._direct_heirs)

    def _around(self, type_: Place, direct: Callable[[Place], list[Place]]) -> Iterator[Place]:
        pending = [type_]
        seen = {_key(type_)}
        for one in pending:
            for other in direct(one):
                if _key(other) not in seen:
                    seen.add(_key(other))
                    pending.append(other)
                    yield other

    def _direct_heirs(self, type_: Place) -> list[Place]:
        key = _key(type_)
        found: list[Place] | None = self._known_heirs.get(key)
        if found is None:
            identity = _id(type_)
            heirs = (
                self._type(below, edge.source)
                for below in sources(self._view, identity)
                for edge in edges_to(below, identity, INHERITS)
            )
            found = [one for one in heirs if one is not None]
            self._known_heirs.keep(key, found, len(found) + 1)
        return found

    def _ancestors(self, type_: Place) -> Iterator[Place]:
        """Types of the workspace that a type inherits from, directly or not, breadth first."""
        return self._around(type_, self._direct_ancestors)

    def _direct_ancestors(self, type_: Place) -> list[Place]:
        key = _key(type_)
        found: list[Place] | None = self._known_ancestors.get(key)
        if found is None:
            targets = (
                self._target(file, edge.target)
                for file, ordinal in chain([type_], self._ancestry.blocks(*type_))
                for edge in edges_from(file, ordinal, INHERITS)
            )
            found = [one for one in targets if one is not None]
            self._known_ancestors.keep(key, found, len(found) + 1)
        return found

    def _target(self, file: FileView, target: int) -> Place | None:
        found = file.records.links.target(target) if file.records is not None and target > 0 else None
        return self._ancestry.place(found) if isinstance(found, bytes) else None

    # -- members --------------------------------------------------------------------------------------------

    def _has_namesakes(self, name: str) -> bool:
        """Whether types have more than one member of a name between them."""
        return len(self._view.members_named(name, 2)) > 1

    def _declared(self, owner: Place, member: Place) -> Place:
        """The member that stands in its type, for one that is only defined outside of it."""
        records, outside = owner[0].records, member[0].records
        if records is None or outside is None:
            return member
        if outside.interface.kinds[outside.interface.parents[member[1]]] != IMPL:
            return member
        alike = [
            one
            for one in records.interface.named(_name(*member))
            if records.interface.parents[one] == owner[1] and records.interface.kinds[one] in OVERRIDING
        ]
        wanted = outside.interface.parameters(member[1])
        same = [one for one in alike if wanted == records.interface.parameters(one)] or alike
        return (owner[0], same[-1]) if same else member

    def _run_for(self, type_: Place, called: Place, owner: Place) -> Place | None:
        """What runs for an object of a type when a member of a type above it is called."""
        name = _name(*called)
        for place in chain([type_], self._ancestry.places(*type_)):
            members = self._own_members(place, name, _id(owner)) if place is not None else []
            found = next((one for one in members if _takes_place(one, called)), None)
            if found is not None:
                return found
        return None

    def _own_members(self, type_: Place, name: str, above: bytes | None) -> list[Place]:
        """Members of a name of a type itself and of blocks for it, those first that objects are asked for.

        First its own, then those of a block that is there for a type above, then others.
        """
        file, ordinal = type_
        own = _members(file, ordinal, name)
        first = [one for one in own if _kind(one) in OVERRIDING]
        other = [one for one in own if _kind(one) not in OVERRIDING]
        for place, block in self._ancestry.blocks(file, ordinal):
            for_it = above in self._ancestry.order(place, block)
            (first if for_it else other).extend(_members(place, block, name))
        return first + other


def _key(place: Place) -> bytes:
    """What tells places of one snapshot apart, without the price of an id."""
    return place[0].id + place[1].to_bytes(4, "big")


def _id(place: Place) -> bytes:
    return place[0].entity_id(place[1])


def _name(file: FileView, ordinal: int) -> str:
    return file.records.interface.names[ordinal] if file.records is not None else ""


def _kind(place: Place) -> int:
    return place[0].records.interface.kinds[place[1]] if place[0].records is not None else 0


def _members(file: FileView, owner: int, name: str) -> list[Place]:
    """What a name can denote directly in an entity, the last one first."""
    interface = file.records.interface if file.records is not None else None
    if interface is None:
        return []
    return [
        (file, one)
        for one in reversed(interface.named(name))
        if interface.parents[one] == owner and not interface.flags[one] & SHADOWED
    ]


def _has_constructor(type_: Place) -> bool:
    file, ordinal = type_
    interface = file.records.interface if file.records is not None else None
    return interface is not None and any(
        interface.kinds[one] == CONSTRUCTOR for one in interface.children(ordinal)
    )


def _takes_place(member: Place, called: Place) -> bool:
    """Whether a member of a type stands in for one of a type above, or is that one."""
    below, above = member[0].records, called[0].records
    if _id(member) == _id(called):
        return True
    if below is None or above is None:
        return False
    same = member[0].language == called[0].language
    owner = above.interface.parents[called[1]]
    return called[1] in overridable(below.interface, member[1], above.interface, owner, same_language=same)


def _scopes(file: FileView, ordinal: int) -> list[str]:
    """The names of an entity and of what it stands in, innermost first."""
    names = []
    while ordinal and file.records is not None:
        interface = file.records.interface
        if not interface.flags[ordinal] & TRANSPARENT:
            names.append(interface.names[ordinal])
        ordinal = interface.parents[ordinal]
    return names


def _counts(place: Place) -> bool:
    """Whether an entity is what its name denotes in its type."""
    return place[0].records is not None and is_member(place[0].records.interface, place[1])


def _is_abstract(place: Place) -> bool:
    records = place[0].records
    return records is not None and bool(records.interface.flags[place[1]] & ABSTRACT)
