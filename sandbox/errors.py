"""How the Bot API refuses a call, with the sentences that libraries and bots match on."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal: HTTP status, description as Telegram words it, and machine-readable parameters."""

    code: int
    description: str
    parameters: dict[str, Any] | None = None

    def body(self) -> dict[str, Any]:
        """The JSON object that answers the call."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


def bad_request(reason: str, parameters: dict[str, Any] | None = None) -> ApiError:
    """A 400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {reason}", parameters)


def cant_parse(what: str, why: str = "") -> ApiError:
    """A 400 for a value of the wrong shape."""
    return bad_request(f"can't parse {what}: {why}" if why else f"can't parse {what}")


def forbidden(reason: str) -> ApiError:
    """A 403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """A 409 with Telegram's prefix."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(seconds: int) -> ApiError:
    """A 429 that says how many whole seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(chat_id: int) -> ApiError:
    """The 400 of a group that has become the supergroup `chat_id`."""
    return bad_request("group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat_id})
