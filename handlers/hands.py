"""What a coordinator does with a call that runs, by text or button: page somebody or everybody, hold, take, hand over,
merge, split, change its nature, its need or its plan. Calls go by number, which may be left out while only one is open.

    page 7 ana, page 7 all, free 7 hazel, hold 7, go on 7, take 7, seen 7, hand 7 ben, merge 8 7, split 7, nature 7 2,
    need 7 3 cap 5 medic 1, plan 7 live 5, watch 7, watch 7 ben, hand over watch ben, remote 7, remote 7 ben

A reason may stand behind a dash. What cannot be undone is asked first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from domain import commands as c
from domain.block import USUAL
from domain.commands import IncidentCommand
from domain.community import Team
from domain.console import WHEN, What
from domain.conversation import Conversation
from domain.ids import IncidentId, NatureId, PersonId, SkillId, TeamId
from domain.incident import Assignment, Disposition, Incident
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Tap
from domain.needs import Nature, Window
from domain.people import Availability, Person, Who
from domain.policy import Paging, Tier
from domain.vocabulary import Word
from domain.when import FARTHEST
from domain.zone import instant, zone
from handlers import rested, sure
from handlers.coordinate import Hearing, ask_out_of_rest, assign_to, is_in_a_rest, list_open, nobody_called, not_open
from handlers.greet import whole
from handlers.naming import ask_which, chosen, person_named, waits_elsewhere, was_asked_which
from handlers.saying import done
from handlers.step import Called, Step, TalkFacts

K = MessageKind
_MOST = 100
"""No number of people is larger, in a need or a plan."""

_LONGEST_PAGE = 240
"""Minutes."""


def hands(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's hands on calls; None for whatever is none of it."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    hearing = Hearing(talk=talk, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap)
    return _written(hearing, inbound) if inbound.text else None


def _written(hearing: Hearing, inbound: Inbound) -> Step | None:
    facts, text = hearing.facts, normalise(inbound.text)
    answer = _answered(hearing, text, whole(inbound, facts))
    if answer is not None:
        return answer
    choice = chosen(hearing.talk, text, facts, hearing.now)
    if choice is not None and choice.word is Word.HAND_WATCH:
        numbers = choice.rest.split()
        return _offer_watch(hearing, [each for each in facts.watched if str(each.number) in numbers], choice.person)
    if choice is not None and choice.word in _CHOSEN:
        incident = _numbered(hearing, choice.rest)
        chose = _CHOSEN[choice.word]
        return None if incident is None else chose(hearing, incident, choice.person)
    leading = facts.words.leading(text)
    if leading is None:
        return None
    word, rest = leading[0], leading[1].split()
    if word in (Word.TAKE_OFF, Word.SEEN_TO):
        return _bare(hearing, word, rest) if len(rest) == 1 and rest[0].isdecimal() else None
    if word in _BARE:
        return _bare(hearing, word, rest) if len(rest) <= 1 and all(each.isdecimal() for each in rest) else None
    if word is Word.MERGE:
        return _merge(hearing, rest)
    doing = _DOING.get(word)
    return None if doing is None else doing(hearing, rest)


def _tapped(hearing: Hearing, tap: Tap) -> Step | None:
    if tap.action is Action.DO_CHANGE:
        pending = hearing.talk.pending
        wanted = sure.asked(hearing.talk, hearing.now)
        if wanted is None or pending is None or pending.subject != tap.subject:
            return None
        return _do(hearing, wanted) if tap.arg == "1" else _leave(hearing)
    if tap.action is Action.TAKE_APART:
        return _obey(hearing, c.TakeApart(incident=IncidentId(tap.subject), by=hearing.who.id))
    if tap.action is Action.HANDS:
        return _picked(hearing, tap)
    make = _TAPPED.get(tap.action)
    if make is None:
        return None
    incident = next((each for each in hearing.facts.watched if each.id == tap.subject), None)
    if incident is None:
        return hearing.puzzle(hearing.say(K.M_STALE_BUTTON), "the incident is over")
    return _obey(hearing, make(incident.id, hearing.who.id))


def _picked(hearing: Hearing, tap: Tap) -> Step | None:
    """What was picked in the console: it leads to what the words of a chat lead to."""
    incident = next((each for each in hearing.facts.watched if each.id == tap.subject), None)
    what, value = tap.arg[:1], tap.arg[1:]
    if what in (What.AID, What.AID_OFF):
        return None  # what is said about a neighbour's help
    do = _PICKED.get(What(what)) if what in set(What) else None
    step = do(hearing, incident, value) if do is not None and incident is not None else None
    return step or hearing.puzzle(hearing.say(K.M_STALE_BUTTON), "the incident is over, or what was picked is gone")


# --- answers to what they were asked


def _answered(hearing: Hearing, text: str, said: Word | None) -> Step | None:
    """A digit, to a question of this talk or an offer of another coordinator's; it may be meant for a page instead."""
    digit = int(text[:3]) if text.isdecimal() else None
    wanted = sure.asked(hearing.talk, hearing.now)
    if wanted is not None and said is Word.INSIST:
        return _do(hearing, wanted)
    if digit not in (0, 1) or waits_elsewhere(hearing.talk, hearing.facts):
        return None
    if wanted is not None:
        return _do(hearing, wanted) if digit else _leave(hearing)
    offered = [each for each in hearing.facts.watched if each.offered_to == hearing.who.id]
    watches = [each for each in hearing.facts.watched if each.monitor_next == hearing.who.id]
    if watches and not offered and hearing.talk.pending is None:
        answer = c.TakeWatch if digit else c.RefuseWatch
        commands = (answer(incident=each.id, by=hearing.who.id) for each in watches)
        return done(hearing.talk, hearing.now, *commands, why=answer.__name__)
    if len(offered) != 1 or hearing.talk.pending is not None:
        return None
    make = c.Take if digit else c.RefuseCall
    return _obey(hearing, make(incident=offered[0].id, by=hearing.who.id))


