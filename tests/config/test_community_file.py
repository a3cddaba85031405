"""The community file says what a community decides, is told of every mistake at once, and identifies nobody."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.community_dump import dump
from config.community_file import EXAMPLE, load_community
from config.toolkit import load_toolkit
from config.written import WrongFile, identifying
from domain.atlas import Atlas
from domain.community import Community
from domain.ids import AreaId, NatureId, PersonId, SkillId, TeamId
from domain.needs import Mode, ProtectionArea, Urgency
from domain.people import Membership, Person, Role, Standing
from domain.places import PlaceKind
from domain.policy import After, CheckInPolicy, FieldSafety, Filling, Paging, Policy, Tier
from domain.rota import Fixed, Unit, together

HERE = EXAMPLE / "community.yaml"

SMALL: Mapping[str, Any] = {
    "version": 1,
    "community": {"name": "Riverside", "languages": ["en", "es"], "time_zone": "America/Chicago"},
    "natures": [{"id": "conflict", "protection_area": "community_response"}],
    "teams": [{"id": "river"}],
}

AS_WRITTEN_IN_THE_BOOK = """
version: 1
community: {name: Riverside, languages: [en, es], default_language: en, time_zone: America/Chicago, place: [41.88, -87.63],
            default_rota: river/line, emergency: {medical: "911", crisis: "988"}}
skills:      [{id: de-escalation, name: {en: De-escalation, es: Desescalada}}, {id: medic}, {id: legal-observer, expires_days: 365}]
areas:       [{id: old-town, name: {en: Old Town}, aliases: [the flats], zips: ["60614"], polygon: areas/old-town.geojson}]
gazetteer:   places.csv
natures:
  - id: conflict
    protection_area: community_response
    name: {en: Conflict or threat}
    urgency: immediate                     # CAP
    need: {responders: 2, cap: 4, together: 2, roles: {lead: 1}, skills: [de-escalation], mode: go}
    retention: {words: 72h, shell: 30d}
teams:
  - id: river
    areas: [old-town]
    protection_areas: {community_response: ready, abortion_support: {refer: {en: "..."}}}
    policy: {live_pages: 3, page_expires: {day: 120s, night: 180s}, night: "22:00-07:00", tiers: [on_call, nearby, available, aid, coordinators], stage_alone: 10m}
    people:
      - {id: ana, name: Ana, roles: [protector, coordinator], languages: [en, es], skills: [de-escalation, lead], areas: [old-town]}
    rotas: [{id: line, layers: [{start: "2026-03-06T20:00", turn: {every: 1, unit: week}, people: [[ana]]}]}]
  - {id: hill}
mutual_aid:  [{between: [river, hill], opens: coordinator}]
"""  # noqa: E501  as the book has it

SQUARE = {"type": "Polygon", "coordinates": [[[-88, 41], [-87, 41], [-87, 42], [-88, 42], [-88, 41]]]}


def small(**more: Any) -> dict[str, Any]:
    return {**SMALL, **more}


def team(**more: Any) -> dict[str, Any]:
    return small(teams=[{"id": "river", **more}])


def load(folder: Path, text: str | Mapping[str, Any]) -> tuple[Community, tuple[Person, ...]]:
    file = folder / "community.yaml"
    file.write_text(text if isinstance(text, str) else yaml.safe_dump(dict(text), sort_keys=False), encoding="utf-8")
    return load_community(file)


def problems(folder: Path, text: str | Mapping[str, Any]) -> list[str]:
    with pytest.raises(WrongFile) as wrong:
        load(folder, text)
    return [str(each).removeprefix(f"{folder}/") for each in wrong.value.problems]


def said(folder: Path, text: str | Mapping[str, Any]) -> str:
    """The only problem, without its place."""
    (problem,) = problems(folder, text)
    return problem.partition(": ")[2]


# --- what it says


def test_the_file_of_the_book_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "old-town.geojson").write_text(json.dumps(SQUARE))
    (tmp_path / "places.csv").write_text("name,kind,lat,lon\n5th St & Main St,intersection,41.5,-87.5\n")

    community, people = load(tmp_path, AS_WRITTEN_IN_THE_BOOK)

    assert (community.name, community.languages, community.default_language) == ("Riverside", ("en", "es"), "en")
    assert community.place == (41.88, -87.63)
    assert community.default_rota == "river/line"
    assert community.emergency == {"medical": "911", "crisis": "988"}
    assert community.skills[SkillId("legal-observer")].expires_days == 365
    area = community.areas[AreaId("old-town")]
    assert (area.names, area.aliases, area.zips) == ({"en": "Old Town"}, ("the flats",), ("60614",))
    assert area.polygon == SQUARE
    assert [each.name for each in community.gazetteer] == ["5th St & Main St"]
    nature = community.natures[NatureId("conflict")]
    assert nature.urgency is Urgency.IMMEDIATE
    need = nature.need
    assert (need.responders, need.cap, need.together, need.mode) == (2, 4, 2, Mode.GO)
    assert need.roles == {"lead": 1}
    assert need.skills == {"de-escalation"}
    assert (nature.retention.words, nature.retention.shell) == (timedelta(hours=72), timedelta(days=30))
    river = community.teams[TeamId("river")]
    assert community.is_ready(river, ProtectionArea.COMMUNITY_RESPONSE)
    assert river.protections[ProtectionArea.ABORTION_SUPPORT].refer == {"en": "..."}
    assert river.policy == Policy()
    assert river.time_zone == "America/Chicago"
    assert river.rotas[0].id == "river/line"
    assert river.rotas[0].layers[0].turn.unit is Unit.WEEK
    assert [(each.team, each.other) for each in community.aid] == [("river", "hill")]
    (ana,) = people
    assert ana.roster_name == "Ana"
    assert ana.memberships == (
        Membership(
            person=PersonId("ana"),
            team=TeamId("river"),
            roles=frozenset({Role.PROTECTOR, Role.COORDINATOR}),
            standing=Standing.INVITED,
        ),
    )
    assert ana.contact_points == ()


def test_what_is_left_out_has_the_defaults_of_the_rules(tmp_path: Path) -> None:
    community, people = load(tmp_path, SMALL)

    assert community.default_language == "en"
    assert community.default_rota is None
    assert community.teams[TeamId("river")].policy == Policy()
    assert community.natures[NatureId("conflict")].need.cap == 1
    assert people == ()


def test_somebody_without_areas_covers_those_of_the_team(tmp_path: Path) -> None:
    content = small(
        areas=[{"id": "flats"}, {"id": "hill"}],
        teams=[{"id": "river", "areas": ["flats", "hill"], "people": [{"id": "ana", "name": "Ana"}]}],
    )

    _, (ana,) = load(tmp_path, content)

    assert ana.areas == {"flats", "hill"}
    assert ana.languages == ("en",)


def test_somebody_in_two_teams_is_one_person(tmp_path: Path) -> None:
    content = small(
        teams=[
            {"id": "river", "people": [{"id": "ana", "name": "Ana", "languages": ["en"]}]},
            {"id": "hill", "people": [{"id": "ana", "roles": ["coordinator"], "languages": ["es"]}]},
        ]
    )

    _, (ana,) = load(tmp_path, content)

    assert [(each.team, set(each.roles)) for each in ana.memberships] == [
        ("river", {Role.PROTECTOR}),
        ("hill", {Role.COORDINATOR}),
    ]
    assert ana.languages == ("en", "es")


def test_every_number_of_a_policy_can_be_changed(tmp_path: Path) -> None:
    community, _ = load(
        tmp_path,
        team(
            policy={
                "live_pages": 5,
                "page_expires": {"day": "90s", "night": "4m"},
                "night": "23:30-6:00",
                "tiers": ["on_call", "coordinators"],
                "next_contact_after": "20s",
                "place_within": "1m",
                "rest_after": "3h",
                "letter_rests": "1d",
                "stage_alone": "5m",
                "safety": {
                    "on_scene_every": "20m",
                    "alone_every": "10m",
                    "remind_for": "6m",
                    "next_monitor": "3m",
                    "team_silent": "1h",
                    "late_after": "5m",
                    "minutes_unsaid": "15m",
                    "stage_near": 200,
                    "moved_metres": 80,
                    "stage_far": 500,
                    "panic_again": "1m",
                    "code_word": "blue kettle",
                    "second_within": "3m",
                },
            }
        ),
    )

    assert community.teams[TeamId("river")].policy == Policy(
        live_pages=5,
        expires_day=timedelta(seconds=90),
        expires_night=timedelta(seconds=240),
        night_from=time(23, 30),
        night_to=time(6, 0),
        tiers=(Tier.ON_CALL, Tier.COORDINATORS),
        next_contact_after=timedelta(seconds=20),
        place_within=timedelta(seconds=60),
        rest_after=timedelta(hours=3),
        letter_rests=timedelta(days=1),
        stage_alone=timedelta(minutes=5),
        safety=FieldSafety(
            on_scene_every=timedelta(minutes=20),
            alone_every=timedelta(minutes=10),
            remind_for=timedelta(minutes=6),
            next_monitor=timedelta(minutes=3),
            team_silent=timedelta(hours=1),
            late_after=timedelta(minutes=5),
            minutes_unsaid=timedelta(minutes=15),
            stage_near=200,
            moved_metres=80,
            stage_far=500,
            panic_again=timedelta(minutes=1),
            code_word="blue kettle",
            second_within=timedelta(minutes=3),
        ),
    )


def test_a_rota_lives_in_the_zone_of_its_team_unless_it_says_otherwise(tmp_path: Path) -> None:
    layer = {"start": "2026-03-06T20:00", "turn": {"every": 1, "unit": "week"}, "people": [["ana"]]}
    content = team(
        time_zone="America/Denver",
        people=[{"id": "ana", "name": "Ana"}],
        rotas=[{"id": "line", "layers": [layer]}, {"id": "far", "time_zone": "Europe/Berlin", "layers": [layer]}],
    )

    community, _ = load(tmp_path, content)

    assert [each.time_zone for each in community.teams[TeamId("river")].rotas] == ["America/Denver", "Europe/Berlin"]


def test_off_may_be_written_bare(tmp_path: Path) -> None:
    text = yaml.safe_dump(dict(SMALL)) + ""
    text = text.replace("- id: river", "- id: river\n  protection_areas: {direct_action: off, hospitality: ready}")

    community, _ = load(tmp_path, text)

    protections = community.teams[TeamId("river")].protections
    assert not protections[ProtectionArea.DIRECT_ACTION].ready
    assert protections[ProtectionArea.HOSPITALITY].ready


def test_a_folder_of_files_adds_up(tmp_path: Path) -> None:
    (tmp_path / "1-about.yaml").write_text(yaml.safe_dump({k: SMALL[k] for k in ("version", "community", "natures")}))
    (tmp_path / "2-river.yml").write_text(
        yaml.safe_dump({"version": 1, "teams": [{"id": "river"}], "gazetteer": "a.csv"})
    )
    (tmp_path / "3-hill.yaml").write_text(yaml.safe_dump({"teams": [{"id": "hill"}], "gazetteer": "b.csv"}))
    (tmp_path / "a.csv").write_text("name,kind,lat,lon\nLibrary,landmark,41.5,-87.5\n")
    (tmp_path / "b.csv").write_text("name,kind,lat,lon\nStation,landmark,41.6,-87.6\n")
    (tmp_path / "notes.txt").write_text("not read")

    community, _ = load_community(tmp_path)

    assert list(community.teams) == ["river", "hill"]
    assert [each.name for each in community.gazetteer] == ["Library", "Station"]


def test_a_mistake_in_a_folder_is_told_with_its_own_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(yaml.safe_dump(dict(SMALL)))
    (tmp_path / "2.yaml").write_text("teams:\n- id: hill\n- id: vale\n  areas:\n  - nowhere\ncommunity: {name: Two}\n")

    with pytest.raises(WrongFile) as wrong:
        load_community(tmp_path)
    assert [(Path(each.file).name, each.line) for each in wrong.value.problems] == [("2.yaml", 6)]
    (tmp_path / "2.yaml").write_text("teams:\n- id: hill\n- id: vale\n  areas:\n  - nowhere\n")
    with pytest.raises(WrongFile) as wrong:
        load_community(tmp_path)
    assert [(Path(each.file).name, each.line) for each in wrong.value.problems] == [("2.yaml", 5)]


@pytest.mark.parametrize(
    "content",
    [
        SQUARE,
        {"type": "Feature", "properties": {}, "geometry": SQUARE},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}]},
    ],
)
def test_a_polygon_may_stand_bare_or_in_a_feature(tmp_path: Path, content: Mapping[str, Any]) -> None:
    (tmp_path / "flats.geojson").write_text(json.dumps(content))

    by_path, _ = load(tmp_path, small(areas=[{"id": "flats", "polygon": "flats.geojson"}]))
    inline, _ = load(tmp_path, small(areas=[{"id": "flats", "polygon": content}]))

    assert by_path.areas[AreaId("flats")].polygon == inline.areas[AreaId("flats")].polygon == SQUARE


# --- what is wrong with it


def test_several_mistakes_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = """\
version: 1
community:
  name: Riverside
  languages: [en]
  time_zone: America/Chicgo
  colour: blue
