"""Trainings by chat: announced, signed up to, given back, and who came; and who learns beside whom.

    new training 1: sat 5 dec 14-17, Library, 12 seats, en es, de-escalation, open
    trainings, training 4, seat 4, no seat 4
    came 4 all, came 4 ana ben, missed 4 ben, training 4 off
    mentor ana ben, mentor ben off, mentors

Behind the colon the parts may stand in any order: what is none of a time, seats, languages, a skill of the community's
and `open` (community members may come too) is the place. It is shown whole before anybody hears of it. What gives
somebody a skill, or takes a mentor from them, is nobody's to do by SMS.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.community import Team
from domain.conversation import Conversation, Pending
from domain.ids import PersonId, SkillId, TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Params, Tap
from domain.needs import ProtectionArea
from domain.people import Person, Requester, Who
from domain.training import MOST_SEATS
from domain.training_commands import (
    Announce,
    ATrainingCommand,
    CallTrainingOff,
    GiveSeatBack,
    NameMentor,
    SayWhoCame,
    ShowMentors,
    ShowTrainings,
    TakeSeat,
)
from domain.vocabulary import Word
from domain.when import Stretch, read_stretch
from handlers.naming import PENDING_HOLDS, person_named, waits_elsewhere
from handlers.rotas import behind, stretch_params, team_name, times, wall
from handlers.saying import done, is_puzzled, puzzled, shows_taps, to_member, unanswered
from handlers.step import Called, Step, TalkFacts

K = MessageKind

_SURE = "training_sure"
"""A training waits for a 1 before it is announced; the rest is what it is, the place last."""

_SURE_OFF = "training_sure_off"
"""A training waits for a 1 before it is called off; the subject is its number."""

_MOST_DIGITS = 5
_LONGEST_PLACE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a member, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime

    def do(self, command: ATrainingCommand, why: str) -> Step:
        return done(self.talk, self.now, command, why=why)

    def puzzle(self, kind: MessageKind, params: Params | None = None, *, why: str) -> Step:
        return puzzled(self.talk, self.now, to_member(self.who, self.facts, kind, params), why=why)

    def ask(self, kind: MessageKind, params: Params, waits: Pending, why: str) -> Step:
        say = replace(to_member(self.who, self.facts, kind, params), subject=self.who.id)
        step = done(self.talk, self.now, says=(say,), why=why)
        return replace(step, talk=replace(step.talk, pending=waits))


def trainings(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words and buttons about trainings; None for whatever is not about them."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    answered = _answered(hearing, inbound)
    if answered is not None:
        return answered
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap)
    asked = behind(inbound, facts)
    if asked is None:
        return None
    step = _meant(hearing, *asked)
    if step is not None and facts.going and is_puzzled(talk, step):
        return None  # words for whoever needs help may begin like this
    return step


def _meant(hearing: _Hearing, word: Word, rest: str) -> Step | None:
    seat = _seat(word, rest)
    if seat is not None:
        return hearing.do(seat, "about a seat")
    who = hearing.who
    match word:
        case Word.TRAINING:
            return _about_training(hearing, rest)
        case Word.NEW_TRAINING if who.is_coordinator():
            return _new(hearing, rest)
        case Word.CAME | Word.MISSED if who.is_coordinator():
            return _who_came(hearing, rest, came=word is Word.CAME)
        case Word.MENTOR if who.is_coordinator():
            return _mentor(hearing, rest)
        case _:
            return None


def for_anybody(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A community member who has no call may take a seat and give it back, where the training is open to all."""
    if not isinstance(who, Requester) or facts.incident is not None or inbound.tap is not None:
        return None
    asked = behind(inbound, facts)
    seat = None if asked is None else _seat(*asked)
    return None if seat is None else replace(unanswered(talk, now, why="about a seat"), commands=(seat,))


def _seat(word: Word, rest: str) -> ATrainingCommand | None:
    number = _number(rest)
    if number is None:
        return None
    match word:
        case Word.SEAT:
            return TakeSeat(number=number)
        case Word.SEAT_BACK:
            return GiveSeatBack(number=number)
        case _:
            return None


def _number(said: str) -> int | None:
    said = normalise(said)
    return int(said) if said.isdecimal() and len(said) <= _MOST_DIGITS else None


def _tapped(hearing: _Hearing, tap: Tap) -> Step | None:
    if tap.action is not Action.TRAINING:
        return None
    make: ATrainingCommand = TakeSeat(training=tap.subject)
    if tap.arg == "0":
        make = GiveSeatBack(training=tap.subject)
    return hearing.do(make, "about a seat")


