"""Facts for the rules and the talk, gathered from the rows at the start of a turn.

What a community decided changes rarely and is kept between turns, by revision. Everything about people and calls is
read anew each turn.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary, WeakSet

from config.own_lexicon import with_own
from domain import rota
from domain.alarm import Alarm, mark_of
from domain.atlas import Atlas
from domain.chance import Mint
from domain.checkin import NO_WORDS, CheckIn, CheckInWords, Hours, Pillar, Sharing, peer_of
from domain.cohort import Stands, answers_word_of
from domain.community import Community, Team
from domain.complaint import NO_COMPLAINTS, ComplaintWords
from domain.debrief import OPEN_FOR
from domain.dispatch import Facts, OffHours
from domain.doubt import DoubtState
from domain.drill import Drill, Stories
from domain.ids import AreaId, IncidentId, PersonId, SkillId, TeamId, is_drill
from domain.incident import Incident, IncidentStatus, Page
from domain.kept_away import kept_from
from domain.lexicon import Lexicon
from domain.matching import Candidate
from domain.needs import ProtectionArea
from domain.neighbours import Aid, AidState, Home, Neighbour, Opens
from domain.panic import known_abroad, part_of
from domain.passing import pass_by
from domain.people import PAGEABLE, Availability, Channel, Person, Requester, Role, Standing, Who
from domain.policy import Paging, Policy
from domain.proof import Likely, likely
from domain.sighting_words import SightingWords
from domain.standing import is_last_coordinator, may_vouch
from domain.strain import is_heavy_lately, nights_lately, rests_until
from domain.tally import NONE
from domain.tasks import Task, TaskKind
from domain.toolkit import Toolkit
from domain.triage import Reading, language_in, read
from domain.understanding import understand
from domain.vocabulary import Vocabulary
from domain.zone import reached, zone
from handlers.checkin import MAY_STILL_REST
from handlers.step import Aided, Called, CheckInHand, GoingOn, Helper, Mate, PageInHand, Roll, TalkFacts
from models import (
    checkins,
    cohorts,
    communities,
    debriefs,
    drills,
    floods,
    incidents,
    outages,
    people,
    strain,
    tallies,
    tasks,
    trainings,
)
from models.database import Store
from models.incidents import Brief, GoingTo

_WERE_ASKED = frozenset({Standing.SUSPENDED, Standing.BOUND})
"""Who may have been asked how they are after a call before an account of theirs was new."""

_REMEMBERS = timedelta(days=365)
"""How far back somebody's history of answers is looked at."""