natures:
  - id: conflict
    protection_area: comunity_response
    need: {responders: 2, together: 3}
teams:
  - id: river
    policy:
      night: all night
      page_expires: {day: 2}
    rotas:
      - id: line
        layers:
          - start: 6 pm
            turn: {every: 0, unit: fortnight}
            people: []
"""

    found = problems(tmp_path, text)

    assert [int(each.split(":")[1]) for each in found] == [5, 6, 9, 10, 14, 15, 19, 20, 20, 21]
    assert "community.colour is not a key that is known here" in found[1]
    assert "together <= responders <= cap" in found[3]
    assert '"22:00-07:00"' in found[4]
    assert '"120s"' in found[5]


def test_what_does_not_fit_together_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
version: 1
community: {name: Riverside, languages: [en], default_language: es, time_zone: Asia/Tokyo, default_rota: river/late}
skills: [{id: medic}, {id: medic}]
natures:
  - id: conflict
    protection_area: community_response
    need: {roles: {leed: 1}, skills: [medik]}
teams:
  - id: river
    areas: [flats]
    people:
      - {id: ana, name: Ana, skills: [medicc]}
      - {id: ana, name: Ana}
      - {id: ben}
    rotas:
      - id: line
        layers:
          - start: "2026-03-06T20:00"
            turn: {every: 1, unit: week}
            people:
              - [ana]
              - [bea]
            until: "2026-03-05T20:00"
      - id: other
        layers: [{start: "2026-03-06T20:00", turn: {every: 1, unit: week}, people: [[ana], [bea]]}]
        overrides: [{kind: replace, person: ana, by: dee, from: "2026-03-06", to: "2026-03-07"}]
        time_off: [{person: eve, from: "2026-03-06", to: "2026-03-07"}]
mutual_aid: [{between: [river, hill]}, {between: [river, river]}]
"""

    found = [(int(line), what.strip()) for line, what in (each.split(":", 2)[1:] for each in problems(tmp_path, text))]

    assert found == [
        (2, "es is not one of the languages"),
        (2, "there is no rota river/late; one is named team/rota"),
        (3, "the id medic stands twice among the skills"),
        (7, "there is no skill leed"),
        (7, "there is no skill medik"),
        (10, "there is no area flats"),
        (12, "there is no skill medicc"),
        (13, "the id ana stands twice among the people"),
        (14, "ben has no name"),
        (23, "must be later than its start"),
        (25, "bea is not in the team river"),
        (26, "dee is not in the team river"),
        (27, "eve is not in the team river"),
        (28, "a team needs no agreement with itself"),
        (28, "there is no team hill"),
    ]


