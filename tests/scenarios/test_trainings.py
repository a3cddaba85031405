"""A training is announced, people come, and what they learned counts until the day on which it ends. Friday 6 March."""

from dataclasses import replace
from datetime import time

from config.community_file import load_community
from domain.ids import ConversationId, NatureId, PersonId, SkillId, TeamId
from domain.people import Standing
from domain.rota import Hours
from domain.tasks import TaskKind
from domain.year import Learning
from models import communities, custody, row_keys, tasks, trainings
from models.row_keys import Owner
from tests.support.rota_town import plans
from tests.support.standing import stands
from tests.support.world import COMMUNITY, World, community_of

LISTENING = SkillId("listening")
RIVER = TeamId("river")
NEW = "new training 2: sat 14 mar 14-17, Main Library, {seats} seats, en es, listening"


async def food_needs_listening(world: World, *, lasts: int) -> None:
    """The community file is applied anew: who brings food must have learned to listen, which lapses."""
    community, roster = load_community(COMMUNITY)
    food = community.natures[NatureId("welcome")]
    skills = {**community.skills, LISTENING: replace(community.skills[LISTENING], expires_days=lasts)}
    need = replace(food.need, skills=frozenset({LISTENING}))
    community = replace(community, skills=skills, natures={**community.natures, food.id: replace(food, need=need)})
    async with world.program.database.writing() as store:
        await communities.apply(store, community, roster, prune=False, now=world.now)


async def days_go(world: World, days: int) -> None:
    """The keys that are due are destroyed each day."""
    for _ in range(days):
        await world.passes(days=1)
        await custody.destroy_due(world.program.database, world.now)


async def guest_is_kept(world: World) -> bool:
    """True while it is known how the community member is reached who asked for a seat at training 1."""
    async with world.program.database.writing() as store:
        what = await trainings.numbered(store, 1)
        assert what is not None
        talks = [ConversationId(each.holder) for each in what.seats if not each.member]
        return [await row_keys.is_kept(store, Owner.CONVERSATION, each) for each in talks] == [True]


async def open_kinds(world: World) -> set[TaskKind]:
    async with world.program.database.reading() as store:
        known = await world.program.gatherer.known(store)
        return {each.kind for each in await tasks.list_open(store, known.community.teams)}


async def test_who_came_to_a_training_is_asked_for_what_it_taught_until_the_day_on_which_it_ends(world: World) -> None:
    cora, ben, dee = world.phones("cora", "ben", "dee")
    rosa, kim = world.stranger("Rosa"), world.stranger("Kim")
    world.ignoring("ana", "cal", "eve", "fay", "omar")
    await food_needs_listening(world, lasts=60)

    await cora.texts(NEW.format(seats=12))
    cora.heard(
        "Announce this?", "Somebody in distress", "Sat 14 Mar 14:00 to 17:00", "Main Library", "It gives: listening"
    )
    ben.heard_nothing()
    await cora.presses("Do it")
    cora.heard("Training 1 is announced to 7")
    ben.heard("Training 1", "Sat 14 Mar 14:00-17:00", "gives listening", "SEAT 1 = I come")
    await ben.texts("training 1")
    ben.heard("Sat 14 Mar 14:00-17:00", "In English, Spanish. It gives: listening")
    dee.reads()
    await ben.texts("no seat")
    ben.heard("Trainings", "1: Somebody in distress")
    await ben.texts("Sign me up for the training, please")
    ben.heard("You have a seat at training 1")

    await world.passes(days=8, hours=6)
    ben.heard("Soon: training 1")
    ben.heard("Soon: training 1")
    cora.heard("Training 1 is over. Who came?")
    assert LISTENING not in (await world.person("ben")).skills
    await cora.texts("training 1")
    cora.heard("Came: nobody. Not said yet: Ben")
    await cora.texts("came 1 all")
    cora.heard("Training 1. Came: Ben.")
    await cora.texts("training 1")
    assert cora.heard("Trainings").text.endswith("Came: Ben")
    ben.heard("Thank you for coming to training 1. You have now: listening, until 13 May 2026.")

    await rosa.texts("We need food and a bed tonight, 5th & Main")
    ben.heard("A: Food or a bed, Old Town")
    for text in ("A 5", "done"):
        await ben.texts(text)
    await cora.texts("close 1 1")
    world.everybody_reads()

    async with world.program.database.writing() as store:
        what = await trainings.numbered(store, 1)
        assert what is not None
        said = [(each.what, each.by) for each in await trainings.events_of(store, what.id)]
    assert said == [("announced", "cora"), ("seat taken", "ben"), ("came", "cora")]

    await world.passes(days=45)
    await cora.texts("new training 2: wed 20 may 18-20, Main Library, 12 seats, listening")
    await cora.texts("1")
    await world.passes(days=14, hours=4, minutes=58)  # Tuesday 12 May, 23:58 for Ben
    ben.heard("listening lapses on 13 May 2026.", "Training 2, Wed 20 May 18:00, gives it again: SEAT 2")
    assert LISTENING in (await world.person("ben")).as_of(world.now).skills
    await world.passes(minutes=3)
    assert LISTENING not in (await world.person("ben")).as_of(world.now).skills
    await kim.texts("We need food and a bed tonight, 5th & Main")

    cora.heard("NOBODY LEFT to ask", "Food or a bed")
    assert not [each for each in ben.reads() if "Food or a bed" in each]
    world.everybody_reads()