MAY_BE_REOPENED = timedelta(hours=12)
"""How long after it closed a call may be opened again; its words are kept longer than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people's words mean, from `config/data`: the same for every community. Its own are in `Known`."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    code_names: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    toolkit: Toolkit = field(default_factory=Toolkit)
    sightings: SightingWords = field(default_factory=SightingWords)
    check_ins: CheckInWords = NO_WORDS
    stories: Stories = field(default_factory=Stories)
    complaints: ComplaintWords = NO_COMPLAINTS


@dataclass(frozen=True, slots=True)
class Known:
    """A community and what is computed from it once."""

    community: Community
    atlas: Atlas
    lexicon: Lexicon


@dataclass(slots=True)
class _Seen:
    """What one transaction has read already."""

    known: Known
    members: dict[frozenset[TeamId], tuple[Person, ...]] = field(default_factory=dict)
    asks: bool = False


def _own_words(community: Community) -> tuple[object, ...]:
    """What a community adds to the lexicon."""
    natures = {each.id: (each.protection_area, each.words) for each in community.natures.values() if each.words}
    return community.lexicon, natures


class Gatherer:
    """Reads facts; keeps the community of the latest revision it saw."""

    def __init__(self, words: Words, mint: Mint) -> None:
        self.words = words
        self._mint = mint
        self._known: Known | None = None
        self._seen: WeakKeyDictionary[Store, _Seen] = WeakKeyDictionary()
        self._changing: WeakSet[Store] = WeakSet()  # transactions whose community may still be undone

    async def known(self, store: Store) -> Known:
        """The community as it stands in this transaction."""
        seen = self._seen.get(store)
        if seen is None:
            revision = await communities.revision(store)
            known = self._known
            if known is None or known.community.revision != revision:
                community = await communities.load(store)
                atlas = Atlas.of(community)
                if known is not None and _own_words(known.community) == _own_words(community):
                    lexicon = known.lexicon
                else:
                    lexicon = with_own(self.words.lexicon, community.lexicon, community.natures)
                known = Known(community, atlas, lexicon)
                if store not in self._changing:
                    self._known = known
            seen = self._seen[store] = _Seen(known)
        return seen.known

    @property
    def community(self) -> Community | None:
        """The community as last seen, for whoever has no transaction: the renderer."""
        return self._known.community if self._known else None

    @property
    def lexicon(self) -> Lexicon:
        """The words for triage, with the community's own as last seen."""
        return self._known.lexicon if self._known else self.words.lexicon

    def read_on(self, text: str) -> Reading:
        """What `text` of a call that runs says: the name of a place is in nobody's language."""
        if self._known is None:
            return read(text, self.words.lexicon, small_signs=False)
        known = self._known
        found = understand(
            text,
            read=lambda words: read(words, known.lexicon, small_signs=False),
            seek=known.atlas.seek,
            words=self.words.vocabulary,
            language=lambda words: language_in(words, known.lexicon),
        )
        return found.reading

    def referral(self, community: Community, team: Team, area: ProtectionArea, language: str) -> str:
        """Whom a caller is referred to where `team` does not take such calls; the numbers where nobody wrote it."""
        own = team.protections.get(area)
        texts = own.refer if own is not None else {}
        said = self.words.toolkit.referral(texts, area, language, community.default_language)
        return community.with_numbers(said) if said else ", ".join(dict.fromkeys(community.emergency.values()))

    def asking(self, team: Team, area: ProtectionArea, language: str, *, counted: bool = False) -> str:
        """What a requester hears as people are asked, in the words of the area; empty if it has none."""
        own = team.protections.get(area)
        return self.words.toolkit.asking(own.asking if own is not None else {}, area, language, counted=counted)

    async def members(self, store: Store, teams: frozenset[TeamId]) -> tuple[Person, ...]:
        """Everybody of these teams, read once in a transaction unless `people_changed`."""
        await self.known(store)
        members = self._seen[store].members
        if teams not in members:
            members[teams] = await people.of_teams(store, teams)
        return members[teams]

    async def rotas_changed(self, store: Store) -> Community:
        """The community read anew for this transaction alone: what it changed may still be undone."""
        self._changing.add(store)
        await self.known(store)
        community = await communities.load(store)
        seen = self._seen[store]
        seen.known = replace(seen.known, community=community)
        return community

    def people_changed(self, store: Store) -> None:
        """Somebody's standing, reach, skills or availability changed in this transaction, or a change was undone."""
        if store in self._seen:
            self._seen[store].members.clear()
            self._seen[store].asks = False

    def undone(self, store: Store) -> None:
        """Part of this transaction was undone: what was read may be of rows that are no more."""
        self._seen.pop(store, None)

    async def hold_asking(self, store: Store) -> None:
        """Nobody else decides whom to ask, or who may be asked, until this transaction ends.

        What was read about people before is read anew where another transaction may have changed it meanwhile.
        """
        await self.known(store)
        seen = self._seen[store]
        if not seen.asks:
            if await incidents.hold_asking(store):
                seen.members.clear()
            seen.asks = True

    async def talk_facts(
        self, store: Store, who: Who, incident: Incident | None, now: datetime, stimulus: str
    ) -> TalkFacts:
        """What the talk with `who` may know. A requester's talk never learns anything about members."""
        known = await self.known(store)
        community = known.community

        def reading(text: str) -> Reading:
            return read(text, known.lexicon)

        basic = TalkFacts(
            community=community,
            words=self.words.vocabulary,
            read=reading,
            language_in=lambda text: language_in(text, known.lexicon),
            read_on=lambda text: read(text, known.lexicon, small_signs=False),
            seek=known.atlas.seek,
            locate=known.atlas.locate,
            mark=store.vault.code_mark,
            sightings=self.words.sightings,
            incident=incident,
            toolkit=self.words.toolkit,
            check_in_words=self.words.check_ins,
            complaint_words=self.words.complaints,
            stimulus=stimulus,
        )
        if isinstance(who, Requester):
            person = who.contact_point.person if who.standing in _WERE_ASKED else None
            whose = who.conversation if person is None else person
            if incident is not None:
                return basic
            seats = await trainings.of_holder(store, who.conversation, now)
            return await self._asked(store, replace(basic, seated=bool(seats)), whose, now)
        if not who.is_member():
            return basic
        pages = await incidents.in_hand(store, who.id, now - _letters_rest(community))
        fellow = await cohorts.fellow_of(store, who.id)
        gone_to = await incidents.gone_to(store, who.id, now - MAY_BE_REOPENED)
        watched: tuple[Incident, ...] = ()
        closed: tuple[Incident, ...] = ()
        names: Mapping[PersonId, str] | None = None
        roster: tuple[Called, ...] = ()
        aided: tuple[Aided, ...] = ()
        rolls, runs, last_of = await self._vets(store, who)
        teams = await self.watched_by(store, who)
        if who.is_coordinator():
            watched = await incidents.watched(store, teams, who.id)
            closed = await incidents.lately_closed(store, teams, now - MAY_BE_REOPENED)
            members = await self.members(store, teams)
            names = await self._names(store, members, watched)
            aided = await self.aided(store, teams)
            roster = tuple(_called(each) for each in members if _is_in(each, teams))
        alarms, code_words = await self._alarms(store, who, teams)
        mates = await self.members(store, teams | {each.team for each in who.memberships if each.standing in PAGEABLE})
        resting = await self.resting(store, teams, now)
        going = tuple(_going_on(each, now) for each in gone_to if not each.is_over)
        return replace(
            await self._asked(store, basic, who.id, now),
            debriefs=await debriefs.asked_of_person(store, who.id, now - OPEN_FOR),
            pages=tuple(_in_hand(page, call) for page, call in pages),
            going=going,
            fellows=await self._fellows(store, who.id, going, mates),
            gone=tuple(_going_on(each, now) for each in gone_to if each.is_over),
            phrases=self.words.phrases,
            watched=watched,
            closed=closed,
            names=names,
            roster=roster,
            aided=aided,
            rolls=rolls,
            runs=runs,
            last_of=last_of,
            alarms=alarms,
            code_words=code_words,
            stories=self.words.stories,
            drill=await self._drill(store, who),
            drilled_until=await self._drilled_until(store, pages),
            reach=await drills.asked(store, who.id, now),
            nudged=answers_word_of(fellow, now),
            graduate=any(each.stands is Stands.GRADUATE for each in fellow.values()),
            mates=tuple(_mate(each.as_of(now), now, community, resting) for each in mates if each.is_member()),
        )

    @staticmethod
    async def _fellows(
        store: Store, who: PersonId, going: Iterable[GoingOn], mates: Iterable[Person]
    ) -> tuple[str, ...]:
        """What the others go by who go where somebody goes: their code names there, and their names in the roster."""
        others = [each for each in await incidents.who_goes(store, [to.incident for to in going]) if each[0] != who]
        theirs = {person for person, _ in others}
        return (*(code for _, code in others), *(each.roster_name for each in mates if each.id in theirs))

    async def _asked(self, store: Store, basic: TalkFacts, who: str, now: datetime) -> TalkFacts:
        """With the check-ins in which an answer of theirs is waited for, or of which they have just said something."""
        known = await checkins.open_of(store, who, now, now - MAY_STILL_REST)
        return replace(basic, check_ins=tuple([await self._hand(store, each) for each in known])) if known else basic

    @staticmethod
    async def _drill(store: Store, who: Person) -> Drill | None:
        """The drill that runs, for those who may move it."""
        if not who.is_coordinator():
            return None
        running = await drills.running(store)
        return running if running is not None and who.is_coordinator(running.team) else None

    @staticmethod
    async def _drilled_until(store: Store, pages: Iterable[tuple[Page, Brief]]) -> datetime | None:
        """When the newest drill of these pages was over; None while it is played, and without one."""
        asked = [page.incident for page, _ in pages if is_drill(page.incident)]
        played = [await drills.load(store, each) for each in dict.fromkeys(asked)]
        newest = max((each for each in played if each is not None), key=lambda each: each.began_at, default=None)
        return None if newest is None else newest.ended_at

    async def _hand(self, store: Store, check_in: CheckIn) -> CheckInHand:
        team = (await self.known(store)).community.teams.get(check_in.team)
        if team is None:
            return CheckInHand(check_in=check_in)
        policy, member = team.policy, None
        if check_in.person is not None:
            member = await people.load(store, check_in.person)
        hours = hours_of(member, check_in.zone, policy)
        if check_in.person is None:
            return CheckInHand(check_in=check_in, hours=hours)
        peer_id = peer_of(check_in.person, policy.check_ins, await cohorts.pairs_of(store, check_in.person))
        peer = None if peer_id is None else await people.load(store, peer_id)
        name = "" if peer is None or not peer.is_member() else peer.roster_name
        hand = CheckInHand(check_in=check_in, hours=hours, peer=name, rest=policy.filling.rest_after_heavy)
        if not check_in.is_open() and not check_in.silences:
            return hand
        own = (each for each in await self.coordinators_of(store, check_in.team) if each.id != check_in.person)
        called = {each.id: Called(person=each.id, name=each.roster_name) for each in own if each.id != peer_id}
        if check_in.question is Pillar.STORY:
            return replace(hand, coordinators=tuple(called.values()))
        if check_in.sharing is not Sharing.COORDINATORS:
            return hand
        chosen = (await checkins.answers(store, check_in)).get(checkins.WHOM)
        return replace(hand, whom=next((each.name for each in called.values() if each.person == chosen), ""))

    async def resting(self, store: Store, teams: frozenset[TeamId], now: datetime) -> frozenset[PersonId]:
        """Who of the teams that a coordinator runs is in a rest. Whoever runs none hears of nobody's."""
        found: set[PersonId] = set()
        community = (await self.known(store)).community
        for team in teams:
            policy, where = community.teams[team].policy, zone(community.teams[team].time_zone)
            strains = await strain.of_teams(store, {team})
            found |= {each for each, hard in strains.items() if rests_until(hard, policy, where, now) is not None}
        return frozenset(found)

    async def _alarms(
        self, store: Store, who: Person, teams: frozenset[TeamId]
    ) -> tuple[tuple[Alarm, ...], tuple[str, ...]]:
        """Calls for help that have not ended, theirs and what they watch over; and what would be one.

        A coordinator of another team may hear of one as well, and take it.
        """
        community = (await self.known(store)).community
        found: dict[PersonId, Alarm] = {}
        every = await tasks.open_of_kind(store, TaskKind.PANIC)
        for each in every:
            if each.person is None or not (each.person == who.id or each.team in teams or who.is_coordinator()):
                continue
            sender = await people.load(store, each.person)
            mine = {one.team for one in who.memberships}
            shares = sender is None or any(_belongs_to(sender, team) for team in mine)
            helps = not shares and each.team in mine
            if each.person in found and not helps:
                continue
            name, also = each.person if sender is None else sender.roster_name, frozenset({str(each.person)})
            if sender is not None and not shares:
                mark = mark_of([one for one in every if one.person == each.person])
                name, also = await self._known_abroad(store, community, sender, mark)
            found[each.person] = Alarm(person=each.person, name=name, also=also, taken_by=each.owner)
        own = await people.code_word(store, who.id)
        of_teams = (
            community.teams[each.team].policy.safety.code_word
            for each in who.memberships
            if each.team in community.teams
        )
        return tuple(found.values()), (own,) if own else tuple(each for each in of_teams if each)

    async def _names(
        self, store: Store, members: tuple[Person, ...], watched: tuple[Incident, ...]
    ) -> Mapping[PersonId, str]:
        """What a coordinator calls those of their teams; those of neighbours who help them have no names there."""
        names = {person: f"({team})" for person, team in (await self.homes(store, watched)).items()}
        return names | {each.id: each.roster_name for each in members}

    async def homes(self, store: Store, calls: Iterable[Incident]) -> Mapping[PersonId, str]:
        """Whoever may come to `calls` from neighbours, by the name of their team."""
        community = (await self.known(store)).community
        homes: dict[PersonId, str] = {}
        for team in sorted({each.team for incident in calls for each in incident.neighbours}):
            theirs = await self.members(store, frozenset({team}))
            homes |= {each.id: _team_name(community, team) for each in theirs}
        return homes

    async def _vets(self, store: Store, who: Person) -> tuple[tuple[Roll, ...], tuple[TeamId, ...], tuple[str, ...]]:
        """Whom a coordinator may say yes or no to, where they may invite, and which teams have none but them."""
        if not who.is_coordinator():
            return (), (), ()
        community = (await self.known(store)).community
        everybody = await self.members(store, frozenset(community.teams))
        rolls: list[Roll] = []
        runs: list[TeamId] = []
        last_of: list[str] = []
        for team in sorted(community.teams):
            members = [each for each in everybody if each.membership(team) is not None]
            if who.is_coordinator(team) or not any(each.is_coordinator(team) for each in members):
                runs.append(team)
            if is_last_coordinator(who, team, members):
                last_of.append(community.teams[team].names.get(community.default_language, team))
            names = {each.id: each.roster_name for each in everybody}
            rolls += [
                _roll(each, team, names)
                for each in members
                if each.id == who.id or may_vouch(who, each.id, team, members)
            ]
        return tuple(rolls), tuple(runs), tuple(last_of)

    async def watched_by(self, store: Store, who: Person) -> frozenset[TeamId]:
        """The teams whose calls a coordinator sees: their own, and those without a coordinator who can be reached."""
        if not who.is_coordinator():
            return frozenset()
        every = frozenset((await self.known(store)).community.teams)
        everybody = await self.members(store, every)
        led = {
            team for team in every if any(each.is_coordinator(team) and each.reachable_points() for each in everybody)
        }
        return frozenset(team for team in every if team not in led or who.is_coordinator(team))

    async def dispatch_facts(
        self,
        store: Store,
        *,
        team: TeamId,
        on_call: frozenset[PersonId],
        now: datetime,
        stimulus: str,
        policy: Policy | None = None,
        incident: Incident | None = None,
    ) -> Facts:
        """What dispatch may know about an incident of `team` whose plan says who was on call, under its `policy`.

        With the `incident` itself: who may be asked of its neighbours too, and which there are.
        """
        known = await self.known(store)
        community = known.community
        the_team = community.teams[team]
        members = tuple(each.as_of(now) for each in await self.members(store, frozenset({team})))
        avoids = await outages.avoided(store, now)
        weigh = await self._weigh(store, the_team, policy or the_team.policy, now)
        candidates = [weigh(_as_reached(each, avoids), on_call) for each in members]
        people_of = {each.id: each for each in members}
        for aid in incident.neighbours if incident is not None else ():
            helps = community.teams[aid.team]
            theirs = [each.as_of(now) for each in await self.members(store, frozenset({aid.team}))]
            theirs = [each for each in theirs if each.id not in people_of]
            people_of |= {each.id: each for each in theirs}
            if incident is not None and aid.team in incident.aid:
                weigh = await self._weigh(store, helps, helps.policy, now)
                on = frozenset[PersonId]().union(*(rota.on_call(each, now) for each in helps.rotas))
                shares = aid.team in sharing_teams(community, incident, incident.areas)
                found = [replace(weigh(_as_reached(each, avoids), on), aid=True, shares=shares) for each in theirs]
                candidates += [each for each in found if each.on_call and _may_help(each.person, aid.team)]
        if incident is not None:
            candidates = await self.with_who_passes(store, incident, candidates, now)
        coordinators = await self.coordinators(store, team)
        on_now = {each.person.id for each in candidates if each.on_call}
        doubted = incident if incident is not None and _in_doubt(incident) else None
        return Facts(
            candidates=tuple(candidates),
            coordinators=coordinators,
            first=tuple(each for each in coordinators if each in on_now),
            reading=now.astimezone(zone(the_team.time_zone)).time(),
            emergency=", ".join(dict.fromkeys(community.emergency.values())),
            medical=community.emergency_line(crisis=False),
            crisis=community.emergency_line(crisis=True),
            code_names=_turned(self.words.code_names, stimulus),
            ids=self._mint,
            stimulus=stimulus,
            people=people_of,
            landmarks=community.gazetteer,
            off_hours=None if any(each.on_call for each in candidates) else off_hours_of(the_team, on_call, now),
            neighbours=() if incident is None or incident.drill else await self._neighbours(store, incident),
            team_name=_team_name(community, team),
            questions=_questions(the_team, incident),
            unsure=await floods.unsure(store) if doubted is not None else frozenset(),
            flood_ahead=await floods.ahead(store, incident.number) if incident is not None and incident.doubt else 0,
            unsure_kept=0 if doubted is None else (await floods.kept(store, besides=doubted.id)).get(team, 0),
            homes={
                each.team: Home(
                    name=_team_name(community, each.team), coordinators=await self._own_coordinators(store, each.team)
                )
                for each in (incident.neighbours if incident is not None else ())
            },
        )

    async def with_who_passes(
        self, store: Store, incident: Incident, candidates: Sequence[Candidate], now: datetime
    ) -> list[Candidate]:
        """In a flood that has hardly anybody left for a call: who is on the way to another, and passes near it."""
        asked, flood = {each.person for each in incident.pages}, incident.plan.policy.flood
        left = [each for each in candidates if each.on_call and not each.going and each.person.id not in asked]
        enough = sum(each.pages_just_now < flood.pages for each in left) >= flood.live_pages
        if enough or incident.drill or await floods.current(store) is None:
            return [*candidates]
        goes = await incidents.on_their_way(store, incident.plan.team, now + incidents.BUSY_BEFORE)
        near = pass_by(goes, incident.place, flood)
        return [replace(each, passes_by=each.person.id in near) for each in candidates]

    async def _weigh(
        self, store: Store, team: Team, policy: Policy, now: datetime
    ) -> Callable[[Person, frozenset[PersonId]], Candidate]:
        """What makes a candidate of somebody of `team`, given who is on call by its rotas."""
        rests = _letters_rest((await self.known(store)).community)
        soon = team.policy.later.reminded
        standing = await incidents.standing(
            store, {team.id}, now, letter_rests=rests, soon=soon, budget=policy.flood.pages_within
        )
        where = zone(team.time_zone)
        strains = await strain.of_teams(store, {team.id})
        odds = await _likely(store, team.id, policy, now)
        unknown = likely(policy.rota.accepts, NONE, NONE)

        def weigh(person: Person, on_call: frozenset[PersonId]) -> Candidate:
            said = person.said(now)
            plain = Candidate(
                person=person,
                on_call=(person.id in on_call or said is Availability.ON) and said is not Availability.OFF,
                quiet_until=quiet_until(person, team, now),
                likely=odds.get(person.id, unknown),
            )
            load, hard = standing.get(person.id), strains.get(person.id)
            if load is not None:
                plain = _loaded(plain, load)
            if hard is not None:
                plain = replace(
                    plain,
                    nights=nights_lately(hard, policy, where, now),
                    heavy_lately=is_heavy_lately(hard, now),
                    rests_until=rests_until(hard, policy, where, now),
                )
            return plain

        return weigh

    async def _neighbours(self, store: Store, incident: Incident) -> tuple[Neighbour, ...]:
        """The teams that agreed with the incident's to help each other, and those whose area it lies in too; by id."""
        community = (await self.known(store)).community
        sharing = sharing_teams(community, incident, incident.areas)
        agreed: dict[TeamId, Opens] = dict.fromkeys(sharing, Opens.POLICY)
        agreed |= {
            (each.other if each.team == incident.team else each.team): each.opens
            for each in community.aid
            if incident.team in (each.team, each.other)
        }
        return tuple(
            [
                Neighbour(
                    team=team,
                    name=_team_name(community, team),
                    opens=opens,
                    coordinators=await self._own_coordinators(store, team),
                    ready=community.is_ready(community.teams[team], incident.protection_area),
                    shares=team in sharing,
                )
                for team, opens in sorted(agreed.items())
            ]
        )

    async def aided(self, store: Store, teams: frozenset[TeamId]) -> tuple[Aided, ...]:
        """Others' calls with which these teams were asked to help: as much as they may see of each."""
        community = (await self.known(store)).community
        found = []
        for incident in await incidents.aided_by(store, teams):
            for each in incident.neighbours:
                if each.team not in teams:
                    continue
                theirs = {one.id: one.roster_name for one in await self.members(store, frozenset({each.team}))}
                ours = {one.id for one in await self.members(store, frozenset({incident.team}))}
                found.append(
                    Aided(
                        incident=incident.id,
                        number=incident.number,
                        nature=incident.nature,
                        areas=incident.areas,
                        responders=incident.wanted_now(),
                        urgency=incident.urgency,
                        team=each.team,
                        helps=_team_name(community, incident.team),
                        state=each.state,
                        going=tuple(
                            Helper(code=one.code, name=theirs[one.person], state=one.state)
                            for one in incident.assignments
                            if one.person in theirs and one.person not in ours
                        ),
                    )
                )
        return tuple(found)

    @staticmethod
    async def _known_abroad(
        store: Store, community: Community, sender: Person, mark: str
    ) -> tuple[str, frozenset[str]]:
        """How the coordinators of a team they help know somebody, and what they may be called for short."""
        going = [each.id for each in await incidents.may_go_to(store, sender.id) if not is_drill(each.id)]
        calls = [await incidents.load(store, each) for each in going]
        mine = [(each, part_of(each, sender.id)) for each in calls if each is not None]
        known = [(call.number, one.code) for call, one in mine if one is not None]
        codes = ", ".join(f"{code} #{number}" for number, code in known)
        team = next((each.team for each in sender.memberships if _belongs_to(sender, each.team)), None)
        own = "" if team not in community.teams or team is None else _team_name(community, team)
        return known_abroad(own, codes, mark), frozenset({mark, *(code for _, code in known)})

    async def coordinators_of(self, store: Store, team: TeamId) -> tuple[Person, ...]:
        """Who hears what a team's coordinators hear: its own who can be reached, else the community's."""
        chosen = set(await self.coordinators(store, team))
        everybody = await self.members(store, frozenset((await self.known(store)).community.teams))
        return tuple(each for each in everybody if each.id in chosen)

    async def other_coordinators(self, store: Store, team: TeamId) -> tuple[PersonId, ...]:
        """The community's coordinators beside the team's own."""
        mine = set(await self.coordinators(store, team))
        everybody = await self.members(store, frozenset((await self.known(store)).community.teams))
        return tuple(
            each.id for each in everybody if each.is_coordinator() and each.reachable_points() and each.id not in mine
        )

    async def coordinators(self, store: Store, team: TeamId) -> tuple[PersonId, ...]:
        """The team's coordinators; the community's, if the team has none who can be reached."""
        if mine := await self._own_coordinators(store, team):
            return mine
        everybody = await self.members(store, frozenset((await self.known(store)).community.teams))
        return tuple(each.id for each in everybody if each.is_coordinator() and each.reachable_points())

    async def kept_from(
        self, store: Store, calls: Iterable[IncidentId | None]
    ) -> Mapping[IncidentId, frozenset[PersonId]]:
        """Who has nothing to do with which of these calls as a coordinator. Calls that are kept from nobody are left
        out.
        """
        found = await incidents.kept_from(store, {each for each in calls if each is not None})
        return {
            call: kept_from(people, await self.coordinators(store, team), await self.other_coordinators(store, team))
            for call, (team, people) in found.items()
        }

    async def not_kept_from(self, store: Store, person: PersonId, what: Iterable[Task]) -> tuple[Task, ...]:
        """Those that are not about a call which is kept from somebody."""
        every = tuple(what)
        kept = await self.kept_from(store, (each.incident for each in every))
        away = {call for call, people in kept.items() if person in people}
        return tuple(each for each in every if each.incident not in away)

    async def _own_coordinators(self, store: Store, team: TeamId) -> tuple[PersonId, ...]:
        members = await self.members(store, frozenset({team}))
        return tuple(each.id for each in members if each.is_coordinator(team) and each.reachable_points())


