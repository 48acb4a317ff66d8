"""What a section of the configuration is: frozen, strict, and each key described."""

from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

REFUSED = "refused"  # the error type of a refusal that brings its own sentence


def about(text: str, **rules: Any) -> FieldInfo:
    """The Indonesian description of a key, which config.example.toml repeats, with limits that pydantic checks."""
    info: FieldInfo = Field(description=text, **rules)
    return info


class Section(BaseModel):
    """A table of the configuration file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True, str_strip_whitespace=True
    )


def refuse(sentence: str) -> NoReturn:
    """Refuse a value for a reason of its own: `sentence` goes on after the name of the key."""
    raise PydanticCustomError(REFUSED, "{sentence}", {"sentence": sentence})
