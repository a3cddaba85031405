"""Words about tasks and complaints, in every language that people write them in."""

from dataclasses import replace
from datetime import timedelta

from config.checkins import load_check_in_words
from config.complaints import load_complaint_words
from domain.commands import AddWords, OpenIncident, SayWell
from domain.complaint_commands import (
    AskAfterComplaint,
    Complain,
    EndComplaint,
    LookAtComplaint,
    NameInComplaint,
    SayWhoItWas,
    ShowComplaints,
)
from domain.conversation import Pending
from domain.ids import IncidentId, PersonId
from domain.messages import Action, Inbound, Other
from domain.people import Role
from domain.task_commands import FinishTask, HandTask, MakeTask, MoveTask, ShowTask, ShowTasks, TakeTask, UndoTask
from handlers.complaint import ASKED_WHO
from handlers.step import Mate
from tests.handlers.talks import Chat, going_to, member, requester
from tests.support.builders import NOON, incident

BEN = Mate(person=PersonId("ben"), name="Ben", teams=())


def cora() -> Chat:
    chat = member("cora", roles=(Role.COORDINATOR,))
    return chat.knowing(mates=(BEN,), complaint_words=load_complaint_words())


def rosa(**more: object) -> Chat:
    known = {"complained": more.pop("complained", False), "complaint_words": load_complaint_words()}
    return requester(**more).knowing(**known)  # type: ignore[arg-type]


WHAT_IS_WANTED = {
    ShowTasks(): ("tasks", "TAREAS", "tâches", "tach yo"),
    ShowTasks(mine=True): ("my tasks", "tasks mine", "mis tareas", "mes tâches", "tach mwen"),
    ShowTask(number=12): ("task 12", "tarea 12", "tâche 12", "tach 12"),
    TakeTask(number=12): (
        "task 12 mine",
        "tarea 12 tomo",
        "tache 12 prendre",
        "tach 12 m okipe l",
        "task 12 I have it",
    ),
    FinishTask(number=12): (
        "task 12 done",
        "tarea 12 hecho",
        "TAREA 12 Listo",
        "tarea 12 lista gracias",
        "tâche 12 fini",
        "tache 12 fait",
        "tach 12 fini",
    ),
    UndoTask(number=12): ("task 12 undo", "tarea 12 deshacer", "tache 12 défaire", "tach 12 defe"),
    HandTask(number=12, to=PersonId("ben")): ("task 12 ben", "TAREA 12 Ben", "tach 12 BEN"),
}


def test_what_is_wanted_of_a_task_is_understood_in_every_language() -> None:
    for wanted, texts in WHAT_IS_WANTED.items():
        for text in texts:
            assert cora().text(text).commands == (wanted,), text


def test_a_task_of_ones_own_is_words_and_a_time_that_is_found_in_them() -> None:
    due = {
        text: next(each for each in cora().text(text).commands if isinstance(each, MakeTask))
        for text in (
            "task call the clinic tomorrow 9",
            "tarea llamar a la clínica mañana a las 9",
            "task call 3 families tomorrow 9",
            "task call room 9",
            "tâche acheter du pain",
        )
    }
    calls = list(due.values())

    assert [each.words for each in calls] == [
        "call the clinic",
        "llamar a la clínica",
        "call 3 families",
        "call room 9",
        "acheter du pain",
    ]
    assert calls[0].due == calls[1].due == calls[2].due is not None
    assert calls[3].due is calls[4].due is None
    moved = cora().text("task 12 tomorrow 9").commands[0]
    assert isinstance(moved, MoveTask)
    assert moved.due == calls[0].due
    assert not cora().text("task 12 whenever").commands


