"""The community file, or a folder of files that add up: read, checked, and made into a `Community` and its people.

Everything that is wrong is told at once, each with its file and line: first what is no YAML or has no place in such a
file, then what breaks the schema, then what does not fit together.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import assert_never

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.community_dump import Form, dump
from config.community_schema import (
    ANY_LANGUAGE,
    AreaEntry,
    CommunityFile,
    NatureEntry,
    PersonEntry,
    ProtectionEntry,
    TeamEntry,
    polygon,
)
from config.durations import duration
from config.own_lexicon import said_of_pattern
from config.places_file import read_rows
from config.rota_file import WrongRota, said_of
from config.toolkit import load_areas
from config.triage import as_compared
from config.words import load_words
from config.written import Problem, Way, Written, WrongFile, add_up, read_yaml
from domain.community import CRISIS, Community, Landmark, MutualAid, Protection, Skill, Team
from domain.ids import AreaId, NatureId, PersonId, RotaId, SkillId, TeamId
from domain.language import normalise
from domain.needs import DISCREET, LEAD, Mode, Nature, Need, ProtectionArea, Retention
from domain.panic import is_fit
from domain.people import Membership, Person, Standing
from domain.places import Area
from domain.rota import Add, Fixed, Remove, Replace, Rota

EXAMPLE = Path(__file__).parent / "data" / "example"
"""A made-up community of about a dozen people in three areas; the demo runs it."""

_SUFFIXES = {".yaml", ".yml"}
_NO_CRISIS = "no line `crisis` in community.emergency for whoever may take their life"


def load_community(path: Path) -> tuple[Community, tuple[Person, ...]]:
    """The community in a file or folder, revision 0, and its people: all invited, none with a contact point.

    Raises WrongFile with everything that is wrong.
    """
    reader = _Reader(*_in_shape(path))
    community, people = reader.community(), reader.people()
    if reader.problems:
        raise WrongFile(_in_order(reader.problems))
    return community, people


def load_team(community: Community, team: Form, areas: Sequence[Form]) -> tuple[Team, Mapping[AreaId, Area]]:
    """A team that an entry of a community file describes, in a community there is, with areas that are new in it; and
    all areas there are then. Raises WrongFile with everything that is wrong.
    """
    around = replace(community, teams={}, gazetteer=(), aid=(), default_rota=None)
    data = yaml.safe_load(dump(around, ()))
    data["areas"] = [*data.get("areas", ()), *areas]
    data["teams"] = [team]
    written = Written(data=data, lines={(): (Path(f"team {team['id']}"), 0)})
    try:
        file = CommunityFile.model_validate(data)
    except ValidationError as wrong:
        found = ((each["loc"], _said_of(each)) for each in wrong.errors())
        raise WrongFile(_in_order(written.problem(at, _named(at, said)) for at, said in found)) from None
    reader = _Reader(file, written)
    made, _ = reader.community(), reader.people()
    if reader.problems:
        raise WrongFile(_in_order(reader.problems))
    return made.teams[TeamId(team["id"])], made.areas


def worth_knowing(path: Path) -> tuple[str, ...]:
    """What the file lacks whose absence somebody will feel: a line each. Raises WrongFile."""
    file, written = _in_shape(path)
    if CRISIS in file.community.emergency:
        return ()
    lacks = written.problem(("community",), f"{_NO_CRISIS}: they are given the emergency number alone")
    return (str(lacks),)


def _in_shape(path: Path) -> tuple[CommunityFile, Written]:
    """What is written, each part of it as the schema wants it. Raises WrongFile."""
    written = _read(path)
    try:
        return CommunityFile.model_validate(written.data), written
    except ValidationError as wrong:
        # A list whose entries are all wrong is called empty as well; it is not.
        true = (each for each in wrong.errors() if each["type"] != "too_short" or not each["input"])
        found = ((each["loc"], _said_of(each)) for each in true)
        raise WrongFile(_in_order(written.problem(at, _named(at, said)) for at, said in found)) from None


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems))


_NATURES_WORDS = ("natures", "words")


def _said_of(error: ErrorDetails) -> str:
    at = error["loc"]
    of_an_entry = error["type"] == "string_pattern_mismatch" and (at[0] == "lexicon" or at[::2][:2] == _NATURES_WORDS)
    return said_of_pattern(at) if of_an_entry else said_of(error)


def _named(at: Way, said: str) -> str:
    """`policy.live_pages must be ...`: the last two names on the way to it."""
    names = [step for step in at if isinstance(step, str) and step.isidentifier()][-2:]
    return f"{'.'.join(names)} {said}" if names else said


# --- files


def _read(path: Path) -> Written:
    files = [path]
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix in _SUFFIXES and each.is_file())
        if not files:
            raise WrongFile([Problem(str(path), 0, "holds no file that ends with .yaml")])
    read: list[Written] = []
    problems: list[Problem] = []
    for file in files:
        try:
            read.append(_with_lexicon(_with_gazetteer(read_yaml(file), file), file))
        except WrongFile as wrong:
            problems += wrong.problems
    if problems:
        raise WrongFile(problems)
    return add_up(read)


def _with_gazetteer(written: Written, file: Path) -> Written:
    """A gazetteer that is the path of a table or a map is read and stands there as a list."""
    given = written.data.get("gazetteer")
    if not isinstance(given, str):
        return written
    table = file.parent / given
    try:
        rows = read_rows(table)
    except OSError as wrong:
        raise WrongFile([written.problem(("gazetteer",), f"{given} cannot be read: {wrong.strerror}")]) from None
    written.lines |= {("gazetteer", n): (table, line) for n, (line, _) in enumerate(rows)}
    written.data["gazetteer"] = [row for _, row in rows]
    return written


def _with_lexicon(written: Written, file: Path) -> Written:
    """Words that are the path of a file are read and stand there, each with its line in that file."""
    given = written.data.get("lexicon")
    for language, path in dict(given).items() if isinstance(given, dict) else ():
        if isinstance(path, str):
            words = read_yaml(file.parent / path)
            written.lines |= {("lexicon", str(language), *at): place for at, place in words.lines.items()}
            written.data["lexicon"][language] = words.data
    return written


# --- what fits together


class _Reader:
    """Turns entries into domain values, noting what does not fit together."""

    def __init__(self, file: CommunityFile, written: Written) -> None:
        self._file = file
        self._written = written
        self._default = file.community.default_language or file.community.languages[0]
        self.problems: list[Problem] = []

    def community(self) -> Community:
        about = self._file.community
        self._each_once(("skills",), (each.id for each in self._file.skills))
        self._each_once(("areas",), (each.id for each in self._file.areas))
        self._each_once(("natures",), (each.id for each in self._file.natures))
        self._words_lead_somewhere()
        self._each_once(("teams",), (each.id for each in self._file.teams))
        if self._default not in about.languages:
            self._wrong(("community", "default_language"), f"{self._default} is not one of the languages")
        teams = tuple(self._team(team, ("teams", n)) for n, team in enumerate(self._file.teams))
        rotas = {f"{team.id}/{rota.id}" for team in self._file.teams for rota in team.rotas}
        if about.default_rota is not None and about.default_rota not in rotas:
            self._wrong(("community", "default_rota"), f"there is no rota {about.default_rota}; one is named team/rota")
        return Community(
            revision=0,
            name=about.name,
            languages=about.languages,
            default_language=self._default,
            time_zone=about.time_zone,
            place=about.place,
            default_rota=None if about.default_rota is None else RotaId(about.default_rota),
            emergency={line: each if isinstance(each, str) else each.call for line, each in about.emergency.items()},
            emergency_texts={
                line: each.text
                for line, each in about.emergency.items()
                if not isinstance(each, str) and each.text is not None
            },
            first_words=self._names(about.first_words),
            lexicon={
                language: words.model_dump(mode="json", exclude_defaults=True)
                for language, words in self._file.lexicon.items()
            },
            doors={door: self._names(texts) for door, texts in about.doors.items()},
            skills=self._skills(),
            areas={AreaId(area.id): self._area(area, ("areas", n)) for n, area in enumerate(self._file.areas)},
            natures={
                NatureId(nature.id): self._nature(nature, ("natures", n)) for n, nature in enumerate(self._file.natures)
            },
            teams={team.id: team for team in teams},
            gazetteer=tuple(
                Landmark(name=each.name, kind=each.kind, lat=each.lat, lon=each.lon) for each in self._file.gazetteer
            ),
            aid=tuple(self._aid()),
        )

    def people(self) -> tuple[Person, ...]:
        """Everybody in any team, once. What is said of somebody in two teams adds up."""
        people: dict[PersonId, Person] = {}
        for t, team in enumerate(self._file.teams):
            self._each_once(("teams", t, "people"), (person.id for person in team.people))
            for n, entry in enumerate(team.people):
                at: Way = ("teams", t, "people", n)
                person = self._person(entry, team, at)
                known = people.get(person.id)
                people[person.id] = person if known is None else self._joined(known, person, at)
        for t, team in enumerate(self._file.teams):
            for n, entry in enumerate(team.people):
                if not people[PersonId(entry.id)].roster_name:
                    self._wrong(("teams", t, "people", n), f"{entry.id} has no name")
        return tuple(people.values())

    # - one of each

    def _skills(self) -> dict[SkillId, Skill]:
        skills = {
            SkillId(each.id): Skill(id=SkillId(each.id), names=self._names(each.name), expires_days=each.expires_days)
            for each in self._file.skills
        }
        skills.setdefault(LEAD, Skill(id=LEAD, names={}))
        return skills

    def _area(self, entry: AreaEntry, at: Way) -> Area:
        drawn = entry.polygon
        if isinstance(drawn, str):
            drawn = self._polygon_in(drawn, (*at, "polygon"))
        return Area(
            id=AreaId(entry.id),
            names=self._names(entry.name),
            aliases=entry.aliases,
            zips=entry.zips,
            polygon=None if drawn is None else dict(drawn),
        )

    def _polygon_in(self, name: str, at: Way) -> Mapping[str, object] | None:
        file = self._written.where(at)[0].parent / name
        try:
            return polygon(json.loads(file.read_text(encoding="utf-8-sig")))
        except OSError as wrong:
            self._wrong(at, f"{name} cannot be read: {wrong.strerror}")
        except UnicodeDecodeError:
            self._wrong(at, f"{name} is not UTF-8 text")
        except json.JSONDecodeError as wrong:
            self.problems.append(Problem(str(file), wrong.lineno, "is not JSON"))
        except ValueError as wrong:
            self._wrong(at, f"{name} {wrong}")
        return None

    def _nature(self, entry: NatureEntry, at: Way) -> Nature:
        need = entry.need
        self._known_skills(need.roles, (*at, "need", "roles"))
        self._known_skills(need.skills, (*at, "need", "skills"))
        return Nature(
            id=NatureId(entry.id),
            protection_area=entry.protection_area,
            names=self._names(entry.name),
            urgency=entry.urgency,
            need=Need(
                responders=need.responders,
                cap=need.cap or need.responders,
                together=need.together,
                roles={SkillId(role): asked.count for role, asked in need.roles.items()},
                skills=frozenset(map(SkillId, need.skills)),
                languages=need.languages,
                mode=need.mode,
                remote=frozenset(SkillId(role) for role, asked in need.roles.items() if asked.mode is Mode.REMOTE),
            ),
            retention=self._retention(entry, at),
            words=entry.words,
        )

    def _words_lead_somewhere(self) -> None:
        """A word of a community's own leads to one nature."""
        leads: dict[str, str] = {}
        for n, nature in enumerate(self._file.natures):
            for w, written in enumerate(nature.words):
                word = as_compared(written)
                if not word.strip("* "):
                    self._wrong(("natures", n, "words", w), "has no letters or digits")
                elif leads.setdefault(word, nature.id) != nature.id:
                    self._wrong(("natures", n, "words", w), f"{written} leads to {leads[word]} already")

    def _retention(self, entry: NatureEntry, at: Way) -> Retention:
        """As long as the file says, else as its area's. Of a discreet need nobody may say more than the area's file."""
        words = entry.retention.words
        if "words" not in entry.retention.model_fields_set:
            words = min(duration(load_areas()[entry.protection_area].words_kept), entry.retention.shell)
        self._no_longer(entry.protection_area, words, (*at, "retention", "words"))
        return Retention(words=words, shell=entry.retention.shell)

    def _no_longer(self, area: ProtectionArea, words: timedelta, at: Way) -> None:
        most = load_areas()[area].words_at_most
        if most is not None and words > duration(most):
            self._wrong(at, f"must be at most {most} for {area}")

    def _team(self, entry: TeamEntry, at: Way) -> Team:
        self._known_areas(entry.areas, (*at, "areas"))
        time_zone = entry.time_zone or self._file.community.time_zone
        self._each_once((*at, "rotas"), (rota.id for rota in entry.rotas))
        for n, need in enumerate(entry.policy.rota.needs):
            self._known_areas(need.areas, (*at, "policy", "rota", "needs", n, "areas"))
            self._known_skills(need.skills, (*at, "policy", "rota", "needs", n, "skills"))
        self._known_natures(entry.policy.load.heavy, (*at, "policy", "load", "heavy"))
        self._known_people(entry.policy.accountability.people, (*at, "policy", "accountability", "people"))
        code_word = normalise(entry.policy.safety.code_word)
        if code_word and not is_fit(load_words(), code_word):
            said = "is an answer, a command or too short: nobody must say it by accident"
            self._wrong((*at, "policy", "safety", "code_word"), said)
        return Team(
            id=TeamId(entry.id),
            names=self._names(entry.name),
            time_zone=time_zone,
            areas=frozenset(map(AreaId, entry.areas)),
            protections={
                area: self._protection(area, stands, (*at, "protection_areas", str(area)))
                for area, stands in entry.protection_areas.items()
            },
            policy=replace(entry.policy.policy(), off_hours=self._names(entry.policy.off_hours)),
            rotas=tuple(self._rotas(entry, time_zone, (*at, "rotas"))),
            learning=entry.learning.learning(self._names),
        )

    def _protection(self, area: ProtectionArea, entry: ProtectionEntry, at: Way) -> Protection:
        if area is ProtectionArea.MENTAL_HEALTH and entry.ready and CRISIS not in self._file.community.emergency:
            self._wrong(at, f"cannot be ready: {_NO_CRISIS}")
        if entry.fields and area in DISCREET:
            self._wrong((*at, "fields"), "must be empty: of a discreet need nothing is asked and nothing kept")
        if entry.retention is not None:
            self._no_longer(area, entry.retention.words, (*at, "retention", "words"))
        return entry.protection(self._names(entry.refer), self._names)

    def _rotas(self, team: TeamEntry, time_zone: str, at: Way) -> Iterator[Rota]:
        for n, entry in enumerate(team.rotas):
            self._known_areas(entry.areas, (*at, n, "areas"))
            self._known_skills(entry.skills, (*at, n, "skills"))
            try:
                rota = entry.rota(RotaId(f"{team.id}/{entry.id}"), time_zone)
            except WrongRota as wrong:
                for problem in wrong.problems:
                    place, _, said = problem.partition(": ")
                    self._wrong((*at, n, *_way_of(place)), said)
                continue
            for step, person in _people_of(rota):
                if person not in {each.id for each in team.people}:
                    self._wrong((*at, n, *step), f"{person} is not in the team {team.id}")
            yield rota

    def _person(self, entry: PersonEntry, team: TeamEntry, at: Way) -> Person:
        self._known_skills(entry.skills, (*at, "skills"))
        self._known_areas(entry.areas or (), (*at, "areas"))
        id_ = PersonId(entry.id)
        return Person(
            id=id_,
            roster_name=entry.name or "",
            languages=entry.languages or (self._default,),
            skills=frozenset(map(SkillId, entry.skills)),
            areas=frozenset(map(AreaId, team.areas if entry.areas is None else entry.areas)),
            memberships=(
                Membership(person=id_, team=TeamId(team.id), roles=frozenset(entry.roles), standing=Standing.INVITED),
            ),
            time_zone=entry.time_zone,
        )

    def _joined(self, known: Person, again: Person, at: Way) -> Person:
        if known.roster_name and again.roster_name and known.roster_name != again.roster_name:
            self._wrong((*at, "name"), f"{known.id} has another name in another team")
        if known.time_zone and again.time_zone and known.time_zone != again.time_zone:
            self._wrong((*at, "time_zone"), f"{known.id} has another time zone in another team")
        return Person(
            id=known.id,
            roster_name=known.roster_name or again.roster_name,
            languages=tuple(dict.fromkeys((*known.languages, *again.languages))),
            skills=known.skills | again.skills,
            areas=known.areas | again.areas,
            memberships=(*known.memberships, *again.memberships),
            time_zone=known.time_zone or again.time_zone,
        )

    def _aid(self) -> Iterator[MutualAid]:
        teams = {team.id for team in self._file.teams}
        for n, entry in enumerate(self._file.mutual_aid):
            at: Way = ("mutual_aid", n, "between")
            for team in entry.between:
                if team not in teams:
                    self._wrong(at, f"there is no team {team}")
            one, other = entry.between
            if one == other:
                self._wrong(at, "a team needs no agreement with itself")
            yield MutualAid(team=TeamId(one), other=TeamId(other), opens=entry.opens)

    # - checks

    def _wrong(self, at: Way, said: str) -> None:
        self.problems.append(self._written.problem(at, said))

    def _names(self, names: Mapping[str, str]) -> dict[str, str]:
        return {self._default if language == ANY_LANGUAGE else language: name for language, name in names.items()}

    def _each_once(self, at: Way, ids: Iterable[str]) -> None:
        seen: set[str] = set()
        for n, each in enumerate(ids):
            if each in seen:
                self._wrong((*at, n), f"the id {each} stands twice among the {at[-1]}")
            seen.add(each)

    def _known_skills(self, skills: Iterable[str], at: Way) -> None:
        known = {each.id for each in self._file.skills} | {LEAD}
        for n, skill in enumerate(skills):
            if skill not in known:
                self._wrong((*at, skill, n), f"there is no skill {skill}")

    def _known_people(self, people: Iterable[str], at: Way) -> None:
        known = {each.id for team in self._file.teams for each in team.people}
        for n, person in enumerate(people):
            if person not in known:
                self._wrong((*at, n), f"nobody on the roster goes by {person}")

    def _known_natures(self, natures: Iterable[str], at: Way) -> None:
        known = {each.id for each in self._file.natures}
        for n, nature in enumerate(natures):
            if nature not in known:
                self._wrong((*at, n), f"there is no nature {nature}")

    def _known_areas(self, areas: Iterable[str], at: Way) -> None:
        known = {each.id for each in self._file.areas}
        for n, area in enumerate(areas):
            if area not in known:
                self._wrong((*at, n), f"there is no area {area}")


def _way_of(place: str) -> Way:
    """The path that "layers[0].until" writes down."""
    return tuple(int(step) if step.isdecimal() else step for step in re.findall(r"\w+", place))


def _people_of(rota: Rota) -> Iterator[tuple[Way, PersonId]]:
    """Everybody a rota names, and where."""
    for n, layer in enumerate(rota.layers):
        for turn, people in enumerate(layer.people):
            for person in sorted(people):
                yield ("layers", n, "people", turn), person
    for n, override in enumerate(rota.overrides):
        match override:
            case Add() | Remove():
                named = [override.person]
            case Replace():
                named = [override.person, override.by]
            case Fixed():
                named = sorted(override.people)
            case _:
                assert_never(override)
        for person in named:
            yield ("overrides", n), person
    for n, each in enumerate(rota.time_off):
        yield ("time_off", n), each.person
