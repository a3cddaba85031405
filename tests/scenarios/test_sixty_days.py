"""Sixty days over two changes of clocks, restarts and lost messages: nobody is left alone with what happened."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.tasks import TaskKind
from tests.support.sixty_days import (
    AFTER_ALL,
    CHICAGO,
    DANGERS,
    Called,
    Changed,
    Days,
    Held,
    Means,
    Record,
    Sent,
    Spoke,
    Went,
    community,
    wrong,
)
from tests.support.world import World

ASKS = "One question: how are you now? 1 not good"
ASKS_AGAIN = "No need to answer. Only if you like: how are you now?"
DOOR = "This is our last question. Whenever you like, text here."
ASKS_ANA = "After #1: how does it sit with you?"
ASKS_ANA_AGAIN = "No hurry about #1: the question above still stands."
ANAS_DOOR = "We ask no more about #1. Whenever you like, talk to a coordinator."
MORE_OF_ANA = "Whom will you tell the story? 1 nobody"
ROSA, SOL, ANA, CORA = "Rosa (sim-sms)", "Sol (sim-telegram)", "ana (sim-telegram)", "cora (sim-telegram)"
SILENT, SOLS_SILENCE = (
    f"{each}: no answer to how they are. That is unknown, not fine. It is yours." for each in ("#1, Ana", "#2, Pika")
)
UNWELL = "#1, Pika: NOT WELL after the call. Reach them now."
READ_THEM = "#1, Pika answers how they are: actually I'm not ok"
CLOSED = datetime(2026, 3, 7, 18, 0, tzinfo=UTC)  # noon in Chicago, the day before its clocks go forward


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with World.open(migrated_url, tmp_path, community=community(tmp_path), workers=workers) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_everybody_is_asked_as_they_may_be_and_every_silence_and_distress_is_somebodys(
    world: World, pytestconfig: pytest.Config
) -> None:
    """With `--everywhere` more people call; very many do in `python -m benchmarks sixty_days`."""
    calls = 12 if pytestconfig.getoption("everywhere") else 3
    record = await Days(world, seed=3).play(calls)

    assert len(record.calls) >= calls
    assert wrong(record) == []


def asked(at: datetime, text: str = ASKS, phone: str = ROSA, *, took: bool = True) -> Sent:
    return Sent(at=at, phone=phone, text=text, reference=f"{phone} {at}", took=took)


def fine(at: datetime, means: Means = Means.FINE, text: str = "2") -> Spoke:
    return Spoke(at=at, phone=ROSA, text=text, means=means, asked=True)


def silent(at: datetime, number: int, about: str) -> Held:
    kind = TaskKind.CHECK_IN_SILENT
    return Held(at=at, task=f"tsk_{number}", kind=kind, number=number, owner="cora", about=about)


def called(number: int, phone: str) -> Called:
    return Called(
        number=number,
        phone=phone,
        where=CHICAGO,
        closed_at=CLOSED,
        safe=True,
        until=None,
        danger=False,
        talks=frozenset({f"cnv_{number}"}),
    )


def hours(much: float) -> datetime:
    """Of the clock that is not turned."""
    return CLOSED + timedelta(hours=much)


SEEN_AT = tuple(map(hours, (20, 27, 76, 171)))
"""When somebody was told that Sol and Ana said nothing; Cora sees to it each time, in the hour after."""


def well() -> Record:
    """Rosa was asked at the four times and said that she is fine; Sol and Ana were asked, and never said a word."""
    rosa = tuple(map(hours, (0, 23, 72, 167)))
    sol = ((0, ASKS), (4, ASKS_AGAIN), (23, ASKS), (72, ASKS), (76, DOOR))
    ana = ((1.5, ASKS_ANA), (5.5, ASKS_ANA_AGAIN), (23, ASKS_ANA), (167, ASKS_ANA), (171, ANAS_DOOR))
    seen_to = [
        Spoke(at=at + timedelta(minutes=40), phone=CORA, text=f"checked {n}", means=Means.OTHER, asked=False)
        for at in SEEN_AT
        for n in (1, 2)
    ]
    return Record(
        sent=[
            *map(asked, rosa),
            *(asked(hours(at), text, SOL) for at, text in sol),
            *(asked(hours(at), text, ANA) for at, text in ana),
            *(asked(at, text, CORA) for at in SEEN_AT for text in (SILENT, SOLS_SILENCE)),
        ],
        said=[*map(fine, rosa), *seen_to],
        calls=[called(1, ROSA), called(2, SOL)],
        went=[Went(number=1, person="ana", done_at=CLOSED)],
        held=[silent(at, n, about) for at in SEEN_AT for n, about in ((1, "ana"), (2, "cnv_2"))],
        looked=[each for at in SEEN_AT for each in (at, at + timedelta(minutes=40))],
        ends=CLOSED + timedelta(days=30),
    )


def and_sent(*more: Sent) -> Callable[[Record], Record]:
    return lambda record: replace(record, sent=[*record.sent, *more])


def not_sent(phone: str, *texts: str, since: datetime = CLOSED) -> Callable[[Record], Record]:
    """Without what went to a phone; of some `texts` alone, or of all."""
    return lambda record: replace(
        record,
        sent=[
            each
            for each in record.sent
            if each.phone != phone or each.at < since or not (each.text in texts or not texts)
        ],
    )


def and_said(*more: Spoke, without: Sequence[datetime] = ()) -> Callable[[Record], Record]:
    return lambda record: replace(record, said=[*(each for each in record.said if each.at not in without), *more])


def moved(phone: str, text: str, to: datetime) -> Callable[[Record], Record]:
    return lambda record: replace(
        record,
        sent=[replace(each, at=to) if (each.phone, each.text) == (phone, text) else each for each in record.sent],
    )


def of_ana(means: Means, at: datetime) -> Spoke:
    return Spoke(at=at, phone=ANA, text="0", means=means, asked=True)


def _changed_call(**changes: object) -> Callable[[Record], Record]:
    return lambda record: replace(record, calls=[replace(record.calls[0], **changes), *record.calls[1:]])  # type: ignore[arg-type]


def _changed_tasks(**changes: object) -> Callable[[Record], Record]:
    return lambda record: replace(record, held=[replace(each, **changes) for each in record.held])  # type: ignore[arg-type]


def after_all(at: datetime, text: str = AFTER_ALL[0][0], means: Means = Means.DISTRESS) -> Spoke:
    """Rosa says it who was not asked, and has answered before."""
    return replace(fine(at, means, text), asked=False)


FAULTS: tuple[tuple[str, Callable[[Record], Record]], ...] = (
    # at most once to whoever called
    ("was asked twice by one message", lambda r: replace(r, sent=[*r.sent, r.sent[0]])),
    ("#2 Sol (sim-telegram) was asked twice by one message", and_sent(asked(CLOSED, ASKS, SOL, took=False))),
    ("and at 2026-03-07 19:00", and_sent(asked(hours(1)))),
    ("#2 Sol (sim-telegram) was asked after the last question", and_sent(asked(hours(167), ASKS, SOL))),
    ("instead of", lambda r: replace(r, sent=[*r.sent[:3], *r.sent[4:]], said=[*r.said[:3], *r.said[4:]])),
    ("#2 Sol (sim-telegram) was asked at", not_sent(SOL, DOOR)),
    ("#2 Sol (sim-telegram) was asked at", not_sent(SOL, ASKS_AGAIN)),
    ("#2 Sol (sim-telegram) was never asked", not_sent(SOL)),
    # at least once to whoever went
    ("ana was never asked what was due at 2026-03-07 19:30", not_sent(ANA)),
    ("ana was never asked what was due at 2026-03-14 17:00", not_sent(ANA, since=hours(160))),
    (
        "ana was never asked what was due at 2026-03-08 17:00",
        lambda r: and_sent(asked(hours(23), ASKS_ANA, ANA, took=False))(not_sent(ANA, ASKS_ANA, since=hours(23))(r)),
    ),
    ("ana said nothing, and was asked 5 times", and_sent(asked(hours(47), ASKS_ANA, ANA))),
    ("ana was asked at 2026-03-07 18:05", and_sent(asked(CLOSED + timedelta(minutes=5), ASKS_ANA, ANA))),
    # by day
    ("was asked at 2026-03-07 22:00", and_sent(asked(hours(10)))),
    ("#2 Sol (sim-telegram) was asked at 2026-03-10 22:00", moved(SOL, DOOR, hours(81))),
    ("ana was asked at 2026-03-07 21:30", and_sent(asked(hours(9.5), ASKS_ANA, ANA))),
    ("ana was asked at 2026-03-07 21:30", and_sent(asked(hours(9.5), MORE_OF_ANA, ANA))),
    ("ana was asked at 2026-03-14 22:00", moved(ANA, ANAS_DOOR, hours(177))),
    # with consent
    ("without consent", _changed_call(safe=False)),
    ("at 2026-03-08 17:00:00+00:00 without consent", _changed_call(until=hours(6))),
    ("wanted no more", and_said(fine(CLOSED, Means.NO_MORE), without=[CLOSED])),
    ("wanted no more", and_said(replace(fine(hours(-1), Means.NO_MORE, "STOP"), asked=False))),
    ("wanted to be asked later", lambda r: and_sent(asked(hours(5)))(and_said(fine(CLOSED, Means.LATER))(r))),
    ("ana wanted no more", and_said(of_ana(Means.NO_MORE, hours(2)))),
    (
        "Rosa (sim-sms) said EXIT",
        lambda r: and_sent(asked(hours(180), "Welcome back"))(and_said(fine(hours(170), Means.NO_MORE, "EXIT"))(r)),
    ),
    # numbers
    (
        "while nobody had vouched",
        lambda r: replace(r, changed=[Changed(person="ana", at=CLOSED, vouched_at=hours(24))]),
    ),
    # every silence and every distress is somebody's
    ("no coordinator heard it at once", and_said(fine(hours(23), Means.DISTRESS, "1"), without=[hours(23)])),
    (
        "no coordinator heard it at once",
        and_said(replace(fine(hours(30), Means.DISTRESS, DANGERS[0]), asked=False)),
    ),
    ("no coordinator heard it at once", and_said(after_all(hours(25)))),
    ("no coordinator heard it at once", and_said(after_all(hours(60)))),
    ("no coordinator heard it at once", and_said(after_all(hours(178)))),
    (
        "no coordinator heard it at once",
        lambda r: and_sent(asked(hours(25), READ_THEM, CORA))(and_said(after_all(hours(25)))(r)),
    ),
    (
        "said \"actually I'm not ok\" at 2026-03-08 19:00:00+00:00, and it is nobody's task",
        lambda r: and_sent(asked(hours(25), UNWELL, CORA))(and_said(after_all(hours(25)))(r)),
    ),
    ("wanted no more", and_said(after_all(hours(25), "wrong number", Means.NO_MORE))),
    (
        "said '1' at 2026-03-08 17:00:00+00:00, and it is nobody's task",
        lambda r: and_sent(asked(hours(23), UNWELL, CORA))(
            and_said(fine(hours(23), Means.DISTRESS, "1"), without=[hours(23)])(r)
        ),
    ),
    ("#1 ana did not answer what was asked at 2026-03-07 19:30:00+00:00, and nobody was told", not_sent(CORA, SILENT)),
    ("#2 Sol (sim-telegram) did not answer", not_sent(CORA, SOLS_SILENCE)),
    (
        "#1 ana did not answer what was asked at 2026-03-07 19:30:00+00:00, and it is nobody's task",
        lambda r: replace(r, held=[each for each in r.held if each.about != "ana"]),
    ),
    (
        "#2 Sol (sim-telegram) did not answer what was asked at 2026-03-07 18:00:00+00:00, and it is nobody's task",
        _changed_tasks(about="cnv_1"),
    ),
    (
        "#1 Rosa (sim-sms) may not be texted since 2026-03-07 18:00:00+00:00, and nobody is to find another way",
        lambda r: _changed_call(danger=True, safe=None)(not_sent(ROSA)(r)),
    ),
    (
        "nobody is to find another way",
        lambda r: and_said(replace(fine(hours(-1), Means.NO_MORE, "STOP"), asked=False))(not_sent(ROSA)(r)),
    ),
    ("is gone at 2026-03-08 14:40", and_said(without=[SEEN_AT[0] + timedelta(minutes=40)])),
    ("belongs to None", _changed_tasks(owner=None)),
    ("is about its owner", _changed_tasks(about="cora")),
)
"""What `wrong` says, and one thing gone wrong that it must say it of."""


def test_the_check_can_fail_each_thing_that_must_not_happen_is_found_where_it_does() -> None:
    assert wrong(well()) == []
    assert wrong(and_said(after_all(hours(190)))(well())) == []  # too late to be about the call
    for told, spoils in FAULTS:
        assert any(told in each for each in wrong(spoils(well()))), (told, wrong(spoils(well())))
