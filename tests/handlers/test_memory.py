"""What is meant by words about figures and debriefs, and what is no answer to a debrief's question."""

from dataclasses import replace
from datetime import timedelta

from config.checkins import load_check_in_words
from config.toolkit import load_toolkit
from domain import debrief
from domain.community import Team
from domain.debrief import Asked, Part, Went
from domain.figures import By
from domain.ids import PersonId, TeamId
from domain.memory_commands import AnswerDebrief, DebriefDone, DebriefIntoCard, EditDebrief, ShowDebrief, ShowFigures
from domain.messages import MessageKind as K
from domain.people import Channel
from domain.policy import Policy
from domain.toolkit import Chapter
from tests.handlers.talks import COMMUNITY, Chat, coordinator, kinds, member, only
from tests.support.builders import NOON

RIVER = TeamId("river")
OURS = Team(
    id=RIVER, names={"en": "River"}, time_zone="America/Chicago", areas=frozenset(), protections={}, policy=Policy()
)
TEAMS = replace(COMMUNITY, teams={RIVER: OURS})
ASKED = Asked(id="q1", debrief="d1", number=7, person=PersonId("ana"), at=NOON)


def test_figures_are_asked_for_in_any_order_and_language() -> None:
    meant = {
        "figures": ("2026-01", "2026-03", None, ""),
        "stats": ("2026-01", "2026-03", None, ""),
        "figures month": ("2026-03", "2026-03", None, ""),
        "figures this month": ("2026-03", "2026-03", None, ""),
        "figures last month": ("2026-02", "2026-02", None, ""),
        "figures last year": ("2025-01", "2025-12", None, ""),
        "figures for last year by hour": ("2025-01", "2025-12", By.HOUR, ""),
        "figures year": ("2026-01", "2026-03", None, ""),
        "figures 2024": ("2024-01", "2024-12", None, ""),
        "figures march 2025": ("2025-03", "2025-03", None, ""),
        "figures last march": ("2026-03", "2026-03", None, ""),
        "figures december last year": ("2025-12", "2025-12", None, ""),
        "figures last 6 months": ("2025-10", "2026-03", None, ""),
        "figures last 3 months": ("2026-01", "2026-03", None, ""),
        "cifras del año pasado": ("2025-01", "2025-12", None, ""),
        "cifras mes pasado": ("2026-02", "2026-02", None, ""),
        "chiffres de l'année dernière": ("2025-01", "2025-12", None, ""),
        "chif ane pase": ("2025-01", "2025-12", None, ""),
        "figures month 12": ("2025-12", "2025-12", None, ""),
        "figures by hour in february": ("2026-02", "2026-02", By.HOUR, ""),
        "cifras mes zona": ("2026-03", "2026-03", By.AREA, ""),
        "chiffres heure mars": ("2026-03", "2026-03", By.HOUR, ""),
        "chif lang": ("2026-01", "2026-03", By.LANGUAGE, ""),
        "Figures nature, area Old Town": ("2026-01", "2026-03", By.NATURE, "old_town"),
        "cifras tipo zona casco viejo": ("2026-01", "2026-03", By.NATURE, "old_town"),
        "figures area 4": ("2026-01", "2026-03", None, "abortion_support"),
    }
    for text, (first, last, apart, where) in meant.items():
        told = only(coordinator().knowing(community=TEAMS, toolkit=load_toolkit()).text(text))

        assert isinstance(told, ShowFigures), text
        assert (told.first, told.last, told.told_apart) == (first, last, apart), text
        assert told.where.replace("-", "_") == where, text
        assert not told.plot
    for text in (
        "figures last",
        "figures last week",
        "figures 13 months",
        "figures of eight",
        "figures load share",
        "figures month nowhere",
    ):
        assert kinds(coordinator().knowing(community=TEAMS).text(text)) == [K.M_FIGURES_HOW], text
    assert kinds(member().knowing(community=TEAMS).text("figures load")) == [K.M_MAY_NOT]
    telegram = coordinator(channel=Channel.SIM_TELEGRAM).knowing(community=TEAMS)
    shared = only(telegram.text("figures share hour"))
    assert isinstance(shared, ShowFigures)
    assert (shared.for_others, shared.plot, shared.told_apart) == (True, True, By.HOUR)


