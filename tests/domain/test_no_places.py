"""Numbers stand side by side for many reasons, and words for streets mean other things: none of these is a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.atlas import Atlas
from domain.community import Landmark
from domain.ids import AreaId
from domain.places import Area
from tests.domain.test_places import square

NUMBERED = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th", "12th", "14th", "20th", "24th")
ATLAS = Atlas(
    home=(41.88, -87.63),
    areas=(
        Area(
            id=AreaId("old-town"),
            names={"en": "Old Town"},
            zips=("60614", "10000", "12345", "20000", "50000"),
            polygon=square(41.87, -87.64),
        ),
    ),
    landmarks=(
        *(
            Landmark(name=f"{one} St & {other} St", kind="intersection", lat=41.88, lon=-87.63)
            for one in NUMBERED
            for other in (*NUMBERED, "Main", "Oak")
            if one != other
        ),
        *(Landmark(name=f"{hundred} Main St", kind="block", lat=41.88, lon=-87.63) for hundred in range(0, 3000, 100)),
        Landmark(name="Public Library", kind="landmark", lat=41.875, lon=-87.635),
    ),
)
"""Every pair of these numbers is a corner here, every number on Main Street a house, every round number a ZIP code."""

NO_PLACES = {
    "dates": """
        2026-03-06
        03/06/2026
        3/6
        6.3.2026
        06-03-26
        March 5
        March 5th and 6th
        the 5th and 6th of March
        5th & 6th of june
        on the 5th and the 6th of may
        el 5 y 6 de marzo
        5 y 6 de mayo
        le 5 et 6 mars
        le 5 et le 6 mai
        5 ak 6 janvye
        since 2024 and 2025
        10/12 and 12/14
        friday 5th and saturday 6th
        born 12-14-1980
        2026-03-06T20:00
    """,
    "times": """
        5:30
        at 5 and 6
        between 5 and 6
        between 5 and 6 pm
        between 5 & 6 tonight
        from 5 to 6
        entre 5 y 6
        entre las 5 y las 6
        entre 5 y 6 en la main door
        ant 5 ak 6
        entre 5 et 6 heures
        5:30 and 6:30
        5:30 and main
        24/7
        open 24/7 and more
        5-6 pm
        20:00-08:00
        at 12 and 14 hours
        7 x 24
        5am & 6am
        7/24
    """,
    "prices": """
        $5 and $6
        $5 and main
        5$ and 6$
        $60614
        $412 main
        12.50, 13.50
        1.500, 2.300
        1,500 and 2,300
        1.234,50 1.234,60
        €5 & €6
        5 and 6 dollars
        5 & 10 bucks
        5 y 6 pesos
        $1200 and $2000
        rent is 1200 main problem
        10000 dollars
        20000 pesos
        50000 usd
        60614.50
        12345€
    """,
    "phone numbers": """
        +13125550161
        312-555-0100
        (312) 555-0100
        312.555.0100
        312 555 0100
        call 3125550100 now
        555-0142
        +1 (312) 555 0161
        text 60614#
        tel 60614
        tel: 60614
        my number is 60614
        mi numero es 60614
        call 60614
        1-800-555-0199
        312.5550, 312.5551
        0034 600 555 014
    """,
    "ratios, scores and fractions": """
        1/2
        3:2
        5/6
        1/2 or 3/4
        2 x 4
        5x6
        5 x 6 ft
        2 + 2
        7 - 5
        score 5-6
        5/7 days
        12/14
        1 / 2
        4/5 of them
        5 @ 6
        9/10
        50/50
        20/20 vision
    """,
    "quantities": """
        2 & 3 kids
        5 and 6 people
        5 & 6
        5 and 6
        12-14 men
        12 and 14 officers
        2 adults and 3 kids
        kids are 5 and 6
        5 & 6 year olds
        ages 12 and 14
        ninos de 5 y 6 anos
        tengo 2 y 3 cajas
        nou gen 5 ak 6 moun
        5 et 6 personnes
        main and 5 eggs
        5 main doors
        main y 5 huevos
        2 main doors
        12 main reasons
        412 main reasons
        1200 main stuff
        500 oak trees
        10000 people
        12345 votes
        20000 followers
        10 and 12 blankets
        10 & 20 percent
        20 and 24 pills
        7 and 8 meals
    """,
    "words of order": """
        first and second
        the first and second time
        my first and second child
        5th and 6th graders
        my 5th and 6th grade kids
        5th and 6th floor
        1st and 2nd amendment
        the second and main reason
        first and main problem
        2nd & main point
        primera y segunda vez
        la primera y la segunda
        premye ak dezyem fwa
        first & third
        third and fourth quarter
        5th and 6th period
        5th and 6th round
    """,
    "names of things": """
        case 60614
        docket 12345
        room 10000
        apt 12345
        unit 60614
        badge 12345
        code 12345
        pin 12345
        bus 10000
        flight 12345
        caso 60614
        numero 12345
        a number 20000
        ticket 50000
        60614 elm street
        12345 Elm Ave
        order number 12345
        id 60614
        my room is 60614
    """,
    "addresses of machines and versions": """
        192.168.0.1
        10.0.0.1, 10.0.0.2
        version 3.11.7
        v4.22.19 and v3.11.7
        3.11.7, 4.22.19
        41.88.12.3
        2001:db8::1
        index 1.1234.5
    """,
    "codes that are none": """
        2222+33
        1234+56
        A+B
        HELP+ME
        5+6
        ABCD+EF
        x+y
    """,
    "degrees that are none": """
        weights 41.8801 -87.6302 kg
        41.8801 -87.6302 lbs
        paid 41.8801, -87.6302 $
        98.6
        it is 98.60 and 99.50
        75\u00b0 and 80\u00b0
        90\u00b0
        41\u00b0 outside
        102.50\u00b0 fever
        99.1234, 200.1234
        91.5000 N 87.6302 W
        5'10" and 6'2"
        41.88
        -87.63
        0.5, 1.5
    """,
    "streets that are words": """
        the main thing
        main door
        oak and pine furniture
        in the main
        and
        & &
        corner of
        at the corner
        esquina
        main
        5th
        between
        on the corner with main
        who is at the door
    """,
}


def test_nothing_that_must_not_be_a_place_is_one() -> None:
    table = [(kind, text.strip()) for kind, texts in NO_PLACES.items() for text in texts.strip().splitlines()]
    assert len(table) > 180

    for kind, text in table:
        for said in (text, f"please come, {text}", f"{text}."):
            found = ATLAS.found(said)

            assert found.place is None, (kind, said, found.place)
            assert found.doubt is None, (kind, said, found.doubt)


def test_a_place_beside_such_numbers_is_still_found() -> None:
    for text in (
        "2 & 3 kids at 5th & Main",
        "since 5:30, 412 Main St, 12-14 men",
        "call 312-555-0100, 5th and oak",
        "$5 and 6 people, 60614",
        "24/7 at 41.8801, -87.6302",
        "1/2 block from the public library",
        "second door, first and main st",
        "my zip code is 60614",
        "please call, 60614",
        "41.8801, -87.6302 km 12",
        "main and 5 please hurry",
        "412 main, people inside",
        "412 main neighbors are scared",
        "5th and main. cops outside",
        "main and 5, kids here",
        "main and 5\nkids here",
        "5th and main cops outside",
        "412 main agents at the door",
    ):
        assert ATLAS.recognise(text) is not None, text


# --- however hostile


PIECES = (
    "41.88 ", "41\xb0", "1.1234 ", "5 & ", "main and ", "a.a", "5th and main st corner ", "zzzzzz ", "\xe9", "1",
    "1,", "1 ", "N1 ", "http://", "geo:", "mein street ", "publi librari ", "geo:0,0?q=", '1\xb01\'1"N ',
    "412 main ", "between ", "corner of ", "///", "2222+", "main/", "@1.1234,", "%25", "ave ", "5 ", "5-", "lat ",
    "60614 ", "a+", "\u0300", "(", "'", "https://www.google.com/maps/dir/", "!1d1!2d1", "&q=", "north ", "1 1 N ",
    "oak-", "\U0001f198", "\u4e2d",
)  # fmt: skip


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_jumble_is_answered(text: str) -> None:
    found = ATLAS.found(text)

    assert found.place is None or found.place.label
    assert found.kind in {"coordinates", "link", "plus_code", "intersection", "address", "area", "zip", "none"}


@pytest.mark.timeout(20)
def test_no_text_of_any_piece_over_and_over_makes_it_slow() -> None:
    for one in PIECES:
        for other in ("", "5 "):
            ATLAS.found(((one + other) * 1600)[:1600])
