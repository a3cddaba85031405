"""Trainings by chat: announced, signed up to, given back, and who came; and who learns beside whom.

    new training 1: sat 5 dec 14-17, Library, 12 seats, en es, de-escalation, open
    trainings, training 4, seat 4, no seat 4
    training 4 move sat 12 dec 14-17, training 4 move Town Hall, training 4 off
    came 4 all, came 4 ana ben, came 4 guests, missed 4 ben
    mentor ana ben, mentor ben off, mentors

Behind the colon the parts may stand in any order: what is none of a time, seats, languages, a skill of the community's
and `open` (community members may come too) is the place. It is shown whole before anybody hears of it. What gives
somebody a skill, or takes a mentor from them, is nobody's to do by SMS.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.commands import Command, KnockAtDoor
from domain.community import Team
from domain.conversation import Conversation, Pending, Question
from domain.ids import SkillId, TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Params, Tap
from domain.needs import Door, ProtectionArea
from domain.people import Person, Requester, Who
from domain.training_commands import (
    Announce,
    ATrainingCommand,
    CallTrainingOff,
    GiveSeatBack,
    MoveTraining,
    NameMentor,
    SayWhoCame,
    ShowMentors,
    ShowTrainings,
    TakeSeat,
)
from domain.vocabulary import Word
from domain.when import Stretch
from handlers.hearing import (
    LONGEST_PLACE,
    Hearing,
    is_off,
    left_as_it_is,
    moved_to,
    number_in,
    people_in,
    runs,
    seats_in,
    sure_of,
    team_named,
    when_in,
)
from handlers.intake import FORGETS_AFTER
from handlers.rotas import behind, stretch_params, team_name, wall
from handlers.saying import is_puzzled, shows_taps, unanswered
from handlers.step import Step, TalkFacts

K = MessageKind

_SURE = "training_sure"
"""A training waits for a 1 before it is announced; the rest is what it is, the place last."""

_SURE_OFF = "training_sure_off"
"""A training waits for a 1 before it is called off; the subject is its number."""


_SURE_MOVE = "training_sure_move"
"""A training waits for a 1 before it is moved; the subject is its number, the rest is when and where."""

_OTHER_DOORS = frozenset({Question.JOIN, Question.TOOLKIT, Question.TEAM})

_MOST_BEHIND = 4
"""So many words behind a wish for a seat still belong to it, where the first is a number."""

_MOST_BESIDES = {"seat": 2, "other": 8}
"""So many words beside a wish for a seat, or a question about a training, are still part of it."""


def trainings(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words and buttons about trainings; None for whatever is not about them."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = Hearing(talk=talk, who=who, facts=facts, now=now)
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


def _meant(hearing: Hearing, word: Word, rest: str) -> Step | None:
    seat = _seat(word, hearing.facts.words.without_courtesy(rest)) or _only_seat(hearing, word, rest)
    if seat is not None:
        return hearing.do(seat, "about a seat")
    who = hearing.who
    match word:
        case Word.TRAINING:
            return _about_training(hearing, rest)
        case Word.NEW_TRAINING if who.is_coordinator():
            return _new(hearing, rest)
        case Word.TRAINING_MOVE if who.is_coordinator():
            first, _, then = rest.partition(" ")
            number = number_in(first)
            return None if number is None else _moved(hearing, number, then)
        case Word.CAME | Word.MISSED if who.is_coordinator():
            return _who_came(hearing, rest, came=word is Word.CAME)
        case Word.MENTOR if not rest and not who.is_coordinator():
            return hearing.do(ShowMentors(teams=()), "who learns beside whom?")
        case Word.MENTOR if who.is_coordinator():
            return _mentor(hearing, rest)
        case _:
            return None


def for_anybody(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A community member who has no call may take a seat and give it back, where the training is open to all."""
    if not isinstance(who, Requester) or facts.incident is not None or inbound.tap is not None:
        return None
    asked = behind(inbound, facts)
    seat = None if asked is None else _seat(asked[0], facts.words.without_courtesy(asked[1]))
    if seat is not None:
        return replace(unanswered(talk, now, why="about a seat"), commands=(seat,))
    return _about_what_they_heard(talk, inbound, facts, now)


