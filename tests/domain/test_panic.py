"""Who hears a member's call for help, and what each of them may know."""

from dataclasses import replace

import pytest

from config.words import load_words
from domain import commands as c
from domain.alarm import PanicHow
from domain.dispatch import decide
from domain.ids import PersonId
from domain.incident import AssignmentState, Incident
from domain.language import normalise
from domain.messages import ALARMS, EVERYWHERE, TERMS, Action, Lane
from domain.messages import MessageKind as K
from domain.needs import Need, ProtectionArea
from domain.panic import PanicFacts, ended, is_fit, raised, said_safe, says_code_word, taken, told_again
from domain.places import Place, PlaceKind
from tests.support.builders import NOON, candidate, facts, opened, person

TEAM = tuple(candidate(name) for name in ("ana", "ben", "cal"))
PLACE = Place(kind=PlaceKind.ADDRESS, label="412 Main St")


def call(going: tuple[str, ...], **changes: object) -> Incident:
    need = Need(responders=3, cap=3, together=2)
    found = opened(*TEAM, need=need, place=PLACE, **changes).incident
    for number, name in enumerate(going):
        page = next(each.id for each in found.pages if each.person == name)
        accept = c.Accept(incident=found.id, by=PersonId(name), page=page, minutes=5)
        found = decide(found, accept, facts(*TEAM, stimulus=f"a{number}"), NOON).incident
    return found


def known(*calls: Incident, on_call: tuple[str, ...] = ("cal",)) -> PanicFacts:
    return PanicFacts(
        sender=person("ben"),
        calls=calls,
        coordinators=(PersonId("cora"), PersonId("ben"), PersonId("omar")),
        on_call=tuple(map(PersonId, on_call)),
        emergency="911",
        stimulus="stm",
    )


def test_nobody_is_told_on_the_senders_own_phone_but_what_answers_them() -> None:
    says = raised(known(call(("ana", "ben"))), PanicHow.CODE_WORD)

    assert [say.kind for say in says if say.to == "ben"] == [K.M_PANIC_QUIET]
    assert {say.to for say in says} == {"ana", "ben", "cora", "omar"}


def test_those_who_go_hear_the_code_name_and_coordinators_the_roster_name() -> None:
    found = call(("ana", "ben"))
    code = next(each.code for each in found.going() if each.person == "ben")

    says = {str(say.to): say for say in raised(known(found), PanicHow.WORD)}

    assert says["ana"].params["code"] == code
    assert "Ben" not in str(says["ana"].params)
    assert says["cora"].params["person"] == "Ben"


def test_neither_team_learns_roster_names_of_the_others() -> None:
    found, gus = call(("ana", "ben")), person("gus")
    code = next(each.code for each in found.going() if each.person == "ben")
    asking = replace(known(found), coordinators=(PersonId("cora"), gus.id), abroad={gus.id: "Hill"}, team="River")

    heard = {str(say.to): say for say in raised(asking, PanicHow.WORD)}
    theirs = {str(say.to): say for say in taken(asking, gus, quiet=False)}
    ours = {str(say.to): say for say in taken(asking, person("cora"), quiet=False)}

    assert heard["gus"].params["person"] == f"(River) {code} #{found.number}"
    assert heard["gus"].params["place"] == heard["cora"].params["place"] == "412 Main St"
    assert heard["cora"].params["person"] == "Ben"
    assert (theirs["ben"].params["by"], theirs["ben"].params["team"]) == ("", "Hill")
    assert (theirs["cora"].params["by"], theirs["cora"].params["team"]) == ("", "Hill")
    assert (theirs["gus"].params["by"], theirs["gus"].params["team"]) == ("Gus", "")
    assert (ours["gus"].params["by"], ours["gus"].params["team"]) == ("", "River")
    assert ours["ben"].params["by"] == "Cora"
    for say in (*theirs.values(), *ours.values(), *ended(asking, gus, quiet=False)):
        assert ("Ben" in say.params.values()) is (say.to == "cora") or say.kind is K.M_PANIC_OVER


