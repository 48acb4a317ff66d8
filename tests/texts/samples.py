"""One example of every message, with values as long and as awkward as real ones get.

A sample takes a language and returns what the feature module makes of it: a `Screen`, or the HTML of a bare message.
Its name is free ("pledge: already signed"); every template must be rendered by at least one sample, so give one for
each branch of a template. People in samples are invented.

    SAMPLES = {
        "pledge: ready to sign": lambda language: pledge.ready(PLEDGE, language),
        "error": template("error", sentence="Tautan ini sudah tidak berlaku."),
    }
"""

from collections.abc import Callable
from typing import Any

from texts import engine
from texts.screen import Screen

Sample = Callable[[str], Screen | str]


def template(name: str, **values: Any) -> Sample:
    """A sample of a template that no feature module wraps."""
    return lambda language: engine.render(name, language, **values)


SAMPLES: dict[str, Sample] = {}
