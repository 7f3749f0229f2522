"""The embedded database sled as a storage backend of Parseltongue: `[storage] backend = "sled"`.

Imports only what `docs/backends.md` of Parseltongue calls public.
"""

from parseltongue_sled.backend import SledBackend

__all__ = ["SledBackend"]
