"""People and how they are reached. Two statements give any number of people whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.errors import Refused
from domain.ids import AreaId, ContactPointId, PersonId, SenderId, SkillId, TeamId
from domain.people import (
    Availability,
    CardPart,
    Channel,
    ContactPoint,
    Membership,
    Person,
    Reach,
    Role,
    Standing,
)
from domain.standing import (
    FORGETS,
    OPERATOR,
    STANDING_MOVES,
    AnotherAccount,
    Invited,
    ProbationServed,
    SaidYes,
    Stand,
    StandingEvent,
    Suspended,
    Vouched,
    WentAway,
    YesTakenBack,
    account_bound,
    said_yes,
)
from domain.step_aside import StepAside
from models import feeds, forms, row_keys
from models.cipher import Key
from models.database import Crowd, Store
from models.row_keys import Owner
from models.tables import (
    Instant,
    approval,
    check_in,
    cohort_call,
    cohort_fellow,
    cohort_pair,
    conversation,
    membership,
    mentoring,
    new_team,
    own_contact,
    page_tally,
    person,
    person_area,
    person_skill,
    shadowing,
    shift_start,
    skill_claim,
    standing_event,
    strain,
    swap,
    swap_offer,
    tale,
    time_off_request,
    training_seat,
)
from models.tables import contact_point as points

Chosen = Callable[[sa.Column[Any]], sa.ColumnElement[bool]]


def _whole(chosen: Chosen) -> sa.Select[Any]:
    """People with their contact points, a row for each of the latter and one for whoever has none."""
    return (
        sa.select(
            *person.c,
            points.c.id.label("point"),
            points.c.channel,
            points.c.address,
            points.c.sender,
            points.c.rank,
            points.c.reach,
            points.c.tested_at,
            points.c.proved_at,
            points.c.proved_seconds,
            points.c.made_at,
        )
        .select_from(person.outerjoin(points, points.c.person == person.c.id))
        .where(chosen(person.c.id))
        .order_by(person.c.id, points.c.rank, points.c.id)
    )


def _traits(chosen: Chosen) -> sa.CompoundSelect[Any]:
    """Their skills, claims, areas, memberships, approvals and mentors, told apart by `trait`."""
    never = sa.cast(sa.null(), Instant())

    def rows(
        trait: str, table: sa.Table, what: sa.Column[Any], *more: sa.Column[Any], at: sa.ColumnElement[Any] = never
    ) -> sa.Select[Any]:
        blanks = [sa.cast(sa.null(), sa.String(64))] * (2 - len(more))
        name: sa.Label[str] = sa.literal_column(f"'{trait}'", sa.String()).label("trait")
        return sa.select(name, table.c.person, what, *more, *blanks, at).where(chosen(table.c.person))

    return sa.union_all(
        rows("membership", membership, membership.c.team, membership.c.roles, membership.c.standing),
        rows("skill", person_skill, person_skill.c.skill, at=person_skill.c.expires_at),
        rows("claim", skill_claim, skill_claim.c.skill),
        rows("area", person_area, person_area.c.area),
        rows("approval", approval, approval.c.team, approval.c.by_person),
        rows("mentor", mentoring, mentoring.c.team, mentoring.c.mentor),
    )


def _statements(chosen: Chosen) -> tuple[sa.Select[Any], sa.CompoundSelect[Any]]:
    return _whole(chosen), _traits(chosen)


def _unread(statements: tuple[sa.Select[Any], sa.CompoundSelect[Any]]) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The same rows as the driver gives them: enough to see whether anything has changed, at a fraction of the time."""

    def plain(columns: Iterable[sa.ColumnElement[Any]]) -> list[sa.ColumnElement[Any]]:
        return [sa.type_coerce(each, sa.types.NullType()).label(f"c{n}") for n, each in enumerate(columns)]

    whole, traits = statements
    rows = traits.subquery()
    return whole.with_only_columns(*plain(whole.selected_columns)), sa.select(*plain(rows.c))


_TEAMS: sa.BindParameter[Any] = sa.bindparam("teams", expanding=True)
_OF_TEAMS = sa.select(membership.c.person).where(membership.c.team.in_(_TEAMS))
_BY_ID = _statements(lambda column: column == sa.bindparam("wanted"))
_BY_IDS = _statements(lambda column: column.in_(sa.bindparam("wanted", expanding=True)))
_BY_TEAM = _statements(lambda column: column.in_(_OF_TEAMS))
_BY_TEAM_UNREAD = _unread(_BY_TEAM)
_EVERYBODY = _statements(lambda column: column.is_not(None))