def _in_doubt(incident: Incident) -> bool:
    """True if people may be asked for it though nobody confirmed it."""
    return incident.doubt is not None and (incident.doubt.waits or incident.doubt.state is DoubtState.URGENT)


def _questions(team: Team, incident: Incident | None) -> int:
    stands = team.protections.get(incident.protection_area) if incident is not None else None
    return len(stands.fields) if stands is not None else 0


def _belongs_to(person: Person, team: TeamId) -> bool:
    membership = person.membership(team)
    return membership is not None and membership.standing is not Standing.LEFT


def _team_name(community: Community, team: TeamId) -> str:
    return community.teams[team].names.get(community.default_language, team)


def _may_help(person: Person, team: TeamId) -> bool:
    """A neighbour's people are judged by their own team's vetting; only its protectors are asked."""
    membership = person.membership(team)
    return membership is not None and membership.standing in PAGEABLE and Role.PROTECTOR in membership.roles


async def _likely(store: Store, team: TeamId, policy: Policy, now: datetime) -> Mapping[PersonId, Likely]:
    """How likely each of a team says yes, by their history of the last year; read only where it decides anything."""
    if policy.paging is not Paging.COMPUTED:
        return {}
    history = await tallies.of_teams(store, {team}, f"{now - _REMEMBERS:%Y-%m}")
    prior = policy.rota.accepts
    return {who: likely(prior, each.get(True, NONE), each.get(False, NONE)) for who, each in history.items()}