def _about_what_they_heard(talk: Conversation, inbound: Inbound, facts: TalkFacts, now: datetime) -> Step | None:
    """What whoever was told of the trainings open to all, or has a seat at one, asks about it. Nobody is called for
    it; whatever else is in their words is for the line that helps."""
    told = Question.TRAINING in talk.intake.asked and now - talk.last_at <= FORGETS_AFTER
    unheard = talk.silent or talk.intake.has_told() or inbound.forwarded or not inbound.text
    if unheard or not (told or facts.seated):
        return None
    said = normalise(facts.words.without_courtesy(inbound.text))
    plain = {facts.words.whole(normalise(inbound.text)), facts.words.whole(said)} if told else set()
    alone = _OTHER_DOORS.isdisjoint(talk.intake.asked)  # of several doors a plain yes may mean any
    if Word.YES in plain and alone:
        return replace(unanswered(talk, now, why="wants a seat"), commands=(TakeSeat(),))
    if Word.THANKS in plain or (Word.NO in plain and alone):
        return unanswered(talk, now, why="nothing more is asked")
    asked, rest = _asked_of_it(said, facts)
    besides = facts.read(rest)
    needs = facts.read(inbound.text).danger or besides.says_what or besides.help or facts.seek(rest).place is not None
    if not asked or needs or len(rest.split()) > _MOST_BESIDES["seat" if asked == {"seat"} else "other"]:
        return None
    if asked == {"seat"} and told:
        return replace(unanswered(talk, now, why="wants a seat"), commands=(TakeSeat(),))
    heard = "told" not in asked or "other" in asked
    knock = KnockAtDoor(conversation=talk.id, door=Door.TRAINING, words=inbound.text)
    commands: tuple[Command, ...] = (ShowTrainings(asked=True, heard=heard), *((knock,) if heard else ()))
    return replace(unanswered(talk, now, why="asks about a training"), commands=commands)


def _asked_of_it(said: str, facts: TalkFacts) -> tuple[set[str], str]:
    """What is asked, and what they say besides."""
    known, rest, asked = facts.words.training_asks, f" {said} ", set[str]()
    for phrase in sorted((each for each in known if f" {each} " in rest), key=len, reverse=True):
        if f" {phrase} " in rest:
            asked.add(known[phrase])
            rest = rest.replace(f" {phrase} ", " ")
    return asked, rest.strip()


def _seat(word: Word, rest: str) -> ATrainingCommand | None:
    number = number_in(rest)
    if number is None:
        return None
    match word:
        case Word.SEAT:
            return TakeSeat(number=number)
        case Word.SEAT_BACK:
            return GiveSeatBack(number=number)
        case _:
            return None


def _only_seat(hearing: Hearing, word: Word, rest: str) -> ATrainingCommand | None:
    """`4 sorry`; and, without a number, the only one there is."""
    first = rest.partition(" ")[0]
    if len(rest.split()) <= _MOST_BEHIND and number_in(first) is not None:
        return _seat(word, first)
    asked_else = hearing.talk.pending is not None or bool(hearing.talk.draft)  # a place in a line, say
    if asked_else or (rest and normalise(rest) not in hearing.facts.words.courtesies):
        return None
    only: dict[Word, ATrainingCommand] = {Word.SEAT: TakeSeat(), Word.SEAT_BACK: GiveSeatBack()}
    return only.get(word)


def _tapped(hearing: Hearing, tap: Tap) -> Step | None:
    if tap.action is not Action.TRAINING:
        return None
    make: ATrainingCommand = TakeSeat(training=tap.subject)
    if tap.arg == "0":
        make = GiveSeatBack(training=tap.subject)
    return hearing.do(make, "about a seat")


def _about_training(hearing: Hearing, rest: str) -> Step | None:
    """`trainings`; `training 4`; `training 4 off`; `training 4 move` and what is new."""
    if not rest:
        return hearing.do(ShowTrainings(), "which trainings?")
    first, _, then = rest.partition(" ")
    number = number_in(first)
    if number is None:
        return None
    if not then:
        return hearing.do(ShowTrainings(number=number), "one training")
    if not hearing.who.is_coordinator():
        return None
    match hearing.facts.words.leading(normalise(then)):
        case (Word.CAME | Word.MISSED as word, named):
            return _who_came(hearing, f"{number} {named}".strip(), came=word is Word.CAME)
    verb, _, what = then.partition(" ")
    if hearing.facts.words.choices.get(normalise(verb)) == "move":
        return _moved(hearing, number, what)
    if not is_off(hearing, normalise(then)):
        return None
    waits = Pending(about=_SURE_OFF, subject=str(number))
    return hearing.ask(K.C_TRAINING_SURE_OFF, {"n": number}, waits, "really off?")


