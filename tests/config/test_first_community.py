"""A community's first file says what was decided, is read by the program itself, and is written back the same."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.community_dump import dump
from config.community_file import load_community, worth_knowing
from config.first_community import Decided, DecidedArea, DecidedHours, DecidedMember, files, ids_of
from domain.community import Community
from domain.ids import AreaId, NatureId, PersonId, TeamId
from domain.needs import ProtectionArea
from domain.people import Person, Role
from domain.policy import OnCallNeed, Tier
from domain.rota import Weekday, on_call

TODAY = date(2026, 3, 4)
SQUARE = {"type": "Polygon", "coordinates": [[[-88, 41], [-87, 41], [-87, 42], [-88, 42], [-88, 41]]]}
FIRST_WORDS = "We got it. What is up, and where? 1 = danger. EXIT = we go silent."
TWO = (DecidedMember(name="Ana", coordinates=True, languages=("es", "en")), DecidedMember(name="Ben", coordinates=True))


def decided(**changed: Any) -> Decided:
    plain: dict[str, Any] = {
        "name": "Riverside Neighbors",
        "languages": ("en", "es"),
        "time_zone": "America/Chicago",
        "areas": (DecidedArea(name="Old Town", zips=("60614",), aliases=("the flats",)),),
        "members": TWO,
        "emergency": {"medical": "911"},
        "ready": (ProtectionArea.HOSPITALITY,),
    }
    return Decided(**(plain | changed))


def loaded(folder: Path, what: Decided) -> tuple[Community, tuple[Person, ...]]:
    for name, text in files(what, TODAY).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load_community(folder)


def test_it_says_what_was_decided(tmp_path: Path) -> None:
    community, people = loaded(
        tmp_path,
        decided(
            first_words={"en": FIRST_WORDS},
            off_hours={"en": "Ask at the church."},
            on_call=DecidedHours(hours="18:00-23:00", days=(Weekday.FRI, Weekday.SAT)),
            referrals={ProtectionArea.ABORTION_SUPPORT: {"en": "The clinic arranges rides."}},
            words_kept="7d",
        ),
    )

    team = community.teams[TeamId("riverside-neighbors")]
    assert (community.name, community.languages, community.default_language) == (
        "Riverside Neighbors",
        ("en", "es"),
        "en",
    )
    assert (community.first_words, community.emergency) == ({"en": FIRST_WORDS}, {"medical": "911"})
    assert (team.policy.off_hours, team.policy.tiers) == ({"en": "Ask at the church."}, (Tier.ON_CALL, Tier.NEARBY))
    assert team.protections[ProtectionArea.HOSPITALITY].ready
    assert not team.protections[ProtectionArea.DIRECT_ACTION].ready
    assert team.protections[ProtectionArea.ABORTION_SUPPORT].refer == {"en": "The clinic arranges rides."}
    assert [(each.id, each.languages) for each in people] == [("ana", ("es", "en")), ("ben", ("en",))]
    assert community.natures[NatureId("welcome")].retention.words.days == 7


def test_nothing_stands_in_it_that_nobody_acts_on(tmp_path: Path) -> None:
    loaded(tmp_path, decided(on_call=DecidedHours(hours="18:00-23:00")))

    (note,) = worth_knowing(tmp_path)
    assert "no line `crisis`" in note


def test_words_about_an_abortion_are_kept_for_a_day_at_most(tmp_path: Path) -> None:
    community, _ = loaded(tmp_path, decided(words_kept="7d"))

    assert community.natures[NatureId("ride")].retention.words.days == 1


def test_a_shape_from_a_map_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    community, _ = loaded(tmp_path, decided(areas=(DecidedArea(name="Old Town", polygon=SQUARE),)))

    assert (tmp_path / "areas" / "old-town.geojson").exists()
    assert community.areas[AreaId("old-town")].polygon == SQUARE
    assert community.place == (41.5, -87.5)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        (datetime(2026, 3, 4, 20, tzinfo=UTC), frozenset()),  # 14:00 in Chicago
        (datetime(2026, 3, 5, 1, tzinfo=UTC), frozenset({PersonId("ana"), PersonId("ben")})),  # 19:00
    ],
)
def test_everybody_is_on_call_in_the_hours_from_the_first_day(
    tmp_path: Path, at: datetime, on: frozenset[PersonId]
) -> None:
    community, _ = loaded(tmp_path, decided(on_call=DecidedHours(hours="18:00-23:00")))
    (rota,) = community.default_team().rotas

    assert on_call(rota, at) == on


def test_a_coordinator_who_goes_nowhere_is_on_no_rota(tmp_path: Path) -> None:
    members = (
        *(DecidedMember(name=name, coordinates=True, protects=False) for name in ("Ana", "Ben")),
        DecidedMember(name="Cal"),
    )
    community, people = loaded(tmp_path, decided(members=members))
    (rota,) = community.default_team().rotas

    assert on_call(rota, datetime(2026, 3, 4, tzinfo=UTC)) == {"cal"}
    assert people[0].memberships[0].roles == {Role.COORDINATOR}


NAMES = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=30).filter(
    lambda text: any(map(str.isalpha, text)) and sum(map(str.isdigit, text)) < 5
)


@given(st.lists(NAMES, min_size=1, max_size=6))
def test_ids_are_short_and_no_two_are_alike(names: list[str]) -> None:
    ids = ids_of(names)

    assert len(set(ids)) == len(names)
    assert all(0 < len(each) <= 44 for each in ids)


@given(name=NAMES, area=NAMES, member=NAMES)
def test_whatever_things_are_called_the_program_reads_it_and_writes_it_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, name: str, area: str, member: str
) -> None:
    names = {" ".join(each.split()) for each in (name, area, member)}
    if "" in names:
        return
    folder = tmp_path_factory.mktemp("first")
    what = decided(
        name=" ".join(name.split()),
        areas=(DecidedArea(name=" ".join(area.split())),),
        members=(*TWO, DecidedMember(name=" ".join(member.split()))),
    )

    community, people = loaded(folder, what)

    (folder / "again.yml").write_text(dump(community, people), encoding="utf-8")
    again = load_community(folder / "again.yml")
    assert again == (community, people)


@pytest.mark.parametrize(
    ("hours", "days", "needs"),
    [
        (None, None, ()),
        ("18:00-23:00", None, (OnCallNeed(people=1, hours=(time(18), time(23))),)),
        (
            "16:00-24:00",
            (Weekday.FRI, Weekday.SAT),
            (OnCallNeed(people=1, hours=(time(16), time(0)), days=frozenset({Weekday.FRI, Weekday.SAT})),),
        ),
    ],
)
def test_nobody_must_be_on_outside_of_the_hours_that_were_chosen(
    tmp_path: Path, hours: str | None, days: tuple[Weekday, ...] | None, needs: tuple[OnCallNeed, ...]
) -> None:
    community, people = loaded(tmp_path, decided(on_call=DecidedHours(hours=hours, days=days)))

    assert community.default_team().policy.rota.needs == needs
    (tmp_path / "again.yaml").write_text(dump(community, people), encoding="utf-8")
    assert load_community(tmp_path / "again.yaml")[0].default_team().policy == community.default_team().policy
