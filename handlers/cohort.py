"""The year together by chat: cohorts, their gatherings and pairs; a team to begin; and what a team is ready for.

    new cohort: sat 9 jan 14-17, Main Library, 12 seats
    cohorts, cohort 1, cohort 1 3 (an agenda), join cohort 1, leave cohort 1
    miss gathering 3, come to gathering 3 (the next, without a number)
    cohort 1 approve ben, cohort 1 remove ben, cohort 1 came all, cohort 1 missed 3 ben
    cohort 1 pairs, cohort 1 pair ana ben, cohort 1 action ben: ask the library for the room
    cohort 1 move 3 sat 20 mar 14-17, cohort 1 graduate all
    cohort 1 move sat 13 feb 14-17, Town Hall (from the next on, and where, or one of the two)
    cohort 1 off, cohort 1 undo
    new team; ready for 5, not ready for 5

Behind the weekly word about somebody's pair, `1` says that they talked; `0`, and whatever else asks for silence, ends
it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.checkin import Said
from domain.cohort_commands import (
    AnswerNudge,
    BeginCohort,
    CallCohortOff,
    CallToAction,
    ChangeCohort,
    DecideFellow,
    DecideTeam,
    Graduate,
    JoinCohort,
    LeaveCohort,
    MakePair,
    MoveGathering,
    ProposePairs,
    SayBeforehand,
    SayWhoGathered,
    SetReady,
    ShowCohorts,
    TakeCohortUp,
    WishTeam,
)
from domain.conversation import Conversation, Pending
from domain.ids import AreaId, NewTeamId, PersonId, TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Params, Tap
from domain.needs import ProtectionArea
from domain.new_team import HOURS, LONGEST_NAME, NewTeam
from domain.people import Person, Role, Standing, Who
from domain.vocabulary import Word
from domain.when import read_stretch
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
from handlers.naming import PENDING_HOLDS, waits_elsewhere
from handlers.rotas import behind, stretch_params, team_name, times, wall
from handlers.saying import done, has_call, is_puzzled, shows_taps
from handlers.step import Step, TalkFacts

K = MessageKind

_SURE = "cohort_sure"
_PAIRS = "cohort_pairs"
_OFF = "cohort_off"
_CHANGE = "cohort_change"
"""It waits for a 1 before it is called off, or changes; the subject is its number, the rest when and where."""

_READY = "cohort_ready"
_TEAM = "new_team"
"""A question about a team to begin is open: its kind is the subject, what was answered before is the rest."""

_OTHERS_WAIT = timedelta(hours=1)
_ZIP = 5
_CALLED = {"evenings": "1", "weekends": "2", "every": "3"}
_MOST_BEHIND = 5
"""So many words behind a wish still belong to it, where the first is a number."""

_MOST_WORDS_OF_A_PAIR = 10
"""What is longer than an answer about a pair is about something else."""


def cohorts(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words and buttons about the year together, and about teams; None for whatever is about neither."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = Hearing(talk=talk, who=who, facts=facts, now=now)
    answered = _answered(hearing, inbound) or _team_told(hearing, inbound)
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
    words = hearing.facts.words
    number, alone = number_in(words.without_courtesy(rest)), not rest or normalise(rest) in words.courtesies
    if number is None and len(rest.split()) <= _MOST_BEHIND:  # `1 sorry`
        number = number_in(rest.partition(" ")[0])
    match word:
        case Word.COHORT:
            return _about(hearing, rest)
        case Word.ADD_MEMBER | Word.READY_FOR | Word.NOT_READY_FOR if _waits_for_a_yes(hearing.who):
            return hearing.puzzle(K.M_COHORT_TEAM_WAITS, why="a second yes is missing")
        case Word.COHORT_JOIN if number is not None or alone:
            return hearing.do(JoinCohort(number=number or 0), "wants to join")
        case Word.COHORT_LEAVE if number is not None or alone:
            return hearing.do(LeaveCohort(number=number or 0), "leaves")
        case Word.GATHERING_AWAY | Word.GATHERING_COME if number is not None or alone:
            comes = word is Word.GATHERING_COME
            return hearing.do(SayBeforehand(gathering=number or 0, comes=comes), "comes, or does not")
        case Word.NEW_COHORT if hearing.who.is_coordinator():
            return _new(hearing, rest)
        case Word.NEW_TEAM if not rest:
            return _begin_team(hearing)
        case Word.READY_FOR | Word.NOT_READY_FOR if hearing.who.is_coordinator():
            return _ready(hearing, rest, ready=word is Word.READY_FOR)
        case _:
            return None


def _waits_for_a_yes(who: Person) -> bool:
    """True for whoever has begun a team and is to coordinate it once a second coordinator says yes to them."""
    begun = (each for each in who.memberships if Role.COORDINATOR in each.roles)
    return not who.is_coordinator() and any(each.standing is Standing.BOUND for each in begun)


def pair_word(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What somebody says to the weekly word about their pair."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    tap = inbound.tap
    if tap is not None:
        return _nudge(talk, now, no_more=tap.arg == "0") if tap.action is Action.COHORT_PAIR else None
    typed = bool(inbound.text) and not inbound.forwarded and inbound.other is None
    if facts.nudged is None or not typed or has_call(talk, facts) or facts.is_wanted():
        return None
    if talk.pending is not None and now - talk.last_at < _OTHERS_WAIT:
        return None
    said = normalise(inbound.text)
    if said in ("0", "1"):
        return _nudge(talk, now, no_more=said == "0")
    words = facts.check_in_words
    if words.meant(said) is Said.NO_MORE:
        return _nudge(talk, now, no_more=True)
    if len(said.split()) > _MOST_WORDS_OF_A_PAIR or words.says_unwell(said) or facts.read(inbound.text).danger:
        return None
    talked = words.has_talked(said)
    return None if talked is None else _nudge(talk, now, no_more=False, talked=talked)


def _nudge(talk: Conversation, now: datetime, *, no_more: bool, talked: bool = True) -> Step:
    return done(talk, now, AnswerNudge(no_more=no_more, talked=talked), why="about their pair")


def _tapped(hearing: Hearing, tap: Tap) -> Step | None:
    coordinates = hearing.who.is_coordinator()
    if tap.action is Action.COHORT and tap.arg == "j":
        return hearing.do(JoinCohort(number=int(tap.subject)), "asks to join")
    if tap.action is Action.COHORT and coordinates:
        return hearing.do(DecideFellow(taken_in=tap.arg == "1", handle=tap.subject), "in or not")
    if tap.action is Action.COHORT_TEAM and coordinates:
        return hearing.do(DecideTeam(wish=NewTeamId(tap.subject), yes=tap.arg == "1"), "a new team or not")
    return None


def _answered(hearing: Hearing, inbound: Inbound) -> Step | None:
    """The 1 or 0 before a cohort begins, changes or is called off, pairs are made or a team is ready."""
    sure = sure_of(hearing, inbound, (_SURE, _PAIRS, _READY, _OFF, _CHANGE))
    if sure is None:
        return None
    waits, said = sure
    if said == "0":
        return left_as_it_is(hearing)
    if waits.about == _PAIRS:
        return hearing.do(ProposePairs(number=int(waits.subject), make=True), "pairs are made")
    if waits.about == _OFF:
        return hearing.do(CallCohortOff(number=int(waits.subject)), "called off")
    if waits.about == _CHANGE:
        start, end, place = waits.rest.split("\n")
        changed = ChangeCohort(number=int(waits.subject), place=place)
        if start:
            changed = replace(changed, start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
        return hearing.do(changed, "changed")
    if waits.about == _READY:
        team, area, ready = waits.rest.split("\n")
        command = SetReady(team=TeamId(team), area=ProtectionArea(area), ready=bool(ready))
        return hearing.do(command, "ready or not")
    return hearing.do(_kept(waits.rest), "a cohort begins")


# --- a new one


def _new(hearing: Hearing, rest: str) -> Step:
    head, parted, told = rest.partition(":")
    team = team_named(hearing, normalise(head)) if parted and head else None
    if team is None:  # the colon stood right behind the words, or in a time
        team, told = team_named(hearing, ""), rest
    stretch, parts = when_in(hearing, [" ".join(each.split()) for each in told.split(",") if each.strip()])
    seats = [many for each in parts if (many := seats_in(hearing, normalise(each))) is not None]
    place = ", ".join(each for each in parts if seats_in(hearing, normalise(each)) is None)
    ahead = stretch is not None and hearing.now < stretch.start and stretch.end - stretch.start < timedelta(days=1)
    if team is None or stretch is None or not ahead or len(seats) != 1 or not place or len(place) > LONGEST_PLACE:
        return hearing.puzzle(K.C_COHORT_HOW, why="which cohort, when and where?")
    params: Params = {
        **stretch_params(wall(hearing.who, hearing.facts), stretch.start, stretch.end),
        "venue": place,
        "count": seats[0],
        "team": team_name(team, hearing.facts) if len(runs(hearing)) > 1 else "",
    }
    form = "\n".join((team.id, stretch.start.isoformat(), stretch.end.isoformat(), str(seats[0]), place))
    return hearing.ask(K.C_COHORT_SURE, params, Pending(about=_SURE, subject="", rest=form), "begin it?")


def _kept(form: str) -> BeginCohort:
    team, start, end, seats, place = form.split("\n")
    return BeginCohort(
        team=TeamId(team),
        start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end),
        seats=int(seats),
        place=place,
    )


# --- one there is


def _about(hearing: Hearing, rest: str) -> Step | None:
    """`cohort`; `cohort 1`; `cohort 1 3`; and what a coordinator says behind the number."""
    if not rest:
        return hearing.do(ShowCohorts(), "which cohorts?")
    first, _, then = rest.partition(" ")
    number = number_in(first)
    if number is None:
        return None
    if not then:
        return hearing.do(ShowCohorts(number=number), "one cohort")
    gathering = number_in(then)
    if gathering is not None:
        return hearing.do(ShowCohorts(number=number, gathering=gathering), "an agenda")
    return _coordinated(hearing, number, then) if hearing.who.is_coordinator() else None


def _coordinated(hearing: Hearing, number: int, then: str) -> Step | None:
    verb, _, behind_it = normalise(then).partition(" ")
    match hearing.facts.words.choices.get(verb):
        case "pair":
            return _pair(hearing, number, behind_it)
        case "action":
            return _call(hearing, number, then.split(None, 1)[1] if behind_it else "")
        case "graduate":
            return _graduate(hearing, number, behind_it)
        case "move":
            return _move(hearing, number, then.split(None, 1)[1] if behind_it else "")
        case _ if is_off(hearing, normalise(then)):
            waits = Pending(about=_OFF, subject=str(number))
            return hearing.ask(K.C_COHORT_SURE_OFF, {"n": number}, waits, "really off?")
        case _ if hearing.facts.words.whole(normalise(then)) is Word.UNDO:
            return hearing.do(TakeCohortUp(number=number), "taken up again")
        case _:
            pass
    leading = hearing.facts.words.leading(normalise(then))
    match leading:
        case (Word.APPROVE | Word.REMOVE as word, named) if named:
            people = people_in(hearing, named)
            if isinstance(people, Step):
                return people
            commands = [DecideFellow(number=number, person=each, taken_in=word is Word.APPROVE) for each in people]
            return done(hearing.talk, hearing.now, *commands, why="in or not")
        case (Word.CAME | Word.MISSED as word, named):
            return _who_came(hearing, number, named, came=word is Word.CAME)
        case _:
            return None


def _who_came(hearing: Hearing, number: int, named: str, *, came: bool) -> Step:
    first, _, rest = named.partition(" ")
    gathering = number_in(first) if first else None
    named = named if gathering is None else rest
    wanted = SayWhoGathered(number=number, gathering=gathering or 0, came=came)
    if not named or hearing.facts.words.choices.get(named) == "every":
        return hearing.do(replace(wanted, everybody=True), "all of them")
    people = people_in(hearing, named)
    return people if isinstance(people, Step) else hearing.do(replace(wanted, people=people), "who came")


def _call(hearing: Hearing, number: int, said: str) -> Step:
    """`ben: ask for the room`: it is Ben's. Where nobody is named before a colon, whoever wrote it sees to it."""
    head, colon, behind_it = said.partition(":")
    named = people_in(hearing, normalise(head)) if colon and behind_it.strip() else ()
    owners = () if isinstance(named, Step) else named
    words = " ".join((behind_it if owners else said).split())
    if not words:
        return hearing.puzzle(K.C_COHORT_CALL_HOW, {"n": number}, why="what do we do?")
    return hearing.do(CallToAction(number=number, words=words, owners=owners), "a call to action")


