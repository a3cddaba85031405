"""The vault: what opens where, and what stays shut."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chance import SeededMint
from models.cipher import AesGcm, Key, Unreadable, place_of
from models.keyring import KeyDestroyed, Keyring
from models.sealing import Vault

ROOT, OTHER_ROOT = bytes(range(32)), bytes(32)
DAY = date(2026, 3, 9)
KEY = Key(b"k" * 32)
SEALER = AesGcm(SeededMint("sealer"))
PLACES = st.tuples(*[st.sampled_from(["incident", "page", "words", "inc_1", "inc_2"])] * 3)


@pytest.fixture
async def keyring(database_url: str) -> AsyncIterator[Keyring]:
    keyring = await Keyring.open(database_url, root_key=ROOT, mint=SeededMint(1), sealer=SEALER)
    yield keyring
    await keyring.close()


def vault(keyring: Keyring, root: bytes = ROOT) -> Vault:
    return Vault(root, keyring, SeededMint(2), SEALER)


@given(plain=st.binary(max_size=200), place=PLACES, other=PLACES)
def test_a_sealed_value_opens_in_its_own_row_and_column_only(
    plain: bytes, place: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    sealed = SEALER.seal(KEY, plain, place_of(*place))

    assert SEALER.open(KEY, sealed, place_of(*place)) == plain
    assert plain not in sealed or len(plain) < 4
    if other != place:
        with pytest.raises(Unreadable):
            SEALER.open(KEY, sealed, place_of(*other))


def test_a_value_altered_by_one_bit_does_not_open() -> None:
    sealed = SEALER.seal(KEY, b"words", b"place")
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])

    with pytest.raises(Unreadable):
        SEALER.open(KEY, altered, b"place")


def test_equal_plaintexts_do_not_look_alike() -> None:
    assert SEALER.seal(KEY, b"words", b"place") != SEALER.seal(KEY, b"words", b"place")


def test_keys_do_not_show_themselves() -> None:
    assert "k" * 4 not in repr(KEY)


async def test_the_index_of_an_address_is_stable_and_hangs_on_the_root_key(keyring: Keyring) -> None:
    index = vault(keyring).index("sms", "+13125550101")

    assert vault(keyring).index("sms", "+13125550101") == index
    assert vault(keyring).index("telegram", "+13125550101") != index
    assert vault(keyring).index("sms", "+13125550102") != index
    assert vault(keyring, OTHER_ROOT).index("sms", "+13125550101") != index
    assert vault(keyring).hash("sms", "+13125550101") != index


async def test_the_key_for_a_purpose_is_made_once_and_outlives_the_process(keyring: Keyring) -> None:
    made = await keyring.key(DAY, "talk")
    keyring.forget()

    assert await keyring.key(DAY, "talk") == made
    assert await keyring.named(made.id) == made
    assert await keyring.key(DAY, "words_0s") != made


async def test_a_key_is_readable_to_its_own_root_key_only(keyring: Keyring, database_url: str) -> None:
    await keyring.key(DAY, "talk")
    stranger = await Keyring.open(database_url, root_key=OTHER_ROOT, mint=SeededMint(3), sealer=SEALER)

    with pytest.raises(Unreadable):
        await stranger.key(DAY, "talk")
    await stranger.close()


async def test_two_processes_that_make_the_same_key_end_with_one(keyring: Keyring, database_url: str) -> None:
    other = await Keyring.open(database_url, root_key=ROOT, mint=SeededMint(4), sealer=SEALER)

    assert await keyring.key(DAY, "talk") == await other.key(DAY, "talk")
    await other.close()


async def test_destroying_a_key_leaves_the_others_and_has_no_way_back(keyring: Keyring) -> None:
    holder = vault(keyring)
    gone = await holder.new_key("incident", "inc_1", DAY, "talk")
    kept = await holder.new_key("incident", "inc_2", DAY.replace(day=10), "talk")
    assert gone.keyring_key is not None
    assert kept.keyring_key is not None

    destroyed = await keyring.destroy(DAY, datetime(2026, 3, 9, tzinfo=UTC))

    assert destroyed == (gone.keyring_key,)
    assert await holder.key_of("incident", "inc_2", kept.wrapped, kept.keyring_key) == kept.key
    for _ in range(2):
        with pytest.raises(KeyDestroyed):
            await holder.key_of("incident", "inc_1", gone.wrapped, gone.keyring_key)
        with pytest.raises(KeyDestroyed):
            await holder.new_key("incident", "inc_3", DAY, "talk")
        holder.forget()


async def test_a_data_key_copied_to_another_row_does_not_open_there(keyring: Keyring) -> None:
    made = await vault(keyring).new_key("incident", "inc_1", DAY, "talk")
    assert made.keyring_key is not None

    with pytest.raises(Unreadable):
        await vault(keyring).key_of("incident", "inc_2", made.wrapped, made.keyring_key)


async def test_a_persons_key_hangs_on_the_root_key(keyring: Keyring) -> None:
    made = vault(keyring).new_key_for_person("ana")

    assert vault(keyring).key_of_person("ana", made.wrapped) == made.key
    with pytest.raises(Unreadable):
        vault(keyring, OTHER_ROOT).key_of_person("ana", made.wrapped)
    with pytest.raises(Unreadable):
        vault(keyring).key_of_person("ben", made.wrapped)


async def test_a_destroyed_key_leaves_its_file(tmp_path: Path) -> None:
    keyring = await Keyring.open(
        f"sqlite+aiosqlite:///{tmp_path / 'k.db'}", root_key=ROOT, mint=SeededMint(5), sealer=InTheClear()
    )
    made = await keyring.key(DAY, "talk")

    def stands() -> bool:
        return any(made.key.secret in file.read_bytes() for file in tmp_path.iterdir())

    assert stands()
    await keyring.destroy(DAY, datetime(2026, 3, 9, tzinfo=UTC))
    assert not stands()
    await keyring.close()


class InTheClear:
    """Seals nothing, so that a key can be looked for on disk."""

    def seal(self, key: Key, plain: bytes, place: bytes) -> bytes:
        return plain

    def open(self, key: Key, sealed: bytes, place: bytes) -> bytes:
        return sealed
