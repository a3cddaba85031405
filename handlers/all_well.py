"""All well? What somebody on scene answers for themselves: `1`, `0`, `all well`, `not well`, `fine for 45`, a button.

Whoever says that they are fine for a while is asked nothing until then; on the way too, in words that cannot be about
when they are there.

That all is not well counts at any stage, on the way as well. A bare digit is taken so only while nothing else of theirs
waits for one; behind the letter of their page it is about that call. Whoever is asked whether they are there already
answers with the digits of the way.

Asked, they may say in their own words that they are fine, or not: "yes, all good here", "not fine". A question is for
somebody else.

What they write to others may say it too: of themselves at any time, as a feeling, a wound or an attack; and while they
are asked, or have said that all is not well, by any danger it names, and by words of not being well. `help me` is no
wish for the list of commands. It goes where it would go anyhow, and coordinators hear it besides.
"""

from datetime import datetime, timedelta

from domain.checkin import Said
from domain.commands import SayWell
from domain.conversation import Conversation
from domain.incident import AssignmentState, PageState
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind
from domain.people import Person, Who
from domain.vocabulary import Spoken, Word
from domain.when import read_length, read_moment
from handlers.answer import tokens_of
from handlers.greet import whole
from handlers.rotas import times, wall
from handlers.saying import done, has_call, puzzled, to_member
from handlers.step import GoingOn, Step, TalkFacts

_WELL = frozenset({Word.YES, Word.THANKS})
_ANSWERS = {"1": True, "0": False}
_FINE_ANYWHERE = frozenset({Word.FINE_FOR, Word.ALL_WELL})
_SAYS_FINE = frozenset({*_FINE_ANYWHERE, *_WELL})
_SHORT = 4
"""Of so many words at most is what only says that they are not well; what says more goes on to whom it is for."""

_WALKS = frozenset({AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE})