def _pair(hearing: Hearing, number: int, named: str) -> Step:
    if not named:
        step = hearing.do(ProposePairs(number=number), "which pairs?")
        return replace(step, talk=replace(step.talk, pending=Pending(about=_PAIRS, subject=str(number))))
    people = people_in(hearing, named)
    if isinstance(people, Step):
        return people
    if len(people) != 2:
        return hearing.puzzle(K.C_COHORT_PAIR_HOW, {"n": number}, why="who with whom?")
    return hearing.do(MakePair(number=number, one=people[0], other=people[1]), "a pair")


def _graduate(hearing: Hearing, number: int, named: str) -> Step:
    if hearing.facts.words.choices.get(named) == "every":
        return hearing.do(Graduate(number=number, everybody=True), "all who may")
    people: tuple[PersonId, ...] | Step = people_in(hearing, named)
    if isinstance(people, Step):
        return people
    return hearing.do(Graduate(number=number, people=people), "they graduate")


def _move(hearing: Hearing, number: int, rest: str) -> Step:
    first, _, when = rest.partition(" ")
    gathering = number_in(first)
    words, where = times(hearing.who, hearing.facts), wall(hearing.who, hearing.facts)
    stretch = read_stretch(when, words, where, hearing.now) if when else None
    if gathering is None or stretch is None:
        return _change(hearing, number, rest)
    command = MoveGathering(number=number, gathering=gathering, start=stretch.start, end=stretch.end)
    return hearing.do(command, "moved")


