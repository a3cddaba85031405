"""What a coordinator does to the rotas by chat: `gaps`, `put ben on sat 22-06`, `take ana off fri night`, `undo`.

An edit that leaves nobody on, or asks of somebody what the team does not want asked, is shown and waits for a 1 before
it counts. Everything else is done at once and may be undone. What was wanted is kept with the question, and worked out
anew when it is answered: somebody may have changed the rota meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.community import Team
from domain.conversation import Conversation, Pending
from domain.ids import AreaId, PersonId, RotaId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Say
from domain.on_call_needs import gaps_made, gaps_of
from domain.people import Availability, Person, Who
from domain.proof import Lack, made_worse
from domain.rest import RestRule, breaks
from domain.rota import Gap, Rota, together
from domain.rota_change import RotaChange, changed
from domain.rota_commands import ARotaCommand, ChangeKind, ChangeRota, DecideTimeOff, ShowChanges, ShowTimeOff, TakeBack
from domain.rota_edit import left_empty, on_around, on_in, put_on, take_off, time_off_in
from domain.swap import HARD, Grounds, Hurdle, hurdles
from domain.vocabulary import Spoken, Word
from domain.when import Stretch, split_stretch
from handlers.naming import PENDING_HOLDS, ask_which, chosen, person_named, waits_elsewhere, was_asked_which
from handlers.rotas import (
    behind,
    hole_line,
    in_messages,
    label,
    local_name,
    manner_of,
    members_of,
    names,
    protectors,
    stretch_params,
    team_name,
    times,
    wall,
    where_missing,
)
from handlers.saying import done, has_call, puzzled, shows_taps, to_member
from handlers.step import Called, Step, TalkFacts

K = MessageKind

_CONFIRM = "rota_edit"
_WHICH = "rota_which"
UNDOES_ANOTHERS = "rota_undo"
"""What waits for a 1, or for `undo it`: a change of somebody else's, whose id is the subject, is to be undone."""

UNDOES_NEXT = "rota_undo_next"
"""What waits for `undo it` alone: the next change of a file of which one was undone."""

_MOST_GAPS = 3
"""How many gaps an edit is shown to leave."""

_EDITS = {Word.PUT_ON: ChangeKind.PUT_ON, Word.TAKE_OFF: ChangeKind.TAKE_OFF, Word.CLOSE: ChangeKind.LEFT_EMPTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """What is wanted: `kind`, of a rota once that is clear, about `person` where it is about one, in `stretch`."""

    kind: ChangeKind
    stretch: Stretch
    person: PersonId | None = None
    rota: RotaId | None = None

    def kept(self) -> str:
        """As it is kept beside a question."""
        start, end = self.stretch.start.isoformat(), self.stretch.end.isoformat()
        return "|".join((self.kind.value, self.person or "", self.rota or "", start, end))


def _read(kept: str) -> _Edit:
    kind, person, rota, start, end = kept.split("|")
    return _Edit(
        kind=ChangeKind(kind),
        stretch=Stretch(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end)),
        person=PersonId(person) if person else None,
        rota=RotaId(rota) if rota else None,
    )


def _gap_kept(gap: Gap) -> str:
    return "|".join((gap.start.isoformat(), gap.end.isoformat(), ",".join(sorted(gap.areas))))


