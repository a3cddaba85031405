"""The walls of the house, checked: what a reader is told about the tree is true of it."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "handlers", "models", "config", "domain")

TOP_LEVEL = {
    *FLOORS,
    "tests",
    "docs",
    "benchmarks",
    "alembic.ini",
    "pyproject.toml",
    "Dockerfile",
    "compose.yaml",
    "Makefile",
    "README.md",
    "CHANGELOG.md",
    ".ci",
    ".gitignore",
    ".dockerignore",
}

RULES_MAY_IMPORT = {
    *("domain", "shapely", "rapidfuzz", "phonenumbers", "openlocationcode", "numpy", "scipy"),
    *(
        "__future__",
        "abc",
        "bisect",
        "calendar",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
        "decimal",
    ),
    *(
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "statistics",
    ),
    *("string", "struct", "textwrap", "types", "typing", "unicodedata", "zoneinfo"),
}
# Zone data is read from the tzdata package rather than from the system's stale copy: a table, as shapely has its own.
ZONE_DATA = ("domain/zone.py", "importlib.resources")
TALK_MAY_IMPORT = RULES_MAY_IMPORT | {"handlers"}


@cache
def files() -> tuple[str, ...]:
    """What is in the tree and not ignored, committed or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(name for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file())


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for name in files():
        if name.endswith(".py") and name.split("/")[0] in folders:
            yield name, ast.parse((ROOT / name).read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module


def test_the_import_contracts_hold() -> None:
    assert (
        lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS
    )


@pytest.mark.parametrize(("folder", "allowed"), [("domain", RULES_MAY_IMPORT), ("handlers", TALK_MAY_IMPORT)])
def test_rules_and_talk_import_only_what_computes(folder: str, allowed: set[str]) -> None:
    strangers = {
        (name, word) for name, tree in modules(folder) for word in imports(tree) if word.split(".")[0] not in allowed
    }

    assert strangers - {ZONE_DATA} == set()


@pytest.mark.parametrize("folder", ["domain", "handlers"])
def test_rules_and_talk_never_await(folder: str) -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    found = {name for name, tree in modules(folder) for node in ast.walk(tree) if isinstance(node, waiting)}

    assert found == set()


def test_only_the_database_module_commits() -> None:
    committing = {
        name
        for name, tree in modules(*FLOORS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }

    assert committing <= {"models/database.py"}


def test_no_test_sleeps_or_patches() -> None:
    found = {
        (name, node.lineno)
        for name, tree in modules("tests")
        if not _is_patient(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _name(node.func) in {"asyncio.sleep", "time.sleep", "sleep", "patch", "monkeypatch.setattr"}
        if not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)
    }

    assert found == set()


def _is_patient(name: str) -> bool:
    """Code that stands for providers or drives a whole process from outside lives in real time; tests do not."""
    _, folder, *rest = name.split("/")
    return folder in ("support", "fakes") or (folder == "kill" and not rest[-1].startswith("test_"))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_the_top_level_holds_what_the_design_names_and_nothing_else() -> None:
    assert {name.split("/")[0] for name in files()} <= TOP_LEVEL


def test_migrations_are_scripts_and_every_other_folder_of_code_is_a_package() -> None:
    folders = {str(Path(name).parent) for name in files() if name.endswith(".py")}
    bare = {folder for folder in folders if f"{folder}/__init__.py" not in files()}

    assert all(folder.startswith("models/migrations") for folder in bare)
    assert "models/migrations/__init__.py" not in files()


def test_no_file_names_an_index_a_machine_or_a_promise_not_kept() -> None:
    # Written in pieces, so that this file does not name them either.
    words: tuple[str, ...] = (
        "pypi" + r"\.org",
        "pythonhosted" + r"\.",
        "index" + "-url",
        "find" + "-links",
        "TO" + "DO",
        "FIX" + "ME",
    )
    # A key of a lock made by another ecosystem's client, and the folders of the machines this was built on.
    words += ('"reso' + r'lved" *:', r"(?<![A-Za-z0-9_.])/(?:wo" + r"rk|far" + r"m|opt/wh" + r"eels)/")
    banned = re.compile("|".join(words))
    found = {
        (name, number)
        for name in files()
        for number, line in enumerate((ROOT / name).read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if banned.search(line)
    }

    assert found == set()


def test_the_readme_names_both_commands_and_the_honest_sentence() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "make demo" in readme
    assert "make test" in readme
    assert "not end-to-end encrypted" in readme


def test_every_test_file_tests_something() -> None:
    def tests(tree: ast.Module) -> bool:
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        named = any(isinstance(node, functions) and node.name.startswith("test_") for node in ast.walk(tree))
        machine = any(isinstance(node, ast.Name) and node.id == "RuleBasedStateMachine" for node in ast.walk(tree))
        return named or machine

    empty = {name for name, tree in modules("tests") if Path(name).name.startswith("test_") and not tests(tree)}

    assert empty == set()


def test_everything_the_image_copies_is_there_and_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copies = [line.split()[1:-1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ")]
    sources = [source for copy in copies for source in copy]

    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if source.split("/")[0] not in let_in] == []
    assert set(FLOORS) <= set(sources)


@pytest.mark.parametrize("lock", ["run", "test"])
def test_a_lock_pins_every_version_with_a_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / "config" / "locks" / f"{lock}.txt").read_text()
    entries = text.replace("\\\n", " ").splitlines()

    assert entries
    assert [entry for entry in entries if not re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:", entry)] == []
    assert "://" not in text
    assert " @ " not in text


def test_the_tests_run_with_the_versions_the_program_runs_with() -> None:
    def pins(lock: str) -> set[str]:
        text = (ROOT / "config" / "locks" / f"{lock}.txt").read_text()
        return {line.rstrip(" \\") for line in text.splitlines() if "==" in line}

    assert pins("run") <= pins("test")


def test_every_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {
        line.split("==")[0] for line in (ROOT / "config" / "locks" / "run.txt").read_text().splitlines() if "==" in line
    }
    named = {re.split(r"[\[<>=; ]", wanted)[0].lower() for wanted in project["project"]["dependencies"]}

    assert named <= locked


def test_the_console_script_works_from_any_directory(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("upstander")
    done = subprocess.run([script, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
