"""The feed is what `rota preview` says, as a calendar app reads it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Timezone

from bot.commands.rota import preview
from bot.rota.calendar import Words, document
from config.rota_file import at_instant, read_moment, rota_from
from domain.calendar_feed import Entry, horizon, of_person, of_team
from domain.community import Team
from domain.ids import FeedId, PersonId, RotaId, TeamId
from domain.policy import Policy
from domain.zone import turnings, zone
from tests.support.calendars import Span, Stretch, as_spans, offsets, shown
from tests.support.rota_random import PEOPLE, RULES_OF_2026, ZONES, days_of_change, random_rota
from tests.support.timetable import at, rota

FEED = FeedId("fed_1")
WORDS = Words(name="On call", title=lambda entry: entry.person or "on call", alarm="On call soon")
MOST_SPANS = 200
read = datetime.fromisoformat
EVERYBODY = tuple(PersonId(each) for each in PEOPLE)

NIGHTS = """
    layers:
      - {id: nights, start: "2026-03-02T20:00", turn: {every: 1, unit: day}, people: [[ana], [ben, cal]],
         hours: "20:00-08:00"}
"""
NOW = datetime(2026, 3, 6, 18, tzinfo=UTC)


def team(*rotas: object) -> Team:
    return Team(
        id=TeamId("river"),
        names={"en": "River"},
        time_zone="America/Chicago",
        areas=frozenset(),
        protections={},
        policy=Policy(),
        rotas=rotas,  # type: ignore[arg-type]
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """A random rota of a zone as a calendar shows it, looked at from near a day on which clocks are turned."""

    team: Team
    now: datetime
    start: datetime
    end: datetime
    preview: list[Span]


def looked_at(key: str, tmp_path: Path) -> Looked:
    """The first of the zone's random rotas that makes a calendar of a size that people have."""
    file = tmp_path / "rota.yaml"
    for number in range(ZONES.index(key), 100 * len(ZONES), len(ZONES)):
        mapping, start_text, _ = random_rota(number)
        file.write_text(json.dumps(mapping))
        start, end = horizon(key, now := at_instant(read_moment(start_text), key))
        said = preview(file, start.isoformat(), end.isoformat())["spans"]
        if 5 < len(said) < MOST_SPANS:
            spans = [(read(each["from"]), read(each["to"]), each["people"]) for each in said]
            return Looked(team(rota_from(mapping, RotaId("river/line"))), now, start, end, spans)
    raise AssertionError(key)


@pytest.mark.parametrize("key", ZONES)
def test_a_teams_calendar_expands_to_the_spans_of_the_preview(tmp_path: Path, key: str) -> None:
    this = looked_at(key, tmp_path)

    made = document(of_team(FEED, this.team, EVERYBODY, this.now, names=True), WORDS, this.now)

    assert as_spans(shown(made, this.start, this.end), this.start, this.end) == this.preview


@pytest.mark.parametrize("key", ZONES[::4])
def test_a_persons_calendar_is_their_part_of_the_preview(tmp_path: Path, key: str) -> None:
    this = looked_at(key, tmp_path)

    for person in EVERYBODY:
        made = document(of_person(FEED, [this.team], person, this.now), WORDS, this.now)
        on: list[Stretch] = [(begin, finish, person) for begin, finish, people in this.preview if person in people]
        assert shown(made, this.start, this.end) == stretches(on, this)


@pytest.mark.parametrize("key", ZONES[::4])
def test_a_teams_calendar_without_names_is_when_somebody_is_on(tmp_path: Path, key: str) -> None:
    this = looked_at(key, tmp_path)

    made = document(of_team(FEED, this.team, EVERYBODY, this.now, names=False), WORDS, this.now)

    on = [(begin, finish, "on call") for begin, finish, people in this.preview if people]
    assert shown(made, this.start, this.end) == stretches(on, this)


def stretches(entries: list[Stretch], this: Looked) -> list[Stretch]:
    """Entries of one title, those that meet joined."""
    return [
        (begin, finish, title) for begin, finish, titles in as_spans(entries, this.start, this.end) for title in titles
    ]