def all_well(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """An answer to the question whether all is well, or the same without the question."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.tap is not None:
        return _tapped(talk, inbound, who, facts, now)
    there = tuple(each for each in facts.going if each.state is AssignmentState.ON_SCENE)
    word = whole(inbound, facts)
    if word is Word.NOT_WELL and not there and not has_call(talk, facts):
        there = tuple(each for each in facts.going if each.state is not AssignmentState.UNSURE)
    if not inbound.text:
        return None
    if word is Word.ALL_WELL and "?" in inbound.text:
        word = None
    fine = _fine_for(inbound.text, facts, there=bool(there)) or _fine_until(inbound.text, who, facts, now)
    if fine is not None and not has_call(talk, facts):
        return _fine(talk, fine, there, who, facts, now)
    if normalise(inbound.text) in facts.check_in_words.calls_for_help and not has_call(talk, facts):
        mine = there or tuple(
            each for each in facts.going if not each.ahead and each.state is not AssignmentState.UNSURE
        )
        if mine:
            return _say(talk, mine, who, now, well=False, words=inbound.text)
    if not there:
        return None
    asked = tuple(each for each in there if each.asked)
    if word in (Word.ALL_WELL, Word.NOT_WELL):
        return _say(talk, asked or there, who, now, well=word is Word.ALL_WELL)
    if asked and not has_call(talk, facts) and not _others(facts) and _says_no(inbound.text, word, facts):
        return _say(talk, asked, who, now, well=False, words=inbound.text if " " in inbound.text.strip() else "")
    step = _answered(talk, inbound.text, who, facts, now, asked, word)
    if step is None and asked and not has_call(talk, facts) and _says_fine(inbound.text, facts):
        return _say(talk, asked, who, now, well=True)
    return step


def _answered(
    talk: Conversation,
    text: str,
    who: Person,
    facts: TalkFacts,
    now: datetime,
    asked: tuple[GoingOn, ...],
    word: Word | None,
) -> Step | None:
    """By a digit, alone or behind the letter of a page, or by a word for yes or no."""
    tokens = tokens_of(text)
    if len(tokens) == 2 and tokens[1] in _ANSWERS:
        calls = {each.incident for each in facts.pages if each.letter.lower() == tokens[0]}
        named = tuple(each for each in asked if each.incident in calls)
        return _say(talk, named, who, now, well=_ANSWERS[tokens[1]]) if named else None
    answer = _answer(tokens, word)
    if not asked or answer is None or has_call(talk, facts):
        return None
    others = _others(facts)
    if others:
        letter = others[0]
        which = to_member(who, facts, MessageKind.M_SAFETY_WHICH, {"letter": letter})
        return puzzled(talk, now, which, why="how they are, or another question")
    return _say(talk, asked, who, now, well=answer)


def unwell_beside(talk: Conversation, text: str, facts: TalkFacts) -> tuple[GoingOn, ...]:
    """Of which calls coordinators hear, beside whoever else `text` is for, that its writer may not be well: all they go
    to, where they say it of themselves, or that they are hurt, attacked or held; where they were asked whether all is
    well, or said that it is not, those, as often as it names any danger.
    """
    if not text or has_call(talk, facts):
        return ()
    mine = going_for_sure(facts)
    said = normalise(text)
    if facts.check_in_words.says_unwell(said) or facts.check_in_words.says_in_danger(said):
        return mine
    asked = tuple(each for each in mine if each.asked or each.unwell)
    return asked if asked and (_is_unwell(said, facts) or facts.read(text).danger) else ()


def going_for_sure(facts: TalkFacts) -> tuple[GoingOn, ...]:
    """The calls of now they go to, and nobody has to ask whether they still do."""
    return tuple(each for each in facts.going if each.state is not AssignmentState.UNSURE and not each.ahead)


def _says_no(text: str, word: Word | None, facts: TalkFacts) -> bool:
    """`0 he hit me`, `not really`, `help`: no digit alone, and still an answer to the question, which says no."""
    first, _, more = text.strip().partition(" ")
    said = normalise(text)
    if (first == "0" and more) or word is Word.HELP or said in facts.check_in_words.not_good:
        return True
    return len(said.split()) <= _SHORT and _is_unwell(said, facts)


def _is_unwell(said: str, facts: TalkFacts) -> bool:
    words = facts.check_in_words
    return words.meant(said) is Said.UNWELL and not words.is_of_others(said)


def _says_fine(text: str, facts: TalkFacts) -> bool:
    """`I'm fine`, `yes, all good here`, `estoy bien gracias`: to us, who asked."""
    said = normalise(facts.words.without_courtesy(text))
    leading = facts.words.leading(said)
    if leading is not None and leading[0] is Word.YES and leading[1]:
        said = leading[1]
    begins, _, last = said.rpartition(" ")
    if begins and facts.words.whole(last) in (Word.HERE, Word.ARRIVE):
        said = begins
    return "?" not in text and (facts.words.whole(said) is Word.ALL_WELL or _is_fine(said, facts))


def _is_fine(said: str, facts: TalkFacts) -> bool:
    words = facts.check_in_words
    return words.meant(said) is Said.FINE and not words.denies(said)


def _fine_for(text: str, facts: TalkFacts, *, there: bool) -> tuple[Word, int] | None:
    """`fine for 45`, `ok 45`, `todo bien 45 min`, `tout va bien pour une heure`, and `there` also `fine 45` and
    `good, 1 hr`: by which word, and minutes.
    """
    said = normalise(facts.words.without_courtesy(text))
    leading = facts.words.leading(said)
    if leading is not None and leading[0] in _SAYS_FINE and leading[1]:
        minutes = _minutes(leading[1], facts)
        return (leading[0], minutes) if minutes > 0 else None
    parts = said.split()
    figure = next((at for at, each in enumerate(parts) if at and each[:1].isdecimal()), 0)
    if there and figure and _is_fine(" ".join(parts[:figure]), facts):
        minutes = _minutes(" ".join(parts[figure:]), facts)
        return (Word.ALL_WELL, minutes) if minutes > 0 else None
    return None


def _fine_until(text: str, who: Person, facts: TalkFacts, now: datetime) -> tuple[Word, int] | None:
    """`fine until 13:30`, `todo bien hasta las 2`: the next time that it is so late."""
    parts = facts.words.without_courtesy(text).split()
    until = next((at for at, each in enumerate(parts) if at and _is_until(each, facts)), 0)
    begins, ends = normalise(" ".join(parts[:until])), " ".join(parts[until:])
    if not begins or not (facts.words.whole(begins) in _SAYS_FINE or _is_fine(begins, facts)):
        return None
    words, where = times(who, facts), wall(who, facts)
    moments = (read_moment(f"{ends}{half}".strip(), words, where, now) for half in ("", " am", " pm"))
    ahead = [each - now for each in moments if each is not None]
    return (Word.ALL_WELL, _whole_minutes(min(ahead))) if ahead else None


def _is_until(said: str, facts: TalkFacts) -> bool:
    return facts.words.calendar.get(normalise(said)) is Spoken.UNTIL


def _minutes(said: str, facts: TalkFacts) -> int:
    if facts.words.whole(said) is Word.HALF_HOUR:
        return 30
    length = timedelta(minutes=int(said[:4])) if said.isdecimal() else read_length(said, facts.words)
    return 0 if length is None else _whole_minutes(length)


def _whole_minutes(length: timedelta) -> int:
    return max(1, int(length.total_seconds()) // 60) if length else 0


def _fine(
    talk: Conversation, fine: tuple[Word, int], there: tuple[GoingOn, ...], who: Person, facts: TalkFacts, now: datetime
) -> Step | None:
    word, minutes = fine
    calls = there
    if word in _FINE_ANYWHERE:
        calls = there or tuple(each for each in facts.going if each.state in _WALKS and not each.ahead)
    else:
        letter = next(iter(_others(facts)), None)
        if there and letter is not None:
            which = to_member(who, facts, MessageKind.M_SAFETY_WHICH, {"letter": letter})
            return puzzled(talk, now, which, why="how long they are fine, or when they come")
    if not calls:
        return None
    commands = (SayWell(incident=each.incident, by=who.id, minutes=minutes) for each in calls)
    return done(talk, now, *commands, why="fine for a while")


def _others(facts: TalkFacts) -> list[str]:
    """Letters of what else of theirs may wait for an answer."""
    live = [each.letter for each in facts.pages if each.state is PageState.LIVE]
    return live + [each.letter for each in facts.going if each.asked_again and each.letter]


def _answer(tokens: tuple[str, ...], word: Word | None) -> bool | None:
    if len(tokens) == 1 and tokens[0] in _ANSWERS:
        return _ANSWERS[tokens[0]]
    if word in _WELL:
        return True
    return False if word is Word.NO else None


def _tapped(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    tap = inbound.tap
    if tap is None or tap.action is not Action.ALL_WELL:
        return None
    mine = tuple(each for each in facts.going if each.incident == tap.subject)
    if not mine:
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_NOTHING_OPEN), why="not going there")
    return _say(talk, mine, who, now, well=tap.arg == "1")


def _say(
    talk: Conversation, calls: tuple[GoingOn, ...], who: Person, now: datetime, *, well: bool, words: str = ""
) -> Step:
    """How somebody is holds wherever they are: one person is in one place."""
    commands = (SayWell(incident=each.incident, by=who.id, well=well, words=words) for each in calls)
    return done(talk, now, *commands, why="all well" if well else "not well")
