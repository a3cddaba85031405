"""A rotation is put together question by question: whatever is answered, only a rota that holds comes of it."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.community_dump import dump
from config.community_file import load_community
from config.words import load_words
from domain.community import Community
from domain.ids import AreaId, PersonId, RotaId, SkillId, TeamId
from domain.people import Person, Role
from domain.policy import OnCallNeed
from domain.rota import Hours, Layer, Rota, Turn, Unit, Weekday, on_call
from domain.rota_change import RotaChange, changed_among
from domain.rotation_draft import (
    BEHIND,
    CHANGE,
    END,
    NEW,
    NOW,
    Asked,
    Draft,
    Ground,
    Trouble,
    answer,
    back,
    begun,
    change_of,
    choices,
    fingerprint,
    layer_of,
    read_draft,
    rota_of,
    start_of,
    team_of,
    written,
)
from domain.rotation_preview import Preview, preview, whose_shifts_change
from domain.rotation_words import read_given
from domain.zone import instant, zone
from tests.support.proofs import person as vetted

NOON = datetime(2026, 3, 6, 18, 0, 20, tzinfo=UTC)
"""A Friday, a little after noon in Chicago."""

WORDS = load_words()
RIVER, HILL = TeamId("river"), TeamId("hill")
ANA, BEN, CAL = PersonId("ana"), PersonId("ben"), PersonId("cal")
COMMUNITY_FILE = Path(__file__).parents[1] / "support" / "river.yaml"
COMMUNITY, PEOPLE = load_community(COMMUNITY_FILE)
CHICAGO = zone("America/Chicago")


def reading(text: str) -> datetime:
    return datetime.fromisoformat(text)


def ground(*rotas: Rota, runs: tuple[TeamId, ...] = (RIVER,)) -> Ground:
    """The community of the scenarios, whose river team has these rotas."""
    team = replace(COMMUNITY.teams[RIVER], rotas=rotas)
    protectors = {
        each: tuple(sorted(p.id for p in PEOPLE if (m := p.membership(each)) is not None and Role.PROTECTOR in m.roles))
        for each in COMMUNITY.teams
    }
    return Ground(community=replace(COMMUNITY, teams={**COMMUNITY.teams, RIVER: team}), runs=runs, people=protectors)


def rota(*layers: Layer, name: str = "line") -> Rota:
    return Rota(id=RotaId(f"river/{name}"), time_zone="America/Chicago", layers=layers)


LAYER = Layer(
    id="week",
    start=reading("2026-03-02T08:00"),
    turn=Turn(every=1, unit=Unit.WEEK),
    people=(frozenset({ANA}), frozenset({BEN}), frozenset({CAL})),
)


def told(draft: Draft, on: Ground, *values: str) -> Draft:
    """The draft after these answers, in their written form."""
    for value in values:
        after = answer(draft, value, on, NOON)
        assert isinstance(after, Draft), (draft.asked, value, after)
        draft = after
    return draft


def new(on: Ground, *values: str) -> Draft:
    return told(begun(on, NOON, anew=True, card="inb_1"), on, *values)


def change(draft: Draft, on: Ground, now: datetime = NOON) -> RotaChange:
    found = change_of(draft, on, now)
    assert isinstance(found, RotaChange), found
    return found


NIGHTS = ("river/nights", "", "", "ana,ben+cal", "1 week", "mon,tue", "20:00-08:00", "2026-03-09T20:00", "")


def test_a_community_without_a_rota_is_asked_at_once_what_the_first_one_is_called() -> None:
    draft = begun(ground(), NOON, anew=False, card="inb_1")

    assert draft.asked is Asked.NAME
    assert [each.value for each in choices(draft, ground(), NOON)] == ["river/line"]


def test_the_questions_of_a_new_line_come_in_order_and_make_a_rota_with_its_frame() -> None:
    on = ground()
    draft = begun(on, NOON, anew=True, card="inb_1")
    asked = []
    for value in NIGHTS:
        asked.append(draft.asked)
        draft = told(draft, on, value)

    assert asked == [
        *(Asked.NAME, Asked.AREAS, Asked.SKILLS, Asked.WHO, Asked.TURN, Asked.DAYS, Asked.HOURS, Asked.START),
        Asked.UNTIL,
    ]
    assert draft.asked is Asked.PREVIEW
    made = change(draft, on)
    assert made.makes is not None
    (after,) = changed_among((), made)
    assert after == Rota(
        id=RotaId("river/nights"),
        time_zone="America/Chicago",
        layers=(
            Layer(
                id="layer-1",
                start=reading("2026-03-09T20:00"),
                turn=Turn(every=1, unit=Unit.WEEK),
                people=(frozenset({ANA}), frozenset({BEN, CAL})),
                days=frozenset({Weekday.MON, Weekday.TUE}),
                hours=Hours(opens=time(20), closes=time(8)),
            ),
        ),
    )


def test_who_runs_several_teams_is_asked_which() -> None:
    draft = begun(ground(rota(LAYER), runs=(RIVER, HILL)), NOON, anew=True, card="")

    assert draft.asked is Asked.TEAM


@pytest.mark.parametrize(("place", "priority"), [("beside", 3), ("behind", -1), ("before", 4)])
def test_a_second_layer_stands_beside_behind_or_before_the_others(place: str, priority: int) -> None:
    on = ground(rota(LAYER, replace(LAYER, id="top", priority=3)))
    draft = new(on, "river/line", "cal", "1 day", "", "", "2026-03-09T20:00", "", place)

    (layer,) = change(draft, on).added.layers
    assert (layer.id, layer.priority) == ("layer-1", priority)


def test_a_layer_that_runs_ends_where_its_successor_begins_and_whose_turn_it_would_be_is_offered_first() -> None:
    on = ground(rota(LAYER))
    draft = told(begun(on, NOON, anew=False, card=""), on, "river/line\nweek", CHANGE, Asked.TURN, "2 week")

    assert draft.asked is Asked.START
    assert choices(draft, on, NOON)[0].value == "2026-03-09T08:00"
    draft = told(draft, on, "2026-03-09T08:00")
    assert draft.asked is Asked.BEGINS
    assert [each.value for each in choices(draft, on, NOON)] == ["1", "0", "2"]
    draft = told(draft, on, "1")

    made = change(draft, on)
    ended, follows = made.added.layers
    assert made.removed.layers == (LAYER,)
    assert ended == replace(LAYER, until=reading("2026-03-09T08:00"))
    assert follows == replace(
        LAYER,
        id="week-2",
        start=reading("2026-03-09T08:00"),
        turn=Turn(every=2, unit=Unit.WEEK),
        people=(frozenset({BEN}), frozenset({CAL}), frozenset({ANA})),
    )


def test_a_layer_of_which_nothing_has_happened_yet_is_changed_in_its_place() -> None:
    coming = replace(LAYER, start=reading("2026-03-16T08:00"))
    on = ground(rota(coming))
    draft = told(
        begun(on, NOON, anew=False, card=""),
        on, "river/line\nweek", CHANGE, Asked.WHO, "ben,ana", "2026-03-12T08:00", "0",
    )  # fmt: skip

    made = change(draft, on)
    assert made.removed.layers == (coming,)
    (layer,) = made.added.layers
    assert (layer.id, layer.start) == ("week", reading("2026-03-12T08:00"))


def test_a_layer_ends_and_one_that_has_not_begun_goes_altogether() -> None:
    coming = replace(LAYER, id="soon", start=reading("2026-03-16T08:00"))
    on = ground(rota(LAYER, coming))
    fresh = begun(on, NOON, anew=False, card="")

    running = change(told(fresh, on, "river/line\nweek", END, NOW), on)
    gone = change(told(fresh, on, "river/line\nsoon", END, NOW), on)

    assert running.added.layers == (replace(LAYER, until=reading("2026-03-06T12:01")),)
    assert (gone.removed.layers, gone.added.layers) == ((coming,), ())


def test_nothing_begins_in_the_past_or_ends_before_it_begins() -> None:
    on = ground()
    draft = new(on, *NIGHTS[:7])

    assert answer(draft, "2026-03-06T11:00", on, NOON) is Trouble.PAST
    later = told(draft, on, "2026-03-09T20:00")
    assert answer(later, "2026-03-09T20:00", on, NOON) is Trouble.EARLY
    assert change_of(told(later, on, ""), on, NOON + timedelta(days=4)) is Trouble.PAST


def test_a_name_that_is_anothers_is_refused() -> None:
    on = ground(rota(LAYER))

    assert answer(new(on, NEW), "river/line", on, NOON) is Trouble.TAKEN


def test_back_is_one_question_back_and_stays_at_the_first() -> None:
    on = ground()
    draft = new(on, *NIGHTS[:4])

    draft = back(draft, on, NOON)
    assert draft.asked is Asked.WHO
    for _ in range(9):
        draft = back(draft, on, NOON)
    assert draft.asked is Asked.NAME
    assert draft.given == {Asked.MENU: NEW}


def test_one_answer_is_given_anew_and_the_rest_stands() -> None:
    on = ground()
    draft = new(on, *NIGHTS)
    fixed = told(replace(draft, asked=Asked.FIX), on, Asked.TURN)

    assert fixed.asked is Asked.TURN
    assert back(fixed, on, NOON).asked is Asked.PREVIEW
    after = told(fixed, on, "12 hour")
    assert after.asked is Asked.PREVIEW
    (layer,) = change(after, on).added.layers
    assert layer.turn == Turn(every=12, unit=Unit.HOUR)


def test_who_may_not_be_asked_any_more_is_not_put_on_by_what_was_said_before() -> None:
    on = ground()
    draft = new(on, *NIGHTS)
    left = replace(on, people={RIVER: (ANA, CAL)})

    assert change_of(draft, left, NOON) is Trouble.LEFT


def test_areas_that_are_the_teams_no_more_are_no_frame() -> None:
    on = ground()
    draft = new(on, "river/nights", "old-town", *NIGHTS[2:])
    moved = replace(on.community.teams[RIVER], areas=frozenset({AreaId("mill-row")}))
    after = replace(on, community=replace(on.community, teams={**on.community.teams, RIVER: moved}))

    assert change_of(draft, after, NOON) is Trouble.GONE


def test_a_draft_is_written_down_and_read_back() -> None:
    draft = replace(new(ground(), *NIGHTS), seen="abc", fixing=True)

    assert read_draft(written(draft)) == draft
    assert read_draft("") is None


def test_a_rota_that_changed_looks_different_and_one_that_did_not_the_same() -> None:
    team = COMMUNITY.teams[RIVER]
    same = replace(team, rotas=tuple(replace(each, layers=tuple(each.layers)) for each in team.rotas))

    assert fingerprint(same) == fingerprint(team)
    assert fingerprint(replace(team, rotas=(rota(LAYER),))) != fingerprint(team)


# --- words


def open_at(question: Asked) -> tuple[Draft, Ground]:
    on = ground(rota(LAYER), runs=(RIVER, HILL))
    given = {Asked.MENU: NEW, Asked.TEAM: "river"}
    return Draft(asked=question, given=given, touched=NOON), on


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (Asked.TEAM, "Hill", "hill"),
        (Asked.TEAM, "harbour", None),
        (Asked.LINE, "line", "river/line"),
        (Asked.LINE, "new", NEW),
        (Asked.NAME, "Night Line!", "river/night-line"),
        (Asked.NAME, "Línea de niños", "river/linea-de-ninos"),
        (Asked.NAME, "***", None),
        (Asked.AREAS, "mill row, old-town", "mill-row,old-town"),
        (Asked.AREAS, "all", ""),
        (Asked.AREAS, "todas las zonas", None),
        (Asked.AREAS, "todas", ""),
        (Asked.AREAS, "the hill", None),
        (Asked.SKILLS, "listening", "listening"),
        (Asked.SKILLS, "any", ""),
        (Asked.TURN, "week", "1 week"),
        (Asked.TURN, "a week", None),
        (Asked.TURN, "2 weeks", "2 week"),
        (Asked.TURN, "two weeks", "2 week"),
        (Asked.TURN, "12h", "12 hour"),
        (Asked.TURN, "12 hours", "12 hour"),
        (Asked.TURN, "every 3 days", "3 day"),
        (Asked.TURN, "daily", "1 day"),
        (Asked.TURN, "month", "1 month"),
        (Asked.TURN, "2 semanas", "2 week"),
        (Asked.TURN, "un mes", "1 month"),
        (Asked.TURN, "2 semaines", "2 week"),
        (Asked.TURN, "un mois", "1 month"),
        (Asked.TURN, "2 semenn", "2 week"),
        (Asked.TURN, "12 èdtan", "12 hour"),
        (Asked.TURN, "mwa", "1 month"),
        (Asked.TURN, "0 days", None),
        (Asked.TURN, "100 days", None),
        (Asked.TURN, "a while", None),
        (Asked.DAYS, "all", ""),
        (Asked.DAYS, "every day", ""),
        (Asked.DAYS, "todos los días", ""),
        (Asked.DAYS, "mon-fri", "mon,tue,wed,thu,fri"),
        (Asked.DAYS, "Mon to Fri", "mon,tue,wed,thu,fri"),
        (Asked.DAYS, "lunes a viernes", "mon,tue,wed,thu,fri"),
        (Asked.DAYS, "fri–mon", "mon,fri,sat,sun"),
        (Asked.DAYS, "sat, mon and wed", "mon,wed,sat"),
        (Asked.DAYS, "lun mié vie", "mon,wed,fri"),
        (Asked.DAYS, "tous les jours", ""),
        (Asked.DAYS, "lun mer ven", "mon,wed,fri"),
        (Asked.DAYS, "lendi mekredi vandredi", "mon,wed,fri"),
        (Asked.DAYS, "lendi-vandredi", "mon,tue,wed,thu,fri"),
        (Asked.DAYS, "wikenn", "sat,sun"),
        (Asked.DAYS, "weekends", "sat,sun"),
        (Asked.DAYS, "fin de semana", "sat,sun"),
        (Asked.DAYS, "weekdays", "mon,tue,wed,thu,fri"),
        (Asked.DAYS, "mon-sun", ""),
        (Asked.DAYS, "mon-", None),
        (Asked.DAYS, "blue moons", None),
        (Asked.HOURS, "all day", ""),
        (Asked.HOURS, "todo el día", ""),
        (Asked.HOURS, "toute la journée", ""),
        (Asked.HOURS, "8h à 18h", "08:00-18:00"),
        (Asked.HOURS, "tout jounen", ""),
        (Asked.HOURS, "8è rive 18è", "08:00-18:00"),
        (Asked.HOURS, "20-08", "20:00-08:00"),
        (Asked.HOURS, "20:30 - 8", "20:30-08:00"),
        (Asked.HOURS, "8pm to 8am", "20:00-08:00"),
        (Asked.HOURS, "from 8 to 18", "08:00-18:00"),
        (Asked.HOURS, "de 20 a 8", "20:00-08:00"),
        (Asked.HOURS, "late", None),
        (Asked.START, "now", NOW),
        (Asked.START, "ahora", NOW),
        (Asked.START, "monday 20:00", "2026-03-09T20:00"),
        (Asked.START, "monday", "2026-03-09T08:00"),
        (Asked.START, "mañana a las 8", "2026-03-07T08:00"),
        (Asked.START, "demain 8:00", "2026-03-07T08:00"),
        (Asked.START, "14 mars", "2026-03-14T08:00"),
        (Asked.START, "demen 8:00", "2026-03-07T08:00"),
        (Asked.START, "lendi 20:00", "2026-03-09T20:00"),
        (Asked.START, "14 avril", "2026-04-14T08:00"),
        (Asked.START, "14 march", "2026-03-14T08:00"),
        (Asked.START, "one day", None),
        (Asked.UNTIL, "open", ""),
        (Asked.UNTIL, "ouvert", ""),
        (Asked.UNTIL, "louvri", ""),
        (Asked.UNTIL, "31 desanm 20:00", "2026-12-31T20:00"),
        (Asked.UNTIL, "no", ""),
        (Asked.UNTIL, "31 dec 20:00", "2026-12-31T20:00"),
        (Asked.PLACE, "backup", BEHIND),
        (Asked.PLACE, "on top", "before"),
        (Asked.PLACE, "encima", "before"),
        (Asked.PLACE, "junto a las otras", "beside"),
        (Asked.PLACE, "renfort", BEHIND),
        (Asked.PLACE, "ranfò", BEHIND),
        (Asked.PLACE, "ansanm ak yo", "beside"),
        (Asked.PLACE, "devant", "before"),
        (Asked.PLACE, "avec elles", "beside"),
        (Asked.PLACE, "somewhere", None),
        (Asked.WHAT, "change", CHANGE),
        (Asked.WHAT, "cambiarla", None),
        (Asked.WHAT, "over", END),
        (Asked.FIX, "who", Asked.WHO),
        (Asked.FIX, "days", Asked.DAYS),
        (Asked.FIX, "until", Asked.UNTIL),
        (Asked.FIX, "duración", Asked.TURN),
    ],
)
def test_answers_are_read_as_people_type_them(question: Asked, text: str, value: str | None) -> None:
    draft, on = open_at(question)

    assert read_given(draft, text, on, WORDS, NOON) == value


def test_a_day_without_a_time_begins_as_the_hours_open() -> None:
    draft, on = open_at(Asked.START)
    draft = replace(draft, given={**draft.given, Asked.HOURS: "20:00-08:00"})

    assert read_given(draft, "monday", on, WORDS, NOON) == "2026-03-09T20:00"


# --- previews


VETTED = tuple(vetted(each) for each in ("ana", "ben", "cal"))


def seen_of(on: Ground, change: RotaChange, start: datetime, people: tuple[Person, ...] = VETTED) -> Preview:
    return preview(on.community.teams[RIVER], change, start, on.community, people)


def test_a_preview_names_the_gaps_a_change_makes_those_it_closes_and_those_it_leaves() -> None:
    nights = replace(LAYER, hours=Hours(opens=time(20), closes=time(8)), start=reading("2026-03-02T20:00"))
    on = ground(rota(nights))
    mornings = new(on, "river/line", "cal", "1 day", "", "08:00-12:00", "2026-03-09T08:00", "", "beside")

    seen = seen_of(on, change(mornings, on), instant(CHICAGO, reading("2026-03-09T08:00")))

    assert seen.made == ()
    assert len(seen.closed) == 14
    assert {each.end - each.start for each in seen.closed} == {timedelta(hours=4)}
    assert {each.end - each.start for each in seen.left} == {timedelta(hours=8)}
    assert dict(seen.hours)[CAL] >= timedelta(hours=14 * 4)

    ends = told(begun(on, NOON, anew=False, card=""), on, "river/line\nweek", END, "2026-03-10T20:00")
    over = seen_of(on, change(ends, on), instant(CHICAGO, reading("2026-03-10T20:00")))
    assert len(over.made) == 14
    assert over.hours == ()


def test_a_preview_says_where_fewer_are_on_than_the_policy_asks_and_only_then() -> None:
    on = ground()
    team = on.community.teams[RIVER]
    needs = (OnCallNeed(people=2, hours=(time(22), time(6))),)
    wants = replace(team, policy=replace(team.policy, rota=replace(team.policy.rota, needs=needs)))
    on = replace(on, community=replace(on.community, teams={**on.community.teams, RIVER: wants}))
    draft = new(on, "river/line", "", "", "ana,ben", "1 day", "", "", "2026-03-09T08:00", "")

    seen = seen_of(on, change(draft, on), instant(CHICAGO, reading("2026-03-09T08:00")))

    assert len(seen.thin) == 14
    assert {each.end - each.start for each in seen.thin} == {timedelta(hours=8)}


def test_a_preview_says_where_a_language_or_a_lead_is_missing_as_the_proof_does() -> None:
    on = ground()
    team = on.community.teams[RIVER]
    needs = (OnCallNeed(people=1, languages=frozenset({"es"}), lead=True, hours=(time(22), time(6))),)
    wants = replace(team, policy=replace(team.policy, rota=replace(team.policy.rota, needs=needs)))
    on = replace(on, community=replace(on.community, teams={**on.community.teams, RIVER: wants}))
    draft = new(on, "river/line", "", "", "ana,ben", "1 day", "", "", "2026-03-09T08:00", "")
    leads = (vetted("ana", "lead", languages=("en", "es")), vetted("ben"))

    seen = seen_of(on, change(draft, on), instant(CHICAGO, reading("2026-03-09T08:00")), leads)

    assert len(seen.thin) == 7  # every other night, when it is Ben's
    assert {(each.languages, each.skills) for each in seen.thin} == {(frozenset({"es"}), frozenset({SkillId("lead")}))}


def test_a_preview_says_whose_rest_it_breaks() -> None:
    on = ground()
    draft = new(on, "river/line", "", "", "ana,ben", "1 week", "", "", "2026-03-09T08:00", "")

    seen = seen_of(on, change(draft, on), instant(CHICAGO, reading("2026-03-09T08:00")))

    assert [(rule.value, people) for rule, people in seen.tired] == [("longest_on", (ANA, BEN))]


def test_only_those_whose_shifts_become_others_are_named() -> None:
    on = ground(rota(LAYER))
    draft = told(
        begun(on, NOON, anew=False, card=""),
        on, "river/line\nweek", CHANGE, Asked.WHO, "ana,ben,ana", "2026-03-16T08:00", "2",
    )  # fmt: skip
    before = on.community.teams[RIVER].rotas
    after = changed_among(before, change(draft, on))

    found = whose_shifts_change(before, after, NOON, NOON + timedelta(days=14))

    assert set(found) == {ANA, CAL}
    assert found[CAL] == ()


# --- whatever is answered


def exported(community: Community) -> Community:
    """The community as it comes back out of its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "community.yaml"
        path.write_text(dump(community, PEOPLE), encoding="utf-8")
        return load_community(path)[0]