def _change(hearing: Hearing, number: int, said: str) -> Step:
    """All of those ahead. Shown whole before anybody hears of it."""
    told = moved_to(hearing, said)
    if told is None or (number_in(said.partition(" ")[0]) is not None and told[0] is None):
        return hearing.puzzle(K.C_COHORT_MOVE_HOW, {"n": number}, why="which, and to when?")
    stretch, place = told
    where = wall(hearing.who, hearing.facts)
    shown = {"when": "", "until": ""} if stretch is None else stretch_params(where, stretch.start, stretch.end)
    form = ("", "") if stretch is None else (stretch.start.isoformat(), stretch.end.isoformat())
    waits = Pending(about=_CHANGE, subject=str(number), rest="\n".join((*form, place)))
    return hearing.ask(K.C_COHORT_SURE_CHANGE, {"n": number, **shown, "venue": place}, waits, "change it?")


# --- a team to begin


def _begin_team(hearing: Hearing) -> Step:
    if not (hearing.facts.graduate or hearing.who.is_coordinator()):
        return hearing.puzzle(K.M_COHORT_TEAM_NOT_YET, why="who has not done the year")
    return _ask(hearing, K.M_COHORT_TEAM_NAME, ())


def _ask(hearing: Hearing, kind: MessageKind, given: tuple[str, ...], params: Params | None = None) -> Step:
    waits = Pending(about=_TEAM, subject=kind.value, rest="\n".join(given))
    return hearing.ask(kind, params or {}, waits, "a team to begin")