def test_a_task_goes_to_somebody_and_to_a_day_as_people_say_it() -> None:
    to_ben = HandTask(number=12, to=PersonId("ben"))
    for text in (
        "task 12 to ben please",
        "tarea 12 para Ben",
        "tarea 12 a ben por favor",
        "tâche 12 pour ben",
        "tach 12 bay ben",
    ):
        assert cora().text(text).commands == (to_ben,), text
    for text in ("tarea 12 hecha", "task 12 done thanks"):
        assert cora().text(text).commands == (FinishTask(number=12),), text
    nine = NOON + timedelta(hours=21)  # it is noon in Chicago, on a Friday
    for text, due in (
        ("task 12 tomorrow", nine),
        ("tarea 12 mañana", nine),
        ("task 12 monday", nine + timedelta(days=2, hours=-1)),  # the clocks change on Sunday
        ("tarea 12 el lunes", nine + timedelta(days=2, hours=-1)),
    ):
        assert cora().text(text).commands == (MoveTask(number=12, due=due),), text


def test_a_name_that_is_short_for_a_day_somewhere_stays_a_name_before_another_day() -> None:
    nine = NOON + timedelta(hours=21)  # it is noon in Chicago, on a Friday
    for text, words, due in (
        ("task call Sam tomorrow 9", "call Sam", nine),
        ("task visit Dom, on sat 9", "visit Dom", nine),
        ("tarea llamar a Mar mañana a las 9", "llamar a Mar", nine),
        ("task call Jan tomorrow 9", "call Jan", nine),
        ("task call the clinic Sat 9", "call the clinic", nine),
        ("task call the clinic Sam 9", "call the clinic", nine),
    ):
        assert cora().text(text).commands == (MakeTask(words=words, due=due),), text


def test_at_two_in_the_morning_tomorrow_is_the_day_that_has_begun_and_no_time_is_lost() -> None:
    night, nine = timedelta(hours=14), NOON + timedelta(hours=21)  # it is noon in Chicago
    for text, words in (
        ("task call the clinic tomorrow 9", "call the clinic"),
        ("task call 3 families tomorrow 9", "call 3 families"),
        ("tarea llamar a la clínica mañana a las 9", "llamar a la clínica"),
    ):
        assert cora().later(night).text(text).commands == (MakeTask(words=words, due=nine),), text
    assert cora().later(night).text("task 12 tomorrow 9").commands == (MoveTask(number=12, due=nine),)
    assert cora().later(night).text("task 12 sun 9").commands == (MoveTask(number=12, due=nine + timedelta(hours=23)),)
    assert cora().later(night).text("task call room 9").commands == (MakeTask(words="call room 9", due=None),)
    assert not cora().later(night).text("task 12 whenever").commands


def test_a_bare_undo_takes_back_what_was_just_changed_and_nothing_later() -> None:
    chat = cora()
    chat.text("task 12 done")

    assert chat.text("undo").commands == (UndoTask(number=12),)
    chat.text("task 12 done")
    assert not any(isinstance(each, UndoTask) for each in chat.later(timedelta(hours=1)).text("undo").commands)
    assert cora().tap(Action.TASK, "tsk_1", "d").commands == (FinishTask(task="tsk_1"),)  # type: ignore[arg-type]


def test_a_complaint_goes_nowhere_else_and_danger_in_it_calls_for_help_without_its_words() -> None:
    calm = rosa(incident=IncidentId("inc_0")).text("your volunteer was drunk")
    danger = rosa().text("one of your people is hitting me with a bat at 5th and Main")
    opened = [each for each in danger.commands if isinstance(each, OpenIncident)]

    assert calm.commands == (Complain(words="your volunteer was drunk"),)
    assert isinstance(danger.commands[0], Complain)
    assert opened[0].intake.danger
    assert not opened[0].intake.words
    assert opened[0].intake.place is not None


