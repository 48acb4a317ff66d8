"""How often one address may ask: a bucket of tokens each, in bounded memory."""

from __future__ import annotations

import math
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from typing import Final

MOST_ADDRESSES: Final = 10_000
SECONDS_A_MINUTE: Final = 60
# A household or a phone holds a whole IPv6 network of this length.
IPV6_NETWORK: Final = 64


class Buckets:
    """For each key so many requests a minute, all of them at once if need be; the longest idle keys are forgotten."""

    def __init__(self, per_minute: int, most: int = MOST_ADDRESSES) -> None:
        self._per_minute = per_minute
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._levels)

    def take(self, key: str, now: float) -> int:
        """Take a token at `now` (seconds of a steady clock): 0, or the whole seconds until there is one again."""
        level, before = self._levels.pop(key, (float(self._per_minute), now))
        speed = self._per_minute / SECONDS_A_MINUTE
        level = min(self._per_minute, level + (now - before) * speed)
        taken = level >= 1
        self._levels[key] = (level - taken, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return 0 if taken else math.ceil((1 - level) / speed)


def client_address(peer: str | None, forwarded: str) -> str:
    """Whose bucket it is: the peer, or who a proxy on this machine says it speaks for (the last entry, its own).

    `forwarded` is the X-Forwarded-For header; anybody can send one, so it is read from a loopback peer only.
    """
    try:
        address = ip_address(peer or "")
        if address.is_loopback and forwarded:
            address = ip_address(forwarded.rpartition(",")[2].strip())
    except ValueError:
        return peer or ""
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(int(address) >> (128 - IPV6_NETWORK))
    return str(address)
