"""The coordinators' console: who may look, for how long, and what they may do there with one call.

What somebody picks is a button like those of a chat: an action, its subject and an argument. What chats have only words
for is the action `HANDS`: its argument begins with the letter of `What`, and what is picked stands behind it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum, unique

from domain.community import Community
from domain.doubt import DoubtState
from domain.events import AidAsked, AidDeclined, AidOpened, AidWithdrawn
from domain.ids import IncidentId, PersonId, TeamId
from domain.incident import AssignmentState, Disposition, Incident
from domain.messages import TERMS, Action, MessageKind, Tap
from domain.needs import LEAD
from domain.neighbours import AID_MOVES, AidState
from domain.people import PAGEABLE, Person
from domain.policy import Paging, Tier

LINK_LASTS = timedelta(minutes=5)
"""How long a link that opens the console is good, for one use."""

IDLE = timedelta(minutes=30)
"""A session is over so long after somebody last did something on the page; that the page reloads itself is nothing."""

LONGEST = timedelta(hours=8)
"""No session is longer, whatever is done."""

MOST_MORE = 20
"""More people than this are never asked for at once."""

_MOST_PEOPLE = 10
_MOST_OF_A_ROLE = 3
_MINUTES = (1, 2, 3, 5, 10, 15, 30, 60)


@unique
class What(StrEnum):
    """What a coordinator picks something for."""

    ASSIGN = "a"
    PAGE = "p"
    ALL = "y"  # everybody suited is asked; nothing is picked
    HAND = "h"
    TEAM = "t"
    WATCH = "w"
    NATURE = "n"
    SPLIT = "s"
    RESPONDERS = "r"
    CAP = "c"
    TOGETHER = "g"
    ROLE = "q"  # how many, one digit, and the skill
    SPEAKS = "v"  # a language, or `any`
    EACH = "j"  # 1 or 0, and a skill: whether everybody must hold it
    AFAR = "b"  # 1 or 0, and a role: whether it is filled from afar
    LIVE = "l"
    EXPIRES = "e"
    TIERS = "i"  # their places in the order of tiers, a digit each
    ON = "o"
    OFF = "f"
    MERGE = "m"
    FREE = "u"  # somebody who goes, by their place among the assignments; the same for who leads
    LEAD = "k"
    AID = "d"  # a neighbour is asked to help
    AID_OFF = "x"  # nobody else of that neighbour is asked
    RESTED = "E"  # somebody's rest ends: they may be asked again
    BY_TEXT = "z"  # somebody texts with whoever waits, from afar
    SEEN = "S"  # here, and for the last three, nothing is picked either
    WINDOW = "W"  # a time to be said; the two that were, as `WHEN` writes them; or none: it is for now
    FOR_NOW = "N"
    RELEASE = "R"
    BLOCK = "B"
    UNBLOCK = "U"


WHEN = "%Y%m%dT%H%M"
"""How a time on the clock of the team stands in an argument, where no signs may."""


_SAID_OR_SECRET = frozenset({"words", "said", "place", "spot", "activity", "note", "phrase", "story", "link"})
"""Blanks that hold what somebody wrote, or where exactly something is: a page of the console shows none of them."""

_ASKED_BACK = frozenset({
    MessageKind.C_HANDS_SURE_ALL, MessageKind.C_HANDS_SURE_REST, MessageKind.C_HANDS_SURE_WAKE,
    MessageKind.C_HANDS_SURE_MERGE, MessageKind.C_HANDS_SURE_CLOSE,
})  # fmt: skip
"""Questions that stand on the page with their answers."""


class Group(StrEnum):
    """What picking something is about."""

    PEOPLE = "people"
    WHO_HAS_IT = "who_has_it"
    NEED = "need"
    CALL = "call"
    PLAN = "plan"
    CLOSE = "close"


GROUPS: Mapping[What, Group] = {
    What.ASSIGN: Group.PEOPLE,
    What.PAGE: Group.PEOPLE,
    What.FREE: Group.PEOPLE,
    What.LEAD: Group.PEOPLE,
    What.BY_TEXT: Group.PEOPLE,
    What.RESTED: Group.PEOPLE,
    What.AID: Group.PEOPLE,
    What.AID_OFF: Group.PEOPLE,
    What.HAND: Group.WHO_HAS_IT,
    What.TEAM: Group.WHO_HAS_IT,
    What.WATCH: Group.WHO_HAS_IT,
    What.RESPONDERS: Group.NEED,
    What.CAP: Group.NEED,
    What.TOGETHER: Group.NEED,
    What.ROLE: Group.NEED,
    What.SPEAKS: Group.NEED,
    What.EACH: Group.NEED,
    What.AFAR: Group.NEED,
    What.NATURE: Group.CALL,
    What.MERGE: Group.CALL,
    What.SPLIT: Group.CALL,
    What.LIVE: Group.PLAN,
    What.EXPIRES: Group.PLAN,
    What.TIERS: Group.PLAN,
    What.ON: Group.PLAN,
    What.OFF: Group.PLAN,
}


def may_show(kind: MessageKind) -> bool:
    """True for what a coordinator hears that a page of the console may show them as well, when they pressed there."""
    if kind in _ASKED_BACK or not (kind is MessageKind.M_STALE_BUTTON or kind.value.startswith("c_")):
        return False
    return _SAID_OR_SECRET.isdisjoint(TERMS[kind].params)


def may_look(person: Person) -> bool:
    """True while somebody coordinates a team and is vetted for it: not once suspended, gone or without the role."""
    return person.is_coordinator()


def buttons(incident: Incident, by: PersonId, *, waits: bool) -> tuple[Tap, ...]:
    """What `by` may do at once, as a chat offers it. `waits`: something waits there for whoever sees to it."""
    call = incident.id
    if not incident.is_alive():
        return (Tap(Action.REOPEN, call), *((Tap(Action.TAKE_APART, call),) if incident.merged_into else ()))
    offered = [Tap(Action.MORE, call, str(n)) for n in (1, 2)]
    offered.append(Tap(Action.HANDS, call, What.ALL))
    if waits:
        offered.append(Tap(Action.HANDS, call, What.SEEN))
    if incident.need.window is not None:
        offered.append(Tap(Action.HANDS, call, What.FOR_NOW))
    if incident.keeps_pages_back():
        offered.append(Tap(Action.HANDS, call, What.RELEASE))
    offered.append(Tap(Action.GO_ON if incident.held else Action.HOLD, call))
    if incident.owner != by or incident.offered_to == by:
        offered.append(Tap(Action.TAKE_CALL, call))
    if incident.offered_to == by:
        offered.append(Tap(Action.REFUSE_CALL, call))
    if incident.monitor != by:
        offered.append(Tap(Action.TAKE_WATCH, call))
    if incident.monitor_next == by:
        offered.append(Tap(Action.REFUSE_WATCH, call))
    if incident.conversation is not None:
        blocked = incident.doubt is not None and incident.doubt.state is DoubtState.BLOCKED
        offered.append(Tap(Action.HANDS, call, What.UNBLOCK if blocked else What.BLOCK))
    came_from = dict.fromkeys(each.came_from for each in incident.also)
    return (*offered, *(Tap(Action.TAKE_APART, each) for each in came_from))


def choices(
    incident: Incident,
    by: PersonId,
    *,
    members: Iterable[Person],
    community: Community,
    others: Iterable[Incident],
    resting: Collection[PersonId] = (),
) -> Mapping[What, tuple[str, ...]]:
    """What may be picked for a call that runs, by id or number. `members`: whom `by` knows by name; `resting`: who is
    in a rest, of those whose rest they may end.

    Whether it may be done is decided when it is: nobody's reasons for staying away show in who stands here.
    """
    known = sorted(members, key=lambda each: each.roster_name)
    team = [each for each in known if (mine := each.membership(incident.team)) and mine.standing in PAGEABLE]
    goes = {each.person for each in incident.going()}
    texts = {each.person for each in incident.texting()}
    asked = {each.person for each in incident.live_pages()}
    free = tuple(each.id for each in team if each.id not in goes)
    coordinators = tuple(each.id for each in known if each.is_coordinator() and each.id != by)
    natures = tuple(community.natures)
    numbers = tuple(str(n) for n in range(1, _MOST_PEOPLE + 1))
    on = incident.plan.on_call
    found: dict[What, tuple[str, ...]] = {
        What.ASSIGN: free,
        What.PAGE: tuple(each for each in free if each not in asked),
        What.FREE: tuple(str(n) for n, each in enumerate(incident.assignments) if each in incident.taking_part()),
        What.LEAD: tuple(
            str(n) for n, each in enumerate(incident.assignments) if each in incident.going() and not each.lead
        ),
        What.BY_TEXT: tuple(
            each.id for each in known if each.id not in goes | texts and (each in team or each.is_coordinator())
        ),
        What.RESTED: tuple(each.id for each in team if each.id in resting and each.id != by),
        What.HAND: coordinators,
        What.TEAM: tuple(each for each in community.teams if each != incident.team),
        What.WATCH: tuple(each for each in coordinators if each != incident.monitor),
        What.MERGE: tuple(each.id for each in others if each.id != incident.id),
        What.SPLIT: natures,
        What.NATURE: tuple(each for each in natures if each != incident.nature),
        What.RESPONDERS: numbers,
        What.CAP: numbers,
        What.TOGETHER: numbers,
        What.ROLE: tuple(f"{n}{skill}" for skill in community.skills for n in range(_MOST_OF_A_ROLE + 1)),
        What.SPEAKS: (*community.languages, "any"),
        What.EACH: tuple(f"{int(skill not in incident.need.skills)}{skill}" for skill in community.skills),
        What.AFAR: tuple(
            f"{int(role not in incident.need.remote)}{role}"
            for role in sorted(incident.need.roles)
            if role != LEAD or role in incident.need.remote
        ),
        What.LIVE: (*numbers, *(each.value for each in Paging if each is not incident.plan.policy.paging)),
        What.EXPIRES: tuple(map(str, _MINUTES)),
        What.TIERS: tuple("".join(map(str, range(1, n + 1))) for n in range(1, len(Tier) + 1)),
        What.AID: neighbours_to_ask(incident, community),
        What.AID_OFF: tuple(each.team for each in incident.neighbours if AID_MOVES.allows(each.state, AidWithdrawn)),
        What.ON: tuple(each for each in (one.id for one in team) if each not in on),
        What.OFF: tuple(each for each in (one.id for one in team) if each in on),
    }
    return {what: some for what, some in found.items() if some}


def neighbours_to_ask(incident: Incident, community: Community) -> tuple[TeamId, ...]:
    """Those who agreed to help the team whose call it is, and are not asked or helping already."""
    if incident.drill:
        return ()
    agreed = {
        team for each in community.aid if incident.team in (each.team, each.other) for team in (each.team, each.other)
    }
    known = {each.team: each.state for each in incident.neighbours}
    free = (each for each in agreed - {incident.team} if each not in known or AID_MOVES.allows(known[each], AidAsked))
    return tuple(sorted(free))


def aid_buttons(call: IncidentId, team: TeamId, state: AidState) -> tuple[Tap, ...]:
    """What a coordinator of `team` may do with a call of others that they were asked to help with."""
    offered = []
    if AID_MOVES.allows(state, AidOpened):
        offered.append(Tap(Action.AID_OPEN, call))
    if AID_MOVES.allows(state, AidDeclined):
        offered.append(Tap(Action.AID_DECLINE, call))
    elif AID_MOVES.allows(state, AidWithdrawn):
        offered.append(Tap(Action.HANDS, call, What.AID_OFF + team))
    return tuple(offered)


def dispositions(incident: Incident) -> tuple[Tap, ...]:
    """How it may have ended."""
    return tuple(Tap(Action.DISPOSE, incident.id, str(n)) for n in range(1, len(Disposition) + 1))


def how_many_more(incident: Incident) -> tuple[Tap, ...]:
    """How many more may be asked for; none begins the rounds anew."""
    return tuple(Tap(Action.MORE, incident.id, str(n)) for n in range(MOST_MORE + 1))


def may_be_later(incident: Incident) -> bool:
    return incident.is_alive() and not incident.danger


_NOT_TAKEN_BACK: Collection[What] = (What.TEAM, What.NATURE, What.SPLIT, What.FREE, What.BLOCK)


def is_asked_first(tap: Tap, incident: Incident) -> bool:
    """True for what cannot be taken back as it was, unless the talk itself asks."""
    if tap.action is Action.DISPOSE:  # with somebody there it asks, and says who is
        return not any(each.state is AssignmentState.ON_SCENE for each in incident.going())
    return tap.action is Action.HANDS and tap.arg[:1] in set(_NOT_TAKEN_BACK)
