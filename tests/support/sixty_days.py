"""Sixty days of calls and what comes after them, played by chance through the whole program, and what must hold of it.

    record = await Days(world, seed=7).play(calls=6)
    assert wrong(record) == []

Two clocks change on the way: Chicago's goes forward in March, Santiago's back in April. Whoever called and whoever went
answers, stays silent, wants no more, has another phone, limits when theirs may be texted, or is in distress, asked or
not; who answered may not be well after all, or want no more; they say STOP in the middle of their call as well as after
it, and members come back from it. Members change their number: a code by chat makes a further phone theirs, or two
coordinators vouch for an account that is new; what they had before may be gone then. Providers lose answers and
messages; the programs are started anew at any moment. Nobody reads the rows for it but for tasks: `wrong` sees what
came on phones and what was said on them, and does its own arithmetic of times.
"""

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chance import SeededMint
from bot.channels import Outgoing
from domain.incident import AssignmentState, Page, PageState
from domain.needs import DangerKind
from domain.tasks import CHECK_INS, TaskKind
from models import incidents, tasks
from tests.support.world import COMMUNITY, SMS, TELEGRAM, Lost, Phone, World

CHICAGO, SANTIAGO, SYDNEY = map(ZoneInfo, ("America/Chicago", "America/Santiago", "Australia/Sydney"))
LASTS = timedelta(days=60)
QUIET = time(18), time(12)
"""Ben's quiet hours: he is asked between noon and six."""

COORDINATORS = {"river": ("cora", "omar"), "hill": ("gus",)}
MEMBERS = ("ana", "ben", "cal", "dee", "eve", "hal")
CHANGES = ("ana", "ben", "dee", "hal")
"""Who may have another number one day."""

_ASKED_FROM, _ASKED_UNTIL = time(9), time(20)
_AGAIN = timedelta(hours=4)
_DAY = timedelta(hours=22)
"""Who wants to be asked later is left in peace for about so long."""
_LATE = timedelta(minutes=5)
"""What was lost on its way is later by so much when it goes out."""

_HEARD_AFTER = timedelta(hours=12)
"""So long after their last answer, more of what callers say of how they are is heard."""

_SILENCE_IS_TOLD = timedelta(hours=60)
_DUE_WITHIN = timedelta(days=2)
"""A member has another call, or quiet hours that leave little of the day: by then what was due has come."""

_SILENCED = frozenset({"STOP", "EXIT", "stop texting me"})
"""After one of these nothing at all goes to a phone, until START comes from it."""


_LIFE_AND_DEATH = frozenset({DangerKind.NOT_BREATHING, DangerKind.WEAPON, DangerKind.VIOLENCE})


class Means(StrEnum):
    """What the one who says it means by it, whatever the program makes of it."""

    FINE = "fine"
    DISTRESS = "distress"
    LATER = "later"
    NO_MORE = "no more"
    OTHER = "other"


CALLERS_ANSWER: tuple[tuple[str, Means], ...] = (
    *(("2", Means.FINE), ("fine thanks", Means.FINE), ("todo bien", Means.FINE), ("m byen", Means.FINE)),
    *(("1", Means.DISTRESS), ("j'ai peur, il est revenu", Means.DISTRESS), ("estoy muy mal", Means.DISTRESS)),
    *(("somebody wants to kill me", Means.DISTRESS), ("3", Means.LATER), ("not now", Means.LATER)),
    *(("4", Means.NO_MORE), ("wrong number", Means.NO_MORE), ("stop texting me", Means.NO_MORE)),
    *(("STOP", Means.NO_MORE), ("EXIT", Means.NO_MORE), ("dejenme en paz", Means.NO_MORE), ("hm, well", Means.OTHER)),
    *(("knock it off", Means.NO_MORE), ("stop asking me", Means.NO_MORE), ("who is this", Means.OTHER)),
)
DANGERS = ("j'ai peur, il est revenu", "somebody wants to kill me")
"""What is heard of callers whether they were asked or not."""

AFTER_ALL: tuple[tuple[str, Means], ...] = (
    *(("actually I'm not ok", Means.DISTRESS), ("la verdad no estoy bien", Means.DISTRESS)),
    *(("en fait je ne vais pas bien", Means.DISTRESS), ("m pa byen", Means.DISTRESS)),
    *(("wrong number", Means.NO_MORE), ("stop asking me", Means.NO_MORE)),
)
"""What callers say who have answered already, while nothing is asked of them."""

GRAVE = ("There is a man with a gun here", "My neighbour is not breathing", "He is beating her")
"""What calls about life and death begin with, in the language of whose questions the check knows the words."""

