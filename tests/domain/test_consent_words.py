"""A no to police is heard as one; news about police is not."""

import pytest

from config.words import load_words
from domain.consent_words import stated
from domain.ledger import Answer, Permit

WORDS = load_words().consent


@pytest.mark.parametrize(
    ("text", "permit", "answer"),
    [
        ("No cops please", Permit.POLICE, Answer.NO),
        ("he is drunk. please dont call the police!", Permit.POLICE, Answer.NO),
        ("No llamen a la polic\u00eda", Permit.POLICE, Answer.NO),
        ("sin policia por favor", Permit.POLICE, Answer.NO),
        ("do not tell my family", Permit.FAMILY, Answer.NO),
        ("pls call 911", Permit.EMERGENCY, Answer.YES),
        ("you can call an ambulance", Permit.AMBULANCE, Answer.YES),
        ("police only if he comes back", Permit.POLICE, Answer.ONLY_IF),
        ("solo si sangra llamen a la ambulancia", Permit.AMBULANCE, Answer.ONLY_IF),
        ("tanpri pa rele lapolis", Permit.POLICE, Answer.NO),
        ("pa rele lapolis mwen pè", Permit.POLICE, Answer.NO),
        ("m pa vle lapolis", Permit.POLICE, Answer.NO),
        ("rele anbilans tanpri", Permit.AMBULANCE, Answer.YES),
        ("rele avoka pa m", Permit.LAWYER, Answer.YES),
        ("lapolis sèlman si li tounen", Permit.POLICE, Answer.ONLY_IF),
        ("dont come to the house pls he will kill us", Permit.COME, Answer.NO),
        ("no dont come", Permit.COME, Answer.NO),
        ("ambulance no", Permit.AMBULANCE, Answer.NO),
        ("policia no por favor", Permit.POLICE, Answer.NO),
        ("lapolis non", Permit.POLICE, Answer.NO),
        ("pls dont send anybody here", Permit.COME, Answer.NO),
        ("no vengan porfa el esta aqui", Permit.COME, Answer.NO),
        ("ne venez pas chez moi", Permit.COME, Answer.NO),
        ("pa vini lakay mwen li la", Permit.COME, Answer.NO),
        ("dont come till 6", Permit.COME, Answer.ONLY_IF),
        ("dont come in the front", Permit.COME, Answer.ONLY_IF),
    ],
)
def test_what_they_allow_and_refuse_is_heard(text: str, permit: Permit, answer: Answer) -> None:
    assert [(each.permit, each.answer) for each in stated(text, WORDS)] == [(permit, answer)]


@pytest.mark.parametrize(
    "text",
    [
        "the police are hitting him",
        "he said dont come back",
        "we waited and there is no ambulance",
        "dont come near me he says",
        "if you dont come i die",
        "li pa vini",
        "he called the cops on us",
        "no police here",
        "the cops are not here",
        "I need a lawyer",
        "my family is here",
        "come quick",
        "should we call 911?",
        "la policia se lo llevo",
        "yo rele lapolis",
        "pa gen lapolis isit la",
        "lancaster pa send an ambulance",
    ],
)
def test_news_is_no_consent(text: str) -> None:
    assert stated(text, WORDS) == ()


def test_several_are_heard_in_one_text_and_the_last_word_counts() -> None:
    said = stated("no ambulance no cops. ok call an ambulance", WORDS)

    assert {each.permit: each.answer for each in said} == {Permit.AMBULANCE: Answer.YES, Permit.POLICE: Answer.NO}


@pytest.mark.parametrize("text", ["need a bed tonight no ambulance no cops", "ocupo cama sin ambulancia sin policia"])
def test_several_that_are_refused_at_the_end_of_a_text_are_each_heard(text: str) -> None:
    assert {each.permit: each.answer for each in stated(text, WORDS)} == {
        Permit.AMBULANCE: Answer.NO,
        Permit.POLICE: Answer.NO,
    }
