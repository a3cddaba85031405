"""Check-ins as rules: people answer, stay silent, stop, change their number, over sixty days and turned clocks."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.checkins import load_check_in_words
from domain.checkin import (
    CheckIn,
    Does,
    Ended,
    Hours,
    Outcome,
    Phone,
    Pillar,
    Said,
    Sharing,
    Side,
    State,
    answered,
    begun,
    is_life_safety,
    may_ask,
    moment,
    owner,
    peer_of,
    said_again,
    time_is_up,
    whom_to_ask,
    with_what_was_said,
)
from domain.ids import CheckInId, ConversationId, PersonId
from domain.incident import Disposition, Incident, IncidentStatus
from domain.language import normalise
from domain.ledger import Ledger
from domain.needs import DangerKind, ProtectionArea
from domain.policy import After, CheckInPolicy, Policy
from domain.quiet import QuietHours
from domain.zone import reached, zone
from models.forms import policy_form, policy_from
from tests.support.builders import NOON, incident

POLICY = CheckInPolicy()
CHICAGO = zone("America/Chicago")
DAY = Hours(where=CHICAGO, between=POLICY.hours)
ZONES = ("America/Chicago", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "UTC")
ROSA = ConversationId("cnv_rosa")
BEGINS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
ANSWERS = {Said.REST, Said.FINE, Said.WORDS, Said.LATER, Said.UNWELL, Said.OTHER_PHONE, Said.NO_MORE}


def over(**changes: object) -> Incident:
    """A call of Rosa's that has closed."""
    said = replace(incident(conversation=ROSA), ledger=Ledger(safe=True))
    call = replace(said, **changes)  # type: ignore[arg-type]
    return replace(call, status=IncidentStatus.CLOSED, disposition=Disposition.RESOLVED_ON_SCENE)


def first(side: Side = Side.REQUESTER, hours: Hours = DAY, now: datetime = NOON, **changes: object) -> CheckIn:
    known = begun(CheckInId("chk"), over(**changes), side, "ana" if side is Side.PROTECTOR else ROSA, hours, now)
    assert known is not None
    return known


def asked(known: CheckIn) -> CheckIn:
    return time_is_up(known, POLICY, DAY, Phone(), known.at).after


# --- times


def test_the_next_day_is_the_next_day_at_the_same_reading_whatever_the_clocks_did_between() -> None:
    before = datetime(2026, 3, 7, 19, 30, tzinfo=UTC)  # 13:30 in Chicago; the clocks go forward that night

    assert moment(After(days=1), before, CHICAGO) == before + timedelta(hours=23)
    assert moment(After(length=timedelta(hours=72)), before, CHICAGO) == before + timedelta(hours=72)
    autumn = datetime(2026, 10, 31, 18, 30, tzinfo=UTC)
    assert moment(After(days=7), autumn, CHICAGO) == autumn + timedelta(days=7, hours=1)


@given(
    st.sampled_from(ZONES),
    BEGINS,
    st.tuples(st.times(), st.times()),
    st.none() | st.tuples(st.times(), st.times()).filter(lambda each: each[0] != each[1]),
)
def test_whoever_is_asked_is_awake_by_the_hours_of_the_policy_and_by_their_own(
    where: str, at: datetime, between: tuple[time, time], quiet: tuple[time, time] | None
) -> None:
    own = None if quiet is None else QuietHours(starts=quiet[0], ends=quiet[1])
    hours = Hours(where=zone(where), between=between, quiet=own)

    humane = hours.humane(at)

    assert at <= humane <= at + timedelta(days=3)
    assert own is None or own.until(hours.where, humane) is None
    if own is None:
        assert QuietHours(starts=between[1], ends=between[0]).until(hours.where, humane) is None


# --- who is asked


def test_only_those_are_asked_whom_it_is_kind_and_safe_to_ask() -> None:
    call = incident(conversation=ROSA)
    asks = {
        "as usual": (over(), True),
        "nobody said whether it is safe": (over(ledger=Ledger()), True),
        "it is not safe": (over(ledger=Ledger(safe=False)), False),
        "it is not safe, and danger was named": (over(ledger=Ledger(safe=False), danger=True), True),
        "silent, to find another way": (over(silent=True), True),
        "a drill": (over(drill=True), False),
        "told of already": (replace(over(), disposition=Disposition.DUPLICATE), False),
        "no longer wanted": (replace(over(), disposition=Disposition.DECLINED_BY_REQUESTER), False),
        "still running": (call, False),
    }

    for what, (after, wanted) in asks.items():
        assert bool(whom_to_ask(call, after)) is wanted, what


