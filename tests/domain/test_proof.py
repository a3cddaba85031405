"""The daily proof: who is enough, what is missing, and how likely a need is filled, from edge to edge."""

import itertools
import math
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import proof
from domain.community import Community, Team
from domain.ids import AreaId, PersonId, RotaId, SkillId
from domain.needs import Mode, Nature, Need, ProtectionArea
from domain.people import Availability, Person, Reach, Role, Standing
from domain.policy import Acceptance, OnCallNeed, Tier
from domain.proof import Hole, Lack, Likely, Told, holes, holes_apart, left_thin, likely, prove, told_of
from domain.quiet import QuietHours
from domain.rota import Fixed, Hours, Layer, Rota, Turn, Unit, on_call
from domain.tail import at_least
from domain.tally import Tally
from domain.zone import reached, zone
from tests.support.proofs import (
    CHICAGO,
    LEAD,
    NOON,
    RIVER,
    alike,
    always,
    at,
    community,
    nature,
    nights,
    person,
    team,
    towns,
)


def proved(of: Team, people: list[Person], *natures: Nature, days: int = 1) -> list[Hole]:
    whole = community(of, *natures)
    return list(holes(prove(of, whole, people, alike(people), NOON, NOON + timedelta(days=days))))


# --- the chance


@given(k=st.integers(0, 6), odds=st.lists(st.floats(0, 1), max_size=7))
def test_the_tail_is_what_counting_every_outcome_gives(k: int, odds: list[float]) -> None:
    counted = sum(
        math.prod(p if yes else 1 - p for p, yes in zip(odds, outcome, strict=True))
        for outcome in itertools.product((True, False), repeat=len(odds))
        if sum(outcome) >= k
    )

    assert at_least(k, odds) == pytest.approx(counted, abs=1e-12)


def test_the_fields_table_of_asks_is_found_again() -> None:
    """For .95 at p = .377: one accept takes 7 asks, two 11, three 15."""
    for k, asks in ((1, 7), (2, 11), (3, 15)):
        assert at_least(k, [0.377] * asks) >= 0.95
        assert at_least(k, [0.377] * (asks - 1)) < 0.95


def test_without_a_history_the_fields_figures_speak_and_with_a_long_one_it_alone() -> None:
    prior = Acceptance()

    assert likely(prior, Tally(), Tally()) == Likely(on_call=0.7, off_call=0.377)
    told = likely(prior, Tally(pages=800, accepts=80), Tally(pages=8, accepts=8))
    assert told.on_call == pytest.approx((8 * 0.7 + 80) / 808)
    assert told.off_call == pytest.approx((8 * 0.377 + 8) / 16)


# --- what is asked


def test_what_the_team_wrote_counts_alone() -> None:
    of = team(always("ana"), needs=(OnCallNeed(people=2, skills=frozenset({SkillId("medic")})),))

    (want,) = proof.wants(of, community(of, nature(Need(responders=3, cap=3))))

    assert (want.people, want.roles, want.each) == (2, ((SkillId("medic"), 1),), frozenset())


def test_what_is_not_written_is_what_the_ready_natures_ask() -> None:
    of = team(always("ana"))
    skills = frozenset({SkillId("de-escalation")})
    fight = nature(Need(responders=2, cap=2, skills=skills, roles={LEAD: 1}))
    talk = nature(Need(responders=1, mode=Mode.REMOTE), "talk")
    theirs = nature(Need(responders=5, cap=5), "arrest", ProtectionArea.CRIMINAL_LEGAL)

    fighting, talking = proof.wants(of, community(of, fight, talk, theirs), [person("ana", "lead")])

    assert (fighting.people, fighting.each, fighting.roles, fighting.lead) == (2, skills, ((LEAD, 1),), True)
    assert (talking.people, talking.lead) == (1, False)


def test_a_team_that_is_ready_for_nothing_wants_somebody_on() -> None:
    of = team(always("ana"))

    assert [each.people for each in proof.wants(of, community(of))] == [1]


# --- what is missing


