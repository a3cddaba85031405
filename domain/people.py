"""People, what they can do, where, and how they are reached."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.ids import AreaId, ContactPointId, ConversationId, PersonId, SenderId, SkillId, TeamId
from domain.quiet import QuietHours
from domain.step_aside import StepAside


class Channel(StrEnum):
    """A way to reach somebody. The simulated two behave as the real ones, on the phones page."""

    TELEGRAM = "telegram"
    SMS = "sms"
    SIM_TELEGRAM = "sim-telegram"
    SIM_SMS = "sim-sms"


class Manner(StrEnum):
    """What a channel can show: buttons and edits of the same message, or letters and numbers alone."""

    TAPS = "taps"
    WORDS = "words"


MANNER_OF: dict[Channel, Manner] = {
    Channel.TELEGRAM: Manner.TAPS,
    Channel.SMS: Manner.WORDS,
    Channel.SIM_TELEGRAM: Manner.TAPS,
    Channel.SIM_SMS: Manner.WORDS,
}


class Role(StrEnum):
    PROTECTOR = "protector"
    COORDINATOR = "coordinator"


class Standing(StrEnum):
    """Where a member stands in a team: each with a sentence, because everybody's safety hangs on it.

    Only VETTED and PROBATION people are ever paged; PROBATION only beside somebody else.
    """

    INVITED = "invited"  # on the roster, no account bound
    BOUND = "bound"  # an account is bound, nobody has vouched yet
    VETTED = "vetted"  # two different coordinators said yes (or made on the command line as one of the first two)
    PROBATION = "probation"  # approved; on their first calls they go only beside somebody else
    SUSPENDED = "suspended"  # nothing is asked of them until two coordinators have said yes again
    LEFT = "left"  # by their own word, or removed


PAGEABLE = frozenset({Standing.VETTED, Standing.PROBATION})


class Reach(StrEnum):
    """Whether a contact point works, as its last delivery showed."""

    WORKS = "works"
    FAILING = "failing"
    BLOCKED = "blocked"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """An address of a person on a channel. `rank` is the order of preference, 0 first. `address` is a secret.

    `sender` is the address of ours they wrote to; they are answered from it. `tested_at` is when a test page was last
    sent to it, `proved_at` when one was last answered, `proved_seconds` after how long. `made_at`:
    they first wrote from it.
    """

    id: ContactPointId
    channel: Channel
    address: str
    sender: SenderId
    person: PersonId | None  # None: a requester's
    rank: int = 0
    reach: Reach = Reach.WORKS
    tested_at: datetime | None = None
    proved_at: datetime | None = None
    proved_seconds: int | None = None
    made_at: datetime | None = None


class Availability(StrEnum):
    """What a person said by `on` and `off`, across all rotas. AS_ROTA: nothing said, the rota speaks."""

    AS_ROTA = "as_rota"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A person's role and vetting in a team. `mentors`: they are a trainee, and go only beside one of these."""

    person: PersonId
    team: TeamId
    roles: frozenset[Role]
    standing: Standing
    approved_by: tuple[PersonId, ...] = ()
    mentors: tuple[PersonId, ...] = ()

    @property
    def is_seasoned(self) -> bool:
        """Vetted, and no trainee: others may go beside them."""
        return self.standing is Standing.VETTED and not self.mentors

    @property
    def goes_beside(self) -> bool:
        """On probation or a trainee: they may be asked, and go only beside somebody seasoned."""
        return self.standing in PAGEABLE and not self.is_seasoned