def _loaded(plain: Candidate, load: incidents.Carried) -> Candidate:
    return replace(
        plain,
        live_pages=load.live_pages,
        pages_lately=load.pages_lately,
        pages_just_now=load.pages_just_now,
        first_just_now=load.first_just_now,
        going=load.going,
        last_paged_at=load.last_paged_at,
        last_cleared_at=load.last_cleared_at,
        letters=load.letters,
    )


def _as_reached(person: Person, avoids: frozenset[Channel]) -> Person:
    """As whoever asks sees them: somebody whose only ways lead through providers that are down has none now."""
    if not avoids or any(each.channel not in avoids for each in person.reachable_points()):
        return person
    return replace(person, contact_points=())


def hours_of(member: Person | None, where: str, policy: Policy) -> Hours:
    """When somebody may be asked what can wait: on their own clock, outside their own quiet hours; else by `where`."""
    own = where if member is None else member.time_zone or where
    return Hours(where=zone(own), between=policy.check_ins.hours, quiet=None if member is None else member.quiet)


def quiet_until(person: Person, team: Team, now: datetime) -> datetime | None:
    """When the quiet hours they are in end, on their own clock or else their team's; None while they are in none."""
    return None if person.quiet is None else person.quiet.until(zone(person.time_zone or team.time_zone), now)


