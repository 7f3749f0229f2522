"""What Rust itself and its library give: names that no file declares, containers, iterators."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import names
from parseltongue.analysis.languages.rust.implementations import ImplementationSemantics
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import NOTHING, Found, Value, bounded


class LibrarySemantics(ImplementationSemantics):
    """Names and values of the library."""

    ITEM_METHODS = ("index",)
    NEXT_METHODS = ("next",)
    ITERATOR_METHODS = ("into_iter", "iter")

    def language_name(self, name: str) -> Found:
        known = names.PRELUDE.get(name) or (name if name in names.PRIMITIVES else None)
        return NOTHING if known is None else Found(known, (v.EXTERNAL, known))

    def is_common_member(self, name: str) -> bool:
        return name in names.MEMBERS

    def external_attribute(self, value: Value, name: str) -> Found:
        dotted = f"{value[1]}::{name}"
        return Found(dotted, (v.EXTERNAL, dotted))

    # -- containers ---------------------------------------------------------------------------------------

    def container_attribute(self, value: Value, name: str) -> Found:
        if value[0] == v.PAIR and name in ("0", "1"):
            return Found(None, value[1 + int(name)])
        if name == names.ERROR:
            return Found(None, value[2] if value[0] == v.CONTAINER and len(value) > 2 else None)
        return Found(f"std::{name}", bounded((v.BUILTIN_METHOD, name, value)))

    def container_call(self, name: str, receiver: Value) -> Value | None:
        tag = receiver[0]
        if name in names.MAPPED:
            return (v.EXTERNAL, names.MAPPED[name])
        if tag == v.CONTAINER:
            element: Value | None = receiver[1]
            return receiver if name in names.SAME else element if name in names.ELEMENT else None
        if tag == v.MAPPING:
            return self._of_map(name, receiver)
        return receiver if name in names.KEEPING else None

    def _of_map(self, name: str, receiver: Value) -> Value | None:
        _, key, value = receiver
        if name in ("iter", "iter_mut", "into_iter", "drain"):
            return bounded((v.CONTAINER, (v.PAIR, key, value)))
        if name in ("keys", "into_keys"):
            return bounded((v.CONTAINER, key))
        return receiver if name in names.KEEPING else bounded((v.CONTAINER, value))

    def iterate(self, value: Value) -> Value | None:
        """What a loop over a value, or a question mark behind it, gives."""
        if value[0] != v.INSTANCE:
            return value[1] if value[0] == v.EITHER and value[1][0] == v.CONTAINER else super().iterate(value)
        following = self.returned(value, self.NEXT_METHODS)
        if following is None:
            iterator = self.returned(value, self.ITERATOR_METHODS)
            if iterator is None or iterator[0] != v.INSTANCE:
                return super().iterate(iterator) if iterator is not None else None
            following = self.returned(iterator, self.NEXT_METHODS)
        return following[1] if following is not None and following[0] == v.CONTAINER else None

    def returned(self, value: Value, names: tuple[str, ...]) -> Value | None:
        for name in names if value[0] == v.INSTANCE else ():
            found = self.member_value(self.class_member(value[1], value[2], name), value).value
            if found is not None and found[0] == v.FUNCTION:
                return self.call(found)
        return None