def test_a_gap_names_the_areas_where_it_is_worst_and_no_others() -> None:
    """By day nobody is on for Mill Row; in Old Town one of the two that it needs is."""
    mill_row, old_town = frozenset({AreaId("mill-row")}), frozenset({AreaId("old-town")})
    of = team(
        nights("ana", name="mill", areas=mill_row),
        always("ben", name="town", areas=old_town),
        needs=(OnCallNeed(people=1, areas=mill_row), OnCallNeed(people=2, areas=old_town)),
        areas=("mill-row", "old-town"),
    )

    found = proved(of, [person("ana"), person("ben")])

    assert [(each.start, each.lack, each.areas, each.short) for each in found] == [
        (NOON, Lack.NOBODY, mill_row, 0),
        (at(6, 20), Lack.TOO_FEW, old_town, 1),
        (at(7, 8), Lack.NOBODY, mill_row, 0),
    ]


def test_nobody_on_is_a_gap_and_everybody_there_is_none() -> None:
    of = team(nights("ana"))

    assert proved(of, [person("ana")]) == [
        Hole(start=NOON, end=at(6, 20), lack=Lack.NOBODY, areas=of.areas),
        Hole(start=at(7, 8), end=at(7, 12), lack=Lack.NOBODY, areas=of.areas),
    ]


def test_a_gap_on_purpose_is_one_and_nothing_else() -> None:
    of = team(always("ana", overrides=(Fixed(people=frozenset(), start=at(6, 20), end=at(7, 8)),)))

    (hole,) = proved(of, [person("ana")])

    assert (hole.start, hole.end, hole.lack) == (at(6, 20), at(7, 8), Lack.ON_PURPOSE)


def test_somebody_who_says_on_makes_no_accident_of_a_gap_on_purpose() -> None:
    """Two are needed; through the gap, one of those off call says on."""
    closed = Fixed(people=frozenset(), start=at(6, 20), end=at(7, 8))
    of = team(always("ana", "ben", overrides=(closed,)), needs=(OnCallNeed(people=2),))

    (hole,) = proved(of, [person("ana"), person("ben"), person("cal", said=Availability.ON)])

    assert (hole.start, hole.end, hole.lack) == (at(6, 20), at(7, 8), Lack.ON_PURPOSE)


@pytest.mark.parametrize(
    "who",
    [
        person("ana", reach=Reach.FAILING),
        person("ana", reach=Reach.BLOCKED),
        person("ana", reach=Reach.OPTED_OUT),
        person("ana", standing=Standing.SUSPENDED),
        person("ana", standing=Standing.LEFT),
        person("ana", roles=frozenset({Role.COORDINATOR})),
        person("ana", said=Availability.OFF),
    ],
)
def test_whoever_cannot_be_asked_fills_nothing(who: Person) -> None:
    (hole,) = proved(team(always("ana")), [who])

    assert hole.lack is Lack.UNREACHABLE


def test_a_pause_is_a_hole_until_it_ends() -> None:
    (hole,) = proved(team(always("ana")), [person("ana", said=Availability.OFF, until=at(7, 8))])

    assert (hole.start, hole.end, hole.lack) == (NOON, at(7, 8), Lack.UNREACHABLE)


def test_whoever_says_on_fills_a_gap_until_their_word_ends() -> None:
    on = person("ben", said=Availability.ON, until=at(7, 10))

    (hole,) = proved(team(nights("ana")), [person("ana"), on])

    assert (hole.start, hole.end, hole.lack) == (at(7, 10), at(7, 12), Lack.NOBODY)


def test_an_on_without_an_end_is_no_promise_for_the_days_after() -> None:
    """It counts until the next morning: nobody is on for two weeks by one word."""
    found = proved(team(nights("ana")), [person("ana"), person("ben", said=Availability.ON)], days=3)

    assert [(each.start, each.lack) for each in found] == [
        (at(7, 8), Lack.NOBODY),
        (at(8, 8), Lack.NOBODY),
        (at(9, 8), Lack.NOBODY),
    ]


def test_quiet_hours_do_not_keep_whoever_is_on_call_from_being_asked() -> None:
    asleep = QuietHours(starts=time(22), ends=time(7))

    assert not proved(team(always("ana")), [person("ana", quiet=asleep)])


def test_too_few_with_the_skill_that_everybody_needs_is_told_with_the_skill() -> None:
    asks = nature(Need(responders=2, cap=2, skills=frozenset({SkillId("medic")})))

    (hole,) = proved(team(always("ana", "ben")), [person("ana", "medic"), person("ben")], asks)

    assert (hole.lack, hole.skills) == (Lack.TOO_FEW, frozenset({SkillId("medic")}))


