"""Sixty days over two changes of clocks, restarts and lost messages: nobody is left alone with what happened."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.tasks import TaskKind
from tests.support.sixty_days import (
    CHICAGO,
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
ASKS_ANA = "After #1: how does it sit with you?"
SILENT = "#1, Pika: no answer to how they are. That is unknown, not fine. It is yours."
CLOSED = datetime(2026, 3, 7, 18, 0, tzinfo=UTC)  # noon in Chicago, the day before its clocks go forward


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path, workers: int) -> AsyncIterator[World]:
    async with World.open(migrated_url, tmp_path, community=community(tmp_path), workers=workers) as opened:
        yield opened


@pytest.mark.slow
async def test_everybody_is_asked_as_they_may_be_and_every_silence_and_distress_is_somebodys(
    world: World, pytestconfig: pytest.Config
) -> None:
    """With `--everywhere` more people call; very many do in `python -m benchmarks sixty_days`."""
    calls = 12 if pytestconfig.getoption("everywhere") else 3
    record = await Days(world, seed=3).play(calls)

    assert len(record.calls) >= calls
    assert wrong(record) == []


def asked(at: datetime, text: str = ASKS, phone: str = "Rosa (sim-sms)", *, took: bool = True) -> Sent:
    return Sent(at=at, phone=phone, text=text, reference=f"{phone} {at}", took=took)


def fine(at: datetime, means: Means = Means.FINE) -> Spoke:
    return Spoke(at=at, phone="Rosa (sim-sms)", text="2", means=means, asked=True)


def well() -> Record:
    """Rosa was asked at the four times and said that she is fine; Ana was asked, and said nothing."""
    times = (CLOSED, CLOSED + timedelta(hours=23), CLOSED + timedelta(hours=72), CLOSED + timedelta(days=7, hours=-1))
    silence = asked(CLOSED + timedelta(hours=10), SILENT, "cora (sim-telegram)")
    return Record(
        sent=[*map(asked, times), asked(CLOSED + timedelta(minutes=90), ASKS_ANA, "ana (sim-telegram)"), silence],
        said=[*map(fine, times)],
        calls=[
            Called(
                number=1, phone="Rosa (sim-sms)", where=CHICAGO, closed_at=CLOSED, safe=True, until=None, danger=False
            )
        ],
        went=[Went(number=1, person="ana", done_at=CLOSED)],
        held=[Held(at=CLOSED, kind=TaskKind.CHECK_IN_SILENT, number=1, owner="cora", about="ana")],
        ends=CLOSED + timedelta(days=30),
    )


def _changed_call(**changes: object) -> Callable[[Record], Record]:
    return lambda record: replace(record, calls=[replace(record.calls[0], **changes)])  # type: ignore[arg-type]


def _changed_task(**changes: object) -> Callable[[Record], Record]:
    return lambda record: replace(record, held=[replace(record.held[0], **changes)])  # type: ignore[arg-type]


FAULTS: dict[str, Callable[[Record], Record]] = {
    "was asked twice by one message": lambda r: replace(r, sent=[*r.sent, r.sent[0]]),
    "was asked at 2026-03-07 22:00": lambda r: replace(r, sent=[*r.sent, asked(CLOSED + timedelta(hours=10))]),
    "and at 2026-03-07 19:00": lambda r: replace(r, sent=[r.sent[0], asked(CLOSED + timedelta(hours=1)), *r.sent[1:]]),
    "instead of": lambda r: replace(r, sent=[*r.sent[:3], *r.sent[4:]], said=r.said[:3]),
    "wanted no more": lambda r: replace(r, said=[fine(CLOSED, Means.NO_MORE), *r.said[1:]]),
    "without consent": _changed_call(safe=False),
    "at 2026-03-08 17:00:00+00:00 without consent": _changed_call(until=CLOSED + timedelta(hours=6)),
    "no coordinator heard it at once": lambda r: replace(r, said=[fine(CLOSED, Means.DISTRESS), *r.said[1:]]),
    "ana was never asked": lambda r: replace(r, sent=[*r.sent[:4], replace(r.sent[4], took=False), r.sent[5]]),
    "ana was asked at 2026-03-07 21:30": lambda r: replace(
        r, sent=[*r.sent, asked(CLOSED + timedelta(hours=9, minutes=30), ASKS_ANA, "ana (sim-telegram)")]
    ),
    "ana was asked at 2026-03-07 18:05": lambda r: replace(
        r, sent=[asked(CLOSED + timedelta(minutes=5), ASKS_ANA, "ana (sim-telegram)"), *r.sent]
    ),
    "nobody was told": lambda r: replace(r, sent=r.sent[:5]),
    "while nobody had vouched": lambda r: replace(
        r, changed=[Changed(person="ana", at=CLOSED, vouched_at=CLOSED + timedelta(days=1))]
    ),
    "belongs to None": _changed_task(owner=None),
    "is about its owner": _changed_task(about="cora"),
}
"""What `wrong` says, and one thing gone wrong that it must say it of."""


def test_the_check_can_fail_each_thing_that_must_not_happen_is_found_where_it_does() -> None:
    assert wrong(well()) == []
    for told, spoils in FAULTS.items():
        assert any(told in each for each in wrong(spoils(well()))), told