def test_an_area_has_times_of_its_own_and_a_team_may_ask_nobody() -> None:
    quiet = replace(POLICY, requesters=(), areas={ProtectionArea.HOSPITALITY: (After(days=2),)})
    call = over()
    hidden = replace(call, plan=replace(call.plan, policy=Policy(check_ins=quiet)))

    assert begun(CheckInId("chk"), hidden, Side.REQUESTER, ROSA, DAY, NOON) is None
    bed = replace(hidden, protection_area=ProtectionArea.HOSPITALITY)
    known = begun(CheckInId("chk"), bed, Side.REQUESTER, ROSA, DAY, NOON)
    assert known is not None
    assert known.at == NOON + timedelta(days=2, hours=-1)  # noon, as clocks went forward


def test_those_who_went_are_asked_at_the_times_of_the_area_they_went_for() -> None:
    own = replace(POLICY, protector_areas={ProtectionArea.DIRECT_ACTION: (After(length=timedelta(hours=2)),)})
    call = over()
    march = replace(
        call, protection_area=ProtectionArea.DIRECT_ACTION, plan=replace(call.plan, policy=Policy(check_ins=own))
    )
    elsewhere = replace(march, protection_area=ProtectionArea.HOSPITALITY)

    after_it = begun(CheckInId("chk"), march, Side.PROTECTOR, "ana", DAY, NOON)
    after_another = begun(CheckInId("chk"), elsewhere, Side.PROTECTOR, "ana", DAY, NOON)
    assert after_it is not None
    assert after_another is not None
    assert after_it.at - NOON == timedelta(hours=2)
    assert after_another.at - NOON == timedelta(minutes=90)
    asked = time_is_up(after_it, own, DAY, Phone(), after_it.at).after
    for pillar in Pillar:
        asked = answered(asked, Said.WORDS, own, DAY, after_it.at).after
        assert pillar in asked.answered
    assert asked.ended is Ended.ASKED_ALL  # one time, as the area says


def test_while_somebody_answers_a_debrief_how_they_are_waits_its_turn() -> None:
    known = begun(CheckInId("chk"), over(), Side.PROTECTOR, "ana", DAY, NOON)
    assert known is not None
    answering = Phone(asked_else=known.at - timedelta(minutes=10))

    waits = time_is_up(known, POLICY, DAY, answering, known.at)
    assert (waits.does, waits.after.at) == ((), known.at + timedelta(minutes=20))
    assert time_is_up(waits.after, POLICY, DAY, answering, waits.after.at).does == (Does.ASK,)
    left_alone = Phone(asked_else=known.at - timedelta(minutes=75))
    assert time_is_up(known, POLICY, DAY, left_alone, known.at).does == (Does.ASK,)


def test_the_second_question_waits_its_turn_as_the_first_does() -> None:
    out = asked(first(Side.PROTECTOR))
    answering = Phone(asked_else=out.at - timedelta(minutes=10))

    waits = time_is_up(out, POLICY, DAY, answering, out.at)
    goes = time_is_up(out, POLICY, DAY, Phone(busy=True), out.at)

    assert (waits.does, waits.after) == ((), replace(out, at=out.at + timedelta(minutes=20)))
    assert (goes.does, goes.after.at) == ((), DAY.humane(out.at + POLICY.again))
    assert time_is_up(waits.after, POLICY, DAY, answering, waits.after.at).does == (Does.ASK_AGAIN,)
    again = time_is_up(out, POLICY, DAY, Phone(), out.at).after
    assert time_is_up(again, POLICY, DAY, answering, again.at).does == (Does.TELL_SILENCE,)  # nothing is asked by it


