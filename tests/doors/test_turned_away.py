"""Whoever forges a thousand posts a minute fills the figures, and not the log."""

import json

from bot.channels.turned_away import SECONDS_BETWEEN_LINES, TurnedAway
from bot.metrics import Metrics
from tests.doors.shelf import Shelf
from tests.doors.test_sms_in import FORM, a_server
from tests.support.listening import captured_log


class Wall:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def lines(written: str) -> list[dict[str, object]]:
    return [each for each in map(json.loads, written.splitlines()) if each["event"] == "posts turned away"]


def test_a_line_a_minute_says_how_many_came_since_the_last_and_the_figures_count_all() -> None:
    metrics, wall = Metrics(), Wall()
    door = TurnedAway("sms", metrics, seconds=wall)

    with captured_log("WARNING") as log:
        for _ in range(1000):
            door.note("signature")
        door.note("fields")
        wall.seconds += SECONDS_BETWEEN_LINES
        door.note("signature")

    first, second = lines(log.getvalue())
    assert (first["channel"], first["reasons"]) == ("sms", {"signature": 1})
    assert second["reasons"] == {"signature": 1000, "fields": 1}
    assert b'turned_away_total{channel="sms",reason="signature"} 1001.0' in metrics.text()


def test_one_door_does_not_silence_another() -> None:
    metrics, wall = Metrics(), Wall()

    with captured_log("WARNING") as log:
        for channel in ("sms", "telegram"):
            TurnedAway(channel, metrics, seconds=wall).note("secret")

    assert [each["channel"] for each in lines(log.getvalue())] == ["sms", "telegram"]


async def test_a_hundred_forged_texts_are_one_line() -> None:
    metrics = Metrics()
    with captured_log("WARNING") as log:
        async with a_server(Shelf(), metrics=metrics) as twilio:
            for _ in range(100):
                await twilio.post(FORM, signature=None)

    assert len(lines(log.getvalue())) == 1
    assert b'turned_away_total{channel="sms",reason="signature"} 100.0' in metrics.text()