def _gap_read(kept: str) -> Gap:
    start, end, areas = kept.split("|")
    return Gap(
        start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end),
        deliberate=False,
        areas=frozenset(AreaId(each) for each in areas.split(",") if each),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a coordinator, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime

    @property
    def where(self) -> ZoneInfo:
        return wall(self.who, self.facts)

    @property
    def teams(self) -> tuple[Team, ...]:
        """The teams whose rotas they change."""
        return tuple(team for each, team in sorted(self.facts.community.teams.items()) if each in self.facts.runs)

    @property
    def rotas(self) -> tuple[Rota, ...]:
        return tuple(rota for team in self.teams for rota in team.rotas)

    def say(
        self, kind: MessageKind, params: Mapping[str, str | int] | None = None, lines: tuple[Line, ...] = ()
    ) -> Say:
        return to_member(self.who, self.facts, kind, params, lines=lines)

    def tell(self, *says: Say, why: str) -> Step:
        return done(self.talk, self.now, says=says, why=why)

    def do(self, command: ARotaCommand, why: str) -> Step:
        return done(self.talk, self.now, command, why=why)

    def puzzle(self, kind: MessageKind, params: Mapping[str, str | int] | None, why: str) -> Step:
        return puzzled(self.talk, self.now, self.say(kind, params), why=why)

    def ask(self, say: Say, pending: Pending, why: str) -> Step:
        step = self.tell(say, why=why)
        return replace(step, talk=replace(step.talk, pending=pending))

    def span(self, stretch: Stretch) -> dict[str, str]:
        return stretch_params(self.where, stretch.start, stretch.end)