def test_nobody_of_another_team_learns_a_roster_name_however_far_it_is_told() -> None:
    abroad = {PersonId("gus"): "Hill", PersonId("hal"): "Hill"}
    wide = replace(
        known(), others=(PersonId("gus"),), members=(PersonId("hal"), PersonId("dee")), abroad=abroad, mark="K3F"
    )
    facts_now = replace(wide, team="River", heard=tuple(map(PersonId, ("cal", "gus", "hal"))))

    says = (*told_again(facts_now, 3, quiet=False), *ended(facts_now, person("cora"), quiet=False))

    assert {str(say.to) for say in says if "Ben" not in say.params.values()} == {"gus", "hal"}
    assert {say.params["person"] for say in says if say.to in abroad} == {"(River) K3F"}


def test_whoever_heard_it_hears_that_it_has_ended() -> None:
    facts_now = replace(known(call(("ana", "ben"))), heard=tuple(map(PersonId, ("ana", "cora", "dee", "ben"))))

    said = [(say.kind, str(say.to)) for say in ended(facts_now, person("omar"), quiet=True)]

    assert (K.M_PANIC_OVER, "dee") in said
    assert sorted(to for _, to in said) == ["ana", "cora", "dee", "omar"]


def test_who_holds_hears_it_without_the_place() -> None:
    found = call(("ana", "ben"))
    held = tuple(
        replace(each, state=AssignmentState.HOLDING) if each.person == "ana" else each for each in found.assignments
    )

    says = {
        str(say.to): say for say in raised(known(replace(found, assignments=held)), PanicHow.WORD, "they have a gun")
    }

    assert says["ana"].params["place"] == ""
    assert says["ana"].lines == ()
    assert says["cora"].params["place"] == "412 Main St"


def test_who_helps_from_afar_hears_it_without_the_place() -> None:
    found = call(("ana", "ben"))
    afar = tuple(replace(each, remote=each.person == "ana") for each in found.assignments)

    says = {
        str(say.to): say for say in raised(known(replace(found, assignments=afar)), PanicHow.WORD, "they have a gun")
    }

    assert says["ana"].kind is K.M_PANIC
    assert says["ana"].params["place"] == ""
    assert says["ana"].lines == ()


def test_who_has_not_said_that_they_still_come_may_be_on_their_way() -> None:
    found = call(("ana", "ben"))
    unsure = tuple(
        replace(each, state=AssignmentState.UNSURE) if each.person == "ben" else each for each in found.assignments
    )
    code = next(each.code for each in unsure if each.person == "ben")

    says = {str(say.to): say for say in raised(known(replace(found, assignments=unsure)), PanicHow.WORD)}

    assert says["ana"].kind is K.M_PANIC
    assert says["cora"].params["codes"] == f"{code} #{found.number}"
    assert says["cora"].params["place"] == "412 Main St"


def test_somebody_in_two_calls_reaches_both() -> None:
    first = call(("ana", "ben"))
    second = replace(call(("cal", "ben")), number=13)

    says = raised(known(first, second), PanicHow.BUTTON)

    assert {say.to for say in says if say.kind is K.M_PANIC} == {"ana", "cal"}
    assert len({say.key for say in says}) == len(says)


def test_whoever_is_on_call_hears_it_only_where_no_call_runs() -> None:
    assert "cal" in {say.to for say in raised(known(), PanicHow.WORD)}
    assert "cal" not in {say.to for say in raised(known(call(("ana", "ben"))), PanicHow.WORD)}


def test_where_hardly_anybody_else_hears_it_more_do_at_once() -> None:
    alone = replace(known(on_call=()), coordinators=(PersonId("ben"),), members=(PersonId("dee"), PersonId("ben")))

    says = raised(alone, PanicHow.WORD)

    assert [(say.kind, say.to) for say in says] == [(K.M_PANIC_MATE, "dee"), (K.M_PANIC_HEARD, "ben")]
    assert says[0].params["coordinator"] == ""
    assert says[1].params["count"] == 1


