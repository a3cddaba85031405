"""Spoken to the program, or words for somebody else? What whoever goes writes is mostly the second.

While they go, a command is the whole message, or its phrase with nothing but what it takes behind it: numbers, times,
people, teams, places, skills. `away from the window` and `who is on the roof?` are words, and go where words go. What
looks like a command and is none that can be done (`assgin 7 ana`) is neither: it is not sent, and its writer hears so.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from rapidfuzz.distance import OSA

from domain.conversation import Conversation
from domain.language import normalise
from domain.messages import Inbound, Line, MessageKind
from domain.people import Person, Who
from domain.vocabulary import Vocabulary, Word
from handlers.saying import has_call, is_puzzled
from handlers.step import Conversing, Step, TalkFacts
from handlers.sure import without_reason


class Sort(Enum):
    """What a text of somebody who goes is."""

    COMMAND = auto()  # or an answer, or news: whatever the conversations make of it
    WORDS = auto()
    UNCLEAR = auto()


_COORDINATORS = frozenset({
    Word.LIST, Word.BOARD, Word.SEE, Word.ASSIGN, Word.MORE, Word.CLOSE, Word.REOPEN, Word.WINDOW, Word.PAGE,
    Word.HOLD, Word.GO_ON, Word.TAKE_CALL, Word.REFUSE_CALL, Word.HAND, Word.MERGE, Word.SPLIT, Word.NATURE, Word.NEED,
    Word.WATCH, Word.HAND_WATCH, Word.FREE, Word.BY_TEXT,
    Word.PLAN, Word.AID, Word.SEEN_TO, Word.LEAD, Word.RESTED, Word.GRANT, Word.TURN_DOWN, Word.PUT_ON, Word.TAKE_OFF,
    Word.APPROVE, Word.SUSPEND, Word.REMOVE, Word.INVITE, Word.ADD_MEMBER, Word.CONFIRM, Word.MEMBERS, Word.GAPS,
    Word.PROOF, Word.CHANGES, Word.UNDO, Word.COVER, Word.COVER_BACK, Word.INSIST, Word.CONFIRM_SWAP, Word.REFUSE_SWAP,
    Word.ROTATION, Word.NEW_ROTATION,
})  # fmt: skip
"""To whoever coordinates nothing these are words."""

_EVERYBODYS = frozenset({
    Word.PAUSE, Word.ON, Word.OFF, Word.ME, Word.TEST, Word.HERE, Word.LANGUAGE, Word.SPEAK, Word.SWAP, Word.SWAP_BACK,
    Word.TAKE_SHIFT, Word.NOT_ME, Word.FREE, Word.LEAD, Word.MORE, Word.ENOUGH, Word.WHO_IS_ON, Word.MY_SHIFTS,
    Word.TIME_OFF, Word.NO_TIME_OFF, Word.ROTA, Word.TAKE_OFF, Word.ADD_PHONE, Word.PHONES, Word.PHONE_FIRST,
    Word.PHONE_OUT, Word.MY_CALENDAR, Word.NEW_CALENDAR, Word.CALENDAR_OFF, Word.TEAM_CALENDAR, Word.MY_LOAD,
    Word.TEAM_LOAD, Word.LEAVE, Word.STILL_IN, Word.ERASE_ME, Word.TELL_AGAIN,
})  # fmt: skip

OF_A_SENTENCE = frozenset({
    Word.COMING, Word.SET_OFF, Word.ARRIVE, Word.CANNOT_FIND, Word.FINISH, Word.DROP_OUT, Word.OPT_OUT, Word.BACK,
    Word.MINUTES, Word.HOURS,
})  # fmt: skip
"""Of whoever goes nowhere these begin a sentence like any other: `there was nobody`, `stop asking me`, `m te we yo`."""

_WITH_MORE = frozenset({
    Word.SOS, Word.MAYDAY, Word.SAFE, Word.HELP, Word.TALK_NOW, Word.CODE_WORD, Word.DISCREET, Word.LANGUAGE,
    Word.COMPLAINT, Word.TASK, Word.TASKS, Word.DEBRIEF, Word.FIGURES, Word.CARDS, Word.STORY, Word.ADVICE,
    Word.SIGHTING, Word.SIGHTINGS, Word.CUSTODY, Word.CONSENT, Word.DRILL, Word.NEW_TRAINING, Word.TRAINING_MOVE,
    Word.SEAT, Word.SEAT_BACK, Word.CAME, Word.MISSED, Word.MENTOR, Word.COHORT, Word.NEW_COHORT, Word.COHORT_JOIN,
    Word.COHORT_LEAVE, Word.GATHERING_AWAY, Word.GATHERING_COME, Word.NEW_TEAM, Word.READY_FOR, Word.NOT_READY_FOR,
    Word.ROTATION, Word.NEW_ROTATION, Word.STEP_ASIDE, Word.STEP_ASIDE_OUT, Word.INVITE, Word.ADD_MEMBER, Word.LEAVE,
    Word.TIME_OFF, Word.NO_TIME_OFF, Word.PAUSE, Word.SWAP, Word.STILL_IN, Word.ERASE_ME, Word.ERASE_TALES,
})  # fmt: skip
"""Whatever stands behind these, they are said to the program: by somebody who goes nowhere, and is asked something."""

_BY_CODE_NAME = frozenset({Word.FREE, Word.LEAD})
"""Behind them stands one word that no list of the talk's knows."""

