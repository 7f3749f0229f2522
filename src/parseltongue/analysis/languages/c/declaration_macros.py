"""Macros between the words of declarations, overwritten with blanks before parsing.

``ZEXTERN int ZEXPORT inflate(...)`` is a declaration of `inflate` once its macros are expanded, and for a
grammar an error. What macros stand for is told in other files, but that one of the words is a macro shows:
a declaration has one type and one name. So of the words in a row those too many are taken out, preferring
to keep as the type what looks least like a macro. Declarations without such words stay as they are.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.c.preprocessor import HIDDEN
from parseltongue.analysis.languages.c.texts import blank, blanks

TYPE_CHECKING = False
if TYPE_CHECKING:
    Word = tuple[bytes, int, int]
    """Text, start, end."""

SPECIFIERS = frozenset(
    b"static extern const volatile register inline typedef restrict _Noreturn _Thread_local __inline "
    b"__inline__ __restrict __restrict__ __const __const__ __volatile __volatile__ __extension__ "
    b"__thread constexpr consteval constinit mutable virtual explicit friend thread_local "
    b"__forceinline __cdecl __stdcall "
    b"__fastcall __thiscall __vectorcall __clrcall __declspec __attribute__ __attribute alignas _Alignas "
    b"_Atomic noreturn".split()
)
TYPE_WORDS = frozenset(
    b"auto void char short int long float double signed unsigned __signed__ bool _Bool _Complex size_t "
    b"ssize_t ptrdiff_t intptr_t uintptr_t charptr_t nullptr_t max_align_t int8_t int16_t int32_t int64_t "
    b"uint8_t uint16_t uint32_t uint64_t char8_t char16_t char32_t char64_t wchar_t".split()
)
_TAGS = frozenset((b"struct", b"union", b"enum", b"class"))
_BREAKS = frozenset(
    b"return else case goto sizeof do if while for switch default break continue new delete throw using "
    b"namespace template operator public private protected try catch co_return co_await co_yield asm __asm__ "
    b"__asm and or not xor typeof __typeof__ concept requires decltype static_assert override final typename "
    b"import export module".split()
)
_CONVENTION = re.compile(
    rb"API|CALL|EXPORT|IMPORT|INLINE|STATIC|EXTERN|INTERNAL|LOCAL|PRIVATE|PUBLIC|NORETURN|ATTR|DECL|CONST|"
    rb"VISIB|HIDDEN|DEPRECAT|UNUSED|FAR$|NEAR$|INIT"
)
"""In the names of macros that stand for an attribute, a calling convention or a storage class."""

_NOT_MACROS = SPECIFIERS | TYPE_WORDS
_WORD = rb"[^\W\d]\w*"
_RUN = rb"[^\W\d]\w*+(?:\s++[^\W\d]\w*+)++"
_SEQUENCE = re.compile(
    rb"\(\s*(" + _WORD + rb")\s*\*+\s*" + _WORD + rb"\s*(?:\[[^\]\n]{0,80}\]\s*)?\)\s*\("
    rb"|(?:[\n(,;{}):>]|\]\]|\A|/\*.*?(?:\*/|\Z))\s*+"
    rb"(?:(" + _RUN + rb"|(?:void|char|int|long|short|unsigned|signed|float|double)(?=\s*[*&]))"
    rb"((?:\s*[*&]++(?:\s*" + _WORD + rb"\b)*)*))?"
    rb"|" + HIDDEN.replace(rb"\1", rb"\4"),
    re.DOTALL,
)  # fmt: skip
"""A declarator in brackets; or words in a row where a declaration can begin, with the stars behind them."""
_WORDS = re.compile(_WORD)
_SPACE = re.compile(rb"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_POINTER = re.compile(
    rb"\(\s*(?:[*^&]|" + _WORD + rb"\s*\*+\s*(?:" + _WORD + rb"\s*)?(?:\[[^\]]*\]\s*)?\)\s*\()"
)
"""What stands behind a return type in the declaration of a pointer to a function."""
_BEFORE = 300
"""Bytes before a macro in which the end of the statement before it is looked for."""
_STATEMENT_ENDS = frozenset((b"", b";", b"{", b"}", b":", b"/"))
_ALONE = re.compile(
    rb"(?<=\n)[ \t]*+([A-Z_][A-Z0-9_]{2,}+)"
    rb"(?:[ \t]*+(\((?:[^()\"';{}]++|\"(?:[^\"\\\n]++|\\.)*+\"|\((?:[^()\"';{}]++|\([^()]*+\))*+\))*+\))"
    rb"(?=[ \t]*+(?://[^\n]*+)?\n\s*+(?:[\w~}\[]|//|/\*))"
    rb"|[ \t]*+(\((?:[^()\"';{}]|\"(?:[^\"\\\n]++|\\.)*+\")*\))(?=[ \t]*+;)"
    rb"|(?=[ \t]*+\n\s*+(?:public|private|protected|signals|namespace|template|using)\b))"
)
"""A macro in capitals that has a line to itself, and is followed by what begins a statement."""
_BLOCK = re.compile(rb"[;{}]\s*+([A-Z][A-Z0-9]*+_[A-Z0-9_]++)(?=\s*+\{)")
"""A macro before a block: ``LIB_TRY { ... }``."""
_NO_OPERAND = re.compile(
    rb"[=<>!+/|-]\s*[,)]|\*\s*,|\b(?:int|char|bool|float|double|long|short|unsigned|void)\s*\*?\s*[,)]"
)
"""An operator or a type in the place of an operand."""
_NAME_BELOW = re.compile(rb"[ \t]*\n(?![A-Z_0-9]+\b)[^\W\d]\w*\s*\(")
_BEFORE_NAME = re.compile(
    rb"(?:\*|void|char|int|long|short|unsigned|signed|float|double|bool|_t)\s+"
    rb"((?:[^\W\d]\w*\((?:[^()\"';{}]++|\([^()\"';{}]*+\))*+\)\s+)+)(?=[^\W\d]\w*\s*\()"
)
_BEHIND = re.compile(
    rb"\)\s*(?:(?:const|noexcept|override|final)\s*)*"
    rb"((?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|__\w+)(\([^(){};]*+\))?)"
    rb"(?=\s*(?:[;{]|:(?!:)|=\s*(?:0|default|delete)\b))"
)
_LOCKED = re.compile(
    rb"[\w\]]\s+((?:[A-Z][A-Z0-9]*_){0,8}(?:GUARDED_BY|GUARDED_VAR|ACQUIRED_AFTER|ACQUIRED_BEFORE)\b"
    rb"(?:\s*\([^(){};]*+\))?)(?=\s*[;={])"
)
"""What says which lock a variable stands under: ``int count GUARDED_BY(mutex);``."""
_CONSTRUCTOR = re.compile(rb"::\s*~?(\w+)\s*\(")
_INITIALISED = re.compile(rb"\s*\((?:[^(){};]++|\([^(){};]*+\))*+\)\s*(?:noexcept\s*)?:(?!:)")
_OPERATOR = re.compile(rb"\boperator\s*\W{1,3}\Z")
_NO_TYPE = frozenset((b";", b"{", b"}", b")", b",", b"(", b":", b"/"))
"""What ends a word behind which no declared name can follow."""
_LINE_COMMENT = re.compile(rb"//[^\n]*")
_NO_EXPRESSION = re.compile(rb"[\w\"]\s+\w|\w\s*(?<!:):(?!:)\s*\w")
_SIMPLE_STARS = re.compile(rb"\s*[*&]+\s*(?:const\s+)?(?:[^\W\d]\w*)?")
_UNUSUAL = _TAGS | _BREAKS
_ENDS = frozenset((b";", b",", b"=", b"[", b")", b"(", b" "))
_SEARCH_LIMIT = 4000
_PARAMETERS_LIMIT = 800
"""Bytes of the parameters of a template."""


_ENUM = re.compile(rb"\benum\b[^;{}()=]{0,200}+\{([^{}]*+)\}")
_MEMBERS = re.compile(rb"\b(?:struct|union)\b[^;{}()=]{0,200}+\{([^{}]*+)\}")
_NO_MEMBER = re.compile(rb"(?:\A|;)\s*+((?:[A-Z_]\w*+\s*+)++)\Z")
_WRAPPED = re.compile(
    rb"(?<=\n)[ \t]*+([^\W\d]\w*+\s*+\()((?:\s*+[^\W\d]\w*+(?=[\s*])[\s*]*+)++)[^\W\d]\w*+\s*+"
    rb"\((?:[^(){};]|\([^(){};]*+\))*+\)\s*+(\))(?=\s*+[{;])"
)
"""A declaration of a function as the argument of a macro: ``EXPORT(int f(void)) {``."""
_LISTED = re.compile(rb"\b[^\W\d]\w*+\s*+\((?:[^(){}]|\([^(){}]*+\))*+\)")
_COMMENTS = re.compile(rb"/\*.*?\*/|//[^\n]*+", re.DOTALL)


def without_macros(text: bytearray) -> bytearray:
    """Overwrite superfluous words of declarations, in place; returns the text."""
    if b"enum" in text:
        _enumerators(text)
    if b"struct" in text or b"union" in text:
        _last_members(text)
    _statements(text)
    _attributes(text)
    _wrapped(text)
    source = bytes(text)
    for match in _SEQUENCE.finditer(source):
        kind = match.lastindex
        if kind == 3:
            if not _is_plain(source, match):
                _Sequence(source, text).read(match)
        elif kind == 1 and match.group(1) not in _NOT_MACROS:
            blank(text, *match.span(1))
    return text


def _enumerators(text: bytearray) -> None:
    """Overwrite macros that stand in the place of enumerators: ``ERRORS(XX)``."""
    source = bytes(text)
    for body in _ENUM.finditer(source):
        end = body.start(1)
        for match in _LISTED.finditer(source, *body.span(1)):
            before = source[end : match.start()]
            plain = _COMMENTS.sub(b"", before).strip()
            if plain[-1:] in (b"", b","):
                blank(text, *match.span())
                end = match.end()


def _wrapped(text: bytearray) -> None:
    for match in _WRAPPED.finditer(bytes(text)):
        if _BREAKS.isdisjoint(_WORDS.findall(match.group(1) + match.group(2))):
            blank(text, *match.span(1))
            blank(text, *match.span(3))


def _last_members(text: bytearray) -> None:
    """Overwrite macros before the bracket that ends a struct: ``int a; PRIVATE_FIELDS }``."""
    for body in _MEMBERS.finditer(bytes(text)):
        plain = _COMMENTS.sub(_as_blanks, body.group(1))
        match = _NO_MEMBER.search(plain)
        if match is not None:
            blank(text, body.start(1) + match.start(1), body.start(1) + match.end(1))


def _as_blanks(match: re.Match[bytes]) -> bytes:
    return blanks(match.group())


def _attributes(text: bytearray) -> None:
    """Overwrite macros around the name of a function: ``int ALIGNED(4) f(void) MUST_CHECK;``."""
    source = bytes(text)
    for match in _BEHIND.finditer(source):
        if not _is_condition(source, match.start(), match.group(2) is not None):
            blank(text, *match.span(1))
    if b"GUARDED_" in source or b"ACQUIRED_" in source:
        for match in _LOCKED.finditer(source):
            blank(text, *match.span(1))
    for match in _BEFORE_NAME.finditer(bytes(text)):
        blank(text, *match.span(1))


def _is_condition(source: bytes, end: int, called: bool) -> bool:
    """Whether a closing bracket ends the condition of a statement, so that a macro behind it is its body.

    Before a macro that is `called` a declaration is asked for: words in front of the name, or a destructor.
    """
    depth = 0
    for place in range(end, max(-1, end - _BEFORE), -1):
        sign = source[place]
        depth += (sign == 41) - (sign == 40)
        if not depth:
            words = source[max(0, place - 40) : place].split()
            if words and _OPERATOR.search(b" ".join(words[-2:])) is not None:
                return False
            if not words or words[-1] in _BREAKS:
                return True
            name = words[-1].rpartition(b"::")[2]
            if not _WORDS.fullmatch(name.removeprefix(b"~").lstrip(b"*&")):
                return True
            return called and not name.startswith(b"~") and (name.isupper() or not _follows_type(words))
    return True


def _follows_type(words: list[bytes]) -> bool:
    """Whether a type stands before the last of some words."""
    return len(words) > 1 and words[-2] not in _BREAKS and words[-2][-1:] not in _NO_TYPE


def _statements(text: bytearray) -> None:
    """Make statements of macros that stand alone on a line; overwrite those that cannot be one.

    ``MACRO(x)`` gets a semicolon in place of the blank or line feed behind it.
    """
    source = bytes(text)
    for match in _BLOCK.finditer(source):
        blank(text, *match.span(1))
    source = bytes(text)
    for match in _ALONE.finditer(source):
        before = bytes(text[max(0, match.start(1) - _BEFORE) : match.start(1)])
        if _LINE_COMMENT.sub(b"", before).rstrip()[-1:] not in _STATEMENT_ENDS:
            continue
        if source[match.start(1) - 1] == 10 and _NAME_BELOW.match(source, match.end()) is not None:
            # ``EXPORT(type)`` above the name of a function.
            continue
        arguments = match.group(2) or match.group(3)
        if arguments is not None and _NO_OPERAND.search(arguments) is not None:
            blank(text, match.start(1), max(match.end(2), match.end(3)))
        elif match.group(3) is not None:
            continue
        elif arguments is None or _NO_EXPRESSION.search(arguments) is not None:
            blank(text, match.start(1), match.end(2) if arguments else match.end(1))
        else:
            text[match.end(2)] = ord(";")


def _is_plain(source: bytes, match: re.Match[bytes]) -> bool:
    """Whether a sequence is a declaration without macros, by a quick look; False if in doubt."""
    start, end = match.start(), match.end()
    following = source[end : end + 2]
    if following in (b"((", b"(*") or source[start] in b":>}":
        return False
    words, stars = match.group(2).split(), match.group(3)
    names = 0
    typed = False
    for word in words:
        if word in TYPE_WORDS:
            typed = True
        elif word in _UNUSUAL:
            return False
        elif word not in SPECIFIERS:
            names += 1
    if names == 2 and following[:1] == b"(" and (b"explicit" in words or _macro_likeness(words[0])):
        return False
    if stars:
        return names + typed == 1 and _SIMPLE_STARS.fullmatch(stars) is not None
    return names + typed <= 1 or (names + typed == 2 and following[:1] in _ENDS)


class _Sequence:
    """Words of one declaration, and what is known of them so far."""

    __slots__ = ("source", "text")

    def __init__(self, source: bytes, text: bytearray) -> None:
        self.source = source
        self.text = text

    def read(self, match: re.Match[bytes]) -> None:
        words = _words(self.source, *match.span(2))
        if words[-1][0] == b"final":
            # ``class EXPORT name final : base``
            words.pop()
        if words and words[-1][0] == b"operator":
            self._type_words(words[:-1], match.start(2), b"operator", False)
            return
        broken = next((i for i in range(len(words) - 1, -1, -1) if words[i][0] in _BREAKS), -1)
        words = words[broken + 1 :]
        end, last = match.end(), match.end(2)
        if not words:
            return
        if broken < 0 and self.source[match.start() - 1 : match.start() + 1] == b"->":
            return
        following = self._after(last)
        pointer = following[:1] in (b"*", b"&")
        if pointer and following[:2] == b"&&" and broken >= 0:
            return
        self._type_words(words, match.start(2), following, broken >= 0)
        if pointer and (len(words) > 1 or words[0][0] in TYPE_WORDS):
            self._behind_stars(last, end)

    # -- the words before the first star --------------------------------------------------------------------

    def _type_words(self, words: list[Word], start: int, following: bytes, broken: bool) -> None:
        before = b"" if broken else self.source[max(0, start - 80) : start].rstrip()
        if before.endswith(b"::"):
            words = words[1:]
        elif (
            before.endswith(b"}")
            and len(words) == 2
            and _macro_likeness(words[0][0])
            and following[:1] in (b";", b",")
        ):
            # ``typedef struct { ... } FAR name;``
            blank(self.text, words[0][1], words[0][2])
            return
        typed = before.endswith((b"::", b">")) and not before.endswith(b"->")
        template = before.endswith(b">") and self._ends_parameters(start)
        typed = typed and not template
        names: list[Word] = []
        tagged = False
        for word in words:
            if word[0] in TYPE_WORDS:
                typed = True
            elif word[0] in _TAGS:
                tagged = True
            elif word[0] not in SPECIFIERS:
                names.append(word)
        if tagged:
            self._tagged(words, names, following)
            return
        named = self._has_name(following)
        if not typed and following[:1] == b"(" and self._is_constructor(words, names, template):
            for _, first, last in names[:-1]:
                blank(self.text, first, last)
            return
        if following[:2] == b"::" or (following[:1] == b"<" and len(names) + typed > 1):
            self._qualified(names, following, typed)
            return
        if named is None or len(names) <= int(named) + int(not typed):
            return
        if following.startswith(b"((") and named:
            self._unwrap(names.pop())
            if len(names) <= 1 + int(not typed):
                return
        pool = names[:-1] if named else names
        kept = None if typed else min(reversed(pool), key=lambda word: _macro_likeness(word[0]))
        for word in pool:
            if word is not kept:
                blank(self.text, word[1], word[2])

    def _qualified(self, names: list[Word], following: bytes, typed: bool) -> None:
        """``EXPORT std::string name``, ``MACRO Class::Class(``, but not ``Type Class::name``."""
        before = names[:-1]
        kept = (
            None if typed else min(reversed(before), key=lambda word: _macro_likeness(word[0]), default=None)
        )
        if len(before) == 1 and kept is not None:
            made = _CONSTRUCTOR.match(following)
            constructor = made is not None and made.group(1) == names[-1][0]
            if constructor or _macro_likeness(kept[0]) == 2:
                kept = None
        for word in before:
            if word is not kept:
                blank(self.text, word[1], word[2])

    def _is_constructor(self, words: list[Word], names: list[Word], template: bool) -> bool:
        """Whether only macros stand before a name, in a template or before initialisers of members.

        Then it is a constructor's, as a function would have a type; so is what is ``explicit``.
        """
        if len(names) < 2 or not all(_macro_likeness(word[0]) for word in names[:-1]):
            return False
        if any(word[0] == b"explicit" for word in words):
            return True
        return template or _INITIALISED.match(self.source, names[-1][2]) is not None

    def _ends_parameters(self, start: int) -> bool:
        """Whether what ends before a place are the parameters of a template, not the arguments of a type."""
        if self.source.rfind(b"template", max(0, start - _PARAMETERS_LIMIT), start) < 0:
            return False
        depth = 0
        for place in range(start - 1, max(-1, start - _PARAMETERS_LIMIT), -1):
            sign = self.source[place]
            depth += (sign == 62) - (sign == 60)
            if sign == 60 and not depth:
                return self.source[max(0, place - 80) : place].rstrip().endswith(b"template")
            if sign in b";{}":
                return False
        return False

    def _tagged(self, words: list[Word], names: list[Word], following: bytes) -> None:
        """``struct EXPORT name {``, ``MACRO struct name EXPORT variable``."""
        tag = max(i for i, word in enumerate(words) if word[0] in _TAGS)
        before = [word for word in names if word[1] < words[tag][1]]
        behind = [word for word in names if word[1] > words[tag][1]]
        if following[:1] in (b"{", b":") and following[:2] != b"::":
            excess = before + behind[:-1]
        else:
            named = bool(self._has_name(following))
            excess = before + (behind[1:-1] if named else behind[1:])
        for _, first, last in excess:
            blank(self.text, first, last)

    def _has_name(self, following: bytes) -> bool | None:
        """Whether the last word is what is declared, by what stands behind it; None: it declares nothing."""
        sign = following[:1]
        if sign in (b"*", b"&", b"<") or following == b"operator":
            # ``EXPORT bool operator==``: an operator is no word.
            return False
        if sign == b"(":
            return _POINTER.match(following) is None
        return True if sign in (b";", b",", b"=", b"[", b")", b":", b"{", b"") else None

    # -- the words behind stars -----------------------------------------------------------------------------

    def _behind_stars(self, start: int, end: int) -> None:
        """After a star there is a name, or nothing but qualifiers."""
        place = start
        pieces = re.split(rb"([*&]+)", self.source[start:end])
        for number, piece in enumerate(pieces):
            words = [] if number % 2 else _words(self.source, place, place + len(piece))
            place += len(piece)
            names = [word for word in words if word[0] not in SPECIFIERS]
            if any(word[0] in _BREAKS or word[0] in TYPE_WORDS for word in names):
                return
            following = self._after(place)
            allowed = 0 if number + 1 < len(pieces) else 1
            if allowed and len(names) > 1 and following.startswith(b"(("):
                self._unwrap(names.pop())
            for _, first, last in names[: len(names) - allowed]:
                blank(self.text, first, last)

    # -- prototypes in a macro ------------------------------------------------------------------------------

    def _unwrap(self, word: Word) -> None:
        """``f OF((int))`` is ``f (int)``."""
        opening = self.source.index(b"(", word[2])
        depth = 0
        for place in range(opening, min(len(self.source), opening + _SEARCH_LIMIT)):
            sign = self.source[place]
            depth += (sign == 40) - (sign == 41)
            if not depth:
                blank(self.text, word[1], opening + 1)
                blank(self.text, place, place + 1)
                return

    def _after(self, place: int) -> bytes:
        space = _SPACE.match(self.source, place)
        place = space.end() if space is not None else place
        return self.source[place : place + 80]


def _words(source: bytes, start: int, end: int) -> list[Word]:
    return [(match.group(), *match.span()) for match in _WORDS.finditer(source, start, end)]


def _macro_likeness(word: bytes) -> int:
    if word.isupper() and len(word) > 1:
        return 2 if _CONVENTION.search(word) else 1
    return 1 if word.startswith(b"__") else 0
