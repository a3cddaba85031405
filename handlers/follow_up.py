"""A requester while their incident runs: danger, news, no longer needed, and more words."""

from dataclasses import replace
from datetime import datetime

from domain.commands import AddWords, AskStatus, GoSilent, SpeakOn, WantRemoteHelp
from domain.conversation import Conversation
from domain.events import Event, WentQuiet
from domain.field_safety import offers_remote_help
from domain.incident import Incident
from domain.language import normalise
from domain.messages import Action, Inbound, Other
from domain.needs import DangerKind
from domain.people import Requester, Who
from domain.texting_words import first_apart, says_no_first
from domain.tongue import is_clear
from domain.vocabulary import Word
from handlers.consent import (
    answered,
    reach_told,
    texting_told,
    with_how_to_text,
    with_more_than_an_answer,
    with_what_they_allow,
)
from handlers.intake import Told, ask_doubt, denied_of, is_vague, joined, kept_of, part_chosen, tell, tongue_of
from handlers.marks import asking_about_marks
from handlers.saying import heard, is_opted_out
from handlers.step import Step, TalkFacts

_DIGITS = {"2": Word.STATUS, "3": Word.WITHDRAW}
_BUTTONS = {Action.STATUS: Word.STATUS, Action.WITHDRAW: Word.WITHDRAW, Action.TALK: Word.TALK_NOW}
TALK_DIGIT = "6"
"""Asks for somebody to text with, once it has been offered. 4 and 5 say for when the call is (`handlers.later`)."""


