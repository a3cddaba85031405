"""Seats, the line for them, who came, and on which day a skill ends."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.words import load_words
from domain.checkin import Hours
from domain.errors import Refused
from domain.ids import PersonId, SkillId, TeamId, TrainingId
from domain.language import normalise
from domain.messages import MessageKind as K
from domain.needs import ProtectionArea
from domain.people import Membership, Person, Role, Standing
from domain.training import (
    Held,
    News,
    SeatState,
    Stage,
    Training,
    call_off,
    day_begins,
    give_back,
    gone,
    lapses_at,
    moments,
    move,
    not_said,
    renewed,
    say_who_came,
    sign_up,
    told_at,
)
from domain.vocabulary import Word
from domain.zone import reached, zone

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
PEOPLE = tuple(map(PersonId, ("ana", "ben", "cal", "dee", "eve", "fay")))
CORA = PersonId("cora")
TWO_YEARS = 2 * 365 * 24 * 60
ZONES = ("America/Chicago", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo", "America/Havana")


def a_training(capacity: int = 2, start: datetime = NOW + timedelta(days=5)) -> Training:
    return Training(
        id=TrainingId("trn_1"),
        number=1,
        team=TeamId("river"),
        area=ProtectionArea.COMMUNITY_RESPONSE,
        place="Main Library",
        start=start,
        end=start + timedelta(hours=3),
        capacity=capacity,
        languages=("en",),
        skills=(SkillId("listening"),),
        everybody=False,
        by=CORA,
    )


def holders(training: Training, state: SeatState) -> list[str]:
    return [each.holder for each in training.with_seats(state)]


@given(st.integers(1, 4), st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["asks", "gives", "is gone"]))))
def test_nobody_waits_while_a_seat_is_free_and_whoever_waits_longest_moves_up(
    capacity: int, said: Iterable[tuple[PersonId, str]]
) -> None:
    training = a_training(capacity)
    line: list[PersonId] = []  # everybody who asked and did not take it back, in the order in which they asked
    for person, what in said:
        stood = person in line
        if what == "asks":
            outcome = sign_up(training, person, member=True, now=NOW)
            line += [] if stood else [person]
        elif what == "gives" and not stood:
            with pytest.raises(Refused, match=K.M_TRAINING_NO_SEAT.value):
                give_back(training, person, NOW)
            continue
        else:
            leave = gone(training, person, NOW, why="left") if what == "is gone" else give_back(training, person, NOW)
            line = [each for each in line if each != person]
            outcome = leave
        seated = set(holders(training, SeatState.TAKEN))
        training = outcome.training

        assert holders(training, SeatState.TAKEN) == line[:capacity]
        assert holders(training, SeatState.WAITING) == line[capacity:]
        moved = set(holders(training, SeatState.TAKEN)) - seated - {person}
        assert {each.holder for each in outcome.up} == moved
        assert all(each.why and each.about for each in outcome.events)


def test_what_has_begun_or_is_off_has_no_seats_to_take_or_give_back() -> None:
    training = sign_up(a_training(), PEOPLE[0], member=True, now=NOW).training
    off = call_off(training, CORA, NOW).training

    for late, now in ((training, training.start), (off, NOW)):
        with pytest.raises(Refused, match=K.M_TRAINING_OVER.value):
            sign_up(late, PEOPLE[1], member=True, now=now)
        with pytest.raises(Refused, match=K.M_TRAINING_OVER.value):
            give_back(late, PEOPLE[0], now)
        with pytest.raises(Refused, match=K.M_TRAINING_OVER.value):
            call_off(late, CORA, now)


def test_who_came_is_said_once_it_has_begun_and_of_nobody_else_anything_is_known() -> None:
    training = a_training(capacity=3)
    for each in PEOPLE[:3]:
        training = sign_up(training, each, member=True, now=NOW).training
    with pytest.raises(Refused, match=K.C_TRAINING_NOT_YET.value):
        say_who_came(training, PEOPLE[:1], came=True, by=CORA, now=NOW)

    came = say_who_came(training, (PEOPLE[0], PEOPLE[5]), came=True, by=CORA, now=training.start)
    again = say_who_came(came.training, (PEOPLE[0],), came=True, by=CORA, now=training.start)
    missed = say_who_came(came.training, (PEOPLE[0],), came=False, by=CORA, now=training.start)

    assert holders(came.training, SeatState.CAME) == ["ana", "fay"]  # fay had no seat
    assert [each.holder for each in not_said(came.training)] == ["ben", "cal"]
    assert not again.events
    assert holders(missed.training, SeatState.MISSED) == ["ana"]


@given(
    st.sampled_from(ZONES),
    st.integers(0, TWO_YEARS),
    st.integers(1, 800),
)
def test_a_skill_ends_as_the_day_begins_on_the_clock_of_whoever_holds_it(name: str, minute: int, days: int) -> None:
    where = zone(name)
    training = a_training(start=NOW + timedelta(minutes=minute))

    ends = lapses_at(training, days, where)

    assert ends is not None
    day = reached(where, training.start).date() + timedelta(days=days)
    assert reached(where, ends).date() == day
    assert reached(where, ends - timedelta(seconds=1)).date() < day
    skill = SkillId("listening")
    holder = Person(
        id=PEOPLE[0],
        roster_name="Ana",
        languages=("en",),
        skills=frozenset({skill}),
        areas=frozenset(),
        memberships=(),
        lapses=((skill, ends),),
    )
    assert skill in holder.as_of(ends - timedelta(seconds=1)).skills
    assert skill not in holder.as_of(ends).skills


def test_coming_never_cuts_short_what_somebody_has() -> None:
    until, later = NOW + timedelta(days=10), NOW + timedelta(days=90)

    assert renewed(None, until) == until
    assert renewed(Held(until=NOW), until) == until
    assert renewed(Held(until=later), until) == later
    assert renewed(Held(until=None), until) is None
    assert renewed(Held(until=until), None) is None


@given(st.sampled_from(ZONES), st.integers(0, TWO_YEARS))
def test_reminders_come_before_it_at_humane_hours_of_its_own_clock(name: str, minute: int) -> None:
    where = zone(name)
    training = a_training(start=NOW + timedelta(minutes=minute))
    due = moments(training.start, training.end, where, training.start - timedelta(days=40))

    reminders = [each for each in due if each.stage in (Stage.DAY_BEFORE, Stage.SOON)]
    assert Stage.DAY_BEFORE in {each.stage for each in reminders}
    for each in reminders:
        assert each.at < training.start
        assert 9 <= reached(where, each.at).hour <= 20
    assert [each.stage for each in due if each.at >= training.end] == [Stage.WHO_CAME, Stage.WHO_CAME_AGAIN]
    assert moments(training.start, training.end, where, training.end + timedelta(days=3)) == ()


def test_a_day_that_begins_with_a_skipped_midnight_begins_when_it_does() -> None:
    """In Havana the clocks go from 24:00 to 01:00 on 8 March 2026."""
    where = zone("America/Havana")

    begins = day_begins(datetime(2026, 3, 7, 12, 0, tzinfo=UTC), 1, where)

    assert begins == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)


def test_a_trainee_is_vetted_and_nobody_to_go_beside() -> None:
    plain = Membership(
        person=PEOPLE[1], team=TeamId("river"), roles=frozenset({Role.PROTECTOR}), standing=Standing.VETTED
    )
    trainee = replace(plain, mentors=(PEOPLE[0],))

    assert (plain.is_seasoned, plain.goes_beside) == (True, False)
    assert (trainee.is_seasoned, trainee.goes_beside) == (False, True)
    assert not replace(trainee, standing=Standing.SUSPENDED).goes_beside


def test_a_seat_is_asked_for_and_given_back_in_the_words_people_use() -> None:
    known = load_words()
    for said, word in (
        ("Seat 4", Word.SEAT),
        ("sign me up for training 4", Word.SEAT),
        ("A seat at training 4", Word.SEAT),
        ("Apúntame a la formación 4", Word.SEAT),
        ("voy a la formación 4", Word.SEAT),
        ("Inscris-moi à la formation 4", Word.SEAT),
        ("Mwen vle plas 4", Word.SEAT),
        ("No seat 4", Word.SEAT_BACK),
        ("I can't come to training 4", Word.SEAT_BACK),
        ("cancel my seat 4", Word.SEAT_BACK),
        ("No voy a la formación 4", Word.SEAT_BACK),
        ("Annule ma place 4", Word.SEAT_BACK),
        ("Anile plas mwen 4", Word.SEAT_BACK),
        ("Training 4", Word.TRAINING),
    ):
        assert known.leading(normalise(said)) == (word, "4"), said


@given(st.integers(0, TWO_YEARS), st.integers(1, 30 * 24 * 60), st.sampled_from(ZONES), st.sampled_from(News))
def test_what_people_hear_unasked_comes_by_day_or_where_it_would_come_too_late_at_once(
    after: int, ahead: int, where: str, news: News
) -> None:
    hours = Hours(where=zone(where), between=(time(9), time(20)))
    now = NOW + timedelta(minutes=after)
    begins = now + timedelta(minutes=ahead)

    at = told_at(news, hours, begins, now)
    assert at >= now
    if at > now:
        assert time(9) <= reached(zone(where), at).time() < time(20)
        assert begins - at >= timedelta(hours=1)
    elif hours.humane(now) > now:
        assert begins - hours.humane(now) < timedelta(hours=3)


def test_a_training_is_moved_before_it_begins_and_keeps_whatever_is_not_said() -> None:
    training = sign_up(a_training(1), PEOPLE[0], member=True, now=NOW).training
    later = NOW + timedelta(days=7)

    moved = move(training, CORA, NOW, start=later, end=later + timedelta(hours=2)).training
    assert (moved.start, moved.end, moved.place, moved.seats) == (
        later,
        later + timedelta(hours=2),
        "Main Library",
        training.seats,
    )
    assert move(moved, CORA, NOW, place="Town Hall").training.start == later
    assert move(training, CORA, NOW).events == ()
    with pytest.raises(Refused, match=K.C_TRAINING_MOVE_HOW.value):
        move(training, CORA, NOW, start=NOW, end=later)
    with pytest.raises(Refused, match=K.M_TRAINING_OVER.value):
        move(training, CORA, training.start, place="Town Hall")
