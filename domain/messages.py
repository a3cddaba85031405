"""What comes in and what goes out, before any channel or language: inbound, says, and the terms of every kind.

A `Say` names its kind and fills its blanks; the sentence is in the catalogues (`config/locale`), chosen when the
message is sent. Values of blanks are text or numbers; those named in `TRANSLATED` are ids that the reader's language
turns into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum, unique

from domain.ids import ContactPointId, ConversationId, DeliveryId, IncidentId, PageId, PersonId, is_drill

# --- in


@unique
class Action(StrEnum):
    """What a button does. `subject` of a tap is a page for the first two, an incident or a conversation else."""

    ACCEPT = "ac"
    DECLINE = "de"
    SET_OFF = "so"
    ARRIVE = "ar"
    CANNOT_FIND = "cf"
    FINISH = "fi"
    DROP_OUT = "dr"
    DANGER = "da"
    STATUS = "st"
    WITHDRAW = "wi"
    SEE = "se"
    MORE = "mo"
    CLOSE = "cl"  # asks how it ended
    REOPEN = "rp"
    DISPOSE = "di"  # arg: the disposition's number
    LANGUAGE = "la"  # arg: the language
    OPEN = "op"  # opens the console; nothing comes back
    APPROVE = "ap"  # subject of this and the next five: a member's handle in a team
    REFUSE = "re"
    SUSPEND = "su"
    REMOVE = "rm"
    INVITE = "in"
    LEAVE = "le"  # subject of this and the next three: the conversation
    ERASE = "er"
    STILL_IN = "si"
    READ_ON = "ro"  # shows a page that kept its call to itself; subject: the page
    CARD = "me"  # a member's card; arg: the part to change, or nothing
    CHOOSE = "ch"  # arg: the part and the number of what is chosen
    HEARD = "he"  # a test page came through; subject: the contact point
    CONFIRM = "co"  # subject: a claim of a skill
    REFUSE_SKILL = "rf"
    HERE = "hr"  # "I'm here", as a shift begins; subject: the membership's handle
    TAKE_SHIFT = "ts"  # subject of this and the next four: a swap, or a call for cover
    NOT_ME = "nm"
    CONFIRM_SWAP = "cs"
    REFUSE_SWAP = "rs"
    INSIST = "is"
    COVER = "cv"  # asks everybody who could take a gap; subject: the team
    ROTATION = "rn"  # an answer about a rotation; subject: the message it stands under; arg: the question and a number
    DO_CHANGE = "dc"  # arg: 1 or 0; subject: the question
    UNDO = "un"  # subject: the change
    GRANT = "gr"  # subject of this and the next: a request for time off
    TURN_DOWN = "td"
    SAY = "sy"  # arg: a ready phrase's number; subject: the call
    RELAY = "rl"  # arg: the answer about words that wait
    STILL_COMING = "sl"  # they still come; subject: the incident
    THEN = "th"  # arg: 1, the need is for the time that was named, or 0; subject: the conversation
    END_REST = "ee"  # subject: a member's handle in a team
    LEAD_MORE = "lm"  # arg: how many; subject of this and the next: the incident they lead
    LEAD_ENOUGH = "lf"
    AID_OPEN = "ao"  # subject of this and the next: the incident
    AID_DECLINE = "an"
    SEEN_TO = "sn"  # somebody looked at what belongs to no call; subject: the kind of task
    HOLD = "ho"  # subject of this and the next four: an incident
    GO_ON = "go"
    TAKE_CALL = "tk"
    REFUSE_CALL = "pc"  # they do not take over what they were asked to
    MERGE = "mg"  # two calls that may be one
    TAKE_APART = "ta"  # a merged call is one of its own again
    MAYDAY = "my"  # help at once; whatever stands as its subject
    SAY_SAFE = "sf"  # whoever pressed it is safe, or it was a mistake
    HAVE_IT = "hv"  # subject of this and the next: a member who called for help, or a call
    ALL_SAFE = "as"
    ALL_WELL = "aw"  # subject of this and the next: the call; arg: 1 or 0
    TAKE_WATCH = "tw"  # subject of this and the next: the call
    REFUSE_WATCH = "pw"
    BY_TEXT = "bt"  # whoever presses it texts with whoever waits; subject: the call
    AGREE = "ov"  # a second person agrees to go against a stated no; arg: 1 or 0; subject: the call
    CARDS = "kd"  # arg: the number of a card
    CARDS_SHOW = "ks"  # subject of this and the next: a story or advice
    CARDS_DROP = "kx"
    CUSTODY = "cu"  # subject: the call; arg: the status's number
    SIGHTING = "sg"  # subject: its number; arg: what is said of it
    TRAINING = "tn"  # a seat: arg 1 takes it, 0 gives it back; subject: the training
    COHORT = "kh"  # arg: 1, a coordinator takes somebody in, or 0; subject: COHORT'S HANDLE OF A FELLOW; arg: j, they
    # ask to join; subject: the cohort's number
    COHORT_PAIR = "cp"  # arg: the digit of an answer to the weekly word; subject: the cohort
    COHORT_TEAM = "ct"  # arg: 1 or 0; subject: a team that somebody wants to begin
    TALK = "rh"  # a requester wants somebody to text with; subject: the conversation
    CHECK_IN = "ci"  # subject of this and the next: a check-in; arg: the digit of an answer
    CHECK_IN_SEEN = "ck"  # arg: 1, a coordinator looks after it; 0, it is done
    DRILL = "dl"  # arg: what a coordinator does with the drill that runs; subject: its incident
    DRILL_REACHED = "dh"  # somebody got the word of a drill of who can be reached; subject: that drill
    TASK = "tx"  # subject: the task; arg: t takes it, d says done, u takes back what was changed last
    COMPLAINT = "cx"  # subject: the complaint; arg: t looks at it, a asks whoever is named to calls again, g lets
    # them go from where they go
    DEBRIEF = "db"  # subject of this and the next three: a debrief; arg: the question's number and the answer's digit
    DEBRIEF_CARD = "dk"  # arg: the number of the chapter behind which goes what changes
    DEBRIEF_DONE = "dd"
    DEBRIEF_EDIT = "dw"  # in the console, with other words; arg: the number of the part
    HANDS = "hd"  # what a coordinator picks in the console; subject: the call; arg: see domain/console.py


@dataclass(frozen=True, slots=True)
class Tap:
    """A button pressed, its signature verified: it was made for this very contact point and has not expired."""

    action: Action
    subject: str
    arg: str = ""


class Other(StrEnum):
    """Things that arrive and are neither words, buttons nor places."""

    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    CONTACT = "contact"
    FILE = "file"
    BLOCKED = "blocked"  # they blocked the bot
    UNBLOCKED = "unblocked"
    OPTED_OUT = "opted_out"  # the provider says they opted out
    OPTED_IN = "opted_in"
    STALE_BUTTON = "stale_button"  # a button expired, altered or another's
    EDITED = "edited"  # with the new words, where there are any
    CALLED = "called"  # they phoned


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing somebody sent, on any channel. `text` is as typed, trimmed of controls; `point` is (lat, lon) degrees.

    `own_number` is a phone number they showed, which the channel says is their own; anybody else's never comes in.
    `language_hint` is what the channel says of its user's language, such as `es`. `reply_to` is our own delivery they
    replied to, where the channel shows that; `reply_ref` is the provider's id of it, as it came.
    `token` is a pressed button as it came, not verified yet: whose it is
    shows only once the contact point is known, and then `tap` stands in its place. `forwarded`: somebody else's words,
    passed on. `live`: `point` is where they are now, of a place they share as they move. `with_media`: a photo or file
    came with the words, which nobody sees. `photo`: the id under which the channel can show a picture of theirs again;
    empty for what it cannot, or would not show without what is hidden in it.
    `console`: pressed on a page of ours by whoever the contact point belongs to, whose phone said nothing by that.
    `reason`: why, as it was typed beside the button.
    """

    text: str = ""
    token: str | None = None
    tap: Tap | None = None
    point: tuple[float, float] | None = None
    other: Other | None = None
    language_hint: str | None = None
    reply_to: DeliveryId | None = None
    sent_at: datetime | None = None
    forwarded: bool = False
    live: bool = False
    own_number: str | None = None
    with_media: bool = False
    photo: str = ""
    reply_ref: str | None = None
    console: bool = False
    reason: str = ""


FORWARDED = "Fwd: "
"""Stands before words that are somebody else's: the mark that mail has in every language."""


# --- out


class Lane(IntEnum):
    """Lower goes first. Lower lanes never use up the tokens that pages need."""

    URGENT = 0
    PROMPT = 1
    ROUTINE = 2


ALARM = -1
"""The priority, within its lane, of a member's own call for help: nothing goes before it."""

FIRST_PAGE = 0
"""The priority, within its lane, of the first page of an incident: it outranks everything else."""


class Fate(StrEnum):
    """What to do when nobody knows whether the provider took it."""

    AT_MOST_ONCE = "at_most_once"
    AT_LEAST_ONCE = "at_least_once"
    AGAIN_ONCE_MARKED = "again_once_marked"


class MessageKind(StrEnum):
    """Every sentence the program can say. `r_` to a requester, `m_` to a member, `c_` to a coordinator."""

    R_FIRST_WORDS = "r_first_words"
    R_OWN_FIRST_WORDS = "r_own_first_words"
    R_WHO_WE_ARE = "r_who_we_are"
    R_ASK_WHAT = "r_ask_what"
    R_ASK_WHERE = "r_ask_where"
    R_ASK_DANGER = "r_ask_danger"
    R_ASKING = "r_asking"
    R_ASKING_WHERE = "r_asking_where"
    R_UNPLACED = "r_unplaced"
    R_REFERRED = "r_referred"
    R_DANGER_HEARD = "r_danger_heard"
    R_HOLDING = "r_holding"
    R_COMING = "r_coming"
    R_COMING_MINUTES = "r_coming_minutes"
    R_ON_THE_WAY = "r_on_the_way"
    R_THERE = "r_there"
    R_CANNOT_FIND = "r_cannot_find"
    R_ASKING_AGAIN = "r_asking_again"
    R_NOBODY = "r_nobody"
    R_OFF_HOURS = "r_off_hours"
    R_OFF_ON_PURPOSE = "r_off_on_purpose"
    R_STATUS_ASKING = "r_status_asking"
    R_STATUS_COMING = "r_status_coming"
    R_STATUS_THERE = "r_status_there"
    R_NOBODY_BESIDE = "r_nobody_beside"
    R_TURNED_BACK = "r_turned_back"
    R_COORDINATOR_HAS_IT = "r_coordinator_has_it"
    R_OUTSIDE = "r_outside"
    R_NOTED = "r_noted"
    R_WITHDRAWN = "r_withdrawn"
    R_CLOSED = "r_closed"
    R_CLOSED_ONE = "r_closed_one"
    R_REOPENED = "r_reopened"
    R_STOPPED = "r_stopped"
    R_ONLY_WORDS = "r_only_words"
    R_VOICE_AGAIN = "r_voice_again"
    R_PHOTO_UNSEEN = "r_photo_unseen"
    R_WAITED = "r_waited"
    R_RELAY_WORDS = "r_relay_words"
    R_RELAY_PHRASE = "r_relay_phrase"
    R_RELAY_POINT = "r_relay_point"
    R_RELAY_PHOTO = "r_relay_photo"
    R_RELAY_PHOTO_SENT = "r_relay_photo_sent"
    R_RELAY_READ = "r_relay_read"
    R_RELAY_MARKS = "r_relay_marks"
    R_LINE_RELAY_HOW = "r_line_relay_how"
    R_LINE_RELAY_AFAR = "r_line_relay_afar"
    R_LINE_RELAY_READ = "r_line_relay_read"
    R_LINE_RELAY_ENDED = "r_line_relay_ended"
    R_LATER_ASK = "r_later_ask"
    R_LATER_SET = "r_later_set"
    R_LATER_NOW = "r_later_now"
    R_LATER_KEPT = "r_later_kept"
    R_LATER_COMING = "r_later_coming"
    R_LATER_HOLDING = "r_later_holding"
    R_LATER_SOON = "r_later_soon"
    R_LATER_UNSURE = "r_later_unsure"
    R_REMOTE_COMING = "r_remote_coming"
    R_REMOTE_GONE = "r_remote_gone"
    R_BY_TEXT = "r_by_text"
    R_BY_TEXT_OVER = "r_by_text_over"
    M_BY_TEXT = "m_by_text"
    M_BY_TEXT_FREED = "m_by_text_freed"
    C_BY_TEXT = "c_by_text"
    C_BY_TEXT_OVER = "c_by_text_over"
    C_BY_TEXT_FREED = "c_by_text_freed"
    C_HANDS_ON_IT = "c_hands_on_it"
    C_BY_TEXT_FIRST = "c_by_text_first"
    R_FILLING_AGAIN = "r_filling_again"
    R_GONE = "r_gone"
    R_GONE_TILL_MORNING = "r_gone_till_morning"
    R_HANDS_MERGED = "r_hands_merged"
    R_CUSTODY = "r_custody"
    R_SIGHTING_HEARD = "r_sighting_heard"
    R_SIGHTING_ASK = "r_sighting_ask"
    R_SIGHTING_JOINED = "r_sighting_joined"
    R_SIGHTING_MORE = "r_sighting_more"
    R_SIGHTING_ALERT = "r_sighting_alert"
    R_SIGHTING_CLEAR = "r_sighting_clear"
    R_SIGHTING_WRONG = "r_sighting_wrong"
    R_SIGHTING_EXPIRED = "r_sighting_expired"
    R_SIGHTING_ALERTS_ON = "r_sighting_alerts_on"
    R_SIGHTING_ALERTS_OFF = "r_sighting_alerts_off"
    R_SIGHTING_ALERTS_ENDED = "r_sighting_alerts_ended"
    R_LINE_SIGHTING_WHERE = "r_line_sighting_where"
    R_LINE_SIGHTING_SIZE = "r_line_sighting_size"
    R_LINE_SIGHTING_ACTIVITY = "r_line_sighting_activity"
    R_LINE_SIGHTING_UNIT = "r_line_sighting_unit"
    R_LINE_SIGHTING_GEAR = "r_line_sighting_gear"
    R_SIGHTING_GONE = "r_sighting_gone"
    R_SIGHTING_NONE = "r_sighting_none"
    R_SIGHTING_PHOTO = "r_sighting_photo"
    R_SILENCE_DISCREET = "r_silence_discreet"
    R_SILENCE_WORD_SET = "r_silence_word_set"
    R_SILENCE_WORD_HOW = "r_silence_word_how"
    R_SILENCE_WORD_LATE = "r_silence_word_late"
    R_UNDERSTOOD_ADVERT = "r_understood_advert"
    R_PLACE_LINK = "r_place_link"
    R_PLACE_CODE = "r_place_code"
    R_PLACE_FAR = "r_place_far"
    R_PLACE_HERE = "r_place_here"
    R_PLACE_PART = "r_place_part"
    R_PLACE_CORNER = "r_place_corner"
    R_PLACE_STREET = "r_place_street"
    R_LINE_PLACE_PART = "r_line_place_part"
    R_SCREEN_TALK = "r_screen_talk"
    R_SCREEN_TALK_NO_LINE = "r_screen_talk_no_line"
    R_SCREEN_HURT = "r_screen_hurt"
    R_SCREEN_FIRE = "r_screen_fire"
    R_SCREEN_FORCE = "r_screen_force"
    R_SCREEN_TAKEN = "r_screen_taken"
    R_LINE_SCREEN_FORCE = "r_line_screen_force"
    R_LINE_SCREEN_HURT = "r_line_screen_hurt"
    R_LINE_SCREEN_COME = "r_line_screen_come"
    R_LINE_SCREEN_CALL = "r_line_screen_call"
    R_LINE_SCREEN_SAFE = "r_line_screen_safe"
    R_LINE_SCREEN_REACH = "r_line_screen_reach"
    R_CALLS_ASKING = "r_calls_asking"
    R_CALLS_WHERE = "r_calls_where"
    R_LINE_CALLS_DONE = "r_line_calls_done"
    C_LINE_CALLS_CUSTODY = "c_line_calls_custody"
    M_PAGE = "m_page"
    M_PAGE_NEUTRAL = "m_page_neutral"
    M_PAGE_OPENED = "m_page_opened"
    M_PAGE_ENDED = "m_page_ended"
    M_PAGE_ENDED_NEUTRAL = "m_page_ended_neutral"
    M_GO = "m_go"
    M_HOLD = "m_hold"
    M_RELEASED = "m_released"
    M_STEP_BACK = "m_step_back"
    M_OTHER_COMING = "m_other_coming"
    M_OTHER_DROPPED = "m_other_dropped"
    M_OTHER_DONE = "m_other_done"
    M_STAND_DOWN = "m_stand_down"
    M_THANKED_LATE = "m_thanked_late"
    M_THANKED_OVER = "m_thanked_over"
    M_THANKED_FOR_ANOTHER = "m_thanked_for_another"
    M_DECLINED = "m_declined"
    M_SET_OFF = "m_set_off"
    M_ARRIVED = "m_arrived"
    M_CANNOT_FIND = "m_cannot_find"
    M_CANNOT_ASK = "m_cannot_ask"
    M_FINISHED = "m_finished"
    M_DROPPED_OUT = "m_dropped_out"
    M_WORDS = "m_words"
    M_CORRECTED = "m_corrected"
    M_PLACE = "m_place"
    M_DANGER = "m_danger"
    M_SILENT = "m_silent"
    M_CLOSED = "m_closed"
    M_WHICH_PAGE = "m_which_page"
    M_WHICH_OF_TWO = "m_which_of_two"
    M_PAGE_OR_OWN_CALL = "m_page_or_own_call"
    M_COMING_OR_NOT = "m_coming_or_not"
    M_REAL_OR_DRILL = "m_real_or_drill"
    M_DROP_OUT_HOW = "m_drop_out_how"
    M_LINE_PAGE = "m_line_page"
    M_LINE_PASSING = "m_line_passing"
    M_PAGE_GONE = "m_page_gone"
    M_HELP = "m_help"
    M_NOT_UNDERSTOOD = "m_not_understood"
    M_NOTHING_OPEN = "m_nothing_open"
    M_ON = "m_on"
    M_BACK = "m_back"
    M_OFF = "m_off"
    M_PAUSED = "m_paused"
    M_PAUSE_HOW = "m_pause_how"
    M_PAUSE_OVER = "m_pause_over"
    M_SHIFTS_CHANGED = "m_shifts_changed"
    M_SHIFTS_CHANGED_NONE = "m_shifts_changed_none"
    M_CARD = "m_card"
    M_LINE_CARD_LANGUAGES = "m_line_card_languages"
    M_LINE_CARD_AREAS = "m_line_card_areas"
    M_LINE_CARD_SKILLS = "m_line_card_skills"
    M_LINE_CARD_LAPSES = "m_line_card_lapses"
    M_LINE_CARD_CLAIMS = "m_line_card_claims"
    M_LINE_CARD_QUIET = "m_line_card_quiet"
    M_LINE_CARD_PREVIEWS = "m_line_card_previews"
    M_LINE_CARD_ZONE = "m_line_card_zone"
    M_LINE_CARD_POINTS = "m_line_card_points"
    M_LINE_CARD_NOW = "m_line_card_now"
    M_LINE_CARD_FOOT = "m_line_card_foot"
    M_CARD_CHANGED = "m_card_changed"
    M_CARD_LATER = "m_card_later"
    M_PICK_LANGUAGES = "m_pick_languages"
    M_PICK_AREAS = "m_pick_areas"
    M_PICK_SKILLS = "m_pick_skills"
    M_LINE_PICK_LANGUAGE = "m_line_pick_language"
    M_LINE_PICK_AREA = "m_line_pick_area"
    M_LINE_PICK_SKILL = "m_line_pick_skill"
    M_ASK_QUIET = "m_ask_quiet"
    M_ASK_DANGER_WAKES = "m_ask_danger_wakes"
    M_ASK_ZONE = "m_ask_zone"
    M_ASK_DROP = "m_ask_drop"
    M_SKILL_CLAIMED = "m_skill_claimed"
    M_SKILL_CONFIRMED = "m_skill_confirmed"
    M_SKILL_REFUSED = "m_skill_refused"
    M_SKILL_ENDS = "m_skill_ends"
    M_SKILL_ENDED = "m_skill_ended"
    M_TEST_BEGINS = "m_test_begins"
    M_TEST_PAGE = "m_test_page"
    M_TEST_HEARD = "m_test_heard"
    M_TEST_LATE = "m_test_late"
    M_TEST_WHICH = "m_test_which"
    M_TEST_DONE = "m_test_done"
    M_LINE_TEST_POINT = "m_line_test_point"
    M_ASK_OWN_NUMBER = "m_ask_own_number"
    M_OWN_NUMBER_CODE = "m_own_number_code"
    M_OWN_NUMBER_BOUND = "m_own_number_bound"
    M_OWN_NUMBER_KNOWN = "m_own_number_known"
    M_NOT_YOUR_CONTACT = "m_not_your_contact"
    M_SWAP_SHIFTS = "m_swap_shifts"
    M_LINE_SWAP_SHIFT = "m_line_swap_shift"
    M_SWAP_NO_SHIFTS = "m_swap_no_shifts"
    M_SWAP_HOW = "m_swap_how"
    M_SWAP_WHO = "m_swap_who"
    M_SWAP_NOT_YOURS = "m_swap_not_yours"
    M_SWAP_OPEN_ALREADY = "m_swap_open_already"
    M_SWAP_ASKED = "m_swap_asked"
    M_LINE_SWAP_NOT_ASKED = "m_line_swap_not_asked"
    M_SWAP_NOT_THEM = "m_swap_not_them"
    M_SWAP_NOBODY = "m_swap_nobody"
    M_SWAP_OFFER = "m_swap_offer"
    M_SWAP_STILL = "m_swap_still"
    M_COVER_OFFER = "m_cover_offer"
    M_COVER_STILL = "m_cover_still"
    M_SWAP_CLOSED = "m_swap_closed"
    M_SWAP_YOURS = "m_swap_yours"
    M_SWAP_WAITS = "m_swap_waits"
    M_SWAP_QUICKER = "m_swap_quicker"
    M_SWAP_OVER = "m_swap_over"
    M_SWAP_PASSED = "m_swap_passed"
    M_SWAP_BROKEN = "m_swap_broken"
    M_SWAP_CANNOT = "m_swap_cannot"
    M_SWAP_UNKNOWN = "m_swap_unknown"
    M_SWAP_WHICH = "m_swap_which"
    M_LINE_SWAP = "m_line_swap"
    M_SWAP_GIVEN = "m_swap_given"
    M_SWAP_WOULD = "m_swap_would"
    M_SWAP_REFUSED = "m_swap_refused"
    M_SWAP_NOT_AGREED = "m_swap_not_agreed"
    M_SWAP_OPEN_AGAIN = "m_swap_open_again"
    M_SWAP_UNTAKEN = "m_swap_untaken"
    M_SWAP_BACK = "m_swap_back"
    M_SWAP_NONE_OPEN = "m_swap_none_open"
    M_SWAP_NOT_NEEDED = "m_swap_not_needed"
    M_SWAP_ENDED = "m_swap_ended"
    M_STALE_BUTTON = "m_stale_button"
    M_BOUND = "m_bound"
    M_BOUND_ALREADY_VETTED = "m_bound_already_vetted"
    M_CODE_UNKNOWN = "m_code_unknown"
    M_APPROVED = "m_approved"
    M_WAITING_FOR_APPROVAL = "m_waiting_for_approval"
    M_ON_PROBATION = "m_on_probation"
    M_PROBATION_SERVED = "m_probation_served"
    M_ACCOUNT_ADDED = "m_account_added"
    M_SUSPENDED = "m_suspended"
    M_REMOVED = "m_removed"
    M_CONFIRM_LEAVE = "m_confirm_leave"
    M_CONFIRM_ERASE = "m_confirm_erase"
    M_LINE_LAST_COORDINATOR = "m_line_last_coordinator"
    M_LEFT = "m_left"
    M_ERASING = "m_erasing"
    M_ERASE_LATER = "m_erase_later"
    M_STILL_IN = "m_still_in"
    M_STAYS_IN = "m_stays_in"
    M_OWN_CODE = "m_own_code"
    M_PHONES = "m_phones"
    M_LINE_PHONE = "m_line_phone"
    M_PHONE_FIRST = "m_phone_first"
    M_PHONE_REMOVED = "m_phone_removed"
    M_NO_SUCH_PHONE = "m_no_such_phone"
    M_NOT_THIS_PHONE = "m_not_this_phone"
    M_LANGUAGE = "m_language"
    M_STOPPED = "m_stopped"
    M_MAY_NOT = "m_may_not"
    M_ONLY_WORDS = "m_only_words"
    M_PHOTO_UNSEEN = "m_photo_unseen"
    M_FORWARDED = "m_forwarded"
    M_WAITED = "m_waited"
    M_PHONE_PROOF = "m_phone_proof"
    M_SHIFT_AHEAD = "m_shift_ahead"
    M_SHIFT_AHEAD_HERE = "m_shift_ahead_here"
    M_SHIFT_BEGINS = "m_shift_begins"
    M_SHIFT_BEGINS_HERE = "m_shift_begins_here"
    M_SHIFT_OVER = "m_shift_over"
    M_LINE_BRIEF = "m_line_brief"
    M_LINE_YOURS = "m_line_yours"
    C_LINE_STILL_HAS = "c_line_still_has"
    C_LINE_STILL_WATCHES = "c_line_still_watches"
    M_HERE = "m_here"
    M_HERE_AHEAD = "m_here_ahead"
    M_NO_SHIFT_NOW = "m_no_shift_now"
    M_RELAY_TEAM = "m_relay_team"
    M_RELAY_TEAM_PHRASE = "m_relay_team_phrase"
    M_RELAY_POINT = "m_relay_point"
    M_RELAY_PHOTO = "m_relay_photo"
    M_RELAY_PHOTO_SENT = "m_relay_photo_sent"
    M_RELAY_HOW = "m_relay_how"
    M_RELAY_TEAM_HOW = "m_relay_team_how"
    M_RELAY_WHO = "m_relay_who"
    M_RELAY_MARKS = "m_relay_marks"
    M_RELAY_SENT = "m_relay_sent"
    M_RELAY_SILENT = "m_relay_silent"
    M_RELAY_HOLDING = "m_relay_holding"
    M_RELAY_LOST = "m_relay_lost"
    M_RELAY_UNHEARD = "m_relay_unheard"
    M_RELAY_ALONE = "m_relay_alone"
    M_RELAY_OVER = "m_relay_over"
    M_RELAY_EXPIRED = "m_relay_expired"
    M_RELAY_PHRASES = "m_relay_phrases"
    M_LINE_RELAY_PHRASE = "m_line_relay_phrase"
    M_LINE_RELAY_WHO = "m_line_relay_who"
    M_LINE_RELAY_HOW = "m_line_relay_how"
    M_LINE_RELAY_READ = "m_line_relay_read"
    M_LINE_RELAY_ENDED = "m_line_relay_ended"
    M_SPEECH_COMMAND = "m_speech_command"
    M_LINE_SPEECH_NOT_SENT = "m_line_speech_not_sent"
    M_WHICH_NEWS = "m_which_news"
    M_UNSURE_WORDS = "m_unsure_words"
    M_MATE_UNWELL = "m_mate_unwell"
    M_LATER_PAGE = "m_later_page"
    M_LATER_PAGE_NEUTRAL = "m_later_page_neutral"
    M_LATER_PAGE_OPENED = "m_later_page_opened"
    M_LATER_PAGE_AGAIN = "m_later_page_again"
    M_LATER_PAGE_MOVED = "m_later_page_moved"
    M_LATER_GO = "m_later_go"
    M_LATER_HOLD = "m_later_hold"
    M_LATER_WAIT = "m_later_wait"
    M_LATER_MOVED = "m_later_moved"
    M_LATER_STILL_COMING = "m_later_still_coming"
    M_LATER_COME_NOW = "m_later_come_now"
    M_LATER_SURE = "m_later_sure"
    M_LATER_UNSURE = "m_later_unsure"
    M_LATER_NOT_NEEDED = "m_later_not_needed"
    M_LATER_SOON = "m_later_soon"
    M_LATER_EARLY = "m_later_early"
    M_REMOTE_PAGE = "m_remote_page"
    M_REMOTE_PAGE_OPENED = "m_remote_page_opened"
    M_REMOTE_GO = "m_remote_go"
    M_REMOTE_BESIDE = "m_remote_beside"
    M_REMOTE_STAYS = "m_remote_stays"
    M_FILLING_REST = "m_filling_rest"
    M_FILLING_NIGHTS = "m_filling_nights"
    M_FILLING_RESTED = "m_filling_rested"
    M_LINE_ASIDE_LIST = "m_line_aside_list"
    M_LINE_ASIDE_EMPTY = "m_line_aside_empty"
    M_LINE_ASIDE = "m_line_aside"
    M_LINE_ASIDE_FOOT = "m_line_aside_foot"
    M_LINE_ASIDE_UNKNOWN = "m_line_aside_unknown"
    M_LINE_ASIDE_ASKED = "m_line_aside_asked"
    M_LINE_ASIDE_GO = "m_line_aside_go"
    M_LINE_ASIDE_NO = "m_line_aside_no"
    M_LEAD_YOURS = "m_lead_yours"
    M_LEAD_IS = "m_lead_is"
    M_LEAD_NOT_YOURS = "m_lead_not_yours"
    M_LEAD_WHO = "m_lead_who"
    M_LEAD_HOW = "m_lead_how"
    M_LEAD_NOT_ALONE = "m_lead_not_alone"
    M_LEAD_ASKED = "m_lead_asked"
    M_LEAD_ASKS = "m_lead_asks"
    M_LEAD_FREED = "m_lead_freed"
    M_LEAD_ENOUGH = "m_lead_enough"
    M_LEAD_LET_GO = "m_lead_let_go"
    C_OPENED = "c_opened"
    C_UNPLACED = "c_unplaced"
    C_DANGER = "c_danger"
    C_FILLED = "c_filled"
    C_NOBODY = "c_nobody"
    C_DROPPED_OUT = "c_dropped_out"
    C_GOES_NO_MORE = "c_goes_no_more"
    C_CANNOT_FIND = "c_cannot_find"
    C_SILENT = "c_silent"
    C_WORDS = "c_words"
    C_CORRECTED = "c_corrected"
    C_PHONED = "c_phoned"
    C_VOICE = "c_voice"
    C_WAITED = "c_waited"
    C_ARRIVED = "c_arrived"
    C_ALL_DONE = "c_all_done"
    C_NOTE = "c_note"
    C_ONE_DONE = "c_one_done"
    C_PLACE = "c_place"
    C_CANNOT_ASSIGN = "c_cannot_assign"
    C_CLOSED = "c_closed"
    C_REOPENED = "c_reopened"
    C_STILL_OPEN = "c_still_open"
    C_ASSIGNED = "c_assigned"
    C_MORE = "c_more"
    C_LIST = "c_list"
    C_LIST_EMPTY = "c_list_empty"
    C_LINE_INCIDENT = "c_line_incident"
    C_LINE_LIST_MORE = "c_line_list_more"
    C_LINE_AIDED = "c_line_aided"
    C_BOARD = "c_board"
    C_BOARD_TEXT = "c_board_text"
    C_LINE_COMER = "c_line_comer"
    C_LINE_ASKED = "c_line_asked"
    C_LINE_NOT_SHOWN = "c_line_not_shown"
    C_LINE_ON_CALL = "c_line_on_call"
    C_LINE_TASKS = "c_line_tasks"
    C_LINE_STUCK = "c_line_stuck"
    C_LINE_LOST = "c_line_lost"
    C_LINE_DEAF = "c_line_deaf"
    C_LINE_PROVIDER = "c_line_provider"
    C_SEE = "c_see"
    C_LINE_PAGE = "c_line_page"
    C_LINE_ASSIGNMENT = "c_line_assignment"
    C_LINE_PLACE = "c_line_place"
    C_LINE_WORDS = "c_line_words"
    C_ASK_DISPOSITION = "c_ask_disposition"
    C_LINE_DISPOSITION = "c_line_disposition"
    C_NO_SUCH_INCIDENT = "c_no_such_incident"
    C_NO_SUCH_PERSON = "c_no_such_person"
    C_WHICH_PERSON = "c_which_person"
    C_LINE_WHICH_PERSON = "c_line_which_person"
    C_ALREADY_CLOSED = "c_already_closed"
    C_CLOSED_LATELY = "c_closed_lately"
    C_WAITS_FOR_YES = "c_waits_for_yes"
    C_SAID_YES = "c_said_yes"
    C_VETTED = "c_vetted"
    C_PROBATION_SERVED = "c_probation_served"
    C_SUSPENDED = "c_suspended"
    C_LEFT = "c_left"
    C_PHONE_ADDED = "c_phone_added"
    C_MEMBERS = "c_members"
    C_LINE_MEMBER = "c_line_member"
    C_CONFIRM_REMOVE = "c_confirm_remove"
    C_ONLY_TELEGRAM = "c_only_telegram"
    C_NOT_YOURSELF = "c_not_yourself"
    C_MAY_NOT_VOUCH = "c_may_not_vouch"
    C_NO_ACCOUNT = "c_no_account"
    C_HAS_LEFT = "c_has_left"
    C_WAS_ERASED = "c_was_erased"
    M_FEED = "m_feed"
    M_FEED_ONLY_TELEGRAM = "m_feed_only_telegram"
    M_FEED_NO_ADDRESS = "m_feed_no_address"
    M_FEEDS_OFF = "m_feeds_off"
    M_LOAD = "m_load"
    C_FEED = "c_feed"
    C_FEED_NAMES = "c_feed_names"
    C_LOAD = "c_load"
    C_LINE_LOAD = "c_line_load"
    C_ROTA_CHANGED_MEANWHILE = "c_rota_changed_meanwhile"
    C_NOTHING_TO_UNDO = "c_nothing_to_undo"
    C_UNDONE_ALREADY = "c_undone_already"
    C_UNDONE = "c_undone"
    C_UNDONE_JUST_NOW = "c_undone_just_now"
    C_UNDONE_YOURS = "c_undone_yours"
    C_UNDO_ANOTHERS = "c_undo_anothers"
    C_GAP_MADE = "c_gap_made"
    C_SWAP_COUNTED = "c_swap_counted"
    C_SWAP_WAITS = "c_swap_waits"
    C_SWAP_BROKEN = "c_swap_broken"
    C_SWAP_UNTAKEN = "c_swap_untaken"
    C_SWAP_NO_YES = "c_swap_no_yes"
    C_SWAP_REFUSED = "c_swap_refused"
    C_SWAP_ENDED = "c_swap_ended"
    C_SWAP_OVER = "c_swap_over"
    C_SWAP_WHO = "c_swap_who"
    C_SWAP_WHICH = "c_swap_which"
    C_SWAP_CANNOT = "c_swap_cannot"
    C_COVER_ASKED = "c_cover_asked"
    C_COVER_COUNTED = "c_cover_counted"
    C_COVER_HOW = "c_cover_how"
    C_COVER_NO_GAP = "c_cover_no_gap"
    C_COVER_NOBODY = "c_cover_nobody"
    C_COVER_UNTAKEN = "c_cover_untaken"
    C_COVER_ENDED = "c_cover_ended"
    C_ROTATION_MENU = "c_rotation_menu"
    C_ROTATION_WHAT = "c_rotation_what"
    C_ROTATION_TEAM = "c_rotation_team"
    C_ROTATION_LINE = "c_rotation_line"
    C_ROTATION_NAME = "c_rotation_name"
    C_ROTATION_AREAS = "c_rotation_areas"
    C_ROTATION_SKILLS = "c_rotation_skills"
    C_ROTATION_WHO = "c_rotation_who"
    C_ROTATION_TURN = "c_rotation_turn"
    C_ROTATION_DAYS = "c_rotation_days"
    C_ROTATION_HOURS = "c_rotation_hours"
    C_ROTATION_START = "c_rotation_start"
    C_ROTATION_ENDS = "c_rotation_ends"
    C_ROTATION_BEGINS = "c_rotation_begins"
    C_ROTATION_UNTIL = "c_rotation_until"
    C_ROTATION_PLACE = "c_rotation_place"
    C_ROTATION_FIX = "c_rotation_fix"
    C_ROTATION_PREVIEW = "c_rotation_preview"
    C_ROTATION_END_PREVIEW = "c_rotation_end_preview"
    C_ROTATION_GOES_ON = "c_rotation_goes_on"
    C_ROTATION_SURE = "c_rotation_sure"
    C_ROTATION_MADE = "c_rotation_made"
    C_ROTATION_DROPPED = "c_rotation_dropped"
    C_ROTATION_GONE = "c_rotation_gone"
    C_LINE_ROTATION = "c_line_rotation"
    C_LINE_ROTATION_CHOICE = "c_line_rotation_choice"
    C_LINE_ROTATION_FOOT = "c_line_rotation_foot"
    C_LINE_ROTATION_SPAN = "c_line_rotation_span"
    C_LINE_ROTATION_EMPTY = "c_line_rotation_empty"
    C_LINE_ROTATION_MORE = "c_line_rotation_more"
    C_LINE_ROTATION_GAP = "c_line_rotation_gap"
    C_LINE_ROTATION_COVERED = "c_line_rotation_covered"
    C_LINE_ROTATION_TIRED = "c_line_rotation_tired"
    C_LINE_ROTATION_LOADS = "c_line_rotation_loads"
    C_LINE_ROTATION_WRONG = "c_line_rotation_wrong"
    C_LINE_ROTATION_PAST = "c_line_rotation_past"
    C_LINE_ROTATION_EARLY = "c_line_rotation_early"
    C_LINE_ROTATION_TAKEN = "c_line_rotation_taken"
    C_LINE_ROTATION_LEFT = "c_line_rotation_left"
    C_LINE_ROTATION_NOBODY = "c_line_rotation_nobody"
    C_LINE_ROTATION_CHANGED = "c_line_rotation_changed"
    C_LINE_NO_ROTA = "c_line_no_rota"
    M_HELP_ROTA = "m_help_rota"
    C_HELP_ROTA = "c_help_rota"
    M_WHO_IS_ON = "m_who_is_on"
    M_LINE_ON_NOW = "m_line_on_now"
    M_LINE_ALSO_ON = "m_line_also_on"
    M_LINE_ON_THEN = "m_line_on_then"
    M_LINE_ON_AT = "m_line_on_at"
    M_LINE_MORE = "m_line_more"
    M_NO_ROTA = "m_no_rota"
    M_MY_SHIFTS = "m_my_shifts"
    M_NO_SHIFTS = "m_no_shifts"
    M_LINE_SHIFT = "m_line_shift"
    M_WHEN_HOW = "m_when_how"
    M_OFF_THEN = "m_off_then"
    M_TIME_OFF_HOW = "m_time_off_how"
    M_TIME_OFF_ASKED = "m_time_off_asked"
    M_TIME_OFF_GRANTED = "m_time_off_granted"
    M_TIME_OFF_REFUSED = "m_time_off_refused"
    M_TIME_OFF_WITHDRAWN = "m_time_off_withdrawn"
    M_NO_TIME_OFF = "m_no_time_off"
    M_TIME_OFF_LAPSED = "m_time_off_lapsed"
    M_WHICH_TIME_OFF = "m_which_time_off"
    M_LINE_TIME_OFF = "m_line_time_off"
    M_LINE_TIME_OFF_INSTEAD = "m_line_time_off_instead"
    C_TIME_OFF_STILL_ASKED = "c_time_off_still_asked"
    M_TIME_OFF_TAKEN_BACK = "m_time_off_taken_back"
    M_PUT_ON = "m_put_on"
    M_TAKEN_OFF = "m_taken_off"
    M_HANDS_NATURE = "m_hands_nature"
    M_HANDS_STOOD_DOWN = "m_hands_stood_down"
    M_HANDS_ALSO = "m_hands_also"
    M_HANDS_SKILLS = "m_hands_skills"
    M_HANDS_APART = "m_hands_apart"
    M_HANDS_NO_COORDINATOR = "m_hands_no_coordinator"
    M_SCREEN_STAGE = "m_screen_stage"
    M_SCREEN_CLEAR = "m_screen_clear"
    M_SCREEN_LEDGER = "m_screen_ledger"
    M_SCREEN_CALLED = "m_screen_called"
    M_SCREEN_AGAINST = "m_screen_against"
    M_SCREEN_ASKS = "m_screen_asks"
    M_SCREEN_WAITING = "m_screen_waiting"
    M_SCREEN_AGREED = "m_screen_agreed"
    M_SCREEN_REFUSED = "m_screen_refused"
    M_SCREEN_EXPIRED = "m_screen_expired"
    M_SCREEN_NO_NO = "m_screen_no_no"
    M_SCREEN_WHY = "m_screen_why"
    M_SCREEN_NOT_YOU = "m_screen_not_you"
    M_SCREEN_NOTHING_ASKED = "m_screen_nothing_asked"
    M_SCREEN_HOW = "m_screen_how"
    M_LINE_SCREEN_STAGE = "m_line_screen_stage"
    M_LINE_DANGER_TWO = "m_line_danger_two"
    C_LINE_DANGER_TWO = "c_line_danger_two"
    M_LINE_SCREEN_CONSENT = "m_line_screen_consent"
    M_LINE_SCREEN_TEXTING = "m_line_screen_texting"
    M_LINE_SCREEN_REACH = "m_line_screen_reach"
    M_LINE_SCREEN_NOTHING = "m_line_screen_nothing"
    C_TIME_OFF_ASKED = "c_time_off_asked"
    C_TIME_OFF_WAITING = "c_time_off_waiting"
    C_NO_TIME_OFF_WAITING = "c_no_time_off_waiting"
    C_LINE_TIME_OFF = "c_line_time_off"
    C_TIME_OFF_GRANTED = "c_time_off_granted"
    C_TIME_OFF_REFUSED = "c_time_off_refused"
    C_TIME_OFF_WITHDRAWN = "c_time_off_withdrawn"
    C_TIME_OFF_ANSWERED = "c_time_off_answered"
    C_OWN_TIME_OFF = "c_own_time_off"
    C_GAPS = "c_gaps"
    C_NO_GAPS = "c_no_gaps"
    C_LINE_GAP = "c_line_gap"
    C_WHEN_HOW = "c_when_how"
    C_WHICH_ROTA = "c_which_rota"
    C_LINE_WHICH_ROTA = "c_line_which_rota"
    C_NOT_ON = "c_not_on"
    C_ON_ALREADY = "c_on_already"
    C_CONFIRM_CHANGE = "c_confirm_change"
    C_CHANGED = "c_changed"
    C_LEFT_AS_IT_IS = "c_left_as_it_is"
    C_LINE_EDIT_ON = "c_line_edit_on"
    C_LINE_EDIT_OFF = "c_line_edit_off"
    C_LINE_EDIT_EMPTY = "c_line_edit_empty"
    C_LINE_STAYS_ON = "c_line_stays_on"
    C_LINE_ON_THEN = "c_line_on_then"
    C_LINE_GAP_LEFT = "c_line_gap_left"
    C_LINE_RESTS = "c_line_rests"
    C_LINE_ON_LONG = "c_line_on_long"
    C_LINE_SAID_OFF = "c_line_said_off"
    C_LINE_IN_THE_WAY = "c_line_in_the_way"
    C_LINE_HAS_TIME_OFF = "c_line_has_time_off"
    C_CHANGES = "c_changes"
    C_NO_CHANGES = "c_no_changes"
    C_LINE_CHANGE = "c_line_change"
    C_OFF_LEAVES_NOBODY = "c_off_leaves_nobody"
    C_OFF_WILL_LEAVE_NOBODY = "c_off_will_leave_nobody"
    C_STANDS_ALREADY = "c_stands_already"
    C_INVITE = "c_invite"
    C_ADD_ID = "c_add_id"
    C_ADD_NAME = "c_add_name"
    C_ADD_TEAM = "c_add_team"
    C_ADD_ROLE = "c_add_role"
    C_ADD_CONFIRM = "c_add_confirm"
    C_ADD_ID_WRONG = "c_add_id_wrong"
    C_ADD_ID_TAKEN = "c_add_id_taken"
    C_ADD_NAME_TAKEN = "c_add_name_taken"
    C_ADD_ENDED = "c_add_ended"
    C_STILL_IN_SILENT = "c_still_in_silent"
    C_HELP = "c_help"
    C_HELP_CALLS = "c_help_calls"
    C_SKILL_CLAIMED = "c_skill_claimed"
    C_SKILL_DECIDED = "c_skill_decided"
    C_NO_SUCH_SKILL = "c_no_such_skill"
    C_CONFIRM_ON_TELEGRAM = "c_confirm_on_telegram"
    C_UNREACHABLE = "c_unreachable"
    C_LOST_AHEAD = "c_lost_ahead"
    C_LOST_SOON = "c_lost_soon"
    C_REACHED_AGAIN = "c_reached_again"
    C_BRIEF = "c_brief"
    C_NOT_HERE = "c_not_here"
    C_NOBODY_HERE = "c_nobody_here"
    C_HERE_AFTER_ALL = "c_here_after_all"
    C_GAP_AHEAD = "c_gap_ahead"
    C_GAP_SOON = "c_gap_soon"
    C_UNLIKELY_AHEAD = "c_unlikely_ahead"
    C_UNLIKELY_SOON = "c_unlikely_soon"
    C_PROOF = "c_proof"
    C_LINE_HOLE = "c_line_hole"
    C_LINE_COVERED = "c_line_covered"
    C_LINE_CHANCE = "c_line_chance"
    C_STUCK = "c_stuck"
    C_TEXTS_LOST = "c_texts_lost"
    C_STOPPED_SMS = "c_stopped_sms"
    C_RELAY_WORDS = "c_relay_words"
    C_RELAY_PHRASE = "c_relay_phrase"
    C_RELAY_PHOTO = "c_relay_photo"
    R_SAFETY_ALONE = "r_safety_alone"
    R_SAFETY_REMOTE = "r_safety_remote"
    M_SAFETY_WAIT = "m_safety_wait"
    M_SAFETY_WELL = "m_safety_well"
    M_SAFETY_WELL_AGAIN = "m_safety_well_again"
    M_SAFETY_NOTED = "m_safety_noted"
    M_SAFETY_UNWELL = "m_safety_unwell"
    M_SAFETY_UNWELL_AFAR = "m_safety_unwell_afar"
    M_SAFETY_THERE = "m_safety_there"
    M_SAFETY_ALONE = "m_safety_alone"
    M_SAFETY_WHICH = "m_safety_which"
    C_SAFETY_HELD = "c_safety_held"
    C_SAFETY_REMOTE = "c_safety_remote"
    C_SAFETY_SILENT = "c_safety_silent"
    C_SAFETY_LATE = "c_safety_late"
    C_SAFETY_UNWELL = "c_safety_unwell"
    C_SAFETY_WELL = "c_safety_well"
    C_SAFETY_TAKEN = "c_safety_taken"
    C_SAFETY_ALONE = "c_safety_alone"
    C_SAFETY_CALL = "c_safety_call"
    C_SAFETY_NOTHING = "c_safety_nothing"
    M_SAFETY_ALONE_DONE = "m_safety_alone_done"
    M_SAFETY_ALONE_NOW = "m_safety_alone_now"
    M_SAFETY_BESIDE = "m_safety_beside"
    M_PANIC = "m_panic"
    M_PANIC_MATE = "m_panic_mate"
    M_PANIC_HEARD = "m_panic_heard"
    M_PANIC_QUIET = "m_panic_quiet"
    M_PANIC_TAKEN = "m_panic_taken"
    M_PANIC_YOURS = "m_panic_yours"
    M_PANIC_CHECKED = "m_panic_checked"
    M_PANIC_ENDED = "m_panic_ended"
    M_PANIC_OVER = "m_panic_over"
    M_PANIC_WORD_HOW = "m_panic_word_how"
    M_PANIC_WORD_SET = "m_panic_word_set"
    M_PANIC_WORD_OFF = "m_panic_word_off"
    M_LINE_PANIC_WORDS = "m_line_panic_words"
    M_CUSTODY = "m_custody"
    M_CUSTODY_NONE = "m_custody_none"
    M_CUSTODY_HOW = "m_custody_how"
    M_SIGHTING_LOOK = "m_sighting_look"
    M_SIGHTING_HEARD = "m_sighting_heard"
    M_SIGHTING_ASK = "m_sighting_ask"
    M_SIGHTING_JOINED = "m_sighting_joined"
    M_SIGHTING_MORE = "m_sighting_more"
    M_SIGHTING_ALERT = "m_sighting_alert"
    M_SIGHTING_CLEAR = "m_sighting_clear"
    M_SIGHTING_WRONG = "m_sighting_wrong"
    M_SIGHTING_EXPIRED = "m_sighting_expired"
    M_SIGHTING_ALERTS_ON = "m_sighting_alerts_on"
    M_SIGHTING_ALERTS_OFF = "m_sighting_alerts_off"
    M_SIGHTING_ALERTS_ENDED = "m_sighting_alerts_ended"
    M_SIGHTING_COME = "m_sighting_come"
    M_SIGHTING_FULL = "m_sighting_full"
    M_SIGHTING_GONE = "m_sighting_gone"
    M_SIGHTING_NONE = "m_sighting_none"
    C_PANIC = "c_panic"
    C_PANIC_QUIET = "c_panic_quiet"
    C_PANIC_TAKEN = "c_panic_taken"
    C_PANIC_SAFE = "c_panic_safe"
    C_PANIC_ENDED = "c_panic_ended"
    C_PANIC_WHICH = "c_panic_which"
    C_LATER_SET = "c_later_set"
    C_LATER_NOW = "c_later_now"
    C_LATER_KEPT = "c_later_kept"
    C_LATER_HOW = "c_later_how"
    C_LATER_DANGER = "c_later_danger"
    C_LATER_UNSURE = "c_later_unsure"
    C_LATER_SURE = "c_later_sure"
    C_FILLING_AGAIN = "c_filling_again"
    C_FILLING_NONE_ON_CALL = "c_filling_none_on_call"
    C_FILLING_RESTS = "c_filling_rests"
    C_FILLING_RESTED = "c_filling_rested"
    C_FILLING_NOT_RESTING = "c_filling_not_resting"
    C_LEAD = "c_lead"
    C_LEAD_ASKS = "c_lead_asks"
    C_LEAD_LET_GO = "c_lead_let_go"
    C_SCREEN_LEDGER = "c_screen_ledger"
    C_SCREEN_CLEARED = "c_screen_cleared"
    C_HANDS_PAGED = "c_hands_paged"
    C_HANDS_ASKED_ALREADY = "c_hands_asked_already"
    C_HANDS_CANNOT_ASK = "c_hands_cannot_ask"
    C_HANDS_RESTS = "c_hands_rests"
    C_HANDS_FULL = "c_hands_full"
    C_HANDS_NOBODY_SUITED = "c_hands_nobody_suited"
    C_HANDS_HELD = "c_hands_held"
    C_HANDS_STILL_HELD = "c_hands_still_held"
    C_HANDS_NOT_HELD = "c_hands_not_held"
    C_HANDS_ON_HOLD = "c_hands_on_hold"
    C_HANDS_GOES_ON = "c_hands_goes_on"
    C_HANDS_TAKEN = "c_hands_taken"
    C_HANDS_OWNER = "c_hands_owner"
    C_HANDS_SEEN = "c_hands_seen"
    C_HANDS_NO_COORDINATOR = "c_hands_no_coordinator"
    C_HANDS_OFFERED = "c_hands_offered"
    C_HANDS_OFFER = "c_hands_offer"
    C_HANDS_NOT_OFFERED = "c_hands_not_offered"
    C_HANDS_REFUSED = "c_hands_refused"
    C_HANDS_OTHERS = "c_hands_others"
    C_HANDS_TEAM = "c_hands_team"
    C_HANDS_NO_TEAM = "c_hands_no_team"
    C_HANDS_NOT_READY = "c_hands_not_ready"
    C_HANDS_NATURE = "c_hands_nature"
    C_HANDS_NATURES = "c_hands_natures"
    M_HANDS_FREED = "m_hands_freed"
    C_HANDS_FREED = "c_hands_freed"
    C_HANDS_FREED_WHO = "c_hands_freed_who"
    C_HANDS_CAP_LOW = "c_hands_cap_low"
    C_HANDS_NEED = "c_hands_need"
    C_HANDS_NEED_HOW = "c_hands_need_how"
    C_HANDS_NO_ROLE = "c_hands_no_role"
    C_HANDS_NO_LANGUAGE = "c_hands_no_language"
    C_HANDS_LEAD_THERE = "c_hands_lead_there"
    C_HANDS_PLAN = "c_hands_plan"
    C_HANDS_PLAN_CHANGED = "c_hands_plan_changed"
    C_HANDS_PLAN_HOW = "c_hands_plan_how"
    C_HANDS_MERGED = "c_hands_merged"
    C_HANDS_MERGE_HOW = "c_hands_merge_how"
    C_HANDS_NOT_MERGED = "c_hands_not_merged"
    C_HANDS_SPLIT = "c_hands_split"
    C_HANDS_SURE_MERGE = "c_hands_sure_merge"
    C_HANDS_SURE_ALL = "c_hands_sure_all"
    C_HANDS_SURE_CLOSE = "c_hands_sure_close"
    C_HANDS_SURE_WAKE = "c_hands_sure_wake"
    C_HANDS_UNANSWERED = "c_hands_unanswered"
    C_HANDS_STILL_WAITS = "c_hands_still_waits"
    C_HANDS_NO_NAMES = "c_hands_no_names"
    C_HANDS_SURE_REST = "c_hands_sure_rest"
    C_HANDS_SECOND_PLACE = "c_hands_second_place"
    C_HANDS_OTHER_TIME = "c_hands_other_time"
    R_HANDS_ON_HOLD = "r_hands_on_hold"
    R_HANDS_GOES_ON = "r_hands_goes_on"
    M_HANDS_GOES_ON = "m_hands_goes_on"
    R_HANDS_TOGETHER = "r_hands_together"
    M_HANDS_WAIT = "m_hands_wait"
    C_LINE_HANDS_NATURE = "c_line_hands_nature"
    C_LINE_HANDS_PLAN = "c_line_hands_plan"
    C_LINE_HANDS_PLAN_NOW = "c_line_hands_plan_now"
    C_PROVIDER_DOWN = "c_provider_down"
    C_PROVIDER_BACK = "c_provider_back"
    C_AID_ASKED = "c_aid_asked"
    C_AID_SENT = "c_aid_sent"
    C_AID_SILENT = "c_aid_silent"
    C_AID_NO_ANSWER = "c_aid_no_answer"
    C_AID_OPENED = "c_aid_opened"
    C_AID_YOURS = "c_aid_yours"
    C_AID_DECLINED = "c_aid_declined"
    C_AID_NO = "c_aid_no"
    C_AID_OFF = "c_aid_off"
    C_AID_OVER = "c_aid_over"
    C_AID_MOVED = "c_aid_moved"
    C_AID_SEE = "c_aid_see"
    C_AID_NONE = "c_aid_none"
    M_CARDS = "m_cards"
    M_CARDS_WHOLE = "m_cards_whole"
    M_CARDS_PAGE = "m_cards_page"
    M_LINE_CARDS_AREA = "m_line_cards_area"
    M_LINE_CARDS_GO = "m_line_cards_go"
    M_LINE_CARDS_CHAPTER = "m_line_cards_chapter"
    M_LINE_CARDS_TALE = "m_line_cards_tale"
    M_CARDS_TALES = "m_cards_tales"
    M_CARDS_NO_TALES = "m_cards_no_tales"
    M_CARDS_TOLD = "m_cards_told"
    M_CARDS_ERASED = "m_cards_erased"
    C_CARDS_ONLY_TELEGRAM = "c_cards_only_telegram"
    C_CARDS_HOW = "c_cards_how"
    C_CARDS_WRONG = "c_cards_wrong"
    C_CARDS_SURE = "c_cards_sure"
    C_CARDS_CHANGED = "c_cards_changed"
    C_CARDS_UNDONE = "c_cards_undone"
    C_CARDS_OTHERS = "c_cards_others"
    C_CARDS_NOTHING = "c_cards_nothing"
    C_CARDS_CHANGES = "c_cards_changes"
    C_LINE_CARDS_CHANGE = "c_line_cards_change"
    C_CARDS_TALE = "c_cards_tale"
    C_CARDS_TALE_SHOWN = "c_cards_tale_shown"
    C_CARDS_TALE_DROPPED = "c_cards_tale_dropped"
    R_AREA_ASKS = "r_area_asks"
    R_DOOR_JOIN = "r_door_join"
    R_DOOR_TRAINING = "r_door_training"
    R_DOOR_TOOLKIT = "r_door_toolkit"
    R_DOOR_TEAM = "r_door_team"
    R_CARDS_PAGE = "r_cards_page"
    C_DOOR = "c_door"
    C_CUSTODY_SILENT = "c_custody_silent"
    C_CUSTODY_HOME = "c_custody_home"
    C_CUSTODY_NOT_HERE = "c_custody_not_here"
    C_SIGHTING_LOOKING = "c_sighting_looking"
    C_SIGHTING_LOOK = "c_sighting_look"
    C_SIGHTING = "c_sighting"
    C_SIGHTING_SURE = "c_sighting_sure"
    C_SIGHTING_KEPT = "c_sighting_kept"
    C_SIGHTING_TOLD = "c_sighting_told"
    C_SIGHTING_JUDGED = "c_sighting_judged"
    C_SIGHTING_EXPIRED = "c_sighting_expired"
    C_SIGHTING_OVER = "c_sighting_over"
    C_SIGHTING_NO_PLACE = "c_sighting_no_place"
    C_SIGHTING_UNKNOWN = "c_sighting_unknown"
    C_SIGHTING_HOW = "c_sighting_how"
    C_SIGHTINGS = "c_sightings"
    C_SIGHTINGS_NONE = "c_sightings_none"
    C_LINE_SIGHTING_BOARD = "c_line_sighting_board"
    C_LINE_SIGHTING = "c_line_sighting"
    C_SIGHTING_GONE = "c_sighting_gone"
    M_SILENCE_PRESSED = "m_silence_pressed"
    C_SILENCE_PRESSED = "c_silence_pressed"
    C_SILENCE_ELSEWHERE = "c_silence_elsewhere"
    C_SILENCE_EXIT = "c_silence_exit"
    R_FLOOD_STREET = "r_flood_street"
    C_FLOOD_BEGAN = "c_flood_began"
    C_FLOOD_ENDED = "c_flood_ended"
    C_FLOOD_DANGER = "c_flood_danger"
    C_FLOOD_UNTAKEN = "c_flood_untaken"
    C_FLOOD_GATHERED = "c_flood_gathered"
    C_FLOOD_HELD = "c_flood_held"
    C_FLOOD_HELD_NONE = "c_flood_held_none"
    C_LINE_FLOOD_HELD = "c_line_flood_held"
    C_LINE_FLOOD_MORE = "c_line_flood_more"
    C_FLOOD_RELEASED = "c_flood_released"
    C_FLOOD_RELEASED_MANY = "c_flood_released_many"
    C_FLOOD_RELEASE_HOW = "c_flood_release_how"
    C_FLOOD_NOT_HELD = "c_flood_not_held"
    C_FLOOD_ON = "c_flood_on"
    C_FLOOD_OFF = "c_flood_off"
    C_FLOOD_GOES_ON = "c_flood_goes_on"
    C_FLOOD_NONE = "c_flood_none"
    C_FLOOD_BLOCKED = "c_flood_blocked"
    C_FLOOD_BLOCKED_FOR_GOOD = "c_flood_blocked_for_good"
    C_FLOOD_BLOCK_SECOND = "c_flood_block_second"
    C_FLOOD_BLOCK_MEMBER = "c_flood_block_member"
    C_FLOOD_BLOCK_HOW = "c_flood_block_how"
    C_FLOOD_NOT_BLOCKED = "c_flood_not_blocked"
    C_FLOOD_UNBLOCKED = "c_flood_unblocked"
    C_FLOOD_BLOCKS = "c_flood_blocks"
    C_FLOOD_BLOCKS_NONE = "c_flood_blocks_none"
    C_LINE_FLOOD_BLOCK = "c_line_flood_block"
    C_FLOOD_SAME = "c_flood_same"
    C_LINE_FLOOD_SAME = "c_line_flood_same"
    M_TRAINING_NEW = "m_training_new"
    M_TRAINING_LIST = "m_training_list"
    M_TRAINING_NONE = "m_training_none"
    M_LINE_TRAINING = "m_line_training"
    M_LINE_TRAINING_IN = "m_line_training_in"
    M_TRAINING_SEAT = "m_training_seat"
    M_TRAINING_WAITS = "m_training_waits"
    M_TRAINING_UP = "m_training_up"
    M_TRAINING_GIVEN_BACK = "m_training_given_back"
    M_TRAINING_NO_SEAT = "m_training_no_seat"
    M_TRAINING_UNKNOWN = "m_training_unknown"
    M_TRAINING_OVER = "m_training_over"
    M_TRAINING_REMINDER = "m_training_reminder"
    M_TRAINING_OFF = "m_training_off"
    M_TRAINING_MOVED = "m_training_moved"
    M_TRAINING_CAME = "m_training_came"
    M_TRAINING_NOT_CAME = "m_training_not_came"
    M_LINE_TRAINING_RENEWS = "m_line_training_renews"
    M_TRAINING_MENTOR = "m_training_mentor"
    M_TRAINING_MENTORS = "m_training_mentors"
    M_TRAINING_MENTOR_OVER = "m_training_mentor_over"
    M_TRAINING_NO_MENTOR = "m_training_no_mentor"
    R_LINE_TRAINING = "r_line_training"
    R_TRAINING_TOLD = "r_training_told"
    R_TRAINING_ASKED = "r_training_asked"
    R_TRAINING_SEAT = "r_training_seat"
    R_TRAINING_WAITS = "r_training_waits"
    R_TRAINING_UP = "r_training_up"
    R_TRAINING_GIVEN_BACK = "r_training_given_back"
    R_TRAINING_UNKNOWN = "r_training_unknown"
    R_TRAINING_REMINDER = "r_training_reminder"
    R_TRAINING_OFF = "r_training_off"
    R_TRAINING_MOVED = "r_training_moved"
    C_TRAINING_HOW = "c_training_how"
    C_TRAINING_SURE = "c_training_sure"
    C_TRAINING_ANNOUNCED = "c_training_announced"
    C_TRAINING_SURE_OFF = "c_training_sure_off"
    C_TRAINING_CALLED_OFF = "c_training_called_off"
    C_TRAINING_MOVE_HOW = "c_training_move_how"
    C_TRAINING_SURE_MOVE = "c_training_sure_move"
    C_TRAINING_MOVED = "c_training_moved"
    C_TRAINING_WHO_CAME = "c_training_who_came"
    C_TRAINING_CAME_HOW = "c_training_came_how"
    C_TRAINING_SAID = "c_training_said"
    C_TRAINING_NOT_YET = "c_training_not_yet"
    C_TRAINING_TWO = "c_training_two"
    C_LINE_TRAINING_SEATS = "c_line_training_seats"
    C_LINE_TRAINING_CAME = "c_line_training_came"
    C_LINE_TRAINING_NOT_YOU = "c_line_training_not_you"
    C_TRAINING_MENTOR = "c_training_mentor"
    C_TRAINING_MENTOR_HOW = "c_training_mentor_how"
    C_TRAINING_MENTOR_OVER = "c_training_mentor_over"
    C_TRAINING_MENTORS = "c_training_mentors"
    C_TRAINING_MENTORS_NONE = "c_training_mentors_none"
    C_LINE_TRAINING_MENTOR = "c_line_training_mentor"
    C_TRAINING_NO_MENTOR = "c_training_no_mentor"
    C_FLOOD_WAITS = "c_flood_waits"
    R_CHECKIN = "r_checkin"
    R_CHECKIN_AGAIN = "r_checkin_again"
    R_CHECKIN_FINE = "r_checkin_fine"
    R_CHECKIN_UNWELL = "r_checkin_unwell"
    R_CHECKIN_WORDS = "r_checkin_words"
    R_CHECKIN_LATER = "r_checkin_later"
    R_CHECKIN_NO_MORE = "r_checkin_no_more"
    R_CHECKIN_DOOR = "r_checkin_door"
    R_CHECKIN_TYPE = "r_checkin_type"
    R_CHECKIN_WHO = "r_checkin_who"
    M_CHECKIN_SITS = "m_checkin_sits"
    M_CHECKIN_STORY = "m_checkin_story"
    M_CHECKIN_STORY_PEER = "m_checkin_story_peer"
    M_CHECKIN_LEARNED = "m_checkin_learned"
    M_CHECKIN_NEXT = "m_checkin_next"
    M_CHECKIN_NOW = "m_checkin_now"
    M_CHECKIN_AGAIN = "m_checkin_again"
    M_CHECKIN_DONE = "m_checkin_done"
    M_CHECKIN_WHO = "m_checkin_who"
    M_CHECKIN_READ = "m_checkin_read"
    M_CHECKIN_BREAK = "m_checkin_break"
    M_CHECKIN_UNWELL = "m_checkin_unwell"
    M_CHECKIN_LATER = "m_checkin_later"
    M_CHECKIN_ELSEWHERE = "m_checkin_elsewhere"
    M_CHECKIN_NO_MORE = "m_checkin_no_more"
    M_CHECKIN_DOOR = "m_checkin_door"
    M_CHECKIN_PEER = "m_checkin_peer"
    M_CHECKIN_REST = "m_checkin_rest"
    M_LINE_CHECKIN_REST = "m_line_checkin_rest"
    M_TALK = "m_talk"
    C_MEMBER_UNWELL = "c_member_unwell"
    C_CHECKIN_UNWELL = "c_checkin_unwell"
    C_CHECKIN_SILENT = "c_checkin_silent"
    C_CHECKIN_LOST = "c_checkin_lost"
    C_CHECKIN_WORDS = "c_checkin_words"
    C_CHECKIN_SHARED = "c_checkin_shared"
    C_CHECKIN_WAITS = "c_checkin_waits"
    C_CHECKIN_TAKEN = "c_checkin_taken"
    C_CHECKIN_DONE = "c_checkin_done"
    C_CHECKIN_STOPPED = "c_checkin_stopped"
    C_CHECKIN_NOTHING = "c_checkin_nothing"
    M_DRILL_OVER_REAL = "m_drill_over_real"
    M_DRILL_REACH = "m_drill_reach"
    M_DRILL_REACHED = "m_drill_reached"
    M_DRILL_NONE = "m_drill_none"
    M_DRILL_IF_REAL = "m_drill_if_real"
    M_DRILL_IS_ONE = "m_drill_is_one"
    M_DRILL_MAYDAY = "m_drill_mayday"
    M_DRILL_MAYDAY_MATE = "m_drill_mayday_mate"
    C_DRILL_HOW = "c_drill_how"
    C_DRILL_LIST = "c_drill_list"
    C_LINE_DRILL_STORY = "c_line_drill_story"
    C_DRILL_SURE = "c_drill_sure"
    C_DRILL_SURE_FIRST = "c_drill_sure_first"
    C_DRILL_SURE_REACH = "c_drill_sure_reach"
    C_DRILL_BEGAN = "c_drill_began"
    C_DRILL_STANDS = "c_drill_stands"
    C_DRILL_REAL_CALL = "c_drill_real_call"
    C_DRILL_RUNS = "c_drill_runs"
    C_DRILL_NO_MORE = "c_drill_no_more"
    C_DRILL_PAUSED = "c_drill_paused"
    C_DRILL_GOES_ON = "c_drill_goes_on"
    C_DRILL_NOT = "c_drill_not"
    C_DRILL_OVER = "c_drill_over"
    C_DRILL_FIRST = "c_drill_first"
    C_DRILL_STEP = "c_drill_step"
    C_DRILL_REACH_BEGAN = "c_drill_reach_began"
    C_DRILL_REACH_OVER = "c_drill_reach_over"
    C_DRILL_REACH_REAL = "c_drill_reach_real"
    C_DRILL_TEAM = "c_drill_team"
    M_WHICH_OR_DRILL = "m_which_or_drill"
    C_LINE_DRILL_REACH = "c_line_drill_reach"
    C_LINE_DRILL_QUIET = "c_line_drill_quiet"
    M_TASKS_LIST = "m_tasks_list"
    M_TASKS_NONE = "m_tasks_none"
    M_LINE_TASKS_ITEM = "m_line_tasks_item"
    M_TASKS_ONE = "m_tasks_one"
    M_TASKS_ONE_MINE = "m_tasks_one_mine"
    M_LINE_TASKS_PAGE = "m_line_tasks_page"
    M_TASKS_TAKEN = "m_tasks_taken"
    M_TASKS_HANDED = "m_tasks_handed"
    M_TASKS_YOURS = "m_tasks_yours"
    M_TASKS_GONE = "m_tasks_gone"
    M_TASKS_DUE = "m_tasks_due"
    M_TASKS_DONE = "m_tasks_done"
    M_TASKS_UNDONE = "m_tasks_undone"
    M_TASKS_NO_UNDO = "m_tasks_no_undo"
    M_TASKS_MADE = "m_tasks_made"
    M_TASKS_HOW = "m_tasks_how"
    M_TASKS_UNKNOWN = "m_tasks_unknown"
    M_TASKS_BY_ITSELF = "m_tasks_by_itself"
    M_TASKS_CLIMB = "m_tasks_climb"
    M_TASKS_EMPTY = "m_tasks_empty"
    C_LINE_TASKS_DIGEST = "c_line_tasks_digest"
    R_COMPLAINT = "r_complaint"
    R_COMPLAINT_WHO = "r_complaint_who"
    R_COMPLAINT_NOTED = "r_complaint_noted"
    R_COMPLAINT_LOOKED = "r_complaint_looked"
    R_COMPLAINT_ENDED = "r_complaint_ended"
    M_COMPLAINT = "m_complaint"
    M_COMPLAINT_WHO = "m_complaint_who"
    M_COMPLAINT_NOTED = "m_complaint_noted"
    M_COMPLAINT_LOOKED = "m_complaint_looked"
    M_COMPLAINT_ENDED = "m_complaint_ended"
    C_COMPLAINT_NEW = "c_complaint_new"
    C_COMPLAINT_MORE = "c_complaint_more"
    C_COMPLAINT_SHOW = "c_complaint_show"
    C_LINE_COMPLAINT_HELD = "c_line_complaint_held"
    C_COMPLAINT_LIST = "c_complaint_list"
    C_COMPLAINT_NONE = "c_complaint_none"
    C_LINE_COMPLAINT = "c_line_complaint"
    C_COMPLAINT_LOOKED = "c_complaint_looked"
    C_COMPLAINT_NAMED = "c_complaint_named"
    C_COMPLAINT_WHOM = "c_complaint_whom"
    C_COMPLAINT_ASKED_AGAIN = "c_complaint_asked_again"
    C_COMPLAINT_NOT_HELD = "c_complaint_not_held"
    C_COMPLAINT_ENDED = "c_complaint_ended"
    C_COMPLAINT_END_HOW = "c_complaint_end_how"
    C_COMPLAINT_OVER = "c_complaint_over"
    C_COMPLAINT_UNKNOWN = "c_complaint_unknown"
    C_COMPLAINT_WAITS = "c_complaint_waits"
    C_COMPLAINT_HOW = "c_complaint_how"
    M_FREED = "m_freed"
    C_COMPLAINT_GOES = "c_complaint_goes"
    C_COMPLAINT_LET_GO = "c_complaint_let_go"
    C_COMPLAINT_GOES_NOWHERE = "c_complaint_goes_nowhere"
    R_COMPLAINT_NOBODY = "r_complaint_nobody"
    M_COMPLAINT_NOBODY = "m_complaint_nobody"
    M_DEBRIEF_WENT = "m_debrief_went"
    M_DEBRIEF_HAPPENED = "m_debrief_happened"
    M_DEBRIEF_HELPED = "m_debrief_helped"
    M_DEBRIEF_HARDER = "m_debrief_harder"
    M_DEBRIEF_CHANGE = "m_debrief_change"
    M_DEBRIEF_DONE = "m_debrief_done"
    M_DEBRIEF_BREAK = "m_debrief_break"
    M_DEBRIEF_NO_MORE = "m_debrief_no_more"
    M_DEBRIEF_WHO_READS = "m_debrief_who_reads"
    M_DEBRIEF_NONE = "m_debrief_none"
    C_DEBRIEF_READY = "c_debrief_ready"
    C_DEBRIEF = "c_debrief"
    C_LINE_DEBRIEF_WENT = "c_line_debrief_went"
    C_LINE_DEBRIEF = "c_line_debrief"
    C_LINE_DEBRIEF_HOW = "c_line_debrief_how"
    C_LINE_DEBRIEF_DIGIT = "c_line_debrief_digit"
    C_LINE_DEBRIEF_CARD = "c_line_debrief_card"
    C_DEBRIEF_HOW = "c_debrief_how"
    C_DEBRIEF_GONE = "c_debrief_gone"
    C_DEBRIEF_NO_CHANGE = "c_debrief_no_change"
    C_DEBRIEF_TOO_LONG = "c_debrief_too_long"
    C_DEBRIEF_DONE = "c_debrief_done"
    C_DEBRIEF_EDITED = "c_debrief_edited"
    C_DEBRIEFS = "c_debriefs"
    C_DEBRIEFS_NONE = "c_debriefs_none"
    C_LINE_DEBRIEF_OF = "c_line_debrief_of"
    M_FIGURES = "m_figures"
    M_FIGURES_NONE = "m_figures_none"
    M_FIGURES_HOW = "m_figures_how"
    M_FIGURES_PLOT = "m_figures_plot"
    M_LINE_FIGURES_ACCEPT = "m_line_figures_accept"
    M_LINE_FIGURES_ARRIVAL = "m_line_figures_arrival"
    M_LINE_FIGURES_FILLED = "m_line_figures_filled"
    M_LINE_FIGURES_ASKED = "m_line_figures_asked"
    M_LINE_FIGURES_ANSWERED = "m_line_figures_answered"
    M_LINE_FIGURES_OF = "m_line_figures_of"
    M_LINE_FIGURES_FEW = "m_line_figures_few"
    M_LINE_FIGURES_LOAD = "m_line_figures_load"
    M_COHORT_NEW = "m_cohort_new"
    M_COHORT_LIST = "m_cohort_list"
    M_COHORT_NONE = "m_cohort_none"
    M_LINE_COHORT = "m_line_cohort"
    M_COHORT_SHOWN = "m_cohort_shown"
    M_LINE_COHORT_DATE = "m_line_cohort_date"
    M_COHORT_AGENDA = "m_cohort_agenda"
    M_LINE_COHORT_PART = "m_line_cohort_part"
    M_LINE_COHORT_LAST = "m_line_cohort_last"
    M_COHORT_ASKED = "m_cohort_asked"
    M_COHORT_IN = "m_cohort_in"
    M_COHORT_NOT_IN = "m_cohort_not_in"
    M_COHORT_LEFT = "m_cohort_left"
    M_COHORT_UNKNOWN = "m_cohort_unknown"
    M_COHORT_ELSEWHERE = "m_cohort_elsewhere"
    M_COHORT_REMINDER = "m_cohort_reminder"
    M_COHORT_MOVED = "m_cohort_moved"
    M_COHORT_CHANGED = "m_cohort_changed"
    M_COHORT_OFF = "m_cohort_off"
    M_COHORT_ON = "m_cohort_on"
    M_COHORT_AWAY = "m_cohort_away"
    M_COHORT_COMES = "m_cohort_comes"
    M_COHORT_NO_GATHERING = "m_cohort_no_gathering"
    M_COHORT_CALL = "m_cohort_call"
    M_COHORT_PAIR = "m_cohort_pair"
    M_COHORT_NUDGE = "m_cohort_nudge"
    M_COHORT_TALKED = "m_cohort_talked"
    M_COHORT_NOT_YET = "m_cohort_not_yet"
    M_COHORT_NO_NUDGES = "m_cohort_no_nudges"
    M_COHORT_GRADUATED = "m_cohort_graduated"
    M_COHORT_SHADOW = "m_cohort_shadow"
    M_LINE_COHORT_SHADOW = "m_line_cohort_shadow"
    M_COHORT_TEAM_NAME = "m_cohort_team_name"
    M_COHORT_TEAM_PLACE = "m_cohort_team_place"
    M_COHORT_TEAM_HOURS = "m_cohort_team_hours"
    M_COHORT_TEAM_SURE = "m_cohort_team_sure"
    M_COHORT_TEAM_SENT = "m_cohort_team_sent"
    M_COHORT_TEAM_NOT_YET = "m_cohort_team_not_yet"
    M_COHORT_TEAM_WAITS = "m_cohort_team_waits"
    M_COHORT_TEAM_TAKEN = "m_cohort_team_taken"
    M_COHORT_TEAM_NO = "m_cohort_team_no"
    M_COHORT_TEAM_YES = "m_cohort_team_yes"
    C_COHORT_HOW = "c_cohort_how"
    C_COHORT_SURE = "c_cohort_sure"
    C_COHORT_BEGUN = "c_cohort_begun"
    C_COHORT_ASKS = "c_cohort_asks"
    C_COHORT_DID_NOT_ASK = "c_cohort_did_not_ask"
    C_COHORT_FULL = "c_cohort_full"
    C_COHORT_OUT = "c_cohort_out"
    C_COHORT_TAKEN_IN = "c_cohort_taken_in"
    C_COHORT_LEFT = "c_cohort_left"
    C_LINE_COHORT_FELLOWS = "c_line_cohort_fellows"
    C_COHORT_AWAY = "c_cohort_away"
    C_COHORT_COMES = "c_cohort_comes"
    C_COHORT_WHO_CAME = "c_cohort_who_came"
    C_COHORT_NOT_YET = "c_cohort_not_yet"
    C_COHORT_SAID = "c_cohort_said"
    C_COHORT_CALL_HOW = "c_cohort_call_how"
    C_COHORT_CALL_KEPT = "c_cohort_call_kept"
    C_COHORT_MOVE_HOW = "c_cohort_move_how"
    C_COHORT_SURE_CHANGE = "c_cohort_sure_change"
    C_COHORT_CHANGED = "c_cohort_changed"
    C_COHORT_SURE_OFF = "c_cohort_sure_off"
    C_COHORT_CALLED_OFF = "c_cohort_called_off"
    C_COHORT_TAKEN_UP = "c_cohort_taken_up"
    C_COHORT_IS_OFF = "c_cohort_is_off"
    C_COHORT_PAIR_HOW = "c_cohort_pair_how"
    C_COHORT_PAIRS = "c_cohort_pairs"
    C_COHORT_PAIRS_ALL = "c_cohort_pairs_all"
    C_LINE_COHORT_PAIR = "c_line_cohort_pair"
    C_LINE_COHORT_ALONE = "c_line_cohort_alone"
    C_LINE_COHORT_OUTSIDE = "c_line_cohort_outside"
    C_COHORT_PAIRED = "c_cohort_paired"
    C_COHORT_MAY_GRADUATE = "c_cohort_may_graduate"
    C_COHORT_NO_GRADUATE = "c_cohort_no_graduate"
    C_COHORT_GRADUATED = "c_cohort_graduated"
    C_COHORT_SHADOWED = "c_cohort_shadowed"
    C_COHORT_TEAM_ASKS = "c_cohort_team_asks"
    C_COHORT_TEAM_MADE = "c_cohort_team_made"
    C_COHORT_TEAM_LEFT = "c_cohort_team_left"
    C_COHORT_TEAM_DONE = "c_cohort_team_done"
    C_COHORT_READY_HOW = "c_cohort_ready_how"
    C_COHORT_READY_SURE = "c_cohort_ready_sure"
    C_COHORT_READY_OFF_SURE = "c_cohort_ready_off_sure"
    C_COHORT_READY = "c_cohort_ready"
    C_COHORT_READY_OFF = "c_cohort_ready_off"
    C_COHORT_READY_CRISIS = "c_cohort_ready_crisis"
    M_COHORT_CALL_YOURS = "m_cohort_call_yours"
    M_WATCH_FINE = "m_watch_fine"
    C_WATCH_OFFERED = "c_watch_offered"
    C_WATCH_OFFER = "c_watch_offer"
    C_WATCH_YOURS = "c_watch_yours"
    C_WATCH_TAKEN = "c_watch_taken"
    C_WATCH_REFUSED = "c_watch_refused"
    C_WATCH_UNANSWERED = "c_watch_unanswered"
    C_WATCH_WHOM = "c_watch_whom"
    C_LINE_WATCH = "c_line_watch"
    R_CHECKIN_THEN = "r_checkin_then"
    M_CHECKIN_THEN = "m_checkin_then"
    M_CHECKIN_UNREAD = "m_checkin_unread"


K = MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a kind travels. `params` are the blanks its sentence may use; `offers` the buttons it carries (action, arg).

    `silent_on_words`: it only edits an earlier message, so on channels without edits it is not sent at all.
    `asks_number`: it offers to show their own phone number, where the channel can. `valid_for`: how long the provider
    may go on trying. `stays`: it carries what opens something, and goes by no other contact point when the one it was
    asked for on refuses it. `scans`: the blank whose link is a picture to scan as well, where the channel shows any.
    `pins`: the blank that is shown as a place on a map; it goes by no channel without maps. `shows`: the blank that is
    a picture of somebody's, where the channel can show it again. `draws`: the blank that is drawn as a plot above the
    text; it goes by no channel without pictures.
    `follows_incident`: kept in order with the incident's others.
    """

    params: tuple[str, ...] = ()
    lane: Lane = Lane.PROMPT
    fate: Fate = Fate.AT_LEAST_ONCE
    offers: tuple[tuple[Action, str], ...] = ()
    silent_on_words: bool = False
    asks_number: bool = False
    stays: bool = False
    scans: str = ""
    pins: str = ""
    shows: str = ""
    draws: str = ""
    valid_for: timedelta = timedelta(hours=4)


TRANSLATED = frozenset(
    {
        "drill_step",
        "paused",
        "real",
        "seat",
        "bare",
        "everybody",
        "paging",
        "fellow",
        "growth",
        "part",
        "gathering",
        "agenda",
        "shift",
        "urgency",
        "aid_state",
        "nature",
        "areas",
        "languages",
        "wants",
        "dangers",
        "permit",
        "consent",
        "texting",
        "disposition",
        "status",
        "page_state",
        "assignment_state",
        "how",
        "danger",
        "coordinator",
        "standing",
        "role",
        "channel",
        "skills",
        "channels",
        "availability",
        "previews",
        "wakes",
        "mark",
        "answered",
        "here",
        "when",
        "until",
        "at",
        "day",
        "hurdles",
        "swap_state",
        "swap_cause",
        "calendar",
        "choice",
        "length",
        "weekdays",
        "gap",
        "rule",
        "change",
        "undone",
        "hole",
        "task",
        "opens",
        "phrase",
        "tiers",
        "card",
        "card_area",
        "chapter",
        "then",
        "question",
        "door",
        "certainty",
        "custody",
        "unit",
        "activity",
        "gear",
        "shares",
        "sits",
        "overdue",
        "call",
        "complaint_state",
        "debrief_part",
        "told_apart",
        "in_month",
        "to_month",
    }
)
"""Blanks whose value is an id (or ids joined by a comma) that becomes words in the reader's language, or an address."""

OUR_WORDS = frozenset({"text", "referral", "asking"})
"""Blanks filled with sentences of ours or the community's, which may have lines. What fills any other may be somebody's
own words, and is shown on one.
"""

_MAYDAY = ((Action.MAYDAY, ""),)
"""On every message to somebody who goes."""

_STEPS = (Action.SET_OFF, Action.ARRIVE, Action.CANNOT_FIND, Action.FINISH, Action.DROP_OUT)
_DOING = (*((action, "") for action in _STEPS), *_MAYDAY)
_FOLLOW = ((Action.DANGER, ""), (Action.STATUS, ""), (Action.WITHDRAW, ""))
_WELL = ((Action.ALL_WELL, "1"), (Action.ALL_WELL, "0"), *_MAYDAY)
_CARE = ((Action.HAVE_IT, "c"), (Action.SEE, ""))
_WATCH = ((Action.SEE, ""), (Action.MORE, "1"), (Action.CLOSE, ""))
_YES_OR_NO = ((Action.APPROVE, ""), (Action.REFUSE, ""))
_ANSWERS = ((Action.ACCEPT, "5"), (Action.ACCEPT, "10"), (Action.ACCEPT, "20"), (Action.DECLINE, ""))
_CARD = tuple((Action.CARD, part) for part in ("la", "ar", "sk", "qu", "pr", "tz", "te", "ph", "as"))
_BACK = ((Action.CARD, ""),)
_LEADS = ((Action.LEAD_MORE, "1"), (Action.LEAD_ENOUGH, ""))
_TAKE_OR_PASS = ((Action.TAKE_SHIFT, ""), (Action.NOT_ME, ""))
_UNHURRIED = timedelta(hours=12)
_ONE_BACK = ((Action.ROTATION, "ba"), (Action.ROTATION, "dr"))
_LAYER = ("people", "every", "length", "weekdays", "window")
_PAGE = ("letter", "nature", "areas", "danger", "languages")
_URGENT = Lane.URGENT
_TIMES = ("when", "until")
_STILL = ("code", "letter", "nature", *_TIMES)
_CAN_OR_CANNOT = ((Action.ACCEPT, "then"), (Action.DECLINE, ""))
_STILL_OR_NOT = ((Action.STILL_COMING, ""), (Action.DROP_OUT, ""))
_FROM_AFAR = ((Action.FINISH, ""), (Action.DROP_OUT, ""))
_IS_HERE = ((Action.HERE, ""),)
_SHIFT = ("team", "when", "until")
_OFF_HOURS = ("opens", "off_hours", "emergency", "coordinator")
_LOST = ("person", "when", "until", "people", "hole")
_GAP = ("hole", "when", "until", "areas", "short", "skills", "languages")
_HOLE = (*_GAP, "team", "more")
_WAIT = ("hours", "minutes")
_SURE = ((Action.DO_CHANGE, "1"), (Action.DO_CHANGE, "0"))
_NEED = ("responders", "cap", "together", "roles", "afar", "skills", "languages")
_PLAN = ("live", "waves", "paging", "day", "night", "tiers", "people")
_PERMIT = ("number", "person", "permit")
_LINE_OUTSIDE = ("number", "texts", "coordinator")
_DETAILS = ("code", "requester", "nature", "areas", "danger", "place", "words", "languages")

_CUSTODY = ("number", "code", "custody", "note")
_CUSTODIES = tuple((Action.CUSTODY, str(n)) for n in range(2, 7))
_SEEN = ("spot", "clock", "unit", "size", "vehicles", "activity", "gear")
_SIGHTED = ("n", "certainty", "count", *_SEEN, "words")
_JUDGE = ((Action.SIGHTING, "c"), (Action.SIGHTING, "u"), (Action.SIGHTING, "l"))
_REQUESTERS_ANSWERS = tuple((Action.CHECK_IN, digit) for digit in ("r1", "r2", "r3", "r4"))
_LATER_OR_NOT = ((Action.CHECK_IN, "5"), (Action.CHECK_IN, "0"))
_HOW_IT_SITS = (*((Action.CHECK_IN, f"s{digit}") for digit in range(1, 5)), *_LATER_OR_NOT)
_WHO_HEARS = ((Action.CHECK_IN, "w1"), (Action.CHECK_IN, "w3"), *_LATER_OR_NOT)
_WHO_HEARS_PEER = (*((Action.CHECK_IN, f"w{digit}") for digit in range(1, 4)), *_LATER_OR_NOT)
_NOTHING_TO_SAY = ((Action.CHECK_IN, "n1"), *_LATER_OR_NOT)
_DRILL = ((Action.DRILL, "next"), (Action.DRILL, "pause"), (Action.DRILL, "over"))
_TASK = ("n", "task", "number", "said", "person", "when", "overdue")
_TAKE_OR_DONE = ((Action.TASK, "t"), (Action.TASK, "d"))
_UNDO_TASK = ((Action.TASK, "u"),)
_LOOK_AT_IT = ((Action.COMPLAINT, "t"),)
_LOOK_OR_ASK_AGAIN = ((Action.COMPLAINT, "t"), (Action.COMPLAINT, "a"))
_TAKE_IN = ((Action.COHORT, "1"), (Action.COHORT, "0"))
_TALKED = ((Action.COHORT_PAIR, "1"), (Action.COHORT_PAIR, "0"))
_SURE_TEAM = ((Action.COHORT_TEAM, "1"), (Action.COHORT_TEAM, "0"))
_SEES_TO = ((Action.CHECK_IN_SEEN, "1"), (Action.CHECK_IN_SEEN, "0"))
_OF_FIGURES = (
    "nature",
    "areas",
    "languages",
    "in_month",
    "clock",
    "few",
    "count",
    "accept",
    "arrival",
    "filled",
    "asked",
)


def _debriefed(number: int, *digits: str) -> tuple[tuple[Action, str], ...]:
    return tuple((Action.DEBRIEF, f"{number}{digit}") for digit in (*digits, "4", "0"))


_INTO_CARD = (*((Action.DEBRIEF_CARD, str(n)) for n in range(1, 7)), (Action.DEBRIEF_DONE, ""))

