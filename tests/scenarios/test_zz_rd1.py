"""probe"""
from dataclasses import replace
from collections.abc import AsyncIterator
import pytest
from config.community_file import load_community
from domain.ids import NatureId, SkillId
from domain.needs import Need
from models import communities
from tests.support.world import COMMUNITY, SMS, World
from tests.scenarios.test_mutual_aid import AGREED, file_with

THREAT = "Someone is threatening my neighbour at 5th & Main"
BED = "We need food and a bed tonight, 5th & Main"
SAME = "A family needs food and a bed, 5th & Main"
ALL = ("ana", "ben", "cal", "dee", "eve", "fay", "cora", "omar", "hal", "gus")
LISTENING = SkillId("listening")

def dump(world, title, *names):
    print(f"--- {title} @ {world.now:%H:%M:%S}")
    for n in (names or ("Rosa", "Sam", *ALL)):
        try: p = world.phone(n, SMS) if n in ('Rosa','Sam') else world.phone(n)
        except Exception: continue
        for t in p.reads():
            print(f"   {n}: {t!r}")

async def st(world, n=1):
    i = await world.incident(n)
    print("   STATE", i.status.value, "round", i.round, "again", i.asks_again_at, "exh", i.exhausted, "held", i.held, "silent", i.silent,
      [(p.person, p.state.value) for p in i.live_pages()], [(a.person, a.state.value, a.remote, a.lead) for a in i.assignments], "tasks", sorted(t.value for t in await world.tasks(n)))

async def need(world, nature, need):
    community, roster = load_community(COMMUNITY)
    w = replace(community.natures[NatureId(nature)], need=need)
    async with world.program.database.writing() as store:
        await communities.apply(store, replace(community, natures={**community.natures, w.id: w}), roster, prune=False, now=world.now)

async def test_round2_dropout(world):
    world.ignoring("Rosa", *ALL)
    rosa = world.stranger("Rosa"); ben = world.phone("ben")
    world.ignoring("Rosa", *ALL)
    for n in ("cal", "dee", "eve", "fay"):
        await world.phone(n).texts("off")
    await rosa.texts(THREAT)
    await ben.texts("A 12")
    world.everybody_reads()
    for m in range(12):
        await world.passes(seconds=60)
        await st(world)
        i = await world.incident()
        if i.round == 2 and i.asks_again_at: break
    dump(world, "before drop")
    await ben.texts("5")
    dump(world, "ben dropped")
    await st(world)
    for m in range(8):
        await world.passes(minutes=15)
        dump(world, f"after {15*(m+1)}")
        await st(world)
        if m==1: break
    await rosa.texts("2")
    dump(world, "status")

async def test_held_dropout(world):
    rosa = world.stranger("Rosa"); ben, cora = world.phones("ben", "cora")
    world.ignoring("Rosa", *ALL)
    await rosa.texts(BED)
    await world.phone("ana").presses("Cannot")
    await ben.texts("A 12")
    await st(world)
    await cora.texts("hold 1")
    dump(world, "held")
    await ben.texts("5")
    dump(world, "ben dropped while held")
    await st(world)
    await world.passes(minutes=20)
    dump(world, "20 min later", "Rosa")

async def test_panic_remote(world):
    world.ignoring(*ALL)
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    eve, ana, ben = world.phones("eve", "ana", "ben")
    await need(world, "welcome", Need(responders=3, cap=3, together=2, roles={LISTENING: 1}, remote=frozenset({LISTENING})))
    await rosa.texts(BED)
    await eve.presses("I can")
    await ana.presses("10 min")
    await ben.texts("A 12")
    await st(world)
    dump(world, "all in")
    await ben.texts("mayday")
    dump(world, "mayday")

async def test_accepted_never_heard(world):
    rosa = world.stranger("Rosa"); ben, ana = world.phones("ben", "ana")
    world.ignoring("Rosa", *ALL)
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    dump(world, "going")
    for h in (1, 1, 4, 6, 12):
        await world.passes(hours=h)
        dump(world, f"+{h}h")
        await st(world)