@pytest.mark.parametrize(
    "where",
    [
        {"community": {**SMALL["community"], "emergency": {"clinic": "+13125550142"}}},
        {"community": {**SMALL["community"], "name": "Call (312) 555-0142"}},
        {"teams": [{"id": "river", "people": [{"id": "ana", "name": "Ana 312-555-0142"}]}]},
        {"teams": [{"id": "river", "people": [{"id": "ana", "name": "Ana", "phone": 13125550142}]}]},
        {"teams": [{"id": "river", "protection_areas": {"hospitality": {"refer": {"en": "Try 312.555.0142"}}}}]},
        {"teams": [{"id": "+1 312 555 0142"}]},
    ],
)
def test_nothing_that_looks_like_a_phone_number_may_stand_in_it(tmp_path: Path, where: Mapping[str, Any]) -> None:
    assert said(tmp_path, small(**where)) == (
        "a phone number has no place in this file: people bring their own by invite"
    )


def test_a_phone_number_among_the_places_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("name,kind,lat,lon\nLibrary 312 555 0142,landmark,41.5,-87.5\n")

    (problem,) = problems(tmp_path, small(gazetteer="places.csv"))

    assert problem == "places.csv:2: a phone number has no place in this file"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("+13125550142", "a phone number"),
        ("1 (312) 555-0142", "a phone number"),
        ("555-0142", "a phone number"),
        ("text 312.555.0142 now", "a phone number"),
        ("+52 55 5555 0142", "a phone number"),
        ("ana@example.org", "an account"),
        ("write @ana_river", "an account"),
        ("t.me/ana", "an account"),
        ("911", None),
        ("988", None),
        ("60614-1234", None),
        ("2026-03-06T20:00", None),
        ("2026-03-06T20:00:00-06:00", None),
        ("from 2026-03-06 to 2026-03-09", None),
        ("22:00-07:00", None),
        ("41.880123, -87.630123", None),
        ("41.880123 -87.630123", None),
        ("400 Main St", None),
        ("meet @ 5th", None),
    ],
)
def test_numbers_and_accounts_are_told_from_dates_places_and_short_codes(text: str, what: str | None) -> None:
    assert identifying(text) == what


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (small(version=2), "version must be 1"),
        (small(teams=[]), "teams must not be empty"),
        (small(areas=[{"id": "flats", "zips": [60614]}]), "zips must be a name; put it in quotes"),
        (small(areas=[{"id": "flats", "zips": ["606"]}]), "zips must be a ZIP code of five digits"),
        (small(areas=[{"id": "old town"}]), "id must be a short id"),
        (small(areas=[{"id": "flats", "name": {"english": "Flats"}}]), "name must be the code of a language"),
        (small(areas=[{"id": "flats", "polygon": "nowhere.geojson"}]), "nowhere.geojson cannot be read"),
        (
            small(areas=[{"id": "flats", "polygon": {"type": "Point", "coordinates": [1, 2]}}]),
            "must be a GeoJSON Polygon",
        ),
        (
            small(
                areas=[
                    {
                        "id": "flats",
                        "polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]},
                    }
                ]
            ),
            "is not a proper polygon",
        ),
        (
            small(
                areas=[
                    {
                        "id": "flats",
                        "polygon": {"type": "Polygon", "coordinates": [[[0, 100], [1, 100], [1, 101], [0, 100]]]},
                    }
                ]
            ),
            "longitude first",
        ),
        (
            small(areas=[{"id": "flats", "polygon": {"type": "Polygon", "coordinates": "x"}}]),
            "not those of a GeoJSON polygon",
        ),
        (small(gazetteer=[{"name": "Library", "kind": "shop", "lat": 1, "lon": 2}]), "kind must be 'intersection'"),
        (small(gazetteer="nowhere.csv"), "nowhere.csv cannot be read"),
        (team(protection_areas={"hospitality": "soon"}), "must be ready, off, or"),
        (team(protection_areas={"mental_health": "ready"}), "cannot be ready: no line `crisis`"),
        (team(policy={"tiers": ["on_call", "on_call"]}), "each stands there once"),
        (team(policy={"live_pages": 0}), "live_pages must be greater than or equal to 1"),
        (team(people=[{"id": "ana", "name": "Ana", "roles": ["boss"]}]), "roles must be 'protector' or 'coordinator'"),
        (team(rotas=[{"layers": []}]), "id is missing"),
    ],
)
def test_each_mistake_has_a_sentence(tmp_path: Path, content: Mapping[str, Any], sentence: str) -> None:
    assert sentence in said(tmp_path, content)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("name,kind,lat\nLibrary,landmark,41.5\n", 1),
        ("name,kind,lat,lon\nLibrary,landmark,41.5\n", 2),
        ("name,kind,lat,lon\nLibrary,landmark,41.5,-87.5\nStation,landmark,north,-87.5\n", 3),
        ("name,kind,lat,lon\nLibrary,landmark,41.5,-87.5,0\n", 2),
    ],
)
def test_a_mistake_in_the_table_of_places_is_told_with_its_line(tmp_path: Path, table: str, line: int) -> None:
    (tmp_path / "places.csv").write_text(table)

    (problem,) = problems(tmp_path, small(gazetteer="places.csv"))

    assert problem.startswith(f"places.csv:{line}: ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("- a\n- b\n", "must be a mapping"),
        ("version: 1\nversion: 1\n", "stands twice"),
        ("version: [1\n", "expected"),
        ("a: &x [*x]\n", "nested too deeply"),
        ("version: \x00\n", "characters that no text has"),
    ],
)
def test_a_file_that_is_no_yaml_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in said(tmp_path, text)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "community.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(WrongFile, match="not UTF-8 text"):
        load_community(tmp_path / "community.yaml")


