"""How a requester's phone keeps quiet about us: no names on it, and a word of their own that tells us it is them.

discreet                 from now on no names, and only what is needed
code word maple          known from now on, unless somebody may be in danger already: then anybody could choose one
maple                    ends their call, also after danger was named
maple 7                  looks the same to whoever reads along; whoever goes hears that it may be under pressure
"""

from dataclasses import replace
from datetime import datetime

from domain.commands import AddWords, HearCodeWord, SayCodeWord
from domain.conversation import Conversation
from domain.keywords import keyword
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other
from domain.panic import is_fit
from domain.people import Requester, Who
from domain.texting import Said, Texting, said_of
from domain.vocabulary import Word
from handlers.greet import whole
from handlers.intake import kept_of, tell
from handlers.saying import heard, to_requester, unanswered
from handlers.step import Step, TalkFacts

K = MessageKind


def silence(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A requester's code word, and what they choose about their phone."""
    if not isinstance(who, Requester) or inbound.forwarded:
        return None
    if talk.texting.pressed and facts.incident is not None:
        return _listen(talk, inbound, facts, now)
    if not inbound.text or inbound.other is Other.EDITED:
        return None
    said = said_of(inbound.text, talk.texting, facts.mark)
    if said is not None and facts.incident is not None:
        after, events = heard(talk, now)
        pressed = said is Said.UNDER_PRESSURE
        command = SayCodeWord(incident=facts.incident.id, pressed=pressed)
        after = replace(after, texting=replace(after.texting, pressed=pressed))
        return Step(talk=after, commands=(command,), events=events, why="the code word")
    if whole(inbound, facts) is Word.DISCREET:
        return _discreet(talk, facts, now)
    leading = facts.words.leading(normalise(inbound.text))
    if leading is None or leading[0] is not Word.CODE_WORD:
        return None
    return _choose(talk, leading[1], facts, now)


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
