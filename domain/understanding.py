"""What a text from somebody with no running call asks for: one rule, for the talk and for whoever only wants to know.

danger                                   open, whatever else
a phone company's or our own short word  none; HELP asks
what is the matter, or a place and more  open
chatter, adverts, other doors            none
enforcement seen, and nobody needs help  ask: a report, which coordinators hear of; what it lacks is asked (`as_report`)
anything else                            ask: one question goes back
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.keywords import keyword
from domain.language import normalise
from domain.needs import DangerKind
from domain.places import Doubt, Found, Place, PlaceKind
from domain.sighting_words import Seen, SightingWords, read_sighting, without_units
from domain.triage import Reading
from domain.vocabulary import Keyword, Vocabulary, Word

PLACE_ALONE = 5
"""A text of so few words that names a place and nothing known is taken for the place alone."""

_HARDLY_MORE = 3
"""Words beside a place that say nothing by themselves."""

LONGEST_WORDS = 300
"""Characters that are looked at for a short word: no longer text is one."""

_SOS = "\U0001f198"
"""Who has no words left may have this sign. Other signs alone say nothing."""

_BY_NAME = frozenset({PlaceKind.INTERSECTION, PlaceKind.ADDRESS, PlaceKind.AREA, PlaceKind.STREET})

_NOBODY = frozenset({Word.OPT_OUT, Word.OPT_IN, Word.EXIT, Word.START, Word.THANKS})
_ASKS = frozenset({Word.HELP, Word.SOS, Word.STATUS, Word.HELLO, Word.NO, Word.YES})


class Outcome(StrEnum):
    """Whether an incident opens, a question goes back, or nobody is needed."""

    OPEN = "open"
    ASK = "ask"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a text says, which short word it is, which place it names, and what comes of it.

    `doubt`: what stands for a place where none is named. `keyword`: it opens or shuts the line, or asks who we are.
    `sighting`: it tells of enforcement, and coordinators hear of that as a report, whatever else comes of the text.
    """

    reading: Reading
    word: Word | None
    place: Place | None
    outcome: Outcome
    doubt: Doubt | None = None
    keyword: Keyword | None = None
    sighting: bool = False


def understand(
    text: str,
    *,
    read: Callable[[str], Reading],
    seek: Callable[[str], Found],
    words: Vocabulary,
    language: Callable[[str], str | None],
) -> Understanding:
    """What comes of `text`, written by somebody who is not helped yet. `language`: what `read` says of it alone."""
    normalised = normalise(text[:LONGEST_WORDS])
    asked = keyword(text, words)
    word = words.whole(normalised) if len(text) <= LONGEST_WORDS else None
    if word is None and asked is not None:
        word = Word(asked.value)
    reading, sought = read(text), seek(text)
    if reading.faint and sought.place is not None:
        reading = _without_a_place(reading, sought.place, text, read)
    if reading.language is not None and sought.place is not None and sought.place.kind in _BY_NAME:
        reading = replace(reading, language=_language_beside(sought.place, text, reading.language, language))
    return Understanding(
        reading=reading,
        word=word,
        place=sought.place,
        outcome=Outcome.NONE if asked is Keyword.OPT_OUT else _outcome(text, normalised, word, reading, sought.place),
        doubt=sought.doubt,
        keyword=asked,
    )


def _without_a_place(reading: Reading, place: Place, text: str, read: Callable[[str], Reading]) -> Reading:
    """A text is in no danger by the small signs in the name of a place: "5e et Main", "un techo esta noche la 5 y
    Main", degrees and minutes."""
    beside = text.replace(place.label, " , ", 1)
    return reading if beside == text else read(beside)


def _language_beside(place: Place, text: str, whole: str, language: Callable[[str], str | None]) -> str | None:
    """The language of what stands beside a place's name. Of hardly a word there it is none that the text as a `whole`
    does not show as well: the "coin de la" of "coin de la 5 et Main" is no English."""
    beside = _beside(place, text)
    shows = language(beside)
    return shows if shows == whole or len(beside.split()) > _HARDLY_MORE else None


def _beside(place: Place, text: str) -> str:
    """A text but for the name of a place, which is in the language of a map: nobody who is at "5th & Main" writes
    French for it."""
    named = set(normalise(place.label).split())
    return " ".join(word for word in text.split() if not named.issuperset(normalise(word).split()))


_BY_BEING_THERE = frozenset({DangerKind.TAKEN, DangerKind.WEAPON})
"""What the names of enforcement and its arms say: that it is there is no danger by itself."""


def reports_alone(
    text: str, seen: Seen, whole: Reading, *, read: Callable[[str], Reading], sightings: SightingWords
) -> bool:
    """True if `text`, of which `whole` was read, tells of enforcement and opens no call by it. In doubt somebody needs
    help; how many men there are and what they wear is no such doubt, however many small signs it has."""
    if not seen.is_sighting or seen.asks or not (whole.faint or _BY_BEING_THERE.issuperset(whole.kinds)):
        return False
    rest = read(without_units(text, sightings))
    return rest.faint or not rest.danger


def as_report(
    found: Understanding, text: str, *, read: Callable[[str], Reading], sightings: SightingWords
) -> Understanding:
    """`found` of a text, which is a report where it tells of enforcement: no danger and no call, if of nothing else."""
    seen = read_sighting(text, sightings)
    found = replace(found, sighting=seen.is_sighting)
    if not reports_alone(text, seen, found.reading, read=read, sightings=sightings):
        return found
    return replace(found, reading=replace(found.reading, danger=False, kinds=()), outcome=Outcome.ASK)


def words_in(text: str) -> int:
    """How many words it has, as it is written or as it is compared, whichever are fewer."""
    return min(len(normalise(text[:LONGEST_WORDS]).split()), len(text[:LONGEST_WORDS].split()))


def _outcome(text: str, normalised: str, word: Word | None, reading: Reading, place: Place | None) -> Outcome:
    if word in _NOBODY:
        return Outcome.NONE
    if reading.danger:
        return Outcome.OPEN
    if not normalised:
        return Outcome.ASK if _SOS in text else Outcome.NONE
    if word in _ASKS:
        return Outcome.NONE if reading.chatter else Outcome.ASK
    if reading.advert or (reading.chatter and not (reading.idiom and place is not None)) or reading.door:
        return Outcome.NONE
    placed = place is not None and place.kind is not PlaceKind.STREET
    if reading.says_what or (placed and words_in(text) > PLACE_ALONE):
        return Outcome.OPEN
    return Outcome.ASK
