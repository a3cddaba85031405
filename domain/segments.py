"""How many SMS a text becomes. Source: 3GPP TS 23.038 (alphabets) and TS 23.040 (concatenation).

One character outside the GSM 7-bit alphabet makes the whole message UCS-2: 70 instead of 160 characters, 67 instead
of 153 in each part of a longer one.
"""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


class Encoding(StrEnum):
    GSM_7 = "gsm-7"
    UCS_2 = "ucs-2"


_ALONE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_JOINED = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}


def encoding_of(text: str) -> Encoding:
    """The encoding a phone network needs for `text`."""
    return Encoding.UCS_2 if outside_gsm_7(text) else Encoding.GSM_7


def outside_gsm_7(text: str) -> frozenset[str]:
    """The characters of `text` that make it UCS-2."""
    return frozenset(text) - _BASIC - _EXTENDED


def in_gsm_7(text: str) -> str:
    """`text`, a name, with the letters GSM-7 lacks written without their accents, where it has them so."""
    outside = outside_gsm_7(text)
    return "".join(_without_accent(char) if char in outside else char for char in text)


def _without_accent(char: str) -> str:
    bare = unicodedata.normalize("NFD", char)[0]
    return bare if bare in _BASIC else char


def segments(text: str) -> int:
    """How many SMS `text` becomes; 1 if it is empty.

    Characters behind an escape and surrogate pairs count two and are never parted between two SMS.
    """
    encoding = encoding_of(text)
    if encoding is Encoding.GSM_7:
        widths = [2 if char in _EXTENDED else 1 for char in text]
    else:
        widths = [2 if ord(char) > 0xFFFF else 1 for char in text]  # behind the basic plane
    if sum(widths) <= _ALONE[encoding]:
        return 1
    return _parts(widths, _JOINED[encoding])


def _parts(widths: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts
