"""What in a text says who somebody is: numbers of phones, addresses of mail, names of accounts, links.

They are found as people type them, and rather too often than too rarely: whoever wrote them is asked. Coordinates,
times, dates, prices and the lines of buses are none, for they must pass.

A text is read as the eye reads it: signs nobody sees are not there, and a digit in a circle, on a key or wide is that
digit. What is found is left out of the text as it was written.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import category, normalize

LEFT_OUT = "[...]"
"""Stands where something was left out."""

_FEWEST_DIGITS = 7
"""However many follow: two numbers side by side are read as one run."""

_SERVICE = r"(?:insta(?:gram)?|ig|snap(?:chat)?|tiktok|telegram|tg|signal|whatsapp|fb|facebook|messenger|discord)"
_POSTS = r"(?:gmail|yahoo|hotmail|outlook|icloud|proton(?:mail)?|aol|msn|gmx|riseup|tutanota)"
_AT = r"(?:\s?@\s?|\s*[(\[{<]\s*at\s*[)\]}>]\s*|\s+(?:at|arroba|arobase?|awobaz)\s+)"
_DOT_SAID = r"(?:\s*[(\[{<]\s*(?:dot|punto|point|pwen)\s*[)\]}>]\s*|\s+(?:dot|punto|point|pwen)\s+)"
_ENDS = r"(?:com|org|net|edu|gov|info|io|gg|co|us|mx|fr|ht)\b"

_MAIL = re.compile(r"[^\s@<>,;:()]+\s?@\s?[^\s@<>,;:()]+\.[^\W\d_]{2,}")
_MAIL_SAID = re.compile(
    rf"(?<![\w.+-])[\w+-][\w.+-]*(?:{_DOT_SAID}[\w+-]+)*{_AT}(?:[\w-]+(?:{_DOT_SAID}[\w-]+)*?{_DOT_SAID}{_ENDS}"
    rf"|{_POSTS}(?:\s?\.\s?){_ENDS})"
    rf"|(?<![\w.])(?=\w+[.\d]\w|\w*_\w)[^\W\d][\w.]*(?:{_AT}|\s+(?:on|en|sur|sou)\s+){_POSTS}\b",
    re.IGNORECASE,
)
"""`ana at gmail dot com`, `ana (at) example (dot) org`, `ana at gmail.com`, `ana.lopez at gmail`."""
_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:t|telegram|wa|signal|m|fb|instagram|facebook|discord|twitter|x)"
    r"\.(?:me|com|gg|group)/)\S+"
    r"|(?<![\w@.-])[a-z0-9][a-z0-9.-]*\.(?:com|org|net|info|me|gg|io|co|ly|gl|ee|to|app|link|page|site)/\S+"
    rf"|\b[a-z0-9-]+{_DOT_SAID}(?:com|org|net|me|gg)\s+(?:slash|barra|barre)\s+\S+",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![\w@])@\w[\w.]{2,}")
_IS = r"(?:\s+(?:user\s?name|user|name|handle|account|nick|id|usuario|cuenta|compte|nom|kont|non)){0,2}"
_NAMED_ACCOUNT = re.compile(
    rf"(?<!\w){_SERVICE}{_IS}"
    r"(?:\s*[:=]\s*(?=\w[\w.]{2})|(?:\s+(?:is|es|est|se|as|under|como|sous))?\s+(?=\w*[^\W\d]\w*[._\d]\w)(?!\d))"
    r"(\w[\w.]*\w)",
    re.IGNORECASE,
)
"""A name behind that of where it is an account: `insta: rosa`, `signal rosa.12`, `my insta is ana.lopez`."""
_OWN_ACCOUNT = re.compile(
    rf"(?<!\w)(?:my|her|his|mi|su|mon|son)\s+(?!signal\b){_SERVICE}{_IS}\s+(?:is|es|est|se)\s+"
    r"(?!(?:bad|down|not|now|gone|off|on|out|dead|broken|slow|hacked|blocked|closed|open|private|public|working|here|"
    r"locked|full|empty|deleted|frozen|still|malo|mala|lento|lenta|bloqueado|caido|privado|nuevo|lent|mort|"
    r"bloqu\w+|ferm\w+|priv\w+|hors|pas|new|old|safe|fine|ok|okay|better|up|back|also|too)\b)(\w{3,})(?=\s*(?:[.,;!?\n]|$))",
    re.IGNORECASE,
)
"""Somebody's own, by a plain word that ends what they say: `my insta is rosa`. `my telegram is down` names none."""
_ACCOUNT_ON = re.compile(
    rf"(?<![\w.])(?=\w+[.\d]\w|\w*_\w)([^\W\d][\w.]*\w)\s+(?:on|en|sur|sou)\s+(?:my\s+)?{_SERVICE}(?!\w)",
    re.IGNORECASE,
)
"""`rosa_lopez on telegram`."""

