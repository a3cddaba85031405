"""Hundreds of hostile texts within ten minutes, and real calls among them."""

from pathlib import Path

from tests.support.flooding import onslaught


async def test_real_calls_in_a_flood_are_dispatched_within_a_minute_and_nobody_is_paged_too_often(
    tmp_path: Path,
) -> None:
    told = await onslaught(tmp_path, None, senders=25, texts=200, calls=6, protectors=48)

    assert not told.never
    assert told.p95 <= 60
    assert told.most_pages <= 12
    assert (told.dropped, told.crashed) == (0, 0)