def _about_training(hearing: _Hearing, rest: str) -> Step | None:
    """`trainings`; `training 4`; `training 4 off`."""
    if not rest:
        return hearing.do(ShowTrainings(), "which trainings?")
    first, _, then = normalise(rest).partition(" ")
    number = _number(first)
    if number is None:
        return None
    if not then:
        return hearing.do(ShowTrainings(number=number), "one training")
    if not _is_off(hearing, then) or not hearing.who.is_coordinator():
        return None
    waits = Pending(about=_SURE_OFF, subject=str(number))
    return hearing.ask(K.C_TRAINING_SURE_OFF, {"n": number}, waits, "really off?")


def _is_off(hearing: _Hearing, said: str) -> bool:
    """`off`, or that it is over."""
    words = hearing.facts.words
    return words.whole(said) in (Word.OFF, Word.WITHDRAW) or words.choices.get(said) in ("over", "without")


def _answered(hearing: _Hearing, inbound: Inbound) -> Step | None:
    """The 1 or 0 before one is announced, or called off."""
    waits = hearing.talk.pending
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if waits is None or waits.about not in (_SURE, _SURE_OFF) or not fresh:
        return None
    tap = inbound.tap
    if tap is not None and tap.action is not Action.DO_CHANGE:
        return None
    said = tap.arg if tap is not None else normalise(inbound.text)
    if said not in ("0", "1") or (tap is None and waits_elsewhere(hearing.talk, hearing.facts)):
        return None
    if said == "0":
        left = to_member(hearing.who, hearing.facts, K.C_LEFT_AS_IT_IS)
        return done(hearing.talk, hearing.now, says=(left,), why="left as it is")
    if waits.about == _SURE_OFF:
        return hearing.do(CallTrainingOff(number=int(waits.subject)), "called off")
    return hearing.do(_kept(waits.rest), "announced")


# --- a new one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What stands behind the colon."""

    stretch: Stretch
    seats: int
    place: str
    languages: tuple[str, ...]
    skills: tuple[SkillId, ...]
    everybody: bool


def _new(hearing: _Hearing, rest: str) -> Step:
    head, _, behind_it = rest.partition(":")
    found = hearing.facts.toolkit.area_named(normalise(head))
    team = None if found is None else _team(hearing, found[1])
    told = _told(hearing, [" ".join(each.split()) for each in behind_it.split(",") if each.strip()])
    if found is None or team is None or told is None:
        return hearing.puzzle(K.C_TRAINING_HOW, why="which training, when and where?")
    area, several = found[0], len(_runs(hearing)) > 1
    params: Params = {
        "card_area": area.value,
        **stretch_params(wall(hearing.who, hearing.facts), told.stretch.start, told.stretch.end),
        "venue": told.place,
        "count": told.seats,
        "languages": ",".join(told.languages),
        "skills": ",".join(told.skills),
        "everybody": "yes" if told.everybody else "",
        "team": team_name(team, hearing.facts) if several else "",
    }
    return hearing.ask(
        K.C_TRAINING_SURE, params, Pending(about=_SURE, subject="", rest=_form(team, area, told)), "announce it?"
    )


def _runs(hearing: _Hearing) -> tuple[Team, ...]:
    teams = hearing.facts.community.teams
    return tuple(teams[each] for each in sorted(teams) if hearing.who.is_coordinator(each))


def _team(hearing: _Hearing, said: str) -> Team | None:
    """The team that is named, else the first of theirs."""
    runs = _runs(hearing)
    if not said:
        return runs[0] if runs else None
    return next((each for each in runs if said in map(normalise, (each.id, *each.names.values()))), None)


def _told(hearing: _Hearing, parts: Sequence[str]) -> _Told | None:
    """None where a time, seats or a place is missing."""
    stretch, parts = _when(hearing, parts)
    seats: int | None = None
    languages: tuple[str, ...] = ()
    skills: list[SkillId] = []
    everybody = False
    place: list[str] = []
    for part in parts:
        said = normalise(part)
        skill = _skill(hearing, said)
        if (many := _seats(hearing, said)) is not None:
            seats = many
        elif _is_open(hearing, said):
            everybody = True
        elif (spoken := _languages(hearing, said)) is not None:
            languages = (*languages, *spoken)
        elif skill is not None:
            skills.append(skill)
        else:
            place.append(part)
    where = ", ".join(place)
    ahead = stretch is not None and stretch.start > hearing.now
    if stretch is None or not ahead or seats is None or not where or len(where) > _LONGEST_PLACE:
        return None
    return _Told(
        stretch=stretch,
        seats=seats,
        place=where,
        languages=tuple(dict.fromkeys(languages)) or (hearing.facts.community.default_language,),
        skills=tuple(dict.fromkeys(skills)),
        everybody=everybody,
    )


def _when(hearing: _Hearing, parts: Sequence[str]) -> tuple[Stretch | None, list[str]]:
    """The time, which may be parted by a comma itself, `sat 5 dec, 14-17`; and the parts beside it."""
    words, where = times(hearing.who, hearing.facts), wall(hearing.who, hearing.facts)
    for many in (2, 1):
        for at in range(len(parts) - many + 1):
            found = read_stretch(" ".join(parts[at : at + many]), words, where, hearing.now)
            if found is not None:
                return found, [*parts[:at], *parts[at + many :]]
    return None, list(parts)


