"""Whatever comes before any conversation: stop and start, exit, who we are, which language, what is no words."""

from dataclasses import replace
from datetime import datetime

from domain.commands import AskStatus, GoSilent, OpenIncident, OptIn, OptOut, ReportCall, ReportExit, SetLanguage
from domain.conversation import Conversation, Intake, Question
from domain.events import QuestionAsked, WentQuiet
from domain.keywords import keyword
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other
from domain.people import Person, Requester, Who
from domain.places import PlaceKind
from domain.vocabulary import STOPS_ONLY_TEXTS, Keyword, Word
from handlers.saying import (
    ERRORS_REST,
    done,
    has_call,
    heard,
    is_opted_out,
    puzzled,
    shows_taps,
    to_member,
    to_requester,
    unanswered,
)
from handlers.step import Step, TalkFacts

_GONE = frozenset({Other.BLOCKED, Other.OPTED_OUT})
_BACK = frozenset({Other.UNBLOCKED, Other.OPTED_IN})
_NO_WORDS = frozenset({Other.PHOTO, Other.VOICE, Other.STICKER, Other.CONTACT, Other.FILE, Other.EDITED})


def whole(inbound: Inbound, facts: TalkFacts) -> Word | None:
    """What the whole message means: one of the short words, or in any language what asks for silence and the like."""
    if not inbound.text:
        return None
    asked = keyword(inbound.text, facts.words)
    return facts.words.whole(normalise(inbound.text)) or (None if asked is None else Word(asked.value))