def test_what_a_team_wrote_of_check_ins_comes_back_as_it_was_kept() -> None:
    written = replace(
        POLICY, protector_areas={ProtectionArea.DIRECT_ACTION: (After(days=1),)}, life_safety_at_once=False
    )

    assert policy_from(policy_form(Policy(check_ins=written))).check_ins == written
    form = policy_form(Policy(check_ins=POLICY))
    before = {name: value for name, value in form["check_ins"].items() if name != "protector_areas"}
    assert policy_from({**form, "check_ins": before}).check_ins == POLICY


def test_of_who_went_silent_while_their_call_ran_a_check_in_begins_that_never_asks() -> None:
    silent = first(silent=True)

    assert silent.who == ROSA
    for phone, told in ((Phone(silent=True), (Does.TELL_LOST,)), (Phone(), ())):
        assert time_is_up(silent, POLICY, DAY, phone, silent.at).does == told


@pytest.mark.parametrize(
    ("danger", "safe", "phone", "ended", "told"),
    [
        (True, None, Phone(), Ended.MAY_NOT, True),
        (True, False, Phone(), Ended.MAY_NOT, True),
        (False, False, Phone(), Ended.MAY_NOT, False),
        (True, True, Phone(refuses=True), Ended.NO_MORE, True),
        (False, True, Phone(refuses=True), Ended.NO_MORE, False),
        (False, True, Phone(silent=True), Ended.NO_MORE, True),
        (False, True, Phone(pressed=True), Ended.NO_MORE, True),
        (True, None, Phone(followed=True), Ended.FOLLOWED, False),
        (True, True, Phone(silent=True, followed=True), Ended.NO_MORE, False),
    ],
)
def test_whoever_named_danger_or_went_silent_is_somebodys_though_no_text_may_go(
    danger: bool, safe: bool | None, phone: Phone, ended: Ended, told: bool
) -> None:
    # of who calls again somebody hears after that call
    known = first(ledger=Ledger(safe=None), danger=danger)
    known = replace(known, safe=bool(safe), asks=0 if safe is None else 1, step=0 if safe is None else 1)

    over_now = time_is_up(known, POLICY, DAY, phone, known.at)

    assert over_now.after.ended is ended
    assert over_now.does == ((Does.TELL_LOST,) if told else ())


def test_where_nobody_said_that_it_is_safe_only_an_answer_brings_another_question() -> None:
    unknown = first(ledger=Ledger())
    dangerous = first(ledger=Ledger(), danger=True)
    until_six = first(ledger=Ledger(safe=True, safe_until=NOON + timedelta(hours=6)))

    assert time_is_up(unknown, POLICY, DAY, Phone(), unknown.at).does == (Does.ASK,)
    silent = time_is_up(asked(unknown), POLICY, DAY, Phone(), asked(unknown).at)
    assert silent.does == (Does.TELL_SILENCE,)
    assert time_is_up(silent.after, POLICY, DAY, Phone(), silent.after.at).after.ended is Ended.MAY_NOT
    told = answered(asked(unknown), Said.FINE, POLICY, DAY, NOON).after
    assert time_is_up(told, POLICY, DAY, Phone(), told.at).does == (Does.ASK,)
    assert time_is_up(dangerous, POLICY, DAY, Phone(), dangerous.at).after.ended is Ended.MAY_NOT
    assert may_ask(until_six, Phone(), NOON)
    assert not may_ask(until_six, Phone(), NOON + timedelta(hours=6))


# --- answers


def test_a_protector_hears_each_of_the_four_questions_once_and_then_how_it_is_by_now() -> None:
    known, heard = first(Side.PROTECTOR), []
    while known.state is not State.ENDED:
        if known.state is State.WAITING:
            known = asked(known)
        heard.append(known.question)
        sharing = Sharing.PEER if known.question is Pillar.STORY else None
        known = answered(known, Said.WORDS, POLICY, DAY, known.at, sharing=sharing).after

    assert heard == [*Pillar, None, None]
    assert known.ended is Ended.ASKED_ALL
    assert known.shared


def test_what_is_left_of_the_four_comes_with_the_next_time() -> None:
    known = answered(asked(first(Side.PROTECTOR)), Said.FINE, POLICY, DAY, NOON).after
    assert known.question is Pillar.STORY

    resting = time_is_up(known, POLICY, DAY, Phone(), known.at)

    assert resting.does == ()
    assert asked(resting.after).question is Pillar.STORY
    assert asked(resting.after).step == 1


