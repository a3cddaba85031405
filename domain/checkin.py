"""Check-ins: how people are asked how they are once a call is over. Silence means unknown, and is never taken for fine.

    waiting       for the time of its next question
    asked         one question is out, and has no answer yet
    asked_again   the one gentle second question is out
    ended         everything was asked, they want no more, they stayed silent too often, or nothing may go there

One check-in is one person after one call, through all of its times. At most one question of it is open. A first silence
is followed by one more question; after that, and after every later one, a coordinator has a task. Any answer begins the
count anew, a late one as well: it is heard for days. Who says of themselves that they are not well is always heard.
Too many silences end it with a last word that leaves the door open.

    a requester   is asked by one text, at most once, where their phone may be texted: they said so; or nobody said
                  anything, no danger was named, and either it is the first question or they answered an earlier one.
                  Of several calls of theirs they are asked after the last. Where danger was named and no text may go,
                  and where they made the phone silent, a coordinator has a task: is there another way
    a protector   is asked four short questions, one for each pillar of the practice, each once after a call. What is
                  left of them comes with the next time; then they are asked how it is by now. Nobody but whom they
                  choose reads what they say

    sits      emotional: how it sits with them
    story     spiritual: who is to hear it from them, a peer or the coordinators
    learned   intellectual: what we learned
    next      physical: what we do next

Nobody is asked outside the hours of the policy on the clock where they are, nor in their own quiet hours; only after a
call about life and death the first question goes out as it closes, where the policy says so. A member
whose account is new, and waits for two coordinators, is asked nothing there: a coordinator has a task meanwhile.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.debrief import STANDS_ALONE
from domain.ids import CheckInId, ConversationId, IncidentId, PersonId, TeamId
from domain.incident import Disposition, Incident
from domain.language import stands_alone
from domain.needs import DangerKind, ProtectionArea
from domain.policy import After, CheckInPolicy, Policy
from domain.quiet import QuietHours
from domain.strain import came_back
from domain.zone import instant, reached


class Side(StrEnum):
    REQUESTER = "requester"
    PROTECTOR = "protector"


class State(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    ENDED = "ended"


OPEN = frozenset({State.ASKED, State.ASKED_AGAIN})


class Pillar(StrEnum):
    """The four questions to a protector, in their order."""

    SITS = "sits"
    STORY = "story"
    LEARNED = "learned"
    NEXT = "next"


class Sharing(StrEnum):
    """Who may read what a protector answers."""

    NOBODY = "nobody"
    PEER = "peer"
    COORDINATORS = "coordinators"


class Said(StrEnum):
    """What an answer comes down to."""

    FINE = "fine"
    UNWELL = "unwell"
    WORDS = "words"  # their own, which say neither
    LATER = "later"
    OTHER_PHONE = "other_phone"
    NO_MORE = "no_more"
    REST = "rest"


class Ended(StrEnum):
    ASKED_ALL = "asked_all"
    NO_MORE = "no_more"
    OTHER_PHONE = "other_phone"
    SILENT = "silent"
    MAY_NOT = "may_not"
    UNREACHABLE = "unreachable"
    FOLLOWED = "followed"


HEARD_FOR = timedelta(days=3)
"""So long after the last silence an answer is still heard."""

ADDS_FOR = timedelta(hours=1)
"""So long after an answer of whoever called, more of their words belong to it."""

_ADDED = frozenset({Said.WORDS, Said.FINE, Said.LATER})
_HEARD_LATE = frozenset({Ended.SILENT, Ended.ASKED_ALL})


class Does(StrEnum):
    """What follows."""

    ASK = "ask"
    ASK_AGAIN = "ask_again"
    ASK_ELSEWHERE = "ask_elsewhere"
    ASK_NEXT = "ask_next"
    LAST_DOOR = "last_door"
    TELL_SILENCE = "tell_silence"  # to whoever then owns a task
    TELL_UNWELL = "tell_unwell"  # to the coordinators who are on, at once
    TELL_LOST = "tell_lost"  # nobody can ask them any more
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One person's after one call. `who` is a conversation's id, or a member's.

    `at` is when something happens next by itself. `step` counts the times of the timetable, `asks` the messages that
    went out. `safe`: they said that their phone may be texted; `safe_until` is when that ends. `question` is what a
    protector was asked last, None for how it is by now. `answered_here`: something since the last time came up.
    `taken_by` has what came of it last.
    """

    id: CheckInId
    incident: IncidentId
    number: int
    code: str
    team: TeamId
    area: ProtectionArea
    side: Side
    who: str
    zone: str
    began_at: datetime
    at: datetime
    state: State = State.WAITING
    step: int = 0
    asks: int = 0
    silences: int = 0
    safe: bool = False
    safe_until: datetime | None = None
    danger: bool = False
    answered_at: datetime | None = None
    answered_here: bool = False
    question: Pillar | None = None
    answered: frozenset[Pillar] = frozenset()
    sharing: Sharing = Sharing.NOBODY
    shared: bool = False
    ended: Ended | None = None
    taken_by: PersonId | None = None

    def is_open(self) -> bool:
        """True while a question of it waits for an answer."""
        return self.state in OPEN

    def hears(self, now: datetime) -> bool:
        """True while an answer is heard: to an open question, and late to one that met with silence."""
        if self.is_open():
            return True
        if not self.silences:
            return False
        late = self.ended in _HEARD_LATE and now - self.at < HEARD_FOR
        return self.state is State.WAITING or late

    def adds(self, now: datetime) -> bool:
        """True while more words belong to what whoever called has just answered."""
        said = self.side is Side.REQUESTER and self.answered_at is not None and now - self.answered_at < ADDS_FOR
        return said and not self.hears(now) and self.ended in (None, Ended.ASKED_ALL)

    def takes(self, said: Said, now: datetime) -> bool:
        """True where this answer is one to it. That they are not well is always heard, and that they want no more also
        between two questions, or that whoever called has another phone; more words for a while.
        """
        ends = said is Said.NO_MORE or (said is Said.OTHER_PHONE and self.side is Side.REQUESTER)
        wants_no_more = ends and self.state is State.WAITING
        more = said in _ADDED and self.adds(now)
        return said is Said.UNWELL or wants_no_more or more or self.hears(now)

    @property
    def person(self) -> PersonId | None:
        return PersonId(self.who) if self.side is Side.PROTECTOR else None

    @property
    def conversation(self) -> ConversationId | None:
        return ConversationId(self.who) if self.side is Side.REQUESTER else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When somebody may be asked: between two readings of the clock `where` they are, outside their own quiet hours."""

    where: ZoneInfo
    between: tuple[time, time]
    quiet: QuietHours | None = None

    def humane(self, at: datetime) -> datetime:
        """`at`, or the next moment at which they may be asked. Quiet hours that leave none count alone."""
        policy = QuietHours(starts=self.between[1], ends=self.between[0])
        kept_out = [each for each in (policy, self.quiet) if each is not None]
        moved = at
        for _ in range(_LOOKED_FOR):
            ends = [end for each in kept_out if (end := each.until(self.where, moved)) is not None]
            if not ends:
                return moved
            moved = max(ends)
        alone = None if self.quiet is None else self.quiet.until(self.where, at)
        return at if alone is None else alone


_LOOKED_FOR = 6
_AS_IT_CLOSES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What is known of where a question would go. `busy`: a call of theirs runs, or they go to one. `unvouched`: a
    member's account is new, or they are suspended: whoever holds the phone may be somebody else. `followed`: they
    called again, and are asked after that call. `asked_else`: when another question of ours went there that they may be
    answering: this one waits its turn.
    """

    silent: bool = False
    refuses: bool = False  # they want no check-ins there
    pressed: bool = False
    reachable: bool = True
    lapsed: bool = False
    busy: bool = False
    unvouched: bool = False
    followed: bool = False
    asked_else: datetime | None = None

    def answers_else_until(self, now: datetime) -> datetime | None:
        """When they may be asked, if they may be answering something else now."""
        until = None if self.asked_else is None else self.asked_else + STANDS_ALONE
        return until if until is not None and now < until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    after: CheckIn
    does: tuple[Does, ...] = ()
    why: str = ""


