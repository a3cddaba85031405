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
    "days, grades, lines, sizes, numbers of things in four languages": """
        el 5/6 a las 3
        nos vemos el viernes 5 y el sábado 6
        la cita es el 12 de marzo y el 14 de marzo
        del 5 al 6 de mayo
        llegan el 5 y el 6
        5 y 6 de la tarde
        entre las 5 y las 6 de la mañana
        de 5 a 6 pm
        a las 5 y media
        son las 5 y 20
        me pagan 5 y 6 la hora
        cuesta 5 o 6 pesos
        $5 y $6
        5 euros et 6 euros
        ça coûte 5 et 6 euros
        entre 5 et 6h
        vers 5h et 6h du soir
        le 5 et 6 juin
        les 5 et 6 janvier prochain
        le vendredi 5 et samedi 6
        du 5 au 6 mai
        5h et 6h
        5h30 et 6h30
        à 5h20
        ant 5è ak 6è
        a 5 è ak 6 è nan maten
        nan 5è ak 6è ane
        senkyèm ak sizyèm ane
        5 ak 6 goud
        5yèm ak 6yèm etaj
        5e et 6e étage
        au 5e et 6e etage
        5ème et 6ème classe
        5º y 6º grado
        5to y 6to grado
        mis hijos van a 5to y 6to
        mis hijos están en quinto y sexto
        quinto y sexto grado
        quinto y sexto
        en sixième et cinquième
        elle est en 5eme et lui en 6eme
        5th and 6th of the month
        the 5th and the 6th
        on the 5th and 6th
        rounds 5 and 6
        psalm 5 and 6
        Psalm 12:14
        John 3:16
        John 3:16 and 5:6
        Salmo 23:4-6
        Juan 3:16
        Sòm 23:4
        Jean 3:16 et 5:6
        1 Cor 13:4-7
        1 Corinthians 5 & 6
        chapters 5 and 6
        verses 5 and 6
        ch 5 & 6
        page 5 & 6
        pages 5 and 6
        p. 5 & 6
        lines 5 and 6
        line 5 and 6 are down
        bus 5 and 6
        bus 5 & 6 not running
        the 5 and 6 buses
        the 5 and 6 bus is late
        the 5th and 6th bus
        buses 5 and 6
        líneas 5 y 6
        el bus 5 y el 6
        el camión 5 y 6
        lignes 5 et 6
        bus 5 et 6
        bis 5 ak 6
        trains 5 & 6
        take the 5 and the 6
        apt 5 and 6
        apts 5 & 6
        apartment 5 and 6
        apartamento 5 y 6
        apartamentos 5 y 6
        depto 5 y 6
        apt 5&6
        rooms 5 and 6
        unit 5 & 6
        units 5 & 6 have no heat
        floors 5 and 6
        pisos 5 y 6
        étages 5 et 6
        chanm 5 ak 6
        habitaciones 5 y 6
        gate 5 and 6
        door 5 and 6
        cell 5 and 6
        cells 5 and 6
        courtroom 5 and 6
        platform 5 & 6
        doors 5 & 6
        sizes 5 and 6
        size 5 & 6 diapers
        talla 5 y 6
        tallas 5 y 6
        taille 5 et 6
        gwosè 5 ak 6
        diapers size 5 and 6
        shoes 8 and 9
        size 10 and 12 clothes
        size 10-12
        zapatos 8 y 9
        12x14 tarp
        a 10 x 12 tent
        10 by 12 tent
        10 by 12 room
        5 by 6
        3 by 5 card
        8 by 10 photo
        tienda de 10 x 12
        2 x 4 lumber
        2 by 4s
        1 x 2
        won 5 to 6
        we lost 5-6
        ganamos 5-6
        on a gagné 5 à 6
        score was 5 and 6
        5-0
        911
        9-1-1
        call 911 main problem
        211 and 311
        2 and 2 is 4
        5 and 6 makes 11
        between 5 and 6 feet
        between 5 and 10 of them
        between 5 and 6 people
        entre 5 y 6 personas
        entre 5 et 6 personnes
        ant 5 ak 6 moun
        some 5 or 6
        5 and 6 cents
        2nd and 3rd degree burns
        1st and 2nd degree
        2nd and 3rd week
        1st and 2nd shift
        first and second shift
        1st and 2nd dose
        2nd and 3rd trimester
        2nd and 3rd cousin
        primera y segunda dosis
        1ra y 2da dosis
        1re et 2e dose
        premye ak dezyèm dòz
        first and third sundays
        1st and 3rd sunday
        1st and 3rd tuesdays
        every 1st and 3rd monday
        cada 1er y 3er lunes
        1er et 3e lundi
        1st and 3rd of each month
        the 2nd and 4th week
        2nd and 4th wednesday of the month
        temp 98.6 and 99.5
        bp 120 over 80
        120/80
        bp 140/90
        blood sugar 5 and 6
        pain 7 and 8
        7 & 8 out of 10
        8 and 9 out of 10
        section 5 and 6
        sections 5 and 6
        article 5 et 6
        artículo 5 y 6
        form 5 and 6
        i-9 and w-2
        route 5 and 6
        routes 5 and 6
        los 5 y los 6
        hwy 5 and 6
        exit 5 and 6
        mile 5 and 6
        channel 5 and 6
        fm 98.7, 101.1
        radio 98.7 and 101.1
        101.1 fm
        1.8.2024, 3.9.2024
        12.03.2026, 14.03.2026
        2026.03.06
        12.5.24
        (312) 5550100, 5550142
        312.555.0100, 312.555.0142
        55 12 34 56 78
        06 12 34 56 78
        +33 6 12 34 56 78
        +509 34 56 7890
        34 56 7890
        +52 55 1234 5678
        41 88 87 63
        7.5 and 8.5
        7.5 & 8.5 shoes
        it weighs 12.125, 14.250
        41,88 et 87,63
        41,880 et 87,630 euros
        1.250,00 y 1.300,00
        10.000 y 20.000 pesos
        10,000 and 20,000
        10 000 et 20 000
        rent 12345.00
        bill is $12345
        unit 5 & 6 main entrance
        main and 2nd entrance
        main & 2nd entrance door
        main and second floor
        main and second exit
        main y segundo piso
        the main and 3rd reason
        main office
        main line
        main dish and 2 sides
        main and 2 sides
        the oak and the main beam
        5 oak chairs
        oak and 5 chairs
        oak and 2nd hand chairs
        12 oak st?
        5 stars
        4 of 5
        1 of 2
        5 & up
        1-2-3
        1 2 3 4
        12:14 and 14:20
        from 12 to 14
        pst 12 & 14
        10-4
        10/4
        #5 and #6
        no. 5 and no. 6
        nos. 5 & 6
        numero 5 y 6
        numéros 5 et 6
        nimewo 5 ak 6
        option 5 and 6
        questions 5 & 6
        step 5 and 6
        steps 5 & 6
        5 and 6 again
        5 and 6 please
        press 5 and 6
        level 5 and 6
        aisle 5 & 6
        row 5 & 6
        seats 5 & 6
        lots 5 and 6
        ward 5 and 6
        district 5 and 6
        wards 5 & 6
        distrito 5 y 6
        tents 5 and 6
        pods 5 & 6
        5th & 6th period class
        born on 5th & raised on 6th
        my 1st & 2nd kid
        my first and second baby
        may 5th & 6th
        5th & 6th may
        5 & 6 jan
        5/6 & 7/8
        6/7/8
        10-12-14
        12 & 14 yo
        12 & 14 yrs old
        12 and 14 year old boys
        12 y 14 años
        12 et 14 ans
        12 ak 14 an
        4'5 and 5'6
        5'6" 140
        5ft 6in
        5 foot 6
        5 and 1/2
        2 and 1/2 hours
        5 1/2
        2 1/2 and 3 1/2
        id 5-6
        a-5 and b-6
        b5 and b6
        5a and 6b
        5th amendment and 6th amendment
        cinco y seis
        cinq et six
        senk ak sis
        cinco y seis de mayo
        five and six
        between five and six
        first and last
        first, second and third
        1st 2nd and 3rd
        1st, 2nd, 3rd
        1, 2, 3
        5 min and 6 min
        5-6 min
        5 mins & 6 mins away
        10 and 12 blocks away
        2 blocks and 3 houses
        2 blocks from here
        a 2 y 3 cuadras
        à 2 et 3 rues
        60614 kwh
        order 60614 main
        conf 60614
        confirmation 60614
        reservation 60614
        numero de caso 60614
        mi codigo es 60614
        mon code est 60614
        kòd mwen se 60614
        code postal?
        bill 12345 due
        12345-678
        1-12345
        *60614
        60614/2
        0.60614
        plates 60614
        placa 60614
        plaque 60614
        matricula 60614
        patente 60614
        unidad 60614
        patrulla 60614
        patrol 12345
        cruiser 12345
        car number 12345
        squad 12345
        officer 12345
        agent 12345
        agente 12345
        badge no. 12345
        shield 12345
        booking no 12345
        case # 12345
        case: 12345
        pin: 12345
        password 12345
        contraseña 12345
        wifi 12345
        mot de passe 12345
        modpas 12345
        venmo 12345
        balance 12345
        raised 20000 so far
        over 20000 came
        mas de 20000
        plus de 20000
        plis pase 20000
        10000 cops
        10000 signatures
        10000 kg
        10000 liters
        10000 lts
        10000 watts
        20000 steps
        20000 words
        bail is 10000
        bail set at 10000
        bail 10000
        bond is 10000
        bond 10000
        fianza 10000
        fianza de 10000
        la fianza es 10000
        caution de 10000
        kosyon 10000
        owe 12345
        owes 10000
        debo 10000
        dwe 10000
        doit 10000
        multa de 10000
        amende de 10000
        paid 20000
        pagué 20000
        need 10000 by friday
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
    assert len(table) > 500

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
        "cant pay my rent 60614",
        "60614 cops outside",
        "mi codigo postal es 60614",
        "k\u00f2d postal mwen se 60614",
        "the corner of the 5th and the 6th",
        "5\u00e8me rue et 6\u00e8me rue",
        "5th and 6th",
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
