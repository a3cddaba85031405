"""Signs of life that every process can read: when each part of the program last said that it lives, and when each
channel was last seen to bring in what is sent to us.

Each sign is a row of its own. What was never there is missed by nobody.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.board import Hearing
from domain.people import Channel
from models.database import Store
from models.either import insert_unless_there, upsert
from models.tables import setting

_PART = "part "
_HEARING = "hearing "
_KEYRING = "keyring"

_SET = upsert(setting, ("name",), ("value",))
_ADD = insert_unless_there(setting, "name")
_HELD = sa.select(setting.c.value).where(setting.c.name == sa.bindparam("wanted")).with_for_update()
_OF_KIND = sa.select(setting.c.name, setting.c.value).where(setting.c.name.startswith(sa.bindparam("kind")))


async def lives(store: Store, part: str, at: datetime) -> None:
    """A process that is this part of the program lived at `at`."""
    await _write(store, _PART + part, {"at": at.isoformat()})


async def parts(store: Store) -> dict[str, datetime]:
    """When each part that ever ran last said so."""
    return {name: datetime.fromisoformat(value["at"]) for name, value in (await _read(store, _PART)).items()}


async def keyring(store: Store, name: str) -> bool:
    """Note that the rows are sealed under the keyring of this name; False if it was another before. Held till the end.

    Only what the name comes to under the root key is kept with the rows.
    """
    word = store.vault.hash("keyring", name).hex()
    row = {"name": _KEYRING, "value": {"is": word}}
    await store.connection.execute(_ADD[store.connection.dialect.name], [row])
    held = (await store.connection.execute(_HELD, {"wanted": _KEYRING})).scalar_one()
    if held["is"] == word:
        return True
    await _write(store, _KEYRING, {"is": word})
    return False


async def heard(store: Store, channel: Channel, at: datetime) -> None:
    """At `at` the provider answered whoever fetches from it, or took the address where it is to bring things."""
    await _write(store, _HEARING + channel.value, {"at": at.isoformat(), "failing": False})


async def failed(store: Store, channel: Channel, at: datetime) -> None:
    """It did not. One that never did counts from now."""
    name = _HEARING + channel.value
    row = {"name": name, "value": {"at": at.isoformat(), "failing": True}}
    if not list(await store.connection.execute(_ADD[store.connection.dialect.name], [row])):
        before = (await _read(store, name))[""]
        await _write(store, name, {**before, "failing": True})


async def hearing(store: Store) -> dict[Channel, Hearing]:
    """How each channel hears that ever received."""
    return {
        Channel(name): Hearing(last=datetime.fromisoformat(value["at"]), failing=value["failing"])
        for name, value in (await _read(store, _HEARING)).items()
    }


async def _read(store: Store, kind: str) -> dict[str, dict[str, Any]]:
    """The values of the rows whose names begin with `kind`, by the rest of their names."""
    rows = await store.connection.execute(_OF_KIND, {"kind": kind})
    return {row.name.removeprefix(kind): row.value for row in rows}


async def _write(store: Store, name: str, value: dict[str, Any]) -> None:
    await store.connection.execute(_SET[store.connection.dialect.name], [{"name": name, "value": value}])
