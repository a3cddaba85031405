"""What somebody says of whether this phone may be texted is heard, with the time until when; news of others is not."""

from datetime import UTC, datetime

from config.words import load_words
from domain.texting_words import TextingSaid, answered_by_clock, texting_said
from domain.zone import zone
from tests.support.builders import NOON

CHICAGO = zone("America/Chicago")
EIGHT, SIX = datetime(2026, 3, 7, 2, tzinfo=UTC), datetime(2026, 3, 7, 0, tzinfo=UTC)
NOT_SAFE, SAFE = TextingSaid(safe=False), TextingSaid(safe=True)


def said(text: str) -> TextingSaid | None:
    return texting_said(text, load_words(), CHICAGO, NOON)


def test_that_a_phone_may_be_texted_or_may_not_is_heard_in_every_language_with_its_time() -> None:
    heard = {
        "not safe to text me now": NOT_SAFE,
        "it's NOT safe to text": NOT_SAFE,
        "Please don't text me, he reads my phone": NOT_SAFE,
        "he is hitting us please do not text back": NOT_SAFE,
        "he took my things dont text me until 8pm": TextingSaid(safe=False, until=EIGHT),
        "dont text me before 20:00": TextingSaid(safe=False, until=EIGHT),
        "We need a bed, 5th & Main, don't text me after 6pm": TextingSaid(safe=True, until=SIX),
        "text me again after 6pm": TextingSaid(safe=False, until=SIX),
        "safe to text until 18:00": TextingSaid(safe=True, until=SIX),
        "he left, it is safe to text now": SAFE,
        "you can text me": SAFE,
        "my bf reads my phone": NOT_SAFE,
        "my husband always checks my texts": NOT_SAFE,
        "my mom goes through my phone": NOT_SAFE,
        "nobody reads my texts": SAFE,
        "mi novio me checa el cel": NOT_SAFE,
        "mon mari fouille dans mon telephone": NOT_SAFE,
        "mari m ap li mesaj mwen": NOT_SAFE,
        "no me escriban, revisa mi celular": NOT_SAFE,
        "no me escriban hasta las 8pm": TextingSaid(safe=False, until=EIGHT),
        "ya se fue, ya pueden escribir": SAFE,
        "ne m'écrivez pas, il lit mes messages": NOT_SAFE,
        "ne m'écrivez pas jusqu'à 20h": TextingSaid(safe=False, until=EIGHT),
        "il est parti, vous pouvez m'écrire": SAFE,
        "tanpri pa ekri m, li gade telefòn mwen": NOT_SAFE,
        "li ale, ou ka ekri m": SAFE,
    }
    for text, meant in heard.items():
        assert said(text) == meant, text


def test_what_is_told_of_others_and_what_is_asked_says_nothing_of_this_phone() -> None:
    for text in (
        "is it safe to text?",
        "who reads my texts?",
        "quien lee mis mensajes",
        "my ex keeps texting me and I told him do not text me",
        "he said don't text me again",
        "why don't you text me",
        "why u dont text back",
        "vous ne répondez pas",
        "li pa reponn mwen",
        "I will text you",
        "text my sister",
        "it is not safe here",
        "they dont reply to anybody",
        "el me dijo no me escribas",
    ):
        assert said(text) is None, text


def test_an_answer_by_the_clock_is_read_whichever_way_it_turns_and_a_bare_hour_is_the_next_on_its_face() -> None:
    until_eight, not_before = TextingSaid(safe=True, until=EIGHT), TextingSaid(safe=False, until=EIGHT)
    midnight, morning = datetime(2026, 3, 7, 6, tzinfo=UTC), datetime(2026, 3, 7, 14, tzinfo=UTC)
    heard = {
        "until 8": until_eight,
        "7 until 8": until_eight,
        "yes, ok, until 8 then he comes home": until_eight,
        "before 8pm only": until_eight,
        "not after 8pm": until_eight,
        "solo hasta las 8": until_eight,
        "antes de las 8": until_eight,
        "pas après 20h": until_eight,
        "pa apre 8è": until_eight,
        "for the next hour": TextingSaid(safe=True, until=datetime(2026, 3, 6, 19, tzinfo=UTC)),
        "por dos horas": TextingSaid(safe=True, until=datetime(2026, 3, 6, 20, tzinfo=UTC)),
        "yes until tomorrow": TextingSaid(safe=True, until=midnight),
        "only after 8": not_before,
        "8 after 8pm": not_before,
        "not until 8": not_before,
        "not until tomorrow": TextingSaid(safe=False, until=morning),
        "no, only until 8": NOT_SAFE,
        "no despues de las 8": NOT_SAFE,
    }
    nothing = ("until 8 he is here", "after work", "yes but not tonight", "the blue door", "from my house", "yes", "8")

    for text, meant in heard.items():
        assert answered_by_clock(text, load_words(), CHICAGO, NOON) == meant, text
    assert [text for text in nothing if answered_by_clock(text, load_words(), CHICAGO, NOON) is not None] == []
    assert said("you can text me until 8") == until_eight