def test_a_skill_that_lapses_is_missing_from_then_on() -> None:
    of = team(always("ana"), needs=(OnCallNeed(people=1, skills=frozenset({SkillId("medic")})),))
    ana = person("ana", "medic", lapses=((SkillId("medic"), at(7, 3)),))

    (hole,) = proved(of, [ana])

    assert (hole.start, hole.skills) == (at(7, 3), frozenset({SkillId("medic")}))


def test_a_language_nobody_speaks_is_named() -> None:
    of = team(always("ana"), needs=(OnCallNeed(people=1, languages=frozenset({"en", "ht"})),))

    (hole,) = proved(of, [person("ana")])

    assert hole.languages == {"ht"}


def test_one_of_the_languages_that_a_nature_asks_for_is_enough_and_none_of_them_is_a_gap() -> None:
    of, asks = team(always("ana", "ben")), nature(Need(languages=("es", "ht")))

    (hole,) = proved(of, [person("ana"), person("ben")], asks)

    assert (hole.lack, hole.languages) == (Lack.TOO_FEW, frozenset({"es", "ht"}))
    assert not proved(of, [person("ana"), person("ben", languages=("en", "ht"))], asks)


def test_a_lead_is_somebody_with_the_skill_where_there_is_one_and_never_somebody_on_probation() -> None:
    of = team(always("ana", "ben"), needs=(OnCallNeed(people=2, lead=True),))
    new = person("ben", "lead", standing=Standing.PROBATION)

    assert not proved(of, [person("ana"), person("ben", standing=Standing.PROBATION)])
    (hole,) = proved(of, [person("ana"), new])
    assert hole.no_lead
    assert hole.skills == {LEAD}
    assert not proved(of, [person("ana", "lead"), new])
    (alone,) = proved(of, [person("ana", standing=Standing.PROBATION), person("ben", standing=Standing.PROBATION)])
    assert (alone.no_lead, alone.skills) == (True, frozenset())


def test_nobody_on_probation_is_cover_without_somebody_who_is_not() -> None:
    of = team(always("ana", "ben"), needs=(OnCallNeed(people=2),))
    ana, ben = (person(each, standing=Standing.PROBATION) for each in ("ana", "ben"))
    people = [ana, ben, person("cal")]

    (stretch,) = prove(of, community(of), people, alike(people), NOON, NOON + timedelta(days=1))

    (found,) = stretch.verdicts
    assert (found.lack, found.short, found.chance) == (Lack.TOO_FEW, 1, 0.0)
    assert found.with_others == pytest.approx(0.377)  # no call is filled without Cal, who is off call
    assert not proved(of, [person("ana"), ben])


def test_needs_hold_in_their_areas_and_at_their_hours_alone() -> None:
    need = OnCallNeed(people=2, areas=frozenset({AreaId("mill-row")}), hours=(time(22), time(6)))
    of = team(always("ana"), needs=(need,), areas=("old-town", "mill-row"))

    (hole,) = proved(of, [person("ana")])

    assert (hole.start, hole.end, hole.areas) == (at(6, 22), at(7, 6), frozenset({AreaId("mill-row")}))


def test_an_area_that_no_rota_serves_is_a_gap_there() -> None:
    of = team(always("ana", areas=frozenset({AreaId("old-town")})), areas=("old-town", "mill-row"))

    (hole,) = proved(of, [person("ana")])

    assert (hole.lack, hole.areas) == (Lack.NOBODY, frozenset({AreaId("mill-row")}))


def test_a_team_without_a_rota_has_nothing_to_prove() -> None:
    assert not proved(team(), [person("ana")])


def test_the_hour_that_the_clocks_skip_is_no_hole() -> None:
    """A day shift and a night shift meet at 02:30, which does not occur on 8 March."""
    day = Hours(opens=time(2, 30), closes=time(14))
    night = Hours(opens=time(14), closes=time(2, 30))
    layers = tuple(
        Layer(
            id=name,
            start=datetime(2026, 3, 1, 0, 0),  # noqa: DTZ001  a reading
            turn=Turn(every=1, unit=Unit.WEEK),
            people=(frozenset({PersonId("ana")}),),
            hours=hours,
        )
        for name, hours in (("day", day), ("night", night))
    )
    of = team(Rota(id=RotaId("river/line"), time_zone=CHICAGO, layers=layers))

    assert not proved(of, [person("ana")], days=14)


