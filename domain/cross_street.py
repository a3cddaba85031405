"""What a text is to the question for a cross street, that unknown senders are asked in a flood.

An answer fits that names a place near the one they had named, and is no repetition of what they had said. Machines
that send ready-made calls repeat themselves, name another place each time, of which now and then one is near, or tell
another story of the same place: an answer that says what is the matter once more, or in which nothing but the place
they had named already is, has few words beside it.
"""

from enum import StrEnum

from domain.language import normalise
from domain.likeness import mostly_one, shape
from domain.places import Place, PlaceKind
from domain.staging import metres


class Answer(StrEnum):
    """What a text of theirs is to the question for a cross street."""

    FITS = "fits"
    OTHER_PLACE = "other_place"
    REPEATS = "repeats"
    SAYS_NOTHING = "says_nothing"


_FEW = 4
"""Words: with so few beside the place a text is an answer, however much of the place they had named."""

_SHORT = 7
"""Words: so short a text that names a place is an answer, even if they had named it before."""


def answer_of(
    words: str, place: Place | None, said: tuple[str, ...], known: Place | None, *, near: int, tells: bool = False
) -> Answer:
    """What `words`, in which `place` was recognised, say of a call of which `said` is known, and perhaps a place.

    `near`: metres. `tells`: they say what is the matter.
    """
    if place is None or place.lat is None or place.lon is None or place.kind is PlaceKind.WORDS:
        return Answer.REPEATS if _repeats(words, said) else Answer.SAYS_NOTHING
    if known is not None and not _is_near(place.lat, place.lon, place, known, near):
        return Answer.OTHER_PLACE
    beside = len(shape(words, place.label))
    if beside > _FEW and len(normalise(words).split()) > _SHORT and _repeats(words, said):
        return Answer.REPEATS
    if (tells and beside > _FEW) or (beside > _SHORT and known is not None and _is_same(place, known)):
        return Answer.SAYS_NOTHING
    return Answer.FITS


def _is_same(place: Place, known: Place) -> bool:
    return (place.lat, place.lon) == (known.lat, known.lon)


def _is_near(lat: float, lon: float, place: Place, known: Place, near: int) -> bool:
    if known.lat is not None and known.lon is not None:
        return metres(lat, lon, known.lat, known.lon) <= near
    return not known.areas or not set(known.areas).isdisjoint(place.areas)


def _repeats(words: str, said: tuple[str, ...]) -> bool:
    """True if it is mostly one text of theirs once more: little is new in it, and little of that is missing."""
    mine = frozenset(normalise(words).split())
    return bool(mine) and any(mostly_one(mine, frozenset(normalise(each).split())) for each in said)
