"""Drills as rules: what ends one, what keeps one from beginning, whom it wakes, and what its stories say."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from config.drills import load_stories
from config.toolkit import load_toolkit
from config.triage import load_lexicon
from domain.drill import (
    Ask,
    Point,
    Story,
    ends_drills,
    in_the_way,
    is_played_out,
    nature_of,
    not_reached,
    outcome,
    paced,
)
from domain.ids import IncidentId, NatureId, PageId, PersonId, is_drill
from domain.incident import A, Assignment, IncidentStatus, Page, PageState
from domain.language import normalise
from domain.matching import left_to_sleep
from domain.messages import ALARMS, MessageKind, Say
from domain.needs import Need, ProtectionArea, Window
from domain.people import Channel
from domain.quiet import QuietHours
from domain.triage import read
from tests.support.builders import NOON, candidate, incident
from tests.support.world import COMMUNITY, community_of

STORIES = load_stories()
LEXICON = load_lexicon()
DRILL = IncidentId("drl_1")


def a_page(number: int, state: PageState = PageState.LIVE) -> Page:
    return Page(
        id=PageId(f"pag_{number}"),
        incident=DRILL,
        person=PersonId(f"p{number}"),
        letter="A",
        state=state,
        sent_at=NOON,
        expires_at=NOON + timedelta(minutes=2),
    )


def going(state: A, minutes: int = 2) -> Assignment:
    return Assignment(
        id="asg",  # type: ignore[arg-type]
        incident=DRILL,
        person=PersonId("p1"),
        page=None,
        code="Otter",
        state=state,
        accepted_at=NOON + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize("drilled", [True, False])
def test_whatever_is_real_and_asks_people_ends_a_drill_and_nothing_else_does(drilled: bool) -> None:
    opened = incident(drill=drilled)
    asking = replace(opened, pages=(a_page(1),))
    closed = replace(asking, status=IncidentStatus.CLOSED)

    assert ends_drills(None, opened) is not drilled
    assert ends_drills(opened, asking) is not drilled
    assert not ends_drills(asking, asking)
    assert not ends_drills(opened, closed)


def test_a_drill_wakes_nobody_whoever_is_on_call_and_whatever_is_named_in_it() -> None:
    sleeper = candidate("ana", on_call=True)
    quiet = QuietHours(starts=NOON.time(), ends=(NOON + timedelta(hours=2)).time(), danger_wakes=True)
    sleeper = replace(sleeper, person=replace(sleeper.person, quiet=quiet), quiet_until=NOON + timedelta(hours=2))

    for on_call in (True, False):
        each = replace(sleeper, on_call=on_call)
        assert left_to_sleep(incident(drill=True, danger=True), each)
        assert not left_to_sleep(incident(danger=True), each)
    assert not left_to_sleep(incident(drill=True), replace(sleeper, quiet_until=None))


def test_no_drill_begins_beside_a_call_that_asks_people() -> None:
    later = Need(window=Window(start=NOON + timedelta(days=1), end=NOON + timedelta(days=1, hours=1)))
    stands = {status: in_the_way([incident(status=status)], NOON) is not None for status in IncidentStatus}

    assert stands == {
        IncidentStatus.OPEN: True,
        IncidentStatus.ASKING: True,
        IncidentStatus.HOLDING: True,
        IncidentStatus.FILLED: False,
        IncidentStatus.ON_SCENE: False,
        IncidentStatus.CLOSED: False,
    }
    assert in_the_way([incident(drill=True, status=IncidentStatus.ASKING)], NOON) is None
    assert in_the_way([incident(need=later)], NOON) is None


def test_a_drill_is_played_out_once_whoever_went_is_done() -> None:
    running = incident(drill=True, status=IncidentStatus.ON_SCENE)

    assert not is_played_out(running)
    assert not is_played_out(replace(running, assignments=(going(A.ON_SCENE),)))
    assert is_played_out(replace(running, assignments=(going(A.CLEAR),)))
    assert not is_played_out(replace(running, assignments=(going(A.CLEAR), going(A.HOLDING))))
    assert not is_played_out(replace(running, assignments=(going(A.DROPPED_OUT),)))


def test_how_a_drill_went_is_told_in_whole_minutes() -> None:
    pages = (a_page(1, PageState.ACCEPTED), a_page(2, PageState.EXPIRED), a_page(3, PageState.FAILED))
    played = incident(drill=True, pages=pages, assignments=(going(A.CLEAR),))
    went = outcome(played, there_at=NOON + timedelta(minutes=9, seconds=1))

    assert (went.asked, went.came, went.first, went.there) == (2, 1, 2, 10)
    assert outcome(incident(drill=True), there_at=None).first is None


def test_a_members_own_call_for_help_is_never_part_of_a_drill() -> None:
    for kind in MessageKind:
        said = Say(kind=kind, to=PersonId("ana"), to_member=True, key="k", subject=DRILL, incident=DRILL, drill=True)
        assert said.is_of_drill() is (kind not in ALARMS), kind
    assert not is_drill(None)
    assert not is_drill("inc_drl_1")


def test_who_answered_by_one_way_was_reached() -> None:
    def point(person: str, channel: Channel, answered: int | None) -> Point:
        at = None if answered is None else NOON + timedelta(seconds=answered)
        seen = NOON + timedelta(seconds=3)
        return Point(person=PersonId(person), channel=channel, asked_at=NOON, seen_at=seen, answered_at=at)

    points = (
        point("ana", Channel.TELEGRAM, None),
        point("ana", Channel.SMS, 40),
        point("ben", Channel.SMS, None),
    )

    assert not_reached(points) == ("ben",)
    assert [(each.seen_after, each.answered_after) for each in points] == [(3, None), (3, 40), (3, None)]


def test_every_story_is_told_in_every_language_and_answers_what_it_is_asked() -> None:
    told: dict[str, set[tuple[str, int, object]]] = {}
    for (story, language), each in STORIES.stories.items():
        told.setdefault(language, set()).add((story, len(each.steps), each.area))
        assert each.says(0) == each.otherwise
        for number, answer in enumerate(each.answers, 1):
            assert {each.answer(f"so, {word}!") for word in answer.to} <= set(range(1, number + 1)), (language, story)
            assert each.says(number) == answer.says
        for name in each.names:
            assert STORIES.named(name, "en", "en") == STORIES.stories[story, "en"]
            assert name not in STORIES.asks
    assert set(told) == {"en", "es", "fr", "ht"}
    assert len({frozenset(each) for each in told.values()}) == 1
    assert set(STORIES.asks.values()) == set(Ask)
    assert all(word == normalise(word) for word in STORIES.asks)


def test_every_area_has_stories_of_people_who_are_not_alike() -> None:
    english = [each for (_, language), each in STORIES.stories.items() if language == "en"]
    areas = Counter(each.area for each in english)

    assert {area for area, count in areas.items() if count > 1} == set(ProtectionArea)
    assert {each.spoken for each in english} == {"en", "es", "fr", "ht"}
    assert any(each.goes_silent for each in english)
    assert any("STOP" in each.steps for each in english)
    assert all(any("?" in said for said in (each.opens, *each.steps)) for each in english if each.id in ("lift", "bed"))
    for each in STORIES.stories.values():
        assert each.opens in {STORIES.stories[each.id, own].opens for own in ("en", "es", "fr", "ht")}


def test_somebody_who_writes_in_another_language_understands_both() -> None:
    arrival = STORIES.stories["arrival", "en"]

    assert arrival.spoken == "ht"
    assert arrival.title == "A family off the night bus"
    assert arrival.opens.startswith("Nou fèk rive")
    for asked in ("where are you?", "ki kote nou ye?"):
        assert arrival.says(arrival.answer(asked)) == "Nan estasyon bis la, bò pòt lari a."
    assert arrival.says(0) == "Nou pa byen konprann. Tanpri di l ankò."


def test_what_is_asked_in_any_language_is_answered_and_the_words_of_their_own_come_first() -> None:
    for language in ("en", "es", "fr", "ht"):
        story = STORIES.stories["fight", language]
        asked = ("where are you?", "¿dónde están?", "vous êtes où ?", "nou ki kote?")
        assert {story.says(story.answer(each)) for each in asked} == {story.answers[0].says}
        assert story.says(story.answer("xyz")) == story.otherwise
    assert normalise("doulè") in STORIES.stories["company", "en"].answers[1].also


_MEANT = {"fight": "violence", "followed": "violence", "flood": "fire", "company": "not_breathing", "door": "taken"}
"""The danger that a story is about, where it is about any."""

_NAMES_NOTHING = "lift"
"""Whoever needs a discreet ride says no more than that they need one."""


@pytest.mark.parametrize(
    "story",
    [each for each in STORIES.stories.values() if each.language == each.spoken],
    ids=lambda story: f"{story.id}-{story.language}",
)
def test_a_story_at_a_table_is_taken_for_what_it_is_about(story: Story) -> None:
    opens = read(f"{story.opens} (5th & Main)", LEXICON)
    area = ProtectionArea.HOSPITALITY if story.id == _NAMES_NOTHING else story.area
    assert opens.areas[:1] == (area,)
    for text in (
        story.opens,
        *story.steps,
        story.coming,
        story.there,
        story.otherwise,
        *(a.says for a in story.answers),
    ):
        assert {each.value for each in read(text, LEXICON, small_signs=False).kinds} <= {_MEANT.get(story.id)}, text
    named = opens.kinds if not opens.faint else ()
    assert {each.value for each in named} <= {_MEANT.get(story.id)}


def test_whoever_goes_silent_does_so_once_all_is_said() -> None:
    door, fight = STORIES.stories["door", "en"], STORIES.stories["fight", "en"]

    assert [door.is_silent_after(step) for step in range(3)] == [False, False, True]
    assert not fight.is_silent_after(len(fight.steps))


def test_a_story_is_played_as_a_call_of_its_own_area_and_by_no_other_areas_people() -> None:
    community, _ = community_of(COMMUNITY)
    toolkit, known = load_toolkit(), {each.protection_area for each in community.natures.values()}
    for each in STORIES.stories.values():
        nature = nature_of(each, community, toolkit.unserved(each.area))
        assert nature.protection_area is each.area
        assert (nature.id in community.natures) is (each.area in known)
        if each.area not in known:
            assert (nature.need.responders, nature.need.roles, nature.need.skills) == (2, {}, frozenset())
    ride = replace(
        community.natures[NatureId("welcome")], id=NatureId("ride"), protection_area=ProtectionArea.ABORTION_SUPPORT
    )
    discreet = replace(community, natures={ride.id: ride, **community.natures})
    lift = STORIES.stories["lift", "en"]
    assert nature_of(lift, discreet, toolkit.unserved(lift.area)) == ride
    assert [paced(seconds) for seconds in (1, 30, 10_000)] == [10, 30, 1800]
