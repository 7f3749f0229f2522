"""`parseltongue storage rekey`."""

from __future__ import annotations

import os

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural, printable, size
from parseltongue.cli.spec import Command, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    options=("full", "decrypt", "key-file", "key-variable", "keyring", "passphrase"),
    details="""Without --full, the store is left as it is and only the key that opens it is replaced: the old
one does not open it any more. Who has kept a copy of the old store and the old key can still read that copy.

With --full every record is written again under new keys. Others can go on reading meanwhile. It can be killed
at any time; run it again to finish it. A plain store becomes an encrypted one.

The key that is in use is the one of [storage.encryption] in the configuration. Afterwards, let the
configuration name the new one.""",
    examples=(
        ("storage rekey --key-file ~/new.key", "the store is opened by another key"),
        ("storage rekey --full", "everything is encrypted anew"),
        ("storage rekey --full --decrypt", "the store becomes a plain one"),
    ),
)
_NEW_PASSPHRASE = "PARSELTONGUE_NEW_PASSPHRASE"


def run(session: Session) -> int:
    """Change the key."""
    given = session.given
    new = named_key(session)
    full, decrypt = given.flag("full"), given.flag("decrypt")
    if decrypt and (new or not full):
        raise UsageError("--decrypt goes with --full, and without a new key")
    if not full and new is None:
        raise UsageError(
            "name the new key with --key-file, --key-variable, --keyring or --passphrase, or use --full"
        )
    stop_in_order()
    content = session.open().storage_rekey(full=full, new=new, decrypt=decrypt)
    session.out.object(content)
    if full:
        records = plural(content["records"], "record")
        sizes = f"the store had {size(content['before'])} and has {size(content['after'])} now"
        session.out.line(f"{records} written again; {sizes}.")
    if content["damaged"]:
        session.out.warning(
            f"left behind, as damaged: {plural(content['damaged'], 'record')}; run `parseltongue verify`, "
            "then `parseltongue analyze`."
        )
    _say_what_to_configure(session, new, decrypt)
    return 0


def named_key(session: Session) -> tuple[str, str] | None:
    """Kind and name of the key that the options name.

    Raises
    ------
    UsageError
        They name more than one.
    """
    given = session.given
    named = [
        (kind, given.text(option) or _NEW_PASSPHRASE)
        for kind, option in (
            ("key_file", "key-file"),
            ("key_variable", "key-variable"),
            ("keyring", "keyring"),
            ("passphrase", "passphrase"),
        )
        if given.flag(option)
    ]
    if len(named) > 1:
        raise UsageError("a store has one key: name one")
    if named and named[0][0] == "key_file":
        return "key_file", os.path.abspath(session.located(os.path.expanduser(named[0][1])))
    return named[0] if named else None


def _say_what_to_configure(session: Session, new: tuple[str, str] | None, decrypt: bool) -> None:
    if decrypt:
        session.out.notice("remove the key from [storage.encryption] in the configuration.")
    elif new is not None:
        value = "true" if new[0] == "passphrase" else f'"{printable(new[1])}"'
        session.out.notice(f"let the configuration say: [storage.encryption] {new[0]} = {value}")
