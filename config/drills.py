"""The stories that drills play, read from `data/drills`, one file for each language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from config.shipped import shipped
from domain.drill import Answer, Ask, Stories, Story
from domain.language import normalise
from domain.needs import ProtectionArea

STORIES = Path(__file__).parent / "data" / "drills"

_MODEL = ConfigDict(extra="forbid", frozen=True)


class AnswerFile(BaseModel):
    model_config = _MODEL

    to: tuple[str, ...] = Field(min_length=1)
    says: str


class StoryFile(BaseModel):
    """A story. What its keys mean stands at the top of the English file."""

    model_config = _MODEL

    names: tuple[str, ...] = ()
    title: str = Field(max_length=48)
    area: ProtectionArea
    where: str = Field(max_length=60)
    opens: str
    steps: tuple[str, ...] = Field(min_length=1)
    coming: str
    there: str
    answers: tuple[AnswerFile, ...] = ()
    otherwise: str


class DrillsFile(BaseModel):
    model_config = _MODEL

    asks: Mapping[Ask, tuple[str, ...]]
    stories: Mapping[str, StoryFile]


@cache
def load_stories(folder: Path = STORIES) -> Stories:
    """Every story of `folder`, and the words behind the word for a drill, as texts are compared."""
    stories: dict[tuple[str, str], Story] = {}
    asks: dict[str, Ask] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = DrillsFile.model_validate(shipped(path))
        asks |= {normalise(word): ask for ask, words in file.asks.items() for word in words}
        stories |= {(each, path.stem): _story(each, path.stem, story) for each, story in file.stories.items()}
    return Stories(stories=stories, asks=asks)


def _story(name: str, language: str, file: StoryFile) -> Story:
    return Story(
        id=name,
        language=language,
        names=tuple(map(normalise, file.names)),
        title=file.title,
        area=file.area,
        where=file.where,
        opens=file.opens,
        steps=file.steps,
        coming=file.coming,
        there=file.there,
        answers=tuple(Answer(to=tuple(map(normalise, each.to)), says=each.says) for each in file.answers),
        otherwise=file.otherwise,
    )
