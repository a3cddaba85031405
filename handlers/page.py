"""A protector's answers to pages, and what they report once they are going.

    a letter          always about its page, live or resting: the number behind it is minutes, 0 is no
    `#7 done`         news of the call with that number, which may have no letter: a coordinator sent them to it
    no letter         about the one live page, or about the one call they are going to; with both open, we ask which

Nobody's digits are ever guessed: where two things are open the answer is a question.

Whoever needs help themselves tells their own call what happens, in sentences that may begin like an answer (`no they
are still outside`). While it runs, only a letter, or nothing but an answer, is for a page; and where their own call
waits for a yes or a no as well, the answer is a question.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from domain.commands import Accept, Arrive, CannotFind, Command, Decline, DropOut, Finish, OpenPage, SetOff, StillComing
from domain.conversation import Conversation, Pending
from domain.ids import IncidentId, is_drill
from domain.incident import AssignmentState, PageState
from domain.language import normalise
from domain.matching import LETTERS
from domain.messages import Action, Inbound, Line, MessageKind, Other, Tap
from domain.people import Person, Who
from domain.vocabulary import Word
from handlers.answer import Cannot, Coming, Doing, read_doing, read_text, tokens_of
from handlers.greet import whole
from handlers.saying import done, has_call, puzzled, to_member, unanswered
from handlers.step import GoingOn, PageInHand, Step, TalkFacts

_BUTTONS = {
    Action.SET_OFF: Word.SET_OFF,
    Action.ARRIVE: Word.ARRIVE,
    Action.CANNOT_FIND: Word.CANNOT_FIND,
    Action.FINISH: Word.FINISH,
    Action.DROP_OUT: Word.DROP_OUT,
}
_LINES = 5
WHICH_NEWS = "which_news"
_WHICH_HOLDS = timedelta(minutes=15)
"""So long after the question a digit behind a letter is news."""

_REAL_OR_DRILL = "real_or_drill"
_DRILL_IN_MIND = timedelta(minutes=2)
"""So long after a drill a bare answer may be meant for it still; a second one, to the question, is not."""

_NUMBERED = re.compile(r"\s*#(\d{1,9})(?!\d)[\s:,;.-]*(.*)", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]+")
_ELIDED = re.compile(r"\W*[^\W\d_]['\u2018\u2019\u02bc][^\W\d_]")
_LATE = frozenset({PageState.EXPIRED, PageState.WITHDRAWN, PageState.FAILED, PageState.DECLINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a protector, with everything needed to answer it."""

    talk: Conversation
    inbound: Inbound
    who: Person
    facts: TalkFacts
    now: datetime

    @property
    def live(self) -> tuple[PageInHand, ...]:
        return tuple(page for page in self.facts.pages if page.state is PageState.LIVE)

    @property
    def has_call(self) -> bool:
        return has_call(self.talk, self.facts)

    def do(self, command: Command, why: str) -> Step:
        return done(self.talk, self.now, command, why=why)

    def ask(self, kind: MessageKind, why: str, *, letter: str = "", lines: tuple[Line, ...] = ()) -> Step:
        say = to_member(self.who, self.facts, kind, {"letter": letter} if letter else None, lines=lines)
        return puzzled(self.talk, self.now, say, why=why)


