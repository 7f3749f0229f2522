"""Write the names of JavaScript's library and hosts that linking must not mistake for those of a workspace.

    python -m tools.javascript_names FOLDER ...

reads the declaration files (``*.d.ts``) in folders, such as ``lib`` of the npm package `typescript` and that
of `@types/node`, and prints the data file `analysis/languages/javascript/library_names.txt`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from parseltongue.analysis.languages import front_end
from parseltongue.model.kinds import NAMESPACE, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.interface import Interface


def main(folders: list[str]) -> int:
    """Print the tables."""
    extractor = front_end("javascript").extractor("typescript", keep_docs=False)
    known: set[str] = {"arguments", "exports", "module", "require", "undefined", "__dirname", "__filename"}
    members: set[str] = set()
    for folder in folders:
        for path in sorted(Path(folder).glob("*.d.ts")):
            interface, _ = extractor.extract(path.read_bytes())
            collect(interface, known if path.name.startswith("lib.") else set(), members)
    print("Names of JavaScript's library and hosts; written by `python -m tools.javascript_names`.")
    for title, names in (("globals", known), ("members", members)):
        plain = sorted(name for name in names if name.replace("$", "_").isidentifier())
        print(f"# {title}: {len(plain)}", *plain, sep="\n")
    return 0


def collect(interface: Interface, known: set[str], members: set[str]) -> None:
    """Add what a declaration file declares at its top, and what its types and namespaces have."""
    for ordinal in range(1, len(interface.kinds)):
        parent = interface.parents[ordinal]
        if not parent:
            known.add(interface.names[ordinal])
        elif interface.kinds[parent] in TYPE_KINDS or interface.kinds[parent] == NAMESPACE:
            members.add(interface.names[ordinal])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
