"""How are you? What somebody answers who is asked after a call: a digit, a button, or their own words in any language.

    requester    1 not good   2 fine   3 later   4 not this phone
    protector    how it sits   1 light   2 it stays   3 heavy   4 I want to talk now
                 who hears it  1 nobody  2 their peer 3 the coordinators
                 the others    1 nothing for now
                 always        5 later   6 not this phone   9 rest   0 no more
    both         later at 6, tomorrow morning, in 2 hours: asked then

1 is danger in every text a requester ever got from us, and is bad news here as well. Words that name danger are a call
for help like any other, and tell of how they are besides. Whoever wants no more texts gets none, however they say it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.another_time import read_another_time
from domain.checkin import CheckIn, Pillar, Said, Sharing, Side, next_question
from domain.commands import AnswerCheckIn, OpenIncident, SayUnwell, SayWell, SeeToCheckIn
from domain.conversation import Conversation
from domain.ids import CheckInId, PersonId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Other, Params, Say
from domain.needs import DangerKind
from domain.people import Person, Requester, Who
from domain.vocabulary import Word
from domain.zone import reached, zone
from handlers.all_well import going_for_sure
from handlers.answer import names_a_page
from handlers.debrief import ASKS as DEBRIEF_ASKS
from handlers.greet import whole
from handlers.intake import intake
from handlers.saying import asks_else, done, has_call, heard, puzzled, to_member, to_requester, unanswered
from handlers.spoken import OF_A_SENTENCE, Sort, is_said_to_us, sort
from handlers.step import CheckInHand, Step, TalkFacts
from handlers.unwell import may_hurt_themselves, means_to_die, says_unwell

K = MessageKind

_REQUESTER = {"1": Said.UNWELL, "2": Said.FINE, "3": Said.LATER, "4": Said.OTHER_PHONE}
_REST = "9"
_TALK_NOW = "4"
_ALWAYS = {"0": Said.NO_MORE, "5": Said.LATER, "6": Said.OTHER_PHONE, _REST: Said.REST}
_SITS = {
    "1": (Said.FINE, "light"),
    "2": (Said.WORDS, "stays"),
    "3": (Said.WORDS, "heavy"),
    _TALK_NOW: (Said.UNWELL, "unwell"),
}
_HEAVY = frozenset({"heavy", "unwell"})
_LONGEST_CHOICE = 8  # words
_KEPT_FROM = 5  # words: fewer say no more than whom they choose
_HEARS = {"1": Sharing.NOBODY, "2": Sharing.PEER, "3": Sharing.COORDINATORS}
_MEANS = {Word.ALL_WELL: Said.FINE, Word.THANKS: Said.FINE, Word.NOT_WELL: Said.UNWELL, Word.WITHDRAW: Said.NO_MORE}
_TO_REQUESTER = {
    Said.FINE: K.R_CHECKIN_FINE,
    Said.UNWELL: K.R_CHECKIN_UNWELL,
    Said.WORDS: K.R_CHECKIN_WORDS,
    Said.LATER: K.R_CHECKIN_LATER,
    Said.OTHER_PHONE: K.R_CHECKIN_NO_MORE,
    Said.NO_MORE: K.R_CHECKIN_NO_MORE,
}
_TO_PROTECTOR = {
    Said.UNWELL: K.M_CHECKIN_UNWELL,
    Said.LATER: K.M_CHECKIN_LATER,
    Said.OTHER_PHONE: K.M_CHECKIN_ELSEWHERE,
    Said.NO_MORE: K.M_CHECKIN_NO_MORE,
}
_ENDS_ASKING = frozenset({Said.NO_MORE, Said.OTHER_PHONE})
MAY_STILL_REST = timedelta(hours=12)
"""So long after an answer somebody who was offered a rest may take it."""

_STILL_SPEAKS = timedelta(hours=1)
"""So long after an answer what a protector writes may go on with it."""

_MORE_WORDS = 3
"""With fewer words nobody goes on with anything."""

_MAY_ANSWER = frozenset({*_MEANS, Word.YES, Word.NO, Word.ENOUGH, Word.FINE_FOR, Word.BECAUSE, Word.DROP_IT})
"""Words members command with that may be an answer while one is waited for: `I am` begins a reason elsewhere."""

_STOPS = frozenset({"stop", "para", "parar", "basta", "arret", "arreter", "rete", "sispann"})
"""How a coordinator says, behind the number of a call, that nothing more is asked after it."""

_NOT_TO_BE_READ = frozenset({Other.PHOTO, Other.VOICE, Other.STICKER, Other.FILE})

_ASKS = frozenset(
    {
        *(K.M_CHECKIN_SITS, K.M_CHECKIN_STORY, K.M_CHECKIN_STORY_PEER, K.M_CHECKIN_LEARNED, K.M_CHECKIN_NEXT),
        *(K.M_CHECKIN_NOW, K.M_CHECKIN_AGAIN),
    }
)
"""What a member may reply to who says how they are."""


def check_in(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """An answer of whoever was asked, or a coordinator's word that they see to somebody."""
    seen = _seen_to(talk, inbound, who, facts, now)
    if seen is not None:
        return seen
    tap = inbound.tap
    if tap is not None:
        return _tapped(talk, inbound, who, facts, now) if tap.action is Action.CHECK_IN else None
    if facts.check_ins and inbound.other in _NOT_TO_BE_READ:
        return _cannot_be_read(talk, who, facts, now)
    if not facts.check_ins or not inbound.text or inbound.forwarded or inbound.other is not None:
        return None
    hand = facts.check_ins[0]
    if isinstance(who, Requester):
        if facts.incident is not None:
            return None
        if not hand.check_in.hears(now):
            return _unasked(talk, inbound, who, facts, now, hand.check_in)
        hears = _not_vouched_for if hand.check_in.side is Side.PROTECTOR else _requester
        return hears(talk, inbound, who, facts, now, hand.check_in)
    unwell = says_unwell(inbound.text, facts) or (
        may_hurt_themselves(inbound.text, facts) and not _is_command(inbound, who, facts)
    )
    asked_else = _asks_else(talk, facts, now, but_a_debrief=_takes_the_rest(inbound, hand, now))
    wanted = facts.is_wanted() and (facts.going or not unwell)  # no page is answered by it
    if wanted or (asked_else and not unwell) or has_call(talk, facts):
        return None
    is_command = _is_command(inbound, who, facts) and not _speaks_of_it(normalise(inbound.text), hand, facts)
    if not unwell and (is_command or names_a_page(inbound.text)):
        return None
    return _protector(talk, inbound.text, who, facts, now, hand)


