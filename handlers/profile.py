"""What a member says about themselves: their card, with buttons or digits, to be left at any point.

    me                 the card: languages, areas, skills, quiet hours, previews, time zone, how they are reached
    a digit, a button  one part of it: shown with what may be chosen, or changed at once
    test me            a test page by each contact point in turn

The card opens by itself never. What is open is the talk's pending question; whatever else somebody writes is heard as
ever. Where a page or a call of theirs is open too, a digit is nobody's: they are told how to answer each.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.commands import (
    AnswerTest,
    ChangeCard,
    ClaimSkill,
    Command,
    DecideClaim,
    DropSkill,
    OfferNumber,
    TryReach,
)
from domain.conversation import Conversation, Pending
from domain.ids import AreaId, SkillId
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Other, Params, Tap
from domain.people import Availability, CardPart, Person, Who
from domain.quiet import QuietHours, read_window
from domain.reachability import ANSWERED_WITHIN, waits_for_answer
from domain.vocabulary import Word
from domain.zone import find_zone, reached, zone
from handlers import step_aside
from handlers.coordinate import PENDING_HOLDS
from handlers.greet import whole
from handlers.saying import done, here, puzzled, shows_taps, to_member
from handlers.step import Step, TalkFacts

_ABOUT = step_aside.CARD
_LANGUAGES, _AREAS, _SKILLS, _QUIET, _PREVIEWS, _ZONE, _TEST = "la", "ar", "sk", "qu", "pr", "tz", "te"
_NUMBER, _WAKES, _DROP = "ph", "wa", "dr"
_DIGITS = (_LANGUAGES, _AREAS, _SKILLS, _QUIET, _PREVIEWS, _ZONE, _TEST, step_aside.PART)
"""What the digits of the card change, from 1."""

_RENEWS = timedelta(days=30)
"""A skill that ends within so long may be claimed again, rather than given back."""

_BARE_ANSWER = 3 * ANSWERED_WITHIN
"""A bare 1 answers a test page only so long after it."""

_WINDOWS = {"22": "22-7", "23": "23-7"}
"""The quiet hours that buttons offer."""

K = MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """One message of a member about themselves. `card` names the card it is about: on Telegram, the message to edit."""

    talk: Conversation
    who: Person
    facts: TalkFacts
    now: datetime
    card: str

    @property
    def taps(self) -> bool:
        return shows_taps(self.talk, self.who)

    def show(
        self,
        kind: K,
        part: str,
        params: Params | None = None,
        *,
        lines: tuple[Line, ...] = (),
        do: tuple[Command, ...] = (),
    ) -> Step:
        """Show one part of the card, and wait for what they choose there."""
        say = to_member(self.who, self.facts, kind, params, lines=lines)
        say = replace(say, subject=self.card, slot=f"card:{self.card}")
        step = done(self.talk, self.now, *do, says=(say,), why=f"card: {part or 'whole'}")
        return replace(step, talk=replace(step.talk, pending=Pending(about=_ABOUT, subject=self.card, rest=part)))

    def change(self, after: Person, part: CardPart, shown: str) -> Step:
        """Keep a change and show how that part stands now."""
        line = _lines(replace(self, who=after))[shown]
        return self.show(K.M_CARD_CHANGED, shown, lines=(line,), do=(ChangeCard(after=after, part=part),))

    def when(self, at: datetime) -> str:
        """`at` on their own clock, for the renderer to put into words."""
        return f"{reached(zone(self.zone), at):%Y-%m-%dT%H:%M}"

    @property
    def zone(self) -> str:
        return self.facts.community.zone_of(self.who)


def contact(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member shows a contact card: their own number is offered to them, anybody else's is not kept."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    if inbound.own_number is not None:
        return done(talk, now, OfferNumber(person=who.id, number=inbound.own_number), why="shows their own number")
    if inbound.other is Other.CONTACT:
        return puzzled(talk, now, to_member(who, facts, K.M_NOT_YOUR_CONTACT), why="somebody's contact")
    return None


def profile(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member about themselves; None for whatever else they send."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    own = step_aside.step_aside(talk, inbound, who, facts, now)
    if own is not None:
        return own
    hearing = _Hearing(talk=talk, who=who.as_of(now), facts=facts, now=now, card=facts.stimulus)
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap)
    if not inbound.text:
        return None
    word = whole(inbound, facts)
    if word is Word.ME:
        return _card(hearing)
    if word is Word.TEST:
        return _test(hearing)
    return _answered_test(hearing, inbound.text) or _answered(hearing, inbound.text)


# --- buttons


def _tapped(hearing: _Hearing, tap: Tap) -> Step | None:
    hearing = replace(hearing, card=tap.subject)
    match tap.action:
        case Action.CARD:
            return _part(hearing, tap.arg)
        case Action.CHOOSE:
            return _chosen(hearing, tap.arg[:2], tap.arg[2:])
        case Action.HEARD:
            return done(hearing.talk, hearing.now, AnswerTest(person=hearing.who.id), why="a test came through")
        case Action.CONFIRM | Action.REFUSE_SKILL if hearing.who.is_coordinator():
            decide = DecideClaim(claim=tap.subject, by=hearing.who.id, confirmed=tap.action is Action.CONFIRM)
            return done(hearing.talk, hearing.now, decide, why="about a claim")
        case _:
            return None


def _chosen(hearing: _Hearing, part: str, choice: str) -> Step:
    """A button under a part of the card."""
    pending = hearing.talk.pending
    match part:
        case "qu" if choice in _WINDOWS:
            return _set_quiet(hearing, _WINDOWS[choice]) or _part(hearing, _QUIET)
        case "dr" if pending is not None and pending.rest.startswith(f"{_DROP}:"):
            return _drop(hearing, SkillId(pending.rest.partition(":")[2]))
        case "dr":
            return _part(hearing, _SKILLS)
        case _ if choice.isdecimal():
            return _numbers(hearing, part, (int(choice),)) or _card(hearing)
        case _:
            return _card(hearing)


# --- words and digits


def _answered(hearing: _Hearing, text: str) -> Step | None:
    """What somebody types while their card is open."""
    pending = hearing.talk.pending
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if pending is None or pending.about != _ABOUT or not fresh:
        return None
    hearing = replace(hearing, card=pending.subject)
    part = pending.rest
    tokens = normalise(text).split()
    if part == _QUIET and read_window(text) is not None:
        return _set_quiet(hearing, text)
    if not tokens or not all(each.isdecimal() and len(each) <= 2 for each in tokens):
        return _set_zone(hearing, text) if part == _ZONE else None
    if _waits_elsewhere(hearing):
        say = to_member(hearing.who, hearing.facts, K.M_CARD_LATER)
        return puzzled(hearing.talk, hearing.now, say, why="a digit, and a page or a call is open too")
    if part.startswith(f"{_DROP}:") and tokens == ["1"]:
        return _drop(hearing, SkillId(part.partition(":")[2]))
    numbers = tuple(int(each) for each in tokens)
    # A new card below the last: on Telegram what was typed stands between them.
    return _numbers(replace(hearing, card=hearing.facts.stimulus), part, numbers)


def _numbers(hearing: _Hearing, part: str, numbers: tuple[int, ...]) -> Step | None:
    """Numbers chosen under `part`; 0 alone ends it."""
    alone = numbers[0] if len(numbers) == 1 else None
    match part:
        case "":
            return _part(hearing, _DIGITS[alone - 1]) if alone and alone <= len(_DIGITS) else _left(hearing, alone)
        case "la":
            return _left(hearing, alone) if alone == 0 else _toggle_languages(hearing, numbers)
        case "ar":
            return _left(hearing, alone) if alone == 0 else _toggle_areas(hearing, numbers)
        case "sk":
            return _left(hearing, alone) if alone == 0 else _choose_skill(hearing, alone)
        case "qu" if alone == 0:
            return hearing.change(replace(hearing.who, quiet=None), CardPart.QUIET, _QUIET)
        case "wa" if alone in (1, 2) and hearing.who.quiet is not None:
            quiet = replace(hearing.who.quiet, danger_wakes=alone == 1)
            return hearing.change(replace(hearing.who, quiet=quiet), CardPart.QUIET, _QUIET)
        case "tz" if alone == 0:
            return hearing.change(replace(hearing.who, time_zone=None), CardPart.ZONE, _ZONE)
        case "pr":
            return _part(hearing, _PREVIEWS) if alone == 5 else _left(hearing, alone)
        case _:
            return _left(hearing, alone)


def _left(hearing: _Hearing, alone: int | None) -> Step | None:
    """0 is the end of it, without another word; another digit shows the card again."""
    if alone == 0:
        return done(hearing.talk, hearing.now, why="leaves the card")
    return _card(hearing)


def _waits_elsewhere(hearing: _Hearing) -> bool:
    return hearing.facts.is_wanted()


# --- the card and its parts


def _card(hearing: _Hearing) -> Step:
    lines = (*_lines(hearing).values(), Line(kind=K.M_LINE_CARD_FOOT))
    return hearing.show(K.M_CARD, "", {"person": hearing.who.roster_name}, lines=lines)


def _lines(hearing: _Hearing) -> dict[str, Line]:
    """What the card says, by its parts; digits before what digits change."""
    who = hearing.who
    wakes = "" if who.quiet is None else "yes" if who.quiet.danger_wakes else "no"
    lapses = dict(who.lapses)
    parts: dict[str, tuple[K, dict[str, str | int]]] = {
        _LANGUAGES: (K.M_LINE_CARD_LANGUAGES, {"languages": ",".join(who.languages)}),
        _AREAS: (K.M_LINE_CARD_AREAS, {"areas": ",".join(sorted(who.areas))}),
        _SKILLS: (K.M_LINE_CARD_SKILLS, {"skills": ",".join(sorted(who.skills))}),
    }
    for skill in sorted(who.skills & lapses.keys()):
        params: dict[str, str | int] = {"skills": skill, "day": hearing.when(lapses[skill])}
        parts[f"{_SKILLS}:{skill}"] = (K.M_LINE_CARD_LAPSES, params)
    if who.claims:
        parts[f"{_SKILLS}?"] = (K.M_LINE_CARD_CLAIMS, {"skills": ",".join(sorted(who.claims))})
    window = who.quiet.window() if who.quiet is not None else ""
    parts |= {
        _QUIET: (K.M_LINE_CARD_QUIET, {"window": window, "wakes": wakes}),
        _PREVIEWS: (K.M_LINE_CARD_PREVIEWS, {"previews": "neutral" if who.neutral else "full"}),
        _ZONE: (K.M_LINE_CARD_ZONE, {"zone": hearing.zone}),
        "points": (K.M_LINE_CARD_POINTS, {"channels": ",".join(each.channel for each in who.contact_points)}),
    }
    said = who.said(hearing.now)
    until = hearing.when(who.available_until) if said is not Availability.AS_ROTA and who.available_until else ""
    parts["now"] = (K.M_LINE_CARD_NOW, {"availability": said.value, "when": until})
    digits = {} if hearing.taps else {part: n for n, part in enumerate(_DIGITS, start=1)}
    return {
        part: Line(kind=kind, params={"n": digits.get(part, ""), **params} if part in _DIGITS else params)
        for part, (kind, params) in parts.items()
    }


def _part(hearing: _Hearing, part: str) -> Step:
    match part:
        case "la":
            return _pick(hearing, _LANGUAGES)
        case "ar":
            return _pick(hearing, _AREAS)
        case "sk":
            return _pick(hearing, _SKILLS)
        case "qu":
            return hearing.show(K.M_ASK_QUIET, _QUIET)
        case "pr":
            return hearing.change(replace(hearing.who, neutral=not hearing.who.neutral), CardPart.PREVIEWS, _PREVIEWS)
        case "tz":
            return hearing.show(K.M_ASK_ZONE, _ZONE, {"zone": hearing.zone})
        case "te":
            return _test(hearing)
        case step_aside.PART:
            return step_aside.shown(hearing.talk, hearing.who, hearing.facts, hearing.now, hearing.card)
        case "ph":
            say = to_member(hearing.who, hearing.facts, K.M_ASK_OWN_NUMBER)
            return done(hearing.talk, hearing.now, says=(say,), why="another phone of theirs")
        case _:
            return _card(hearing)


def _pick(hearing: _Hearing, part: str, *do: Command) -> Step:
    """What may be chosen, each with its number and whether it is theirs."""
    who = hearing.who
    match part:
        case "la":
            kind, line, name, choices = K.M_PICK_LANGUAGES, K.M_LINE_PICK_LANGUAGE, "languages", _languages(hearing)
            marks: dict[str, str] = dict.fromkeys(who.languages, "yes")
        case "ar":
            kind, line, name, choices = K.M_PICK_AREAS, K.M_LINE_PICK_AREA, "areas", _areas(hearing)
            marks = dict.fromkeys(who.areas, "yes")
        case _:
            kind, line, name, choices = K.M_PICK_SKILLS, K.M_LINE_PICK_SKILL, "skills", _skills(hearing)
            marks = {**dict.fromkeys(who.claims, "waits"), **dict.fromkeys(who.skills, "yes")}
            marks |= {each: "ends" for each in who.skills if _ends_soon(hearing, each)}
    lines = tuple(
        Line(kind=line, params={"n": n, name: choice, "mark": marks.get(choice, "")})
        for n, choice in enumerate(choices, start=1)
    )
    return hearing.show(kind, part, lines=lines, do=do)


def _languages(hearing: _Hearing) -> tuple[str, ...]:
    known = (*hearing.facts.community.languages, *hearing.who.languages, *hearing.facts.words.languages.values())
    return tuple(dict.fromkeys(known))


def _areas(hearing: _Hearing) -> tuple[AreaId, ...]:
    """Those of their teams, in the community's order."""
    community = hearing.facts.community
    teams = [community.teams[each.team] for each in hearing.who.memberships if each.team in community.teams]
    theirs = {area for team in teams for area in team.areas} | hearing.who.areas
    return tuple(area for area in community.areas if area in theirs or not theirs)


