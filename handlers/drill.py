"""Drills by chat: a coordinator begins one, moves it on and ends it; whoever is asked in one answers with a digit.

    drill, drill list, drill first
    drill fight            a step a minute; `drill fight 30`: every half minute; `drill fight next`: each when asked for
    drill next, drill pause, drill go, drill go 30, drill over
    drill reach, drill reach 60
    drill fight hill, drill reach hill 60      whoever coordinates several teams says which
    this is not a drill    whoever goes to one raises a mayday so
    drill mayday           whoever goes to one practises a call for help; MAYDAY alone is never practice

Before anybody is paged it is said what will happen, and a 1 is waited for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alarm import PanicHow
from domain.commands import RaisePanic
from domain.community import Team
from domain.conversation import Conversation, Pending
from domain.drill import LONGEST_REACH, PACE, REACH_MINUTES, SHORTEST_REACH, SURE, Ask, Story, paced
from domain.drill_commands import (
    ADrillCommand,
    AnswerReach,
    EndDrill,
    NextStep,
    PauseDrill,
    PractiseMayday,
    ShowDrill,
    StartDrill,
    StartReach,
)
from domain.ids import ReachDrillId, TeamId, is_drill
from domain.incident import PageState
from domain.language import normalise
from domain.messages import Action, Inbound, Line, MessageKind, Params, Tap
from domain.people import Person, Who
from domain.vocabulary import Word
from handlers.hearing import Hearing, runs
from handlers.naming import PENDING_HOLDS, waits_elsewhere
from handlers.rotas import behind, team_name
from handlers.saying import done, has_call, is_puzzled, to_member
from handlers.step import Step, TalkFacts

K = MessageKind

_SURE, _SURE_FIRST, _SURE_REACH = SURE
_ON_DEMAND = "next"
_MOST_DIGITS = 5
_SHORT_QUESTION = 6
"""Words of a question that is about nothing else."""

_YES = frozenset({Word.YES, Word.THANKS, Word.SEEN_TO})
_THERE = frozenset({Word.ARRIVE, Word.HERE})
_THUMBS = ("\U0001f44d", "\U0001f44c", "\u2705", "\u2714")
_QUOTES = ("\u201c", "\u00ab")
_LIKED = ("liked ", "loved ", "le gusto ", "le encanto ", "a aime ", "a adore ")
"""How a phone writes by SMS that somebody liked a message, before what stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing(Hearing):
    def say(self, kind: MessageKind, params: Params | None = None, *, lines: tuple[Line, ...] = (), why: str) -> Step:
        said = to_member(self.who, self.facts, kind, params, lines=lines)
        return done(self.talk, self.now, says=(said,), why=why)

    @property
    def language(self) -> str:
        """Theirs, as far as there are stories in it."""
        spoken = {language for _, language in self.facts.stories.stories}
        return next((each for each in self.who.languages if each in spoken), self.facts.community.default_language)

    def stories(self) -> tuple[Story, ...]:
        return self.facts.stories.of(self.language, self.facts.community.default_language)


