"""Nobody hears of a complaint about themselves, whatever happens to it; and it is followed to its end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.complaints import load_complaint_words
from domain.complaint import (
    Complaint,
    ComplaintState,
    Ears,
    end,
    late,
    look,
    may_see,
    meant,
    name,
    rings,
    who_hears,
)
from domain.errors import Refused
from domain.ids import ComplaintId, PersonId, TeamId
from domain.language import normalise
from domain.policy import AccountabilityPolicy

NOON = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
POLICY = AccountabilityPolicy()
PEOPLE = tuple(map(PersonId, ("ana", "ben", "cora", "dee", "eve")))
ANA, BEN, CORA, DEE, EVE = PEOPLE
EARS = Ears(accountable=(EVE,), coordinators=(CORA, DEE), others=(ANA,))


def complaint(**changes: object) -> Complaint:
    plain: dict[str, object] = {
        "id": ComplaintId("cpl_1"),
        "number": 482,
        "team": TeamId("river"),
        "state": ComplaintState.OPEN,
        "raised_at": NOON,
        "due": NOON + timedelta(hours=24),
    }
    return Complaint(**{**plain, **changes})  # type: ignore[arg-type]


def test_it_goes_to_who_is_accountable_else_to_coordinators_but_never_to_who_is_named_or_may_be() -> None:
    assert who_hears(complaint(), EARS) == (EVE,)
    assert who_hears(complaint(named=EVE), EARS) == (CORA, DEE)
    assert who_hears(complaint(named=CORA), Ears(accountable=(), coordinators=(CORA, DEE), others=(ANA,))) == (DEE,)
    assert who_hears(complaint(named=CORA), Ears(accountable=(), coordinators=(CORA,), others=(ANA,))) == (ANA,)
    assert who_hears(complaint(went=frozenset({EVE, CORA})), EARS) == (DEE,)
    assert who_hears(complaint(went=frozenset({EVE, CORA}), named=CORA), EARS) == (EVE,)
    assert who_hears(complaint(person=EVE), EARS) == (CORA, DEE)
    assert who_hears(complaint(named=CORA), Ears(accountable=(), coordinators=(CORA,), others=())) == ()


_DOES = st.sampled_from(("look", "late", "name", "end"))


@settings(max_examples=150, deadline=None)
@given(
    went=st.frozensets(st.sampled_from(PEOPLE), max_size=3),
    does=st.lists(st.tuples(_DOES, st.sampled_from(PEOPLE)), max_size=8),
)
def test_whoever_is_named_never_sees_it_in_any_order_of_what_happens(
    went: frozenset[PersonId], does: list[tuple[str, PersonId]]
) -> None:
    known, now = complaint(went=went), NOON
    for what, who in does:
        now += timedelta(hours=7)
        if not known.is_open():
            break
        if what == "late":
            known = late(known, EARS, POLICY, now).complaint
        elif what == "name":
            known = name(known, who, CORA).complaint
        elif may_see(known, who, EARS):
            did = look(known, who, POLICY, now) if what == "look" else end(known, who, "talked", now)
            known = did.complaint

        assert not known.hidden_from() & set(who_hears(known, EARS))
        assert known.named is None or not may_see(known, known.named, EARS)
        assert known.due > NOON


def test_one_that_is_late_is_heard_by_one_ring_more_each_time_and_never_forgotten() -> None:
    known, now = complaint(named=BEN), NOON
    heard = []
    for _ in range(6):
        now = known.due
        known = late(known, EARS, POLICY, now).complaint
        heard.append(who_hears(known, EARS))
        assert known.due > now

    assert heard[0] == (EVE, CORA, DEE)
    assert heard[1] == heard[-1] == (EVE, CORA, DEE, ANA)
    assert len(rings(known, EARS)) == 3


def test_who_complained_hears_that_it_is_looked_at_once_and_how_it_ended() -> None:
    first = look(complaint(), EVE, POLICY, NOON)
    second = look(first.complaint, CORA, POLICY, NOON)
    over = end(second.complaint, CORA, " we spoke with both ", NOON)

    assert (first.tells, second.tells, over.tells) == (True, False, True)
    assert over.complaint.note == "we spoke with both"
    with pytest.raises(Refused):
        end(over.complaint, CORA, "again", NOON)
    with pytest.raises(Refused):
        end(complaint(), CORA, "  ", NOON)


def test_whoever_looks_at_it_and_turns_out_to_be_meant_looks_at_it_no_more() -> None:
    known = name(look(complaint(), CORA, POLICY, NOON).complaint, CORA, EVE).complaint

    assert known.owner is None
    assert known.state is ComplaintState.OPEN
    assert CORA not in who_hears(known, EARS)


def test_one_name_in_a_text_is_whom_they_mean_and_two_are_nobody() -> None:
    called = {ANA: ("Juniper",), BEN: ("Red Fox", "Ben"), CORA: ("Río",)}

    assert meant("it was juniper!", called) == ANA
    assert meant("the RED FOX, I think", called) == BEN
    assert meant("rio", called) == CORA
    assert meant("juniper and ben", called) is None
    assert meant("benjamin", called) is None


COMPLAINTS = (
    "It was one of yours",
    "it was one of your people!!",
    "One of your volunteers took my money",
    "The guy you sent kept yelling at me",
    "the person you sent touched me",
    "I want to make a complaint",
    "your volunteer was drunk",
    "the lady you sent called immigration on us",
    "the guy u sent refuses to leave",
    "la señora que mandaron me gritó",
    "I was harassed by one of your protectors",
    "Don't send him again",
    "fue uno de ustedes",
    "La persona que mandaron me gritó",
    "su voluntario estaba borracho",
    "Quiero quejarme de alguien",
    "C'était un des vôtres",
    "le bénévole qui est venu m'a insultée",
    "Je voudrais me plaindre",
    "votre bénévole m'a touchée",
    "Se te youn nan moun nou yo",
    "moun nou voye a te joure mwen",
    "Mwen vle plenyen",
    "Foi um de vocês",
    "a pessoa que vocês mandaram gritou comigo",
    "È stato uno dei vostri",
    "Это был один из ваших",
    "Человек, которого вы прислали, ударил меня",
    "Це був хтось із ваших",
    "ваш волонтер накричав на мене",
    "Osoba, którą przysłaliście, uderzyła mnie",
    "Đó là người của các bạn",
    "người các bạn cử đến đã đánh tôi",
    "你们派来的那个人打了我",
    "我要投訴",
    "당신들이 보낸 사람이 저를 때렸어요",
    "كان واحداً منكم",
    "الشخص اللي بعتوه ضربني",
    "یکی از شما بود",
    "Gönderdiğiniz kişi bana bağırdı",
    "Isa sa inyo ang nagnakaw ng pera ko",
)
NO_COMPLAINTS = (
    "one of your people is here, thank you",
    "is one of yours coming? he is yelling outside",
    "my husband hit me, can you send someone",
    "your volunteer was so kind to my mother",
    "the person you sent has not come yet",
    "it was not one of yours",
    "was it one of yours that texted me?",
    "una de ustedes ya llegó, gracias",
    "la personne que vous avez envoyée est là, merci",
    "moun nou voye a rive",
    "a pessoa que vocês mandaram chegou, obrigada",
    "человек, которого вы прислали, уже здесь, спасибо",
    "你们派来的人到了，谢谢",
    "他打了我",
    "당신들이 보낸 사람이 왔어요",
    "الشخص اللي بعتوه وصل شكرا",
    "sizden biri geldi, teşekkürler",
    "meu marido me bateu",
    "two men are shouting at her, 5th & Main",
    "how do I join?",
)


def test_complaints_are_told_from_what_only_speaks_of_one_of_ours() -> None:
    words = load_complaint_words()

    assert [text for text in COMPLAINTS if not words.are_in(text)] == []
    assert [text for text in NO_COMPLAINTS if words.are_in(text)] == []
    codes = ("Beaver", "Red Fox")
    for text in ("Beaver hit me", "red fox just took my phone", "Red Fox me toco", "he is here, Beaver m'a touché"):
        assert words.are_in(text, codes), text
        assert not words.are_in(text, ("Otter",)), text
    for text in (
        "Beaver is here, thanks",
        "tell Red Fox he hit my husband before",
        "Beaver, he hit me",
        "Beaver my husband hit me",
        "he hit me, where is Beaver?",
    ):
        assert not words.are_in(text, codes), text


def test_one_of_us_complains_of_another_as_one_of_us_does() -> None:
    words = load_complaint_words()
    names = ("Hawthorn", "Ben")
    for text in (
        "it was one of ours, ben hit her",
        "One of our volunteers pushed a woman",
        "my teammate keeps yelling at her",
        "ben just hit her",
        "HAWTHORN grabbed her phone and took her bag",
        "fue uno de los nuestros, le pego",
        "Ben la empujó",
        "c'était un des nôtres",
        "Hawthorn l'a frappée",
        "se te youn nan nou, li frape li",
        "ben ap bat li",
        "foi um dos nossos",
        "это был один из наших",
        "是我们的人干的",
        "كان واحداً منا",
    ):
        assert words.are_of_us(text, names), text
    for text in (
        "one of your people is here, come out",
        "your guy hit her, we keep him away",
        "one of us stays with you",
        "ben is here with me, her husband hit her",
        "Sam hit her and ran",
        "one of our volunteers brings the food",
        "uno de nosotros espera afuera",
        "li frape li",
    ):
        assert not words.are_of_us(text, names), text


@pytest.mark.parametrize(
    ("complains", "thanks"),
    [
        ("আপনাদের একজন আমাকে মেরেছে", "আপনাদের একজন এসেছে, ধন্যবাদ"),
        ("ከእናንተ አንዱ መታኝ", "ከእናንተ አንዱ መጥቷል አመሰግናለሁ"),
        ("ሓደ ካባኹም ወቒዑኒ", "ሓደ ካባኹም መጺኡ የቐንየለይ"),
        ("yek ji we li min xist", "yek ji we hat, spas"),
        ("njëri prej jush më goditi", "njëri prej jush erdhi, faleminderit"),
        ("آپ میں سے ایک نے مجھے مارا", "آپ میں سے ایک آ گیا، شکریہ"),
        ("aap mein se ek ne mujhe maara", "aap mein se ek aa gaya, shukriya"),
    ],
)
def test_a_complaint_is_heard_in_six_languages_more_and_thanks_are_none(complains: str, thanks: str) -> None:
    words = load_complaint_words()

    assert words.are_in(normalise(complains))
    assert not words.are_in(normalise(thanks))
