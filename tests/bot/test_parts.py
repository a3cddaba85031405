"""Words too long for one message go on in the next: nothing is cut, nothing is said twice."""

from hypothesis import given
from hypothesis import strategies as st

from bot.planning import LONGEST_WORDS, in_parts
from domain.ids import PersonId
from domain.messages import MessageKind, Say


def said(kind: MessageKind, words: str) -> Say:
    return Say(kind=kind, to=PersonId("cora"), to_member=True, key="k", params={"number": 1, "words": words})


def letters(words: str) -> str:
    return "".join(words.split())


def test_what_fits_stays_as_it_is() -> None:
    say = said(MessageKind.C_WORDS, "w" * LONGEST_WORDS)

    assert in_parts(say) == (say,)


def test_each_part_is_planned_once_and_the_first_keeps_its_kind() -> None:
    parts = in_parts(said(MessageKind.C_UNPLACED, "word " * 600))

    assert [part.kind for part in parts[:2]] == [MessageKind.C_UNPLACED, MessageKind.C_WORDS]
    assert [part.key for part in parts] == ["k", *(f"k+{number}" for number in range(2, len(parts) + 1))]


def test_a_kind_that_carries_nobodys_words_is_never_parted() -> None:
    say = said(MessageKind.C_HELP, "w" * 5000)

    assert in_parts(say) == (say,)


@given(st.text(alphabet="ab \n", max_size=5000))
def test_all_words_are_there_in_their_order(words: str) -> None:
    parts = in_parts(said(MessageKind.C_WORDS, words))

    assert all(len(str(part.params["words"])) <= LONGEST_WORDS for part in parts)
    assert letters("".join(str(part.params["words"]) for part in parts)) == letters(words)