def _team_told(hearing: Hearing, inbound: Inbound) -> Step | None:
    """The next answer about a team to begin: its name, where it goes, when it is on; and a 1 to all of it."""
    waits, tap = hearing.talk.pending, inbound.tap
    if waits is None or waits.about != _TEAM or hearing.now - hearing.talk.last_at > PENDING_HOLDS:
        return None
    if tap is not None and tap.action is not Action.DO_CHANGE:
        return None
    text = tap.arg if tap is not None else " ".join(inbound.text.split())
    if not text or (tap is None and waits_elsewhere(hearing.talk, hearing.facts)):
        return None
    if text == "0":
        return left_as_it_is(hearing)
    leading = hearing.facts.words.leading(normalise(text))
    given = tuple(waits.rest.split("\n")) if waits.rest else ()
    match MessageKind(waits.subject):
        case K.M_COHORT_TEAM_NAME if leading is None or leading[1]:
            return _named(hearing, text)
        case K.M_COHORT_TEAM_PLACE:
            return _placed(hearing, given, text)
        case K.M_COHORT_TEAM_HOURS if hours := _hours(hearing, text):
            return _shown(hearing, (*given, hours))
        case K.M_COHORT_TEAM_HOURS if leading is None or leading[1]:
            return _ask(hearing, K.M_COHORT_TEAM_HOURS, given)
        case K.M_COHORT_TEAM_SURE if text == "1":
            return hearing.do(WishTeam(team=_team_of(given)), "a team to begin")
        case _:
            return None