def test_whoever_called_again_is_asked_after_that_call_and_what_they_said_of_their_phone_stays() -> None:
    earlier, later = first(), first(ledger=Ledger())

    over = time_is_up(asked(earlier), POLICY, DAY, Phone(followed=True), asked(earlier).at)
    assert (over.after.ended, over.does) == (Ended.FOLLOWED, ())
    assert with_what_was_said(later, earlier).safe
    assert not with_what_was_said(replace(later, danger=True), earlier).safe
    assert with_what_was_said(replace(later, safe_until=NOON), earlier).safe_until == NOON


def test_later_is_later_and_not_this_phone_is_another_or_none() -> None:
    rosa, ana = asked(first()), asked(first(Side.PROTECTOR))

    later = answered(rosa, Said.LATER, POLICY, DAY, NOON).after
    assert (later.state, later.step, later.silences) == (State.WAITING, 0, 0)
    assert reached(CHICAGO, later.at) == reached(CHICAGO, NOON) + timedelta(days=1)
    gone = answered(rosa, Said.OTHER_PHONE, POLICY, DAY, NOON)
    assert (gone.after.ended, gone.does) == (Ended.OTHER_PHONE, (Does.TELL_LOST,))
    assert answered(ana, Said.OTHER_PHONE, POLICY, DAY, NOON).does == (Does.ASK_ELSEWHERE,)
    assert answered(gone.after, Said.FINE, POLICY, DAY, NOON).does == ()


def test_a_wish_for_no_more_is_heard_between_two_questions_and_once_it_is_over_changes_nothing() -> None:
    known = answered(asked(first()), Said.FINE, POLICY, DAY, NOON).after

    out = answered(known, Said.NO_MORE, POLICY, DAY, NOON)

    assert (out.after.state, out.after.ended) == (State.ENDED, Ended.NO_MORE)
    assert answered(out.after, Said.NO_MORE, POLICY, DAY, NOON).after == out.after
    assert answered(known, Said.WORDS, POLICY, DAY, NOON).after == known
    unwell = answered(known, Said.UNWELL, POLICY, DAY, NOON, stops=True)
    assert (unwell.after.ended, unwell.does) == (Ended.NO_MORE, (Does.TELL_UNWELL,))
    assert answered(unwell.after, Said.UNWELL, POLICY, DAY, NOON, stops=True).does == (Does.TELL_UNWELL,)


def test_a_late_answer_is_heard_and_changes_nothing_of_what_was_planned() -> None:
    silent = asked(first(ledger=Ledger(safe=True)))
    for _ in range(2):
        silent = time_is_up(silent, POLICY, DAY, Phone(), silent.at).after
    late = silent.at - timedelta(hours=6)

    for said, does in ((Said.FINE, ()), (Said.UNWELL, (Does.TELL_UNWELL,))):
        heard = answered(silent, said, POLICY, DAY, late)
        assert (heard.after.state, heard.after.step, heard.after.at) == (State.WAITING, 1, silent.at)
        assert (heard.after.silences, heard.does) == (0, does)
    assert answered(silent, Said.NO_MORE, POLICY, DAY, late).after.ended is Ended.NO_MORE
    over = replace(silent, state=State.ENDED, ended=Ended.SILENT, at=late)
    assert answered(over, Said.UNWELL, POLICY, DAY, late + timedelta(days=2)).does == (Does.TELL_UNWELL,)
    assert answered(over, Said.FINE, POLICY, DAY, late + timedelta(days=2)).after.state is State.ENDED
    assert answered(over, Said.FINE, POLICY, DAY, late + timedelta(days=4)).after == over


def test_whoever_is_not_well_is_told_of_until_it_is_done_ever_more_seldom_and_once_a_day_at_the_least() -> None:
    for taken in (False, True):
        since, waits = NOON, []
        for times in range(40):
            at = said_again(Policy(), DAY, since, times=times, taken=taken)
            waits.append(at - since)
            assert not taken or DAY.humane(at) == at
            since = at

        assert waits[0] == timedelta(hours=2) if taken else waits[0] == timedelta(minutes=2)
        assert waits == sorted(waits) or taken
        assert max(waits) <= timedelta(days=1, hours=1)


