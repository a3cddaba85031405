"""One call as a coordinator has it in the console: how it stands, and everything they may do with it by chat.

Each button is a token of `bot.tokens` for a contact point of whoever looks. Pressed, it goes into the inbox as a button
of a chat does: the same talk and the same rules take it, and what comes of it is told where they are told everything.
What the talk asks them back stands here as well, with its answers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.gather import MAY_BE_REOPENED, Gatherer
from bot.render import Renderer
from bot.tokens import LONGEST_ON_A_PAGE, Tokens
from bot.web.log import Entry, entries
from domain.board import Call, call_of
from domain.console import (
    GROUPS,
    WHEN,
    Group,
    What,
    aid_buttons,
    buttons,
    choices,
    dispositions,
    how_many_more,
    is_asked_first,
    may_be_later,
    may_show,
)
from domain.conversation import Conversation
from domain.delivery import Delivery
from domain.ids import NatureId, PersonId, SkillId, TeamId
from domain.incident import AssignmentState, Disposition, Incident
from domain.messages import Action, MessageKind, Tap
from domain.people import PAGEABLE, Channel, ContactPoint, Person
from domain.policy import Paging, Tier
from domain.zone import reached, zone
from handlers import sure
from handlers.step import Aided
from models import conversations, deliveries, inbox, incidents, tasks
from models.database import Store


class Words(Protocol):
    """A reader's language."""

    def __call__(self, key: str, **params: str | int) -> str: ...

    def nature(self, nature: NatureId) -> str: ...

    def team(self, team: TeamId) -> str: ...

    def skill(self, skill: SkillId) -> str: ...

    def tongue(self, language: str) -> str: ...