_KEPT_TO_THEMSELVES = frozenset({Word.STEP_ASIDE, Word.STEP_ASIDE_OUT, Word.INVITE, Word.ADD_MEMBER})
"""What stands behind these may be anybody's name, and is never sent by a guess."""

_BEHIND_ANY = frozenset({Word.ME, Word.ON, Word.OFF, Word.AMONG, Word.TEAM, Word.HERE, Word.FOR_NOW, Word.YES, Word.NO})
_SAY_SO_THEMSELVES = frozenset({MessageKind.M_SPEECH_COMMAND, MessageKind.M_RELAY_OVER})
_MISTYPED = 0.7
_SHORTEST_MISTYPED = 4
_SHORTEST_NAME = 3
_UNITS = 2


def sort(text: str, who: Person, facts: TalkFacts) -> Sort:
    """What `text` is, of somebody who goes."""
    said = normalise(without_reason(text) if who.is_coordinator() else text)
    leading = facts.words.leading(said)
    if leading is not None and leading[0] is Word.SPEAK:
        return Sort.WORDS  # asked of whoever needs help
    if leading is None or not leading[1] or said in facts.words.languages:
        return Sort.UNCLEAR if _is_mistyped(said, who, facts) else Sort.COMMAND
    word, behind = leading
    mine = _EVERYBODYS | _COORDINATORS if who.is_coordinator() else _EVERYBODYS
    rest = behind.split()
    if word in _KEPT_TO_THEMSELVES and (who.is_coordinator() or word in (Word.STEP_ASIDE, Word.STEP_ASIDE_OUT)):
        return Sort.COMMAND if _are_arguments(rest, facts) else Sort.UNCLEAR
    if word not in mine:
        return Sort.UNCLEAR if _is_mistyped(said, who, facts) else Sort.COMMAND
    if _are_arguments(rest, facts) or (word in _BY_CODE_NAME and len(rest) == 1):
        return Sort.COMMAND
    if who.is_coordinator() and word in _COORDINATORS:
        if _names_a_call(rest, facts):
            return Sort.COMMAND
        return Sort.UNCLEAR if _names_somebody(behind, facts, nearly=True) else Sort.WORDS
    return Sort.WORDS


def is_said_to_us(text: str, who: Person, facts: TalkFacts) -> bool:
    """True for a command, of somebody who goes nowhere and was asked something: the whole of it, or one with what it
    takes behind it. `my wife`, `with Sam`, `page us sooner` and `hold hands` are answers.
    """
    leading = facts.words.leading(normalise(text))
    if leading is None or leading[0] is Word.AMONG or sort(text, who, facts) is not Sort.COMMAND:
        return False
    word, behind = leading
    return not behind or word in _WITH_MORE or _are_arguments(behind.split(), facts)


def is_for_nobody(text: str, who: Person, facts: TalkFacts) -> bool:
    """True for what looks like a command, and which no conversation could make anything of: nobody is sent it."""
    if sort(text, who, facts) is Sort.UNCLEAR:
        return True
    said = normalise(without_reason(text))
    leading = facts.words.leading(said)
    if leading is None and who.is_coordinator():
        return _is_turned_round(said.split(), facts)
    if leading is None or leading[0] not in _COORDINATORS or not who.is_coordinator():
        return False
    behind = leading[1]
    return not behind or _names_a_call(behind.split(), facts) or _names_somebody(behind, facts, nearly=True)


def goes(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts) -> bool:
    """True for typed words of a member who goes, and needs no help themselves."""
    typed = bool(inbound.text) and inbound.tap is None and inbound.other is None
    return typed and isinstance(who, Person) and bool(facts.going) and not has_call(talk, facts)


