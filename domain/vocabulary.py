"""The short words people command with, in every language of the catalogues. The words themselves are data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum

from domain.language import normalise
from domain.needs import DangerKind


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
    HERE = "here"  # for their shift; a bare "here" of somebody who goes to a call is ARRIVE
    PROOF = "proof"
    SET_OFF = "set_off"
    ARRIVE = "arrive"
    CANNOT_FIND = "cannot_find"
    FINISH = "finish"
    DROP_OUT = "drop_out"
    SWAP = "swap"
    SWAP_BACK = "swap_back"
    TAKE_SHIFT = "take_shift"
    NOT_ME = "not_me"
    CONFIRM_SWAP = "confirm_swap"
    REFUSE_SWAP = "refuse_swap"
    INSIST = "insist"
    COVER = "cover"
    COVER_BACK = "cover_back"
    AMONG = "among"  # stands around names and times, and says nothing
    BECAUSE = "because"  # begins a reason, behind an answer or in its place
    TEAM = "team"  # before words for the others who go
    SAY = "say"  # a ready phrase
    SEND_IT = "send_it"  # words that wait, as they are
    LEAVE_OUT = "leave_out"  # or without the number in them
    STATUS = "status"
    WITHDRAW = "withdraw"
    WHO_ARE_YOU = "who_are_you"
    THANKS = "thanks"
    LANGUAGE = "language"
    SPEAK = "speak"  # before a language as well; whoever goes asks it of whoever needs help
    LIST = "list"
    BOARD = "board"
    SEEN_TO = "seen_to"
    SEE = "see"
    ASSIGN = "assign"
    MORE = "more"
    CLOSE = "close"
    TELL_AGAIN = "tell_again"  # to whoever goes: where to
    STEP_ASIDE = "step_aside"
    STEP_ASIDE_OUT = "step_aside_out"
    ENOUGH = "enough"  # whoever leads has enough people
    FREE = "free"
    LEAD = "lead"
    REOPEN = "reopen"
    WINDOW = "window"  # from when to when a call is
    FOR_NOW = "for_now"  # behind it: now after all
    PAGE = "page"  # this and the next ten: what coordinators do with a call that runs
    HOLD = "hold"
    GO_ON = "go_on"
    TAKE_CALL = "take_call"
    REFUSE_CALL = "refuse_call"
    HAND = "hand"
    MERGE = "merge"
    SPLIT = "split"
    NATURE = "nature"
    NEED = "need"
    PLAN = "plan"
    FLOOD_HELD = "flood_held"  # this and the next six: calls that wait in a flood, and blocked senders
    FLOOD_RELEASE = "flood_release"
    FLOOD_SWITCH = "flood_switch"
    FLOOD_BLOCK = "flood_block"
    FLOOD_UNBLOCK = "flood_unblock"
    FLOOD_BLOCKS = "flood_blocks"
    FLOOD_FOR_GOOD = "flood_for_good"
    AID = "aid"  # a neighbour's help: asked for, answered, ended
    ROTATION = "rotation"  # a coordinator makes or changes one
    NEW_ROTATION = "new_rotation"
    BACK = "back"  # one question back
    DROP_IT = "drop_it"  # nothing changes
    MAKE_IT_COUNT = "make_it_count"
    MEMBERS = "members"
    APPROVE = "approve"
    SUSPEND = "suspend"
    REMOVE = "remove"
    INVITE = "invite"
    ADD_MEMBER = "add_member"
    CONFIRM = "confirm"  # a member has a skill
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
    WHO_IS_ON = "who_is_on"
    MY_SHIFTS = "my_shifts"
    TIME_OFF = "time_off"
    NO_TIME_OFF = "no_time_off"
    GRANT = "grant"
    TURN_DOWN = "turn_down"
    GAPS = "gaps"
    PUT_ON = "put_on"
    TAKE_OFF = "take_off"
    UNDO = "undo"
    UNDO_IT = "undo_it"  # the very change that was named to them
    CHANGES = "changes"
    RESTED = "rested"  # a coordinator ends somebody's rest
    ROTA = "rota"  # what may be said about who is on call
    HELP_CALLS = "help_calls"  # what a coordinator may say about a running call
    MAYDAY = "mayday"  # a member needs help at once
    SAFE = "safe"
    HAVE_IT = "have_it"  # a coordinator looks after it
    CODE_WORD = "code_word"  # what calls for help unnoticed
    ALL_WELL = "all_well"
    NOT_WELL = "not_well"
    CONSENT = "consent"  # this and the next five: what a requester allows, and going against it
    CALLED = "called"
    OVERRIDE = "override"
    AGREE = "agree"
    DISAGREE = "disagree"
    CLEAR_SCENE = "clear_scene"
    CARDS = "cards"  # the protocol cards
    STORY = "story"  # this and the next: what members add to a card
    ADVICE = "advice"
    ERASE_TALES = "erase_tales"
    CUSTODY = "custody"  # before a call's number: how somebody in custody stands
    ALERTS_ON = "alerts_on"  # they want to hear of confirmed sightings
    ALERTS_OFF = "alerts_off"
    SIGHTING = "sighting"  # before its number, or before what was seen
    SIGHTINGS = "sightings"
    DRILL = "drill"
    TRAINING = "training"  # this and the next seven: trainings, and who learns beside whom
    NEW_TRAINING = "new_training"
    TRAINING_MOVE = "training_move"
    SEAT = "seat"
    SEAT_BACK = "seat_back"
    CAME = "came"
    MISSED = "missed"
    MENTOR = "mentor"
    DEBRIEF = "debrief"  # of a call, before its number; and what a team's calls left behind in numbers
    FIGURES = "figures"
    COHORT = "cohort"  # this and the next five: the year together
    NEW_COHORT = "new_cohort"
    GATHERING_AWAY = "gathering_away"
    GATHERING_COME = "gathering_come"
    COHORT_JOIN = "cohort_join"
    COHORT_LEAVE = "cohort_leave"
    NEW_TEAM = "new_team"
    READY_FOR = "ready_for"  # before a protection area
    NOT_READY_FOR = "not_ready_for"
    DISCREET = "discreet"  # a requester whose phone is to show no names
    TALK_NOW = "talk_now"  # a requester wants somebody to text with
    CHECKED = "checked"  # before a call's number: a coordinator has seen to what came of its check-ins
    FINE_FOR = "fine_for"  # before how long somebody who goes is to be asked nothing
    HALF_HOUR = "half_hour"
    WATCH = "watch"  # before a call's number: a coordinator watches; with a name behind it, another is asked to
    HAND_WATCH = "hand_watch"
    BY_TEXT = "by_text"  # before a call's number: a coordinator texts with whoever waits; or whose name is behind it
    TASKS = "tasks"  # this and the next two: what people must do
    MY_TASKS = "my_tasks"
    TASK = "task"  # before its number, or before what is to be done
    COMPLAINT = "complaint"  # before what somebody of ours did, or before its number
    ASK_AGAIN = "ask_again"  # behind a complaint's number: whoever it names may be asked to calls again


class Spoken(StrEnum):
    """What a word of a time means, in any language: days, parts of days, months, lengths, and what joins them."""

    MINUTE = "minute"  # lengths, behind a number
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    FROM = "from"
    TO = "to"
    UNTIL = "until"
    A = "a"  # `to` in one place, nothing in another: de 8 a 12, a las 8; and one, as in `for a week`
    FOR = "for"
    IN = "in"
    NEXT = "next"
    THIS = "this"
    FILLER = "filler"
    AM = "am"
    PM = "pm"
    NOON = "noon"
    MIDNIGHT = "midnight"
    NOW = "now"
    TODAY = "today"
    TONIGHT = "tonight"
    THIS_MORNING = "this_morning"
    TOMORROW = "tomorrow"
    DAY_AFTER_TOMORROW = "day_after_tomorrow"
    WEEKEND = "weekend"
    NEXT_WEEK = "next_week"
    EARLY = "early"  # parts of a day; their hours are data as well
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"
    JAN = "jan"
    FEB = "feb"
    MAR = "mar"
    APR = "apr"
    MAY = "may"
    JUN = "jun"
    JUL = "jul"
    AUG = "aug"
    SEP = "sep"
    OCT = "oct"
    NOV = "nov"
    DEC = "dec"
    ONE = "1"  # numbers in words
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfDay:
    """`hours`: what the part means by itself, over midnight if the second is not later. `clock`: between which readings
    a time of day beside it lies, so that 8 at night is 20:00 and 2 at night is on the next day."""

    hours: tuple[time, time]
    clock: tuple[time, time]


class Keyword(StrEnum):
    """What a whole message may ask of us, whatever else is going on (see `domain.keywords`)."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    EXIT = "exit"