# --- a call is over


_NOT_ASKED_AFTER = frozenset(
    {
        *(Disposition.DUPLICATE, Disposition.UNFOUNDED, Disposition.OUT_OF_SCOPE),
        *(Disposition.DECLINED_BY_REQUESTER, Disposition.CANCELLED),
    }
)
"""Calls after which whoever called is not asked how they are."""


def whom_to_ask(before: Incident | None, after: Incident) -> tuple[tuple[Side, str], ...]:
    """Whose check-ins begin as a decision is kept: who is done going, and, once it closed, who called. No drills.

    Of whoever said that their phone may not be texted only after danger, and of whoever went silent: not to text them,
    but so that they are not forgotten.
    """
    if before is None or after.drill:
        return ()
    went = tuple((Side.PROTECTOR, str(person)) for person in came_back(before, after))
    closed = before.is_alive() and not after.is_alive() and after.merged_into is None
    if not closed or after.disposition in _NOT_ASKED_AFTER or (after.ledger.safe is False and not after.danger):
        return went
    return (*went, *((Side.REQUESTER, str(each)) for each in (*after.heard_in(), *gone_silent(after))))


def gone_silent(call: Incident) -> tuple[ConversationId, ...]:
    """The conversations of a call that wanted no more texts while it ran."""
    first = (call.conversation,) if call.silent and call.conversation is not None else ()
    return (*first, *(each.conversation for each in call.also if each.silent))