async def test_a_full_training_has_a_line_and_is_called_off_to_everybody_in_it_neighbours_too(world: World) -> None:
    cora, ben, dee, rosa = *world.phones("cora", "ben", "dee"), world.stranger("Rosa")
    world.ignoring("ana", "cal", "eve", "fay", "omar")
    await cora.texts("new training 5: sat 14 mar, 14-17, Main Library, 1 seat, open")
    cora.heard("Open to community members")
    await cora.texts("1")
    cora.heard("Training 1 is announced")
    ben.reads(), dee.reads()

    await rosa.texts("when is the next training?")
    rosa.heard("For a training, join first", "Open to all, training 1", "Sat 14 Mar 14:00-17:00", "SEAT 1 = I come")
    await rosa.texts("what time is it?")
    rosa.heard("Here is what we know", "Open to all, training 1", "Sat 14 Mar 14:00-17:00, Main Library, English.")
    await rosa.texts("can I bring my kid")
    rosa.heard("A coordinator hears what you asked")
    cora.heard('a question about a training. Their words: "can I bring my kid".', "Nobody is paged")
    await cora.texts("seen to")
    cora.reads()
    await ben.texts("seat 1")
    ben.heard("You have a seat")
    await rosa.texts("SEAT 1")
    rosa.heard("Training 1 is full. You are number 1 in line")
    await dee.texts("Cupo 1")
    dee.heard("number 2 in line")
    await cora.texts("training 1")
    cora.heard("Free: 0", "In English\n", "Coming: Ben. In line: Dee. In line from the community: 1")
    await days_go(world, 5)  # longer than any talk is kept that nobody needs
    await ben.texts("I can't come to training 1")
    ben.heard("given back")
    rosa.heard("A seat is yours now at training 1")
    dee.heard_nothing()

    await days_go(world, 2)
    await world.passes(hours=3)
    rosa.heard("Soon: training 1")
    await cora.texts("training 1 off")
    cora.heard("Call off training 1?")
    await cora.presses("Do it")
    cora.heard("Training 1 is called off; 2 hear it.")
    rosa.heard("Training 1", "is called off")
    dee.heard("is called off")
    assert await guest_is_kept(world)
    await days_go(world, 5)
    assert not await guest_is_kept(world), "nobody needs their number any more"
    await ben.texts("seat 1")
    ben.heard("Training 1 has begun, is over, or was called off.")
    assert await world.count_incidents() == 0


