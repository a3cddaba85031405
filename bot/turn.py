"""The heart: one stimulus, one transaction.

Gather who and their talk; let the talk make a step; gather the incident and its facts; let the rules decide; keep
state, events, deliveries, timers and tasks. The engine opened the transaction and commits it: nothing is sent before.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.board import Boards
from bot.cards import CardsTurn
from bot.checkins import FORGOTTEN_AFTER as CHECK_INS_KEPT
from bot.checkins import CheckIns
from bot.cohorts import CohortTurn
from bot.complaints import ComplaintTurn
from bot.custody import CustodyTurn
from bot.debriefs import Debriefs
from bot.drills import Drills, refused_in_a_drill
from bot.engine.faults import fail_point
from bot.engine.turns import Dead
from bot.figures import FiguresTurn
from bot.floods import Floods
from bot.gather import Gatherer, as_shared, on_call_of, quiet_until, sharing_teams
from bot.hands import Hands, heard_elsewhere
from bot.links import Links
from bot.log import logger
from bot.moment import Moment
from bot.new_teams import NewTeams
from bot.outages import Outages, avoided, preferred
from bot.panic import PanicTurn
from bot.person_turn import PersonTurn
from bot.planning import (
    Recipient,
    again,
    contact_wake,
    in_parts,
    is_of_drill,
    kept_to_itself,
    language_of,
    page_of_slot,
    plan,
)
from bot.rota.turn import RotaTurn
from bot.sightings import FORGOTTEN_AFTER as SIGHTINGS_KEPT
from bot.sightings import SightingTurn
from bot.stimulus import Arrived, DeliveryFailed, Receipt, Stimulus, TimerFired
from bot.strains import FORGOTTEN_AFTER, Strains
from bot.tasks import TasksTurn
from bot.tokens import Tokens
from bot.trainings import TrainingTurn
from bot.vetting import Vetting
from domain import commands as c
from domain import kept_away
from domain.account_probe import to_probe
from domain.card_commands import ACardsCommand, CardsCommand
from domain.chance import Mint
from domain.cohort_commands import ACohortCommand, CohortCommand
from domain.community import Community, Team
from domain.complaint_commands import AComplaintCommand, ComplaintCommand
from domain.consent_words import stated
from domain.conversation import Conversation, Intake, Question
from domain.debrief import KEPT_FOR as DEBRIEFS_KEPT
from domain.deciding import kept_from
from domain.delivery import Delivery, DeliveryState, Wording
from domain.dispatch import Decision, Facts, decide, has_passed, open_incident
from domain.doubting import is_only_noted
from domain.drill import ends_drills
from domain.drill_commands import ADrillCommand, DrillCommand
from domain.errors import Refused
from domain.escalation import ESCALATES
from domain.escalation import wake as escalation_wake
from domain.identifiers import has_identifiers
from domain.ids import DRILL, AreaId, ConversationId, IncidentId, PageId, PersonId, TaskId, TeamId, is_drill
from domain.incident import Incident, PageState
from domain.language import normalise
from domain.ledger import Consent, Ledger
from domain.memory_commands import AMemoryCommand, MemoryCommand, ShowFigures
from domain.merging import callers
from domain.messages import ALARMS, TERMS, Inbound, Lane, Line, MessageKind, Other, Params, Say, Wake, WakeKind
from domain.needs import DISCREET, Door, Nature, ProtectionArea, Retention, Window, area_unserved
from domain.opening import new_call
from domain.people import MANNER_OF, Availability, Channel, ContactPoint, Manner, Person, Reach, Requester, who_writes
from domain.places import PlaceKind
from domain.policy import TextingPolicy
from domain.relayed import Passing
from domain.requester import says_more
from domain.rota_commands import ARotaCommand, ChangeRota, RotaCommand
from domain.said_already import reach_said
from domain.sighting import LOOK, Sighting
from domain.tally import counted, month_of, months_back
from domain.task_commands import ATaskCommand, TaskCommand
from domain.tasks import Task, TaskKind, TaskState
from domain.texting import Texting, Withheld, has_lapsed, veiled, withheld
from domain.texting_words import texting_said
from domain.training_commands import ATrainingCommand, TrainingCommand
from domain.triage import nature_for, read
from domain.understanding import LONGEST_WORDS
from domain.waited import TELL_AFTER, blanks, waited
from domain.zone import zone
from handlers import rotation
from handlers.board import board_said
from handlers.greet import afresh
from handlers.intake import ask_place_again, place_late
from handlers.router import route
from handlers.step import Replied, Step, TalkFacts
from models import (
    checkins,
    cohorts,
    complaints,
    console_sessions,
    conversations,
    debriefs,
    deliveries,
    drills,
    incidents,
    invites,
    people,
    rotas,
    sightings,
    strain,
    tallies,
    tasks,
    timers,
    trainings,
)
from models.database import Store, Work

_log = logger(__name__)

_CANNOT_BE_WRITTEN_TO = frozenset({Reach.BLOCKED, Reach.OPTED_OUT})
_NEVER_LEFT = frozenset({DeliveryState.WAITING, DeliveryState.WITHDRAWN})
_EVERYBODYS = "en"
"""`start`, `ok` and `stop` are typed by people of every language, and tell nothing of theirs."""

_FOLLOWS_A_PAGE = frozenset({MessageKind.M_STAND_DOWN, MessageKind.M_PAGE_ENDED})
_TELLS_THE_WAY = frozenset(
    {MessageKind.M_GO, MessageKind.M_RELEASED, MessageKind.M_HOLD}
    | {MessageKind.M_LATER_GO, MessageKind.M_LATER_HOLD, MessageKind.M_REMOTE_GO}
)
_OPENS_A_CALL = frozenset(
    {MessageKind.C_OPENED, MessageKind.C_UNPLACED, MessageKind.C_DANGER, MessageKind.C_WORDS, MessageKind.C_CORRECTED}
)
_TELLS_EVERY = timedelta(minutes=10)
"""How often coordinators hear of strangers' calls, and of work that is stuck."""

_OF_NO_CALL = (
    TaskKind.SIGN_UP,
    TaskKind.PHONED,
    TaskKind.UNCOVERED,
    TaskKind.STUCK,
    TaskKind.GIVEN_UP,
    TaskKind.TEXTS_LOST,
    TaskKind.ATTENDANCE,
    TaskKind.GATHERED,
    TaskKind.GRADUATES,
    TaskKind.DRILL_UNREACHED,
)
"""What a coordinator says in a word that they have seen to."""

_CHANGES_WHO_MAY_BE_ASKED = (
    c.SetAvailability, c.DropSkill, c.Approve, c.Suspend, c.Revoke, c.Leave, c.ArrangeContactPoint
)  # fmt: skip
"""After these it is proved anew that enough people are on."""

_TALLIES_KEPT = 12
"""For how many months it is known how often somebody was asked and came."""

_WHY_OF_NO_CALL = {
    TaskKind.STUCK: "work is overdue",
    TaskKind.GIVEN_UP: "work was given up after every try",
    TaskKind.TEXTS_LOST: "texts came in too long ago to be fetched",
}

_AGAIN = "again"
"""Behind the subject of a timer for a place: it is time to ask once more, and not yet too late."""

WORDING = "1"
"""The version of the catalogues a plan is made with."""


