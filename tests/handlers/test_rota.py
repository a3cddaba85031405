"""A coordinator's talk about rotas: what is done at once, what is asked first, and which person and rota are meant."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.commands import SetAvailability
from domain.community import Team
from domain.ids import PersonId, RotaId, SkillId, TeamId
from domain.messages import Action, MessageKind
from domain.people import Availability, Channel, Person
from domain.policy import OnCallNeed, Policy, RotaPolicy
from domain.rota import Fixed, Rota
from domain.rota_commands import (
    AskTimeOff,
    ChangeKind,
    ChangeRota,
    DecideTimeOff,
    ShowChanges,
    ShowTimeOff,
    TakeBack,
    WithdrawTimeOff,
)
from handlers.naming import PENDING_HOLDS
from handlers.step import Mate
from tests.handlers.talks import COMMUNITY, Chat, a_page, coordinator, kinds, member, only
from tests.support.builders import NOON
from tests.support.timetable import rota

K = MessageKind
RIVER, HILL = TeamId("river"), TeamId("hill")
ANA, BEN, CORA = PersonId("ana"), PersonId("ben"), PersonId("cora")
NIGHTS = replace(
    rota("""
    layers:
      - id: nights
        start: "2026-03-06T20:00"
        turn: {every: 1, unit: day}
        people: [[ana], [ben]]
        hours: "20:00-08:00"
      - {id: days, start: "2026-03-06T08:00", turn: {every: 1, unit: day}, people: [[dee]], hours: "08:00-20:00"}
    """),
    id=RotaId("river/line"),
)
"""Ana is on tonight, Friday, from 20:00; Ben tomorrow. It is noon."""


def mate(name: str, *teams: TeamId, called: str | None = None, **facts: Any) -> Mate:
    known = {"teams": teams or (RIVER,), "protects": frozenset(teams or (RIVER,))} | facts
    return Mate(person=PersonId(name), name=called or name.title(), **known)


MATES = (mate("ana"), mate("ben"), mate("cora"), mate("dee"), mate("hal", HILL))


def team(of: TeamId, *rotas: Rota) -> Team:
    return Team(
        id=of,
        names={"en": of.title()},
        time_zone="America/Chicago",
        areas=frozenset(),
        protections={},
        policy=Policy(),
        rotas=rotas,
    )


def running(*rotas: Rota, mates: tuple[Mate, ...] = MATES, chat: Chat | None = None) -> Chat:
    """Cora runs River, whose rotas these are; Hill is not hers."""
    hills = replace(NIGHTS, id=RotaId("hill/line"), layers=())
    teams = {RIVER: team(RIVER, *(rotas or (NIGHTS,))), HILL: team(HILL, hills)}
    known = replace(COMMUNITY, teams=teams)
    return (chat or coordinator()).knowing(community=known, mates=mates, runs=(RIVER,))


def changed_by(chat: Chat, text: str) -> ChangeRota:
    command = only(chat.text(text))
    assert isinstance(command, ChangeRota), chat.step
    return command


@pytest.mark.parametrize(
    "text",
    ["put dee on sat 22-06", "Put Dee on Sat 22:00-06:00", "put dee sat 22-06", "put on dee sat 22-06",
     "put sat 22-06 dee", "put dee on line sat 22-06", "put dee on river line sat 22-06",
     "pon a dee el sábado de 22 a 6", "pon a Dee de guardia sábado 22-06"],
)  # fmt: skip
def test_somebody_is_put_on_at_once_where_nothing_speaks_against_it(text: str) -> None:
    rested = mate("dee")
    alone = replace(NIGHTS, layers=NIGHTS.layers[:1])
    command = changed_by(running(alone, mates=(*MATES[:3], rested)), text)

    assert (command.by, command.kind, command.change.rota) == (CORA, ChangeKind.PUT_ON, "river/line")
    (added,) = command.change.added.overrides
    assert (added.start.isoformat(), added.end.isoformat()) == ("2026-03-07T22:00:00", "2026-03-08T06:00:00")


@pytest.mark.parametrize("text", ["take ben off sat 20-08", "take off ben sat 20:00-08:00", "saca a ben sab 20-08"])
def test_a_gap_is_shown_and_asked_about_before_it_is_made(text: str) -> None:
    chat = running()

    step = chat.text(text)
    assert not step.commands
    assert kinds(step) == [K.C_CONFIRM_CHANGE]
    assert [line.kind for line in step.says[0].lines] == [K.C_LINE_EDIT_OFF, K.C_LINE_GAP_LEFT]

    command = only(chat.text("1"))
    assert isinstance(command, ChangeRota)
    assert command.kind is ChangeKind.TAKE_OFF
    assert chat.talk.pending is None


def test_no_leaves_it_and_any_other_digit_asks_again() -> None:
    chat = running()
    chat.text("take ben off sat 20-08")

    assert kinds(chat.text("7")) == [K.C_CONFIRM_CHANGE]
    assert kinds(chat.text("0")) == [K.C_LEFT_AS_IT_IS]
    assert not chat.text("1").commands


def test_the_question_is_forgotten_after_a_while_and_by_other_words() -> None:
    chat = running()
    chat.text("take ben off sat 20-08")
    chat.later(PENDING_HOLDS + timedelta(seconds=1))
    assert not chat.text("1").commands

    chat.text("take ben off sat 20-08")
    chat.text("gaps")
    assert not chat.text("1").commands


def test_a_digit_belongs_to_a_page_first() -> None:
    chat = running()
    chat.text("take ben off sat 20-08")
    chat.knowing(pages=(a_page(),))

    assert not any(isinstance(each, ChangeRota) for each in chat.text("1").commands)


def test_a_button_confirms_its_own_question_alone() -> None:
    chat = running(chat=coordinator(channel=Channel.SIM_TELEGRAM))
    asked = chat.knowing(stimulus="inb_7").text("take ben off sat 20-08").says[0]
    assert asked.subject == "inb_7"

    assert kinds(chat.tap(Action.DO_CHANGE, "inb_6", "1")) == [K.M_STALE_BUTTON]
    chat.knowing(stimulus="inb_8").text("take ben off sat 20-08")
    assert isinstance(only(chat.tap(Action.DO_CHANGE, "inb_8", "1")), ChangeRota)


def test_what_was_wanted_is_worked_out_anew_when_it_is_confirmed() -> None:
    chat = running()
    chat.text("take ben off sat 20-08")
    standing = Fixed(people=frozenset({PersonId("ben")}), start=NIGHTS.layers[0].start, end=NIGHTS.layers[0].start)
    meanwhile = replace(NIGHTS, overrides=(standing,))
    chat.knowing(community=replace(chat.facts.community, teams={RIVER: team(RIVER, meanwhile)}))

    command = only(chat.text("1"))

    assert isinstance(command, ChangeRota)
    assert command.change.rota == meanwhile.id


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("put ana on sat 10-16", K.C_LINE_RESTS),  # two hours after her night
        ("put ana on sat 08:00 to sun 10:00", K.C_LINE_ON_LONG),
    ],
)
def test_too_much_asked_of_somebody_is_shown_first(text: str, line: MessageKind) -> None:
    step = running().text(text)

    assert not step.commands
    assert line in [each.kind for each in step.says[0].lines]


def test_somebody_who_said_off_is_put_on_only_if_the_coordinator_insists() -> None:
    off = mate("eve", said=Availability.OFF)
    chat = running(mates=(*MATES, off))

    step = chat.text("put eve on sat 22-06")
    assert K.C_LINE_SAID_OFF in [each.kind for each in step.says[0].lines]
    assert isinstance(only(chat.text("1")), ChangeRota)


def test_whoever_goes_to_no_calls_is_put_on_nowhere_and_covers_nothing() -> None:
    """Omar coordinates River and is a protector of Hill's. Put on by a file, he covers nothing in River."""
    omar = mate("omar", RIVER, HILL, protects=frozenset({HILL}))
    step = running(mates=(*MATES, omar)).text("put omar on sat 22-06")
    assert (kinds(step), step.commands) == ([K.C_SWAP_CANNOT], ())

    stands = replace(NIGHTS, layers=tuple(replace(each, people=(frozenset({omar.person}),)) for each in NIGHTS.layers))
    assert kinds(running(stands, mates=(*MATES, omar)).text("gaps"))[0] is K.C_GAPS