class CardPart(StrEnum):
    """What a member says about themselves. Once they have, the community file no longer does."""

    LANGUAGES = "languages"
    AREAS = "areas"
    QUIET = "quiet"
    PREVIEWS = "previews"
    ZONE = "time_zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the community's teams. `roster_name` is a secret in the rows.

    `erased`: by their own wish nothing but their id is left, which stands for their name too.
    `lapses` are the skills that end by themselves, and when: see `as_of`. `claims` are skills they say they have and
    no coordinator has confirmed. `neutral`: their pages show nothing of the call until they are opened. `own` is what
    they changed themselves. `testing_since`: a test of their contact points runs. `aside` is for the rules alone:
    nobody but they ever see it. `held_back`: they are asked to nothing and hear nothing of why, see `domain.complaint`.
    """

    id: PersonId
    roster_name: str
    languages: tuple[str, ...]
    skills: frozenset[SkillId]
    areas: frozenset[AreaId]
    memberships: tuple[Membership, ...]
    contact_points: tuple[ContactPoint, ...] = ()
    availability: Availability = Availability.AS_ROTA
    available_until: datetime | None = None
    time_zone: str | None = None
    erased: bool = False
    lapses: tuple[tuple[SkillId, datetime], ...] = ()
    claims: frozenset[SkillId] = frozenset()
    quiet: QuietHours | None = None
    neutral: bool = False
    own: frozenset[CardPart] = frozenset()
    testing_since: datetime | None = None
    aside: StepAside = field(default=StepAside(), repr=False)
    held_back: bool = field(default=False, repr=False)

    def membership(self, team: TeamId) -> Membership | None:
        """Their membership of `team`, if they have one."""
        return next((each for each in self.memberships if each.team == team), None)

    def is_coordinator(self, team: TeamId | None = None) -> bool:
        """True if they coordinate `team` (any team, when None) and are vetted for it."""
        return any(
            Role.COORDINATOR in each.roles and each.standing in PAGEABLE and (team is None or each.team == team)
            for each in self.memberships
        )

    def is_member(self) -> bool:
        """True if somebody vetted them in at least one team."""
        return any(each.standing in PAGEABLE for each in self.memberships)

    def looked_after_by(self, team: TeamId) -> TeamId:
        """`team` where they belong to it, else their own: whoever helped another team out is no part of it."""
        mine = [each.team for each in self.memberships if each.standing is not Standing.LEFT]
        return team if team in mine or not mine else mine[0]

    def membership_in(self, teams: Iterable[TeamId]) -> Membership | None:
        """Their place in the first of `teams` that vetted them; else in the first in which they have any."""
        found = [each for team in teams if (each := self.membership(team)) is not None]
        return next((each for each in found if each.standing in PAGEABLE), found[0] if found else None)

    def reachable_points(self) -> tuple[ContactPoint, ...]:
        """Contact points that may be tried, in order of preference: neither blocked nor opted out."""
        usable = (p for p in self.contact_points if p.reach not in (Reach.BLOCKED, Reach.OPTED_OUT))
        return tuple(sorted(usable, key=lambda p: (p.reach is Reach.FAILING, p.rank)))

    def is_reachable(self) -> bool:
        """True if any contact point may be tried."""
        return any(point.reach not in (Reach.BLOCKED, Reach.OPTED_OUT) for point in self.contact_points)

    def as_of(self, now: datetime) -> "Person":
        """Them without the skills that have lapsed by `now`."""
        lapsed = {skill for skill, at in self.lapses if at <= now}
        return replace(self, skills=self.skills - lapsed) if lapsed else self

    def said(self, now: datetime) -> Availability:
        """What their last `on` or `off` means at `now`: a word with an end lapses at it."""
        if self.available_until is not None and now >= self.available_until:
            return Availability.AS_ROTA
        return self.availability


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """The person at the other end of a conversation: one contact point and nothing else.

    `standing` is set for somebody of the roster who is not vetted: heard as anybody who needs help is.
    """

    conversation: ConversationId
    contact_point: ContactPoint
    language: str
    standing: Standing | None = None


Who = Person | Requester


def who_writes(person: Person | None, requester: Requester) -> Who:
    """Whom to hear: the member, or the requester where nobody has vetted the person."""
    if person is None:
        return requester
    if person.is_member():
        return person
    standings = {each.standing for each in person.memberships}
    order = (Standing.BOUND, Standing.INVITED, Standing.SUSPENDED)
    return replace(requester, standing=next((each for each in order if each in standings), Standing.LEFT))