MEMBERS_ANSWER: tuple[tuple[str, Means], ...] = (
    *(
        ("1", Means.FINE),
        ("light", Means.FINE),
        ("2", Means.OTHER),
        ("3", Means.OTHER),
        ("we were too few", Means.OTHER),
    ),
    *(("4", Means.DISTRESS), ("I am not well at all", Means.DISTRESS), ("5", Means.LATER), ("0", Means.NO_MORE)),
    *(("9", Means.OTHER), ("6", Means.OTHER), ("STOP", Means.NO_MORE), ("stop asking me", Means.NO_MORE)),
    ("it was heavy", Means.OTHER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that was handed to a provider. `took`: it came on the phone, now or once that is on."""

    at: datetime
    phone: str
    text: str
    reference: str
    took: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    at: datetime
    phone: str
    text: str
    means: Means
    asked: bool
    """Whether a question about how they are was the last thing that came on this phone."""

    calls: bool = False
    """Whether a call of theirs began by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A call that is over, as the one who called knows it. `safe` is what they said of their phone. `talks`: what tasks
    about them name.
    """

    number: int
    phone: str
    where: ZoneInfo
    closed_at: datetime
    safe: bool | None
    until: datetime | None
    danger: bool
    talks: frozenset[str]
    at_any_hour: bool = False
    """Whether it was about life and death, to a phone said to be safe: then the first question waits for no day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    number: int
    person: str
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An open task about a check-in, as it stood at a moment."""

    at: datetime
    task: str
    kind: TaskKind
    number: int
    owner: str | None
    about: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Somebody's number changed. Until `vouched_at` nobody has vouched for them; a further phone needs no vouching."""

    person: str
    at: datetime
    vouched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What happened until `ends`."""

    sent: list[Sent] = field(default_factory=list)
    said: list[Spoke] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    went: list[Went] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    looked: list[datetime] = field(default_factory=list)
    """When the open tasks were looked at, whether any were held or not."""
    changed: list[Changed] = field(default_factory=list)
    ends: datetime


# --- what must hold


_ASKS_CALLER = re.compile(r"One question: how are you now\?|No need to answer\. Only if you like")
_ASKS_MEMBER = re.compile(r"After #(\d+): how does it sit|#(\d+) again: how is it by now|No hurry about #(\d+)")
_ASKS_HOW = re.compile(r"how are you|how does it sit|how is it by now")
_ASKS_MORE = re.compile(r"Whom will you tell the story|What did we learn|What do we do next")
_FIRST = "One question: how are you now?"
_SECOND = "No need to answer."
_DOOR = "This is our last question"
_MEMBERS_SECOND = "No hurry about"
_MEMBERS_DOOR = re.compile(r"We ask no more about #(\d+)")


def wrong(record: Record) -> list[str]:
    """Everything that should not be so, in words; nothing if all is well."""
    found = [*_owners(record), *_let_go(record), *_distress(record), *_silenced(record)]
    for call in record.calls:
        found += _caller(record, call)
    for went in record.went:
        found += _member(record, went)
    return found


def _owners(record: Record) -> Iterator[str]:
    coordinators = {each for team in COORDINATORS.values() for each in team}
    for each in record.held:
        if each.owner not in coordinators:
            yield f"#{each.number}: {each.kind} belongs to {each.owner} at {each.at}"
        if each.owner == each.about:
            yield f"#{each.number}: {each.kind} is about its owner"


def _let_go(record: Record) -> Iterator[str]:
    """What is somebody's stays so until somebody says that they have seen to it."""
    for before, after in itertools.pairwise(record.looked):
        stays = {each.task for each in record.held if each.at == after}
        for each in record.held:
            if each.at == before < after and each.task not in stays:
                seen = f"checked {each.number}"
                if not any(before <= one.at <= after and one.text == seen for one in record.said):
                    yield f"#{each.number}: {each.kind} is gone at {after}, and nobody had seen to it"


def _distress(record: Record) -> Iterator[str]:
    """Whoever says that they are not well when asked is heard by a coordinator in the same turn, and it is somebody's;
    whoever names danger is heard whether they were asked or not, and who answered before and is not well after all.
    """
    for each in record.said:
        after_all = _is_after_all(record, each)
        if each.means is not Means.DISTRESS or not (each.asked or each.text in DANGERS or after_all):
            continue
        if not _coordinators_heard(record, each.at, each.at, _ALARMS[:1] if after_all else _ALARMS):
            yield f"{each.phone} said {each.text!r} at {each.at}, and no coordinator heard it at once"
        theirs = each.text in DANGERS and each.calls  # danger is a call of its own, to whoever was asked long ago
        if (
            (each.asked or after_all)
            and not theirs
            and not _is_held(record, each.at, each.at, {TaskKind.CHECK_IN_UNWELL}, _who(record, each.phone))
        ):
            yield f"{each.phone} said {each.text!r} at {each.at}, and it is nobody's task"


def _is_after_all(record: Record, said: Spoke) -> bool:
    """True of what is said while nothing is asked, by whoever answered lately or is asked again later; whose call of
    their own began since may mean that.
    """
    if said.asked or all(said.text != text for text, _ in AFTER_ALL):
        return False
    before = [each for each in record.said if each.phone == said.phone and each.at <= said.at and each is not said]
    answered = [each.at for each in before if each.asked]
    if not answered or any(each.calls for each in before):
        return False
    once = sum(each.phone == said.phone for each in record.calls) == 1
    again = any(
        each.phone == said.phone and each.at > said.at and _ASKS_CALLER.match(each.text) for each in record.sent
    )
    return said.at - max(answered) < _HEARD_AFTER or (once and again)


def _who(record: Record, phone: str) -> frozenset[str]:
    """Under which names tasks are about whoever has this phone."""
    name = phone.split(maxsplit=1)[0]
    talks = (each.talks for each in record.calls if each.phone == phone)
    return frozenset({name}) if name in MEMBERS else frozenset().union(*talks)


def _is_held(
    record: Record, since: datetime, until: datetime, kinds: Collection[TaskKind], about: frozenset[str]
) -> bool:
    return any(since <= each.at <= until and each.kind in kinds and each.about in about for each in record.held)


def _silenced(record: Record) -> Iterator[str]:
    for each in record.said:
        if each.text not in _SILENCED:
            continue
        back = min(
            (one.at for one in record.said if one.phone == each.phone and one.at > each.at and one.text == "START"),
            default=record.ends,
        )
        for one in record.sent:
            if one.phone == each.phone and each.at < one.at < back:
                yield f"{each.phone} said {each.text} at {each.at}, and was sent {one.text[:20]!r} at {one.at}"


_ALARMS = ("NOT WELL after the call", "DANGER", "answers how they are")
_SILENCES = ("no answer to how they are", "cannot or will not be asked", "NOT WELL", "it still waits")


def _coordinators_heard(
    record: Record, since: datetime, until: datetime, parts: tuple[str, ...], about: str = ""
) -> bool:
    names = {each for team in COORDINATORS.values() for each in team}
    return any(
        since <= each.at <= until and each.took and about in each.text and any(part in each.text for part in parts)
        for each in record.sent
        if each.phone.split()[0] in names
    )


def _caller(record: Record, call: Called) -> Iterator[str]:
    """At most once, at humane hours, with consent; and silence is somebody's."""
    mine = [each for each in record.sent if each.phone == call.phone and each.at >= call.closed_at]
    tried = [each for each in mine if _ASKS_CALLER.match(each.text)]
    asked = [each for each in tried if each.took]
    doors = [each for each in mine if each.text.startswith(_DOOR)]
    others = [each for each in record.calls if each.phone == call.phone]
    ever = [each for each in record.said if each.phone == call.phone]
    said = [each for each in ever if each.at >= call.closed_at]
    ended = [
        each.at
        for each in ever
        if each.means is Means.NO_MORE and (each.asked or each.text in _SILENCED or _is_after_all(record, each))
    ]
    name = f"#{call.number} {call.phone}"
    for one in (*tried, *doors):
        copies = [each for each in mine if each.reference == one.reference]
        if sum(each.took or TELEGRAM.value in each.phone for each in copies) > 1:  # of texts the provider can be asked
            yield f"{name} was asked twice by one message, at {one.at}"
        clocks = {each.where for each in others if each.closed_at <= one.at}
        closes = any(each.at_any_hour and timedelta() <= one.at - each.closed_at <= _LATE for each in others)
        if not closes and not any(_ASKED_FROM <= _reading(each, one.at) < _ASKED_UNTIL for each in clocks):
            yield f"{name} was asked at {one.at.astimezone(call.where)}"
        answered = any(each.at <= one.at for each in said)
        if not any(_may_be_asked(each, one.at, answered) for each in others if each.closed_at <= one.at):
            yield f"{name} was asked at {one.at} without consent"
        if ended and one.at > min(ended):
            yield f"{name} wanted no more and was asked at {one.at}"
    if len(others) > 1:
        return
    for before, after in itertools.pairwise(asked):
        if after.at - before.at < _AGAIN - _LATE:
            yield f"{name} was asked at {before.at} and at {after.at}"
    for later in (each for each in said if each.means is Means.LATER and each.asked):
        if any(later.at < each.at < later.at + _DAY for each in tried):
            yield f"{name} wanted to be asked later than {later.at}, and was asked before"
    for door in doors:
        if any(each.at > door.at for each in tried) and not any(each.at >= door.at for each in said):
            yield f"{name} was asked after the last question, at {door.at}"
    if sum(each.text.startswith(_FIRST) for each in asked) > 4 + sum(each.means is Means.LATER for each in said):
        yield f"{name} was asked {len(asked)} times"
    yield from _tells_of_silence(record, name, call.number, call.talks, asked, said)
    yield from _another_way(record, name, call, tried, ever)
    yield from _asked_when_due(record, name, call, tried, asked, doors, said, ended)


def _asked_when_due(
    record: Record,
    name: str,
    call: Called,
    tried: list[Sent],
    asked: list[Sent],
    doors: list[Sent],
    said: list[Spoke],
    ended: list[datetime],
) -> Iterator[str]:
    """Exactly at the times of the policy, of those whose times can be known beforehand: who answers each question at
    once, and who never says a word. Of everybody: at all.
    """
    first = _first(call)
    if not tried and _may_be_asked(call, first, False) and not any(each <= first for each in ended):
        yield f"{name} was never asked, not at {first}"
    last = call.closed_at + timedelta(days=12)
    if last > record.ends or ended:
        return
    at_once = {each.at for each in asked} == {each.at for each in said if each.means is Means.FINE}
    if asked and at_once and len(said) == len(asked):
        times, came = list(_times_of_who_answers_at_once(call)), asked
    elif not said:
        times, came = list(_times_of_who_never_answers(call)), _once_each([*tried, *doors])
    else:
        return
    times = [each for each in times if _may_be_asked(call, each, bool(said))]
    late = [each.at - at for each, at in zip(came, times, strict=False)]
    if len(came) != len(times) or not all(timedelta() <= each <= _LATE for each in late):
        yield f"{name} was asked at {[str(each.at) for each in came]} instead of {list(map(str, times))}"


def _another_way(record: Record, name: str, call: Called, tried: list[Sent], ever: list[Spoke]) -> Iterator[str]:
    """Of whoever may not be texted after danger, and of whoever made their phone silent before the first question,
    somebody finds out in another way how they are.
    """
    first = _first(call)
    silenced = any(each.text in _SILENCED and each.at < first for each in ever)
    silenced = silenced and (call.danger or call.safe is not False)  # else nothing was to be asked of them
    refused = call.danger and not _may_be_asked(call, first, False)
    until = first + _DUE_WITHIN
    if tried or not (silenced or refused) or until > record.ends:
        return
    if not _is_held(record, call.closed_at, until, {TaskKind.CHECK_IN_LOST}, call.talks):
        yield f"{name} may not be texted since {first}, and nobody is to find another way"


def _once_each(sent: list[Sent]) -> list[Sent]:
    """Each message when it was first tried."""
    first: dict[str, Sent] = {}
    for each in sorted(sent, key=lambda one: one.at):
        first.setdefault(each.reference, each)
    return list(first.values())


def _may_be_asked(call: Called, at: datetime, answered: bool) -> bool:
    if call.until is not None:
        return bool(call.safe) and at < call.until
    if call.safe is not None:
        return call.safe
    return not call.danger and (answered or at <= _first(call) + timedelta(minutes=1))


def _first(call: Called) -> datetime:
    return call.closed_at if call.at_any_hour else _humane(call.where, call.closed_at)


def _times_of_who_answers_at_once(call: Called) -> Iterator[datetime]:
    """At the end, the next day, after 72 hours, after seven days; days are the calendar's."""
    first = _first(call)
    yield first
    last = first
    wanted = (_days(call, 1), call.closed_at + timedelta(hours=72), _days(call, 7))
    for each in wanted:
        last = _humane(call.where, max(each, last + _AGAIN))
        yield last


def _times_of_who_never_answers(call: Called) -> Iterator[datetime]:
    """The first question and once more; the next day's; after 72 hours; and where the third silence ends, the door."""
    first = _first(call)
    again = _humane(call.where, first + _AGAIN)
    yield from (first, again)
    known = _humane(call.where, again + _AGAIN)  # when that is a silence
    wanted = [_days(call, 1), call.closed_at + timedelta(hours=72), _days(call, 7)]
    for _ in range(2):
        while len(wanted) > 1 and wanted[1] <= known:
            del wanted[0]
        due = wanted.pop(0)
        at = _humane(call.where, due if due > known else known + _AGAIN)
        yield at
        known = _humane(call.where, at + _AGAIN)
    yield known


def _days(call: Called, days: int) -> datetime:
    return _days_from(call.closed_at, call.where, days)


def _days_from(since: datetime, where: ZoneInfo, days: int) -> datetime:
    local = since.astimezone(where)
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=where).astimezone(UTC)


def _humane(where: ZoneInfo, at: datetime, quiet: tuple[time, time] | None = None) -> datetime:
    """The first minute from `at` on at which somebody may be asked, found by walking."""
    opens, closes = (_ASKED_FROM, _ASKED_UNTIL) if quiet is None else (quiet[1], quiet[0])
    while not max(opens, _ASKED_FROM) <= _reading(where, at) < min(closes, _ASKED_UNTIL):
        local = at.astimezone(where)
        at = (local.replace(second=0, microsecond=0).astimezone(UTC)) + timedelta(minutes=1)
    return at


def _reading(where: ZoneInfo, at: datetime) -> time:
    return at.astimezone(where).time()


def _tells_of_silence(
    record: Record, name: str, number: int, about: frozenset[str], asked: list[Sent], said: list[Spoke]
) -> Iterator[str]:
    """Each silence is told to a coordinator, and is a task that is about whoever was silent. A copy is no question."""
    for one in _once_each(asked):
        until = one.at + _SILENCE_IS_TOLD
        if until > record.ends or any(each.at >= one.at and each.at <= until for each in said):
            continue
        if not _coordinators_heard(record, one.at, until, _SILENCES, f"#{number}"):
            yield f"{name} did not answer what was asked at {one.at}, and nobody was told"
        if not _is_held(record, one.at, until, CHECK_INS, about):
            yield f"{name} did not answer what was asked at {one.at}, and it is nobody's task"


def _member(record: Record, went: Went) -> Iterator[str]:
    """At least once, on a phone of theirs; never outside their hours; and silence is somebody's."""
    where = {"dee": SYDNEY, "hal": SANTIAGO}.get(went.person, CHICAGO)
    quiet = QUIET if went.person == "ben" else None
    name = f"#{went.number} {went.person}"
    mine = [each for each in record.sent if each.phone.split()[0] == went.person and each.at >= went.done_at]
    asked = [each for each in mine if _asks_about(each, went.number)]
    more = [each for each in mine if _ASKS_MORE.match(each.text)]
    doors = [each for each in mine if (found := _MEMBERS_DOOR.match(each.text)) and found[1] == str(went.number)]
    said = [each for each in record.said if each.phone.split()[0] == went.person and each.at >= went.done_at]
    first = _humane(where, went.done_at + timedelta(minutes=90), quiet)
    for each in record.changed:
        for one in (*asked, *more, *doors):
            if each.person == went.person and each.at < one.at < each.vouched_at:
                yield f"{name} was asked at {one.at}, while nobody had vouched for their number"
    for one in (each for each in asked if each.at < first):
        yield f"{name} was asked at {one.at}, before {first}"
    for one in (*asked, *more, *doors):
        prompted = any(each.at == one.at for each in said)
        if not prompted and _humane(where, one.at, quiet) != one.at:
            yield f"{name} was asked at {one.at.astimezone(where)}"
    wanted_no_more = _only_about(record, went, said)
    if wanted_no_more is not None and any(each.at > wanted_no_more for each in (*asked, *doors)):
        yield f"{name} wanted no more at {wanted_no_more} and was asked"
    yield from _came_when_due(record, name, went, where, quiet, [*asked, *more], doors, said)
    yield from _tells_of_silence(record, name, went.number, frozenset({went.person}), asked, said)


def _only_about(record: Record, went: Went, said: list[Spoke]) -> datetime | None:
    """When they said that they want no more of what comes after this call, and can have meant no other."""
    if sum(each.person == went.person for each in record.went) > 1:
        return None
    own = (each for each in said if each.means is Means.NO_MORE and each.asked and each.text not in _SILENCED)
    return min((each.at for each in own), default=None)


def _came_when_due(
    record: Record,
    name: str,
    went: Went,
    where: ZoneInfo,
    quiet: tuple[time, time] | None,
    asked: list[Sent],
    doors: list[Sent],
    said: list[Spoke],
) -> Iterator[str]:
    """After 90 minutes, the next day and after seven days a question reached them; none was lost for good."""
    afresh = any(
        each.number == went.number and each.person == went.person and each.done_at > went.done_at
        for each in record.went
    )
    next_day, week = (_days_from(went.done_at, where, days) for days in (1, 7))
    for due in (went.done_at + timedelta(minutes=90), next_day, week):
        at = _humane(where, due, quiet)
        until = at + _DUE_WITHIN
        excused = (Means.LATER, Means.NO_MORE)
        if until > record.ends or afresh or any(each.means in excused and each.at <= until for each in said):
            return
        if any(
            each.person == went.person and each.at <= until and each.vouched_at >= went.done_at
            for each in record.changed
            if each.vouched_at > each.at
        ):
            return
        if _coordinators_heard(record, went.done_at, until, _SILENCES[1:2], f"#{went.number}"):
            return
        if not any(each.took and at <= each.at <= until for each in asked):
            yield f"{name} was never asked what was due at {at}"
    if not said and doors and (len(_once_each(asked)), len(_once_each(doors))) != (4, 1):
        yield f"{name} said nothing, and was asked {len(_once_each(asked))} times"


def _asks_about(message: Sent, number: int) -> bool:
    found = _ASKS_MEMBER.match(message.text)
    return found is not None and str(number) in found.groups()


# --- what is played


class Dice:
    """Chance that a seed repeats."""

    def __init__(self, seed: int) -> None:
        self._mint = SeededMint(seed)

    def below(self, n: int) -> int:
        return int.from_bytes(self._mint.bytes(4), "big") % n

    def one_in(self, n: int) -> bool:
        return self.below(n) == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Caller:
    number: int
    phone: Phone
    where: ZoneInfo
    closes_at: datetime


_OWN_CODE = re.compile(r"text ([A-Z0-9]{6}) from")


def _is_door(text: str) -> bool:
    return text.startswith(_DOOR) or _MEMBERS_DOOR.match(text) is not None


def _is_member(phone: Phone) -> bool:
    return phone.name.split()[0] in MEMBERS


def community(folder: Path) -> Path:
    """The usual people: the hill is in Santiago, Dee lives in Sydney, Ana and Fay look after one another."""
    written = COMMUNITY.read_text(encoding="utf-8")
    river, hill = "policy: {live_pages: 2}\n", "  - id: hill\n    name: {en: Hill}\n"
    written = written.replace(river, "policy: {live_pages: 2, check_ins: {pairs: [[ana, fay]]}}\n", 1)
    written = written.replace(hill, f"{hill}    time_zone: America/Santiago\n", 1)
    dee = "{id: dee, name: Dee,"
    written = written.replace(dee, f"{dee} time_zone: Australia/Sydney,", 1)
    file = folder / "sixty.yaml"
    file.write_text(written, encoding="utf-8")
    return file


class Days:
    """The days of one world. Everything is chosen by the seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.dice = Dice(seed)
        self.record = Record(ends=world.now + LASTS)
        self._asked: dict[str, bool] = {}
        """Which phones were asked last, and whether that was how they are."""
        self._running: list[_Caller] = []
        self._answers: list[tuple[datetime, Phone, str, Means]] = []
        self._vouched: list[tuple[datetime, str, Phone]] = []
        self._current: dict[str, Phone] = {}
        """Of whoever has another number: the phone they have now."""
        self._done_with: set[str] = set()
        self._numbers = 0
        self._looked_at = 0
        world.air.meddles, world.air.watches = self._meddles, self._watch

    # --- the providers

    def _meddles(self, message: Outgoing) -> Lost | None:
        """Now and then a provider takes a question and its answer is lost, or nothing is heard of it at all."""
        asks = _ASKS_CALLER.match(message.text) or _ASKS_MEMBER.match(message.text) or _is_door(message.text)
        return (Lost.MESSAGE, Lost.ANSWER)[self.dice.below(2)] if asks and self.dice.one_in(6) else None

    def _watch(self, message: Outgoing, took: bool) -> None:
        phone, now = self.world.at(message.address), self.world.now
        if phone is None:
            return
        name = repr(phone)
        self.record.sent.append(Sent(at=now, phone=name, text=message.text, reference=message.reference, took=took))
        if took and (_ASKS_CALLER.match(message.text) or _ASKS_MEMBER.match(message.text)):
            self._asked[name] = _ASKS_HOW.search(message.text) is not None or self._asked.get(name, False)
            self._may_answer(phone)
        elif took and _is_door(message.text):
            self._asked[name] = not _is_member(phone) or self._asked.get(name, False)
            self._may_answer(phone)
        elif took and _ASKS_MORE.match(message.text):
            self._asked[name] = False
        elif any(part in message.text for part in _SILENCES):
            self._may_see_to(phone, message.text)

    def _may_see_to(self, coordinator: Phone, text: str) -> None:
        """Most of what is said to be theirs coordinators have seen to after a while."""
        number = re.match(r"#(\d+)", text)
        if number is not None and self.dice.below(4):
            said = f"checked {number[1]}"
            if all(each[2] != said for each in self._answers):
                self._answers.append((self.world.now + timedelta(minutes=40), coordinator, said, Means.OTHER))

    def _may_answer(self, phone: Phone) -> None:
        name = repr(phone)
        if name in self._done_with or self.dice.below(5) < 2:
            return
        member = _is_member(phone)
        choices = MEMBERS_ANSWER if member else CALLERS_ANSWER
        text, means = choices[self.dice.below(len(choices))] if self.dice.one_in(2) else choices[0]
        after = timedelta(minutes=(0, 0, 3, 90, 400)[self.dice.below(5)])
        self._answers.append((self.world.now + after, phone, text, means))

    # --- the days

    async def play(self, calls: int) -> Record:
        world = self.world
        world.ignoring(*MEMBERS, "fay", *(each for team in COORDINATORS.values() for each in team))
        for text in ("me", "4", "18-12", "2"):
            await world.phone("ben").texts(text)
        starts = sorted(timedelta(minutes=self.dice.below(45 * 24 * 60)) for _ in range(calls))
        begun = world.now
        for n, start in enumerate(starts):
            await self._until(begun + start)
            if n == 1:
                world.phone("eve", TELEGRAM).deletes_account()  # her SMS works
            if n == len(starts) - 1:
                world.phone("cal").deletes_account()  # and he has nothing else
            await self._call()
            if n % 3 == 1:
                await self._changes_number(self._who_went())
            if n % 3 == 2:
                self._stops_for_a_while(self._who_went())
        await self._until(self.record.ends)
        return self.record

    async def _until(self, at: datetime) -> None:
        """Due to due; whoever wants to answer does it at their moment, and the programs may be started anew at any."""
        while self.world.now < at:
            next_said = min((each[0] for each in self._answers), default=at)
            next_close = min((each.closes_at for each in self._running), default=at)
            next_vouched = min((each[0] for each in self._vouched), default=at)
            step = min(at, next_said, next_close, next_vouched)
            if step > self.world.now:
                await self.world.comes_to_what_is_next(step)
            if self.dice.one_in(30):
                await self.world.restarts()
            await self._answer()
            await self._close()
            await self._vouch()
            if len(self.record.sent) > self._looked_at:
                self._looked_at = len(self.record.sent)
                await self._look_at_tasks()

    async def _answer(self) -> None:
        due = [each for each in self._answers if each[0] <= self.world.now]
        self._answers = [each for each in self._answers if each[0] > self.world.now]
        for _, phone, text, means in due:
            await self._says(phone, text, means)

    async def _says(self, phone: Phone, text: str, means: Means) -> None:
        name = repr(phone)
        if name in self._done_with:
            return
        asked_how = self._asked.pop(name, None)
        means = Means.OTHER if text == "4" and _is_member(phone) and not asked_how else means
        in_words = _is_member(phone) and not text.isdecimal() and means is not Means.NO_MORE
        asked = asked_how is not None or in_words
        if means is Means.NO_MORE and not _is_member(phone):
            self._done_with.add(name)
        elif text in _SILENCED:
            back = self.world.now + timedelta(hours=1 + self.dice.below(96))
            self._answers.append((back, phone, "START", Means.OTHER))
        before = await self.world.count_incidents()
        await phone.texts(text)
        many = await self.world.count_incidents()
        spoke = Spoke(at=self.world.now, phone=name, text=text, means=means, asked=asked, calls=many > before)
        self.record.said.append(spoke)
        for number in range(before + 1, many + 1):
            self._numbers = number
            later = self.world.now + timedelta(minutes=30 + self.dice.below(600))
            where = SANTIAGO if (await self.world.incident(number)).team == "hill" else CHICAGO
            self._running.append(_Caller(number=number, phone=phone, where=where, closes_at=later))
        self._may_say_more(phone, spoke)
        await self._look_at_tasks()

    def _may_say_more(self, phone: Phone, spoke: Spoke) -> None:
        """Of callers who have answered some are not well after all, or want no more: at once, or hours later."""
        answered = spoke.asked and spoke.means not in (Means.NO_MORE, Means.DISTRESS) and not spoke.calls
        if not _is_member(phone) and answered and self.dice.one_in(2):
            text, means = AFTER_ALL[self.dice.below(len(AFTER_ALL))]
            after = timedelta(minutes=(0, 3, 200, 600)[self.dice.below(4)])
            self._answers.append((self.world.now + after, phone, text, means))

    async def _call(self) -> None:
        """Somebody calls, says this or that of their phone, somebody goes, and it is over."""
        world, dice = self.world, self.dice
        place, where = (
            ("5th & Main", CHICAGO), ("5th & Mill", CHICAGO), ("Main & Hill Rd", SANTIAGO), ("Main & Hill Rd", SANTIAGO)
        )[dice.below(4)]  # fmt: skip
        phone = world.stranger(f"caller-{self._numbers + 1}", (SMS, TELEGRAM)[dice.below(2)])
        world.ignoring(phone.name)
        grave = dice.one_in(3)
        needs = GRAVE[dice.below(len(GRAVE))] if grave else "We need food and a bed tonight"
        await phone.texts(f"{needs}, {place}")
        number = self._numbers = await world.count_incidents()
        if not grave:
            await phone.texts("0" if dice.below(4) else "1")
        await self._somebody_goes(number)
        if grave and dice.below(4):
            await phone.texts(("you can text me", "you can text me", "do not text this phone")[dice.below(3)])
        elif dice.below(4):
            await phone.texts("7")  # they may come
            await phone.texts(("7", "7", "7", "8", "8 until 18:00", "7 until 18:00")[dice.below(6)])
        if dice.one_in(8):
            await self._says(phone, ("STOP", "EXIT", "stop texting me")[dice.below(3)], Means.NO_MORE)
        closes_at = world.now + timedelta(minutes=dice.below(900))
        self._running.append(_Caller(number=number, phone=phone, where=where, closes_at=closes_at))
        if dice.one_in(6):
            unasked = closes_at + timedelta(minutes=1 + dice.below(5 * 24 * 60))
            self._answers.append((unasked, phone, DANGERS[dice.below(len(DANGERS))], Means.DISTRESS))

    async def _somebody_goes(self, number: int) -> None:
        call = await self.world.incident(number)
        await self.world.phone("gus" if call.team == "hill" else "cora").texts(f"take {number}")
        for _ in range(2):
            live = [each for each in (await self.world.incident(number)).pages if each.state is PageState.LIVE]
            for page in live:
                if page.person in MEMBERS and self.dice.below(4):
                    await self._goes(number, page)
            await self.world.passes(seconds=130)

    async def _goes(self, number: int, page: Page) -> None:
        phone = self._phone_of(page.person)
        await phone.texts(f"{page.letter} 5")
        mine = (await self.world.incident(number)).assignment_of(page.person)
        if mine is None or mine.state is AssignmentState.HOLDING or self.dice.one_in(4):
            return
        await phone.texts("there")
        await phone.texts("done")
        self.record.went.append(Went(number=number, person=page.person, done_at=self.world.now))

    async def _close(self) -> None:
        for each in [one for one in self._running if one.closes_at <= self.world.now]:
            self._running.remove(each)
            call = await self.world.incident(each.number)
            if not call.is_alive():
                continue
            ledger, done_at = call.ledger, self.world.now
            self.record.went.extend(
                Went(number=each.number, person=one.person, done_at=done_at)
                for one in call.going()
                if not one.remote and one.state is not AssignmentState.HOLDING  # whoever only held went nowhere
            )
            self.record.calls.append(
                Called(
                    number=each.number,
                    phone=repr(each.phone),
                    where=each.where,
                    closed_at=done_at,
                    safe=ledger.safe,
                    until=ledger.safe_until,
                    danger=call.danger,
                    talks=frozenset(map(str, (call.conversation, *(one.conversation for one in call.also)))),
                    at_any_hour=bool(ledger.safe) and call.danger and not _LIFE_AND_DEATH.isdisjoint(ledger.kinds),
                )
            )
            closer = self.world.phone("gus" if call.team == "hill" else "cora")
            await closer.texts(f"close {each.number} 1")
            assert not (await self.world.incident(each.number)).is_alive()

    def _who_went(self) -> str:
        """Somebody who is asked after a call, where anybody is whose number may change."""
        went = [each.person for each in self.record.went if each.person in CHANGES]
        return went[-1] if went else CHANGES[self.dice.below(len(CHANGES))]

    def _phone_of(self, person: str) -> Phone:
        return self._current.get(person) or self.world.phone(person)

    def _stops_for_a_while(self, person: str) -> None:
        """They say STOP one day, whether they are asked or not."""
        at = self.world.now + timedelta(minutes=self.dice.below(4 * 24 * 60))
        self._answers.append((at, self._phone_of(person), "STOP", Means.NO_MORE))

    async def _changes_number(self, person: str) -> None:
        """By a code their chat gave them, for a further phone; or by one a coordinator gave them, for a new account."""
        if person in {each for _, each, _ in self._vouched}:
            return
        if self._phone_of(person).channel is TELEGRAM and self.dice.one_in(2):
            await self._has_a_further_phone(person)
        else:
            await self._has_a_new_account(person)

    async def _has_a_further_phone(self, person: str) -> None:
        world, old = self.world, self._phone_of(person)
        phone = world.stranger(f"{person} also{len(self.record.changed)}")
        world.ignoring(phone.name)
        old.reads()
        await old.texts("me")
        if "Another phone" not in old.labels:  # they had said STOP
            return
        await old.presses("Another phone")
        await old.shows_number(phone.address)
        codes = [found[1] for each in old.reads() if (found := _OWN_CODE.search(each))]
        if not codes:
            return
        await phone.texts(codes[-1])
        self.record.changed.append(Changed(person=person, at=world.now, vouched_at=world.now))
        self._may_lose(person, phone)

    async def _has_a_new_account(self, person: str) -> None:
        """They write from a number that nobody knows."""
        world = self.world
        vouched_at = world.now + timedelta(hours=1 + self.dice.below(72))
        self.record.changed.append(Changed(person=person, at=world.now, vouched_at=vouched_at))
        phone = world.stranger(f"{person} anew{len(self.record.changed)}")
        self._vouched.append((vouched_at, person, phone))
        world.ignoring(phone.name)
        await phone.texts(await world.invites(person))

    async def _vouch(self) -> None:
        for at, person, phone in [each for each in self._vouched if each[0] <= self.world.now]:
            self._vouched.remove((at, person, phone))
            for coordinator in ("cora", "omar"):
                await self.world.approves(coordinator, person)
            self._may_lose(person, phone)

    def _may_lose(self, person: str, phone: Phone) -> None:
        """Of those who have another number half have it alone: the account from which they wrote is no more."""
        if self.dice.one_in(2):
            self._phone_of(person).deletes_account()
            self._current[person] = phone

    async def _look_at_tasks(self) -> None:
        now = self.world.now
        self.record.looked.append(now)
        async with self.world.program.database.reading() as store:
            for kind in sorted(CHECK_INS):
                for each in await tasks.open_of_kind(store, kind):
                    call = await incidents.load(store, each.incident) if each.incident is not None else None
                    number = 0 if call is None else call.number
                    about = each.person if each.person is not None else each.conversation
                    self.record.held.append(
                        Held(at=now, task=each.id, kind=kind, number=number, owner=each.owner, about=about)
                    )
