"""The rows: whether there is a community, somebody to ask, and nothing that waits too long. Ids only, no names."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime

from bot.checkup import Finding
from bot.checkup.words import age, counted, number_of
from bot.engine import auditor
from bot.engine.auditor import Health
from bot.web.health import TOO_LATE
from domain.community import Community, Protection
from domain.needs import ProtectionArea
from domain.people import PAGEABLE, Person, Reach, Standing
from domain.proof import Lack, Told
from domain.rota import on_call
from domain.tasks import TaskKind
from models import communities, gaps, people, tasks
from models.database import Database

_OFF = Protection(ready=False)
_PEOPLE_NEEDED = 3
_COORDINATORS_NEEDED = 2


async def look(database: Database, now: datetime) -> AsyncIterator[Finding]:
    """The findings about a community's rows."""
    async with database.reading() as store:
        if not await communities.revision(store):
            yield Finding(about="community", found="none yet", remedy="run: upstander community apply FILE")
            return
        community = await communities.load(store)
        everybody = await people.everybody(store)
        uncovered = await gaps.ahead(store, now)
        unreachable = await tasks.count_open(store, TaskKind.UNREACHABLE)
    found = f"{number_of(len(community.teams), 'team')}, {number_of(len(community.areas), 'area')}"
    yield Finding(about="community", found=found)
    yield crisis_line(community)
    for each in (*_people(everybody), *_on_call(community, everybody, now), _covered(uncovered, unreachable)):
        yield each
    yield _queue(await auditor.look(database, now, TOO_LATE))


def crisis_line(community: Community) -> Finding:
    """Whom somebody is given who may take their life."""
    line = community.emergency_line(crisis=True)
    if community.has_crisis_line():
        return Finding(about="crisis line", found=", ".join(dict.fromkeys(filter(None, (line.call, line.text)))))
    said = [each for each in community.teams.values() if each.protections.get(ProtectionArea.MENTAL_HEALTH, _OFF).ready]
    teams = f"; not ready for mental health without one: {_named(each.id for each in said)}" if said else ""
    return Finding(
        about="crisis line",
        found=f"none: whoever may take their life is given the emergency number alone{teams}",
        remedy='name who listens in the community file: community: {emergency: {crisis: "988"}}',
    )


def _people(everybody: Sequence[Person]) -> Iterator[Finding]:
    members = [each for each in everybody if each.is_member()]
    pageable = [each for each in members if each.reachable_points()]
    yield Finding(
        about="people",
        found=f"{len(pageable)} of {len(everybody)} can be paged",
        remedy="" if len(pageable) >= _PEOPLE_NEEDED else "invite and approve more: upstander invite --person ID",
        advice=_not_there_yet(everybody),
    )
    proved = [each for each in pageable if any(point.proved_at is not None for point in each.contact_points)]
    never = ", ".join(each.id for each in pageable if each not in proved)
    yield Finding(
        about="test pages",
        found=f"{len(proved)} of {len(pageable)} proved that a page comes through"
        + (f"; never: {never} (ask them to write: test me)" if never else ""),
    )
    coordinators = [each for each in pageable if each.is_coordinator()]
    yield Finding(
        about="coordinators",
        found=f"{len(coordinators)} can be reached",
        remedy="" if len(coordinators) >= _COORDINATORS_NEEDED else _MORE_COORDINATORS,
    )
    lost = [each.id for each in members if not each.reachable_points()]
    shaky = [each.id for each in members if each.reachable_points() and _all_failing(each)]
    if lost or shaky:
        found = f"nothing reaches {_named(lost)}" if lost else ""
        found += ("; " if found and shaky else "") + (f"the last message to {_named(shaky)} failed" if shaky else "")
        yield Finding(
            about="contacts",
            found=found,
            remedy="have them write to the bot or the number once (START if they had texted STOP), or invite them "
            "anew: upstander invite --person ID",
        )
    elif members:
        yield Finding(about="contacts", found="every member's works, as far as the last message shows")