def test_the_chance_is_of_those_on_call_and_with_others_of_those_off_call_who_are_awake() -> None:
    asleep = QuietHours(starts=time(22), ends=time(7))
    of = team(always("ana"))
    people = [person("ana"), person("ben"), person("cal", quiet=asleep), person("dee", reach=Reach.FAILING)]

    stretches = prove(of, community(of), people, alike(people), NOON, NOON + timedelta(days=1))

    chances = [(each.start, each.verdicts[0].chance, each.verdicts[0].with_others) for each in stretches]
    assert [start for start, _, _ in chances] == [NOON, at(6, 22), at(7, 7)]
    assert [chance for _, chance, _ in chances] == pytest.approx([0.7] * 3)
    by_night, by_day = 1 - 0.3 * 0.623, 1 - 0.3 * 0.623**2
    assert [both for _, _, both in chances] == pytest.approx([by_day, by_night, by_day])
    (odds,) = proof.least_likely(stretches)
    assert (odds.start, odds.end, odds.areas) == (NOON, at(7, 12), of.areas)
    assert odds.chance == pytest.approx(0.7)
    assert odds.with_others == pytest.approx(by_night)


def test_nobody_off_call_makes_a_weak_rota_look_strong() -> None:
    """Ana alone is on and seldom says yes; twenty others are off call."""
    of = team(always("ana"))
    people = [person("ana"), *(person(f"off{n}") for n in range(20))]
    chances = alike(people) | {PersonId("ana"): Likely(on_call=0.2, off_call=0.2)}

    (stretch,) = prove(of, community(of), people, chances, NOON, NOON + timedelta(days=1))

    assert stretch.verdicts[0].chance == pytest.approx(0.2)
    assert stretch.verdicts[0].with_others > 0.99
    assert [each.chance for each in proof.unlikely([stretch], 0.4)] == [pytest.approx(0.2)]


def test_where_the_search_ends_with_those_on_call_nobody_off_call_adds_to_the_chance() -> None:
    of = team(always("ana"))
    of = replace(of, policy=replace(of.policy, tiers=(Tier.ON_CALL, Tier.NEARBY)))
    people = [person("ana"), person("ben")]

    (stretch,) = prove(of, community(of), people, alike(people), NOON, NOON + timedelta(days=1))

    assert stretch.verdicts[0].with_others == stretch.verdicts[0].chance == pytest.approx(0.7)


def two_areas(**more: object) -> tuple[Team, list[Person], dict[PersonId, Likely]]:
    """Ana has Old Town by night, seldom answers, and Ben by day; Mill Row has both of them always."""
    mill_row, old_town = frozenset({AreaId("mill-row")}), frozenset({AreaId("old-town")})
    by_day = nights("ben", name="day", areas=old_town)
    (layer,) = by_day.layers
    of = team(
        nights("ana", name="night", areas=old_town, **more),
        replace(by_day, layers=(replace(layer, id="days", hours=Hours(opens=time(8), closes=time(20))),)),
        always("ana", "ben", name="mill", areas=mill_row),
        needs=(OnCallNeed(people=1),),
        areas=("mill-row", "old-town"),
    )
    people = [person("ana"), person("ben")]
    return of, people, alike(people) | {PersonId("ana"): Likely(on_call=0.25, off_call=0.1)}


def test_the_least_likely_hours_of_each_area_stand_first() -> None:
    of, people, chances = two_areas()

    found = proof.least_likely(prove(of, community(of), people, chances, NOON, NOON + timedelta(days=1)))

    mill_row, old_town = frozenset({AreaId("mill-row")}), frozenset({AreaId("old-town")})
    assert [(each.start, each.end, each.areas, proof.tenths(each.chance)) for each in found] == [
        (at(6, 20), at(7, 8), old_town, 2),
        (NOON, at(6, 20), old_town, 7),
        (at(7, 8), at(7, 12), old_town, 7),
        (NOON, at(7, 12), mill_row, 7),
    ]


def test_hours_in_which_fewer_calls_are_filled_than_the_team_wants_are_found_and_no_gap() -> None:
    of, people, chances = two_areas()

    stretches = prove(of, community(of), people, chances, NOON, NOON + timedelta(days=2))

    assert not holes(stretches)
    assert [(each.start, each.end, each.areas) for each in proof.unlikely(stretches, 0.4)] == [
        (at(6, 20), at(7, 8), frozenset({AreaId("old-town")})),
        (at(7, 20), at(8, 8), frozenset({AreaId("old-town")})),
    ]
    assert not proof.unlikely(stretches, 0.25)
    assert not proof.unlikely(stretches, 0)


