"""It was one of yours: heard at once, by nobody whom it is about, and followed to its end. Friday 6 March, noon."""

from dataclasses import replace

from bot.board import Boards
from config.community_file import load_community
from domain.ids import PersonId, TeamId
from domain.messages import Inbound, Other
from domain.policy import AccountabilityPolicy
from models import communities, complaints
from tests.support.world import COMMUNITY, World


async def eve_hears_complaints(world: World) -> None:
    """The community file is applied anew: the team has somebody for it, who coordinates nothing."""
    community, roster = load_community(COMMUNITY)
    river = community.teams[TeamId("river")]
    policy = replace(river.policy, accountability=AccountabilityPolicy(people=(PersonId("eve"),)))
    community = replace(community, teams={**community.teams, river.id: replace(river, policy=policy)})
    async with world.program.database.writing() as store:
        await communities.apply(store, community, roster, prune=False, now=world.now)


async def number_of(world: World) -> int:
    async with world.program.database.writing() as store:
        return (await complaints.open_ones(store))[0].number


async def test_a_complaint_of_a_requester_is_hidden_from_whom_it_names_pauses_them_and_is_told_to_its_end(
    world: World,
) -> None:
    ana, ben, cora, eve, rosa = *world.phones("ana", "ben", "cora", "eve"), world.stranger("Rosa")
    world.ignoring("cal", "dee", "fay", "omar")
    await eve_hears_complaints(world)
    await rosa.texts("Two men are shouting at her, 5th & Main")
    await ana.presses("5 min")
    await ben.texts("A 10")
    code = await world.code_of("ben")
    world.everybody_reads()

    await rosa.texts("One of your people really pushed me and took my phone")
    rosa.heard("Thank you for telling us", "Who was it?")
    rosa.reads()
    eve.heard("COMPLAINT", "from", "call #1", "really pushed me and took my phone")
    assert (await world.incident()).danger  # coordinators hear that much, and not why; who goes not even that
    assert not [each for each in (*cora.reads(), *ana.reads(), *ben.reads()) if "took my phone" in each]
    n = await number_of(world)
    await rosa.texts(f"it was {code}, the tall one")
    rosa.heard("Thank you. It is with whoever looks at it")
    eve.heard(f"COMPLAINT {n}", "it is about Ben", "the tall one")
    ben.heard(f"Stand down, {code}: you are not needed there any more")
    ana.heard("step back and wait near", f"{code} is not coming any more")
    cora.heard(f"#1 {code} does not go there any more")
    rosa.heard("is ready. Nobody goes alone")
    for each in (ana, ben, cora):
        each.heard_nothing()
    await rosa.texts("I lock myself in upstairs")
    await ben.texts("where are you?")
    ben.heard("your part in the call", "is over")
    ben.heard_nothing()
    cora.heard("I lock myself in upstairs")
    assert not [each for each in rosa.reads() if "where are you" in each]
    assert not [line for line in await world.reasons() if "complain" in line]

    await eve.texts(f"complaint {n}")
    eve.heard(f"Complaint {n}, open", "about Ben", "really pushed me", "Ben is asked to nothing")
    await cora.texts(f"complaint {n}")
    cora.heard("There is no complaint")
    await cora.texts("complaints")
    cora.heard("No complaint waits for you")
    await ben.texts("complaints")
    ben.heard("No complaint waits for you", "To make one: COMPLAINT and what happened")
    await cora.texts("tasks")
    assert not [each for each in cora.reads() if "omplain" in each]

    await eve.presses("I look at it")
    eve.heard(f"Eve looks at complaint {n}")
    rosa.heard("Somebody is looking at what you told us")
    await cora.texts("close 1 1")
    world.everybody_reads()
    kim = world.stranger("Kim")
    await kim.texts("Two men are shouting at her, 5th & Main")
    assert ("ben", "not available now") in await world.left_out(2)
    ben.heard_nothing()
    await cora.texts("close 2 1")
    world.everybody_reads()

    await eve.texts(f"complaint {n} done: we spoke with both, and Ben learns anew")
    eve.heard(f"Complaint {n} has ended", "Ben is asked to nothing")
    rosa.heard("has been looked at to its end", "we spoke with both")
    await eve.texts(f"complaint {n} ask again")
    eve.heard("Ben may be asked to calls again")
    assert not (await world.person("ben")).held_back
    ben.heard_nothing()
    await rosa.texts(f"{await world.code_of('ana')} keeps calling me")  # by the only name she knows
    eve.heard("COMPLAINT", "about Ana", "call #1", "keeps calling me")
    world.everybody_reads()