def test_a_task_is_for_whoever_has_the_call_else_who_is_on_and_never_for_whom_it_is_about() -> None:
    cora, omar, ana = map(PersonId, ("cora", "omar", "ana"))

    assert owner((cora, omar), frozenset({omar}), cora, None) == cora
    assert owner((cora, omar), frozenset({omar}), ana, None) == omar
    assert owner((cora, omar), frozenset(), None, cora) == omar
    assert owner((cora,), frozenset(), None, cora) is None
    assert owner((cora,), frozenset(), None, cora, (cora, omar)) == omar
    assert peer_of(ana, replace(POLICY, pairs=((cora, ana),))) == cora
    assert peer_of(omar, replace(POLICY, pairs=((cora, ana),))) is None


# --- life and death


@pytest.mark.parametrize(
    ("kinds", "safe", "on", "at_once"),
    [
        ((DangerKind.NOT_BREATHING,), True, True, True),
        ((DangerKind.WEAPON,), True, True, True),
        ((DangerKind.VIOLENCE,), True, True, True),
        ((DangerKind.FIRE,), True, True, False),
        ((DangerKind.WEAPON,), True, False, False),
        ((DangerKind.WEAPON,), None, True, False),
        ((), True, True, False),
    ],
)
def test_only_the_first_question_after_a_call_about_life_and_death_goes_out_by_night(
    kinds: tuple[DangerKind, ...], safe: bool | None, on: bool, at_once: bool
) -> None:
    midnight = NOON + timedelta(hours=12)
    call = over(ledger=Ledger(safe=safe, kinds=kinds), danger=bool(kinds))
    policy = replace(call.plan.policy, check_ins=replace(POLICY, life_safety_at_once=on))
    call = replace(call, plan=replace(call.plan, policy=policy))
    known = begun(CheckInId("chk"), call, Side.REQUESTER, ROSA, DAY, midnight)
    assert known is not None

    assert (known.at == midnight) is at_once
    out = time_is_up(known, POLICY, DAY, Phone(), known.at, life_safety=is_life_safety(call))
    assert (out.does == (Does.ASK,) and known.at == midnight) is at_once
    assert DAY.humane(out.after.at) == out.after.at


# --- wishes for silence in any words


WISHES = (
    *("please don't message any more", "I'd rather you didn't text me again", "no need to ask again", "quiet please"),
    *("I'm done with this", "please quit sending me stuff", "you do not need to ask me again"),
    *("dejen ya de escribirme por favor", "no me sigan escribiendo", "ya no hace falta que me pregunten"),
    *("pas besoin de me demander encore", "arrêtez vos questions", "pa bezwen ekri m ankò", "sispann voye mesaj"),
)
SAY_SOMETHING_ELSE = (
    *("I don't know who to ask", "I couldn't text you", "don't hesitate to text", "they never answer my messages"),
    *("sorry I didn't write back", "I can ask my sister, no problem", "no but I have a question"),
    *(
        "no sé a quién preguntar",
        "no, tengo una pregunta",
        "no recibí el mensaje",
        "no quiero que le escriban a mi mamá",
    ),
    *("je ne sais pas à qui demander", "il n'arrête pas de m'écrire", "non, une question"),
    *("m pa konnen kiyès pou m mande", "no more food, please ask the church"),
)


def test_a_wish_for_silence_is_read_in_words_that_no_list_foresees_and_nothing_else_is() -> None:
    words = load_check_in_words()

    for text in (*WISHES, *SAY_SOMETHING_ELSE):
        said = normalise(text)
        silent = words.wants_silence(said) or words.meant(said) is Said.NO_MORE
        assert silent is (text in WISHES), text


