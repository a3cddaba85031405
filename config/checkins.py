"""What people say who are asked how they are after a call, read from `data/checkins.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.shipped import shipped
from domain.checkin import CheckInWords, Said, Sharing, SilenceWords
from domain.language import normalise

WORDS = Path(__file__).parent / "data" / "checkins.yaml"

Named = Mapping[Said, tuple[tuple[str, ...], ...]]
"""Ways to say each of several things, in one list for each language."""


class SilenceEntry(BaseModel):
    """What a wish for silence is made of in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    wish: tuple[str, ...]
    contact: tuple[str, ...]
    others: tuple[str, ...] = ()

    def words(self) -> SilenceWords:
        return SilenceWords(wish=_forms(self.wish), contact=_forms(self.contact), others=_forms(self.others))


class CheckInFile(BaseModel):
    """The file of words. What its keys mean stands at its top."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    whole: Named
    within: Named
    of_oneself: tuple[tuple[str, ...], ...]
    not_good: tuple[tuple[str, ...], ...]
    heavy: tuple[tuple[str, ...], ...]
    kind: tuple[tuple[str, ...], ...]
    of_oneself_now: tuple[tuple[str, ...], ...]
    calls_for_help: tuple[tuple[str, ...], ...]
    harmless: tuple[tuple[str, ...], ...]
    beside_a_time: tuple[tuple[str, ...], ...]
    silence: tuple[SilenceEntry, ...]
    not_of_us: tuple[tuple[str, ...], ...]
    polite: tuple[tuple[str, ...], ...]
    negations: tuple[tuple[str, ...], ...]
    others: tuple[tuple[str, ...], ...]
    oneself: tuple[tuple[str, ...], ...]
    spoken_of: tuple[tuple[str, ...], ...]
    debrief: Mapping[str, tuple[tuple[str, ...], ...]]
    talked: tuple[tuple[str, ...], ...]
    not_yet: tuple[tuple[str, ...], ...]
    hears: Mapping[Sharing, tuple[tuple[str, ...], ...]]
    excepting: tuple[tuple[str, ...], ...]
    rests: tuple[tuple[str, ...], ...]
    asks_who: tuple[tuple[str, ...], ...]


@cache
def load_check_in_words(path: Path = WORDS) -> CheckInWords:
    """The words of `path`, as texts are compared."""
    file = CheckInFile.model_validate(shipped(path))
    return CheckInWords(
        whole=_named(file.whole),
        within=_named(file.within),
        of_oneself=_all(file.of_oneself),
        not_good=_all(file.not_good),
        heavy=_all(file.heavy),
        kind=_all(file.kind),
        of_oneself_now=_all(file.of_oneself_now),
        calls_for_help=_all(file.calls_for_help),
        harmless=_all(file.harmless),
        beside_a_time=_all(file.beside_a_time),
        silence=tuple(each.words() for each in file.silence),
        not_of_us=_all(file.not_of_us),
        polite=_all(file.polite),
        negations=_all(file.negations),
        others=_all(file.others),
        oneself=_all(file.oneself),
        spoken_of=_all(file.spoken_of),
        debrief={word: digit for digit, lists in file.debrief.items() for word in _all(lists)},
        talked=_all(file.talked),
        not_yet=_all(file.not_yet),
        hears={who: _all(named) for who, named in file.hears.items()},
        excepting=_all(file.excepting),
        rests=_all(file.rests),
        asks_who=_all(file.asks_who),
    )


def _all(lists: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(normalise(word) for words in lists for word in words)


def _forms(words: tuple[str, ...]) -> frozenset[str]:
    """A star at the end of one stands for whatever it goes on with."""
    return frozenset(normalise(word) + ("*" if word.endswith("*") else "") for word in words)


def _named(things: Named) -> Mapping[str, Said]:
    return {normalise(word): said for said, lists in things.items() for words in lists for word in words}
