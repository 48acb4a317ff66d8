"""Finished documents kept for a while, because making and signing one takes long."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

LARGEST: Final = 32 * 1024 * 1024


class PaperCache:
    """Files by their key, the least recently used given up first when all together pass `largest` bytes."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable) -> bytes | None:
        """The file, which counts as used now."""
        found = self._files.get(key)
        if found is not None:
            self._files.move_to_end(key)
        return found

    def put(self, key: Hashable, content: bytes) -> None:
        """Keep a file; one that alone is too large is not kept."""
        self.size -= len(self._files.pop(key, b""))
        self._files[key] = content
        self.size += len(content)
        while self.size > self._largest:
            _, given_up = self._files.popitem(last=False)
            self.size -= len(given_up)
