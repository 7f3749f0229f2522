"""Names that the Rust language and its standard library give a meaning to."""

from __future__ import annotations

import os

from parseltongue.analysis.name_tables import read_tables

_FILE = os.path.join(os.path.dirname(__file__), "std_names.txt")
_TABLES = read_tables(_FILE)
PRIMITIVES = _TABLES["primitives"]
TRANSPARENT = _TABLES["transparent"]
"""Types of the library that behave like the value in them."""
CONTAINERS = _TABLES["containers"]
"""Types and traits of the library that hold values of their (first) argument."""
MAPS = _TABLES["maps"]
SAME = _TABLES["same"]
"""Methods of containers whose result holds the same values."""
ELEMENT = _TABLES["element"]
"""Methods of containers whose result is one of the values."""
KEEPING = _TABLES["keeping"]
"""Methods of foreign traits whose result is taken for the receiver."""
MACROS = _TABLES["macros"]
EXPRESSION_MACROS = frozenset(name.encode() for name in _TABLES["expressions"])
"""Macros whose arguments are expressions."""
MEMBERS = _TABLES["members"]
"""Methods of the types and traits of the library."""

PRELUDE = {
    "Vec": "std::vec::Vec", "String": "std::string::String", "Box": "std::boxed::Box",
    "Option": "std::option::Option", "Some": "std::option::Option::Some",
    "None": "std::option::Option::None", "Result": "std::result::Result", "Ok": "std::result::Result::Ok",
    "Err": "std::result::Result::Err", "Clone": "std::clone::Clone", "Copy": "std::marker::Copy",
    "Send": "std::marker::Send", "Sync": "std::marker::Sync", "Sized": "std::marker::Sized",
    "Unpin": "std::marker::Unpin", "Drop": "std::ops::Drop", "Fn": "std::ops::Fn",
    "FnMut": "std::ops::FnMut", "FnOnce": "std::ops::FnOnce", "drop": "std::mem::drop",
    "AsRef": "std::convert::AsRef", "AsMut": "std::convert::AsMut", "Into": "std::convert::Into",
    "From": "std::convert::From", "TryFrom": "std::convert::TryFrom", "TryInto": "std::convert::TryInto",
    "Default": "std::default::Default", "Iterator": "std::iter::Iterator",
    "IntoIterator": "std::iter::IntoIterator", "Extend": "std::iter::Extend",
    "DoubleEndedIterator": "std::iter::DoubleEndedIterator",
    "ExactSizeIterator": "std::iter::ExactSizeIterator", "FromIterator": "std::iter::FromIterator",
    "ToOwned": "std::borrow::ToOwned", "ToString": "std::string::ToString", "Eq": "std::cmp::Eq",
    "PartialEq": "std::cmp::PartialEq", "Ord": "std::cmp::Ord", "PartialOrd": "std::cmp::PartialOrd",
    "Debug": "std::fmt::Debug", "Hash": "std::hash::Hash",
}  # fmt: skip
"""What every module sees without an import."""

MAPPED = {
    "map": "Option", "and_then": "Box", "filter_map": "Box", "flat_map": "Box", "map_or": "Box",
    "map_or_else": "Box", "map_while": "Box", "scan": "Box",
}  # fmt: skip
"""Methods of containers that give what their closure returns: in a container, or as it is."""

MAKING = frozenset(("default", "from", "from_iter"))
"""Functions of the library's traits that make a value of the type they are called on."""

ERROR = "Err"
"""What the error of a result is asked for as."""
ON_ERROR = frozenset((b"map_err", b"unwrap_or_else", b"or_else", b"inspect_err"))
"""Methods of results that hand the error to their closure."""

COLLECTING = frozenset((b"collect", b"sum", b"product"))
"""Methods that give what their type argument says."""

DEREF = ("Deref", "Target")
"""The trait that lends a type the members of another, and its associated type."""
