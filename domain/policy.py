"""The numbers a team decides for itself, the field's figures by default; and the plan a running incident keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.ids import AreaId, NatureId, PersonId, SkillId, TeamId
from domain.needs import ProtectionArea
from domain.quiet import QuietHours
from domain.rota import Weekday


class Tier(StrEnum):
    """How far the search reaches, in the order a policy writes down. An empty tier is passed at once."""

    ON_CALL = "on_call"  # on call and covering the area
    NEARBY = "nearby"  # on call, covering another area
    AVAILABLE = "available"  # off call, and has not said off
    AID = "aid"  # neighbouring teams
    COORDINATORS = "coordinators"


class Paging(StrEnum):
    """How many are asked at a time while a need is open."""

    CONSTANT = "constant"  # so many pages live at all times: each that ends is replaced at once
    COMPUTED = "computed"  # so many that the need fills in time, by what is known of those asked
    WAVES = "waves"  # so many together, and the next only when every page of the last has ended
    BROADCAST = "broadcast"  # everybody suited at once


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallNeed:
    """Who must be on call together, in some areas and at some hours; without `areas` in all, without `hours` always.

    `hours` are two readings of the team's wall clock and may cross midnight; they belong to the day on which they open,
    which must be one of `days`, if there are any. `skills` and `languages` must each be
    there in somebody; `lead`: somebody who may lead is among them.
    """

    people: int
    areas: frozenset[AreaId] = frozenset()
    hours: tuple[time, time] | None = None
    skills: frozenset[SkillId] = frozenset()
    languages: frozenset[str] = frozenset()
    lead: bool = False
    days: frozenset[Weekday] | None = None

    def holds_at(self, reading: datetime) -> bool:
        """True if it is asked for at this `reading` of the wall clock."""
        if self.hours is None:
            return self.opens_on(reading.date())
        (start, end), at = self.hours, reading.time()
        if start < end:
            return start <= at < end and self.opens_on(reading.date())
        if at >= start:
            return self.opens_on(reading.date())
        return at < end and self.opens_on(reading.date() - timedelta(days=1))

    def opens_on(self, day: date) -> bool:
        return self.days is None or tuple(Weekday)[day.weekday()] in self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How likely people say yes to a page before their own history speaks, and as how many pages of it that counts.

    Off call it is what was published of people who had committed to nothing; for people on call nothing is.
    """

    on_call: float = 0.7
    off_call: float = 0.377
    weight: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPolicy:
    """How a team handles its rotas.

    `swap_confirmed`: a coordinator says yes before a swap counts. `rest_between`: the least time between two shifts of
    one person; `longest_on`: the most one may be on without a break. `notices`: how long before a shift its person
    hears of it. `here_within`: a coordinator hears it when nobody said "I'm here" so long after a shift began.
    `proof_days`: for how many days ahead it is proved that somebody is on, and shifts are shown; `gap_told`: how long
    before a gap coordinators are told of it. `needs`: who must be on; where nothing is said, what the team's natures
    ask. `accepts`: how likely a page is answered with a yes, before somebody's own history says more.
    `unlikely_below`: where so small a share of calls would be filled by those on, coordinators are told as of a gap; 0
    for never.
    """

    swap_confirmed: bool = False
    rest_between: timedelta = timedelta(hours=8)
    longest_on: timedelta = timedelta(hours=24)
    notices: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))
    here_within: timedelta = timedelta(minutes=10)
    proof_days: int = 14
    gap_told: tuple[timedelta, ...] = (timedelta(days=3), timedelta(hours=6))
    needs: tuple[OnCallNeed, ...] = ()
    accepts: Acceptance = Acceptance()
    unlikely_below: float = 0.4  # two who are both needed fill .49 of calls by the field's figure, and nag nobody

    @property
    def ahead(self) -> timedelta:
        """How far ahead people and proofs look in the team's rotas: `proof_days`."""
        return timedelta(days=self.proof_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaying:
    """How words pass between whoever needs help and those who come.

    `read_along`: the team's coordinators read them too, and everybody is told so. `waits`: how long a text waits for
    its writer to say whom it is for, or whether a number in it goes too. `photos`: pictures pass as well, and
    coordinators see each of them.
    """

    read_along: bool = False
    photos: bool = False
    waits: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSafety:
    """How those who go are looked after.

    Whoever is on scene is asked whether all is well, `on_scene_every` so long where several are, `alone_every` where
    one is. Without an answer they are reminded for `remind_for`; then one coordinator more hears it, with the earlier
    ones, `next_monitor` after `next_monitor`. `team_silent`: nobody on scene gave a sign for so long, so somebody calls
    them. Who set off is asked `late_after` the minutes they said (`minutes_unsaid` if none). `stage_near`, `stage_far`:
    how far from the place, in metres, a landmark lies near which somebody waits for the second. `moved_metres`: how far
    whoever needs help must have moved before those who go hear where they are by now. `panic_again`: how
    soon an alarm that nobody has taken is told again. `code_word`: what calls for help unnoticed, for members who have
    chosen none of their own. `second_within`: how long the second person has who may agree to go against a stated no:
    somebody may be dying meanwhile. `fine_at_most`: whoever says that they are fine for a while is asked nothing for so
    long at most.
    """

    on_scene_every: timedelta = timedelta(minutes=30)
    alone_every: timedelta = timedelta(minutes=15)
    remind_for: timedelta = timedelta(minutes=10)
    next_monitor: timedelta = timedelta(minutes=5)
    team_silent: timedelta = timedelta(minutes=90)
    late_after: timedelta = timedelta(minutes=15)
    minutes_unsaid: timedelta = timedelta(minutes=30)
    stage_near: int = 150
    stage_far: int = 800
    moved_metres: int = 50
    panic_again: timedelta = timedelta(minutes=2)
    code_word: str = ""
    second_within: timedelta = timedelta(minutes=2)
    fine_at_most: timedelta = timedelta(minutes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """How a need is filled whose time is ahead: a ride on Thursday, court at nine.

    `page_expires`: how long a page for it stays live, but never past the `margin` before its start; from then on it is
    for now, as any other. `asks_from`, `asks_to`: two readings of the team's clock between which people are asked,
    unless it begins within `near`. `asked_again`: so long before it who comes is asked once more, the evening before
    where that is no hour to ask; who has said nothing `answer_within` is not counted on any more. `reminded`: how long
    before it who comes hears of it, and the requester who that is; until then nobody is on the way. `lasts`: how long
    it is taken to be where only its start is said.
    """

    page_expires: timedelta = timedelta(hours=4)
    margin: timedelta = timedelta(hours=1)
    near: timedelta = timedelta(hours=10)
    asks_from: time = time(9, 0)
    asks_to: time = time(20, 0)
    asked_again: timedelta = timedelta(hours=24)
    answer_within: timedelta = timedelta(hours=4)
    reminded: timedelta = timedelta(hours=2)
    lasts: timedelta = timedelta(hours=1)

    @property
    def rests(self) -> QuietHours:
        """The hours in which nobody is asked for later."""
        return QuietHours(starts=self.asks_to, ends=self.asks_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class AidPolicy:
    """How a team asks its neighbours. `answers_within`: then they are asked once more, and as long again waited for."""

    answers_within: timedelta = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextingPolicy:
    """How requesters are texted. `lasts`: who writes agrees for so long to be texted unasked; a number that was silent
    for longer is taken for somebody else's. `discreet`: no names, and nothing but what is needed, for everybody.
    """

    lasts: timedelta = timedelta(days=30)
    discreet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """How a team fills a need, and what it spares its people.

    `within`, `chance`: where pages are computed, a need is to fill in this time with this probability. `turn_out_day`,
    `turn_out_night`: the median time from a page to its answer. `ask_again`: how long after everybody suited was asked
    those are asked once more who did not answer, one entry for each further round.

    `heavy`: natures after which people rest, as after any call with danger. `rest_after_heavy`: how long nobody asks
    them then. `nights`: whoever was paged in so many nights of the last `nights_within` is left alone for
    `rest_after_nights` after the last of those pages; 0 for never. Only a coordinator ends such a rest early.
    """

    within: timedelta = timedelta(minutes=5)
    chance: float = 0.95
    turn_out_day: timedelta = timedelta(seconds=102)
    turn_out_night: timedelta = timedelta(seconds=142)
    ask_again: tuple[timedelta, ...] = (timedelta(seconds=60), timedelta(seconds=180))
    heavy: frozenset[NatureId] = frozenset()
    rest_after_heavy: timedelta = timedelta(hours=12)
    nights: int = 3
    nights_within: timedelta = timedelta(days=7)
    rest_after_nights: timedelta = timedelta(hours=24)

    @property
    def rounds(self) -> int:
        """How often at most somebody is asked by itself."""
        return 1 + len(self.ask_again)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinating:
    """How long coordinators may stay silent: `answer_within` is when others are asked about what waits for one of them,
    `danger_within` when danger was named. `hold_reminds`: when whoever put a call on hold is reminded of it.
    `owned_reminds`: when whoever took what waits is reminded that it still does.
    """

    answer_within: timedelta = timedelta(minutes=5)
    danger_within: timedelta = timedelta(minutes=2)
    hold_reminds: timedelta = timedelta(minutes=10)
    owned_reminds: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingPolicy:
    """How a team deals with sightings of enforcement, and with people in custody.

    So many `reports` of different people from within `near` metres and `within` this time make one likely. `expires`:
    how long after the last word of it one counts no more. `cap`: how many may offer to come; others are thanked.
    `alerts_for`: how long somebody's wish to hear of confirmed ones holds. `kept`: how long what was seen can be read.
    `custody_reminds`: how long nothing may change about somebody in custody before a coordinator is asked to look.
    """

    reports: int = 2
    near: int = 80
    within: timedelta = timedelta(minutes=20)
    expires: timedelta = timedelta(hours=2)
    cap: int = 6
    alerts_for: timedelta = timedelta(days=90)
    kept: timedelta = timedelta(hours=72)
    custody_reminds: timedelta = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flooding:
    """What a flood is, and what people are spared in it.

    A flood begins with so many `calls` of unknown senders `within` that time, so many in one area (`area_calls`), or so
    many of one sender (`sender_calls`); it ends below half of that. Whoever wrote more than `sender_texts` since they
    were asked is heard by a coordinator alone. `street_near`: metres between the place they had named and the cross
    street they answer with. `danger_waits`: how long a call that names danger waits for one more text. `danger_rings`:
    so many of those are told to coordinators one by one within that time, the others together. `live_pages`: pages
    that live at once for a call that was doubted. `switched_for`: how long a coordinator's on or off holds.

    Nobody gets more than `pages` within `pages_within`; for a call that nobody confirmed, not more than `pages_unsure`.
    Of a team's people at most `people_unsure` in a hundred, two at least, are asked for such calls or go to them at a
    time; a call whose words so many other senders wrote too (`alike`) gets half of either. See `domain/flood.py`.
    Of everybody's pages the last `pages_first` are for calls for which nobody was asked yet. Where nobody is free,
    whoever is on the way to fewer than `calls_each` calls is asked for one within so many metres (`passing_near`) too.
    `same_near`, `same_within`: calls so near and so close in time may be one.
    """

    calls: int = 8
    area_calls: int = 6
    sender_calls: int = 3
    sender_texts: int = 8
    within: timedelta = timedelta(minutes=5)
    street_near: int = 400
    danger_waits: timedelta = timedelta(seconds=60)
    danger_rings: int = 8
    live_pages: int = 2
    switched_for: timedelta = timedelta(hours=1)
    pages: int = 12
    pages_unsure: int = 5
    people_unsure: int = 20
    pages_first: int = 4
    calls_each: int = 4
    passing_near: int = 800
    alike: int = 3
    pages_within: timedelta = timedelta(minutes=10)
    same_near: int = 80
    same_within: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """How long after something: `days` of the calendar at the same reading of the clock, and then `length` on it."""

    days: int = 0
    length: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInPolicy:
    """Who is asked how they are once a call is over, and when.

    `requesters`: after the call closed; `protectors`: after it ended for them. An empty list asks nobody. `areas`:
    those for requesters of a protection area that has its own; `protector_areas`: those for who went. `hours`: the
    readings of the clock between which anybody is asked, on theirs. `again`: how long after a question without an
    answer they are asked once more, gently, and how long that may stay unanswered before a coordinator has a task. So
    many `silences` end it. `later`: when somebody who said so is asked. `task_due`: how long whoever owns such a task
    has. `pairs`: who looks after whom, members' ids. `debrief`: how long after a call closed those who went are asked
    what the team can learn; nothing asks nobody. `life_safety_at_once`: whoever called about somebody who does not
    breathe, a weapon or violence, and said that their phone may be texted, is asked as the call closes, at any hour;
    what follows keeps to `hours`.
    """

    requesters: tuple[After, ...] = (After(), After(days=1), After(length=timedelta(hours=72)), After(days=7))
    protectors: tuple[After, ...] = (After(length=timedelta(minutes=90)), After(days=1), After(days=7))
    areas: Mapping[ProtectionArea, tuple[After, ...]] = field(
        default_factory=lambda: {ProtectionArea.ABORTION_SUPPORT: (After(), After(days=1))}
    )
    protector_areas: Mapping[ProtectionArea, tuple[After, ...]] = field(default_factory=dict)
    hours: tuple[time, time] = (time(9), time(20))
    again: timedelta = timedelta(hours=4)
    silences: int = 3
    later: After = After(days=1)
    task_due: timedelta = timedelta(hours=2)
    pairs: tuple[tuple[PersonId, PersonId], ...] = ()
    debrief: timedelta = timedelta(minutes=15)
    life_safety_at_once: bool = True

    def requesters_of(self, area: ProtectionArea) -> tuple[After, ...]:
        return self.areas.get(area, self.requesters)

    def protectors_of(self, area: ProtectionArea) -> tuple[After, ...]:
        return self.protector_areas.get(area, self.protectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPolicy:
    """How long tasks wait before others hear of them.

    `unowned_after`, `overdue_after`: so long after it was due a task that nobody has taken, or that whoever took it has
    not finished, is said again. `next_after`: then one coordinator more hears of it after each such time. `own_due`:
    how long whoever writes a task down has for it, where they say no time.
    """

    unowned_after: timedelta = timedelta(hours=2)
    overdue_after: timedelta = timedelta(hours=1)
    next_after: timedelta = timedelta(hours=1)
    own_due: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityPolicy:
    """Who hears of complaints about one of a team's own: `people`, members' ids; without any, its coordinators.

    `look_within`: by when somebody looks at one, `end_within`: by when it has come to an end. `next_after`: how often
    more people hear of one that is late.
    """

    people: tuple[PersonId, ...] = ()
    look_within: timedelta = timedelta(hours=24)
    end_within: timedelta = timedelta(days=14)
    next_after: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One team's numbers. Wall-clock times are readings in the team's zone.

    `off_hours` is what a requester hears besides when nobody is on call, by language: whom else to reach.
    """

    live_pages: int = 3
    expires_day: timedelta = timedelta(seconds=120)
    expires_night: timedelta = timedelta(seconds=180)
    night_from: time = time(22, 0)
    night_to: time = time(7, 0)
    tiers: tuple[Tier, ...] = (Tier.ON_CALL, Tier.NEARBY, Tier.AVAILABLE, Tier.AID, Tier.COORDINATORS)
    next_contact_after: timedelta = timedelta(seconds=30)
    place_within: timedelta = timedelta(seconds=120)
    rest_after: timedelta = timedelta(hours=2)
    letter_rests: timedelta = timedelta(hours=24)
    stage_alone: timedelta = timedelta(minutes=10)
    off_hours: Mapping[str, str] = field(default_factory=dict)
    probation: int = 0  # calls a newly approved member goes to beside somebody else before they may go like anybody
    rota: RotaPolicy = RotaPolicy()
    relay: Relaying = Relaying()
    safety: FieldSafety = FieldSafety()
    later: Later = Later()
    paging: Paging = Paging.CONSTANT
    filling: Filling = Filling()
    coordinating: Coordinating = Coordinating()
    aid: AidPolicy = AidPolicy()
    sightings: SightingPolicy = SightingPolicy()
    texting: TextingPolicy = TextingPolicy()
    flood: Flooding = Flooding()
    check_ins: CheckInPolicy = CheckInPolicy()
    tasks: TaskPolicy = TaskPolicy()
    accountability: AccountabilityPolicy = AccountabilityPolicy()

    @property
    def night(self) -> QuietHours:
        """The team's night, as hours in which nobody is woken for little."""
        return QuietHours(starts=self.night_from, ends=self.night_to)

    def is_night(self, reading: time) -> bool:
        """True if a wall-clock `reading` in the team's zone lies in the team's night, which may cross midnight."""
        if self.night_from <= self.night_to:
            return self.night_from <= reading < self.night_to
        return reading >= self.night_from or reading < self.night_to

    def off_hours_in(self, language: str) -> str:
        """What is said off hours in `language`, else as it was written first; nothing if nothing was."""
        return self.off_hours.get(language) or next(iter(self.off_hours.values()), "")

    def page_expires(self, reading: time) -> timedelta:
        """How long a page sent at this wall-clock `reading` stays live."""
        return self.expires_night if self.is_night(reading) else self.expires_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the team had decided when the incident opened, copied onto it: later edits do not disturb a running call."""

    policy: Policy
    team: TeamId
    time_zone: str
    on_call: frozenset[PersonId]
    wording: str
    made_at: datetime
    ready: bool = True  # for this protection area; otherwise the call got its referral, and nobody is asked by itself