def test_a_gap_on_purpose_is_never_unlikely_to_be_filled() -> None:
    closed = Fixed(people=frozenset(), start=at(6, 20), end=at(7, 8))
    of, people, chances = two_areas(overrides=(closed,))

    (night,) = proof.unlikely(prove(of, community(of), people, chances, NOON, NOON + timedelta(days=2)), 0.4)

    assert (night.start, night.end) == (at(7, 20), at(8, 8))


def test_whoever_says_on_in_a_gap_on_purpose_is_not_held_up_as_too_weak() -> None:
    closed = Fixed(people=frozenset(), start=at(6, 20), end=at(7, 8))
    of = team(always("ana", overrides=(closed,)), needs=(OnCallNeed(people=1),))
    people = [person("ana"), person("ben", said=Availability.ON)]
    chances = {each.id: Likely(on_call=0.1, off_call=0.1) for each in people}

    found = proof.unlikely(prove(of, community(of), people, chances, NOON, NOON + timedelta(days=1)), 0.4)

    assert [(each.start, each.end) for each in found] == [(NOON, at(6, 20)), (at(7, 8), at(7, 12))]


def test_hours_for_which_nothing_is_asked_are_never_unlikely_to_be_filled() -> None:
    of = team(always("ana"), needs=(OnCallNeed(people=1, hours=(time(20), time(22))),))
    people = [person("ana")]
    chances = {PersonId("ana"): Likely(on_call=0.1, off_call=0.1)}

    found = proof.unlikely(prove(of, community(of), people, chances, NOON, NOON + timedelta(days=1)), 0.4)

    assert [(each.start, each.end) for each in found] == [(at(6, 20), at(6, 22))]


@pytest.mark.parametrize(("chance", "of_ten"), [(0.7, 7), (0.49, 4), (1.0, 10), (0.999, 9), (0.05, 0), (0.3, 3)])
def test_tenths_are_never_flattered(chance: float, of_ten: int) -> None:
    assert proof.tenths(chance) == of_ten


def test_the_chance_is_no_higher_than_that_of_the_only_one_with_a_skill_it_asks_for() -> None:
    of = team(always("ana", "ben", "cal"), needs=(OnCallNeed(people=1, skills=frozenset({SkillId("medic")})),))
    people = [person("ana", "medic"), person("ben"), person("cal"), person("dee", "medic")]

    (stretch,) = prove(of, community(of), people, alike(people), NOON, NOON + timedelta(days=1))

    assert stretch.verdicts[0].chance == pytest.approx(0.7)
    assert stretch.verdicts[0].with_others == pytest.approx(1 - 0.3 * 0.623)


@pytest.mark.parametrize(
    "need",
    [
        OnCallNeed(people=1, languages=frozenset({"es"})),
        OnCallNeed(people=1, languages=frozenset({"es", "en"})),
        OnCallNeed(people=1, lead=True),
    ],
)
def test_the_chance_is_no_higher_than_that_of_whoever_alone_speaks_the_language_or_may_lead(need: OnCallNeed) -> None:
    of = team(always("ana", "ben", "cal"), needs=(need,))
    people = [person("ana", "lead", languages=("es",)), person("ben"), person("cal")]
    chances = alike(people) | {PersonId("ana"): Likely(on_call=0.4, off_call=0.1)}

    (stretch,) = prove(of, community(of), people, chances, NOON, NOON + timedelta(days=1))

    assert stretch.verdicts[0].chance == stretch.verdicts[0].with_others == pytest.approx(0.4)


def test_the_chance_is_of_all_who_speak_one_of_the_languages_of_a_nature() -> None:
    of = team(always("ana", "ben", "cal"))
    people = [person("ana", languages=("es",)), person("ben", languages=("ht",)), person("cal")]
    whole = community(of, nature(Need(languages=("es", "ht"))))

    (stretch,) = prove(of, whole, people, alike(people), NOON, NOON + timedelta(days=1))

    assert stretch.verdicts[0].chance == pytest.approx(1 - 0.3**2)


# --- from edge to edge


def says_on(who: Person, moment: datetime) -> bool:
    """Without an end it is a word for the day that runs at NOON, until the next morning."""
    return who.said(moment) is Availability.ON and (who.available_until is not None or moment < at(7, 8))