_POINT = sa.select(
    points, conversation.c.id.label("talk"), conversation.c.data_key, conversation.c.keyring_key
).select_from(points.outerjoin(conversation, conversation.c.contact_point == points.c.id))
_POINT_BY_ID = _POINT.where(points.c.id == sa.bindparam("wanted"))
_POINT_BY_INDEX = _POINT.where(points.c.address_index == sa.bindparam("wanted"))
_POINTS_HELD = sa.select(sa.func.count()).where(points.c.person == sa.bindparam("wanted"))
_FORGET_AREAS = sa.delete(person_area).where(person_area.c.person == sa.bindparam("of"))
_INSERT_AREA = sa.insert(person_area)
_INSERT_POINT = sa.insert(points)
_UPDATE_POINT = sa.update(points).where(points.c.id == sa.bindparam("wanted"))
_BIND_TALK = sa.update(conversation).where(conversation.c.contact_point == sa.bindparam("wanted"))
_UPDATE_PERSON = sa.update(person).where(person.c.id == sa.bindparam("wanted"))
_ERASE_SWAPS = sa.delete(swap).where(sa.bindparam("of").in_([swap.c.person, swap.c.asked_by, swap.c.taken_by]))
_CODE_WORD = sa.select(person.c.code_word, person.c.data_key).where(person.c.id == sa.bindparam("wanted"))
_LANGUAGES = sa.select(person.c.languages).where(person.c.id == sa.bindparam("wanted"))

