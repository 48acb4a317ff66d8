"""The table of all Bot API methods that the sandbox serves."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox import methods_chats, methods_edit, methods_profile, methods_send, methods_updates
from sandbox.params import Params
from sandbox.world import World

Method = Callable[[World, Params], Any]  # the result, or a coroutine of it

TABLES: Final[tuple[Mapping[str, Method], ...]] = (
    methods_updates.METHODS,
    methods_send.METHODS,
    methods_edit.METHODS,
    methods_chats.METHODS,
    methods_profile.METHODS,
)
NAMES: Final = {name.lower(): name for table in TABLES for name in table}
METHODS: Final = {name.lower(): method for table in TABLES for name, method in table.items()}