TEXTS = st.one_of(
    st.integers(0, 9).map(str),
    st.sampled_from(
        ["all", "week", "12 hours", "mon-fri", "20-08", "now", "monday 20:00", "open", "31 dec", "backup", "on top",
         "new", "change", "over", "who", "days", "nights", "2 weeks", "tomorrow", "yesterday", "1 jan 1970", "8-8"]
    ),
    st.text(max_size=12),
)  # fmt: skip


def played(texts: list[str], on: Ground, *, anew: bool) -> Iterator[Draft]:
    """A talk: each text chooses what is offered, goes back, or is read; what cannot be read costs nothing."""
    draft = begun(on, NOON, anew=anew, card="inb_1")
    for text in texts:
        if draft.asked is Asked.PREVIEW:
            yield draft
            draft = replace(draft, asked=Asked.FIX) if draft.given.get(Asked.WHAT) != END else draft
            continue
        offered = choices(draft, on, NOON)
        if text == "9":
            draft = back(draft, on, NOON)
            continue
        if text.isdecimal():
            value = offered[int(text) % len(offered)].value if offered else None
        elif draft.asked is Asked.WHO:
            team = team_of(draft, on)
            value = "ana,ben+cal" if team is not None and team.id == RIVER else "hal"
        else:
            value = read_given(draft, text, on, WORDS, NOON)
        if value is not None:
            after = answer(draft, value, on, NOON)
            draft = draft if isinstance(after, Trouble) else after
        assert read_draft(written(draft)) == draft


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=12, max_size=30), st.booleans(), st.booleans(), st.booleans())
def test_whatever_is_answered_comes_to_a_rota_that_a_file_may_hold_and_rewrites_nothing(
    texts: list[str], anew: bool, from_scratch: bool, both_teams: bool
) -> None:
    stand = () if from_scratch else (rota(LAYER, replace(LAYER, id="later", start=reading("2026-04-06T08:00"))),)
    on = ground(*stand, runs=(RIVER, HILL) if both_teams else (RIVER,))
    for draft in list(played(texts, on, anew=anew))[-1:]:
        found, team = change_of(draft, on, NOON), team_of(draft, on)
        if isinstance(found, Trouble):
            assert found is not Trouble.GONE
            continue
        assert team is not None
        after = changed_among(team.rotas, found)
        changed = {**on.community.teams, team.id: replace(team, rotas=after)}
        community = replace(on.community, teams=changed, default_rota=None)
        assert exported(community).teams[team.id].rotas == after
        assert changed_among(after, found.inverse()) == team.rotas
        start = start_of(draft, on, NOON)
        assert start is not None
        begins = instant(CHICAGO, start)
        preview(team, found, begins, on.community, VETTED)
        for hours in range(0, 400, 7):
            at = begins - timedelta(hours=hours) - timedelta(seconds=1)
            assert _all_on(after, at) == _all_on(team.rotas, at)


def _all_on(rotas: tuple[Rota, ...], at: datetime) -> frozenset[PersonId]:
    return frozenset().union(*(on_call(each, at) for each in rotas))


def test_what_is_not_answered_yet_is_no_layer() -> None:
    on = ground()

    assert layer_of(new(on, *NIGHTS[:3]), on, NOON) is None
    assert rota_of(new(on, *NIGHTS[:3]), on) is None