async def test_merge_onscene(world):
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam")
    world.ignoring("Rosa", "Sam", *ALL)
    omar, cal, dee = world.phones("omar", "cal", "dee")
    await rosa.texts(THREAT)
    await sam.texts("They threaten my neighbour at 5th & Main")
    await omar.texts("assign 2 cal")
    await omar.texts("assign 2 dee")
    await cal.texts("2"); await dee.texts("2")
    await cal.presses("There") if (await world.assignment("cal",2)).state != "on_scene" else None
    await st(world, 2)
    dump(world, "before merge")
    await omar.texts("merge 2 1"); await omar.texts("1")
    dump(world, "merged")
    await st(world, 1)
    await world.passes(hours=2)
    dump(world, "2h later")
    await st(world, 1)

async def test_unwell_silent_coordinators(world):
    rosa = world.stranger("Rosa"); ben, ana = world.phones("ben", "ana")
    world.ignoring("Rosa", *ALL)
    await rosa.texts(THREAT)
    await ana.presses("5 min")
    await ben.texts("A 12")
    await ana.presses("There"); await ben.texts("2")
    await world.passes(minutes=30)
    dump(world, "x")
    await ben.texts("not well")
    dump(world, "not well")
    await st(world)
    for _ in range(8):
        await world.passes(minutes=10)
        dump(world, "10 more", *ALL)

async def test_panic_nobody(world):
    rosa = world.stranger("Rosa"); ben, ana = world.phones("ben", "ana")
    world.ignoring("Rosa", *ALL)
    for n in ("cora", "omar"):
        p = world.phone(n)
        if n == "cora": await p.blocks_us()
        else: await p.texts("STOP")
    await rosa.texts(BED)
    await ben.texts("A 12")
    await st(world)
    dump(world, "going")
    await ben.texts("mayday")
    dump(world, "mayday")
    await world.passes(hours=1)
    dump(world, "1h")

async def test_panic_silent_coordinators(world):
    fay = world.phone("fay"); world.ignoring(*ALL)
    await fay.texts("mayday")
    dump(world, "mayday")
    for _ in range(4):
        await world.passes(minutes=15)
        dump(world, "15 more")


