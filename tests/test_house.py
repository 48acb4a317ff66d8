"""The house keeps its own rules: layers, style, types, sizes, and nothing of the machine it was built on."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECONDS = 240
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
OUTSIDE_THE_SIZES = ("tests/", "benchmarks/", "storage/migrations/versions/")
NEVER_BOUND = {"bot", "handlers", "storage"}

# A command with the words it says when it has looked and found nothing: silence would pass for success otherwise.
CHECKS = {
    "layers": ([str(Path(sys.executable).with_name("lint-imports"))], " 0 broken"),
    "style": ([sys.executable, "-m", "ruff", "check", "--no-fix"], "All checks passed"),
    "format": ([sys.executable, "-m", "ruff", "format", "--check"], "already formatted"),
    "types": ([sys.executable, "-m", "mypy"], "no issues found"),
}

FORBIDDEN = {
    "address of a package index": r"(?i)\bpypi\.(?:org|python)|pythonhosted\.org|registry\.npmjs"
    r"|(?<!emit-)index[-_]url[ =]+\S|find[-_]links",
    "folder of a person or a machine": r"(?<![\w.~])/(?:home|Users|root|work)/",
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "key of a service": r"\b(?:sk-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,})",
}
BOT_TOKEN = re.compile(r"\b\d{8,10}:AA([A-Za-z0-9_-]{33})\b")
FEWEST_DIFFERENT = 20  # a token made up for a test repeats its letters, one of BotFather's hardly does


@dataclass(frozen=True, order=True)
class Size:
    """How long a file or function is, and where."""

    lines: int
    place: str


def project_files(*patterns: str) -> list[str]:
    """The files of the project that match, tracked or about to be, relative to its root."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=True).stdout
    return sorted(name for name in set(listed.split("\0")) - {""} if (ROOT / name).is_file())


def program_files() -> list[str]:
    return [name for name in project_files("*.py") if not name.startswith(OUTSIDE_THE_SIZES)]


def parsed(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("check", CHECKS)
def test_the_checks_find_nothing(check: str) -> None:
    command, satisfied = CHECKS[check]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert satisfied in done.stdout


def test_the_rules_need_the_standard_library_only() -> None:
    allowed = {*sys.stdlib_module_names, "domain"} - {"asyncio", "socket", "sqlite3", "subprocess", "threading"}
    imported = [
        (name, module)
        for name in project_files("domain/*.py")
        for node in ast.walk(parsed(name))
        for module in imported_by(node)
    ]
    assert [(name, module) for name, module in imported if module.partition(".")[0] not in allowed] == []


def imported_by(node: ast.AST) -> list[str]:
    """The modules that a node imports."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module)):
            return [module]
        case _:
            return []


def bound_at_module_level(tree: ast.Module) -> Iterator[str]:
    """The names that a module binds to something other than the package of that name."""
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names):
                yield from (alias.asname for alias in names if alias.asname)
            case ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case _:
                stored = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
                yield from (node.id for node in stored if isinstance(node.ctx, ast.Store))


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("bot = 1", ["bot"]),
        ("if x:\n    storage: int = 1", ["storage"]),
        ("from telegram.ext import handlers", ["handlers"]),
        ("import telegram as bot", ["bot"]),
        ("import bot.settings", []),
        ("from bot.settings import load", ["load"]),
        ("def f():\n    bot = 1", ["f"]),
    ],
)
def test_what_binds_a_name(source: str, bound: list[str]) -> None:
    assert list(bound_at_module_level(ast.parse(source))) == bound


def test_no_module_hides_a_package_behind_a_name() -> None:
    hidden = [(name, bound) for name in program_files() for bound in bound_at_module_level(parsed(name))]
    assert [(name, bound) for name, bound in hidden if bound in NEVER_BOUND] == []


def functions(name: str) -> Iterator[Size]:
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno
            yield Size(node.end_lineno - node.lineno + 1, f"{name}:{node.name}")


def table_row(what: str, sizes: list[Size]) -> str:
    lines = sorted(size.lines for size in sizes)
    largest = ", ".join(f"{size.lines} {size.place}" for size in sorted(sizes, reverse=True)[:3])
    tenth = lines[int(len(lines) * 0.9)]
    return f"{what:<10} {len(lines):>6} {statistics.median(lines):>7.0f} {tenth:>5}   {largest}\n"


def test_files_and_functions_stay_small(capsys: pytest.CaptureFixture[str]) -> None:
    files = [Size((ROOT / name).read_text(encoding="utf-8").count("\n"), name) for name in program_files()]
    pieces = [size for name in program_files() for size in functions(name)]
    with capsys.disabled():
        sys.stdout.write(f"\n{'lines':<10} {'count':>6} {'median':>7} {'p90':>5}   largest\n")
        sys.stdout.write(table_row("files", files) + table_row("functions", pieces))
    assert [size for size in files if size.lines > LONGEST_FILE] == []
    assert [size for size in pieces if size.lines > LONGEST_FUNCTION] == []


def forbidden_in(text: str) -> Iterator[str]:
    """What a text must not hold, by name."""
    yield from (what for what, pattern in FORBIDDEN.items() if re.search(pattern, text))
    if any(len(set(token[1])) >= FEWEST_DIFFERENT for token in BOT_TOKEN.finditer(text)):
        yield "token of a bot"


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        (["https://", "pypi", ".org/simple"], ["address of a package index"]),
        (["--index", "-url https://example.org"], ["address of a package index"]),
        (["PIP_INDEX", "_URL=https://example.org"], ["address of a package index"]),
        (["--no-emit-index", "-url pyproject.toml"], []),
        (["/ho", "me/somebody/x"], ["folder of a person or a machine"]),
        (["see https://example.org/", "home/"], []),
        (["AK", "IA", "ABCDEFGHIJKLMNOP"], ["key of a service"]),
        (["-----BEGIN ", "PRIVATE KEY-----"], ["private key"]),
        (["123456789:", "AA", "abcdefghijklmnopqrstuvwxyz0123456"], ["token of a bot"]),
        (["123456789:", "AA", "x" * 33], []),
    ],
)
def test_what_is_forbidden(pieces: list[str], found: list[str]) -> None:
    assert list(forbidden_in("".join(pieces))) == found


def test_no_file_holds_a_secret_or_an_address_of_this_machine() -> None:
    texts: dict[str, str] = {}
    for name in project_files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            texts[name] = content.decode("utf-8")
    found = [(name, number, what) for name, text in texts.items() for number, what in _per_line(text)]
    assert found == []


def _per_line(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for what in forbidden_in(line):
            yield number, what