def stop(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """The provider's words for stop, alone in a message, or the provider's own report of it."""
    said = _asks_to_stop(talk, inbound, who, facts)
    if said and shows_taps(talk, who) and normalise(inbound.text) in STOPS_ONLY_TEXTS:
        return None
    if not said and inbound.other not in _GONE:
        return None
    # Where the phone company owns the word it confirms it; a second stop is not confirmed again.
    confirm = said and shows_taps(talk, who) and not is_opted_out(talk, who)
    if isinstance(who, Person):
        says = (to_member(who, facts, MessageKind.M_STOPPED),) if confirm else ()
        if not has_call(talk, facts):
            return done(talk, now, OptOut(conversation=talk.id), says=says, why="opted out")
    else:
        says = (to_requester(talk, facts, MessageKind.R_STOPPED),) if confirm else ()
    step = _leave(talk, facts, now, how="stop")
    return replace(step, says=says, commands=(*step.commands, OptOut(conversation=talk.id)), why="opted out")


def _asks_to_stop(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts) -> bool:
    """A word that members command with is no stop of theirs; a requester who cancels is told that it is understood,
    unless there is nothing yet that could be cancelled but our texts."""
    word = whole(inbound, facts)
    if isinstance(who, Person) or (word is Word.WITHDRAW and not _may_begin(talk, facts)):
        return word is Word.OPT_OUT
    return word is Word.OPT_OUT or keyword(inbound.text, facts.words) is Keyword.OPT_OUT


def leave(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """EXIT: no reply at all, whoever says it. The response to a call goes on, and a human is told."""
    asked = isinstance(who, Requester) and keyword(inbound.text, facts.words) is Keyword.EXIT
    if not asked and whole(inbound, facts) is not Word.EXIT:
        return None
    if isinstance(who, Person) and not has_call(talk, facts):
        return unanswered(talk, now, why="exit of a member: no reply")
    return _leave(talk, facts, now, how="exit")


def _leave(talk: Conversation, facts: TalkFacts, now: datetime, *, how: str) -> Step:
    after, events = heard(talk, now)
    event = WentQuiet(why=how)
    after = replace(after.after(event, now), silent=True)
    events = (*events, event)
    if facts.incident is not None:
        return Step(talk=after, commands=(GoSilent(incident=facts.incident.id, how=how),), events=events, why=how)
    intake = talk.intake
    if talk.incident is None and not talk.silent and intake.has_told():
        # What they told before they went silent is a call all the same. The talk is silent already: no text goes out.
        unplaced = intake.place is None or intake.place.kind is PlaceKind.WORDS
        language = intake.tongue or talk.language
        opened = OpenIncident(conversation=talk.id, intake=intake, language=language, unplaced=unplaced)
        return Step(talk=after, commands=(opened,), events=events, why=f"{how} in the middle of a call")
    wants_a_human = how == "exit" and talk.incident is None and not talk.silent
    told = (ReportExit(conversation=talk.id),) if wants_a_human else ()
    return Step(talk=after, commands=told, events=events, why=how)


def first_words(talk: Conversation, facts: TalkFacts, now: datetime) -> Step:
    """The first words to a requester: what is happening, and where. The community's own, where it has some."""
    asked = QuestionAsked(why="first words")
    after, events = heard(talk, now)
    after = after.after(asked, now)
    intake = replace(after.intake, asked=after.intake.asked | {Question.FIRST})
    own = facts.community.first_words.get(talk.language)
    if own is None:
        say = to_requester(talk, facts, MessageKind.R_FIRST_WORDS)
    else:
        say = to_requester(talk, facts, MessageKind.R_OWN_FIRST_WORDS, {"first_words": own})
    return Step(talk=replace(after, intake=intake), says=(say,), events=(*events, asked), why="first words")


def come_back(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """They may be written to again."""
    said = is_opted_out(talk, who) and whole(inbound, facts) in (Word.OPT_IN, Word.START, Word.YES)
    if not said and inbound.other not in _BACK:
        return None
    opt_in = OptIn(conversation=talk.id)
    if facts.incident is not None:
        ask = AskStatus(incident=facts.incident.id)
        return done(replace(talk, silent=False), now, opt_in, ask, why="opted in while their call runs")
    if said and isinstance(who, Requester):
        step = first_words(afresh(talk, now), facts, now)
        return replace(step, commands=(opt_in,), why="opted in")
    says = (to_member(who, facts, MessageKind.M_HELP),) if said and isinstance(who, Person) else ()
    return done(replace(talk, silent=False), now, opt_in, says=says, why="opted in")


def afresh(talk: Conversation, now: datetime) -> Conversation:
    """The talk as it begins again: nothing asked, nothing told, not silent. Errors are forgotten with time alone."""
    errors = talk.errors if now - talk.last_at < ERRORS_REST else 0
    texting = replace(talk.texting, pressed=False)
    begun = replace(talk, started_at=now, incident=None, intake=Intake(), pending=None, texting=texting)
    return replace(begun, errors=errors, silent=False)


def choose_language(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A language by its name or its button. What comes back is in it."""
    language = _named_language(inbound, facts)
    if language is None or language not in facts.community.languages:
        return None
    command = SetLanguage(conversation=talk.id, language=language)
    spoken = replace(talk, language=language)
    if isinstance(who, Person):
        said = to_member(who, facts, MessageKind.M_LANGUAGE, {"language": language})
        return done(spoken, now, command, says=(said,), why="language")
    if facts.incident is None:
        step = first_words(afresh(spoken, now) if talk.silent or talk.incident is not None else spoken, facts, now)
        return replace(step, commands=(command,), why="language")
    after, events = heard(spoken, now)
    ask = AskStatus(incident=facts.incident.id)
    return Step(talk=after, commands=(command, ask), events=events, why="language")


def _named_language(inbound: Inbound, facts: TalkFacts) -> str | None:
    if inbound.tap is not None:
        return inbound.tap.arg if inbound.tap.action is Action.LANGUAGE else None
    text = normalise(inbound.text)
    named = facts.words.languages.get(text)
    if named is not None:
        return named
    leading = facts.words.leading(text)
    if leading is None or leading[0] not in (Word.LANGUAGE, Word.SPEAK):
        return None
    return facts.words.languages.get(leading[1], leading[1])


def who_we_are(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Told when somebody asks, and then the first words if they have not been said."""
    if isinstance(who, Person) or whole(inbound, facts) is not Word.WHO_ARE_YOU or _stays_silent(talk, facts):
        return None
    said = to_requester(talk, facts, MessageKind.R_WHO_WE_ARE, {"community": facts.community.name})
    if facts.incident is None and (talk.silent or talk.incident is not None):
        talk = afresh(talk, now)
    if facts.incident is not None or Question.FIRST in talk.intake.asked:
        return replace(unanswered(talk, now, why="who we are"), says=(said,))
    step = first_words(talk, facts, now)
    return replace(step, says=(said, *step.says), why="who we are")


def only_words(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Photos, voice, files and edits cannot be read: said once. An empty text is a first word like any other.

    Some who need help cannot write. Voice that comes again, or in a call, is told to coordinators, and once they hear
    that it is.
    """
    if inbound.text or inbound.tap is not None or inbound.point is not None or inbound.other is Other.STALE_BUTTON:
        return None
    if isinstance(who, Person) and not has_call(talk, facts):
        if inbound.other not in _NO_WORDS:
            return unanswered(talk, now, why="nothing to read")
        return puzzled(talk, now, to_member(who, facts, MessageKind.M_ONLY_WORDS), why="only words can be read")
    if inbound.other is None and _may_begin(talk, facts):
        return first_words(talk, facts, now)
    of_an_album = inbound.other is Other.PHOTO and Question.PHOTO in talk.intake.asked
    voice = inbound.other is Other.VOICE
    told = voice and (talk.errors > 0 or facts.incident is not None)
    commands = (ReportCall(conversation=talk.id, voice=True),) if told else ()
    answered = talk.errors > 1 if voice else talk.errors > 0
    if answered or of_an_album or inbound.other not in _NO_WORDS or _stays_silent(talk, facts):
        return replace(unanswered(talk, now, why="nothing to read"), commands=commands)
    kind = MessageKind.R_VOICE_AGAIN if talk.errors else MessageKind.R_ONLY_WORDS
    step = puzzled(replace(talk, silent=False), now, to_requester(talk, facts, kind), why="only words can be read")
    return replace(step, commands=commands)


def _may_begin(talk: Conversation, facts: TalkFacts) -> bool:
    """True for somebody who has said nothing yet and did not ask for silence."""
    return facts.incident is None and talk.incident is None and not talk.silent and not talk.intake.asked


def _stays_silent(talk: Conversation, facts: TalkFacts) -> bool:
    """True while a call runs whose requester wants no texts."""
    return facts.incident is not None and (talk.silent or facts.incident.silent)