def on_call_of(team: Team, areas: tuple[AreaId, ...], skills: frozenset[SkillId], now: datetime) -> frozenset[PersonId]:
    """Who is on call for an incident: the union of the team's rotas that fit its areas and skills."""
    on: set[PersonId] = set()
    for each in team.rotas:
        fits_area = not each.areas or not areas or each.areas & set(areas)
        fits_skill = not each.skills or not skills or each.skills & skills
        if fits_area and fits_skill:
            on |= rota.on_call(each, now)
    return frozenset(on)


def sharing_teams(community: Community, incident: Incident, areas: tuple[AreaId, ...]) -> tuple[TeamId, ...]:
    """The other teams that are ready for an incident which lies in these areas, where it lies in an area of its own
    team and in one of theirs besides. Who covers the same area alone has no part in it, nor whoever handed it over.
    """
    own = community.teams[incident.team].areas
    beyond = tuple(each for each in areas if each not in own)
    if len(beyond) == len(areas):
        return ()
    covering = community.teams_for(beyond, incident.protection_area) if beyond else ()
    ready = (each.id for each in covering if community.is_ready(each, incident.protection_area))
    return tuple(each for each in ready if each != incident.team)


def as_shared(community: Community, incident: Incident, areas: tuple[AreaId, ...], now: datetime) -> Incident:
    """The incident as it will be if it lies in these areas: open to every other team that covers one of them."""
    known = {each.team for each in incident.neighbours}
    sharing = (each for each in sharing_teams(community, incident, areas) if each not in known)
    opened = (Aid(team=each, state=AidState.OPEN, asked_at=now, at=now) for each in sharing)
    return replace(incident, areas=areas, neighbours=(*incident.neighbours, *opened))


