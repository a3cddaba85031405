"""Disks and files: whether what was deleted can come back, and whether anybody else can read the keys.

Deleting is destroying a key. Whoever keeps a snapshot of the disk with the keyring keeps the key, and with the rows
beside it, everything. What can be seen from inside: the device and file system of each file, and snapshots that btrfs
and ZFS show as folders. What cannot: snapshots that a cloud provider, a virtual machine's host or LVM takes of the
whole disk, and what a backup program copies.
"""

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.checkup import Finding
from config.settings import Settings

MOUNTS = Path("/proc/self/mountinfo")
_SNAPSHOT_FOLDERS = (".snapshots", ".zfs/snapshot", "timeshift-btrfs/snapshots")
_CAN_SNAPSHOT = frozenset({"btrfs", "zfs", "bcachefs"})
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_OF_A_CONTAINER = frozenset({"overlay", "aufs"})
_ELSEWHERE = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs"})
_KEPT_OFF = "keep the keys off the disk of PostgreSQL's data, and out of whatever copies that disk"
_UNSEEN = "snapshots and backups taken from outside do not show here: leave the keyring out of them"
_SQLITE = "sqlite"
_FIELDS_BEFORE_DASH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Where a folder really lies. `source` is the device, such as /dev/mapper/vg-var."""

    point: Path
    kind: str
    source: str

    @property
    def may_be_snapshotted(self) -> bool:
        return self.kind in _CAN_SNAPSHOT or self.source.startswith(("/dev/mapper/", "/dev/dm-"))


def mounts(described: str) -> tuple[Mount, ...]:
    """What a `mountinfo` file describes: `36 35 98:0 / /mnt rw shared:1 - ext4 /dev/sda1 rw`."""
    found = []
    for line in described.splitlines():
        before, dash, after = line.partition(" - ")
        if dash and len(before.split()) >= _FIELDS_BEFORE_DASH - 1:
            kind, source, *_ = after.split()
            found.append(Mount(point=Path(_unescaped(before.split()[4])), kind=kind, source=_unescaped(source)))
    return tuple(found)


def mount_of(path: Path, among: Sequence[Mount]) -> Mount | None:
    """The mount that holds a path: the deepest above it, the last of those stacked on one point."""
    above = [each for each in among if path == each.point or each.point in path.parents]
    return max(reversed(above), key=lambda each: len(each.point.parts), default=None)


def look(chosen: Settings, described: str | None = None) -> Iterator[Finding]:
    """The findings about the files of `chosen`. `described` stands for this machine's mounts."""
    yield from _readable(chosen)
    yield _apart(chosen, mounts(_mountinfo() if described is None else described))


def _mountinfo() -> str:
    return MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.is_file() else ""


def _apart(chosen: Settings, among: Sequence[Mount]) -> Finding:
    """What lies where. A database on another machine is not on a disk of ours; one nearby may be, unseen."""
    keys = [chosen.root_key_file, *_file_of(chosen.keyring_url)]
    rows = _file_of(chosen.database_url)
    folders = sorted({_standing(each.resolve().parent) for each in (*keys, *rows)})
    places = {each: mount_of(each, among) for each in folders}
    kinds = {mount.kind for mount in places.values() if mount is not None}
    if kinds & _IN_MEMORY:
        return Finding(
            about="disks",
            found="keys or rows are in memory, and gone when this machine restarts",
            remedy="put UPSTANDER_ROOT_KEY_FILE, UPSTANDER_KEYRING_URL and UPSTANDER_DATABASE_URL on a disk",
        )
    of_keys = {_standing(each.resolve().parent) for each in keys}
    kept = {each: sorted(map(str, _snapshots(each, places[each]))) for each in folders}
    keys_kept = sorted({name for folder in of_keys for name in kept[folder]})
    if keys_kept:
        return Finding(
            about="disks",
            found=f"the disk of the keys is snapshotted ({', '.join(keys_kept)})",
            remedy="move the keyring and root key to a disk that is not: a snapshot keeps what was deleted",
        )
    rows_kept = sorted({name for names in kept.values() for name in names})
    if rows_kept:  # sealed under keys that no snapshot holds: what was deleted cannot be read in them
        return Finding(
            about="disks",
            found=f"the disk of the rows is snapshotted ({', '.join(rows_kept)}), the keys are apart",
            advice=f"that is well while the keys stay where they are; {_UNSEEN}",
        )
    together = len({each.stat().st_dev for each in folders}) == 1 and bool(rows)
    found = "keys and rows share a disk" if together else "keys and rows are apart"
    unseen = _UNSEEN
    if _serves_nearby(chosen.database_url):
        found = "PostgreSQL's disk cannot be seen from here; the keys are on one of this machine's"
        unseen = f"{_KEPT_OFF}; {_UNSEEN}"
    if kinds & _OF_A_CONTAINER:
        found += ", in a container's own layer"
        return Finding(about="disks", found=found, advice=f"mount a volume, or they go with the container; {unseen}")
    if kinds & _ELSEWHERE:
        return Finding(
            about="disks", found=f"{found}, some on another machine's disk", advice=f"see who copies it; {unseen}"
        )
    able = sorted({mount.kind for mount in places.values() if mount is not None and mount.may_be_snapshotted})
    if able:
        found += f", which could be snapshotted ({', '.join(able)}); none shows"
    return Finding(about="disks", found=found, advice=unseen)


def _snapshots(folder: Path, mount: Mount | None) -> Iterator[Path]:
    """Folders of snapshots that hold something, from the folder up to where its disk is mounted."""
    for above in (folder, *folder.parents):
        for name in _SNAPSHOT_FOLDERS:
            if _holds_something(above / name):
                yield above / name
        if mount is None or above == mount.point:
            return


def _holds_something(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:  # not there, or not for our eyes
        return False


def _readable(chosen: Settings) -> Iterator[Finding]:
    """Files with secrets that others on this machine can open: by their mode, and that of every folder above."""
    secret = [Path(".env"), chosen.root_key_file, *_file_of(chosen.keyring_url), *_file_of(chosen.database_url)]
    there = [each for each in secret if each.is_file()]
    open_to_others = [each for each in there if others_can_read(each)]
    if open_to_others:
        names = " ".join(map(str, open_to_others))
        yield Finding(about="files", found=f"others can read {names}", remedy=f"run: chmod 600 {names}")
    elif there:
        yield Finding(about="files", found=f"only their owner can read {', '.join(map(str, there))}")


def others_can_read(path: Path) -> bool:
    """True if somebody who is neither owner nor in the group can open the file."""
    whole = path.resolve()
    way = all(folder.stat().st_mode & stat.S_IXOTH for folder in whole.parents)
    return way and bool(whole.stat().st_mode & stat.S_IROTH)


def _file_of(url: str) -> list[Path]:
    return [Path(url.partition(":///")[2].partition("?")[0])] if url.startswith(_SQLITE) else []


def _serves_nearby(url: str) -> bool:
    """A database server that may well keep its rows on a disk of this machine: behind a socket, under this machine's
    own address, or under a name of one word, as containers beside each other have.
    """
    if url.startswith(_SQLITE):
        return False
    parts = urlsplit(url)
    hosts = parse_qs(parts.query).get("host", [parts.hostname or ""])
    return any(_is_nearby(each) for each in hosts)


def _is_nearby(host: str) -> bool:
    """`host` is a name or address, or the folder of a socket, or empty for the usual one."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host or host.startswith("/")


def _standing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there already."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _unescaped(name: str) -> str:
    for code, character in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        name = name.replace(code, character)
    return name