async def test_what_happens_to_a_seat_at_night_is_told_by_day_unless_the_training_is_near(world: World) -> None:
    cora, ben, dee, rosa = *world.phones("cora", "ben", "dee"), world.stranger("Rosa")
    world.ignoring("ana", "cal", "eve", "fay", "omar")
    await cora.texts("new training 5: sat 14 mar 14-17, Main Library, 1 seat, open")
    await cora.texts("1")
    await ben.texts("seat 1")
    await rosa.texts("seat 1")
    await dee.texts("seat 1")
    world.everybody_reads()
    await world.passes(hours=14)  # Saturday, two in the morning
    await ben.texts("no seat 1")
    ben.heard("given back")
    rosa.heard_nothing()
    await world.restarts()
    await world.passes(hours=6, minutes=59)
    rosa.heard_nothing()
    await world.passes(minutes=2)
    rosa.heard("A seat is yours now at training 1")
    await world.passes(hours=17)  # two in the morning again: it is given back and called off before anybody is awake
    await rosa.texts("no seat 1")
    await cora.texts("training 1 off")
    await cora.texts("1")
    cora.heard("Training 1 is called off; 1 hear it.")
    rosa.heard("given back")
    dee.heard_nothing()
    await world.passes(hours=8)
    assert [each for each in dee.reads() if "training 1" in each.lower()] == [
        "Training 1, Sat 14 Mar 14:00, is called off: it does not take place."
    ]
    rosa.heard_nothing()

    await cora.texts("new training 5: mon 9 mar 8-10, Main Library, 1 seat, open")
    await cora.texts("1")
    for phone in (rosa, dee):
        await phone.texts("seat 2")
    await world.passes(hours=19)  # Monday, five: by day it would be too late
    world.everybody_reads()
    await rosa.texts("no seat 2")
    dee.heard("A seat is yours now at training 2")
    await cora.texts("training 2 off")
    await cora.texts("1")
    dee.heard("Training 2", "is called off")
    world.everybody_reads()


async def test_nobody_is_woken_by_a_training_or_a_year_that_is_announced_or_moved_at_night(world: World) -> None:
    cora, ben, dee = world.phones("cora", "ben", "dee")
    world.ignoring("ana", "cal", "eve", "fay", "omar")
    await world.passes(hours=14)  # Saturday, two in the morning
    await cora.texts(NEW.format(seats=12))
    await cora.texts("1")
    cora.heard("Announce this?")
    cora.heard("Training 1 is announced to 7")
    await cora.texts("new cohort: sun 15 mar 14-17, Main Library, 4 seats")
    await cora.texts("1")
    cora.heard("Begin this cohort?")
    cora.heard("Cohort 1 begins; 7 heard of it")
    await ben.texts("seat 1")
    ben.heard("You have a seat at training 1")  # an answer waits for no morning
    await world.restarts()
    await world.passes(hours=6, minutes=59)
    for phone in (ben, dee):
        phone.heard_nothing()
    await world.passes(minutes=2)
    for phone in (ben, dee):
        phone.heard("Training 1", "Sat 14 Mar 14:00-17:00", "SEAT 1 = I come")
        phone.heard("A year together begins: cohort 1", "JOIN COHORT 1")

    await ben.texts("join cohort 1")
    await cora.texts("cohort 1 approve ben")
    world.everybody_reads()
    await world.passes(hours=17)  # two in the morning again, as the clocks are turned
    await cora.texts("cohort 1 move 1 sun 15 mar 10-13")
    world.everybody_reads()
    await world.passes(hours=5, minutes=50)
    ben.heard_nothing()
    await world.passes(minutes=20)
    ben.heard("Cohort 1: gathering 1 is now Sun 15 Mar 10:00-13:00")

    await world.passes(hours=18)  # three in the morning: by day it would be too late
    world.everybody_reads()
    await cora.texts("new training 2: mon 9 mar 10-12, Main Library, 4 seats, en")
    await cora.texts("1")
    dee.heard("Training 2", "Mon 9 Mar 10:00-12:00")
    world.everybody_reads()


