"""The rota file: its schema, and how it becomes a `Rota`.

The same mapping stands inside the community file, so `RotaEntry` is what that file's schema uses for each of its rotas.
Moments without an offset are the wall clock of the rota's zone; with one they are instants.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, assert_never

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from domain.ids import AreaId, PersonId, RotaId, SkillId
from domain.rota import (
    Add,
    Fixed,
    Hours,
    Layer,
    Override,
    Remove,
    Replace,
    Rota,
    TimeOff,
    Turn,
    Unit,
    Weekday,
)
from domain.zone import instant, reached, zone

FIRST_YEAR, LAST_YEAR = 1900, 2500
"""Moments outside these years are slips of the pen: before them clocks had no zones, after them nobody is on call."""

LONGEST_TURN = 100_000


class WrongRota(ValueError):
    """The mapping is not a rota. `problems` are sentences, each with the place it is about."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def read_moment(value: object) -> datetime:
    """A date and time as written in files and options: naive where it carries no offset. A date alone is its midnight.

    Raises ValueError with a sentence for the person who wrote it.
    """
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError('must be a date and time such as "2026-03-06T20:00", with or without an offset') from None
    elif isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    else:
        raise ValueError('must be a date and time in quotes, such as "2026-03-06T20:00"')
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"must be a moment between the years {FIRST_YEAR} and {LAST_YEAR}")
    return moment


def at_instant(moment: datetime, time_zone: str) -> datetime:
    """The instant, in UTC, of what `read_moment` gave, on the wall clock of `time_zone`."""
    return instant(zone(time_zone), moment) if moment.tzinfo is None else moment.astimezone(UTC)


def _hours(value: object) -> object:
    if isinstance(value, Hours):
        return value
    if not isinstance(value, str) or value.count("-") != 1:
        raise ValueError('must be two times of day such as "20:00-08:00"')
    opens, closes = (part.strip() for part in value.split("-"))
    # A window that ends with the day may be written so; the next day's first moment is the same reading.
    closes = "00:00" if closes == "24:00" else closes
    try:
        return Hours(opens=_time_of_day(opens), closes=_time_of_day(closes))
    except ValueError:
        raise ValueError('must be two times of day such as "20:00-08:00"') from None


def _time_of_day(text: str) -> time:
    found = time.fromisoformat(text)
    if ":" not in text or found.tzinfo is not None:
        raise ValueError("not a time of day on the wall clock")
    return found


def _known_zone(key: str) -> str:
    zone(key)
    return key


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("must be a name; put it in quotes if it looks like a number, a date or a yes or no")
    return value


Listed = TypeVar("Listed", bound=Sequence[object])


def _not_empty(entries: Listed) -> Listed:
    # Not a length of pydantic's own: that counts sound entries only, and would blame the list for a wrong one.
    if not entries:
        raise ValueError("must not be empty")
    return entries


Name = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Moment = Annotated[datetime, BeforeValidator(read_moment)]
ZoneName = Annotated[Name, AfterValidator(_known_zone)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class TurnEntry(_Entry):
    every: Annotated[int, Field(strict=True, ge=1, le=LONGEST_TURN)]
    unit: Unit


class LayerEntry(_Entry):
    id: Name | None = None
    start: Moment
    turn: TurnEntry
    people: Annotated[tuple[tuple[Name, ...], ...], AfterValidator(_not_empty)]
    until: Moment | None = None
    days: Annotated[tuple[Weekday, ...], AfterValidator(_not_empty)] | None = None
    hours: Annotated[Hours, BeforeValidator(_hours)] | None = None
    priority: Annotated[int, Field(strict=True)] = 0

    def layer(self, position: int, time_zone: str) -> Layer:
        start = self.start if self.start.tzinfo is None else reached(zone(time_zone), self.start.astimezone(UTC))
        return Layer(
            id=self.id or f"layer-{position}",
            start=start,
            turn=Turn(every=self.turn.every, unit=self.turn.unit),
            people=tuple(_people(entry) for entry in self.people),
            until=self.until,
            days=None if self.days is None else frozenset(self.days),
            hours=self.hours,
            priority=self.priority,
        )


class _Stretch(_Entry):
    start: Annotated[Moment, Field(alias="from")]
    end: Annotated[Moment, Field(alias="to")]


class AddEntry(_Stretch):
    kind: Literal["add"]
    person: Name


class RemoveEntry(_Stretch):
    kind: Literal["remove"]
    person: Name


class ReplaceEntry(_Stretch):
    kind: Literal["replace"]
    person: Name
    by: Name


class FixedEntry(_Stretch):
    kind: Literal["fixed"]
    people: tuple[Name, ...]


OverrideEntry = Annotated[AddEntry | RemoveEntry | ReplaceEntry | FixedEntry, Field(discriminator="kind")]


class TimeOffEntry(_Stretch):
    person: Name


class RotaEntry(_Entry):
    """A rota as written. `time_zone` may be left out only where the surroundings give one."""

    id: Name | None = None
    time_zone: ZoneName | None = None
    areas: tuple[Name, ...] = ()
    skills: tuple[Name, ...] = ()
    layers: tuple[LayerEntry, ...] = ()
    overrides: tuple[OverrideEntry, ...] = ()
    time_off: tuple[TimeOffEntry, ...] = ()

    @model_validator(mode="after")
    def _each_layer_has_a_name_of_its_own(self) -> Self:
        names = [layer.id for layer in self.layers if layer.id is not None]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"layers: two layers have the id {twice[0]!r}")
        return self

    def rota(self, rota_id: RotaId, time_zone: str | None = None) -> Rota:
        """The rota it describes; `time_zone` is that of the surroundings. Raises WrongRota."""
        time_zone = self.time_zone or time_zone
        if time_zone is None:
            raise WrongRota(["time_zone: is missing"])
        problems = list(self._turned_round(time_zone))
        if problems:
            raise WrongRota(problems)
        return Rota(
            id=rota_id,
            time_zone=time_zone,
            layers=tuple(layer.layer(position, time_zone) for position, layer in enumerate(self.layers, start=1)),
            overrides=tuple(map(_override, self.overrides)),
            time_off=tuple(
                TimeOff(person=PersonId(each.person), start=each.start, end=each.end) for each in self.time_off
            ),
            areas=frozenset(map(AreaId, self.areas)),
            skills=frozenset(map(SkillId, self.skills)),
        )

    def _turned_round(self, time_zone: str) -> list[str]:
        problems = [
            f"layers[{n}].until: must be later than its start"
            for n, layer in enumerate(self.layers)
            if layer.until is not None and not _is_later(layer.until, layer.start, time_zone)
        ]
        stretches: dict[str, Sequence[_Stretch]] = {"overrides": self.overrides, "time_off": self.time_off}
        for field, entries in stretches.items():
            problems += [
                f"{field}[{n}].to: must be later than its from"
                for n, each in enumerate(entries)
                if not _is_later(each.end, each.start, time_zone)
            ]
        return problems


