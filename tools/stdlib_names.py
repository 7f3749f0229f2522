"""Writes the standard library's names that Python linking needs, from the running interpreter.

    python -m tools.stdlib_names

Names are only ever added: the file keeps what other versions of Python had.
"""

from __future__ import annotations

import builtins
import importlib
import inspect
import pkgutil
import sys
import types
import warnings
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/python/stdlib_names.txt"
SKIPPED = (
    "antigravity",
    "this",
    "idlelib",
    "test",
    "lib2to3",
    "turtledemo",
    "tkinter",
    "turtle",
    "ensurepip",
)


def module_names() -> list[str]:
    """Importable modules of the standard library, private ones and tests left out."""
    names = []
    for top in sorted(sys.stdlib_module_names):
        if top.startswith("_") or top in SKIPPED:
            continue
        names.append(top)
        spec = importlib.util.find_spec(top)
        for found in pkgutil.iter_modules(spec.submodule_search_locations or [] if spec else []):
            if not found.name.startswith("_") and found.name not in ("test", "tests"):
                names.append(f"{top}.{found.name}")
    return names


def members() -> set[str]:
    """Names of methods of all classes that those modules define."""
    found: set[str] = set()
    modules = [builtins]
    for name in module_names():
        try:
            modules.append(importlib.import_module(name))
        except Exception as error:
            print(f"skipped {name}: {error}", file=sys.stderr)
    for module in modules:
        for value in vars(module).values():
            if inspect.isclass(value) and value.__module__.partition(".")[0] in sys.stdlib_module_names:
                found.update(
                    name
                    for name, one in vars(value).items()
                    if not name.startswith("_")
                    and (callable(one) or isinstance(one, types.MethodDescriptorType))
                )
    return found


def main() -> None:
    warnings.simplefilter("ignore")
    tables = {
        "modules": set(sys.stdlib_module_names),
        "builtins": {*vars(builtins), "reveal_type", "WindowsError", "__file__", "__path__"},
        "members": members(),
        "object": set(dir(object)) | {"__dict__", "__slots__", "__module__", "__weakref__"},
        "function": set(dir(types.FunctionType)),
    }
    if TARGET.exists():
        for section in TARGET.read_text(encoding="utf-8").split("\n# ")[1:]:
            title, _, names = section.partition("\n")
            tables[title.split(":")[0]].update(names.split())
    lines = ["Names of Python's standard library; written by `python -m tools.stdlib_names`."]
    for title, names in tables.items():
        lines.append(f"# {title}: {len(names)}")
        lines.extend(sorted(names))
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