def but_words(conversing: Conversing) -> Conversing:
    """`conversing`, which does not hear what somebody who goes says to somebody else."""

    def heard(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
        typed = isinstance(who, Person) and goes(talk, inbound, who, facts)
        if isinstance(who, Person) and typed and sort(inbound.text, who, facts) is not Sort.COMMAND:
            return None
        return conversing(talk, inbound, who, facts, now)

    return heard


def without_courtesy(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts) -> Inbound:
    """`stand down ana please` is `stand down ana`: where somebody or something is named behind a member's command, and
    nobody goes by what stands last. In words for somebody else every word stays.
    """
    text = inbound.text
    typed = bool(text) and inbound.tap is None and inbound.other is None and not inbound.forwarded
    if not typed or not isinstance(who, Person) or not who.is_member() or has_call(talk, facts):
        return inbound
    short = facts.words.without_courtesy(text)
    if short == " ".join(text.split()) or without_reason(text) != text:
        return inbound
    leading = facts.words.leading(normalise(short))
    mine = _EVERYBODYS | _COORDINATORS if who.is_coordinator() else _EVERYBODYS
    if leading is None or not leading[1] or leading[0] not in mine or normalise(text).split()[-1] in _names(facts):
        return inbound
    return replace(inbound, text=short) if sort(short, who, facts) is Sort.COMMAND else inbound


def saying_what_was_not_sent(talk: Conversation, step: Step, inbound: Inbound, who: Who, facts: TalkFacts) -> Step:
    """`step`, and that nobody was sent what was not understood: whoever goes may have meant it for somebody."""
    waits = step.talk.passing.held is not None and step.talk.passing.held != talk.passing.held
    answered = step.commands or waits or not is_puzzled(talk, step)
    if answered or not step.says or not goes(talk, inbound, who, facts) or not _may_be_words(inbound.text):
        return step
    first, *others = step.says
    if first.kind in _SAY_SO_THEMSELVES:
        return step
    told = replace(first, lines=(*first.lines, Line(kind=MessageKind.M_LINE_SPEECH_NOT_SENT)))
    return replace(step, says=(told, *others))


def _may_be_words(text: str) -> bool:
    """Two words or more: not a number, not a letter with one."""
    return sum(any(char.isalpha() for char in each) for each in normalise(text).split()) > 1


# --- what stands behind a command


def _are_arguments(rest: Iterable[str], facts: TalkFacts) -> bool:
    known = _names(facts)
    return all(_is_number(each) or each in known or _is_of_a_command(each, facts.words) for each in rest)


def _is_number(token: str) -> bool:
    """`7`, `2w`, `22-06`, `9:30`."""
    return token[:1].isdecimal() and sum(each.isalpha() for each in token) <= _UNITS


def _is_of_a_command(token: str, words: Vocabulary) -> bool:
    if token in words.calendar or token in words.choices or token in words.languages:
        return True
    in_more_words = any(token in phrase.split() for phrase in words.calendar if " " in phrase)
    return in_more_words or words.whole(token) in _BEHIND_ANY


def _names(facts: TalkFacts) -> frozenset[str]:
    """The words of all names that a command of theirs may have behind it."""
    community = facts.community
    named: list[str] = []
    for each in (*facts.roster, *facts.mates):
        named += (each.person, each.name)
    for roll in facts.rolls:
        named += (roll.person, roll.name)
    for known in (community.natures, community.skills, community.areas, community.teams):
        for id_, each_ in known.items():
            named += (id_, *each_.names.values())
    for area in community.areas.values():
        named += area.aliases
    return frozenset(word for each in named for word in normalise(each).split())


# --- what looks like a command


def _names_a_call(rest: list[str], facts: TalkFacts) -> bool:
    """`close 7 now please`: the number of a call they may do something about."""
    numbers = {each.number for each in (*facts.watched, *facts.closed)} | {each.number for each in facts.aided}
    return bool(rest) and any(str(each) == rest[0] for each in numbers)


def _is_turned_round(said: list[str], facts: TalkFacts) -> bool:
    """`7 close`: the number of a call before the word."""
    leading = facts.words.leading(" ".join(said[1:])) if _names_a_call(said, facts) else None
    return leading is not None and leading[0] in _COORDINATORS and _are_arguments(leading[1].split(), facts)


def _names_somebody(text: str, facts: TalkFacts, *, nearly: bool = False) -> bool:
    """Somebody of the roster; `nearly`: one letter may be wrong."""
    names = {word for each in facts.roster for word in normalise(f"{each.person} {each.name}").split()}
    said = [each for each in text.split() if len(each) >= _SHORTEST_NAME]
    return any(OSA.distance(each, name) <= nearly for each in said for name in names)


def _is_mistyped(said: str, who: Person, facts: TalkFacts) -> bool:
    """`assgin 7 ana`, `clsoe 7`: nearly a coordinator's word, with a call or somebody of theirs behind it."""
    first, _, behind = said.partition(" ")
    if not who.is_coordinator() or not (_names_a_call(behind.split(), facts) or _names_somebody(behind, facts)):
        return False
    if len(first) < _SHORTEST_MISTYPED:
        return False
    commands = (phrase for phrase, word in facts.words.phrases.items() if word in _COORDINATORS and " " not in phrase)
    return any(OSA.normalized_similarity(first, each) >= _MISTYPED for each in commands)