def _skills(hearing: _Hearing) -> tuple[SkillId, ...]:
    return tuple(dict.fromkeys((*hearing.facts.community.skills, *sorted(hearing.who.skills))))


def _ends_soon(hearing: _Hearing, skill: SkillId) -> bool:
    ends = dict(hearing.who.lapses).get(skill)
    return ends is not None and ends - hearing.now <= _RENEWS


# --- changes


def _toggle_languages(hearing: _Hearing, numbers: tuple[int, ...]) -> Step:
    choices, spoken = _languages(hearing), list(hearing.who.languages)
    for number in numbers:
        if 1 <= number <= len(choices):
            language = choices[number - 1]
            spoken = [each for each in spoken if each != language] if language in spoken else [*spoken, language]
    if not spoken:  # nobody speaks no language
        return _pick(hearing, _LANGUAGES)
    return _toggled(hearing, replace(hearing.who, languages=tuple(spoken)), CardPart.LANGUAGES, _LANGUAGES)


def _toggle_areas(hearing: _Hearing, numbers: tuple[int, ...]) -> Step:
    choices = _areas(hearing)
    chosen = frozenset(choices[number - 1] for number in numbers if 1 <= number <= len(choices))
    return _toggled(hearing, replace(hearing.who, areas=hearing.who.areas ^ chosen), CardPart.AREAS, _AREAS)


