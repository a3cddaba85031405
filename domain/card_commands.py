"""What members want of the toolkit: chapters in other words, stories and advice. Reading a card needs no command."""

from dataclasses import dataclass, field

from domain.ids import PersonId, TeamId
from domain.needs import ProtectionArea
from domain.toolkit import Chapter, TaleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsCommand:
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeChapter(CardsCommand):
    """`text` is what the team's card says there from now on, in `language`."""

    teams: tuple[TeamId, ...]
    area: ProtectionArea
    chapter: Chapter
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoChapter(CardsCommand):
    """The newest change of the card that was not taken back."""

    teams: tuple[TeamId, ...]
    area: ProtectionArea


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCardChanges(CardsCommand):
    teams: tuple[TeamId, ...]
    area: ProtectionArea


@dataclass(frozen=True, slots=True, kw_only=True)
class TellTale(CardsCommand):
    """A story or advice, which their team reads once a coordinator says so."""

    team: TeamId
    area: ProtectionArea
    kind: TaleKind
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTales(CardsCommand):
    teams: tuple[TeamId, ...]
    area: ProtectionArea


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideTale(CardsCommand):
    """`teams`: those they coordinate, of which the tale's must be one."""

    teams: tuple[TeamId, ...]
    tale: str
    show: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseTales(CardsCommand):
    """Whatever they told."""


ACardsCommand = ChangeChapter | UndoChapter | ShowCardChanges | TellTale | ShowTales | DecideTale | EraseTales