async def test_nobody_who_was_there_hears_of_it_danger_beside_it_calls_for_help_and_late_ones_climb(
    world: World,
) -> None:
    cora, omar, gus, rosa, ben = *world.phones("cora", "omar", "gus"), world.stranger("Rosa"), world.phone("ben")
    world.ignoring("ana", "cal", "dee", "eve", "fay", "hal")
    await omar.texts("complaint cora told everyone where the family sleeps")
    omar.heard("Thank you for saying so")
    cora.heard_nothing()
    gus.heard("COMPLAINT", "about Cora", "from Omar", "told everyone")
    n = await number_of(world)
    await cora.texts("complaints")
    cora.heard("No complaint waits for you")
    await ben.texts("complaint cora omar and gus laughed at a woman")
    ben.heard("Everybody who could look at it may be meant", "waits until somebody else can")
    for each in (cora, gus):
        each.heard_nothing()
    await world.passes(hours=25)
    gus.heard(f"COMPLAINT {n} still waits, open")
    await world.restarts()
    await world.passes(hours=24)
    gus.heard(f"COMPLAINT {n} still waits")
    await gus.texts(f"complaint {n} mine")
    omar.heard("Somebody looks at what you told us")
    world.everybody_reads()

    await rosa.texts("Fue uno de ustedes, me esta pegando con un cuchillo en 5th & Main")
    rosa.reads()
    call = await world.incident()
    assert call.danger
    assert not call.words
    assert call.place is not None
    assert not [each for each in (*ben.reads(), *gus.reads()) if "cuchillo" in each]
    heard = [*cora.reads(), *omar.reads()]
    assert [each for each in heard if "cuchillo" in each and "COMPLAINT" in each]
    await cora.texts("close 1 1")
    world.everybody_reads()


async def test_a_coordinator_who_may_be_meant_hears_nothing_of_the_call_and_whoever_goes_elsewhere_can_be_let_go(
    world: World,
) -> None:
    """Nobody is taken for the one who is meant because they alone went; a page that is out ends like any other."""
    ana, ben, cal, cora, omar, rosa = *world.phones("ana", "ben", "cal", "cora", "omar"), world.stranger("Rosa")
    world.ignoring("dee", "eve", "fay")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await ana.presses("5 min")
    world.everybody_reads()
    await rosa.texts("Cora, one of your coordinators, is hitting me, she has a knife")
    rosa.heard("Who was it?")
    omar.heard("COMPLAINT", "from", "is hitting me, she has a knife")
    n = await number_of(world)
    omar.heard("#1 DANGER named")
    await rosa.texts("the tall one with the hat")
    omar.heard(f"COMPLAINT {n}", "the tall one with the hat")
    omar.heard("#1 writes: the tall one with the hat")
    await rosa.texts("my sister is upstairs")
    ana.heard("my sister is upstairs")
    await cora.texts("see 1")
    seen = cora.heard("#1 Food or a bed").text
    assert "upstairs" not in seen
    cora.heard_nothing()
    await omar.texts(f"complaint {n} cora")
    cora.heard_nothing()

    pat = world.stranger("Pat")
    await pat.texts("Two men are shouting at her, 5th & Main")
    await ben.texts("B 10")
    await cal.presses("5 min")
    world.everybody_reads()
    await omar.texts("complaint ben shouted at a woman")
    omar.heard("Thank you for saying so")
    cora.heard("COMPLAINT", "about Ben")
    cora.heard("Ben goes to call 2 now", "LET GO")
    ben.heard_nothing()
    await cora.presses("Let them go")
    cora.heard("Ben goes to call 2 no more")
    ben.heard("Stand down", "not needed there any more")
    await cora.presses("Let them go")
    cora.heard("goes to a call now")
    await omar.texts("complaint dee shouted at a woman")  # whom call 2 asks instead
    assert (await world.page_states(2))["dee"] == "withdrawn"
    assert not [each for phone in (cora, omar) for each in phone.reads() if "cannot be reached" in each]
    world.everybody_reads()
    await pat.texts(f"{await world.code_of('cal', 2)} just took my keys")  # they know nobody by another name
    cora.heard("COMPLAINT", "about Cal", "took my keys")
    cal.heard("Stand down", "not needed there any more")
    assert not [each for each in cal.reads() if "keys" in each]
    await omar.texts("close 1 1")
    await omar.texts("close 2 1")
    world.everybody_reads()


