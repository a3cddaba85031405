"""Words for somebody else: of whoever goes to those who need help, and to the others who go.

    reply to a message of ours      about its call, whatever else is open
    `A: words`, `#7: words`         for the call whose page had that letter, or that number
    `team words`                    for the others who go; so is a reply to words that were for all
    `say 3`                         a ready phrase, read in the other side's language
    anything else                   for the one call they go to; with several, they are asked, and it waits
    a photo                         like words, where the team's policy lets photos pass

Where words say who somebody is, by a number, a name of an account or a link, they wait until their writer has said
whether that goes too. No answer is ever guessed: 8 and 9 answer nothing else, and while a page is open, or
something else was asked since, only words do.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.commands import AddWords, RelayWords, SayWell, SharePlace, ShowPhoto
from domain.conversation import Conversation, Question
from domain.identifiers import has_identifiers, without_identifiers
from domain.ids import IncidentId, is_drill
from domain.incident import AssignmentState, Incident, PageState
from domain.language import normalise
from domain.messages import FORWARDED, Action, Inbound, Line, MessageKind
from domain.people import Person, Who
from domain.relayed import Asks, Held
from domain.tongue import is_clear
from domain.vocabulary import Word
from handlers import page, spoken
from handlers.all_well import unwell_beside
from handlers.answer import Cannot, read_doing, read_text, tokens_of
from handlers.greet import whole
from handlers.own_call import mine as own_words
from handlers.saying import done, has_call, puzzled, to_member, to_requester, unanswered
from handlers.step import GoingOn, PageInHand, Step, TalkFacts

MOVES_EVERY = timedelta(seconds=30)
"""So often at most the requester sees on the map where somebody is by now, and"""

SAYS_EVERY = timedelta(minutes=2)
"""so often reads it in words."""

SEND, LEAVE_OUT = "8", "9"

_PREFIX = re.compile(r"\s*(#\d{1,9}|[A-Za-z]{1,2})(\s*[:,;.)]+\s*|\s+-+\s+|\s+)(?=\S)(.*)", re.DOTALL)
_FIRST_WORD = re.compile(r"\s*(\w+)[\s:,;.-]*(.*)", re.DOTALL)
_SPOKEN_LETTERS = frozenset("AEU")
"""Letters of pages that are words too: only a mark behind them makes sure that the letter is meant."""

_FOR_ALL = frozenset({MessageKind.M_RELAY_TEAM, MessageKind.M_RELAY_TEAM_PHRASE})
_THEIR_WORDS = {MessageKind.M_WORDS, MessageKind.M_CORRECTED, MessageKind.M_RELAY_PHOTO, MessageKind.M_SCREEN_LEDGER}
_PASSED_ON = _FOR_ALL | _THEIR_WORDS
"""What others wrote: `yes` or `2` in reply to it is said to them."""

_FOR_THE_PROGRAM = frozenset({Word.HELP, Word.START, Word.WHO_ARE_YOU, Word.THANKS})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a member, with everything needed to pass it on."""

    talk: Conversation
    inbound: Inbound
    who: Person
    facts: TalkFacts
    now: datetime

    def tell(self, kind: MessageKind, why: str, *, requester: str = "", lines: tuple[Line, ...] = ()) -> Step:
        params = {"requester": requester} if requester else None
        return puzzled(self.talk, self.now, to_member(self.who, self.facts, kind, params, lines=lines), why=why)

    def tell_key(self, kind: MessageKind, why: str) -> Step:
        """How to say it so that it goes: behind the letter or the number of a call of theirs."""
        say = to_member(self.who, self.facts, kind, {"letter": self.facts.going[0].key})
        return puzzled(self.talk, self.now, say, why=why)

    def keyed(self, key: str) -> GoingOn | None:
        return next((each for each in self.facts.going if key.casefold() in _keys(each)), None)


