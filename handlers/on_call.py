"""What a member says about being on call: `on`, `off`, `pause 2w`, `my shifts`, `who is on`, `time off 3-9 dec`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.commands import Command, SetAvailability
from domain.community import Team
from domain.conversation import Conversation, Pending
from domain.language import normalise
from domain.messages import Inbound, Line, MessageKind, Say
from domain.people import Availability, Person, Who
from domain.policy import RotaPolicy
from domain.proof import may_be_asked
from domain.rota import NOBODY, Rota, all_shifts, expand, shifts
from domain.rota import on_call as who_is_on_call
from domain.rota_commands import AskTimeOff, WithdrawTimeOff
from domain.rota_edit import LOOKS
from domain.until import next_morning, read_until
from domain.vocabulary import Spoken, Word
from domain.when import Stretch, read_length, read_moment, read_stretch, tells_of_time
from handlers.greet import whole
from handlers.naming import PENDING_HOLDS
from handlers.rotas import (
    behind,
    in_messages,
    label,
    manner_of,
    names,
    stretch_params,
    teams_seen,
    times,
    vetted,
    wall,
)
from handlers.saying import done, puzzled, reading, to_member
from handlers.step import Step, TalkFacts

K = MessageKind

_WHICH_TIME_OFF = "time_off_which"
"""How far ahead somebody's shifts are told, and who is on next."""