async def test_a_coordinator_who_may_be_meant_does_nothing_with_the_call_and_what_they_had_of_it_is_others(
    world: World,
) -> None:
    """Not by chat and not through its tasks; they hear that others have it, and not why."""
    ana, cora, omar, rosa = *world.phones("ana", "cora", "omar"), world.stranger("Rosa")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "gus", "Rosa")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await ana.presses("5 min")
    await cora.texts("take 1")
    await cora.texts("hold 1")
    await cora.texts("tasks")
    n = int(next(each for each in cora.reads() if "on hold (#1)" in each).splitlines()[1].split(":")[0])
    world.everybody_reads()

    await rosa.texts("Cora, one of your coordinators, yelled at me")
    await omar.texts(f"complaint {await number_of(world)} cora")
    world.everybody_reads()
    for said in ("take 1", "go on 1", "block 1", "assign 1 fay", "page 1 ben", "watch 1", "consent 1", "close 1 1"):
        await cora.texts(said)
        cora.heard("#1 is with others now. Nothing was changed.")
    await cora.texts("tasks")
    cora.heard("No task waits")
    await cora.texts(f"task {n} done")
    cora.heard(f"There is no open task {n} that you see")
    async with world.program.database.reading() as store:
        boards = Boards(world.program.gatherer, frozenset)
        told = {each: (await boards.look(store, await world.person(each), world.now)).todo for each in ("cora", "omar")}
    assert not told["cora"]  # on the console neither
    assert told["omar"]
    await omar.texts("hand 1 cora")
    omar.heard("Cora cannot take it")
    call = await world.incident()
    assert call.is_alive()
    assert not call.going() or {each.person for each in call.going()} == {"ana"}
    assert call.owner != "cora"

    await omar.texts("tasks")
    omar.heard("A call is on hold (#1)")
    await omar.texts("go on 1")
    await omar.texts("close 1 1")
    assert not (await world.incident()).is_alive()
    await cora.texts("reopen 1")
    cora.heard("#1 is with others now")
    await omar.texts("reopen 1")
    await omar.texts("close 1 1")
    world.everybody_reads()


