"""What a backend's configuration section may contain, as data.

A backend lists its keys as `Option` objects; from them come the defaults, the checks and the text of a
`ConfigError`. Nothing here knows where the values were read from.
"""

from __future__ import annotations

from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    OptionValue = int | bool | str

_UNITS = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}


class Option:
    """One key of a `[storage.<backend>]` section.

    Parameters
    ----------
    default
        Its type decides what is accepted: `bool`, `int` or `str`.
    lowest, highest
        Inclusive limits of an integer.
    size
        The integer counts bytes and may be written as text with a unit: `"64MB"`. KB, MB and GB are
        powers of 1,024.
    choices
        The values a text may take; empty for any text.
    meaning
        One line for the documentation.
    """

    __slots__ = ("choices", "default", "highest", "lowest", "meaning", "size")

    def __init__(
        self,
        default: OptionValue,
        meaning: str,
        *,
        lowest: int = 0,
        highest: int = 1 << 40,
        size: bool = False,
        choices: tuple[str, ...] = (),
    ) -> None:
        self.default = default
        self.meaning = meaning
        self.lowest = lowest
        self.highest = highest
        self.size = size
        self.choices = choices

    def expects(self) -> str:
        """What a value must be, for an error message."""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, str):
            return " or ".join(f'"{choice}"' for choice in self.choices) or "a text"
        unit = ' bytes (an integer, or a text such as "64MB")' if self.size else ""
        return f"{self.lowest} to {self.highest}{unit}"

    def parse(self, key: str, value: object) -> OptionValue:
        """`value` as the option's type.

        Raises
        ------
        ConfigError
            The value has another type, is out of its limits or not among the choices.
        """
        parsed = self._parsed(value)
        if parsed is None:
            raise ConfigError(f"{key} = {value!r} cannot be used: it must be {self.expects()}")
        return parsed

    def _parsed(self, value: object) -> OptionValue | None:
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else None
        if isinstance(self.default, str):
            fits = isinstance(value, str) and (not self.choices or value in self.choices)
            return str(value) if fits else None
        if self.size and isinstance(value, str):
            value = _size(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if self.lowest <= value <= self.highest else None


def _size(text: str) -> int | None:
    digits = text.strip().rstrip("BKMGbkmg ")
    unit = text.strip()[len(digits) :].strip().upper()
    if not (digits.isascii() and digits.isdigit()) or unit not in _UNITS:
        return None
    return int(digits) * _UNITS[unit]


def parse_options(
    section: str, known: Mapping[str, Option], given: Mapping[str, object]
) -> dict[str, OptionValue]:
    """The value of every known option: the given one, else its default.

    Raises
    ------
    ConfigError
        A key is not known or a value does not fit; the message lists what is allowed.
    """
    unknown = sorted(set(given) - set(known))
    if unknown:
        allowed = ", ".join(sorted(known)) or "none"
        raise ConfigError(f"{section}.{unknown[0]} is not an option; the options are: {allowed}")
    return {
        key: option.parse(f"{section}.{key}", given[key]) if key in given else option.default
        for key, option in known.items()
    }
