"""What doctor says about files and disks: what can be read by others, what lies together, what is snapshotted."""

from pathlib import Path

import pytest

from bot.checkup import Finding, disks
from bot.checkup.disks import Mount, mount_of, mounts, others_can_read
from config.settings import Settings

EXT4 = "36 25 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"


def settings(folder: Path, **more: object) -> Settings:
    chosen: dict[str, object] = {
        "database_url": f"sqlite+aiosqlite:///{folder / 'rows' / 'upstander.db'}",
        "keyring_url": f"sqlite+aiosqlite:///{folder / 'keys' / 'keyring.db'}",
        "root_key_file": folder / "keys" / "root.key",
        **more,
    }
    return Settings.model_validate(chosen)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of a community that stand where `settings` says, readable by their owner alone."""
    monkeypatch.chdir(tmp_path)
    for name in ("keys/root.key", "keys/keyring.db", "rows/upstander.db", ".env"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
    return tmp_path


def found(folder: Path, described: str = EXT4, **more: object) -> dict[str, Finding]:
    return {each.about: each for each in disks.look(settings(folder, **more), described)}


def at(folder: Path, kind: str, source: str = "/dev/sdb1") -> str:
    return f"{EXT4}40 36 8:17 / {str(folder).replace(' ', chr(92) + '040')} rw - {kind} {source} rw\n"


def test_an_ordinary_disk_is_well_and_what_cannot_be_seen_is_said(folder: Path) -> None:
    seen = found(folder)["disks"]

    assert seen.ok
    assert seen.found == "keys and rows share a disk"
    assert "do not show here" in seen.advice


@pytest.mark.parametrize("name", [".snapshots/1", ".zfs/snapshot/daily", "timeshift-btrfs/snapshots/2026-03-06"])
def test_snapshots_that_show_are_to_be_moved_away_from(folder: Path, name: str) -> None:
    (folder / name).mkdir(parents=True)
    seen = found(folder, at(folder, "btrfs"))["disks"]

    assert not seen.ok
    assert str((folder / name).parent) in seen.found
    assert "a snapshot keeps what was deleted" in seen.remedy


def test_snapshots_of_another_disk_do_not_matter(folder: Path) -> None:
    (folder / ".snapshots" / "1").mkdir(parents=True)
    inner = f"{at(folder / 'keys', 'ext4')}{at(folder / 'rows', 'ext4')}"

    assert found(folder, inner)["disks"].ok


def test_once_the_keys_are_elsewhere_snapshots_of_the_rows_are_worth_knowing_and_nothing_to_do(folder: Path) -> None:
    (folder / "rows" / ".snapshots" / "1").mkdir(parents=True)
    inner = f"{at(folder / 'keys', 'ext4')}{at(folder / 'rows', 'btrfs', '/dev/sdc1')}"
    seen = found(folder, inner)["disks"]

    assert seen.ok
    assert seen.found == f"the disk of the rows is snapshotted ({folder / 'rows' / '.snapshots'}), the keys are apart"
    assert "while the keys stay where they are" in seen.advice


@pytest.mark.parametrize("setting", ["keyring_url", "root_key_file"])
def test_one_of_the_two_keys_left_on_a_disk_with_snapshots_is_still_to_be_moved(folder: Path, setting: str) -> None:
    (folder / "rows" / ".snapshots" / "1").mkdir(parents=True)
    left = folder / "rows" / "left"
    value = left if setting == "root_key_file" else f"sqlite+aiosqlite:///{left}"
    inner = f"{at(folder / 'keys', 'ext4')}{at(folder / 'rows', 'btrfs', '/dev/sdc1')}"

    assert not found(folder, inner, **{setting: value})["disks"].ok


def test_an_empty_folder_of_snapshots_is_no_snapshot(folder: Path) -> None:
    (folder / ".snapshots").mkdir()

    assert found(folder, at(folder, "btrfs"))["disks"].ok


@pytest.mark.parametrize(
    ("kind", "source"),
    [("btrfs", "/dev/sdb1"), ("zfs", "tank/var"), ("ext4", "/dev/mapper/vg-var"), ("xfs", "/dev/dm-3")],
)
def test_a_disk_that_could_be_snapshotted_is_named(folder: Path, kind: str, source: str) -> None:
    seen = found(folder, at(folder, kind, source))["disks"]

    assert seen.ok
    assert f"could be snapshotted ({kind}); none shows" in seen.found


def test_keys_in_memory_are_lost_and_to_be_moved(folder: Path) -> None:
    assert not found(folder, at(folder / "keys", "tmpfs", "tmpfs"))["disks"].ok


def test_a_containers_own_layer_and_another_machines_disk_are_pointed_out(folder: Path) -> None:
    layer = found(folder, at(folder, "overlay", "overlay"))["disks"]
    remote = found(folder, at(folder, "nfs4", "store:/var"))["disks"]

    assert "mount a volume" in layer.advice
    assert "another machine" in remote.found
    assert layer.ok
    assert remote.ok


@pytest.mark.parametrize("host", ["db.example.org", "198.51.100.7", "[2001:db8::7]:5432"])
def test_rows_on_a_server_elsewhere_are_apart_from_keys_in_a_file(folder: Path, host: str) -> None:
    seen = found(folder, database_url=f"postgresql+asyncpg://u:p@{host}/upstander")["disks"]

    assert seen.found == "keys and rows are apart"


@pytest.mark.parametrize(
    "place",
    [
        "u:p@db/upstander",
        "u:p@localhost:5432/upstander",
        "u:p@127.0.0.1/upstander",
        "u:p@[::1]/upstander",
        "/upstander",
        "/upstander?host=/var/run/postgresql",
        "/upstander?host=/run/v1.2",
        "u:p@/upstander?host=localhost",
    ],
)
def test_the_disk_of_a_server_nearby_is_not_seen_and_is_never_called_apart(folder: Path, place: str) -> None:
    seen = found(folder, database_url=f"postgresql+asyncpg://{place}")["disks"]

    assert seen.ok
    assert seen.found == "PostgreSQL's disk cannot be seen from here; the keys are on one of this machine's"
    assert seen.advice.startswith("keep the keys off the disk of PostgreSQL's data")
    assert "do not show here" in seen.advice


def test_a_server_nearby_hides_no_snapshots_of_the_keys(folder: Path) -> None:
    (folder / ".snapshots" / "1").mkdir(parents=True)

    assert not found(folder, at(folder, "btrfs"), database_url="postgresql+asyncpg://u:p@db/upstander")["disks"].ok


def test_where_nothing_stands_yet_the_folder_above_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen = found(tmp_path)

    assert set(seen) == {"disks"}
    assert list(tmp_path.iterdir()) == []


def test_a_machine_without_a_list_of_mounts_is_looked_at_all_the_same(folder: Path) -> None:
    assert found(folder, "")["disks"].ok


@pytest.mark.parametrize("name", [".env", "keys/root.key", "keys/keyring.db", "rows/upstander.db"])
def test_a_file_that_others_can_read_is_named_with_the_command_that_closes_it(folder: Path, name: str) -> None:
    open_way(folder)
    (folder / name).chmod(0o644)
    if not others_can_read(folder / name):
        pytest.skip("the folder of temporary files is closed to others here")
    seen = found(folder)["files"]

    assert not seen.ok
    assert seen.remedy.startswith("run: chmod 600 ")
    assert name in seen.remedy


def test_a_file_in_a_closed_folder_is_not_open_whatever_its_mode(folder: Path) -> None:
    (folder / "keys" / "keyring.db").chmod(0o644)
    (folder / "keys").chmod(0o700)

    assert found(folder)["files"].ok


def open_way(folder: Path) -> None:
    for each in (folder, folder / "keys", folder / "rows"):
        each.chmod(0o755)
    for above in folder.parents:
        if above.owner() == folder.owner() and above.name.startswith("pytest-"):
            above.chmod(0o755)


def test_the_deepest_mount_above_a_path_holds_it_and_the_last_of_those_on_one_point() -> None:
    described = (
        EXT4
        + "37 36 0:30 / /srv rw - btrfs /dev/sdb rw\n"
        + r"38 37 0:31 / /srv/my\040keys rw - ext4 /dev/sdc rw"
        + "\n39 36 0:32 / /srv rw master:2 - zfs tank/srv rw\nnonsense\n"
    )
    among = mounts(described)

    assert len(among) == 4
    assert mount_of(Path("/srv/my keys/root.key"), among) == Mount(
        point=Path("/srv/my keys"), kind="ext4", source="/dev/sdc"
    )
    assert mount_of(Path("/srv/rows"), among) == Mount(point=Path("/srv"), kind="zfs", source="tank/srv")
    assert mount_of(Path("/srvx"), among) == Mount(point=Path("/"), kind="ext4", source="/dev/sda1")
    assert mount_of(Path("/x"), ()) is None
