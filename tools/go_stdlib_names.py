"""Writes the standard library's names that Go linking needs, from the API lists of a Go installation.

    python -m tools.go_stdlib_names GOROOT

The lists under ``GOROOT/api`` hold what each release added.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from parseltongue.analysis.languages.go.extract import SourceExtractor
from parseltongue.analysis.languages.go.method_sets import method_key, shape_of, with_packages

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/go/stdlib_names.txt"
_LINE = re.compile(r"pkg (?P<package>[\w/.]+)(?: \([^)]*\))?, (?P<rest>.*)")
_METHOD = re.compile(r"method \(\*?(?P<type>\w+)(?P<generic>\[[^\]]*\])?\) (?P<text>(?P<name>\w+).*)")
_MEMBER = re.compile(r"type (?P<type>\w+) (?P<kind>struct|interface), (?P<text>(?P<name>\w+)\b.*)")
_PLATFORMS = ("syscall", "debug/", "runtime/cgo")
"""Packages whose members are many and met in few programs."""


class Names:
    """What the lists tell."""

    def __init__(self) -> None:
        self.packages: set[str] = set()
        self.members: set[str] = set()
        self.interfaces: dict[str, dict[str, str]] = {}
        self.types: dict[str, dict[str, str]] = {}
        """Methods of types that are no interfaces; they can be embedded."""
        self.closed: set[str] = set()
        """Interfaces with methods that other packages cannot have."""

    def read(self, line: str) -> None:
        match = _LINE.match(line)
        if match is None:
            return
        package, rest = match["package"], match["rest"]
        self.packages.add(package)
        method, member = _METHOD.match(rest), _MEMBER.match(rest)
        found = method or member
        if found is not None and not package.startswith(_PLATFORMS) and found["name"] != "embedded":
            self.members.add(found["name"])
        # Since Go 1.19 the number of an issue stands at the end.
        if method is not None and not method["generic"] and not package.startswith(_PLATFORMS):
            methods = self.types.setdefault(f"{package}.{method['type']}", {})
            methods[method["name"]] = method["text"].partition(" #")[0]
        if member is not None and member["kind"] == "interface":
            dotted = f"{package}.{member['type']}"
            if member["name"] == "unexported":
                self.closed.add(dotted)
            else:
                self.interfaces.setdefault(dotted, {})[member["name"]] = member["text"].partition(" #")[0]

    def methods(self, dotted: str, texts: dict[str, str]) -> list[str]:
        """The methods of a type as linking compares them."""
        package = dotted.rpartition(".")[0]
        source = "package p\ntype I interface {\n" + "\n".join(texts.values()) + "\n}\n"
        interface, _ = SourceExtractor(keep_docs=False).extract(source.encode())
        shapes = {
            interface.names[one]: with_packages(
                shape_of(interface.types[one]), lambda name: self.called(name) if name else package
            )
            for one in interface.members(1).values()
        }
        return sorted(method_key("", name, shape) for name, shape in shapes.items())

    def called(self, name: str) -> str:
        """The package that the lists call by its last name alone: the one with the shortest path."""
        found = [one for one in self.packages if one.rpartition("/")[2] == name]
        return min(found, key=lambda one: (len(one), one), default="?")


def main() -> None:
    """Read the lists and write the file."""
    names = Names()
    for path in sorted(Path(sys.argv[1], "api").glob("go1*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            names.read(line)
    names.interfaces["builtin.error"] = {"Error": "Error() string"}
    names.members.add("Error")
    exported = {name for name in names.members if name[:1].isupper()}
    interfaces = [
        " ".join([dotted, *names.methods(dotted, methods)])
        for dotted, methods in sorted(names.interfaces.items())
        if dotted not in names.closed
    ]
    types = [
        " ".join([dotted, *names.methods(dotted, methods)])
        for dotted, methods in sorted(names.types.items())
        if dotted[dotted.rindex(".") + 1].isupper()
    ]
    parts = {
        "packages: import paths of the standard library": sorted(names.packages),
        "members: methods and fields of its types": sorted(exported),
        "interfaces: each with the methods that it asks for": interfaces,
        "types: each with its methods, for those that embed it": types,
    }
    text = "Written by `python -m tools.go_stdlib_names`.\n"
    text += "".join(f"\n# {title}\n" + "\n".join(lines) + "\n" for title, lines in parts.items())
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET}: {sum(map(len, parts.values()))} lines")


if __name__ == "__main__":
    main()
