"""`cards`: the protocol cards, a page at a time where there are no buttons, whole where there are; and what is added.

A card is called by its number: a number names nothing on a lock screen, and `cards 4 2` is its second chapter. The
team's own words come by `card conflict arrival: ...` of a coordinator, who sees them before they count.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.card_commands import (
    ChangeChapter,
    DecideTale,
    EraseTales,
    ShowCardChanges,
    ShowTales,
    TellTale,
    UndoChapter,
)
from domain.conversation import Conversation, Pending
from domain.ids import TeamId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Say
from domain.needs import DISCREET, Door, ProtectionArea
from domain.people import Person, Requester, Who
from domain.segments import outside_gsm_7
from domain.toolkit import AREAS, CHAPTERS, MOST_IN_A_CHAPTER, Chapter, TaleKind, number_of
from domain.vocabulary import OWNED_BY_PHONE_COMPANIES, Word
from handlers.saying import done, has_call, puzzled, shows_taps, to_member, to_requester, unanswered
from handlers.step import Step, TalkFacts

K = MessageKind

_SURE = "cards_sure"
"""A chapter in other words waits for a 1; the subject is area|chapter|language, the rest is the text."""

_NEXT = "cards_next"
"""A part of a card was shown and there is another: the subject is area|chapter, the one to come."""

_READS_FOR = timedelta(minutes=15)
"""So long after a part `next` turns the page."""

MOST_TOLD = 600
"""Characters of a story or advice."""

_TALES = {Word.STORY: TaleKind.STORY, Word.ADVICE: TaleKind.ADVICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What stands before a colon: an area, and what is asked of it, normalised."""

    word: Word
    area: ProtectionArea | None
    rest: str
    text: str | None  # as typed, behind the colon
    numbered: bool = False  # by its number: no sentence for somebody begins so