def after_all(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What begins as a command does and is none of theirs, while they are asked how they are: `my sister, I guess`."""
    hand = next((each for each in facts.check_ins if each.check_in.is_open()), None)
    if hand is None or not isinstance(who, Person) or not _is_of_their_own(talk, inbound, who, facts):
        return None
    if facts.is_wanted() or _asks_else(talk, facts, now) or sort(inbound.text, who, facts) is Sort.UNCLEAR:
        return None
    if facts.words.whole(normalise(inbound.text)) is not None or names_a_page(inbound.text):
        kind, params = question(hand.check_in, hand.peer)
        return puzzled(talk, now, to_member(who, facts, kind, params), why="no answer to this question")
    if is_said_to_us(inbound.text, who, facts):
        return None
    return _protector(talk, inbound.text, who, facts, now, hand)


def more(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What a protector goes on to say when the last question is answered: nobody reads it, and they hear that, with
    what a digit still does.
    """
    hand = next((each for each in facts.check_ins if each.check_in.side is Side.PROTECTOR), None)
    if hand is None or hand.check_in.hears(now) or not isinstance(who, Person) or inbound.tap is not None:
        return None
    answered_at = hand.check_in.answered_at
    of_a_call = facts.is_wanted() or bool(facts.watched) or has_call(talk, facts)
    if answered_at is None or now - answered_at > _STILL_SPEAKS or of_a_call:
        return None
    short = len(inbound.text.split()) < _MORE_WORDS or facts.read(inbound.text).chatter
    if short or _asks_else(talk, facts, now) or _is_command(inbound, who, facts) or names_a_page(inbound.text):
        return None
    return puzzled(talk, now, to_member(who, facts, K.M_CHECKIN_UNREAD), why="more than was asked")


def _asks_else(talk: Conversation, facts: TalkFacts, now: datetime, *, but_a_debrief: bool = False) -> bool:
    """True while another question of ours comes before this one."""
    return asks_else(talk, now) or (_answers_a_debrief(facts, now) and not but_a_debrief)


def _takes_the_rest(inbound: Inbound, hand: CheckInHand, now: datetime) -> bool:
    """True of the digit for the rest that was offered: no other question of ours has it."""
    return normalise(inbound.text) == _REST and (hand.check_in.hears(now) or _rested_lately(hand, now))


def _answers_a_debrief(facts: TalkFacts, now: datetime) -> bool:
    """True while a debrief's question is the newest. Whoever replies to a question answers that one."""
    if facts.replied is not None and facts.replied.kind in _ASKS:
        return False
    replies = facts.replied is not None and facts.replied.kind in DEBRIEF_ASKS
    return any(each.stands_alone(now) or (replies and each.hears(now)) for each in facts.debriefs)


def hurting(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words of taking their life, whatever else is asked of them; that they are not well, where another
    question of ours would take it for its answer. Whoever goes is heard by those they go with.
    """
    if not _is_of_their_own(talk, inbound, who, facts) or not isinstance(who, Person):
        return None
    if _is_command(inbound, who, facts):
        return None
    unwell = asks_else(talk, now) and says_unwell(inbound.text, facts)
    return _unwell(talk, inbound, who, facts, now) if unwell or may_hurt_themselves(inbound.text, facts) else None


def hurting_on_the_way(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """The same of whoever goes, whomever they wrote it to: coordinators hear it and nobody else does. Those who watch
    over each call they go to hear it too, with their words.
    """
    if not facts.going or not _is_of_their_own(talk, inbound, who, replace(facts, going=())):
        return None
    if not isinstance(who, Person) or not means_to_die(inbound.text, facts):
        return None
    calls = going_for_sure(facts)
    told = (SayWell(incident=each.incident, by=who.id, well=False, words=inbound.text) for each in calls)
    says = () if calls else (to_member(who, facts, K.M_CHECKIN_UNWELL),)  # else they are answered as of each call
    return done(talk, now, SayUnwell(by=who.id, hurts=True), *told, says=says, why="means to die")


def hurting_in_an_edit(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """The same of words that a member put in the place of others: nothing else is read in them."""
    if inbound.other is not Other.EDITED:
        return None
    on_the_way = hurting_on_the_way(talk, inbound, who, facts, now)
    return on_the_way if on_the_way is not None else hurting(talk, inbound, who, facts, now)


def not_well(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's word that they are not well, whether or not anybody asked, where it is nothing else they want."""
    if not _is_of_their_own(talk, inbound, who, facts) or not isinstance(who, Person):
        return None
    return _unwell(talk, inbound, who, facts, now) if says_unwell(inbound.text, facts) else None


def _is_of_their_own(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts) -> bool:
    """True for what a member types who goes nowhere and needs nobody for a call of their own."""
    typed = bool(inbound.text) and inbound.tap is None and not inbound.forwarded
    edited = inbound.other not in (None, Other.EDITED)
    member = isinstance(who, Person) and who.is_member()
    return member and typed and not edited and not facts.going and not has_call(talk, facts)


def _unwell(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step:
    """Behind a check-in of theirs, where there is one; else by itself."""
    if facts.check_ins:
        hand = facts.check_ins[0]
        return _reply(talk, who, facts, now, hand, Said.UNWELL, words=inbound.text, how="unwell")
    command = SayUnwell(by=who.id, hurts=may_hurt_themselves(inbound.text, facts))
    return done(talk, now, command, says=(to_member(who, facts, K.M_CHECKIN_UNWELL),), why="not well")


def question(known: CheckIn, peer: str) -> tuple[K, Params]:
    """What the question that is open now sounds like, and its blanks."""
    match known.question:
        case _ if known.side is Side.REQUESTER:
            return K.R_CHECKIN, {}
        case None:
            return K.M_CHECKIN_NOW, {"number": known.number}
        case Pillar.SITS:
            return K.M_CHECKIN_SITS, {"number": known.number}
        case Pillar.STORY:
            return (K.M_CHECKIN_STORY_PEER, {"person": peer}) if peer else (K.M_CHECKIN_STORY, {})
        case Pillar.LEARNED:
            return K.M_CHECKIN_LEARNED, {}
        case _:
            return K.M_CHECKIN_NEXT, {}


# --- coordinators


def _seen_to(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """`checked 7`, `checked 7 stop`, or the buttons under what came of a check-in."""
    if not isinstance(who, Person) or not who.is_coordinator():
        return None
    tap = inbound.tap
    if tap is not None:
        if tap.action is not Action.CHECK_IN_SEEN:
            return None
        command = SeeToCheckIn(by=who.id, done=tap.arg == "0", check_in=CheckInId(tap.subject))
        return done(talk, now, command, why="sees to a check-in")
    leading = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if leading is None or leading[0] is not Word.CHECKED:
        return None
    number, _, behind = leading[1].partition(" ")
    if not number.isdecimal() or (behind and behind not in _STOPS):
        return None
    command = SeeToCheckIn(by=who.id, done=True, stops=bool(behind), number=int(number))
    return done(talk, now, command, why="has seen to a check-in")


# --- whoever called


def _requester(
    talk: Conversation, inbound: Inbound, who: Requester, facts: TalkFacts, now: datetime, known: CheckIn
) -> Step | None:
    if talk.is_telling():
        return None
    text = normalise(inbound.text)
    digit, _, behind = text.partition(" ")
    if text in _REQUESTER or (digit == "1" and behind):
        words = inbound.text if behind else ""
        return _answer(talk, facts, now, known, _REQUESTER[digit], words=words)
    word = whole(inbound, facts)
    if word is Word.STATUS:
        return None
    if facts.check_in_words.asks_who_reads(text) and not _names_danger(inbound.text, facts):
        return done(talk, now, says=(to_requester(talk, facts, K.R_CHECKIN_WHO),), why="asks who reads it")
    said = _MEANS.get(word) if word is not None else None
    said = said or facts.check_in_words.meant(text)
    if said is None and facts.check_in_words.wants_rest(text):
        said = Said.WORDS
    if said is None and (text in facts.check_in_words.not_good or facts.check_in_words.says_unwell(text)):
        said = Said.UNWELL
    if said is None and facts.check_in_words.wants_silence(text):
        said = Said.NO_MORE
    reading = facts.read(inbound.text)
    ends = said in _ENDS_ASKING
    if _names_danger(inbound.text, facts) or (ends and facts.check_in_words.says_unwell(text)):
        return _danger(talk, inbound, who, facts, now, known, stops=ends)
    if said is None and (reading.says_what or reading.help or word in (Word.HELP, Word.SOS)):
        return _beside_a_call(talk, inbound, who, facts, now, known, Said.WORDS)
    at = _another_time(inbound.text, said, facts, now, facts.check_ins[0])
    if at is not None:
        return _later_then(
            talk, to_requester(talk, facts, K.R_CHECKIN_THEN, _on_clock(facts.check_ins[0], at)), now, known, at
        )
    if said is None and not known.is_open():
        return None  # met as anybody is who writes: they may need something else by now
    fine = reading.chatter and facts.check_in_words.is_kind(text)
    said = said or (Said.FINE if fine else Said.WORDS)
    return _answer(talk, facts, now, known, said, words=inbound.text)


def _unasked(
    talk: Conversation, inbound: Inbound, who: Requester, facts: TalkFacts, now: datetime, known: CheckIn
) -> Step | None:
    """Between two questions, or after the last: a wish for silence, and the next one is not asked; that they are not
    well after all, or that it is not to be this phone; and for a while whatever they add to what they answered,
    another digit too, unless it may be about something else.
    """
    text, words, reading = normalise(inbound.text), facts.check_in_words, facts.read(inbound.text)
    if talk.is_telling() or _names_danger(inbound.text, facts):
        return None
    unwell = words.says_unwell(text) or words.meant(text) is Said.UNWELL
    if words.wants_no_more(text) and known.takes(Said.NO_MORE, now):
        return _answer(talk, facts, now, known, Said.NO_MORE)
    if known.side is not Side.REQUESTER:
        return None
    digit = _REQUESTER.get(text) if known.adds(now) and text != "1" else None  # that is danger
    if digit is not None:
        return _answer(talk, facts, now, known, digit)
    nothing_else = reading.faint or not reading.says_what
    if words.meant(text) is Said.OTHER_PHONE and known.takes(Said.OTHER_PHONE, now) and nothing_else:
        return _answer(talk, facts, now, known, Said.OTHER_PHONE, words=inbound.text)
    if unwell and facts.seek(inbound.text).place is not None:
        return _beside_a_call(talk, inbound, who, facts, now, known, Said.UNWELL)
    if unwell:
        return _answer(talk, facts, now, known, Said.UNWELL, words=inbound.text)
    return (
        _answer(talk, facts, now, known, Said.WORDS, words=inbound.text) if _adds(inbound, facts, now, known) else None
    )


def _adds(inbound: Inbound, facts: TalkFacts, now: datetime, known: CheckIn) -> bool:
    """True of words that are no greeting, no word we know and nothing that somebody who needs help would write."""
    reading = facts.read(inbound.text)
    other = reading.says_what or reading.help or reading.chatter or reading.door is not None
    found = facts.seek(inbound.text)
    return (
        known.adds(now)
        and not other
        and found.place is None
        and whole(inbound, facts) is None
        and any(each.isalpha() for each in inbound.text)
    )


def _cannot_be_read(talk: Conversation, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A voice message or a picture in answer to how they are: a digit is asked for, and not what is happening."""
    answers = isinstance(who, Requester) and facts.check_ins[0].check_in.is_open() and facts.incident is None
    if not answers or talk.is_telling():
        return None
    return puzzled(talk, now, to_requester(talk, facts, K.R_CHECKIN_TYPE), why="an answer that cannot be read")


def _not_vouched_for(
    talk: Conversation, inbound: Inbound, who: Requester, facts: TalkFacts, now: datetime, known: CheckIn
) -> Step | None:
    """A member whose account is new answers what they were asked before: that they are not well is heard, and that they
    want no more. They are asked nothing further, and told nothing, until coordinators have said yes.
    """
    if talk.is_telling():
        return None
    text = normalise(inbound.text)
    asks_how = known.question in (None, Pillar.SITS)
    if text.isdecimal():
        said, how = _SITS.get(text, (Said.LATER, "")) if asks_how else (Said.WORDS, "")
        said = _ALWAYS.get(text, said)
        said = Said.LATER if said in (Said.REST, Said.OTHER_PHONE) else said
        says = to_requester(talk, facts, K.R_CHECKIN_LATER if said is Said.WORDS else _TO_REQUESTER[said])
        after, events = heard(talk, now)
        command = AnswerCheckIn(check_in=known.id, said=said, how=how)
        return Step(talk=after, says=(says,), commands=(command,), events=events, why=f"not vouched for: {said}")
    words = facts.check_in_words
    if facts.read(inbound.text).danger:
        return _beside_a_call(talk, inbound, who, facts, now, known, Said.UNWELL)
    meant = words.meant(text)
    if words.says_unwell(text) or (asks_how and meant is Said.UNWELL):
        return _answer(talk, facts, now, known, Said.UNWELL)
    wants_silence = meant is Said.NO_MORE or words.wants_silence(text)
    return _answer(talk, facts, now, known, Said.NO_MORE) if wants_silence else None


def _another_time(
    text: str, said: Said | None, facts: TalkFacts, now: datetime, hand: CheckInHand, *, alone: bool = True
) -> datetime | None:
    """When they want to be asked instead. A time `alone` says so too, where nothing else may be meant by it."""
    is_said = said is Said.LATER
    if hand.hours is None or not (is_said or (alone and said is None)):
        return None
    if normalise(text) in facts.check_in_words.whole:
        return None
    return read_another_time(text, facts.check_in_words, facts.words, hand.hours, now, said=is_said)


def _on_clock(hand: CheckInHand, at: datetime) -> Params:
    where = zone(hand.check_in.zone) if hand.hours is None else hand.hours.where
    return {"when": f"{reached(where, at):%Y-%m-%dT%H:%M}"}


def _later_then(talk: Conversation, say: Say, now: datetime, known: CheckIn, at: datetime) -> Step:
    after, events = heard(talk, now)
    command = AnswerCheckIn(check_in=known.id, said=Said.LATER, at=at)
    return Step(talk=after, says=(say,), commands=(command,), events=events, why="asked how they are: later, then")


def _names_danger(text: str, facts: TalkFacts) -> bool:
    """True of words that name danger. Ones we know for a wish for silence, or for another phone, name none by what they
    resemble alone.
    """
    reading, said, words = facts.read(text), normalise(text), facts.check_in_words
    known = words.refuses(said) or (reading.faint and words.meant(said) is Said.OTHER_PHONE)
    return reading.danger and not (known and frozenset(reading.kinds) <= {DangerKind.OTHER})


def _danger(
    talk: Conversation,
    inbound: Inbound,
    who: Requester,
    facts: TalkFacts,
    now: datetime,
    known: CheckIn,
    *,
    stops: bool,
) -> Step:
    """A call for help like any other. Beside a wish for silence no text goes out, and a coordinator hears it; that they
    are not well likewise.
    """
    if not stops:
        return _beside_a_call(talk, inbound, who, facts, now, known, Said.UNWELL)
    after, events = heard(talk, now)
    silent = replace(after, silent=True, texting=replace(after.texting, unasked=True))
    command = AnswerCheckIn(check_in=known.id, said=Said.UNWELL, words=inbound.text, stops=True)
    return Step(talk=silent, commands=(command,), events=events, why="danger, and no texts")


def _beside_a_call(
    talk: Conversation, inbound: Inbound, who: Requester, facts: TalkFacts, now: datetime, known: CheckIn, said: Said
) -> Step:
    """What they write begins a call. If it opens at once, its coordinators hear of it by that."""
    step = intake(talk, inbound, who, facts, now)
    if step is None:
        return _answer(talk, facts, now, known, said, words=inbound.text)
    opens = any(isinstance(each, OpenIncident) for each in step.commands)
    begins = opens or said is Said.WORDS
    command = AnswerCheckIn(check_in=known.id, said=said, words=inbound.text, opens=begins)
    return replace(step, commands=(command, *step.commands))


def _answer(
    talk: Conversation, facts: TalkFacts, now: datetime, known: CheckIn, said: Said, *, words: str = ""
) -> Step:
    after, events = heard(talk, now)
    if said in _ENDS_ASKING:
        after = replace(after, texting=replace(after.texting, unasked=True))
    command = AnswerCheckIn(check_in=known.id, said=said, words=words)
    says = (to_requester(talk, facts, _TO_REQUESTER[said]),)
    return Step(talk=after, says=says, commands=(command,), events=events, why=f"asked how they are: {said}")


# --- whoever went


def _is_command(inbound: Inbound, who: Person, facts: TalkFacts) -> bool:
    """True for what they say to the program and not to us: everything that is a whole command or has its arguments."""
    said = normalise(inbound.text)
    if said in facts.words.languages:
        return True
    leading = facts.words.leading(said)
    if leading is None or leading[0] in _MAY_ANSWER or (leading[0] in OF_A_SENTENCE and leading[1]):
        return False
    return is_said_to_us(inbound.text, who, facts)


def _protector(
    talk: Conversation, text: str, who: Person, facts: TalkFacts, now: datetime, hand: CheckInHand
) -> Step | None:
    said = normalise(text)
    known = hand.check_in
    if not known.hears(now):
        return _afterwards(talk, text, who, facts, now, hand)
    if said in _ALWAYS:
        return _reply(talk, who, facts, now, hand, _ALWAYS[said])
    if said == _TALK_NOW:  # also where the next question has crossed with it
        return _reply(talk, who, facts, now, hand, Said.UNWELL, how="unwell")
    if known.question in (None, Pillar.SITS):
        if said in _SITS:
            meant, how = _SITS[said]
            return _reply(talk, who, facts, now, hand, meant, how=how)
    elif known.question is Pillar.STORY:
        sharing = _HEARS.get(said)
        if sharing is not None and (sharing is not Sharing.PEER or hand.peer):
            return _reply(talk, who, facts, now, hand, Said.WORDS, sharing=sharing)
    elif said == "1":
        return _reply(talk, who, facts, now, hand, Said.WORDS)
    if said.isdecimal():
        kind, params = question(known, hand.peer)
        return puzzled(talk, now, to_member(who, facts, kind, params), why="no answer to this question")
    return _in_words(talk, text, who, facts, now, hand)


def _afterwards(
    talk: Conversation, text: str, who: Person, facts: TalkFacts, now: datetime, hand: CheckInHand
) -> Step | None:
    """What they say when they have answered: the question still stands on their screen."""
    said = normalise(text)
    if says_unwell(text, facts) or may_hurt_themselves(text, facts):
        return _reply(talk, who, facts, now, hand, Said.UNWELL, words=text, how="unwell")
    if facts.check_in_words.wants_no_more(said) and hand.check_in.takes(Said.NO_MORE, now):
        return _no_more(talk, who, facts, now)
    if said == _TALK_NOW and _rested_lately(hand, now):
        return _reply(talk, who, facts, now, hand, Said.UNWELL, how="unwell")
    return _reply(talk, who, facts, now, hand, Said.REST) if said == _REST and _rested_lately(hand, now) else None


def _rested_lately(hand: CheckInHand, now: datetime) -> bool:
    """True while a rest that was offered with an answer of theirs may be taken."""
    answered_at = hand.check_in.answered_at
    return answered_at is not None and now - answered_at <= MAY_STILL_REST


def _in_words(
    talk: Conversation, text: str, who: Person, facts: TalkFacts, now: datetime, hand: CheckInHand
) -> Step | None:
    """Who tells what happened tells of danger that is past: only where they are asked how they are is it theirs,
    unless they say so of themselves.

    Once the question has met with silence, words that say neither this nor that may be about anything else.
    """
    word = facts.words.whole(normalise(text))
    meant = (_MEANS.get(word) if word is not None else None) or facts.check_in_words.meant(normalise(text))
    of_them = hand.check_in.question in (None, Pillar.SITS)
    silence = meant is Said.NO_MORE or facts.check_in_words.wants_no_more(normalise(text))
    unwell = may_hurt_themselves(text, facts) or says_unwell(text, facts)
    bad = meant is Said.UNWELL or normalise(text) in facts.check_in_words.not_good
    unwell = unwell or (of_them and (_names_danger(text, facts) or bad))
    if unwell:
        return _reply(talk, who, facts, now, hand, Said.UNWELL, words=text, how="unwell", stops=silence)
    at = _another_time(text, meant, facts, now, hand, alone=of_them)
    if at is not None:
        say = to_member(who, facts, K.M_CHECKIN_THEN, _on_clock(hand, at))
        return _later_then(talk, say, now, hand.check_in, at)
    if meant is None and of_them and facts.check_in_words.wants_silence(normalise(text)):
        meant = Said.NO_MORE
    if meant is Said.NO_MORE:
        return _no_more(talk, who, facts, now)
    if meant in (Said.LATER, Said.OTHER_PHONE):
        return _reply(talk, who, facts, now, hand, meant)
    aside = _aside(talk, normalise(text), who, facts, now, hand)
    if aside is not None:
        return aside
    if hand.check_in.question is Pillar.STORY:
        chosen = _chosen(talk, text, who, facts, now, hand)
        if chosen is not None:
            return chosen
    if meant is None and not hand.check_in.is_open():
        return None
    tells = hand.check_in.question not in (Pillar.LEARNED, Pillar.NEXT)  # elsewhere a heavy door is a door
    heavy = meant is Said.UNWELL or (tells and facts.check_in_words.is_heavy(normalise(text)))
    return _reply(talk, who, facts, now, hand, Said.WORDS, words=text, heavy=heavy)


def _speaks_of_it(said: str, hand: CheckInHand, facts: TalkFacts) -> bool:
    """True for what speaks of the question, or says whom they choose: `need a break` begins as a command does."""
    words = facts.check_in_words
    return words.wants_rest(said) or words.asks_who_reads(said) or _names_a_choice(said, hand, facts)


def _names_a_choice(said: str, hand: CheckInHand, facts: TalkFacts) -> bool:
    short = len(said.split()) <= _LONGEST_CHOICE
    return short and hand.check_in.question is Pillar.STORY and bool(facts.check_in_words.who_is_to_hear(said))


def _aside(
    talk: Conversation, said: str, who: Person, facts: TalkFacts, now: datetime, hand: CheckInHand
) -> Step | None:
    """Who reads this, and that they need a rest: answered, and the question stays open."""
    if facts.check_in_words.asks_who_reads(said):
        kind, params = (K.M_CHECKIN_WHO, {}) if _chooses_still(hand.check_in) else (K.M_CHECKIN_READ, _readers(hand))
        return done(talk, now, says=(to_member(who, facts, kind, params),), why="asks who reads it")
    hours = int(hand.rest.total_seconds() // 3600)
    if hours and facts.check_in_words.wants_rest(said):
        return done(talk, now, says=(to_member(who, facts, K.M_CHECKIN_BREAK, {"hours": hours}),), why="may rest")
    return None


def _chooses_still(known: CheckIn) -> bool:
    return Pillar.STORY not in known.answered


def _readers(hand: CheckInHand, sharing: Sharing | None = None) -> Params:
    """Who reads it, by the name of the one coordinator they chose or else by who they are to them."""
    if sharing is None and hand.whom:
        return {"person": hand.whom}
    return {"shares": (hand.check_in.sharing if sharing is None else sharing).value}


def _chosen(
    talk: Conversation, text: str, who: Person, facts: TalkFacts, now: datetime, hand: CheckInHand
) -> Step | None:
    """Whom they choose in words: nobody, their peer, coordinators, or one of these by name. What may mean several,
    leaves somebody out or says much more than a name is asked again: nobody reads it by a guess.
    """
    said, words = normalise(text), facts.check_in_words
    named = words.who_is_to_hear(said)
    called = tuple(each for each in hand.coordinators if _names(each.name, said))
    kinds = set(named) | ({Sharing.PEER} if _names(hand.peer, said) else set())
    kinds |= {Sharing.COORDINATORS} if called else set()
    length = len(said.split())
    if not kinds or (kinds == {Sharing.NOBODY} and length > _LONGEST_CHOICE):
        return None
    sharing = next(iter(kinds))
    told = text if length >= _KEPT_FROM else ""
    if kinds == {Sharing.NOBODY}:
        return _reply(talk, who, facts, now, hand, Said.WORDS, words=told, sharing=sharing)
    by_name_alone = not called or (len(called) == 1 and not named)
    has_one = sharing is not Sharing.PEER or bool(hand.peer)
    if len(kinds) > 1 or length > _LONGEST_CHOICE or not by_name_alone or not has_one or words.leaves_out(said):
        kind, params = question(hand.check_in, hand.peer)
        return puzzled(talk, now, to_member(who, facts, kind, params), why="whom do they choose?")
    whom = called[0].person if called else None
    return _reply(talk, who, facts, now, hand, Said.WORDS, words=told, sharing=sharing, whom=whom)


def _no_more(talk: Conversation, who: Person, facts: TalkFacts, now: datetime) -> Step:
    """Said in words it is meant of all that they are asked, after whichever call."""
    mine = (each.check_in for each in facts.check_ins)
    commands = (AnswerCheckIn(check_in=each.id, said=Said.NO_MORE) for each in mine if each.takes(Said.NO_MORE, now))
    return done(talk, now, *commands, says=(to_member(who, facts, K.M_CHECKIN_NO_MORE),), why="no more check-ins")


def _names(peer: str, said: str) -> bool:
    return bool(peer) and f" {normalise(peer)} " in f" {said} "


def _reply(
    talk: Conversation,
    who: Person,
    facts: TalkFacts,
    now: datetime,
    hand: CheckInHand,
    said: Said,
    *,
    words: str = "",
    how: str = "",
    sharing: Sharing | None = None,
    whom: PersonId | None = None,
    heavy: bool = False,
    stops: bool = False,
) -> Step:
    known = hand.check_in
    command = AnswerCheckIn(
        check_in=known.id,
        said=said,
        words=words,
        how=how,
        sharing=sharing,
        whom=whom,
        here=talk.contact_point,
        stops=stops,
        hurts=said is Said.UNWELL and may_hurt_themselves(words, facts),
    )
    if said is Said.REST:
        return done(talk, now, command, why="wants to rest")
    hours = int(hand.rest.total_seconds() // 3600)
    rests = (heavy or how in _HEAVY) and hours > 0 and not command.hurts
    lines = (Line(kind=K.M_LINE_CHECKIN_REST, params={"hours": hours}),) if rests else ()
    if said in _TO_PROTECTOR:
        say = to_member(who, facts, _TO_PROTECTOR[said], lines=lines)
        return done(talk, now, command, says=(say,), why=f"check-in: {said}")
    kind: K = K.M_CHECKIN_DONE
    params = _readers(hand, sharing)
    if known.question is not None:
        answered = replace(known, answered=known.answered | {known.question})
        following = next_question(answered)
        if following is not None:
            kind, params = question(replace(answered, question=following), hand.peer)
    say = replace(to_member(who, facts, kind, params, lines=lines), subject=known.id)
    return done(talk, now, command, says=(say,), why=f"check-in: {said}")


# --- buttons


_PRESSED_TALK_NOW = f"s{_TALK_NOW}"


def _hears_press(known: CheckIn, arg: str, now: datetime) -> bool:
    """True also of another button under a question that was answered: how they are may have changed."""
    if known.side is Side.PROTECTOR:
        return known.hears(now) or arg == _PRESSED_TALK_NOW
    said = _REQUESTER.get(arg[-1:])
    return known.hears(now) or (said is not None and known.takes(said, now))


def _tapped(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    tap = inbound.tap
    hand = next((each for each in facts.check_ins if tap is not None and each.check_in.id == tap.subject), None)
    if tap is None or hand is None or not _hears_press(hand.check_in, tap.arg, now):
        if isinstance(who, Person) and who.is_member():
            return puzzled(talk, now, to_member(who, facts, K.M_STALE_BUTTON), why="nothing is asked")
        return unanswered(talk, now, why="nothing is asked")
    if isinstance(who, Requester) and hand.check_in.side is Side.PROTECTOR:
        return _not_vouched_for(talk, replace(inbound, text=tap.arg[-1:]), who, facts, now, hand.check_in)
    if isinstance(who, Requester):
        digit = tap.arg[-1:]
        known = digit in _REQUESTER and facts.incident is None
        return _answer(talk, facts, now, hand.check_in, _REQUESTER[digit]) if known else None
    if tap.arg == _PRESSED_TALK_NOW:
        return _reply(talk, who, facts, now, hand, Said.UNWELL, how="unwell")
    belongs = {"s": (None, Pillar.SITS), "w": (Pillar.STORY,), "n": (Pillar.LEARNED, Pillar.NEXT)}
    if tap.arg[:1] in belongs and hand.check_in.question not in belongs[tap.arg[:1]]:
        return puzzled(talk, now, to_member(who, facts, K.M_STALE_BUTTON), why="of an earlier question")
    return _protector(talk, tap.arg[-1:], who, facts, now, hand)