def _answered(hearing: Hearing, inbound: Inbound) -> Step | None:
    """The 1 or 0 before one is announced, moved or called off."""
    sure = sure_of(hearing, inbound, (_SURE, _SURE_MOVE, _SURE_OFF))
    if sure is None:
        return None
    waits, said = sure
    if said == "0":
        return left_as_it_is(hearing)
    if waits.about == _SURE_OFF:
        return hearing.do(CallTrainingOff(number=int(waits.subject)), "called off")
    if waits.about == _SURE_MOVE:
        start, end, place = waits.rest.split("\n")
        command = MoveTraining(number=int(waits.subject), place=place)
        if start:
            command = replace(command, start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
        return hearing.do(command, "moved")
    return hearing.do(_kept(waits.rest), "announced")


# --- another time, or another place


def _moved(hearing: Hearing, number: int, said: str) -> Step:
    """Shown whole before anybody hears of it."""
    told = moved_to(hearing, said)
    if told is None:
        return hearing.puzzle(K.C_TRAINING_MOVE_HOW, {"n": number}, why="to when, or where?")
    stretch, place = told
    where = wall(hearing.who, hearing.facts)
    shown = {"when": "", "until": ""} if stretch is None else stretch_params(where, stretch.start, stretch.end)
    form = ("", "") if stretch is None else (stretch.start.isoformat(), stretch.end.isoformat())
    params: Params = {"n": number, **shown, "venue": place}
    waits = Pending(about=_SURE_MOVE, subject=str(number), rest="\n".join((*form, place)))
    return hearing.ask(K.C_TRAINING_SURE_MOVE, params, waits, "move it?")


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


def _new(hearing: Hearing, rest: str) -> Step:
    head, _, behind_it = rest.partition(":")
    found = hearing.facts.toolkit.area_named(normalise(head))
    team = None if found is None else team_named(hearing, found[1])
    told = _told(hearing, [" ".join(each.split()) for each in behind_it.split(",") if each.strip()])
    if found is None or team is None or told is None:
        return hearing.puzzle(K.C_TRAINING_HOW, why="which training, when and where?")
    area, several = found[0], len(runs(hearing)) > 1
    params: Params = {
        "card_area": area.value,
        **stretch_params(wall(hearing.who, hearing.facts), told.stretch.start, told.stretch.end),
        "venue": told.place,
        "count": told.seats,
        "languages": ",".join(told.languages),
        "skills": ",".join(told.skills),
        "bare": "" if told.skills else "yes",
        "everybody": "yes" if told.everybody else "",
        "team": team_name(team, hearing.facts) if several else "",
    }
    return hearing.ask(
        K.C_TRAINING_SURE, params, Pending(about=_SURE, subject="", rest=_form(team, area, told)), "announce it?"
    )


def _told(hearing: Hearing, parts: Sequence[str]) -> _Told | None:
    """None where a time, seats or a place is missing."""
    stretch, parts = when_in(hearing, parts)
    seats: int | None = None
    languages: tuple[str, ...] = ()
    skills: list[SkillId] = []
    everybody = False
    place: list[str] = []
    for part in parts:
        said = normalise(part)
        skill = _skill(hearing, said)
        if (many := seats_in(hearing, said)) is not None:
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
    if stretch is None or not ahead or seats is None or not where or len(where) > LONGEST_PLACE:
        return None
    return _Told(
        stretch=stretch,
        seats=seats,
        place=where,
        languages=tuple(dict.fromkeys(languages)) or (hearing.facts.community.default_language,),
        skills=tuple(dict.fromkeys(skills)),
        everybody=everybody,
    )


def _is_open(hearing: Hearing, said: str) -> bool:
    """`open`, `for everybody`."""
    words = said.split()
    choices = [hearing.facts.words.choices.get(each) for each in words]
    return len(words) <= 2 and bool(choices) and choices[-1] in ("open", "every")


def _languages(hearing: Hearing, said: str) -> tuple[str, ...] | None:
    """`en es`, `english and spanish`; None if any of it is no language."""
    known = hearing.facts.words.languages
    codes = {*known.values(), *hearing.facts.community.languages}
    words = [each for each in said.split() if hearing.facts.words.choices.get(each) != "and"]
    found = [each if each in codes else known.get(each) for each in words]
    spoken = tuple(each for each in found if each is not None)
    return spoken if found and len(spoken) == len(found) else None


def _skill(hearing: Hearing, said: str) -> SkillId | None:
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


def _who_came(hearing: Hearing, rest: str, *, came: bool) -> Step | None:
    first, _, named = normalise(rest).partition(" ")
    number = number_in(first)
    if number is None:
        return None
    if not named:
        return hearing.puzzle(K.C_TRAINING_CAME_HOW, {"n": number}, why="who came?")
    wanted = SayWhoCame(number=number, came=came, proven=shows_taps(hearing.talk, hearing.who))
    choice = hearing.facts.words.choices.get(named)
    if choice in ("every", "guests"):
        wanted = replace(wanted, everybody=choice == "every", guests=choice == "guests")
        return hearing.do(wanted, "all of them")
    people = people_in(hearing, named)
    return people if isinstance(people, Step) else hearing.do(replace(wanted, people=people), "who came")


# --- mentors


def _mentor(hearing: Hearing, rest: str) -> Step | None:
    """`mentor ana ben`: ben learns beside ana; `mentor ben off`: beside nobody any more."""
    words = normalise(rest).split()
    if not words:
        teams = tuple(each.id for each in runs(hearing))
        return hearing.do(ShowMentors(teams=teams), "who learns beside whom?")
    if not shows_taps(hearing.talk, hearing.who):
        return hearing.puzzle(K.C_ONLY_TELEGRAM, why="not by SMS")
    ends = len(words) > 1 and is_off(hearing, words[-1])
    people = people_in(hearing, " ".join(words[:-1] if ends else words))
    if isinstance(people, Step):
        return people
    if len(people) != (1 if ends else 2):
        return hearing.puzzle(K.C_TRAINING_MENTOR_HOW, why="who beside whom?")
    mentor = None if ends else people[0]
    return hearing.do(NameMentor(trainee=people[-1], mentor=mentor), "a mentor")
