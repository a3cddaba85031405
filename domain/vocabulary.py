"""The short words people command with, in every language of the catalogues. The words themselves are data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Word(StrEnum):
    """What a whole message, or its first word, may mean. The phone company's own words are the first three."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    HELLO = "hello"
    SOS = "sos"  # a member needs help themselves
    EXIT = "exit"
    START = "start"  # Telegram's /start
    YES = "yes"
    NO = "no"
    MINUTES = "minutes"  # units behind a number
    HOURS = "hours"
    COMING = "coming"
    ON = "on"
    OFF = "off"
    PAUSE = "pause"
    ME = "me"  # a member's card
    TEST = "test"  # does a page come through?
    SET_OFF = "set_off"
    ARRIVE = "arrive"
    CANNOT_FIND = "cannot_find"
    FINISH = "finish"
    DROP_OUT = "drop_out"
    STATUS = "status"
    WITHDRAW = "withdraw"
    WHO_ARE_YOU = "who_are_you"
    THANKS = "thanks"
    LANGUAGE = "language"
    LIST = "list"
    BOARD = "board"
    SEEN_TO = "seen_to"
    SEE = "see"
    ASSIGN = "assign"
    MORE = "more"
    CLOSE = "close"
    REOPEN = "reopen"
    MEMBERS = "members"
    APPROVE = "approve"
    SUSPEND = "suspend"
    REMOVE = "remove"
    INVITE = "invite"
    ADD_MEMBER = "add_member"
    LEAVE = "leave"
    LEAVE_FOR_GOOD = "leave_for_good"
    ERASE_ME = "erase_me"
    ERASE_ME_FOR_GOOD = "erase_me_for_good"
    STILL_IN = "still_in"
    ADD_PHONE = "add_phone"
    PHONES = "phones"
    PHONE_FIRST = "phone_first"
    PHONE_OUT = "phone_out"
    MY_CALENDAR = "my_calendar"
    NEW_CALENDAR = "new_calendar"
    CALENDAR_OFF = "calendar_off"
    TEAM_CALENDAR = "team_calendar"
    TEAM_CALENDAR_NAMES = "team_calendar_names"
    NEW_TEAM_CALENDAR = "new_team_calendar"
    MY_LOAD = "my_load"
    TEAM_LOAD = "team_load"


OWNED_BY_PHONE_COMPANIES = frozenset({
    "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START", "YES", "UNSTOP", "HELP",
    "INFO",
})  # fmt: skip
"""Alone in an SMS these are answered by the phone company or change what it lets through: nothing may ask for them."""

STOPS_ONLY_TEXTS = frozenset({"cancel", "end", "quit", "revoke"})
"""Those that are a stop only because a phone company takes them for one. Elsewhere they may mean anything."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases` maps a normalised phrase (see `domain.language.normalise`) to what it means.

    `languages` maps the normalised names of languages, in any language, to their codes. `calendar` maps names of days,
    months and lengths of time, and the small words around them, to one English name each.
    """

    phrases: Mapping[str, Word]
    languages: Mapping[str, str] = field(default_factory=dict)
    calendar: Mapping[str, str] = field(default_factory=dict)

    def whole(self, normalised: str) -> Word | None:
        """What the whole message means, if it is one of the phrases: the only way to opt out."""
        return self.phrases.get(normalised)

    def leading(self, normalised: str) -> tuple[Word, str] | None:
        """The longest phrase the message begins with, and the rest behind it; None if it begins with none."""
        words = normalised.split()
        for count in range(min(len(words), 5), 0, -1):
            found = self.phrases.get(" ".join(words[:count]))
            if found is not None:
                return found, " ".join(words[count:])
        return None
