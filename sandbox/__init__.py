"""A local Telegram: a Bot API server and a chat page in the browser."""

from sandbox.acts import PersonError
from sandbox.box import Sandbox
from sandbox.clock import Clock, Jump
from sandbox.people import Press
from sandbox.state import Call, Message

__all__ = ["Call", "Clock", "Jump", "Message", "PersonError", "Press", "Sandbox"]