TERMS: Mapping[MessageKind, Terms] = {
    K.R_FIRST_WORDS: Terms(offers=((Action.DANGER, ""),)),
    K.R_OWN_FIRST_WORDS: Terms(params=("first_words",), offers=((Action.DANGER, ""),)),
    K.R_WHO_WE_ARE: Terms(params=("community",)),
    K.R_ASK_WHAT: Terms(offers=((Action.DANGER, ""),)),
    K.R_ASK_WHERE: Terms(offers=((Action.DANGER, ""),)),
    K.R_ASK_DANGER: Terms(offers=((Action.DANGER, ""),)),
    K.R_ASKING: Terms(offers=_FOLLOW),
    K.R_ASKING_WHERE: Terms(offers=_FOLLOW),
    K.R_UNPLACED: Terms(params=("coordinator",), offers=_FOLLOW),
    K.R_REFERRED: Terms(params=("referral", "coordinator"), offers=((Action.DANGER, ""),)),
    K.R_DANGER_HEARD: Terms(params=("emergency", "coordinator"), lane=_URGENT),
    K.R_HOLDING: Terms(params=("code",), offers=_FOLLOW),
    K.R_COMING: Terms(params=("code",), offers=_FOLLOW),
    K.R_COMING_MINUTES: Terms(params=("code", "minutes"), offers=_FOLLOW),
    K.R_ON_THE_WAY: Terms(params=("code",)),
    K.R_THERE: Terms(params=("code",)),
    K.R_CANNOT_FIND: Terms(params=("code",)),
    K.R_ASKING_AGAIN: Terms(),
    K.R_NOBODY: Terms(params=("emergency", "coordinator")),
    K.R_OFF_HOURS: Terms(params=_OFF_HOURS, offers=_FOLLOW),
    K.R_OFF_ON_PURPOSE: Terms(params=_OFF_HOURS, offers=_FOLLOW),
    K.R_STATUS_ASKING: Terms(params=("asked",), offers=_FOLLOW),
    K.R_STATUS_COMING: Terms(params=("codes",), offers=_FOLLOW),
    K.R_STATUS_THERE: Terms(params=("codes",), offers=_FOLLOW),
    K.R_NOBODY_BESIDE: Terms(params=("code", "emergency", "coordinator")),
    K.R_TURNED_BACK: Terms(params=("code", "codes"), offers=_FOLLOW),
    K.R_COORDINATOR_HAS_IT: Terms(offers=_FOLLOW),
    K.R_OUTSIDE: Terms(params=("emergency", "coordinator"), offers=_FOLLOW),
    K.R_NOTED: Terms(),
    K.R_WITHDRAWN: Terms(fate=Fate.AT_MOST_ONCE),
    K.R_CLOSED: Terms(),
    K.R_CLOSED_ONE: Terms(params=("codes",)),
    K.R_REOPENED: Terms(offers=_FOLLOW),
    K.R_STOPPED: Terms(fate=Fate.AT_MOST_ONCE),
    K.R_ONLY_WORDS: Terms(),
    K.R_VOICE_AGAIN: Terms(offers=((Action.DANGER, ""),)),
    K.R_PHOTO_UNSEEN: Terms(),
    K.R_WAITED: Terms(params=_WAIT),
    K.M_PAGE: Terms(
        params=_PAGE,
        lane=_URGENT,
        fate=Fate.AGAIN_ONCE_MARKED,
        offers=_ANSWERS,
        valid_for=timedelta(minutes=3),
    ),
    K.M_PAGE_NEUTRAL: Terms(
        params=("letter",),
        lane=_URGENT,
        fate=Fate.AGAIN_ONCE_MARKED,
        offers=((Action.READ_ON, ""), (Action.DECLINE, "")),
        valid_for=timedelta(minutes=3),
    ),
    K.M_PAGE_OPENED: Terms(params=_PAGE, lane=_URGENT, offers=_ANSWERS),
    K.M_PAGE_ENDED: Terms(params=("letter", "nature", "areas", "page_state"), silent_on_words=True),
    K.M_PAGE_ENDED_NEUTRAL: Terms(params=("letter", "page_state"), silent_on_words=True),
    K.M_GO: Terms(params=_DETAILS, lane=_URGENT, offers=_DOING),
    K.M_HOLD: Terms(
        params=("code", "nature", "areas", "danger", "stage"), lane=_URGENT, offers=((Action.DROP_OUT, ""), *_MAYDAY)
    ),
    K.M_RELEASED: Terms(params=_DETAILS, lane=_URGENT, offers=_DOING),
    K.M_STEP_BACK: Terms(
        params=("code", "other", "asked", "coordinator", "stage"),
        lane=_URGENT,
        offers=((Action.DROP_OUT, ""), *_MAYDAY),
    ),
    K.M_OTHER_COMING: Terms(params=("code", "other"), offers=_MAYDAY),
    K.M_OTHER_DROPPED: Terms(params=("code", "other"), offers=_MAYDAY),
    K.M_OTHER_DONE: Terms(params=("code", "other"), offers=((Action.FINISH, ""), (Action.DROP_OUT, ""), *_MAYDAY)),
    K.M_STAND_DOWN: Terms(params=("letter",), lane=_URGENT),
    K.M_THANKED_LATE: Terms(),
    K.M_THANKED_OVER: Terms(),
    K.M_THANKED_FOR_ANOTHER: Terms(),
    K.M_DECLINED: Terms(),
    K.M_SET_OFF: Terms(params=("code",), offers=_DOING[1:]),
    K.M_ARRIVED: Terms(params=("code",), offers=_DOING[2:]),
    K.M_CANNOT_FIND: Terms(params=("code", "coordinator"), offers=_DOING[1:]),
    K.M_CANNOT_ASK: Terms(params=("code", "coordinator"), offers=_DOING[1:]),
    K.M_FINISHED: Terms(params=("code",)),
    K.M_DROPPED_OUT: Terms(params=("code", "asked")),
    K.M_WORDS: Terms(params=("requester", "words", "languages"), lane=_URGENT, offers=_MAYDAY),
    K.M_CORRECTED: Terms(params=("requester", "words", "languages"), lane=_URGENT, offers=_MAYDAY),
    K.M_PLACE: Terms(params=("requester", "place"), lane=_URGENT, offers=_MAYDAY),
    K.M_DANGER: Terms(params=("code", "requester"), lane=_URGENT, offers=_MAYDAY),
    K.M_SILENT: Terms(params=("requester",), lane=_URGENT, offers=_MAYDAY),
    K.M_CLOSED: Terms(params=("requester", "disposition")),
    K.M_WHICH_PAGE: Terms(),
    K.M_WHICH_OF_TWO: Terms(params=("letter",)),
    K.M_PAGE_OR_OWN_CALL: Terms(params=("letter",)),
    K.M_COMING_OR_NOT: Terms(params=("letter",)),
    K.M_REAL_OR_DRILL: Terms(params=("letter",), lane=_URGENT),
    K.M_DROP_OUT_HOW: Terms(params=("code",), offers=((Action.DROP_OUT, ""), *_MAYDAY)),
    K.M_LINE_PASSING: Terms(),
    K.M_LINE_PAGE: Terms(params=("letter", "nature", "areas")),
    K.M_PAGE_GONE: Terms(params=("letter",)),
    K.M_HELP: Terms(),
    K.M_NOT_UNDERSTOOD: Terms(),
    K.M_NOTHING_OPEN: Terms(),
    K.M_ON: Terms(params=("when",)),
    K.M_BACK: Terms(),
    K.M_OFF: Terms(),
    K.M_PAUSED: Terms(params=("when",)),
    K.M_PAUSE_HOW: Terms(),
    K.M_PAUSE_OVER: Terms(lane=Lane.ROUTINE),
    K.M_SHIFTS_CHANGED: Terms(params=("team",)),
    K.M_SHIFTS_CHANGED_NONE: Terms(params=("team",)),
    K.M_CARD: Terms(params=("person",), offers=_CARD),
    K.M_LINE_CARD_LANGUAGES: Terms(params=("n", "languages")),
    K.M_LINE_CARD_AREAS: Terms(params=("n", "areas")),
    K.M_LINE_CARD_SKILLS: Terms(params=("n", "skills")),
    K.M_LINE_CARD_LAPSES: Terms(params=("skills", "day")),
    K.M_LINE_CARD_CLAIMS: Terms(params=("skills",)),
    K.M_LINE_CARD_QUIET: Terms(params=("n", "window", "wakes")),
    K.M_LINE_CARD_PREVIEWS: Terms(params=("n", "previews")),
    K.M_LINE_CARD_ZONE: Terms(params=("n", "zone")),
    K.M_LINE_CARD_POINTS: Terms(params=("channels",)),
    K.M_LINE_CARD_NOW: Terms(params=("availability", "when")),
    K.M_LINE_CARD_FOOT: Terms(),
    K.M_CARD_CHANGED: Terms(offers=_BACK),
    K.M_CARD_LATER: Terms(params=("letter",)),
    K.M_PICK_LANGUAGES: Terms(offers=_BACK),
    K.M_PICK_AREAS: Terms(offers=_BACK),
    K.M_PICK_SKILLS: Terms(offers=_BACK),
    K.M_LINE_PICK_LANGUAGE: Terms(params=("n", "languages", "mark")),
    K.M_LINE_PICK_AREA: Terms(params=("n", "areas", "mark")),
    K.M_LINE_PICK_SKILL: Terms(params=("n", "skills", "mark")),
    K.M_ASK_QUIET: Terms(
        offers=((Action.CHOOSE, "qu22"), (Action.CHOOSE, "qu23"), (Action.CHOOSE, "qu0"), (Action.CARD, ""))
    ),
    K.M_ASK_DANGER_WAKES: Terms(params=("window",), offers=((Action.CHOOSE, "wa1"), (Action.CHOOSE, "wa2"))),
    K.M_ASK_ZONE: Terms(params=("zone",), offers=((Action.CHOOSE, "tz0"), (Action.CARD, ""))),
    K.M_ASK_DROP: Terms(params=("skills",), offers=((Action.CHOOSE, "dr1"), (Action.CARD, "sk"))),
    K.M_SKILL_CLAIMED: Terms(params=("skills",), offers=_BACK),
    K.M_SKILL_CONFIRMED: Terms(params=("skills", "day"), lane=Lane.ROUTINE),
    K.M_SKILL_REFUSED: Terms(params=("skills",), lane=Lane.ROUTINE),
    K.M_SKILL_ENDS: Terms(params=("skills", "day"), lane=Lane.ROUTINE),
    K.M_SKILL_ENDED: Terms(params=("skills",), lane=Lane.ROUTINE),
    K.M_TEST_BEGINS: Terms(params=("count",)),
    K.M_TEST_PAGE: Terms(
        lane=_URGENT, fate=Fate.AGAIN_ONCE_MARKED, offers=((Action.HEARD, ""),), valid_for=timedelta(minutes=5)
    ),
    K.M_TEST_HEARD: Terms(params=("seconds",)),
    K.M_TEST_LATE: Terms(),
    K.M_TEST_WHICH: Terms(),
    K.M_TEST_DONE: Terms(),
    K.M_LINE_TEST_POINT: Terms(params=("channels", "answered", "seconds")),
    K.M_ASK_OWN_NUMBER: Terms(asks_number=True),
    K.M_OWN_NUMBER_CODE: Terms(params=("code", "address"), stays=True),
    K.M_OWN_NUMBER_BOUND: Terms(),
    K.M_OWN_NUMBER_KNOWN: Terms(),
    K.M_NOT_YOUR_CONTACT: Terms(),
    K.M_SWAP_SHIFTS: Terms(),
    K.M_LINE_SWAP_SHIFT: Terms(params=("n", "when", "until")),
    K.M_SWAP_NO_SHIFTS: Terms(),
    K.M_SWAP_HOW: Terms(),
    K.M_SWAP_WHO: Terms(params=("person",)),
    K.M_SWAP_NOT_YOURS: Terms(),
    K.M_SWAP_OPEN_ALREADY: Terms(params=("n",)),
    K.M_SWAP_ASKED: Terms(params=("n", "when", "until", "count")),
    K.M_LINE_SWAP_NOT_ASKED: Terms(params=("person",)),
    K.M_SWAP_NOT_THEM: Terms(params=("person",)),
    K.M_SWAP_NOBODY: Terms(params=("when", "until")),
    K.M_SWAP_OFFER: Terms(params=("n", "person", "when", "until"), offers=_TAKE_OR_PASS, valid_for=_UNHURRIED),
    K.M_SWAP_STILL: Terms(params=("n", "person", "when", "until"), offers=_TAKE_OR_PASS, valid_for=_UNHURRIED),
    K.M_COVER_OFFER: Terms(params=("n", "team", "when", "until"), offers=_TAKE_OR_PASS, valid_for=_UNHURRIED),
    K.M_COVER_STILL: Terms(params=("n", "team", "when", "until"), offers=_TAKE_OR_PASS, valid_for=_UNHURRIED),
    K.M_SWAP_CLOSED: Terms(params=("n", "when", "until", "swap_state"), silent_on_words=True),
    K.M_SWAP_YOURS: Terms(params=("when", "until", "team")),
    K.M_SWAP_WAITS: Terms(params=("when", "until")),
    K.M_SWAP_QUICKER: Terms(params=("when",)),
    K.M_SWAP_OVER: Terms(params=("n",)),
    K.M_SWAP_PASSED: Terms(),
    K.M_SWAP_BROKEN: Terms(params=("hurdles",)),
    K.M_SWAP_CANNOT: Terms(),
    K.M_SWAP_UNKNOWN: Terms(),
    K.M_SWAP_WHICH: Terms(),
    K.M_LINE_SWAP: Terms(params=("n", "person", "when", "until")),
    K.M_SWAP_GIVEN: Terms(params=("person", "when", "until")),
    K.M_SWAP_WOULD: Terms(params=("person", "when", "until")),
    K.M_SWAP_REFUSED: Terms(params=("when", "until")),
    K.M_SWAP_NOT_AGREED: Terms(params=("when", "until")),
    K.M_SWAP_OPEN_AGAIN: Terms(params=("when", "until")),
    K.M_SWAP_UNTAKEN: Terms(params=("when", "until")),
    K.M_SWAP_BACK: Terms(params=("when", "until")),
    K.M_SWAP_NONE_OPEN: Terms(),
    K.M_SWAP_NOT_NEEDED: Terms(params=("when", "until")),
    K.M_SWAP_ENDED: Terms(params=("n", "when", "until", "swap_cause")),
    K.M_STALE_BUTTON: Terms(),
    K.M_BOUND: Terms(),
    K.M_BOUND_ALREADY_VETTED: Terms(),
    K.M_CODE_UNKNOWN: Terms(),
    K.M_APPROVED: Terms(),
    K.M_WAITING_FOR_APPROVAL: Terms(),
    K.M_ON_PROBATION: Terms(params=("calls",)),
    K.M_PROBATION_SERVED: Terms(),
    K.M_ACCOUNT_ADDED: Terms(),
    K.M_SUSPENDED: Terms(),
    K.M_REMOVED: Terms(),
    K.M_CONFIRM_LEAVE: Terms(offers=((Action.LEAVE, "1"),)),
    K.M_CONFIRM_ERASE: Terms(offers=((Action.ERASE, "1"),)),
    K.M_LINE_LAST_COORDINATOR: Terms(params=("team",)),
    K.M_LEFT: Terms(),
    K.M_ERASING: Terms(),
    K.M_ERASE_LATER: Terms(),
    K.M_STILL_IN: Terms(offers=((Action.STILL_IN, ""), (Action.LEAVE, "")), fate=Fate.AT_MOST_ONCE, lane=Lane.ROUTINE),
    K.M_STAYS_IN: Terms(),
    K.M_OWN_CODE: Terms(params=("code", "link"), stays=True, scans="link"),
    K.M_PHONES: Terms(),
    K.M_LINE_PHONE: Terms(params=("n", "channel", "day", "here")),
    K.M_PHONE_FIRST: Terms(),
    K.M_PHONE_REMOVED: Terms(),
    K.M_NO_SUCH_PHONE: Terms(params=("n",)),
    K.M_NOT_THIS_PHONE: Terms(),
    K.M_LANGUAGE: Terms(params=("language",)),
    K.M_STOPPED: Terms(fate=Fate.AT_MOST_ONCE),
    K.M_MAY_NOT: Terms(),
    K.M_ONLY_WORDS: Terms(),
    K.M_PHOTO_UNSEEN: Terms(),
    K.M_FORWARDED: Terms(),
    K.M_WAITED: Terms(params=_WAIT),
    K.M_PHONE_PROOF: Terms(params=("when",), lane=Lane.ROUTINE),
    K.M_SHIFT_AHEAD: Terms(params=_SHIFT, lane=Lane.ROUTINE),
    K.M_SHIFT_AHEAD_HERE: Terms(params=_SHIFT, lane=Lane.ROUTINE, offers=_IS_HERE),
    K.M_SHIFT_BEGINS: Terms(params=("team", "until"), offers=_IS_HERE, valid_for=timedelta(hours=1)),
    K.M_SHIFT_BEGINS_HERE: Terms(params=("team", "until"), valid_for=timedelta(hours=1)),
    K.M_SHIFT_OVER: Terms(params=("team",), lane=Lane.ROUTINE),
    K.M_LINE_BRIEF: Terms(params=("open", "tasks")),
    K.M_LINE_YOURS: Terms(params=("code", "assignment_state")),
    K.C_LINE_STILL_HAS: Terms(params=("number",)),
    K.C_LINE_STILL_WATCHES: Terms(params=("number",)),
    K.M_HERE: Terms(params=("team", "until")),
    K.M_HERE_AHEAD: Terms(params=("team", "when")),
    K.M_NO_SHIFT_NOW: Terms(params=("when",)),
    K.M_LINE_ASIDE_LIST: Terms(),
    K.M_LINE_ASIDE_EMPTY: Terms(),
    K.M_LINE_ASIDE: Terms(params=("n", "person", "areas", "nature")),
    K.M_LINE_ASIDE_FOOT: Terms(),
    K.M_LINE_ASIDE_UNKNOWN: Terms(params=("words",)),
    K.M_LINE_ASIDE_ASKED: Terms(),
    K.M_LINE_ASIDE_GO: Terms(params=("n",)),
    K.M_LINE_ASIDE_NO: Terms(params=("n",)),
    K.M_LEAD_YOURS: Terms(params=("code",), offers=_LEADS),
    K.M_LEAD_IS: Terms(params=("code", "other")),
    K.M_LEAD_NOT_YOURS: Terms(params=("code", "other")),
    K.M_LEAD_WHO: Terms(params=("codes",)),
    K.M_LEAD_HOW: Terms(),
    K.M_LEAD_NOT_ALONE: Terms(params=("code",)),
    K.M_LEAD_ASKED: Terms(params=("count", "asked")),
    K.M_LEAD_ASKS: Terms(params=("code", "other", "count")),
    K.M_LEAD_FREED: Terms(params=("code", "other"), lane=_URGENT),
    K.M_LEAD_ENOUGH: Terms(params=("code", "codes")),
    K.M_LEAD_LET_GO: Terms(params=("code", "other", "codes")),
    K.C_OPENED: Terms(params=("number", "nature", "areas"), offers=_WATCH),
    K.C_UNPLACED: Terms(params=("number", "words"), lane=_URGENT, offers=_WATCH),
    K.C_DANGER: Terms(params=("number", "nature", "areas", "dangers"), lane=_URGENT, offers=_WATCH),
    K.C_FILLED: Terms(params=("number", "codes"), offers=_WATCH),
    K.C_NOBODY: Terms(params=("number", "nature", "areas", "more"), lane=_URGENT, offers=_WATCH),
    K.C_DROPPED_OUT: Terms(params=("number", "code"), offers=_WATCH),
    K.C_GOES_NO_MORE: Terms(params=("number", "code"), offers=_WATCH),
    K.C_CANNOT_FIND: Terms(params=("number", "code"), offers=_WATCH),
    K.C_SILENT: Terms(params=("number", "how"), lane=_URGENT, offers=_WATCH),
    K.C_WORDS: Terms(params=("number", "words"), offers=_WATCH),
    K.C_CORRECTED: Terms(params=("number", "words"), offers=_WATCH),
    K.C_PHONED: Terms(params=("number", "caller"), offers=((Action.SEEN_TO, ""),)),
    K.C_VOICE: Terms(params=("number", "caller"), offers=((Action.SEEN_TO, ""),)),
    K.C_WAITED: Terms(params=_WAIT),
    K.C_ARRIVED: Terms(params=("number", "code"), offers=_WATCH),
    K.C_ALL_DONE: Terms(params=("number",), offers=_WATCH),
    K.C_NOTE: Terms(params=("number", "code", "words")),
    K.C_ONE_DONE: Terms(params=("number", "code", "codes"), offers=_WATCH),
    K.C_PLACE: Terms(params=("number", "place"), offers=_WATCH),
    K.C_CANNOT_ASSIGN: Terms(params=("person",)),
    K.C_CLOSED: Terms(params=("number", "disposition"), offers=((Action.REOPEN, ""),)),
    K.C_REOPENED: Terms(params=("number", "nature", "areas"), offers=_WATCH),
    K.C_STILL_OPEN: Terms(params=("number",), offers=_WATCH),
    K.C_ASSIGNED: Terms(params=("number", "code")),
    K.C_MORE: Terms(params=("number", "asked")),
    K.C_LIST: Terms(),
    K.C_LIST_EMPTY: Terms(),
    K.C_LINE_AIDED: Terms(params=("number", "team", "nature", "areas", "aid_state")),
    K.C_LINE_LIST_MORE: Terms(params=("count", "page")),
    K.C_LINE_INCIDENT: Terms(params=("number", "nature", "areas", "status", "going", "responders")),
    K.C_BOARD: Terms(params=("open",), fate=Fate.AT_MOST_ONCE, offers=((Action.OPEN, ""),), stays=True),
    K.C_BOARD_TEXT: Terms(params=("open",)),
    K.C_LINE_COMER: Terms(params=("code", "assignment_state", "minutes")),
    K.C_LINE_ASKED: Terms(params=("asked",)),
    K.C_LINE_NOT_SHOWN: Terms(params=("count",)),
    K.C_LINE_ON_CALL: Terms(params=("people",)),
    K.C_LINE_TASKS: Terms(params=("tasks", "late")),
    K.C_LINE_STUCK: Terms(params=("count", "dead")),
    K.C_LINE_LOST: Terms(params=("people",)),
    K.C_LINE_DEAF: Terms(params=("channel", "minutes")),
    K.C_LINE_PROVIDER: Terms(params=("channel", "failures")),
    K.C_SEE: Terms(params=("number", "nature", "areas", "status", "going", "responders"), offers=_WATCH[1:]),
    K.C_LINE_PAGE: Terms(params=("person", "page_state")),
    K.C_LINE_ASSIGNMENT: Terms(params=("code", "person", "other", "assignment_state", "minutes")),
    K.C_LINE_PLACE: Terms(params=("place",)),
    K.C_LINE_WORDS: Terms(params=("words",)),
    K.C_ASK_DISPOSITION: Terms(params=("number",), offers=tuple((Action.DISPOSE, str(n)) for n in range(1, 14))),
    K.C_LINE_DISPOSITION: Terms(params=("digit", "disposition")),
    K.C_NO_SUCH_INCIDENT: Terms(params=("number",)),
    K.C_NO_SUCH_PERSON: Terms(params=("person",)),
    K.C_WHICH_PERSON: Terms(params=("person",)),
    K.C_LINE_WHICH_PERSON: Terms(params=("n", "member", "person", "teams")),
    K.C_ALREADY_CLOSED: Terms(params=("number",)),
    K.C_CLOSED_LATELY: Terms(params=("number",), offers=((Action.REOPEN, ""),)),
    K.C_WAITS_FOR_YES: Terms(params=("person", "member", "team", "accounts"), offers=_YES_OR_NO),
    K.C_SAID_YES: Terms(params=("person", "member", "by", "accounts"), offers=_YES_OR_NO),
    K.C_VETTED: Terms(params=("person", "calls")),
    K.C_PROBATION_SERVED: Terms(params=("person",)),
    K.C_SUSPENDED: Terms(params=("person", "by")),
    K.C_LEFT: Terms(params=("person", "by")),
    K.C_PHONE_ADDED: Terms(params=("person", "member", "accounts")),
    K.C_MEMBERS: Terms(),
    K.C_LINE_MEMBER: Terms(params=("person", "member", "standing", "by")),
    K.C_CONFIRM_REMOVE: Terms(params=("person", "member"), offers=((Action.REMOVE, "1"),)),
    K.C_ONLY_TELEGRAM: Terms(),
    K.C_NOT_YOURSELF: Terms(),
    K.C_MAY_NOT_VOUCH: Terms(params=("person",)),
    K.C_NO_ACCOUNT: Terms(params=("person", "member")),
    K.C_HAS_LEFT: Terms(params=("person", "member")),
    K.C_WAS_ERASED: Terms(params=("member",)),
    K.M_FEED: Terms(params=("calendar",), stays=True),
    K.M_FEED_ONLY_TELEGRAM: Terms(),
    K.M_FEED_NO_ADDRESS: Terms(),
    K.M_FEEDS_OFF: Terms(),
    K.M_LOAD: Terms(params=("hours", "nights", "weekends", "since_hours", "day", "asked", "accepts")),
    K.C_FEED: Terms(params=("calendar", "team"), stays=True),
    K.C_FEED_NAMES: Terms(params=("calendar", "team"), stays=True),
    K.C_LOAD: Terms(params=("team", "day")),
    K.C_LINE_LOAD: Terms(params=("person", "hours", "nights", "weekends", "asked", "accepts")),
    K.C_ROTA_CHANGED_MEANWHILE: Terms(),
    K.C_NOTHING_TO_UNDO: Terms(),
    K.C_UNDONE_ALREADY: Terms(),
    K.C_UNDONE: Terms(params=("count",), offers=((Action.UNDO, ""),)),
    K.C_UNDONE_JUST_NOW: Terms(params=("count",)),
    K.C_UNDONE_YOURS: Terms(params=("by",)),
    K.C_UNDO_ANOTHERS: Terms(params=("n",), offers=((Action.UNDO, ""),)),
    K.C_GAP_MADE: Terms(
        params=("team", "when", "until", "teams", "at", "more"), lane=_URGENT, offers=((Action.COVER, ""),)
    ),
    K.C_SWAP_COUNTED: Terms(params=("n", "by", "person", "team", "when", "until")),
    K.C_SWAP_WAITS: Terms(
        params=("n", "by", "person", "when", "until"), offers=((Action.CONFIRM_SWAP, ""), (Action.REFUSE_SWAP, ""))
    ),
    K.C_SWAP_BROKEN: Terms(params=("n", "by", "person", "when", "until", "hurdles"), offers=((Action.INSIST, ""),)),
    K.C_SWAP_UNTAKEN: Terms(params=("n", "person", "team", "when", "until")),
    K.C_SWAP_NO_YES: Terms(params=("n", "person", "team", "when", "until")),
    K.C_SWAP_REFUSED: Terms(params=("n", "by", "person", "when", "until")),
    K.C_SWAP_ENDED: Terms(params=("n", "person", "team", "when", "until", "swap_cause")),
    K.C_SWAP_OVER: Terms(params=("n",)),
    K.C_SWAP_WHO: Terms(params=("n", "people")),
    K.C_SWAP_WHICH: Terms(),
    K.C_SWAP_CANNOT: Terms(params=("person",)),
    K.C_COVER_ASKED: Terms(params=("n", "count", "team", "when", "until")),
    K.C_COVER_COUNTED: Terms(params=("n", "by", "person", "team", "when", "until")),
    K.C_COVER_HOW: Terms(),
    K.C_COVER_NO_GAP: Terms(),
    K.C_COVER_NOBODY: Terms(params=("team", "when", "until"), offers=((Action.SEEN_TO, ""),)),
    K.C_COVER_UNTAKEN: Terms(params=("n", "team", "when", "until"), offers=((Action.SEEN_TO, ""),)),
    K.C_COVER_ENDED: Terms(params=("n",)),
    K.C_ROTATION_MENU: Terms(offers=_ONE_BACK),
    K.C_ROTATION_WHAT: Terms(params=("name", *_LAYER), offers=_ONE_BACK),
    K.C_ROTATION_TEAM: Terms(offers=_ONE_BACK),
    K.C_ROTATION_LINE: Terms(params=("team",), offers=_ONE_BACK),
    K.C_ROTATION_NAME: Terms(params=("team",), offers=_ONE_BACK),
    K.C_ROTATION_AREAS: Terms(params=("team",), offers=_ONE_BACK),
    K.C_ROTATION_SKILLS: Terms(offers=_ONE_BACK),
    K.C_ROTATION_WHO: Terms(params=("team",), offers=_ONE_BACK),
    K.C_ROTATION_TURN: Terms(offers=_ONE_BACK),
    K.C_ROTATION_DAYS: Terms(offers=_ONE_BACK),
    K.C_ROTATION_HOURS: Terms(offers=_ONE_BACK),
    K.C_ROTATION_START: Terms(offers=_ONE_BACK),
    K.C_ROTATION_ENDS: Terms(offers=_ONE_BACK),
    K.C_ROTATION_BEGINS: Terms(offers=_ONE_BACK),
    K.C_ROTATION_UNTIL: Terms(offers=_ONE_BACK),
    K.C_ROTATION_PLACE: Terms(offers=_ONE_BACK),
    K.C_ROTATION_FIX: Terms(params=("name", *_LAYER), offers=_ONE_BACK),
    K.C_ROTATION_PREVIEW: Terms(params=("name", *_LAYER, "when", "zone", "choice")),
    K.C_ROTATION_END_PREVIEW: Terms(params=("name", *_LAYER, "when", "zone")),
    K.C_ROTATION_GOES_ON: Terms(),
    K.C_ROTATION_SURE: Terms(),
    K.C_ROTATION_MADE: Terms(params=("team",)),
    K.C_ROTATION_DROPPED: Terms(),
    K.C_ROTATION_GONE: Terms(),
    K.C_LINE_ROTATION: Terms(params=("n", "name", *_LAYER)),
    K.C_LINE_ROTATION_CHOICE: Terms(params=("n", "choice", "name", "areas", "skills", "when", *_LAYER)),
    K.C_LINE_ROTATION_FOOT: Terms(),
    K.C_LINE_ROTATION_SPAN: Terms(params=("when", "until", "people")),
    K.C_LINE_ROTATION_EMPTY: Terms(),
    K.C_LINE_ROTATION_MORE: Terms(params=("count",)),
    K.C_LINE_ROTATION_GAP: Terms(params=("gap", "when", "until")),
    K.C_LINE_ROTATION_COVERED: Terms(),
    K.C_LINE_ROTATION_TIRED: Terms(params=("rule", "people")),
    K.C_LINE_ROTATION_LOADS: Terms(params=("people",)),
    K.C_LINE_ROTATION_WRONG: Terms(params=("words",)),
    K.C_LINE_ROTATION_PAST: Terms(),
    K.C_LINE_ROTATION_EARLY: Terms(),
    K.C_LINE_ROTATION_TAKEN: Terms(),
    K.C_LINE_ROTATION_LEFT: Terms(),
    K.C_LINE_ROTATION_NOBODY: Terms(params=("person",)),
    K.C_LINE_ROTATION_CHANGED: Terms(),
    K.C_LINE_NO_ROTA: Terms(),
    K.M_HELP_ROTA: Terms(),
    K.C_HELP_ROTA: Terms(),
    K.M_WHO_IS_ON: Terms(),
    K.M_LINE_ON_NOW: Terms(params=("rota", "areas", "people", "when", "off")),
    K.M_LINE_ALSO_ON: Terms(params=("people",)),
    K.M_LINE_ON_THEN: Terms(params=("rota", "people", "when", "until")),
    K.M_LINE_ON_AT: Terms(params=("rota", "people", "when")),
    K.M_LINE_MORE: Terms(params=("count",)),
    K.M_NO_ROTA: Terms(),
    K.M_MY_SHIFTS: Terms(),
    K.M_NO_SHIFTS: Terms(params=("days",)),
    K.M_LINE_SHIFT: Terms(params=("when", "until", "rota")),
    K.M_WHEN_HOW: Terms(),
    K.M_OFF_THEN: Terms(),
    K.M_TIME_OFF_HOW: Terms(),
    K.M_TIME_OFF_ASKED: Terms(params=("when", "until")),
    K.M_TIME_OFF_GRANTED: Terms(params=("when", "until")),
    K.M_TIME_OFF_REFUSED: Terms(params=("when", "until")),
    K.M_TIME_OFF_WITHDRAWN: Terms(),
    K.M_NO_TIME_OFF: Terms(),
    K.M_TIME_OFF_LAPSED: Terms(params=("when", "until")),
    K.M_WHICH_TIME_OFF: Terms(),
    K.M_LINE_TIME_OFF: Terms(params=("n", "when", "until")),
    K.M_LINE_TIME_OFF_INSTEAD: Terms(params=("when", "until")),
    K.C_TIME_OFF_STILL_ASKED: Terms(
        params=("person", "called", "when", "until", "gaps"), offers=((Action.GRANT, ""), (Action.TURN_DOWN, ""))
    ),
    K.M_TIME_OFF_TAKEN_BACK: Terms(params=("when", "until")),
    K.M_PUT_ON: Terms(params=("when", "until", "rota", "by")),
    K.M_TAKEN_OFF: Terms(params=("when", "until", "rota", "by")),
    K.C_TIME_OFF_ASKED: Terms(
        params=("person", "called", "when", "until", "gaps"), offers=((Action.GRANT, ""), (Action.TURN_DOWN, ""))
    ),
    K.C_TIME_OFF_WAITING: Terms(),
    K.C_NO_TIME_OFF_WAITING: Terms(),
    K.C_LINE_TIME_OFF: Terms(params=("person", "called", "when", "until", "gaps")),
    K.C_TIME_OFF_GRANTED: Terms(params=("person", "when", "until", "by")),
    K.C_TIME_OFF_REFUSED: Terms(params=("person", "when", "until", "by")),
    K.C_TIME_OFF_WITHDRAWN: Terms(params=("person", "when", "until")),
    K.C_TIME_OFF_ANSWERED: Terms(),
    K.C_OWN_TIME_OFF: Terms(),
    K.C_GAPS: Terms(params=("days",)),
    K.C_NO_GAPS: Terms(params=("days",)),
    K.C_LINE_GAP: Terms(params=("team", "when", "until")),
    K.C_WHEN_HOW: Terms(),
    K.C_WHICH_ROTA: Terms(),
    K.C_LINE_WHICH_ROTA: Terms(params=("n", "rota")),
    K.C_NOT_ON: Terms(params=("person", "when", "until")),
    K.C_ON_ALREADY: Terms(params=("person", "when", "until")),
    K.C_CONFIRM_CHANGE: Terms(offers=((Action.DO_CHANGE, "1"), (Action.DO_CHANGE, "0"))),
    K.C_CHANGED: Terms(offers=((Action.UNDO, ""),)),
    K.C_LEFT_AS_IT_IS: Terms(),
    K.C_LINE_EDIT_ON: Terms(params=("person", "when", "until", "rota")),
    K.C_LINE_EDIT_OFF: Terms(params=("person", "when", "until", "rota")),
    K.C_LINE_EDIT_EMPTY: Terms(params=("when", "until", "rota")),
    K.C_LINE_STAYS_ON: Terms(params=("person", "when", "until")),
    K.C_LINE_ON_THEN: Terms(params=("people", "when", "until")),
    K.C_LINE_GAP_LEFT: Terms(params=("team", "when", "until")),
    K.C_LINE_RESTS: Terms(params=("person", "hours", "least")),
    K.C_LINE_ON_LONG: Terms(params=("person", "hours", "most")),
    K.C_LINE_SAID_OFF: Terms(params=("person",)),
    K.C_LINE_IN_THE_WAY: Terms(params=("person", "hurdles")),
    K.C_LINE_HAS_TIME_OFF: Terms(params=("person", "when", "until")),
    K.C_CHANGES: Terms(),
    K.C_NO_CHANGES: Terms(),
    K.C_LINE_CHANGE: Terms(params=("at", "by", "change", "people", "when", "until", "undone")),
    K.C_OFF_LEAVES_NOBODY: Terms(params=("person", "team", "when"), lane=_URGENT),
    K.C_OFF_WILL_LEAVE_NOBODY: Terms(params=("person", "team", "when", "until")),
    K.C_STANDS_ALREADY: Terms(params=("person", "standing")),
    K.C_INVITE: Terms(params=("person", "code", "link"), stays=True, scans="link"),
    K.C_ADD_ID: Terms(),
    K.C_ADD_NAME: Terms(params=("member",)),
    K.C_ADD_TEAM: Terms(params=("teams",)),
    K.C_ADD_ROLE: Terms(params=("person",)),
    K.C_ADD_CONFIRM: Terms(params=("person", "member", "team", "role")),
    K.C_ADD_ID_WRONG: Terms(),
    K.C_ADD_ID_TAKEN: Terms(params=("member",)),
    K.C_ADD_NAME_TAKEN: Terms(params=("person",)),
    K.C_ADD_ENDED: Terms(),
    K.C_STILL_IN_SILENT: Terms(params=("person", "member")),
    K.C_HELP: Terms(),
    K.C_HELP_CALLS: Terms(),
    K.C_SKILL_CLAIMED: Terms(
        params=("person", "member", "skills", "skill"), offers=((Action.CONFIRM, ""), (Action.REFUSE_SKILL, ""))
    ),
    K.C_SKILL_DECIDED: Terms(params=("person", "skills", "mark")),
    K.C_NO_SUCH_SKILL: Terms(params=("skills",)),
    K.C_CONFIRM_ON_TELEGRAM: Terms(),
    K.C_UNREACHABLE: Terms(params=("person", "number", "code")),
    K.C_LOST_AHEAD: Terms(params=_LOST),
    K.C_LOST_SOON: Terms(params=_LOST, lane=_URGENT),
    K.C_REACHED_AGAIN: Terms(params=("person",)),
    K.C_BRIEF: Terms(params=("team", "open", "tasks")),
    K.C_NOT_HERE: Terms(params=("person", "team", "people")),
    K.C_NOBODY_HERE: Terms(params=("person", "team"), lane=_URGENT),
    K.C_HERE_AFTER_ALL: Terms(params=("person", "team")),
    K.C_GAP_AHEAD: Terms(params=_HOLE),
    K.C_GAP_SOON: Terms(params=_HOLE, lane=_URGENT),
    K.C_UNLIKELY_AHEAD: Terms(params=("team", "when", "until", "areas", "tenths", "more")),
    K.C_UNLIKELY_SOON: Terms(params=("team", "when", "until", "areas", "tenths", "more"), lane=_URGENT),
    K.C_PROOF: Terms(params=("team", "days")),
    K.C_LINE_HOLE: Terms(params=_GAP),
    K.C_LINE_COVERED: Terms(),
    K.C_LINE_CHANCE: Terms(params=("when", "until", "areas", "tenths", "others")),
    K.C_STUCK: Terms(params=("count",), lane=_URGENT, offers=((Action.SEEN_TO, ""),)),
    K.C_TEXTS_LOST: Terms(params=("day", "when"), lane=_URGENT, offers=((Action.SEEN_TO, ""),)),
    K.C_STOPPED_SMS: Terms(params=("number",)),
    K.R_RELAY_WORDS: Terms(params=("code", "said", "languages"), lane=_URGENT),
    K.R_RELAY_PHRASE: Terms(params=("code", "phrase"), lane=_URGENT),
    K.R_RELAY_POINT: Terms(params=("code", "pin"), lane=_URGENT, pins="pin"),
    K.R_RELAY_PHOTO: Terms(params=("code",), lane=_URGENT, shows="photo"),
    K.R_RELAY_PHOTO_SENT: Terms(),
    K.R_RELAY_READ: Terms(),
    K.R_RELAY_MARKS: Terms(offers=((Action.RELAY, "8"),)),
    K.R_LINE_RELAY_HOW: Terms(params=("code", "languages")),
    K.R_LINE_RELAY_AFAR: Terms(params=("code", "languages")),
    K.R_LINE_RELAY_READ: Terms(),
    K.R_LINE_RELAY_ENDED: Terms(),
    K.M_RELAY_TEAM: Terms(params=("code", "said", "languages"), lane=_URGENT),
    K.M_RELAY_TEAM_PHRASE: Terms(params=("code", "phrase"), lane=_URGENT),
    K.M_RELAY_POINT: Terms(params=("code", "pin"), lane=_URGENT, pins="pin"),
    K.M_RELAY_PHOTO: Terms(params=("code",), lane=_URGENT, shows="photo"),
    K.M_RELAY_PHOTO_SENT: Terms(),
    K.M_RELAY_HOW: Terms(params=("requester", "languages")),
    K.M_RELAY_TEAM_HOW: Terms(),
    K.M_RELAY_WHO: Terms(),
    K.M_RELAY_MARKS: Terms(offers=((Action.RELAY, "8"), (Action.RELAY, "9"))),
    K.M_RELAY_SENT: Terms(),
    K.M_RELAY_SILENT: Terms(params=("requester",)),
    K.M_RELAY_HOLDING: Terms(params=("requester",)),
    K.M_RELAY_LOST: Terms(params=("requester",)),
    K.M_RELAY_UNHEARD: Terms(),
    K.M_RELAY_ALONE: Terms(),
    K.M_RELAY_OVER: Terms(params=("requester",)),
    K.M_RELAY_EXPIRED: Terms(),
    K.M_RELAY_PHRASES: Terms(),
    K.M_LINE_RELAY_PHRASE: Terms(params=("n", "phrase")),
    K.M_LINE_RELAY_WHO: Terms(params=("n", "requester")),
    K.M_LINE_RELAY_HOW: Terms(params=("requester", "languages")),
    K.M_LINE_RELAY_READ: Terms(),
    K.M_LINE_RELAY_ENDED: Terms(),
    K.M_SPEECH_COMMAND: Terms(params=("letter",)),
    K.M_LINE_SPEECH_NOT_SENT: Terms(),
    K.M_WHICH_NEWS: Terms(params=("letter",)),
    K.M_UNSURE_WORDS: Terms(params=("code", "requester", "letter"), offers=_STILL_OR_NOT),
    K.M_MATE_UNWELL: Terms(params=("code", "coordinator"), lane=_URGENT),
    K.C_RELAY_WORDS: Terms(params=("number", "code", "said", "languages")),
    K.C_RELAY_PHRASE: Terms(params=("number", "code", "phrase")),
    K.C_RELAY_PHOTO: Terms(params=("number", "code"), shows="photo"),
    K.R_SAFETY_ALONE: Terms(params=("code", "asked"), offers=((Action.TALK, ""), *_FOLLOW)),
    K.R_SAFETY_REMOTE: Terms(params=("coordinator",), offers=_FOLLOW),
    K.M_SAFETY_WAIT: Terms(params=("code", "minutes", "stage", "areas"), offers=((Action.DROP_OUT, ""), *_MAYDAY)),
    K.M_SAFETY_WELL: Terms(params=("code",), lane=_URGENT, offers=_WELL),
    K.M_SAFETY_WELL_AGAIN: Terms(params=("code",), lane=_URGENT, offers=_WELL),
    K.M_SAFETY_NOTED: Terms(params=("code",), offers=_DOING[2:]),
    K.M_SAFETY_UNWELL: Terms(params=("code", "coordinator"), lane=_URGENT, offers=_MAYDAY),
    K.M_SAFETY_UNWELL_AFAR: Terms(params=("code", "coordinator"), lane=_URGENT, offers=_MAYDAY),
    K.M_SAFETY_THERE: Terms(params=("code",), lane=_URGENT, offers=_DOING),
    K.M_SAFETY_ALONE: Terms(params=("code", "other", "coordinator"), lane=_URGENT, offers=_DOING[3:]),
    K.M_SAFETY_WHICH: Terms(params=("letter",), offers=_MAYDAY),
    K.C_SAFETY_HELD: Terms(params=("number", "code", "minutes"), lane=_URGENT, offers=_WATCH),
    K.C_SAFETY_REMOTE: Terms(
        params=("number", "caller"), lane=_URGENT, offers=((Action.BY_TEXT, ""), (Action.SEE, ""))
    ),
    K.C_SAFETY_SILENT: Terms(params=("number", "code", "minutes"), lane=_URGENT, offers=_CARE),
    K.C_SAFETY_LATE: Terms(params=("number", "code", "minutes"), lane=_URGENT, offers=_CARE),
    K.C_SAFETY_UNWELL: Terms(params=("number", "code", "said"), lane=_URGENT, offers=_CARE),
    K.C_SAFETY_WELL: Terms(params=("number", "code")),
    K.C_SAFETY_TAKEN: Terms(params=("number", "by")),
    K.C_SAFETY_ALONE: Terms(params=("number", "code"), lane=_URGENT, offers=_WATCH),
    K.C_SAFETY_CALL: Terms(params=("number", "codes", "minutes"), lane=_URGENT, offers=_CARE),
    K.C_SAFETY_NOTHING: Terms(),
    K.M_SAFETY_ALONE_DONE: Terms(params=("code", "other", "coordinator"), lane=_URGENT, offers=_DOING[3:]),
    K.M_SAFETY_ALONE_NOW: Terms(params=("code", "coordinator"), lane=_URGENT, offers=_DOING[3:]),
    K.M_SAFETY_BESIDE: Terms(params=("code", "other"), lane=_URGENT, offers=_MAYDAY),
    K.M_PANIC: Terms(params=("code", "areas", "place"), lane=_URGENT, offers=_MAYDAY),
    K.M_PANIC_MATE: Terms(params=("person", "coordinator"), lane=_URGENT),
    K.M_PANIC_HEARD: Terms(params=("count", "emergency"), lane=_URGENT, offers=((Action.SAY_SAFE, ""),)),
    K.M_PANIC_QUIET: Terms(lane=_URGENT),
    K.M_PANIC_TAKEN: Terms(params=("code",), lane=_URGENT, offers=_MAYDAY),
    K.M_PANIC_YOURS: Terms(params=("by", "team"), lane=_URGENT, offers=((Action.SAY_SAFE, ""),)),
    K.M_PANIC_CHECKED: Terms(lane=_URGENT),
    K.M_PANIC_ENDED: Terms(params=("code",), lane=_URGENT, offers=_MAYDAY),
    K.M_PANIC_OVER: Terms(params=("person",)),
    K.M_PANIC_WORD_HOW: Terms(),
    K.M_PANIC_WORD_SET: Terms(),
    K.M_PANIC_WORD_OFF: Terms(),
    K.M_LINE_PANIC_WORDS: Terms(params=("words",)),
    K.C_PANIC: Terms(params=("person", "codes", "place"), lane=_URGENT, offers=((Action.HAVE_IT, "p"),)),
    K.C_PANIC_QUIET: Terms(params=("person", "codes", "place"), lane=_URGENT, offers=((Action.HAVE_IT, "p"),)),
    K.C_PANIC_TAKEN: Terms(params=("person", "by", "team"), lane=_URGENT, offers=((Action.ALL_SAFE, ""),)),
    K.C_PANIC_SAFE: Terms(params=("person",), lane=_URGENT, offers=((Action.ALL_SAFE, ""),)),
    K.C_PANIC_ENDED: Terms(params=("person", "by", "team"), lane=_URGENT),
    K.C_PANIC_WHICH: Terms(params=("people",)),
    K.R_LATER_ASK: Terms(params=("when",), offers=((Action.THEN, "1"), (Action.THEN, "0"))),
    K.R_LATER_SET: Terms(params=_TIMES, offers=_FOLLOW),
    K.R_LATER_NOW: Terms(offers=_FOLLOW),
    K.R_LATER_KEPT: Terms(params=_TIMES, offers=_FOLLOW),
    K.R_LATER_COMING: Terms(params=("code", *_TIMES), offers=_FOLLOW),
    K.R_LATER_HOLDING: Terms(params=("code", *_TIMES)),
    K.R_LATER_SOON: Terms(params=("codes", *_TIMES), offers=_FOLLOW),
    K.R_LATER_UNSURE: Terms(params=("code",)),
    K.R_REMOTE_COMING: Terms(params=("code", *_TIMES), offers=_FOLLOW),
    K.R_REMOTE_GONE: Terms(params=("code",)),
    K.R_BY_TEXT: Terms(params=("code",), offers=_FOLLOW),
    K.R_BY_TEXT_OVER: Terms(params=("code",), offers=_FOLLOW),
    K.M_BY_TEXT: Terms(params=("code", "requester", "number", "languages"), lane=_URGENT, offers=_FROM_AFAR),
    K.M_BY_TEXT_FREED: Terms(params=("code", "requester"), lane=_URGENT),
    K.C_BY_TEXT: Terms(params=("number", "code"), offers=((Action.SEE, ""),)),
    K.C_BY_TEXT_OVER: Terms(params=("number", "code"), offers=((Action.BY_TEXT, ""), (Action.SEE, ""))),
    K.C_BY_TEXT_FIRST: Terms(params=("number",), offers=((Action.BY_TEXT, ""), (Action.SEE, ""))),
    K.C_HANDS_ON_IT: Terms(params=("number", "code"), offers=((Action.SEE, ""),)),
    K.C_BY_TEXT_FREED: Terms(params=("number", "code"), offers=((Action.BY_TEXT, ""), (Action.SEE, ""))),
    K.M_LATER_PAGE: Terms(params=(*_PAGE, *_TIMES), fate=Fate.AGAIN_ONCE_MARKED, offers=_CAN_OR_CANNOT),
    K.M_LATER_PAGE_NEUTRAL: Terms(
        params=("letter",), fate=Fate.AGAIN_ONCE_MARKED, offers=((Action.READ_ON, ""), (Action.DECLINE, ""))
    ),
    K.M_LATER_PAGE_OPENED: Terms(params=(*_PAGE, *_TIMES), offers=_CAN_OR_CANNOT),
    K.M_LATER_PAGE_AGAIN: Terms(params=("letter", "nature", "areas", "danger", *_TIMES), offers=_CAN_OR_CANNOT),
    K.M_LATER_PAGE_MOVED: Terms(params=("letter",)),
    K.M_LATER_GO: Terms(params=(*_DETAILS, *_TIMES), offers=((Action.DROP_OUT, ""),)),
    K.M_LATER_HOLD: Terms(params=("code", "nature", "areas", "danger", *_TIMES), offers=((Action.DROP_OUT, ""),)),
    K.M_LATER_WAIT: Terms(params=("code", "asked", *_TIMES), offers=((Action.DROP_OUT, ""),)),
    K.M_LATER_MOVED: Terms(params=_STILL, offers=_STILL_OR_NOT),
    K.M_LATER_STILL_COMING: Terms(params=_STILL, offers=_STILL_OR_NOT),
    K.M_LATER_COME_NOW: Terms(params=_STILL, lane=_URGENT, offers=_STILL_OR_NOT),
    K.M_LATER_SURE: Terms(params=("code", *_TIMES), offers=((Action.DROP_OUT, ""),)),
    K.M_LATER_UNSURE: Terms(params=_STILL, offers=_STILL_OR_NOT),
    K.M_LATER_NOT_NEEDED: Terms(params=("code",), lane=_URGENT),
    K.M_LATER_SOON: Terms(params=(*_STILL, "areas", "place"), offers=_DOING),
    K.M_LATER_EARLY: Terms(params=("code", *_TIMES), offers=((Action.DROP_OUT, ""),)),
    K.M_REMOTE_PAGE: Terms(params=(*_PAGE, *_TIMES), lane=_URGENT, fate=Fate.AGAIN_ONCE_MARKED, offers=_CAN_OR_CANNOT),
    K.M_REMOTE_PAGE_OPENED: Terms(params=(*_PAGE, *_TIMES), lane=_URGENT, offers=_CAN_OR_CANNOT),
    K.M_REMOTE_GO: Terms(params=("code", "requester", "nature", "danger", "languages", *_TIMES), offers=_FROM_AFAR),
    K.M_REMOTE_BESIDE: Terms(params=("code", "other")),
    K.M_REMOTE_STAYS: Terms(params=("code",), offers=_FROM_AFAR),
    K.C_LATER_SET: Terms(params=("number", *_TIMES), offers=_WATCH),
    K.C_LATER_NOW: Terms(params=("number",), offers=_WATCH),
    K.C_LATER_KEPT: Terms(params=("number", *_TIMES), offers=_WATCH),
    K.C_LATER_HOW: Terms(),
    K.C_LATER_DANGER: Terms(params=("number",)),
    K.C_LATER_UNSURE: Terms(params=("number", "code"), lane=_URGENT),
    K.C_LATER_SURE: Terms(params=("number", "code")),
    K.R_FILLING_AGAIN: Terms(params=("code", "emergency", "coordinator")),
    K.R_GONE: Terms(params=("code", "other", "emergency", "coordinator")),
    K.R_GONE_TILL_MORNING: Terms(params=("code", "coordinator")),
    K.M_FILLING_REST: Terms(params=("when",)),
    K.M_FILLING_NIGHTS: Terms(params=("nights", "when")),
    K.M_FILLING_RESTED: Terms(params=("by",)),
    K.C_FILLING_AGAIN: Terms(params=("number", "nature", "areas"), lane=_URGENT, offers=_WATCH),
    K.C_FILLING_NONE_ON_CALL: Terms(params=("number", "areas", "asked")),
    K.C_FILLING_RESTS: Terms(params=("person", "when"), offers=((Action.END_REST, ""),)),
    K.C_FILLING_RESTED: Terms(params=("person", "by")),
    K.C_FILLING_NOT_RESTING: Terms(params=("person",)),
    K.C_LEAD: Terms(params=("number", "code")),
    K.C_LEAD_ASKS: Terms(params=("number", "code", "count"), offers=_WATCH),
    K.C_LEAD_LET_GO: Terms(params=("number", "code", "codes"), offers=_WATCH),
    K.R_HANDS_MERGED: Terms(offers=_FOLLOW),
    K.R_UNDERSTOOD_ADVERT: Terms(offers=((Action.DANGER, ""),)),
    K.R_PLACE_LINK: Terms(offers=((Action.DANGER, ""),)),
    K.R_PLACE_CODE: Terms(offers=((Action.DANGER, ""),)),
    K.R_PLACE_FAR: Terms(offers=((Action.DANGER, ""),)),
    K.R_PLACE_HERE: Terms(offers=((Action.DANGER, ""),)),
    K.R_PLACE_PART: Terms(offers=((Action.DANGER, ""),)),
    K.R_PLACE_CORNER: Terms(offers=((Action.DANGER, ""),)),
    K.R_PLACE_STREET: Terms(params=("street",), offers=((Action.DANGER, ""),)),
    K.R_LINE_PLACE_PART: Terms(params=("n", "areas")),
    K.R_SCREEN_TALK: Terms(params=_LINE_OUTSIDE, lane=_URGENT),
    K.R_SCREEN_TALK_NO_LINE: Terms(params=_LINE_OUTSIDE, lane=_URGENT),
    K.R_SCREEN_HURT: Terms(params=_LINE_OUTSIDE, lane=_URGENT),
    K.R_SCREEN_FIRE: Terms(params=_LINE_OUTSIDE, lane=_URGENT),
    K.R_SCREEN_FORCE: Terms(params=_LINE_OUTSIDE, lane=_URGENT),
    K.R_SCREEN_TAKEN: Terms(params=_LINE_OUTSIDE, lane=_URGENT),
    K.R_LINE_SCREEN_FORCE: Terms(),
    K.R_LINE_SCREEN_HURT: Terms(),
    K.R_LINE_SCREEN_COME: Terms(),
    K.R_LINE_SCREEN_CALL: Terms(params=("emergency",)),
    K.R_LINE_SCREEN_SAFE: Terms(),
    K.R_LINE_SCREEN_REACH: Terms(),
    K.M_SCREEN_STAGE: Terms(params=("code",), lane=_URGENT, offers=_MAYDAY),
    K.M_SCREEN_CLEAR: Terms(params=("code",), lane=_URGENT, offers=_MAYDAY),
    K.M_SCREEN_LEDGER: Terms(params=("number",)),
    K.M_SCREEN_CALLED: Terms(params=(*_PERMIT, "reason")),
    K.M_SCREEN_AGAINST: Terms(params=(*_PERMIT, "reason"), lane=_URGENT),
    K.M_SCREEN_ASKS: Terms(
        params=(*_PERMIT, "reason", "minutes"), lane=_URGENT, offers=((Action.AGREE, "1"), (Action.AGREE, "0"))
    ),
    K.M_SCREEN_WAITING: Terms(params=_PERMIT),
    K.M_SCREEN_AGREED: Terms(params=_PERMIT, lane=_URGENT),
    K.M_SCREEN_REFUSED: Terms(params=_PERMIT, lane=_URGENT),
    K.M_SCREEN_EXPIRED: Terms(params=_PERMIT, lane=_URGENT),
    K.M_SCREEN_NO_NO: Terms(params=("number", "permit")),
    K.M_SCREEN_WHY: Terms(),
    K.M_SCREEN_NOT_YOU: Terms(),
    K.M_SCREEN_NOTHING_ASKED: Terms(params=("number",)),
    K.M_SCREEN_HOW: Terms(),
    K.M_LINE_SCREEN_STAGE: Terms(params=("dangers", "stage")),
    K.M_LINE_DANGER_TWO: Terms(params=("asked",)),
    K.C_LINE_DANGER_TWO: Terms(params=("number", "responders")),
    K.M_LINE_SCREEN_CONSENT: Terms(params=("permit", "consent", "words")),
    K.M_LINE_SCREEN_TEXTING: Terms(params=("texting", "until")),
    K.M_LINE_SCREEN_REACH: Terms(params=("words",)),
    K.M_LINE_SCREEN_NOTHING: Terms(),
    K.C_SCREEN_LEDGER: Terms(params=("number",), lane=_URGENT),
    K.C_SCREEN_CLEARED: Terms(params=("number",)),
    K.M_HANDS_NATURE: Terms(params=("code", "nature")),
    K.M_HANDS_STOOD_DOWN: Terms(params=("code",), lane=_URGENT),
    K.M_HANDS_ALSO: Terms(params=("code", "requester")),
    K.M_HANDS_SKILLS: Terms(params=("code", "skills")),
    K.M_HANDS_APART: Terms(params=("code", "requester")),
    K.M_HANDS_NO_COORDINATOR: Terms(params=("nature", "areas", "danger"), lane=_URGENT),
    K.C_HANDS_PAGED: Terms(params=("number", "person")),
    K.C_HANDS_ASKED_ALREADY: Terms(params=("number", "person")),
    K.C_HANDS_CANNOT_ASK: Terms(params=("number", "person")),
    K.C_HANDS_RESTS: Terms(params=("number", "person")),
    K.C_HANDS_FULL: Terms(params=("number",)),
    K.C_HANDS_NOBODY_SUITED: Terms(params=("number",)),
    K.C_HANDS_HELD: Terms(params=("number", "asked"), offers=((Action.GO_ON, ""), (Action.CLOSE, ""))),
    K.C_HANDS_STILL_HELD: Terms(params=("number",), offers=((Action.GO_ON, ""), (Action.CLOSE, ""))),
    K.C_HANDS_NOT_HELD: Terms(params=("number",)),
    K.C_HANDS_ON_HOLD: Terms(params=("number",)),
    K.C_HANDS_GOES_ON: Terms(params=("number", "asked"), offers=((Action.SEE, ""), (Action.HOLD, ""))),
    K.C_HANDS_TAKEN: Terms(params=("number",), offers=(*_WATCH, (Action.BY_TEXT, ""))),
    K.C_HANDS_OWNER: Terms(params=("number", "person")),
    K.C_HANDS_SEEN: Terms(params=("number",)),
    K.C_HANDS_NO_COORDINATOR: Terms(params=("person",)),
    K.C_HANDS_OFFERED: Terms(
        params=("number", "nature", "areas", "person"), offers=((Action.TAKE_CALL, ""), (Action.REFUSE_CALL, ""))
    ),
    K.C_HANDS_OFFER: Terms(params=("number", "person")),
    K.C_HANDS_NOT_OFFERED: Terms(params=("number",)),
    K.C_HANDS_REFUSED: Terms(params=("number", "person")),
    K.C_HANDS_OTHERS: Terms(params=("number",)),
    K.C_HANDS_TEAM: Terms(params=("number", "team")),
    K.C_HANDS_NO_TEAM: Terms(params=("teams",)),
    K.C_HANDS_NOT_READY: Terms(params=("number", "nature")),
    K.C_HANDS_NATURE: Terms(params=("number", "nature", *_NEED)),
    K.C_HANDS_NATURES: Terms(params=("number",)),
    K.M_HANDS_FREED: Terms(params=("code", "other")),
    K.C_HANDS_FREED: Terms(params=("number", "code", "asked")),
    K.C_HANDS_FREED_WHO: Terms(params=("number", "codes")),
    K.C_HANDS_CAP_LOW: Terms(params=("number", "count")),
    K.C_HANDS_NEED: Terms(params=("number", *_NEED)),
    K.C_HANDS_NEED_HOW: Terms(params=("number",)),
    K.C_HANDS_NO_ROLE: Terms(params=("number", "skills")),
    K.C_HANDS_LEAD_THERE: Terms(params=("number",)),
    K.C_HANDS_NO_LANGUAGE: Terms(params=("number", "languages")),
    K.C_HANDS_PLAN: Terms(params=("number",)),
    K.C_HANDS_PLAN_CHANGED: Terms(params=("number",)),
    K.C_HANDS_PLAN_HOW: Terms(params=("number",)),
    K.C_HANDS_MERGED: Terms(params=("number", "into"), offers=((Action.TAKE_APART, ""),)),
    K.C_HANDS_MERGE_HOW: Terms(),
    K.C_HANDS_NOT_MERGED: Terms(params=("number",)),
    K.C_HANDS_SPLIT: Terms(params=("number", "into", "nature")),
    K.C_HANDS_SURE_MERGE: Terms(params=("number", "into"), offers=_SURE),
    K.C_HANDS_SURE_ALL: Terms(params=("number",), offers=_SURE),
    K.C_HANDS_SURE_CLOSE: Terms(params=("number", "codes"), offers=_SURE),
    K.C_HANDS_SURE_WAKE: Terms(params=("number", "person"), offers=_SURE),
    K.C_HANDS_UNANSWERED: Terms(
        params=("number", "nature", "areas", "task"), lane=_URGENT, offers=((Action.TAKE_CALL, ""), (Action.SEE, ""))
    ),
    K.C_HANDS_STILL_WAITS: Terms(params=("number", "nature", "areas", "task", "person"), offers=_WATCH),
    K.C_HANDS_NO_NAMES: Terms(params=("number",), offers=_WATCH),
    K.C_HANDS_SURE_REST: Terms(params=("number", "person"), offers=_SURE),
    K.C_HANDS_SECOND_PLACE: Terms(params=("number", "caller", "place"), lane=_URGENT, offers=_WATCH),
    K.C_HANDS_OTHER_TIME: Terms(params=("number", "into")),
    K.R_HANDS_ON_HOLD: Terms(params=("code",), offers=_FOLLOW),
    K.R_HANDS_GOES_ON: Terms(offers=_FOLLOW),
    K.M_HANDS_GOES_ON: Terms(params=("code", "asked")),
    K.R_HANDS_TOGETHER: Terms(params=("codes", "asked", "coordinator"), offers=_FOLLOW),
    K.M_HANDS_WAIT: Terms(
        params=("code", "asked", "coordinator", "stage"),
        lane=_URGENT,
        offers=((Action.DROP_OUT, ""), *_MAYDAY),
    ),
    K.C_LINE_HANDS_NATURE: Terms(params=("n", "nature")),
    K.C_LINE_HANDS_PLAN: Terms(params=_PLAN),
    K.C_LINE_HANDS_PLAN_NOW: Terms(params=_PLAN),
    K.C_PROVIDER_DOWN: Terms(params=("channel",), lane=_URGENT),
    K.C_PROVIDER_BACK: Terms(params=("channel",)),
    K.C_AID_ASKED: Terms(
        params=("number", "team", "nature", "areas", "urgency", "responders", "skills", "languages"),
        lane=_URGENT,
        offers=((Action.AID_OPEN, ""), (Action.AID_DECLINE, "")),
    ),
    K.C_AID_SENT: Terms(params=("number", "team")),
    K.C_AID_SILENT: Terms(params=("number", "team")),
    K.C_AID_NO_ANSWER: Terms(params=("number", "team")),
    K.C_AID_OPENED: Terms(params=("number", "team")),
    K.C_AID_YOURS: Terms(params=("number", "team", "nature", "areas")),
    K.C_AID_DECLINED: Terms(params=("number", "team")),
    K.C_AID_NO: Terms(params=("number", "team")),
    K.C_AID_OFF: Terms(params=("number", "team")),
    K.C_AID_OVER: Terms(params=("number", "team")),
    K.C_AID_MOVED: Terms(params=("number", "team", "code", "assignment_state")),
    K.C_AID_SEE: Terms(params=("number", "team", "nature", "areas", "aid_state", "responders")),
    K.C_AID_NONE: Terms(params=("number", "team")),
    K.M_CARDS: Terms(),
    K.M_CARDS_WHOLE: Terms(params=("card_area",)),
    K.M_CARDS_PAGE: Terms(params=("count", "chapter", "card", "next", "then")),
    K.M_LINE_CARDS_AREA: Terms(params=("n", "card_area")),
    K.M_LINE_CARDS_GO: Terms(params=("n",)),
    K.M_LINE_CARDS_CHAPTER: Terms(params=("chapter", "card")),
    K.M_LINE_CARDS_TALE: Terms(params=("said",)),
    K.M_CARDS_TALES: Terms(params=("n",)),
    K.M_CARDS_NO_TALES: Terms(params=("n",)),
    K.M_CARDS_TOLD: Terms(),
    K.M_CARDS_ERASED: Terms(params=("count",)),
    K.C_CARDS_ONLY_TELEGRAM: Terms(),
    K.C_CARDS_HOW: Terms(params=("n",)),
    K.C_CARDS_WRONG: Terms(),
    K.C_CARDS_SURE: Terms(params=("card_area", "chapter", "said"), offers=_SURE),
    K.C_CARDS_CHANGED: Terms(params=("card_area", "chapter", "n")),
    K.C_CARDS_UNDONE: Terms(params=("card_area", "chapter", "n")),
    K.C_CARDS_OTHERS: Terms(params=("card_area", "chapter", "n", "person")),
    K.C_CARDS_NOTHING: Terms(),
    K.C_CARDS_CHANGES: Terms(params=("card_area",)),
    K.C_LINE_CARDS_CHANGE: Terms(params=("day", "person", "chapter", "said", "undone")),
    K.C_CARDS_TALE: Terms(
        params=("person", "card_area", "said"), stays=True, offers=((Action.CARDS_SHOW, ""), (Action.CARDS_DROP, ""))
    ),
    K.C_CARDS_TALE_SHOWN: Terms(),
    K.C_CARDS_TALE_DROPPED: Terms(),
    K.R_AREA_ASKS: Terms(params=("question",)),
    K.R_DOOR_JOIN: Terms(params=("text",), offers=((Action.DANGER, ""),)),
    K.R_DOOR_TRAINING: Terms(params=("text",), offers=((Action.DANGER, ""),)),
    K.R_DOOR_TOOLKIT: Terms(params=("text",), offers=((Action.DANGER, ""),)),
    K.R_DOOR_TEAM: Terms(params=("text",), offers=((Action.DANGER, ""),)),
    K.R_CARDS_PAGE: Terms(params=("count", "chapter", "card", "next", "then")),
    K.C_DOOR: Terms(params=("door", "said"), offers=((Action.SEEN_TO, ""),)),
    K.R_CUSTODY: Terms(params=("custody",)),
    K.M_CUSTODY: Terms(params=_CUSTODY, offers=_CUSTODIES),
    K.M_CUSTODY_NONE: Terms(params=("number", "code"), offers=_CUSTODIES),
    K.M_CUSTODY_HOW: Terms(),
    K.C_CUSTODY_SILENT: Terms(params=(*_CUSTODY, "hours"), offers=_CUSTODIES),
    K.C_CUSTODY_HOME: Terms(params=("number", "code"), offers=((Action.CLOSE, ""),)),
    K.C_CUSTODY_NOT_HERE: Terms(),
    K.M_SIGHTING_LOOK: Terms(params=("n", *_SEEN), offers=_JUDGE[:2]),
    K.C_SIGHTING_LOOK: Terms(params=("n",)),
    K.C_SIGHTING_LOOKING: Terms(params=("n",)),
    K.R_SIGHTING_HEARD: Terms(),
    K.R_SIGHTING_ASK: Terms(),
    K.R_SIGHTING_JOINED: Terms(),
    K.R_SIGHTING_MORE: Terms(),
    K.R_SIGHTING_ALERT: Terms(params=_SEEN, fate=Fate.AT_MOST_ONCE),
    K.R_SIGHTING_CLEAR: Terms(params=("spot", "clock"), fate=Fate.AT_MOST_ONCE),
    K.R_SIGHTING_WRONG: Terms(params=("spot", "clock"), fate=Fate.AT_MOST_ONCE),
    K.R_SIGHTING_EXPIRED: Terms(params=("spot", "clock"), fate=Fate.AT_MOST_ONCE),
    K.R_SIGHTING_ALERTS_ON: Terms(params=("spot", "day")),
    K.R_SIGHTING_ALERTS_OFF: Terms(),
    K.R_SIGHTING_ALERTS_ENDED: Terms(fate=Fate.AT_MOST_ONCE),
    K.R_LINE_SIGHTING_WHERE: Terms(),
    K.R_LINE_SIGHTING_SIZE: Terms(),
    K.R_LINE_SIGHTING_ACTIVITY: Terms(),
    K.R_LINE_SIGHTING_UNIT: Terms(),
    K.R_LINE_SIGHTING_GEAR: Terms(),
    K.M_SIGHTING_HEARD: Terms(),
    K.M_SIGHTING_ASK: Terms(),
    K.M_SIGHTING_JOINED: Terms(),
    K.M_SIGHTING_MORE: Terms(),
    K.M_SIGHTING_ALERT: Terms(params=("n", *_SEEN), offers=((Action.SIGHTING, "i"),)),
    K.M_SIGHTING_CLEAR: Terms(params=("spot", "clock")),
    K.M_SIGHTING_WRONG: Terms(params=("spot", "clock")),
    K.M_SIGHTING_EXPIRED: Terms(params=("spot", "clock")),
    K.M_SIGHTING_ALERTS_ON: Terms(params=("spot", "day")),
    K.M_SIGHTING_ALERTS_OFF: Terms(),
    K.M_SIGHTING_ALERTS_ENDED: Terms(),
    K.M_SIGHTING_COME: Terms(params=("n", "count")),
    K.M_SIGHTING_FULL: Terms(params=("n",)),
    K.C_SIGHTING: Terms(params=_SIGHTED, lane=_URGENT, offers=_JUDGE),
    K.C_SIGHTING_SURE: Terms(params=("n", "count", *_SEEN), offers=((Action.SIGHTING, "s"),)),
    K.C_SIGHTING_KEPT: Terms(),
    K.C_SIGHTING_TOLD: Terms(params=("n", "by", "count"), offers=((Action.SIGHTING, "x"), (Action.SIGHTING, "u"))),
    K.C_SIGHTING_JUDGED: Terms(params=("n", "by", "certainty", "count")),
    K.C_SIGHTING_EXPIRED: Terms(params=("n", "certainty", "spot")),
    K.R_SIGHTING_GONE: Terms(),
    K.R_SIGHTING_NONE: Terms(),
    K.R_SIGHTING_PHOTO: Terms(),
    K.M_SIGHTING_GONE: Terms(),
    K.M_SIGHTING_NONE: Terms(),
    K.C_SIGHTING_GONE: Terms(
        params=("n", "certainty", "count", "spot", "words"),
        lane=_URGENT,
        offers=((Action.SIGHTING, "x"), (Action.SIGHTING, "u")),
    ),
    K.C_SIGHTING_OVER: Terms(params=("n", "certainty")),
    K.C_SIGHTING_NO_PLACE: Terms(params=("n",)),
    K.C_SIGHTING_UNKNOWN: Terms(params=("n",)),
    K.C_SIGHTING_HOW: Terms(),
    K.C_SIGHTINGS: Terms(),
    K.C_SIGHTINGS_NONE: Terms(),
    K.C_LINE_SIGHTING_BOARD: Terms(params=("n", "certainty", "count", "areas")),
    K.C_LINE_SIGHTING: Terms(params=_SIGHTED[:-1]),
    K.R_SILENCE_DISCREET: Terms(),
    K.R_SILENCE_WORD_SET: Terms(),
    K.R_SILENCE_WORD_HOW: Terms(),
    K.R_SILENCE_WORD_LATE: Terms(),
    K.M_SILENCE_PRESSED: Terms(params=("requester",), lane=_URGENT, offers=_MAYDAY),
    K.C_SILENCE_PRESSED: Terms(params=("number",), lane=_URGENT, offers=_WATCH),
    K.C_SILENCE_ELSEWHERE: Terms(params=("number",), lane=_URGENT, offers=_WATCH),
    K.C_SILENCE_EXIT: Terms(),
    K.R_FLOOD_STREET: Terms(lane=_URGENT),
    K.C_FLOOD_BEGAN: Terms(params=("calls", "minutes"), lane=_URGENT),
    K.C_FLOOD_ENDED: Terms(params=("held",)),
    K.C_FLOOD_DANGER: Terms(params=("number",), lane=_URGENT, offers=((Action.SEE, ""),)),
    K.C_FLOOD_UNTAKEN: Terms(params=("number",), lane=_URGENT, offers=((Action.SEE, ""),)),
    K.C_FLOOD_GATHERED: Terms(params=("number",), offers=((Action.SEE, ""),)),
    K.C_FLOOD_HELD: Terms(),
    K.C_FLOOD_HELD_NONE: Terms(),
    K.C_LINE_FLOOD_HELD: Terms(params=("number", "nature", "areas", "danger", "words", "minutes", "alike")),
    K.C_LINE_FLOOD_MORE: Terms(params=("count", "page")),
    K.C_FLOOD_RELEASED: Terms(params=("number", "asked")),
    K.C_FLOOD_RELEASED_MANY: Terms(params=("count",)),
    K.C_FLOOD_RELEASE_HOW: Terms(),
    K.C_FLOOD_NOT_HELD: Terms(params=("number",)),
    K.C_FLOOD_ON: Terms(params=("calls", "held")),
    K.C_FLOOD_OFF: Terms(params=("calls", "held")),
    K.C_FLOOD_GOES_ON: Terms(params=("calls", "held")),
    K.C_FLOOD_NONE: Terms(params=("calls", "held")),
    K.C_FLOOD_BLOCKED: Terms(params=("number", "code", "person", "until", "words")),
    K.C_FLOOD_BLOCKED_FOR_GOOD: Terms(params=("number", "code", "person", "until", "words")),
    K.C_FLOOD_BLOCK_SECOND: Terms(params=("number", "code", "person", "until", "words")),
    K.C_FLOOD_BLOCK_MEMBER: Terms(params=("number",)),
    K.C_FLOOD_BLOCK_HOW: Terms(),
    K.C_FLOOD_NOT_BLOCKED: Terms(params=("number",)),
    K.C_FLOOD_UNBLOCKED: Terms(params=("number", "code")),
    K.C_FLOOD_BLOCKS: Terms(),
    K.C_FLOOD_BLOCKS_NONE: Terms(),
    K.C_LINE_FLOOD_BLOCK: Terms(params=("number", "code", "person", "until", "words")),
    K.C_LINE_FLOOD_SAME: Terms(params=("numbers", "number", "into")),
    K.C_FLOOD_SAME: Terms(params=("number", "into"), offers=((Action.MERGE, ""), (Action.SEE, ""))),
    K.M_TRAINING_NEW: Terms(
        params=("n", "card_area", "when", "until", "venue", "languages", "skills"),
        lane=Lane.ROUTINE,
        valid_for=timedelta(hours=24),
        offers=((Action.TRAINING, "1"),),
    ),
    K.M_TRAINING_LIST: Terms(),
    K.M_TRAINING_NONE: Terms(),
    K.M_LINE_TRAINING: Terms(params=("n", "card_area", "when", "until", "venue", "count", "seat")),
    K.M_LINE_TRAINING_IN: Terms(params=("languages", "skills")),
    K.M_TRAINING_SEAT: Terms(params=("n", "when", "until", "venue", "card_area"), offers=((Action.TRAINING, "0"),)),
    K.M_TRAINING_WAITS: Terms(params=("n", "count")),
    K.M_TRAINING_UP: Terms(params=("n", "when", "until", "venue", "card_area"), offers=((Action.TRAINING, "0"),)),
    K.M_TRAINING_GIVEN_BACK: Terms(params=("n",)),
    K.M_TRAINING_NO_SEAT: Terms(params=("n",)),
    K.M_TRAINING_UNKNOWN: Terms(params=("n",)),
    K.M_TRAINING_OVER: Terms(params=("n",)),
    K.M_TRAINING_REMINDER: Terms(
        params=("n", "when", "until", "venue", "card_area"), lane=Lane.ROUTINE, offers=((Action.TRAINING, "0"),)
    ),
    K.M_TRAINING_OFF: Terms(params=("n", "when", "until", "venue", "card_area")),
    K.M_TRAINING_MOVED: Terms(params=("n", "when", "until", "venue", "card_area"), offers=((Action.TRAINING, "0"),)),
    K.M_TRAINING_CAME: Terms(params=("n", "skills", "day"), lane=Lane.ROUTINE),
    K.M_TRAINING_NOT_CAME: Terms(params=("n", "skills"), lane=Lane.ROUTINE),
    K.M_LINE_TRAINING_RENEWS: Terms(params=("n", "when")),
    K.M_TRAINING_MENTOR: Terms(params=("person",), lane=Lane.ROUTINE),
    K.M_TRAINING_MENTORS: Terms(params=("person",), lane=Lane.ROUTINE),
    K.M_TRAINING_MENTOR_OVER: Terms(lane=Lane.ROUTINE),
    K.M_TRAINING_NO_MENTOR: Terms(),
    K.R_LINE_TRAINING: Terms(params=("n", "card_area", "when", "until", "venue", "languages", "seat", "wanted")),
    K.R_TRAINING_TOLD: Terms(),
    K.R_TRAINING_ASKED: Terms(),
    K.R_TRAINING_SEAT: Terms(params=("n", "when", "until", "venue", "card_area")),
    K.R_TRAINING_WAITS: Terms(params=("n", "count")),
    K.R_TRAINING_UP: Terms(
        params=("n", "when", "until", "venue", "card_area"), fate=Fate.AT_MOST_ONCE, lane=Lane.ROUTINE
    ),
    K.R_TRAINING_GIVEN_BACK: Terms(params=("n",)),
    K.R_TRAINING_UNKNOWN: Terms(params=("n",)),
    K.R_TRAINING_REMINDER: Terms(
        params=("n", "when", "until", "venue", "card_area"), fate=Fate.AT_MOST_ONCE, lane=Lane.ROUTINE
    ),
    K.R_TRAINING_OFF: Terms(
        params=("n", "when", "until", "venue", "card_area"), fate=Fate.AT_MOST_ONCE, lane=Lane.ROUTINE
    ),
    K.R_TRAINING_MOVED: Terms(
        params=("n", "when", "until", "venue", "card_area"), fate=Fate.AT_MOST_ONCE, lane=Lane.ROUTINE
    ),
    K.C_TRAINING_HOW: Terms(),
    K.C_TRAINING_SURE: Terms(
        params=("card_area", "when", "until", "venue", "count", "languages", "skills", "bare", "everybody", "team"),
        offers=_SURE,
    ),
    K.C_TRAINING_ANNOUNCED: Terms(params=("n", "count")),
    K.C_TRAINING_SURE_OFF: Terms(params=("n",), offers=_SURE),
    K.C_TRAINING_CALLED_OFF: Terms(params=("n", "count")),
    K.C_TRAINING_MOVE_HOW: Terms(params=("n",)),
    K.C_TRAINING_SURE_MOVE: Terms(params=("n", "when", "until", "venue"), offers=_SURE),
    K.C_TRAINING_MOVED: Terms(params=("n", "when", "until", "venue", "count")),
    K.C_TRAINING_WHO_CAME: Terms(params=("n", "count"), lane=Lane.ROUTINE),
    K.C_TRAINING_CAME_HOW: Terms(params=("n",)),
    K.C_TRAINING_SAID: Terms(params=("n", "people", "others", "person", "count")),
    K.C_TRAINING_NOT_YET: Terms(params=("n",)),
    K.C_TRAINING_TWO: Terms(params=("person", "people")),
    K.C_LINE_TRAINING_SEATS: Terms(params=("people", "others", "count", "waiting")),
    K.C_LINE_TRAINING_CAME: Terms(params=("people", "others", "count", "unsaid")),
    K.C_LINE_TRAINING_NOT_YOU: Terms(),
    K.C_TRAINING_MENTOR: Terms(params=("person", "other")),
    K.C_TRAINING_MENTOR_HOW: Terms(),
    K.C_TRAINING_MENTOR_OVER: Terms(params=("person",)),
    K.C_TRAINING_MENTORS: Terms(),
    K.C_TRAINING_MENTORS_NONE: Terms(),
    K.C_LINE_TRAINING_MENTOR: Terms(params=("person", "others", "count", "most")),
    K.C_TRAINING_NO_MENTOR: Terms(params=("person",)),
    K.C_FLOOD_WAITS: Terms(params=("held",)),
    K.R_CHECKIN: Terms(lane=Lane.ROUTINE, fate=Fate.AT_MOST_ONCE, offers=_REQUESTERS_ANSWERS),
    K.R_CHECKIN_AGAIN: Terms(lane=Lane.ROUTINE, fate=Fate.AT_MOST_ONCE, offers=_REQUESTERS_ANSWERS),
    K.R_CHECKIN_FINE: Terms(),
    K.R_CHECKIN_UNWELL: Terms(),
    K.R_CHECKIN_WORDS: Terms(),
    K.R_CHECKIN_LATER: Terms(),
    K.R_CHECKIN_NO_MORE: Terms(),
    K.R_CHECKIN_DOOR: Terms(lane=Lane.ROUTINE, fate=Fate.AT_MOST_ONCE),
    K.R_CHECKIN_TYPE: Terms(),
    K.R_CHECKIN_WHO: Terms(),
    K.R_CALLS_ASKING: Terms(params=("asking",), offers=_FOLLOW),
    K.R_CALLS_WHERE: Terms(offers=((Action.DANGER, ""),)),
    K.R_LINE_CALLS_DONE: Terms(),
    K.C_LINE_CALLS_CUSTODY: Terms(params=("number", "code", "custody")),
    K.M_CHECKIN_SITS: Terms(params=("number",), lane=Lane.ROUTINE, offers=_HOW_IT_SITS),
    K.M_CHECKIN_STORY: Terms(lane=Lane.ROUTINE, offers=_WHO_HEARS),
    K.M_CHECKIN_STORY_PEER: Terms(params=("person",), lane=Lane.ROUTINE, offers=_WHO_HEARS_PEER),
    K.M_CHECKIN_LEARNED: Terms(lane=Lane.ROUTINE, offers=_NOTHING_TO_SAY),
    K.M_CHECKIN_NEXT: Terms(lane=Lane.ROUTINE, offers=_NOTHING_TO_SAY),
    K.M_CHECKIN_NOW: Terms(params=("number",), lane=Lane.ROUTINE, offers=_HOW_IT_SITS),
    K.M_CHECKIN_AGAIN: Terms(params=("number",), lane=Lane.ROUTINE, offers=_LATER_OR_NOT),
    K.M_CHECKIN_DONE: Terms(params=("shares", "person")),
    K.M_CHECKIN_WHO: Terms(),
    K.M_CHECKIN_READ: Terms(params=("shares", "person")),
    K.M_CHECKIN_BREAK: Terms(params=("hours",)),
    K.M_CHECKIN_UNWELL: Terms(),
    K.M_CHECKIN_LATER: Terms(),
    K.M_CHECKIN_ELSEWHERE: Terms(),
    K.M_CHECKIN_NO_MORE: Terms(),
    K.M_CHECKIN_DOOR: Terms(params=("number",), lane=Lane.ROUTINE),
    K.M_CHECKIN_PEER: Terms(params=("number", "person", "sits", "said")),
    K.M_CHECKIN_REST: Terms(params=("when",)),
    K.M_LINE_CHECKIN_REST: Terms(params=("hours",)),
    K.M_TALK: Terms(params=("number", "texts"), lane=_URGENT),
    K.C_MEMBER_UNWELL: Terms(params=("person", "n"), lane=_URGENT),
    K.C_CHECKIN_UNWELL: Terms(params=("number", "code"), lane=_URGENT, offers=_SEES_TO),
    K.C_CHECKIN_SILENT: Terms(params=("number", "code"), offers=_SEES_TO),
    K.C_CHECKIN_LOST: Terms(params=("number", "code"), offers=_SEES_TO),
    K.C_CHECKIN_WORDS: Terms(params=("number", "code", "said"), offers=_SEES_TO),
    K.C_CHECKIN_SHARED: Terms(params=("number", "person", "sits", "said")),
    K.C_CHECKIN_WAITS: Terms(params=("number", "code", "task"), offers=_SEES_TO),
    K.C_CHECKIN_TAKEN: Terms(params=("number", "code", "person")),
    K.C_CHECKIN_DONE: Terms(params=("number", "code", "person")),
    K.C_CHECKIN_STOPPED: Terms(params=("number", "code", "person")),
    K.C_CHECKIN_NOTHING: Terms(params=("number",)),
    K.M_DRILL_OVER_REAL: Terms(),
    K.M_DRILL_REACH: Terms(lane=Lane.ROUTINE, fate=Fate.AT_MOST_ONCE, offers=((Action.DRILL_REACHED, ""),), stays=True),
    K.M_DRILL_REACHED: Terms(),
    K.M_DRILL_NONE: Terms(),
    K.M_DRILL_IF_REAL: Terms(),
    K.M_DRILL_IS_ONE: Terms(),
    K.M_DRILL_MAYDAY: Terms(params=("count",)),
    K.M_DRILL_MAYDAY_MATE: Terms(params=("code",)),
    K.C_DRILL_HOW: Terms(),
    K.C_DRILL_LIST: Terms(),
    K.C_LINE_DRILL_STORY: Terms(params=("story", "said")),
    K.C_DRILL_SURE: Terms(params=("said", "team", "seconds"), offers=_SURE),
    K.C_DRILL_SURE_FIRST: Terms(params=("said", "team"), offers=_SURE),
    K.C_DRILL_SURE_REACH: Terms(params=("team", "minutes"), offers=_SURE),
    K.C_DRILL_BEGAN: Terms(params=("number",), offers=_DRILL),
    K.C_DRILL_STANDS: Terms(params=("number", "status", "count", "paused"), offers=_DRILL),
    K.C_DRILL_REAL_CALL: Terms(params=("number",)),
    K.C_DRILL_RUNS: Terms(params=("number",)),
    K.C_DRILL_NO_MORE: Terms(params=("number",)),
    K.C_DRILL_PAUSED: Terms(params=("number",), offers=_DRILL),
    K.C_DRILL_GOES_ON: Terms(params=("number",), offers=_DRILL),
    K.C_DRILL_NOT: Terms(),
    K.C_DRILL_OVER: Terms(params=("number", "asked", "count", "minutes", "until_there", "real")),
    K.C_DRILL_FIRST: Terms(params=("team",), lane=Lane.ROUTINE, valid_for=timedelta(days=3)),
    K.C_DRILL_STEP: Terms(params=("drill_step",)),
    K.C_DRILL_REACH_BEGAN: Terms(params=("count", "minutes")),
    K.C_DRILL_REACH_OVER: Terms(params=("count", "asked"), lane=Lane.ROUTINE, offers=((Action.SEEN_TO, ""),)),
    K.C_DRILL_TEAM: Terms(params=("teams",)),
    K.C_DRILL_REACH_REAL: Terms(params=("count", "asked"), lane=Lane.ROUTINE),
    K.M_WHICH_OR_DRILL: Terms(params=("letter",), lane=_URGENT),
    K.C_LINE_DRILL_REACH: Terms(params=("person", "channels", "seen_after", "got_after")),
    K.C_LINE_DRILL_QUIET: Terms(params=("people",)),
    K.M_TASKS_LIST: Terms(params=("count",)),
    K.M_TASKS_NONE: Terms(),
    K.M_LINE_TASKS_ITEM: Terms(params=_TASK),
    K.M_TASKS_ONE: Terms(params=_TASK, offers=_TAKE_OR_DONE),
    K.M_TASKS_ONE_MINE: Terms(params=("n", "task", "number", "said", "when", "overdue"), offers=((Action.TASK, "d"),)),
    K.M_LINE_TASKS_PAGE: Terms(params=("number",)),
    K.M_TASKS_TAKEN: Terms(params=("n", "when"), offers=_UNDO_TASK),
    K.M_TASKS_HANDED: Terms(params=("n", "person"), offers=_UNDO_TASK),
    K.M_TASKS_YOURS: Terms(params=("n", "task", "number", "said", "by", "when"), offers=((Action.TASK, "d"),)),
    K.M_TASKS_GONE: Terms(params=("n", "person"), lane=Lane.ROUTINE),
    K.M_TASKS_DUE: Terms(params=("n", "when"), offers=_UNDO_TASK),
    K.M_TASKS_DONE: Terms(params=("n",), offers=_UNDO_TASK),
    K.M_TASKS_UNDONE: Terms(params=("n",)),
    K.M_TASKS_NO_UNDO: Terms(params=("n",)),
    K.M_TASKS_MADE: Terms(params=("n", "said", "when", "team"), offers=_UNDO_TASK),
    K.M_TASKS_HOW: Terms(),
    K.M_TASKS_UNKNOWN: Terms(params=("n",)),
    K.M_TASKS_BY_ITSELF: Terms(params=("n", "task")),
    K.M_TASKS_CLIMB: Terms(params=("count",)),
    K.M_TASKS_EMPTY: Terms(params=("team",), lane=Lane.ROUTINE),
    K.C_LINE_TASKS_DIGEST: Terms(params=("tasks", "late", "count")),
    K.R_COMPLAINT: Terms(),
    K.R_COMPLAINT_WHO: Terms(),
    K.R_COMPLAINT_NOTED: Terms(),
    K.R_COMPLAINT_LOOKED: Terms(lane=Lane.ROUTINE, fate=Fate.AT_MOST_ONCE),
    K.R_COMPLAINT_ENDED: Terms(params=("note",), lane=Lane.ROUTINE, fate=Fate.AT_MOST_ONCE),
    K.M_COMPLAINT: Terms(),
    K.M_COMPLAINT_WHO: Terms(),
    K.M_COMPLAINT_NOTED: Terms(),
    K.M_COMPLAINT_LOOKED: Terms(lane=Lane.ROUTINE),
    K.M_COMPLAINT_ENDED: Terms(params=("note",), lane=Lane.ROUTINE),
    K.C_COMPLAINT_NEW: Terms(params=("n", "person", "caller", "number", "said"), offers=_LOOK_AT_IT),
    K.C_COMPLAINT_MORE: Terms(params=("n", "person", "said"), offers=_LOOK_AT_IT),
    K.C_COMPLAINT_SHOW: Terms(
        params=("n", "complaint_state", "person", "caller", "number", "said", "by", "when"), offers=_LOOK_OR_ASK_AGAIN
    ),
    K.C_LINE_COMPLAINT_HELD: Terms(params=("person",)),
    K.C_COMPLAINT_LIST: Terms(),
    K.C_COMPLAINT_NONE: Terms(),
    K.C_LINE_COMPLAINT: Terms(params=("n", "complaint_state", "person", "by", "when")),
    K.C_COMPLAINT_LOOKED: Terms(params=("n", "by", "when")),
    K.C_COMPLAINT_NAMED: Terms(params=("n", "person")),
    K.C_COMPLAINT_WHOM: Terms(params=("n", "person")),
    K.C_COMPLAINT_ASKED_AGAIN: Terms(params=("n", "person")),
    K.C_COMPLAINT_NOT_HELD: Terms(params=("n",)),
    K.C_COMPLAINT_ENDED: Terms(params=("n", "by", "note"), offers=((Action.COMPLAINT, "a"),)),
    K.C_COMPLAINT_END_HOW: Terms(params=("n",)),
    K.C_COMPLAINT_OVER: Terms(params=("n",)),
    K.C_COMPLAINT_UNKNOWN: Terms(params=("n",)),
    K.C_COMPLAINT_WAITS: Terms(params=("n", "complaint_state", "by"), offers=_LOOK_AT_IT),
    K.C_COMPLAINT_HOW: Terms(),
    K.M_FREED: Terms(params=("code",), lane=_URGENT),
    K.C_COMPLAINT_GOES: Terms(params=("n", "person", "numbers"), lane=_URGENT, offers=((Action.COMPLAINT, "g"),)),
    K.C_COMPLAINT_LET_GO: Terms(params=("person", "numbers")),
    K.C_COMPLAINT_GOES_NOWHERE: Terms(params=("n",)),
    K.R_COMPLAINT_NOBODY: Terms(),
    K.M_COMPLAINT_NOBODY: Terms(),
    K.M_DEBRIEF_WENT: Terms(params=("number",), lane=Lane.ROUTINE, offers=_debriefed(1, "1", "2", "3")),
    K.M_DEBRIEF_HAPPENED: Terms(lane=Lane.ROUTINE, offers=_debriefed(2)),
    K.M_DEBRIEF_HELPED: Terms(lane=Lane.ROUTINE, offers=_debriefed(3)),
    K.M_DEBRIEF_HARDER: Terms(lane=Lane.ROUTINE, offers=_debriefed(4)),
    K.M_DEBRIEF_CHANGE: Terms(lane=Lane.ROUTINE, offers=_debriefed(5)),
    K.M_DEBRIEF_DONE: Terms(),
    K.M_DEBRIEF_BREAK: Terms(params=("number",)),
    K.M_DEBRIEF_NO_MORE: Terms(params=("number",)),
    K.M_DEBRIEF_WHO_READS: Terms(params=("number",)),
    K.M_DEBRIEF_NONE: Terms(params=("number",)),
    K.C_DEBRIEF_READY: Terms(params=("number", "count"), lane=Lane.ROUTINE),
    K.C_DEBRIEF: Terms(params=("number", "count", "card_area"), offers=_INTO_CARD),
    K.C_LINE_DEBRIEF_WENT: Terms(params=("well", "mixed", "badly")),
    K.C_LINE_DEBRIEF: Terms(params=("n", "debrief_part", "said")),
    K.C_LINE_DEBRIEF_HOW: Terms(params=("number",)),
    K.C_LINE_DEBRIEF_DIGIT: Terms(),
    K.C_LINE_DEBRIEF_CARD: Terms(params=("n", "chapter")),
    K.C_DEBRIEF_HOW: Terms(params=("number",)),
    K.C_DEBRIEF_GONE: Terms(params=("number",)),
    K.C_DEBRIEF_NO_CHANGE: Terms(params=("number",)),
    K.C_DEBRIEF_TOO_LONG: Terms(params=("number", "chapter", "count")),
    K.C_DEBRIEF_DONE: Terms(params=("number",)),
    K.C_DEBRIEF_EDITED: Terms(params=("number",)),
    K.C_DEBRIEFS: Terms(),
    K.C_DEBRIEFS_NONE: Terms(),
    K.C_LINE_DEBRIEF_OF: Terms(params=("number", "day")),
    K.M_FIGURES: Terms(params=("team", "in_month", "to_month", "areas", "card_area", "count", "few", "outside")),
    K.M_FIGURES_NONE: Terms(params=("team", "in_month", "to_month")),
    K.M_FIGURES_HOW: Terms(),
    K.M_FIGURES_PLOT: Terms(params=("team", "in_month", "to_month", "told_apart"), draws="chart"),
    K.M_LINE_FIGURES_ACCEPT: Terms(params=("accept", "slow")),
    K.M_LINE_FIGURES_ARRIVAL: Terms(params=("arrival",)),
    K.M_LINE_FIGURES_FILLED: Terms(params=("filled", "asked")),
    K.M_LINE_FIGURES_ASKED: Terms(params=("asked", "accepts")),
    K.M_LINE_FIGURES_ANSWERED: Terms(params=("asked", "count")),
    K.M_LINE_FIGURES_OF: Terms(params=_OF_FIGURES),
    K.M_LINE_FIGURES_FEW: Terms(params=_OF_FIGURES),
    K.M_LINE_FIGURES_LOAD: Terms(params=("person", "asked", "accepts")),
    K.M_COHORT_NEW: Terms(
        params=("n", "when", "until", "venue", "count"), lane=Lane.ROUTINE, offers=((Action.COHORT, "j"),)
    ),
    K.M_COHORT_LIST: Terms(),
    K.M_COHORT_NONE: Terms(),
    K.M_LINE_COHORT: Terms(params=("n", "when", "venue", "count", "fellow")),
    K.M_COHORT_SHOWN: Terms(params=("n", "venue", "count", "person")),
    K.M_LINE_COHORT_DATE: Terms(params=("number", "when", "until", "gathering")),
    K.M_COHORT_AGENDA: Terms(params=("n", "number", "gathering", "growth", "when", "until", "venue")),
    K.M_LINE_COHORT_PART: Terms(params=("clock", "part", "agenda")),
    K.M_LINE_COHORT_LAST: Terms(params=("said", "person", "call")),
    K.M_COHORT_ASKED: Terms(params=("n",)),
    K.M_COHORT_IN: Terms(params=("n", "when", "venue")),
    K.M_COHORT_NOT_IN: Terms(params=("n",)),
    K.M_COHORT_LEFT: Terms(params=("n",)),
    K.M_COHORT_UNKNOWN: Terms(params=("n",)),
    K.M_COHORT_ELSEWHERE: Terms(params=("n",)),
    K.M_COHORT_REMINDER: Terms(params=("n", "number", "when", "until", "venue", "gathering"), lane=Lane.ROUTINE),
    K.M_COHORT_MOVED: Terms(params=("n", "number", "when", "until", "venue"), lane=Lane.ROUTINE),
    K.M_COHORT_CHANGED: Terms(params=("n", "number", "when", "until", "venue"), lane=Lane.ROUTINE),
    K.M_COHORT_OFF: Terms(params=("n",), lane=Lane.ROUTINE),
    K.M_COHORT_ON: Terms(params=("n", "number", "when", "until", "venue"), lane=Lane.ROUTINE),
    K.M_COHORT_AWAY: Terms(params=("n", "number", "when")),
    K.M_COHORT_COMES: Terms(params=("n", "number", "when")),
    K.M_COHORT_NO_GATHERING: Terms(),
    K.M_COHORT_CALL: Terms(params=("n", "said", "person"), lane=Lane.ROUTINE),
    K.M_COHORT_PAIR: Terms(params=("person",), lane=Lane.ROUTINE),
    K.M_COHORT_NUDGE: Terms(params=("person",), lane=Lane.ROUTINE, offers=_TALKED),
    K.M_COHORT_TALKED: Terms(),
    K.M_COHORT_NOT_YET: Terms(),
    K.M_COHORT_NO_NUDGES: Terms(),
    K.M_COHORT_GRADUATED: Terms(params=("n",), lane=Lane.ROUTINE),
    K.M_COHORT_SHADOW: Terms(),
    K.M_LINE_COHORT_SHADOW: Terms(params=("person", "others", "count", "most")),
    K.M_COHORT_TEAM_NAME: Terms(),
    K.M_COHORT_TEAM_PLACE: Terms(params=("areas",)),
    K.M_COHORT_TEAM_HOURS: Terms(),
    K.M_COHORT_TEAM_SURE: Terms(params=("team", "place", "shift"), offers=_SURE),
    K.M_COHORT_TEAM_SENT: Terms(params=("team",)),
    K.M_COHORT_TEAM_NOT_YET: Terms(),
    K.M_COHORT_TEAM_WAITS: Terms(),
    K.M_COHORT_TEAM_TAKEN: Terms(params=("team",)),
    K.M_COHORT_TEAM_NO: Terms(params=("team",), lane=Lane.ROUTINE),
    K.M_COHORT_TEAM_YES: Terms(params=("team",), lane=Lane.ROUTINE),
    K.C_COHORT_HOW: Terms(),
    K.C_COHORT_SURE: Terms(params=("when", "until", "venue", "count", "team"), offers=_SURE),
    K.C_COHORT_BEGUN: Terms(params=("n", "count")),
    K.C_COHORT_ASKS: Terms(params=("n", "person"), lane=Lane.ROUTINE, offers=_TAKE_IN),
    K.C_COHORT_DID_NOT_ASK: Terms(params=("n",)),
    K.C_COHORT_FULL: Terms(params=("n", "count")),
    K.C_COHORT_OUT: Terms(params=("n", "person")),
    K.C_COHORT_TAKEN_IN: Terms(params=("n", "person")),
    K.C_COHORT_LEFT: Terms(params=("n", "person"), lane=Lane.ROUTINE),
    K.C_LINE_COHORT_FELLOWS: Terms(params=("people", "others", "pairs", "away")),
    K.C_COHORT_AWAY: Terms(params=("n", "number", "when", "person"), lane=Lane.ROUTINE),
    K.C_COHORT_COMES: Terms(params=("n", "number", "when", "person"), lane=Lane.ROUTINE),
    K.C_COHORT_WHO_CAME: Terms(params=("n", "number", "count", "people"), lane=Lane.ROUTINE),
    K.C_COHORT_NOT_YET: Terms(params=("n", "number")),
    K.C_COHORT_SAID: Terms(params=("n", "number", "people", "others")),
    K.C_COHORT_CALL_HOW: Terms(params=("n",)),
    K.C_COHORT_CALL_KEPT: Terms(params=("n", "number", "said", "person", "when", "count")),
    K.C_COHORT_MOVE_HOW: Terms(params=("n",)),
    K.C_COHORT_SURE_CHANGE: Terms(params=("n", "when", "until", "venue"), offers=_SURE),
    K.C_COHORT_CHANGED: Terms(params=("n", "number", "when", "until", "venue", "count")),
    K.C_COHORT_SURE_OFF: Terms(params=("n",), offers=_SURE),
    K.C_COHORT_CALLED_OFF: Terms(params=("n", "count")),
    K.C_COHORT_TAKEN_UP: Terms(params=("n", "count")),
    K.C_COHORT_IS_OFF: Terms(params=("n",)),
    K.C_COHORT_PAIR_HOW: Terms(params=("n",)),
    K.C_COHORT_PAIRS: Terms(params=("n",), offers=_SURE),
    K.C_COHORT_PAIRS_ALL: Terms(params=("n",)),
    K.C_LINE_COHORT_PAIR: Terms(params=("person", "other")),
    K.C_LINE_COHORT_ALONE: Terms(params=("people",)),
    K.C_LINE_COHORT_OUTSIDE: Terms(params=("people",)),
    K.C_COHORT_PAIRED: Terms(params=("n", "count")),
    K.C_COHORT_MAY_GRADUATE: Terms(params=("n", "people"), lane=Lane.ROUTINE),
    K.C_COHORT_NO_GRADUATE: Terms(params=("n", "count")),
    K.C_COHORT_GRADUATED: Terms(params=("n", "people")),
    K.C_COHORT_SHADOWED: Terms(params=("person", "count"), lane=Lane.ROUTINE),
    K.C_COHORT_TEAM_ASKS: Terms(params=("person", "team", "place", "shift"), offers=_SURE_TEAM),
    K.C_COHORT_TEAM_MADE: Terms(params=("person", "team")),
    K.C_COHORT_TEAM_LEFT: Terms(params=("person", "team")),
    K.C_COHORT_TEAM_DONE: Terms(params=("team",)),
    K.C_COHORT_READY_HOW: Terms(),
    K.C_COHORT_READY_SURE: Terms(params=("card_area", "team"), offers=_SURE),
    K.C_COHORT_READY_OFF_SURE: Terms(params=("card_area", "team"), offers=_SURE),
    K.C_COHORT_READY: Terms(params=("card_area", "team")),
    K.C_COHORT_READY_OFF: Terms(params=("card_area", "team")),
    K.C_COHORT_READY_CRISIS: Terms(),
    K.M_COHORT_CALL_YOURS: Terms(
        params=("n", "number", "said", "when"), lane=Lane.ROUTINE, offers=((Action.TASK, "d"),)
    ),
    K.M_WATCH_FINE: Terms(params=("code", "minutes", "when"), offers=_DOING[2:]),
    K.C_WATCH_OFFERED: Terms(
        params=("number", "nature", "areas", "person"),
        lane=_URGENT,
        offers=((Action.TAKE_WATCH, ""), (Action.REFUSE_WATCH, "")),
    ),
    K.C_WATCH_OFFER: Terms(params=("number", "person")),
    K.C_WATCH_YOURS: Terms(params=("number",)),
    K.C_WATCH_TAKEN: Terms(params=("number", "person")),
    K.C_WATCH_REFUSED: Terms(params=("number", "person"), lane=_URGENT),
    K.C_WATCH_UNANSWERED: Terms(params=("number", "person"), lane=_URGENT),
    K.C_WATCH_WHOM: Terms(params=("number",)),
    K.C_LINE_WATCH: Terms(params=("person", "other")),
    K.R_CHECKIN_THEN: Terms(params=("when",)),
    K.M_CHECKIN_THEN: Terms(params=("when",)),
    K.M_CHECKIN_UNREAD: Terms(),
}