class Turn:
    """Takes stimuli. Holds no state of its own but what can be computed again.

    `rehearses`: whether whoever writes from there only plays somebody who needs help, so that their call is a drill.
    """

    def __init__(
        self,
        *,
        gatherer: Gatherer,
        boards: Boards,
        tokens: Tokens,
        links: Links,
        mint: Mint,
        bot_name: Callable[[], str | None] = lambda: None,
        rehearses: Callable[[ContactPoint], bool] | None = None,
    ) -> None:
        self._rehearses = rehearses or _plays_nothing
        self._gatherer = gatherer
        self._boards = boards
        self._tokens = tokens
        self._links = links
        self._mint = mint
        self._strains = Strains(gatherer=gatherer, say=self._say_alone)
        self._rotas = RotaTurn(gatherer=gatherer, mint=mint, links=links, say=self._say_alone)
        self._cards = CardsTurn(gatherer=gatherer, say=self._say_alone)
        self._panic = PanicTurn(gatherer=gatherer, mint=mint, say=self._say_alone)
        self._sightings = SightingTurn(gatherer=gatherer, mint=mint, say=self._say_alone, looks=self._open_look)
        self._check_ins = CheckIns(gatherer=gatherer, mint=mint, say=self._say_alone, rests=self._strains.rest)
        self._custody = CustodyTurn(gatherer=gatherer, mint=mint, say=self._say_alone)
        self._debriefs = Debriefs(gatherer=gatherer, mint=mint, say=self._say_alone, change_card=self._cards.do)
        self._figures = FiguresTurn(gatherer=gatherer, say=self._say_alone)
        self._trainings = TrainingTurn(
            gatherer=gatherer, mint=mint, say=self._say_alone, changed=self._rotas.proofs.person_changed
        )
        self._drills = Drills(
            gatherer=gatherer,
            mint=mint,
            say=self._say_alone,
            decide=self._incident_command,
            keep=self._keep,
            wording=WORDING,
        )
        self._tasks = TasksTurn(gatherer=gatherer, mint=mint, say=self._say_alone, decide=self._incident_command)
        self._complaints = ComplaintTurn(
            gatherer=gatherer,
            mint=mint,
            say=self._say_alone,
            decide=self._incident_command,
            check_ins=self._check_ins,
        )
        self._vetting = Vetting(
            gatherer=gatherer,
            mint=mint,
            say=self._say_alone,
            decide=self._incident_command,
            bot_name=bot_name,
            ended=self._member_ended,
        )
        new_teams = NewTeams(
            gatherer=gatherer,
            mint=mint,
            say=self._say_alone,
            begins_with=self._vetting.begins_with,
            begun=lambda this, team: self._rotas.proofs.prove_soon(this, (team,), whole=True),
            opens=self._vetting.open_task,
        )
        self._cohorts = CohortTurn(gatherer=gatherer, mint=mint, say=self._say_alone, teams=new_teams)
        self._outages = Outages(
            gatherer=gatherer,
            mint=mint,
            say=self._say_alone,
            decide=self._incident_command,
            looks_whether_it_arrives=self._look_whether_it_arrives,
        )

        self._floods = Floods(
            gatherer=gatherer, mint=mint, say=self._say_alone, decide=self._incident_command, refuse=self._refused
        )
        self._hands = Hands(
            gatherer=gatherer,
            mint=mint,
            facts=self._facts,
            keep=self._keep,
            decide=self._incident_command,
            refuse=self._refused,
        )

    async def _member_ended(self, this: Moment, person: PersonId, team: TeamId) -> None:
        await self._rotas.member_ended(this, person, team)
        await self._trainings.member_ended(this, person, team)
        await self._cohorts.member_ended(this, person)

    async def take(self, store: Store, stimulus: Stimulus, now: datetime) -> None:
        """Do everything that `stimulus` leads to, inside the transaction of `store`."""
        known = await self._gatherer.known(store)
        key = stimulus.timer if isinstance(stimulus, TimerFired) else stimulus.inbox
        heard_at = stimulus.received_at if isinstance(stimulus, Arrived) else None
        this = Moment(store=store, now=now, stimulus=key, community=known.community, heard_at=heard_at)
        try:
            await self._take(this, stimulus)
            await self._tasks.none_left(this)
        except BaseException:
            self._gatherer.undone(store)
            raise
        await self._hand_over(this)
        fail_point("turn.after_keep")

    async def _take(self, this: Moment, stimulus: Stimulus) -> None:
        match stimulus:
            case Arrived():
                await self._arrived(this, stimulus)
            case DeliveryFailed():
                await self._delivery_failed(this, stimulus)
            case TimerFired():
                await self._timer_fired(this, stimulus)
            case Receipt():
                return  # receipts are the engine's own
            case _:
                assert_never(stimulus)

    async def obey(self, store: Store, command: c.AMembersCommand, now: datetime) -> None:
        """Do what the command line wants done about a member. Raises Refused where the rules say no."""
        known = await self._gatherer.known(store)
        this = Moment(store=store, now=now, stimulus=self._mint.id("cmd"), community=known.community)
        await self._vetting.do(this, command)
        if isinstance(command, _CHANGES_WHO_MAY_BE_ASKED):
            await self._rotas.proofs.person_changed(this, command.person)
        await self._tasks.none_left(this)
        await self._hand_over(this)
        store.work_waits(Work.SENDS)

    async def end_played(self, store: Store, channel: Channel, address: str, now: datetime) -> None:
        """Whoever plays a requester at this address has stopped: their drill is over, and what comes next another."""
        here = await people.recognise(store, channel, address)
        talk = None if here is None else await conversations.of_contact_point(store, here.id)
        if talk is None or talk.incident is None:
            return
        known = await self._gatherer.known(store)
        this = Moment(store=store, now=now, stimulus=self._mint.id("end"), community=known.community)
        await self._drills.end_played(this, talk.incident)
        await self._hand_over(this)
        store.work_waits(Work.SENDS)

    async def plan_month(self, store: Store, now: datetime) -> None:
        """Plan to ask everybody whose day this month is to come whether they are still in: once, however often.

        What was counted of people's pages more than a year ago is forgotten, and who changed rotas then.
        """
        known = await self._gatherer.known(store)
        this = Moment(store=store, now=now, stimulus=self._mint.id("mon"), community=known.community)
        await self._vetting.plan_month(this)
        await tallies.forget_before(store, months_back(month_of(now), _TALLIES_KEPT))
        await strain.forget_before(store, now - FORGOTTEN_AFTER)
        await rotas.forget(store, now)
        await sightings.forget(store, now - SIGHTINGS_KEPT)
        await trainings.forget(store, now)
        await cohorts.forget(store, now)
        await checkins.forget(store, now - CHECK_INS_KEPT)
        await drills.forget(store, now)
        await tasks.forget(store, now - CHECK_INS_KEPT)
        await complaints.forget(store, now)
        await debriefs.forget(store, now - DEBRIEFS_KEPT)
        await self._hand_over(this)

    async def plan_rotas(self, store: Store, now: datetime, *, anew: bool = False) -> None:
        """Plan what is due by itself about who is on call: once, however often. `anew`: and prove all of it at once."""
        known = await self._gatherer.known(store)
        this = Moment(store=store, now=now, stimulus=self._mint.id("rot"), community=known.community)
        await self._rotas.plan(this)
        if anew:
            self._rotas.proofs.prove_soon(this, known.community.teams, whole=True)
        await self._hand_over(this)

    async def to_probe(self, store: Store, now: datetime) -> tuple[ContactPoint, ...]:
        """The accounts of everybody who is on or comes on soon, in every team."""
        teams = (await self._gatherer.known(store)).community.teams
        return to_probe(teams.values(), await self._gatherer.members(store, frozenset(teams)), now)

    async def probed(self, store: Store, point: ContactPoint, reach: Reach, now: datetime) -> None:
        """A probe showed that a contact point does not work any more, or works again: as a message would have.

        What has become of it since it was chosen is newer, and stands.
        """
        member = await people.load(store, point.person) if point.person is not None else None
        if member is None or (point.id, point.reach) not in {(each.id, each.reach) for each in member.contact_points}:
            return
        known = await self._gatherer.known(store)
        this = Moment(store=store, now=now, stimulus=self._mint.id("prb"), community=known.community)
        await people.set_reach(store, point.id, reach)
        self._gatherer.people_changed(store)
        if reach is Reach.WORKS:
            await self._rotas.proofs.found_again(this, member.id)
        else:
            await self._rotas.proofs.look_for(this, member.id)
        await self._hand_over(this)
        store.work_waits(Work.SENDS)

    async def file_applied(
        self, store: Store, before: Community, roster: Sequence[Person], now: datetime
    ) -> frozenset[PersonId]:
        """Somebody has applied a community file: whose shifts it changes hears it, and coordinators hear of the gaps it
        makes. Returns whose shifts it changes. `before`, `roster`: the community and its people as they stood.
        """
        known = await self._gatherer.known(store)
        this = Moment(store=store, now=now, stimulus=self._mint.id("fil"), community=known.community)
        told = await self._rotas.file_applied(this, before.teams, roster)
        await self._hand_over(this)
        store.work_waits(Work.SENDS)
        return told

    async def _hand_over(self, this: Moment) -> None:
        """Give the engine what this turn wants sent and woken, all at once."""
        await deliveries.plan_all(this.store, [replace(each, heard_at=this.heard_at) for each in this.planned])
        await timers.wake_all(this.store, this.wakes)
        this.planned.clear()
        this.wakes.clear()

    async def given_up(self, store: Store, dead: Dead, now: datetime) -> None:
        """A turn failed at every try: somebody must look."""
        _log.error("work was given up after every try", id=dead.id, kind=dead.kind, why=dead.why)
        await self._tell_stuck(store, TaskKind.GIVEN_UP, 1, now)

    async def stuck(self, store: Store, count: int, now: datetime) -> None:
        """Work is overdue: the community's coordinators hear it, and one of them owns it."""
        await self._tell_stuck(store, TaskKind.STUCK, count, now)

    async def well_again(self, store: Store) -> None:
        """Nothing is overdue any more."""
        await tasks.finish_everywhere(store, TaskKind.STUCK)

    async def texts_lost(self, store: Store, since: datetime, until: datetime, now: datetime) -> None:
        """Texts that came from `since` to `until` are not fetched any more: we were away for too long."""
        _log.error("what came in longer ago is not fetched", days=(now - since).days)
        its_zone = zone((await self._gatherer.known(store)).community.default_team().time_zone)
        params = {
            "day": f"{since.astimezone(its_zone):%Y-%m-%dT%H:%M}",
            "when": f"{until.astimezone(its_zone):%Y-%m-%dT%H:%M}",
        }
        await self._tell_of_no_call(
            store,
            TaskKind.TEXTS_LOST,
            MessageKind.C_TEXTS_LOST,
            params,
            once_in=f"{since:%Y%m%d%H%M}",
            now=now,
        )
        store.work_waits(Work.SENDS)

    async def _tell_stuck(self, store: Store, kind: TaskKind, count: int, now: datetime) -> None:
        """Told again each time, at most every few minutes: an open task is no proof that anybody looked."""
        params = {"count": count}
        await self._tell_of_no_call(store, kind, MessageKind.C_STUCK, params, once_in=str(_window(now)), now=now)

    async def _tell_of_no_call(
        self, store: Store, kind: TaskKind, message: MessageKind, params: Params, *, once_in: str, now: datetime
    ) -> None:
        """A task for the community's coordinators, and a word to each of them, once for each `once_in`."""
        known = await self._gatherer.known(store)
        team = known.community.default_team()
        facts = await self._gatherer.dispatch_facts(
            store, team=team.id, on_call=frozenset(), now=now, stimulus=self._mint.id("stk")
        )
        this = Moment(store=store, now=now, stimulus=facts.stimulus, community=known.community)
        await tasks.open_task(store, self._task(this, kind, team.id, _WHY_OF_NO_CALL[kind]))
        for person in facts.coordinators:
            say = Say(
                kind=message,
                to=person,
                to_member=True,
                key=f"{message.value}:{once_in}:{person}",
                params=params,
                subject=kind.value,
            )
            await self._say(this, say, None, facts)
        await self._hand_over(this)

    # --- something somebody sent

    async def _arrived(self, this: Moment, stimulus: Arrived) -> None:
        store = this.store
        await self._who(this, stimulus)
        if isinstance(this.who, Requester):
            await self._meet_anew(this, stimulus)
        talk, here, who = this.talk, this.here, this.who
        if talk is None or here is None or who is None:
            raise LookupError("nobody was recognised")
        inbound = stimulus.inbound
        if inbound.token is not None:
            tap = self._tokens.read(inbound.token, here.id, this.now)
            inbound = replace(inbound, tap=tap, token=None, other=None if tap else Other.STALE_BUTTON)
        incident, codes = None, tuple[str, ...]()
        if talk.incident is not None:
            incident = await incidents.load(store, talk.incident)
            codes = () if incident is None else tuple(each.code for each in incident.assignments)
            if incident is None or not incident.is_alive():
                incident = await self._hands.another_call(store, talk.id)
            if incident is not None and incident.id != talk.incident:
                talk = replace(talk, incident=incident.id)
        wrote = not inbound.console and inbound.other is not Other.BLOCKED
        if wrote and here.reach in (Reach.FAILING, Reach.BLOCKED):
            here, who = await self._reached_again(this, here, who)
        facts = await self._gatherer.talk_facts(store, who, incident, this.now, this.stimulus)
        complained = await self._complaints.asks_after(this, inbound.text)
        names_who = await self._complaints.names_who(this, inbound.text)
        facts = replace(facts, codes=codes, complained=complained, names_who=names_who)
        if inbound.reply_ref is not None and isinstance(who, Person):
            facts, inbound = await self._replied(this, facts, inbound, here)
        fail_point("turn.before_decide")
        heard = talk if inbound.console else replace(talk, pace=talk.pace.heard(this.now))
        step = route(heard, inbound, who, facts, this.now)
        self._notice_the_wait(this, stimulus, talk)
        await self._follow(this, talk, step)

    @staticmethod
    async def _replied(
        this: Moment, facts: TalkFacts, inbound: Inbound, here: ContactPoint
    ) -> tuple[TalkFacts, Inbound]:
        """What a member replied to, if it was a message of ours to them."""
        found = await deliveries.replied_to(this.store, here.id, inbound.reply_ref or "")
        if found is None:
            return facts, inbound
        asked = await deliveries.page_of(this.store, found.id)
        replied = Replied(incident=found.incident, kind=found.kind, page=asked)
        return replace(facts, replied=replied), replace(inbound, reply_to=found.id)

    async def _reached_again(
        self, this: Moment, here: ContactPoint, who: Person | Requester
    ) -> tuple[ContactPoint, Person | Requester]:
        """Where somebody writes from, they can be written to: what answers this very turn knows it too."""
        await people.set_reach(this.store, here.id, Reach.WORKS)
        self._gatherer.people_changed(this.store)
        here = replace(here, reach=Reach.WORKS)
        if isinstance(who, Person):
            points = tuple(here if each.id == here.id else each for each in who.contact_points)
            who = replace(who, contact_points=points)
            await self._rotas.proofs.found_again(this, who.id)
        else:
            who = replace(who, contact_point=here)
        this.here, this.who = here, who
        return here, who

    @staticmethod
    def _notice_the_wait(this: Moment, stimulus: Arrived, talk: Conversation) -> None:
        """What waited is owned up to, once for everything of theirs that waited together."""
        this.waited = waited(stimulus.inbound.sent_at, stimulus.received_at, this.now)
        told = talk.pace.late_told_at
        late = this.waited >= TELL_AFTER
        this.owes_a_word = late and (told is None or told < this.now - this.waited)

    async def _who(self, this: Moment, stimulus: Arrived) -> None:
        """Recognise the contact point; begin a talk with a stranger."""
        store = this.store
        here = await people.recognise(store, stimulus.channel, stimulus.address)
        talk = await conversations.of_contact_point(store, here.id, hold=True) if here is not None else None
        if here is None or talk is None:
            here, talk = await conversations.begin(
                store,
                channel=stimulus.channel,
                sender=stimulus.sender,
                address=stimulus.address,
                language=self._first_language(this, stimulus),
                now=this.now,
            )
        person = await people.load(store, here.person) if here.person is not None else None
        this.here, this.talk = here, talk
        this.who = who_writes(person, Requester(conversation=talk.id, contact_point=here, language=talk.language))

    async def _meet_anew(self, this: Moment, stimulus: Arrived) -> None:
        """A number that was silent for so long may be another's: who writes from it sees nothing of what was before."""
        talk = this.talk
        policy = this.community.default_team().policy.texting
        if talk is None or not has_lapsed(talk.last_at, policy, this.now):
            return
        for incident in await incidents.heard_in(this.store, talk.id):
            await self._incident_command(this, c.GoSilent(incident=incident, how="expired", said_in=talk.id))
        renewed = afresh(talk, this.now)
        language = self._first_language(this, stimulus)
        this.talk = replace(renewed, language=language, texting=Texting(), passing=Passing(), pending=None, errors=0)
        if isinstance(this.who, Requester):
            this.who = replace(this.who, language=language)
        await conversations.keep(this.store, talk, this.talk)
        _log.info("a number is met anew", conversation=talk.id)

    def _first_language(self, this: Moment, stimulus: Arrived) -> str:
        hint = (stimulus.inbound.language_hint or "").split("-")[0]
        text = stimulus.inbound.text
        said = self._gatherer.read_on(text).language
        commanded = self._gatherer.words.vocabulary.tongue(normalise(text[:LONGEST_WORDS]))
        if commanded == _EVERYBODYS:
            commanded = None
        for language in (said, commanded, hint):
            if language in this.community.languages:
                return language
        return this.community.default_language

    async def _follow(self, this: Moment, before: Conversation, step: Step) -> None:
        """Do what is wanted, say what the talk itself has to say, and keep the talk as it is after all that."""
        this.talk = step.talk
        _log.debug("a step", conversation=before.id, incident=before.incident, why=step.why)
        hushed = any(isinstance(each, c.SetTexting) and not each.safe for each in step.commands)
        if (step.talk.silent and not before.silent) or hushed:
            await deliveries.withdraw(this.store, conversation=before.id)  # what waits was planned before they said so
        if step.talk.language != before.language and step.talk.incident is not None:
            await self._incident_command(this, c.SpeakOn(incident=step.talk.incident, language=step.talk.language))
        for command in step.commands:
            await self._do(this, command)
        for say in step.says:
            await self._say(this, say, None, None)
        await self._wake_for_place(this)
        self._wake_for_held(this, before)
        self._wake_for_waiting(this, before)
        await conversations.keep(this.store, before, this.talk, step.events)

    async def _wake_for_place(self, this: Moment) -> None:
        """A call that cannot be placed in time becomes an incident all the same."""
        talk = this.talk
        if talk is None or not talk.is_telling():
            return
        within = this.community.default_team().policy.place_within
        which = f"{talk.id}:{talk.started_at:%Y%m%d%H%M%S}"
        this.wakes.append(Wake(kind=WakeKind.PLACE_LATE, subject=which, at=talk.started_at + within))
        if talk.intake.has_told() and talk.intake.place is None and Question.AGAIN not in talk.intake.asked:
            at = max(talk.started_at + within / 2, this.now + within / 4)
            if at < talk.started_at + within:
                this.wakes.append(Wake(kind=WakeKind.PLACE_LATE, subject=f"{which}:{_AGAIN}", at=at))

    def _wake_for_held(self, this: Moment, before: Conversation) -> None:
        """Words that are kept and not passed on yet are, when this crowded minute is over."""
        talk = this.talk
        if talk is None or talk.pace.held_from in (None, before.pace.held_from):
            return
        subject, at = f"{talk.id}:{talk.pace.held_from}", talk.pace.ends(this.now)
        this.wakes.append(Wake(kind=WakeKind.WORDS_HELD, subject=subject, at=at, incident=talk.incident))

    def _wake_for_waiting(self, this: Moment, before: Conversation) -> None:
        """Words that wait for an answer of their writer wait no longer than the policy says."""
        talk = this.talk
        held = talk.passing.held if talk is not None else None
        if talk is None or held is None or held == before.passing.held:
            return
        at = this.now + this.community.default_team().policy.relay.waits
        this.wakes.append(Wake(kind=WakeKind.RELAY_WAITS, subject=f"{talk.id}:{held.id}", at=at))

    # --- what is wanted

    async def _do(self, this: Moment, command: c.Command) -> None:
        await self._obey(this, command)
        if isinstance(command, c.Accept) and command.by is not None and not is_drill(command.incident):
            await self._rotas.shifts.came(this, command.by)
            await self._sightings.went_to_look(this, command.incident, command.by)
        if isinstance(command, _CHANGES_WHO_MAY_BE_ASKED):
            await self._rotas.proofs.person_changed(this, command.person)

    async def _obey(self, this: Moment, command: c.Command) -> None:
        match command:
            case c.OpenIncident():
                await self._open(this, command)
            case c.ReportCall() | c.ReportExit() | c.KnockAtDoor():
                await self._hear_at_the_door(this, command)
            case c.SetAvailability():
                await self._set_availability(this, command)
            case c.BindAccount():
                await self._bind(this, command)
            case c.ShowBoard() | c.SeeTo() | c.ShowBlocks() | c.SwitchFlood():
                await self._coordinators_word(this, command)
            case c.SetLanguage():
                await self._set_language(this, command)
            case c.EndRest():
                await self._end_rest(this, command)
            case c.OptOut() | c.OptIn():
                await self._opt(this, Reach.OPTED_OUT if isinstance(command, c.OptOut) else Reach.WORKS)
            case c.HearCodeWord():
                await self._hear_code_word(this, command)
            case (
                c.Approve() | c.Suspend() | c.Revoke() | c.MakeInvite() | c.AddMember() | c.Leave() | c.StayIn()
                | c.AddContactPoint() | c.ArrangeContactPoint()
            ):  # fmt: skip
                await self._about_member(this, command)
            case (
                c.ChangeCard()
                | c.KeepAside()
                | c.ClaimSkill()
                | c.DropSkill()
                | c.DecideClaim()
                | c.ConfirmSkill()
                | c.TryReach()
                | c.AnswerTest()
                | c.OfferNumber()
                | c.SetCodeWord()
            ):
                await self._about_people(this).do(command)
            case (
                RotaCommand()
                | CardsCommand()
                | c.SightingCommand()
                | c.SetCustody()
                | TrainingCommand()
                | CohortCommand()
                | c.CheckInCommand()
                | DrillCommand()
                | TaskCommand()
                | ComplaintCommand()
                | MemoryCommand()
            ):
                await self._beside_calls(this, command)
            case _:
                await self._about_call(this, command)

    async def _coordinators_word(
        self, this: Moment, command: c.ShowBoard | c.SeeTo | c.ShowBlocks | c.SwitchFlood
    ) -> None:
        """What a coordinator wants that is about no single call."""
        match command:
            case c.ShowBoard():
                await self._show_board(this, command)
            case c.SeeTo():
                await self._see_to(this)
            case c.ShowBlocks():
                await self._floods.show_blocks(this, command)
            case _:
                await self._floods.switch(this, command)

    async def _end_rest(self, this: Moment, command: c.EndRest) -> None:
        try:
            await self._strains.end(this, command)
        except Refused as refused:
            await self._refused(this, refused)
            return
        coordinator = this.who
        await self._look_again(this, command.person)
        this.who = coordinator

    async def _set_availability(self, this: Moment, command: c.SetAvailability) -> None:
        await people.set_availability(this.store, command.person, command.availability, command.until)
        self._gatherer.people_changed(this.store)
        if command.until is not None and command.availability is Availability.OFF:
            self._about_people(this).pause(command.until)
        await self._look_again(this, command.person)
        if command.availability is Availability.OFF:
            await self._rotas.tell_nobody_left(this, command.person, command.until)

    async def _about_call(self, this: Moment, command: c.AnIncidentCommand | c.APanicCommand) -> None:
        """A call for help: a requester's, or that of a member who goes."""
        if refused_in_a_drill(command):
            await self._refused(this, Refused(MessageKind.C_DRILL_NOT))
            return
        if isinstance(command, c.IncidentCommand) and await self._is_kept_away(this, command):
            return
        if isinstance(command, c.Merge | c.TakeApart | c.SplitOff):
            await self._hands.do(this, command)
            return
        if isinstance(command, c.BlockSender):
            await self._floods.block(this, command)
            return
        if isinstance(command, c.UnblockSender):
            await self._floods.unblock(this, command)
            return
        if not isinstance(command, c.PanicCommand):
            await self._incident_command(this, command)
            for other in await heard_elsewhere(this, command):
                await self._incident_command(this, other)
            return
        try:
            await self._panic.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)
        if isinstance(command, c.RaisePanic):
            await self._drills.make_room(this, "mayday", besides=command.person)

    async def _is_kept_away(self, this: Moment, command: c.AnIncidentCommand) -> bool:
        """True where others have the call: whoever wants something with it hears so, and not why."""
        away = await self._gatherer.kept_from(this.store, kept_away.calls_of(command))
        for each in (call for call, kept in away.items() if command.by in kept):
            call = await incidents.load(this.store, each)
            if call is not None and not kept_away.may_still(call, command):
                await self._refused(this, Refused(MessageKind.C_HANDS_OTHERS, {"number": call.number}))
                return True
        return False

    async def _about_rotas(self, this: Moment, command: ARotaCommand) -> None:
        try:
            await self._rotas.do(this, command)
        except Refused as refused:
            drafted = isinstance(command, ChangeRota) and command.seen is not None
            if not drafted or not await self._show_draft_anew(this):
                await self._refused(this, refused)

    async def _beside_calls(
        self,
        this: Moment,
        command: ARotaCommand
        | ACardsCommand
        | c.ASightingCommand
        | c.SetCustody
        | ATrainingCommand
        | ADrillCommand
        | ATaskCommand
        | AComplaintCommand
        | ACohortCommand
        | c.ACheckInCommand
        | AMemoryCommand,
    ) -> None:
        if isinstance(command, RotaCommand):
            await self._about_rotas(this, command)
        elif isinstance(command, CardsCommand):
            await self._cards.do(this, command)
        elif isinstance(command, TrainingCommand):
            await self._about_trainings(this, command)
        elif isinstance(command, DrillCommand):
            await self._about_drills(this, command)
        elif isinstance(command, TaskCommand | ComplaintCommand):
            await self._about_tasks(this, command)
        elif isinstance(command, MemoryCommand):
            await self._about_memory(this, command)
        elif isinstance(command, CohortCommand):
            await self._about_cohorts(this, command)
        else:
            await self._about_sightings(this, command)

    async def _about_trainings(self, this: Moment, command: ATrainingCommand) -> None:
        try:
            await self._trainings.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)

    async def _about_drills(self, this: Moment, command: ADrillCommand) -> None:
        try:
            await self._drills.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)

    async def _about_tasks(self, this: Moment, command: ATaskCommand | AComplaintCommand) -> None:
        """What people must do, and what they complain of."""
        try:
            if isinstance(command, TaskCommand):
                await self._tasks.do(this, command)
            else:
                await self._complaints.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)

    async def _about_memory(self, this: Moment, command: AMemoryCommand) -> None:
        """What a team remembers of its calls."""
        try:
            if isinstance(command, ShowFigures):
                await self._figures.show(this, command)
            else:
                await self._debriefs.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)

    async def _about_cohorts(self, this: Moment, command: ACohortCommand) -> None:
        try:
            await self._cohorts.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)

    async def _about_sightings(
        self, this: Moment, command: c.ASightingCommand | c.SetCustody | c.ACheckInCommand
    ) -> None:
        """What is seen of enforcement, how those stand whom it has taken, and how people are afterwards."""
        try:
            if isinstance(command, c.SetCustody):
                await self._custody.do(this, command)
            elif isinstance(command, c.CheckInCommand):
                await self._check_ins.do(this, command)
            else:
                await self._sightings.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)

    async def _show_draft_anew(self, this: Moment) -> bool:
        """Others changed what a draft stands on as it was to count: it is kept, and seen again as it is now."""
        if this.talk is None or not isinstance(this.who, Person):
            return False
        facts = await self._gatherer.talk_facts(this.store, this.who, None, this.now, this.stimulus)
        step = rotation.shown_anew(this.talk, this.who, facts, this.now)
        if step is None:
            return False
        this.talk = step.talk
        for say in step.says:
            await self._say(this, say, None, None)
        return True

    async def _about_member(self, this: Moment, command: c.AMembersCommand) -> None:
        try:
            await self._vetting.do(this, command)
        except Refused as refused:
            await self._refused(this, refused)
            return
        if isinstance(command, c.Approve):
            self._drills.offer_first(this, command.team, await people.load(this.store, command.person))

    async def _incident_command(self, this: Moment, command: c.AnIncidentCommand) -> None:
        await self._gatherer.hold_asking(this.store)
        incident = await incidents.load(this.store, command.incident, hold=True)
        if incident is None:
            return
        before = incident
        this.drills.add(incident.drill)
        if has_passed(incident, command) and self._lets_pass(this, incident, command):
            return
        if isinstance(command, c.AddWords) and command.place is not None and not incident.areas:
            incident = self._replanned(this, incident, command.place.areas)
        if isinstance(command, c.SetWindow):
            incident = self._planned_for(this, incident, command.window)
        incident, command = await self._hands.completed(this, incident, command)
        if is_only_noted(incident, command):
            facts = self._few_facts(this)
        else:
            facts = await self._facts(this, self._as_placed(this, incident, command))
        if isinstance(command, c.Close):
            facts = await self._hands.knowing_what_goes_on(this, incident, facts)
        if isinstance(command, c.Assign) and command.person not in facts.people:
            await self._refused(this, Refused(MessageKind.C_NO_SUCH_PERSON, {"person": command.person}))
            return
        try:
            decision = decide(incident, command, facts, this.now)
        except Refused as refused:
            await self._refused(this, refused)
            return
        fail_point("turn.before_keep")
        await self._hands.seen_to(this, incident, command)
        await self._keep(this, before, decision, facts)
        if incident.drill and isinstance(command, c.RelayWords):
            await self._drills.heard(this, decision.incident, command)
        if before.place != decision.incident.place or before.keeps_pages_back() != decision.incident.keeps_pages_back():
            await self._floods.offer_merge(this, decision.incident, facts)
        if isinstance(command, c.AskStatus) and incident.protection_area is ProtectionArea.CRIMINAL_LEGAL:
            asked_in = command.said_in or incident.conversation
            if asked_in is not None:
                await self._custody.news(this, incident, asked_in)
        if isinstance(command, c.TakeCare) and command.by is not None:
            theirs = {TaskKind.FIELD_WELFARE, TaskKind.CALL_TEAM}
            open_now = await tasks.open_of(this.store, incident.id)
            await tasks.give(this.store, (each.id for each in open_now if each.kind in theirs), command.by)

    def _lets_pass(self, this: Moment, incident: Incident, command: c.AnIncidentCommand) -> bool:
        """Many timers outlive what they were set for. True if that is all there is to this one."""
        decision = decide(incident, command, self._few_facts(this), this.now)
        if not decision.leaves(incident):
            return False
        _log.info("a decision", incident=incident.id, status=incident.status.value, why=f"{decision.why}: has passed")
        return True

    def _few_facts(self, this: Moment) -> Facts:
        """For what is only written down, and for what has passed: there is very much of either."""
        return Facts(
            candidates=(),
            coordinators=(),
            reading=this.now.time(),
            emergency="",
            code_names=(),
            ids=self._mint,
            stimulus=this.stimulus,
        )

    def _replanned(self, this: Moment, incident: Incident, areas: tuple[AreaId, ...]) -> Incident:
        """The incident under the plan of the team whose area it lies in after all, unless somebody is going already."""
        nature = this.community.natures.get(incident.nature)
        if not areas or nature is None or incident.going():
            return incident
        team, ready = self._team_for(this.community, areas, nature)
        on_call = on_call_of(team, areas, incident.need.skills, this.now)
        plan_made = replace(
            incident.plan, policy=team.policy, team=team.id, time_zone=team.time_zone, on_call=on_call, ready=ready
        )
        return replace(incident, team=team.id, plan=plan_made)

    @staticmethod
    def _as_placed(this: Moment, incident: Incident, command: c.AnIncidentCommand) -> Incident:
        """The incident with those who may be asked once it lies where `command` says."""
        if isinstance(command, c.KeepFrom):
            return replace(incident, kept_from=command.people)
        placed = command.place if isinstance(command, c.AddWords) else None
        if placed is None or not incident.plan.ready or set(placed.areas) <= set(incident.areas):
            return incident
        again = incident.also_heard(command.said_in) is not None  # their place may change nothing
        if again or not says_more(placed, incident.place):
            return incident
        return as_shared(this.community, incident, placed.areas, this.now)

    def _planned_for(self, this: Moment, incident: Incident, window: Window | None) -> Incident:
        """The incident with those on call who are when it will be."""
        team = this.community.teams.get(incident.plan.team)
        if team is None:
            return incident
        at = this.now if window is None else max(this.now, window.start)
        on_call = on_call_of(team, incident.areas, incident.need.skills, at)
        return replace(incident, plan=replace(incident.plan, on_call=on_call))

    async def _facts(self, this: Moment, incident: Incident) -> Facts:
        facts = await self._gatherer.dispatch_facts(
            this.store,
            team=incident.team,
            on_call=incident.plan.on_call,
            now=this.now,
            stimulus=this.stimulus,
            incident=incident,
            policy=incident.plan.policy,
        )
        for conversation in callers(incident):
            facts = await self._without(this, facts, await conversations.member_of(this.store, conversation))
        if not incident.kept_from.isdisjoint(facts.coordinators):
            others = await self._gatherer.other_coordinators(this.store, incident.team)
            facts = kept_from(facts, incident.kept_from, others)
        if incident.is_ahead(this.now) and incident.need.window is not None:
            booked = await incidents.booked(this.store, incident.need.window, besides=incident.id)
            facts = replace(
                facts, candidates=tuple(replace(each, booked=each.person.id in booked) for each in facts.candidates)
            )
        return self._hands.knowing_who_asks(this, facts)

    @staticmethod
    async def _without(this: Moment, facts: Facts, caller: PersonId | None) -> Facts:
        """A member who needs help is not asked to come to their own call; what they wrote of others counts for it."""
        if caller is None:
            return facts
        known = facts.people
        if caller not in known and (member := await people.load(this.store, caller)) is not None:
            known = {**known, caller: member}
        others = tuple(each for each in facts.candidates if each.person.id != caller)
        return replace(facts, candidates=others, people=known, callers=(*facts.callers, caller))

    async def _refused(self, this: Moment, refused: Refused) -> None:
        """The rules said no: whoever asked hears the sentence. The clock does not."""
        if isinstance(this.who, Person):
            kind = MessageKind(refused.key)
            key = f"{kind.value}:{this.stimulus}:refused"
            say = Say(kind=kind, to=this.who.id, to_member=True, key=key, params=refused.params, reply=True)
            await self._say(this, say, None, None)

    # --- an incident opens

    async def _open(self, this: Moment, command: c.OpenIncident) -> None:
        talk = this.talk
        if talk is None or talk.incident is not None:
            return
        intake = command.intake
        nature = self._nature(this, intake)
        place = intake.place if intake.place is not None and intake.place.kind is not PlaceKind.WORDS else None
        areas = place.areas if place is not None else ()
        team, ready = self._team_for(this.community, areas, nature)
        wordless = not intake.words and not intake.danger
        outside = place is not None and not areas
        known = areas or (intake.nature is not None and not wordless and not outside)
        paging = ready and bool(known or intake.danger)
        on_call = on_call_of(team, areas, nature.need.skills, this.now)
        await self._gatherer.hold_asking(this.store)
        facts = await self._gatherer.dispatch_facts(
            this.store, team=team.id, on_call=on_call, now=this.now, stimulus=this.stimulus
        )
        facts = await self._without(this, facts, talk.person)
        drill = self._plays(this)
        away = frozenset() if drill else await self._complaints.who_may_be_meant_by(this.store, talk)
        if not away.isdisjoint(facts.coordinators):
            facts = kept_from(facts, away, await self._gatherer.other_coordinators(this.store, team.id))
        opened = new_call(
            id_=IncidentId(self._mint.id(DRILL if drill else "inc")),
            number=await incidents.next_number(this.store),
            team=team,
            nature=nature,
            ready=ready,
            on_call=on_call,
            wording=WORDING,
            conversation=talk.id,
            requester_code=facts.code_names[-1],
            language=command.language,
            words=() if intake.discreet else intake.words,
            now=this.now,
        )
        private = intake.discreet or nature.protection_area in DISCREET
        ledger = self._first_ledger(intake, zone(team.time_zone), this.now, keeps_to_itself=private)
        if ledger.safe is None and talk.texting.is_unsafe(this.now):
            ledger = replace(ledger, safe=False, safe_until=talk.texting.unsafe_until)
        incident = replace(
            opened,
            discreet=intake.discreet,
            retention=self._kept(intake, team, nature),
            areas=tuple(areas),
            place=intake.place if place is None else place,
            danger=bool(intake.danger),
            silent=talk.silent or command.pressed or ledger.safe is False,
            ledger=ledger,
            drill=drill,
            kept_from=away,
        )
        if paging and not drill and sharing_teams(this.community, incident, areas):
            facts = await self._facts(this, as_shared(this.community, incident, areas, this.now))
        if not drill:
            incident = replace(incident, doubt=await self._floods.doubted(this, incident, team))
            near = await self._gatherer.with_who_passes(this.store, incident, facts.candidates, this.now)
            facts = replace(facts, candidates=tuple(near))
        area = nature.protection_area
        counted = read(" ".join(intake.words), self._gatherer.lexicon).people > 0
        decision = open_incident(
            incident,
            facts,
            this.now,
            paging=paging,
            referral=None if ready else self._gatherer.referral(this.community, team, area, talk.language),
            asking="" if talk.texting.discreet else self._gatherer.asking(team, area, talk.language, counted=counted),
            outside=outside,
        )
        await self._keep(this, None, decision, facts)
        await self._floods.offer_merge(this, decision.incident, facts)
        this.talk = replace(this.talk or talk, incident=incident.id)  # what was said meanwhile stands in it
        if incident.keeps_to_itself():
            this.talk = replace(
                this.talk, intake=replace(this.talk.intake, words=())
            )  # nor are they kept with the talk
        if this.here is not None and this.here.reach in _CANNOT_BE_WRITTEN_TO:
            await self._incident_command(this, c.CannotReach(incident=incident.id))
        if command.pressed:
            await self._incident_command(this, c.SayCodeWord(incident=incident.id, pressed=True))

    def _first_ledger(self, intake: Intake, where: ZoneInfo, now: datetime, *, keeps_to_itself: bool) -> Ledger:
        """What they had allowed or refused by the time the call opened, whether their phone may be texted, what helps
        us reach them, and which kinds the danger is or is not."""
        known = self._gatherer.words.vocabulary
        texting = [each for text in intake.words if (each := texting_said(text, known, where, now)) is not None]
        said = (each for text in intake.words for each in stated(text, known.consent))
        reach = (reach_said(text, known.reach) for text in intake.words if not has_identifiers(text))
        ledger = Ledger(
            kinds=intake.kinds,
            consents={each.permit: Consent(answer=each.answer, words=each.words) for each in said},
            reach="; ".join(dict.fromkeys(filter(None, reach))),
            safe=texting[-1].safe if texting else None,
            safe_until=texting[-1].until if texting else None,
        ).denying(intake.denied)
        return ledger.wordless() if keeps_to_itself else ledger

    async def _open_look(self, this: Moment, sighting: Sighting) -> IncidentId:
        """A call of the team's own: somebody is to go and look at a sighting, from afar. Nobody called for it."""
        nature = LOOK
        team = this.community.teams.get(sighting.team) or this.community.default_team()
        on_call = on_call_of(team, sighting.areas, nature.need.skills, this.now)
        facts = await self._gatherer.dispatch_facts(
            this.store, team=team.id, on_call=on_call, now=this.now, stimulus=this.stimulus
        )
        opened = new_call(
            id_=IncidentId(self._mint.id("inc")),
            number=await incidents.next_number(this.store),
            team=team,
            nature=nature,
            ready=True,
            on_call=on_call,
            wording=WORDING,
            conversation=None,
            requester_code=facts.code_names[-1],
            language=this.community.default_language,
            words=(),
            now=this.now,
        )
        incident = replace(opened, areas=sighting.areas, place=sighting.place)
        decision = open_incident(incident, facts, this.now, paging=True, referral=None)
        await self._keep(this, None, decision, facts)
        return incident.id

    def _nature(self, this: Moment, intake: Intake) -> Nature:
        """What the call is under. An area for which the community has no nature stays what it is."""
        reading = read(" ".join(intake.words), self._gatherer.lexicon)
        for guessed in (intake.nature, nature_for(reading, this.community)):
            if guessed is not None and guessed in this.community.natures:
                return this.community.natures[guessed]
            if guessed is not None and (area := area_unserved(guessed)) is not None:
                return self._gatherer.words.toolkit.unserved(area)
        return _gentlest(this.community)

    @staticmethod
    def _team_for(community: Community, areas: tuple[AreaId, ...], nature: Nature) -> tuple[Team, bool]:
        """The team that takes it, and whether it is ready for such calls."""
        covering = community.teams_for(areas, nature.protection_area)
        team = covering[0] if covering else community.default_team()
        return team, nature.id in community.natures and community.is_ready(team, nature.protection_area)

    def _kept(self, intake: Intake, team: Team, nature: Nature) -> Retention:
        """How long what is kept of it is: as the team says of the area, else as its nature; of a discreet need no
        longer than that area's."""
        own = team.protections.get(nature.protection_area)
        kept = (
            nature.retention
            if own is None or own.words_kept is None
            else replace(nature.retention, words=own.words_kept)
        )
        most = [self._gatherer.words.toolkit.retention(each) for each in DISCREET] if intake.discreet else []
        return replace(kept, words=min([kept.words, *(each.words for each in most)]))

    # --- timers

    async def _timer_fired(self, this: Moment, fired: TimerFired) -> None:
        match fired.kind:
            case WakeKind.PAGE_EXPIRES:
                await self._page_expires(this, fired)
            case WakeKind.NEXT_CONTACT:
                await self._next_contact(this, fired)
            case WakeKind.PLACE_LATE:
                await self._place_late(this, fired)
            case (
                WakeKind.PLACE_MOVED | WakeKind.LATER | WakeKind.AID_SILENT | WakeKind.FLOOD_DANGER | WakeKind.LEDGER
                | WakeKind.SIGHTING_OLD | WakeKind.ALERTS_END | WakeKind.CUSTODY_SILENT
                | WakeKind.CHECK_IN | WakeKind.CHECK_IN_TASK | WakeKind.DEBRIEF
            ):  # fmt: skip
                await self._moment_of_call(this, fired)
            case WakeKind.WORDS_HELD | WakeKind.RELAY_WAITS:
                await self._words_waited(this, fired)
            case WakeKind.QUIET_ENDS:
                await self._quiet_ends(this, fired)
            case (
                WakeKind.HELD_ALONE | WakeKind.ASK_WELL | WakeKind.NO_SIGN | WakeKind.TEAM_SILENT
                | WakeKind.WATCH_OFFERED
            ):  # fmt: skip
                await self._look_after(this, fired)
            case WakeKind.PROVIDER_DOWN | WakeKind.PROVIDER_BACK:
                await self._outages.fired(this, fired)
            case WakeKind.ASK_AGAIN:
                await self._ask_again(this, fired)
            case (
                WakeKind.SHIFT
                | WakeKind.PROOF
                | WakeKind.TRAINING
                | WakeKind.COHORT
                | WakeKind.TASKS
                | WakeKind.COMPLAINT
                | WakeKind.DRILL
                | WakeKind.DRILL_REACH
            ):
                await self._of_the_calendar(this, fired)
            case WakeKind.FLOOD_LOOK | WakeKind.HANDS_UNANSWERED:
                await self._for_coordinators(this, fired)
            case (
                WakeKind.STILL_IN | WakeKind.STILL_IN_SILENT | WakeKind.ERASE | WakeKind.PAUSE_ENDS
                | WakeKind.TEST_NEXT | WakeKind.TEST_LATE | WakeKind.SKILLS_END
                | WakeKind.TIME_OFF | WakeKind.SWAP_REMIND | WakeKind.SWAP_CLOSES | WakeKind.REST_BEGINS
                | WakeKind.PANIC_AGAIN
            ):  # fmt: skip
                await self._members_timer_fired(this, fired)
            case _:
                assert_never(fired.kind)

    async def _of_the_calendar(self, this: Moment, fired: TimerFired) -> None:
        """Something planned for this moment: a shift, a look ahead, a training, a cohort, what waits for long."""
        if fired.kind is WakeKind.SHIFT:
            await self._rotas.shifts.fired(this, fired.subject)
            await self._trainings.shift_fired(this, fired.subject)
        elif fired.kind is WakeKind.COHORT:
            await self._cohorts.fired(this, fired.subject)
        elif fired.kind is WakeKind.PROOF:
            await self._rotas.proofs.fired(this, fired.subject)
        elif fired.kind is WakeKind.DRILL:
            await self._drills.fired(this, fired.subject)
        elif fired.kind is WakeKind.DRILL_REACH:
            await self._drills.reach_over(this, fired.subject)
        elif fired.kind is WakeKind.TASKS:
            await self._tasks.fired(this, fired.subject)
        elif fired.kind is WakeKind.COMPLAINT:
            await self._complaints.fired(this, fired.subject)
        else:
            await self._trainings.fired(this, fired.subject)

    async def _for_coordinators(self, this: Moment, fired: TimerFired) -> None:
        """It is time that they hear something."""
        if fired.kind is WakeKind.FLOOD_LOOK:
            await self._floods.look(this, fired.subject)
        else:
            await self._hands.unanswered(this, fired)

    async def _moment_of_call(self, this: Moment, fired: TimerFired) -> None:
        """A moment of a call, or of what stands beside calls, that needs nothing but the rules."""
        if fired.kind in (WakeKind.SIGHTING_OLD, WakeKind.ALERTS_END, WakeKind.CUSTODY_SILENT):
            await self._beside_calls_fired(this, fired)
            return
        if fired.kind in (WakeKind.CHECK_IN, WakeKind.CHECK_IN_TASK):
            await self._check_ins.woke(this, fired)
            return
        if fired.kind is WakeKind.DEBRIEF:
            await self._debriefs.fired(this, fired.subject)
            return
        if fired.incident is None:
            return
        if fired.kind is WakeKind.PLACE_MOVED:
            await self._incident_command(this, c.TellPlace(incident=fired.incident))
        elif fired.kind is WakeKind.FLOOD_DANGER:
            await self._incident_command(this, c.DoubtWaited(incident=fired.incident))
        elif fired.kind is WakeKind.AID_SILENT:
            await self._incident_command(this, c.AidSilent(incident=fired.incident))
        elif fired.kind is WakeKind.LEDGER:
            await self._incident_command(this, c.KeepLedger(incident=fired.incident, subject=fired.subject))
        else:
            await self._incident_command(this, c.KeepTime(incident=fired.incident, subject=fired.subject))

    async def _beside_calls_fired(self, this: Moment, fired: TimerFired) -> None:
        """Nothing new was heard for long of a sighting or of somebody in custody, or somebody's alerts end."""
        if fired.kind is WakeKind.SIGHTING_OLD:
            await self._sightings.grown_old(this, fired.subject)
        elif fired.kind is WakeKind.ALERTS_END:
            await self._sightings.alerts_end(this, fired.subject)
        else:
            await self._custody.silent(this, fired.subject)

    async def _members_timer_fired(self, this: Moment, fired: TimerFired) -> None:
        """Those that belong to a member and no call."""
        match fired.kind:
            case WakeKind.STILL_IN:
                await self._vetting.ask_whether_still_in(this, fired.subject)
            case WakeKind.STILL_IN_SILENT:
                await self._vetting.hear_of_silence(this, fired.subject)
            case WakeKind.ERASE:
                await self._vetting.erase(this, fired.subject)
            case WakeKind.PAUSE_ENDS:
                back = await self._about_people(this).pause_ends(fired.subject)
                if back is not None:
                    await self._look_again(this, back)
            case WakeKind.TEST_NEXT:
                await self._about_people(this).test_next(fired.subject)
            case WakeKind.TEST_LATE:
                await self._about_people(this).test_late(fired.subject)
            case WakeKind.SKILLS_END:
                await self._about_people(this).skills_end()
            case WakeKind.PANIC_AGAIN:
                await self._panic.again(this, fired.subject)
            case WakeKind.TIME_OFF:
                await self._rotas.time_off.fired(this, fired.subject)
            case WakeKind.SWAP_REMIND:
                await self._rotas.swaps.remind(this, fired.subject)
            case WakeKind.SWAP_CLOSES:
                await self._rotas.swaps.time_is_up(this, fired.subject)
            case WakeKind.REST_BEGINS:
                await self._strains.begins(this, fired.subject)
            case _:
                raise LookupError(fired.kind)

    async def _look_after(self, this: Moment, fired: TimerFired) -> None:
        if fired.incident is not None:
            look = c.LookAfter(incident=fired.incident, wake=fired.kind, subject=fired.subject)
            await self._incident_command(this, look)

    async def _page_expires(self, this: Moment, fired: TimerFired) -> None:
        """Time is up. A page that never left asked nobody; one that could not even be planned has failed."""
        if fired.incident is None:
            return
        page = PageId(fired.subject)
        planned = await deliveries.states_of_page(this.store, page)
        if not planned:
            await self._incident_command(this, c.FailPage(incident=fired.incident, page=page))
            return
        unsent = planned <= _NEVER_LEFT
        await self._incident_command(this, c.Expire(incident=fired.incident, page=page, unsent=unsent))

    async def _ask_again(self, this: Moment, fired: TimerFired) -> None:
        """It is time for the next round."""
        if fired.incident is not None:
            number = int(fired.subject.split("|")[1])
            await self._incident_command(this, c.AskAgain(incident=fired.incident, round=number))

    async def _quiet_ends(self, this: Moment, fired: TimerFired) -> None:
        """Somebody wakes: a call for which nobody was left may ask them now."""
        incident = await incidents.load(this.store, fired.incident) if fired.incident is not None else None
        if incident is not None and incident.wants_somebody():
            await self._incident_command(this, c.LookAgain(incident=incident.id))

    def _about_people(self, this: Moment) -> PersonTurn:
        async def say(what: Say) -> None:
            await self._say(this, what, None, None)

        return PersonTurn(
            store=this.store,
            now=this.now,
            stimulus=this.stimulus,
            community=this.community,
            mint=self._mint,
            gatherer=self._gatherer,
            here=this.here,
            talk=this.talk,
            say=say,
            sends=this.planned,
            wakes=this.wakes,
        )

    async def _place_late(self, this: Moment, fired: TimerFired) -> None:
        conversation, _, rest = fired.subject.partition(":")
        began, _, again = rest.partition(":")
        talk = await conversations.load(this.store, ConversationId(conversation), hold=True)
        if talk is None or talk.incident is not None or f"{talk.started_at:%Y%m%d%H%M%S}" != began:
            return
        here = await people.contact_point(this.store, talk.contact_point)
        if here is None or talk.silent:
            return
        patience = this.community.default_team().policy.place_within / 4
        if again == _AGAIN and this.now - talk.last_at < patience:  # who has just written may be writing
            subject = f"{conversation}:{began}:{_AGAIN} later"
            this.wakes.append(Wake(kind=WakeKind.PLACE_LATE, subject=subject, at=talk.last_at + patience))
            return
        this.talk, this.here = talk, here
        this.who = Requester(conversation=talk.id, contact_point=here, language=talk.language)
        facts = await self._gatherer.talk_facts(this.store, this.who, None, this.now, this.stimulus)
        late = ask_place_again if again else place_late
        await self._follow(this, talk, late(talk, facts, this.now))

    async def _words_waited(self, this: Moment, fired: TimerFired) -> None:
        if fired.kind is WakeKind.RELAY_WAITS:
            await self._waits_no_longer(this, fired)
        else:
            await self._words_held(this, fired)

    async def _words_held(self, this: Moment, fired: TimerFired) -> None:
        conversation, _, since = fired.subject.partition(":")
        talk = await conversations.load(this.store, ConversationId(conversation), hold=True)
        if talk is None or fired.incident is None or talk.pace.held_from != int(since):
            return
        told = replace(talk, pace=replace(talk.pace, held_from=None))
        await conversations.keep(this.store, talk, told)
        await self._incident_command(this, c.TellWords(incident=fired.incident, since=int(since)))

    async def _waits_no_longer(self, this: Moment, fired: TimerFired) -> None:
        """Nobody said how a text should go: it is gone, and a member hears so. A requester's went without it."""
        conversation, _, waiting = fired.subject.partition(":")
        talk = await conversations.load(this.store, ConversationId(conversation), hold=True)
        held = talk.passing.held if talk is not None else None
        if talk is None or held is None or held.id != waiting:
            return
        over = replace(talk, passing=replace(talk.passing, held=None))
        await conversations.keep(this.store, talk, over)
        own = held.to is not None and held.to == talk.incident
        if talk.person is not None and not own:
            kind = MessageKind.M_RELAY_EXPIRED
            say = Say(kind=kind, to=talk.person, to_member=True, key=f"{kind.value}:{held.id}", at_once=True)
            await self._say(this, replace(say, contact_point=talk.contact_point), None, None)

    async def _hear_at_the_door(self, this: Moment, command: c.ReportCall | c.ReportExit | c.KnockAtDoor) -> None:
        match command:
            case c.ReportCall():
                await self._report_call(this, voice=command.voice)
            case c.ReportExit():
                await self._report_exit(this)
            case c.KnockAtDoor():
                await self._hear_who_knocks(this, command)

    async def _hear_who_knocks(self, this: Moment, command: c.KnockAtDoor) -> None:
        team = this.community.default_team().id
        facts = await self._gatherer.dispatch_facts(
            this.store, team=team, on_call=frozenset(), now=this.now, stimulus=this.stimulus
        )
        await tasks.open_task(this.store, self._task(this, TaskKind.SIGN_UP, team, "somebody wants to take part"))
        params: Params = {"door": command.door.value, "said": command.words}
        once = this.stimulus if command.door is Door.TRAINING else _window(this.now)  # each question is heard
        for person in facts.coordinators:
            key = f"{MessageKind.C_DOOR.value}:{command.conversation}:{once}:{person}"
            subject = TaskKind.SIGN_UP.value
            say = Say(kind=MessageKind.C_DOOR, to=person, to_member=True, key=key, params=params, subject=subject)
            await self._say(this, say, None, facts)

    async def _report_call(self, this: Moment, *, voice: bool) -> None:
        """Somebody phoned: a task for each call they phone about, one for all strangers, and a word now and then. Their
        `voice` in a call is told without a task: what they need stands there."""
        talk = this.talk
        if talk is None:
            return
        incident = await incidents.load(this.store, talk.incident) if talk.incident is not None else None
        alive = incident is not None and incident.is_alive()
        team = incident.team if incident is not None and alive else this.community.default_team().id
        facts = await self._gatherer.dispatch_facts(
            this.store, team=team, on_call=frozenset(), now=this.now, stimulus=this.stimulus
        )
        if not (voice and alive):
            task = self._task(this, TaskKind.PHONED, team, "somebody phoned or sent voice, and was asked to text")
            await tasks.open_task(this.store, replace(task, incident=incident.id if incident and alive else None))
        params: dict[str, str | int] = {"number": "", "caller": ""}
        if incident is not None and alive:
            params = {"number": incident.number, "caller": incident.requester_code}
        elif isinstance(this.who, Person):
            params["caller"] = this.who.roster_name
        # Machines phone too: strangers' calls are told of together, those about a call each on its own.
        whom = params["caller"] or "a stranger"
        window = _window(this.now)
        kind = MessageKind.C_VOICE if voice else MessageKind.C_PHONED
        for person in facts.coordinators:
            key = f"{kind.value}:{incident.id if incident and alive else whom}:{window}:{person}"
            subject = "" if incident is not None and alive else TaskKind.PHONED.value
            say = Say(kind=kind, to=person, to_member=True, key=key, params=params, subject=subject)
            await self._say(this, say, None, facts)

    async def _next_contact(self, this: Moment, fired: TimerFired) -> None:
        """The first contact point was not delivered in time: the next one is asked as well."""
        delivery = await deliveries.load(this.store, fired.subject)
        if delivery is None or delivery.page is None or delivery.incident is None:
            return
        arrived = delivery.state is DeliveryState.DELIVERED
        taken = delivery.state is DeliveryState.SENT and MANNER_OF[delivery.channel] is Manner.TAPS
        if arrived or taken or delivery.state is DeliveryState.FAILED:
            return
        incident = await incidents.load(this.store, delivery.incident)
        page = incident.page(delivery.page) if incident is not None else None
        if page is not None and page.state is PageState.LIVE:
            await self._by_next_point(this, delivery)

    # --- deliveries that failed

    async def _delivery_failed(self, this: Moment, stimulus: DeliveryFailed) -> None:
        delivery = await deliveries.load(this.store, stimulus.delivery)
        if delivery is None:
            return
        await self._by_other_ways(this, delivery)
        if delivery.person is not None:
            await self._rotas.proofs.look_for(this, delivery.person)

    async def _by_other_ways(self, this: Moment, delivery: Delivery) -> None:
        """What did not get through goes by the next contact point; without one, whoever counted on it hears it."""
        if delivery.wording.kind in (MessageKind.M_TEST_PAGE, MessageKind.M_TEST_LATE):
            # They are about one contact point and say nothing by another.
            await self._about_people(this).test_not_delivered(delivery)
        elif TERMS[delivery.wording.kind].stays:
            return  # whoever asked for it asks again
        elif delivery.person is not None:
            if delivery.page is not None and not await self._page_is_live(this, delivery):
                return
            if delivery.incident is not None and not await self._is_member(this, delivery.person):
                return  # nothing of a call goes after whoever may not be asked any more
            if await self._by_next_point(this, delivery):
                return
            if delivery.page is not None and delivery.incident is not None:
                if not await deliveries.is_page_open(this.store, delivery.page):
                    await self._incident_command(this, c.FailPage(incident=delivery.incident, page=delivery.page))
            elif delivery.incident is not None:
                knows = delivery.wording.kind not in _TELLS_THE_WAY
                lost = c.LoseTouch(incident=delivery.incident, person=delivery.person, knows_the_way=knows)
                await self._incident_command(this, _with_what_was_not_read(lost, delivery.wording))
        elif delivery.incident is not None:
            lost_to = c.CannotReach(incident=delivery.incident, said_in=delivery.conversation)
            await self._incident_command(this, lost_to)

    @staticmethod
    async def _is_member(this: Moment, person: PersonId) -> bool:
        found = await people.load(this.store, person)
        return found is not None and found.is_member()

    async def _page_is_live(self, this: Moment, delivery: Delivery) -> bool:
        incident = await incidents.load(this.store, delivery.incident) if delivery.incident is not None else None
        page = incident.page(delivery.page) if incident is not None and delivery.page is not None else None
        return page is not None and page.state is PageState.LIVE

    async def _by_next_point(self, this: Moment, failed: Delivery) -> bool:
        """Plan the same message by the person's next contact point not tried yet; False if there is none."""
        person = await people.load(this.store, failed.person) if failed.person is not None else None
        if person is None or (is_drill(failed.incident) and self._asleep_until(this, person) is not None):
            return False
        for point in preferred(person.reachable_points(), await avoided(this)):
            if point.id == failed.contact_point:
                continue
            next_one = again(failed, point, self._mint, this.now)
            if await deliveries.plan(this.store, next_one):
                await self._look_whether_it_arrives(this, next_one)
                return True
        return False

    async def _look_whether_it_arrives(self, this: Moment, page: Delivery) -> None:
        """A page by a further contact point is looked after like the first."""
        if page.page is not None and page.incident is not None:
            incident = await incidents.load(this.store, page.incident)
            after = incident.plan.policy.next_contact_after if incident is not None else timedelta()
            at = this.now + after
            this.wakes.append(Wake(kind=WakeKind.NEXT_CONTACT, subject=page.id, at=at, incident=page.incident))

    # --- members' accounts

    async def _bind(self, this: Moment, command: c.BindAccount) -> None:
        here, talk = this.here, this.talk
        if here is None or talk is None:
            return
        await self._gatherer.hold_asking(this.store)  # before any row is held: whoever vets takes it first as well
        invite = await invites.use(this.store, command.code, this.now, held_by=here.person)
        if invite is None and await self._bind_own_number(this, command):
            return
        if invite is None:
            kind = MessageKind.M_CODE_UNKNOWN
            say = Say(kind=kind, to=talk.id, to_member=False, key=f"{kind.value}:{this.stimulus}", reply=True)
            await self._say(this, say, None, None)
            return
        fresh = await people.bind(this.store, invite.person, here.id)
        this.talk = replace(talk, person=invite.person, errors=0)
        await self._vetting.bound(this, invite, fresh=fresh)
        self._drills.offer_first(this, invite.team, await people.load(this.store, invite.person))

    async def _show_board(self, this: Moment, command: c.ShowBoard) -> None:
        if not isinstance(this.who, Person):
            return
        board = await self._boards.look(this.store, this.who, this.now)
        link = None
        if command.with_link and self._links.are_offered:
            link = await console_sessions.make_link(this.store, command.person, this.now)
        await self._say(this, board_said(this.who, board, this.stimulus, link=link), None, None)

    async def _see_to(self, this: Moment) -> None:
        if isinstance(this.who, Person):
            teams = await self._gatherer.watched_by(this.store, this.who)
            await tasks.finish_of_no_call(this.store, teams, _OF_NO_CALL)
            await tasks.own_calls(this.store, teams, this.who.id)

    async def _bind_own_number(self, this: Moment, command: c.BindAccount) -> bool:
        """A member's further phone, whose number they showed from an account of theirs."""
        person = await self._about_people(this).bind_own_number(command.code)
        if person is None or this.talk is None or this.here is None:
            return False
        this.talk = replace(this.talk, person=person, errors=0)
        this.here = replace(this.here, person=person)
        this.who = await people.load(this.store, person)
        kind = MessageKind.M_OWN_NUMBER_BOUND
        say = Say(kind=kind, to=person, to_member=True, key=f"{kind.value}:{this.stimulus}", reply=True)
        await self._say(this, say, None, None)
        if isinstance(this.who, Person):
            await self._vetting.phone_added(this, this.who)
        return True

    async def _set_language(self, this: Moment, command: c.SetLanguage) -> None:
        if isinstance(this.who, Person):
            await people.set_language(this.store, this.who.id, command.language)
            self._gatherer.people_changed(this.store)
            this.who = await people.load(this.store, this.who.id)

    async def _opt(self, this: Moment, reach: Reach) -> None:
        """After a stop nothing is sent to this contact point on any path, and nothing that waits is."""
        if this.here is None:
            return
        await people.set_reach(this.store, this.here.id, reach)
        this.here = replace(this.here, reach=reach)
        self._gatherer.people_changed(this.store)
        if isinstance(this.who, Person):
            this.who = await people.load(this.store, this.who.id)
        if reach is Reach.OPTED_OUT:
            await deliveries.withdraw(this.store, contact_point=this.here.id)
            await self._sightings.stopped(this)
            if isinstance(this.who, Person):
                await self._lost_a_phone(this, this.who.id)
                await self._rotas.proofs.look_for(this, this.who.id)
        elif isinstance(this.who, Person):
            await self._rotas.proofs.found_again(this, this.who.id)

    async def _report_exit(self, this: Moment) -> None:
        """The community's coordinators hear of such people together: machines text too."""
        team = this.community.default_team().id
        facts = await self._gatherer.dispatch_facts(
            this.store, team=team, on_call=frozenset(), now=this.now, stimulus=this.stimulus
        )
        for person in facts.coordinators:
            key = f"{MessageKind.C_SILENCE_EXIT.value}:{_window(this.now)}:{person}"
            say = Say(kind=MessageKind.C_SILENCE_EXIT, to=person, to_member=True, key=key)
            await self._say(this, say, None, facts)

    async def _hear_code_word(self, this: Moment, command: c.HearCodeWord) -> None:
        """Whose call from another phone it is that of, if it is any: for its coordinators alone."""
        for incident in await incidents.alive_of_teams(this.store, this.community.teams):
            for conversation in callers(incident):
                theirs = await conversations.load(this.store, conversation)
                if theirs is None or theirs.id == command.conversation or theirs.texting.code_mark != command.mark:
                    continue
                await self._incident_command(this, c.KnowCodeWord(incident=incident.id, said_in=conversation))

    async def _lost_a_phone(self, this: Moment, person: PersonId) -> None:
        """What was asked of somebody goes to their next contact point; without one, pages fail and others are told."""
        member = await people.load(this.store, person)
        if member is None:
            return
        this.who = member
        for page, call in await incidents.in_hand(this.store, person, this.now):
            if page.state is not PageState.LIVE:
                continue
            planned = await deliveries.of_page(this.store, page.id)
            if not planned or not await self._by_next_point(this, planned[-1]):
                await self._incident_command(this, c.FailPage(incident=call.id, page=page.id))
        if not member.reachable_points():
            for incident in await incidents.going_to(this.store, person):
                lost = c.LoseTouch(incident=incident.id, person=person, knows_the_way=True)
                await self._incident_command(this, lost)

    async def _look_again(self, this: Moment, person: PersonId) -> None:
        """Somebody became available: calls for which nobody was left may ask them now."""
        member = await people.load(this.store, person)
        if member is None:
            return
        this.who = member
        teams = frozenset(each.team for each in member.memberships)
        for incident in await incidents.alive_of_teams(this.store, teams):
            if incident.wants_somebody():
                await self._incident_command(this, c.LookAgain(incident=incident.id))

    # --- keeping a decision

    async def _keep(self, this: Moment, before: Incident | None, decision: Decision, facts: Facts) -> None:
        after = decision.incident
        _log.info("a decision", incident=after.id, status=after.status.value, why=decision.why)
        await incidents.keep(this.store, before, after, decision.events, this.now)
        await tallies.add(this.store, counted(before, after))
        await self._note_asked_aside(this, decision, facts)
        unseen = await self._withdraw_ended(this, before, after)
        if before is not None and after.keeps_to_itself() and not before.keeps_to_itself():
            await self._keep_to_itself(this, after)
        if before is not None and after.danger and not before.danger and not after.drill:
            await self._page_everywhere(this, before)
        for say in decision.says:
            if say.slot not in unseen:
                await self._say(this, say, after, facts)
        this.wakes.extend(decision.wakes)
        for wanted in decision.tasks if not after.drill else ():
            task = self._task(this, wanted.kind, after.team, wanted.why)
            task = replace(task, incident=after.id, due=wanted.due, owner=wanted.owner)
            if await tasks.open_task(this.store, task) and task.kind in ESCALATES:
                policy = after.plan.policy.coordinating
                this.wakes.append(escalation_wake(policy, task.id, task.kind, after.id, this.now))
        if decision.tasks_done and before is not None:
            await tasks.finish_kinds(this.store, after.id, decision.tasks_done)
        if before is not None and not after.drill:
            await self._vetting.went(this, before, after, decision.events)
        if decision.asks_aid and not after.drill:
            await self._incident_command(this, c.AskAid(incident=after.id))
        if before is not None and set(after.aid) - set(before.aid):
            await self._incident_command(this, c.LookAgain(incident=after.id))
        await self._strains.kept(this, before, after, decision.events)
        await self._check_ins.kept(this, before, after)
        if not after.drill:
            await self._debriefs.kept(this, before, after)
            await self._trainings.kept(this, before, after)
        await self._drills.kept(this, before, after)
        if ends_drills(before, after):
            await self._drills.make_room(this, "call")
        this.store.work_waits(Work.SENDS)

    async def _keep_to_itself(self, this: Moment, call: Incident) -> None:
        """It has turned discreet: what was planned before, and waits, does not say by SMS what it was either."""
        await deliveries.reword(this.store, call.id, kept_to_itself)
        this.planned[:] = [
            replace(each, wording=kept_to_itself(each)) if each.incident == call.id else each for each in this.planned
        ]

    async def _note_asked_aside(self, this: Moment, decision: Decision, facts: Facts) -> None:
        """What somebody was asked for themselves alone waits for their answer, and stands nowhere but with them."""
        for person in sorted(decision.aside_asked):
            asked = facts.people[person].aside.asking(decision.incident.id)
            await people.keep_aside(this.store, person, asked)
            self._gatherer.people_changed(this.store)

    async def _page_everywhere(self, this: Moment, before: Incident) -> None:
        """Danger was named: pages that are out go to every contact point of those asked."""
        for page in before.live_pages():
            for planned in (await deliveries.of_page(this.store, page.id))[:1]:
                while await self._by_next_point(this, planned):
                    pass

    async def _withdraw_ended(self, this: Moment, before: Incident | None, after: Incident) -> frozenset[str]:
        """Pages that ended are not sent any more. The slots of those nobody can have seen: nothing follows them."""
        unseen: set[str] = set()
        for page in before.live_pages() if before is not None else ():
            now = after.page(page.id)
            if now is None or now.state in (PageState.LIVE, PageState.ACCEPTED):
                continue
            await deliveries.withdraw(this.store, page=page.id)
            if now.state is not PageState.DECLINED and not await deliveries.is_page_open(this.store, page.id):
                unseen.add(f"page:{page.id}")
        return frozenset(unseen)

    def _task(self, this: Moment, kind: TaskKind, team: TeamId, why: str, *, person: PersonId | None = None) -> Task:
        return Task(
            id=TaskId(self._mint.id("tsk")),
            kind=kind,
            team=team,
            incident=None,
            conversation=None,
            person=person,
            owner=None,
            due=this.now + timedelta(minutes=10),
            state=TaskState.OPEN,
            why=why,
        )

    # --- saying

    async def _say(self, this: Moment, say: Say, incident: Incident | None, facts: Facts | None) -> None:
        """Plan it, in as many messages as its words need; what somebody has heard often enough just now, not at all.

        A coordinator's command is answered as often as it is given, and nothing limits a call for help.
        """
        say = await self._as_of_a_drill(this, say, incident)
        answer = self._is_answer(this, say)
        limited = not say.kind.value.startswith("c_") and say.kind not in ALARMS
        if answer and this.talk is not None and limited:
            if not this.talk.pace.may_answer(say.kind.value):
                _log.info("enough of that was said", conversation=this.talk.id, kind=say.kind.value)
                return
            this.talk = replace(this.talk, pace=this.talk.pace.answered(say.kind.value))
        for part in in_parts(self._owning_up(this, say, answer=answer)):
            await self._say_part(this, part, incident, facts)

    async def _as_of_a_drill(self, this: Moment, say: Say, incident: Incident | None) -> Say:
        """Marked, where it is of a drill and does not say so: an answer in a turn that was about a drill alone, what
        names a drill by its number, and whatever is said to somebody who only plays a requester.
        """
        if say.kind in ALARMS or is_of_drill(say, incident) or say.incident is not None or incident is not None:
            return say
        number = say.params.get("number")
        if say.reply and this.drills == {True}:
            return replace(say, drill=True)
        if isinstance(number, int) and say.to_member and not say.kind.value.startswith("c_flood"):
            return replace(say, drill=is_drill(await incidents.numbered(this.store, number)))
        plays = not say.to_member and this.talk is not None and this.talk.id == say.to and self._plays(this)
        return replace(say, drill=True) if plays else say

    def _plays(self, this: Moment) -> bool:
        """True if whoever writes only plays somebody who needs help."""
        return this.here is not None and isinstance(this.who, Requester) and self._rehearses(this.here)

    @staticmethod
    def _is_answer(this: Moment, say: Say) -> bool:
        """True for what goes back to whoever wrote, and is no page."""
        if this.talk is None or this.here is None or say.page is not None:
            return False
        return say.to == this.talk.id or (isinstance(this.who, Person) and say.to == this.who.id)

    def _owning_up(self, this: Moment, say: Say, *, answer: bool) -> Say:
        """With the first answer to something that waited, a word about it; and with what a coordinator hears of it."""
        kind = None
        if this.owes_a_word and answer and this.talk is not None:
            kind = MessageKind.M_WAITED if say.to_member else MessageKind.R_WAITED
            this.owes_a_word = False
            this.talk = replace(this.talk, pace=replace(this.talk.pace, late_told_at=this.now))
        elif this.waited >= TELL_AFTER and say.kind in _OPENS_A_CALL:
            kind = MessageKind.C_WAITED
        if kind is None:
            return say
        return replace(say, lines=(Line(kind=kind, params=blanks(this.waited)), *say.lines))

    async def _say_alone(self, this: Moment, say: Say) -> None:
        await self._say(this, say, None, None)

    async def _say_part(self, this: Moment, say: Say, incident: Incident | None, facts: Facts | None) -> None:
        to = await self._recipient(this, say, facts)
        if to is not None and to.conversation is not None:
            policy = incident.plan.policy if incident is not None else this.community.default_team().policy
            if await self._is_withheld(this, say, to.conversation, policy.texting):
                return
            if to.conversation.texting.discreet or policy.texting.discreet:
                lines = tuple(replace(each, params=veiled(each.params)) for each in say.lines)
                say = replace(say, params=veiled(say.params), lines=lines)
        if to is None or not to.contact_points:
            if say.page is not None and say.incident is not None:
                await self._nobody_to_page(this, say)
            return
        if say.kind in _FOLLOWS_A_PAGE and say.slot is not None and len(to.contact_points) > 1:
            asked = {each.contact_point for each in await deliveries.of_page(this.store, page_of_slot(say.slot))}
            points = tuple(each for each in to.contact_points if each.id in asked)
            to = replace(to, contact_points=points or to.contact_points[:1], everywhere=True)
        if say.page is not None and is_of_drill(say, incident) and to.quiet_until is not None:
            await self._nobody_to_page(this, say)  # a drill wakes nobody
            return
        planned = plan(say, to, incident, self._mint, this.now)
        this.planned.extend(planned)
        if incident is not None:
            wake = contact_wake(say, to, planned, incident, this.now)
            if wake is not None:
                this.wakes.append(wake)

    async def _is_withheld(self, this: Moment, say: Say, talk: Conversation, policy: TextingPolicy) -> bool:
        """True for what is not sent to a requester now; what they will not hear any more, coordinators are told."""
        asked = this.talk is not None and this.talk.id == talk.id and isinstance(this.who, Requester)
        called = say.incident is not None or talk.incident is not None
        texting = replace(talk.texting, unsafe_until=None) if called else talk.texting  # the call's ledger says it
        why = withheld(say.kind, texting, last_at=talk.last_at, policy=policy, now=this.now, asked=asked)
        if why is None:
            return False
        _log.info("not sent", conversation=talk.id, kind=say.kind.value, why=why.value)
        if why is Withheld.LAPSED and say.incident is not None:
            await self._incident_command(this, c.CannotReach(incident=say.incident, said_in=talk.id))
        return True

    @staticmethod
    def _asleep_until(this: Moment, person: Person) -> datetime | None:
        teams = [this.community.teams[each.team] for each in person.memberships if each.team in this.community.teams]
        return quiet_until(person, teams[0], this.now) if teams else None

    async def _nobody_to_page(self, this: Moment, say: Say) -> None:
        """A page nobody can be reached with would never end: it is due to fail at once."""
        at = this.now
        this.wakes.append(Wake(kind=WakeKind.PAGE_EXPIRES, subject=str(say.page), at=at, incident=say.incident))

    async def _recipient(self, this: Moment, say: Say, facts: Facts | None) -> Recipient | None:
        here = this.here.id if this.here is not None else None
        if say.to_member:
            person_id = PersonId(say.to)
            person = facts.people.get(person_id) if facts is not None else None
            if person is None and isinstance(this.who, Person) and this.who.id == person_id:
                person = this.who
            if person is None:
                person = await people.load(this.store, person_id)
            if person is None:
                return None
            language = language_of(person, this.community)
            points = person.reachable_points()
            if say.incident is not None or TERMS[say.kind].lane is Lane.URGENT:
                avoids = await avoided(this)
                points = preferred(points, avoids)
                if this.here is not None and this.here.channel in avoids and not TERMS[say.kind].stays:
                    here = None  # what they wrote came in, and an answer there would wait
            if _is_farewell(say) and this.here is not None:
                points = (this.here,)
            return Recipient(
                contact_points=points,
                language=language,
                person=person,
                here=here,
                quiet_until=self._asleep_until(this, person),
            )
        talk = this.talk
        if talk is None or talk.id != say.to:
            talk = await conversations.load(this.store, ConversationId(say.to))
        if talk is None or (talk.silent and not _is_farewell(say)):
            return None
        point = this.here if this.here is not None and this.here.id == talk.contact_point else None
        if point is None:
            point = await people.contact_point(this.store, talk.contact_point)
        if point is None or (point.reach in _CANNOT_BE_WRITTEN_TO and not _is_farewell(say)):
            return None
        return Recipient(contact_points=(point,), language=talk.language, conversation=talk, here=here)