async def test_a_training_is_moved_and_everybody_in_it_hears_and_is_reminded_of_the_new_time_alone(
    world: World,
) -> None:
    cora, omar, ben, dee, rosa = *world.phones("cora", "omar", "ben", "dee"), world.stranger("Rosa")
    world.ignoring("ana", "cal", "eve", "fay")
    await cora.texts("new training 5: sat 14 mar 14-17, Main Library, 2 seats, listening, open")
    await cora.texts("1")
    cora.heard("Announce this?")
    cora.heard("Training 1 is announced", "TRAINING 1 MOVE")
    for phone in (ben, rosa, dee):
        await phone.texts("seat 1")
    world.everybody_reads()

    await ben.texts("training 1 move sun 15 mar 10-13")
    assert not [each for each in ben.reads() if "Move training" in each]
    for unclear in ("training 1 move", "training 1 move 12 mar 14:00", "training 1 move mon 2 feb 2026 14-17"):
        await cora.texts(unclear)
        cora.heard("Training 1: to when, or where?")
    await cora.texts("training 1 move tue 10 mar, 18-20, Town Hall")
    cora.heard("Move training 1? Tue 10 Mar 18:00 to 20:00. Town Hall.")
    rosa.heard_nothing()
    await cora.presses("Do it")
    cora.heard("Training 1 is now Tue 10 Mar 18:00-20:00, Town Hall; 3 hear it.")
    ben.heard("Training 1 has moved: Tue 10 Mar 18:00-20:00, Town Hall. You keep your place.", "NO SEAT 1")
    rosa.heard("Training 1 has moved: Tue 10 Mar 18:00, Town Hall. You keep your place.", "NO SEAT 1")
    dee.heard("Training 1 has moved")
    await omar.texts("move training 1 Back Room")
    omar.heard("Move training 1? Back Room.", "1 = move it")
    await omar.texts("0")
    ben.heard_nothing()
    world.everybody_reads()

    await world.passes(days=4)  # until one in the afternoon of the day, by summer time
    assert len([each for each in rosa.reads() if "Soon: training 1, Tue 10 Mar 18:00, Town Hall" in each]) == 1
    await world.restarts()
    await cora.texts("training 1 move tue 10 mar 19-21")
    await cora.texts("1")
    rosa.heard("Training 1 has moved: Tue 10 Mar 19:00, Town Hall.")  # at once: it is today
    world.everybody_reads()
    await world.passes(hours=2, minutes=59)  # three in the afternoon was the hour for the first time
    rosa.heard_nothing()
    await world.passes(minutes=2)
    rosa.heard("Soon: training 1, Tue 10 Mar 19:00")
    await world.passes(hours=4)
    assert not [each for each in cora.reads() if "Who came" in each]
    await world.passes(hours=2)
    cora.heard("Training 1 is over. Who came?")
    await cora.texts("training 1 move wed 11 mar 14-17")
    await cora.texts("1")
    cora.heard("Training 1 has begun, is over, or was called off.")
    world.everybody_reads()
    await world.passes(days=5)  # nothing is left of the first date

    rosa.heard_nothing()
    world.everybody_reads()


async def test_what_was_said_wrongly_of_who_came_is_put_right_and_not_by_sms(world: World) -> None:
    cora, omar, ben, rosa = *world.phones("cora", "omar", "ben"), world.stranger("Rosa")
    world.ignoring("ana", "cal", "dee", "eve", "fay")
    await cora.texts(NEW.format(seats=3) + ", open")
    await cora.presses("Do it")
    await cora.texts("came 1 ben")
    cora.heard("Training 1 has not begun yet")
    await cora.texts("new training 1: sat 14 mar 10-12, Main Library, medics, 3 seats")
    cora.heard("Main Library, medics. 3 seats", "It gives no skill")
    await cora.presses("Do it")
    for phone, text in ((ben, "seat 1"), (ben, "seat 2"), (rosa, "seat 1")):
        await phone.texts(text)
    await world.passes(days=9)
    cora.heard("Training 1 is over. Who came?")
    omar.heard("Training 1 is over. Who came?")  # only the next morning, when nobody had said
    world.everybody_reads()
    await cora.texts("came 2 ben")
    ben.heard("Thank you for coming to training 2.")
    await cora.texts("tasks")
    cora.heard("Tasks: 1", "Say who came to a training (1), Cora")
    await omar.texts("came 1 ben")
    omar.heard("Skills are confirmed on Telegram")

    await cora.texts("came 1 ben and cora")
    cora.heard("Came: Ben.", "Not said of 1 of the community", "for another coordinator to say")
    ben.heard("You have now: listening")
    assert LISTENING in (await world.person("ben")).skills
    assert await open_kinds(world) == {TaskKind.ATTENDANCE}
    await cora.texts("missed 1 guests")
    assert await open_kinds(world) == set()
    await cora.texts("missed 1 ben")

    cora.heard("Not there: Ben.")
    ben.heard("you were not at training 1", "listening")
    assert LISTENING not in (await world.person("ben")).skills
    world.everybody_reads()