_LABELS: dict[What, str] = {
    What.ASSIGN: "console.pick_assign",
    What.PAGE: "console.pick_page",
    What.FREE: "console.pick_free",
    What.LEAD: "console.pick_lead",
    What.BY_TEXT: "console.pick_by_text",
    What.RESTED: "console.pick_rested",
    What.HAND: "console.pick_hand",
    What.TEAM: "console.pick_team",
    What.WATCH: "console.pick_watch",
    What.MERGE: "console.pick_merge",
    What.SPLIT: "console.pick_split",
    What.NATURE: "console.pick_nature",
    What.RESPONDERS: "console.pick_responders",
    What.CAP: "console.pick_cap",
    What.TOGETHER: "console.pick_together",
    What.ROLE: "console.pick_role",
    What.SPEAKS: "console.pick_speaks",
    What.EACH: "console.pick_each",
    What.AFAR: "console.pick_afar",
    What.LIVE: "console.pick_live",
    What.EXPIRES: "console.pick_expires",
    What.TIERS: "console.pick_tiers",
    What.ON: "console.pick_on",
    What.OFF: "console.pick_off",
    What.AID: "console.pick_aid",
    What.AID_OFF: "console.pick_aid_off",
}
_AT_ONCE: dict[What, str] = {
    What.ALL: "console.page_all",
    What.SEEN: "console.seen",
    What.FOR_NOW: "console.for_now",
    What.RELEASE: "console.release",
    What.BLOCK: "console.block",
    What.UNBLOCK: "console.unblock",
}
_ASKS = {
    "all": "c_hands_sure_all.taps",
    "rest": "c_hands_sure_rest.taps",
    "wake": "c_hands_sure_wake.taps",
    "merge": "c_hands_sure_merge.taps",
    "close": "c_hands_sure_close.taps",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. `asked`: the page asks once more before it is passed on."""

    label: str
    tap: Tap
    token: str
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to pick from, under one label. `now`: what holds until something is picked, where one thing does."""

    label: str
    now: str
    group: Group
    options: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time to be said on the team's clock, as a browser writes one. `least`: now; `start` and `end`: what holds."""

    button: Button
    zone: str
    least: str
    start: str
    end: str
    lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What they were told. `refused`: it was not done."""

    text: str
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a press. `waits`: no turn has dealt with it yet; `lost`: none will. The answers are those that a
    page may show; they are told in the chat as well.
    """

    waits: bool
    lost: bool = False
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One call. `question` is what the talk asked back about it, if it waits for their answer."""

    call: Call
    runs: bool
    held: bool
    owner: str
    buttons: tuple[Button, ...]
    choices: tuple[Choice, ...]
    when: When | None
    question: str
    answers: tuple[Button, ...]
    log: tuple[Entry, ...]

    def grouped(self) -> tuple[tuple[Group, tuple[Choice, ...]], ...]:
        """What is picked from, by what it is about."""
        groups = ((group, tuple(each for each in self.choices if each.group is group)) for group in Group)
        return tuple((group, some) for group, some in groups if some)

    def labelled(self, button: Button) -> str:
        """What it does, with what it is picked from."""
        of = next((each.label for each in self.choices if button in each.options), "")
        return f"{of}: {button.label}" if of else button.label

    def found(self, tap: Tap) -> Button | None:
        """What is offered now and does this."""
        picked = [each for choice in self.choices for each in choice.options]
        said = [] if self.when is None else [self.when.button]
        return next((each for each in (*self.buttons, *self.answers, *picked, *said) if each.tap == tap), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A call of others that a team of theirs is asked to help with: as much of it as they may see."""

    call: Aided
    buttons: tuple[Button, ...]

    def found(self, tap: Tap) -> Button | None:
        """What is offered now and does this."""
        return next((each for each in self.buttons if each.tap == tap), None)


def holder_of(member: Person) -> ContactPoint | None:
    """The contact point in whose talk they act: where they would be written to."""
    points = (*member.reachable_points(), *member.contact_points)
    return points[0] if points else None


class Desks:
    """Reads calls for whoever may act on them."""

    def __init__(self, gatherer: Gatherer, tokens: Tokens, renderer: Renderer) -> None:
        self._gatherer = gatherer
        self._tokens = tokens
        self._renderer = renderer

    async def came_of(self, store: Store, who: Person, number: int, external_id: str) -> Came | None:
        """What came of what `who` pressed on the page of this call; None if the inbox knows nothing of this id."""
        holder = holder_of(who)
        taken = await inbox.taken(store, holder.channel, external_id) if holder is not None else None
        if holder is None or taken is None:
            return None
        if taken.state is not inbox.State.DONE:
            return Came(waits=taken.state is inbox.State.WAITING, lost=taken.state is inbox.State.DEAD)
        teams = await self._gatherer.watched_by(store, who)
        about = {each.id for each in await incidents.watched(store, teams, who.id)}
        about |= {mine} if (mine := await incidents.numbered(store, number)) is not None else set()
        told = await deliveries.answers(store, holder.id, about, taken.id, taken.received_at)
        return Came(waits=False, answers=tuple(self._answer(each) for each in told if may_show(each.wording.kind)))

    def _answer(self, told: Delivery) -> Answer:
        """As a chat with buttons words it: the page has them, too."""
        lines = tuple(each for each in told.wording.lines if may_show(each.kind))
        shown = replace(told, channel=Channel.TELEGRAM, repeat=False, wording=replace(told.wording, lines=lines))
        refused = ":refused@" in told.key or told.wording.kind is MessageKind.M_STALE_BUTTON
        return Answer(text=self._renderer.render(shown).text, refused=refused)

    async def look(self, store: Store, who: Person, number: int, now: datetime, say: Words) -> Desk | None:
        """The call of this number, if `who` may act on it, as `list` or `reopen` would name it to them."""
        holder = holder_of(who)
        if holder is None:
            return None
        teams = await self._gatherer.watched_by(store, who)
        running = await incidents.watched(store, teams, who.id)
        closed = await incidents.lately_closed(store, teams, now - MAY_BE_REOPENED)
        incident = next((each for each in (*running, *closed) if each.number == number), None)
        if incident is None:
            return None
        community = (await self._gatherer.known(store)).community
        theirs = {each.team for each in who.memberships if each.standing in PAGEABLE}
        members = await self._gatherer.members(store, teams | theirs)
        talk = await conversations.of_contact_point(store, holder.id)
        names = {each.id: each.roster_name for each in members}
        known = {each.id: each.roster_name for each in await self._gatherer.members(store, teams)}

        def button(label: str, tap: Tap) -> Button:
            token = self._tokens.make(tap.action, tap.subject, tap.arg, holder.id, now, longest=LONGEST_ON_A_PAGE)
            return Button(label=label, tap=tap, token=token, asked=is_asked_first(tap, incident))

        homes = await self._gatherer.homes(store, (incident,))
        picks: list[Choice] = []
        if incident.is_alive():
            named = _named(say, members, running, _goers(incident, known, homes))
            runs = frozenset(each.team for each in who.memberships if who.is_coordinator(each.team))
            resting = await self._gatherer.resting(store, runs, now)
            offered = choices(incident, who.id, members=members, community=community, others=running, resting=resting)
            for what, values in offered.items():
                taps = [(named(what, each), Tap(Action.HANDS, incident.id, what + each)) for each in values]
                options = tuple(button(*each) for each in taps)
                now_ = _now(incident, what, say)
                picks.append(Choice(label=say(_LABELS[what]), now=now_, group=GROUPS[what], options=options))
            more = tuple(button(_how_many(say, tap), tap) for tap in how_many_more(incident))
            picks.append(Choice(label=say("console.pick_more"), now="", group=Group.PEOPLE, options=more))
            ends = tuple(button(_ended(say, tap), tap) for tap in dispositions(incident))
            picks.append(Choice(label=say("console.pick_close"), now="", group=Group.CLOSE, options=ends))
        waits = any(each.owner != who.id for each in await tasks.open_of(store, incident.id))
        says_when = button("", Tap(Action.HANDS, incident.id, What.WINDOW)) if may_be_later(incident) else None
        reads = who.id not in incident.kept_from
        question, answers = _asked_back(incident, talk, now, say, names, running)
        return Desk(
            call=call_of(incident, now, known, homes=homes),
            runs=incident.is_alive(),
            held=incident.held,
            owner="" if incident.owner is None else names.get(incident.owner, incident.owner),
            buttons=tuple(button(_label(say, tap), tap) for tap in buttons(incident, who.id, waits=waits)),
            choices=tuple(picks),
            when=None if says_when is None else _when(incident, says_when, now),
            question=question,
            answers=tuple(button(say(f"button.dc.{tap.arg}"), tap) for tap in answers),
            log=entries(incident, await incidents.events_of(store, incident.id), names, say, reasons=reads),
        )

    def at(self, button: Button, start: str, end: str, holder: ContactPoint, now: datetime) -> Button:
        """The button of a time, with what was said as a browser writes it; as it is where that is no time."""
        try:
            said = "".join(f"{datetime.fromisoformat(each):{WHEN}}" for each in (start, *([end] if end else ())))
        except ValueError:
            return button
        tap = replace(button.tap, arg=button.tap.arg + said)
        token = self._tokens.make(tap.action, tap.subject, tap.arg, holder.id, now, longest=LONGEST_ON_A_PAGE)
        return replace(button, tap=tap, token=token)

    async def helps(self, store: Store, who: Person, now: datetime) -> tuple[Aided, ...]:
        """Others' calls that a team of theirs is asked to help with."""
        return await self._gatherer.aided(store, await self._gatherer.watched_by(store, who))

    async def help(self, store: Store, who: Person, number: int, now: datetime, say: Words) -> Help | None:
        """The same for the call of this number."""
        holder = holder_of(who)
        found = [each for each in await self.helps(store, who, now) if each.number == number]
        if holder is None or not found:
            return None
        buttons_ = []
        for each in found:
            for tap in aid_buttons(each.incident, each.team, each.state):
                label = say("console.aid_end" if tap.action is Action.HANDS else f"button.{tap.action.value}")
                token = self._tokens.make(tap.action, tap.subject, tap.arg, holder.id, now, longest=LONGEST_ON_A_PAGE)
                buttons_.append(Button(label=label, tap=tap, token=token))
        return Help(call=found[0], buttons=tuple(buttons_))


def _label(say: Words, tap: Tap) -> str:
    if tap.action is Action.HANDS:
        return say(_AT_ONCE[What(tap.arg)])
    return say(f"button.{tap.action.value}", n=tap.arg)


def _ended(say: Words, tap: Tap) -> str:
    return say(f"disposition.{tuple(Disposition)[int(tap.arg) - 1].value}")


def _how_many(say: Words, tap: Tap) -> str:
    return say("console.begin_again") if tap.arg == "0" else tap.arg


def _when(incident: Incident, button: Button, now: datetime) -> When:
    window, where = incident.need.window, zone(incident.plan.time_zone)

    def shown(at: datetime) -> str:
        return f"{reached(where, at):%Y-%m-%dT%H:%M}"

    return When(
        button=button,
        zone=incident.plan.time_zone,
        least=shown(now),
        start="" if window is None else shown(window.start),
        end="" if window is None else shown(window.end),
        lasts=incident.plan.policy.later.lasts,
    )


def _now(incident: Incident, what: What, say: Words) -> str:
    need, policy = incident.need, incident.plan.policy
    numbers = {
        What.RESPONDERS: need.responders,
        What.CAP: need.cap,
        What.TOGETHER: need.together,
        What.LIVE: policy.live_pages if policy.paging is Paging.CONSTANT else say(f"paging.{policy.paging.value}"),
    }
    if what is What.SPEAKS:
        return ", ".join(map(say.tongue, need.languages))
    if what is What.EACH:
        return ", ".join(map(say.skill, sorted(need.skills)))
    if what is What.AFAR:
        return ", ".join(map(say.skill, sorted(need.remote)))
    if what is What.NATURE:
        return say.nature(incident.nature)
    if what is What.TIERS:
        return ", ".join(say(f"tiers.{each.value}") for each in policy.tiers)
    return str(numbers.get(what, ""))


def _goers(incident: Incident, names: Mapping[PersonId, str], homes: Mapping[PersonId, str]) -> Mapping[str, str]:
    """Who went, by their place among the assignments: as the card of the call names them."""
    goers = {}
    for place, each in enumerate(incident.assignments):
        team = homes.get(each.person)
        name = f" = {names[each.person]}" if each.person in names else f" ({team})" if team else ""
        goers[str(place)] = f"{each.code}{name}"
    return goers


def _named(
    say: Words, members: Iterable[Person], running: Iterable[Incident], goers: Mapping[str, str]
) -> Callable[[What, str], str]:
    """What is picked, as its reader knows it."""
    people = {str(each.id): each.roster_name for each in members}
    calls = {str(each.id): f"#{each.number} {say.nature(each.nature)}" for each in running}

    def named(what: What, value: str) -> str:
        match what:
            case What.FREE | What.LEAD:
                return goers[value]
            case What.TEAM | What.AID | What.AID_OFF:
                return say.team(TeamId(value))
            case What.NATURE | What.SPLIT:
                return say.nature(NatureId(value))
            case What.ROLE:
                return f"{say.skill(SkillId(value[1:]))}: {value[0]}"
            case What.SPEAKS:
                return say.tongue(value)
            case What.EACH:
                skill = say.skill(SkillId(value[1:]))
                return skill if value[0] == "1" else f"{skill}: {say('console.no_longer')}"
            case What.AFAR:
                return f"{say.skill(SkillId(value[1:]))}: {say('console.afar' if value[0] == '1' else 'console.there')}"
            case What.LIVE if not value.isdecimal():
                return say(f"paging.{value}")
            case What.TIERS:
                return ", ".join(say(f"tiers.{tuple(Tier)[int(each) - 1].value}") for each in value)
            case _:
                return people.get(value) or calls.get(value) or value

    return named


def _asked_back(
    incident: Incident,
    talk: Conversation | None,
    now: datetime,
    say: Words,
    names: Mapping[PersonId, str],
    running: Iterable[Incident],
) -> tuple[str, tuple[Tap, ...]]:
    """What waits for their yes or no about this call; nothing where nothing does."""
    wanted = sure.asked(talk, now) if talk is not None else None
    if talk is None or talk.pending is None or wanted is None or wanted[1] != incident.id:
        return "", ()
    what, _, *rest, _ = wanted
    first = rest[0] if rest else ""
    there = (each.code for each in incident.going() if each.state is AssignmentState.ON_SCENE)
    into = next((each.number for each in running if each.id == first), "")
    about: dict[str, str | int] = {
        "number": incident.number,
        "person": names.get(PersonId(first), first),
        "into": into,
        "codes": ", ".join(there),
    }
    answers = (Tap(Action.DO_CHANGE, talk.pending.subject, each) for each in ("1", "0"))
    return say(_ASKS[what], **about), tuple(answers)