def test_what_one_of_ours_did_on_another_day_pages_nobody_and_what_lasts_does() -> None:
    for text in (
        "one of your people hit me yesterday",
        "uno de ustedes me pego ayer",
        "su voluntario me toco anoche",
        "votre bénévole m'a crié dessus hier",
        "youn nan moun nou yo te bat mwen yè",
    ):
        assert rosa().text(text).commands == (Complain(words=text),), text
        assert rosa(incident=IncidentId("inc_0")).text(text).commands == (Complain(words=text),), text
    for text in (
        "one of your people hit me",
        "one of yours hit me yesterday and is outside again",
        "uno de ustedes me pego ayer y esta afuera",
        "one of your people hit me yesterday with a gun, i want to die",
        "youn nan moun nou yo te bat mwen yè, li tounen",
        "your volunteer hit me and says he is going to hit me on monday",
    ):
        assert any(isinstance(each, OpenIncident) for each in rosa().text(text).commands), text


def test_whoever_asks_after_their_complaint_is_heard_by_nobody_else_and_only_once_they_have_made_one() -> None:
    for text in ("any news about my complaint?", "¿qué pasó con mi queja?", "des nouvelles de ma plainte ?"):
        for chat in (rosa(complained=True), rosa(complained=True).during(incident()), goer(complained=True)):
            assert chat.text(text).commands == (AskAfterComplaint(words=text),), text
        assert not any(isinstance(each, AskAfterComplaint) for each in rosa().during(incident()).text(text).commands)
    assert rosa(complained=True).during(incident()).text("queja?").commands == (AskAfterComplaint(words="queja?"),)
    edited = rosa(complained=True).during(incident()).send(Inbound(text="my complaint?", other=Other.EDITED))
    assert edited.commands == (AskAfterComplaint(words="my complaint?"),)
    for text in ("any news?", "did you talk to him", "hay noticias?", "gen nouvèl"):
        assert rosa(complained=True).text(text).commands == (AskAfterComplaint(words=text),), text
        for chat in (rosa(complained=True).during(incident()), goer(complained=True), rosa()):
            assert not any(isinstance(each, AskAfterComplaint) for each in chat.text(text).commands), text


def test_who_looks_at_complaints_and_leaves_the_number_out_sees_them_and_makes_none() -> None:
    for text in ("complaint mine", "complaint done", "complaints ask again", "queja hecho", "plainte fini"):
        assert cora().text(text).commands == (ShowComplaints(),), text


def test_the_answer_to_who_it_was_is_kept_with_it_and_a_call_for_help_is_none() -> None:
    def asked() -> Chat:
        chat = rosa(incident=IncidentId("inc_0"))
        chat.text("it was one of yours")
        chat.talk = replace(chat.talk, pending=Pending(about=ASKED_WHO, subject=""))
        return chat

    assert asked().text("the tall one in red").commands == (SayWhoItWas(words="the tall one in red"),)
    fire = asked().text("the house is on fire, 5th and Main").commands
    assert not any(isinstance(each, SayWhoItWas) for each in fire)
    assert any(isinstance(each, OpenIncident | AddWords) for each in fire)


def test_a_name_that_comes_after_other_words_is_still_the_complaints_and_never_passed_on() -> None:
    for chat in (rosa().during(incident()), goer()):
        chat.text("it was one of yours" if chat.who.__class__.__name__ == "Requester" else "it was one of ours")
        chat.text("we are at the door")
        chat.knowing(names_who=True)
        for text in ("Juniper", "i think juniper", "creo que juniper"):
            assert chat.text(text).commands == (SayWhoItWas(words=text),), text
        chat.knowing(names_who=False)
        assert not any(isinstance(each, SayWhoItWas) for each in chat.text("Juniper").commands)
    hurt = rosa().during(incident()).knowing(names_who=True).text("juniper is bleeding").commands
    assert any(isinstance(each, AddWords) for each in hurt)  # danger goes to whoever can help


def goer(**more: object) -> Chat:
    """Ana goes to a call, and Ben as Hawthorn."""
    chat = member("ana", going=(going_to(),))
    known = {"mates": (BEN,), "fellows": ("Hawthorn", "Ben"), "complaint_words": load_complaint_words()}
    return chat.knowing(check_in_words=load_check_in_words(), **known, **more)


