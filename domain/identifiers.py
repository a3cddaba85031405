"""What in a text says who somebody is: numbers of phones, addresses of mail, names of accounts, links.

They are found as people type them, and rather too often than too rarely: whoever wrote them is asked. Coordinates,
times and dates are none, for places must pass.
"""

import re

LEFT_OUT = "[...]"
"""Stands where something was left out."""

_FEWEST_DIGITS = 7
"""However many follow: two numbers side by side are read as one run."""

_MAIL = re.compile(r"[^\s@<>,;:()]+\s?@\s?[^\s@<>,;:()]+\.[^\W\d_]{2,}", re.UNICODE)
_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:t|telegram|wa|signal|m|fb|instagram|facebook|discord|twitter|x)"
    r"\.(?:me|com|gg|group)/)\S+"
    r"|(?<![\w@.-])[a-z0-9][a-z0-9.-]*\.(?:com|org|net|info|me|gg|io|co|ly|gl|ee|to|app|link|page|site)/\S+",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![\w@])@\w[\w.]{2,}")
_NAMED_ACCOUNT = re.compile(
    r"(?<!\w)((?:insta(?:gram)?|ig|snap(?:chat)?|tiktok|telegram|tg|signal|whatsapp|fb|facebook|messenger|discord)"
    r"(?:\s*[:=]\s*(?=\w[\w.]{2})|\s+(?=\w*[^\W\d]\w*[._\d]\w)(?!\d)))\w[\w.]*\w",
    re.IGNORECASE,
)
"""A name behind that of where it is an account: `insta: rosa`, `signal rosa.12`. `signal is bad here` names none."""
_COORDINATES = re.compile(r"(?<![\d.])[-+]?\d{1,2}\.\d{3,}\s*,\s*[-+]?(?:1[0-7]\d|\d{1,2})\.\d{3,}(?!\.?\d)")
_NO_NUMBERS = re.compile(
    _COORDINATES.pattern + r"|(?<![\d-])(?:19|20)\d{2}-\d{2}-\d{2}(?!-?\d)|\b\d{1,2}:\d{2}(?::\d{2})?\b"
)
"""Coordinates, dates and times: none of them a piece out of something longer."""
_NUMBER = re.compile(r"\+?\(?\d(?:[\s.()/\u00b7\u2022\u2010-\u2015_-]{0,3}\d)*")
_KEPT = "\ue000"


def without_identifiers(text: str) -> str:
    """`text` with a mark in the place of everything that says who somebody is."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return _KEPT

    for each in (_MAIL, _LINK, _ACCOUNT):
        text = each.sub(LEFT_OUT, text)
    text = _NAMED_ACCOUNT.sub(rf"\1{LEFT_OUT}", text)
    text = _NO_NUMBERS.sub(keep, text.replace(_KEPT, " "))
    text = _NUMBER.sub(lambda found: LEFT_OUT if _is_a_phones(found[0]) else found[0], text)
    parts = text.split(_KEPT)
    return "".join(part + put_back for part, put_back in zip(parts, [*kept, ""], strict=True))


def without_place(text: str, *labels: str) -> str:
    """`text` with the mark in the place of coordinates, and of `labels`, the words by which the place is known."""
    for each in filter(None, map(str.split, labels)):
        named = r"(?<!\w)" + r"\s+".join(map(re.escape, each)) + r"(?!\w)"
        text = re.sub(named, LEFT_OUT, text, flags=re.IGNORECASE)
    return _COORDINATES.sub(LEFT_OUT, text)


def has_identifiers(text: str) -> bool:
    return without_identifiers(text) != text.replace(_KEPT, " ")


def _is_a_phones(number: str) -> bool:
    return sum(each.isdecimal() for each in number) >= _FEWEST_DIGITS or number.startswith("+")