def timetable(policy: CheckInPolicy, side: Side, area: ProtectionArea) -> tuple[After, ...]:
    return policy.protectors_of(area) if side is Side.PROTECTOR else policy.requesters_of(area)


def begun(check_in: CheckInId, call: Incident, side: Side, who: str, hours: Hours, now: datetime) -> CheckIn | None:
    """The check-in of somebody after a call; None where the policy asks nobody."""
    times = timetable(call.plan.policy.check_ins, side, call.protection_area)
    if not times:
        return None
    code = next((each.code for each in call.also if each.conversation == who), call.requester_code)
    silent = who in gone_silent(call)
    first = moment(times[0], now, hours.where)
    at_once = side is Side.REQUESTER and first == now and is_life_safety(call)
    return CheckIn(
        id=check_in,
        incident=call.id,
        number=call.number,
        code=code,
        team=call.team,
        area=call.protection_area,
        side=side,
        who=who,
        zone=hours.where.key,
        began_at=now,
        at=first if at_once else hours.humane(first),
        safe=bool(call.ledger.safe) and not silent,
        safe_until=now if silent else call.ledger.safe_until,
        danger=call.danger,
    )


_LIFE_SAFETY = frozenset({DangerKind.NOT_BREATHING, DangerKind.WEAPON, DangerKind.VIOLENCE})


def is_life_safety(call: Incident) -> bool:
    """True of a call after which whoever called may be asked at any hour, once, as it closes."""
    named = call.danger and not _LIFE_SAFETY.isdisjoint(call.ledger.kinds)
    return call.plan.policy.check_ins.life_safety_at_once and named and bool(call.ledger.safe)


def with_what_was_said(begun: CheckIn, earlier: CheckIn | None) -> CheckIn:
    """That their phone may be texted, said in an `earlier` call, stays said, unless danger was named since."""
    if earlier is None or begun.safe or begun.safe_until is not None or begun.danger:
        return begun
    return replace(begun, safe=earlier.safe, safe_until=earlier.safe_until)


def moment(after: After, since: datetime, where: ZoneInfo) -> datetime:
    """Days are the calendar's: the next day at the same reading of the clock, however long the day between was."""
    at = since
    if after.days:
        at = instant(where, reached(where, since) + timedelta(days=after.days))
    return at + after.length


# --- what happens by itself