@pytest.mark.parametrize("key", [*RULES_OF_2026, "America/Chicago", "Australia/Lord_Howe", "Antarctica/Troll"])
def test_the_zone_in_the_document_turns_its_clocks_when_our_data_does(key: str) -> None:
    """Read from the document alone, by whoever has no zone data of their own, or older data."""
    now = max(days_of_change(key)).replace(tzinfo=UTC)
    line = rota('layers: [{start: "2009-01-01T00:00", turn: {every: 6, unit: hour}, people: [[ana], []]}]', key)
    made = document(of_person(FEED, [team(line)], PersonId("ana"), now), WORDS, now)
    start, end = horizon(key, now)

    (part,) = Calendar.from_ical(made).walk("VTIMEZONE")
    assert isinstance(part, Timezone)
    offset = offsets(part)

    assert part["TZID"] == key
    moments = [start + n * timedelta(minutes=30) for n in range((end - start) // timedelta(minutes=30))]
    moments += [each - timedelta(seconds=1) for each in turnings(zone(key), start, end)]
    wrong = [each for each in moments if offset(each) != each.astimezone(zone(key)).utcoffset()]
    assert wrong == []


def entries(now: datetime = NOW, text: str = NIGHTS, **changes: object) -> tuple[Entry, ...]:
    return of_person(FEED, [team(rota(text))], PersonId("ana"), now)


def test_an_entry_keeps_its_id_from_day_to_day_and_no_two_share_one() -> None:
    today = {each.start: each.uid for each in entries()}
    tomorrow = {each.start: each.uid for each in entries(NOW + timedelta(days=1))}
    both = today.keys() & tomorrow.keys()

    assert len(both) > 40
    assert all(today[each] == tomorrow[each] for each in both)
    assert len(set(today.values())) == len(today)


def test_a_shift_that_runs_since_before_what_is_shown_keeps_its_beginning_and_its_id() -> None:
    weeks = 'layers: [{start: "2026-02-16T08:00", turn: {every: 3, unit: week}, people: [[ana], [ben]]}]'
    (first, *_), (again, *_) = entries(text=weeks), entries(NOW + timedelta(days=1), text=weeks)

    assert (first.uid, first.start) == (again.uid, again.start)
    assert first.start < horizon("America/Chicago", NOW)[0]


def test_ids_tell_nobody_whose_shift_it_is() -> None:
    mine = {each.uid for each in entries()}
    others = {each.uid for each in of_person(FeedId("fed_2"), [team(rota(NIGHTS))], PersonId("ana"), NOW)}

    assert not mine & others
    assert not any("ana" in each for each in mine)


def test_what_stands_in_a_persons_calendar_is_neutral_and_wakes_them_before_a_shift() -> None:
    words = Words(name="On call", title=lambda entry: "On call", alarm="On call soon")
    made = document(entries(), words, NOW)
    (event, *_) = Calendar.from_ical(made).walk("VEVENT")

    text = made.decode()
    assert "River" not in text
    assert "ana" not in text.replace("America/Chicago", "")
    assert event["SUMMARY"] == "On call"
    assert event["DTSTART"].params["TZID"] == "America/Chicago"
    assert event["CLASS"] == "PRIVATE"
    assert [each.decoded("TRIGGER") for each in event.walk("VALARM")] == [-timedelta(hours=24), -timedelta(hours=1)]
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert all(len(line) <= 75 for line in made.splitlines())


def test_a_moment_that_the_clocks_show_a_second_time_is_written_in_utc() -> None:
    again = rota("""
        layers: []
        overrides: [{kind: add, person: ana, from: "2026-11-01T01:30-06:00", to: "2026-11-01T05:00"}]
    """)
    now = at(again, "2026-10-31T12:00")

    made = document(of_person(FEED, [team(again)], PersonId("ana"), now), WORDS, now)

    assert b"DTSTART:20261101T073000Z" in made
    assert b"DTEND;TZID=America/Chicago:20261101T050000" in made


def test_a_calendar_without_a_shift_is_a_calendar() -> None:
    made = document((), WORDS, NOW)

    assert Calendar.from_ical(made).walk("VEVENT") == []