def test_somebody_suspended_here_is_not_on_by_being_vetted_in_another_team() -> None:
    bens = tuple(mate("ben", HILL) if each.person == "ben" else each for each in MATES)
    chat = running(mates=bens)

    assert kinds(chat.text("gaps"))[0] is K.C_GAPS
    (line,) = chat.text("who is on sat 22:00 to sun 6:00").says[0].lines
    assert line.params["people"] == ""


def test_whoever_would_be_on_alone_on_probation_is_put_on_by_nobody() -> None:
    new = mate("eve", probation=frozenset({RIVER}))
    alone = replace(NIGHTS, layers=NIGHTS.layers[:1])

    assert kinds(running(alone, mates=(*MATES, new)).text("put eve on sun 10-16")) == [K.C_SWAP_CANNOT]
    assert isinstance(only(running(alone, mates=(*MATES, new)).text("put eve on sat 22-06")), ChangeRota)


def test_a_skill_that_the_rota_wants_and_a_shift_elsewhere_are_shown_first() -> None:
    medics = replace(NIGHTS, id=RotaId("river/medics"), layers=(), skills=frozenset({SkillId("medic")}))

    step = running(NIGHTS, medics).text("put ben on medics sat 22-06")

    assert step.says[0].lines[-1].params == {"person": "Ben", "hurdles": "on_already,skills"}