def test_a_file_that_swells_without_end_is_refused(tmp_path: Path) -> None:
    layers = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12))

    assert "too large" in said(tmp_path, f"l0: &l0 [x]\n{layers}\n")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongFile, match="holds no file"):
        load_community(tmp_path)


def test_how_a_need_is_filled_can_be_written_and_is_written_back(tmp_path: Path) -> None:
    community, people = load(
        tmp_path,
        team(
            policy={
                "live_pages": "computed",
                "fill": {"within": "4m", "chance": 0.9, "turn_out_day": "60s", "turn_out_night": "100s"},
                "ask_again": ["30s", "2m", "10m"],
                "load": {
                    "heavy": ["conflict"],
                    "rest_after_heavy": "1d",
                    "nights": 2,
                    "nights_within": "3d",
                    "rest_after_nights": "36h",
                },
            }
        ),
    )

    policy = community.teams[TeamId("river")].policy
    assert policy.paging is Paging.COMPUTED
    assert policy.filling == Filling(
        within=timedelta(minutes=4),
        chance=0.9,
        turn_out_day=timedelta(seconds=60),
        turn_out_night=timedelta(seconds=100),
        ask_again=(timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)),
        heavy=frozenset({NatureId("conflict")}),
        rest_after_heavy=timedelta(days=1),
        nights=2,
        nights_within=timedelta(days=3),
        rest_after_nights=timedelta(hours=36),
    )
    assert load(tmp_path, dump(community, people))[0] == community


