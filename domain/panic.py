"""Help at once: what a member says who is in danger themselves, and who hears it.

Everybody who goes to a call of theirs hears it under the code name they know them by, with the last known place if
they may know it; every coordinator of the member's teams by the roster name; those of a team they help by the code name
and their team; and where no call of theirs runs, or hardly anybody else hears it, whoever is on call. Until a
coordinator has it, more hear it each time: whoever is on call, the community's other coordinators, every member. By
every contact point, before everything else. The member's own phone shows what they wrote it with and no more: after a
code word whoever looks at it sees an `ok`, and nothing later tells them otherwise.

It ends only by a coordinator. Whoever called may say that they are safe, or that it was a mistake: a voice is heard
before that is believed, since it may be said for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.alarm import PanicHow
from domain.deciding import place_text
from domain.ids import ConversationId, PersonId
from domain.incident import Assignment, AssignmentState, Incident
from domain.language import normalise
from domain.messages import Line, MessageKind, Params, Say
from domain.people import Person
from domain.vocabulary import Vocabulary

K = MessageKind

_ENOUGH = 2
"""So many others hear it at once, if there are so many."""

SHORTEST_CODE_WORD = 5
"""Letters in a code word: what is shorter is typed by accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanicFacts:
    """Who called, where they go, and who can hear it. `on_call`, `others` (the community's other coordinators) and
    `members` (of all its teams) hear it one after the other, as it needs more people.

    `abroad`: everybody who shares no team with the sender, by the name of a team of theirs; `team`: the sender's.
    Neither team learns roster names of the other's, and knows by `mark` who has no code name.
    `heard`: who has been told of it so far.
    """

    sender: Person
    calls: tuple[Incident, ...]
    coordinators: tuple[PersonId, ...]
    on_call: tuple[PersonId, ...]
    emergency: str
    stimulus: str
    others: tuple[PersonId, ...] = ()
    members: tuple[PersonId, ...] = ()
    abroad: Mapping[PersonId, str] = field(default_factory=dict)
    team: str = ""
    heard: tuple[PersonId, ...] = ()
    mark: str = ""


def raised(facts: PanicFacts, how: PanicHow, words: str = "") -> tuple[Say, ...]:
    """What everybody hears at once."""
    lines = _lines(facts, words)
    says = [*alarm_to_coordinators(facts, quiet=how is PanicHow.CODE_WORD, lines=lines), *_to_those_going(facts, lines)]
    quiet = how is PanicHow.CODE_WORD
    says += _beyond(facts, {say.to for say in says}, rings=0 if facts.calls else 1, quiet=quiet)
    if how is PanicHow.CODE_WORD:
        return (*says, _say(facts, K.M_PANIC_QUIET, facts.sender.id, {}, reply=True))
    told: Params = {"count": len({say.to for say in says}), "emergency": facts.emergency}
    return (*says, _say(facts, K.M_PANIC_HEARD, facts.sender.id, told, reply=True))


def told_again(facts: PanicFacts, times: int, *, quiet: bool) -> tuple[Say, ...]:
    """Nobody has taken it: the coordinators hear it again, and each time more people beside them."""
    says = alarm_to_coordinators(facts, quiet=quiet)
    return (*says, *_beyond(facts, {say.to for say in says}, rings=times, quiet=quiet))


def _beyond(facts: PanicFacts, heard: set[PersonId | ConversationId], *, rings: int, quiet: bool) -> list[Say]:
    """So many rings more, and further ones while fewer than two others have heard it.

    Who goes with them knows them by their code name, and hears nothing else.
    """
    beside = {each.person for call in facts.calls for each in call.taking_part()} | {facts.sender.id}
    mate: Params = {"coordinator": "knows_now" if _coordinators(facts) else ""}
    alarm: Params = {"codes": "", "place": ""}
    wider = (
        (K.M_PANIC_MATE, mate, facts.on_call),
        (K.C_PANIC_QUIET if quiet else K.C_PANIC, alarm, facts.others),
        (K.M_PANIC_MATE, mate, facts.members),
    )
    says: list[Say] = []
    for number, (kind, params, ring) in enumerate(wider):
        told = heard | {say.to for say in says}
        if number >= rings and len(told) >= _ENOUGH:
            break
        wanted = [each for each in ring if each not in told and each not in beside]
        says += [_say(facts, kind, each, {"person": _sender(facts, each), **params}) for each in wanted]
    return says


