"""Who is asked in silence whether they can still be written to: whoever is on or comes on soon, and nobody else."""

from dataclasses import replace

import pytest

from domain.account_probe import to_probe
from domain.ids import ContactPointId, PersonId
from domain.people import Availability, Channel, Person, Reach, Standing
from domain.rota import Remove
from tests.support.proofs import NOON, always, at, nights, person, team


def on_telegram(who: Person, reach: Reach = Reach.WORKS) -> Person:
    """With a Telegram account beside the phone that everybody has."""
    (sms,) = who.contact_points
    account = replace(sms, id=ContactPointId(f"tg_{who.id}"), channel=Channel.TELEGRAM, reach=reach, rank=1)
    return replace(who, contact_points=(sms, account))


ANA, BEN = on_telegram(person("ana")), on_telegram(person("ben"))


def probed(*people: Person, by_night: str = "ana", always_on: str = "ben") -> list[str]:
    of = team(nights(by_night, name="nights"), always(always_on))
    return [each.id for each in to_probe([of], people, NOON)]


def test_whoever_is_on_comes_first_and_whoever_comes_on_within_twelve_hours_after_them() -> None:
    assert probed(ANA, BEN) == ["tg_ben", "tg_ana"]


def test_whoever_comes_on_later_has_time() -> None:
    of = team(nights("ana"))

    assert not to_probe([of], [ANA], at(6, 8))
    assert to_probe([of], [ANA], at(6, 8, 1))


def test_whoever_says_on_is_on() -> None:
    cal = on_telegram(person("cal", said=Availability.ON))

    assert probed(cal) == ["tg_cal"]


def test_whoever_is_off_for_it_is_left_in_peace_and_one_who_will_be_back_is_not() -> None:
    off = replace(ANA, availability=Availability.OFF)

    assert probed(off) == []
    assert probed(replace(off, available_until=at(6, 19))) == ["tg_ana"]


@pytest.mark.parametrize("standing", [Standing.INVITED, Standing.SUSPENDED, Standing.LEFT])
def test_whoever_is_none_of_ours_is_not_asked(standing: Standing) -> None:
    assert probed(on_telegram(person("ana", standing=standing))) == []


def test_a_phone_that_takes_sms_is_never_asked_in_silence() -> None:
    assert probed(person("ana")) == []


@pytest.mark.parametrize(
    ("reach", "asked"), [(Reach.WORKS, True), (Reach.FAILING, True), (Reach.BLOCKED, True), (Reach.OPTED_OUT, False)]
)
def test_one_that_was_blocked_may_have_let_us_in_again_and_one_that_wants_nothing_is_left_in_peace(
    reach: Reach, asked: bool
) -> None:
    assert bool(probed(on_telegram(person("ana"), reach))) is asked


def test_who_has_left_a_shift_to_another_is_not_asked_for_it() -> None:
    off = Remove(person=PersonId("ana"), start=at(6, 20), end=at(7, 8))
    of = team(nights("ana", "ben", overrides=(off,)))

    assert [each.id for each in to_probe([of], [ANA, BEN], NOON)] == ["tg_ben"]


def test_one_account_in_two_teams_is_asked_once() -> None:
    of = team(always("ana"))

    assert len(to_probe([of, of], [ANA], NOON)) == 1
