"""What people want of complaints: to complain, to say who it was, and to look at one."""

from dataclasses import dataclass

from domain.ids import ComplaintId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintCommand:
    """Whoever wrote wants it: a member, or somebody known by the talk they wrote in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complain(ComplaintCommand):
    """In their own words. `corrects`: a text of theirs that they have changed, maybe one that complained already."""

    words: str
    corrects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SayWhoItWas(ComplaintCommand):
    """The answer to the one question they were asked."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAfterComplaint(ComplaintCommand):
    """What became of the one they made. In their own words, which are for nobody but whoever looks at it."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutComplaint(ComplaintCommand):
    """`complaint`: its id, where they pressed a button; else its number counts."""

    number: int = 0
    complaint: ComplaintId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowComplaints(ComplaintCommand):
    """Those that they may see and that have not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowComplaint(AboutComplaint):
    """One of them, whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtComplaint(AboutComplaint):
    """They look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndComplaint(AboutComplaint):
    """It has ended, as `note` says."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameInComplaint(AboutComplaint):
    """Whom it is about: `who`, or whoever goes by `called` in the call."""

    called: str
    who: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskThemAgain(AboutComplaint):
    """Whoever is named may be asked to calls again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetThemGo(AboutComplaint):
    """Whoever is named does not go any more where they go now."""


AComplaintCommand = (
    Complain | SayWhoItWas | AskAfterComplaint | ShowComplaints | ShowComplaint | LookAtComplaint | EndComplaint
    | NameInComplaint | AskThemAgain | LetThemGo
)  # fmt: skip