def alarm_to_coordinators(facts: PanicFacts, *, quiet: bool, lines: tuple[Line, ...] = ()) -> list[Say]:
    kind = K.C_PANIC_QUIET if quiet else K.C_PANIC
    place = " / ".join(place_text(call.place) for call in facts.calls if call.place is not None)
    says = []
    for each in _coordinators(facts):
        codes = "" if each in facts.abroad else _codes(facts)
        params: Params = {"person": _sender(facts, each), "codes": codes, "place": place}
        says.append(_say(facts, kind, each, params, lines=lines))
    return says


def known_abroad(team: str, codes: str, mark: str) -> str:
    """How another team's people read of a member of `team`, who may help them under a code name; else by a mark."""
    return f"({team}) {codes or mark}".strip()


def _sender(facts: PanicFacts, reader: PersonId) -> str:
    return known_abroad(facts.team, _codes(facts), facts.mark) if reader in facts.abroad else facts.sender.roster_name


def _codes(facts: PanicFacts) -> str:
    return ", ".join(f"{mine.code} #{call.number}" for call, mine in _mine(facts))


def _by(facts: PanicFacts, by: Person, reader: PersonId) -> Params:
    """Who has it or ended it: by name within a team, by the team for the other's."""
    if facts.abroad.get(by.id) == facts.abroad.get(reader):
        return {"by": by.roster_name, "team": ""}
    return {"by": "", "team": facts.abroad.get(by.id, facts.team)}


def _to_those_going(facts: PanicFacts, lines: tuple[Line, ...]) -> list[Say]:
    says = []
    for call, mine in _mine(facts):
        for each in call.taking_part():
            if each.person == facts.sender.id:
                continue
            goes_there = each.state is not AssignmentState.HOLDING and not each.remote
            may_know = goes_there and call.place is not None
            params: Params = {
                "code": mine.code,
                "areas": ",".join(call.areas),
                "place": place_text(call.place) if may_know else "",
            }
            says.append(_say(facts, K.M_PANIC, each.person, params, lines=lines if may_know else (), about=call))
    return says


def taken(facts: PanicFacts, by: Person, *, quiet: bool) -> tuple[Say, ...]:
    """A coordinator has it: the other coordinators, those going with them, and they themselves hear that."""
    says = [
        _say(facts, K.C_PANIC_TAKEN, each, _sender_and(facts, by, each), reply=each == by.id)
        for each in _with(facts, by.id)
    ]
    says += _told_to_those_going(facts, K.M_PANIC_TAKEN)
    if not quiet:
        says.append(_say(facts, K.M_PANIC_YOURS, facts.sender.id, _by(facts, by, facts.sender.id)))
    return tuple(says)


def said_safe(facts: PanicFacts, *, quiet: bool) -> tuple[Say, ...]:
    """They say so themselves, which may be said for them: coordinators make sure by voice."""
    says = [_say(facts, K.C_PANIC_SAFE, each, {"person": _sender(facts, each)}) for each in _coordinators(facts)]
    answer = K.M_PANIC_QUIET if quiet else K.M_PANIC_CHECKED
    return (*says, _say(facts, answer, facts.sender.id, {}, reply=True))


def ended(facts: PanicFacts, by: Person, *, quiet: bool) -> tuple[Say, ...]:
    """A coordinator knows that they are safe."""
    says = [
        _say(facts, K.C_PANIC_ENDED, each, _sender_and(facts, by, each), reply=each == by.id)
        for each in _with(facts, by.id)
    ]
    says += _told_to_those_going(facts, K.M_PANIC_ENDED)
    heard = {say.to for say in says} | {facts.sender.id}
    others = (each for each in facts.heard if each not in heard)
    says += [_say(facts, K.M_PANIC_OVER, each, {"person": _sender(facts, each)}) for each in others]
    if not quiet:
        says.append(_say(facts, K.M_PANIC_OVER, facts.sender.id, {"person": facts.sender.roster_name}))
    return tuple(says)