@pytest.mark.parametrize("paging", list(Paging))
def test_every_way_of_paging_can_be_chosen(tmp_path: Path, paging: Paging) -> None:
    community, people = load(tmp_path, team(policy={"live_pages": 4, "paging": paging.value}))

    policy = community.teams[TeamId("river")].policy
    assert (policy.paging, policy.live_pages) == (paging, 4)
    assert load(tmp_path, dump(community, people))[0] == community


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ({"live_pages": "computed", "paging": "waves"}, "paging says otherwise"),
        ({"live_pages": "many"}, "live_pages must be"),
        ({"ask_again": ["3m", "1m"]}, "each wait is longer than the one before"),
        ({"fill": {"chance": 1}}, "fill.chance must be less than 1"),
        ({"load": {"heavy": ["nonsense"]}}, "there is no nature nonsense"),
        ({"safety": {"code_word": "all well"}}, "is an answer, a command or too short"),
        ({"safety": {"code_word": "stop"}}, "is an answer, a command or too short"),
    ],
)
def test_how_a_need_is_filled_must_make_sense(tmp_path: Path, policy: Mapping[str, Any], sentence: str) -> None:
    assert sentence in said(tmp_path, team(policy=policy))


# --- back to a file


def test_what_is_written_back_says_the_same(tmp_path: Path) -> None:
    community, people = load_community(EXAMPLE)

    assert load(tmp_path, dump(community, people)) == (community, people)


def test_an_area_has_check_ins_of_its_own_for_who_called_for_who_went_or_for_both(tmp_path: Path) -> None:
    areas = {"direct_action": {"protectors": ["2h", "14d"]}, "abortion_support": {"protectors": ["1d"]}}
    own = small(teams=[{"id": "river", "policy": {"check_ins": {"areas": areas}}}])

    community, people = load(tmp_path, own)
    policy = community.teams[TeamId("river")].policy.check_ins
    march, discreet = ProtectionArea.DIRECT_ACTION, ProtectionArea.ABORTION_SUPPORT
    assert policy.protectors_of(march) == (After(length=timedelta(hours=2)), After(days=14))
    assert policy.protectors_of(discreet) == (After(days=1),)
    assert policy.requesters_of(march) == policy.requesters
    assert policy.requesters_of(discreet) == CheckInPolicy().requesters_of(discreet)  # what is left out is as shipped
    assert load(tmp_path, dump(community, people)) == (community, people)