def test_fewer_than_the_team_needs_are_shown_first_with_what_is_missing() -> None:
    needs = (OnCallNeed(people=2, skills=frozenset({SkillId("medic")})),)
    two = replace(NIGHTS, layers=tuple(replace(each, people=(frozenset({ANA, BEN}),)) for each in NIGHTS.layers))
    chat = running(two, mates=(mate("ana", skills=frozenset({SkillId("medic")})), *MATES[1:]))
    river = replace(chat.facts.community.teams[RIVER], policy=Policy(rota=RotaPolicy(needs=needs)))
    chat.knowing(community=replace(chat.facts.community, teams={**chat.facts.community.teams, RIVER: river}))

    step = chat.text("take ana off sat 20-08")

    line = step.says[0].lines[-1]
    assert (line.kind, line.params["hole"], line.params["skills"]) == (K.C_LINE_HOLE, "2", "medic")


def test_which_of_two_people_is_asked_and_a_digit_does_it() -> None:
    twins = (mate("eve"), mate("eve-2", called="Eve"), mate("cora"))
    chat = running(mates=twins)

    assert kinds(chat.text("put eve on sat 22-06")) == [K.C_WHICH_PERSON]
    command = only(chat.text("2"))

    assert isinstance(command, ChangeRota)
    (added,) = command.change.added.overrides
    assert not isinstance(added, Fixed)
    assert added.person == "eve-2"


def test_somebody_of_another_team_is_not_known_here() -> None:
    assert kinds(running().text("put hal on sat 22-06")) == [K.C_NO_SUCH_PERSON]


def test_which_rota_is_asked_where_several_fit() -> None:
    other = replace(NIGHTS, id=RotaId("river/other"), layers=())
    chat = running(NIGHTS, other, mates=(mate("eve"), mate("cora")))

    assert kinds(chat.text("put eve on sat 22-06")) == [K.C_WHICH_ROTA]
    command = only(chat.text("2"))
    assert isinstance(command, ChangeRota)
    assert command.change.rota == "river/other"

    assert changed_by(chat, "put eve on other sat 22-06").change.rota == "river/other"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("put dee", K.C_WHEN_HOW),
        ("put dee on 3/4", K.C_WHEN_HOW),
        ("put dee on sat 10-6", K.C_WHEN_HOW),
        ("put dee on 5 mar 22-06", K.C_WHEN_HOW),
        ("put sat 22-06", K.C_WHEN_HOW),
        ("put \U0001f64f on sat 22-06", K.C_WHEN_HOW),
        ("put ben on sat 20-08", K.C_ON_ALREADY),
        ("take dee off sat 22-06", K.C_NOT_ON),
        ("close line", K.C_WHEN_HOW),
        ("grant zed", K.C_NO_SUCH_PERSON),
        ("gaps", K.C_NO_GAPS),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_done(text: str, kind: MessageKind) -> None:
    step = running().text(text)

    assert not step.commands
    assert kinds(step) == [kind]


