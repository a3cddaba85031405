"""What a call's requester said may be done and may not, and what the safety screen has shown: the consent ledger.

    screen      is something there that could hurt people, is somebody badly hurt
    consent     may we come, may we call: yes, no, or only if; what nobody stated is unknown, and unknown is not no
    texting     is it safe to text their phone, and until when
    reach       what helps us reach them, in their own words

All of it is as secret as their words, and is kept as long. Nothing here asks who somebody is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId
from domain.needs import DangerKind


class Permit(StrEnum):
    """What somebody may allow or refuse."""

    COME = "come"
    AMBULANCE = "ambulance"
    EMERGENCY = "emergency"  # the number that everything hangs on, such as 911
    POLICE = "police"
    CLINIC = "clinic"
    LAWYER = "lawyer"
    FAMILY = "family"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    ONLY_IF = "only_if"


class Asks(StrEnum):
    """What a requester is asked while people move, in this order; each once, one at a time."""

    DONE = "done"  # whether something was done already, of whoever may take their life
    FORCE = "force"  # something that could hurt people
    HURT = "hurt"
    COME = "come"
    CALL = "call"
    SAFE = "safe"  # to text this phone
    REACH = "reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """`words` say under which condition. `by`: the member who heard it, or None if the requester wrote it."""

    answer: Answer
    words: str = ""
    by: PersonId | None = None


class OverrideState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """`by` wants to go against a stated no, for a written `reason`; somebody else, the `second`, agrees or does not.

    `until`: then it is too late.
    """

    permit: Permit
    by: PersonId
    reason: str = field(repr=False)
    asked_at: datetime
    until: datetime
    state: OverrideState = OverrideState.ASKED
    second: PersonId | None = None

    def is_open(self) -> bool:
        return self.state is OverrideState.ASKED


_STAGED_FOR = frozenset({DangerKind.WEAPON, DangerKind.VIOLENCE, DangerKind.NOT_BREATHING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """`kinds` of danger that were named. `force` and `hurt` are None while nobody said. `cleared`: a coordinator let
    those who go in. `safe` is None while nobody said; `safe_until` is when that changes. `waits`: what they were asked
    last and have not answered.
    """

    kinds: tuple[DangerKind, ...] = ()
    force: bool | None = None
    hurt: bool | None = None
    cleared: bool = False
    consents: Mapping[Permit, Consent] = field(default_factory=dict)
    safe: bool | None = None
    safe_until: datetime | None = None
    reach: str = ""
    asked: frozenset[Asks] = frozenset()
    waits: Asks | None = None
    override: Override | None = None

    def dangers(self) -> tuple[DangerKind, ...]:
        """What is known to be dangerous there, as named and as answered."""
        shown = []
        if self.force:
            shown.append(DangerKind.WEAPON)
        if self.hurt:
            shown.append(DangerKind.NOT_BREATHING)
        return tuple(dict.fromkeys((*self.kinds, *shown)))

    def stages(self) -> bool:
        """True while those who go hold near and nobody goes in: civil teams send nobody alone into force."""
        return not self.cleared and not _STAGED_FOR.isdisjoint(self.dangers())

    def answer_to(self, permit: Permit) -> Answer | None:
        consent = self.consents.get(permit)
        return None if consent is None else consent.answer

    def refuses(self, permit: Permit) -> bool:
        """True where they stated a no, or a condition: both need two people to go against."""
        return self.answer_to(permit) in (Answer.NO, Answer.ONLY_IF)

    def is_agreed(self, permit: Permit) -> bool:
        """True once two people agreed to go against what was stated."""
        over = self.override
        return over is not None and over.permit is permit and over.state is OverrideState.AGREED

    def with_consent(self, permit: Permit, consent: Consent) -> "Ledger":
        """An agreement to go against an earlier word does not outlive a new one."""
        over = self.override
        stands = over is None or over.permit is not permit
        return replace(self, consents={**self.consents, permit: consent}, override=over if stands else None)

    def with_kinds(self, kinds: tuple[DangerKind, ...]) -> "Ledger":
        """A kind of danger that is new ends what a coordinator cleared before it was known."""
        merged = tuple(dict.fromkeys((*self.kinds, *kinds)))
        return self if merged == self.kinds else replace(self, kinds=merged, cleared=False)

    def denying(self, kinds: Iterable[DangerKind]) -> "Ledger":
        """With what they said there is none of: it is not asked any more."""
        denied = frozenset(kinds).difference(self.kinds)
        force = False if self.force is None and DangerKind.WEAPON in denied else self.force
        hurt = False if self.hurt is None and DangerKind.NOT_BREATHING in denied else self.hurt
        return replace(self, force=force, hurt=hurt)

    def joined(self, other: "Ledger") -> "Ledger":
        """This, and what was said in another call that tells of the same: of two words the narrower one holds.

        What nobody stated in one of them is as the other says. How each phone may be texted stays its own.
        """
        mine = self.with_kinds(other.kinds)
        for permit, said in other.consents.items():
            known = mine.consents.get(permit)
            narrower = said if known is None else _narrower(known, said)
            mine = mine if narrower == known else mine.with_consent(permit, narrower)
        reach = "; ".join(dict.fromkeys(filter(None, (mine.reach, other.reach))))
        force, hurt = _worse(mine.force, other.force), _worse(mine.hurt, other.hurt)
        cleared = mine.cleared and (force, hurt) == (mine.force, mine.hurt)
        return replace(mine, reach=reach, force=force, hurt=hurt, cleared=cleared)

    def wordless(self) -> "Ledger":
        """The same without a word of theirs: what they allow and refuse stands."""
        consents = {permit: replace(each, words="") for permit, each in self.consents.items()}
        return replace(self, consents=consents, reach="")

    def tells(self) -> bool:
        """True once there is something that whoever goes must know."""
        return bool(self.consents) or self.safe is not None or bool(self.reach)


_NARROWEST_FIRST = (Answer.NO, Answer.ONLY_IF, Answer.YES)


def _narrower(one: Consent, other: Consent) -> Consent:
    """Of two conditions both hold."""
    if one.answer is other.answer is Answer.ONLY_IF:
        return replace(one, words="; ".join(dict.fromkeys(filter(None, (one.words, other.words)))))
    return min(one, other, key=lambda each: _NARROWEST_FIRST.index(each.answer))


def _worse(one: bool | None, other: bool | None) -> bool | None:
    """True where either says so; unknown only where neither says anything."""
    return other if one is None else one if other is None else one or other