def lived(of: Team, whole: Community, people: list[Person], moment: datetime) -> list[tuple[AreaId, int, Lack]]:
    """What a slow look at one moment finds: (area, want, lack, able people)."""
    found: list[tuple[AreaId, int, Lack]] = []
    reading = reached(zone(of.time_zone), moment)
    for area in sorted(of.areas):
        for want in proof.wants(of, whole):
            if (want.areas and area not in want.areas) or not want.holds_at(reading):
                continue
            rotas = [each for each in of.rotas if not each.areas or area in each.areas]
            named = {who for each in rotas for who in on_call(each, moment)}
            on = named | {each.id for each in people if says_on(each, moment)}
            able = [
                each.as_of(moment)
                for each in people
                if each.id in on and each.said(moment) is not Availability.OFF and proof.works(each)
            ]
            able = [each for each in able if want.each <= each.skills]
            skills = {skill for skill, n in want.roles if sum(skill in each.skills for each in able) < n}
            lack = Lack.TOO_FEW if skills or len(able) < want.people else Lack.NOTHING
            if not on:
                on_purpose = bool(rotas) and all(each.prepared.is_deliberately_empty(moment) for each in rotas)
                lack = Lack.ON_PURPOSE if on_purpose else Lack.NOBODY
            elif not any(each.id in on and each.said(moment) is not Availability.OFF for each in people):
                lack = Lack.UNREACHABLE
            found.append((area, want.people, lack))
    return found


def test_what_is_proved_from_edge_to_edge_is_what_every_minute_shows() -> None:
    for of, people in towns():
        whole = community(of)
        end = NOON + timedelta(days=2)
        stretches = prove(of, whole, people, alike(people), NOON, end)

        assert stretches[0].start == NOON
        assert stretches[-1].end == end
        assert all(one.end == two.start for one, two in itertools.pairwise(stretches))
        for each in stretches:
            moment = each.start
            while moment < each.end:
                found = [(area, v.want.people, v.lack) for v in each.verdicts for area in v.areas]
                assert sorted(found) == sorted(lived(of, whole, people, moment)), (moment, each.start, each.end)
                moment += timedelta(minutes=1)


# --- when it is told


@pytest.mark.parametrize(
    ("starts", "before", "told"),
    [
        (at(12, 20), timedelta(days=3), at(9, 20)),
        (at(12, 2), timedelta(days=3), at(9, 7)),  # at night: in the morning after
        (at(12, 23), timedelta(days=3), at(10, 7)),
        (at(12, 20), timedelta(hours=6), at(12, 14)),
        (at(12, 8), timedelta(hours=6), at(11, 21, 30)),  # at night: in the evening before
        (at(12, 5), timedelta(hours=6), at(11, 21, 30)),
    ],
)
def test_a_hole_is_told_at_hours_at_which_people_are_up(starts: datetime, before: timedelta, told: datetime) -> None:
    assert proof.told_at(starts, before, team(always("ana"))) == told


def test_at_night_only_what_is_near_is_told() -> None:
    of = team(always("ana"))

    assert proof.may_tell(at(7, 9), of, at(7, 0))
    assert not proof.may_tell(at(8, 9), of, at(7, 0))
    assert proof.may_tell(at(12, 9), of, at(7, 12))


def test_what_is_worse_in_one_area_hides_nothing_of_another_where_it_is_told() -> None:
    mill_row, old_town = (frozenset({AreaId(each)}) for each in ("mill-row", "old-town"))
    of = team(
        nights("ana", name="mill", areas=mill_row),
        always("ben", name="town", areas=old_town),
        needs=(OnCallNeed(people=1, areas=mill_row), OnCallNeed(people=2, areas=old_town)),
        areas=("mill-row", "old-town"),
    )
    people = [person("ana"), person("ben")]
    proved_ = prove(of, community(of), people, alike(people), NOON, at(7, 12))

    assert [(each.start, each.end, each.lack, each.areas) for each in holes_apart(proved_)] == [
        (NOON, at(6, 20), Lack.NOBODY, mill_row),
        (NOON, at(7, 12), Lack.TOO_FEW, old_town),
        (at(7, 8), at(7, 12), Lack.NOBODY, mill_row),
    ]


def test_where_it_is_as_bad_everywhere_there_is_nothing_to_keep_apart() -> None:
    for of, people in towns():
        alone = replace(of, areas=frozenset())
        found = prove(alone, community(alone), people, alike(people), NOON, NOON + timedelta(days=2))

        assert holes_apart(found) == holes(found)


