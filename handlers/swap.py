"""Swaps and calls for cover: a shift is offered, taken or not, confirmed, insisted on.

    swap                     the shifts of theirs that are to come; a digit chooses
    swap fri                 to everybody who could take it
    swap sat 22-02 with ana  a part of one, and to whom
    mine 3, pass 3           what those who are asked say. The number may be left out while one is open. A no may
                             say why: pass, at work
    swap back 3              whoever asked takes it back
    cover sat 22-06          a coordinator asks everybody who could take it; alone, for the first gap
    confirm swap 3, refuse swap 3, insist 3 ben

An offer comes unasked, so that no digit answers it: a digit may be meant for a page, a call or another question. Its
own words and its number say which of them is meant. Without the number they are an answer to a page first, while one
is live.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.community import Team
from domain.conversation import Conversation, Pending
from domain.ids import PersonId, SwapId, TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Tap
from domain.people import PAGEABLE, Person, Who
from domain.rota_commands import (
    AskSwap,
    ASwapCommand,
    CallForCover,
    ConfirmSwap,
    EndSwap,
    InsistOnSwap,
    PassShift,
    RefuseSwap,
    TakeShift,
)
from domain.standing import short
from domain.vocabulary import Vocabulary, Word
from handlers.answer import without_reason
from handlers.naming import PENDING_HOLDS, Choice, ask_which, chosen, person_named, was_asked_which
from handlers.rotas import behind, in_messages, manner_of, stretch_params, times, wall
from handlers.saying import done, has_call, puzzled, reading, to_member
from handlers.step import Called, Mate, Step, TalkFacts
from handlers.which_shift import Said, ShiftOf, meant, moment_past, shifts_of, time_said

_K = MessageKind
_ABOUT = "which_shift"
_LISTED = 5
_LONGEST_NUMBER = 6
"""Digits of a swap's number; more are no number of ours."""

_BUTTONS: dict[Action, type[TakeShift | PassShift | ConfirmSwap | RefuseSwap | InsistOnSwap]] = {
    Action.TAKE_SHIFT: TakeShift,
    Action.NOT_ME: PassShift,
    Action.CONFIRM_SWAP: ConfirmSwap,
    Action.REFUSE_SWAP: RefuseSwap,
    Action.INSIST: InsistOnSwap,
}
_COORDINATORS = frozenset({Action.CONFIRM_SWAP, Action.REFUSE_SWAP, Action.INSIST, Action.COVER})
_NUMBERED: dict[Word, type[TakeShift | PassShift | EndSwap]] = {
    Word.TAKE_SHIFT: TakeShift,
    Word.NOT_ME: PassShift,
    Word.SWAP_BACK: EndSwap,
}
_MAY_BE_TOLD = frozenset({Word.TAKE_SHIFT, Word.NOT_ME, Word.COVER, Word.INSIST})
"""Alone, without a number or a time, these may be said of a call or a page as well."""

