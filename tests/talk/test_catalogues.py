"""Every sentence exists in every language, fits its blanks, fits one SMS, and asks for no word a phone company owns."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from config.catalogues import LANGUAGE_NAMES, LOCALE, Catalogues, load_catalogues
from config.phrases import load_phrases
from config.sightings import load_sighting_words
from config.triage import FOLDER as TRIAGE
from config.words import load_words
from domain.board import Lost
from domain.checkin import Sharing
from domain.cohort import Stands
from domain.complaint import ComplaintState
from domain.custody import CustodyStatus
from domain.debrief import Part
from domain.figures import By
from domain.incident import AssignmentState, Disposition, IncidentStatus, PageState
from domain.language import normalise
from domain.ledger import Answer, Permit
from domain.messages import TERMS, Action, MessageKind
from domain.needs import DangerKind, Urgency, Want
from domain.neighbours import AidState
from domain.new_team import HOURS
from domain.people import Availability, Channel, Manner, Standing
from domain.policy import Tier
from domain.proof import Lack
from domain.rest import RestRule
from domain.rota import Unit, Weekday
from domain.rota_commands import ChangeKind
from domain.segments import segments
from domain.sighting import Certainty
from domain.swap import Hurdle
from domain.tasks import TaskKind
from domain.texting import NAMES
from domain.toolkit import Chapter
from domain.vocabulary import Word
from domain.year import Growth
from domain.year import Part as YearPart

CATALOGUES = load_catalogues()
LANGUAGES = CATALOGUES.languages
BLANK = re.compile(r"\{(\w+)\}")
OWNED = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "START",
    "YES",
    "UNSTOP",
    "HELP",
    "INFO",
]

TYPICAL: dict[str, str] = {
    "street": "Martin Luther King Jr Blvd",
    "danger": "PELIGRO",
    "coordinator": "La persona que coordina sigue buscando",
    "community": "Riverside",
    "code": "Juniper",
    "texts": "988",
    "dangers": "badly hurt or not breathing",
    "reason": "he is breaking the door",
    "permit": "Ambulance",
    "consent": "NO",
    "texting": "NOT safe",
    "codes": "Juniper, Otter",
    "other": "Otter",
    "requester": "Willow",
    "minutes": "12",
    "asked": "3",
    "emergency": "911, 988",
    "letter": "A",
    "nature": "Conflict or threat",
    "areas": "Old Town",
    "languages": "Spanish",
    "place": "5th and Main",
    "words": "two men are shouting at her",
    "disposition": "resolved on scene",
    "page_state": "no answer in time",
    "opens": "08:00",
    "off_hours": "St. Ann on 5th is open all night.",
    "asking": "Stay with the people you trust most. Text any time now.",
    "first_words": "Got it. What is happening, and where? 1 = danger now. EXIT = we go silent.",
    "referral": "Riverside Clinic, 312-555-0100.",
    "language": "es",
    "hours": "2",
    "caller": "Willow",
    "team": "River",
    "calls": "3",
    "link": "https://t.me/RiverLineBot?start=K7Q2M9",
    "channel": "Telegram",
    "n": "2",
    "day": "14 Mar 2027",
    "when": "Wed 14 Mar 08:00",
    "person": "Benjamin",
    "skills": "Primeros auxilios",
    "window": "22:30-07:00",
    "wakes": ", danger may wake you",
    "previews": "show nothing of it",
    "zone": "America/Chicago",
    "channels": "Telegram",
    "availability": "as the rota says",
    "mark": "ends soon",
    "answered": "answered after",
    "here": "this one",
    "seconds": "12",
    "count": "2",
    "hurdles": "too little rest around it, lacks a skill it wants",
    "swap_state": "no longer open",
    "swap_cause": "whose shift it was is not in the team",
    "address": "+13125550100",
    "calendar": "https://river.example.org/feeds/0123456789abcdefghijklmnopqrstuvwxyz0123456.ics",
    "nights": "12",
    "weekends": "3",
    "since_hours": "312",
    "accepts": "11",
    "open": "2",
    "tasks": "3",
    "task": "Nobody is left to ask",
    "assignment_state": "on the way",
    "until": "Thu 08:00",
    "rota": "River nights",
    "people": "Benjamin, Ana",
    "off": "Ana",
    "by": "Cora",
    "days": "14",
    "short": "2",
    "tenths": "4",
    "others": "8",
    "said": "we are at the corner, in a blue car",
    "pin": "41.88000,-87.64000",
    "phrase": "Please come to the door when it is safe.",
    "stage": "Main Library",
    "number": "12",
    "text": "",
    "door": "wants to join",
    "card": "Two of you, always.",
    "card_area": "Conflicts and looking in",
    "chapter": "When to step back",
    "then": "When to step back",
    "next": "4 2",
    "question": "If you can: how many people, and is anybody on oxygen? Or leave it.",
    "spot": "5th St & Main St",
    "clock": "14:05",
    "unit": "Inmigracion",
    "size": "4",
    "vehicles": "2",
    "activity": "paran gente",
    "gear": "autos",
    "certainty": "confirmado",
    "custody": "con cargos o fianza",
    "note": "county jail, booking 4471",
    "unsaid": "Ben, Cal",
    "venue": "Main Library",
    "seat": "you have a seat",
    "wanted": "4",
    "everybody": "Open to community members",
    "shares": "your coordinators",
    "sits": "heavy",
    "story": "fight",
    "drill_step": "A call came in, made up.",
    "paused": "It rests",
    "real": "a real call",
    "seen_after": "12 s",
    "got_after": "3 min",
    "until_there": "12",
    "status": "asking",
    "overdue": "con retraso",
    "call": "hecho",
    "complaint_state": "en revision",
    "late": "2",
    "debrief_part": "What made it harder",
    "well": "2",
    "mixed": "1",
    "badly": "1",
    "in_month": "Sept 2026",
    "to_month": "Sept 2026",
    "told_apart": "calls by language",
    "accept": "12",
    "slow": "34",
    "arrival": "22",
    "filled": "84",
    "few": "5",
    "outside": "5",
    "fellow": "you are in",
    "growth": "power and teams",
    "part": "Stories and support",
    "gathering": "After a hard call",
    "agenda": "In twos: a time somebody stood by you.",
    "shift": "evenings 18-22",
    "pairs": "Ana + Ben",
    "most": "3",
}
LONGER = {MessageKind.M_GO, MessageKind.M_RELEASED, MessageKind.M_LATER_GO}
"""Details for those who go: two SMS, because every part of them is needed there."""

ONLY_WITH_BUTTONS = {
    MessageKind.R_STOPPED,
    MessageKind.M_STOPPED,
    MessageKind.M_STALE_BUTTON,
    MessageKind.M_PAGE_ENDED,
    MessageKind.M_PAGE_ENDED_NEUTRAL,
    MessageKind.M_FEED,
}
"""Never sent to a channel without buttons."""


def test_english_spanish_french_and_kreyol_are_there() -> None:
    assert set(LANGUAGES) >= {"en", "es", "fr", "ht"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_has_the_same_keys(language: str) -> None:
    assert CATALOGUES.keys(language) == CATALOGUES.keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_stands_once(language: str) -> None:
    lines = (LOCALE / language / "LC_MESSAGES" / "upstander.po").read_text(encoding="utf-8").splitlines()
    keys = [each for each in lines if each.startswith("msgid ")]
    said = [each for each in lines if each.startswith("msgstr ")]

    assert sorted(keys) == sorted(set(keys))
    assert len(said) == len(keys)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("manner", Manner)
def test_every_kind_has_a_sentence_for_every_manner(language: str, manner: Manner) -> None:
    keys = CATALOGUES.keys(language)

    assert [kind for kind in MessageKind if not keys & {f"{kind.value}.{manner.value}", kind.value}] == []


def keys_of(prefix: str, values: Iterable[str]) -> set[str]:
    return {f"{prefix}.{value}" for value in values}


def test_every_button_and_every_state_has_its_words() -> None:
    needed = keys_of("disposition", iter(Disposition))
    needed |= keys_of("status", iter(IncidentStatus))
    needed |= keys_of("page_state", iter(PageState))
    needed |= keys_of("assignment_state", iter((*AssignmentState, "by_text", "afar")))
    needed |= keys_of("channel", iter(Channel))
    needed |= keys_of("task", iter(TaskKind))
    needed |= keys_of("work", iter(("inbox", "timer", "delivery", "lease")))
    needed |= keys_of("lost", iter(Lost))
    needed |= keys_of("standing", iter(Standing))
    needed |= keys_of("channel", iter(Channel))
    needed |= keys_of("role", iter(("1", "2", "3")))
    needed |= keys_of("how", iter(("exit", "stop", "withdrawn", "unreachable", "expired", "unsafe")))
    needed |= keys_of("veiled", iter(NAMES))
    needed |= keys_of("button", (action.value for action in Action if action is not Action.LANGUAGE))
    needed |= keys_of("availability", iter(Availability))
    needed |= keys_of("channels", iter(("telegram", "sms")))
    needed |= keys_of("mark", iter(("yes", "no", "waits", "ends")))
    needed |= keys_of("answered", iter(("yes", "no"))) | keys_of("wakes", iter(("yes", "no")))
    needed |= keys_of("here", iter(("yes",)))
    needed |= keys_of("hole", (str(int(lack)) for lack in Lack if lack is not Lack.NOTHING))
    needed |= keys_of("previews", iter(("full", "neutral")))
    needed |= keys_of("hurdles", iter(Hurdle))
    needed |= keys_of("swap_cause", iter(("rota", "gone", "filled")))
    needed |= keys_of("swap_state", iter(("taken", "withdrawn", "untaken", "ended")))
    needed |= keys_of("calendar", iter(("name", "title", "named", "alarm")))
    needed |= keys_of("weekdays", (*Weekday, "weekdays", "weekends"))
    needed |= keys_of("length", (each.value for each in Unit)) | keys_of("length", (f"{each.value}s" for each in Unit))
    needed |= keys_of("rule", iter(RestRule))
    needed |= keys_of("gap", iter(("made", "closed", "left")))
    needed |= keys_of("choice", iter(("make_it_count", "change_something", "drop_it", "beside", "behind", "before")))
    needed |= keys_of("tiers", iter(Tier))
    needed |= keys_of("change", iter(ChangeKind)) | keys_of("undone", iter(("yes",)))
    needed |= keys_of("phrase", load_phrases())
    needed |= keys_of("urgency", iter(Urgency)) | keys_of("aid_state", iter(AidState))
    needed |= keys_of("chapter", iter(Chapter)) | keys_of("door", iter(("join", "start_a_team")))
    needed |= {"again", "button.number"}
    words = load_sighting_words()
    needed |= (
        keys_of("certainty", iter(Certainty))
        | keys_of("custody", iter(CustodyStatus))
        | keys_of("activity", words.activities.values())
    )
    needed |= keys_of("unit", (*words.units.values(), *words.with_activity.values()))
    needed |= keys_of("gear", words.gear.values())
    needed |= keys_of("wants", iter(Want)) | keys_of("dangers", iter(DangerKind))
    needed |= keys_of("permit", iter(Permit)) | keys_of("consent", iter(Answer))
    needed |= keys_of("texting", iter(("safe", "unsafe")))
    needed |= keys_of("seat", iter(("taken", "waiting", "came", "missed", "off"))) | keys_of(
        "everybody", iter(("yes",))
    )
    needed |= {"again", "understood", "button.number"}
    needed |= keys_of("complaint_state", iter(ComplaintState)) | keys_of("overdue", iter(("yes",)))
    needed |= keys_of("call", iter(("done",))) | keys_of("bare", iter(("yes",)))
    needed |= keys_of("debrief_part", iter(Part)) | keys_of("told_apart", (*By, "load"))
    needed |= keys_of("plot", iter(("calls", "filled", "open", "minutes", "accept", "arrival", "load", "asked")))
    needed |= keys_of("fellow", iter(Stands)) | keys_of("growth", iter(Growth)) | keys_of("part", iter(YearPart))
    needed |= keys_of("shift", iter(HOURS))
    needed |= keys_of("shares", iter(Sharing)) | keys_of("sits", iter(("light", "stays", "heavy", "unwell")))
    needed |= {"drill"} | keys_of("paused", iter(("yes",))) | keys_of("real", iter(("call", "mayday")))
    needed |= keys_of("drill_step", iter(("opened", "accepted", "words", "there", "done", "closed")))

    assert needed <= CATALOGUES.keys("en")


def test_no_sentence_is_left_over() -> None:
    groups = (
        "disposition",
        "status",
        "page_state",
        "assignment_state",
        "how",
        "danger",
        "coordinator",
        "channel",
        "task",
        "work",
        "lost",
        "console",
        "nature",
        "standing",
        "role",
        "channel",
        "button",
        "none",
        "notice",
        "menu",
        "availability",
        "channels",
        "mark",
        "answered",
        "here",
        "hole",
        "wakes",
        "previews",
        "hurdles",
        "swap_state",
        "swap_cause",
        "calendar",
        "choice",
        "length",
        "weekdays",
        "gap",
        "rule",
        "change",
        "undone",
        "phrase",
        "tiers",
        "urgency",
        "aid_state",
        "chapter",
        "door",
        "certainty",
        "custody",
        "unit",
        "activity",
        "gear",
        "veiled",
        "wants",
        "dangers",
        "permit",
        "consent",
        "texting",
        "seat",
        "everybody",
        "shares",
        "sits",
        "drill_step",
        "paused",
        "real",
        "overdue",
        "call",
        "bare",
        "complaint_state",
        "debrief_part",
        "told_apart",
        "areas",
        "plot",
        "fellow",
        "growth",
        "part",
        "shift",
        "log",
        "paging",
    )
    names = {kind.value for kind in MessageKind} | {"again", "understood", "drill"}
    left_over = {
        key
        for key in CATALOGUES.keys("en")
        if key.partition(".")[0] not in groups and (key not in names and key.rpartition(".")[0] not in names)
    }

    assert not left_over


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_use_only_the_blanks_their_kind_fills(language: str) -> None:
    for key in CATALOGUES.keys(language):
        name = key.removesuffix(".words").removesuffix(".taps")
        if name in {kind.value for kind in MessageKind}:
            blanks = set(BLANK.findall(CATALOGUES.sentence(language, key)))
            assert blanks <= set(TERMS[MessageKind(name)].params), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_the_same_blanks_as_english(language: str) -> None:
    for key in CATALOGUES.keys(language):
        ours, english = (set(BLANK.findall(CATALOGUES.sentence(each, key))) for each in (language, "en"))
        assert ours == english, key


def sentences(manner: Manner) -> Iterator[tuple[str, str, str]]:
    """(language, key, sentence) of everything said in this manner."""
    for language in LANGUAGES:
        for kind in MessageKind:
            keys = CATALOGUES.keys(language)
            key = f"{kind.value}.{manner.value}" if f"{kind.value}.{manner.value}" in keys else kind.value
            yield language, key, CATALOGUES.sentence(language, key)


@pytest.mark.parametrize("manner", Manner)
def test_nothing_asks_for_a_word_that_a_phone_company_owns(manner: Manner) -> None:
    for language, key, sentence in sentences(manner):
        words = re.findall(r"/?\w+", sentence)
        allowed = manner is Manner.TAPS or MessageKind(key.partition(".")[0]) in ONLY_WITH_BUTTONS
        for word in OWNED:
            assert word not in words, (language, key, word)
            assert not re.search(rf"\b{word}\s*=", sentence, re.IGNORECASE), (language, key, word)
            assert allowed or f"/{word.lower()}" not in words, (language, key, word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_a_sentence_asks_for_are_understood(language: str) -> None:
    """Whatever stands before ` = ` in a sentence without digits is a word of the vocabulary."""
    phrases = load_words().phrases
    for key in CATALOGUES.keys(language):
        for asked in re.findall(
            r"(?:^|[.;:] )([^\W\d_](?:[^\W\d_]|[ '-]){1,29}) = ", CATALOGUES.sentence(language, key)
        ):
            assert normalise(asked) in phrases, (key, asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_menu_is_a_word_that_is_understood(language: str) -> None:
    words = load_words()
    means = {"start": Word.START, "news": Word.STATUS, "exit": Word.EXIT}
    for name, word in means.items():
        assert words.whole(normalise(f"/{CATALOGUES.sentence(language, f'menu.{name}.command')}")) is word
    other = normalise(CATALOGUES.sentence(language, "menu.other_language.command"))

    assert words.languages[other] != language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_where_nobodys_language_is_known_is_short_enough_for_all_of_them_together(language: str) -> None:
    assert len(CATALOGUES.sentence(language, "notice.away")) < 300
    assert len(CATALOGUES.sentence(language, "notice.about")) < 450


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digit_that_says_its_word_too_is_understood(language: str) -> None:
    """`4 done`, as the details say it, comes back to us as it stands there."""
    phrases = load_words().phrases
    asked = re.findall(r"[1-5] ([^0-9]+?)(?= [1-5] |$)", CATALOGUES.sentence(language, "m_set_off.words"))

    assert len(asked) == 4
    assert all(normalise(each) in phrases for each in asked), asked


def filled(sentence: str) -> str:
    return BLANK.sub(lambda blank: TYPICAL[blank[1]], re.sub(r"[\[\]]", "", sentence))


def test_what_requesters_and_protectors_get_by_sms_fits_one() -> None:
    too_long = {
        (language, key): segments(filled(sentence))
        for language, key, sentence in sentences(Manner.WORDS)
        if key.startswith(("r_", "m_")) and segments(filled(sentence)) > 1
    }

    assert {MessageKind(key.partition(".")[0]) for _, key in too_long} - ONLY_WITH_BUTTONS == LONGER
    assert all(count == 2 for (_, key), count in too_long.items() if MessageKind(key.partition(".")[0]) in LONGER)


def test_the_first_words_are_those_of_the_field() -> None:
    assert CATALOGUES.sentence("en", "r_first_words.words") == (
        "Got your text. What is happening, and where? Own words. 1 = danger now. EXIT = we go silent."
    )


@pytest.mark.parametrize("manner", Manner)
def test_whatever_a_requester_may_read_first_says_how_to_make_us_silent(manner: Manner) -> None:
    first = {
        "r_first_words",
        "r_asking",
        "r_unplaced",
        "r_referred",
        "r_danger_heard",
        "r_outside",
        "r_off_hours",
        "r_off_on_purpose",
    }
    for language, key, sentence in sentences(manner):
        if key.partition(".")[0] in first:
            (way_out,) = re.findall(r"\b([A-Z]{4,}) = ", sentence)
            assert load_words().whole(normalise(way_out)) is Word.EXIT, (language, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_a_requester_reads_tells_a_bystander_what_they_told_us(language: str) -> None:
    """Safe on a lock screen: no blank of a requester's message carries a nature, a place or words.

    Which of the areas a ZIP code spans can only be asked by their names, which are as public as the code.
    """
    for kind in MessageKind:
        if kind.value.startswith("r_") and kind is not MessageKind.R_LINE_PLACE_PART:
            assert not {"nature", "areas", "place", "words", "requester"} & set(TERMS[kind].params)


_NEVER_ASKED = re.compile(
    r"immigra|inmigra|citizen|ciudadan|visa\b|undocumented|indocument|legal name|full name|nombre completo|apellido"
    r"|surname|date of birth|how old|edad\b|\brace\b|\braza\b|ethnic|etnia",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_asked_who_they_are(language: str) -> None:
    """No sentence to a requester asks for status, name, age or race: there is nowhere to keep it."""
    asked = {
        key: sentence
        for manner in Manner
        for of, key, sentence in sentences(manner)
        if of == language and key.startswith("r_") and _NEVER_ASKED.search(sentence)
    }

    assert asked == {}


def test_a_page_tells_nobody_where_or_what_was_said() -> None:
    assert not {"place", "words", "requester", "code"} & set(TERMS[MessageKind.M_PAGE].params)


def test_a_region_reads_its_language_and_an_unknown_language_reads_english() -> None:
    assert CATALOGUES.sentence("es-MX", "m_language") == CATALOGUES.sentence("es", "m_language")
    assert CATALOGUES.sentence("tlh", "m_language") == CATALOGUES.sentence("en", "m_language")


def test_a_sentence_missing_in_one_language_is_read_in_english() -> None:
    catalogues = Catalogues({"en": {"a": "A", "a.words": "A in words"}, "es": {"a": "A española"}})

    assert catalogues.sentence("es", "a.words", "a") == "A española"
    assert catalogues.sentence("es", "b", "a.words") == "A in words"
    with pytest.raises(LookupError):
        catalogues.sentence("es", "b")


def test_languages_are_called_as_their_reader_calls_them() -> None:
    assert CATALOGUES.language_name("es", "en") == "Spanish"
    assert CATALOGUES.language_name("ht", "es") == "criollo haitiano"
    assert CATALOGUES.language_name("en", "ht") == "angle"
    assert CATALOGUES.language_name("ht", "ht") == "kreyòl"
    assert CATALOGUES.language_name("nobody", "en") == "nobody"


def test_a_reader_of_kreyol_reads_every_language_that_is_understood_by_a_name_of_their_own() -> None:
    understood = {path.stem for path in TRIAGE.glob("??.yaml")}

    assert understood <= set(LANGUAGE_NAMES["ht"])


def test_catalogues_are_read_once(tmp_path: Path) -> None:
    assert load_catalogues(LOCALE) is load_catalogues(LOCALE)
    assert load_catalogues(tmp_path).languages == ()