@dataclass(frozen=True, slots=True, eq=False)  # one of them each program: it is its own key
class Keywords:
    """`phrases`: whole messages, normalised. `cries` opt out as well, unless they are shouted. `around`: what may stand
    before and behind."""

    phrases: Mapping[str, Keyword] = field(default_factory=dict)
    cries: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()


LONGEST_PHRASE = 8
"""Words."""

_LONGEST_COURTESY = 4

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
    months and lengths of time, and the small words around them, to what they mean; `parts` says when the parts of a day
    are. `choices` maps single words that answer questions about a rotation to one name each, `hours` the numbers of the
    clock in words to themselves. `keywords` are what is asked of us in any language (`domain.keywords`). `consent`
    maps phrases of what may be done and may not to what they mean (`domain.consent_words`). `courtesies` say please and
    thanks, and nothing else. `figures` are single words behind the one for a team's figures. `reach` is what people say
    of how to reach them, `denied` what they say there is none of (`domain.said_already`). `calls_out` greets, or asks
    whether anybody is there, and nothing else. `texting` maps what is said of whether a phone may be texted to what it
    means (`domain.texting_words`). `tongues` says of phrases that one language alone has which that is. `asks_more` is
    how somebody on scene asks for more people, without the number in it. `beside_may_day` are words that make a day of
    `may day`, `behind_sos` words that make another word of `sos` and the like.
    `training_asks` is what is asked of a training that somebody has heard of: what we tell, what a coordinator is to
    hear, and a seat.
    """

    phrases: Mapping[str, Word]
    languages: Mapping[str, str] = field(default_factory=dict)
    calendar: Mapping[str, Spoken] = field(default_factory=dict)
    parts: Mapping[Spoken, PartOfDay] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    hours: Mapping[str, int] = field(default_factory=dict)
    keywords: Keywords = field(default_factory=Keywords)
    consent: Mapping[str, str] = field(default_factory=dict)
    courtesies: frozenset[str] = frozenset()
    figures: Mapping[str, str] = field(default_factory=dict)
    reach: frozenset[str] = frozenset()
    denied: Mapping[str, DangerKind] = field(default_factory=dict)
    calls_out: frozenset[str] = frozenset()
    turns_page: frozenset[str] = frozenset()  # after a part of a card
    texting: Mapping[str, str] = field(default_factory=dict)
    tongues: Mapping[str, str] = field(default_factory=dict)
    asks_more: frozenset[str] = frozenset()
    beside_may_day: frozenset[str] = frozenset()
    behind_sos: frozenset[str] = frozenset()
    training_asks: Mapping[str, str] = field(default_factory=dict)

    def with_night(self, night: tuple[time, time]) -> "Vocabulary":
        """The same words for a team whose nights are from the first reading to the second."""
        known = self.parts.get(Spoken.NIGHT)
        if known is None or known.hours == night:
            return self
        return replace(self, parts={**self.parts, Spoken.NIGHT: replace(known, hours=night)})

    def whole(self, normalised: str) -> Word | None:
        """What the whole message means, if it is one of the phrases: the only way to opt out."""
        return self.phrases.get(normalised)

    def without_courtesy(self, text: str) -> str:
        """`text`, as it was typed, without the please and thanks at its end."""
        words = text.split()
        while words:
            ends = range(min(len(words) - 1, _LONGEST_COURTESY), 0, -1)
            polite = next((n for n in ends if normalise(" ".join(words[-n:])) in self.courtesies), 0)
            if not polite:
                break
            words = words[:-polite]
        return " ".join(words)

    def tongue(self, normalised: str) -> str | None:
        """The language of a message that is a short word of ours, or begins with one: `fichas 3` is Spanish."""
        words = normalised.split()
        begun = (" ".join(words[:count]) for count in range(min(len(words), 5), 0, -1))
        known = next((phrase for phrase in begun if phrase in self.phrases), None)
        return None if known is None else self.tongues.get(known)

    def leading(self, normalised: str) -> tuple[Word, str] | None:
        """The longest phrase the message begins with, and the rest behind it; None if it begins with none."""
        words = normalised.split()
        for count in range(min(len(words), LONGEST_PHRASE), 0, -1):
            found = self.phrases.get(" ".join(words[:count]))
            if found is not None:
                return found, " ".join(words[count:])
        return None