ALARMS = frozenset(
    {
        *(K.M_PANIC, K.M_PANIC_MATE, K.M_PANIC_HEARD, K.M_PANIC_QUIET, K.M_PANIC_TAKEN, K.M_PANIC_YOURS),
        *(K.M_PANIC_CHECKED, K.M_PANIC_ENDED, K.C_PANIC, K.C_PANIC_QUIET, K.C_PANIC_TAKEN, K.C_PANIC_SAFE),
        K.C_PANIC_ENDED,
    }
)
"""What belongs to a member's call for help: before everything else, held up by nothing, limited by nothing."""

OF_DRILLS = frozenset(kind for kind in K if kind.value.partition("_")[2].removeprefix("line_").startswith("drill_"))
"""What is said of drills alone. It carries their mark wherever it stands."""

EVERYWHERE = frozenset({K.M_PANIC, K.M_PANIC_MATE, K.C_PANIC, K.C_PANIC_QUIET, K.C_PANIC_SAFE})
"""What goes to every contact point of whoever hears it."""

LEADS = frozenset(
    {
        *(K.R_WAITED, K.M_WAITED, K.C_WAITED),
        *(K.M_LINE_ASIDE_ASKED, K.M_LINE_ASIDE_GO, K.M_LINE_ASIDE_NO),
        *(K.M_LINE_ASIDE_LIST, K.M_LINE_ASIDE_EMPTY, K.M_LINE_ASIDE_UNKNOWN),
        *(K.C_LINE_ROTATION_WRONG, K.C_LINE_ROTATION_NOBODY, K.C_LINE_ROTATION_PAST, K.C_LINE_ROTATION_EARLY),
        *(K.C_LINE_ROTATION_TAKEN, K.C_LINE_ROTATION_LEFT, K.C_LINE_ROTATION_CHANGED),
    }
)
"""Lines that stand before the message they belong to."""

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line under a message, of a `..._line_...` kind."""

    kind: MessageKind
    params: Params = field(default_factory=dict)
    drill: bool = False  # it is about a drill, in a message that may not be: marked by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One message to one recipient: a member, or the contact point of a conversation (exactly one of the two).

    `subject` is what its buttons speak about (a page, an incident, a conversation). `slot` names the message it
    replaces: where the channel can edit, an earlier message with the same slot to the same contact point is edited.
    `contact_point`: to this one of theirs, and no other. `at_once`: it waits for nobody's quiet hours. `not_before`: a
    member hears it then at the earliest, and what comes after it does not wait. `key` makes planning it twice
    impossible. `page` is set for the page itself, whose delivery decides its fate.
    """

    kind: MessageKind
    to: PersonId | ConversationId
    to_member: bool
    key: str
    params: Params = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    subject: str = ""
    slot: str | None = None
    incident: IncidentId | None = None
    page: PageId | None = None
    reply: bool = False  # an answer to what they just wrote: goes to the contact point they wrote from
    contact_point: ContactPointId | None = None
    at_once: bool = False
    not_before: datetime | None = None
    drill: bool = False  # it is of a drill, though it names none: see `is_of_drill`

    def is_of_drill(self) -> bool:
        """True for whatever belongs to an exercise, which is marked as such. A call for help of a member's own never
        does."""
        if self.kind in ALARMS:
            return False
        return self.drill or is_drill(self.incident) or is_drill(self.subject) or self.kind in OF_DRILLS