def test_each_time_nobody_takes_it_more_hear_it_and_who_goes_with_them_learns_no_name() -> None:
    facts = replace(
        known(call(("ana", "ben"))), others=(PersonId("gus"),), members=tuple(map(PersonId, ("ana", "dee", "ben")))
    )

    said = [[(say.kind, str(say.to)) for say in told_again(facts, times, quiet=False)] for times in (1, 2, 3)]

    first = [(K.C_PANIC, "cora"), (K.C_PANIC, "omar"), (K.M_PANIC_MATE, "cal")]
    assert said == [first, [*first, (K.C_PANIC, "gus")], [*first, (K.C_PANIC, "gus"), (K.M_PANIC_MATE, "dee")]]


def test_words_of_a_discreet_need_stay_where_they_are() -> None:
    found = call(("ana", "ben"), protection_area=ProtectionArea.ABORTION_SUPPORT)

    assert not any(say.lines for say in raised(known(found), PanicHow.WORD, "at the clinic"))


@pytest.mark.parametrize("quiet", [True, False])
def test_after_a_code_word_nothing_reaches_the_senders_phone(quiet: bool) -> None:
    facts_now, cora = known(call(("ana", "ben"))), person("cora")
    later = (*taken(facts_now, cora, quiet=quiet), *ended(facts_now, cora, quiet=quiet))

    assert any(say.to == "ben" for say in later) is not quiet


def test_a_forced_all_clear_looks_like_any_other() -> None:
    says = said_safe(known(call(("ana", "ben"))), quiet=True)

    assert [say.kind for say in says if say.to == "ben"] == [K.M_PANIC_QUIET]
    assert {say.to for say in says if say.kind is K.C_PANIC_SAFE} == {"cora", "omar"}


def test_an_alarm_belongs_to_no_calls_order_and_is_urgent() -> None:
    assert all(say.incident is None for say in raised(known(call(("ana", "ben"))), PanicHow.WORD))
    assert all(TERMS[kind].lane is Lane.URGENT for kind in ALARMS)
    assert EVERYWHERE < ALARMS


def test_every_message_to_somebody_who_goes_has_the_button() -> None:
    kinds = {
        *(K.M_GO, K.M_HOLD, K.M_RELEASED, K.M_STEP_BACK, K.M_OTHER_COMING, K.M_OTHER_DROPPED, K.M_OTHER_DONE),
        *(K.M_SET_OFF, K.M_ARRIVED, K.M_CANNOT_FIND, K.M_CANNOT_ASK, K.M_WORDS, K.M_CORRECTED, K.M_PLACE),
        *(K.M_DANGER, K.M_SILENT, K.M_SAFETY_WAIT, K.M_SAFETY_WELL, K.M_SAFETY_THERE, K.M_SAFETY_ALONE),
        *(K.M_SAFETY_ALONE_DONE, K.M_SAFETY_ALONE_NOW, K.M_SAFETY_BESIDE),
    }

    assert all((Action.MAYDAY, "") in TERMS[kind].offers for kind in kinds)


@pytest.mark.parametrize("word", ["blue kettle", "tetera azul", "marmalade"])
def test_a_word_nobody_says_in_passing_may_be_a_code_word(word: str) -> None:
    assert is_fit(load_words(), normalise(word))
    assert says_code_word(f" {word.upper()}! ", (word,))
    assert not says_code_word(f"the {word}", (word,))


@pytest.mark.parametrize("word", ["", "ok", "list", "a kettle", "done here now", "12345", "on my way home", "english"])
def test_what_is_an_answer_a_letter_or_a_command_may_not(word: str) -> None:
    assert not is_fit(load_words(), normalise(word))


def test_without_a_code_word_nothing_is_one() -> None:
    assert not says_code_word("", ("",))
    assert not says_code_word("anything", ())
