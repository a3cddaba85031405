"""The `.env` file: written readable for its owner alone, and never without keeping what was there."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from config.settings import PREFIX, Settings

_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=(?P<value>.*)")
_PLAIN = re.compile(r"[\w.:/@+,%~-]*")

HEAD = """\
# Settings of Upstander, written by `upstander setup`. Keep this file to yourself: whoever has what stands here can read
# and write as your line. docs/running.md says what each setting is.
"""


def names_in(text: str) -> tuple[str, ...]:
    """The names of our settings that `text` sets, without the prefix."""
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    return tuple(each["name"].removeprefix(PREFIX) for each in found if each and each["name"].startswith(PREFIX))


def merged(before: str, settings: Mapping[str, str]) -> str:
    """The text of a `.env` that says `settings` (names without the prefix) and, besides, what stood in `before`."""
    waiting = dict(settings)
    kept: list[str] = []
    for line in before.splitlines():
        found = _LINE.fullmatch(line)
        name = found["name"].removeprefix(PREFIX) if found and found["name"].startswith(PREFIX) else ""
        if name not in settings:
            kept.append(line)
        elif name in waiting:
            kept.append(_line(name, waiting.pop(name)))
    if not before:
        kept = HEAD.splitlines()
    for name, value in waiting.items():
        kept += ["", f"# {_about(name)}", _line(name, value)]
    return "\n".join(kept) + "\n"


def _about(name: str) -> str:
    """What the setting is, in the words of the settings."""
    fields = Settings.model_fields
    found = fields.get(name.lower()) or fields[f"chosen_{name.lower()}"]
    return found.description or name


def _line(name: str, value: str) -> str:
    if "'" in value or "\n" in value:
        raise ValueError(f"{PREFIX}{name} cannot hold a quote or a line break")
    quote = "" if _PLAIN.fullmatch(value) else "'"
    return f"{PREFIX}{name}={quote}{value}{quote}"


def write_secret(path: Path, text: str) -> None:
    """Put `text` into `path`, readable for its owner alone; whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def put_aside(path: Path) -> Path | None:
    """Move what stands at `path` to `path.old-N`, the first N that is free; where it went, or None if nothing stood."""
    if not path.exists():
        return None
    n = 1
    while (aside := path.with_name(f"{path.name}.old-{n}")).exists():
        n += 1
    path.rename(aside)
    return aside
