"""What people say who are asked how they are, in digits and in their own words, in any language."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from config.checkins import load_check_in_words
from config.triage import load_lexicon
from domain.checkin import CheckIn, Ended, Pillar, Said, Sharing, Side, State
from domain.commands import AnswerCheckIn, OpenIncident, SayUnwell, SayWell, SeeToCheckIn
from domain.debrief import asked as asked_debrief
from domain.ids import CheckInId, CohortId, IncidentId, NatureId, PersonId, TeamId
from domain.incident import AssignmentState
from domain.memory_commands import AnswerDebrief, GoOnDebrief
from domain.messages import Action, Inbound, MessageKind, Other
from domain.needs import ProtectionArea
from domain.triage import read
from handlers.step import Called, CheckInHand, Replied, Step
from tests.handlers.talks import CNV, Chat, a_page, coordinator, going_to, kinds, member, requester
from tests.handlers.test_memory import ASKED
from tests.support.builders import NOON

K = MessageKind
TOLD = Path(__file__).parents[1] / "config" / "said_in_other_languages.yaml"
SEVERAL = 3
OURS = {
    "en": ("he is going to kill me", "he has a gun", "she is not breathing"),
    "es": ("me quiero matar", "tiene un cuchillo", "no respira"),
    "fr": ("il a un couteau", "il va me tuer", "elle ne respire plus"),
    "ht": ("li vle touye m", "li gen yon kouto", "li pa respire"),
}


def asked(side: Side = Side.REQUESTER, question: Pillar | None = None, state: State = State.ASKED) -> CheckIn:
    return CheckIn(
        id=CheckInId("chk_1"),
        incident=IncidentId("inc_0"),
        number=7,
        code="Pika",
        team=TeamId("river"),
        area=ProtectionArea.HOSPITALITY,
        side=side,
        who=CNV if side is Side.REQUESTER else "ana",
        zone="America/Chicago",
        began_at=NOON,
        at=NOON,
        state=state,
        question=question,
    )


def rosa() -> Chat:
    """Her call has closed, and she was asked how she is."""
    hand = CheckInHand(check_in=asked())
    chat = requester(incident=IncidentId("inc_0"))
    return chat.knowing(check_ins=(hand,), check_in_words=load_check_in_words())


def ana(question: Pillar | None, **changes: object) -> Chat:
    hand = CheckInHand(check_in=asked(Side.PROTECTOR, question), peer="Fay")
    return member("ana", **changes).knowing(check_ins=(hand,), check_in_words=load_check_in_words())  # type: ignore[arg-type]


def answer(step: Step) -> AnswerCheckIn:
    return next(each for each in step.commands if isinstance(each, AnswerCheckIn))


def test_danger_in_any_language_is_distress_and_a_call_in_the_same_turn() -> None:
    other = yaml.safe_load(TOLD.read_text(encoding="utf-8"))["danger"]
    languages = {path.stem for path in (Path("config") / "data" / "triage").glob("*.yaml")}
    lexicon = load_lexicon()
    said = {language: [t for t in texts if read(t, lexicon).danger][:SEVERAL] for language, texts in other.items()}
    said |= {language: [*texts] for language, texts in OURS.items()}

    assert set(said) == languages
    assert all(len(texts) >= SEVERAL for texts in said.values())
    for language, text in ((language, text) for language, texts in said.items() for text in texts):
        step = rosa().text(text)
        assert answer(step).said is Said.UNWELL, language
        assert any(isinstance(each, OpenIncident) for each in step.commands), language
        assert answer(step).opens, language


def test_what_a_requester_answers_is_understood() -> None:
    meant = {
        Said.UNWELL: (
            *("1", "1 he came back", "not good", "estoy mal", "ca va pas", "M pa byen"),
            *("Bad", "not so good", "sad", "muy triste", "pas top", "pa two byen", "can't stop crying"),
        ),
        Said.FINE: (
            "2",
            "Fine, thanks!",
            "todo bien",
            "ça va bien merci",
            "ok thx",
            "K",
            "thank you so much",
            "mesi anpil",
        ),
        Said.LATER: ("3", "not now", "mañana", "plus tard svp", "pita"),
        Said.OTHER_PHONE: ("4", "wrong number", "este telefono no por favor", "pas sur ce téléphone"),
        Said.NO_MORE: (
            *("please stop texting me", "dont ask me again ok", "leave me alone", "ya no me escriban mas"),
            *("arrêtez de m'écrire svp", "kite m trankil tanpri", "lose my number"),
            *("go away", "leave us be!", "Stop it.", "no thanks", "fuck off", "I do not want to hear from you"),
            *("quiero que dejen de escribirme", "no gracias", "fous-moi la paix", "va-t'en", "kite nou trankil"),
        ),
        Said.WORDS: (
            *("the kids ask about you", "la vecina pregunta por ustedes", "he will not go away you know"),
            *("hello", "lol", "test", "fuck you", "bonjour"),  # says nothing of how they are
        ),
    }

    for said, texts in meant.items():
        for text in texts:
            step = rosa().text(text)
            found = [each.said for each in step.commands if isinstance(each, AnswerCheckIn)]
            stopped = said is Said.NO_MORE and step.talk.silent  # a word for silence, whatever else is going on
            assert found == [said] or stopped, text


IN_OTHER_LANGUAGES = {
    Said.UNWELL: (
        *("não estou bem", "non sto bene per niente", "мне плохо", "мені погано", "źle się czuję", "tôi không ổn"),
        *("我最近睡不着", "요즘 너무 힘들어요", "مو منيحة", "حالم خوب نیست", "Hiç iyi değilim", "hindi ako okay"),
    ),
    Said.FINE: (
        *("tudo bem, obrigada", "tutto bene", "всё хорошо", "все добре", "wszystko w porządku", "tôi ổn, cảm ơn"),
        *("我没事", "괜찮아요", "الحمد لله أنا بخير", "خوبم، ممنون", "iyiyim teşekkürler", "okay lang ako"),
    ),
    Said.LATER: ("mais tarde", "più tardi", "позже", "пізніше", "później", "晚点", "나중에요", "بعدين", "daha sonra"),
    Said.NO_MORE: (
        *("parem de me mandar isso", "non scrivetemi più", "не надо мне писать", "не треба мені писати"),
        *("przestańcie pisać do mnie", "đừng nhắn tin nữa", "请不要再发了", "연락하지 마세요", "اتركوني وشأني"),
        *("دیگه پیام ندین", "bana yazmayın artık", "huwag niyo akong istorbohin"),
    ),
    Said.WORDS: ("不好意思", "vizinha pergunta por vocês", "соседка спрашивает про вас", "komşu sizi soruyor"),
}


IN_SIX_MORE = {
    Said.UNWELL: (
        *("আমি ভালো নেই", "ভয় লাগছে", "ደህና አይደለሁም", "ፈርቻለሁ", "ጽቡቕ የለኹን", "ድቃስ ኣቢኒ", "ez ne baş im", "باش نیم"),
        *("nuk jam mirë", "kam frikë", "میں ٹھیک نہیں ہوں", "main theek nahi hoon", "mujhe dar lag raha hai"),
    ),
    Said.FINE: ("ভালো আছি", "ደህና ነኝ", "ደሓን እየ", "ez baş im", "jam mirë", "میں ٹھیک ہوں", "theek hoon shukriya"),
    Said.LATER: ("এখন না", "አሁን አይደለም", "ደሓር", "niha na", "jo tani", "بعد میں", "abhi nahi"),
    Said.OTHER_PHONE: ("ভুল নম্বর", "የተሳሳተ ቁጥር", "ጌጋ ቁጽሪ", "hejmara şaş", "numër i gabuar", "غلط نمبر", "galat number"),
    Said.NO_MORE: (
        *("আর মেসেজ করবেন না", "መልእክት አትላኩ", "ኣይትጽሓፉለይ", "ji min re nenivîsin", "mos më shkruani më"),
        *("مجھے میسج نہ کریں", "mujhe message mat karo"),
    ),
}


@pytest.mark.parametrize("meant", [IN_OTHER_LANGUAGES, IN_SIX_MORE])
def test_what_they_answer_is_understood_in_plain_words_of_other_languages(
    meant: Mapping[Said, tuple[str, ...]],
) -> None:
    for said, texts in meant.items():
        for text in texts:
            step = rosa().text(text)
            found = [each.said for each in step.commands if isinstance(each, AnswerCheckIn)]
            stopped = said is Said.NO_MORE and step.talk.silent
            assert found == [said] or stopped, (text, found)


NO_MORE = (
    *("stop asking me", "quit it", "too many texts!", "knock it off already", "I'd rather not", "let me be please"),
    *("stop pestering me", "I don't want to talk about it", "rather not say", "can you just stop", "drop it"),
    *("demasiados mensajes", "prefiero no", "no insistan por favor", "ya déjenlo", "no quiero hablar de eso"),
    *("trop de messages", "je préfère pas", "lâchez-moi svp", "je veux pas en parler", "n'insistez pas"),
    *("twòp mesaj", "m pito pa", "m pa vle reponn", "ban m lapè tanpri", "sispann mande m"),
    *("prefiro não", "troppi messaggi", "слишком много вопросов", "забагато повідомлень", "za dużo wiadomości"),
    *("nhiều tin nhắn quá", "别问了", "그만 좀 하세요", "ما بدي احكي", "بس کنید", "çok fazla mesaj", "ang daming text"),
    *("কথা বলতে চাই না", "መልእክት በዛ", "ግደፉዎ", "bes bikin", "më mirë jo", "رہنے دیں", "rehne dein"),
)
NOT_OF_US = (
    *("make him stop hitting me", "I can't stop crying", "he won't stop texting me", "please don't leave me alone"),
    *("he won't leave me alone", "tell him to knock it off", "let me be honest it was long", "can you stop by"),
    *("I'd rather not be alone", "they asked too many people", "no deja de escribirme", "il n'arrête pas de m'écrire"),
    *("li pa kite m trankil", "ele não me deixa em paz", "don't stop asking"),
)


def test_a_check_in_is_stopped_in_any_wording_and_never_by_words_about_somebody_else() -> None:
    for text in NO_MORE:
        assert answer(rosa().text(text)).said is Said.NO_MORE, text
        for pillar in Pillar:
            assert answer(ana(pillar).text(text)).said is Said.NO_MORE, (text, pillar)
    for text in NOT_OF_US:
        step = rosa().text(text)
        assert (answer(step).said in (Said.UNWELL, Said.WORDS), step.talk.silent) == (True, False), text
        assert answer(ana(Pillar.SITS).text(text)).said in (Said.UNWELL, Said.WORDS), text


def test_between_two_questions_only_what_says_what_is_to_stop_ends_them_and_of_a_member_all_that_are_to_come() -> None:
    def between(side: Side) -> Chat:
        hands = [
            CheckInHand(
                check_in=replace(asked(side), id=CheckInId(each), state=State.WAITING, asks=1, answered_at=NOON)
            )
            for each in ("chk_1", "chk_2")
        ]
        chat = member("ana") if side is Side.PROTECTOR else requester(incident=IncidentId("inc_0"))
        return chat.knowing(check_ins=tuple(hands), check_in_words=load_check_in_words())

    def ended(chat: Chat, text: str) -> list[str]:
        commands = chat.text(text).commands
        return [each.check_in for each in commands if isinstance(each, AnswerCheckIn) and each.said is Said.NO_MORE]

    for text in ("stop asking me", "no me pregunten más", "arrêtez de demander", "sispann mande m"):
        assert ended(between(Side.PROTECTOR), text) == ["chk_1", "chk_2"], text
        assert ended(between(Side.REQUESTER), text) == ["chk_1"], text
    for text in ("no thanks", "quit it", "enough", "he won't stop asking me"):
        assert not ended(between(Side.PROTECTOR), text), text
        assert not ended(between(Side.REQUESTER), text), text


def answered_just_now(said_at: timedelta = timedelta(), **changes: object) -> Chat:
    known = replace(asked(state=State.WAITING), asks=1, answered_at=NOON - said_at)
    known = replace(known, **changes)  # type: ignore[arg-type]
    chat = requester(incident=IncidentId("inc_0"))
    return chat.knowing(check_ins=(CheckInHand(check_in=known),), check_in_words=load_check_in_words())


def test_whoever_called_and_is_not_well_after_all_is_heard_between_two_questions_and_after_the_last() -> None:
    for text in ("actually I'm not ok", "I can't sleep", "no estoy bien", "je ne vais pas bien", "m pa byen"):
        for chat in (
            answered_just_now(),
            answered_just_now(timedelta(days=2)),
            answered_just_now(state=State.ENDED, ended=Ended.ASKED_ALL),
        ):
            step = chat.text(text)
            assert (answer(step).said, kinds(step)) == (Said.UNWELL, [K.R_CHECKIN_UNWELL]), text


def test_another_digit_soon_after_an_answer_and_not_this_phone_between_two_questions_are_obeyed() -> None:
    for text, said in (("2", Said.FINE), ("3", Said.LATER), ("4", Said.OTHER_PHONE)):
        assert answer(answered_just_now().text(text)).said is said, text
        late = answered_just_now(timedelta(hours=2)).text(text)
        assert not any(isinstance(each, AnswerCheckIn) for each in late.commands), text
    for text in (
        "wrong number",
        "my husband reads my phone",
        "no es mi teléfono",
        "pas mon téléphone",
        "pa telefòn mwen",
    ):
        step = answered_just_now(timedelta(days=1)).text(text)
        assert (answer(step).said, kinds(step)) == (Said.OTHER_PHONE, [K.R_CHECKIN_NO_MORE]), text
        assert step.talk.texting.unasked, text
    step = answered_just_now(timedelta(days=1)).text("we need food tonight, not this phone, 5th and Main")
    assert not any(isinstance(each, AnswerCheckIn) for each in step.commands)


def test_not_good_pressed_after_fine_and_wanting_to_talk_pressed_after_light_are_heard() -> None:
    for pressed, said in (("r1", Said.UNWELL), ("r4", Said.OTHER_PHONE)):
        assert answer(answered_just_now(timedelta(days=1)).tap(Action.CHECK_IN, "chk_1", pressed)).said is said
    assert answered_just_now(timedelta(days=1)).tap(Action.CHECK_IN, "chk_1", "r2").commands == ()
    for question in (Pillar.STORY, Pillar.NEXT):
        told = answer(ana(question).tap(Action.CHECK_IN, "chk_1", "s4"))
        assert (told.said, told.how) == (Said.UNWELL, "unwell")
        assert kinds(ana(question).tap(Action.CHECK_IN, "chk_1", "s1")) == [K.M_STALE_BUTTON]
    over = CheckInHand(check_in=replace(asked(Side.PROTECTOR), state=State.WAITING, answered_at=NOON))
    chat = member("ana").knowing(check_ins=(over,), check_in_words=load_check_in_words())
    assert answer(chat.tap(Action.CHECK_IN, "chk_1", "s4")).said is Said.UNWELL


def test_what_whoever_called_adds_to_their_answer_belongs_to_it_for_an_hour_unless_it_may_be_a_call() -> None:
    for text in ("my cousin stays with me tonight", "mi hermana se queda conmigo", "ma soeur reste avec moi"):
        step = answered_just_now().text(text)
        assert (answer(step).said, answer(step).words, kinds(step)) == (Said.WORDS, text, [K.R_CHECKIN_WORDS]), text
        assert not any(
            isinstance(each, AnswerCheckIn) for each in answered_just_now(timedelta(hours=2)).text(text).commands
        )
    for text in ("hello", "5th and Main", "help", "two men are shouting at her", "we need food tonight", "1"):
        assert not any(isinstance(each, AnswerCheckIn) for each in answered_just_now().text(text).commands), text


def test_a_wish_for_silence_beside_not_being_well_is_obeyed_and_heard_by_a_coordinator() -> None:
    for text in ("I can't sleep but please stop texting me", "no estoy bien, no me escriban"):
        step = rosa().text(text)
        assert (answer(step).said, answer(step).stops, step.says) == (Said.UNWELL, True, ()), text
        step = ana(Pillar.SITS).text(text)
        assert (answer(step).said, answer(step).stops) == (Said.UNWELL, True), text
    assert not answer(ana(Pillar.SITS).text("I can't sleep")).stops


CORA, OMAR = (Called(person=PersonId(each), name=each.title()) for each in ("cora", "omar"))


def telling(question: Pillar | None = Pillar.STORY, *, peer: str = "Fay", whom: str = "", **changes: object) -> Chat:
    """Ana is asked whom she will tell it; Cora and Omar coordinate."""
    known = replace(asked(Side.PROTECTOR, question), **changes)  # type: ignore[arg-type]
    hand = CheckInHand(check_in=known, peer=peer, coordinators=(CORA, OMAR), whom=whom, rest=timedelta(hours=12))
    return member("ana").knowing(check_ins=(hand,), check_in_words=load_check_in_words())


def test_whom_they_tell_is_chosen_in_words_too_and_one_coordinator_by_name() -> None:
    meant = {
        Sharing.NOBODY: (
            *(
                "nobody pls",
                "no one",
                "just you",
                "i dont want anyone to know",
                "keep it to yourself",
                "don't tell anyone",
            ),
            *("a nadie", "solo tú", "personne", "juste vous", "pèsonn", "sèlman ou"),
        ),
        Sharing.PEER: ("my peer", "fay ok", "my buddy pls", "a mi pareja", "mon binôme", "parèy mwen"),
        Sharing.COORDINATORS: (
            *("the coordinators", "the coordnators can know", "tell the cordinator", "las coordinadoras porfa"),
            *("la coordination", "les coordinateurs svp", "kowòdonatè yo"),
        ),
    }

    for sharing, texts in meant.items():
        for text in texts:
            told = answer(telling().text(text))
            assert (told.sharing, told.whom) == (sharing, None), text
    for text in ("tell cora", "cora ok", "a Cora", "just cora pls"):
        told = answer(telling().text(text))
        assert (told.sharing, told.whom) == (Sharing.COORDINATORS, PersonId("cora")), text
    most = frozenset(Pillar) - {Pillar.NEXT}
    (thanks,) = telling(Pillar.NEXT, whom="Cora", answered=most).text("ring twice").says
    assert (thanks.kind, thanks.params) == (K.M_CHECKIN_DONE, {"person": "Cora"})


def test_nobody_reads_an_answer_by_a_guess_and_the_question_is_asked_again() -> None:
    for text in (
        *(
            "not fay",
            "anyone but Fay",
            "both",
            "fay and cora",
            "cora or omar",
            "nobody but fay",
            "not the coordinators",
        ),
        *("the coordinators except omar", "todos", "tout le monde", "pa fay", "don't tell fay"),
        "fay was late and it went badly, she never came in the end",
    ):
        step = telling().text(text)
        assert (kinds(step), step.commands) == ([K.M_CHECKIN_STORY_PEER], ()), text
    assert kinds(telling(peer="").text("my peer")) == [K.M_CHECKIN_STORY]
    for text in ("my sister I guess", "there was nobody home and we waited an hour in the cold rain"):
        assert answer(telling().text(text)).sharing is None, text
    for text in ("I want to kill myself, tell Fay", "tell fay I can't cope"):
        assert answer(telling().text(text)).said is Said.UNWELL, text
    assert answer(telling().text("stop asking me about Fay")).said is Said.NO_MORE


WHO_READS = (
    *("who reads this?", "Hey who will see this", "who sees my answers", "is this private?", "why are you asking me"),
    *("quien va a leer esto", "¿es anónimo?", "qui lit ça?", "c'est confidentiel?", "kiyès k ap li sa", "se prive?"),
)
NEED_REST = (
    *("I need a break", "need rest", "can i take a break please", "necesito descansar", "j'ai besoin d'une pause svp"),
    *("m bezwen repoze", "mwen bezwen yon poz tanpri"),
)


def test_who_reads_it_is_answered_and_a_break_is_offered_while_the_question_stays_open() -> None:
    for text in WHO_READS:
        for question in (Pillar.SITS, Pillar.STORY):
            step = telling(question).text(text)
            assert (kinds(step), step.commands) == ([K.M_CHECKIN_WHO], ()), text
        chosen = telling(Pillar.NEXT, answered=frozenset({Pillar.STORY}), sharing=Sharing.PEER).text(text)
        assert [(each.kind, each.params) for each in chosen.says] == [(K.M_CHECKIN_READ, {"shares": "peer"})], text
        step = rosa().text(text)
        assert (kinds(step), step.commands) == ([K.R_CHECKIN_WHO], ()), text
    for text in NEED_REST:
        for pillar in Pillar:
            step = telling(pillar).text(text)
            assert (kinds(step), step.commands) == ([K.M_CHECKIN_BREAK], ()), text
        assert answer(rosa().text(text)).said is Said.WORDS, text
    assert answer(telling(Pillar.SITS).text("9")).said is Said.REST
    for text in ("nobody who reads this knows how it was", "they need a break room over there"):
        assert answer(telling(Pillar.LEARNED).text(text)).words == text


def test_a_sentence_that_begins_as_a_command_does_is_an_answer() -> None:
    for text in ("m te wè anpil moun", "m bouke", "back there it was dark", "stop signs help", "need more light"):
        assert answer(ana(Pillar.LEARNED).text(text)).words == text
    assert kinds(ana(Pillar.LEARNED).text("hello")) == [K.M_CHECKIN_LEARNED]
    assert answer(ana(Pillar.LEARNED).text("there was nobody")).said is Said.WORDS


def test_whoever_went_and_says_in_their_own_words_that_it_is_bad_is_heard_at_once() -> None:
    for text in ("bad", "really bad", "im struggling", "nightmares every night", "please call me", "necesito hablar"):
        hand = CheckInHand(check_in=asked(Side.PROTECTOR, Pillar.SITS), peer="Fay")
        step = member().knowing(check_ins=(hand,), check_in_words=load_check_in_words()).text(text)
        assert answer(step).said is Said.UNWELL, text


def test_a_phone_that_others_read_is_not_this_phone() -> None:
    for text in (
        *("my husband checks my phone", "its my sisters phone", "use my other number"),
        *("mi esposo lee mis mensajes", "li mesaj mwen"),
    ):
        assert answer(rosa().text(text)).said is Said.OTHER_PHONE, text


def test_a_voice_message_in_answer_is_asked_for_a_digit_and_not_for_what_is_happening() -> None:
    for other in (Other.VOICE, Other.PHOTO, Other.STICKER, Other.FILE):
        step = rosa().other(other)

        assert [each.kind for each in step.says] == [K.R_CHECKIN_TYPE]
        assert step.commands == ()


def test_a_member_whose_account_is_new_is_heard_when_they_are_not_well_and_asked_nothing_further() -> None:
    def waits(question: Pillar | None) -> Chat:
        hand = CheckInHand(check_in=asked(Side.PROTECTOR, question), peer="Fay")
        return requester().knowing(check_ins=(hand,), check_in_words=load_check_in_words())

    for text in ("4", "I am not well at all", "no estoy bien"):
        step = waits(Pillar.SITS).text(text)
        assert (answer(step).said, [each.kind for each in step.says]) == (Said.UNWELL, [K.R_CHECKIN_UNWELL]), text
    assert answer(waits(Pillar.SITS).tap(Action.CHECK_IN, "chk_1", "s4")).said is Said.UNWELL
    light = waits(Pillar.SITS).text("1")
    assert (answer(light).how, [each.kind for each in light.says]) == ("light", [K.R_CHECKIN_FINE])
    heavy = waits(Pillar.SITS).text("3")
    assert (answer(heavy).how, [each.kind for each in heavy.says]) == ("heavy", [K.R_CHECKIN_LATER])
    assert answer(waits(Pillar.LEARNED).text("0")).said is Said.NO_MORE
    assert answer(waits(Pillar.LEARNED).text("he has a gun, help")).said is Said.UNWELL
    assert not any(isinstance(each, AnswerCheckIn) for each in waits(None).text("is anybody there").commands)


def test_a_wish_for_silence_beside_danger_is_obeyed_and_heard_by_a_coordinator() -> None:
    step = rosa().text("stop texting me he will kill me")

    assert (answer(step).said, answer(step).stops) == (Said.UNWELL, True)
    assert step.talk.silent
    assert step.says == ()


def test_a_new_need_is_a_new_call_and_no_answer_to_be_read_later() -> None:
    step = rosa().text("we need water and food again, 5th and main")

    assert (answer(step).said, answer(step).opens) == (Said.WORDS, True)
    assert any(isinstance(each, OpenIncident) for each in step.commands)


def test_a_protectors_digits_mean_what_the_question_says_and_their_words_are_words() -> None:
    assert (answer(ana(Pillar.SITS).text("3")).how, answer(ana(None).text("1")).how) == ("heavy", "light")
    assert answer(ana(Pillar.SITS).text("4")).said is Said.UNWELL
    assert answer(ana(Pillar.STORY).text("2")).sharing is Sharing.PEER
    assert answer(ana(Pillar.STORY).text("Fay please")).sharing is Sharing.PEER
    assert answer(ana(Pillar.LEARNED).text("more light, and he had a gun")).said is Said.WORDS
    assert answer(ana(Pillar.LEARNED).text("I want to kill myself")).said is Said.UNWELL
    assert answer(ana(Pillar.NEXT).text("0")).said is Said.NO_MORE
    for pillar in Pillar:  # also where they are asked who is to hear it
        assert answer(ana(pillar).text("I am not well at all")).said is Said.UNWELL, pillar
        assert answer(ana(pillar).text("please stop asking me")).said is Said.NO_MORE, pillar
        assert answer(ana(pillar).text("ask me tomorrow")).said is Said.LATER, pillar
    (asks,) = ana(Pillar.SITS).text("2").says
    assert asks.kind is K.M_CHECKIN_STORY_PEER
    (thanks,) = ana(None).text("fine by now").says
    assert thanks.kind is K.M_CHECKIN_DONE


def test_a_digit_answers_the_newest_question_and_a_reply_the_one_it_is_about() -> None:
    def talk_at(minutes: int, replied: MessageKind | None = None, answered_at: datetime | None = None) -> Chat:
        out = asked_debrief(ASKED, NOON - timedelta(minutes=minutes))
        hand = CheckInHand(check_in=asked(Side.PROTECTOR, Pillar.SITS))
        if answered_at is not None:
            ended = replace(hand.check_in, state=State.ENDED, answered_at=answered_at)
            hand = replace(hand, check_in=ended)
        reply = None if replied is None else Replied(incident=None, kind=replied)
        return member("ana", debriefs=(out,)).knowing(
            check_ins=(hand,), check_in_words=load_check_in_words(), replied=reply
        )

    def kind(chat: Chat, text: str = "2") -> type:
        (command,) = chat.text(text).commands
        return type(command)

    assert kind(talk_at(5)) is AnswerDebrief
    assert kind(talk_at(5, K.M_CHECKIN_SITS)) is AnswerCheckIn
    assert kind(talk_at(5), "I am not well at all") is AnswerCheckIn
    assert kind(talk_at(45)) is AnswerCheckIn
    assert kind(talk_at(45, K.M_DEBRIEF_WENT)) is AnswerDebrief
    assert kind(talk_at(45, answered_at=NOON - timedelta(minutes=2))) is GoOnDebrief  # asked once more: it is the older
    assert kind(talk_at(45, answered_at=NOON - timedelta(minutes=2)), "it went ok") is AnswerDebrief
    assert kind(talk_at(45, answered_at=NOON - timedelta(minutes=60))) is AnswerDebrief
    assert kind(talk_at(5, answered_at=NOON - timedelta(minutes=2)), "9") is AnswerCheckIn  # the rest they are offered
    assert kind(talk_at(5), "9") is AnswerCheckIn


def test_whoever_has_answered_may_still_say_that_they_want_to_talk_now() -> None:
    over = replace(asked(Side.PROTECTOR), state=State.ENDED, answered_at=NOON - timedelta(hours=1))
    chat = member("ana").knowing(check_ins=(CheckInHand(check_in=over),), check_in_words=load_check_in_words())

    assert answer(chat.text("4")).said is Said.UNWELL
    assert not chat.later(timedelta(hours=13)).text("4").commands
    assert not any(isinstance(each, AnswerCheckIn) for each in chat.text("1").commands)


def test_what_a_protector_goes_on_to_say_after_an_answer_is_read_by_nobody_and_they_hear_what_still_helps() -> None:
    hand = CheckInHand(check_in=replace(asked(Side.PROTECTOR), state=State.WAITING, answered_at=NOON))
    chat = member("ana").knowing(check_ins=(hand,), check_in_words=load_check_in_words())

    for text in ("the man cried n i couldnt stop thinking of my dad", "m te pe anpil", "no paro de pensar en mi papa"):
        assert kinds(chat.text(text)) == [K.M_CHECKIN_UNREAD], text
    assert answer(chat.text("4")).said is Said.UNWELL
    assert answer(chat.text("9")).said is Said.REST
    for text in ("rota", "my load", "asdf", "A 12"):
        assert K.M_CHECKIN_UNREAD not in kinds(chat.text(text)), text
    assert kinds(chat.later(timedelta(hours=2)).text("the stairs were dark there")) == [K.M_NOT_UNDERSTOOD]


def test_that_they_want_to_talk_now_is_heard_whichever_question_has_come_meanwhile() -> None:
    for question in Pillar:
        told = answer(ana(question).text("4"))
        assert (told.said, told.how) == (Said.UNWELL, "unwell"), question


def test_whom_they_tell_may_begin_like_a_word_for_the_program() -> None:
    for text in ("my wife", "with Sam, tonight", "con mi hermana", "avec ma soeur", "team mates", "page 7 of my book"):
        assert answer(ana(Pillar.STORY).text(text)).words == text


def test_what_a_member_is_paged_for_or_commands_goes_before_the_question() -> None:
    for chat, text in (
        (ana(Pillar.SITS, pages=(a_page(),)), "1"),
        (ana(Pillar.LEARNED), "my load"),
        (ana(Pillar.LEARNED), "off 2h"),
        (ana(Pillar.LEARNED), "mayday"),
        (ana(Pillar.LEARNED), "A 12"),  # to a page that is over
        (ana(Pillar.LEARNED), "b0"),
    ):
        assert not any(isinstance(each, AnswerCheckIn) for each in chat.text(text).commands), text


def test_whoever_says_that_they_are_not_well_is_heard_while_they_are_paged_for_something_else() -> None:
    for text in ("I am not well at all", "no puedo dormir, necesito a alguien"):
        assert answer(ana(Pillar.SITS, pages=(a_page(),)).text(text)).said is Said.UNWELL, text


def test_a_button_of_a_question_that_is_over_does_nothing_and_says_so() -> None:
    chat = ana(Pillar.LEARNED)

    assert chat.tap(Action.CHECK_IN, "chk_1", "s3").says[0].kind is K.M_STALE_BUTTON
    assert answer(chat.tap(Action.CHECK_IN, "chk_1", "n1")).said is Said.WORDS
    assert chat.tap(Action.CHECK_IN, "chk_0", "n1").says[0].kind is K.M_STALE_BUTTON


def test_a_coordinator_sees_to_it_in_a_word_and_nobody_else_does() -> None:
    assert coordinator().text("checked 7").commands == (SeeToCheckIn(by="cora", done=True, number=7),)  # type: ignore[arg-type]
    assert not any(isinstance(each, SeeToCheckIn) for each in member("ana").text("checked 7").commands)
    stops = (SeeToCheckIn(by="cora", done=True, stops=True, number=7),)  # type: ignore[arg-type]
    for said in ("checked 7 stop", "revisado 7 basta", "vérifié 7 arrêter", "verifye 7 rete"):
        assert coordinator().text(said).commands == stops, said
    assert not any(isinstance(each, SeeToCheckIn) for each in coordinator().text("checked 7 then went").commands)


def test_a_rest_that_was_offered_can_be_taken_after_the_last_answer() -> None:
    over = CheckInHand(check_in=replace(asked(Side.PROTECTOR), state=State.WAITING, answered_at=NOON))

    assert answer(member("ana").knowing(check_ins=(over,)).text("9")).said is Said.REST
    assert not any(isinstance(e, AnswerCheckIn) for e in member("ana").knowing(check_ins=(over,)).text("1").commands)


HEAVY = (
    *(
        "it was heavy",
        "really hard night",
        "I can't stop thinking about it",
        "I'm exhausted tbh",
        "I need a break from it all",
    ),
    *("estuvo muy pesado", "fue duro", "c'était lourd", "je suis épuisée", "sa te lou anpil", "mwen bouke"),
    *(
        "foi duro",
        "è stato pesante",
        "тяжело было",
        "було важко",
        "było ciężko",
        "nặng nề lắm",
        "很沉重",
        "너무 버거워요",
    ),
    *("كان صعب كتير", "سخت بود", "çok ağır geldi", "ang bigat", "খুব কঠিন ছিল", "በጣም ከባድ ነበር", "ብጣዕሚ ከቢድ ነይሩ"),
    *("pir giran bû", "ishte shumë e rëndë", "بہت بھاری تھا", "bohat mushkil tha"),
)


def test_rest_is_offered_to_whoever_says_in_any_words_that_it_is_heavy_or_that_they_are_not_well() -> None:
    def offered(text: str, question: Pillar | None) -> bool:
        hand = CheckInHand(check_in=asked(Side.PROTECTOR, question), rest=timedelta(hours=12))
        chat = member("ana").knowing(check_ins=(hand,), check_in_words=load_check_in_words())
        (say,) = chat.text(text).says
        return [(each.kind, each.params) for each in say.lines] == [(K.M_LINE_CHECKIN_REST, {"hours": 12})]

    for text in (*HEAVY, "3", "4", "bad", "I am not well at all", "no puedo dormir"):
        assert offered(text, Pillar.SITS), text
        assert offered(text, None), text
    for text in (
        "1",
        "it was not so heavy",
        "pas trop lourd",
        "no fue muy pesado",
        "went fine",
        "I want to kill myself",
    ):
        assert not offered(text, Pillar.SITS), text
    assert not offered("the door at the back is heavy", Pillar.LEARNED)


def test_that_somebody_is_not_well_is_heard_before_any_command_and_long_after_the_question() -> None:
    for text in ("I am not well at all", "no puedo dormir", "je ne vais pas bien", "m pa byen"):
        assert answer(ana(Pillar.LEARNED).text(text)).said is Said.UNWELL
        for silences in (0, 2):  # they answered, or did not
            over = replace(asked(Side.PROTECTOR), state=State.ENDED, silences=silences)
            chat = member("ana").knowing(check_ins=(CheckInHand(check_in=over),), check_in_words=load_check_in_words())
            assert answer(chat.text(text)).said is Said.UNWELL
    assert answer(ana(Pillar.LEARNED).text("I am sure two are too few")).words == "I am sure two are too few"
    assert answer(ana(Pillar.LEARNED).text("there was nobody at the back")).said is Said.WORDS


def test_late_a_digit_is_an_answer_and_a_greeting_is_met_as_anybodys() -> None:
    late = CheckInHand(check_in=replace(asked(), state=State.WAITING, silences=2))
    chat = requester(incident=IncidentId("inc_0")).knowing(check_ins=(late,), check_in_words=load_check_in_words())

    assert answer(chat.text("1")).said is Said.UNWELL
    assert answer(chat.text("todo bien")).said is Said.FINE
    assert not any(isinstance(each, AnswerCheckIn) for each in chat.text("hello").commands)


def test_what_is_denied_is_never_fine_and_known_ways_to_say_not_well_are_distress() -> None:
    unwell = (
        *("not all good", "not very well thanks", "nothing is fine", "I'm not doing so well"),
        *("no estoy muy bien", "no todo bien", "nada esta bien", "no me siento bien gracias"),
        *("pas trop bien merci", "pas très bien", "rien ne va", "je vais pas trop bien"),
        *("mwen pa trè byen", "pa twò byen mesi", "anyen pa byen", "m pa santi m byen"),
    )
    for text in unwell:
        assert answer(rosa().text(text)).said is Said.UNWELL, text
        assert answer(ana(Pillar.SITS).text(text)).said is Said.UNWELL, text
    for text in (
        "pa ok mesi",
        "pa oke mesi",
        "nothing good thanks",
        "no bien gracias",
        "jamais bien merci",
        "pa gen anyen ki byen mesi",
    ):
        assert answer(rosa().text(text)).said is Said.WORDS, text
    for text in ("all good", "todo bien gracias", "ça va bien merci", "byen mesi"):
        assert answer(rosa().text(text)).said is Said.FINE, text


def test_words_of_taking_ones_life_are_heard_before_and_after_any_question_unless_they_are_of_somebody_else() -> None:
    for state, silences in ((State.WAITING, 0), (State.ENDED, 0), (State.ENDED, 2)):
        over = CheckInHand(check_in=replace(asked(Side.PROTECTOR), state=state, silences=silences))
        chat = member("ana").knowing(check_ins=(over,), check_in_words=load_check_in_words())
        for text in ("I want to kill myself", "quiero morirme", "je veux mourir", "mwen vle mouri"):
            step = chat.text(text)
            assert (answer(step).said, answer(step).hurts) == (Said.UNWELL, True), text
        for text in ("she wants to kill herself", "ella quiere morir", "elle veut mourir", "li vle mouri"):
            assert not any(isinstance(each, AnswerCheckIn) for each in chat.text(text).commands), text


def test_whoever_goes_and_means_to_die_is_heard_by_coordinators_and_never_by_whoever_they_go_to() -> None:
    for state in (AssignmentState.ACCEPTED, AssignmentState.EN_ROUTE, AssignmentState.ON_SCENE):
        chat = member("ana", going=(going_to(state=state),)).knowing(check_in_words=load_check_in_words())
        well = SayWell(incident=IncidentId("inc_1"), by=PersonId("ana"), well=False)
        for text in (
            *("I want to kill myself", "A: I want to die", "quiero morirme", "je veux mourir", "mwen vle mouri"),
            *("хочу умереть", "我想自杀", "أريد أن أموت", "kendimi öldürmek istiyorum"),
        ):
            expected = (SayUnwell(by=PersonId("ana"), hurts=True), replace(well, words=text))
            step = chat.text(text)
            assert (step.commands, step.says) == (expected, ()), text
        for text in ("she wants to kill herself", "are you thinking of killing yourself?", "eske ou vle mouri?"):
            assert not any(isinstance(each, SayUnwell) for each in chat.text(text).commands), text


def test_in_doubt_whoever_goes_means_themselves_but_in_what_they_ask_or_tell_others_and_in_calls_of_that_kind() -> None:
    def goes(**facts: object) -> Chat:
        there = replace(going_to(), requester="Pika", nature="talk")
        chat = member("ana", going=(there,)).knowing(check_in_words=load_check_in_words(), fellows=("Hawthorn", "Ben"))
        return chat.knowing(**facts)

    def is_heard(chat: Chat, text: str) -> bool:
        return any(isinstance(each, SayUnwell) for each in chat.text(text).commands)

    talk = replace(next(iter(goes().facts.community.natures.values())), protection_area=ProtectionArea.MENTAL_HEALTH)
    of_the_mind = replace(goes().facts.community, natures={NatureId("talk"): talk})
    in_doubt = (
        *("cant go on anymore, better off dead", "thinking of jumping off the bridge", "gonna end it all tonight"),
        *("mejor estaria muerto", "ganas de morir", "plus envie de vivre", "anvi mouri"),
    )
    for text in in_doubt:
        assert is_heard(goes(), text), text
        assert not is_heard(goes(community=of_the_mind), text), text
    for text in ("should i just kill myself?", "est-ce que je devrais me tuer?", "i want to die"):
        assert is_heard(goes(), text), text
        assert is_heard(goes(community=of_the_mind), text), text
    for text in (
        *("do you want to die?", "did you say i want to die?", "says wants to die", "Pika wants to die"),
        *("Hawthorn wants to die", "the woman here wants to die", "dice que se quiere matar", "une femme veut se tuer"),
        *("don't kill yourself", "li di li vle mouri", "at the edge of the roof", "cant go on, road is closed"),
        *("sur le pont", "no puedo mas, relevo por favor", "cut wrist, bleeding"),
    ):
        assert not is_heard(goes(), text), text


def test_a_member_who_edits_a_text_into_a_word_of_dying_is_heard_on_the_way_and_elsewhere() -> None:
    at_rest = member("ana").knowing(check_in_words=load_check_in_words())
    goes = member("ana", going=(going_to(),)).knowing(check_in_words=load_check_in_words())
    unwell = SayUnwell(by=PersonId("ana"), hurts=True)
    for text in ("I want to kill myself", "quiero morirme", "je veux mourir", "mwen vle mouri"):
        edit = Inbound(text=text, other=Other.EDITED)
        assert at_rest.send(edit).commands == (unwell,), text
        first, second = goes.send(edit).commands
        assert (first, type(second)) == (unwell, SayWell), text
    for chat in (at_rest, goes):
        assert chat.send(Inbound(text="there is nobody here", other=Other.EDITED)).commands == ()


def test_a_member_with_no_check_in_is_heard_even_while_the_word_about_their_pair_waits() -> None:
    for more in ({}, {"nudged": CohortId("coh_1")}):
        chat = member("ana").knowing(check_in_words=load_check_in_words(), **more)
        for text in ("I want to kill myself", "quiero morirme", "je veux mourir", "mwen vle mouri"):
            assert chat.text(text).commands == (SayUnwell(by=PersonId("ana"), hurts=True),), text
        for text in ("I am not well at all", "no estoy muy bien", "je ne vais pas bien", "m pa byen"):
            assert chat.text(text).commands == (SayUnwell(by=PersonId("ana"), hurts=False),), text
