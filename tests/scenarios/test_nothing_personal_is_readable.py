"""No number, name, place or text stands readable in database files, write-ahead log or the log at DEBUG."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.web.server import WebServer, build
from models.cipher import AesGcm, SealerFrom
from tests.support.disk import PlainText, everything_on_disk, seen
from tests.support.listening import captured_log
from tests.support.world import COMMUNITY, SMS, TELEGRAM, World

UNREAD_CODE = "Q7ZZZ9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What is said and who says it. There are two: a server that tests share keeps in its log what was in the clear."""

    ana: str
    ben: str
    words: str
    place: tuple[str, str]
    hint: str
    note: str
    in_spanish: str
    location: tuple[float, float]

    def community(self, folder: Path) -> Path:
        file = folder / "community.yaml"
        text = COMMUNITY.read_text(encoding="utf-8")
        text = text.replace("name: Ana,", f"name: {self.ana},").replace("name: Ben,", f"name: {self.ben},")
        file.write_text(text, encoding="utf-8")
        return file

    def texts(self) -> tuple[str, ...]:
        said = (self.ana, self.ben, self.words, self.hint, self.note, self.in_spanish)
        last_words = tuple(each.split()[-1] for each in said)
        return (*said, *last_words, *self.place, *map(str, self.location))


TO_SEAL = Planted(
    ana="Anahita Fernwood",
    ben="Benedikt Wolkenstein",
    words="We need food and a bed tonight at 77 Bramblewick",
    place=("41.88137", "-87.63993"),
    hint="the blue door behind Zimmermann",
    note="no but I can after the Wednesday choir",
    in_spanish="Me amenaza mi vecino Evaristo",
    location=(41.88011, -87.64019),
)
TO_SHOW = Planted(
    ana="Anahita Mossgrove",
    ben="Benedikt Sternberg",
    words="We need food and a bed tonight at 88 Thistledown",
    place=("41.88251", "-87.63877"),
    hint="the red gate behind Oppenheimer",
    note="no but I can after the Thursday rehearsal",
    in_spanish="Me amenaza mi vecino Leocadio",
    location=(41.88123, -87.64127),
)


LOUD = (
    "aiohttp",
    "aiosqlite",
    "asyncio",
    "asyncpg",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "sqlalchemy.engine",
    "sqlalchemy.pool",
    "telegram",
    "twilio",
    "uvicorn",
    "uvicorn.access",
    "uvicorn.error",
)


@contextmanager
def loud_libraries() -> Iterator[None]:
    """Somebody has turned every library up, as far as it goes."""
    before = {name: logging.getLogger(name).level for name in ("", *LOUD)}
    for name in before:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


async def looks_at_the_console(world: World) -> tuple[str, ...]:
    """A coordinator opens the console over HTTP, others try in vain; gives every token that went by."""
    cora = world.phone("cora")
    web = WebServer(build((), (), world.program.console.routes()), "127.0.0.1", 0)
    await web.start()
    world.offers_the_console(f"http://127.0.0.1:{web.port}")
    async with httpx.AsyncClient(trust_env=False) as browser:
        await cora.texts("board")
        link = cora.button("Open the page").url or ""
        token = link.rpartition("/")[2]
        for each in (link, link, f"{link}x", f"{link}?secret=zwieback"):
            await browser.get(each)
        assert (await browser.post(link)).status_code == 303
        shown = await browser.get(f"{world.program.links.address}/console?still&secret=zwieback")
        assert "Calls for help" in shown.text
        session = browser.cookies["upstander"]
        await browser.post(f"{world.program.links.address}/console/out")
    await web.stop()
    world.offers_the_console(None)
    return token, token.rpartition(".")[2], session, "zwieback"


async def everything_happens(world: World, planted: Planted) -> tuple[str, ...]:
    """Calls, answers, mistakes and an end; gives the numbers and accounts of those concerned."""
    rosa, noor = world.stranger("Rosa", SMS), world.stranger("Noor", TELEGRAM, language="es")
    ana, ben, cora, omar = world.phones("ana", "ben", "cora", "omar")
    await rosa.texts(planted.words)
    await rosa.texts(", ".join(planted.place))
    await ben.texts(planted.note)
    await ana.presses("10 min")
    await rosa.texts(planted.hint)
    await noor.texts(planted.in_spanish)
    await noor.shares_location(*planted.location)
    await noor.texts(UNREAD_CODE)
    await world.passes(minutes=10)
    await omar.texts("see 1")
    await omar.texts(f"assign 2 {planted.ben}")
    await omar.texts("board")
    await omar.texts("more 1 1")
    await ana.sends_token("di1.inc_aaaaaaaaaa.zzzzzz.forgedforgedforg")
    await noor.texts("STOP")
    await ana.presses("Done")
    await cora.texts("close 1 1")
    assert planted.hint in " ".join(ana.reads())  # whoever goes did read it
    return (rosa.address, ana.address, ben.address, noor.address)


@pytest.mark.parametrize(
    ("sealer", "planted", "readable"),
    [(AesGcm, TO_SEAL, False), (PlainText, TO_SHOW, True)],
    ids=["sealed", "in the clear"],
)
async def test_nothing_personal_is_readable_and_the_search_would_find_it(
    migrated_url: str, tmp_path: Path, workers: int, sealer: SealerFrom, planted: Planted, readable: bool
) -> None:
    community = planted.community(tmp_path)
    with captured_log("DEBUG") as log, loud_libraries():
        async with World.open(migrated_url, tmp_path, workers=workers, sealer=sealer, community=community) as world:
            world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "gus", "Rosa", "Noor")
            addresses = await everything_happens(world, planted)
            tokens = await looks_at_the_console(world)
            incident = (await world.incident(1)).id
            disk = await everything_on_disk(world.program.database, migrated_url, world.settings.keyring_url)

    on_disk, in_log = seen(disk), seen(log.getvalue().encode())
    assert [text for text in planted.texts() if on_disk(text) is not readable] == []
    personal = (*planted.texts(), *addresses, *tokens)
    assert [text for text in personal if in_log(text)] == []  # whatever the cipher: ids alone
    assert readable or not any(on_disk(each) for each in addresses)
    assert not any(on_disk(each) for each in tokens)  # whatever the cipher: they are computed, or hashed
    assert on_disk(incident)
    assert "a delivery" in log.getvalue()
    assert "the console was opened" in log.getvalue()


async def test_a_call_can_be_followed_through_the_log_by_its_id(world: World) -> None:
    rosa, ben = world.stranger("Rosa"), world.phone("ben")
    world.ignoring("Rosa", "ana", "ben", "cora", "omar")
    with captured_log("INFO") as log:
        await rosa.texts("We need food and a bed tonight, 5th & Main")
        await ben.texts("A 12")
        await world.phone("cora").texts("close 1 1")
    call = (await world.incident(1)).id

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    about = [line for line in lines if line.get("incident") == call]
    decided = [line for line in about if line["event"] == "a decision"]
    assert [each["status"] for each in decided] == ["asking", "filled", "closed"]
    assert len({each["stimulus"] for each in decided}) == 3
    kinds = {line["kind"] for line in about if line["event"] == "a delivery"}
    assert kinds >= {"r_calls_asking", "m_page", "m_go", "c_filled"}
    assert all(line["delivery"].startswith("dlv_") for line in about if line["event"] in ("a delivery", "a receipt"))
    assert any(line["event"] == "a receipt" for line in about)