def _toggled(hearing: _Hearing, after: Person, part: CardPart, shown: str) -> Step:
    """With buttons the list shows how it stands; by SMS one line does."""
    if hearing.taps:
        return _pick(replace(hearing, who=after), shown, ChangeCard(after=after, part=part))
    return hearing.change(after, part, shown)


def _choose_skill(hearing: _Hearing, number: int | None) -> Step:
    choices = _skills(hearing)
    if number is None or not 1 <= number <= len(choices):
        return _pick(hearing, _SKILLS)
    skill = choices[number - 1]
    if skill in hearing.who.skills and not _ends_soon(hearing, skill):
        return hearing.show(K.M_ASK_DROP, f"{_DROP}:{skill}", {"skills": skill})
    # Who claims again has coordinators asked again, at most once a day.
    claim = ClaimSkill(person=hearing.who.id, skill=skill)
    return hearing.show(K.M_SKILL_CLAIMED, _SKILLS, {"skills": skill}, do=(claim,))


def _drop(hearing: _Hearing, skill: SkillId) -> Step:
    after = replace(hearing.who, skills=hearing.who.skills - {skill})
    line = _lines(replace(hearing, who=after))[_SKILLS]
    drop = DropSkill(person=hearing.who.id, skill=skill)
    return hearing.show(K.M_CARD_CHANGED, _SKILLS, lines=(line,), do=(drop,))