_MEMBERSHIP = sa.and_(membership.c.person == sa.bindparam("of"), membership.c.team == sa.bindparam("in_team"))
_STANDING = sa.select(membership.c.standing).where(_MEMBERSHIP).with_for_update()
_ROLES = sa.select(membership.c.roles).where(_MEMBERSHIP).with_for_update()
_UPDATE_MEMBERSHIP = sa.update(membership).where(_MEMBERSHIP)
_APPROVALS = sa.and_(approval.c.person == sa.bindparam("of"), approval.c.team == sa.bindparam("in_team"))
_APPROVERS = sa.select(approval.c.by_person).where(_APPROVALS)
_FORGET_APPROVALS = sa.delete(approval).where(_APPROVALS)
_FORGET_APPROVAL = sa.delete(approval).where(_APPROVALS, approval.c.by_person == sa.bindparam("yes_of"))
_TEAMS_OF = sa.select(membership.c.team).where(membership.c.person == sa.bindparam("of")).order_by(membership.c.team)
_YES_PENDING = (
    sa.select(approval.c.person, approval.c.team)
    .join(membership, sa.and_(membership.c.person == approval.c.person, membership.c.team == approval.c.team))
    .where(
        approval.c.by_person == sa.bindparam("yes_of"),
        membership.c.standing.in_([each for each in STANDING_MOVES.table[YesTakenBack] if each is not None]),
    )
    .order_by(approval.c.person, approval.c.team)
)
_CALLS_LEFT = sa.select(membership.c.standing, membership.c.probation_left).where(_MEMBERSHIP).with_for_update()
_HAPPENED = sa.insert(standing_event)
_AUDIT = sa.select(standing_event).where(standing_event.c.person == sa.bindparam("of")).order_by(standing_event.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """A row of the audit: what happened to somebody's standing in a team, when, by whom and why."""

    at: datetime
    team: TeamId
    kind: str
    before: Standing | None
    after: Standing
    by: PersonId | None
    why: str


# --- people


async def load(store: Store, person: PersonId) -> Person | None:
    """A person whole, with contact points in order of preference."""
    found = await _load(store, _BY_ID, {"wanted": person})
    return found[0] if found else None


async def load_many(store: Store, people: Iterable[PersonId]) -> tuple[Person, ...]:
    """Those of `people` there are, by id."""
    wanted = sorted(set(people))
    return await _load(store, _BY_IDS, {"wanted": wanted}) if wanted else ()


async def of_teams(store: Store, teams: Iterable[TeamId]) -> tuple[Person, ...]:
    """Everybody who has a membership in one of `teams`, whatever their standing, by id.

    Nearly every turn asks for them, and they seldom change: if not one byte has, they are who they were.
    """
    wanted = sorted(set(teams))
    if not wanted:
        return ()
    named = {"teams": wanted}
    written = await _written(store, named)
    known = store.crowds.get(tuple(wanted))
    if known is not None and known.written == written:
        store.row_keys.update(known.keys)
        return known.people
    found = await _load(store, _BY_TEAM, named)
    owners: list[tuple[str, str]] = [(Owner.PERSON, each.id) for each in found]
    keys = {owner: store.row_keys[owner] for owner in owners if owner in store.row_keys}
    # Where others write meanwhile, these may be made of later rows than those that are remembered with them.
    if store.connection.dialect.name == "sqlite" or await _written(store, named) == written:
        store.crowds[tuple(wanted)] = Crowd(written=written, people=found, keys=keys)
    return found


async def _written(store: Store, named: dict[str, Any]) -> list[list[tuple[Any, ...]]]:
    """The rows of a team as the driver gives them."""
    return [[*map(tuple, await store.connection.execute(each, named))] for each in _BY_TEAM_UNREAD]


async def everybody(store: Store) -> tuple[Person, ...]:
    """Everybody on the roster, by id."""
    return await _load(store, _EVERYBODY, {})


async def set_availability(store: Store, person: PersonId, availability: Availability, until: datetime | None) -> None:
    """What they said by `on` and `off`; `until` None is until they say otherwise."""
    said = {"availability": availability.value, "available_until": until}
    await store.connection.execute(_UPDATE_PERSON, {"wanted": person, **said})


async def keep_aside(store: Store, person: PersonId, aside: StepAside) -> None:
    """What somebody keeps to themselves. Sealed, and padded: not even its length says how much it is."""
    key = await row_keys.of(store, Owner.PERSON, person)
    sealed = store.vault.seal(key, "person", "aside", person, forms.padded(forms.as_bytes(forms.aside_form(aside))))
    await store.connection.execute(_UPDATE_PERSON, {"wanted": person, "aside": sealed})


async def hold_back(store: Store, person: PersonId, at: datetime | None) -> None:
    """They are asked to nothing from `at` on; None: they may be again."""
    await store.connection.execute(_UPDATE_PERSON, {"wanted": person, "held_back_at": at})


async def set_language(store: Store, person: PersonId, language: str) -> None:
    """Put a language first among those they speak."""
    spoken = (await store.connection.execute(_LANGUAGES, {"wanted": person})).scalar_one_or_none()
    if spoken is not None:
        languages = [language, *(each for each in spoken if each != language)]
        await store.connection.execute(_UPDATE_PERSON, {"wanted": person, "languages": languages})


async def code_word(store: Store, person: PersonId) -> str:
    """What calls for help unnoticed when they write it; empty if they have chosen nothing."""
    row = (await store.connection.execute(_CODE_WORD, {"wanted": person})).first()
    if row is None or row.code_word is None or not row.data_key:
        return ""
    key = await row_keys.unwrap(store, Owner.PERSON, person, row.data_key, None)
    return store.vault.open(key, "person", "code_word", person, row.code_word).decode()


async def set_code_word(store: Store, person: PersonId, word: str) -> None:
    """`word`, normalised, from now on; empty: none of their own."""
    row = (await store.connection.execute(_CODE_WORD, {"wanted": person})).first()
    if row is None or not row.data_key:
        return
    key = await row_keys.unwrap(store, Owner.PERSON, person, row.data_key, None)
    sealed = store.vault.seal(key, "person", "code_word", person, word.encode()) if word else None
    await store.connection.execute(_UPDATE_PERSON, {"wanted": person, "code_word": sealed})


async def keep_card(store: Store, after: Person, part: CardPart) -> None:
    """What a member changed about themselves: `part` of `after`, which is theirs from now on."""
    own = after.own | {part}
    columns: dict[str, Any] = {
        "choices": {**forms.quiet_form(after.quiet), "neutral": after.neutral, "own": sorted(own)}
    }
    if part is CardPart.LANGUAGES:
        columns["languages"] = list(after.languages)
    if part is CardPart.ZONE:
        columns["time_zone"] = after.time_zone
    await store.connection.execute(_UPDATE_PERSON, {"wanted": after.id, **columns})
    if part is CardPart.AREAS:
        await store.connection.execute(_FORGET_AREAS, {"of": after.id})
        if after.areas:
            rows = [{"person": after.id, "area": each} for each in sorted(after.areas)]
            await store.connection.execute(_INSERT_AREA, rows)


# --- tests of their contact points


async def begin_test(store: Store, person: PersonId, at: datetime | None) -> None:
    """A test of somebody's contact points runs since `at`; None: it is over."""
    await store.connection.execute(_UPDATE_PERSON, {"wanted": person, "testing_since": at})


async def tested(store: Store, contact_point: ContactPointId, at: datetime) -> None:
    """A test page goes to this contact point."""
    await store.connection.execute(_UPDATE_POINT, {"wanted": contact_point, "tested_at": at})


async def proved(store: Store, contact_point: ContactPointId, at: datetime, seconds: int) -> None:
    """Its test page was answered, `seconds` after it was sent."""
    await store.connection.execute(_UPDATE_POINT, {"wanted": contact_point, "proved_at": at, "proved_seconds": seconds})


# --- contact points


async def recognise(store: Store, channel: Channel, address: str) -> ContactPoint | None:
    """Whose address this is: somebody known, or None.

    A requester whose words were destroyed is known by their address alone.
    """
    wanted = store.vault.index(channel, address)
    row = (await store.connection.execute(_POINT_BY_INDEX, {"wanted": wanted})).one_or_none()
    if row is None:
        return None
    store.recognised[row.id] = address
    return _point(row.id, row, address, row.person)


async def contact_point(store: Store, contact_point: ContactPointId) -> ContactPoint | None:
    """A contact point with its address; None if there is no such one or its address has been destroyed."""
    row = (await store.connection.execute(_POINT_BY_ID, {"wanted": contact_point})).one_or_none()
    if row is None:
        return None
    address = await _address_in(store, row)
    return None if address is None else _point(row.id, row, address, row.person)


async def add_contact_point(
    store: Store,
    *,
    person: PersonId,
    channel: Channel,
    address: str,
    sender: SenderId,
    now: datetime,
    rank: int | None = None,
) -> ContactPoint:
    """A further contact point of a person, the last in their order unless `rank` says otherwise."""
    key = await row_keys.of(store, Owner.PERSON, person)
    if rank is None:
        rank = (await store.connection.execute(_POINTS_HELD, {"wanted": person})).scalar_one()
    made = ContactPoint(
        id=ContactPointId(store.mint.id("cp")),
        channel=channel,
        address=address,
        sender=sender,
        person=person,
        rank=rank,
        made_at=now,
    )
    await _insert_point(store, made, key, now)
    return made


async def begin_contact_point(
    store: Store, *, channel: Channel, address: str, sender: SenderId, key: Key, now: datetime
) -> ContactPoint:
    """A stranger's contact point, sealed under `key`, their conversation's."""
    made = ContactPoint(
        id=ContactPointId(store.mint.id("cp")),
        channel=channel,
        address=address,
        sender=sender,
        person=None,
        made_at=now,
    )
    await _insert_point(store, made, key, now)
    return made


async def bind(store: Store, person: PersonId, contact_point: ContactPointId) -> bool:
    """Make a stranger's contact point a person's, sealed anew under that person's key. Changes no standing.

    True if it was not theirs before. Raises Refused if it is somebody else's.
    """
    row = (await store.connection.execute(_POINT_BY_ID, {"wanted": contact_point})).one_or_none()
    if row is None:
        raise LookupError(f"no such contact point: {contact_point}")
    if row.person == person:
        return False
    if row.person is not None:
        raise Refused("contact_point_is_bound")
    address = await _address_in(store, row)
    if address is None:
        raise LookupError(f"the address was destroyed: {contact_point}")
    own = await row_keys.of(store, Owner.PERSON, person)
    held = (await store.connection.execute(_POINTS_HELD, {"wanted": person})).scalar_one()
    bound = {"person": person, "rank": held, "address": seal_address(store, own, contact_point, address)}
    await store.connection.execute(_UPDATE_POINT, {"wanted": contact_point, **bound})
    await store.connection.execute(_BIND_TALK, {"wanted": contact_point, "person": person})
    return True


async def erase(store: Store, person: PersonId) -> None:
    """Destroy a person's data key, and with it their name, numbers and accounts; their rows keep ids only.

    Whoever writes from one of their accounts afterwards is a stranger. Nothing that waits for them is sent.
    """
    found = await load(store, person)
    if found is None:
        return
    for each in found.contact_points:
        await let_go(store, each.id, keep_person=True)
    blank: dict[str, Any] = {
        "data_key": b"",
        "roster_name": b"",
        "languages": [],
        "time_zone": None,
        "available_until": None,
        "choices": None,
        "testing_since": None,
        "code_word": None,
        "aside": None,
    }
    await store.connection.execute(_UPDATE_PERSON, {"wanted": person, **blank})
    for traits in (
        person_skill,
        person_area,
        skill_claim,
        own_contact,
        swap_offer,
        time_off_request,
        page_tally,
        shift_start,
        strain,
        tale,
        training_seat,
        mentoring,
        shadowing,
        cohort_fellow,
        cohort_call,
        new_team,
    ):
        await store.connection.execute(sa.delete(traits).where(traits.c.person == person))
    await store.connection.execute(sa.delete(check_in).where(check_in.c.who == person))
    in_pair = sa.or_(cohort_pair.c.one == person, cohort_pair.c.other == person)
    await store.connection.execute(sa.delete(cohort_pair).where(in_pair))
    await store.connection.execute(_ERASE_SWAPS, {"of": person})
    await feeds.end_of(store, person)
    store.row_keys.pop((Owner.PERSON, person), None)
    store.met.pop(person, None)
    store.crowds.clear()
    store.vault.forget()


async def let_go(store: Store, contact_point: ContactPointId, *, keep_person: bool = False) -> None:
    """A contact point is nobody's any more: its address is gone, and cannot be found again by its index."""
    gone = {
        "address": b"",
        "address_index": store.mint.bytes(32),
        "reach": Reach.BLOCKED.value,
    }
    await store.connection.execute(_UPDATE_POINT, {"wanted": contact_point, **gone})
    if not keep_person:
        await store.connection.execute(_UPDATE_POINT, {"wanted": contact_point, "person": None})
        await store.connection.execute(_BIND_TALK, {"wanted": contact_point, "person": None})
    await store.connection.execute(
        _BIND_TALK, {"wanted": contact_point, "intake": None, "pending": None, "draft": None}
    )
    store.recognised.pop(contact_point, None)


async def arrange(store: Store, points_in_order: Iterable[ContactPointId]) -> None:
    """The order in which a person's contact points are tried."""
    for rank, contact_point in enumerate(points_in_order):
        await store.connection.execute(_UPDATE_POINT, {"wanted": contact_point, "rank": rank})


async def set_reach(store: Store, contact_point: ContactPointId, reach: Reach) -> None:
    """Whether a contact point works, as its last delivery showed."""
    await store.connection.execute(_UPDATE_POINT, {"wanted": contact_point, "reach": reach.value})


# --- standing


async def joined(store: Store, person: PersonId, team: TeamId, at: datetime, *, by: PersonId | None = None) -> None:
    """They are on the roster of the team now: for the first time (their membership is the caller's), or again."""
    stand = await _stand_of(store, person, team)
    if stand.standing is Standing.LEFT:
        await happen(store, person, team, (Invited(why="invited again", by=by),), at)
    elif stand.standing is Standing.INVITED:
        row = _audit_row(person, team, Invited(why="put on the roster", by=by), None, Standing.INVITED, at)
        await store.connection.execute(_HAPPENED, row)


async def account(
    store: Store, person: PersonId, team: TeamId, at: datetime, *, fresh: bool, vouched: bool = False
) -> Standing:
    """An invite's code for `team` was sent from an account of theirs; where they stand in the team afterwards.

    `fresh`: it was not theirs before. Then nobody's earlier yes counts anywhere, and whoever was vetted is suspended.
    """
    for other in await teams_of(store, person):
        stand = await _stand_of(store, person, other)
        events = account_bound(stand, fresh=fresh, invited=other == team, vouched=vouched)
        await happen(store, person, other, events, at)
    return await _standing(store, person, team)


async def bound(store: Store, person: PersonId, team: TeamId, at: datetime) -> Standing:
    """Their first account is bound: somebody invited is BOUND."""
    return await account(store, person, team, at, fresh=False)


async def vouch(store: Store, person: PersonId, team: TeamId, at: datetime) -> Standing:
    """Vet one of the first two, who were named on the command line. Never lifts a suspension."""
    stand = await _stand_of(store, person, team)
    if stand.standing in STANDING_MOVES.table[Vouched]:
        event = Vouched(why="one of the first two coordinators", by=OPERATOR)
        await happen(store, person, team, (event,), at)
    return await _standing(store, person, team)


async def approve(
    store: Store, person: PersonId, team: TeamId, by: PersonId, at: datetime, *, probation: int = 0
) -> Standing:
    """A coordinator's yes. Two different people's yes vets somebody whose account is bound, or lifts a suspension.

    With `probation` they first go to so many calls beside somebody else. Raises Refused if they approve themselves,
    or somebody who has left or has no account. Whether `by` coordinates the team is for the caller to see.
    """
    stand = await _stand_of(store, person, team)
    events = said_yes(stand, person, by, probation=probation > 0)
    await happen(store, person, team, events, at)
    standing = await _standing(store, person, team)
    if standing is Standing.PROBATION and stand.standing is not Standing.PROBATION:
        await store.connection.execute(_UPDATE_MEMBERSHIP, {"of": person, "in_team": team, "probation_left": probation})
    return standing


async def suspend(store: Store, person: PersonId, team: TeamId, at: datetime, *, by: PersonId, why: str) -> Standing:
    """Ask nothing of them until two have said yes again. Raises Refused if they have left or have no account."""
    standing = await _standing(store, person, team)
    if not STANDING_MOVES.allows(standing, Suspended):
        raise Refused("has_left" if standing is Standing.LEFT else "has_no_account")
    await happen(store, person, team, (Suspended(why=why, by=by),), at)
    return Standing.SUSPENDED


async def leave(
    store: Store, person: PersonId, team: TeamId, at: datetime, *, by: PersonId | None, why: str
) -> Standing:
    """Their membership ends. `by` None: by their own word."""
    if await _standing(store, person, team) is not Standing.LEFT:
        await happen(store, person, team, (WentAway(why=why, by=by),), at)
    return Standing.LEFT


async def went_beside(store: Store, person: PersonId, team: TeamId, at: datetime) -> bool:
    """One call of their probation is behind them. True if it was the last, and they are vetted now."""
    key = {"of": person, "in_team": team}
    row = (await store.connection.execute(_CALLS_LEFT, key)).one_or_none()
    if row is None or row.standing != Standing.PROBATION.value:
        return False
    left = max(0, (row.probation_left or 0) - 1)
    await store.connection.execute(_UPDATE_MEMBERSHIP, {**key, "probation_left": left})
    if left:
        return False
    await happen(store, person, team, (ProbationServed(why="went to as many calls as the team wants"),), at)
    return True


async def happen(store: Store, person: PersonId, team: TeamId, events: Iterable[StandingEvent], at: datetime) -> Stand:
    """Let this happen to a membership: its standing through the moves table, whose yes counts, and a row of the audit.

    Whoever stops being a member takes back the yes they gave to people who are not vetted yet, and their calendars'
    addresses open nothing any more.
    """
    stand = await _stand_of(store, person, team)
    for event in events:
        before, stand = stand, stand.after(event)
        if stand.standing is None:
            raise LookupError(f"{person} is not on the roster of {team}")
        key = {"of": person, "in_team": team}
        if stand.standing is not before.standing:
            await store.connection.execute(_UPDATE_MEMBERSHIP, {**key, "standing": stand.standing.value})
        if type(event) in FORGETS:
            await store.connection.execute(_FORGET_APPROVALS, key)
        elif event.by is not None and isinstance(event, SaidYes | Vouched):
            await _approve(store, person, team, event.by, at)
        elif event.by is not None and isinstance(event, YesTakenBack):
            await store.connection.execute(_FORGET_APPROVAL, {**key, "yes_of": event.by})
        row = _audit_row(person, team, event, before.standing, stand.standing, at)
        await store.connection.execute(_HAPPENED, row)
        if isinstance(event, Suspended | WentAway | AnotherAccount) and stand.standing is not before.standing:
            await take_back(store, person, at)
            await feeds.end_of(store, person)
    return stand


async def take_back(store: Store, by: PersonId, at: datetime) -> None:
    """Whatever yes they gave to people who are not vetted yet counts no more: they are no coordinator now."""
    pending = (await store.connection.execute(_YES_PENDING, {"yes_of": by})).all()
    for row in pending:
        event = YesTakenBack(why="whoever said it is no coordinator now", by=by)
        await happen(store, PersonId(row.person), TeamId(row.team), (event,), at)


async def teams_of(store: Store, person: PersonId) -> tuple[TeamId, ...]:
    """The teams in which they have a membership, whatever their standing."""
    return tuple(map(TeamId, (await store.connection.execute(_TEAMS_OF, {"of": person})).scalars()))


async def audit(store: Store, person: PersonId) -> tuple[StandingChange, ...]:
    """Everything that happened to somebody's standing, in the order in which it happened."""
    return tuple(
        StandingChange(
            at=row.at,
            team=TeamId(row.team),
            kind=row.kind,
            before=None if row.before is None else Standing(row.before),
            after=Standing(row.after),
            by=None if row.by_person is None else PersonId(row.by_person),
            why=row.why,
        )
        for row in await store.connection.execute(_AUDIT, {"of": person})
    )


def _audit_row(
    person: PersonId, team: TeamId, event: StandingEvent, before: Standing | None, after: Standing, at: datetime
) -> dict[str, Any]:
    return {
        "person": person,
        "team": team,
        "at": at,
        "kind": type(event).__name__,
        "before": None if before is None else before.value,
        "after": after.value,
        "by_person": event.by,
        "why": event.why,
    }


async def add_role(store: Store, person: PersonId, team: TeamId, role: Role) -> None:
    """Give a member one more role in a team. It means nothing until they are vetted."""
    key = {"of": person, "in_team": team}
    roles = (await store.connection.execute(_ROLES, key)).scalar_one_or_none()
    if roles is None:
        raise LookupError(f"{person} is not on the roster of {team}")
    wanted = roles_form(roles_from(roles) | {role})
    await store.connection.execute(_UPDATE_MEMBERSHIP, {**key, "roles": wanted})


def roles_form(roles: Iterable[Role]) -> str:
    return ",".join(sorted(roles))


def roles_from(form: str) -> frozenset[Role]:
    return frozenset(map(Role, filter(None, form.split(","))))


# --- rows


async def _load(
    store: Store, statements: tuple[sa.Select[Any], sa.CompoundSelect[Any]], wanted: dict[str, Any]
) -> tuple[Person, ...]:
    rows = (await store.connection.execute(statements[0], wanted)).all()
    if not rows:
        return ()
    traits: dict[str, list[Any]] = {}
    for trait in await store.connection.execute(statements[1], wanted):
        traits.setdefault(trait[1], []).append(trait)
    people: dict[str, list[Any]] = {}
    for row in rows:
        people.setdefault(row[0], []).append(row)
    return tuple([await _met(store, person, rows, traits.get(person, ())) for person, rows in people.items()])


async def _met(store: Store, person: str, rows: Sequence[Any], traits: Sequence[Any]) -> Person:
    """A person in these rows: the one made of them before, if not one byte has changed since."""
    if not rows[0].data_key:
        return _erased(person, rows[0], traits)
    written = tuple(map(tuple, rows)), tuple(map(tuple, traits))
    key = await row_keys.unwrap(store, Owner.PERSON, person, rows[0].data_key, None)
    before, known = store.met.get(person, (None, None))
    if known is not None and before == written:
        return known
    found = _person(store, key, person, rows, traits)
    store.met[person] = written, found
    return found


def _person(store: Store, key: Key, person: str, rows: Sequence[Any], traits: Sequence[Any]) -> Person:
    first = rows[0]
    choices = first.choices or {}
    return Person(
        id=PersonId(person),
        roster_name=store.vault.open(key, "person", "roster_name", person, first.roster_name).decode(),
        languages=tuple(first.languages),
        skills=frozenset(SkillId(trait[2]) for trait in traits if trait[0] == "skill"),
        areas=frozenset(AreaId(trait[2]) for trait in traits if trait[0] == "area"),
        memberships=_memberships(person, traits),
        contact_points=tuple(
            _point(row.point, row, _address(store, key, row.point, row.address), person)
            for row in rows
            if row.point is not None
        ),
        availability=Availability(first.availability),
        available_until=first.available_until,
        time_zone=first.time_zone,
        lapses=tuple(
            sorted((SkillId(trait[2]), trait[5]) for trait in traits if trait[0] == "skill" and trait[5] is not None)
        ),
        claims=frozenset(SkillId(trait[2]) for trait in traits if trait[0] == "claim"),
        quiet=forms.quiet_from(choices),
        neutral=choices.get("neutral", False),
        own=frozenset(map(CardPart, choices.get("own", ()))),
        testing_since=first.testing_since,
        aside=_aside(store, key, person, first.aside),
        held_back=first.held_back_at is not None,
    )


def _aside(store: Store, key: Key, person: str, sealed: bytes | None) -> StepAside:
    if sealed is None:
        return StepAside()
    return forms.aside_from(forms.from_bytes(store.vault.open(key, "person", "aside", person, sealed)))


def _erased(person: str, first: Any, traits: Sequence[Any]) -> Person:
    return Person(
        id=PersonId(person),
        roster_name=person,
        languages=tuple(first.languages),
        skills=frozenset(),
        areas=frozenset(),
        memberships=_memberships(person, traits),
        erased=True,
    )


def _memberships(person: str, traits: Sequence[Any]) -> tuple[Membership, ...]:
    approvers: dict[str, list[PersonId]] = {}
    for _, _, team, by, _, _ in (trait for trait in traits if trait[0] == "approval"):
        approvers.setdefault(team, []).append(PersonId(by))
    mentors: dict[str, list[PersonId]] = {}
    for _, _, team, by, _, _ in (trait for trait in traits if trait[0] == "mentor"):
        mentors.setdefault(team, []).append(PersonId(by))
    return tuple(
        Membership(
            person=PersonId(person),
            team=TeamId(team),
            roles=roles_from(roles),
            standing=Standing(standing),
            approved_by=tuple(sorted(approvers.get(team, ()))),
            mentors=tuple(sorted(mentors.get(team, ()))),
        )
        for trait, _, team, roles, standing, _ in sorted(traits, key=lambda trait: str(trait[2]))
        if trait == "membership"
    )


def _point(point: str, row: Any, address: str, person: str | None) -> ContactPoint:
    return ContactPoint(
        id=ContactPointId(point),
        channel=Channel(row.channel),
        address=address,
        sender=SenderId(row.sender),
        person=None if person is None else PersonId(person),
        rank=row.rank,
        reach=Reach(row.reach),
        tested_at=row.tested_at,
        proved_at=row.proved_at,
        proved_seconds=row.proved_seconds,
        made_at=row.made_at,
    )


def _address(store: Store, key: Key, point: str, sealed: bytes) -> str:
    return store.vault.open(key, "contact_point", "address", point, sealed).decode()


def seal_address(store: Store, key: Key, point: str, address: str) -> bytes:
    return store.vault.seal(key, "contact_point", "address", point, address.encode())


async def _address_in(store: Store, row: Any) -> str | None:
    """A contact point's address, sealed under its person's key or its requester's conversation's; None if destroyed."""
    if not row.address:
        return None
    if row.id in store.recognised:
        return store.recognised[row.id]
    if row.person is not None:
        key: Key | None = await row_keys.of(store, Owner.PERSON, row.person)
    elif row.talk is not None:
        key = await row_keys.unwrap_if_kept(store, Owner.CONVERSATION, row.talk, row.data_key, row.keyring_key)
    else:
        key = None
    return None if key is None else _address(store, key, row.id, row.address)


async def _insert_point(store: Store, point: ContactPoint, key: Key, now: datetime) -> None:
    row = {
        "id": point.id,
        "channel": point.channel.value,
        "address": seal_address(store, key, point.id, point.address),
        "address_index": store.vault.index(point.channel, point.address),
        "person": point.person,
        "sender": point.sender,
        "rank": point.rank,
        "reach": point.reach.value,
        "made_at": now,
    }
    await store.connection.execute(_INSERT_POINT, row)


async def _standing(store: Store, person: PersonId, team: TeamId) -> Standing:
    """Where somebody stands in a team, held until the end of the transaction."""
    found = (await store.connection.execute(_STANDING, {"of": person, "in_team": team})).scalar_one_or_none()
    if found is None:
        raise LookupError(f"{person} is not on the roster of {team}")
    return Standing(found)


async def _stand_of(store: Store, person: PersonId, team: TeamId) -> Stand:
    standing = await _standing(store, person, team)
    found = await store.connection.execute(_APPROVERS, {"of": person, "in_team": team})
    return Stand(standing=standing, yeses=frozenset(map(PersonId, found.scalars())))


async def _approve(store: Store, person: PersonId, team: TeamId, by: PersonId, at: datetime) -> None:
    insert = sqlite.insert if store.connection.dialect.name == "sqlite" else postgresql.insert
    row = {"person": person, "team": team, "by_person": by, "at": at}
    await store.connection.execute(insert(approval).on_conflict_do_nothing(), row)