_ANSWERS = frozenset({Word.TAKE_SHIFT, Word.NOT_ME})
_DECIDED: dict[Word, type[ConfirmSwap | RefuseSwap]] = {
    Word.CONFIRM_SWAP: ConfirmSwap,
    Word.REFUSE_SWAP: RefuseSwap,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a member about a shift, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime

    def do(self, command: ASwapCommand, why: str) -> Step:
        return done(self.talk, self.now, command, why=why)

    def puzzle(self, kind: MessageKind, params: Params | None = None, *, why: str) -> Step:
        return puzzled(self.talk, self.now, to_member(self.who, self.facts, kind, params), why=why)

    @property
    def has_call(self) -> bool:
        return has_call(self.talk, self.facts)

    @property
    def is_paged(self) -> bool:
        return self.facts.is_paged()

    @property
    def waits_elsewhere(self) -> bool:
        return self.has_call or self.facts.is_wanted()

    def teams(self) -> tuple[Team, ...]:
        known = self.facts.community.teams
        return tuple(
            known[each.team] for each in self.who.memberships if each.standing in PAGEABLE and each.team in known
        )

    def shifts(self) -> tuple[ShiftOf, ...]:
        return shifts_of(self.who.id, self.teams(), self.now)

    def mates(self, team: TeamId) -> tuple[Mate, ...]:
        return tuple(each for each in self.facts.mates if team in each.teams and each.person != self.who.id)

    def time_in(self, text: str) -> Said:
        return time_said(text, times(self.who, self.facts), wall(self.who, self.facts), self.now)

    def moment_past_in(self, text: str) -> Said:
        return moment_past(text, times(self.who, self.facts), wall(self.who, self.facts), self.now)


def swap(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What a member says about swaps and calls for cover; None for whatever is neither."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap)
    if not inbound.text:
        return None
    choice = chosen(talk, inbound.text, facts, now)
    if choice is not None:
        return _chosen(hearing, choice)
    text = normalise(inbound.text)
    if text.isdecimal():
        return None if hearing.has_call else _picked(hearing, int(text[:3]))
    leading = behind(inbound, facts)
    if leading is None:
        return None
    word, rest = leading
    if word is Word.NOT_ME:
        _, rest = behind(replace(inbound, text=without_reason(facts.words, inbound.text)), facts) or leading
    if word in _NUMBERED:
        return _numbered(hearing, word, normalise(rest))
    if word is Word.SWAP:
        return _swap(hearing, rest)
    return _coordinates(hearing, word, rest) if who.is_coordinator() else None


def _tapped(hearing: _Hearing, tap: Tap) -> Step | None:
    if tap.action in _COORDINATORS and not hearing.who.is_coordinator():
        return None
    if tap.action is Action.COVER:
        return _cover_tapped(hearing, tap.subject)
    command = _BUTTONS.get(tap.action)
    if command is None:
        return None
    return hearing.do(command(by=hearing.who.id, swap=SwapId(tap.subject)), tap.action.name.lower())


def _numbered(hearing: _Hearing, word: Word, rest: str) -> Step | None:
    """`mine 3`, `mine`; a text that merely begins so is not taken for one.

    Without a number a yes or a no is for a page first, while one is live: somebody waits for it.
    """
    number, is_one = _number(rest)
    may_be_told = word in _MAY_BE_TOLD and hearing.has_call
    if not is_one or (number is None and (may_be_told or (word in _ANSWERS and hearing.is_paged))):
        return None
    return hearing.do(_NUMBERED[word](by=hearing.who.id, number=number), word.value)


def _number(rest: str) -> tuple[int | None, bool]:
    """The number `rest` is, None if it is empty; and whether it is either."""
    if not rest:
        return None, True
    is_one = rest.isdecimal() and len(rest) <= _LONGEST_NUMBER
    return (int(rest) if is_one else None), is_one


# --- somebody wants to give a shift away


def _swap(hearing: _Hearing, said: str) -> Step:
    if not said:
        return _list(hearing, hearing.shifts())
    time = hearing.time_in(_without_joins(said, hearing.facts.words))
    names = _names_in(time.beside, hearing.facts.words)
    if not time.stretches and time.at is None:
        if not names or any(person_named(each, hearing.facts.mates) is None for each in names):
            return hearing.puzzle(_K.M_SWAP_HOW, why="no time")
        return _list(hearing, hearing.shifts(), names=names)
    mine, clear = meant(hearing.shifts(), time)
    if not mine:
        return hearing.puzzle(_K.M_SWAP_NOT_YOURS, why="not on then")
    if len(mine) > 1 or not clear:
        return _list(hearing, mine, names=names)
    return _offered(hearing, mine[0], (), names)


def _list(hearing: _Hearing, mine: Sequence[ShiftOf], names: tuple[str, ...] = ()) -> Step:
    """Their shifts, to choose from by a digit unless a digit may be meant for something else."""
    if not mine:
        return hearing.puzzle(_K.M_SWAP_NO_SHIFTS, why="no shift ahead")
    shown = mine[:_LISTED]
    where = wall(hearing.who, hearing.facts)
    lines = tuple(
        Line(
            kind=_K.M_LINE_SWAP_SHIFT,
            params={"n": "" if hearing.waits_elsewhere else n, **stretch_params(where, each.start, each.end)},
        )
        for n, each in enumerate(shown, start=1)
    )
    say = to_member(hearing.who, hearing.facts, _K.M_SWAP_SHIFTS)
    says = in_messages(say, lines, manner_of(hearing.who, hearing.talk.contact_point))
    step = done(hearing.talk, hearing.now, says=says, why="which shift?")
    kept = "\n".join((",".join(names), *(each.kept() for each in shown)))
    return replace(step, talk=replace(step.talk, pending=Pending(about=_ABOUT, subject="swap", rest=kept)))


def _picked(hearing: _Hearing, digit: int) -> Step | None:
    """A digit, after their shifts were listed; it belongs to a page or a call of theirs first."""
    pending = hearing.talk.pending
    if pending is None or pending.about != _ABOUT or hearing.now - hearing.talk.last_at > PENDING_HOLDS:
        return None
    names, *kept = pending.rest.split("\n")
    if hearing.waits_elsewhere:
        return None
    if not 1 <= digit <= len(kept):
        return _list(hearing, hearing.shifts())
    return _offered(hearing, ShiftOf.read(kept[digit - 1]), (), tuple(each for each in names.split(",") if each))


def _offered(hearing: _Hearing, mine: ShiftOf, people: tuple[PersonId, ...], names: tuple[str, ...]) -> Step:
    """Everybody who could take it is asked, or those of these names."""
    team = TeamId(mine.rota.partition("/")[0])
    for place, name in enumerate(names):
        asked = was_asked_which(hearing.talk, name, hearing.now)
        match person_named(name, hearing.mates(team), asked=asked):
            case None:
                return hearing.puzzle(_K.M_SWAP_WHO, {"person": name}, why="no such person")
            case Called() as found:
                people = (*people, found.person)
            case several:
                rest = ";".join((mine.kept(), ",".join(people), ",".join(names[place + 1 :])))
                return ask_which(
                    hearing.talk,
                    hearing.who,
                    hearing.facts,
                    hearing.now,
                    word=Word.SWAP,
                    rest=rest,
                    said=name,
                    found=several,
                )
    command = AskSwap(by=hearing.who.id, rota=mine.rota, start=mine.start, end=mine.end, people=people)
    return hearing.do(command, "swap")


def _without_joins(text: str, words: Vocabulary) -> str:
    """Commas for the words around names and times, so that a time stands alone: `my tuesday shift with ben`."""
    return " ".join("," if words.whole(normalise(each)) is Word.AMONG else each for each in text.split())


def _names_in(text: str, words: Vocabulary) -> tuple[str, ...]:
    """The names in `with ana or ben carter, cal`: what stands between them, and single letters, are none."""
    names: list[list[str]] = [[]]
    for part in text.split(","):
        for token in normalise(part).split():
            if len(token) == 1 or words.whole(token) is Word.AMONG:
                names.append([])
            else:
                names[-1].append(token)
        names.append([])
    return tuple(" ".join(each) for each in names if each)


def _chosen(hearing: _Hearing, choice: Choice) -> Step | None:
    """Which of those who go by one name they meant."""
    match choice.word:
        case Word.SWAP:
            kept, people, names = choice.rest.split(";")
            ids = (*(PersonId(each) for each in people.split(",") if each), choice.person)
            return _offered(hearing, ShiftOf.read(kept), ids, tuple(each for each in names.split(",") if each))
        case Word.COVER:
            return _covered(hearing, Said.read(choice.rest), choice.person)
        case Word.INSIST:
            number = int(choice.rest) if choice.rest else None
            return hearing.do(InsistOnSwap(by=hearing.who.id, number=number, person=choice.person), "insist")
        case _:
            return None


# --- a coordinator


def _coordinates(hearing: _Hearing, word: Word, said: str) -> Step | None:
    by = hearing.who.id
    if not said and hearing.has_call and word in _MAY_BE_TOLD:
        return None
    if word is Word.COVER:
        return _cover(hearing, said)
    rest = normalise(said)
    number, is_one = _number(rest)
    if word is Word.COVER_BACK and is_one:
        return hearing.do(EndSwap(by=by, number=number, cover=True), "cover back")
    if word in _DECIDED and is_one:
        return hearing.do(_DECIDED[word](by=by, number=number), word.value)
    return _insist(hearing, rest.split()) if word is Word.INSIST else None


def _insist(hearing: _Hearing, rest: list[str]) -> Step:
    number, is_one = _number(rest[0] if rest else "")
    name = " ".join(rest[1:] if is_one else rest)
    if not name:
        return hearing.do(InsistOnSwap(by=hearing.who.id, number=number), "insist")
    asked = was_asked_which(hearing.talk, name, hearing.now)
    match person_named(name, hearing.facts.mates, asked=asked):
        case None:
            return hearing.puzzle(_K.C_NO_SUCH_PERSON, {"person": name}, why="no such person")
        case Called() as found:
            return hearing.do(InsistOnSwap(by=hearing.who.id, number=number, person=found.person), "insist")
        case several:
            return ask_which(
                hearing.talk,
                hearing.who,
                hearing.facts,
                hearing.now,
                word=Word.INSIST,
                rest="" if number is None else str(number),
                said=name,
                found=several,
            )


def _cover(hearing: _Hearing, said: str) -> Step:
    """`cover`, `cover hill`, `cover sat 22-06`, `cover ben sat 22-06`."""
    if not said:
        return hearing.do(CallForCover(by=hearing.who.id), "cover the first gap")
    time = hearing.time_in(said)
    if time.start is None:
        time = hearing.moment_past_in(said)
    beside = normalise(time.beside)
    team = next((each for each in hearing.facts.community.teams.values() if _goes_by(each, beside)), None)
    if team is not None or (not beside and time.start is not None):
        end = time.stretches[0].end if time.stretches else None
        named = team.id if team is not None else None
        return hearing.do(CallForCover(by=hearing.who.id, team=named, start=time.start, end=end), "cover")
    names = _names_in(beside, hearing.facts.words)
    if time.start is None or len(names) != 1:
        return hearing.puzzle(_K.C_COVER_HOW, why="no time")
    return _cover_for(hearing, time, names[0])


def _cover_for(hearing: _Hearing, time: Said, name: str) -> Step:
    asked = was_asked_which(hearing.talk, name, hearing.now)
    match person_named(name, hearing.facts.mates, asked=asked):
        case None:
            return hearing.puzzle(_K.C_NO_SUCH_PERSON, {"person": name}, why="no such person")
        case Called() as found:
            return _covered(hearing, time, found.person)
        case several:
            return ask_which(
                hearing.talk,
                hearing.who,
                hearing.facts,
                hearing.now,
                word=Word.COVER,
                rest=time.kept(),
                said=name,
                found=several,
            )


def _covered(hearing: _Hearing, time: Said, person: PersonId) -> Step:
    """For the first shift of theirs that it may mean."""
    mate = next(each for each in hearing.facts.mates if each.person == person)
    known = hearing.facts.community.teams
    theirs, _ = meant(shifts_of(person, (known[each] for each in mate.teams if each in known), hearing.now), time)
    if not theirs:
        return hearing.puzzle(_K.C_NOT_ON, {"person": mate.name, **_told(hearing, time)}, why="not on then")
    command = CallForCover(
        by=hearing.who.id, rota=theirs[0].rota, start=theirs[0].start, end=theirs[0].end, person=person
    )
    return hearing.do(command, "cover for somebody")


def _told(hearing: _Hearing, time: Said) -> Params:
    """The time they said, as blanks."""
    where = wall(hearing.who, hearing.facts)
    if time.at is not None:
        return {"when": reading(where, time.at)}
    return stretch_params(where, time.stretches[0].start, time.stretches[0].end)


def _cover_tapped(hearing: _Hearing, subject: str) -> Step:
    """The button under a gap that was made: the gap of that team that begins then."""
    team = next((each for each in hearing.facts.community.teams if subject.startswith(short(each))), None)
    if team is None:
        return hearing.puzzle(_K.M_STALE_BUTTON, why="no such team")
    start = datetime.strptime(subject.removeprefix(short(team)), "%Y%m%d%H%M").replace(tzinfo=UTC)
    return hearing.do(CallForCover(by=hearing.who.id, team=team, start=start), "cover this gap")


def _goes_by(team: Team, said: str) -> bool:
    return bool(said) and said in (normalise(each) for each in _called(team))


def _called(team: Team) -> Iterable[str]:
    return (team.id, *team.names.values())
