"""What a team holds ready for each protection area: its questions, and the protocol card for whoever goes.

A card has six chapters, short enough for a thumb. What ships stands in `config/data`; a team's own words win over it,
chapter by chapter and language by language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId, TeamId
from domain.needs import Nature, Need, ProtectionArea, Retention, Urgency, unserved
from domain.year import Outline, Texts

MOST_IN_A_CHAPTER = 250
"""Characters: with its head and foot a chapter is two SMS."""


class Chapter(StrEnum):
    """The chapters of a card, in the order in which they are needed."""

    BEFORE = "before"
    ARRIVAL = "arrival"
    WORDS = "words"
    AVOID = "avoid"
    STEP_BACK = "step_back"
    AFTERWARDS = "afterwards"


CHAPTERS = tuple(Chapter)
AREAS = tuple(ProtectionArea)
"""A card is known by its area's place in this order, from 1: a number names nothing on a lock screen."""

Card = Mapping[Chapter, Texts]

_IN_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldQuestion:
    """One thing an area asks while people move: answered in own words, or left. It is never asked before a page."""

    id: str
    ask: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What ships for one area. `names`: what it may be called, normalised, in any language. `referral`: what a caller
    hears where the team is not ready for it, `asking` what they hear as people are asked. `retention`: how long what
    is kept of a call is.
    """

    titles: Texts
    names: frozenset[str]
    card: Card
    fields: tuple[FieldQuestion, ...] = ()
    referral: Texts = field(default_factory=dict)
    asking: Texts = field(default_factory=dict)
    retention: Retention = field(default_factory=Retention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolkit:
    """Every area's kit, what the chapters may be called, normalised, and the gatherings of a cohort's year."""

    kits: Mapping[ProtectionArea, Kit] = field(default_factory=dict)
    chapters: Mapping[str, Chapter] = field(default_factory=dict)
    year: tuple[Outline, ...] = ()

    def area_named(self, said: str) -> tuple[ProtectionArea, str] | None:
        """The area that `said`, normalised, begins with, by number, id or name, and the rest behind it."""
        words = said.split()
        for count in range(min(len(words), 5), 0, -1):
            head, rest = " ".join(words[:count]), " ".join(words[count:])
            if count == 1 and head.isdecimal() and 1 <= int(head) <= len(AREAS):
                return AREAS[int(head) - 1], rest
            for area in AREAS:
                kit = self.kits.get(area)
                if head == area.value.replace("_", " ") or (kit is not None and head in kit.names):
                    return area, rest
        return None

    def chapter_named(self, said: str) -> Chapter | None:
        """The chapter `said`, normalised, names by number or name."""
        if said.isdecimal() and 1 <= int(said) <= len(CHAPTERS):
            return CHAPTERS[int(said) - 1]
        return self.chapters.get(said)

    def text(self, own: Card, area: ProtectionArea, chapter: Chapter, language: str, default: str) -> str:
        """A chapter in the reader's language, a team's own words first; in another where there is no better."""
        kit = self.kits.get(area)
        shipped = kit.card.get(chapter, {}) if kit is not None else {}
        return _best(own.get(chapter, {}), shipped, language, default)

    def unserved(self, area: ProtectionArea) -> Nature:
        """What a call is under whose area the community has no nature for: nobody is asked for it."""
        return Nature(
            id=unserved(area),
            protection_area=area,
            names={},
            urgency=Urgency.UNKNOWN,
            need=Need(),
            retention=self.retention(area),
        )

    def retention(self, area: ProtectionArea) -> Retention:
        kit = self.kits.get(area)
        return kit.retention if kit is not None else Retention()

    def referral(self, own: Texts, area: ProtectionArea, language: str, default: str) -> str:
        """Whom a caller is referred to, in their language: in a team's own words, else in those that ship; in another
        language where there is no better. Empty where nobody wrote any.
        """
        kit = self.kits.get(area)
        return _best(own, kit.referral if kit is not None else {}, language, default)

    def asking(self, own: Texts, area: ProtectionArea, language: str, *, counted: bool = False) -> str:
        """What a requester hears as people are asked: in no other language than theirs, and empty if there is none.
        What stands in brackets asks how many they are: not of whoever has said it, `counted`."""
        kit = self.kits.get(area)
        base = language.partition("-")[0]
        texts = (own, kit.asking if kit is not None else {})
        said = next((said for each in texts if (said := each.get(language) or each.get(base))), "")
        return _IN_BRACKETS.sub("" if counted else r"\1", said)

    def title(self, area: ProtectionArea, language: str, default: str) -> str:
        kit = self.kits.get(area)
        titles = kit.titles if kit is not None else {}
        base = language.partition("-")[0]
        return titles.get(language) or titles.get(base) or titles.get(default) or titles.get("en") or area.value


def _best(own: Texts, shipped: Texts, language: str, default: str) -> str:
    """In the reader's language, a team's own words first; in another where there is no better."""
    base = language.partition("-")[0]
    for texts in (own, shipped):
        if texts.get(language) or texts.get(base):
            return texts.get(language) or texts[base]
    return own.get(default) or shipped.get(default) or shipped.get("en", "")


def number_of(area: ProtectionArea) -> int:
    return AREAS.index(area) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChange:
    """A chapter was put into other words by chat. Empty `before` or `after`: what ships."""

    id: str
    team: TeamId
    area: ProtectionArea
    chapter: Chapter
    language: str
    before: str
    after: str
    by: PersonId
    at: datetime
    undone: bool = False


class TaleKind(StrEnum):
    """What members add to a card."""

    STORY = "story"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """A story or advice of a member, which a coordinator lets the team read."""

    id: str
    person: PersonId
    team: TeamId
    area: ProtectionArea
    kind: TaleKind
    words: str = field(repr=False)
    shown: bool = False
