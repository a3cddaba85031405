"""Where tests keep their files: in memory, where the system has room for them there.

Databases wait for the disk at every commit, as they do in earnest, and a disk takes longer over one than most scenarios
take over everything else. A file system in memory answers at once and is asked the same. Whoever names a folder in
TMPDIR keeps it.
"""

import os
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
ROOM = 3 << 30
"""For two servers with their write-ahead logs, and for what tests leave that fail."""


def can_hold(folder: Path, room: int = ROOM) -> bool:
    """Whether this folder takes so many bytes, and programs that can be run from it."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    its = os.statvfs(folder)
    return not its.f_flag & os.ST_NOEXEC and its.f_bavail * its.f_frsize >= room


def keep_files_in_memory(folder: Path = SHARED_MEMORY) -> None:
    """From now on temporary files of this process and of those it begins are made there, if it can hold them."""
    if "TMPDIR" not in os.environ and can_hold(folder):
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