def cards(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words and buttons about cards; None for whatever is not about them."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    answered = _answered(talk, inbound, who, facts, now)
    if answered is not None:
        return answered
    turned = _turned(talk, inbound, facts, now)
    if turned is not None:
        return _show(talk, who, facts, now, *turned)
    if inbound.tap is not None:
        return _tapped(talk, inbound, who, facts, now)
    asked = _asked(inbound.text, facts)
    if asked is None:
        return None
    if asked.word is Word.ERASE_TALES:
        return done(talk, now, EraseTales(by=who.id), why="their stories are erased")
    if asked.area is None:
        return _list(talk, who, facts, now) if asked.word is Word.CARDS and not asked.rest else None
    if asked.word in _TALES:
        return _tale(talk, who, facts, now, asked)
    return _about_card(talk, who, facts, now, asked)


def for_anybody(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """Whoever asks for the cards and has no call may read them, a page at a time; nobody is paged for it."""
    if not isinstance(who, Requester) or has_call(talk, facts) or inbound.tap is not None:
        return None
    turned = _turned(talk, inbound, facts, now)
    if turned is not None:
        return _shown_to_anybody(talk, facts, now, *turned)
    asked = _asked(inbound.text, facts)
    if asked is None or asked.word is not Word.CARDS or asked.text is not None:
        return None
    if asked.area is None:
        own = facts.community.doors.get(Door.TOOLKIT, {})
        text = own.get(talk.language) or own.get(facts.community.default_language, "")
        say = to_requester(talk, facts, K.R_DOOR_TOOLKIT, {"text": text})
        return replace(unanswered(talk, now, why="the toolkit"), says=(say,))
    chapter = _chapter(asked.rest, facts) if asked.rest else CHAPTERS[0]
    if chapter is None:
        return None
    return _shown_to_anybody(talk, facts, now, asked.area, chapter)


def _shown_to_anybody(
    talk: Conversation, facts: TalkFacts, now: datetime, area: ProtectionArea, chapter: Chapter
) -> Step:
    say = to_requester(talk, facts, K.R_CARDS_PAGE, _page("", area, chapter))
    step = unanswered(talk, now, why="a page of a card")
    return replace(step, says=(say,), talk=replace(step.talk, pending=_waits(area, chapter)))


def _turned(
    talk: Conversation, inbound: Inbound, facts: TalkFacts, now: datetime
) -> tuple[ProtectionArea, Chapter] | None:
    """What comes behind the part they read, for `next` alone."""
    waits = talk.pending
    if waits is None or waits.about != _NEXT or now - talk.last_at > _READS_FOR or inbound.forwarded:
        return None
    if normalise(inbound.text) not in facts.words.turns_page:
        return None
    area, chapter = waits.subject.split("|")
    return ProtectionArea(area), Chapter(chapter)


def _waits(area: ProtectionArea, chapter: Chapter) -> Pending | None:
    """The part behind `chapter`; None behind the last."""
    count = CHAPTERS.index(chapter) + 1
    return Pending(about=_NEXT, subject=f"{area.value}|{CHAPTERS[count].value}") if count < len(CHAPTERS) else None


def _chapter(said: str, facts: TalkFacts) -> Chapter | None:
    """The chapter of that number or name; the last one for a number behind it."""
    return facts.toolkit.chapter_named(said) or (CHAPTERS[-1] if said.isdecimal() else None)


def _page(team: str, area: ProtectionArea, chapter: Chapter) -> Params:
    """What a page shows: its place, its words, and the next one, if there is one."""
    count = CHAPTERS.index(chapter) + 1
    more = CHAPTERS[count].value if count < len(CHAPTERS) else ""
    return {
        "count": count,
        "chapter": chapter.value,
        "card": f"{team}:{area.value}:{chapter.value}",
        "next": f"{number_of(area)} {count + 1}" if more else "",
        "then": more,
    }


def _asked(text: str, facts: TalkFacts) -> _Asked | None:
    head, colon, behind = text.partition(":")
    leading = facts.words.leading(normalise(head)) if head else None
    if leading is None:
        return None
    word, rest = leading
    if word is Word.ERASE_TALES:
        return None if rest or colon else _Asked(word=word, area=None, rest="", text=None)
    if word is not Word.CARDS and word not in _TALES and not (word is Word.ME and rest):
        return None
    found = facts.toolkit.area_named(rest) if rest else None
    if found is None:
        # A number that no card has asks for the list of those there are.
        listed = word is Word.CARDS and not colon and (not rest or rest.isdecimal())
        return _Asked(word=word, area=None, rest="", text=None) if listed else None
    if word in _TALES and not colon and found[1]:
        return None  # words for somebody, that begin like this
    written = " ".join(behind.split()) if colon else None
    numbered = word is Word.CARDS and rest.split()[0].isdecimal()
    return _Asked(word=word, area=found[0], rest=found[1], text=written, numbered=numbered)


# --- reading


def _list(talk: Conversation, who: Person, facts: TalkFacts, now: datetime) -> Step:
    lines = tuple(
        Line(kind=K.M_LINE_CARDS_AREA, params={"n": number_of(area), "card_area": area.value}) for area in AREAS
    )
    return done(talk, now, says=(_said(who, facts, K.M_CARDS, lines=lines),), why="the cards")


def _said(
    who: Person, facts: TalkFacts, kind: MessageKind, params: Params | None = None, lines: tuple[Line, ...] = ()
) -> Say:
    """An answer with buttons about nothing but what stands in it."""
    return replace(to_member(who, facts, kind, params, lines=lines), subject=who.id)


def _about_card(talk: Conversation, who: Person, facts: TalkFacts, now: datetime, asked: _Asked) -> Step | None:
    area = asked.area
    if area is None:
        return None
    if asked.text is not None:
        chapter = facts.toolkit.chapter_named(asked.rest)
        if not who.is_coordinator():
            return puzzled(talk, now, to_member(who, facts, K.M_MAY_NOT), why="only coordinators change cards")
        if chapter is None:
            say = to_member(who, facts, K.C_CARDS_HOW, {"n": number_of(area)})
            return puzzled(talk, now, say, why="which chapter?")
        return _want_change(talk, who, facts, now, area, chapter, asked.text)
    if not asked.rest:
        return _show(talk, who, facts, now, area, CHAPTERS[0])
    word = facts.words.whole(asked.rest)
    mine = _teams(who)
    if word is Word.CHANGES and who.is_coordinator():
        return done(talk, now, ShowCardChanges(by=who.id, teams=_run(who), area=area), why="what was changed")
    if word is Word.UNDO and who.is_coordinator():
        return _undo(talk, who, now, area)
    if word in _TALES:
        return done(talk, now, ShowTales(by=who.id, teams=mine, area=area), why="what others tell")
    chapter = _chapter(asked.rest, facts) or (CHAPTERS[0] if asked.numbered else None)
    return None if chapter is None else _show(talk, who, facts, now, area, chapter)


def _show(
    talk: Conversation, who: Person, facts: TalkFacts, now: datetime, area: ProtectionArea, chapter: Chapter
) -> Step:
    """Whole where there are buttons, else one chapter and how to read on. By SMS no page names its area."""
    team = _whose(who, facts, area)

    def text(of: Chapter) -> str:
        return f"{team}:{area.value}:{of.value}"

    if shows_taps(talk, who):
        lines = tuple(
            Line(kind=K.M_LINE_CARDS_CHAPTER, params={"chapter": each.value, "card": text(each)}) for each in CHAPTERS
        )
        whole = to_member(who, facts, K.M_CARDS_WHOLE, {"card_area": area.value}, lines=lines)
        return done(talk, now, says=(whole,), why="a card")
    page = to_member(who, facts, K.M_CARDS_PAGE, _page(team, area, chapter))
    step = done(talk, now, says=(page,), why="a page of a card")
    return replace(step, talk=replace(step.talk, pending=_waits(area, chapter)))


def _whose(who: Person, facts: TalkFacts, area: ProtectionArea) -> str:
    """The team of theirs that has own words for this card; any of theirs, else."""
    teams = _teams(who)
    for each in teams:
        team = facts.community.teams.get(each)
        if team is not None and (stands := team.protections.get(area)) is not None and stands.card:
            return each
    return teams[0] if teams else ""


def _teams(who: Person) -> tuple[TeamId, ...]:
    return tuple(sorted(each.team for each in who.memberships))


def _run(who: Person) -> tuple[TeamId, ...]:
    return tuple(each for each in _teams(who) if who.is_coordinator(each))


# --- a team's own words


def _want_change(
    talk: Conversation,
    who: Person,
    facts: TalkFacts,
    now: datetime,
    area: ProtectionArea,
    chapter: Chapter,
    text: str,
) -> Step:
    if not shows_taps(talk, who):
        say = to_member(who, facts, K.C_CARDS_ONLY_TELEGRAM)
        return puzzled(talk, now, say, why="nothing is rewritten by SMS")
    if not _fits(area, text, facts):
        return puzzled(talk, now, to_member(who, facts, K.C_CARDS_WRONG), why="no chapter for a phone")
    params: Params = {"card_area": area.value, "chapter": chapter.value, "said": text}
    waits = Pending(about=_SURE, subject=f"{area.value}|{chapter.value}|{talk.language}", rest=text)
    step = done(talk, now, says=(_said(who, facts, K.C_CARDS_SURE, params),), why="is that what it shall say?")
    return replace(step, talk=replace(step.talk, pending=waits))


def _fits(area: ProtectionArea, text: str, facts: TalkFacts) -> bool:
    """True for what may be read by SMS; of a discreet need nothing may name it."""
    owned = {each.strip(".,;:!?\"'()") for each in text.split()} & OWNED_BY_PHONE_COMPANIES
    names = area in DISCREET and area in facts.read(text).areas
    return bool(text) and len(text) <= MOST_IN_A_CHAPTER and not outside_gsm_7(text) and not owned and not names


def _answered(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    """The 1 or 0 to a chapter in other words."""
    waits = talk.pending
    if waits is None or waits.about != _SURE:
        return None
    tap = inbound.tap
    said = tap.arg if tap is not None and tap.action is Action.DO_CHANGE else inbound.text.strip()
    if said not in ("0", "1") or (tap is not None and tap.action is not Action.DO_CHANGE):
        return None
    if said == "0":
        return done(talk, now, says=(to_member(who, facts, K.C_LEFT_AS_IT_IS),), why="left as it is")
    area, chapter, language = waits.subject.split("|")
    wanted = ChangeChapter(
        by=who.id,
        teams=_run(who),
        area=ProtectionArea(area),
        chapter=Chapter(chapter),
        language=language,
        text=waits.rest,
    )
    return done(talk, now, wanted, why="in the team's own words")


def _undo(talk: Conversation, who: Person, now: datetime, area: ProtectionArea) -> Step:
    return done(talk, now, UndoChapter(by=who.id, teams=_run(who), area=area), why="as before")


# --- stories and advice


def _tale(talk: Conversation, who: Person, facts: TalkFacts, now: datetime, asked: _Asked) -> Step | None:
    if asked.area is None or asked.rest:
        return None
    if not asked.text:
        return done(talk, now, ShowTales(by=who.id, teams=_teams(who), area=asked.area), why="what others tell")
    if asked.area in DISCREET and not shows_taps(talk, who):
        say = to_member(who, facts, K.C_CARDS_ONLY_TELEGRAM)
        return puzzled(talk, now, say, why="nothing of a discreet need by SMS")
    told = TellTale(
        by=who.id,
        team=TeamId(_whose(who, facts, asked.area)),
        area=asked.area,
        kind=_TALES[asked.word],
        words=asked.text[:MOST_TOLD],
    )
    return done(talk, now, told, why="a story or advice")


def _tapped(talk: Conversation, inbound: Inbound, who: Person, facts: TalkFacts, now: datetime) -> Step | None:
    tap = inbound.tap
    if tap is None:
        return None
    if tap.action is Action.CARDS:
        found = facts.toolkit.area_named(tap.arg)
        return None if found is None else _show(talk, who, facts, now, found[0], CHAPTERS[0])
    if tap.action not in (Action.CARDS_SHOW, Action.CARDS_DROP):
        return None
    if not who.is_coordinator():
        return puzzled(talk, now, to_member(who, facts, K.M_MAY_NOT), why="coordinates nothing")
    show = tap.action is Action.CARDS_SHOW
    return done(talk, now, DecideTale(by=who.id, teams=_run(who), tale=tap.subject, show=show), why="a story is read")