def test_overrides_time_off_and_windows_are_written_back_too(tmp_path: Path) -> None:
    content = small(
        skills=[{"id": "medic"}],
        areas=[{"id": "flats", "polygon": SQUARE}],
        teams=[
            {
                "id": "river",
                "areas": ["flats"],
                "protection_areas": {"hospitality": {"refer": {"en": "Elsewhere"}}, "direct_action": "off"},
                "people": [
                    {"id": "ana", "name": "Ana", "areas": [], "time_zone": "Europe/Berlin"},
                    {"id": "ben", "name": "no"},
                ],
                "rotas": [
                    {
                        "id": "line",
                        "areas": ["flats"],
                        "skills": ["medic"],
                        "layers": [
                            {
                                "id": "nights",
                                "start": "2026-03-06T20:00:30",
                                "turn": {"every": 2, "unit": "day"},
                                "people": [["ana"], [], ["ana", "ben"]],
                                "until": "2026-12-31T20:00-06:00",
                                "days": ["sun", "mon"],
                                "hours": "20:00-08:00:30",
                                "priority": 3,
                            }
                        ],
                        "overrides": [
                            {"kind": "add", "person": "ana", "from": "2026-04-01T08:00", "to": "2026-04-01T20:00"},
                            {"kind": "remove", "person": "ana", "from": "2026-04-02", "to": "2026-04-03"},
                            {"kind": "replace", "person": "ana", "by": "ben", "from": "2026-04-04", "to": "2026-04-05"},
                            {"kind": "fixed", "people": [], "from": "2026-04-06T00:00Z", "to": "2026-04-07"},
                        ],
                        "time_off": [{"person": "ben", "from": "2026-05-01", "to": "2026-05-08"}],
                    }
                ],
            }
        ],
    )
    community, people = load(tmp_path, content)

    again, again_people = load(tmp_path, dump(community, people))

    assert again == community
    assert again_people == people
    fixed = again.teams[TeamId("river")].rotas[0].overrides[-1]
    assert isinstance(fixed, Fixed)
    assert fixed.start == datetime(2026, 4, 6, tzinfo=UTC)


def test_those_who_left_are_not_written_back(tmp_path: Path) -> None:
    community, people = load_community(EXAMPLE)
    kai = next(each for each in people if each.id == "kai")
    left = replace(kai, memberships=tuple(replace(each, standing=Standing.LEFT) for each in kai.memberships))

    text = dump(replace(community, teams={}), [left])

    assert "kai" not in text


# --- the example


def test_the_example_shows_a_community_of_a_dozen_in_three_areas() -> None:
    community, people = load_community(EXAMPLE)

    assert len(people) == 12
    assert len(community.areas) == 3
    assert {each.protection_area for each in community.natures.values()} == set(ProtectionArea)
    for nature in community.natures.values():
        assert set(nature.names) == {"en", "es"}
    assert sum(Role.COORDINATOR in each.roles for person in people for each in person.memberships) >= 4


def test_in_the_example_five_people_are_on_call_at_every_hour() -> None:
    community, _ = load_community(EXAMPLE)
    start = datetime(2026, 1, 1, tzinfo=UTC)

    spans = together(community.default_team().rotas, start, start + timedelta(days=400))

    assert min(len(span.people) for span in spans) == 5
    assert all({"ben", "cal", "dee"} <= span.people for span in spans)


def test_in_the_example_those_always_on_can_fill_every_nature_the_team_is_ready_for_and_sends_two_to() -> None:
    community, people = load_community(EXAMPLE)
    anchors = [each for each in people if each.id in ("ben", "cal", "dee")]
    river = community.default_team()
    ready = [each for each in community.natures.values() if community.is_ready(river, each.protection_area)]

    assert len(ready) >= 8
    for nature in ready:
        able = [each for each in anchors if nature.need.skills <= each.skills]
        assert len(able) >= nature.need.together, nature.id
        for role, count in nature.need.roles.items():
            assert sum(role in each.skills for each in able) >= count, nature.id


@pytest.mark.parametrize(
    ("text", "kind", "area"),
    [
        ("two people fighting at 5th and Main", PlaceKind.INTERSECTION, "old-town"),
        ("esquina de la 6 y Mill", PlaceKind.INTERSECTION, "mill-row"),
        ("near the riverside library", PlaceKind.ADDRESS, "old-town"),
        ("412 main street", PlaceKind.ADDRESS, "old-town"),
        ("en la loma", PlaceKind.AREA, "the-hill"),
        ("somewhere in the flats", PlaceKind.AREA, "old-town"),
        ("60691", PlaceKind.ZIP, "mill-row"),
        ("hill rd & quarry", PlaceKind.INTERSECTION, "the-hill"),
    ],
)
def test_the_places_of_the_example_are_recognised(text: str, kind: PlaceKind, area: str) -> None:
    community, _ = load_community(EXAMPLE)
    atlas = Atlas.of(community)

    place = atlas.recognise(text)

    assert place is not None
    assert (place.kind, place.areas) == (kind, (area,))


def test_every_place_of_the_example_lies_in_one_of_its_areas() -> None:
    community, _ = load_community(EXAMPLE)
    atlas = Atlas.of(community)

    for landmark in community.gazetteer:
        assert atlas.locate(landmark.lat, landmark.lon).areas, landmark.name


