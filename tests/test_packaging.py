"""The wheel holds everything zibot needs, and works in an environment that has never seen the checkout."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_INSTALLED = {"tests", "benchmarks"}
SECONDS = 120
once_there_is_a_command = pytest.mark.skipif(
    not (ROOT / "bot" / "__main__.py").exists(), reason="there is no command line yet"
)


def run(command: list[str], cwd: Path, environ: Mapping[str, str] = os.environ) -> str:
    """What a command prints; its failure fails the test with all it said."""
    done = subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def project_files() -> list[Path]:
    """The files of the project, tracked or about to be, relative to its root."""
    listed = run(["git", "ls-files", "-co", "--exclude-standard", "-z"], ROOT).split("\0")
    return sorted(Path(name) for name in set(listed) - {""} if (ROOT / name).is_file())


def packages() -> list[str]:
    """The packages on disk that belong to the program."""
    return sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in NOT_INSTALLED)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment that holds the wheel and borrows only the libraries of this one."""
    home = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", "--without-pip", str(home)], home)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages_of_the_environment = Path(run([str(python), "-c", ask], home).strip())
    # A line in a .pth file adds the folder alone: the .pth files in it, the editable install's among them, stay unread.
    (packages_of_the_environment / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], home)
    return scripts


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a process that is told nothing of the checkout."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ZIBOT_", "COV_"))}
    return plain | more


def test_every_list_of_packages_names_the_packages_on_disk() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    on_disk = packages()
    assert sorted(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == on_disk
    assert sorted(tools["importlinter"]["root_packages"]) == on_disk
    assert sorted(tools["mypy"]["packages"]) == sorted([*on_disk, *NOT_INSTALLED])
    assert sorted(set(tools["coverage"]["run"]["source"]) - set(on_disk)) == []
    contracts = {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}
    layered = [name.strip() for layer in contracts["layers"]["layers"] for name in layer.split("|")]
    assert sorted([*layered, "sandbox"]) == on_disk
    beside = {
        "sandbox-knows-nothing": contracts["sandbox-knows-nothing"]["forbidden_modules"],
        "sandbox-for-the-demo": ["sandbox"],
        "telegram": ["bot", "handlers"],
        "sql": ["storage"],
    }
    for contract, others in beside.items():
        assert sorted([*contracts[contract]["source_modules"], *others]) == on_disk, contract


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = [Path(name) for name in archive.namelist() if ".dist-info/" not in name]
    assert sorted(held) == [path for path in project_files() if path.parts[0] in packages()]


@pytest.mark.parametrize(
    "pattern",
    [
        "documents/fonts/*.otf",
        "documents/templates/*.typ",
        "domain/data/lke.toml",
        "sandbox/page/index.html",
        "sandbox/page/*.js",
        "sandbox/page/*.css",
        "storage/migrations/env.py",
        "storage/migrations/versions/*.py",
        "texts/locale/en/LC_MESSAGES/*.po",
        "texts/templates/*/*",
    ],
)
def test_the_wheel_holds_the_data_that_is_read_at_run_time(wheel: Path, pattern: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if Path(name).match(pattern)] != []


def test_the_wheel_is_marked_as_private(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    assert "Classifier: Private :: Do Not Upload\n" in metadata


def test_the_installed_packages_are_not_those_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    names = packages()
    ask = f"import {', '.join(names)}; print(*({', '.join(f'{name}.__file__' for name in names)}), sep='\\n')"
    found = run([str(installed / "python"), "-c", ask], tmp_path, surroundings()).splitlines()
    assert len(found) == len(names)
    assert [path for path in found if not Path(path).is_relative_to(installed.parent)] == []


@once_there_is_a_command
def test_the_installed_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    told = run([str(installed / "zibot"), "--version"], tmp_path, surroundings())
    version = tomllib.loads(f"v = {(ROOT / 'bot' / 'version.py').read_text().rpartition('= ')[2]}")["v"]
    assert version in told


@once_there_is_a_command
def test_the_installed_command_makes_the_database(installed: Path, tmp_path: Path) -> None:
    environ = surroundings(
        ZIBOT_ORGANIZATION__NAME="Dinas Contoh",
        ZIBOT_ORGANIZATION__SHORT_NAME="Dinas",
        ZIBOT_TELEGRAM__TOKEN="123456789:" + "A" * 35,
        ZIBOT_DATABASE__URL=f"sqlite+aiosqlite:///{tmp_path / 'zibot.db'}",
    )
    run([str(installed / "zibot"), "migrate"], tmp_path, environ)
    ask = "import asyncio, sys; from storage.schema import schema_state; print(asyncio.run(schema_state(sys.argv[1])))"
    told = run([str(installed / "python"), "-c", ask, environ["ZIBOT_DATABASE__URL"]], tmp_path, surroundings())
    assert told == "current\n"