def test_words_and_digits_answer_the_question_that_is_open_and_nothing_else_does() -> None:
    out = debrief.asked(ASKED, NOON)
    for text, went, words in (
        ("2", Went.MIXED, ""),
        ("4", None, ""),
        ("It went ok, mostly", None, "It went ok, mostly"),
    ):
        told = only(member(debriefs=(out,)).text(text))
        assert told == AnswerDebrief(by=PersonId("ana"), asked="q1", part=Part.WENT, went=went, words=words), text
    assert kinds(member(debriefs=(out,)).text("7")) == [K.M_DEBRIEF_WENT]
    for text in ("0", "no", "enough"):
        told = only(member(debriefs=(out,)).text(text))
        assert isinstance(told, AnswerDebrief)
        assert told.no_more, text
    last = debrief.asked(ASKED, NOON, question=Part.CHANGE)
    for text in ("ring twice", "need more light next time", "my radio was dead"):
        told = only(member(debriefs=(last,)).text(text))
        assert (isinstance(told, AnswerDebrief), getattr(told, "words", "")) == (True, text)
        assert kinds(member(debriefs=(last,)).text(text)) == [K.M_DEBRIEF_DONE]

    for text in ("me", "off for 2 hours", "who is on", "i want to kill myself"):
        step = member(debriefs=(out,)).text(text)
        assert not any(isinstance(each, AnswerDebrief) for each in step.commands), text
    said = debrief.asked(ASKED, NOON, question=Part.HELPED)
    for text in (
        "my partner",
        "with Sam we took turns",
        "team was calm",
        "hold hands",
        "page us sooner",
        "need more water",
        "close the door behind us",
        "training on the radio",
        "con calma",
        "avec les voisins",
    ):
        told = only(member(debriefs=(said,)).text(text))
        assert isinstance(told, AnswerDebrief), text
        assert told.words == text
    for text in ("task call the clinic tomorrow 9", "more 7 2", "seat 4", "cards conflict arrival", "my shifts"):
        step = member(debriefs=(said,)).text(text)
        assert not any(isinstance(each, AnswerDebrief) for each in step.commands), text
    late = member(debriefs=(out,)).later(timedelta(hours=3)).text("we brought two bags")
    assert not late.commands


def test_who_reads_a_debrief_is_answered_and_a_break_is_granted_while_its_question_stays_open() -> None:
    for part in Part:
        out = debrief.asked(ASKED, NOON, question=part)
        chat = member(debriefs=(out,)).knowing(check_in_words=load_check_in_words())
        for text in ("who reads this?", "who will see this", "quien lee esto", "qui va lire ça", "ki moun k ap li sa"):
            step = chat.text(text)
            asked_again = K(f"m_debrief_{part.value}")
            assert (kinds(step), step.commands) == ([K.M_DEBRIEF_WHO_READS, asked_again], ()), text
        for text in ("I need a break", "need rest", "necesito descansar", "besoin de repos", "m bezwen repoze"):
            step = chat.text(text)
            assert (kinds(step), step.commands) == ([K.M_DEBRIEF_BREAK], ()), text


def test_a_debrief_knows_the_words_beside_its_digits_and_a_wish_and_a_question_from_an_answer() -> None:
    def asked(part: Part) -> Chat:
        out = debrief.asked(ASKED, NOON, question=part)
        return member(debriefs=(out,)).knowing(check_in_words=load_check_in_words())

    for text, went in (
        *(("Mixed", Went.MIXED), ("más o menos", Went.MIXED), ("bien", Went.WELL), ("ok", Went.WELL)),
        *(("mal", Went.BADLY), ("konsa konsa", Went.MIXED), ("ça s'est bien passé", Went.WELL)),
    ):
        told = only(asked(Part.WENT).text(text))
        assert isinstance(told, AnswerDebrief)
        assert (told.went, told.words) == (went, ""), text
        assert not any(getattr(each, "went", None) for each in asked(Part.HELPED).text(text).commands), text
    for text in ("skip", "leave it out", "saltar", "je passe", "sote l"):
        told = only(asked(Part.HARDER).text(text))
        assert told == AnswerDebrief(by=PersonId("ana"), asked="q1", part=Part.HARDER), text
    for text in ("mas tarde", "no quiero", "I don't want to", "not today", "je ne veux pas", "plus tard", "m pa vle"):
        for part in (Part.WENT, Part.CHANGE):
            told = only(asked(part).text(text))
            assert isinstance(told, AnswerDebrief)
            assert told.no_more, text
    for text in ("who reads this?", "What was this about", "¿quién lee esto?", "qui lit ça ?", "ki moun k ap li sa"):
        step = asked(Part.CHANGE).text(text)
        assert not step.commands, text
        assert kinds(step) == [K.M_DEBRIEF_WHO_READS, K.M_DEBRIEF_CHANGE], text


def test_a_coordinator_reads_edits_and_takes_over_by_number() -> None:
    cora = PersonId("cora")
    told = coordinator(channel=Channel.SIM_TELEGRAM).knowing(toolkit=load_toolkit())
    for text, command in (
        ("debrief 7", ShowDebrief(by=cora, number=7, bare=False)),
        ("bilan 7", ShowDebrief(by=cora, number=7, bare=False)),
        (
            "balance 7 5: Pedir el codigo: siempre",
            EditDebrief(by=cora, number=7, part=Part.CHANGE, words="Pedir el codigo: siempre"),
        ),
        ("debrief 7 2:", EditDebrief(by=cora, number=7, part=Part.HAPPENED, words="")),
        ("debrief 7 card 2", DebriefIntoCard(by=cora, number=7, chapter=Chapter.ARRIVAL, language="en")),
        ("debrief 7 done", DebriefDone(by=cora, number=7)),
    ):
        assert only(told.text(text)) == command, text
    for text in ("debrief 7 6: no such part", "debrief 7 card", "debrief 7 what"):
        assert kinds(told.text(text)) == [K.C_DEBRIEF_HOW], text
    by_sms = coordinator().knowing(toolkit=load_toolkit())
    assert only(by_sms.text("debrief 7 card 2")) == replace(
        DebriefIntoCard(by=cora, number=7, chapter=Chapter.ARRIVAL, language="en"), bare=True
    )
    assert only(by_sms.text("debrief 7")) == ShowDebrief(by=cora, number=7, bare=True, digits=True)