def _seats(hearing: _Hearing, said: str) -> int | None:
    """`12 seats`."""
    many, _, unit = said.partition(" ")
    if _number(many) is None or hearing.facts.words.whole(unit) is not Word.SEAT:
        return None
    return int(many) if 1 <= int(many) <= MOST_SEATS else None


def _is_open(hearing: _Hearing, said: str) -> bool:
    """`open`, `for everybody`."""
    words = said.split()
    choices = [hearing.facts.words.choices.get(each) for each in words]
    return len(words) <= 2 and bool(choices) and choices[-1] in ("open", "every")


def _languages(hearing: _Hearing, said: str) -> tuple[str, ...] | None:
    """`en es`, `english and spanish`; None if any of it is no language."""
    known = hearing.facts.words.languages
    codes = {*known.values(), *hearing.facts.community.languages}
    words = [each for each in said.split() if hearing.facts.words.choices.get(each) != "and"]
    found = [each if each in codes else known.get(each) for each in words]
    spoken = tuple(each for each in found if each is not None)
    return spoken if found and len(spoken) == len(found) else None


def _skill(hearing: _Hearing, said: str) -> SkillId | None:
    skills = hearing.facts.community.skills
    return next((each for each in skills if said in map(normalise, (each, *skills[each].names.values()))), None)


def _form(team: Team, area: ProtectionArea, told: _Told) -> str:
    return "\n".join(
        (
            team.id,
            area.value,
            told.stretch.start.isoformat(),
            told.stretch.end.isoformat(),
            str(told.seats),
            " ".join(told.languages),
            " ".join(told.skills),
            "1" if told.everybody else "",
            told.place,
        )
    )


def _kept(form: str) -> Announce:
    team, area, start, end, seats, languages, skills, everybody, place = form.split("\n")
    return Announce(
        team=TeamId(team),
        area=ProtectionArea(area),
        start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end),
        capacity=int(seats),
        languages=tuple(languages.split()),
        skills=tuple(map(SkillId, skills.split())),
        everybody=bool(everybody),
        place=place,
    )


# --- who came


def _who_came(hearing: _Hearing, rest: str, *, came: bool) -> Step | None:
    first, _, named = normalise(rest).partition(" ")
    number = _number(first)
    if number is None:
        return None
    if not named:
        return hearing.puzzle(K.C_TRAINING_CAME_HOW, {"n": number}, why="who came?")
    wanted = SayWhoCame(number=number, came=came, proven=shows_taps(hearing.talk, hearing.who))
    if hearing.facts.words.choices.get(named) == "every":
        return hearing.do(replace(wanted, everybody=True), "all of them")
    people = _people(hearing, named)
    return people if isinstance(people, Step) else hearing.do(replace(wanted, people=people), "who came")


def _people(hearing: _Hearing, said: str) -> tuple[PersonId, ...] | Step:
    """Those named one after the other; or what to say where somebody is not known, or two go by one name."""
    words = [each for each in said.split() if hearing.facts.words.choices.get(each) != "and"]
    found: list[PersonId] = []
    while words:
        for count in range(len(words), 0, -1):
            named = person_named(" ".join(words[:count]), hearing.facts.roster)
            if named is not None:
                break
        else:
            return hearing.puzzle(K.C_NO_SUCH_PERSON, {"person": words[0]}, why="no such person")
        if not isinstance(named, Called):
            ids = ", ".join(each.person for each in named)
            params: Params = {"person": " ".join(words[:count]), "people": ids}
            return hearing.puzzle(K.C_TRAINING_TWO, params, why="which of them?")
        found.append(named.person)
        words = words[count:]
    return tuple(dict.fromkeys(found))


# --- mentors


def _mentor(hearing: _Hearing, rest: str) -> Step | None:
    """`mentor ana ben`: ben learns beside ana; `mentor ben off`: beside nobody any more."""
    words = normalise(rest).split()
    if not words:
        teams = tuple(each.id for each in _runs(hearing))
        return hearing.do(ShowMentors(teams=teams), "who learns beside whom?")
    if not shows_taps(hearing.talk, hearing.who):
        return hearing.puzzle(K.C_ONLY_TELEGRAM, why="not by SMS")
    ends = len(words) > 1 and _is_off(hearing, words[-1])
    people = _people(hearing, " ".join(words[:-1] if ends else words))
    if isinstance(people, Step):
        return people
    if len(people) != (1 if ends else 2):
        return hearing.puzzle(K.C_TRAINING_MENTOR_HOW, why="who beside whom?")
    mentor = None if ends else people[0]
    return hearing.do(NameMentor(trainee=people[-1], mentor=mentor), "a mentor")
