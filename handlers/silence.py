"""How a requester's phone keeps quiet about us: no names on it, and a word of their own that tells us it is them.

discreet                 from now on no names, and only what is needed
code word maple          known from now on, unless somebody may be in danger already: then anybody could choose one
maple                    ends their call, also after danger was named
maple 7                  looks the same to whoever reads along; whoever goes hears that it may be under pressure

Where no call of theirs runs the word ends what they had begun to tell, and with a digit behind it opens a call that
their screen shows nothing of. It is never kept or passed on as words of theirs.
"""

from dataclasses import replace
from datetime import datetime

from domain.commands import AddWords, HearCodeWord, OpenIncident, SayCodeWord
from domain.conversation import Conversation, Intake
from domain.events import WentQuiet
from domain.keywords import keyword
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other
from domain.panic import is_fit
from domain.people import Requester, Who
from domain.texting import Said, Texting, said_of
from domain.vocabulary import Word
from handlers.greet import afresh, whole
from handlers.intake import kept_of, tell
from handlers.saying import heard, to_requester, unanswered
from handlers.step import Step, TalkFacts

K = MessageKind


def silence(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A requester's code word, and what they choose about their phone."""
    if not isinstance(who, Requester):
        return None
    if talk.texting.pressed and facts.incident is not None:
        return _listen(talk, inbound, facts, now)
    if inbound.forwarded or not inbound.text or inbound.other is Other.EDITED:
        return None
    said = said_of(inbound.text, talk.texting, facts.mark)
    if said is not None and facts.incident is None:
        return _said_without_a_call(talk, said, facts, now)
    if said is not None and facts.incident is not None:
        after, events = heard(talk, now)
        pressed = said is Said.UNDER_PRESSURE
        command = SayCodeWord(incident=facts.incident.id, pressed=pressed)
        after = replace(after, texting=replace(after.texting, pressed=pressed))
        return Step(talk=after, commands=(command,), events=events, why="the code word")
    if facts.words.whole(normalise(facts.words.without_courtesy(inbound.text))) is Word.DISCREET:
        return _discreet(talk, facts, now)
    leading = facts.words.leading(normalise(inbound.text))
    if leading is None or leading[0] is not Word.CODE_WORD:
        return None
    return _choose(talk, _without_ok(leading[1], facts), facts, now)


def _without_ok(word: str, facts: TalkFacts) -> str:
    """`banana ok thanks` is `banana`: what is only courtesy is not typed again when the word is needed."""
    short = facts.words.without_courtesy(word).split()
    while len(short) > 1 and facts.words.whole(short[-1]) in (Word.THANKS, Word.YES):
        short = short[:-1]
    return " ".join(short)


def _said_without_a_call(talk: Conversation, said: Said, facts: TalkFacts, now: datetime) -> Step:
    """The screen says that all is closed, whichever it is. Under pressure a call opens in silence."""
    pressed = said is Said.UNDER_PRESSURE
    after, events = heard(talk if talk.incident is None else afresh(talk, now), now)
    commands: tuple[OpenIncident, ...] = ()
    if pressed:
        after = replace(after, texting=replace(after.texting, pressed=True), intake=replace(after.intake, danger=True))
        opened = OpenIncident(conversation=talk.id, intake=after.intake, language=after.language, pressed=True)
        commands = (opened,)
    else:
        event = WentQuiet(why="the code word")
        after, events = replace(after.after(event, now), intake=Intake()), (*events, event)
    says = (to_requester(talk, facts, K.R_CLOSED),)
    return Step(talk=after, says=says, commands=commands, events=events, why="the code word, without a call")


def _discreet(talk: Conversation, facts: TalkFacts, now: datetime) -> Step:
    after = replace(talk, texting=replace(talk.texting, discreet=True))
    return replace(
        unanswered(after, now, why="discreet"), says=(to_requester(talk, facts, MessageKind.R_SILENCE_DISCREET),)
    )


def _choose(talk: Conversation, word: str, facts: TalkFacts, now: datetime) -> Step:
    """A word of theirs. Whoever writes from another phone may name that of a call that runs: coordinators hear it."""
    if (facts.incident is not None and facts.incident.danger) or talk.intake.danger:
        kind = K.R_SILENCE_WORD_LATE
    elif not is_fit(facts.words, word) or keyword(word, facts.words) is not None or word[-1].isdecimal():
        kind = K.R_SILENCE_WORD_HOW
    else:
        mark = facts.mark(word)
        kept: Texting = replace(talk.texting, code_mark=mark)
        says = (to_requester(talk, facts, K.R_SILENCE_WORD_SET),)
        step = unanswered(replace(talk, texting=kept), now, why="a code word")
        return replace(step, says=says, commands=(HearCodeWord(conversation=talk.id, mark=mark),))
    return replace(unanswered(talk, now, why="no code word"), says=(to_requester(talk, facts, kind),))


def _listen(talk: Conversation, inbound: Inbound, facts: TalkFacts, now: datetime) -> Step | None:
    """Their screen says that all is over. What they write reaches whoever goes, and nothing shows that it does."""
    if facts.incident is None or inbound.other in (Other.OPTED_OUT, Other.OPTED_IN, Other.BLOCKED, Other.CALLED):
        return None
    if inbound.live:
        return None  # a place that moves is followed as always, and never answered
    asks = whole(inbound, facts) is Word.STATUS or normalise(inbound.text) == "2"
    if asks or (inbound.tap is not None and inbound.tap.action is Action.STATUS):
        says = (to_requester(talk, facts, K.R_CLOSED),)
        return replace(unanswered(talk, now, why="asks, under pressure"), says=says)
    told = tell(inbound, facts, offered=True)
    if not told.words and told.place is None:
        return unanswered(talk, now, why="under pressure")
    words = AddWords(
        incident=facts.incident.id,
        words=told.words,
        place=told.place,
        danger=True,
        quietly=True,
        discreet=kept_of(told.reading, facts),
    )
    return replace(unanswered(talk, now, why="words under pressure"), commands=(words,))
