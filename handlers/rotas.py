"""What the talks about who is on call share: whose rotas, what they are called, and the times people type."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.community import Community, Team
from domain.ids import PersonId, TeamId
from domain.language import normalise
from domain.messages import Inbound, Line, MessageKind, Say
from domain.people import MANNER_OF, PAGEABLE, Manner, Membership, Person, Role, Standing
from domain.proof import Hole
from domain.rota import Gap, People, Rota
from domain.vocabulary import Vocabulary, Word
from domain.zone import zone
from handlers.saying import reading
from handlers.step import TalkFacts

LINES_AN_SMS = 3
LINES_A_MESSAGE = 14
MOST_LINES = 14
"""Lines in one message of either manner, and in all of them together: more is only counted."""


def wall(who: Person, facts: TalkFacts) -> ZoneInfo:
    """The zone in which times are read from somebody and told to them."""
    return zone(facts.community.zone_of(who))


def times(who: Person, facts: TalkFacts) -> Vocabulary:
    """The words of times, with the night of their own team."""
    for each in who.memberships:
        team = facts.community.teams.get(each.team)
        if team is not None and each.standing in PAGEABLE:
            return facts.words.with_night((team.policy.night_from, team.policy.night_to))
    return facts.words


def behind(inbound: Inbound, facts: TalkFacts) -> tuple[Word, str] | None:
    """The phrase a text begins with, and the rest of it as it was typed."""
    leading = facts.words.leading(normalise(inbound.text)) if inbound.text else None
    if leading is None:
        return None
    word, rest = leading
    typed = inbound.text.split()
    # The phrase has so many of the words as typed: those that punctuation alone makes, such as `-`, have none.
    phrase = len(normalise(inbound.text).split()) - len(rest.split())
    taken = 0
    for place, each in enumerate(typed):
        if taken >= phrase:
            return word, " ".join(typed[place:]) if rest else ""  # `rencontre ?`
        taken += len(normalise(each).split())
    return (word, "") if taken == phrase else None


def teams_seen(who: Person, facts: TalkFacts) -> tuple[Team, ...]:
    """The teams whose rotas somebody may see: those they are vetted in, and those they run."""
    own = {each.team for each in who.memberships if each.standing in PAGEABLE}
    return tuple(
        team for team_id, team in sorted(facts.community.teams.items()) if team_id in own or team_id in facts.runs
    )


def team_name(team: Team, facts: TalkFacts) -> str:
    return team.names.get(facts.community.default_language, team.id)


def local_name(rota: Rota) -> str:
    """What a rota is called within its team."""
    return rota.id.partition("/")[2]


def team_of(rota: Rota) -> TeamId:
    return TeamId(rota.id.partition("/")[0])


def label(rota: Rota, teams: Sequence[Team], facts: TalkFacts, *, always: bool = False) -> str:
    """A rota's name where it could be another: with its team's where there are several teams. Else nothing."""
    team = facts.community.teams[team_of(rota)]
    parts = []
    if len(teams) > 1 or always:
        parts.append(team_name(team, facts))
    if len(team.rotas) > 1:
        parts.append(local_name(rota))
    return " ".join(parts)


def names(people: Iterable[PersonId], facts: TalkFacts) -> str:
    """Roster names, in order, as the team knows them; an id where nobody of the teams has it."""
    known = {each.person: each.name for each in facts.mates}
    return ", ".join(sorted(known.get(each, each) for each in people))


def vetted(people: Iterable[PersonId], facts: TalkFacts, team: TeamId) -> People:
    """Those vetted in `team`. Whoever was suspended there, or has left, may stand in its rota still, and is not on by
    that, whatever they are in another team."""
    known = {each.person for each in facts.mates if team in each.teams}
    return frozenset(each for each in people if each in known)


def protectors(facts: TalkFacts, team: TeamId) -> People:
    """Those who may be asked to the calls of `team`: nobody else covers a moment by being on."""
    return frozenset(each.person for each in facts.mates if team in each.protects)


def members_of(facts: TalkFacts, team: Team) -> tuple[Person, ...]:
    """Those vetted in the team, as far as the rules of who may be on ask. Their word of now is none about then."""
    return tuple(
        Person(
            id=each.person,
            roster_name=each.name,
            languages=each.languages,
            skills=each.skills,
            areas=each.areas,
            memberships=(
                Membership(
                    person=each.person,
                    team=team.id,
                    roles=frozenset({Role.PROTECTOR}) if team.id in each.protects else frozenset(),
                    standing=Standing.PROBATION if team.id in each.probation else Standing.VETTED,
                ),
            ),
        )
        for each in facts.mates
        if team.id in each.teams
    )


def where_missing(gap: Gap, community: Community, team: str = "") -> str:
    """Of whom a gap is: the `team`, and its areas where it is not all of them."""
    language = community.default_language
    known = [community.areas[each].name(language, language) for each in sorted(gap.areas) if each in community.areas]
    areas = ", ".join(known)
    return f"{team} ({areas})" if team and areas else team or areas


def stretch_params(where: ZoneInfo, start: datetime, end: datetime) -> dict[str, str]:
    """The two blanks of a stretch of time."""
    return {"when": reading(where, start), "until": reading(where, end)}


def hole_line(where: ZoneInfo, hole: Hole) -> Line:
    """What is not covered as the proof found it, with what is missing."""
    return Line(
        kind=MessageKind.C_LINE_HOLE,
        params={
            "hole": str(int(hole.lack)),
            "skills": ",".join(sorted(hole.skills)),
            "languages": ",".join(sorted(hole.languages)),
            **stretch_params(where, hole.start, hole.end),
        },
    )


def in_messages(say: Say, lines: Sequence[Line], manner: Manner) -> tuple[Say, ...]:
    """`say` with its lines, in as many messages as they need: by SMS each of about one part."""
    shown = list(lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        shown.append(Line(kind=MessageKind.M_LINE_MORE, params={"count": len(lines) - MOST_LINES}))
    at_once = LINES_AN_SMS if manner is Manner.WORDS else LINES_A_MESSAGE + 1
    return tuple(
        replace(say, key=f"{say.key}:{start}", lines=tuple(shown[start : start + at_once]))
        for start in range(0, len(shown), at_once)
    )


def manner_of(who: Person, contact_point: str) -> Manner:
    """How somebody is answered on the contact point they write from."""
    channel = next((each.channel for each in who.contact_points if each.id == contact_point), None)
    return MANNER_OF[channel] if channel is not None else Manner.WORDS