def time_is_up(
    known: CheckIn, policy: CheckInPolicy, hours: Hours, phone: Phone, now: datetime, *, life_safety: bool = False
) -> Outcome:
    """What happens at `known.at`. Nothing, while it is not time; nobody is asked outside their hours, but for the first
    question as a call about `life_safety` closes.
    """
    if known.state is State.ENDED or now < known.at:
        return Outcome(after=known, why="not now")
    over = _ends(known, phone, now)
    if over is not None:
        return over
    if phone.unvouched:
        return _passed_over(known, policy, hours, now)
    closes = now - known.began_at <= _AS_IT_CLOSES and not (known.step or known.asks)
    at_any_hour = life_safety and closes and known.safe and known.side is Side.REQUESTER
    if hours.humane(now) > now and not at_any_hour:
        return Outcome(after=replace(known, at=hours.humane(now)), why="not at this hour")
    once_more = known.state is State.ASKED and not known.answered_here and not known.silences
    asks = known.state is State.WAITING or (once_more and may_ask(known, phone, now))
    match known.state:
        case _ if asks and phone.busy:
            return Outcome(after=replace(known, at=hours.humane(now + policy.again)), why="they have a call now")
        case _ if asks and (then := phone.answers_else_until(now)) is not None:
            return Outcome(after=replace(known, at=hours.humane(then)), why="another question is with them")
        case State.WAITING:
            asked = replace(
                known,
                state=State.ASKED,
                asks=known.asks + 1,
                at=hours.humane(now + policy.again),
                answered_here=False,
                question=next_question(known),
            )
            return Outcome(after=asked, does=(Does.ASK,), why="it is time")
        case State.ASKED if known.answered_here:
            return _go_on(known, policy, hours, now, why="the rest comes next time")
        case State.ASKED if asks:
            again = replace(known, state=State.ASKED_AGAIN, asks=known.asks + 1, at=hours.humane(now + policy.again))
            return Outcome(after=again, does=(Does.ASK_AGAIN,), why="no answer: once more, gently")
        case _:
            return _silent(known, policy, hours, phone, now)


def may_ask(known: CheckIn, phone: Phone, now: datetime) -> bool:
    """True where a further question may go. Whether a requester's phone may be texted is theirs to say."""
    if phone.silent or phone.refuses or phone.pressed:
        return False
    if known.side is Side.PROTECTOR:
        return True
    if known.safe or known.safe_until is not None:
        return known.safe and (known.safe_until is None or now < known.safe_until)
    first = known.step == 0 and known.state is State.WAITING
    return not known.danger and (first or known.answered_at is not None)


def next_question(known: CheckIn) -> Pillar | None:
    """The first of the four that they have not answered; None once they have, and for a requester."""
    if known.side is Side.REQUESTER:
        return None
    return next((each for each in Pillar if each not in known.answered), None)


def _ends(known: CheckIn, phone: Phone, now: datetime) -> Outcome | None:
    """Of whoever named danger, or made their phone silent, somebody finds out in another way how they are."""
    called = known.side is Side.REQUESTER and not phone.followed
    lost = (Does.TELL_LOST,) if called and (known.danger or phone.silent or phone.pressed) else ()
    if phone.silent or phone.refuses or phone.pressed:
        return _ended(known, Ended.NO_MORE, now, *lost)
    if phone.followed:
        return _ended(known, Ended.FOLLOWED, now)
    if known.state is State.WAITING and not may_ask(known, phone, now):
        return _ended(known, Ended.MAY_NOT, now, *lost)
    if not phone.reachable or phone.lapsed:
        return _ended(known, Ended.UNREACHABLE, now, Does.TELL_LOST)
    return None


def _passed_over(known: CheckIn, policy: CheckInPolicy, hours: Hours, now: datetime) -> Outcome:
    """Nothing goes to whom nobody has vouched for: somebody looks after them, and they are asked the next time if it
    has been done by then.
    """
    gone_on = _go_on(known, policy, hours, now, why="nobody has said yes to their account")
    if gone_on.after.state is State.ENDED:
        gone_on = replace(gone_on, after=replace(gone_on.after, ended=Ended.UNREACHABLE))
    return replace(gone_on, does=(Does.TELL_LOST, *gone_on.does))


def _silent(known: CheckIn, policy: CheckInPolicy, hours: Hours, phone: Phone, now: datetime) -> Outcome:
    """Too many silences end it, and so does the last time of those that are fewer, if nothing was ever answered."""
    counted = replace(known, silences=known.silences + 1)
    gone_on = _go_on(counted, policy, hours, now, why="no answer: unknown, not fine")
    never = gone_on.after.state is State.ENDED and counted.answered_at is None
    if counted.silences >= policy.silences or never:
        door = (Does.LAST_DOOR,) if may_ask(counted, phone, now) else ()
        return _ended(counted, Ended.SILENT, now, Does.TELL_SILENCE, *door)
    return replace(gone_on, does=(Does.TELL_SILENCE, *gone_on.does))


