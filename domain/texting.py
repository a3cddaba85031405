"""Whether a requester may be texted, and how much their phone may show.

Who writes agrees to be answered, and to hear what becomes of it for a while (`TextingPolicy.lasts`). After so long
without a word from a number nothing goes there unasked but of a date they asked to come to, and whoever writes from it
then is taken for somebody new.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.language import normalise
from domain.messages import MessageKind as K
from domain.messages import Params
from domain.policy import TextingPolicy
from domain.texting_words import TextingSaid

Mark = Callable[[str], str]
"""What stands for a normalised word: the same for the same word and program only."""

VEILED = "*"
"""Stands in a blank for a name that the reader's phone is not to show."""

UNSAFE_FOR = timedelta(days=1)
"""For how long a phone is not texted, where they did not say until when."""

_MOST_DIGITS = 4
NAMES = frozenset({"code", "codes", "other", "community"})
"""The blanks that names of people and of the community stand in."""

_CAN_BE_SPARED = frozenset(
    {
        *(K.R_ON_THE_WAY, K.R_ASKING_AGAIN, K.R_FILLING_AGAIN, K.R_REOPENED, K.R_HANDS_MERGED, K.R_WAITED),
        *(K.R_CLOSED, K.R_CLOSED_ONE, K.R_LATER_UNSURE, K.R_REMOTE_GONE, K.R_PHOTO_UNSEEN, K.R_NOTED),
        K.R_HANDS_GOES_ON,
    }
)
"""What a discreet phone does without: whoever wants to know asks."""

_OF_A_DATE = frozenset({K.R_TRAINING_UP, K.R_TRAINING_REMINDER, K.R_TRAINING_MOVED, K.R_TRAINING_OFF})
"""What somebody who took a seat asked to hear until its date, however far ahead that was."""


class Withheld(StrEnum):
    """Why something is not sent."""

    LAPSED = "lapsed"  # no word from them for so long that nothing goes there unasked
    DISCREET = "discreet"
    UNSAFE = "unsafe"  # they said that their phone is not to be texted


@dataclass(frozen=True, slots=True, kw_only=True)
class Texting:
    """What a requester wants of our texts. `code_mark` stands for the word that tells us that it is them: a keyed hash,
    from which nobody reads the word.

    `pressed`: they gave it as somebody does who is under pressure. Their screen says that all is closed.
    `unasked`: after a call they are not to be asked there how they are. `unsafe_until`: they said by the way that their
    phone is not to be texted, where no call of theirs runs that would keep it.
    """

    discreet: bool = False
    code_mark: str = field(default="", repr=False)
    pressed: bool = False
    unasked: bool = False
    unsafe_until: datetime | None = None

    def is_unsafe(self, now: datetime) -> bool:
        return self.unsafe_until is not None and now < self.unsafe_until

    def told(self, said: TextingSaid | None, now: datetime) -> "Texting":
        """The same, and what they have just said of their phone."""
        if said is None:
            return self
        return replace(self, unsafe_until=None if said.safe else said.until or now + UNSAFE_FOR)


class Said(StrEnum):
    """What a text does with a code word."""

    CODE_WORD = "code_word"
    UNDER_PRESSURE = "under_pressure"


def withheld(
    kind: K, texting: Texting, *, last_at: datetime, policy: TextingPolicy, now: datetime, asked: bool
) -> Withheld | None:
    """Why a message of this kind does not go to somebody who wrote last at `last_at`; None if it may.

    `asked`: it answers what they wrote just now.
    """
    if texting.is_unsafe(now):
        return Withheld.UNSAFE
    if asked:
        return None
    if has_lapsed(last_at, policy, now) and kind not in _OF_A_DATE:
        return Withheld.LAPSED
    if (texting.discreet or policy.discreet) and kind in _CAN_BE_SPARED:
        return Withheld.DISCREET
    return None


def has_lapsed(last_at: datetime, policy: TextingPolicy, now: datetime) -> bool:
    """True if a number was silent for so long that its owner may be another by now."""
    return now - last_at > policy.lasts


def veiled(params: Params) -> Params:
    """The same without anybody's name in it."""
    return {name: VEILED if name in NAMES and value else value for name, value in params.items()}


def is_veiled(params: Params) -> bool:
    return any(params.get(name) == VEILED for name in NAMES)


def said_of(text: str, texting: Texting, mark: Mark) -> Said | None:
    """The code word as the whole text; with a digit or two behind it, under pressure."""
    if not texting.code_mark:
        return None
    said = normalise(text)
    if mark(said) == texting.code_mark:
        return Said.CODE_WORD
    bare = said
    while bare and bare[-1].isdecimal():
        bare = bare[:-1]
    digits = len(said) - len(bare)
    known = 0 < digits <= _MOST_DIGITS and mark(bare.rstrip()) == texting.code_mark
    return Said.UNDER_PRESSURE if known else None
