"""What is an answer to the question for a cross street, and what is the next of somebody's stories."""

from domain.cross_street import Answer, answer_of
from domain.places import Place, PlaceKind

NEAR = 400
STORY = "My uncle, who cannot walk, needs food and something warm since the morning, {place}. Please come."


def corner(label: str, north: int = 0) -> Place:
    return Place(kind=PlaceKind.INTERSECTION, label=label, lat=41.88 + north * 0.0018, lon=-87.68)


HERE = corner("Elm St & 22nd Ave")


def test_an_answer_is_a_place_that_fits_and_little_beside_it() -> None:
    said = (STORY.format(place=HERE.label), f"at {HERE.label}")
    for words, place, answer in (
        ("Elm St & 22nd Ave", HERE, Answer.FITS),
        ("Oak St and 22nd", corner("Oak St and 22nd", north=1), Answer.FITS),
        ("Elm St & 22nd Ave, near 22nd Ave & Oak St", HERE, Answer.FITS),
        ("we are at Elm St & 22nd Ave, the yellow house", HERE, Answer.FITS),
        (
            "we ran over to the shop on the other side, it is Oak St and 22nd, please be quick he is still outside",
            corner("Oak St and 22nd", north=1),
            Answer.FITS,
        ),
        ("Pine St & 30th Ave", corner("Pine St & 30th Ave", north=9), Answer.OTHER_PLACE),
        ("please hurry", None, Answer.SAYS_NOTHING),
        (STORY.format(place=HERE.label), HERE, Answer.REPEATS),
        (
            "Three of my friends sit without heat and water and nobody else picks up, Elm St & 22nd Ave. Hurry!",
            HERE,
            Answer.SAYS_NOTHING,
        ),
    ):
        assert answer_of(words, place, said, HERE, near=NEAR) is answer, words


def test_an_answer_that_says_what_is_the_matter_once_more_has_little_beside_the_place() -> None:
    said, there = ("someone is threatening my neighbour",), corner("Oak St and 22nd", north=1)
    for known in (None, HERE):
        for words, answer in (
            ("He has a gun at Oak St and 22nd, help", Answer.SAYS_NOTHING),
            ("gun! Oak St and 22nd", Answer.FITS),
        ):
            assert answer_of(words, there, said, known, near=NEAR, tells=True) is answer, words