def _do(hearing: Hearing, wanted: tuple[str, ...]) -> Step | None:
    """What they were asked about, now that they said yes."""
    what, named, *rest, reason = wanted
    incident, by = IncidentId(named), hearing.who.id
    command: IncidentCommand
    match what:
        case "all":
            command = c.PageAll(incident=incident, by=by, reason=reason)
        case "rest":
            command = c.Assign(incident=incident, by=by, reason=reason, person=PersonId(rest[0]), wake=True)
        case "wake":
            command = c.PagePerson(incident=incident, by=by, reason=reason, person=PersonId(rest[0]), wake=True)
        case "merge":
            command = c.Merge(incident=incident, by=by, reason=reason, into=IncidentId(rest[0]))
        case _:
            disposition = tuple(Disposition)[int(rest[0]) - 1]
            command = c.Close(incident=incident, by=by, reason=reason, disposition=disposition)
    return _obey(hearing, command)


def _leave(hearing: Hearing) -> Step:
    return hearing.tell(hearing.say(K.C_LEFT_AS_IT_IS), "left as it is")


# --- which call


def _numbered(hearing: Hearing, number: str) -> Incident | None:
    return next((each for each in hearing.facts.watched if str(each.number) == number), None)


def _call(hearing: Hearing, rest: list[str], *, digits_follow: bool = False) -> tuple[Incident, list[str]] | Step:
    """The call a command names, and what stands behind it; or what to say where it names none of theirs."""
    watched = hearing.facts.watched
    if rest and rest[0].isdecimal():
        found = _numbered(hearing, rest[0].lstrip("0"))
        if found is not None:
            return found, rest[1:]
        if not (digits_follow and len(watched) == 1):
            return not_open(hearing, rest[0])
    return (watched[0], rest) if len(watched) == 1 else list_open(hearing)


def _obey(hearing: Hearing, command: c.AnIncidentCommand) -> Step:
    return done(hearing.talk, hearing.now, command, why=type(command).__name__)


def _puzzle(hearing: Hearing, kind: MessageKind, params: Params, why: str) -> Step:
    return hearing.puzzle(hearing.say(kind, params), why)


# --- a word and a number


def _bare(hearing: Hearing, word: Word, rest: list[str]) -> Step:
    named = _call(hearing, rest)
    return named if isinstance(named, Step) else _obey(hearing, _BARE[word](named[0].id, hearing.who.id))