class WakeKind(StrEnum):
    """Timers: each belongs to something (a page, a conversation, ...), and does nothing once that has passed."""

    PAGE_EXPIRES = "page_expires"
    NEXT_CONTACT = "next_contact"
    PLACE_LATE = "place_late"
    PLACE_MOVED = "place_moved"
    WORDS_HELD = "words_held"
    STILL_IN = "still_in"  # subject: PERSON|MONTH|TRY, when to ask them
    STILL_IN_SILENT = "still_in_silent"  # subject: PERSON|MONTH, when to tell a coordinator that they said nothing
    ERASE = "erase"  # subject: PERSON|WHEN THEY ASKED: each time they ask is a timer of its own
    QUIET_ENDS = "quiet_ends"
    PAUSE_ENDS = "pause_ends"
    TEST_NEXT = "test_next"
    TEST_LATE = "test_late"
    SKILLS_END = "skills_end"
    SHIFT = "shift"  # subject: MEMBERSHIP|WHEN IT STARTS|STAGE, see domain/shift.py
    PROOF = "proof"  # subject: TEAM|OCCASION, when it is proved anew that enough people are on
    TIME_OFF = "time_off"  # subject: REQUEST:WHEN, when to ask coordinators once more, or to say that nobody answered
    SWAP_REMIND = "swap_remind"  # subject: SWAP:WHICH
    SWAP_CLOSES = "swap_closes"  # subject: the swap
    RELAY_WAITS = "relay_waits"  # subject: CONVERSATION:HELD WORDS, when they wait no longer
    HELD_ALONE = "held_alone"  # subject of this and the next two: see domain/field_safety.py
    ASK_WELL = "ask_well"
    NO_SIGN = "no_sign"
    TEAM_SILENT = "team_silent"  # subject: INCIDENT|WHEN SOMEBODY THERE LAST GAVE A SIGN
    WATCH_OFFERED = "watch_offered"  # subject: INCIDENT|COORDINATOR|WHEN THEY WERE ASKED to watch
    PANIC_AGAIN = "panic_again"  # subject: TASK|HOW OFTEN, of a call for help that nobody has taken
    LATER = "later"  # a moment of a need whose time is ahead; subject: see domain/later.py
    ASK_AGAIN = "ask_again"  # subject: INCIDENT|ROUND|WHEN, when those who did not answer are asked again
    REST_BEGINS = "rest_begins"  # subject: PERSON|TEAM|NIGHT, when a rest after too many nights begins
    HANDS_UNANSWERED = (
        "hands_unanswered"  # subject: TASK:STEP, when to ask others; TASK:STEP:TIMES, when to remind its owner
    )
    PROVIDER_DOWN = "provider_down"  # subject: CHANNEL|SINCE|HOW OFTEN IT FAILED
    FLOOD_DANGER = "flood_danger"  # subject: the incident, when a doubted call that names danger waits no longer
    FLOOD_LOOK = "flood_look"  # subject: FLOOD|WHEN, when it is looked whether a flood is over
    PROVIDER_BACK = "provider_back"  # subject: CHANNEL|SINCE|, and something behind it while that is to be seen yet
    LEDGER = "ledger"  # subject: INCIDENT|WHAT|WHEN, see domain/screening.py
    CUSTODY_SILENT = "custody_silent"  # subject: INCIDENT|WHEN IT CHANGED|WHEN, when nothing has for long
    TRAINING = "training"  # subject: TRAINING|STAGE, see domain/training.py
    COHORT = "cohort"  # subject: COHORT|GATHERING|STAGE|START, or COHORT|FELLOW|WHEN, see domain/cohort.py
    CHECK_IN = "check_in"  # subject: CHECK-IN|STATE|WHEN, see domain/checkin.py
    TASKS = "tasks"  # subject: TEAM|WHEN, when others hear of its tasks; see domain/climbing.py
    COMPLAINT = "complaint"  # subject: COMPLAINT|WHEN, when it is looked whether it waits for too long
    CHECK_IN_TASK = "check_in_task"  # subject: TASK|CHECK-IN|HOW OFTEN, of what nobody has seen to
    DEBRIEF = "debrief"  # subject: DEBRIEF|WHO IS ASKED, or nothing for its page|WHEN
    SIGHTING_OLD = "sighting_old"  # subject: SIGHTING|WHEN, when nobody may have told anything of it for long
    ALERTS_END = "alerts_end"  # subject: MEMBER or TALK|WHOSE|WHEN, when somebody's wish to hear of sightings ends
    DRILL = "drill"  # subject: INCIDENT|STAGE|WHICH, of a drill that runs, see domain/drill.py
    DRILL_REACH = "drill_reach"  # subject: a drill of who can be reached, when it is over
    AID_SILENT = "aid_silent"  # subject: INCIDENT:WHEN IT WAS ASKED:TEAM, when a neighbour should have answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """Wake `subject` at `at`. One timer for each (kind, subject): a second is the same timer."""

    kind: WakeKind
    subject: str
    at: datetime
    incident: IncidentId | None = None
