"""One process for one embedded database: a lock on a file beside it, which the system lets go when the process ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SQLITE = "sqlite+aiosqlite:///"


class AlreadyRunning(Exception):
    """Another process has this database. The text is the line to show."""


def lock_file_of(database_url: str) -> Path | None:
    """The file to lock for a database, None for one that many processes may share."""
    if not database_url.startswith(_SQLITE):
        return None
    return Path(database_url.removeprefix(_SQLITE).partition("?")[0] + ".lock")


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock for as long as the block runs. Raises AlreadyRunning at once if another process has it."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                "another upstander process is using this database; stop it first, or use PostgreSQL for several"
            ) from None
        yield
