"""Where ids, keys and codes come from."""

import re

from bot.chance import SeededMint, SystemMint
from domain.chance import Mint

MINTS: tuple[Mint, ...] = (SystemMint(), SeededMint(7))


def test_ids_say_what_they_are_for_and_do_not_repeat() -> None:
    for mint in MINTS:
        made = [mint.id("inc") for _ in range(2000)]

        assert all(re.fullmatch("inc_[a-z2-7]{10}", each) for each in made)
        assert len(set(made)) == len(made)


def test_codes_hold_no_letter_that_is_taken_for_another() -> None:
    for mint in MINTS:
        seen = {letter for _ in range(2000) for letter in mint.code()}

        assert seen == set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        assert len(mint.code()) == 6


def test_bytes_come_in_any_number() -> None:
    for mint in MINTS:
        assert [len(mint.bytes(n)) for n in (0, 1, 12, 32, 33, 100)] == [0, 1, 12, 32, 33, 100]


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    def run(seed: int) -> list[object]:
        mint = SeededMint(seed)
        return [mint.id("x"), mint.bytes(40), mint.code()]

    assert run(1) == run(1)
    assert run(1) != run(2)
