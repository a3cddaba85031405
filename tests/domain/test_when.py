"""When: times as people type them, in their languages, and those that may mean two things."""

from datetime import UTC, datetime

import pytest

from config.words import load_words
from domain.when import read_moment, read_stretch, split_moment, split_stretch
from domain.zone import instant, zone

CHICAGO = zone("America/Chicago")
WORDS = load_words()
WEDNESDAY = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
"""25 November 2026, 10:30 in Chicago."""


def at(reading: str) -> datetime:
    return instant(CHICAGO, datetime.fromisoformat(reading))


def stretch(text: str, now: datetime = WEDNESDAY) -> str | None:
    found = read_stretch(text, WORDS, CHICAGO, now)
    if found is None:
        return None
    start, end = found.start.astimezone(CHICAGO), found.end.astimezone(CHICAGO)
    return f"{start:%a %d %b %H:%M} - {end:%a %d %b %H:%M}"


def moment(text: str, now: datetime = WEDNESDAY) -> str | None:
    found = read_moment(text, WORDS, CHICAGO, now)
    return None if found is None else f"{found.astimezone(CHICAGO):%a %d %b %H:%M}"


SATURDAY_NIGHT = "Sat 28 Nov 22:00 - Sun 29 Nov 06:00"


@pytest.mark.parametrize(
    "text",
    [
        "sat 22-06", "Sat 22-6", "saturday 22:00-06:00", "sat 22 to 06", "sat 22 - 6", "sat 22\u201306",
        "on sat 22-06", "sat 10pm-6am", "sat 10 pm to 6 am", "sat from 22 to 6", "from sat 22:00 to sun 6:00",
        "sat 22:00 to sun 06:00", "sat 22:00 for 8 hours", "8 hours from sat 22:00", "28 nov 22-06", "nov 28 22-06",
        "28 november 22:00-06:00", "november 28th, 10pm - 6am", "2026-11-28 22-06", "28/11 22-06", "11/28 22-06",
        "11/28/2026 22-06", "sat 28 nov 22-06", "sat, nov 28, 22-06", "2026-11-28T22:00 to 2026-11-29T06:00",
        "sat 2200-0600", "sat night 10-6", "sat night from 10 to 6", "this sat 22-06", "SAT 22:00h-06:00h",
        "sat 22h-06h", "sat 22h to 6h", "sat 10 p.m. to 6 a.m.", "sat. 22-06!", "sat 22-06 \U0001f64f",
        "the 28th of november from 22:00 until 06:00", "sáb 22-06", "el sábado 22-06", "sabado de 22 a 6",
        "el sábado de las 22 a las 6", "sáb 22 a 06", "el sábado de 22:00 a 06:00",
        "el sábado desde las 22 hasta las 6", "sábado de las 10 de la noche a las 6 de la mañana",
        "28 de noviembre de 22 a 6", "el 28 de noviembre de 22:00 a 06:00",
        "desde el sábado a las 22 hasta el domingo a las 6", "del sábado 22:00 al domingo 06:00", "este sábado 22-06",
        "el sábado a las 22 por 8 horas", "sábado por la noche de 10 a 6", "sábado 22h a 6h", "28/11 de 22 a 6",
        "samedi 22-06", "sam de 22h à 6h", "samedi de 22 heures à 6 heures", "du samedi 22:00 au dimanche 06:00",
        "le samedi 28 novembre de 22h à 6h", "28 nov 22h au 29 nov 6h", "samedi à 22h pendant 8 heures",
        "samedi de 10h du soir à 6h du matin",
        "samdi 22-06", "samdi 10è diswa rive 6è di maten", "soti samdi 22:00 rive dimanch 06:00",
        "depi samdi 10zè diswa jiska dimanch 6zè nan maten", "samdi 28 novanm 22:00 rive 06:00",
    ],
)  # fmt: skip
def test_one_night_is_read_however_it_is_written(text: str) -> None:
    assert stretch(text) == SATURDAY_NIGHT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tonight", "Wed 25 Nov 22:00 - Thu 26 Nov 07:00"),
        ("esta noche", "Wed 25 Nov 22:00 - Thu 26 Nov 07:00"),
        ("tonight 8-12", "Wed 25 Nov 20:00 - Thu 26 Nov 00:00"),
        ("tonight from 8 to 2", "Wed 25 Nov 20:00 - Thu 26 Nov 02:00"),
        ("esta noche de 8 a 12", "Wed 25 Nov 20:00 - Thu 26 Nov 00:00"),
        ("tonight 8pm to 2am", "Wed 25 Nov 20:00 - Thu 26 Nov 02:00"),
        ("tomorrow night", "Thu 26 Nov 22:00 - Fri 27 Nov 07:00"),
        ("mañana por la noche", "Thu 26 Nov 22:00 - Fri 27 Nov 07:00"),
        ("manana en la noche", "Thu 26 Nov 22:00 - Fri 27 Nov 07:00"),
        ("tomorrow morning", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("mañana por la mañana", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("tomorrow afternoon", "Thu 26 Nov 12:00 - Thu 26 Nov 18:00"),
        ("mañana por la tarde", "Thu 26 Nov 12:00 - Thu 26 Nov 18:00"),
        ("tomorrow afternoon 1-5", "Thu 26 Nov 13:00 - Thu 26 Nov 17:00"),
        ("tomorrow evening", "Thu 26 Nov 18:00 - Thu 26 Nov 22:00"),
        ("sat evening 6-10", "Sat 28 Nov 18:00 - Sat 28 Nov 22:00"),
        ("this evening", "Wed 25 Nov 18:00 - Wed 25 Nov 22:00"),
        ("esta tarde", "Wed 25 Nov 12:00 - Wed 25 Nov 18:00"),
        ("el viernes de madrugada", "Fri 27 Nov 00:00 - Fri 27 Nov 06:00"),
        ("this morning", "Wed 25 Nov 10:30 - Wed 25 Nov 12:00"),
        ("today", "Wed 25 Nov 10:30 - Thu 26 Nov 00:00"),
        ("today 14-18", "Wed 25 Nov 14:00 - Wed 25 Nov 18:00"),
        ("hoy de 14 a 18", "Wed 25 Nov 14:00 - Wed 25 Nov 18:00"),
        ("today 8-12", "Wed 25 Nov 10:30 - Wed 25 Nov 12:00"),
        ("tomorrow", "Thu 26 Nov 00:00 - Fri 27 Nov 00:00"),
        ("mañana", "Thu 26 Nov 00:00 - Fri 27 Nov 00:00"),
        ("pasado mañana", "Fri 27 Nov 00:00 - Sat 28 Nov 00:00"),
        ("day after tomorrow 8-12", "Fri 27 Nov 08:00 - Fri 27 Nov 12:00"),
        ("tomorrow from 8 to 12", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("mañana de 8 a 12", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("mañana de las 8 a las 12", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("8-12 tomorrow", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("8-12 sat", "Sat 28 Nov 08:00 - Sat 28 Nov 12:00"),
        ("from 14 to 18", "Wed 25 Nov 14:00 - Wed 25 Nov 18:00"),
        ("22-06", "Wed 25 Nov 22:00 - Thu 26 Nov 06:00"),
        ("8:00-10:00", "Thu 26 Nov 08:00 - Thu 26 Nov 10:00"),
        ("6-10pm", "Wed 25 Nov 18:00 - Wed 25 Nov 22:00"),
        ("fri 9am to 5pm", "Fri 27 Nov 09:00 - Fri 27 Nov 17:00"),
        ("fri 9-17", "Fri 27 Nov 09:00 - Fri 27 Nov 17:00"),
        ("fri 8pm to midnight", "Fri 27 Nov 20:00 - Sat 28 Nov 00:00"),
        ("fri 20-24", "Fri 27 Nov 20:00 - Sat 28 Nov 00:00"),
        ("fri noon to 16:00", "Fri 27 Nov 12:00 - Fri 27 Nov 16:00"),
        ("viernes de 8 de la noche a 2 de la madrugada", "Fri 27 Nov 20:00 - Sat 28 Nov 02:00"),
        ("fri 20:00 to sun 8:00", "Fri 27 Nov 20:00 - Sun 29 Nov 08:00"),
        ("fri 20 to sun 8", "Fri 27 Nov 20:00 - Sun 29 Nov 08:00"),
        ("fri", "Fri 27 Nov 00:00 - Sat 28 Nov 00:00"),
        ("fri to sun", "Fri 27 Nov 00:00 - Mon 30 Nov 00:00"),
        ("de viernes a domingo", "Fri 27 Nov 00:00 - Mon 30 Nov 00:00"),
        ("weekend", "Sat 28 Nov 00:00 - Mon 30 Nov 00:00"),
        ("this weekend", "Sat 28 Nov 00:00 - Mon 30 Nov 00:00"),
        ("el fin de semana", "Sat 28 Nov 00:00 - Mon 30 Nov 00:00"),
        ("next week", "Mon 30 Nov 00:00 - Mon 07 Dec 00:00"),
        ("la próxima semana", "Mon 30 Nov 00:00 - Mon 07 Dec 00:00"),
        ("la semana que viene", "Mon 30 Nov 00:00 - Mon 07 Dec 00:00"),
        ("next mon 8-12", "Mon 30 Nov 08:00 - Mon 30 Nov 12:00"),
        ("aswè a", "Wed 25 Nov 22:00 - Thu 26 Nov 07:00"),
        ("demen maten", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("demen 9vè rive 11è", "Thu 26 Nov 09:00 - Thu 26 Nov 11:00"),
        ("apre demen apremidi", "Fri 27 Nov 12:00 - Fri 27 Nov 18:00"),
        ("samdi swa", "Sat 28 Nov 18:00 - Sat 28 Nov 22:00"),
        ("samdi sa a", "Sat 28 Nov 00:00 - Sun 29 Nov 00:00"),
        ("wikenn sa a", "Sat 28 Nov 00:00 - Mon 30 Nov 00:00"),
        ("semenn k ap vini", "Mon 30 Nov 00:00 - Mon 07 Dec 00:00"),
        ("3 rive 9 desanm", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("cette nuit", "Wed 25 Nov 22:00 - Thu 26 Nov 07:00"),
        ("demain matin", "Thu 26 Nov 08:00 - Thu 26 Nov 12:00"),
        ("demain après-midi", "Thu 26 Nov 12:00 - Thu 26 Nov 18:00"),
        ("vendredi l'après-midi", "Fri 27 Nov 12:00 - Fri 27 Nov 18:00"),
        ("après-demain", "Fri 27 Nov 00:00 - Sat 28 Nov 00:00"),
        ("aujourd'hui de 14h à 18h", "Wed 25 Nov 14:00 - Wed 25 Nov 18:00"),
        ("samedi soir", "Sat 28 Nov 18:00 - Sat 28 Nov 22:00"),
        ("du vendredi au dimanche", "Fri 27 Nov 00:00 - Mon 30 Nov 00:00"),
        ("ce week-end", "Sat 28 Nov 00:00 - Mon 30 Nov 00:00"),
        ("la semaine prochaine", "Mon 30 Nov 00:00 - Mon 07 Dec 00:00"),
        ("lundi prochain 8-12", "Mon 30 Nov 08:00 - Mon 30 Nov 12:00"),
        ("du 3 au 9 décembre", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("pendant deux semaines", "Wed 25 Nov 10:30 - Wed 09 Dec 10:30"),
        ("3 dec", "Thu 03 Dec 00:00 - Fri 04 Dec 00:00"),
        ("dec 3", "Thu 03 Dec 00:00 - Fri 04 Dec 00:00"),
        ("2026-12-03", "Thu 03 Dec 00:00 - Fri 04 Dec 00:00"),
        ("3 dec to 9 dec", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("3 dec - 9 dec", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("3-9 dec", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("3 to 9 december", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("dec 3-9", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("dec 3 to dec 9", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("from dec 3 to 9", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("del 3 al 9 de diciembre", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("del 3 de diciembre al 9 de diciembre", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("3 dic a 9 dic", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("2026-12-03 to 2026-12-09", "Thu 03 Dec 00:00 - Thu 10 Dec 00:00"),
        ("28 dec to 3 jan", "Mon 28 Dec 00:00 - Mon 04 Jan 00:00"),
        ("14/12", "Mon 14 Dec 00:00 - Tue 15 Dec 00:00"),
        ("12/12", "Sat 12 Dec 00:00 - Sun 13 Dec 00:00"),
        ("8 dec 9-12", "Tue 08 Dec 09:00 - Tue 08 Dec 12:00"),
        ("10 dec 22-06", "Thu 10 Dec 22:00 - Fri 11 Dec 06:00"),
        ("dec 8 9-12", "Tue 08 Dec 09:00 - Tue 08 Dec 12:00"),
        ("for 2 hours", "Wed 25 Nov 10:30 - Wed 25 Nov 12:30"),
        ("por 2 horas", "Wed 25 Nov 10:30 - Wed 25 Nov 12:30"),
        ("2w", "Wed 25 Nov 10:30 - Wed 09 Dec 10:30"),
        ("for a week", "Wed 25 Nov 10:30 - Wed 02 Dec 10:30"),
        ("durante dos semanas", "Wed 25 Nov 10:30 - Wed 09 Dec 10:30"),
        ("now to 22:00", "Wed 25 Nov 10:30 - Wed 25 Nov 22:00"),
        ("from now until 6am", "Wed 25 Nov 10:30 - Thu 26 Nov 06:00"),
        ("ahora hasta las 22", "Wed 25 Nov 10:30 - Wed 25 Nov 22:00"),
        ("until 18:00", "Wed 25 Nov 10:30 - Wed 25 Nov 18:00"),
        ("until fri 8:00", "Wed 25 Nov 10:30 - Fri 27 Nov 08:00"),
        ("wed 14-18", "Wed 25 Nov 14:00 - Wed 25 Nov 18:00"),
        ("wed 8-10", "Wed 02 Dec 08:00 - Wed 02 Dec 10:00"),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(text: str, said: str) -> None:
    assert stretch(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "soon", "sat", "3/4", "3/4 8-12", "22-06 sat", "fri 9-5", "fri 10-6", "fri 8am-6", "fri 8pm to 6",
        "2-6", "sat 2-6", "8-8", "next fri", "next fri 8-12", "next weekend", "fri sat 8-12", "fri manana", "31 feb",
        "sat 25-26", "sat 22:60-23:00", "22.06", "sat 22,06", "sat 8:30:15-9", "sat 22-06-08", "sat 22 to 23 to 24",
        "sat to", "to sat", "from sat", "sat 22", "tomorrow at 8", "24 nov", "24 nov 22-06", "2025-12-03",
        "2026-11-24 22-06", "8-14", "hoy 8-10", "3 dec to 2026-11-30", "fri 5 dec", "night", "noche", "22-06 tomorrow",
        "sat midnight to 6", "fri 20:00 to sunday", "fri 20:00 to fri 8:00", "0h", "for 0 hours", "400d", "2 moons",
        "sat night to mon morning", "\U0001f319", "sat 22-06 бен", "٢٢-٠٦", "sat 22-06 ben", "and", "a", "a a", "-",
        "-- --", "9 dec to 3 dec 2026", "1/2/3/4", "mañana a las 8", "9-12 dec 3", "5 nov 22-06", "nov 5 8-12",
        "12/2026", "sat " * 40, "sat 22-06" + "!" * 200,
    ],
)  # fmt: skip
def test_what_may_mean_two_times_or_none_is_not_read(text: str) -> None:
    now = at("2026-11-28T12:00") if text == "sat" else WEDNESDAY

    assert stretch(text, now) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8", "Thu 26 Nov 08:00"),
        ("20", "Wed 25 Nov 20:00"),
        ("8am", "Thu 26 Nov 08:00"),
        ("8pm", "Wed 25 Nov 20:00"),
        ("8:30", "Thu 26 Nov 08:30"),
        ("20h", "Wed 25 Nov 20:00"),
        ("20h30", "Wed 25 Nov 20:30"),
        ("at 8", "Thu 26 Nov 08:00"),
        ("a las 8", "Thu 26 Nov 08:00"),
        ("a las 8 de la noche", "Wed 25 Nov 20:00"),
        ("mañana a las 8", "Thu 26 Nov 08:00"),
        ("mañana a las 3 de la tarde", "Thu 26 Nov 15:00"),
        ("tomorrow at 8", "Thu 26 Nov 08:00"),
        ("tomorrow night at 8", "Thu 26 Nov 20:00"),
        ("tomorrow night at 2", "Fri 27 Nov 02:00"),
        ("sat 22:00", "Sat 28 Nov 22:00"),
        ("wed 11:00", "Wed 25 Nov 11:00"),
        ("wed 10:00", "Wed 02 Dec 10:00"),
        ("3 dec 20:00", "Thu 03 Dec 20:00"),
        ("2026-12-03T20:00", "Thu 03 Dec 20:00"),
        ("noon", "Wed 25 Nov 12:00"),
        ("mediodía", "Wed 25 Nov 12:00"),
        ("midnight", "Thu 26 Nov 00:00"),
        ("tonight", "Wed 25 Nov 22:00"),
        ("sat morning", "Sat 28 Nov 08:00"),
        ("in 2 hours", "Wed 25 Nov 12:30"),
        ("en 2 horas", "Wed 25 Nov 12:30"),
        ("dentro de una hora", "Wed 25 Nov 11:30"),
        ("until fri 8:00", "Fri 27 Nov 08:00"),
    ],
)
def test_a_moment_is_read_as_it_was_meant(text: str, said: str) -> None:
    assert moment(text) == said


@pytest.mark.parametrize(
    "text",
    ["", "3", "at 3", "tomorrow at 3", "sat", "tomorrow", "22-06", "2w", "3/4 20:00", "sat midnight", "next fri 20:00",
     "25", "8:60", "13pm", "0am", "yesterday", "24 nov 20:00", "now now", "8 8", "8am pm"],
)  # fmt: skip
def test_what_may_be_two_moments_or_none_is_not_read(text: str) -> None:
    assert moment(text) is None


def test_what_could_be_two_dates_is_none_though_one_of_them_has_passed() -> None:
    march = at("2026-03-06T12:00")

    assert stretch("3/4", march) is None
    assert stretch("3/4 22-06", march) is None
    assert stretch("3/3", march) is None  # three days ago
    assert stretch("4/4", march) == "Sat 04 Apr 00:00 - Sun 05 Apr 00:00"


@pytest.mark.parametrize("text", ["tonight", "tomorrow", "tomorrow night", "mañana", "esta noche", "pasado mañana"])
def test_in_the_small_hours_the_day_must_be_named(text: str) -> None:
    assert stretch(text, at("2026-11-26T02:00")) is None
    assert stretch(text, at("2026-11-26T04:00")) is not None


@pytest.mark.parametrize("text", ["22-06", "wed 22-06", "wed night", "10pm-6am"])
def test_a_night_that_runs_leaves_open_which_is_meant(text: str) -> None:
    assert stretch(text, at("2026-11-25T23:00")) is None
    assert stretch(text, at("2026-11-26T03:00")) is None


def test_tonight_begins_now_once_it_runs() -> None:
    found = read_stretch("tonight", WORDS, CHICAGO, at("2026-11-25T23:10:42"))

    assert found is not None
    assert found.start == at("2026-11-25T23:10")
    assert found.end == at("2026-11-26T07:00")


@pytest.mark.parametrize(
    ("text", "rest", "said"),
    [
        ("ben sat 22-06", "ben", SATURDAY_NIGHT),
        ("ben on sat 22-06", "ben", SATURDAY_NIGHT),
        ("ben from sat 22:00 to sun 6:00", "ben", SATURDAY_NIGHT),
        ("sat 22-06 Ben", "Ben", SATURDAY_NIGHT),
        ("sat 22-06", "", SATURDAY_NIGHT),
        ("María José el sábado de 22 a 6", "María José", SATURDAY_NIGHT),
        ("ana off tomorrow night", "ana off", "Thu 26 Nov 22:00 - Fri 27 Nov 07:00"),
        ("a ana mañana por la noche", "a ana", "Thu 26 Nov 22:00 - Fri 27 Nov 07:00"),
        ("May sat 22-06", "May", SATURDAY_NIGHT),
        ("April sat 22-06", "April", SATURDAY_NIGHT),
        ("al sat 22-06", "al", SATURDAY_NIGHT),
        ("al green sat 22-06", "al green", SATURDAY_NIGHT),
        ("ben2 sat 22-06", "ben2", SATURDAY_NIGHT),
        ("who: sat 22-06", "who:", SATURDAY_NIGHT),
        ("Бен sat 22-06", "Бен", SATURDAY_NIGHT),
    ],
)
def test_what_stands_beside_a_time_is_kept_as_typed(text: str, rest: str, said: str) -> None:
    found = split_stretch(text, WORDS, CHICAGO, WEDNESDAY)

    assert found is not None
    assert found[0] == rest
    assert stretch(said_as(found[1].start, found[1].end)) == said


@pytest.mark.parametrize(
    ("text", "rest"),
    [("ben sat at 22:00", "ben"), ("sat at 22:00 Ben", "Ben"), ("sat 10pm", ""), ("Ana sábado a las 22", "Ana")],
)
def test_what_stands_beside_a_moment_is_kept_too(text: str, rest: str) -> None:
    assert split_moment(text, WORDS, CHICAGO, WEDNESDAY) == (rest, datetime(2026, 11, 29, 4, tzinfo=UTC))


@pytest.mark.parametrize("text", ["ben", "sat ben 22:00", "ben 8pm 22:00", "ben until sat ben 22:00"])
def test_no_moment_is_read_where_part_of_it_would_be_lost(text: str) -> None:
    assert split_moment(text, WORDS, CHICAGO, WEDNESDAY) is None


def said_as(start: datetime, end: datetime) -> str:
    return f"{start.astimezone(CHICAGO):%Y-%m-%dT%H:%M} to {end.astimezone(CHICAGO):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    "text",
    ["ben", "", "sat ben 22-06", "ben 3/4 22-06", "ben 24 nov 22-06", "ben fri sat 22-06", "tonight ben 22-06",
     "ben 5 22-06", "ben until sat 22-06", "sun sat 22-06", "ben next fri 22-06",
     "ben every sat 22-06 and sun", "put 22-06 ben sat"],
)  # fmt: skip
def test_nothing_is_read_where_part_of_the_time_would_be_lost(text: str) -> None:
    assert split_stretch(text, WORDS, CHICAGO, WEDNESDAY) is None