# --- where those who are on are too few


def test_thin_is_where_somebody_is_on_and_not_who_is_needed_and_nobody_at_all_is_a_gap() -> None:
    spanish = OnCallNeed(people=1, languages=frozenset({"es"}), hours=(time(22), time(6)))
    leading = OnCallNeed(people=1, lead=True, hours=(time(6), time(8)))
    of = team(nights("ana", "ben"), needs=(OnCallNeed(people=1), spanish, leading))
    people = [person("ana"), person("ben", standing=Standing.PROBATION), person("cal", "lead")]

    found = left_thin(of, community(of), people, NOON, NOON + timedelta(days=1))

    assert [(each.start, each.end, each.skills, each.languages, each.no_lead) for each in found] == [
        (at(6, 22), at(7, 8), frozenset({LEAD}), frozenset({"es"}), True)
    ]
    assert left_thin(of, community(of), [*people, person("dee")], NOON, at(6, 20)) == ()


def test_thin_in_one_area_is_seen_though_nobody_is_on_in_another() -> None:
    old_town = frozenset({AreaId("old-town")})
    of = team(always("ana", name="town", areas=old_town), needs=(OnCallNeed(people=2),), areas=("mill-row", "old-town"))

    (found,) = left_thin(of, community(of), [person("ana")], NOON, NOON + timedelta(days=1))

    assert (found.lack, found.areas, found.short) == (Lack.TOO_FEW, old_town, 1)


def test_a_change_makes_worse_exactly_what_the_proof_finds_covered_before_it_and_not_after() -> None:
    for of, people in towns():
        whole, after, end = community(of), replace(of, rotas=of.rotas[:1]), NOON + timedelta(days=2)
        stood, stands = (prove(each, whole, people, alike(people), NOON, end) for each in (of, after))

        worse = proof.made_worse(of, after, whole, people, NOON, end)

        for minutes in range(0, 2 * 24 * 60, 15):
            now = NOON + timedelta(minutes=minutes)
            before, then = ((v for s in each if s.start <= now < s.end for v in s.verdicts) for each in (stood, stands))
            met = {(v.want, area) for v in before if v.lack is Lack.NOTHING for area in v.areas}
            lost = any(v.lack > Lack.ON_PURPOSE and (v.want, area) in met for v in then for area in v.areas)
            assert any(hole.start <= now < hole.end for hole in worse) == lost


# --- how far a gap was told


def test_whoever_heard_of_something_worse_has_heard_of_it() -> None:
    known = [Told(team=RIVER, start=at(6, 12), end=at(6, 20), lack=Lack.UNREACHABLE, told=1)]

    def heard(start: datetime, end: datetime, lack: Lack) -> int | None:
        return told_of(Hole(start=start, end=end, lack=lack), known)

    assert heard(at(6, 12), at(15, 20), Lack.UNREACHABLE) == 1
    assert heard(at(6, 13), at(6, 20), Lack.TOO_FEW) == 1
    assert heard(at(6, 13), at(6, 20), Lack.NOBODY) is None
    assert heard(at(6, 20), at(6, 21), Lack.TOO_FEW) is None
    assert heard(at(6, 11), at(6, 20), Lack.TOO_FEW) is None


def test_what_was_told_of_one_area_says_nothing_of_another() -> None:
    town, mill = (frozenset({AreaId(each)}) for each in ("old-town", "mill-row"))
    of_town = Told(team=RIVER, start=at(6, 12), end=at(6, 20), lack=Lack.NOBODY, told=2, areas=town)
    of_mill = Told(team=RIVER, start=at(6, 10), end=at(6, 20), lack=Lack.NOBODY, told=1, areas=mill)
    everywhere = Told(team=RIVER, start=at(6, 10), end=at(6, 20), lack=Lack.NOBODY, told=1)

    def heard(areas: frozenset[AreaId], *known: Told) -> int | None:
        return told_of(Hole(start=at(6, 12), end=at(6, 14), lack=Lack.NOBODY, areas=areas), known)

    assert heard(mill, of_town) is None
    assert heard(town | mill, of_town) is None
    assert heard(town, of_town) == 2
    assert heard(town | mill, of_town, of_mill) == 1
    assert heard(town | mill, everywhere) == 1
    assert heard(frozenset(), everywhere) == 1