async def test_a_complaint_of_a_call_that_is_over_is_answered_and_hidden_from_who_was_there_whatever_came_between(
    world: World,
) -> None:
    """They said hello since, or asked for silence, or called again: whoever went may be meant all the same."""
    cora, omar, rosa = *world.phones("cora", "omar"), world.stranger("Rosa")
    world.ignoring("ana", "ben", "cal", "dee", "eve", "fay", "gus")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await omar.texts("assign 1 cora")
    await cora.texts("4")
    await omar.texts("close 1 1")
    await rosa.texts("hello")
    await rosa.texts("EXIT")
    world.everybody_reads()

    await rosa.texts("one of your people took my phone yesterday")
    rosa.heard("Thank you for telling us")
    omar.heard("COMPLAINT", "about Cora", "call #1", "took my phone")
    cora.heard_nothing()
    await omar.texts(f"complaint {await number_of(world)} done: it is given back")
    rosa.heard("it is given back")
    world.everybody_reads()

    await rosa.texts("We need food and a bed again, 5th & Main")
    await omar.texts("assign 2 eve")
    await omar.texts("close 2 1")
    world.everybody_reads()
    await rosa.texts("your volunteer was rude to my mother")
    rosa.heard("Who was it?")
    omar.heard("COMPLAINT", "from", "call #2", "rude to my mother")
    n = await number_of(world)
    await rosa.sends("edit", Inbound(text="your volunteer was rude to my mother twice", other=Other.EDITED))
    omar.heard(f"COMPLAINT {n}: your volunteer was rude to my mother twice")  # the same one
    rosa.heard("Thank you. It is with whoever looks at it")
    await rosa.texts("the tall one")
    omar.heard(f"COMPLAINT {n}: the tall one")
    rosa.heard("Thank you. It is with whoever looks at it")
    cora.heard_nothing()


async def test_whoever_goes_and_says_it_was_one_of_ours_is_heard_by_nobody_who_goes_and_not_by_whoever_called(
    world: World,
) -> None:
    """By SMS and without the word for it: it is of the call that both go to."""
    ana, ben, cora, eve, rosa = *world.phones("ana", "ben", "cora", "eve"), world.stranger("Rosa")
    world.ignoring("cal", "dee", "fay", "omar")
    await eve_hears_complaints(world)
    await rosa.texts("Two men are shouting at her, 5th & Main")
    await ana.presses("5 min")
    await ben.texts("A 10")
    ana_is, ben_is = await world.code_of("ana"), await world.code_of("ben")
    world.everybody_reads()

    await ben.texts("it was one of ours, somebody hit her")
    ben.heard("Thank you for saying so", "Who was it?")
    eve.heard("COMPLAINT", "from Ben, call #1", "one of ours, somebody hit her")
    n = await number_of(world)
    for each in (ana, cora, rosa):
        each.heard_nothing()
    await ben.texts(ana_is.upper())
    ben.heard("It is with whoever looks at it, and with nobody else")
    eve.heard(f"COMPLAINT {n}", "it is about Ana")
    ana.heard(f"Stand down, {ana_is}: you are not needed there any more")
    rosa.heard(f"{ben_is} is ready")
    assert not [each for phone in (ana, cora, rosa) for each in phone.reads() if "hit her" in each]
    assert (await world.person("ana")).held_back
    await ben.texts("we are at the door")
    cora.heard("we are at the door")
    await cora.texts("close 1 1")
    await eve.texts(f"complaint {n} done: we spoke with both")
    ben.heard("has come to an end", "we spoke with both")
    world.everybody_reads()


async def test_a_name_that_comes_late_is_the_complaints_and_reaches_nobody_who_goes(world: World) -> None:
    ana, ben, cora, eve, rosa = *world.phones("ana", "ben", "cora", "eve"), world.stranger("Rosa")
    world.ignoring("cal", "dee", "fay", "omar")
    await eve_hears_complaints(world)
    await rosa.texts("Two men are shouting at her, 5th & Main")
    await ana.presses("5 min")
    await ben.texts("A 10")
    code = await world.code_of("ben")
    await rosa.texts("One of your people pushed her")
    await rosa.texts("idk the tall one")
    await rosa.texts("it is the house with the red roof")
    world.everybody_reads()
    await world.passes(minutes=20)
    world.everybody_reads()

    await rosa.texts(code.lower())
    rosa.heard("Thank you. It is with whoever looks at it")
    eve.heard("COMPLAINT", "it is about Ben")
    assert not [each for each in (*ana.reads(), *ben.reads(), *cora.reads()) if code.lower() in each]
    world.everybody_reads()