def _with_what_was_not_read(lost: c.LoseTouch, wording: Wording) -> c.LoseTouch:
    """Words that somebody wrote are another's to read then."""
    said = wording.params
    if wording.kind in (MessageKind.M_WORDS, MessageKind.M_CORRECTED):
        return replace(lost, unread=str(said["words"]))
    if wording.kind is MessageKind.M_RELAY_TEAM:
        return replace(lost, unread=str(said["said"]), wrote=str(said["code"]))
    return lost


def _window(now: datetime) -> int:
    """The stretch of time in which the same thing is told once."""
    return int(now.timestamp() // _TELLS_EVERY.total_seconds())


def _gentlest(community: Community) -> Nature:
    """What a call is taken for when its words say nothing: the nature that asks the least of people."""

    def asks(nature: Nature) -> tuple[bool, int]:
        elsewhere = nature.protection_area is not ProtectionArea.COMMUNITY_RESPONSE
        return elsewhere, len(nature.need.skills) + sum(nature.need.roles.values())

    return min(community.natures.values(), key=asks)


def _is_farewell(say: Say) -> bool:
    """The one confirmation of a stop or a withdrawal, which goes out although texts have just ended."""
    return say.kind in (MessageKind.R_STOPPED, MessageKind.M_STOPPED, MessageKind.R_WITHDRAWN)


def _plays_nothing(_: ContactPoint) -> bool:
    return False