async def test_never_unsure(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, dee, fay, cora = world.phones("ben", "dee", "fay", "cora")
    for n in ("ana", "cal", "eve", "fay"): await world.phone(n).texts("off")
    await ben.texts("aside dee")
    await rosa.texts(BED)
    await cora.texts("window 1 mon 14:00-15:00")
    first = (await world.incident()).live_pages()
    print([(p.person, p.letter) for p in first])
    one = first[0].person; other = "ben" if one == "dee" else "dee"
    await world.phone(one).texts(f"{first[0].letter} 1")
    for _ in range(40):
        await world.passes(hours=2)
        if (await world.assignment(one)).state == "unsure": break
    dump(world, "unsure?", "ben", "dee", "Rosa")
    await st(world)
    pg = [p for p in (await world.incident()).live_pages() if p.person == other]
    await world.phone(other).texts(f"{pg[-1].letter} 1")
    dump(world, other + " yes", "ben", "dee", "Rosa")
    await st(world)
    await world.phone(one).texts(f"{first[0].letter} 1")
    dump(world, one + " yes after all", "ben", "dee", "Rosa")
    await st(world)

async def test_allwell_stillcoming(world):
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam"); world.ignoring("Rosa", "Sam", *ALL)
    dee, cora = world.phones("dee", "cora")
    for n in ("ana", "cal", "eve", "fay", "ben"): await world.phone(n).texts("off")
    await rosa.texts(BED)
    await cora.texts("window 1 sat 18:30-19:00")
    await st(world)
    pg = (await world.incident()).live_pages()[0]
    await dee.texts(f"{pg.letter} 1")
    dump(world, "dee yes for sat", "dee")
    await world.passes(hours=6)
    await sam.texts(SAME)
    await st(world, 2)
    await cora.texts("assign 2 dee"); dump(world, "assigned", "dee"); await dee.texts("2")
    dump(world, "texted 2", "dee", "Sam"); await dee.texts("C 2"); dump(world, "texted C 2", "dee", "Sam"); await st(world, 2)
    await dee.texts("C 3"); dump(world, "texted C 3 (cant find?)", "dee", "Sam"); await st(world, 2)
    await dee.texts("C there"); dump(world, "C there", "dee", "Sam"); await st(world, 2)
    for k in range(7):
        await world.passes(minutes=5)
    dump(world, "35 min later", "dee", "cora")
    print([(a.asked_at, a.sure_at) for a in (await world.incident(1)).assignments], [(a.watch.asked_at) for a in (await world.incident(2)).assignments])
    await dee.texts("0")
    dump(world, "0", "dee", "cora")
    await dee.texts("1")
    dump(world, "1", "dee", "cora")
    await st(world, 1); await st(world, 2)
    return
    i = await world.incident(1)
    for _ in range(30):
        await world.passes(minutes=5)
        dump(world, "t", "dee", "cora")
        print([(a.asked_at, a.sure_at) for a in (await world.incident(1)).assignments], [(a.watch.asked_at) for a in (await world.incident(2)).assignments])

async def test_asked_aside_on_my_way(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, cora = world.phones("ben", "cora")
    await ben.texts("aside food or a bed"); ben.reads()
    await rosa.texts(BED)
    await cora.texts("assign 1 ben")
    dump(world, "assigned", "ben", "Rosa")
    await ben.texts("on my way")
    dump(world, "on my way", "ben", "Rosa")
    await st(world)

async def test_enroute_never(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, ana = world.phones("ben", "ana")
    await rosa.texts(THREAT)
    await ana.presses("5 min"); await ben.texts("A 12")
    await ana.presses("On my way"); await ben.texts("1")
    world.everybody_reads()
    for _ in range(6):
        await world.passes(minutes=40)
        for n in ("Rosa","ana","ben","cal","dee","eve","fay","gus","hal"):
            p = world.phone(n, SMS) if n == "Rosa" else world.phone(n)
            for t in p.reads(): print(n, repr(t))
        print("cora", len(world.phone("cora").reads()), "omar", len(world.phone("omar").reads()))
        await st(world)

async def test_one_done_other_on_scene(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, ana = world.phones("ben", "ana")
    await rosa.texts(THREAT)
    await ana.presses("5 min"); await ben.texts("A 12")
    await ana.presses("There"); await ben.texts("2")
    world.everybody_reads()
    await ben.texts("4")
    dump(world, "ben done, ana on scene alone")
    await st(world)

async def test_lead_enough_round(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, cal, cora = world.phones("ben", "cal", "cora")
    for n in ("ana", "dee", "eve", "fay"): await world.phone(n).texts("off")
    await need(world, "welcome", Need(responders=2, cap=3, together=1))
    await rosa.texts(BED)
    await ben.texts("A 12")
    await world.passes(minutes=2)
    await st(world)
    await ben.texts("enough")
    dump(world, "enough")
    await st(world)
    await world.passes(minutes=30)
    await st(world)

async def test_pageall2(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, cal, cora = world.phones("ben", "cal", "cora")
    await ben.texts("aside cal"); await world.phone("dee").texts("aside food or a bed"); dump(world, "x", "dee", "ben")
    await rosa.texts(BED)
    await cora.texts("page 1 all"); print(cora.labels); await cora.presses(cora.labels[0]); dump(world, "all", "cora", "ben", "cal", "dee")
    await st(world)
async def test_late_dropout_rest(world):
    """rests: somebody coming Monday drops out at night"""
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, dee, cora = world.phones("ben", "dee", "cora")
    for n in ("ana", "cal", "eve", "fay", "ben"): await world.phone(n).texts("off")
    await rosa.texts(BED)
    await cora.texts("window 1 mon 14:00-15:00")
    pg = (await world.incident()).live_pages()[0]
    await dee.texts(f"{pg.letter} 1")
    await world.passes(hours=10)
    dump(world, "night", "Rosa", "dee")
    await dee.texts("drop out")
    dump(world, "dropped at night", "Rosa", "dee", "cora")
    await st(world)
    await rosa.texts("2")
    dump(world, "status", "Rosa")

async def test_hold_late_second(world):
    """relay/edge: holder, first drop, held call with holder: told?"""
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ana, ben, cora = world.phones("ana", "ben", "cora")
    await rosa.texts(THREAT)
    await ana.presses("5 min"); await ben.texts("A 12")
    await cora.texts("hold 1")
    world.everybody_reads()
    await ben.texts("5")
    dump(world, "ben drops while held", "Rosa", "ana", "ben", "cora")
    await st(world)
    await world.passes(minutes=15)
    dump(world, "15 later", "Rosa", "ana", "ben", "cora")
    await rosa.texts("2")
    dump(world, "status", "Rosa")

async def test_never_merge(world):
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam")
    world.ignoring("Rosa", "Sam", *ALL)
    ben, cal, cora = world.phones("ben", "cal", "cora")
    await ben.texts("aside cal"); ben.reads()
    await rosa.texts(BED)
    await ben.texts("A 12")
    await sam.texts(SAME)
    await cora.texts("assign 2 cal")
    dump(world, "both")
    await cora.texts("merge 2 1"); await cora.presses("Do it") if "Do it" in cora.labels else await cora.texts("1")
    dump(world, "merged")
    await st(world)
    print("asked", (await world.person("ben")).aside)

async def test_panic_aid(world):
    pass

@pytest.fixture
async def aided(migrated_url, tmp_path, workers):
    async with World.open(migrated_url, tmp_path, workers=workers, community=file_with(tmp_path, "coordinator")) as opened:
        yield opened

async def test_aidpanic(aided):
    world = aided
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    await rosa.texts("We need food and a bed tonight, Main & Hill Rd")
    await world.phone("hal").presses("Cannot")
    await world.phone("omar").texts("aid 1 1")
    dump(world, "aid open")
    ana = world.phone("ana")
    await ana.presses("5 min")
    dump(world, "ana goes")
    await ana.texts("mayday")
    dump(world, "mayday")
    await world.phone("gus").texts("i have it")
    dump(world, "gus has it")
    await st(world)

async def test_four(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    await need(world, "welcome", Need(responders=2, cap=3, together=2))
    ben = world.phone("ben")
    await rosa.texts("We need food and a bed on Monday at 14:00, 5th & Main")
    dump(world, "opened")
    await ben.texts("A 12")
    dump(world, "ben holds")
    await world.passes(minutes=11)
    dump(world, "held alone", "Rosa", "ben")
    await rosa.texts("4")
    dump(world, "Rosa texted 4 to have somebody to text with")
    await st(world)

async def test_pageall(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, cal, cora = world.phones("ben", "cal", "cora")
    await ben.texts("aside cal"); await world.phone("dee").texts("aside food or a bed"); dump(world, "x", "dee", "ben")
    await rosa.texts(BED)
    await cora.texts("page all 1"); dump(world, "page all"); 
    if cora.labels: print(cora.labels)
    await st(world)

async def test_stood_down_rest(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ana, ben, cal, cora = world.phones("ana", "ben", "cal", "cora")
    await rosa.texts("Someone has a gun and threatens my neighbour at 5th & Main. Danger now")
    dump(world, "o", "Rosa", "cora")
    await ana.presses("5 min"); await ben.texts("A 12")
    await cora.texts("assign 1 cal")
    await ana.presses("There"); await ben.texts("2"); await cal.presses("There")
    await st(world)
    code = await world.code_of("cal")
    await ana.texts(f"free {code}")
    dump(world, "freed", "ana", "cal")
    await ben.texts("4")
    await st(world)
    from models import strain
    from domain.ids import TeamId
    async with world.program.database.reading() as store:
        print([n for n in dir(strain) if not n.startswith("_")])
        for fn in ("of_teams","of_people","load"):
            if hasattr(strain, fn):
                try: print(fn, await getattr(strain, fn)(store, frozenset({TeamId("river")})))
                except Exception as ex: print(fn, ex)

async def test_close_unsure(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, dee, cora = world.phones("ben", "dee", "cora")
    for n in ("ana", "cal", "eve"): await world.phone(n).texts("off")
    await rosa.texts(BED)
    await cora.texts("window 1 mon 14:00-15:00")
    await ben.texts("B 1")
    await rosa.texts("1")
    dump(world, "danger", "Rosa", "ben", "dee", "cora")
    await st(world)
    pg = [p for p in (await world.incident()).pages if p.person == "dee" and p.state.value == "live"]
    await dee.texts(f"{pg[-1].letter} 5")
    dump(world, "dee comes", "Rosa", "ben", "dee", "cora")
    await st(world)
    await cora.texts("close 1 1")
    dump(world, "closed", "Rosa", "ben", "dee", "cora")
    await st(world)

async def test_merge_onscene_single(world):
    rosa, sam = world.stranger("Rosa"), world.stranger("Sam")
    world.ignoring("Rosa", "Sam", *ALL)
    omar, cal = world.phones("omar", "cal")
    for n in ("ana", "ben", "dee", "fay", "eve"): await world.phone(n).texts("off")
    await rosa.texts(THREAT)
    await sam.texts(SAME)
    await omar.texts("assign 2 cal")
    await cal.presses("There")
    await st(world, 2)
    world.everybody_reads()
    await omar.texts("merge 2 1"); await omar.texts("1")
    dump(world, "merged", "cal", "omar", "Rosa", "Sam")
    await st(world, 1)
    await world.passes(hours=3)
    dump(world, "3h later", "cal", "Rosa")
    await st(world, 1)

async def test_nature_onscene(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    omar, cal = world.phones("omar", "cal")
    await rosa.texts(BED)
    await omar.texts("assign 1 cal")
    await cal.presses("There")
    for n in ("ana", "ben", "dee", "fay", "eve"): await world.phone(n).texts("off")
    world.everybody_reads()
    await omar.texts("nature 1 conflict"); dump(world, "nature", "cal", "omar", "cora", "Rosa")
    await omar.texts("1")
    dump(world, "nature", "cal", "omar", "cora", "Rosa")
    await st(world)


async def test_unwell_partner(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, ana = world.phones("ben", "ana")
    await rosa.texts(THREAT)
    await ana.presses("5 min"); await ben.texts("A 12")
    await ana.presses("There"); await ben.texts("2")
    world.everybody_reads()
    await ben.texts("not well")
    dump(world, "ben not well", "ana", "ben", "cora", "Rosa")

async def test_handtaken(world):
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, cora = world.phones("ben", "cora")
    await rosa.texts(BED)
    await ben.texts("A 12"); await ben.texts("1")
    await world.passes(minutes=45)
    dump(world, "late", "ben", "cora")
    await cora.texts("i have it")
    dump(world, "taken", "ben", "cora", "omar")
    await world.passes(hours=6)
    dump(world, "6h later", "ben", "cora", "omar", "Rosa")
    await st(world)

async def test_round_final_hold(world):
    """need raised while one on scene"""
    rosa = world.stranger("Rosa"); world.ignoring("Rosa", *ALL)
    ben, cora = world.phones("ben", "cora")
    for n in ("ana", "cal", "dee", "eve", "fay"): await world.phone(n).texts("off")
    await rosa.texts(BED)
    await ben.texts("A 12"); await ben.texts("2")
    world.everybody_reads()
    await cora.texts("need 1 2 together 2")
    dump(world, "need", "ben", "cora", "Rosa")
    await st(world)
