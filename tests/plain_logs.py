"""Logs of the tests without the variables of every frame: printing those takes seconds and times tests out."""

import structlog


def use() -> None:
    """Go back to the library's defaults, but for tracebacks in plain text, as the product writes them."""
    structlog.reset_defaults()
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], renderer])