def _hold(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.Hold(incident=incident, by=by)


def _go_on(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.GoOn(incident=incident, by=by)


def _take(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.Take(incident=incident, by=by)


def _seen(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.Seen(incident=incident, by=by)


def _refuse(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.RefuseCall(incident=incident, by=by)


def _watches(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.TakeWatch(incident=incident, by=by)


def _texts(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.TextWith(incident=incident, by=by, person=by)


def _watches_not(incident: IncidentId, by: PersonId) -> c.AnIncidentCommand:
    return c.RefuseWatch(incident=incident, by=by)


_Make = Callable[[IncidentId, PersonId], c.AnIncidentCommand]

_BARE: Mapping[Word, _Make] = {
    Word.HOLD: _hold,
    Word.GO_ON: _go_on,
    Word.TAKE_CALL: _take,
    Word.TAKE_OFF: _take,  # `take 7`; with a name behind it, it is about a rota
    Word.SEEN_TO: _seen,
    Word.REFUSE_CALL: _refuse,
}

_TAPPED: Mapping[Action, _Make] = {
    Action.HOLD: _hold,
    Action.GO_ON: _go_on,
    Action.TAKE_CALL: _take,
    Action.REFUSE_CALL: _refuse,
    Action.BY_TEXT: _texts,
    Action.TAKE_WATCH: _watches,
    Action.REFUSE_WATCH: _watches_not,
}


# --- page somebody, or everybody


def _page(hearing: Hearing, rest: list[str]) -> Step | None:
    named = _call(hearing, rest)
    if isinstance(named, Step):
        return named if len(rest) > 1 else None
    incident, behind = named
    if not behind:
        return nobody_called(hearing, incident, "") if rest else None
    name = " ".join(behind)
    if hearing.facts.words.choices.get(name) == "every" and person_named(name, hearing.facts.roster) is None:
        return _page_all(hearing, incident)
    asked = was_asked_which(hearing.talk, name, hearing.now)
    found = person_named(name, hearing.facts.roster, asked=asked)
    match found:
        case None:
            return nobody_called(hearing, incident, name)
        case Called():
            return _page_one(hearing, incident, found.person)
        case _:
            return _which(hearing, Word.PAGE, incident, name, found)


def _page_all(hearing: Hearing, incident: Incident) -> Step:
    say = hearing.say(K.C_HANDS_SURE_ALL, {"number": incident.number}, about=incident.id)
    return sure.ask(hearing.talk, hearing.facts, hearing.now, say, "all", incident.id)


def _which(hearing: Hearing, word: Word, incident: Incident, name: str, found: tuple[Called, ...]) -> Step:
    rest = str(incident.number)
    return ask_which(
        hearing.talk, hearing.who, hearing.facts, hearing.now, word=word, rest=rest, said=name, found=found
    )


def _page_one(hearing: Hearing, incident: Incident, person: PersonId) -> Step:
    if is_in_a_rest(hearing, person):
        return ask_out_of_rest(hearing, incident, person, "wake")
    if _sleeps(hearing, incident, person):
        name = (hearing.facts.names or {}).get(person, person)
        say = hearing.say(K.C_HANDS_SURE_WAKE, {"number": incident.number, "person": name}, about=incident.id)
        return sure.ask(hearing.talk, hearing.facts, hearing.now, say, "wake", incident.id, person)
    return _obey(hearing, c.PagePerson(incident=incident.id, by=hearing.who.id, person=person))


def _sleeps(hearing: Hearing, incident: Incident, person: PersonId) -> bool:
    mate = next((each for each in hearing.facts.mates if each.person == person), None)
    if mate is None:
        return False
    on_call = mate.said is Availability.ON or person in incident.plan.on_call
    asleep = mate.asleep and not on_call and not (incident.danger and mate.danger_wakes)
    return asleep or mate.said is Availability.OFF


# --- stand one down


def _free(hearing: Hearing, rest: list[str]) -> Step | None:
    """`free 7 hazel`, by code name or roster name; without the number of a call it is what the lead says."""
    incident = _numbered(hearing, rest[0]) if rest else None
    if incident is None:
        return None
    codes = ", ".join(each.code for each in incident.taking_part())
    unknown: Params = {"number": incident.number, "codes": codes}
    return _freed(hearing, incident, " ".join(rest[1:])) or _puzzle(hearing, K.C_HANDS_FREED_WHO, unknown, "free whom?")


def _off(hearing: Hearing, rest: list[str]) -> Step | None:
    """`off 7 hazel` is the same; `off 22:00` and `off 2 h` are about whoever writes."""
    incident = _numbered(hearing, rest[0]) if len(rest) > 1 else None
    return None if incident is None else _freed(hearing, incident, " ".join(rest[1:]))


def _freed(hearing: Hearing, incident: Incident, name: str) -> Step | None:
    """None where nobody who takes part or is asked is called that."""
    coded = next((each for each in incident.taking_part() if normalise(each.code) == name), None)
    if coded is not None:
        return _free_one(hearing, incident, coded.person)
    here = {each.person for each in incident.taking_part()} | {page.person for page in incident.live_pages()}
    asked = was_asked_which(hearing.talk, name, hearing.now)
    found = person_named(name, [each for each in hearing.facts.roster if each.person in here], asked=asked)
    match found:
        case None:
            return None
        case Called():
            return _free_one(hearing, incident, found.person)
        case _:
            return _which(hearing, Word.FREE, incident, name, found)


def _free_one(hearing: Hearing, incident: Incident, person: PersonId) -> Step:
    return _obey(hearing, c.TakeOff(incident=incident.id, by=hearing.who.id, person=person, all_the_way=True))


# --- hand it over


def _hand(hearing: Hearing, rest: list[str]) -> Step | None:
    named = _call(hearing, rest)
    if isinstance(named, Step):
        return named if len(rest) > 1 else None
    incident, behind = named
    if not behind and not rest:
        return None
    name = " ".join(behind)
    found = _coordinator_named(hearing, name)
    match found:
        case Called():
            return _hand_to(hearing, incident, found.person)
        case None:
            team, community = _team(hearing, name), hearing.facts.community
            if team is not None:
                return _hand_to_team(hearing, incident, team)
            teams = ", ".join(map(community.name_of, community.teams.values()))
            return _puzzle(hearing, K.C_HANDS_NO_TEAM, {"teams": teams}, "nobody to hand it to")
        case _:
            return _which(hearing, Word.HAND, incident, name, found)


def _hand_to(hearing: Hearing, incident: Incident, person: PersonId) -> Step:
    by = hearing.who.id
    if person == by:
        return _obey(hearing, c.Take(incident=incident.id, by=by))
    return _obey(hearing, c.HandTo(incident=incident.id, by=by, person=person))


def _hand_to_team(hearing: Hearing, incident: Incident, team: Team) -> Step:
    name = hearing.facts.community.name_of(team)
    return _obey(hearing, c.HandToTeam(incident=incident.id, by=hearing.who.id, team=team.id, name=name))


def _team(hearing: Hearing, name: str) -> Team | None:
    for team in hearing.facts.community.teams.values():
        if name in {normalise(each) for each in (team.id, *team.names.values())}:
            return team
    return None


# --- who watches over those who go


def _watch(hearing: Hearing, rest: list[str]) -> Step | None:
    """`watch 7`: I watch. With a coordinator's name behind it, that one is asked to."""
    numbered = bool(rest) and rest[0].isdecimal()
    behind = rest[1:] if numbered else rest
    if behind:
        known = _coordinator_named(hearing, " ".join(behind)) is not None
        return _hand_watch(hearing, rest) if known or numbered else None
    named = _call(hearing, rest)
    return named if isinstance(named, Step) else _obey(hearing, _watches(named[0].id, hearing.who.id))


def _hand_watch(hearing: Hearing, rest: list[str]) -> Step | None:
    """`hand over watch 7 ben`. Without a number all that they watch, or all that runs where that is nothing."""
    watched, me = hearing.facts.watched, hearing.who.id
    calls = [each for each in watched if each.monitor == me] or [each for each in watched if each.monitor is None]
    if rest and rest[0].isdecimal():
        named = _call(hearing, rest)
        if isinstance(named, Step):
            return named
        calls, rest = [named[0]], named[1]
    if not calls:
        return list_open(hearing)
    name = " ".join(rest)
    found = _coordinator_named(hearing, name) if name else None
    match found:
        case Called():
            return _offer_watch(hearing, calls, found.person)
        case None if name:
            return _puzzle(hearing, K.C_HANDS_NO_COORDINATOR, {"person": name}, "no coordinator to watch")
        case None:
            return _puzzle(hearing, K.C_WATCH_WHOM, {"number": calls[0].number}, "who is to watch?")
        case _:
            numbers = " ".join(str(each.number) for each in calls)
            return ask_which(
                hearing.talk,
                hearing.who,
                hearing.facts,
                hearing.now,
                word=Word.HAND_WATCH,
                rest=numbers,
                said=name,
                found=found,
            )


def _coordinator_named(hearing: Hearing, name: str) -> Called | tuple[Called, ...] | None:
    coordinators = [each for each in hearing.facts.mates if each.coordinates]
    return person_named(name, coordinators, asked=was_asked_which(hearing.talk, name, hearing.now))


def _offer_watch(hearing: Hearing, calls: list[Incident], person: PersonId) -> Step:
    by, make = hearing.who.id, c.HandWatch
    if person == by:
        return done(hearing.talk, hearing.now, *(_watches(each.id, by) for each in calls), why="watches")
    commands = (make(incident=each.id, by=by, person=person) for each in calls)
    return done(hearing.talk, hearing.now, *commands, why="hands the watch over")


# --- who texts from afar with whoever waits


def _by_text(hearing: Hearing, rest: list[str]) -> Step | None:
    """`remote 7`: I do. With a name behind it, they do."""
    named = _call(hearing, rest)
    numbered = bool(rest) and rest[0].isdecimal()
    if isinstance(named, Step):
        return named if numbered or not rest else None
    incident, behind = named
    if not behind:
        return _obey(hearing, _texts(incident.id, hearing.who.id))
    name = " ".join(behind)
    asked = was_asked_which(hearing.talk, name, hearing.now)
    known = {
        each.person: Called(person=each.person, name=each.name) for each in hearing.facts.mates if each.coordinates
    }
    known |= {each.person: Called(person=each.person, name=each.name) for each in hearing.facts.roster}
    found = person_named(name, known.values(), asked=asked)
    match found:
        case None:
            return nobody_called(hearing, incident, name) if numbered else None
        case Called():
            return _text_one(hearing, incident, found.person)
        case _:
            return _which(hearing, Word.BY_TEXT, incident, name, found)


def _text_one(hearing: Hearing, incident: Incident, person: PersonId) -> Step:
    return _obey(hearing, c.TextWith(incident=incident.id, by=hearing.who.id, person=person))


# --- two calls that are one, one call that is two


def _merge(hearing: Hearing, rest: list[str]) -> Step:
    numbers = [each for each in rest if each.isdecimal()]
    pair = [_numbered(hearing, each) for each in numbers]
    one, other = pair if len(pair) == 2 else (None, None)
    if one is None or other is None or one.id == other.id:
        return _puzzle(hearing, K.C_HANDS_MERGE_HOW, {}, "which two?")
    return _merge_into(hearing, one, other)


def _merge_into(hearing: Hearing, one: Incident, other: Incident) -> Step:
    say = hearing.say(K.C_HANDS_SURE_MERGE, {"number": one.number, "into": other.number}, about=one.id)
    return sure.ask(hearing.talk, hearing.facts, hearing.now, say, "merge", one.id, other.id)


def _split(hearing: Hearing, rest: list[str]) -> Step | None:
    by, facts = hearing.who.id, hearing.facts
    if rest and rest[0].isdecimal():
        merged = [each for each in facts.closed if str(each.number) == rest[0] and each.merged_into is not None]
        if merged:
            return _obey(hearing, c.TakeApart(incident=merged[0].id, by=by))
    named = _call(hearing, rest)
    if isinstance(named, Step):
        return named
    incident, behind = named
    if not behind and incident.also:
        return _obey(hearing, c.TakeApart(incident=incident.also[-1].came_from, by=by))
    nature = _nature_named(hearing, behind)
    if nature is None:
        return _ask_nature(hearing, incident)
    return _obey(hearing, c.SplitOff(incident=incident.id, by=by, nature=nature.id))


# --- what it is, what it needs, under which plan


def _nature(hearing: Hearing, rest: list[str]) -> Step | None:
    named = _call(hearing, rest)
    if isinstance(named, Step):
        return named
    incident, behind = named
    nature = _nature_named(hearing, behind)
    if nature is None:
        return _ask_nature(hearing, incident)
    return _become(hearing, incident, nature)


def _become(hearing: Hearing, incident: Incident, nature: Nature) -> Step:
    community = hearing.facts.community
    command = c.ChangeNature(
        incident=incident.id,
        by=hearing.who.id,
        nature=nature,
        was=community.natures.get(incident.nature),
        ready=community.is_ready(community.teams[incident.team], nature.protection_area),
    )
    return _obey(hearing, command)


def _nature_named(hearing: Hearing, behind: list[str]) -> Nature | None:
    """By its number in the list, its id or its name in any language."""
    natures = tuple(hearing.facts.community.natures.values())
    said = " ".join(behind)
    if said.isdecimal():
        place = int(said[:3])
        return natures[place - 1] if 1 <= place <= len(natures) else None
    named = (each for each in natures if said in {normalise(name) for name in (each.id, *each.names.values())})
    return next(named, None) if said else None


def _ask_nature(hearing: Hearing, incident: Incident) -> Step:
    lines = tuple(
        Line(kind=K.C_LINE_HANDS_NATURE, params={"n": n, "nature": each})
        for n, each in enumerate(hearing.facts.community.natures, start=1)
    )
    say = hearing.say(K.C_HANDS_NATURES, {"number": incident.number}, lines=lines, about=incident.id)
    return hearing.tell(say, "which nature?")


def _need(hearing: Hearing, rest: list[str]) -> Step | None:
    """`need 7 3 cap 5 together 2 legal observer 1`: the first number is how many must come. Behind it may stand
    `speaks es`, `remote listener 1` or `onsite listener 1`, `each medic 1` or `each medic 0`.
    """
    names = _names_of_need(hearing)
    first = hearing.facts.words.choices.get(rest[0]) if rest else None
    if not rest or not (rest[0].isdecimal() or first == "speaks" or _named_and_numbered(rest)[0][0] in names):
        return None
    named = _call(hearing, rest, digits_follow=True)
    if isinstance(named, Step):
        return named
    incident, behind = named
    numbers: dict[str, int] = {}
    if behind and behind[0].isdecimal():
        numbers["responders"] = int(behind[0][:4])
        behind = behind[1:]
    behind, languages = _languages_said(hearing, behind)
    pairs = _named_and_numbered(behind)
    fits = all(name and number for name, number in pairs)
    nobody_speaks = any(name not in names for name, number in pairs if not number)
    if languages == () or (languages is not None and nobody_speaks):
        known = ",".join(dict.fromkeys(_languages_known(hearing).values()))
        return _puzzle(hearing, K.C_HANDS_NO_LANGUAGE, {"number": incident.number, "languages": known}, "speaks what?")
    if fits and any(name not in names for name, _ in pairs):
        skills = ",".join(hearing.facts.community.skills)
        return _puzzle(hearing, K.C_HANDS_NO_ROLE, {"number": incident.number, "skills": skills}, "no such role")
    numbers |= {names[name]: int(number[:4]) for name, number in pairs} if fits else {}
    least_one = (numbers.get(name, 1) for name in ("responders", "cap", "together"))
    nothing = not numbers and not languages
    unread = not fits or nothing
    if unread or max(numbers.values(), default=0) > _MOST or min(least_one) < 1:
        return _puzzle(hearing, K.C_HANDS_NEED_HOW, {"number": incident.number}, "what need?")
    community = hearing.facts.community.skills
    said = [(mark, SkillId(name), n) for mark, _, name, n in _marked(numbers) if name in community]
    roles = tuple((skill, n) for mark, skill, n in said if mark != _EACH)
    command = c.ChangeNeed(
        incident=incident.id,
        by=hearing.who.id,
        responders=numbers.get("responders"),
        cap=numbers.get("cap"),
        together=numbers.get("together"),
        roles=roles,
        languages=None if languages is None else tuple(each for each in languages if each != _ANY),
        afar=tuple((skill, mark == _AFAR) for mark, skill, n in said if n and mark in (_AFAR, _IN_PERSON)),
        each=tuple((skill, bool(n)) for mark, skill, n in said if mark == _EACH),
    )
    return _obey(hearing, command)


_EACH, _AFAR, _IN_PERSON, _ANY = "every", "afar", "in_person", "any"


def _marked(numbers: Mapping[str, int]) -> list[tuple[str, str, str, int]]:
    """`afar:listener` in its parts; without a mark in front the mark is empty."""
    return [(*name.rpartition(":"), n) for name, n in numbers.items()]


def _languages_said(hearing: Hearing, behind: list[str]) -> tuple[list[str], tuple[str, ...] | None]:
    """What is left without `speaks es fr`, and the languages, `any` for whichever; none where they are not known."""
    words = hearing.facts.words
    place = next((n for n, each in enumerate(behind) if words.choices.get(each) == "speaks"), None)
    if place is None:
        return behind, None
    known = {**_languages_known(hearing), **{each: _ANY for each in words.choices if words.choices[each] == "every"}}
    end = place + 1
    while end < len(behind) and behind[end] in known and not _begins_role(behind[end:], known):
        end += 1
    return [*behind[:place], *behind[end:]], tuple(dict.fromkeys(known[each] for each in behind[place + 1 : end]))


def _languages_known(hearing: Hearing) -> dict[str, str]:
    """By their names and by their codes, also those of the community's that have no name here."""
    named = hearing.facts.words.languages
    return {**{each: each for each in (*named.values(), *hearing.facts.community.languages)}, **named}


def _begins_role(behind: list[str], known: Mapping[str, str]) -> bool:
    """`each medic 1` behind a language is no language."""
    return known[behind[0]] == _ANY and len(behind) > 1 and behind[1] not in known and not behind[1].isdecimal()


def _named_and_numbered(words: list[str]) -> list[tuple[str, str]]:
    """Names of one word or several, each with the number behind it: empty where it is missing, as a name may be."""
    pairs: list[tuple[str, str]] = []
    name: list[str] = []
    for word in words:
        if word.isdecimal():
            pairs.append((" ".join(name), word))
            name = []
        else:
            name.append(word)
    return [*pairs, (" ".join(name), "")] if name else pairs


def _names_of_need(hearing: Hearing) -> Mapping[str, str]:
    """What stands before a number: the cap, how many together, or a skill by its id or its name in any language."""
    meant = {"cap": "cap", "beside": "together"}
    words = {word: meant[choice] for word, choice in hearing.facts.words.choices.items() if choice in meant}
    skills = hearing.facts.community.skills
    called = {normalise(name): str(id_) for id_, each in skills.items() for name in (id_, *each.names.values())}
    marks = {
        word: choice for word, choice in hearing.facts.words.choices.items() if choice in (_EACH, _AFAR, _IN_PERSON)
    }
    marked = {f"{word} {name}": f"{mark}:{id_}" for word, mark in marks.items() for name, id_ in called.items()}
    return {**words, **marked, **called}


def _plan(hearing: Hearing, rest: list[str]) -> Step | None:
    """`plan 7` shows it; `plan 7 live 5`, `live auto`, `expires 3`, `tiers 1 2`, `on ana`, `off ben` change it."""
    named = _call(hearing, rest)
    if isinstance(named, Step):
        return named
    incident, behind = named
    command = _plan_said(hearing, incident, behind)
    if command is None:
        return _puzzle(hearing, K.C_HANDS_PLAN_HOW, {"number": incident.number}, "what plan?")
    return _obey(hearing, command)


def _plan_said(hearing: Hearing, incident: Incident, behind: list[str]) -> c.EditPlan | None:
    choices = hearing.facts.words.choices
    parts: list[tuple[str, list[str]]] = []
    for each in behind:
        choice = choices.get(each, "")
        if choice in _OF_A_PLAN:
            parts.append((choice, []))
        elif parts:
            parts[-1][1].append(each)
        else:
            return None
    said = dict(parts)
    live, paging = _live(hearing, said["live"]) if "live" in said else (None, None)
    expires = _number(said.get("expires"), _LONGEST_PAGE)
    tiers = tuple(_number([each], len(Tier)) for each in said.get("tiers", ()))
    on, off = _people(hearing, said.get("join")), _people(hearing, said.get("without"))
    unread = "live" in said and live is None and paging is None
    wrong = unread or ("expires" in said and expires is None) or None in tiers
    if wrong or ("tiers" in said and not tiers) or on is None or off is None or len(set(tiers)) < len(tiers):
        return None
    return c.EditPlan(
        incident=incident.id,
        by=hearing.who.id,
        live_pages=live,
        paging=paging,
        expires=None if expires is None else timedelta(minutes=expires),
        tiers=tuple(tuple(Tier)[each - 1] for each in tiers if each is not None),
        on=on,
        off=off,
    )


_PAGING: Mapping[str, Paging] = {
    "every": Paging.BROADCAST,
    "computed": Paging.COMPUTED,
    "waves": Paging.WAVES,
    "constant": Paging.CONSTANT,
}


def _live(hearing: Hearing, said: list[str]) -> tuple[int | None, Paging | None]:
    """`live 5`, `live auto`, `live all`, `live 5 waves`: how many and in which way, as far as it was said."""
    words = [each for each in said if not each.isdecimal()]
    numbers = [each for each in said if each.isdecimal()]
    paging = _PAGING.get(hearing.facts.words.choices.get(words[0], "")) if len(words) == 1 else None
    number = _number(numbers, _MOST)
    counted = paging not in (Paging.BROADCAST, Paging.COMPUTED)
    unread = (words and paging is None) or (numbers and (number is None or not counted))
    return (None, None) if unread else (number, paging)


_OF_A_PLAN = frozenset({"live", "expires", "tiers", "join", "without"})


def _number(said: list[str] | None, most: int) -> int | None:
    """The one number that was said, if it is from 1 to `most`."""
    if said is None or len(said) != 1 or not said[0].isdecimal():
        return None
    number = int(said[0][:5])
    return number if 1 <= number <= most else None


def _people(hearing: Hearing, said: list[str] | None) -> frozenset[PersonId] | None:
    """Who is named; None where somebody is nobody, or one of several."""
    found = [person_named(each, hearing.facts.roster) for each in said or ()]
    people = [each.person for each in found if isinstance(each, Called)]
    return frozenset(people) if len(people) == len(found) and (people or said is None) else None


_CHOSEN: Mapping[Word, Callable[[Hearing, Incident, PersonId], Step]] = {
    Word.PAGE: _page_one,
    Word.HAND: _hand_to,
    Word.FREE: _free_one,
    Word.BY_TEXT: _text_one,
}
"""What the answer to which of several people leads to."""

_DOING: Mapping[Word, Callable[[Hearing, list[str]], Step | None]] = {
    Word.PAGE: _page,
    Word.FREE: _free,
    Word.OFF: _off,
    Word.HAND: _hand,
    Word.WATCH: _watch,
    Word.HAND_WATCH: _hand_watch,
    Word.BY_TEXT: _by_text,
    Word.SPLIT: _split,
    Word.NATURE: _nature,
    Word.NEED: _need,
    Word.PLAN: _plan,
}


# --- what was picked in the console


def _person(
    do: Callable[[Hearing, Incident, PersonId], Step],
) -> Callable[[Hearing, Incident, str], Step | None]:
    """For somebody whom they know by name."""

    def picked(hearing: Hearing, incident: Incident, value: str) -> Step | None:
        known = (*hearing.facts.roster, *hearing.facts.mates)
        person = next((each.person for each in known if each.person == value), None)
        return None if person is None else do(hearing, incident, person)

    return picked


def _picked_team(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    team = hearing.facts.community.teams.get(TeamId(value))
    return None if team is None else _hand_to_team(hearing, incident, team)


def _picked_nature(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    nature = hearing.facts.community.natures.get(NatureId(value))
    return None if nature is None else _become(hearing, incident, nature)


def _picked_split(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    nature = hearing.facts.community.natures.get(NatureId(value))
    command = None if nature is None else c.SplitOff(incident=incident.id, by=hearing.who.id, nature=nature.id)
    return None if command is None else _obey(hearing, command)


def _picked_merge(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    other = next((each for each in hearing.facts.watched if each.id == value and each.id != incident.id), None)
    return None if other is None else _merge_into(hearing, incident, other)


def _picked_role(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    skill = SkillId(value[1:])
    if skill not in hearing.facts.community.skills or not value[:1].isdecimal():
        return None
    command = c.ChangeNeed(incident=incident.id, by=hearing.who.id, roles=((skill, int(value[0])),))
    return _obey(hearing, command)


def _picked_speaks(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    languages = () if value == _ANY else (value,)
    if not set(languages) <= set(hearing.facts.community.languages):
        return None
    return _obey(hearing, c.ChangeNeed(incident=incident.id, by=hearing.who.id, languages=languages))


def _picked_marked(hearing: Hearing, incident: Incident, value: str, *, afar: bool) -> Step | None:
    skill, is_so = SkillId(value[1:]), value[:1] == "1"
    if skill not in hearing.facts.community.skills:
        return None
    marked = ((skill, is_so),)
    call, by = incident.id, hearing.who.id
    command = (
        c.ChangeNeed(incident=call, by=by, afar=marked) if afar else c.ChangeNeed(incident=call, by=by, each=marked)
    )
    return _obey(hearing, command)


def _picked_tiers(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    tiers = tuple(Tier)
    if not all(each.isdecimal() and 1 <= int(each) <= len(tiers) for each in value):
        return None
    wanted = tuple(tiers[int(each) - 1] for each in value)
    return _obey(hearing, c.EditPlan(incident=incident.id, by=hearing.who.id, tiers=wanted))


def _number_of(
    make: Callable[[IncidentId, PersonId, int], c.AnIncidentCommand],
) -> Callable[[Hearing, Incident, str], Step | None]:
    def picked(hearing: Hearing, incident: Incident, value: str) -> Step | None:
        number = _number([value], _MOST)
        return None if number is None else _obey(hearing, make(incident.id, hearing.who.id, number))

    return picked


_picked_number_live = _number_of(lambda call, by, n: c.EditPlan(incident=call, by=by, live_pages=n))


def _picked_live(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    if value in {each.value for each in Paging}:
        return _obey(hearing, c.EditPlan(incident=incident.id, by=hearing.who.id, paging=Paging(value)))
    return _picked_number_live(hearing, incident, value)


def _puts_on(hearing: Hearing, incident: Incident, person: PersonId) -> Step:
    return _obey(hearing, c.EditPlan(incident=incident.id, by=hearing.who.id, on=frozenset({person})))


def _takes_off(hearing: Hearing, incident: Incident, person: PersonId) -> Step:
    return _obey(hearing, c.EditPlan(incident=incident.id, by=hearing.who.id, off=frozenset({person})))


def _who_takes_part(incident: Incident, value: str) -> Assignment | None:
    """By their place among all who ever did: names of neighbours' people are nothing to pick from."""
    place = int(value) if value.isdecimal() else len(incident.assignments)
    return next((each for each in incident.assignments[place : place + 1] if each in incident.taking_part()), None)


def _picked_free(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    one = _who_takes_part(incident, value)
    return None if one is None else _free_one(hearing, incident, one.person)


def _picked_lead(hearing: Hearing, incident: Incident, value: str) -> Step | None:
    one, by = _who_takes_part(incident, value), hearing.who.id
    return (
        None
        if one is None
        else _obey(hearing, c.HandLead(incident=incident.id, by=by, code=one.code, coordinates=True))
    )


def _picked_window(hearing: Hearing, incident: Incident, value: str) -> Step:
    """From when to when, on the clock of the team; with its start alone it is taken to last a while."""
    where, length = zone(incident.plan.time_zone), len(f"{hearing.now:{WHEN}}")
    try:
        said = [value[at : at + length] for at in range(0, len(value), length)]
        times = [instant(where, datetime.fromisoformat(each)) for each in said]
    except (ValueError, OverflowError):
        times = []
    if len(times) == 1:
        times.append(times[0] + incident.plan.policy.later.lasts)
    if len(times) != 2 or not hearing.now < times[0] < times[1] <= hearing.now + FARTHEST:
        return _puzzle(hearing, K.C_LATER_HOW, {}, "no time that can be meant")
    meant = Window(start=times[0], end=times[1])
    return _obey(hearing, c.SetWindow(incident=incident.id, by=hearing.who.id, window=meant))


def _only(make: _Make) -> Callable[[Hearing, Incident, str], Step | None]:
    """For what nothing is picked for."""
    return lambda hearing, incident, _: _obey(hearing, make(incident.id, hearing.who.id))


_PICKED: Mapping[What, Callable[[Hearing, Incident, str], Step | None]] = {
    What.ASSIGN: _person(assign_to),
    What.PAGE: _person(_page_one),
    What.ALL: lambda hearing, incident, _: _page_all(hearing, incident),
    What.FREE: _picked_free,
    What.LEAD: _picked_lead,
    What.BY_TEXT: _person(_text_one),
    What.RESTED: _person(lambda h, _, person: rested.end(h.talk, h.who, h.facts, h.now, person)),
    What.HAND: _person(_hand_to),
    What.TEAM: _picked_team,
    What.WATCH: _person(lambda hearing, incident, person: _offer_watch(hearing, [incident], person)),
    What.NATURE: _picked_nature,
    What.SPLIT: _picked_split,
    What.RESPONDERS: _number_of(lambda call, by, n: c.ChangeNeed(incident=call, by=by, responders=n)),
    What.CAP: _number_of(lambda call, by, n: c.ChangeNeed(incident=call, by=by, cap=n)),
    What.TOGETHER: _number_of(lambda call, by, n: c.ChangeNeed(incident=call, by=by, together=n)),
    What.ROLE: _picked_role,
    What.SPEAKS: _picked_speaks,
    What.EACH: lambda hearing, incident, value: _picked_marked(hearing, incident, value, afar=False),
    What.AFAR: lambda hearing, incident, value: _picked_marked(hearing, incident, value, afar=True),
    What.LIVE: _picked_live,
    What.EXPIRES: _number_of(lambda call, by, n: c.EditPlan(incident=call, by=by, expires=timedelta(minutes=n))),
    What.TIERS: _picked_tiers,
    What.ON: _person(_puts_on),
    What.OFF: _person(_takes_off),
    What.MERGE: _picked_merge,
    What.SEEN: _only(_seen),
    What.WINDOW: _picked_window,
    What.FOR_NOW: _only(lambda call, by: c.SetWindow(incident=call, by=by, window=None)),
    What.RELEASE: _only(lambda call, by: c.Release(incident=call, by=by)),
    What.BLOCK: _only(lambda call, by: c.BlockSender(incident=call, by=by, lasts=USUAL)),
    What.UNBLOCK: _only(lambda call, by: c.UnblockSender(incident=call, by=by)),
}
