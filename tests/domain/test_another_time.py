"""`later at 6`, in many words, is a moment at which they may be asked."""

from datetime import UTC, datetime, time

from config.checkins import load_check_in_words
from config.words import load_words
from domain.another_time import read_another_time
from domain.checkin import Hours, Said
from domain.language import normalise
from domain.zone import reached, zone

NOON = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)  # a Friday; the clocks go forward on Sunday
CHICAGO = zone("America/Chicago")
SAID = {
    "later at 6": "Fri 18:00",
    "ask me later, at 6:30pm": "Fri 18:30",
    "maybe at 10": "Sat 10:00",
    "tomorrow morning": "Sat 09:00",
    "tomorrow morning please": "Sat 09:00",
    "in 2 hours": "Fri 14:00",
    "ask me monday": "Mon 09:00",
    "tonight": "Sat 09:00",
    "luego a las 6": "Fri 18:00",
    "mañana por la mañana": "Sat 09:00",
    "preguntame en 2 horas": "Fri 14:00",
    "más tarde, a las 18": "Fri 18:00",
    "el lunes a las 3 pm": "Mon 15:00",
    "plus tard à 6h": "Fri 18:00",
    "demain matin": "Sat 09:00",
    "dans 2 heures": "Fri 14:00",
    "pita a 6 è": "Fri 18:00",
    "demen maten": "Sat 09:00",
    "nan 2 èdtan": "Fri 14:00",
}
NO_TIME = ("we were too few at 6", "he came back tomorrow morning", "later", "two of us", "6", "in a while")


def test_a_time_is_read_in_four_languages_and_what_tells_more_is_not_taken_for_one() -> None:
    words, later = load_words(), load_check_in_words()
    hours = Hours(where=CHICAGO, between=(time(9), time(20)))

    def read(text: str) -> str:
        said = later.meant(normalise(text)) is Said.LATER
        at = read_another_time(text, later, words, hours, NOON, said=said)
        return "" if at is None else f"{reached(CHICAGO, at):%a %H:%M}"

    assert {text: read(text) for text in SAID} == SAID
    assert {text: read(text) for text in NO_TIME} == dict.fromkeys(NO_TIME, "")
