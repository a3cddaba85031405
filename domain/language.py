"""Text as people type it, made comparable (`normalise`) and made harmless (`clean`)."""

import re
import unicodedata

_CONTRACTION = re.compile(r"(?<=\w)'(?=(?:t|s|d|m|re|ve|ll)\b)")
_QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc", "'"))
_NOT_WORDS_ASCII = re.compile(r"[^a-z0-9]+")
_JOINS = "\u200c\u200d"
_BLANK_LINES = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    """`text` as words parted by single blanks: no case, accents, punctuation or fancy forms.

    "Don't" and "dont" come out the same, "l'eau" as two words. Two texts that people would call the same words
    usually come out equal; it is for comparing, never for showing.
    """
    text = text.translate(_QUOTES)
    if text.isascii():
        return _NOT_WORDS_ASCII.sub(" ", _CONTRACTION.sub("", text.lower())).strip()
    # Compatibility forms first, so that full-width letters and ligatures fold; accents come off the taken-apart form.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in apart if not "\u0300" <= char <= "\u036f" and char not in _JOINS)
    whole = unicodedata.normalize("NFC", _CONTRACTION.sub("", bare))
    return " ".join("".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in whole).split())


def clean(text: str, limit: int) -> str:
    """`text` as somebody sent it, without what could deceive or break: control characters, direction overrides,
    invisible characters, halves of surrogate pairs. At most `limit` characters, no blanks around.

    Line breaks stay, three and more become two. The joiners inside emoji and Persian words stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(char for char in text.replace("\t", " ") if _is_harmless(char))
    return _BLANK_LINES.sub("\n\n", kept).strip()[:limit].rstrip(_JOINS + " \n")


def _is_harmless(char: str) -> bool:
    if char == "\n" or char in _JOINS:
        return True
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
