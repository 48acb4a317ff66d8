"""Text reduced to what it says, so that two ways of writing the same thing compare as equal."""

import re
import unicodedata

BETWEEN_WORDS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """`text` in lower case, its words separated by one space, without punctuation."""
    return BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def tidy(text: str) -> str:
    """`text` as written, on one line, with single spaces and nothing invisible."""
    if not text.isprintable():
        text = "".join(mark if mark.isprintable() else " " for mark in text)
    return " ".join(text.split())


def shortened(text: str, length: int = 60) -> str:
    """`text` on one line and at most `length` characters long, to be quoted in a sentence."""
    line = tidy(text)
    return line if len(line) <= length else f"{line[: length - 1]}…"
