"""Libraries that only some users have: imported when they are needed, named with their extra if missing."""

from __future__ import annotations

from importlib import import_module

from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CALLED = {"google": "the protobuf runtime"}


def library(name: str, extra: str = "") -> Any:
    """The module of a library.

    Raises
    ------
    ConfigError
        It is not installed; the message says how to install it.
    """
    try:
        return import_module(name)
    except ImportError:
        package = f'"parseltongue-isg[{extra}]"' if extra else name.partition(".")[0]
        needed = _CALLED.get(name.partition(".")[0], name.partition(".")[0])
        raise ConfigError(f"this needs {needed}; run `pip install {package}`") from None
