"""What somebody answers to the weekly word about their pair, and to what is asked about a team that begins."""

import pytest

from config.checkins import load_check_in_words
from domain.cohort_commands import AnswerNudge, WishTeam
from domain.commands import SayUnwell
from domain.ids import CohortId, PersonId
from domain.messages import MessageKind
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

    for said in ("evenings", "on weekends please", "siempre", "noches", "soirs", "leswa"):
        again = coordinator().knowing(community=WHERE)
        for text in ("new team", "Lakeside", "Mill Row"):
            again.text(text)
        assert kinds(again.text(said)) == [K.M_COHORT_TEAM_SURE], said

    assert kinds(chat.text("mondays")) == [K.M_COHORT_TEAM_HOURS]
    assert kinds(chat.text("1")) == [K.M_COHORT_TEAM_SURE]
    (wish,) = chat.text("1").commands
    assert isinstance(wish, WishTeam)
    assert wish.team.name == "Lakeside"
