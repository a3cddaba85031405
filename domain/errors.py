"""What a rule says when it says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field


# Not frozen: a frozen exception cannot be given its traceback, and leaving a context manager then raises TypeError.
@dataclass(eq=False)
class Refused(Exception):
    """The rules say no: `key` names the sentence a person reads, `params` fill its blanks. Never a crash."""

    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.key


@dataclass(eq=False)
class IllegalMove(Exception):
    """An event met a status its moves table has no row for: a defect of ours, so the turn is rolled back."""

    what: str
    status: str | None
    event: str

    def __str__(self) -> str:
        return f"{self.what}: no move for {self.event} from {self.status}"
