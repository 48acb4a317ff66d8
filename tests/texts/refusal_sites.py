"""Where the code raises a DomainError, found in its syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "documents", "services", "handlers", "texts", "bot")


@dataclass(frozen=True, slots=True)
class Site:
    """One `DomainError(…)` call: `key` is None when it is no literal, `params` are the names that it surely gives."""

    place: str
    key: str | None
    params: frozenset[str]
    reason: str | None


def files() -> list[Path]:
    """The Python files that may refuse, in a steady order."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def sites() -> list[Site]:
    """Every call, as `file:line`."""
    return [site for path in files() for site in found_in(path.read_text("utf-8"), str(path.relative_to(ROOT)))]


def found_in(source: str, name: str) -> Iterator[Site]:
    """The calls in one file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "DomainError":
            params = dict(_given(node))
            key = _text(node.args[0]) if node.args else None
            yield Site(f"{name}:{node.lineno}", key, frozenset(params), _text(params.get("reason")))


def words_of(path: Path) -> set[str]:
    """Every string constant of a file."""
    return {text for node in ast.walk(ast.parse(path.read_text("utf-8"))) if (text := _text(node)) is not None}


def _given(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Parameters by name, also those of an unpacked literal: `**{**more, "line": 7}` surely gives a line."""
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value
        elif isinstance(keyword.value, ast.Dict):
            for name, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                if (text := _text(name)) is not None:
                    yield text, value


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
