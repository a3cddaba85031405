"""What members want of what a team remembers: the debriefs after calls, and its figures."""

from dataclasses import dataclass, field

from domain.debrief import Part, Went
from domain.figures import By
from domain.ids import PersonId, TeamId
from domain.toolkit import Chapter


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryCommand:
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDebrief(MemoryCommand):
    """Their answer to the question that is open; none of either: it is left out."""

    asked: str
    part: Part
    went: Went | None = None
    words: str = field(default="", repr=False)
    no_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOnDebrief(MemoryCommand):
    """Where they stopped, of the call with this number; None: of the last."""

    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDebriefs(MemoryCommand):
    """Those of their teams that nobody has read to the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDebrief(MemoryCommand):
    """`bare`: read where no words of a discreet need may stand. `digits`: where a digit alone answers what is asked."""

    number: int
    bare: bool
    digits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDebrief(MemoryCommand):
    """Empty `words`: what people said stands there again. `on_a_page`: written in the console, which shows what
    comes of it; `debrief` is its id then.
    """

    part: Part
    words: str = field(repr=False)
    number: int = 0
    debrief: str = ""
    bare: bool = False
    digits: bool = False
    on_a_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DebriefIntoCard(MemoryCommand):
    """What changes goes behind a chapter of the team's card. `debrief`: its id, where they pressed a button or sent a
    digit. `bare`: said where no words of a discreet need may stand.
    """

    chapter: Chapter
    language: str
    number: int = 0
    debrief: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DebriefDone(MemoryCommand):
    number: int = 0
    debrief: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFigures(MemoryCommand):
    """`first` and `last` are months, such as `2026-03`. `told_apart`: by what. `where`: only there, the id of an area
    or a protection area. `load`: what people carry. `for_others`: without what is of few. `plot`: drawn as well.
    """

    team: TeamId
    first: str
    last: str
    told_apart: By | None = None
    where: str = ""
    load: bool = False
    for_others: bool = False
    plot: bool = False


AMemoryCommand = (
    AnswerDebrief | GoOnDebrief | ShowDebriefs | ShowDebrief | EditDebrief | DebriefIntoCard | DebriefDone | ShowFigures
)
