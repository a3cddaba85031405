"""The metrics: each is documented, each documented one exists, and no label can carry anything of anybody."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.channels.simulator import Condition
from bot.engine.auditor import WORK
from bot.engine.fates import What
from bot.engine.turns import Dead
from bot.metrics import Metrics, code_class
from bot.web.health import Vitals, health_routes
from bot.web.server import WebServer, build
from domain.delivery import DeliveryState
from domain.ids import InboxId
from domain.incident import IncidentStatus
from domain.people import Channel
from tests.models.conftest import migrated_url, postgres_schema, sqlite_template
from tests.support.world import World

__all__ = ["migrated_url", "postgres_schema", "sqlite_template"]

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
BED = "We need food and a bed tonight, 5th & Main"
CODES = {
    "refused_by_them",
    "too_fast",
    "account",
    "no_answer",
    "our_message",
    "carrier",
    "provider",
    "connection",
    "none",
}
MAY_BE: dict[str, set[str]] = {
    "channel": set(Channel),
    "kind": {"inbound", "receipt", "delivery_failed"},
    "outcome": {"new", "known", "taken", "passed", "crashed", "dead", *What, *DeliveryState},
    "reason": set(),
    "work": set(WORK),
    "lane": {"urgent", "prompt", "routine"},
    "code_class": CODES,
    "limit": {"ours", "provider"},
    "status": set(IncidentStatus),
    "le": set(),
}
"""What a label can say. Empty: something else sees to that."""


@pytest.fixture
async def world(migrated_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with World.open(migrated_url, tmp_path) as opened:
        yield opened


def documented() -> dict[str, set[str]]:
    """The metrics in the table of the page, with the labels it names."""
    rows = re.findall(r"^\| `(upstander_\w+)` \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}


def existing() -> dict[str, set[str]]:
    found = {}
    for collector in Metrics().collectors._collector_to_names:
        name = collector._name  # type: ignore[attr-defined]
        labels = set(collector._labelnames)  # type: ignore[attr-defined]
        kind = collector._type  # type: ignore[attr-defined]
        found[f"{name}_total" if kind == "counter" else name] = labels | ({"le"} if kind == "histogram" else set())
    return found


def value(world: World, name: str, **labels: str) -> float:
    return world.program.metrics.collectors.get_sample_value(name, labels) or 0.0


def test_every_metric_is_documented_with_its_labels_and_every_documented_one_exists() -> None:
    assert documented() == existing()


def test_every_metric_that_an_alarm_names_exists() -> None:
    alarms = PAGE.read_text(encoding="utf-8").partition("## What to be woken for")[2]
    named = set(re.findall(r"upstander_\w+", alarms))

    assert named
    assert {each.removesuffix("_bucket") for each in named} <= set(existing())


def test_no_label_is_one_whose_values_are_not_listed() -> None:
    assert {label for labels in existing().values() for label in labels} <= set(MAY_BE)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (None, "none"),
        ("403", "refused_by_them"),
        ("21610", "refused_by_them"),
        ("429", "too_fast"),
        ("20003", "account"),
        ("token", "account"),
        ("timeout", "no_answer"),
        ("400", "our_message"),
        ("21602", "our_message"),
        ("30003", "carrier"),
        ("503", "provider"),
        ("ClientConnectorError", "connection"),
        ("+13125550142", "connection"),
        ("whatever a provider may think of", "connection"),
    ],
)
def test_any_code_comes_down_to_one_of_a_few_classes(code: str | None, expected: str) -> None:
    assert code_class(code) == expected
    assert expected in CODES


async def test_a_call_is_counted_from_its_text_to_its_end(world: World) -> None:
    rosa, ben, omar = world.stranger("Rosa"), *world.phones("ben", "omar")
    world.ignoring("Rosa", "ana", "ben", "cal", "cora", "omar")
    world.program.metrics.first_page.observe(0)  # so that a sample of no time can be told from none
    await rosa.texts(BED)
    await world.program.engine.health()

    assert value(world, "upstander_incidents", status="asking") == 1
    assert value(world, "upstander_live_pages") == 2
    assert value(world, "upstander_unfilled_needs") == 1
    assert value(world, "upstander_first_page_seconds_count") == 2
    assert value(world, "upstander_last_look_timestamp_seconds") == world.now.timestamp()
    assert value(world, "upstander_work_total", work="inbox", lane="urgent", outcome="taken") == 1
    assert value(world, "upstander_work_total", work="delivery", lane="urgent", outcome="sent") >= 2

    await ben.texts("A 5")
    await ben.texts("4")
    await world.program.engine.health()

    assert value(world, "upstander_live_pages") == 0
    assert value(world, "upstander_unfilled_needs") == 0
    await omar.texts("close 1 1")
    await world.program.engine.health()
    assert all(value(world, "upstander_incidents", status=each.value) == 0 for each in list(IncidentStatus)[:-1])


async def test_the_time_to_the_first_page_counts_what_the_text_waited_in_the_inbox(world: World) -> None:
    rosa = world.stranger("Rosa")
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    async with world.stopped():
        await rosa.texts(BED)
        world.clock.advance_to(world.now + timedelta(seconds=40))

    assert value(world, "upstander_first_page_seconds_sum") == 40
    assert value(world, "upstander_first_page_seconds_count") == 1


async def test_errors_and_what_is_late_are_counted_by_their_kind(world: World) -> None:
    rosa, ana, ben = world.stranger("Rosa"), *world.phones("ana", "ben")
    world.ignoring("Rosa", "ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar")
    await ana.blocks_us()
    await world.board.switch(ben.address, Condition.BLOCKED)
    await rosa.texts(BED)

    assert value(world, "upstander_provider_errors_total", channel="sim-sms", code_class="refused_by_them") == 1
    world.clock.advance_to(world.now + timedelta(minutes=10))
    await world.program.engine.health()
    assert value(world, "upstander_overdue_seconds", work="timer") > 60
    assert value(world, "upstander_overdue_seconds", work="inbox") == 0
    assert value(world, "upstander_oldest_overdue_seconds") == value(world, "upstander_overdue_seconds", work="timer")
    await world.settles()


async def test_after_everything_that_can_happen_no_label_says_anything_that_is_not_listed(world: World) -> None:
    rosa, noor = world.stranger("Rosa"), world.stranger("Noor", Channel.SIM_TELEGRAM)
    world.ignoring("Rosa", "Noor", "ana", "ben", "cal", "dee", "eve", "fay", "cora", "gus", "omar")
    await world.phone("ana").blocks_us()
    await rosa.texts(BED)
    await noor.texts("Two men are threatening my neighbour at 5th & Main")
    await world.phone("ben").goes_off()
    await world.passes(minutes=20)
    await world.phone("cora").texts("close 1 1")
    await world.phone("cora").texts("board")
    async with world.program.database.writing() as store:
        await world.program.turn.given_up(store, Dead(id=InboxId("inb_x"), kind="inbound", why="KeyError"), world.now)
    await world.settles()
    await world.program.engine.health()
    text = world.program.metrics.text().decode()

    said = {
        (label, said)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        for label, said in sample.labels.items()
    }
    assert len(said) > 15
    assert {(label, each) for label, each in said if MAY_BE[label] and each not in MAY_BE[label]} == set()
    for secret in (rosa.address, noor.address, "Rosa", "Ana", "inc_", "dlv_", "river", "old-town"):
        assert secret not in text


async def test_a_wrong_token_is_answered_like_none_whatever_is_wrong_with_it() -> None:
    async def feel() -> Vitals:
        return Vitals(schema="1", schema_is_newest=True)

    web = WebServer(build([], health_routes(feel, Metrics(), "the-token")), "127.0.0.1", 0)
    await web.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{web.port}", trust_env=False) as client:
        wrong = [
            await client.get("/metrics", headers=headers)
            for headers in (
                [],
                [(b"Authorization", b"Bearer the-toke")],
                [(b"Authorization", b"Bearer the-token2")],
                [(b"Authorization", b"bearer the-token")],
                [(b"Authorization", b"Basic the-token")],
                [(b"Authorization", b"Bearer \xf1\xff")],
                [(b"Authorization", b"x" * 4000)],
            )
        ]
        right = await client.get("/metrics", headers={"Authorization": "Bearer the-token"})
        in_the_address = await client.get("/metrics?token=the-token")
    await web.stop()

    shapes = {
        (each.status_code, each.content, tuple(sorted(set(each.headers) - {"date"})))
        for each in (*wrong, in_the_address)
    }
    assert len(shapes) == 1
    assert wrong[0].status_code == 401
    assert right.status_code == 200
