"""What a simulated requester writes, so that the talk understands of what nature the call is."""

from collections.abc import Mapping

from domain.community import Community
from domain.ids import NatureId
from domain.triage import Lexicon, nature_for, read


def words_for(community: Community, lexicon: Lexicon) -> Mapping[NatureId, str]:
    """For each nature, words in which its protection area is read and no danger.

    Words tell protection areas apart, not natures: of several natures of one protection area a call opens under the
    first, as any text would. A nature whose protection area no word hints at is left out.
    """
    found: dict[NatureId, str] = {}
    for nature in community.natures.values():
        for entry, area in lexicon.areas.items():
            words = entry.removesuffix("*")
            reading = read(words, lexicon)
            opens = nature_for(reading, community)
            understood = opens is not None and community.natures[opens].protection_area is area
            if area is nature.protection_area and understood and not reading.danger and not reading.chatter:
                found[nature.id] = words
                break
    return found
