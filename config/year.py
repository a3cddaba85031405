"""What a cohort does in its twelve gatherings, read from `data/year.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from config.shipped import shipped
from domain.year import PARTS, Growth, Outline, Part

YEAR = Path(__file__).parent / "data" / "year.yaml"
GATHERINGS = 12

Minutes = Mapping[Part, Annotated[int, Field(ge=5, le=240)]]
Said = Annotated[Mapping[str, str], Field(min_length=1)]


class GatheringForm(BaseModel):
    """One of the twelve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    growth: Growth
    title: Said
    story: Said
    healing: Said
    learning: Said
    call: Said
    minutes: Minutes = Field(default_factory=dict)


class YearFile(BaseModel):
    """The whole file. What its keys mean stands at its top."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: Minutes
    gatherings: Annotated[tuple[GatheringForm, ...], Field(min_length=GATHERINGS, max_length=GATHERINGS)]


@cache
def load_year(path: Path = YEAR) -> tuple[Outline, ...]:
    """The outlines of the gatherings, in their order."""
    file = YearFile.model_validate(shipped(path))
    return tuple(
        Outline(
            growth=each.growth,
            title=each.title,
            parts={part: getattr(each, part.value) for part in PARTS},
            minutes={**file.minutes, **each.minutes},
        )
        for each in file.gatherings
    )
