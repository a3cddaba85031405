"""Who writes of themselves that they are not well, or may hurt themselves: heard whatever was asked of them."""

from domain.language import normalise
from domain.needs import DangerKind
from domain.vocabulary import Word
from handlers.step import TalkFacts


def says_unwell(text: str, facts: TalkFacts) -> bool:
    """True if they say so of themselves, in a phrase or as the whole message."""
    said = normalise(text)
    return facts.check_in_words.says_unwell(said) or facts.words.whole(said) is Word.NOT_WELL


def means_to_die(text: str, facts: TalkFacts) -> bool:
    """True of whoever goes, who writes of taking their own life; of whoever they go to they would write otherwise, and
    may well ask them.
    """
    asks = text.rstrip().endswith(("?", "\uff1f", "\u061f"))
    of_oneself = facts.check_in_words.is_of_oneself(normalise(text))
    return may_hurt_themselves(text, facts) and of_oneself and not asks


def may_hurt_themselves(text: str, facts: TalkFacts) -> bool:
    """True of words of taking one's life that are not plainly about somebody else: in doubt it is whoever writes."""
    return DangerKind.SUICIDE in facts.read(text).kinds and not facts.check_in_words.is_of_others(normalise(text))
