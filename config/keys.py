"""The root key: 32 bytes in a file that only the program's own user can read."""

import os
import stat
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from pathlib import Path

LENGTH = 32


class WrongRootKey(ValueError):
    """The root key cannot be used; the text says why and what to do."""


def load_or_make_root_key(path: Path, chance: Callable[[int], bytes]) -> bytes:
    """The key in `path`, or a new one made of `chance(32)` and kept there, mode 0600. Raises WrongRootKey, OSError.

    Two processes that start together end up with the same key: the file appears whole, and the first one wins.
    """
    if not path.exists():
        _keep(path, chance(LENGTH))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise WrongRootKey(f"{path} can be read by others; run: chmod 600 {path}")
    try:
        key = b64decode(path.read_bytes().strip(), validate=True)
    except NotBase64:
        key = b""
    if len(key) != LENGTH:
        raise WrongRootKey(f"{path} is not a root key: it holds {LENGTH} bytes in base64 and nothing else")
    return key


def _keep(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b64encode(key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