def _set_quiet(hearing: _Hearing, text: str) -> Step | None:
    window = read_window(text)
    if window is None:
        return None
    before = hearing.who.quiet
    quiet = QuietHours(starts=window[0], ends=window[1], danger_wakes=before.danger_wakes if before else None)
    change = ChangeCard(after=replace(hearing.who, quiet=quiet), part=CardPart.QUIET)
    return hearing.show(K.M_ASK_DANGER_WAKES, _WAKES, {"window": quiet.window()}, do=(change,))


def _set_zone(hearing: _Hearing, text: str) -> Step | None:
    named = find_zone(text)
    return None if named is None else hearing.change(replace(hearing.who, time_zone=named), CardPart.ZONE, _ZONE)


# --- does a page come through?


def _test(hearing: _Hearing) -> Step:
    return done(hearing.talk, hearing.now, TryReach(person=hearing.who.id), why="tries whether pages come through")


def _answered_test(hearing: _Hearing, text: str) -> Step | None:
    """`1` after a test page, or `test 1` at any time."""
    point = here(hearing.talk, hearing.who)
    if point is None or not waits_for_answer(point, hearing.now):
        return None
    said = normalise(text)
    leading = hearing.facts.words.leading(said)
    answer = AnswerTest(person=hearing.who.id)
    if leading == (Word.TEST, "1"):
        return done(hearing.talk, hearing.now, answer, why="a test came through")
    recent = point.tested_at is not None and hearing.now - point.tested_at <= _BARE_ANSWER
    if said != "1" or not recent:
        return None
    if _waits_elsewhere(hearing) or hearing.talk.pending is not None:
        say = to_member(hearing.who, hearing.facts, K.M_TEST_WHICH)
        return replace(puzzled(hearing.talk, hearing.now, say, why="a 1, and something else waits for one"))
    return done(hearing.talk, hearing.now, answer, why="a test came through")