def _go_on(known: CheckIn, policy: CheckInPolicy, hours: Hours, now: datetime, *, why: str) -> Outcome:
    """To the next time that is still ahead. Of several that have passed meanwhile only the last is made up for."""
    times = timetable(policy, known.side, known.area)
    share = (Does.SHARE,) if _has_to_share(known) else ()
    known = replace(known, shared=known.shared or bool(share))
    step = known.step + 1
    while step + 1 < len(times) and moment(times[step + 1], known.began_at, hours.where) <= now:
        step += 1
    if step >= len(times):
        return replace(_ended(known, Ended.ASKED_ALL, now, *share), why=why)
    at = moment(times[step], known.began_at, hours.where)
    if known.answered_at is not None:
        at = max(at, known.answered_at + policy.again)  # who has just answered is left in peace for a while
    if at <= now:
        at = now + policy.again
    question = known.question if known.silences else None  # what may still be answered late
    waits = replace(known, state=State.WAITING, step=step, at=hours.humane(at), question=question)
    return Outcome(after=waits, does=share, why=why)


def _has_to_share(known: CheckIn) -> bool:
    return known.sharing is not Sharing.NOBODY and not known.shared and bool(known.answered - {Pillar.STORY})


def _ended(known: CheckIn, ended: Ended, now: datetime, *does: Does) -> Outcome:
    return Outcome(after=replace(known, state=State.ENDED, ended=ended, at=now), does=does, why=ended.value)


# --- what they answer


def answered(
    known: CheckIn,
    said: Said,
    policy: CheckInPolicy,
    hours: Hours,
    now: datetime,
    *,
    sharing: Sharing | None = None,
    stops: bool = False,
    at: datetime | None = None,
) -> Outcome:
    """What an answer leads to. `sharing`: whom a protector chose; `stops`: they want no more texts as well; `at`: when
    they want to be asked, if they said so.
    """
    if said is Said.UNWELL and not known.is_open() and (not stops or known.state is State.ENDED):
        return _unwell_unasked(known, policy, hours, now, sharing)
    if not known.takes(said, now) or (said in _ADDED and known.adds(now)):
        return Outcome(after=known, why="nothing is asked")
    if not known.is_open():
        known = _as_asked(known, policy)
    heard = replace(known, silences=0, answered_at=now)
    share = (Does.SHARE,) if _has_to_share(heard) else ()
    match said:
        case Said.NO_MORE:
            return _ended(replace(heard, shared=heard.shared or bool(share)), Ended.NO_MORE, now, *share)
        case Said.OTHER_PHONE if heard.side is Side.PROTECTOR:
            return Outcome(after=replace(heard, asks=heard.asks + 1), does=(Does.ASK_ELSEWHERE,), why=said.value)
        case Said.OTHER_PHONE:
            return _ended(heard, Ended.OTHER_PHONE, now, Does.TELL_LOST)
        case Said.LATER:
            at = hours.humane(moment(policy.later, now, hours.where) if at is None else max(at, now))
            return Outcome(after=replace(heard, state=State.WAITING, at=at), why=said.value)
        case Said.REST:
            return Outcome(after=replace(heard, answered_here=True), why=said.value)
        case Said.UNWELL if stops:
            return _ended(heard, Ended.NO_MORE, now, Does.TELL_UNWELL, *share)
        case Said.UNWELL:
            noted = _with_question(heard, sharing)
            gone_on = _go_on(noted, policy, hours, now, why=said.value)
            return replace(gone_on, does=(Does.TELL_UNWELL, *gone_on.does))
        case _:
            return _heard(_with_question(heard, sharing), policy, hours, now, why=said.value)


def stopped(known: CheckIn, now: datetime) -> Outcome:
    """A coordinator ends it: nothing more is asked after this call."""
    if known.state is State.ENDED:
        return Outcome(after=known, why="it is over")
    return _ended(known, Ended.NO_MORE, now)


def _as_asked(known: CheckIn, policy: CheckInPolicy) -> CheckIn:
    """What met with silence, as if its question were open still: what was planned stays so, and what is over over."""
    over = len(timetable(policy, known.side, known.area))
    step = known.step - 1 if known.state is State.WAITING else over
    return replace(known, state=State.ASKED, step=step, ended=None)