def test_a_role_may_be_filled_from_afar_and_is_written_back_so(tmp_path: Path) -> None:
    need = {"responders": 3, "together": 2, "roles": {"lead": 1, "translator": {"count": 1, "mode": "remote"}}}
    later = {"page_expires": "3h", "asks": "08:00-21:00"}
    text = {
        **SMALL,
        "skills": [{"id": "lead"}, {"id": "translator"}],
        "natures": [{"id": "court", "protection_area": "criminal_legal", "need": need}],
        "teams": [{"id": "river", "policy": {"later": later}}],
    }

    community, people = load(tmp_path, text)

    asked = community.natures[NatureId("court")].need
    assert asked.roles == {"lead": 1, "translator": 1}
    assert asked.remote == {"translator"}
    policy = community.teams[TeamId("river")].policy.later
    assert (policy.page_expires, policy.asks_from, policy.asks_to) == (timedelta(hours=3), time(8), time(21))
    assert load(tmp_path, dump(community, people)) == (community, people)


def test_who_must_be_together_cannot_be_helping_from_afar(tmp_path: Path) -> None:
    need = {"responders": 2, "together": 2, "roles": {"translator": {"mode": "remote"}}}
    nature = {"id": "court", "protection_area": "criminal_legal", "need": need}

    with pytest.raises(WrongFile, match="together <= responders - roles filled from afar"):
        load(tmp_path, {**SMALL, "skills": [{"id": "translator"}], "natures": [nature]})


def test_own_words_lead_to_one_nature_and_what_is_wrong_with_them_is_told_with_its_line(tmp_path: Path) -> None:
    natures = """
natures:
  - id: fridge
    protection_area: hospitality
    words: [the blue fridge, "fridge*"]
  - id: bed
    protection_area: hospitality
    words:
      - church hall
"""
    plain = yaml.safe_dump({key: value for key, value in SMALL.items() if key != "natures"}, sort_keys=False)
    community, _ = load(tmp_path, plain + natures)
    line = plain.count("\n") + 9

    assert community.natures[NatureId("fridge")].words == ("the blue fridge", "fridge*")
    for wrong, why in (
        ("a*b", "a star stands before an entry or behind a word of it"),
        ("The Blue Fridge!", "The Blue Fridge! leads to fridge already"),
        ('"..."', "has no letters or digits"),
    ):
        (problem,) = problems(tmp_path, plain + natures.replace("church hall", wrong))
        assert problem.startswith(f"community.yaml:{line}: ")
        assert why in problem


def test_a_team_says_and_keeps_of_an_area_what_it_likes_within_what_the_area_allows(tmp_path: Path) -> None:
    stands = {"ready": True, "asking": {"en": "Wait inside."}, "retention": {"words": "12h"}}
    community, _ = load(tmp_path, team(protection_areas={"hospitality": stands}))
    own = next(iter(community.teams.values())).protections[ProtectionArea.HOSPITALITY]

    assert (own.asking, own.words_kept) == ({"en": "Wait inside."}, timedelta(hours=12))
    for area, wrong, why in (
        ("hospitality", {"refer": {"en": "Try {fire}"}}, "only {crisis} and {medical} are filled"),
        ("hospitality", {"asking": {"en": "x" * 56}}, "must be at most 55 characters"),
        ("hospitality", {"asking": {"en": "Text STOP"}}, "must not say STOP in capitals"),
        ("abortion_support", {"retention": {"words": "3d"}}, "must be at most 24h for abortion_support"),
    ):
        assert why in said(tmp_path, team(protection_areas={area: wrong}))


def test_a_referral_has_the_communitys_numbers_and_leaves_out_what_there_is_none_of(tmp_path: Path) -> None:
    numbers = {"medical": "911", "crisis": {"call": "988", "text": "988"}}
    with_both, _ = load(tmp_path, small(community={**SMALL["community"], "emergency": numbers}))
    without, _ = load(tmp_path, small(community={**SMALL["community"], "emergency": {}}))
    shipped = load_toolkit().referral({}, ProtectionArea.MENTAL_HEALTH, "en", "en")

    listen = "people who listen: 988, a friend, a doctor. A life at risk: 911."
    assert with_both.with_numbers(shipped) == listen
    assert without.with_numbers(shipped) == "people who listen, a friend, a doctor."
    assert with_both.with_numbers("Ask [at night] {anybody}") == "Ask [at night] {anybody}"