def drill(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """A member's words and buttons about drills; None for whatever is not about them."""
    if not isinstance(who, Person) or not who.is_member():
        return None
    hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
    answered = _answered(hearing, inbound)
    if answered is not None:
        return answered
    if inbound.tap is not None:
        return _tapped(hearing, inbound.tap)
    reached = _reached(hearing, inbound.text)
    if reached is not None:
        return reached
    asked = behind(inbound, facts)
    if asked is None or asked[0] is not Word.DRILL:
        return None
    step = _meant(hearing, normalise(asked[1]).split())
    if step is not None and facts.going and is_puzzled(talk, step):
        return None  # words for whoever needs help may begin like this
    return step


def for_real(talk: Conversation, inbound: Inbound, who: Who, facts: TalkFacts, now: datetime) -> Step | None:
    """`this is not a drill`, of whoever goes to one, is a mayday; `is this real?`, of whoever is asked to one, is
    answered."""
    typed = bool(inbound.text) and not inbound.forwarded and inbound.other is None
    if not isinstance(who, Person) or not who.is_member() or not typed:
        return None
    goes = any(is_drill(each.incident) for each in facts.going)
    asked = facts.reach is not None or any(is_drill(p.incident) and p.state is PageState.LIVE for p in facts.pages)
    if not (goes or asked):
        return None
    said = normalise(inbound.text)
    real = facts.stories.says(said, Ask.REAL)
    asks = inbound.text.rstrip().endswith("?") and len(said.split()) <= _SHORT_QUESTION
    if facts.stories.asks.get(said) is Ask.DOUBT or (asks and (real or facts.stories.says(said, Ask.DOUBT))):
        hearing = _Hearing(talk=talk, who=who, facts=facts, now=now)
        return hearing.say(K.M_DRILL_IS_ONE, why="whether it is one")
    if not real or not goes:
        return None
    command = RaisePanic(person=who.id, by=who.id, how=PanicHow.WORD, words=inbound.text)
    return done(talk, now, command, why="no drill any more")


def _reached(hearing: _Hearing, text: str) -> Step | None:
    """The digit, a yes, a thumb or that they have read it, alone, where nothing else waits for one. Beside a page a
    digit may be the answer to either: it is asked which, and nobody is taken to come for what they said to a drill.
    """
    talk, facts = hearing.talk, hearing.facts
    digit = normalise(text) == "1"
    if facts.reach is None or not (digit or _says_read(text, facts)):
        return None
    real = next((each for each in facts.pages if each.state is PageState.LIVE and not is_drill(each.incident)), None)
    if digit and real is not None and not has_call(talk, facts):
        return hearing.puzzle(K.M_WHICH_OR_DRILL, {"letter": real.letter}, why="the drill, or a page?")
    asked = any(each.check_in.hears(hearing.now) for each in facts.check_ins)
    if talk.pending is not None or waits_elsewhere(talk, facts) or asked:
        return None
    return hearing.do(AnswerReach(drill=facts.reach), "it reached them")


def _says_read(text: str, facts: TalkFacts) -> bool:
    """`yes`, `ok`, `got it`, a thumb alone, and one that a phone writes out behind what it is about."""
    said = normalise(facts.words.without_courtesy(text))
    read = facts.stories.asks.get(said) is Ask.READ and not facts.is_wanted()
    if facts.words.whole(said) in _YES | _THERE or read:
        return True
    leading = facts.words.leading(said)
    if leading is not None and leading[0] in _YES and facts.words.whole(leading[1]) in _YES | _THERE:
        return True
    thumb = any(sign in text for sign in _THUMBS)
    return (thumb and not said) or (any(mark in text for mark in _QUOTES) and (thumb or said.startswith(_LIKED)))


def _tapped(hearing: _Hearing, tap: Tap) -> Step | None:
    if tap.action is Action.DRILL_REACHED:
        return hearing.do(AnswerReach(drill=ReachDrillId(tap.subject)), "it reached them")
    if tap.action is not Action.DRILL or not hearing.who.is_coordinator():
        return None
    running = hearing.facts.drill
    if running is None or running.incident != tap.subject:
        return hearing.do(ShowDrill(), "that one is over")
    moves: dict[str, ADrillCommand] = {
        "next": NextStep(),
        "pause": PauseDrill(on=not running.paused),
        "over": EndDrill(),
    }
    return hearing.do(moves[tap.arg], "moves a drill") if tap.arg in moves else None


def _meant(hearing: _Hearing, words: Sequence[str]) -> Step | None:
    """What stands behind the word."""
    facts = hearing.facts
    ask, rest = _asked(words, facts)
    if facts.reach is not None and (words == ["1"] or (ask is Ask.READ and not rest)):
        return hearing.do(AnswerReach(drill=facts.reach), "it reached them")
    if ask is Ask.MAYDAY and not rest:
        return _mayday(hearing)
    if not hearing.who.is_coordinator():
        return None
    if not words:
        return hearing.do(ShowDrill(), "which drills?")
    team, words = _with_team(hearing, words)
    ask, rest = _asked(words, facts)
    if ask is None:
        return _story(hearing, words, team) if words else hearing.do(ShowDrill(), "which drills?")
    number = _number(rest[0]) if len(rest) == 1 else None
    if rest and (number is None or ask not in (Ask.GO, Ask.REACH)):
        return hearing.puzzle(K.C_DRILL_HOW, why="how drills go")
    return _wanted(hearing, ask, number, team)


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) <= _MOST_DIGITS else None


def _wanted(hearing: _Hearing, ask: Ask, number: int | None, team: Team | None) -> Step | None:
    match ask:
        case Ask.LIST:
            return _list(hearing)
        case Ask.NEXT:
            return hearing.do(NextStep(), "the next step")
        case Ask.PAUSE:
            return hearing.do(PauseDrill(on=True), "it rests")
        case Ask.GO:
            return hearing.do(PauseDrill(on=False, pace=None if number is None else paced(number)), "it goes on")
        case Ask.OVER:
            return hearing.do(EndDrill(), "it is over")
        case Ask.REACH:
            return _reach(hearing, number, team)
        case Ask.FIRST:
            return _first(hearing, team)
        case _:
            return None


def _asked(words: Sequence[str], facts: TalkFacts) -> tuple[Ask | None, list[str]]:
    """What of the few things they want, and what stands behind it."""
    for count in (2, 1):
        found = facts.stories.asks.get(" ".join(words[:count])) if len(words) >= count else None
        if found is not None:
            return found, list(words[count:])
    return None, list(words)


