"""What a simulated requester writes, so that the talk understands of what nature the call is."""

from collections.abc import Iterator, Mapping

from domain.community import Community
from domain.ids import NatureId
from domain.lexicon import Lexicon, Sort
from domain.needs import ProtectionArea
from domain.triage import nature_for, read


def words_for(community: Community, lexicon: Lexicon) -> Mapping[NatureId, str]:
    """For each nature, words in which its protection area is read and no danger.

    Words tell protection areas apart, not natures: of several natures of one protection area a call opens under the
    first, as any text would. A nature whose protection area no word hints at is left out.
    """
    found: dict[NatureId, str] = {}
    for nature in community.natures.values():
        for entry, area in _hints(lexicon):
            words = entry.replace("*", "")
            reading = read(words, lexicon)
            opens = nature_for(reading, community)
            known = community.natures.get(opens) if opens is not None else None
            understood = known is not None and known.protection_area is area
            if area is nature.protection_area and understood and not reading.danger and not reading.chatter:
                found[nature.id] = words
                break
    return found


def _hints(lexicon: Lexicon) -> Iterator[tuple[str, ProtectionArea]]:
    for entry, marks in lexicon.entries.items():
        for mark in marks:
            if mark.sort is Sort.AREA:
                yield entry, ProtectionArea(mark.value)
