"""Macros as entities: what their replacement texts call and name.

A replacement is no code until it stands somewhere, so it is not parsed: identifiers are looked for, and
whether a bracket follows. Parameters of the macro, members behind a dot or an arrow, and names that are
pasted together are left out.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.flags import ALTERNATIVE, MACRO, MACRO_KEY
from parseltongue.analysis.languages.c.macro_namespaces import dotted, spaces_of
from parseltongue.analysis.languages.c.names import KEYWORDS
from parseltongue.analysis.languages.c.texts import signature
from parseltongue.model.kinds import CALLS, CONSTANT, USES
from parseltongue.model.paths import CALL, IMPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.builder import EntityDraft
    from parseltongue.analysis.languages.c.bindings import Bindings
    from parseltongue.analysis.languages.c.preprocessor import Macro

KIND = CONSTANT
"""What macros are shown as, with and without parameters: the usual kind for them in editors."""
REFERENCES_LIMIT = 24
"""Names of a replacement that are kept."""
SHOWN_LIMIT = 80
"""Bytes of a replacement that are shown."""
_NAME = re.compile(
    rb"/(?:/[^\n]*|\*.*?(?:\*/|\Z))|\"(?:[^\"\\\n]++|\\.)*+\"?|'(?:[^'\\\n]++|\\.)*+'?"
    rb"|(##\s*|#\s*|\.\s*|->\s*)?((?:struct|union|enum)\s+)?([^\W\d]\w*+(?:\s*+::\s*+[^\W\d]\w*+)*+)"
    rb"(\s*##)?((?:\s*\)(?=\s*\())?\s*\()?",
    re.DOTALL,
)
_CHAINED = re.compile(rb"\s*(?:\\\n\s*)*(?:\.|->)\s*([^\W\d]\w*)\s*\(")
_BRACKETS = re.compile(rb"[()]|\"(?:[^\"\\\n]++|\\.)*+\"?|'(?:[^'\\\n]++|\\.)*+'?")
_ALIAS = re.compile(rb"\s*(?:(?:struct|union|enum)\s+)?[^\W\d]\w*\s*")


class MacroReader:
    """Makes entities of the macros of a file."""

    def __init__(self, walker: Bindings, source: bytes) -> None:
        self._walker = walker
        self._source = source
        self._members = walker.builder.entities[0].members

    def read(self, macros: list[Macro]) -> None:
        for macro in macros:
            self._read(macro)

    def _read(self, macro: Macro) -> None:
        walker = self._walker
        draft = self._entity(macro)
        before, walker.source_entity = walker.source_entity, draft.ordinal
        calls = self._references(macro, draft)
        walker.source_entity = before
        known = walker.macro_calls.get(macro.name, 0)
        walker.macro_calls[macro.name] = max(known, min(calls + 2, 6) if calls else 0)

    def _entity(self, macro: Macro) -> EntityDraft:
        """One entity for all definitions of a macro: where a usual build has it, or else the first."""
        key = MACRO_KEY + macro.name
        draft = self._members.get(key)
        if draft is None:
            draft = self._walker.builder.entity(KIND, 0, macro.name, macro.start, macro.end, macro.name_start)
            draft.flags = MACRO | ALTERNATIVE
            self._members[key] = draft
        elif not macro.usual or not draft.flags & ALTERNATIVE:
            return draft
        draft.start, draft.end, draft.name_start = macro.start, macro.end, macro.name_start
        draft.signature = signature(self._source, macro.start, self._shown(macro))
        if macro.usual:
            draft.flags &= ~ALTERNATIVE
        return draft

    def _shown(self, macro: Macro) -> int:
        """Where the signature ends: short replacements without parameters are told."""
        short = macro.parameters is None and macro.end - macro.body_start < SHOWN_LIMIT
        return macro.end if short else macro.body_start

    def _references(self, macro: Macro, draft: EntityDraft) -> int:
        """Note what a replacement calls and names; how many calls there are."""
        walker = self._walker
        local = set(macro.parameters or ())
        calls: dict[int, None] = {}
        uses: dict[int, None] = {}
        for match in _NAME.finditer(self._source, macro.body_start, macro.end):
            pasted, tag, name, pasting, bracket = match.groups()
            if name is None or pasted or pasting:
                continue
            names = b"".join(name.split()).split(b"::")
            if not KEYWORDS.isdisjoint(names) or not local.isdisjoint(names):
                continue
            if len(calls) + len(uses) >= REFERENCES_LIMIT:
                break
            path = self._path(names, tag is not None)
            called = bracket is not None and not tag
            walker.mentions.append((path, CALLS if called else USES, match.start(3), draft.ordinal))
            if called:
                calls[walker.node(CALL, path)] = None
                self._chained(path, match.end() - 1, macro.end, draft, calls)
            else:
                uses[path] = None
        short = len(uses) == 1 and not calls
        alias = short and _ALIAS.fullmatch(self._source, macro.body_start, macro.end) is not None
        if macro.usual or draft.flags & ALTERNATIVE:
            draft.bases = [*calls, *uses]
            draft.type = draft.bases[0] if alias else 0 if macro.usual else draft.type
            self._opens(macro, draft)
        return 1 if alias else len(calls)

    def _chained(self, path: int, opening: int, end: int, draft: EntityDraft, calls: dict[int, None]) -> None:
        """Note what is called on what a call gives: ``Log(level).stream()``."""
        walker = self._walker
        while walker.cpp and len(calls) < REFERENCES_LIMIT:
            match = _CHAINED.match(self._source, self._closing(opening, end), end)
            if match is None:
                return
            path = walker.attribute(walker.called(path), match.group(1))
            walker.mentions.append((path, CALLS, match.start(1), draft.ordinal))
            calls[walker.node(CALL, path)] = None
            opening = match.end() - 1

    def _closing(self, opening: int, end: int) -> int:
        """Where the bracket at a place has been closed; `end` if it is not."""
        depth = 0
        for match in _BRACKETS.finditer(self._source, opening, end):
            depth += {b"(": 1, b")": -1}.get(match.group(), 0)
            if not depth:
                return match.end()
        return end

    def _path(self, names: list[bytes], tag: bool) -> int:
        """The path of a name, or of what several with ``::`` between them lead to."""
        walker = self._walker
        path = walker.tag_path(names[0]) if tag else walker.global_path(names[0])
        for name in names[1:]:
            path = walker.attribute(path, name)
        return path

    def _opens(self, macro: Macro, draft: EntityDraft) -> None:
        """The value of a macro that opens namespaces is the innermost of them."""
        spaces = spaces_of(self._source[macro.body_start : macro.end])
        if spaces is not None:
            paths = self._walker.paths
            draft.type = paths.node(IMPORT, 0, paths.name(b"." + dotted(spaces)))