def on_call(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A vetted member says whether they may be paged, perhaps until when not; or asks when who is on."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    match whole(inbound, facts):
        case Word.ON:
            return _on(hearing)
        case Word.OFF:
            command = SetAvailability(person=who.id, availability=Availability.OFF)
            return hearing.do(command, hearing.say(K.M_OFF), why="says off")
        case _:
            return _chosen(hearing, inbound) or _asked(hearing, inbound)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a member, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime

    def say(self, kind: MessageKind, params: Mapping[str, str | int] | None = None) -> Say:
        return to_member(self.who, self.facts, kind, params)

    def tell(self, *says: Say, why: str) -> Step:
        return done(self.talk, self.now, says=says, why=why)

    def do(self, command: Command, *says: Say, why: str) -> Step:
        return done(self.talk, self.now, command, says=says, why=why)

    def puzzle(self, kind: MessageKind, why: str) -> Step:
        return puzzled(self.talk, self.now, self.say(kind), why=why)

    def listed(self, say: Say, lines: list[Line], why: str) -> Step:
        parts = in_messages(say, lines, manner_of(self.who, self.talk.contact_point))
        return self.tell(*parts, why=why)

    def stretch(self, text: str) -> Stretch | None:
        return read_stretch(text, times(self.who, self.facts), wall(self.who, self.facts), self.now)


def _asked(hearing: _Hearing, inbound: Inbound) -> Step | None:
    found = behind(inbound, hearing.facts)
    if found is None or found[0] not in _ANSWERS:
        return None
    word, rest = found
    return _ANSWERS[word](hearing, rest)


# --- on


def _on(hearing: _Hearing) -> Step:
    """Whoever was off is back, and their rota speaks again. For anybody else it is an extra that ends by itself in the
    morning: one word never makes somebody on for good."""
    who = hearing.who
    if who.said(hearing.now) is Availability.OFF:
        back = SetAvailability(person=who.id, availability=Availability.AS_ROTA)
        runs = _on_by_rota(hearing, hearing.now)
        said = hearing.say(K.M_BACK) if runs is None else _said_on(hearing, runs)
        return hearing.do(back, said, why="is back")
    until = next_morning(wall(who, hearing.facts), hearing.now)
    command = SetAvailability(person=who.id, availability=Availability.ON, until=until)
    return hearing.do(command, _said_on(hearing, _on_by_rota(hearing, until) or until), why="says on")


def _said_on(hearing: _Hearing, until: datetime) -> Say:
    """No end is told that lies farther ahead than is looked."""
    is_near = until < hearing.now + RotaPolicy().ahead
    return hearing.say(K.M_ON, {"when": reading(wall(hearing.who, hearing.facts), until) if is_near else ""})


def _on_by_rota(hearing: _Hearing, at: datetime) -> datetime | None:
    """When they come off that are on at `at` by any rota; None if by none."""
    teams = hearing.facts.community.teams.values()
    rotas = [rota for team in teams if may_be_asked(hearing.who, team.id) for rota in team.rotas]
    runs = all_shifts(rotas, (hearing.who.id,), at, at + RotaPolicy().ahead)[hearing.who.id] if rotas else ()
    return runs[0].end if runs and runs[0].start <= at else None


# --- off for a while


def _pause(hearing: _Hearing, rest: str) -> Step | None:
    """`pause 2w`, `off until friday`."""
    return _off_until(hearing, rest) or hearing.puzzle(K.M_PAUSE_HOW, "pause, for how long?")


def _off(hearing: _Hearing, rest: str) -> Step | None:
    """Off for how long is asked only where nothing else can be meant."""
    if tells_of_time(rest, hearing.facts.words):
        return _pause(hearing, rest)
    return _off_until(hearing, rest)


def _off_until(hearing: _Hearing, rest: str) -> Step | None:
    """From now on: until the end of what is running, `off today`, or until what says so. What names a time that is
    still to come is no end by itself: it may be all they mean."""
    words, where = times(hearing.who, hearing.facts), wall(hearing.who, hearing.facts)
    says_until = any(words.calendar.get(each) is Spoken.UNTIL for each in normalise(rest).split())
    stretch = None if says_until or read_length(rest, words) is not None else hearing.stretch(rest)
    if stretch is not None and stretch.start > hearing.now:
        return hearing.puzzle(K.M_OFF_THEN, "off from now, or then?")
    until = stretch.end if stretch is not None else read_until(rest, words, where, hearing.now)
    if until is None:
        return None
    command = SetAvailability(person=hearing.who.id, availability=Availability.OFF, until=until)
    said = hearing.say(K.M_PAUSED, {"when": reading(where, until)})
    return hearing.do(command, said, why="off for a while")


# --- who is on, and when


def _who_is_on(hearing: _Hearing, rest: str) -> Step | None:
    """When is read before anything else: `who is on the way?` asks for no rota."""
    is_now = _is_now(hearing, rest)
    then = None if is_now else _then(hearing, rest)
    if not is_now and then is None:
        return hearing.puzzle(K.M_WHEN_HOW, "who is on, when?")
    teams = teams_seen(hearing.who, hearing.facts)
    if not any(team.rotas for team in teams):
        lead = (Line(kind=K.C_LINE_NO_ROTA),) if hearing.who.is_coordinator() else ()
        return hearing.tell(replace(hearing.say(K.M_NO_ROTA), lines=lead), why="no rota yet")
    return _on_now(hearing, teams) if then is None else _on_then(hearing, teams, then)


def _is_now(hearing: _Hearing, rest: str) -> bool:
    said = hearing.facts.words.calendar.get(normalise(rest))
    # Tonight has no beginning to come while it is three at night.
    return not rest or said is Spoken.NOW or (said is Spoken.TONIGHT and hearing.stretch(rest) is None)


def _then(hearing: _Hearing, rest: str) -> Stretch | None:
    """The stretch that is named, or the minute."""
    stretch = hearing.stretch(rest)
    if stretch is not None:
        return stretch
    moment = read_moment(rest, times(hearing.who, hearing.facts), wall(hearing.who, hearing.facts), hearing.now)
    return None if moment is None else Stretch(start=moment, end=moment + timedelta(minutes=1))


def _on_now(hearing: _Hearing, teams: tuple[Team, ...]) -> Step:
    facts, where = hearing.facts, wall(hearing.who, hearing.facts)
    off = {each.person for each in facts.mates if each.said is Availability.OFF}
    lines = []
    anybody = NOBODY
    for team in teams:
        for rota in team.rotas:
            people = vetted(who_is_on_call(rota, hearing.now), facts, team.id)
            anybody |= people
            until = _changes_at(rota, hearing.now, team.policy.rota.ahead)
            lines.append(
                Line(
                    kind=K.M_LINE_ON_NOW,
                    params={
                        "rota": label(rota, teams, facts, always=True),
                        "areas": ",".join(sorted(rota.areas)),
                        "people": names(people, facts),
                        "when": reading(where, until) if until is not None else "",
                        "off": names(people & off, facts),
                    },
                )
            )
    seen = {team.id for team in teams}
    also = {each.person for each in facts.mates if each.said is Availability.ON and seen & set(each.teams)} - anybody
    if also:
        lines.append(Line(kind=K.M_LINE_ALSO_ON, params={"people": names(also, facts)}))
    return hearing.listed(hearing.say(K.M_WHO_IS_ON), lines, "who is on")


def _changes_at(rota: Rota, now: datetime, ahead: timedelta) -> datetime | None:
    """When somebody else is on, if that is within the days that are looked ahead."""
    first = expand(rota, now, now + ahead).spans[0]
    return first.end if first.end < now + ahead else None


def _on_then(hearing: _Hearing, teams: tuple[Team, ...], stretch: Stretch) -> Step:
    facts, where = hearing.facts, wall(hearing.who, hearing.facts)
    lines = []
    for team in teams:
        for rota in team.rotas:
            for span in expand(rota, stretch.start, stretch.end).spans:
                params = {
                    "rota": label(rota, teams, facts),
                    "people": names(vetted(span.people, facts, team.id), facts),
                    **stretch_params(where, span.start, span.end),
                }
                lines.append(Line(kind=K.M_LINE_ON_THEN, params=params))
    if stretch.end - stretch.start <= timedelta(minutes=1):
        lines = [_at_a_moment(each) for each in lines]
    return hearing.listed(hearing.say(K.M_WHO_IS_ON), lines, "who is on then")


def _at_a_moment(line: Line) -> Line:
    return Line(kind=K.M_LINE_ON_AT, params={key: value for key, value in line.params.items() if key != "until"})


def _my_shifts(hearing: _Hearing, rest: str) -> Step | None:
    if rest:
        return None
    facts, where = hearing.facts, wall(hearing.who, hearing.facts)
    teams = tuple(facts.community.teams.values())
    # As far as the team looks that looks farthest: whoever reads that they have no shift has none in any.
    ahead = max((team.policy.rota.ahead for team in teams_seen(hearing.who, facts)), default=RotaPolicy().ahead)
    end = hearing.now + ahead
    # Looked for beyond both ends, so that a shift that runs is shown as long as it is.
    found = sorted(
        (
            (shift.start, shift.end, rota)
            for team in teams
            for rota in team.rotas
            for shift in shifts(rota, hearing.who.id, hearing.now - LOOKS, end + LOOKS)
            if shift.start < end and hearing.now < shift.end
        ),
        key=lambda each: (each[0], each[1], each[2].id),
    )
    if not found:
        return hearing.tell(hearing.say(K.M_NO_SHIFTS, {"days": ahead.days}), why="no shifts")
    mine = tuple(team for team in teams if any(rota.id.partition("/")[0] == team.id for _, _, rota in found))
    lines = [
        Line(
            kind=K.M_LINE_SHIFT,
            params={"rota": label(rota, mine, facts), **stretch_params(where, begins, ends)},
        )
        for begins, ends, rota in found
    ]
    return hearing.listed(hearing.say(K.M_MY_SHIFTS), lines, "my shifts")


# --- time off


def _time_off(hearing: _Hearing, rest: str) -> Step | None:
    """Asked of the coordinators; until they grant it the shifts stay where they are."""
    stretch = hearing.stretch(rest)
    if stretch is None:
        return hearing.puzzle(K.M_TIME_OFF_HOW, "off when?")
    command = AskTimeOff(by=hearing.who.id, start=stretch.start, end=stretch.end)
    return hearing.do(command, why="asks for time off")


def _no_time_off(hearing: _Hearing, rest: str) -> Step | None:
    """All of it, what falls in the time that is said or, if it could be several, what they choose by a digit."""
    stretch = hearing.stretch(rest) if rest else None
    if rest and stretch is None:
        return None
    return hearing.do(WithdrawTimeOff(by=hearing.who.id, stretch=stretch), why="no time off after all")


def which_of(wishes: Sequence[Stretch]) -> Pending:
    """What is kept while they are asked which of their wishes they take back."""
    kept = "\n".join(f"{each.start.isoformat()}|{each.end.isoformat()}" for each in wishes)
    return Pending(about=_WHICH_TIME_OFF, subject="", rest=kept)


def _chosen(hearing: _Hearing, inbound: Inbound) -> Step | None:
    """A digit belongs to a page or a call of theirs first."""
    pending, digit = hearing.talk.pending, normalise(inbound.text or "")
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if pending is None or pending.about != _WHICH_TIME_OFF or not fresh or not digit.isdecimal():
        return None
    if hearing.facts.is_wanted():
        return None
    wishes = pending.rest.split("\n")
    if not 1 <= int(digit[:3]) <= len(wishes):
        return hearing.do(WithdrawTimeOff(by=hearing.who.id), why="which time off?")
    start, end = map(datetime.fromisoformat, wishes[int(digit[:3]) - 1].split("|"))
    command = WithdrawTimeOff(by=hearing.who.id, stretch=Stretch(start=start, end=end))
    return hearing.do(command, why="no time off after all")


def _take_me_off(hearing: _Hearing, rest: str) -> Step | None:
    """`take me off sat 22-06` is a coordinator's to do, and theirs to ask for."""
    named = hearing.facts.words.leading(normalise(rest))
    if named is None or named[0] is not Word.ME:
        return None
    return hearing.puzzle(K.M_TIME_OFF_HOW, "they want to be off")


def _rota_help(hearing: _Hearing, rest: str) -> Step | None:
    if rest:
        return None
    kind = K.C_HELP_ROTA if hearing.who.is_coordinator() else K.M_HELP_ROTA
    return hearing.tell(hearing.say(kind), why="what may be said about rotas")


_ANSWERS: Mapping[Word, Callable[[_Hearing, str], Step | None]] = {
    Word.PAUSE: _pause,
    Word.OFF: _off,
    Word.WHO_IS_ON: _who_is_on,
    Word.MY_SHIFTS: _my_shifts,
    Word.TIME_OFF: _time_off,
    Word.NO_TIME_OFF: _no_time_off,
    Word.TAKE_OFF: _take_me_off,
    Word.ROTA: _rota_help,
}
"""What somebody is answered whose text begins with the word."""