def _named(hearing: Hearing, text: str) -> Step:
    community = hearing.facts.community
    taken = {normalise(name) for each in community.teams.values() for name in (each.id, *each.names.values())}
    if normalise(text) in taken or len(text) > LONGEST_NAME or not normalise(text):
        return hearing.ask(
            K.M_COHORT_TEAM_TAKEN,
            {"team": text[:LONGEST_NAME]},
            Pending(about=_TEAM, subject=K.M_COHORT_TEAM_NAME.value),
            "another name",
        )
    return _ask(hearing, K.M_COHORT_TEAM_PLACE, (text,), _areas(hearing))


def _areas(hearing: Hearing) -> Params:
    return {"areas": ",".join(hearing.facts.community.areas)}


def _placed(hearing: Hearing, given: tuple[str, ...], text: str) -> Step:
    """ZIP codes and the names of areas, parted by commas or by blanks."""
    known: dict[str, AreaId] = {}
    for area in hearing.facts.community.areas.values():
        for name in (area.id, *area.names.values(), *area.aliases):
            known.setdefault(normalise(name), area.id)
    zips, areas, wrong = _read_places(known, text)
    if wrong or not (zips or areas):
        return _ask(hearing, K.M_COHORT_TEAM_PLACE, given, _areas(hearing))
    return _ask(hearing, K.M_COHORT_TEAM_HOURS, (*given, " ".join(areas), " ".join(zips)))


def _read_places(known: Mapping[str, AreaId], text: str) -> tuple[list[str], list[AreaId], bool]:
    zips: list[str] = []
    areas: list[AreaId] = []
    wrong = False
    for part in text.split(","):
        if (area := known.get(normalise(part))) is not None:
            areas.append(area)
            continue
        for word in part.split():
            if word.isdecimal() and len(word) == _ZIP:
                zips.append(word)
            elif (area := known.get(normalise(word))) is not None:
                areas.append(area)
            else:
                wrong = True
    return zips, areas, wrong


def _hours(hearing: Hearing, text: str) -> str:
    """The digit, or the one that is called so: `evenings`; empty where it is none of them."""
    if text in HOURS:
        return text
    choices = hearing.facts.words.choices
    called = {_CALLED[said] for each in normalise(text).split() if (said := choices.get(each, "")) in _CALLED}
    return called.pop() if len(called) == 1 else ""


def _team_of(given: tuple[str, ...]) -> NewTeam:
    name, areas, zips, hours = given
    return NewTeam(name=name, areas=tuple(map(AreaId, areas.split())), zips=tuple(zips.split()), hours=hours)


def _shown(hearing: Hearing, given: tuple[str, ...]) -> Step:
    return _ask(hearing, K.M_COHORT_TEAM_SURE, given, about_team(_team_of(given), hearing.facts))


def about_team(team: NewTeam, facts: TalkFacts) -> Params:
    """The blanks of a team to begin."""
    community, language = facts.community, facts.community.default_language
    names = [community.areas[each].name(language, language) for each in team.areas if each in community.areas]
    return {"team": team.name, "place": ", ".join((*names, *team.zips)), "shift": team.hours}


# --- what a team is ready for


def _ready(hearing: Hearing, rest: str, *, ready: bool) -> Step | None:
    if not shows_taps(hearing.talk, hearing.who):
        return hearing.puzzle(K.C_ONLY_TELEGRAM, why="not by SMS")
    found = hearing.facts.toolkit.area_named(normalise(rest))
    team = None if found is None else team_named(hearing, found[1])
    if found is None or team is None:
        return hearing.puzzle(K.C_COHORT_READY_HOW, why="ready for what?")
    form = "\n".join((team.id, found[0].value, "1" if ready else ""))
    kind = K.C_COHORT_READY_SURE if ready else K.C_COHORT_READY_OFF_SURE
    params: Params = {"card_area": found[0].value, "team": team_name(team, hearing.facts)}
    return hearing.ask(kind, params, Pending(about=_READY, subject="", rest=form), "ready or not?")
