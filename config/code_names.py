"""Code names: how anybody is known inside one incident. Words that say nothing about whom they stand for."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "code_names.txt"


@cache
def load_code_names(path: Path = FILE) -> tuple[str, ...]:
    """The names, one to a line, in the order in which they are given out."""
    return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
