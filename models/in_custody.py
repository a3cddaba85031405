"""How people in custody stand: every change, the latest last. Notes are sealed under the data key of their call."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from domain.custody import Custody, CustodyStatus
from domain.ids import IncidentId, PersonId
from models import row_keys
from models.database import Store
from models.forms import as_bytes, from_bytes
from models.keyring import KeyDestroyed
from models.row_keys import Owner
from models.tables import custody

_OF = sa.select(custody).where(custody.c.incident == sa.bindparam("of")).order_by(custody.c.id)
_LATEST = (
    sa.select(custody.c.incident, custody.c.status)
    .where(custody.c.incident.in_(sa.bindparam("of", expanding=True)))
    .order_by(custody.c.id)
)


async def add(store: Store, incident: IncidentId, change: Custody) -> None:
    """One more change of a call's."""
    note = None
    if change.note:
        key = await row_keys.of(store, Owner.INCIDENT, incident)
        note = store.vault.seal(key, "custody", "note", incident, as_bytes(change.note))
    row = {
        "incident": incident,
        "status": change.status.value,
        "at": change.at,
        "by": change.by,
        "note": note,
    }
    await store.connection.execute(sa.insert(custody), row)


async def of(store: Store, incident: IncidentId) -> tuple[Custody, ...]:
    """Every change of a call's, the latest last; without a note whose key is gone."""
    rows = (await store.connection.execute(_OF, {"of": incident})).all()
    return tuple([await _custody(store, incident, row) for row in rows])


async def standing(store: Store, incidents: Sequence[IncidentId]) -> Mapping[IncidentId, CustodyStatus]:
    """How they stand now whose status anybody has said, by call."""
    if not incidents:
        return {}
    rows = (await store.connection.execute(_LATEST, {"of": list(incidents)})).all()
    return {IncidentId(row.incident): CustodyStatus(row.status) for row in rows}


async def _custody(store: Store, incident: IncidentId, row: Any) -> Custody:
    note = ""
    if row.note is not None:
        try:
            key = await row_keys.of(store, Owner.INCIDENT, incident)
            note = str(from_bytes(store.vault.open(key, "custody", "note", incident, row.note)))
        except KeyDestroyed:
            note = ""
    return Custody(status=CustodyStatus(row.status), at=row.at, by=PersonId(row.by), note=note)