def follow_up(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """What a requester sends once their incident runs.

    After EXIT they are read, and answered only if they ask for news, press a button or name danger by its digit.
    """
    if not isinstance(who, Requester) or facts.incident is None:
        return None
    incident = facts.incident
    texting = texting_told(inbound, facts, now, incident)
    step = _follow_up(talk, inbound, facts, incident, now, unsafe=texting is not None and not texting.safe)
    if any(isinstance(each, AddWords) for each in step.commands):
        step = with_what_they_allow(step, inbound.text, inbound, facts, incident)
        step = with_more_than_an_answer(step, inbound, facts, incident)
        step = _naming_their_tongue(step, inbound, facts, incident)
    if inbound.text and is_opted_out(talk, who):
        step = _asking_after_stop(step, talk, inbound.text, incident)
    return with_how_to_text(asking_about_marks(step, talk, facts), texting, incident)


def _asking_after_stop(step: Step, talk: Conversation, text: str, incident: Incident) -> Step:
    """Whoever asks how it is going after STOP cannot be answered by text: coordinators read that they ask."""
    others = tuple(each for each in step.commands if not isinstance(each, AskStatus))
    if len(others) == len(step.commands):
        return step
    told = any(isinstance(each, AddWords) for each in others)
    more = () if told else (AddWords(incident=incident.id, words=text),)
    return replace(step, talk=replace(step.talk, silent=talk.silent), commands=(*others, *more))


def _naming_their_tongue(step: Step, inbound: Inbound, facts: TalkFacts, incident: Incident) -> Step:
    """Whoever writes in a language that we do not is understood best by those who speak it: the call knows it, first of
    all else that this text brings. Few words make no call another language's that is in one of ours."""
    tongue = tongue_of(tell(inbound, facts, offered=True), facts) if not inbound.forwarded else None
    ours = incident.language in facts.community.languages
    if tongue is None or (ours and not (tongue and is_clear(inbound.text))):
        return step
    spoken = tongue or step.talk.language
    if spoken == incident.language:
        return step
    return replace(step, commands=(SpeakOn(incident=incident.id, language=spoken), *step.commands))


def _follow_up(
    talk: Conversation, inbound: Inbound, facts: TalkFacts, incident: Incident, now: datetime, *, unsafe: bool
) -> Step:
    """`unsafe`: they have just said that their phone is not to be texted."""
    told = tell(inbound, facts, offered=True)
    part = part_chosen(talk, inbound, incident.place, facts)
    if part is not None:
        told = Told(place=part)
    elif is_vague(told.place) and not inbound.forwarded:
        about = told.about if incident.danger and not incident.areas else None
        corner = joined(told.words, incident.place, (), facts)
        told = replace(told, place=corner or told.place or about)
    after, events = heard(_spoken(talk, inbound, told, facts), now)
    if told.reading.is_discreet:
        # Nor are those before it kept with the talk.
        passing = replace(after.passing, held=None)
        after = replace(after, intake=replace(after.intake, words=()), passing=passing)
    quiet = talk.silent or incident.silent or unsafe
    word = _meant(inbound, facts)
    if word is Word.WITHDRAW:
        event = WentQuiet(why="withdrawn")
        silenced = replace(after.after(event, now), silent=True)
        gone = GoSilent(incident=incident.id, how="withdrawn")
        return Step(talk=silenced, commands=(gone,), events=(*events, event), why="withdrawn")
    to_screen = answered(inbound, facts, incident, now)
    # What was asked last is what a yes or a no is for.
    waits_for_danger = talk.intake.waits_for_danger() and incident.ledger.waits is None
    answers = to_screen is not None or (waits_for_danger and word in (Word.YES, Word.NO))
    # Whoever calls out while they wait asks how it is going, or for whoever texts with them; a greeting that may be
    # another's does not end a silence.
    chats = told.reading.chatter and told.place is None and word is not Word.THANKS and not (quiet or answers)
    calls_out = chats and (word is Word.HELLO or normalise(inbound.text) in facts.words.calls_out)
    if word is Word.STATUS or (calls_out and not incident.texting()):
        asked = AskStatus(incident=incident.id)
        return Step(talk=replace(after, silent=False), commands=(asked,), events=events, why="asks for news")
    if chats:
        return _chatting(after, talk, inbound, told, incident, events)
    if word is Word.TALK_NOW:
        wanted = WantRemoteHelp(incident=incident.id)
        return Step(talk=replace(after, silent=talk.silent), commands=(wanted,), events=events, why="wants to talk")
    denies = normalise(inbound.text) == "0" and not inbound.forwarded and talk.intake.waits_for_danger()
    if denies or (waits_for_danger and word is Word.NO):
        return Step(talk=_with_danger(after, False), events=events, why="no danger")
    hurries = to_screen is not None and talk.intake.danger is False and _only_hurries(told)
    if (told.danger and not hurries) or (waits_for_danger and _says_yes(inbound, facts)):
        quietly = quiet and bool(told.words)
        named = AddWords(
            incident=incident.id,
            words=told.words,
            place=told.place,
            danger=True,
            quietly=quietly,
            corrects=inbound.other is Other.EDITED,
            kinds=told.reading.kinds,
            discreet=kept_of(told.reading, facts),
            denied=denied_of(told, facts),
        )
        dangerous = replace(_with_danger(after, True), silent=talk.silent and quietly)
        return Step(talk=dangerous, commands=(named,), events=events, why="danger")
    if to_screen is not None:
        return Step(talk=after, commands=(to_screen,), events=events, why="answers what they were asked")
    if waits_for_danger and _says_no_first(inbound, facts):
        after = _with_danger(after, False)
    if word is Word.THANKS or (not told.words and told.place is None):
        return Step(talk=after, events=events, why="nothing to pass on")
    reach = reach_told(inbound, told.words, facts, incident) if told.place is None else None
    if reach is not None:
        return Step(talk=after, commands=(reach,), events=events, why="what helps us reach them")
    after, held = _crowded(after, talk, incident)
    more = AddWords(
        incident=incident.id,
        words=told.words,
        place=told.place,
        corrects=inbound.other is Other.EDITED,
        held=held,
        discreet=kept_of(told.reading, facts),
        denied=denied_of(told, facts),
        tells=told.reading.says_what,
    )
    asking, asked_for = (after, ()) if quiet else ask_doubt(after, told, facts)
    return Step(talk=asking, says=asked_for, commands=(more,), events=events, why="more words")


def _chatting(
    after: Conversation, talk: Conversation, inbound: Inbound, told: Told, incident: Incident, events: tuple[Event, ...]
) -> Step:
    """What would need nobody if no call ran: `lol he is in the kitchen now` may be news, and only who goes can tell.

    It is passed on, and answered with how the call stands. While nobody may be asked for it yet it is kept with the
    rest.
    """
    after, held = _crowded(after, talk, incident)
    asks = not incident.keeps_pages_back()
    corrects = inbound.other is Other.EDITED
    more = AddWords(incident=incident.id, words=told.words, corrects=corrects, held=held, answered=asks)
    commands = (more, AskStatus(incident=incident.id)) if asks else (more,)
    return Step(talk=after, commands=commands, events=events, why="words that may be chatter")


def _crowded(after: Conversation, talk: Conversation, incident: Incident) -> tuple[Conversation, bool]:
    """Whether they write so much that others hear it together, a little later; from which words on is kept."""
    held = talk.pace.is_crowded()
    if held and talk.pace.held_from is None:
        after = replace(after, pace=replace(after.pace, held_from=len(incident.words)))
    return after, held


def _spoken(talk: Conversation, inbound: Inbound, told: Told, facts: TalkFacts) -> Conversation:
    """The talk in the language they write, where the community speaks it.

    One word, the name of a place or somebody else's words say nothing about theirs.
    """
    language = told.reading.language
    place_alone = told.place is not None and not told.what
    if language is None or language not in facts.community.languages or place_alone or inbound.forwarded:
        return talk
    return replace(talk, language=language) if len(normalise(told.words).split()) > 1 else talk


def _meant(inbound: Inbound, facts: TalkFacts) -> Word | None:
    if inbound.tap is not None:
        return _BUTTONS.get(inbound.tap.action)
    if inbound.other is Other.STALE_BUTTON:
        return Word.STATUS  # the answer carries fresh buttons
    if inbound.forwarded:
        return None
    text = normalise(inbound.text)
    offered = facts.incident is not None and offers_remote_help(facts.incident)
    if text == TALK_DIGIT and offered:
        return Word.TALK_NOW
    word = _DIGITS.get(text) or facts.words.whole(text)
    # A phone company's word for stop, where no phone company hears it: `cancel` is said of the call.
    return Word.WITHDRAW if word is Word.OPT_OUT else word


def _only_hurries(told: Told) -> bool:
    """True for `please come quick`: danger in doubt, and a yes to us of somebody who has said that there is none."""
    return told.reading.danger and set(told.reading.kinds) <= {DangerKind.OTHER}


def _says_yes(inbound: Inbound, facts: TalkFacts) -> bool:
    """A yes, alone or before whatever they add: a danger in doubt is a danger."""
    leading = facts.words.leading(normalise(inbound.text)) if not inbound.forwarded else None
    return leading is not None and leading[0] is Word.YES


def _says_no_first(inbound: Inbound, facts: TalkFacts) -> bool:
    """A no that stands apart, or is nothing else: `no, he left`, `nope he left`."""
    if inbound.forwarded:
        return False
    return first_apart(inbound.text) == "0" or says_no_first(inbound.text, facts.words)


def _with_danger(talk: Conversation, danger: bool) -> Conversation:
    return replace(talk, intake=replace(talk.intake, danger=danger))