async def test_who_came_is_a_task_of_nobody_who_coordinates_the_team_no_more(world: World) -> None:
    cora, ben = world.phones("cora", "ben")
    world.ignoring("ana", "cal", "dee", "eve", "fay", "omar", "cora", "ben")
    await cora.texts("new training 1: sat 14 mar 10-12, Main Library, medics, 3 seats")
    await cora.presses("Do it")
    await ben.texts("seat 1")
    async with world.program.database.writing() as store:
        await stands(store, PersonId("cora"), RIVER, Standing.SUSPENDED, world.program.clock.now())

    await world.passes(days=9)

    async with world.program.database.reading() as store:
        found = await tasks.list_open(store, (RIVER,))
    assert [each.owner for each in found if each.kind is TaskKind.ATTENDANCE] == [None]


async def test_a_trainee_goes_only_beside_a_mentor(world: World) -> None:
    ana, ben, cora, rosa = *world.phones("ana", "ben", "cora"), world.stranger("Rosa")
    world.ignoring("cal", "dee", "eve", "fay", "omar")
    await cora.texts("mentor ana ben")
    cora.heard("Ben learns beside Ana")
    ben.heard("Ana is your mentor now")
    ana.heard("Ben learns beside you")

    await rosa.texts("Water is coming in, the whole street is flooding, 5th & Main")
    ana.heard("Flood or heat")
    ben.heard_nothing()
    await cora.texts("page 1 ben")
    cora.reads()
    ben.heard_nothing()
    await ana.presses("5 min")
    ben.heard("A: Flood or heat")
    await ana.texts("drop out")
    await ben.texts("A 10")
    ben.heard("You go only beside a mentor")

    await cora.texts("mentor ben off")
    cora.heard("Ben may be asked without a mentor")
    ben.heard("without a mentor")
    await ben.texts("A 10")
    ben.heard("5th & Main")
    world.everybody_reads()


async def test_calls_and_shifts_beside_a_mentor_are_counted_and_only_a_coordinator_ends_learning(world: World) -> None:
    ana, ben, cora, rosa = *world.phones("ana", "ben", "cora"), world.stranger("Rosa")
    world.ignoring("cal", "dee", "eve", "fay", "omar")
    community, roster = community_of(COMMUNITY)
    river = community.teams[TeamId("river")]
    by_day = replace(river.rotas[0].layers[0], hours=Hours(opens=time(8), closes=time(22)))
    river = replace(river, learning=Learning(shadow_calls=1), rotas=(replace(river.rotas[0], layers=(by_day,)),))
    async with world.program.database.writing() as store:
        anew = replace(community, teams={**community.teams, river.id: river})
        await communities.apply(store, anew, roster, prune=False, now=world.now)
    await cora.texts("mentor ana ben")
    world.everybody_reads()
    await ben.texts("mentors")
    ben.heard("Ben beside Ana: 0 of 1 calls and shifts")
    await rosa.texts("Water is coming in, the whole street is flooding, 5th & Main")
    await ana.presses("5 min")
    await ben.texts("A 10")
    for text in ("2", "done"):
        await ana.texts(text)
        await ben.texts(text)
    await cora.texts("close 1 1")

    cora.heard("Ben was beside a mentor on 1 calls and shifts now", "MENTOR Ben OFF", "Nothing changes by itself")
    assert [each.mentors for each in (await world.person("ben")).memberships] == [("ana",)]
    await plans(world)
    await world.passes(hours=11)  # a shift is over in which both were on
    await cora.texts("mentors")
    cora.heard("Ben beside Ana: 2 of 1 calls and shifts")
    await cora.texts("mentor ben off")
    world.everybody_reads()
    await cora.texts("mentor ana ben")
    await ana.texts("mentors")
    ana.heard("Ben beside Ana: 0 of 1 calls and shifts")
    world.everybody_reads()
