"""The parameters of a call, whichever of the four ways they were sent."""

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.errors import bad_request, cant_parse

TRUE_WORDS: Final = frozenset({"true", "1", "yes", "t", "y"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes


class Params:
    """Named values (text in forms, native in JSON) and uploaded files of one call."""

    __slots__ = ("files", "values")

    def __init__(self, values: dict[str, Any], files: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def has(self, name: str) -> bool:
        """Whether the parameter was sent at all."""
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """A string; a 400 when it is not one that UTF-8 can carry."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            value = json.dumps(value)
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise bad_request("strings must be encoded in UTF-8") from None
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; a 400 when something else was sent."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            reason = f"invalid {name} specified"
            raise bad_request(reason) from None

    def flag(self, name: str) -> bool:
        """A boolean, false when absent."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else str(value).lower() in TRUE_WORDS

    def json(self, name: str) -> Any:
        """A nested value, sent natively or as JSON text; None when absent, a 400 when malformed."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            what = "reply keyboard markup" if name == "reply_markup" else name
            raise cant_parse(what + " JSON object") from None

    def objects(self, name: str) -> list[dict[str, Any]]:
        """A nested array of objects, empty when absent; a 400 for any other shape."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise cant_parse(name, "expected an Array of objects")
        return value

    def integers(self, name: str) -> list[int]:
        """A nested array of whole numbers, empty when absent; a 400 for any other shape."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
            raise cant_parse(name, "expected an Array of integers")
        return value


async def read_params(request: web.BaseRequest) -> Params:
    """Everything that a request carries: query string, then form, JSON or multipart body."""
    _, _, query = request.raw_path.partition("?")
    values: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    if not request.body_exists:
        return Params(values)
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/form-data"):
        return await _read_multipart(request, values)
    body = await request.read()
    try:
        if kind.startswith("application/json"):
            values.update(json.loads(body or b"{}").items())
        else:
            values.update(parse_qsl(body.decode(), keep_blank_values=True))
    except (ValueError, AttributeError):
        raise bad_request("can't parse request body") from None
    return Params(values)


async def _read_multipart(request: web.BaseRequest, values: dict[str, Any]) -> Params:
    files: dict[str, Upload] = {}
    for name, field in (await request.post()).items():
        if isinstance(field, web.FileField):
            files[name] = Upload(field.filename, field.content_type, field.file.read())
            field.file.close()
        else:
            values[name] = field.decode() if isinstance(field, bytes | bytearray) else field
    return Params(values, files)
