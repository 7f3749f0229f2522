"""What languages beside Java see of a Java file.

The languages of the space ``jvm`` see each other as Java sees classes: types in packages, with fields,
methods and constructors, static or not; the parameters of a variadic method end in an array; types of the
library have Java's names. So little changes here.
"""

from __future__ import annotations

from parseltongue.analysis.seen import SeenInterface
from parseltongue.model.interface import ACCESSOR, SHADOWED, VISIBILITY_MASK, Interface
from parseltongue.model.kinds import METHOD


def published(interface: Interface) -> Interface:
    """A Java file with the methods that records have without declaring them."""
    seen = SeenInterface(interface)
    for ordinal, flags in enumerate(interface.flags):
        if flags & ACCESSOR:
            owner, name = interface.parents[ordinal], interface.names[ordinal]
            declared = [one for one in interface.named(owner)[name] if interface.kinds[one] == METHOD]
            if not declared:
                seen.flags[ordinal] &= ~(SHADOWED | VISIBILITY_MASK)
                seen.kinds[ordinal] = METHOD
                seen.parameters[ordinal] = []
    return seen
