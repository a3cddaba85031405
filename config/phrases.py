"""Ready phrases: what somebody who goes says with one press or digit, read by the other side in their own language."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "phrases.txt"


@cache
def load_phrases(path: Path = FILE) -> tuple[str, ...]:
    """Their names, one to a line, in the order of their numbers; the catalogues have the words."""
    return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
