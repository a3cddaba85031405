"""Who writes of themselves that they are not well, or may hurt themselves: heard whatever was asked of them."""

from domain.ids import NatureId
from domain.language import normalise, stands_alone
from domain.needs import DangerKind, ProtectionArea
from domain.vocabulary import Word
from handlers.step import GoingOn, TalkFacts


def says_unwell(text: str, facts: TalkFacts) -> bool:
    """True if they say so of themselves, in a phrase or as the whole message."""
    said = normalise(text)
    return facts.check_in_words.says_unwell(said) or facts.words.whole(said) is Word.NOT_WELL


def means_to_die(text: str, facts: TalkFacts) -> bool:
    """True of whoever goes, who writes of taking their own life. Of whoever they go to they would write otherwise, and
    may well ask them: in doubt it is themselves, but where they ask or tell somebody, or go to a call of that kind.
    """
    if not may_hurt_themselves(text, facts):
        return False
    said, words = normalise(text), facts.check_in_words
    asks = text.rstrip().endswith(("?", "\uff1f", "\u061f"))
    if words.is_of_oneself(said) and not asks:
        return True
    if words.speaks_of(said) or any(stands_alone(each) in f" {said} " for each in _known_by(facts)):
        return False
    if asks:
        return said.isascii() and words.is_of_oneself(said)  # `should I just do it?`
    return not any(_is_of_the_mind(each, facts) for each in facts.going)


def _known_by(facts: TalkFacts) -> tuple[str, ...]:
    """What those they go to and go with go by."""
    return tuple(normalise(each) for each in (*facts.fellows, *(each.requester for each in facts.going)))


def _is_of_the_mind(call: GoingOn, facts: TalkFacts) -> bool:
    nature = facts.community.natures.get(NatureId(call.nature))
    return nature is not None and nature.protection_area is ProtectionArea.MENTAL_HEALTH


def may_hurt_themselves(text: str, facts: TalkFacts) -> bool:
    """True of words of taking one's life that are not plainly about somebody else: in doubt it is whoever writes."""
    return DangerKind.SUICIDE in facts.read(text).kinds and not facts.check_in_words.is_of_others(normalise(text))