def _sender_and(facts: PanicFacts, by: Person, reader: PersonId) -> Params:
    return {"person": _sender(facts, reader), **_by(facts, by, reader)}


def _told_to_those_going(facts: PanicFacts, kind: MessageKind) -> list[Say]:
    return [
        _say(facts, kind, each.person, {"code": mine.code}, about=call)
        for call, mine in _mine(facts)
        for each in call.taking_part()
        if each.person != facts.sender.id
    ]


def _mine(facts: PanicFacts) -> Iterable[tuple[Incident, Assignment]]:
    for call in facts.calls:
        mine = part_of(call, facts.sender.id)
        if mine is not None:
            yield call, mine


def part_of(call: Incident, person: PersonId) -> Assignment | None:
    """Under which name they go, or may be on their way without having said that they still come."""
    return call.assignment_of(person) or call.unsure(person)


def _coordinators(facts: PanicFacts) -> tuple[PersonId, ...]:
    """Never their own phone: somebody else may be looking at it."""
    return tuple(each for each in facts.coordinators if each != facts.sender.id)


def _with(facts: PanicFacts, by: PersonId) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys((*_coordinators(facts), by)))


def _lines(facts: PanicFacts, words: str) -> tuple[Line, ...]:
    """What they wrote with it; of a discreet need nothing goes along."""
    if not words or any(call.keeps_to_itself() for call in facts.calls):
        return ()
    return (Line(kind=K.M_LINE_PANIC_WORDS, params={"words": words}),)


def _say(
    facts: PanicFacts,
    kind: MessageKind,
    to: PersonId,
    params: Params,
    *,
    lines: tuple[Line, ...] = (),
    about: Incident | None = None,
    reply: bool = False,
) -> Say:
    """It belongs to no call's order: nothing that is said of the call holds it up."""
    key = f"{kind.value}:{facts.stimulus}:{facts.sender.id}:{to}" + (f":{about.number}" if about is not None else "")
    return Say(
        kind=kind,
        to=to,
        to_member=True,
        key=key,
        params=params,
        lines=lines,
        subject=facts.sender.id,
        slot=_slot(facts, to, lines, about) if kind in CALLS else None,
        reply=reply,
        at_once=True,
    )


CALLS = frozenset({K.M_PANIC, K.M_PANIC_MATE, K.C_PANIC, K.C_PANIC_QUIET})
"""What says that somebody needs help: the newest takes the place of one that still waits to be sent."""


def slots_of(sender: PersonId) -> str:
    """What the slots of whatever says that they need help begin with."""
    return f"mayday:{sender}:"


def _slot(facts: PanicFacts, to: PersonId, lines: tuple[Line, ...], about: Incident | None) -> str:
    """One for each reader and call; words of the sender's have one of their own, so that none are lost."""
    number = "" if about is None else about.number
    return f"{slots_of(facts.sender.id)}{to}:{number}:{facts.stimulus if lines else ''}"


# --- code words


def is_fit(words: Vocabulary, code_word: str) -> bool:
    """True if `code_word`, normalised, is typed neither by accident nor as a command or an answer."""
    letters = sum(char.isalpha() for char in code_word)
    first = code_word.split(maxsplit=1)[0] if code_word else ""
    ordinary = words.leading(code_word) is not None or code_word in words.languages
    return letters >= SHORTEST_CODE_WORD and not ordinary and len(first) > 1 and not first.isdecimal()


def says_code_word(text: str, own: Iterable[str]) -> bool:
    """True if the whole text is one of the code words `own`: inside a sentence it is a word like any other."""
    said = normalise(text)
    return bool(said) and any(said == normalise(each) for each in own if each)