def test_after_an_answer_another_digit_changes_nothing_that_was_planned_and_another_phone_ends_it() -> None:
    asked = time_is_up(first(), POLICY, DAY, Phone(), NOON).after
    known = answered(asked, Said.FINE, POLICY, DAY, NOON).after
    soon, late = NOON + timedelta(minutes=5), NOON + timedelta(hours=2)

    for said in (Said.FINE, Said.LATER, Said.WORDS):
        assert known.takes(said, soon)
        assert not known.takes(said, late)
        assert answered(known, said, POLICY, DAY, soon).after == known
    over = answered(known, Said.OTHER_PHONE, POLICY, DAY, late)
    assert (over.after.ended, over.does) == (Ended.OTHER_PHONE, (Does.TELL_LOST,))


# --- sixty days


@dataclass
class Film:
    """Two months of one check-in: what happened when, with what was known of the phone then. What was due while the
    program was down is done at `up_at`.
    """

    known: CheckIn
    hours: Hours
    up_at: datetime
    phone: Phone = field(default_factory=Phone)
    asks: list[datetime] = field(default_factory=list)
    keys: list[tuple[Does, int]] = field(default_factory=list)
    did: list[Does] = field(default_factory=list)
    silences: int = 0
    unwell: int = 0
    passed_over: int = 0
    ended_unvouched: bool = False
    ended_forlorn: bool = False

    def passes(self, until: datetime) -> None:
        while self.known.state is not State.ENDED and max(self.known.at, self.up_at) <= until:
            now, before, done = max(self.known.at, self.up_at), self.known, len(self.did)
            early = before.at - timedelta(seconds=1)
            assert time_is_up(before, POLICY, self.hours, self.phone, early).after == before
            self._follow(time_is_up(before, POLICY, self.hours, self.phone, now), now)
            assert self.known.at > now or self.known.ended is not None, "it would go on for ever"
            self.silences += self.known.silences > before.silences
            if self.phone.silent or self.phone.refuses:
                assert self.did[done:] in ([], [Does.TELL_LOST]), "who wants no texts is neither asked nor said silent"
            if self.phone.unvouched:
                assert Does.TELL_LOST in self.did[done:], "nobody looks after them"
                self.passed_over += 1
                self.ended_unvouched = self.known.ended is not None
            if self.known.ended in (Ended.NO_MORE, Ended.MAY_NOT) and before.side is Side.REQUESTER:
                self.ended_forlorn = before.danger or self.phone.silent

    def says(self, said: Said, now: datetime, *, stops: bool = False) -> None:
        if self.known.takes(said, now):
            self.unwell += said is Said.UNWELL
            self._follow(answered(self.known, said, POLICY, self.hours, now, stops=stops), now)
            if stops:
                self.phone = Phone(silent=True)

    def _follow(self, outcome: Outcome, now: datetime) -> None:
        if {Does.ASK, Does.ASK_AGAIN, Does.LAST_DOOR} & set(outcome.does):
            assert self._consents(now), "asked without their consent"
            assert self.phone.reachable
            assert not self.phone.lapsed
            assert not self.phone.unvouched, "asked on a phone nobody has vouched for"
            assert self.hours.humane(now) == now, "asked at night"
            assert not self.asks or now - self.asks[-1] >= POLICY.again, "asked twice within four hours"
            self.asks.append(now)
        for each in outcome.does:
            if each in (Does.ASK, Does.ASK_AGAIN, Does.ASK_ELSEWHERE):
                self.keys.append((each, outcome.after.asks))
        self.did += outcome.does
        self.known = outcome.after

    def _consents(self, now: datetime) -> bool:
        known, phone = self.known, self.phone
        if phone.silent or phone.refuses or phone.pressed:
            return False
        if known.side is Side.PROTECTOR:
            return True
        if known.safe_until is not None:
            return known.safe and now < known.safe_until
        return known.safe or (not known.danger and (not self.asks or known.answered_at is not None))


PHONES = {
    "stops": Phone(silent=True),
    "refuses": Phone(refuses=True),
    "loses the number": Phone(reachable=False),
    "another has the number": Phone(lapsed=True),
    "has another call": Phone(busy=True),
    "has an account that is new": Phone(unvouched=True),
    "called again": Phone(followed=True),
    "is back": Phone(),
}
DOWN_FOR = {"the program is down by night": timedelta(hours=9), "and for days": timedelta(days=4)}
UNWELL_AND_STOP = "names danger, and wants no texts"
HAPPENS = st.tuples(st.integers(1, 60 * 24), st.sampled_from([*sorted(ANSWERS), *PHONES, *DOWN_FOR, UNWELL_AND_STOP]))


