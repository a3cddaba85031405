"""A corner told in two texts: "5th", and then "Main"; "5th & Main", and then "no, 7th street"."""

from collections.abc import Callable

from domain.gazetteer import BEFORE_A_PLACE, JOINERS, TAKES_BACK, Words
from domain.places import Found, Place, PlaceKind

_BEFORE_A_STREET = TAKES_BACK | BEFORE_A_PLACE | JOINERS
_SAY_THAT_IT_IS_ONE = frozenset({"la", "street", "calle", "rue", "ri"})
_LONGEST = 4
"""Words of a street alone, the kind of street and its direction among them."""


def corner_of_both(text: str, known: Place | None, seek: Callable[[str], Found]) -> Place | None:
    """The one corner that `text`, a street alone, makes with what they said before; None if it makes none or several.

    A corner that is known changes only where `text` takes something back: whoever writes "7th street" may be telling
    where somebody went.
    """
    said = Words(text)
    first = next((n for n, key in enumerate(said.keys) if key not in _BEFORE_A_STREET), len(said.keys))
    if known is None or not 0 < len(said.keys) - first <= _LONGEST:
        return None
    street = said.written(first, len(said.keys) - 1)
    if street.isdecimal() and _SAY_THAT_IT_IS_ONE.isdisjoint(said.keys[:first]):
        return None  # it may be how many they are
    if known.kind in (PlaceKind.WORDS, PlaceKind.STREET):
        sides = [known.label] if len(known.label.split()) <= _LONGEST else []
    elif known.kind is PlaceKind.INTERSECTION and not TAKES_BACK.isdisjoint(said.keys[:first]):
        sides = _sides(known.label)
    else:
        return None
    found = [seek(f"{side} & {street}").place for side in sides]
    corners = {each.label: each for each in found if each is not None and _is_another(each, known)}
    return next(iter(corners.values())) if len(corners) == 1 else None


def _sides(label: str) -> list[str]:
    """The two streets of a corner as they wrote it."""
    words = Words(label)
    at = next((n for n, key in enumerate(words.keys) if key in JOINERS and 0 < n < len(words.keys) - 1), None)
    return [] if at is None else [words.written(0, at - 1), words.written(at + 1, len(words.keys) - 1)]


def _is_another(place: Place, known: Place) -> bool:
    return place.kind is PlaceKind.INTERSECTION and (place.lat, place.lon) != (known.lat, known.lon)