def _mayday(hearing: _Hearing) -> Step:
    mine = next((each for each in hearing.facts.going if is_drill(each.incident)), None)
    if mine is None:
        return hearing.say(K.M_DRILL_NONE, why="they are in no drill")
    return hearing.do(PractiseMayday(incident=mine.incident, by=hearing.who.id), "practises a mayday")


def _list(hearing: _Hearing) -> Step:
    lines = tuple(
        Line(kind=K.C_LINE_DRILL_STORY, params={"story": (each.names or (each.id,))[0], "said": each.title})
        for each in hearing.stories()
    )
    return hearing.say(K.C_DRILL_LIST, lines=lines, why="the stories")


def _with_team(hearing: _Hearing, words: Sequence[str]) -> tuple[Team | None, list[str]]:
    """The team of theirs that is named among the words, and the others; else their only one."""
    mine = runs(hearing)
    for team in mine:
        for name in map(normalise, (team.id, *team.names.values())):
            said = name.split()
            for at in range(len(words) - len(said) + 1):
                if list(words[at : at + len(said)]) == said:
                    return team, [*words[:at], *words[at + len(said) :]]
    return (mine[0] if len(mine) == 1 else None), list(words)


def _which_team(hearing: _Hearing) -> Step:
    mine = ", ".join(team_name(each, hearing.facts) for each in runs(hearing))
    return hearing.puzzle(K.C_DRILL_TEAM, {"teams": mine}, why="with which team?")


def _story(hearing: _Hearing, words: Sequence[str], team: Team | None) -> Step:
    """`fight`, `fight 30`, `fight next`."""
    how = words[-1] if len(words) > 1 else ""
    on_demand = hearing.facts.stories.asks.get(how) is Ask.NEXT
    pause = _number(how)
    named = words[:-1] if on_demand or pause is not None else words
    default = hearing.facts.community.default_language
    story = hearing.facts.stories.named(" ".join(named), hearing.language, default)
    if story is None:
        return hearing.puzzle(K.C_DRILL_HOW, why="which story?")
    running = hearing.facts.drill
    if on_demand and running is not None and running.story == story.id:
        return hearing.do(NextStep(), "the next step")
    if team is None:
        return _which_team(hearing)
    pace = _ON_DEMAND if on_demand else str(PACE if pause is None else paced(pause))
    params: Params = {
        "said": story.title,
        "team": team_name(team, hearing.facts),
        "seconds": "" if on_demand else pace,
    }
    return hearing.ask(K.C_DRILL_SURE, params, _waiting(_SURE, team, story, pace), "begin it?")


def _first(hearing: _Hearing, team: Team | None) -> Step:
    story = next(iter(hearing.stories()), None)
    if story is None:
        return hearing.puzzle(K.C_DRILL_HOW, why="no story")
    if team is None:
        return _which_team(hearing)
    params: Params = {"said": story.title, "team": team_name(team, hearing.facts)}
    return hearing.ask(K.C_DRILL_SURE_FIRST, params, _waiting(_SURE_FIRST, team, story, str(2 * PACE)), "begin it?")


def _waiting(about: str, team: Team, story: Story, pace: str) -> Pending:
    return Pending(about=about, subject=team.id, rest=f"{story.id}|{story.language}|{pace}")


def _reach(hearing: _Hearing, minutes: int | None, team: Team | None) -> Step:
    if team is None:
        return _which_team(hearing)
    many = min(max(minutes or REACH_MINUTES, SHORTEST_REACH), LONGEST_REACH)
    params: Params = {"team": team_name(team, hearing.facts), "minutes": many}
    return hearing.ask(
        K.C_DRILL_SURE_REACH, params, Pending(about=_SURE_REACH, subject=team.id, rest=str(many)), "begin it?"
    )


def _answered(hearing: _Hearing, inbound: Inbound) -> Step | None:
    """The 1 or 0 before one begins."""
    waits = hearing.talk.pending
    fresh = hearing.now - hearing.talk.last_at <= PENDING_HOLDS
    if waits is None or waits.about not in SURE or not fresh:
        return None
    tap = inbound.tap
    if tap is not None and tap.action is not Action.DO_CHANGE:
        return None
    said = tap.arg if tap is not None else normalise(inbound.text)
    if said not in ("0", "1") or (tap is None and waits_elsewhere(hearing.talk, hearing.facts)):
        return None
    if said == "0":
        return hearing.say(K.C_LEFT_AS_IT_IS, why="left as it is")
    return hearing.do(_begun(waits), "begin it")


def _begun(waits: Pending) -> StartDrill | StartReach:
    team = TeamId(waits.subject)
    if waits.about == _SURE_REACH:
        return StartReach(team=team, minutes=int(waits.rest))
    story, language, pace = waits.rest.split("|")
    return StartDrill(
        team=team,
        story=story,
        language=language,
        pace=None if pace == _ON_DEMAND else int(pace),
        guided=waits.about == _SURE_FIRST,
    )