@settings(max_examples=150)
@given(
    side=st.sampled_from(Side),
    where=st.sampled_from(ZONES),
    now=BEGINS,
    safe=st.sampled_from([True, None]),
    safe_for=st.sampled_from([None, timedelta(hours=5), timedelta(days=2)]),
    danger=st.booleans(),
    quiet=st.sampled_from(
        [None, QuietHours(starts=time(21), ends=time(10)), QuietHours(starts=time(8), ends=time(15))]
    ),
    happens=st.lists(HAPPENS, max_size=12),
)
def test_whatever_people_do_nobody_is_asked_too_often_or_at_night_and_no_silence_is_lost(
    side: Side,
    where: str,
    now: datetime,
    safe: bool | None,
    safe_for: timedelta | None,
    danger: bool,
    quiet: QuietHours | None,
    happens: list[tuple[int, str]],
) -> None:
    hours = Hours(where=zone(where), between=POLICY.hours, quiet=quiet if side is Side.PROTECTOR else None)
    until = None if safe_for is None or safe is None else now + safe_for
    known = replace(first(side, hours, now, ledger=Ledger(safe=safe, safe_until=until)), danger=danger)
    film = Film(known, hours, now)

    at = now
    for hours_later, what in happens:
        at += timedelta(hours=hours_later / 8)
        film.passes(at)
        if what in PHONES:
            members = PHONES[what].unvouched and side is Side.REQUESTER  # nobody vouches for whoever called
            film.phone = Phone() if members else PHONES[what]
        elif what in DOWN_FOR:
            at = film.up_at = at + DOWN_FOR[what]
        elif what == UNWELL_AND_STOP:
            film.says(Said.UNWELL, at, stops=True)
        else:
            film.says(Said(what), at)
    film.phone = replace(film.phone, busy=False)
    film.passes(now + timedelta(days=60 + 60))

    assert film.known.state is State.ENDED
    assert len(film.keys) == len(set(film.keys)), "the same question went out twice"
    assert film.asks == sorted(set(film.asks))
    assert film.did.count(Does.TELL_SILENCE) == film.silences
    assert film.did.count(Does.TELL_UNWELL) == film.unwell
    assert film.did.count(Does.LAST_DOOR) <= 1
    lost = film.known.ended in (Ended.UNREACHABLE, Ended.OTHER_PHONE) and not film.ended_unvouched
    assert film.did.count(Does.TELL_LOST) == lost + film.passed_over + film.ended_forlorn


@given(side=st.sampled_from(Side), now=BEGINS, where=st.sampled_from(ZONES))
def test_whoever_never_answers_hears_five_texts_at_most_and_three_silences_are_somebodys(
    side: Side, now: datetime, where: str
) -> None:
    hours = Hours(where=zone(where), between=POLICY.hours)
    film = Film(first(side, hours, now), hours, now)

    film.passes(now + timedelta(days=60))

    assert film.did.count(Does.ASK) == 3
    assert film.did.count(Does.ASK_AGAIN) == 1
    assert film.did.count(Does.TELL_SILENCE) == 3
    assert film.did[-1] is Does.LAST_DOOR
    assert film.known.ended is Ended.SILENT


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("times", [(After(),), (After(), After(days=1))])
def test_fewer_times_than_silences_end_with_a_last_door_as_well(side: Side, times: tuple[After, ...]) -> None:
    policy = replace(POLICY, requesters=times, protectors=times)
    known = first(side)
    did: list[Does] = []
    while known.state is not State.ENDED:
        out = time_is_up(known, policy, DAY, Phone(), known.at)
        known, did = out.after, [*did, *out.does]

    assert did.count(Does.ASK) == did.count(Does.TELL_SILENCE) == len(times)
    assert (did[-1], known.ended) == (Does.LAST_DOOR, Ended.SILENT)
    spoken = replace(first(side), state=State.ASKED, step=len(times) - 1, answered_at=NOON, silences=1)
    assert time_is_up(spoken, policy, DAY, Phone(), spoken.at).after.ended is Ended.ASKED_ALL