async def test_what_somebody_adds_to_a_complaint_opens_no_call_and_danger_and_a_place_do(world: World) -> None:
    """Only Ana went, so nobody is asked who it was. "idk" resembles danger, and is none."""
    ana, cora, rosa = *world.phones("ana", "cora"), world.stranger("Rosa")
    world.ignoring("ben", "cal", "dee", "eve", "fay", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await cora.texts("assign 1 ana")
    await ana.texts("4")
    await cora.texts("close 1 1")
    world.everybody_reads()
    await rosa.texts("It was one of yours. She shouted at my mother")
    cora.heard("COMPLAINT", "about Ana", "shouted at my mother")
    rosa.heard("Thank you for telling us")
    world.everybody_reads()

    for text in ("idk the tall one", "i dont know her name"):
        await rosa.texts(text)
        rosa.heard("with whoever looks at it")
        cora.heard("COMPLAINT", text)
    ana.heard_nothing()
    await rosa.texts("he has a knife, come to 5th & Main")
    cora.heard("#2", "DANGER")
    world.everybody_reads()


async def test_whoever_complained_and_asks_what_became_of_it_hears_so_and_nobody_else_hears_that_they_asked(
    world: World,
) -> None:
    """While the one who may be meant is there, and once all is over."""
    ana, cora, eve, rosa = *world.phones("ana", "cora", "eve"), world.stranger("Rosa")
    world.ignoring("ben", "cal", "dee", "fay", "omar")
    await eve_hears_complaints(world)
    await rosa.texts("Two men are shouting at her, 5th & Main")
    await ana.presses("5 min")
    await world.phone("ben").texts("A 10")
    world.everybody_reads()
    await rosa.texts("one of your people was rude to my mother")
    n = await number_of(world)
    world.everybody_reads()

    await rosa.texts("any news about my complaint?")

    rosa.heard("It is with whoever looks at it, and with nobody else", "Text us where")
    eve.heard(f"COMPLAINT {n}: any news about my complaint?")
    for each in (ana, cora):
        each.heard_nothing()
    await rosa.texts("the one called Ana")
    eve.heard(f"COMPLAINT {n}, it is about Ana")
    await eve.texts(f"complaint {n} mine")
    await cora.texts("close 1 1")
    world.everybody_reads()
    await rosa.texts("did you talk to her")
    rosa.heard("Somebody is looking at what you told us now")
    eve.heard(f"COMPLAINT {n}, it is about Ana: did you talk to her")
    await eve.texts(f"complaint {n} done: we spoke with both")
    eve.heard(f"Complaint {n} has ended, says Eve: we spoke with both. Whoever complained")
    rosa.heard("They say: we spoke with both. Thank you")
    await rosa.texts("what about my complaint")
    rosa.heard("has been looked at to its end")
    eve.heard(f"COMPLAINT {n}, it is about Ana: what about my complaint")
    for each in (ana, cora):
        each.heard_nothing()
    world.everybody_reads()


async def test_whoever_may_be_meant_is_not_asked_to_what_the_same_phone_calls_for_next(world: World) -> None:
    """Rosa's words sound like danger, so help is called by them: none of it is sent by those she may speak of."""
    ana, ben, cora, rosa = *world.phones("ana", "ben", "cora"), world.stranger("Rosa")
    world.ignoring("cal", "dee", "eve", "fay", "omar")
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await cora.texts("assign 1 ana")
    await cora.texts("assign 1 ben")
    code = await world.code_of("ben")
    await ana.texts("4")
    await ben.texts("4")
    await cora.texts("close 1 1")
    world.everybody_reads()

    await rosa.texts("It was one of yours. The man you sent first shouted at me n took my keys")
    await world.passes(minutes=15)
    assert (await world.incident(2)).danger
    asked = {each.person for each in (await world.incident(2)).pages}
    assert asked
    assert not asked & {"ana", "ben"}
    cora.heard("COMPLAINT", "call #1", "took my keys")
    await cora.texts("close 2 1")
    world.everybody_reads()

    n = await number_of(world)
    await rosa.texts("We need food and a bed tonight, 5th & Main")
    await cora.texts("close 3 1")
    world.everybody_reads()
    await cora.texts(f"complaint {n} {code}")  # a code name of the first call
    cora.heard(f"Complaint {n} is about Ben")