def test_nobody_on_purpose_is_confirmed_first() -> None:
    chat = running()

    assert [each.kind for each in chat.text("close line sun 20-24").says[0].lines] == [
        K.C_LINE_EDIT_EMPTY,
        K.C_LINE_ON_THEN,
    ]
    command = only(chat.text("1"))

    assert isinstance(command, ChangeRota)
    assert command.kind is ChangeKind.LEFT_EMPTY
    assert command.change.added.overrides[0] == Fixed(
        people=frozenset(), start=command.change.added.overrides[0].start, end=command.change.added.overrides[0].end
    )


def test_whoever_may_not_be_paged_any_more_is_not_on_though_the_rota_says_so() -> None:
    without_ben = tuple(each for each in MATES if each.person != "ben")
    chat = running(mates=without_ben)

    gaps = chat.text("gaps")
    assert kinds(gaps)[0] is K.C_GAPS
    assert gaps.says[0].lines[0].params == {"team": "", "when": "2026-03-07T20:00", "until": "2026-03-08T08:00"}
    (line,) = chat.text("who is on sat 22:00 to sun 6:00").says[0].lines
    assert line.params["people"] == ""


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("undo", TakeBack(by=CORA)),
        ("deshacer", TakeBack(by=CORA)),
        ("changes", ShowChanges(by=CORA)),
        ("time off", ShowTimeOff(by=CORA)),
        ("días libres", ShowTimeOff(by=CORA)),
        ("grant ana", DecideTimeOff(by=CORA, person=PersonId("ana"), granted=True)),
        ("rechaza Ana", DecideTimeOff(by=CORA, person=PersonId("ana"), granted=False)),
    ],
)
def test_a_word_does_it(text: str, command: object) -> None:
    assert only(running().text(text)) == command


@pytest.mark.parametrize(
    ("action", "command"),
    [
        (Action.UNDO, TakeBack(by=CORA, change="x_1")),
        (Action.GRANT, DecideTimeOff(by=CORA, request="x_1", granted=True)),
        (Action.TURN_DOWN, DecideTimeOff(by=CORA, request="x_1", granted=False)),
    ],
)
def test_a_button_does_it(action: Action, command: object) -> None:
    assert only(running(chat=coordinator(channel=Channel.SIM_TELEGRAM)).tap(action, "x_1")) == command


def test_a_member_asks_for_time_off_and_takes_it_back() -> None:
    ana = running(chat=member("ana"))

    asked = only(ana.text("time off sat 20-08"))
    assert isinstance(asked, AskTimeOff)
    assert asked.end - asked.start == timedelta(hours=11)  # the clocks go forward in it
    assert only(ana.text("no time off")) == WithdrawTimeOff(by=PersonId("ana"))
    assert kinds(ana.text("time off")) == [K.M_TIME_OFF_HOW]
    assert kinds(ana.text("time off 3/4")) == [K.M_TIME_OFF_HOW]


@pytest.mark.parametrize(
    "text", ["put ben on sat 22-06", "undo", "gaps", "changes", "take ben off sat 20-08", "grant ben"]
)
def test_a_member_who_coordinates_nothing_changes_nothing(text: str) -> None:
    assert not running(chat=member("ana")).text(text).commands


