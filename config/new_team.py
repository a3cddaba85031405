"""A team that begins in a community there is: written from what was decided of it in an evening, as plain as the first
file. Every protection area is off, with somebody to refer to, until the team has made it ready.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import yaml

from config.community_dump import Form, ReadableDumper
from config.community_file import load_team
from config.first_community import (
    Decided,
    DecidedArea,
    DecidedHours,
    DecidedMember,
    area_form,
    ids_of,
    team_form,
)
from domain.community import Community, Team
from domain.ids import AreaId
from domain.new_team import HOURS, WEEKENDS, NewTeam
from domain.places import Area
from domain.rota import Weekday

_HEAD = """\
# {name}, a team that begins. Everything is off, with somebody to refer to, until you are ready for it: write `ready`.
# Change this with any text editor, then, for the folder it is in:
#
#   upstander community check {folder}     says what is wrong with it, with the line
#   upstander community apply {folder}     makes it so
#   upstander invite PERSON {team}     gives somebody a code, with which they bring their own phone
#
# docs/new_team.md goes through an evening with you.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A team and the areas that it brings, as forms of a community file and as values."""

    id: str
    form: Form
    area_forms: tuple[Form, ...]
    team: Team
    areas: tuple[Area, ...]


def begin(community: Community, wanted: NewTeam, members: Iterable[DecidedMember], today: date) -> Begun:
    """The team as it begins. Raises WrongFile where it does not fit into the community."""
    *_, id_ = ids_of((*community.teams, wanted.name))
    drawn: tuple[Form, ...] = ()
    ids = [str(each) for each in wanted.areas]
    if wanted.zips:
        *_, own = ids_of((*community.areas, wanted.name))
        drawn = (area_form(own, DecidedArea(name=wanted.name, zips=wanted.zips)),)
        ids.append(own)
    window = HOURS[wanted.hours]
    decided = Decided(
        name=wanted.name,
        languages=community.languages,
        time_zone=community.time_zone,
        areas=(),
        members=tuple(members),
        on_call=DecidedHours(
            hours=window or None,
            days=(Weekday.SAT, Weekday.SUN) if wanted.hours == WEEKENDS else None,
        ),
        emergency=community.emergency,
    )
    form = team_form(decided, id_, ids, today)
    team, areas = load_team(community, form, drawn)
    brought = tuple(areas[AreaId(each["id"])] for each in drawn)
    return Begun(id=id_, form=form, area_forms=drawn, team=team, areas=brought)


def text_of(begun: Begun, folder: str) -> str:
    """The text of the file that adds the team to a folder of such files."""
    head = _HEAD.format(name=next(iter(begun.team.names.values())), folder=folder, team=begun.id)
    form: Form = {"areas": list(begun.area_forms)} if begun.area_forms else {}
    form["teams"] = [begun.form]
    return head + yaml.dump(form, Dumper=ReadableDumper, allow_unicode=True, sort_keys=False, width=120)
