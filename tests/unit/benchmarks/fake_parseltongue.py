"""Stands in for the command line: the same interface, a graph of one entity per file.

A store is `store.json` with the content digests it has seen. With FAKE_DRIFT set the snapshot depends on
history, which is the fault that the harness must find.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path


def sources(root: Path) -> dict[str, str]:
    found = {}
    for path in sorted(root.rglob("*.py")):
        found[path.relative_to(root).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def analyze(store: dict, files: dict[str, str]) -> dict:
    new = sorted({d for d in files.values() if d not in store["seen"]})
    store["seen"] += new
    history = store["seen"] if os.environ.get("FAKE_DRIFT") else []
    snapshot = hashlib.sha256(json.dumps([files, history]).encode()).hexdigest()
    mode = (
        "unchanged"
        if store.get("snapshot") == snapshot
        else "incremental"
        if store.get("snapshot")
        else "full"
    )
    store["snapshot"] = snapshot
    counts = {"total": len(files), "parsed": len(new), "linked": len(new)}
    return {
        "snapshot": snapshot,
        "mode": mode,
        "files": counts,
        "entities": len(files),
        "relationships": {"contains": 0, "calls": 2},
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("words", nargs="+")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--format")
    parser.add_argument("--cache-dir", type=Path, required=True)
    given = parser.parse_args()
    given.cache_dir.mkdir(parents=True, exist_ok=True)
    path = given.cache_dir / "store.json"
    store = json.loads(path.read_text()) if path.exists() else {"seen": []}
    files = sources(Path.cwd())
    if given.words == ["analyze"]:
        print(json.dumps(analyze(store, files)))
        path.write_text(json.dumps(store))
    elif given.words == ["export"]:
        for name in files:
            print(json.dumps({"type": "entity", "id": name, "kind": "file", "name": name, "file": name}))
    elif given.words == ["storage", "compact"]:
        pass
    elif given.words[0] == "callers":
        print(json.dumps({"symbol": given.words[1], "total": 7, "results": []}))
    else:
        print(f"no command {given.words}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