def off_hours_of(team: Team, on_call: frozenset[PersonId], now: datetime) -> OffHours | None:
    """Off hours, if the team has rotas and they have nobody on: whether on purpose, and when they have."""
    if on_call or not team.rotas:
        return None
    horizon = now + team.policy.rota.ahead
    ends, planned = now, False
    for gap in rota.gaps(team.rotas, now, horizon):
        if gap.start != ends:
            break
        planned = gap.deliberate if ends == now else planned
        ends = gap.end
    if ends in (now, horizon):
        return OffHours(planned=planned)
    reading = reached(zone(team.time_zone), ends)
    opens = f"{reading:%H:%M}" if ends - now < timedelta(days=1) else f"{reading:%Y-%m-%dT%H:%M}"
    return OffHours(opens=opens, planned=planned)


def _letters_rest(community: Community) -> timedelta:
    """How long a letter means the page it was on: as long as the most patient of the teams says."""
    return max((team.policy.letter_rests for team in community.teams.values()), default=incidents.LETTER_RESTS)


def _going_on(call: GoingTo, now: datetime) -> GoingOn:
    return GoingOn(
        incident=call.id,
        number=call.number,
        code=call.code,
        state=call.state,
        lead=call.lead,
        asked=call.watch.is_open(),
        unwell=call.watch.unwell,
        asked_again=call.asked_again,
        ahead=call.starts is not None and call.starts - now > incidents.BUSY_BEFORE,
        letter=call.letter,
        requester=call.requester,
        nature=call.nature,
        areas=call.areas,
    )


