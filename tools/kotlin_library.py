"""Writes what the analysis of Kotlin knows of the library, from the sources of ``kotlin-stdlib``.

    mvn dependency:get -Dtransitive=false -Dartifact=org.jetbrains.kotlin:kotlin-stdlib:2.2.20:jar:sources
    python -m tools.kotlin_library .../kotlin-stdlib-2.2.20-sources.jar

Public types, functions, extensions and members with their types. Those for arrays of primitive and unsigned
numbers are left out: they repeat those for arrays. Names of Java's library come from the table of Java.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from parseltongue.analysis.grammar import Parser
from parseltongue.analysis.languages.java import library as java
from parseltongue.analysis.languages.kotlin import grammar as g

if TYPE_CHECKING:
    from tree_sitter import Node

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/kotlin/library.txt"
TITLE = "Kotlin's library as the analysis knows it, from its sources; see library.py for the lines."
_WITHDRAWN = re.compile(rb"DeprecationLevel\.(HIDDEN|ERROR)")
_NOISE = re.compile(r"@[\w.]+(\([^)]*\))?|\b(in|out|suspend|crossinline|noinline|vararg)\b|\?|/\*.*?\*/|\s+")
_NAMED = re.compile(r"([(,])\w+:")
_NUMBERS = re.compile(r"\b(Byte|Short|Int|Long|Float|Double|Boolean|Char|UByte|UShort|UInt|ULong)Array\b")
JAVA_PACKAGES = (
    "java.io", "java.lang", "java.lang.reflect", "java.math", "java.net", "java.nio.file", "java.security",
    "java.text", "java.time", "java.util", "java.util.concurrent", "java.util.concurrent.atomic",
    "java.util.concurrent.locks", "java.util.function", "java.util.regex", "java.util.stream",
)  # fmt: skip
_PRIVATE = frozenset(("internal", "intrinsics", "builders"))

Lines = dict[str, dict[str, None]]
"""By package, lines in order."""


def child(node: Node, kinds: frozenset[int]) -> Node | None:
    return next((one for one in node.children if one.kind_id in kinds), None)


def text(node: Node | None) -> str:
    """A type without what the analysis has no use for."""
    if node is None or node.text is None:
        return ""
    return _NAMED.sub(r"\1", _NOISE.sub("", node.text.decode()))


def is_hidden(node: Node) -> bool:
    modifiers = child(node, g.MODIFIERS)
    if modifiers is None:
        return False
    hidden = any(one.text in (b"private", b"internal") for one in modifiers.children)
    return hidden or _WITHDRAWN.search(modifiers.text or b"") is not None


def variables(node: Node) -> list[str]:
    parameters = child(node, g.TYPE_PARAMETERS)
    found = []
    for one in parameters.children if parameters is not None else ():
        if one.kind_id in g.TYPE_PARAMETER:
            found.append(text(child(one, g.IDENTIFIER)))
    return found


def function(node: Node) -> str:
    """The line of a function or property."""
    name = node.child_by_field_id(g.NAME)
    holder, receiver, result, behind = node, "", "", False
    parameters = "-"
    for one in node.children:
        if one.kind_id in g.TYPES:
            receiver, result = (receiver, text(one)) if behind else (text(one), result)
        elif one.kind_id in g.PARAMETERS:
            behind = True
            parameters = ",".join(
                text(child(each, g.TYPES)) for each in one.children if each.kind_id in g.PARAMETER
            )
        elif one.kind_id in g.VARIABLE:
            behind, holder = True, one
            result = text(child(one, g.TYPES))
    shown = text(name if holder is node else child(holder, g.IDENTIFIER))
    return "|".join([shown, " ".join(variables(node)), receiver, parameters, result])


def bases(node: Node) -> str:
    specifiers = child(node, g.DELEGATIONS)
    found = []
    for one in specifiers.children if specifiers is not None else ():
        if one.kind_id in g.DELEGATION:
            inner = one.children[0]
            base = inner if inner.kind_id in g.TYPES else child(inner, g.TYPES)
            found.append(text(base))
    return ",".join(found)


def add_type(node: Node, found: dict[str, None], outer: str = "") -> None:
    """The line of a type, those of its members, and of the types in it."""
    name = outer + text(node.child_by_field_id(g.NAME))
    own = variables(node)
    head = name + (f"<{','.join(own)}>" if own else "")
    found[f"C {head}:{bases(node)}"] = None
    body = child(node, g.CLASS_BODY)
    for one in body.children if body is not None else ():
        if one.kind_id in g.FUNCTION | g.PROPERTY and not is_hidden(one):
            found[f"M {function(one)}"] = None
        elif one.kind_id in g.COMPANION:
            inner = child(one, g.CLASS_BODY)
            for each in inner.children if inner is not None else ():
                if each.kind_id in g.FUNCTION | g.PROPERTY and not is_hidden(each):
                    found[f"M {function(each)}"] = None
    for one in body.children if body is not None else ():
        if one.kind_id in g.CLASS and not is_hidden(one):
            add_type(one, found, f"{name}.")


def add_file(root: Node, lines: Lines) -> None:
    header = child(root, g.PACKAGE)
    package = text(child(header, g.QUALIFIED | g.IDENTIFIER)) if header is not None else ""
    package = package.removeprefix("package")
    if not package or not _PRIVATE.isdisjoint(package.split(".")):
        return
    found = lines.setdefault(package, {})
    for one in root.children:
        if is_hidden(one):
            continue
        if one.kind_id in g.CLASS | g.OBJECT:
            add_type(one, found)
        elif one.kind_id in g.ALIAS:
            name = next(each for each in one.children if each.kind_id in g.IDENTIFIER)
            found[f"C {text(name)}:"] = None
        elif one.kind_id in g.FUNCTION | g.PROPERTY:
            line = function(one)
            if not _NUMBERS.search(line.split("|")[2]):
                found[f"{'F' if one.kind_id in g.FUNCTION else 'V'} {line}"] = None


def main() -> None:
    """Write the file."""
    parser = Parser(g.GRAMMAR.language)
    lines: Lines = {}
    with zipfile.ZipFile(sys.argv[1]) as archive:
        for entry in sorted(archive.namelist()):
            if entry.startswith(("commonMain/", "jvmMain/")) and entry.endswith(".kt"):
                add_file(parser.parse(archive.read(entry)).root_node, lines)
    out = [TITLE]
    for package in sorted(lines):
        out += [f"P {package}", *lines[package]]
    out.append(f"J  {' '.join(sorted(java.MEMBERS))}")
    out += [f"J {package} {' '.join(sorted(java.PACKAGES[package]))}" for package in JAVA_PACKAGES]
    TARGET.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