def rota(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's words and buttons about rotas; None for whatever is none of them."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing, inbound)
    if not inbound.text:
        return None
    step = _answered(hearing, inbound.text) or _written(hearing, inbound)
    if step is None or not has_call(talk, facts) or shows_taps(talk, who):
        return step
    # In a call of their own digits are the call's: what only a digit answers is not asked there.
    asked = step.talk.pending
    return None if asked is not None and asked.about in (_CONFIRM, _WHICH) else step


def _tapped(hearing: _Hearing, inbound: Inbound) -> Step | None:
    tap = inbound.tap
    if tap is None:
        return None
    match tap.action:
        case Action.DO_CHANGE:
            pending = _asked(hearing, _CONFIRM)
            if pending is None or pending.subject != tap.subject:
                return hearing.puzzle(K.M_STALE_BUTTON, None, "another question since")
            return _confirmed(hearing, pending, tap.arg)
        case Action.UNDO:
            return hearing.do(TakeBack(by=hearing.who.id, change=tap.subject), "undo")
        case Action.GRANT | Action.TURN_DOWN:
            granted = tap.action is Action.GRANT
            return hearing.do(DecideTimeOff(by=hearing.who.id, request=tap.subject, granted=granted), "time off")
        case _:
            return None


# --- questions of ours that are answered by a digit


def _asked(hearing: _Hearing, about: str) -> Pending | None:
    pending = hearing.talk.pending
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    return pending if pending is not None and pending.about == about and fresh else None


def _answered(hearing: _Hearing, text: str) -> Step | None:
    choice = chosen(hearing.talk, text, hearing.facts, hearing.now)
    if choice is not None and choice.word in (Word.PUT_ON, Word.TAKE_OFF):
        return _edit(hearing, replace(_read(choice.rest), person=choice.person))
    if choice is not None and choice.word in (Word.GRANT, Word.TURN_DOWN):
        granted = choice.word is Word.GRANT
        return hearing.do(DecideTimeOff(by=hearing.who.id, person=choice.person, granted=granted), "time off")
    digit = normalise(text)
    if not digit.isdecimal() or len(digit) > 2 or waits_elsewhere(hearing.talk, hearing.facts):
        return None
    confirming, which = _asked(hearing, _CONFIRM), _asked(hearing, _WHICH)
    undoing = _asked(hearing, UNDOES_ANOTHERS)
    if undoing is not None and digit == "1":
        return hearing.do(TakeBack(by=hearing.who.id, change=undoing.subject), "undo another's")
    if undoing is not None and digit == "0":
        return hearing.tell(hearing.say(K.C_LEFT_AS_IT_IS), why="left as it is")
    if confirming is not None:
        return _confirmed(hearing, confirming, digit)
    if which is not None:
        edit, *offered = which.rest.split("\n")
        if 1 <= int(digit) <= len(offered):
            return _edit(hearing, replace(_read(edit), rota=RotaId(offered[int(digit) - 1])))
        return _ask_rota(hearing, _read(edit), [each for each in hearing.rotas if each.id in offered])
    return None


def _confirmed(hearing: _Hearing, pending: Pending, answer: str) -> Step:
    kept, *shown = pending.rest.split("\n")
    edit = _read(kept)
    if answer == "1":
        return _edit(hearing, edit, insists=True, shown=tuple(map(_gap_read, shown)))
    if answer == "0":
        return hearing.tell(hearing.say(K.C_LEFT_AS_IT_IS), why="left as it is")
    return _edit(hearing, edit)


# --- words


def _written(hearing: _Hearing, inbound: Inbound) -> Step | None:
    found = behind(inbound, hearing.facts)
    if found is None:
        return None
    word, rest = found
    if not rest and word in _ALONE:
        return _ALONE[word](hearing)
    match word:
        case Word.PUT_ON | Word.TAKE_OFF if rest:
            return _person_edit(hearing, word, rest)
        case Word.CLOSE:
            return _close(hearing, rest)
        case Word.GRANT | Word.TURN_DOWN if rest:
            return _decide(hearing, word, rest)
        case _:
            return None


def _gaps(hearing: _Hearing) -> Step:
    """What nobody is on for, the first one first. What is left empty on purpose is none."""
    found = []
    days = max((team.policy.rota.proof_days for team in hearing.teams), default=0)
    for team in hearing.teams:
        if not team.rotas:
            continue
        end = hearing.now + team.policy.rota.ahead
        named = team_name(team, hearing.facts) if len(hearing.teams) > 1 else ""
        counted = protectors(hearing.facts, team.id)
        found += [
            (gap.start, gap.end, where_missing(gap, hearing.facts.community, named))
            for gap in gaps_of(team, hearing.now, end, counted=counted)
        ]
    if not found:
        return hearing.tell(hearing.say(K.C_NO_GAPS, {"days": days}), why="no gaps")
    lines = [
        Line(kind=K.C_LINE_GAP, params={"team": named, **stretch_params(hearing.where, start, finish)})
        for start, finish, named in sorted(found)
    ]
    manner = manner_of(hearing.who, hearing.talk.contact_point)
    return hearing.tell(*in_messages(hearing.say(K.C_GAPS, {"days": days}), lines, manner), why="gaps")


def _undo(hearing: _Hearing) -> Step:
    by_digit = not waits_elsewhere(hearing.talk, hearing.facts)
    return hearing.do(TakeBack(by=hearing.who.id, by_digit=by_digit), "undo")


def _undo_it(hearing: _Hearing) -> Step | None:
    """What was named to them a moment ago, whatever else waits. Else it is `undo`, or told to whoever comes to them."""
    named = _asked(hearing, UNDOES_ANOTHERS) or _asked(hearing, UNDOES_NEXT)
    if named is not None:
        return hearing.do(TakeBack(by=hearing.who.id, change=named.subject), "undo what was named")
    return None if has_call(hearing.talk, hearing.facts) else _undo(hearing)


def _changes(hearing: _Hearing) -> Step:
    return hearing.do(ShowChanges(by=hearing.who.id), "last changes")


def _time_off(hearing: _Hearing) -> Step:
    return hearing.do(ShowTimeOff(by=hearing.who.id), "who asks for time off")


_ALONE: Mapping[Word, Callable[[_Hearing], Step | None]] = {
    Word.GAPS: _gaps,
    Word.UNDO: _undo,
    Word.UNDO_IT: _undo_it,
    Word.CHANGES: _changes,
    Word.TIME_OFF: _time_off,
}
"""What is shown or done for a word that is the whole message."""


def _decide(hearing: _Hearing, word: Word, said: str) -> Step:
    """`grant ana`, `refuse ana`."""
    found = person_named(said, hearing.facts.mates, asked=was_asked_which(hearing.talk, said, hearing.now))
    match found:
        case None:
            return hearing.puzzle(K.C_NO_SUCH_PERSON, {"person": said}, "no such person")
        case Called():
            command = DecideTimeOff(by=hearing.who.id, person=found.person, granted=word is Word.GRANT)
            return hearing.do(command, "time off")
        case _:
            return _which_person(hearing, word, "", said, found)


def _which_person(hearing: _Hearing, word: Word, rest: str, said: str, found: tuple[Called, ...]) -> Step:
    return ask_which(
        hearing.talk, hearing.who, hearing.facts, hearing.now, word=word, rest=rest, said=said, found=found
    )


# --- put on, take off, nobody


def _person_edit(hearing: _Hearing, word: Word, rest: str) -> Step | None:
    """`ben sat 22-06`, `ben on line sat 22-06`, `ana off tomorrow night`, `me sat 22-06`, `a ana mañana por la noche`.

    What begins so and names nobody may be about the page or the call they are in, and is left to it.
    """
    elsewhere = waits_elsewhere(hearing.talk, hearing.facts)
    found = split_stretch(rest, times(hearing.who, hearing.facts), hearing.where, hearing.now)
    if found is None or not found[0]:
        return None if elsewhere else hearing.puzzle(K.C_WHEN_HOW, None, "which person, when?")
    said, stretch = found
    said, of = _without_rota(hearing, said)
    said = _without_particles(hearing, said)
    edit = _Edit(kind=_EDITS[word], stretch=stretch, rota=of)
    mates = [each for each in hearing.facts.mates if set(each.teams) & set(hearing.facts.runs)]
    able = [each for each in mates if word is Word.TAKE_OFF or each.protects & set(hearing.facts.runs)]
    asked = was_asked_which(hearing.talk, said, hearing.now)
    person = person_named(said, able, asked=asked) or person_named(said, mates, asked=asked)
    if person is None and hearing.facts.words.whole(normalise(said)) is Word.ME:
        person = next((each for each in mates if each.person == hearing.who.id), None)
    match person:
        case None if elsewhere:
            return None
        case None:
            return hearing.puzzle(K.C_NO_SUCH_PERSON, {"person": said}, "no such person")
        case Called():
            return _edit(hearing, replace(edit, person=person.person))
        case _:
            return _which_person(hearing, word, edit.kept(), said, person)


def _without_particles(hearing: _Hearing, said: str) -> str:
    """`ana off` and `a ana` are Ana, unless somebody goes by all of it."""
    words = hearing.facts.words
    parts = said.split()
    known = {normalise(each.name) for each in hearing.facts.mates}
    if normalise(said) in known:
        return said
    for count in (3, 2, 1):
        if len(parts) > count and words.whole(normalise(" ".join(parts[-count:]))) in (Word.ON, Word.OFF):
            parts = parts[:-count]
            break
    while len(parts) > 1 and words.calendar.get(normalise(parts[0])) in (Spoken.A, Spoken.FILLER):
        parts = parts[1:]
    while len(parts) > 1 and words.calendar.get(normalise(parts[-1])) is Spoken.FILLER:
        parts = parts[:-1]
    return " ".join(parts)


def _without_rota(hearing: _Hearing, said: str) -> tuple[str, RotaId | None]:
    """What is said without the name of a rota at its end, and the rota if one of theirs has that name."""
    parts = said.split()
    for count in (3, 2, 1):
        if len(parts) > count:
            found = _rotas_named(hearing, " ".join(parts[-count:]))
            if len(found) == 1:
                return " ".join(parts[:-count]), found[0].id
    return said, None


def _rotas_named(hearing: _Hearing, said: str) -> list[Rota]:
    """Rotas of theirs by the name within the team, by id, or with the team's name before it."""
    wanted = normalise(said)
    return [
        rota
        for team in hearing.teams
        for rota in team.rotas
        if wanted
        in {
            normalise(local_name(rota)),
            normalise(rota.id),
            normalise(f"{team_name(team, hearing.facts)} {local_name(rota)}"),
        }
    ]


def _close(hearing: _Hearing, rest: str) -> Step | None:
    """`close line sat 22-06`: nobody on, on purpose. Without a rota's name it is about calls, and not ours."""
    parts = rest.split()
    named = next(
        (
            (count, found)
            for count in (3, 2, 1)
            if len(parts) >= count and (found := _rotas_named(hearing, " ".join(parts[:count])))
        ),
        None,
    )
    if named is None:
        return None
    count, found = named
    split = split_stretch(" ".join(parts[count:]), times(hearing.who, hearing.facts), hearing.where, hearing.now)
    if split is None or split[0]:
        return hearing.puzzle(K.C_WHEN_HOW, None, "nobody on, when?")
    edit = _Edit(kind=ChangeKind.LEFT_EMPTY, stretch=split[1])
    return _edit(hearing, replace(edit, rota=found[0].id)) if len(found) == 1 else _ask_rota(hearing, edit, found)


def _edit(hearing: _Hearing, edit: _Edit, *, insists: bool = False, shown: tuple[Gap, ...] = ()) -> Step:
    """Do it, or show what it means first. `shown`: the gaps they were shown that it makes."""
    if edit.kind is ChangeKind.PUT_ON and not _goes_to_calls(hearing, edit.person):
        return hearing.puzzle(K.C_SWAP_CANNOT, _about(hearing, edit), "not vetted to be on")
    of = _rota_for(hearing, edit)
    if not of:
        kind = K.C_NOT_ON if edit.kind is ChangeKind.TAKE_OFF else K.M_NO_ROTA
        return hearing.puzzle(kind, _about(hearing, edit), "no rota it could be")
    if len(of) > 1:
        return _ask_rota(hearing, edit, of)
    rota, edit = of[0], replace(edit, rota=of[0].id)
    if edit.kind is ChangeKind.PUT_ON and _is_on_throughout(rota, edit):
        return hearing.puzzle(K.C_ON_ALREADY, _about(hearing, edit), "on already")
    if edit.kind is ChangeKind.PUT_ON and _hurdles(hearing, edit, rota) & HARD:
        return hearing.puzzle(K.C_SWAP_CANNOT, _about(hearing, edit), "nobody can insist on it")
    change = _change(rota, edit)
    if not insists:
        worries = _worries(hearing, edit, rota, change)
        if worries:
            return _ask_confirm(hearing, edit, rota, change, worries)
    command = ChangeRota(by=hearing.who.id, change=change, kind=edit.kind, shown=shown)
    return hearing.do(command, edit.kind.value)


def _goes_to_calls(hearing: _Hearing, person: PersonId | None) -> bool:
    return any(person in protectors(hearing.facts, each) for each in hearing.facts.runs)


def _about(hearing: _Hearing, edit: _Edit) -> dict[str, str]:
    return {"person": names([edit.person] if edit.person else [], hearing.facts), **hearing.span(edit.stretch)}


def _change(rota: Rota, edit: _Edit) -> RotaChange:
    match edit.kind, edit.person:
        case ChangeKind.PUT_ON, str(person):
            return put_on(rota, PersonId(person), edit.stretch)
        case ChangeKind.TAKE_OFF, str(person):
            return take_off(rota, PersonId(person), edit.stretch)
        case _:
            return left_empty(rota, edit.stretch)


def _rota_for(hearing: _Hearing, edit: _Edit) -> list[Rota]:
    """The rotas it may be about: the one that was named, those the person is on then, those of their teams."""
    rotas = [each for each in hearing.rotas if edit.rota in (None, each.id)]
    if edit.person is None:
        return rotas
    if edit.kind is ChangeKind.TAKE_OFF:
        return [each for each in rotas if on_in(each, edit.person, edit.stretch)]
    mate = next((each for each in hearing.facts.mates if each.person == edit.person), None)
    teams = mate.protects if mate is not None else ()
    return [each for each in rotas if each.id.partition("/")[0] in teams]


def _ask_rota(hearing: _Hearing, edit: _Edit, found: list[Rota]) -> Step:
    teams = hearing.teams
    lines = tuple(
        Line(kind=K.C_LINE_WHICH_ROTA, params={"n": n, "rota": label(each, teams, hearing.facts, always=True)})
        for n, each in enumerate(found, start=1)
    )
    kept = "\n".join((edit.kept(), *(each.id for each in found)))
    pending = Pending(about=_WHICH, subject=hearing.facts.stimulus, rest=kept)
    return hearing.ask(hearing.say(K.C_WHICH_ROTA, lines=lines), pending, "on which rota?")


def _is_on_throughout(rota: Rota, edit: _Edit) -> bool:
    if edit.person is None:
        return False
    found = on_in(rota, edit.person, edit.stretch)
    return len(found) == 1 and (found[0].start, found[0].end) == (edit.stretch.start, edit.stretch.end)


def _worries(hearing: _Hearing, edit: _Edit, rota: Rota, change: RotaChange) -> tuple[Line, ...]:
    """Why somebody should look before it counts: a gap, too little rest, somebody who has said they cannot."""
    team = _team_of(hearing, rota)
    after = _after(team, change)
    made = _made(hearing, edit, team, after)
    lines = [
        Line(
            kind=K.C_LINE_GAP_LEFT,
            params={
                "team": where_missing(gap, hearing.facts.community),
                **stretch_params(hearing.where, gap.start, gap.end),
            },
        )
        for gap in made[:_MOST_GAPS]
    ]
    if len(made) > _MOST_GAPS:
        lines.append(Line(kind=K.M_LINE_MORE, params={"count": len(made) - _MOST_GAPS}))
    if edit.kind is ChangeKind.TAKE_OFF:
        lines += _fewer(hearing, edit, team, after)
    if edit.kind is ChangeKind.LEFT_EMPTY:
        lines.append(Line(kind=K.C_LINE_ON_THEN, params=_on_then(hearing, team.rotas, edit.stretch)))
    if edit.kind is ChangeKind.PUT_ON and edit.person is not None:
        lines += _in_the_way(hearing, edit, rota)
        lines += _asks_much(hearing, edit.person, edit.stretch, team)
    return tuple(lines)


def _fewer(hearing: _Hearing, edit: _Edit, team: Team, after: tuple[Rota, ...]) -> list[Line]:
    """Where somebody is left, and fewer than the team needs, or without a skill, a language or a lead."""
    start, community = max(hearing.now, edit.stretch.start), hearing.facts.community
    becomes = replace(team, rotas=after)
    people = members_of(hearing.facts, team)
    found = made_worse(team, becomes, community, people, start, edit.stretch.end, all_reached=True)
    short = [each for each in found if each.lack is Lack.TOO_FEW]
    lines = [hole_line(hearing.where, each) for each in short[:_MOST_GAPS]]
    if len(short) > _MOST_GAPS:
        lines.append(Line(kind=K.M_LINE_MORE, params={"count": len(short) - _MOST_GAPS}))
    return lines


def _hurdles(hearing: _Hearing, edit: _Edit, rota: Rota) -> frozenset[Hurdle]:
    """What would stand in the way if they were to take it in a swap."""
    team = _team_of(hearing, rota)
    members = {each.id: each for each in members_of(hearing.facts, team)}
    if edit.person is None or edit.person not in members:
        return HARD
    whole = hearing.facts.community
    rotas = tuple(rota for each in whole.teams.values() for rota in each.rotas)
    grounds = Grounds(community=whole, team=team, rotas=rotas, members=members)
    return hurdles(members[edit.person], rota, edit.stretch.start, edit.stretch.end, grounds)


def _in_the_way(hearing: _Hearing, edit: _Edit, rota: Rota) -> list[Line]:
    """What no other line says of them: they lack a skill, cover another area, or are on in another rota."""
    found = _hurdles(hearing, edit, rota) & {Hurdle.SKILLS, Hurdle.AREAS, Hurdle.ON_ALREADY}
    if edit.person is None or on_in(rota, edit.person, edit.stretch):
        found -= {Hurdle.ON_ALREADY}  # it makes a shift of theirs longer
    params = {"person": _about(hearing, edit)["person"], "hurdles": ",".join(sorted(found))}
    return [Line(kind=K.C_LINE_IN_THE_WAY, params=params)] if found else []


def _made(hearing: _Hearing, edit: _Edit, team: Team, after: tuple[Rota, ...]) -> tuple[Gap, ...]:
    start, counted = max(hearing.now, edit.stretch.start), protectors(hearing.facts, team.id)
    return gaps_made(team, replace(team, rotas=after), start, edit.stretch.end, counted=counted)


def _asks_much(hearing: _Hearing, person: PersonId, stretch: Stretch, team: Team) -> list[Line]:
    lines = []
    facts, named = hearing.facts, names([person], hearing.facts)
    rotas = [rota for each in facts.community.teams.values() for rota in each.rotas]
    broken = breaks(rotas, person, stretch, team.policy.rota)
    if broken is not None:
        found, allowed = round(broken.found / timedelta(hours=1), 1), round(broken.allowed / timedelta(hours=1), 1)
        if broken.rule is RestRule.REST_BETWEEN:
            params: dict[str, str | int] = {"person": named, "hours": f"{found:g}", "least": f"{allowed:g}"}
            lines.append(Line(kind=K.C_LINE_RESTS, params=params))
        else:
            params = {"person": named, "hours": f"{found:g}", "most": f"{allowed:g}"}
            lines.append(Line(kind=K.C_LINE_ON_LONG, params=params))
    if any(each.person == person and each.said is Availability.OFF for each in facts.mates):
        lines.append(Line(kind=K.C_LINE_SAID_OFF, params={"person": named}))
    free = [off for rota in rotas for off in time_off_in(rota, person, stretch)]
    if free:
        when = stretch_params(hearing.where, free[0].start, free[0].end)
        lines.append(Line(kind=K.C_LINE_HAS_TIME_OFF, params={"person": named, **when}))
    return lines


def _ask_confirm(hearing: _Hearing, edit: _Edit, rota: Rota, change: RotaChange, worries: tuple[Line, ...]) -> Step:
    """What it would be, who would be on then, and why they are asked."""
    after = _after(_team_of(hearing, rota), change)
    lines = [_edited(hearing, edit, rota)]
    if edit.kind is ChangeKind.TAKE_OFF and edit.person is not None:
        lines += [
            Line(
                kind=K.C_LINE_STAYS_ON,
                params={
                    "person": names([edit.person], hearing.facts),
                    **stretch_params(hearing.where, each.start, each.end),
                },
            )
            for each in on_around(changed(rota, change), edit.person, edit.stretch)
        ]
    if edit.kind is ChangeKind.PUT_ON:
        lines.append(Line(kind=K.C_LINE_ON_THEN, params=_on_then(hearing, after, edit.stretch)))
    say = hearing.say(K.C_CONFIRM_CHANGE, lines=(*lines, *worries))
    question = hearing.facts.stimulus
    shown = _made(hearing, edit, _team_of(hearing, rota), after)[:_MOST_GAPS]
    pending = Pending(about=_CONFIRM, subject=question, rest="\n".join((edit.kept(), *map(_gap_kept, shown))))
    return hearing.ask(replace(say, subject=question), pending, "do it all the same?")


def _edited(hearing: _Hearing, edit: _Edit, rota: Rota) -> Line:
    kinds = {ChangeKind.PUT_ON: K.C_LINE_EDIT_ON, ChangeKind.TAKE_OFF: K.C_LINE_EDIT_OFF}
    named = label(rota, hearing.teams, hearing.facts)
    if edit.person is None:
        return Line(kind=K.C_LINE_EDIT_EMPTY, params={"rota": named, **hearing.span(edit.stretch)})
    return Line(kind=kinds[edit.kind], params={"rota": named, **_about(hearing, edit)})


def _on_then(hearing: _Hearing, rotas: tuple[Rota, ...], stretch: Stretch) -> dict[str, str]:
    people = {each for span in together(rotas, stretch.start, stretch.end) for each in span.people}
    return {"people": names(people, hearing.facts), **hearing.span(stretch)}


def _after(team: Team, change: RotaChange) -> tuple[Rota, ...]:
    return tuple(changed(each, change) if each.id == change.rota else each for each in team.rotas)


def _team_of(hearing: _Hearing, rota: Rota) -> Team:
    return next(team for team in hearing.teams if rota in team.rotas)
