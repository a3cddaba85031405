"""Making and changing a rotation by talk: a short question at a time, a preview of two weeks, and only then it counts.

    rotation            what there is: change one, end one, make a new one; or goes on with what was begun
    new rotation        a new one at once
    a digit, a button   one of the answers offered; anything else is read as an answer in their own words
    back, drop it, 0    one question back; nothing changes

The draft (`domain.rotation_draft`) is kept with the talk beside everything else they do meanwhile. It hears only what
answers its question: commands go where they always go, a page's answer goes to the page, and after a while without a
word it rests until `rotation` wakes it. An answer that cannot be read costs nothing: the question comes again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.conversation import Conversation
from domain.ids import PersonId, TeamId
from domain.language import normalise
from domain.matching import LETTERS
from domain.messages import Action, Inbound, Line, MessageKind, Params, Say, Tap
from domain.people import Person, Who
from domain.rota import Gap, Layer, People, Shift, Turn, Weekday
from domain.rota_change import RotaChange
from domain.rota_commands import ChangeKind, ChangeRota
from domain.rotation_draft import (
    END,
    MOST_PEOPLE,
    Asked,
    Choice,
    Draft,
    Ground,
    Trouble,
    answer,
    back,
    begun,
    change_of,
    choices,
    fingerprint,
    hours_written,
    is_lost,
    name_of,
    old_of,
    read_draft,
    rota_of,
    start_of,
    team_of,
    time_zone_of,
    written,
)
from domain.rotation_preview import Preview, preview
from domain.rotation_words import read_given
from domain.vocabulary import Word
from domain.zone import instant, zone
from handlers.answer import Coming, read_answer, read_doing, tokens_of
from handlers.coordinate import PENDING_HOLDS
from handlers.greet import whole
from handlers.naming import ask_which, chosen, person_named, was_asked_which
from handlers.rotas import hole_line, members_of
from handlers.saying import done, has_call, puzzled, reading, shows_taps, to_member
from handlers.step import Called, Mate, Step, TalkFacts

DRAFT_HOLDS = timedelta(hours=2)
"""So long after its last answer a draft takes what they write for the next one."""

K = MessageKind

_BACK, _DROP = "ba", "dr"
_COUNTS, _FIX, _DROPS = "1", "2", "3"
_CHOSEN_ID = "#"
"""Stands before an id that was chosen among several people of one name."""

_QUESTIONS: Mapping[Asked, K] = {
    Asked.MENU: K.C_ROTATION_MENU,
    Asked.WHAT: K.C_ROTATION_WHAT,
    Asked.TEAM: K.C_ROTATION_TEAM,
    Asked.LINE: K.C_ROTATION_LINE,
    Asked.NAME: K.C_ROTATION_NAME,
    Asked.AREAS: K.C_ROTATION_AREAS,
    Asked.SKILLS: K.C_ROTATION_SKILLS,
    Asked.WHO: K.C_ROTATION_WHO,
    Asked.TURN: K.C_ROTATION_TURN,
    Asked.DAYS: K.C_ROTATION_DAYS,
    Asked.HOURS: K.C_ROTATION_HOURS,
    Asked.START: K.C_ROTATION_START,
    Asked.BEGINS: K.C_ROTATION_BEGINS,
    Asked.UNTIL: K.C_ROTATION_UNTIL,
    Asked.PLACE: K.C_ROTATION_PLACE,
    Asked.FIX: K.C_ROTATION_FIX,
}
_TROUBLES: Mapping[Trouble, K] = {
    Trouble.WRONG: K.C_LINE_ROTATION_WRONG,
    Trouble.PAST: K.C_LINE_ROTATION_PAST,
    Trouble.EARLY: K.C_LINE_ROTATION_EARLY,
    Trouble.TAKEN: K.C_LINE_ROTATION_TAKEN,
    Trouble.LEFT: K.C_LINE_ROTATION_LEFT,
}
_ASKS_AGAIN = {
    Trouble.PAST: Asked.START,
    Trouble.EARLY: Asked.START,
    Trouble.TAKEN: Asked.NAME,
    Trouble.LEFT: Asked.WHO,
}
"""What must be answered anew when a whole draft has come into trouble."""

_NO_COMMANDS = frozenset(
    {Word.YES, Word.NO, Word.MINUTES, Word.HOURS, Word.COMING, Word.ON, Word.ME, Word.THANKS, Word.HELLO, Word.START}
    | {Word.BECAUSE}
)
"""Everything else that a text begins with is a command, unless it answers the question."""

_ROWS_BY_SMS, _ROWS = 16, 30
_A_TEXT, _A_LINE = 700, 15
"""Characters of blanks in one text, and of our own in one of its lines: twice as many would still be taken."""
_GAPS_TOLD = 4
_NAMES_TOLD, _NAMES_A_ROW = 12, 5
_SHIFTS_TOLD = 5
_SEVERAL = re.compile(r"[,;\n]")
_TOGETHER = re.compile(r"[+&]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a coordinator about rotations, with everything needed to answer it."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime
    ground: Ground

    @property
    def taps(self) -> bool:
        return shows_taps(self.talk, self.who)

    def name(self, person: PersonId) -> str:
        names = {each.person: each.name for each in self.facts.mates}
        return names.get(person) or (self.facts.names or {}).get(person) or person

    def named(self, entries: Sequence[People], most: int = _NAMES_TOLD) -> str:
        """`Ana, Ben + Cal`: whose turn comes after whose; dots for those beyond `most`."""
        told: list[str] = []
        left = most
        for entry in entries:
            names = sorted(map(self.name, entry))
            told.append(" + ".join([*names[:left], *(["..."] if len(names) > left else [])]))
            left -= len(names)
            if left <= 0:
                break
        return ", ".join([*told, *(["..."] if len(told) < len(entries) else [])])

    def kept(self, draft: Draft, step: Step) -> Step:
        return replace(step, talk=replace(step.talk, draft=written(replace(draft, touched=self.now))))

    def say(self, draft: Draft, kind: K, params: Params, lines: tuple[Line, ...], part: int = 0) -> Say:
        say = to_member(self.who, self.facts, kind, params, lines=lines)
        if part:
            return replace(say, key=f"{say.key}:{part}")
        return replace(say, subject=draft.card, slot=f"rotation:{draft.card}")


def rotation(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A coordinator's words and buttons about rotations; None for whatever is none of them."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now, ground=_ground(facts))
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap) if inbound.tap.action is Action.ROTATION else None
    if not inbound.text or has_call(talk, facts):
        return None  # in a call of their own the draft rests, and every digit is the call's
    word = whole(inbound, facts)
    draft = read_draft(talk.draft)
    if word is Word.NEW_ROTATION or (word is Word.ROTATION and draft is None):
        return _begin(hearing, anew=word is Word.NEW_ROTATION)
    if draft is None:
        return None
    draft = replace(draft, card=facts.stimulus)  # a new message below what they wrote
    if word is Word.ROTATION:
        return _ask(hearing, draft)
    if now - draft.touched > DRAFT_HOLDS or _is_for_another(hearing, draft, inbound.text):
        return None
    return _written(hearing, draft, inbound.text, word)


def shown_anew(talk: Conversation, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """The preview of a draft again, after others changed what it stands on; None if there is no draft."""
    draft = read_draft(talk.draft)
    if draft is None:
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now, ground=_ground(facts))
    return _ask(hearing, replace(draft, card=facts.stimulus), Line(kind=K.C_LINE_ROTATION_CHANGED))


def _ground(facts: TalkFacts) -> Ground:
    people: dict[TeamId, tuple[PersonId, ...]] = {
        team: tuple(each.person for each in _of_team(facts, team)) for team in facts.runs
    }
    return Ground(community=facts.community, runs=facts.runs, people=people)


def _of_team(facts: TalkFacts, team: TeamId) -> tuple[Mate, ...]:
    """Whom a rotation of a team may name: those who may be asked to a call."""
    able = (each for each in facts.mates if team in each.protects)
    return tuple(sorted(able, key=lambda each: (normalise(each.name), each.person)))


def _begin(hearing: _Hearing, *, anew: bool) -> Step:
    if not hearing.ground.runs:
        return puzzled(
            hearing.talk, hearing.now, to_member(hearing.who, hearing.facts, K.M_MAY_NOT), why="runs no team"
        )
    return _ask(hearing, begun(hearing.ground, hearing.now, anew=anew, card=hearing.facts.stimulus))


def shifts_said(member: PersonId, shifts: tuple[Shift, ...], where: ZoneInfo, change: str, team: str) -> Say:
    """When a member is on in the coming two weeks, after the change of this id."""
    kind = K.M_SHIFTS_CHANGED if shifts else K.M_SHIFTS_CHANGED_NONE
    lines = [
        Line(kind=K.M_LINE_SHIFT, params={"when": reading(where, each.start), "until": reading(where, each.end)})
        for each in shifts[:_SHIFTS_TOLD]
    ]
    if len(shifts) > _SHIFTS_TOLD:
        lines.append(Line(kind=K.M_LINE_MORE, params={"count": len(shifts) - _SHIFTS_TOLD}))
    key = f"{kind.value}:{change}:{member}"
    return Say(kind=kind, to=member, to_member=True, key=key, params={"team": team}, lines=tuple(lines))


# --- what they send


def _is_for_another(hearing: _Hearing, draft: Draft, text: str) -> bool:
    """True for what answers a page, a call they are going to, or another question of ours."""
    facts, tokens = hearing.facts, tokens_of(text)
    pending = hearing.talk.pending
    if pending is not None and hearing.now - hearing.talk.last_at <= PENDING_HOLDS and _chooses(hearing, text) is None:
        return text.strip().isdecimal() or _names_a_choice(hearing, text)
    if not tokens:
        return False
    if not facts.is_wanted():
        return _answers_late(hearing, draft, tokens)
    lettered = len(tokens[0]) == 1 and tokens[0].upper() in LETTERS
    answers = read_answer(facts.words, tokens) is not None or read_doing(facts.words, tokens) is not None
    return lettered or tokens[0].isdecimal() or answers


def _answers_late(hearing: _Hearing, draft: Draft, tokens: tuple[str, ...]) -> bool:
    """True for a letter or a yes to a page that is over. A small word may look like its letter: `a las 20`."""
    words, pages = hearing.facts.words, hearing.facts.pages
    if any((each.letter.lower(),) == tokens[:1] for each in pages):
        behind = tokens[1:]
        answers = read_answer(words, behind) is not None or read_doing(words, behind) is not None
        return answers or draft.asked is Asked.NAME
    return bool(pages) and not tokens[0].isdecimal() and isinstance(read_answer(words, tokens), Coming)


def _names_a_choice(hearing: _Hearing, text: str) -> bool:
    return chosen(hearing.talk, text, hearing.facts, hearing.now) is not None


def _chooses(hearing: _Hearing, text: str) -> str | None:
    """The answer to `who` with the person they chose among several in it; None if they were not asked."""
    choice = chosen(hearing.talk, text, hearing.facts, hearing.now)
    if choice is None or choice.word is not Word.ROTATION:
        return None
    return choice.rest.replace("?", f"{_CHOSEN_ID}{choice.person}", 1)


def _written(hearing: _Hearing, draft: Draft, text: str, word: Word | None) -> Step | None:
    plain = text.strip()
    if word is Word.DROP_IT or plain == "0":
        return _drop(hearing)
    if word is Word.BACK:
        return _ask(hearing, back(draft, hearing.ground, hearing.now))
    if is_lost(draft, hearing.ground):
        return _ask(hearing, draft)
    which = _chooses(hearing, text)
    if which is not None and draft.asked is Asked.WHO:
        return _who(hearing, draft, which, word=None)
    if draft.asked is Asked.PREVIEW:
        return _at_the_preview(hearing, draft, plain, word)
    if plain.isdecimal():
        return _numbered(hearing, draft, int(plain[:4]), text)
    if draft.asked is Asked.WHO:
        return _who(hearing, draft, text, word=word)
    if draft.asked in (Asked.NAME, Asked.MENU) and _is_command(hearing, text, word):
        return None
    value = read_given(draft, text, hearing.ground, hearing.facts.words, hearing.now)
    if value is not None:
        return _answered(hearing, draft, value, text)
    return None if _is_command(hearing, text, word) else _wrong(hearing, draft, Trouble.WRONG, text)


def _is_command(hearing: _Hearing, text: str, word: Word | None) -> bool:
    if word is not None:
        return word not in _NO_COMMANDS
    leading = hearing.facts.words.leading(normalise(text))
    return leading is not None and leading[0] not in _NO_COMMANDS


def _tapped(hearing: _Hearing, tap: Tap) -> Step:
    draft = read_draft(hearing.talk.draft)
    if draft is None:
        say = to_member(hearing.who, hearing.facts, K.M_STALE_BUTTON)
        return puzzled(hearing.talk, hearing.now, say, why="no draft")
    if tap.subject != draft.card:
        return _ask(hearing, replace(draft, card=hearing.facts.stimulus))
    if tap.arg == _DROP:
        return _drop(hearing, card=draft.card)
    if tap.arg == _BACK:
        return _ask(hearing, back(draft, hearing.ground, hearing.now))
    asked, number = tap.arg[:2], tap.arg[2:]
    if asked != draft.asked or not number.isdecimal():
        return _ask(hearing, draft)
    if draft.asked is Asked.PREVIEW:
        return _at_the_preview(hearing, draft, number, None) or _ask(hearing, draft)
    return _numbered(hearing, draft, int(number), "")


def _numbered(hearing: _Hearing, draft: Draft, number: int, text: str) -> Step:
    offered = choices(draft, hearing.ground, hearing.now)
    if not 1 <= number <= len(offered):
        return _wrong(hearing, draft, Trouble.WRONG, text)
    return _answered(hearing, draft, offered[number - 1].value, text)


def _answered(hearing: _Hearing, draft: Draft, value: str, text: str) -> Step:
    after = answer(draft, value, hearing.ground, hearing.now)
    return _wrong(hearing, draft, after, text) if isinstance(after, Trouble) else _ask(hearing, after)


def _wrong(hearing: _Hearing, draft: Draft, trouble: Trouble, text: str) -> Step:
    """The question again, with what is wrong before it."""
    return _ask(hearing, draft, Line(kind=_TROUBLES[trouble], params={"words": text.strip()[:40]}))


def _drop(hearing: _Hearing, *, card: str = "") -> Step:
    say = to_member(hearing.who, hearing.facts, K.C_ROTATION_DROPPED)
    step = done(hearing.talk, hearing.now, says=(replace(say, slot=f"rotation:{card}" if card else None),), why="drop")
    return replace(step, talk=replace(step.talk, draft=""))


# --- who


def _who(hearing: _Hearing, draft: Draft, text: str, *, word: Word | None) -> Step | None:
    """`ana, ben+cal`: each by id or name; a name that two go by is asked about, one that nobody has costs nothing."""
    if word is not None and word not in (Word.ME, Word.NO):
        return None
    team = team_of(draft, hearing.ground)
    if team is None:
        return _ask(hearing, draft)
    if _means_everybody(hearing, text):
        return _numbered(hearing, draft, 1, text)
    among = _of_team(hearing.facts, team.id)
    parts = [[each.strip() for each in _TOGETHER.split(part)] for part in _in_order(text, among)]
    entries: list[list[str]] = []
    for part in parts:
        entry: list[str] = []
        for said in part:
            found = _person(hearing, said, among)
            match found:
                case None:
                    if len(parts) == 1 and len(part) == 1 and _is_command(hearing, text, word):
                        return None
                    line = Line(kind=K.C_LINE_ROTATION_NOBODY, params={"person": said.removeprefix(_CHOSEN_ID)[:40]})
                    return _ask(hearing, draft, line)
                case Called():
                    entry.append(found.person)
                case _:
                    rest = text.replace(said, "?", 1)
                    step = ask_which(
                        hearing.talk, hearing.who, hearing.facts, hearing.now,
                        word=Word.ROTATION, rest=rest, said=said, found=found,
                    )  # fmt: skip
                    return hearing.kept(draft, step)
        entries.append(entry)
    if not entries or sum(map(len, entries)) > MOST_PEOPLE:
        return _wrong(hearing, draft, Trouble.WRONG, text)
    return _answered(hearing, draft, ",".join("+".join(dict.fromkeys(entry)) for entry in entries), text)


def _in_order(text: str, among: tuple[Mate, ...]) -> list[str]:
    """The parts of a list. Without a comma, `ana and ben` is two people, unless somebody is called that."""
    parts = [each.strip() for each in _SEVERAL.split(text) if each.strip()]
    if len(parts) == 1 and person_named(parts[0], among) is not None:
        return parts
    return [each.strip() for part in parts for each in re.split(r"\s+(?:and|then|y|e|luego)\s+", part) if each.strip()]


def _means_everybody(hearing: _Hearing, text: str) -> bool:
    words = [hearing.facts.words.choices.get(each, each) for each in normalise(text).split()]
    return bool(words) and all(each == "every" for each in words)


def _person(hearing: _Hearing, said: str, among: tuple[Mate, ...]) -> Called | tuple[Called, ...] | None:
    if said.startswith(_CHOSEN_ID):
        return next((each for each in among if each.person == said.removeprefix(_CHOSEN_ID)), None)
    if hearing.facts.words.whole(normalise(said)) is Word.ME and person_named(said, among) is None:
        return next((each for each in among if each.person == hearing.who.id), None)
    return person_named(said, among, asked=was_asked_which(hearing.talk, said, hearing.now))


# --- the preview


def _at_the_preview(hearing: _Hearing, draft: Draft, said: str, word: Word | None) -> Step | None:
    if said == _COUNTS or word in (Word.MAKE_IT_COUNT, Word.YES):
        return _make_it_count(hearing, draft)
    if said == _DROPS or word is Word.NO:
        return _drop(hearing)
    meant = hearing.facts.words.choices.get(normalise(said))
    if said == _FIX or meant == "change":
        if draft.given.get(Asked.WHAT) == END:
            return _ask(hearing, replace(draft, asked=Asked.START, fixing=True))
        return _ask(hearing, replace(draft, asked=Asked.FIX))
    if not said.isdecimal() and _is_command(hearing, said, word):
        return None
    return _wrong(hearing, draft, Trouble.WRONG, said)


def _make_it_count(hearing: _Hearing, draft: Draft) -> Step:
    """Only what they have seen counts. The draft stays until it does."""
    team = team_of(draft, hearing.ground)
    change = change_of(draft, hearing.ground, hearing.now)
    if team is None or isinstance(change, Trouble):
        return _ask(hearing, draft)
    if draft.seen != fingerprint(team):
        return _ask(hearing, draft, Line(kind=K.C_LINE_ROTATION_CHANGED))
    command = ChangeRota(by=hearing.who.id, change=change, kind=ChangeKind.ROTATION, seen=team.rotas)
    return hearing.kept(draft, done(hearing.talk, hearing.now, command, why="make it count"))


def _preview(hearing: _Hearing, draft: Draft, *leads: Line) -> Step:
    team, ground = team_of(draft, hearing.ground), hearing.ground
    change = change_of(draft, ground, hearing.now)
    start = start_of(draft, ground, hearing.now)
    if isinstance(change, Trouble) or team is None or start is None:
        trouble = change if isinstance(change, Trouble) else Trouble.GONE
        asked = _ASKS_AGAIN.get(trouble)
        if asked is None:
            return _gone(hearing)
        line = Line(kind=_TROUBLES[trouble], params={"words": ""})
        return _ask(hearing, replace(draft.without(asked), asked=asked, fixing=True), *leads, line)
    draft = replace(draft, seen=fingerprint(team))
    where = time_zone_of(draft, ground)
    begins = instant(zone(where), start)
    found = preview(team, change, begins, ground.community, members_of(hearing.facts, team))
    rows = tuple(_rows(hearing, found, where))
    about = (*_gaps(hearing, found, where), *_loads(hearing, found))
    params = _heading(hearing, draft, change, start, where)
    offers = tuple(
        _choice_line(hearing, n, Choice(value=str(n), says=says))
        for n, says in enumerate(("make_it_count", "change_something", "drop_it"), start=1)
    )
    kind = K.C_ROTATION_END_PREVIEW if draft.given.get(Asked.WHAT) == END else K.C_ROTATION_PREVIEW
    if hearing.taps:
        says = _in_texts(hearing, draft, kind, params, (*leads, *rows, *about, *offers))
    else:
        sure = hearing.say(draft, K.C_ROTATION_SURE, {}, offers)
        says = (*_in_texts(hearing, draft, kind, params, (*leads, *rows, *about)), sure)
    return hearing.kept(draft, done(hearing.talk, hearing.now, says=says, why="preview"))


def _in_texts(hearing: _Hearing, draft: Draft, kind: K, params: Params, lines: tuple[Line, ...]) -> tuple[Say, ...]:
    """One message where it can be edited in its place; else as many texts as their lines need."""
    if hearing.taps:
        return (hearing.say(draft, kind, params, lines),)
    first, *others = _parts(lines, sum(map(_size, params.values())))
    return (
        hearing.say(draft, kind, params, first),
        *(hearing.say(draft, K.C_ROTATION_GOES_ON, {}, part, n) for n, part in enumerate(others, start=2)),
    )


def _parts(lines: tuple[Line, ...], used: int) -> list[tuple[Line, ...]]:
    """Lines in parts of about as many characters as a text has room for, of which `used` are taken."""
    parts: list[tuple[Line, ...]] = [()]
    for line in lines:
        size = _A_LINE + sum(map(_size, line.params.values()))
        if parts[-1] and used + size > _A_TEXT:
            parts.append(())
            used = 0
        parts[-1] = (*parts[-1], line)
        used += size
    return parts


def _size(value: str | int) -> int:
    return len(str(value))


def _heading(hearing: _Hearing, draft: Draft, change: RotaChange, start: datetime, where: str) -> dict[str, str | int]:
    old = old_of(draft, hearing.ground)
    layer = change.added.layers[-1] if change.added.layers else old
    told = {} if layer is None else _about(hearing, layer)
    own = hearing.who.time_zone or hearing.ground.community.time_zone
    return {
        **told,
        "name": change.rota.partition("/")[2],
        "when": f"{start:%Y-%m-%dT%H:%M}",
        "zone": where if where != own else "",
        "choice": draft.given.get(Asked.PLACE, ""),
    }


def _rows(hearing: _Hearing, found: Preview, where: str) -> Iterator[Line]:
    """Who is on from when to when."""
    most = _ROWS if hearing.taps else _ROWS_BY_SMS
    spans = [each for each in found.spans if each.people]
    for span in spans[:most]:
        yield Line(
            kind=K.C_LINE_ROTATION_SPAN,
            params={**_from_to(where, span.start, span.end), "people": hearing.named((span.people,), _NAMES_A_ROW)},
        )
    if len(spans) > most:
        yield Line(kind=K.C_LINE_ROTATION_MORE, params={"count": len(spans) - most})
    if not spans:
        yield Line(kind=K.C_LINE_ROTATION_EMPTY)


def _gaps(hearing: _Hearing, found: Preview, where: str) -> Iterator[Line]:
    for gap, stretches in (("made", found.made), ("closed", found.closed), ("left", found.left)):
        yield from _told_gaps(gap, stretches, where)
    for each in found.thin[:_GAPS_TOLD]:
        yield hole_line(zone(where), each)
    if len(found.thin) > _GAPS_TOLD:
        yield Line(kind=K.C_LINE_ROTATION_MORE, params={"count": len(found.thin) - _GAPS_TOLD})
    for rule, people in found.tired:
        yield Line(kind=K.C_LINE_ROTATION_TIRED, params={"rule": rule.value, "people": hearing.named(_each(people))})
    if not found.made and not found.left:
        yield Line(kind=K.C_LINE_ROTATION_COVERED)


def _each(people: tuple[PersonId, ...]) -> tuple[People, ...]:
    return tuple(frozenset({each}) for each in people)


def _told_gaps(gap: str, stretches: tuple[Gap, ...], where: str) -> Iterator[Line]:
    for each in stretches[:_GAPS_TOLD]:
        yield Line(kind=K.C_LINE_ROTATION_GAP, params={"gap": gap, **_from_to(where, each.start, each.end)})
    if len(stretches) > _GAPS_TOLD:
        yield Line(kind=K.C_LINE_ROTATION_MORE, params={"count": len(stretches) - _GAPS_TOLD})


def _loads(hearing: _Hearing, found: Preview) -> Iterator[Line]:
    """Hours of each in the two weeks."""
    told = [
        f"{hearing.name(person)} {round(much.total_seconds() / 3600)}" for person, much in found.hours[:_NAMES_TOLD]
    ]
    if told:
        more = ["..."] if len(found.hours) > _NAMES_TOLD else []
        yield Line(kind=K.C_LINE_ROTATION_LOADS, params={"people": ", ".join([*told, *more])})


def _from_to(where: str, start: datetime, end: datetime) -> dict[str, str | int]:
    return {"when": reading(zone(where), start), "until": reading(zone(where), end)}


# --- asking


def _ask(hearing: _Hearing, draft: Draft, *leads: Line) -> Step:
    """The open question of the draft, with what may be answered."""
    if is_lost(draft, hearing.ground):
        return _gone(hearing)
    if draft.asked is Asked.PREVIEW:
        return _preview(hearing, draft, *leads)
    offered = choices(draft, hearing.ground, hearing.now)
    lines = tuple(_choice_line(hearing, n, each, draft.asked) for n, each in enumerate(offered, start=1))
    foot = Line(kind=K.C_LINE_ROTATION_FOOT)
    kind = _QUESTIONS[draft.asked]
    if draft.asked is Asked.START and draft.given.get(Asked.WHAT) == END:
        kind = K.C_ROTATION_ENDS
    says = _in_texts(hearing, draft, kind, _question_params(hearing, draft), (*leads, *lines, foot))
    why = f"rotation: {draft.asked.name.lower()}"
    return hearing.kept(draft, done(hearing.talk, hearing.now, says=says, why=why))


def _question_params(hearing: _Hearing, draft: Draft) -> dict[str, str | int]:
    ground = hearing.ground
    team, rota, old = team_of(draft, ground), rota_of(draft, ground), old_of(draft, ground)
    params: dict[str, str | int] = {
        "team": "" if team is None else name_of(team, ground),
        "name": "" if rota is None else rota.id.partition("/")[2],
    }
    return params if old is None else {**params, **_about(hearing, old)}


def _gone(hearing: _Hearing) -> Step:
    """What the draft speaks of is there no more: it ends, and says so."""
    say = to_member(hearing.who, hearing.facts, K.C_ROTATION_GONE)
    step = done(hearing.talk, hearing.now, says=(say,), why="the draft has nothing to stand on")
    return replace(step, talk=replace(step.talk, draft=""))


def _choice_line(hearing: _Hearing, n: int, choice: Choice, asked: Asked = Asked.PREVIEW) -> Line:
    """One answer that is offered; `asked` and `n` are what its button carries."""
    params: dict[str, str | int] = {"n": n, "question": asked.value}
    if choice.layer is not None:
        several = len(hearing.ground.runs) > 1
        name = choice.name if several else choice.name.partition("/")[2]
        about = {**_about(hearing, choice.layer), "people": hearing.named(choice.layer.people, _NAMES_A_ROW)}
        return Line(kind=K.C_LINE_ROTATION, params={**params, "name": name, **about})
    params |= {
        "choice": choice.says,
        "name": choice.name,
        "areas": ",".join(choice.areas),
        "skills": ",".join(choice.skills),
        "people": hearing.named(choice.people),
        "when": "" if choice.at is None else f"{choice.at:%Y-%m-%dT%H:%M}",
        "window": "" if choice.hours is None else hours_written(choice.hours),
        "weekdays": _days(choice.days),
        **_length(choice.turn),
    }
    return Line(kind=K.C_LINE_ROTATION_CHOICE, params={name: value for name, value in params.items() if value != ""})


def _about(hearing: _Hearing, layer: Layer) -> dict[str, str | int]:
    """What a layer is, in the blanks of a line."""
    return {
        "people": hearing.named(layer.people),
        "weekdays": _days(layer.days or frozenset()),
        "window": "" if layer.hours is None else hours_written(layer.hours),
        **_length(layer.turn),
    }


def _length(turn: Turn | None) -> dict[str, str | int]:
    if turn is None:
        return {"every": "", "length": ""}
    if turn.every == 1:
        return {"every": "", "length": turn.unit.value}
    return {"every": turn.every, "length": f"{turn.unit.value}s"}


def _days(days: frozenset[Weekday]) -> str:
    if days == frozenset(tuple(Weekday)[:5]):
        return "weekdays"
    return "weekends" if days == {Weekday.SAT, Weekday.SUN} else ",".join(each for each in Weekday if each in days)
