"""Write the stores of the present format that later versions have to read: see README.md beside this.

python -m tests.formats.make
"""

from __future__ import annotations

import io
import json
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks import corpus
from parseltongue.isg.view import GraphView
from parseltongue.query.isg import ISG
from parseltongue.workspace import codecs
from parseltongue.workspace.cache_directory import LAYOUT_VERSION
from parseltongue.workspace.workspace import Workspace

if TYPE_CHECKING:
    from parseltongue.workspace.store import Store

HERE = Path(__file__).parent
KEY = "5e" * 32
SETTINGS: dict[str, dict[str, object]] = {
    "rocksdb": {"storage.backend": "rocksdb"},
    "lmdb": {"storage.backend": "lmdb"},
    "sqlite": {"storage.backend": "sqlite"},
    "encrypted": {"storage.backend": "sqlite", "storage.encryption.key_variable": "FORMAT_KEY"},
}
"""Name of each store, and the settings that open it."""
MODULES = dict.fromkeys(SETTINGS, 4) | {"sqlite": 36}
"""Of the tree in each store: for one so many that each family of records has enough for a dictionary."""
PORTABLE = "portable"

_LEFT_OUT = ("locks", "logbook")
"""What says nothing about the format, or is another thing each time."""


def write_tree(root: Path, modules: int) -> None:
    """A tree with something of everything that a snapshot has; small, so that the stores are."""
    package = root / "shop"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from shop.items import Item\n")
    (package / "items.py").write_text(
        "import json\n\nclass Item:\n    '''What is sold.'''\n\n"
        "    def price(self):\n        return json.loads('1')\n"
    )
    for number in range(modules):
        (package / f"part{number}.py").write_text(
            f"from shop.items import Item\nfrom shop import part{(number + 1) % modules} as following\n\n\n"
            f"class Part{number}(Item):\n    def price(self):\n        return self.weight() * {number}\n\n"
            f"    def weight(self):\n        return following.make{(number + 1) % modules}().price()\n\n\n"
            f"def make{number}(item: Item = Part{number}()):\n    return item or Part{number}()\n"
        )
    (root / "main.go").write_text(
        'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(sum(1, 2)) }\n\n'
        "func sum(a, b int) int { return a + b }\n"
    )
    (root / "picture.py").write_bytes(b"\0\1\2")


def open_workspace(
    root: Path, cache: Path, name: str, settings: dict[str, object] | None = None
) -> Workspace:
    """The workspace of one of the stores."""
    return Workspace.open(
        root, cache_dir=str(cache), env={"FORMAT_KEY": KEY}, overrides=settings or SETTINGS[name]
    )


def stored_graphs(store: Store) -> list[ISG]:
    """What is kept in a store, whichever version analysed it."""
    return [ISG(GraphView(store.objects, ref.snapshot)) for ref in store.refs.scan("workspace/")]


def content(graph: ISG) -> dict[str, Any]:
    """What a graph says, in terms that every version has."""
    return {
        "snapshot": graph.snapshot,
        "entities": sum(1 for _ in graph.entities()),
        "relationships": sum(1 for _ in graph.relationships()),
        "outline": [one["qualified_name"] for one in graph.entities("shop/items.py")],
        "callers": {
            name: sorted(one["qualified_name"] for one in graph.callers(name, limit=None))
            for name in ("weight", "make3", "sum", "Item")
        },
    }


def pack(cache: Path) -> bytes:
    """The files of a cache directory, in an archive that is the same for the same files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz", preset=9) as archive:
        for path in sorted(cache.rglob("*")):
            inside = path.relative_to(cache)
            if (
                path.is_file()
                and inside.parts[0] not in _LEFT_OUT
                and path.name not in ("LOG", "LOCK", "2.mdb-lock")
            ):
                entry = tarfile.TarInfo(inside.as_posix())
                entry.size = path.stat().st_size
                archive.addfile(entry, io.BytesIO(path.read_bytes()))
    return packed.getvalue()


def unpack(archive: Path, cache: Path) -> None:
    """The cache directory in an archive."""
    with tarfile.open(archive) as opened:
        corpus.unpack(opened, cache)
    for path in (cache, *cache.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def make(target: Path) -> None:
    """Write all stores, a portable file of one, and what they say."""
    target.mkdir(exist_ok=True)
    said = {}
    with tempfile.TemporaryDirectory() as folder, patch.object(codecs, "_LEAST_SAMPLES", 5_000):
        for name, modules in MODULES.items():
            root, cache = Path(folder, name, "tree"), Path(folder, name, "cache")
            write_tree(root, modules)
            with open_workspace(root, cache, name) as workspace:
                assert workspace.analyze().persisted
                workspace.storage_compact()
                (graph,) = stored_graphs(workspace.storage())
                said[name] = content(graph)
                if name == "rocksdb":
                    workspace.storage_backup(str(target / PORTABLE), as_file=True)
            (target / f"{name}.tar.xz").write_bytes(pack(cache))
    (target / "content.json").write_text(json.dumps(said, indent=1) + "\n")


if __name__ == "__main__":
    make(HERE / str(LAYOUT_VERSION))
