"""What a signature, as text, asks of those who call: its parameters and what it returns.

Signatures are kept as they are written, without literals (docs/design/format.md). This reads as much of them
as it takes to compare two versions of one. Where the text has an unexpected form there is no answer, and the
change is told as one of the signature as a whole.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TYPE_FIRST = frozenset(("java", "c", "cpp", "csharp"))
"""Languages that write a type before the name."""
BY_NAME = frozenset(("python", "ruby", "kotlin", "scala", "swift", "csharp", "php"))
"""Languages whose callers can, or must, name arguments."""
TYPED = frozenset(
    ("java", "c", "cpp", "csharp", "rust", "go", "kotlin", "scala", "swift", "typescript", "php")
)
"""Languages in which another type of a parameter stops callers."""

_OPENING, _CLOSING = "([{<", ")]}>"
_MODIFIERS = frozenset(
    (
        "abstract", "async", "constexpr", "default", "export", "extern", "final", "inline", "internal",
        "native", "new", "open", "override", "private", "protected", "public", "sealed", "static", "strictfp",
        "suspend", "synchronized", "unsafe", "virtual",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d]\w*")
_RESULT = re.compile(r"^\s*(?:->|:)?\s*(.*?)\s*(?:\bwhere\b.*|\bthrows\b.*)?$", re.DOTALL)


class Parameter:
    """One parameter.

    Attributes
    ----------
    name : str
        Empty where the language needs none.
    type : str
        As written, spaces evened out.
    optional : bool
        A caller may leave it out; always so if it takes any number of arguments.
    variadic : bool
    named_only, place_only : bool
        It can only be passed by name, or only by place.
    """

    __slots__ = ("name", "named_only", "optional", "place_only", "type", "variadic")

    def __init__(
        self,
        name: str,
        written: str = "",
        *,
        optional: bool = False,
        variadic: bool = False,
    ) -> None:
        self.name = name
        self.type = written
        self.optional = optional or variadic
        self.variadic = variadic
        self.named_only = False
        self.place_only = False


class Signature:
    """Parameters and the written result of a callable."""

    __slots__ = ("parameters", "returns")

    def __init__(self, parameters: list[Parameter], returns: str) -> None:
        self.parameters = parameters
        self.returns = returns


def read_signature(text: str, name: str, language: str) -> Signature | None:
    """The signature of a callable of this name; None if no parameters are found in the text."""
    start = _parameters_at(text, name)
    if start is None:
        return None
    end = _closing(text, start)
    if end is None:
        return None
    parts = [part.strip() for part in _split(text[start + 1 : end]) if part.strip()]
    parameters = list(_read_all(parts, language))
    if language == "go":
        _share_types(parameters)
    return Signature(parameters, _returns(text, name, end, language))


def _parameters_at(text: str, name: str) -> int | None:
    """Where the parenthesis of the parameters stands."""
    pattern = rf"(?<!\w){re.escape(name)}(?!\w)\s*(?:=\s*(?:async\s+)?(?:function\b\s*\*?\s*)?)?"
    for found in re.finditer(pattern, text):
        at = found.end()
        if text[at : at + 1] in ("<", "["):
            end = _closing(text, at)
            at = end + 1 if end is not None else at
            at += len(text[at:]) - len(text[at:].lstrip())
        if text[at : at + 1] == "(":
            return at
    return None


def _closing(text: str, start: int) -> int | None:
    """Where the bracket at `start` is closed."""
    depth = 0
    for at in range(start, len(text)):
        depth += _step(text, at)
        if not depth:
            return at
    return None


def _step(text: str, at: int) -> int:
    """How a character changes the depth of brackets; an arrow closes nothing."""
    character = text[at]
    if character in _OPENING:
        return 1
    return -1 if character in _CLOSING and not (character == ">" and text[at - 1 : at] in ("-", "=")) else 0


def _split(text: str, separator: str = ",") -> Iterator[str]:
    """Parts between separators that stand in no brackets."""
    depth = start = 0
    for at, character in enumerate(text):
        depth += _step(text, at)
        if character == separator and not depth:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _read_all(parts: Sequence[str], language: str) -> Iterator[Parameter]:
    named_only = False
    before: list[Parameter] = []
    for part in parts:
        if language == "python" and part == "/":
            for one in before:
                one.place_only = True
        elif language == "python" and part == "*":
            named_only = True
        else:
            one = _read(part, language)
            one.named_only |= named_only and not one.variadic
            named_only |= language == "python" and one.variadic
            before.append(one)
    yield from before


def _read(part: str, language: str) -> Parameter:
    text, default = _without_default(part)
    if text.startswith("...") and not _WORD.search(text):
        return Parameter("...", variadic=True)
    if language in TYPE_FIRST or (language == "php" and "$" in text):
        return _type_first(text, optional=default)
    if language == "go":
        return _go(text)
    if language == "ruby":
        return _ruby(text, optional=default)
    one = _name_first(text, optional=default)
    if language == "swift":
        # The first word is the label that callers write.
        label = _WORD.findall(text.partition(":")[0])[:1]
        one.name = "" if label == ["_"] else "".join(label)
    return one


def _without_default(part: str) -> tuple[str, bool]:
    """What stands before a default, and whether there is one."""
    depth = 0
    for at, character in enumerate(part):
        depth += _step(part, at)
        following = part[at + 1 : at + 2]
        if character == "=" and not depth and following not in ("=", ">") and part[at - 1 : at] not in "=!<>":
            return part[:at].rstrip(), True
        if character == "=" and not at:
            break
    return part, False


def _type_first(text: str, *, optional: bool) -> Parameter:
    words = _WORD.findall(text)
    variadic = "..." in text or text.startswith("params ")
    pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)", text)
    name = pointer[1] if pointer else words[-1] if len(words) > 1 or "$" in text else ""
    kind = text if not name else re.sub(rf"\$?\b{re.escape(name)}\b(?!.*\b{re.escape(name)}\b)", "", text)
    kind = re.sub(r"\bfinal\b|@\w+(\([^)]*\))?", "", kind)
    return Parameter(name, _evened(kind), optional=optional, variadic=variadic)


def _ruby(text: str, *, optional: bool) -> Parameter:
    """``a``, ``*rest``, ``&block``, and keywords: ``b:`` has to be given, ``b: 1`` has not."""
    name, colon, default = text.partition(":")
    plain = name.lstrip("*&").strip()
    if text.startswith("*"):
        return Parameter(plain or "*", variadic=True)
    one = Parameter(plain, optional=optional or text.startswith("&") or bool(default.strip()))
    one.named_only = bool(colon)
    return one


def _go(text: str) -> Parameter:
    name, _, kind = text.partition(" ")
    return Parameter(name, _evened(kind), variadic="..." in text)


def _share_types(parameters: list[Parameter]) -> None:
    """In Go ``a, b int`` gives both the type; where no name is written, each part is a type."""
    if not any(one.type for one in parameters):
        for one in parameters:
            one.name, one.type = "", one.name
        return
    kind = ""
    for one in reversed(parameters):
        kind = one.type = one.type or kind


def _name_first(text: str, *, optional: bool) -> Parameter:
    name, colon, kind = text.partition(":") if not text.startswith(("{", "[", "(")) else _destructured(text)
    stars = len(name) - len(name.lstrip("*&."))
    words = _WORD.findall(name)
    optional |= name.rstrip().endswith("?") or (not colon and text.endswith("?"))
    variadic = (bool(stars) and name.lstrip().startswith(("*", "..."))) or kind.rstrip().endswith("...")
    plain = words[-1] if words else name.strip()
    if text.lstrip("&").lstrip().startswith(("self", "mut self", "'")) and "self" in words:
        plain, kind = "self", text if not colon else kind
    return Parameter(plain, _evened(kind), optional=optional, variadic=variadic or "vararg" in words[:-1])


def _destructured(text: str) -> tuple[str, str, str]:
    """Pattern, colon and type of a parameter that is taken apart."""
    end = _closing(text, 0)
    if end is None:
        return text, "", ""
    name, colon, kind = text[: end + 1], *text[end + 1 :].partition(":")[1:]
    return name, colon, kind


def _returns(text: str, name: str, end: int, language: str) -> str:
    """What is written of the result."""
    if language in TYPE_FIRST:
        head = text[: re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text).start()]  # type: ignore[union-attr]
        return _evened(" ".join(word for word in head.split() if word not in _MODIFIERS))
    found = _RESULT.match(text[end + 1 :])
    return _evened(found[1]) if found is not None else ""


def _evened(text: str) -> str:
    return re.sub(r"\s*([^\w\s])\s*", r"\1", " ".join(text.split()))


def stopping_changes(old: Signature, new: Signature, language: str) -> list[str]:
    """What callers of the old signature trip over, a sentence each; empty if they need not change."""
    found = _Comparison(old, new, language).run()
    if language in TYPED and old.returns != new.returns:
        found.append(f"returns {new.returns or 'nothing'} instead of {old.returns or 'nothing'}")
    return found


class _Comparison:
    """Compares parameters, paired by name and then by place."""

    def __init__(self, old: Signature, new: Signature, language: str) -> None:
        self._language = language
        self._old, self._new = old.parameters, new.parameters
        self._pairs: list[tuple[int, int]] = []
        self._found: list[str] = []

    def run(self) -> list[str]:
        self._pair()
        before, after = {at for at, _ in self._pairs}, {to for _, to in self._pairs}
        for at, one in enumerate(self._old):
            if at not in before:
                self._found.append(f"parameter {_called(one, at)} was removed")
        for to, one in enumerate(self._new):
            if to not in after and not one.optional:
                self._found.append(f"parameter {_called(one, to)} was added and has no default")
        self._order(after)
        for at, to in self._pairs:
            self._compare(self._old[at], self._new[to], to)
        return self._found

    def _pair(self) -> None:
        names = {one.name: to for to, one in enumerate(self._new) if one.name}
        by_name = {at: names[one.name] for at, one in enumerate(self._old) if one.name in names}
        taken = set(by_name.values())
        for at, one in enumerate(self._old):
            if at in by_name or at in taken or at >= len(self._new):
                continue
            # Another name at the same place; only if nothing else can have become of the two.
            if one.variadic == self._new[at].variadic:
                by_name[at] = at
                taken.add(at)
        self._pairs = sorted(by_name.items())

    def _order(self, after: set[int]) -> None:
        placed = [(at, to) for at, to in self._pairs if not self._old[at].named_only]
        order = [to for _, to in placed if not self._new[to].named_only]
        if order != sorted(order):
            names = ", ".join(_called(self._new[to], to) for to in sorted(order))
            self._found.append(f"parameters are in another order: {names}")
            return
        last = max((to for to in order if not self._new[to].variadic), default=-1)
        for to, one in enumerate(self._new[:last] if last > 0 else ()):
            if to not in after and one.optional and not one.named_only and not one.variadic:
                self._found.append(f"parameter {_called(one, to)} was added before others")

    def _compare(self, old: Parameter, new: Parameter, to: int) -> None:
        called = _called(new, to)
        by_name = self._language in BY_NAME and not old.variadic and not old.place_only
        if self._language == "ruby":
            by_name = old.named_only
        if by_name and old.name != new.name:
            now = f"is called {new.name} now" if new.name else "takes no name any more"
            self._found.append(f"parameter {_called(old, to)} {now}")
        if new.named_only and not old.named_only:
            self._found.append(f"parameter {called} can only be passed by name now")
        if new.place_only and not old.place_only:
            self._found.append(f"parameter {called} can only be passed by place now")
        if old.optional and not new.optional:
            self._found.append(f"parameter {called} has no default any more")
        if self._language in TYPED and old.type != new.type:
            self._found.append(
                f"parameter {called} is {new.type or 'untyped'} instead of {old.type or 'untyped'}"
            )


def _called(one: Parameter, at: int) -> str:
    return one.name or str(at + 1)