def _in_hand(page: Page, call: Brief) -> PageInHand:
    return PageInHand(
        page=page.id,
        incident=page.incident,
        letter=page.letter,
        state=page.state,
        nature=call.nature,
        areas=call.areas,
        ended_at=page.ended_at,
        closed=call.status is IncidentStatus.CLOSED,
    )


def _roll(person: Person, team: TeamId, names: Mapping[PersonId, str]) -> Roll:
    membership = person.membership(team)
    if membership is None:
        raise LookupError(person.id)
    return Roll(
        person=person.id,
        team=team,
        name=person.roster_name,
        standing=membership.standing,
        yes_from=tuple(names.get(each, each) for each in membership.approved_by),
        coordinates=person.is_coordinator(team),
    )


def _mate(person: Person, now: datetime, community: Community, resting: frozenset[PersonId]) -> Mate:
    vetted = frozenset(each.team for each in person.memberships if each.standing in PAGEABLE)
    teams = (community.teams[each] for each in sorted(vetted) if each in community.teams)
    return Mate(
        person=person.id,
        name=person.roster_name,
        teams=tuple(sorted(vetted)),
        languages=person.languages,
        skills=person.skills,
        areas=person.areas,
        said=person.said(now),
        coordinates=frozenset(team for team in vetted if person.is_coordinator(team)),
        protects=frozenset(
            each.team for each in person.memberships if each.team in vetted and Role.PROTECTOR in each.roles
        ),
        probation=frozenset(each.team for each in person.memberships if each.goes_beside),
        asleep=any(quiet_until(person, team, now) is not None for team in teams),
        danger_wakes=person.quiet is not None and bool(person.quiet.danger_wakes),
        rests=person.id in resting,
    )


def _called(person: Person) -> Called:
    return Called(
        person=person.id, name=person.roster_name, teams=tuple(sorted(each.team for each in person.memberships))
    )


def _is_in(person: Person, teams: frozenset[TeamId]) -> bool:
    """False for those who have left: a name they had is free for somebody else."""
    return any(each.team in teams and each.standing is not Standing.LEFT for each in person.memberships)


def _turned(names: tuple[str, ...], stimulus: str) -> tuple[str, ...]:
    """The code names, begun at a place that the stimulus chooses: two calls seldom share their first names."""
    start = sum(stimulus.encode()) % len(names) if names else 0
    return names[start:] + names[:start]