_COORDINATES = re.compile(r"(?<![\d.])[-+]?\d{1,2}\.\d{3,}\s*,\s*[-+]?(?:1[0-7]\d|\d{1,2})\.\d{3,}(?!\.?\d)")
_ALONE = r"(?<![\d+(.:-])(?<!\d[\s-])"
_ENDED = r"(?![.:\s/-]{0,2}\d)"
_HOUR = r"(?:[01]?\d|2[0-4])"
_FIVES = r"(?:[01]\d|2[0-4])[0-5][05]"
_LINES = r"(?:bus(?:es)?|trains?|lines?|routes?|l[ií]neas?|rutas?|lignes?|bis|liy|wout|apts?|apartments?|rooms?|units?)"
_MONEY = r"(?:dollars?|d[o\u00f3]lares|bucks|pesos?|euros?|goud|gourdes?|dola)"
_NO_NUMBERS = re.compile(
    "|".join(
        (
            _COORDINATES.pattern,
            r"(?<![\d-])(?:19|20)\d{2}-\d{2}-\d{2}(?!-?\d)",
            rf"{_ALONE}\d{{1,2}}([/.-])\d{{1,2}}\1(?:19|20)\d{{2}}(?![./-]?\d)",
            rf"(?<![\d:]){_HOUR}:[0-5]\d(?::[0-5]\d)?(?!:?\d)",
            rf"{_ALONE}{_HOUR}\.[0-5]\d\s?[-\u2013]\s?{_HOUR}\.[0-5]\d{_ENDED}",
            rf"{_ALONE}{_FIVES}\s?[-\u2013]\s?{_FIVES}{_ENDED}",
            r"[$\u20ac\u00a3]\s?\d{1,3}(?:[.,]\d{3})*(?:[.,]\d{1,2})?(?![.,]?\d)(?!\s?-+\s?\d)",
            rf"{_ALONE}\d{{1,3}}(?:[.,]\d{{3}})+(?:[.,]\d{{2}})?\s?(?:[$\u20ac\u00a3]|{_MONEY}\b)",
            rf"(?<!\w){_LINES}\s+\d{{1,3}}(?:(?:\s*[,/]\s*|\s+)\d{{1,3}}){{1,2}}(?![\s,./-]{{0,3}}\d)(?!\d)",
        )
    ),
    re.IGNORECASE,
)
"""Coordinates, dates, times, prices and lines of buses: none of them a piece out of something longer."""

_DASH_SAID = r"\s*(?:dash|hyphen|minus|dot|slash|gui[o\u00f3]n|punto|barra|tiret|tir\u00e8|pwen)\s*"
_NUMBER = re.compile(rf"\+?\(?\d(?:(?:[\s.()/\\\u00b7\u2022\u2010-\u2015_*~|-]{{0,6}}|{_DASH_SAID})\d)*", re.IGNORECASE)
_PARTED = re.compile(r"(?<!\d)\d+(?:(?:[^\w$\u20ac\u00a3%\ue000\ue001]{1,6}|[a-z]{1,3})\d+)+", re.IGNORECASE)
"""Digits with anything between: they are a number only where they fall into the parts of one."""

_UNITS = (
    "zero oh o one two three four five six seven eight nine "
    "cero uno una dos tres cuatro cinco seis siete ocho nueve "
    "z\u00e9ro un deux trois quatre cinq sept huit neuf "
    "zewo youn yon en de twa kat senk sis s\u00e8t set uit n\u00e8f nef"
)
_TENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety "
    "diez once doce trece catorce quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa "
    "dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante "
    "dis onz douz tr\u00e8z kat\u00f2z kenz s\u00e8z ven trant karant senkant swasant"
)
_UNIT, _TEN = frozenset(_UNITS.split()), frozenset(_TENS.split())
_FIGURE = rf"(?:\d+|{'|'.join(sorted(_UNIT | _TEN, key=len, reverse=True))})(?!\w)"
_SPELLED = re.compile(rf"(?<!\w){_FIGURE}(?:[\s,.\u2010-\u2015-]{{1,3}}{_FIGURE})+", re.IGNORECASE)
_FEWEST_WORDS = 2
_FEWEST_IN_TENS, _FEWEST_IN_TENS_LISTED = 8, 10
"""`five thirty, six fifteen, seven` are times."""

_KEPT, _FOUND = "\ue000", "\ue001"
_UNSEEN = frozenset({"Cf", "Co", "Me", "Mn"})
_ROUND = re.compile(r"(?<![^\W\d_])[oO](?=\d)|(?<=\d)[oO](?![^\W\d_])")


