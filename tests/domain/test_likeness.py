"""What one hand writes for many senders is found, and what two people tell of themselves is not taken for it."""

from domain.likeness import alike, shape

PASTED = "Somebody needs shelter now, please hurry, {place}, urgent {n}"


def pasted(place: str, n: int) -> frozenset[str]:
    return shape(PASTED.format(place=place, n=n), place)


def test_a_text_is_the_same_with_another_place_and_another_number_in_it() -> None:
    mine = pasted("Elm St & 22nd Ave", 7)
    others = [pasted("Oak St and 31st Ave", 300), pasted("24th Ave & Pine St", 12)]

    assert alike(mine, others) == 2
    assert (
        alike(shape("Somebody needs shelter NOW pls hurry Elm St & 22nd Ave urgent !!!", "Elm St & 22nd Ave"), others)
        == 2
    )


def test_people_who_need_the_same_say_it_in_words_of_their_own() -> None:
    mine = shape("We have had no food since yesterday, two kids, Elm St & 22nd Ave", "Elm St & 22nd Ave")
    others = ["pls can sm1 bring food and water", "my two boys are hungry, we ate the last rice on Monday"]

    assert alike(mine, map(shape, others)) == 0


def test_what_many_people_say_in_a_few_words_is_nobodys_copy() -> None:
    assert alike(shape("he has a gun"), [shape("he has a gun, help")]) == 1
    assert alike(shape("need food"), [shape("need food"), shape("need food")]) == 0