def page(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """An answer to a page, or news of an assignment, in words."""
    if not isinstance(who, Person) or not who.is_member() or not inbound.text:
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    tokens = tokens_of(inbound.text)
    phrase = whole(inbound, facts)
    if phrase is Word.THANKS:
        return _coming_or_not(hearing) or unanswered(talk, now, why="thanks")
    numbered = _NUMBERED.fullmatch(inbound.text)
    mine = _numbered(int(numbered[1]), facts) if numbered is not None else None
    if numbered is not None and mine is not None:
        return _about_number(hearing, mine, numbered[2])
    lettered = _letter(inbound.text, tokens, facts) if phrase is None or len(tokens) == 1 else None
    if lettered is not None:
        return _about_letter(hearing, lettered, tokens[1:])
    return _without_letter(hearing, tokens)


def _coming_or_not(hearing: _Hearing) -> Step | None:
    """To a page that waits they have said neither yes nor no."""
    if len(hearing.live) == 1:
        return hearing.ask(MessageKind.M_COMING_OR_NOT, "neither yes nor no", letter=hearing.live[0].letter)
    if hearing.live:
        return hearing.ask(MessageKind.M_WHICH_PAGE, "neither yes nor no", lines=_lines(hearing.live))
    return None


def page_tap(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """The same by buttons, which name their page or incident themselves."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    if inbound.other is Other.STALE_BUTTON:
        return hearing.ask(MessageKind.M_STALE_BUTTON, "a button that is no longer good")
    tap = inbound.tap
    if tap is None:
        return None
    if tap.action is Action.READ_ON:
        return _open_button(hearing, tap)
    if tap.action in (Action.ACCEPT, Action.DECLINE):
        return _answer_button(hearing, tap)
    what = _BUTTONS.get(tap.action)
    if what is None:
        return hearing.ask(MessageKind.M_STALE_BUTTON, "a button that is not theirs")
    mine = next((each for each in (*facts.going, *_unsure(facts)) if each.incident == tap.subject), None)
    if mine is None:
        return hearing.ask(MessageKind.M_NOTHING_OPEN, "not going there")
    return _do(hearing, mine, Doing(what))


def report(
    talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime, mine: GoingOn, news: Doing
) -> Step:
    """News of the call they go to that is `mine`, whatever else is open."""
    return _do(_Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now), mine, news)


def not_understood(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Whatever else a member sends: the commands, with an example each; after five times, nothing."""
    if not isinstance(who, Person):
        return None
    kind = MessageKind.C_HELP if who.is_coordinator() else MessageKind.M_HELP
    if whole(inbound, facts) in (Word.HELP, Word.START, Word.WHO_ARE_YOU):
        return puzzled(talk, now, to_member(who, facts, kind), why="asks for the commands")
    say = to_member(who, facts, MessageKind.M_NOT_UNDERSTOOD, lines=(Line(kind=kind),))
    return puzzled(talk, now, say, why="not understood")


# --- a page by its letter


def _letter(text: str, tokens: tuple[str, ...], facts: TalkFacts) -> str | None:
    """The letter a text begins with. Any other, or two, count only where a page carries them and no word does.

    `j'arrive` names no page, and `j arrive` none where no page of theirs is J; nor does `m ap vini nan 12 minit`.
    """
    if not tokens or _ELIDED.match(text):
        return None
    first = tokens[0].upper()
    carried = any(each.letter == first for each in facts.pages)
    if first in LETTERS:
        leading = facts.words.leading(" ".join(tokens))
        begins_a_phrase = leading is not None and len(leading[1].split()) < len(tokens) - 1
        says_nothing = read_text(facts.words, _behind_letter(text)) is None and not read_doing(facts.words, tokens[1:])
        return None if begins_a_phrase and (says_nothing or not carried) else first
    return first if carried and facts.words.whole(tokens[0]) is None else None


def _about_letter(hearing: _Hearing, letter: str, rest: tuple[str, ...]) -> Step | None:
    answer = read_text(hearing.facts.words, _behind_letter(hearing.inbound.text))
    news = read_doing(hearing.facts.words, rest)
    told = next((each for each in hearing.facts.pages if each.letter == letter), None)
    if told is None:
        understood = (answer is not None or news is not None) and not _is_for_their_call(hearing, answer)
        return hearing.ask(MessageKind.M_PAGE_GONE, "no such page", letter=letter) if understood else None
    mine = _going_to(hearing, told.incident)
    if mine is None and _opens(hearing, answer):
        return _read_on(hearing, told)
    if mine is not None:
        news = _told_before(hearing, news) if news is not None or not rest else None
    if mine is not None and news is not None and not news.digit:
        return _do(hearing, mine, news)
    return _answer(hearing, told, answer) if answer is not None else None


def _told_before(hearing: _Hearing, news: Doing | None) -> Doing | None:
    """`C 2` or `C`, after `2` and the question of which call: news of it, and no minutes."""
    pending = hearing.talk.pending
    if pending is None or pending.about != WHICH_NEWS or hearing.now - hearing.talk.last_at > _WHICH_HOLDS:
        return news
    what, _, minutes = pending.rest.partition(" ")
    if news is None:
        return Doing(Word(what), int(minutes) if minutes else None)
    return replace(news, digit=False)


def _behind_letter(text: str) -> str:
    found = _LETTERS.search(text)
    return text[found.end() :] if found is not None else text


def _open_button(hearing: _Hearing, tap: Tap) -> Step:
    told = next((each for each in hearing.facts.pages if each.page == tap.subject), None)
    if told is None:
        return hearing.ask(MessageKind.M_STALE_BUTTON, "the page is long over")
    return _read_on(hearing, told)


def _read_on(hearing: _Hearing, told: PageInHand) -> Step:
    return hearing.do(OpenPage(incident=told.incident, by=hearing.who.id, page=told.page), "reads on")


def _answer_button(hearing: _Hearing, tap: Tap) -> Step:
    told = next((each for each in hearing.facts.pages if each.page == tap.subject), None)
    if told is None:
        return hearing.ask(MessageKind.M_STALE_BUTTON, "the page is long over")
    if tap.action is Action.DECLINE:
        return _answer(hearing, told, Cannot())
    return _answer(hearing, told, Coming(int(tap.arg) if tap.arg.isdecimal() else None))


def _answer(hearing: _Hearing, told: PageInHand, answer: Coming | Cannot) -> Step:
    by, mine = hearing.who.id, _going_to(hearing, told.incident)
    match answer:
        case Cannot() if mine is not None:
            return hearing.do(DropOut(incident=told.incident, by=by), "no after a yes")
        case Cannot(more=more):
            note = hearing.inbound.text if more else ""
            return hearing.do(Decline(incident=told.incident, by=by, page=told.page, note=note), "no")
        case Coming(plain=True) if told.state is PageState.DECLINED and mine is None:
            return hearing.ask(MessageKind.M_PAGE_GONE, "a bare letter after a no", letter=told.letter)
        case Coming(minutes=minutes):
            accept = Accept(incident=told.incident, by=by, page=told.page, minutes=minutes)
            return hearing.do(accept, f"yes to a page that is {told.state}")
        case _:
            assert_never(answer)


# --- a call by its number


def _numbered(number: int, facts: TalkFacts) -> GoingOn | None:
    return next((each for each in (*facts.going, *_unsure(facts)) if each.number == number), None)


def _about_number(hearing: _Hearing, mine: GoingOn, rest: str) -> Step | None:
    """News of it; a no takes them off, as behind a letter. Whatever else is words for whoever needs help."""
    tokens, words = tokens_of(rest), hearing.facts.words
    answer = read_text(words, rest) if tokens else None
    news = read_doing(words, tokens)
    if mine.state is AssignmentState.UNSURE:
        clear = news is not None and news.what is not Word.SET_OFF
        return _of_the_unsure(hearing, mine, answer, replace(news, digit=False) if news and clear else news)
    if news is not None or not tokens:
        news = _told_before(hearing, news)
    if news is not None:
        return _do(hearing, mine, news)
    if isinstance(answer, Cannot) and not answer.more:
        return hearing.do(DropOut(incident=mine.incident, by=hearing.who.id), "no after a yes")
    return None


# --- without a letter


def _without_letter(hearing: _Hearing, tokens: tuple[str, ...]) -> Step | None:
    answer = read_text(hearing.facts.words, hearing.inbound.text) if tokens else None
    news = read_doing(hearing.facts.words, tokens)
    if answer is None and news is None:
        return _only_a_reason(hearing, tokens)
    live, going = hearing.live, hearing.facts.going
    if live and not any(not each.ahead or each.asked_again for each in going):
        going = ()  # what they promised for another day is not what a bare answer to a page is about
    if _is_for_their_call(hearing, answer):
        return None
    if _may_be_for_either(hearing):
        asks = MessageKind.M_PAGE_OR_OWN_CALL
        return hearing.ask(asks, "their own call or a page", letter=live[0].letter) if live else None
    if live and going:
        return _either(hearing, live[0], news)
    if going:
        return _news(hearing, answer, news)
    if live:
        return _one_page(hearing, live, answer)
    unsure = _unsure(hearing.facts)
    if len(unsure) == 1 and not hearing.has_call:
        return _of_the_unsure(hearing, unsure[0], answer, news)
    late = tuple(each for each in hearing.facts.pages if each.state in _LATE and not each.closed)
    if late and isinstance(answer, Coming):
        return hearing.ask(MessageKind.M_WHICH_PAGE, "a yes to a page that is over", lines=_lines(late))
    return hearing.ask(MessageKind.M_NOTHING_OPEN, "nothing is open")


def _is_for_their_call(hearing: _Hearing, answer: Coming | Cannot | None) -> bool:
    """A no with more behind it, while they need help themselves, tells of that."""
    return hearing.has_call and isinstance(answer, Cannot) and answer.more


def _may_be_for_either(hearing: _Hearing) -> bool:
    """A bare yes or no, while their own call waits for one as well: is there danger?"""
    if not hearing.has_call or not hearing.talk.intake.waits_for_danger():
        return False
    said = normalise(hearing.inbound.text)
    return said == "0" or hearing.facts.words.whole(said) in (Word.YES, Word.NO)


def _only_a_reason(hearing: _Hearing, tokens: tuple[str, ...]) -> Step | None:
    """`sorry, at work` says no only almost: nobody is taken out by a guess. In their own call it is told to that."""
    leading = hearing.facts.words.leading(" ".join(tokens))
    if leading is None or leading[0] is not Word.BECAUSE or hearing.has_call:
        return None
    return _coming_or_not(hearing)


def _one_page(hearing: _Hearing, live: tuple[PageInHand, ...], answer: Coming | Cannot | None) -> Step | None:
    if answer is None:
        return None
    if len(live) == 1 and _opens(hearing, answer):
        return _read_on(hearing, live[0])
    if len(live) > 1:
        return hearing.ask(MessageKind.M_WHICH_PAGE, "several pages are open", lines=_lines(live))
    if _may_be_for_the_drill(hearing, live[0]):
        step = hearing.ask(MessageKind.M_REAL_OR_DRILL, "a drill was over just now", letter=live[0].letter)
        return replace(step, talk=replace(step.talk, pending=Pending(about=_REAL_OR_DRILL, subject=live[0].page)))
    return _answer(hearing, live[0], answer)


def _may_be_for_the_drill(hearing: _Hearing, page: PageInHand) -> bool:
    """True where a drill made room for the call of this page while they were typing, for all we know."""
    ended, waits = hearing.facts.drilled_until, hearing.talk.pending
    if ended is None or is_drill(page.incident) or hearing.now - ended > _DRILL_IN_MIND:
        return False
    return waits is None or waits.about != _REAL_OR_DRILL or waits.subject != page.page


def _opens(hearing: _Hearing, answer: Coming | Cannot | None) -> bool:
    """A 1 alone, of somebody whose pages keep the call to themselves: nobody comes in a minute, they read on."""
    return hearing.who.neutral and isinstance(answer, Coming) and answer.number and answer.minutes == 1


def _news(hearing: _Hearing, answer: Coming | Cannot | None, news: Doing | None) -> Step | None:
    """News without a letter or an open page: about the call they are going to."""
    if news is None and isinstance(answer, Coming) and not answer.number:
        news = Doing(Word.SET_OFF, answer.minutes)
    if news is None and (not isinstance(answer, Cannot) or answer.more):
        return None  # `don't open the door` is words for whoever needs help
    going = hearing.facts.going
    running = tuple(each for each in going if not each.ahead or each.asked_again)
    if len(running) == 1:
        going = running  # what they promised for another day is not what bare news is about
    if len(going) > 1:
        return _which_call(hearing, news)
    if news is None:
        return _tell_how_to_drop_out(hearing, going[0])
    return _do(hearing, going[0], news)


def _which_call(hearing: _Hearing, news: Doing | None) -> Step:
    """They go to several. What they said is kept: the letter alone is enough for an answer."""
    accepted = tuple(each for each in hearing.facts.pages if _going_to(hearing, each.incident) is not None)
    lettered = {each.incident for each in accepted}
    sent = tuple(each for each in hearing.facts.going if each.incident not in lettered)
    lines = (*_lines(accepted), *(_line(each.key, each) for each in sent))[:_LINES]
    first = str(lines[0].params["letter"])
    step = hearing.ask(MessageKind.M_WHICH_NEWS, "going to several", letter=first, lines=lines)
    if news is None:
        return step
    said = news.what.value if news.minutes is None else f"{news.what.value} {news.minutes}"
    pending = Pending(about=WHICH_NEWS, subject=hearing.facts.stimulus, rest=said)
    return replace(step, talk=replace(step.talk, pending=pending))


def _tell_how_to_drop_out(hearing: _Hearing, mine: GoingOn) -> Step:
    """A no of somebody who is going may be meant otherwise: nobody is taken off a call by a guess."""
    kind = MessageKind.M_DROP_OUT_HOW
    say = to_member(hearing.who, hearing.facts, kind, {"code": mine.code}, incident=mine.incident)
    return puzzled(hearing.talk, hearing.now, say, why="a no of somebody who is going")


def _either(hearing: _Hearing, newest: PageInHand, news: Doing | None) -> Step:
    """A page is open and they are going somewhere: only words that fit one of the two are taken."""
    clear = news is not None and not news.digit and news.what is not Word.SET_OFF
    if news is not None and clear and len(hearing.facts.going) == 1:
        return _do(hearing, hearing.facts.going[0], news)
    return hearing.ask(MessageKind.M_WHICH_OF_TWO, "a page and a call are open", letter=newest.letter)


def _do(hearing: _Hearing, mine: GoingOn, news: Doing) -> Step:
    by, incident = hearing.who.id, mine.incident
    command: Command
    match news.what:
        case Word.SET_OFF:
            command = SetOff(incident=incident, by=by, minutes=news.minutes)
        case Word.ARRIVE:
            command = Arrive(incident=incident, by=by)
        case Word.CANNOT_FIND:
            command = CannotFind(incident=incident, by=by)
        case Word.FINISH:
            command = Finish(incident=incident, by=by)
        case _:
            command = DropOut(incident=incident, by=by)
    return hearing.do(command, news.what.value)


def _going_to(hearing: _Hearing, incident: IncidentId) -> GoingOn | None:
    return next((each for each in hearing.facts.going if each.incident == incident), None)


def _of_the_unsure(hearing: _Hearing, mine: GoingOn, answer: Coming | Cannot | None, news: Doing | None) -> Step | None:
    """1 and 0 answer what they were asked; the rules say whether there is still a place for them."""
    if news is not None and not news.digit:
        return _do(hearing, mine, news)
    match answer:
        case Coming(minutes=minutes, number=number) if not number or minutes == 1:
            return hearing.do(StillComing(incident=mine.incident, by=hearing.who.id), "comes after all")
        case Cannot(more=False):
            return hearing.do(DropOut(incident=mine.incident, by=hearing.who.id), "cannot come")
        case _:
            return None


def _unsure(facts: TalkFacts) -> tuple[GoingOn, ...]:
    """Calls they said yes to, and later not whether they still come: they may be on their way."""
    return tuple(each for each in facts.gone if each.state is AssignmentState.UNSURE)


def _lines(pages: tuple[PageInHand, ...]) -> tuple[Line, ...]:
    return tuple(_line(each.letter, each) for each in pages[:_LINES])


def _line(key: str, call: PageInHand | GoingOn) -> Line:
    return Line(
        kind=MessageKind.M_LINE_PAGE,
        params={"letter": key, "nature": call.nature, "areas": ",".join(call.areas)},
        drill=is_drill(call.incident),
    )
