"""What ships for each protection area: `data/areas`, one file each, and its cards in `data/cards`, one a language."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from config.durations import duration
from config.shipped import shipped
from config.year import load_year
from domain.community import NUMBERS_IN_TEXTS
from domain.language import normalise
from domain.needs import ProtectionArea, Retention
from domain.segments import outside_gsm_7
from domain.toolkit import CHAPTERS, MOST_IN_A_CHAPTER, Card, Chapter, FieldQuestion, Kit, Toolkit
from domain.vocabulary import OWNED_BY_PHONE_COMPANIES
from domain.year import Texts

DATA = Path(__file__).parent / "data"
FIELDS_AT_MOST = 2
"""Whoever waits for help is not interrogated."""

NEVER_ASKED = (
    "immigra*", "inmigra*", "migra*", "citizen*", "ciudadan*", "citoyen*", "visa", "visas", "green card",
    "undocumented", "indocumentad*", "sans papiers", "papers", "papeles", "papiers", "passport*", "pasaporte*",
    "passeport*", "nationality", "nacionalidad", "nationalite", "country of birth", "born in", "legal name",
    "nombre legal", "real name", "ssn", "social security", "seguro social", "race", "raza", "religion",
)  # fmt: skip
"""Whom a community protects must not depend on any of it, and what was never asked cannot be taken from us."""

_WORD = re.compile(r"\w+")


class WrongToolkit(ValueError):
    """The data of an area contradicts itself. The message says where."""


class FieldForm(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    ask: Mapping[str, str]


class AreaForm(BaseModel):
    """One file of `data/areas`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Mapping[str, str]
    asked: str
    names: Mapping[str, tuple[str, ...]]
    fields: tuple[FieldForm, ...] = ()
    words_kept: str = "72h"
    words_at_most: str | None = None
    referral: Mapping[str, str]
    asking: Mapping[str, str]
    natures: tuple[Mapping[str, Any], ...]


def wrong_in_field(id_: str, ask: Texts) -> str | None:
    """Why this may not be asked, in a sentence; None if it may."""
    for said in (id_.replace("-", " ").replace("_", " "), *ask.values()):
        padded = f" {normalise(said)} "
        for word in NEVER_ASKED:
            if f" {word}".removesuffix("*") + ("" if word.endswith("*") else " ") in padded:
                return f"must not ask for {word.rstrip('*')}: status, papers, legal names and origins are never asked"
    return None


def wrong_in_chapter(text: str) -> str | None:
    """Why this may not stand in a card, in a sentence; None if it may."""
    if len(text) > MOST_IN_A_CHAPTER:
        return f"must be at most {MOST_IN_A_CHAPTER} characters, and these are {len(text)}"
    strange = sorted(outside_gsm_7(text))
    if strange:
        return f"must do without {' '.join(strange)}: they would make four SMS of two"
    return _wrong_to_say(text)


_ASKING_AT_MOST = 55
"""Characters: with the digits that any call is answered with it is one SMS."""

_ANY_BLANK = re.compile(r"\{([^{}]*)\}")


def wrong_in_asking(text: str) -> str | None:
    """Why a requester cannot hear this as people are asked, in a sentence; None if they can."""
    if len(text) > _ASKING_AT_MOST:
        return f"must be at most {_ASKING_AT_MOST} characters, and these are {len(text)}"
    strange = sorted(outside_gsm_7(text))
    if strange:
        return f"must do without {' '.join(strange)}: they would make two SMS of one"
    return _wrong_to_say(text)


def wrong_in_referral(text: str) -> str | None:
    """Why nobody can be referred in these words, in a sentence; None if they can."""
    strange = sorted(set(_ANY_BLANK.findall(text)) - NUMBERS_IN_TEXTS)
    if strange:
        return f"has {{{strange[0]}}} in it: only {{crisis}} and {{medical}} are filled, from emergency"
    return _wrong_to_say(text)


def _wrong_to_say(text: str) -> str | None:
    owned = sorted(set(_WORD.findall(text)) & OWNED_BY_PHONE_COMPANIES)
    return f"must not say {owned[0]} in capitals: phone companies answer that word themselves" if owned else None


@cache
def load_areas(folder: Path = DATA / "areas") -> Mapping[ProtectionArea, AreaForm]:
    """Every area's file, in the order of its numbers. Raises WrongToolkit where one lacks or must not be."""
    found: dict[ProtectionArea, AreaForm] = {}
    for area in ProtectionArea:
        path = folder / f"{area.value}.yaml"
        if not path.exists():
            raise WrongToolkit(f"{path.name} is missing")
        form = AreaForm.model_validate(shipped(path))
        if len(form.fields) > FIELDS_AT_MOST:
            raise WrongToolkit(f"{path.name}: at most {FIELDS_AT_MOST} questions")
        for each in form.fields:
            if why := wrong_in_field(each.id, each.ask):
                raise WrongToolkit(f"{path.name}: {each.id} {why}")
        said = [*map(wrong_in_referral, form.referral.values()), *map(wrong_in_asking, form.asking.values())]
        if wrong := next(filter(None, said), None):
            raise WrongToolkit(f"{path.name}: {wrong}")
        found[area] = form
    return found


@cache
def load_toolkit(folder: Path = DATA) -> Toolkit:
    """The kits of all areas. Raises WrongToolkit for a chapter that lacks, or is no page for a phone."""
    names: dict[str, Chapter] = {}
    written = shipped(folder / "cards" / "chapters.yaml")
    for chapter in CHAPTERS:
        for phrases in written[chapter.value].values():
            for phrase in phrases:
                if names.setdefault(normalise(phrase), chapter) is not chapter:
                    raise WrongToolkit(f"{phrase!r} is both {names[normalise(phrase)]} and {chapter}")
    kits = {
        area: Kit(
            titles=form.title,
            names=frozenset(normalise(each) for said in form.names.values() for each in said),
            card=_card(folder / "cards", area),
            fields=tuple(FieldQuestion(id=each.id, ask=each.ask) for each in form.fields),
            referral=form.referral,
            asking=form.asking,
            retention=Retention(words=duration(form.words_kept)),
        )
        for area, form in load_areas(folder / "areas").items()
    }
    return Toolkit(kits=kits, chapters=names, year=load_year(folder / "year.yaml"))


def _card(folder: Path, area: ProtectionArea) -> Card:
    texts: dict[Chapter, dict[str, str]] = {chapter: {} for chapter in CHAPTERS}
    for path in sorted(folder.glob(f"{area.value}.*.yaml")):
        language = path.name.split(".")[1]
        card = shipped(path)
        if set(card) != {chapter.value for chapter in CHAPTERS}:
            raise WrongToolkit(f"{path.name}: a card has the chapters {', '.join(CHAPTERS)}")
        for chapter in CHAPTERS:
            if why := wrong_in_chapter(card[chapter.value]):
                raise WrongToolkit(f"{path.name}: {chapter} {why}")
            texts[chapter][language] = card[chapter.value]
    return dict(texts)