def _is_later(end: datetime, start: datetime, time_zone: str) -> bool:
    if end.tzinfo is None and start.tzinfo is None:
        return end > start
    return at_instant(end, time_zone) > at_instant(start, time_zone)


def _people(names: Sequence[str]) -> frozenset[PersonId]:
    return frozenset(map(PersonId, names))


def _override(entry: AddEntry | RemoveEntry | ReplaceEntry | FixedEntry) -> Override:
    match entry:
        case AddEntry():
            return Add(person=PersonId(entry.person), start=entry.start, end=entry.end)
        case RemoveEntry():
            return Remove(person=PersonId(entry.person), start=entry.start, end=entry.end)
        case ReplaceEntry():
            return Replace(person=PersonId(entry.person), by=PersonId(entry.by), start=entry.start, end=entry.end)
        case FixedEntry():
            return Fixed(people=_people(entry.people), start=entry.start, end=entry.end)
        case _:
            assert_never(entry)


class StrictLoader(yaml.SafeLoader):
    """Plain YAML, but a key that stands twice is an error, and dates stay text, as they were written."""

    yaml_implicit_resolvers = {  # noqa: RUF012  declared so by its base
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def rota_from(mapping: object, rota_id: RotaId, time_zone: str | None = None) -> Rota:
    """The rota a mapping describes; `time_zone` stands in where it names none. Raises WrongRota."""
    if not isinstance(mapping, Mapping):
        raise WrongRota(["a rota is a mapping with time_zone and layers"])
    try:
        entry = RotaEntry.model_validate(dict(mapping))
    except ValidationError as wrong:
        raise WrongRota([_sentence(error) for error in wrong.errors()]) from None
    return entry.rota(rota_id, time_zone)


def load_rota(file: Path) -> Rota:
    """The rota in a YAML file; its id is the file's unless it names one. Raises WrongRota and OSError."""
    try:
        mapping: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=StrictLoader)  # noqa: S506  a SafeLoader
    except UnicodeDecodeError:
        raise WrongRota(["the file is not UTF-8 text"]) from None
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        place = f"line {mark.line + 1}: " if mark else ""
        raise WrongRota([f"{place}{wrong.problem or wrong.context}"]) from None
    except yaml.YAMLError:
        raise WrongRota(["the file is not YAML"]) from None
    given = mapping.get("id") if isinstance(mapping, dict) else None
    return rota_from(mapping, RotaId(given if isinstance(given, str) else file.stem))


_SAID: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that is known here",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "union_tag_invalid": "must be of the kind add, remove, replace or fixed",
    "union_tag_not_found": "must be of the kind add, remove, replace or fixed",
}


def said_of(error: ErrorDetails) -> str:
    """What is wrong, for the person who wrote the file; where it is wrong stands in the error's `loc`."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return _SAID.get(error["type"]) or error["msg"].replace("Input should be", "must be", 1)


def _sentence(error: ErrorDetails) -> str:
    said = said_of(error)
    return f"{place}: {said}" if (place := _place(error["loc"])) else said


def _place(location: Sequence[int | str]) -> str:
    """`layers[0].turn.every`; the kind of an override, which pydantic puts after its number, is left out."""
    place = ""
    for n, part in enumerate(location):
        if isinstance(part, int):
            place += f"[{part}]"
        elif not (n == 2 and location[0] == "overrides"):
            place += f".{part}" if place else part
    return place