_MORE_COORDINATORS = (
    "two are needed, to approve people and so that one can sleep: upstander invite --coordinator --person ID"
)


def _not_there_yet(everybody: Sequence[Person]) -> str:
    """Who was put on the roster and has still to come, or to be approved."""
    waiting = {
        "have not followed an invite": Standing.INVITED,
        "wait for two coordinators' yes": Standing.BOUND,
        "are suspended": Standing.SUSPENDED,
    }
    told = []
    for what, standing in waiting.items():
        those = [each.id for each in everybody if not each.is_member() and _stands(each, standing)]
        if those:
            told.append(f"{_named(those)} {what}")
    return "; ".join(told)


def _stands(person: Person, standing: Standing) -> bool:
    return any(each.standing is standing for each in person.memberships)


def _all_failing(person: Person) -> bool:
    return all(each.reach is Reach.FAILING for each in person.reachable_points())


def _on_call(community: Community, everybody: Sequence[Person], now: datetime) -> Iterator[Finding]:
    """Who each rota says is on at this moment, and whether they could be asked."""
    reachable = {each.id for each in everybody if each.reachable_points()}
    vetted = {(each.id, held.team) for each in everybody for held in each.memberships if held.standing in PAGEABLE}
    for team in community.teams.values():
        if not team.rotas:
            yield Finding(
                about="on call",
                found=f"{team.id} has no rota",
                advice="its people are asked as if off call; give it one in the community file",
            )
        for rota in team.rotas:
            on = sorted(on_call(rota, now))
            name = f"{team.id}/{rota.id.rpartition('/')[2]}"
            if not on:
                yield Finding(
                    about="on call",
                    found=f"{name}: nobody now",
                    advice="calls go to whoever is near, and to coordinators; `upstander rota preview` shows the gaps",
                )
                continue
            deaf = [each for each in on if each not in reachable or (each, team.id) not in vetted]
            yield Finding(
                about="on call",
                found=f"{name}: {_named(on)}" + (f"; cannot be asked: {_named(deaf)}" if deaf and deaf != on else ""),
                remedy="nobody who is on can be asked: see `people` and `contacts`" if deaf == on else "",
                advice="see `people` and `contacts`" if deaf and len(deaf) < len(on) else "",
            )


def _covered(uncovered: Sequence[Told], unreachable: int) -> Finding:
    """What the last proof found: the first moment without enough people, and how many nothing reaches."""
    lacking = [each for each in uncovered if each.lack > Lack.ON_PURPOSE]
    lost = f"; nothing gets through to {number_of(unreachable, 'member')}" if unreachable else ""
    if not lacking:
        return Finding(about="cover", found=f"no gap was found in the days ahead{lost}")
    first = lacking[0]
    what = "nobody is on" if first.lack is Lack.NOBODY else "too few who can be reached are on"
    return Finding(
        about="cover",
        found=f"{first.team}: {what} from {first.start:%Y-%m-%d %H:%M} UTC, the first of {len(lacking)} gaps{lost}",
        advice="a coordinator sees them all by writing: proof",
    )


def _queue(health: Health) -> Finding:
    waits = counted({what: many for what, many in health.waiting.items() if many}) or "nothing"
    late = {what: age(by) for what, by in health.late.items() if by > TOO_LATE}
    given_up = counted({what: many for what, many in health.dead.items() if many})
    found = f"waiting: {waits}"
    found += "".join(f"; {what} late by {by}" for what, by in late.items())
    found += f"; given up: {given_up}" if given_up else "; nothing late, nothing given up" if not late else ""
    remedies = []
    if late:
        remedies.append("see that `upstander run` runs, and its log for what keeps it")
    if given_up:
        remedies.append("look at the log for `given up`, and at `upstander incident list` for whom it concerned")
    return Finding(about="queue", found=found, remedy="; ".join(remedies))


def _named(ids: Iterable[str]) -> str:
    return ", ".join(ids)