@pytest.mark.parametrize(
    "text", ["off sat night", "off tomorrow", "off 12 mar to 14 mar", "pause sat 22-06", "no disponible mañana"]
)
def test_off_for_a_time_to_come_asks_which_of_the_two_is_meant(text: str) -> None:
    step = running(chat=member("ana")).text(text)

    assert not step.commands
    assert kinds(step) == [K.M_OFF_THEN]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("off today", "2026-03-07T00:00"),
        ("off this morning", None),  # it is noon
        ("off this afternoon", "2026-03-06T18:00"),
        ("no disponible hoy", "2026-03-07T00:00"),
        ("off 2h", "2026-03-06T14:00"),
        ("off until tomorrow", "2026-03-07T08:00"),
        ("off until 6", None),
    ],
)
def test_off_for_what_is_running_ends_with_it(text: str, until: str | None) -> None:
    step = running(chat=member("ana")).text(text)

    if until is None:
        assert kinds(step) == [K.M_PAUSE_HOW]
    else:
        (said,) = step.says
        assert (said.kind, said.params["when"]) == (K.M_PAUSED, until)


def saying(availability: Availability, *, name: str = "ana", until: datetime | None = None) -> Chat:
    chat = member(name)
    assert isinstance(chat.who, Person)
    chat.who = replace(chat.who, availability=availability, available_until=until)
    return running(chat=chat)


def test_on_after_off_gives_the_word_back_to_the_rota() -> None:
    chat = saying(Availability.OFF)
    step = chat.text("on")

    assert only(step) == SetAvailability(person=ANA, availability=Availability.AS_ROTA)
    assert kinds(step) == [K.M_BACK]  # it is noon, and Ana is on from 20:00


def test_on_after_a_pause_says_until_when_the_shift_that_runs_goes_on() -> None:
    chat = saying(Availability.OFF, until=NOON + timedelta(days=3)).later(timedelta(hours=10))
    step = chat.text("on")

    assert only(step) == SetAvailability(person=ANA, availability=Availability.AS_ROTA)
    (said,) = step.says
    assert (said.kind, said.params["when"]) == (K.M_ON, "2026-03-07T08:00")


def test_on_by_somebody_who_is_not_off_is_an_extra_until_the_morning() -> None:
    for said_before in (Availability.AS_ROTA, Availability.ON):
        step = saying(said_before).text("on")

        assert only(step) == SetAvailability(person=ANA, availability=Availability.ON, until=NOON + timedelta(hours=20))
        (said,) = step.says
        assert (said.kind, said.params["when"]) == (K.M_ON, "2026-03-07T08:00")


def test_a_pause_that_is_over_is_no_off_any_more() -> None:
    step = saying(Availability.OFF, until=NOON - timedelta(hours=1)).text("on")

    assert only(step) == SetAvailability(person=ANA, availability=Availability.ON, until=NOON + timedelta(hours=20))


def test_whoever_has_a_shift_beyond_the_morning_hears_its_end() -> None:
    step = saying(Availability.AS_ROTA, name="dee").text("on")  # Dee is on by day, from eight to eight

    (said,) = step.says
    assert (said.kind, said.params["when"]) == (K.M_ON, "2026-03-07T20:00")


@pytest.mark.parametrize("text", ["off we go then", "off the record he has a knife", "take care", "put out the light"])
def test_what_only_begins_like_a_command_is_not_taken_for_one(text: str) -> None:
    assert not running(chat=member("ana")).text(text).commands


def test_shifts_are_shown_as_far_ahead_as_the_team_looks() -> None:
    near = replace(team(RIVER, NIGHTS), policy=Policy(rota=RotaPolicy(proof_days=3)))
    chat = member("ana").knowing(community=replace(COMMUNITY, teams={RIVER: near}), mates=MATES)

    (say,) = chat.text("my shifts").says

    assert [line.params["when"] for line in say.lines] == ["2026-03-06T20:00", "2026-03-08T20:00"]


def test_whoever_has_no_shift_hears_for_how_many_days_that_is() -> None:
    far = replace(team(RIVER, NIGHTS), policy=Policy(rota=RotaPolicy(proof_days=40)))
    chat = member("cora").knowing(community=replace(COMMUNITY, teams={RIVER: far}), mates=MATES)

    (say,) = chat.text("my shifts").says

    assert (say.kind, say.params["days"]) == (K.M_NO_SHIFTS, 40)
