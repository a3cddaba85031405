"""The stories that drills play, read from `data/drills`, one file for each language."""

from collections.abc import Mapping, Sequence
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
    speaks: str = ""
    goes_silent: bool = False
    answers: tuple[AnswerFile, ...] = ()
    otherwise: str


class DrillsFile(BaseModel):
    model_config = _MODEL

    asks: Mapping[Ask, tuple[str, ...]]
    stories: Mapping[str, StoryFile]


@cache
def load_stories(folder: Path = STORIES) -> Stories:
    """Every story of `folder`, and the words behind the word for a drill, as texts are compared."""
    files = {path.stem: DrillsFile.model_validate(shipped(path)) for path in sorted(folder.glob("*.yaml"))}
    stories: dict[tuple[str, str], Story] = {}
    asks: dict[str, Ask] = {}
    for language, file in files.items():
        asks |= {normalise(word): ask for ask, words in file.asks.items() for word in words}
        for name, told in file.stories.items():
            spoken = told.speaks or language
            everywhere = [each.stories[name] for each in files.values()]
            stories[name, language] = _story(name, language, told, spoken, files[spoken].stories[name], everywhere)
    return Stories(stories=stories, asks=asks)


def _story(
    name: str, language: str, told: StoryFile, spoken: str, said: StoryFile, everywhere: Sequence[StoryFile]
) -> Story:
    """`told` names it in `language`; what they say is `said`, in the language they speak. They understand both first,
    and every other: those who go may speak any."""
    asked = [{*mine.to, *theirs.to} for mine, theirs in zip(told.answers, said.answers, strict=True)]
    also = [
        {word for each in every for word in each.to} for every in zip(*(f.answers for f in everywhere), strict=True)
    ]
    return Story(
        id=name,
        language=language,
        spoken=spoken,
        names=tuple(map(normalise, told.names)),
        title=told.title,
        area=told.area,
        where=told.where,
        opens=said.opens,
        steps=said.steps,
        goes_silent=told.goes_silent,
        coming=said.coming,
        there=said.there,
        answers=tuple(
            Answer(to=tuple(sorted(map(normalise, to))), says=each.says, also=tuple(sorted(map(normalise, others))))
            for to, others, each in zip(asked, also, said.answers, strict=True)
        ),
        otherwise=said.otherwise,
    )
