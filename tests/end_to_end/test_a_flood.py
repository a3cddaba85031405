"""Hostile texts of many senders within minutes, and real calls among them; at its full size: `benchmarks/flood.py`."""

from datetime import timedelta
from pathlib import Path

from tests.support.flooding import Style, onslaught


async def test_real_calls_in_a_flood_are_dispatched_within_a_minute_and_nobody_is_paged_too_often(
    tmp_path: Path,
) -> None:
    told = await onslaught(tmp_path, None, senders=25, texts=90, calls=4, protectors=16, lasts=timedelta(minutes=2))

    assert not told.never
    assert told.p95 <= 60
    assert told.most_pages <= 12
    assert (told.dropped, told.crashed) == (0, 0)


async def test_where_the_hostile_answer_as_real_callers_do_people_are_asked_for_every_call_all_the_same(
    tmp_path: Path,
) -> None:
    told = await onslaught(
        tmp_path,
        None,
        senders=40,
        texts=80,
        calls=4,
        protectors=8,
        lasts=timedelta(minutes=2),
        style=Style.ANSWERS,
        seed=2,
    )

    assert not told.never
    assert told.most_pages <= 12
    assert (told.dropped, told.crashed) == (0, 0)