def test_whoever_goes_complains_of_one_of_ours_and_whoever_called_never_reads_it() -> None:
    for text in (
        "it was one of ours, ben hit her",
        "Hawthorn just stole her phone",
        "team ben hit her",
        "#7: ben yelled at her",
        "fue uno de los nuestros",
        "c'était un des nôtres",
        "se te youn nan nou",
    ):
        assert goer().text(text).commands == (Complain(words=text),), text
        assert goer().send(Inbound(text=text, forwarded=True)).commands == (Complain(words=f"Fwd: {text}"),), text
    for text in ("one of your people is here, come out", "her husband hit her, where is ben", "Sam hit her"):
        assert not any(isinstance(each, Complain) for each in goer().text(text).commands), text


def test_whoever_goes_and_was_hurt_by_one_of_ours_is_heard_without_their_words() -> None:
    well = SayWell(incident=IncidentId("inc_1"), by=PersonId("ana"), well=False)
    for text in ("Ben hit me, I am bleeding", "complaint Ben hit me, I am bleeding"):
        said = text.removeprefix("complaint ")
        assert goer().text(text).commands == (Complain(words=said), well), text


def test_whoever_goes_says_who_it_was_by_a_name_and_all_else_is_for_whoever_called() -> None:
    def asked() -> Chat:
        chat = goer()
        chat.talk = replace(chat.talk, pending=Pending(about=ASKED_WHO, subject="cpl_1"))
        return chat

    for text in ("ben", "It was Hawthorn", "fue Ben", "c'est ben"):
        assert asked().text(text).commands == (SayWhoItWas(words=text),), text
    for text in ("I am inside with her now", "please open the door", "2"):
        assert not any(isinstance(each, SayWhoItWas) for each in asked().text(text).commands), text


def test_whoever_looks_at_a_complaint_says_so_says_who_it_was_and_how_it_ended() -> None:
    for text in ("complaint 482 mine", "queja 482 tomo", "plainte 482 prendre", "plent 482 m okipe l"):
        assert cora().text(text).commands == (LookAtComplaint(number=482),), text
    for text in ("complaint 482 done: We spoke.", "queja 482 hecho: We spoke.", "plent 482 fini We spoke."):
        assert cora().text(text).commands == (EndComplaint(number=482, note="We spoke."),), text
    assert cora().text("complaint 482 ben").commands == (
        NameInComplaint(number=482, called="ben", who=PersonId("ben")),
    )
    assert cora().text("complaint ben shouted at a woman").commands == (Complain(words="ben shouted at a woman"),)


def test_a_complaint_in_a_text_that_is_changed_or_passed_on_is_for_nobody_who_goes() -> None:
    said = "la persona que mandaron me gritó"
    chat = rosa().during(incident())

    assert chat.send(Inbound(text=said, other=Other.EDITED)).commands == (Complain(words=said, corrects=True),)
    assert chat.send(Inbound(text=said, forwarded=True)).commands == (Complain(words=f"Fwd: {said}"),)
    (words,) = chat.send(Inbound(text="6th & Main, not 5th", other=Other.EDITED)).commands
    assert isinstance(words, AddWords)


def test_who_it_was_said_by_changing_a_text_is_an_answer_like_any() -> None:
    chat = rosa().during(incident())
    chat.talk = replace(chat.talk, pending=Pending(about=ASKED_WHO, subject="cpl_1"))

    assert chat.text("the tall one").commands == (SayWhoItWas(words="the tall one"),)
    changed = Inbound(text="the tall one with a hat", other=Other.EDITED)
    assert chat.send(changed).commands == (SayWhoItWas(words="the tall one with a hat"),)
    (words,) = chat.text("she waits upstairs").commands
    assert isinstance(words, AddWords)