def _unwell_unasked(
    known: CheckIn, policy: CheckInPolicy, hours: Hours, now: datetime, sharing: Sharing | None
) -> Outcome:
    """They say it while nothing is asked: it is heard, and what was planned stays planned."""
    after = _with_question(replace(known, silences=0, answered_at=now), sharing)
    if after.state is State.WAITING:
        after = replace(after, at=hours.humane(max(known.at, now + policy.again)))
    return Outcome(after=after, does=(Does.TELL_UNWELL,), why="not well, unasked")


def _with_question(known: CheckIn, sharing: Sharing | None) -> CheckIn:
    """With the question that was open answered, for good."""
    done = known.answered if known.question is None else known.answered | {known.question}
    chosen = known.sharing if sharing is None else sharing
    return replace(known, answered=done, sharing=chosen, answered_here=True)


def _heard(known: CheckIn, policy: CheckInPolicy, hours: Hours, now: datetime, *, why: str) -> Outcome:
    """A protector is asked the next of the four at once: they are here."""
    following = next_question(known)
    if known.side is Side.REQUESTER or known.question is None or following is None:
        return _go_on(known, policy, hours, now, why=why)
    asked = replace(
        known, state=State.ASKED, question=following, asks=known.asks + 1, at=hours.humane(now + policy.again)
    )
    return Outcome(after=asked, does=(Does.ASK_NEXT,), why=why)


# --- who looks after it

Pairs = tuple[tuple[PersonId, PersonId], ...]


def peer_of(person: PersonId, policy: CheckInPolicy, made: Pairs = ()) -> PersonId | None:
    """The other one of their accountability pair: of those a coordinator `made`, else of those the file names."""
    for one, other in (*made, *policy.pairs):
        if person in (one, other):
            return other if person == one else one
    return None


def owner(
    coordinators: tuple[PersonId, ...],
    on_call: frozenset[PersonId],
    has_it: PersonId | None,
    about: PersonId | None,
    beyond: tuple[PersonId, ...] = (),
) -> PersonId | None:
    """Who owns what a human must do: whoever has the call, else one who is on, else any, else one of those of other
    teams. Never the one it is about.
    """
    others = tuple(each for each in coordinators if each != about)
    if has_it is not None and has_it in others:
        return has_it
    wider = next((each for each in beyond if each != about), None)
    return next((each for each in others if each in on_call), next(iter(others), wider))


_LONGEST_DOUBLING = 12
_LONGEST_WAIT = timedelta(days=1)


def said_again(policy: Policy, hours: Hours, since: datetime, *, times: int, taken: bool) -> datetime:
    """When it is told again that somebody is not well, after twice as long each time and once a day at the least, until
    it is done. At any hour, unless somebody has it.
    """
    first = policy.check_ins.task_due if taken else policy.coordinating.danger_within
    at = since + min(first * 2 ** min(times, _LONGEST_DOUBLING), _LONGEST_WAIT)
    return hours.humane(at) if taken else at


# --- what they say, in any words


_NEAR = 4
"""So many words may stand between a wish and what it is about, and so many before them tell whom it means."""

