"""What somebody answers to the weekly word about their pair, and to what is asked about a team that begins."""

from dataclasses import replace

import pytest

from config.checkins import load_check_in_words
from domain.cohort_commands import AnswerNudge, JoinCohort, LeaveCohort, ShowCohorts, WishTeam
from domain.commands import SayUnwell
from domain.ids import CohortId, PersonId, TeamId
from domain.messages import MessageKind
from domain.people import Channel, Person, Role, Standing
from tests.handlers.talks import Chat, coordinator, kinds, member
from tests.support.world import COMMUNITY, community_of

K = MessageKind
WHERE, _ = community_of(COMMUNITY)


def in_a_pair() -> Chat:
    return member("ana").knowing(check_in_words=load_check_in_words(), nudged=CohortId("coh_1"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("we talked", AnswerNudge(no_more=False)),
        ("Yes, we spoke on tuesday", AnswerNudge(no_more=False)),
        ("sí, ya hablamos", AnswerNudge(no_more=False)),
        ("on s'est parlé hier", AnswerNudge(no_more=False)),
        ("wi nou te pale", AnswerNudge(no_more=False)),
        ("not this week", AnswerNudge(no_more=False, talked=False)),
        ("we haven't talked", AnswerNudge(no_more=False, talked=False)),
        ("todavía no hablamos", AnswerNudge(no_more=False, talked=False)),
        ("pas encore", AnswerNudge(no_more=False, talked=False)),
        ("nou poko pale", AnswerNudge(no_more=False, talked=False)),
        ("no more of these please", AnswerNudge(no_more=True)),
    ],
)
def test_whoever_says_in_their_own_words_that_they_talked_or_not_is_understood(text: str, answer: AnswerNudge) -> None:
    assert in_a_pair().text(text).commands == (answer,)


def test_whoever_says_beside_it_that_they_are_not_well_is_heard() -> None:
    (command,) = in_a_pair().text("we talked, I am not well at all").commands

    assert command == SayUnwell(by=PersonId("ana"), hurts=False)


def test_the_hours_of_a_team_that_begins_are_asked_again_until_they_are_one_of_those_there_are() -> None:
    chat = coordinator().knowing(community=WHERE)
    for text in ("new team", "Lakeside", "Mill Row"):
        chat.text(text)

    assert kinds(chat.text("whenever")) == [K.M_COHORT_TEAM_HOURS]
    assert kinds(chat.text("evenings or weekends")) == [K.M_COHORT_TEAM_HOURS]
    assert kinds(chat.text("1")) == [K.M_COHORT_TEAM_SURE]
    (wish,) = chat.text("1").commands
    assert isinstance(wish, WishTeam)
    assert wish.team.name == "Lakeside"


@pytest.mark.parametrize(
    ("text", "hours"),
    [("evenings", "1"), ("los fines de semana", "2"), ("le soir", "1"), ("always please", "3"), ("aswè", "1")],
)
def test_the_hours_of_a_team_that_begins_may_be_said_in_words(text: str, hours: str) -> None:
    chat = coordinator().knowing(community=WHERE)
    for each in ("new team", "Lakeside", "Mill Row", text):
        chat.text(each)
    (wish,) = chat.text("1").commands

    assert isinstance(wish, WishTeam)
    assert wish.team.hours == hours


@pytest.mark.parametrize(
    ("joins", "asks", "leaves"),
    [
        ("I want to join the cohort please", "when is the next gathering?", "i want to leave the cohort"),
        ("quiero entrar en la cohorte", "¿cuándo es el próximo encuentro?", "me salgo de la cohorte"),
        ("je veux rejoindre la cohorte", "c'est quand la prochaine rencontre ?", "je quitte la cohorte"),
        ("mwen vle antre nan kowòt la", "ki lè pwochen rankont lan?", "m vle kite kowòt la"),
    ],
)
def test_somebody_joins_asks_and_leaves_in_a_whole_sentence_of_each_language(
    joins: str, asks: str, leaves: str
) -> None:
    chat = member("ana").knowing(community=WHERE)

    assert chat.text(joins).commands == (JoinCohort(number=0),)
    assert chat.text(asks).commands == (ShowCohorts(),)
    assert chat.text(leaves).commands == (LeaveCohort(number=0),)
    assert chat.text("leave cohort 2, sorry").commands == (LeaveCohort(number=2),)


def test_who_began_a_team_is_told_what_they_wait_for_before_a_second_coordinator_says_yes() -> None:
    chat = member("ana").knowing(community=WHERE)
    assert isinstance(chat.who, Person)
    begun = replace(
        chat.who.memberships[0], team=TeamId("lakeside"), standing=Standing.BOUND, roles=frozenset({Role.COORDINATOR})
    )
    chat.who = replace(chat.who, memberships=(*chat.who.memberships, begun))

    for text in ("ready for 5", "add member", "no listos para 5"):
        assert kinds(chat.text(text)) == [K.M_COHORT_TEAM_WAITS]
    assert kinds(member("ben").knowing(community=WHERE).text("ready for 5")) != [K.M_COHORT_TEAM_WAITS]


def test_which_team_somebody_new_is_for_is_said_by_its_number_its_id_or_its_name() -> None:
    river, north = TeamId("river"), TeamId("north-side")
    for said, team in (("1", north), ("2", river), ("North-Side", north), ("river", river), ("River team", river)):
        where = replace(WHERE, teams={river: replace(WHERE.teams[river], names={"en": "River team"})})
        chat = coordinator(channel=Channel.SIM_TELEGRAM).knowing(community=where, runs=(north, river))
        chat.text("add member")
        chat.text("kim")
        step = chat.text("Kim")
        assert (kinds(step), dict(step.says[0].params)) == ([K.C_ADD_TEAM], {"teams": "1 north-side, 2 river"})
        asked = chat.text(said)
        assert kinds(asked) == [K.C_ADD_ROLE], said
        assert asked.talk.pending is not None
        assert asked.talk.pending.rest.split("\n")[-1] == team
    again = coordinator(channel=Channel.SIM_TELEGRAM).knowing(community=WHERE, runs=(north, river))
    for text in ("add member", "kim", "Kim"):
        again.text(text)
    assert kinds(again.text("3")) == [K.C_ADD_TEAM]