def without_identifiers(text: str) -> str:
    """`text` with a mark in the place of everything that says who somebody is."""
    parts, at = [], 0
    for start, end in _identifiers(text):
        parts += [text[at:start], LEFT_OUT]
        at = end
    return "".join((*parts, text[at:]))


def without_place(text: str, *labels: str) -> str:
    """`text` with the mark in the place of coordinates, and of `labels`, the words by which the place is known."""
    for each in filter(None, map(str.split, labels)):
        named = r"(?<!\w)" + r"\s+".join(map(re.escape, each)) + r"(?!\w)"
        text = re.sub(named, LEFT_OUT, text, flags=re.IGNORECASE)
    return _COORDINATES.sub(LEFT_OUT, text)


def has_identifiers(text: str) -> bool:
    return bool(_identifiers(text))


def _identifiers(text: str) -> list[tuple[int, int]]:
    """From where to where in `text` they stand, in order; none reaches into another."""
    read, places = _as_read(text)
    found: list[tuple[int, int]] = []
    for spans in (_names, _spelled, _numbers):
        these = list(spans(read))
        found += these
        read = _masked(read, these, _FOUND)
    ends = [*places, len(text)]
    return [(places[start], max(places[end - 1] + 1, ends[end])) for start, end in sorted(found)]


def _as_read(text: str) -> tuple[str, list[int]]:
    """`text` as the eye reads it, and where in `text` each letter of that stands."""
    if text.isascii():
        return _ROUND.sub("0", text), list(range(len(text)))
    seen = [
        (sign, place)
        for place, each in enumerate(text)
        for sign in (each if each.isspace() else normalize("NFKC", each))
        if category(sign) not in _UNSEEN
    ]
    return _ROUND.sub("0", "".join(sign for sign, _ in seen)), [place for _, place in seen]


def _masked(read: str, spans: Iterable[tuple[int, int]], mark: str) -> str:
    for start, end in spans:
        read = read[:start] + mark * (end - start) + read[end:]
    return read


def _names(read: str) -> Iterator[tuple[int, int]]:
    """Addresses of mail, links and names of accounts: of these the name alone."""
    for pattern in (_MAIL, _MAIL_SAID, _LINK, _ACCOUNT, _NAMED_ACCOUNT, _OWN_ACCOUNT, _ACCOUNT_ON):
        these = [each.span(pattern.groups) for each in pattern.finditer(read)]
        read = _masked(read, these, _FOUND)
        yield from these


def _spelled(read: str) -> Iterator[tuple[int, int]]:
    for each in _SPELLED.finditer(read):
        figures = re.findall(r"\w+", each[0].lower())
        words = [figure for figure in figures if not figure.isdecimal()]
        tens = any(figure in _TEN for figure in words)
        fewest = (_FEWEST_IN_TENS_LISTED if "," in each[0] else _FEWEST_IN_TENS) if tens else _FEWEST_DIGITS
        if len(words) >= _FEWEST_WORDS and _digits_of(figures) >= fewest:
            yield each.span()


def _digits_of(figures: list[str]) -> int:
    """How many digits they make: `fifty five` and `fifty` are two, like `55`."""
    many = 0
    for figure, following in zip(figures, [*figures[1:], ""], strict=True):
        if figure.isdecimal():
            many += len(figure)
        elif figure in _TEN:
            many += 1 if following in _UNIT else 2
        else:
            many += 1
    return many


def _numbers(read: str) -> Iterator[tuple[int, int]]:
    read = _masked(read, [each.span() for each in _NO_NUMBERS.finditer(read)], _KEPT)
    tight = [each.span() for each in _NUMBER.finditer(read) if _is_a_phones(each[0])]
    yield from tight
    for each in _PARTED.finditer(_masked(read, tight, _FOUND)):
        if _falls_into_parts(re.findall(r"\d+", each[0])):
            yield each.span()


def _is_a_phones(number: str) -> bool:
    return sum(each.isdecimal() for each in number) >= _FEWEST_DIGITS or number.startswith("+")


_PARTS = re.compile(r"(?:1,?)?[2-9]\d\d,?[2-9]\d\d,?\d{4}")
_WHOLE = range(9, 12)
"""How many digits a number has that is dialled with a nought before it."""


def _falls_into_parts(groups: list[str]) -> bool:
    """`312, 555, 0142`, `06, 12, 34, 56, 78` and `3, 1, 2, 5, 5, 5, 0` do; `12, 147, 151` and `1, 2, 3` do not."""
    if _PARTS.fullmatch(",".join(groups)):
        return True
    steps = [int(other) - int(one) for one, other in pairwise(groups)]
    if all(len(each) == 1 for each in groups):
        return len(groups) >= _FEWEST_DIGITS and min(steps) <= 0
    led = any(each.startswith("0") and len(each) > 1 for each in groups)
    return led and set(steps) != {1} and sum(map(len, groups)) in _WHOLE