_LONGEST_COURTESY = 4  # words
_LONGEST_QUESTION = 9  # words
_CLOSE = 3
"""So many words before another one may deny it: `it was not so heavy`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceWords:
    """What a wish for silence is made of, in one language, normalised: `wish` beside one of `contact`, where a `*` ends
    the beginning of a word. Between and around them may stand nothing of `others`: then somebody else writes, or
    whoever writes cannot or did not.
    """

    wish: frozenset[str]
    contact: frozenset[str]
    others: frozenset[str]

    def wants_silence(self, normalised: str) -> bool:
        words = normalised.split()
        asks = [at for at, word in enumerate(words) if _is_of(word, self.contact)]
        for wish in self.wish:
            parts = wish.split()
            for at in range(len(words) - len(parts) + 1):
                behind = at + len(parts)
                if words[at:behind] == parts and any(self._is_about_us(words, at, behind, each) for each in asks):
                    return True
        return False

    def _is_about_us(self, words: list[str], at: int, behind: int, contact: int) -> bool:
        """The wish stands before what it is about, or close behind it."""
        between = contact - behind if contact >= behind else at - contact - 1
        if (at <= contact < behind) or between >= _NEAR:
            return False
        around = words[max(0, min(at, contact) - _NEAR) : max(behind, contact + 1) + 2]
        return not any(_is_of(each, self.others) for each in around)


def _is_of(word: str, kinds: frozenset[str]) -> bool:
    return word in kinds or any(word.startswith(each[:-1]) for each in kinds if each.endswith("*"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInWords:
    """Normalised phrases. `whole`: what a whole message means; `within`: what it means wherever it stands in one;
    `of_oneself`: wherever it stands, whoever writes is not well now, whatever they were asked. `not_good`: all that
    somebody writes who called, and was asked by one question how they are. `heavy`: wherever it stands, what somebody
    says of how a call sits with them is heavy. `kind`: chatter in which it stands says that they are fine.
    `beside_a_time`: says nothing more than that they want to be asked at the time it stands beside.
    `not_of_us`: in one of these nothing asks us for silence. `polite`: may stand around a whole message that does.
    `negations`: beside one of these nothing says that somebody is fine. `others`: who is spoken of, where no word of
    `oneself` stands beside it. `spoken_of`: who else whoever goes may be writing to or of. `debrief`: which digit of
    its questions one says. `hears`: wherever it stands, it names who is to hear what they answer; beside one of
    `excepting` who is not. `rests`: a whole message that asks for a rest. `asks_who`: what begins with it asks who
    reads an answer, or what it is for.
    `of_oneself_now`: wherever it stands, beside what is `harmless`, whoever goes is hurt, attacked, held or needs more
    people at once; `calls_for_help` says so as a whole message. `talked` and `not_yet`: wherever they stand, somebody
    talked with their pair, or did not.
    """

    whole: Mapping[str, Said]
    within: Mapping[str, Said]
    of_oneself: frozenset[str] = frozenset()
    not_good: frozenset[str] = frozenset()
    heavy: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    beside_a_time: frozenset[str] = frozenset()
    silence: tuple[SilenceWords, ...] = ()
    not_of_us: frozenset[str] = frozenset()
    polite: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    oneself: frozenset[str] = frozenset()
    spoken_of: frozenset[str] = frozenset()
    debrief: Mapping[str, str] = field(default_factory=dict)
    of_oneself_now: frozenset[str] = frozenset()
    calls_for_help: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()
    talked: frozenset[str] = frozenset()
    not_yet: frozenset[str] = frozenset()
    hears: Mapping[Sharing, frozenset[str]] = field(default_factory=dict)
    excepting: frozenset[str] = frozenset()
    rests: frozenset[str] = frozenset()
    asks_who: frozenset[str] = frozenset()

    def wants_silence(self, normalised: str) -> bool:
        """True of a wish not to be asked or written to, in words that no list foresees and that say nothing else."""
        said = _without(self.not_of_us, normalised)
        return self.meant(normalised) is None and any(each.wants_silence(said) for each in self.silence)

    def meant(self, normalised: str) -> Said | None:
        """A wish for silence counts before a word of how they are, and that before a word for later."""
        said = self.whole.get(normalised)
        if said is not None or self.refuses(normalised):
            return Said.NO_MORE if said is None else said
        around, of_us = f" {normalised} ", f" {_without(self.not_of_us, normalised)} "
        found = {
            meaning
            for phrase, meaning in self.within.items()
            if stands_alone(phrase) in (of_us if meaning is Said.NO_MORE else around)
        }
        return next((each for each in _COUNTS_FIRST if each in found), None)

    def refuses(self, normalised: str) -> bool:
        """True of a whole message that wants no more, with polite words around it."""
        return any(self.whole.get(each) is Said.NO_MORE for each in self._less_polite(normalised))

    def wants_rest(self, normalised: str) -> bool:
        """True of a whole message that asks for a rest, with polite words around it."""
        return any(each in self.rests for each in self._less_polite(normalised))

    def asks_who_reads(self, normalised: str) -> bool:
        """True of a short question who reads what is answered, or what it is asked for."""
        if len(normalised.split()) > _LONGEST_QUESTION:
            return False
        said = (f"{each} " for each in self._less_polite(normalised))
        return any(each.startswith(f"{asks} ") for each in said for asks in self.asks_who)

    def who_is_to_hear(self, normalised: str) -> frozenset[Sharing]:
        """Everybody it names, whether as one who is to hear it or as one who is not."""
        nobodys = self.hears.get(Sharing.NOBODY, frozenset())
        rest = _without(sorted(nobodys, key=len, reverse=True), normalised)  # `anyone` stands in `don't tell anyone`
        named = {who for who, names in self.hears.items() if any(f" {each} " in f" {rest} " for each in names)}
        return frozenset(named if rest == normalised else named | {Sharing.NOBODY})

    def leaves_out(self, normalised: str) -> bool:
        """True where whoever is named may be left out by it: `not Fay`, `anybody but her`."""
        return self.denies(normalised) or not self.excepting.isdisjoint(normalised.split())

    def _less_polite(self, normalised: str) -> Iterator[str]:
        """The message, then without one polite word after the other around it."""
        words: list[str] | None = normalised.split()
        while words:
            yield " ".join(words)
            words = _without_courtesy(words, self.polite)

    def wants_no_more(self, normalised: str) -> bool:
        """True of a wish for silence that can be meant for us alone, whether or not anything is asked: one that says
        what is to stop.
        """
        asks = self.meant(normalised) is Said.NO_MORE and not self.refuses(normalised)
        return asks or self.wants_silence(normalised)

    def is_kind(self, normalised: str) -> bool:
        """True of chatter that thanks us, or says that it is well. A greeting alone, or abuse, says neither."""
        around = f" {normalised} "
        return any(f" {phrase} " in around for phrase in self.kind) and not self.denies(normalised)

    def is_heavy(self, normalised: str) -> bool:
        """True of what says that it is heavy, with no word for no or not close before that."""
        around = f" {normalised} "
        found = (around.partition(stands_alone(each))[0].split() for each in self.heavy if stands_alone(each) in around)
        return any(self.negations.isdisjoint(before[-_CLOSE:]) for before in found)

    def denies(self, normalised: str) -> bool:
        """True where a word for no or not stands anywhere in it."""
        return not self.negations.isdisjoint(normalised.split())

    def is_of_others(self, normalised: str) -> bool:
        """True if it speaks of somebody else, and not of whoever writes."""
        said = normalised.split()
        return not self.others.isdisjoint(said) and self.oneself.isdisjoint(said)

    def is_of_oneself(self, normalised: str) -> bool:
        """True if whoever writes speaks of themselves; in writings whose words no list has, unless it is of others."""
        said = normalised.split()
        return not self.oneself.isdisjoint(said) or not (normalised.isascii() or self.is_of_others(normalised))

    def speaks_of(self, normalised: str) -> bool:
        """True if it may be told to somebody, or of somebody else."""
        return not self.spoken_of.isdisjoint(normalised.split()) or self.is_of_others(normalised)

    def says_unwell(self, normalised: str) -> bool:
        """True if whoever writes says of themselves that they are not well now."""
        around = f" {normalised} "
        return any(stands_alone(phrase) in around for phrase in self.of_oneself)

    def says_in_danger(self, normalised: str) -> bool:
        """True if whoever goes says of themselves that they are hurt, attacked, held, or need more people at once."""
        if normalised in self.calls_for_help:
            return True
        around = f" {_without(self.harmless, normalised)} "
        return any(f" {phrase} " in around for phrase in self.of_oneself_now)

    def has_talked(self, normalised: str) -> bool | None:
        """Whether somebody says that they talked with their pair, or that they did not; None where they say neither."""
        around = f" {normalised} "
        if any(f" {phrase} " in around for phrase in self.not_yet):
            return False
        return True if any(f" {phrase} " in around for phrase in self.talked) else None


def _without(phrases: Iterable[str], normalised: str) -> str:
    """A stroke stands for each of them."""
    around = f" {normalised} "
    for phrase in phrases:
        around = around.replace(f" {phrase} ", " | ")
    return around.strip()


def _without_courtesy(words: list[str], polite: frozenset[str]) -> list[str] | None:
    for count in range(min(_LONGEST_COURTESY, len(words) - 1), 0, -1):
        if " ".join(words[:count]) in polite:
            return words[count:]
        if " ".join(words[-count:]) in polite:
            return words[:-count]
    return None


NO_WORDS = CheckInWords(whole={}, within={})
_COUNTS_FIRST = (Said.NO_MORE, Said.OTHER_PHONE, Said.UNWELL, Said.LATER)
