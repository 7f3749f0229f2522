"""The commands: their names, modules and one-line summaries, in the order that help lists them."""

from __future__ import annotations

COMMANDS = {
    "analyze": ("analyze", "Read the code and store what it says; afterwards only what changed."),
    "status": ("status", "What is stored, how old it is, and what has changed on disk since."),
    "find": ("find", "Search names: exact, prefix, part of a name, or nearly."),
    "show": ("show", "What a symbol is: kind, signature, location, relationships."),
    "callers": ("callers", "Who calls a symbol."),
    "callees": ("callees", "What a symbol calls."),
    "uses": ("uses", "Who mentions a symbol other than by a call."),
    "implementors": ("implementors", "What extends or implements a type."),
    "members": ("members", "What a class, module or file contains."),
    "blast-radius": ("blast_radius", "What a change of a symbol may affect, by hop."),
    "entities": ("entities", "Outline of a file."),
    "diff": ("diff", "What is different between two states, what it breaks, and which tests to run."),
    "snapshot save": ("snapshot_save", "Keep the present state under a name."),
    "snapshot list": ("snapshot_list", "The states that were kept under names."),
    "snapshot remove": ("snapshot_remove", "Remove a name."),
    "coverage": ("coverage", "What was skipped and why, and how much could be resolved."),
    "export": ("export", "Write the graph, or a part of it, in a format of others."),
    "verify": ("verify", "Check everything that is stored; prove that incremental equals full."),
    "storage init": ("storage_init", "Create the store."),
    "storage status": ("storage_status", "Where the store is and how large."),
    "storage compact": ("storage_compact", "Remove what nothing needs and give back the space."),
    "storage rekey": ("storage_rekey", "Change the key of an encrypted store, or encrypt a plain one."),
    "storage audit verify": ("storage_audit_verify", "Check that nobody has changed the audit log."),
    "storage audit show": ("storage_audit_show", "Who did what with the store, and when."),
    "storage cleanup": ("storage_cleanup", "Drop workspaces that are gone, unused or too many."),
    "storage verify": ("storage_verify", "Check the records of all workspaces."),
    "storage repair": ("storage_repair", "Drop what is damaged and analyse just that again."),
    "storage health": ("storage_health", "A verdict and an exit code for monitoring."),
    "storage backup": ("storage_backup", "Copy the store to a folder or into a file."),
    "storage restore": ("storage_restore", "Make the store from a backup."),
    "storage migrate": ("storage_migrate", "Move the store to another backend or compression."),
    "help": ("help", "Show the help of a command."),
}
"""Name to module below this package, and summary. A name of several words belongs to a group."""