def answer(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What somebody says about words of theirs that wait."""
    held = talk.passing.held
    if held is None or inbound.forwarded:
        return None
    said = _said_to_marks(talk, inbound, facts)
    if held.asks is Asks.MARKS and said is not None:
        if isinstance(who, Person) and held.to is not None and any(held.to == each.incident for each in facts.going):
            return _marks_answered(_Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now), held, said)
        if facts.incident is not None and held.to == facts.incident.id:
            return _own_marks_answered(talk, held, said, now)
        if isinstance(who, Person):
            dropped = _without_held(talk)
            hearing = _Hearing(talk=dropped, inbound=inbound, who=who, facts=facts, now=now)
            return hearing.tell(MessageKind.M_RELAY_OVER, "their part is over", requester=_code_of(held.to, facts))
    if held.asks is Asks.WHO and isinstance(who, Person):
        hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
        tapped = inbound.tap.arg if inbound.tap is not None and inbound.tap.action is Action.RELAY else ""
        asked_since = talk.pending is not None and talk.pending.about == page.WHICH_NEWS
        target = hearing.keyed(tapped or ("" if asked_since else inbound.text.strip().strip(".:,")))
        if target is not None:
            return _sent(replace(hearing, talk=_without_held(talk)), target, held, confirm=True)
    return None


def forwarded(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Somebody else's words, passed on by whoever goes: plain words, marked as such, and no sign of whose they are."""
    if not isinstance(who, Person) or not inbound.forwarded or not inbound.text or not _may_pass(talk, facts):
        return None
    if _is_spoken_to_the_program(inbound.text, facts):
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    return _anywhere(hearing, Held(id=facts.stimulus, asks=Asks.WHO, texts=(f"{FORWARDED}{inbound.text}",)))


def addressed(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What says itself whom it is for: a reply, a letter with a mark behind it, `team`, `say`, a button of a phrase."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    if inbound.tap is not None:
        return _tapped(hearing)
    if not inbound.text or inbound.other is not None:
        return None
    if facts.replied is not None and (replied := _reply(hearing)) is not None:
        return _heard_of_them(hearing, replied)
    if not facts.going:
        return None
    prefix = _PREFIX.fullmatch(inbound.text)
    target = hearing.keyed(prefix[1]) if prefix is not None else None
    if prefix is not None and target is not None and _is_meant(prefix[2], prefix[3], facts):
        return _heard_of_them(hearing, _for_one(hearing, target, prefix[3]))
    if has_call(talk, facts):
        return None
    if prefix is not None and target is None and (prefix[2].strip() or prefix[1].startswith("#")):
        settles = _gone_from(prefix[1], facts, AssignmentState.UNSURE) and _answers_the_page(prefix[3], facts)
        named = None if settles else _named_otherwise(hearing, prefix[1])
        if named is not None:
            return named
    if whole(inbound, facts) in (None, Word.TEAM, Word.SAY) and _is_spoken_to_relay(inbound.text, facts):
        return _heard_of_them(hearing, _for_one(hearing, None, inbound.text))
    return None


def plain(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Whatever else somebody writes who goes: words for whoever needs help."""
    if not isinstance(who, Person) or not who.is_member() or inbound.tap is not None or inbound.other is not None:
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    if inbound.point is not None and not inbound.live and _may_pass(talk, facts):
        return _pin(hearing)
    if not any(each.isalpha() for each in inbound.text) or whole(inbound, facts) in _FOR_THE_PROGRAM:
        return None
    if _is_news_gone_wrong(inbound.text, facts):
        return None
    unsure = [each for each in facts.gone if each.state is AssignmentState.UNSURE]
    if unsure and not facts.going and not has_call(talk, facts):
        return _to_coordinators(hearing, unsure[-1], inbound.text)
    if not facts.going:
        over = facts.gone and not facts.is_paged() and not has_call(talk, facts)
        return _is_over(hearing, who, inbound) if over else None
    return _heard_of_them(hearing, _words(hearing)) if _may_pass(talk, facts) else None


def _is_over(hearing: _Hearing, who: Person, inbound: Inbound) -> Step | None:
    """Nothing was sent, and they hear so: not who says a coordinator's word, nor who only thanks somebody."""
    facts, last = hearing.facts, hearing.facts.gone[-1]
    if spoken.is_for_nobody(inbound.text, who, facts):
        return None
    reading, leading = facts.read(inbound.text), facts.words.leading(normalise(inbound.text))
    named = leading is not None and leading[0] is Word.THANKS and len(leading[1].split()) == 1  # `thanks Hana`
    thanks = reading.chatter or (named and not (reading.danger or reading.says_what or reading.help))
    if thanks and whole(inbound, facts) is not Word.HELLO:
        return unanswered(hearing.talk, hearing.now, why="thanks")
    drill = last.incident if is_drill(last.incident) else None
    say = to_member(who, facts, MessageKind.M_RELAY_OVER, {"requester": last.requester}, incident=drill)
    return puzzled(hearing.talk, hearing.now, say, why="their part is over")


def for_a_call_they_watch(
    talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime
) -> Step | None:
    """A coordinator's `#7: words`, or reply, about a call that they watch and are not in: how they may text there."""
    if not isinstance(who, Person) or not who.is_coordinator() or not inbound.text or inbound.other is not None:
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    watched = None if spoken.is_for_nobody(inbound.text, who, facts) else _watched(hearing)
    return None if watched is None else _not_in_it(hearing, watched)


def _watched(hearing: _Hearing) -> Incident | None:
    """The call that is named or replied to, if they watch it and are not in it."""
    facts, prefix = hearing.facts, _PREFIX.fullmatch(hearing.inbound.text)
    key = prefix[1] if prefix is not None and prefix[1].startswith("#") else ""
    replied = facts.replied.incident if facts.replied is not None and facts.replied.page is None and not key else None
    found = (each for each in facts.watched if key == f"#{each.number}" or each.id == replied)
    return next((each for each in found if all(each.id != mine.incident for mine in facts.going)), None)


def _not_in_it(hearing: _Hearing, watched: Incident) -> Step:
    kind, number = MessageKind.C_BY_TEXT_FIRST, {"number": watched.number}
    say = to_member(hearing.who, hearing.facts, kind, number, incident=watched.id)
    return puzzled(hearing.talk, hearing.now, say, why="they are not in that call")


def _heard_of_them(hearing: _Hearing, step: Step) -> Step:
    """Whoever goes and may not be well is heard by coordinators too, whomever they wrote it to."""
    by, words = hearing.who.id, hearing.inbound.text
    calls = unwell_beside(hearing.talk, words, hearing.facts)
    told = (SayWell(incident=each.incident, by=by, well=False, words=words) for each in calls)
    return replace(step, commands=(*step.commands, *told))


def _words(hearing: _Hearing) -> Step:
    """Of somebody who goes, and neither a command nor an answer nor news."""
    facts, inbound = hearing.facts, hearing.inbound
    if spoken.is_for_nobody(inbound.text, hearing.who, facts):
        return hearing.tell_key(MessageKind.M_SPEECH_COMMAND, "neither a command nor words")
    prefix = _PREFIX.fullmatch(inbound.text)
    target = hearing.keyed(prefix[1]) if prefix is not None else None
    if facts.replied is not None and (elsewhere := _elsewhere(hearing)) is not None:
        return elsewhere
    if prefix is None or prefix[1].upper() in _SPOKEN_LETTERS:  # `A man is here` is no letter
        return _still_counting(hearing, _for_one(hearing, None, inbound.text))
    if target is None:
        return _named_otherwise(hearing, prefix[1]) or _still_counting(hearing, _for_one(hearing, None, inbound.text))
    return _for_one(hearing, target, prefix[3])


def _still_counting(hearing: _Hearing, step: Step) -> Step:
    """Words that begin like a no are passed on; their writer may have meant it, and hears how to drop out."""
    facts = hearing.facts
    no = isinstance(read_text(facts.words, hearing.inbound.text), Cannot)
    if not no or not step.commands or len(facts.going) != 1:
        return step
    mine, kind = facts.going[0], MessageKind.M_DROP_OUT_HOW
    how = to_member(hearing.who, facts, kind, {"code": mine.code}, incident=mine.incident)
    return replace(step, says=(*step.says, how))


def photo(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A picture without words, where photos pass: of whoever needs help, or of somebody who goes."""
    if not inbound.photo or inbound.text:
        return None
    if facts.incident is not None:
        if not facts.incident.plan.policy.relay.photos:
            return None
        return _showing(unanswered(talk, now, why="a photo"), facts.incident, inbound.photo, facts)
    if not isinstance(who, Person) or not who.is_member() or not _may_pass(talk, facts) or not _photos_pass(facts):
        return None
    hearing = _Hearing(talk=talk, inbound=inbound, who=who, facts=facts, now=now)
    wanted = Held(id=facts.stimulus, asks=Asks.WHO, photos=(inbound.photo,))
    return _by_reply(hearing, wanted) or _anywhere(hearing, wanted)


def with_photo(step: Step, inbound: Inbound, facts: TalkFacts) -> Step | None:
    """`step`, which is made of the words under a picture, and the picture where these words go; None if it passes
    nowhere.
    """
    if not inbound.photo:
        return None
    if facts.incident is not None:
        passes = facts.incident.plan.policy.relay.photos
        return _showing(step, facts.incident, inbound.photo, facts) if passes else None
    if not _photos_pass(facts):
        return None
    said = next((each for each in step.commands if isinstance(each, RelayWords)), None)
    if said is not None:
        shown = RelayWords(incident=said.incident, by=said.by, photos=(inbound.photo,), team=said.team)
        return replace(step, commands=(*step.commands, shown))
    held = step.talk.passing.held
    if held is None or held.id != facts.stimulus:
        return None
    waits = replace(held, photos=(*held.photos, inbound.photo))
    return replace(step, talk=replace(step.talk, passing=replace(step.talk.passing, held=waits)))


def _showing(step: Step, incident: Incident, shown: str, facts: TalkFacts) -> Step:
    """Of whoever needs help. Who sees it they hear once, unless they want no texts."""
    step = replace(step, commands=(*step.commands, ShowPhoto(incident=incident.id, photo=shown)))
    talk = step.talk
    if talk.silent or incident.silent or Question.PHOTO in talk.intake.asked:
        return step
    told = replace(talk, intake=replace(talk.intake, asked=talk.intake.asked | {Question.PHOTO}))
    return replace(step, talk=told, says=(*step.says, to_requester(talk, facts, MessageKind.R_RELAY_PHOTO_SENT)))


def _photos_pass(facts: TalkFacts) -> bool:
    """Whether some team of ours lets them pass; whether this call's does is for the rules to say."""
    return any(each.policy.relay.photos for each in facts.community.teams.values())


def moving(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Where somebody who goes is by now, of a place they share as they move: for the call they showed it to."""
    if not inbound.live or inbound.point is None or not isinstance(who, Person) or not _may_pass(talk, facts):
        return None
    passing = talk.passing
    target = next((each for each in facts.going if each.incident == passing.live_to), None)
    if target is None or (passing.moved_at is not None and now - passing.moved_at < MOVES_EVERY):
        return unanswered(talk, now, why="they move")
    in_words = passing.said_at is None or now - passing.said_at >= SAYS_EVERY
    said_at = now if in_words else passing.said_at
    told = replace(passing, live_to=target.incident, moved_at=now, said_at=said_at)
    place = facts.locate(*inbound.point)
    share = SharePlace(incident=target.incident, by=who.id, place=place, live=True, in_words=in_words)
    return Step(talk=replace(talk, last_at=now, passing=told), commands=(share,), why="they move")


# --- whom it is for


def _may_pass(talk: Conversation, facts: TalkFacts) -> bool:
    """What somebody writes who needs help themselves is their own call's."""
    return bool(facts.going) and not has_call(talk, facts)


def _reply(hearing: _Hearing) -> Step | None:
    """A reply is about the call of what it replies to."""
    facts, replied = hearing.facts, hearing.facts.replied
    if replied is None or replied.incident is None:
        return None
    if facts.incident is not None and replied.incident == facts.incident.id:
        return own_words(hearing.talk, hearing.inbound, hearing.who, facts, hearing.now)
    target = next((each for each in facts.going if each.incident == replied.incident), None)
    if target is None:
        letter = next((each.letter for each in facts.pages if each.page == replied.page), None)
        if letter is not None and _answers_the_page(hearing.inbound.text, facts):
            lettered = replace(hearing.inbound, text=f"{letter} {hearing.inbound.text}")
            return page.page(hearing.talk, lettered, hearing.who, facts, hearing.now)
        return _elsewhere(hearing) if _is_spoken_to_relay(hearing.inbound.text, facts) else None
    news = read_doing(facts.words, tokens_of(hearing.inbound.text))
    answers_them = news is not None and news.digit and replied.kind in _PASSED_ON
    if news is not None and not answers_them:
        return page.report(hearing.talk, hearing.inbound, hearing.who, facts, hearing.now, target, news)
    known = hearing.keyed(hearing.inbound.text.strip()) is not None or whole(hearing.inbound, facts) is not None
    for_nobody = not answers_them and spoken.is_for_nobody(hearing.inbound.text, hearing.who, facts)
    if for_nobody or (known and replied.kind not in _PASSED_ON):
        return None  # a command, or a letter alone
    if replied.kind in _FOR_ALL and not _is_spoken_to_relay(hearing.inbound.text, facts):
        text = hearing.inbound.text
        return _sent(hearing, target, Held(id=facts.stimulus, asks=Asks.WHO, texts=(text,), team=True))
    return _for_one(hearing, target, hearing.inbound.text)


def _named_otherwise(hearing: _Hearing, key: str) -> Step | None:
    """The letter or number of a call they do not go to: what is for one call never goes to another."""
    facts = hearing.facts
    over = _gone_from(key, facts)
    prefix = _PREFIX.fullmatch(hearing.inbound.text)
    if over is not None and over.state is AssignmentState.UNSURE and prefix is not None:
        return _to_coordinators(hearing, over, prefix[3])
    if over is not None:
        return hearing.tell(MessageKind.M_RELAY_OVER, "their part is over", requester=over.requester)
    if key.startswith("#"):
        watched = _watched(hearing)
        if watched is not None:
            return _not_in_it(hearing, watched)
        return hearing.tell(MessageKind.M_NOTHING_OPEN, "a call they do not go to")
    paged = next((each for each in facts.pages if each.letter.casefold() == key.casefold()), None)
    if paged is None or _is_its_answer(hearing, paged):
        return None
    params = {"letter": paged.letter}
    kind = MessageKind.M_COMING_OR_NOT if paged.state is PageState.LIVE else MessageKind.M_PAGE_GONE
    return puzzled(hearing.talk, hearing.now, to_member(hearing.who, facts, kind, params), why="words for a page")


def _gone_from(key: str, facts: TalkFacts, *states: AssignmentState) -> GoingOn | None:
    """The call with this letter or number in which their part is over, the last of several; in one of `states`."""
    over = (each for each in reversed(facts.gone) if not states or each.state in states)
    return next((each for each in over if key.casefold() in _keys(each)), None)


def _is_its_answer(hearing: _Hearing, paged: PageInHand) -> bool:
    """`B: 12`, `B, yes`: a mark behind the letter of an open page makes no words of its answer."""
    prefix = _PREFIX.fullmatch(hearing.inbound.text)
    answers = prefix is not None and read_text(hearing.facts.words, prefix[3]) is not None
    return answers and paged.state is PageState.LIVE


def _to_coordinators(hearing: _Hearing, unsure: GoingOn, text: str) -> Step:
    """Of somebody who did not say whether they still come: the rules say who reads it, and tell them."""
    wanted = Held(id=hearing.facts.stimulus, asks=Asks.WHO, texts=(text,))
    return _passed_on(hearing, unsure, wanted, confirm=False)


def _keys(call: GoingOn) -> frozenset[str]:
    return frozenset({call.letter.casefold(), f"#{call.number}"} - {""})


def _is_meant(mark: str, text: str, facts: TalkFacts) -> bool:
    """A letter is surely one with a mark behind it, or before `team`; what answers its page is the page's."""
    return bool(mark.strip() or _is_for_all(text, facts)) and not _answers_the_page(text, facts)


def _elsewhere(hearing: _Hearing) -> Step | None:
    """A reply to what is of no call they go to: its words are for none of the others."""
    facts, replied = hearing.facts, hearing.facts.replied
    if replied is None or replied.incident is None:
        return None
    if any(each.incident == replied.incident for each in facts.going):
        return None
    asked = next((each for each in facts.pages if each.page == replied.page and each.state is PageState.LIVE), None)
    if asked is not None:
        say = to_member(hearing.who, facts, MessageKind.M_COMING_OR_NOT, {"letter": asked.letter})
        return puzzled(hearing.talk, hearing.now, say, why="words for a page")
    code = _code_of(replied.incident, facts)
    return hearing.tell(MessageKind.M_RELAY_OVER, "a reply to what is over", requester=code)


def _answers_the_page(text: str, facts: TalkFacts) -> bool:
    """Nothing but an answer or news, which is the page's. `no signal down here` is words."""
    said = read_text(facts.words, text)
    more = isinstance(said, Cannot) and said.more
    return (said is not None and not more) or read_doing(facts.words, tokens_of(text)) is not None


def _is_news_gone_wrong(text: str, facts: TalkFacts) -> bool:
    """`4 there`: a digit that says one thing before a word that says another."""
    number, *rest = tokens_of(text) or ("",)
    return number.isdecimal() and read_doing(facts.words, rest) is not None


def _is_spoken_to_the_program(text: str, facts: TalkFacts) -> bool:
    """What would be an answer or a command, had they typed it."""
    prefix = _PREFIX.fullmatch(text)
    leading = facts.words.leading(normalise(text))
    numbers = leading is not None and all(each.isdecimal() for each in leading[1].split())
    alone = not any(each.isalpha() for each in text) or len(text.strip()) == 1
    behind = prefix is not None and _answers_the_page(prefix[3], facts)
    return alone or numbers or behind or _answers_the_page(text, facts)


def _first_word(text: str, facts: TalkFacts) -> tuple[Word | None, str]:
    found = _FIRST_WORD.fullmatch(text)
    return (facts.words.whole(normalise(found[1])), found[2]) if found is not None else (None, "")


def _is_for_all(text: str, facts: TalkFacts) -> bool:
    return _first_word(text, facts)[0] is Word.TEAM


def _is_spoken_to_relay(text: str, facts: TalkFacts) -> bool:
    """`team we are here`, `say`, `say 3`. `say hello to them` is words."""
    word, rest = _first_word(text, facts)
    alone = facts.words.whole(normalise(text))
    return alone in (Word.TEAM, Word.SAY) or word is Word.TEAM or (word is Word.SAY and rest.strip().isdecimal())


def _for_one(hearing: _Hearing, target: GoingOn | None, text: str) -> Step:
    """Words for one call, which may begin with `team` or be a ready phrase."""
    facts = hearing.facts
    word, rest = _first_word(text, facts)
    alone = facts.words.whole(normalise(text))
    wanted = Held(id=facts.stimulus, asks=Asks.WHO, texts=(text,))
    if word is Word.TEAM or alone is Word.TEAM:
        if not rest.strip():
            return hearing.tell(MessageKind.M_RELAY_TEAM_HOW, "for the others, and no words")
        wanted = replace(wanted, texts=(rest,), team=True)
        word, rest = _first_word(rest, facts)
    if alone is Word.SAY:
        return _phrases(hearing, target)
    if word is Word.SAY and rest.strip().isdecimal():
        number = int(rest)
        if not 1 <= number <= len(facts.phrases):
            return _phrases(hearing, target)
        wanted = replace(wanted, texts=(), phrase=facts.phrases[number - 1])
    return _sent(hearing, target, wanted) if target is not None else _anywhere(hearing, wanted)


def _phrases(hearing: _Hearing, target: GoingOn | None) -> Step:
    """What can be said with one press or digit. Buttons name their call; without one they are asked for it."""
    lines = tuple(
        Line(kind=MessageKind.M_LINE_RELAY_PHRASE, params={"n": n, "phrase": phrase})
        for n, phrase in enumerate(hearing.facts.phrases, start=1)
    )
    one = target or (hearing.facts.going[0] if len(hearing.facts.going) == 1 else None)
    say = to_member(hearing.who, hearing.facts, MessageKind.M_RELAY_PHRASES, lines=lines)
    subject = one.incident if one is not None else _ANY
    return done(hearing.talk, hearing.now, says=(replace(say, subject=subject),), why="ready phrases")


_ANY = "any"


def _tapped(hearing: _Hearing) -> Step | None:
    tap = hearing.inbound.tap
    if tap is None or tap.action not in (Action.SAY, Action.RELAY):
        return None
    number = int(tap.arg) if tap.arg.isdecimal() else 0
    if tap.action is Action.RELAY or not 1 <= number <= len(hearing.facts.phrases):
        return hearing.tell(MessageKind.M_STALE_BUTTON, "nothing of theirs waits any more")
    wanted = Held(id=hearing.facts.stimulus, asks=Asks.WHO, phrase=hearing.facts.phrases[number - 1])
    if tap.subject == _ANY:
        return _anywhere(hearing, wanted) if hearing.facts.going else hearing.tell(MessageKind.M_NOTHING_OPEN, "over")
    target = next((each for each in hearing.facts.going if each.incident == tap.subject), None)
    if target is None:
        code = _code_of(IncidentId(tap.subject), hearing.facts)
        return hearing.tell(MessageKind.M_RELAY_OVER, "their part is over", requester=code)
    return _sent(hearing, target, wanted)


def _anywhere(hearing: _Hearing, wanted: Held) -> Step:
    """To the one call they go to; with several, they are asked for which."""
    going = hearing.facts.going
    if len(going) == 1:
        return _sent(hearing, going[0], wanted)
    held = _added_to(hearing.talk.passing.held, replace(wanted, asks=Asks.WHO))
    lines = tuple(
        Line(
            kind=MessageKind.M_LINE_RELAY_WHO,
            params={"n": each.key, "requester": each.requester},
            drill=is_drill(each.incident),
        )
        for each in going
    )
    return _waiting(hearing, held, MessageKind.M_RELAY_WHO, "going to several", lines)


def _sent(hearing: _Hearing, target: GoingOn, wanted: Held, *, confirm: bool = False) -> Step:
    """Passed on, unless it says who somebody is: then they are asked first."""
    if any(map(has_identifiers, wanted.texts)):
        held = replace(wanted, asks=Asks.MARKS, to=target.incident)
        held = _added_to(hearing.talk.passing.held, held)
        return _waiting(hearing, held, MessageKind.M_RELAY_MARKS, "it says who somebody is", (), target.incident)
    return _passed_on(hearing, target, wanted, confirm=confirm)


def _passed_on(hearing: _Hearing, target: GoingOn, wanted: Held, *, confirm: bool) -> Step:
    by, incident, talk = hearing.who.id, target.incident, hearing.talk
    says = (to_member(hearing.who, hearing.facts, MessageKind.M_RELAY_SENT),) if confirm else ()
    if wanted.point is not None:
        place = hearing.facts.locate(*wanted.point)
        shown = replace(talk.passing, live_to=incident, moved_at=hearing.now, said_at=hearing.now)
        share = SharePlace(incident=incident, by=by, place=place, team=wanted.team)
        return done(replace(talk, passing=shown), hearing.now, share, says=says, why="shows where they are")
    commands: list[RelayWords] = []
    if wanted.phrase:
        commands.append(RelayWords(incident=incident, by=by, phrase=wanted.phrase, team=wanted.team))
    if wanted.texts:
        language = _language_of(hearing, wanted.texts[-1])
        commands.append(RelayWords(incident=incident, by=by, words=wanted.texts, team=wanted.team, language=language))
    if wanted.photos:
        commands.append(RelayWords(incident=incident, by=by, photos=wanted.photos, team=wanted.team))
    return done(talk, hearing.now, *commands, says=says, why="passed on")


def _language_of(hearing: _Hearing, text: str) -> str:
    """As its reader is told: one that nobody here is known to speak is easily mistaken in a few words."""
    talk, facts = hearing.talk, hearing.facts
    shown = facts.read(text).language
    spoken = {talk.language, *hearing.who.languages, *facts.community.languages}
    return shown if shown is not None and (shown in spoken or is_clear(text)) else talk.language


def _pin(hearing: _Hearing) -> Step:
    wanted = Held(id=hearing.facts.stimulus, asks=Asks.WHO, point=hearing.inbound.point)
    return _by_reply(hearing, wanted) or _anywhere(hearing, wanted)


def _by_reply(hearing: _Hearing, wanted: Held) -> Step | None:
    """What came without words, where it replies to what says which call it is for."""
    replied = hearing.facts.replied
    if replied is None:
        return None
    target = next((each for each in hearing.facts.going if each.incident == replied.incident), None)
    if target is not None:
        return _sent(hearing, target, replace(wanted, team=replied.kind in _FOR_ALL))
    return _elsewhere(hearing)


# --- what waits


def _added_to(waits: Held | None, held: Held) -> Held:
    """Words that wait for the same answer wait together."""
    alike = waits is not None and (waits.asks, waits.to, waits.team) == (held.asks, held.to, held.team)
    plain = waits is not None and not (waits.phrase or waits.point or held.phrase or held.point)
    if waits is None or not alike or not plain:
        return held
    return replace(held, texts=(*waits.texts, *held.texts), photos=(*waits.photos, *held.photos))


def _waiting(
    hearing: _Hearing,
    held: Held,
    kind: MessageKind,
    why: str,
    lines: tuple[Line, ...],
    incident: IncidentId | None = None,
) -> Step:
    """It waits. What waited before for another answer is told to be gone: nothing is dropped without a word."""
    before = hearing.talk.passing.held
    kept = before is None or (
        before.texts == held.texts[: len(before.texts)] and before.photos == held.photos[: len(before.photos)]
    )
    gone = () if kept else (to_member(hearing.who, hearing.facts, MessageKind.M_RELAY_EXPIRED),)
    ask = replace(to_member(hearing.who, hearing.facts, kind, lines=lines), subject=incident or _ANY)
    passing = replace(hearing.talk.passing, held=held)
    talk = replace(hearing.talk, last_at=hearing.now, pending=None, passing=passing)  # this is the latest question now
    return Step(talk=talk, says=(*gone, ask), why=why)


def _without_held(talk: Conversation) -> Conversation:
    return replace(talk, passing=replace(talk.passing, held=None))


def _said_to_marks(talk: Conversation, inbound: Inbound, facts: TalkFacts) -> bool | None:
    """True: with the number. False: without it. None for anything else; a digit may be a page's minutes, or answer
    what they were asked since.
    """
    if inbound.tap is not None:
        known = {SEND: True, LEAVE_OUT: False}
        return known.get(inbound.tap.arg) if inbound.tap.action is Action.RELAY else None
    word, text = whole(inbound, facts), inbound.text.strip().rstrip(".")
    if word in (Word.SEND_IT, Word.LEAVE_OUT):
        return word is Word.SEND_IT
    if talk.pending is not None or talk.draft or facts.is_paged() or text not in (SEND, LEAVE_OUT):
        return None
    return text == SEND


def _marks_answered(hearing: _Hearing, held: Held, said: bool) -> Step:
    target = next(each for each in hearing.facts.going if each.incident == held.to)
    texts = held.texts if said else tuple(map(without_identifiers, held.texts))
    hearing = replace(hearing, talk=_without_held(hearing.talk))
    return _passed_on(hearing, target, replace(held, texts=texts), confirm=True)


def _own_marks_answered(talk: Conversation, held: Held, said: bool, now: datetime) -> Step:
    """A requester's own words: they went without the number, and go once more with it where that is wanted."""
    talk = replace(_without_held(talk), last_at=now)
    if not said or held.to is None:
        return Step(talk=talk, why="the number stays out")
    again = AddWords(incident=held.to, words="\n".join(held.texts), shown=True)
    return Step(talk=talk, commands=(again,), why="the number goes too")


def _code_of(incident: IncidentId | None, facts: TalkFacts) -> str:
    known = (*facts.going, *facts.gone)
    return next((each.requester for each in known if each.incident == incident), "")


__all__ = ["addressed", "answer", "forwarded", "moving", "photo", "plain", "with_photo"]
