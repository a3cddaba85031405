"""Names in a text: of areas, landmarks, streets and blocks, however people write them.

Streets are compared by what people never leave out: "N 5th St", "fifth" and "la 5" are one street. Where the gazetteer
has several that differ only by what was left out ("Oak St", "Oak Ave"), what was written decides, else all are meant.

Everything here takes time in proportion to the text: a name is looked up by its first word, or, with a slip of the
thumb, among the few names that begin with the same letter and are about as long.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from rapidfuzz.distance import OSA

from domain.community import Landmark
from domain.language import normalise
from domain.places import PlaceKind

Point = tuple[float, float]
"""(lat, lon) in degrees WGS 84."""

T = TypeVar("T")

_SHORTEST_BEGINNING = 2
_SHORTEST_WITH_A_SWAP = 4
_SHORTEST_WITH_A_SLIP = 6
_SHORTEST_WITH_TWO_SLIPS = 11
_MOST_SLIPS = 2


class Word(NamedTuple):
    """A word of a text as it is compared, and where it stands. `&`, `@`, `+` and `/` between words are words.

    `mark` makes a number part of something else: `$` before a price, `%` behind a share, `:` of a time, `-` of a range.
    """

    key: str
    start: int
    end: int
    mark: str = ""
    ends_line: bool = False


_WORD = re.compile(r"\w+(?:['\u2019]\w+)*|[&@+/]")
_SIGNS = frozenset("&@+/")
_MONEY = "$\u20ac\u00a3\u00a5"
_IN_NUMBERS = ".,:-/"
_HYPHENS = ("-", "\u2013", "\u2014")


class Words:
    """The words of a text. `keys` are had at once, the rest of a `Word` only where one is looked at."""

    __slots__ = ("_each", "keys", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys = list(keys_of(text))
        self._each: tuple[Word, ...] | None = None

    @property
    def each(self) -> tuple[Word, ...]:
        if self._each is None:
            self._each = tuple(_each_word(self.text))
        return self._each

    def written(self, first: int, last: int) -> str:
        """The words `first` to `last` as they stand in the text."""
        return self.text[self.each[first].start : self.each[last].end]

    def is_hyphened(self, n: int) -> bool:
        """True between "Main" and "5th" in "Main-5th" and "Main - 5th"."""
        if n + 1 >= len(self.keys):
            return False
        word, behind = self.each[n], self.each[n + 1]
        return self.text[word.end : behind.start].strip(" ") in _HYPHENS and not word.mark


def keys_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(filter(None, map(_key, _WORD.findall(text))))


def _key(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    return "&" if word in _SIGNS else normalise(word).replace(" ", "")


def _each_word(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        key, start, end = _key(found.group()), found.start(), found.end()
        if key:
            mark = _mark(text, start, end) if key[0].isdecimal() else ""
            yield Word(key, start, end, mark, ends_line=text[end : end + 1] in ("\n", "\r"))


def _mark(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 2) : start]
    if before.strip()[-1:] in (*_MONEY, "#") and before.strip():
        return before.strip()[-1]
    if before[-1:] in _IN_NUMBERS and before[:1].isdecimal() and len(before) == 2:
        return before[-1]
    behind = text[end : end + 2]
    if behind.strip()[:1] in (*_MONEY, "%", "\u00b0") and behind.strip():
        return behind.strip()[0]
    return behind[0] if behind[:1] in _IN_NUMBERS and behind[1:].isdecimal() else ""


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """The words `first` to `last` (both in it) name these."""

    first: int
    last: int
    items: tuple[T, ...]
    exact: bool


class _Alike:
    """Phrases about as long as one another, of which those are wanted that another may be with two slips.

    A slip touches three pairs of letters at most: where two are swapped. Of many phrases, as there are in a large city,
    those that differ in more pairs are passed over together.
    """

    __slots__ = ("_pairs", "_phrases")

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = phrases
        many = len(phrases) > _FEW_ALIKE
        self._pairs = np.array([_pairs(each) for each in phrases], dtype=np.uint64) if many else None

    def to(self, phrase: str) -> Iterable[str]:
        if self._pairs is None:
            return self._phrases
        apart = np.bitwise_count(self._pairs ^ np.uint64(_pairs(phrase)))
        return [self._phrases[n] for n in np.flatnonzero(apart <= _MOST_PAIRS_APART).tolist()]


_FEW_ALIKE = 24
_MOST_PAIRS_APART = 2 * 3 * _MOST_SLIPS
"""Those that go, and those that come."""


def _pairs(phrase: str) -> int:
    """A bit for each two letters that stand side by side in it; some share one."""
    bits = 0
    for one, other in pairwise(phrase):
        bits |= 1 << (ord(one) * 31 + ord(other)) % 64
    return bits


class Names(Generic[T]):
    """Finds names in a text by whole words: as written, or with a slip of the thumb.

    A slip is a letter missing, added, changed or swapped: one in a name of 6 letters or more, two in one of 11 or
    more; never the first letter, never where two names would be equally near, and never where all its words are some
    that names have, these or others of the community (`known`): "the mill" is no slip for "the hill".
    """

    def __init__(self, named: Iterable[tuple[tuple[str, ...], T]], known: Iterable[str] = ()) -> None:
        self._known = set(known)
        self._items: dict[str, list[T]] = {}
        lengths: dict[str, set[int]] = defaultdict(set)
        self._longest = 0
        for keys, item in named:
            if keys:
                self._known.update(keys)
                items = self._items.setdefault(" ".join(keys), [])
                if item not in items:
                    items.append(item)
                lengths[keys[0]].add(len(keys))
                self._longest = max(self._longest, len(keys))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}
        alike: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for phrase in self._items:
            slips = _slips(phrase)
            for length in range(len(phrase) - slips, len(phrase) + slips + 1) if slips else ():
                alike[phrase[0]][length].append(phrase)
        self._alike = {
            first: {length: _Alike(phrases) for length, phrases in by_length.items()}
            for first, by_length in alike.items()
        }
        """Those that a phrase may be with a slip, by its first letter and how long it is."""

        self._swapped: dict[str, list[str]] = defaultdict(list)
        """Short ones by their letters: two of them swapped are a slip where something else says that it is a name."""
        for phrase in self._items:
            if _SHORTEST_WITH_A_SWAP <= len(phrase) < _SHORTEST_WITH_A_SLIP and phrase.isalpha():
                self._swapped["".join(sorted(phrase))].append(phrase)

    def named(self, keys: Sequence[str]) -> Sequence[T]:
        """What exactly these words name."""
        return self._items.get(" ".join(keys), ())

    def nearly(self, keys: Sequence[str]) -> Sequence[T]:
        """What these words name with a slip."""
        phrase = " ".join(keys)
        near = self._near(phrase)
        if near is None:
            swapped = [
                each
                for each in self._swapped.get("".join(sorted(phrase)), ())
                if each[0] == phrase[0] and OSA.distance(phrase, each) == 1
            ]
            near = swapped[0] if len(swapped) == 1 else None
        return self._items[near] if near is not None else ()

    def find(self, keys: Sequence[str]) -> list[Named[T]]:
        """Every name in a text as written, in its order, without the shorter ones inside longer ones."""
        found: list[Named[T]] = []
        over = -1
        for first, key in enumerate(keys):
            for length in self._lengths.get(key, ()):
                last = first + length - 1
                items = self._items.get(" ".join(keys[first : last + 1])) if last < len(keys) else None
                if items:
                    if last > over:
                        found.append(Named(first, last, tuple(items), exact=True))
                        over = last
                    break
        return found

    def find_nearly(self, keys: Sequence[str]) -> Named[T] | None:
        """A name in a text with a slip, the longest there is."""
        best: Named[T] | None = None
        for first, key in enumerate(keys):
            lengths = self._alike.get(key[0])
            if lengths is None:
                continue
            length = -1
            for last in range(first, min(first + self._longest + 1, len(keys))):
                length += 1 + len(keys[last])
                if length not in lengths or (best is not None and last - first <= best.last - best.first):
                    continue
                if self._known.issuperset(keys[first : last + 1]):
                    continue
                near = self._near(" ".join(keys[first : last + 1]))
                if near is not None:
                    best = Named(first, last, tuple(self._items[near]), exact=False)
        return best

    def _near(self, phrase: str) -> str | None:
        lengths = self._alike.get(phrase[:1])
        nearest: list[str] = []
        fewest = _MOST_SLIPS + 1
        alike = lengths.get(len(phrase)) if lengths is not None else None
        for each in alike.to(phrase) if alike is not None else ():
            slips = OSA.distance(phrase, each, score_cutoff=_MOST_SLIPS)
            if slips < fewest:
                nearest, fewest = [each], slips
            elif slips == fewest <= _MOST_SLIPS:
                nearest.append(each)
        return nearest[0] if len(nearest) == 1 and fewest <= _slips(nearest[0]) else None


def _slips(phrase: str) -> int:
    if len(phrase) < _SHORTEST_WITH_A_SLIP:
        return 0
    return _MOST_SLIPS if len(phrase) >= _SHORTEST_WITH_TWO_SLIPS else 1


def words_of(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# --- landmarks

_SHORTEST_PART = 4
_WRITTEN_OUT = {
    short: word
    for word, many in {
        "station": "stn sta estacion gare",
        "library": "lib libary biblioteca bibliotheque",
        "school": "sch escuela ecole lekol",
        "park": "pk prk parque parc pak",
        "community": "comm comunitario",
        "center": "ctr centre centro sant",
        "church": "chruch iglesia eglise legliz",
        "hospital": "hosp",
        "building": "bldg edificio batiment",
        "market": "mkt mercado marche mache",
        "garden": "gdn jardin jaden",
        "apartments": "apts",
        "university": "univ",
        "mount": "mt",
        "fort": "ft",
        "saint": "st",
    }.items()
    for short in many.split()
}
"""As gazetteers write it, by how people do."""

_KINDS_OF_PLACE = words_of(
    (
        "station library school park community center church hospital building market garden apartments university",
        "hall house home store shop mall plaza square bridge clinic court courthouse office jail prison tower towers",
        "lot parking bank hotel motel shelter pool gym club cafe restaurant bar pharmacy street road avenue lane",
        "union city town county state public new old north south east west upper lower big little first second saint",
        "mount fort high middle elementary memorial central main",
    )
)
"""No landmark by themselves: there are more of them than the gazetteer has."""

_PLACING = words_of(
    (
        "at by near nr outside inside behind beside opposite around cerca junto frente detras afuera dentro",
        "devant derriere pres chez pre devan deye bo kote across past under @",
    )
)
ARTICLES = words_of(("the la el le les los las del de of du",))
_AROUND_NAMES = _PLACING | ARTICLES | words_of(("im i am we are is its it estoy estamos je suis mwen pls please help",))


# --- streets

JOINERS = frozenset(
    {"&", "and", "at", "n", "y", "e", "con", "x", "near", "by", "corner", "esquina", "esq", "cruce", "et", "ak", "avec"}
    | {"kwen", "cross", "crosses", "intersects", "avek", "cor", "cnr", "croix", "meets", "across"}
    | {"nd", "an", "adn", "nad", "casi"}
)
_CORNERS = frozenset(
    {"corner", "cor", "cnr", "intersection", "esquina", "esq", "cruce", "angle", "coin", "croisement", "carrefour"}
    | {"kwen", "kafou", "crossing", "junction", "interseccion"}
)
"""Words that say two streets follow, also where nothing stands between these."""

_STREETS = words_of(
    ("st str street ave av avenue rd road blvd boulevard ln lane dr drive calle avenida avda rue ri ru",)
)
"""Where two of these stand near each other, two streets may stand side by side with nothing between."""

_BETWEENS = frozenset({"between", "btw", "btwn", "entre", "ant", "betwen"})
_FILLERS = frozenset(
    {
        "the",
        "of",
        "de",
        "del",
        "la",
        "el",
        "las",
        "los",
        "with",
        "block",
        "blk",
        "cuadra",
        "corner",
        "esquina",
        "du",
        "des",
        "le",
    }
    | {"les", "calles", "streets", "on", "sobre", "rues", "kwen", "en", "por", "sou", "nan", "casi"}
)
_SUFFIXES = {
    written: suffix
    for suffix, many in {
        "st": "st str street calle c rue ri ru cl",
        "ave": "ave av avenue avenida avda avni aven",
        "blvd": "blvd boulevard bulevar bd boul bulva blv",
        "rd": "rd road camino chemin chemen carretera route wout",
        "dr": "dr drive",
        "ln": "ln lane callejon ruelle",
        "pl": "pl place plaza",
        "ct": "ct court",
        "way": "way",
        "pkwy": "pkwy parkway",
        "hwy": "hwy highway autopista",
        "ter": "ter terrace",
        "paseo": "paseo",
        "carrera": "carrera cra kra",
        "via": "via",
        "cir": "cir circle",
        "sq": "sq square",
        "alley": "alley aly",
        "imp": "impasse enpas",
    }.items()
    for written in many.split()
}
_DIRECTIONS = {
    written: direction
    for direction, many in {
        "n": "n north norte nord nth",
        "s": "s south sur sud sid sth",
        "e": "e east este est",
        "w": "w west oeste ouest lwes",
        "ne": "ne northeast noreste",
        "nw": "nw northwest noroeste",
        "se": "se southeast sureste",
        "sw": "sw southwest suroeste",
    }.items()
    for written in many.split()
}
_DIRECTION = frozenset(_DIRECTIONS.values())
_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "first primera primero primer premiere premier premye",
            "second segunda segundo deuxieme seconde dezyem",
            "third thrid tercera tercero tercer troisieme twazyem",
            "fourth fouth cuarta cuarto quatrieme katriyem",
            "fifth fith fivth fifht quinta quinto cinquieme senkyem",
            "sixth sexta sexto sixieme sizyem",
            "seventh sevnth seventth septima septimo setima setimo septieme setyem",
            "eighth eigth eigthth octava octavo huitieme wityem",
            "ninth nineth novena noveno neuvieme nevyem",
            "tenth decima decimo dixieme dizyem",
            "eleventh undecima onceava onzieme onzyem",
            "twelfth twelth twelvth duodecima doceava douzieme douzyem",
            "thirteenth treceava treizieme",
            "fourteenth catorceava quatorzieme",
            "fifteenth quinceava quinzieme",
            "sixteenth seizieme",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth vigesima vingtieme",
        ),
        start=1,
    )
    for word in words.split()
}
_ORDINAL = re.compile(
    r"(\d{1,3})(?:st|nd|rd|th|a|o|ta|to|va|vo|ma|mo|da|do|ra|ro|na|no|er|ere|e|eme|em|yem|avenue|ave)"
)


_MONTHS = words_of(
    (
        "january february march april may june july august september october november december jan feb mar",
        "apr jun jul aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre",
        "octubre noviembre diciembre janvier fevrier mars avril mai juin juillet aout septembre octobre",
        "novembre decembre janvye fevriye avril jen jiye monday tuesday wednesday thursday friday saturday",
        "sunday lunes martes miercoles jueves viernes sabado domingo lundi mardi mercredi jeudi vendredi",
        "samedi dimanche lendi madi mekredi jedi vandredi samdi dimanch mondays tuesdays wednesdays thursdays",
        "fridays saturdays sundays lundis mardis mercredis jeudis vendredis samedis dimanches",
    )
)
_THINGS = words_of(
    (
        "days day hours hour",
        "hrs hr minutes mins min seconds weeks week months month years year yr yrs dollars dollar bucks usd",
        "euros pesos percent miles mile km meters metres feet foot ft lbs pounds kg gallons bottles boxes",
        "cases bags meals beds blankets pills mg ml floor floors grade graders period quarter inning round",
        "rounds time times place half reason reasons door doors point points entrance thing things idea ideas",
        "problem problems issue issues question questions part parts course courses dish stuff trees tree",
        "cars car trucks truck dogs dog cats cat am pm oclock of amendment amendments year step steps",
        "degree degrees burn burns shift shifts dose doses trimester cousin cousins hand exit exits sides kid child",
        "son daughter baby aisle row line",
        "dias dia horas hora dosis turno turnos clase etapa salida hijo hija",
        "minutos semanas semana meses mes anos ano dolares millas metros pisos piso grado veces vez razon",
        "puerta puertas cosas cosa puntos jours heures minutes semaines mois",
        "ans etage fois portes porte raisons raison classe dose sortie degre enfant jou edtan minit semen mwa ane fwa",
        "etaj klas dez doz pitit",
        "pot",
    )
)
"""What a number before it counts, and what "main" before it is said of: then neither is a street."""

OFTEN_COUNTED = words_of(
    (
        "people persons men women kids children guys adults adult officers cops agents police",
        "personas gente hombres mujeres ninos ninas chicos adultos policias agentes",
        "hommes femmes enfants personnes policiers agents moun gason fanm timoun ajan polisye",
        "eggs apples oranges bananas sandwiches pizzas burgers tacos tortillas loaves cans cups jars packs packets",
        "rolls diapers wipes towels pillows mattresses chairs tables tents coats jackets shirts shoes socks gloves",
        "hats phones chargers batteries radios cameras pens books pages flyers signs posters messages emails songs",
        "movies episodes games windows rooms houses blocks stops buses vans trucks bikes families friends neighbors",
        "neighbours babies boys girls students workers volunteers tenants others more huevos manzanas naranjas",
        "platanos panes latas vasos paquetes rollos panales mantas cobijas almohadas sillas mesas abrigos camisas",
        "zapatos guantes telefonos cargadores pilas libros paginas mensajes canciones cuartos casas cuadras carros",
        "familias amigos vecinos bebes alumnos trabajadores oeufs pommes pains boites tasses paquets couches chaises",
        "manteaux chemises chaussures gants telephones livres pages chambres maisons voitures familles amis voisins",
        "ze pen bwat ve pake kouchet chez manto chemiz soulye telefon liv paj chanm kay machin fanmi zanmi vwazen",
    )
)
"""What only a number right before it counts: behind a street's name these begin another sentence."""

_NEVER_MIND = words_of(
    ("sorry wait oops actually correction meant wrong perdon perdona digo mejor pardon plutot padon",)
)
_NOT = words_of(("no nope non not isnt pas pa",))
TAKES_BACK = _NEVER_MIND | _NOT | {"mean"}
_MOST_DOUBTED = 8
_MOST_TAKEN_BACK = 6
"""Nobody corrects themselves more often in one text."""

BEFORE_A_PLACE = (
    _PLACING
    | ARTICLES
    | words_of(
        ("i mean it its is was on in es era en con c est sont a sur se te nan sou street corner esquina kwen coin",)
    )
)
"""What may stand between a word that takes a place back, and the right one."""

_BLOCKS = frozenset({"block", "blk", "cuadra"})
_LONGEST_STREET = 5
_LONGEST_NUMBER = 5
_MOST_JOINERS = 32
"""Nobody names more corners in one message; a text of nothing but `and` is not looked through for hours."""


def _street(keys: Sequence[str]) -> tuple[str, ...]:
    """A street's name without what people leave out: "N 5th St", "fifth" and "la 5" are one street."""
    bare = [key for n, key in enumerate(keys) if key not in _FILLERS and not _is_ending(keys, n)]
    short = [key for key in bare if key not in _SUFFIXES and key not in _DIRECTIONS]
    short = short or [_SUFFIXES.get(key, key) for key in bare]  # "Avenue C", "North Ave"
    return tuple([_ordinal(key) for key in short])


def _is_ending(keys: Sequence[str], n: int) -> bool:
    """True for the "th" of "5 th"."""
    return keys[n] in ("th", "nd") and n > 0 and keys[n - 1].isdecimal()


def _ordinal(key: str) -> str:
    if not key[0].isdecimal():
        return _ORDINALS.get(key, key)
    written = _ORDINAL.fullmatch(key)
    return (written[1] if written else key).lstrip("0") or "0"


_OF_GRADES = re.compile(r"\d{1,3}(?:o|to|vo|mo|do|ro|no|er|e|eme|em|yem)")
_DAYS_FOLLOW = frozenset({"the", "el", "le", "los", "les"})

_HUNDREDS = re.compile(r"([1-9]\d{0,2})(?:xx|00s)")
_NEARLY_A_NUMBER = re.compile(r"(?=.*\d.*)(?=.*[oil])[1-9il][0-9oil]{2,4}")
_AS_DIGITS = str.maketrans("oil", "011")
"""Letters that thumbs and eyes take for digits: `45O Main`."""


def _hundred(key: str) -> int | None:
    """The block a house number lies in: 400 for "412", "4xx" and "400s"; None if it is no house number."""
    if (written := _HUNDREDS.fullmatch(key)) is not None:
        return int(written[1]) * 100
    if _NEARLY_A_NUMBER.fullmatch(key):
        key = key.translate(_AS_DIGITS)
    is_number = key.isdecimal() and len(key) <= _LONGEST_NUMBER and key[0] != "0"
    return int(key) // 100 * 100 if is_number else None


def _left_out(keys: Iterable[str]) -> frozenset[str]:
    """What `_street` leaves out of a name: its directions and what kind of street it is."""
    return frozenset(filter(None, (_SUFFIXES.get(key) or _DIRECTIONS.get(key) for key in keys)))


@dataclass(frozen=True, slots=True)
class Spot:
    """Words `first` to `last` of a text stand for something of the gazetteer, which may have it several times."""

    first: int
    last: int
    points: tuple[Point, ...]
    kind: PlaceKind
    why: str


_Entry = tuple[Point, Mapping[str, frozenset[str]]]
"""A point, and what people leave out of the names of its streets."""


class Gazetteer:
    """The gazetteer: crossings by their two streets, blocks by hundred and street, landmarks by name."""

    def __init__(self, landmarks: Iterable[Landmark], taken: Iterable[str] = ()) -> None:
        """`taken`: words that name other things here: none of them alone is a landmark."""
        self._crossings: dict[frozenset[str], list[_Entry]] = defaultdict(list)
        self._blocks: dict[tuple[int, str], list[_Entry]] = defaultdict(list)
        self._called: dict[tuple[frozenset[str], Point], str] = {}
        names: list[tuple[tuple[str, ...], Point]] = []
        for landmark in landmarks:
            keys, point = keys_of(landmark.name), (landmark.lat, landmark.lon)
            crossing, block = _crossing_of(keys), _block_of(keys)
            if landmark.kind == "intersection" and crossing is not None:
                self._crossings[crossing].append((point, _left_out_of_each(keys)))
                self._called[crossing, point] = landmark.name
            elif landmark.kind == "block" and block is not None:
                self._blocks[block].append((point, {block[1]: _left_out(keys)}))
            else:
                names.append((keys, point))
        self._along = _streets_of(self._crossings, self._blocks)
        self._streets = Names((tuple(street.split()), street) for street in self._along)
        self._hundreds = frozenset(hundred for hundred, _ in self._blocks)
        self._landmarks = Names(names)
        crossed = {street for crossing in self._crossings for street in crossing}
        self._crossed = Names((tuple(street.split()), street) for street in crossed)
        self._crosses: dict[str, list[str]] = defaultdict(list)
        for one, other in (tuple(each) for each in self._crossings if len(each) > 1):
            self._crosses[one].append(other)
            self._crosses[other].append(one)
        vocabulary = {word for street in crossed for word in street.split()}
        self._parts = Names(_parts_of(names, {*taken, *vocabulary}))
        self._vocabulary = frozenset(vocabulary | {word for word, number in _ORDINALS.items() if number in vocabulary})
        self._housed = Names((tuple(street.split()), street) for street in {street for _, street in self._blocks})

    def crossing(self, words: Words) -> Spot | None:
        """The first corner of a text, or the one they put in its place: "5th & Main, no, 7th & Main"."""
        if TAKES_BACK.isdisjoint(words.keys):
            return next(self._crossings_in(words), None)
        return _meant(words, list(islice(self._crossings_in(words), _MOST_TAKEN_BACK)))

    def _crossings_in(self, words: Words) -> Iterator[Spot]:
        """Two streets side by side: "5th & Main", "Main esquina con la 5"; or one between two others."""
        over: list[Spot] = []
        for before, after, said in self._sides(words):
            spot = self._between(words.each, before, after) or self._at_corner(words.each, before, after, said=said)
            # One word may be of both: "ak Main, se 7th" may go on to the south-east.
            if spot is not None and not any(spot.first < each.last and each.first < spot.last for each in over):
                over.append(spot)
                yield spot

    def _sides(self, words: Words) -> Iterator[tuple[int, int, bool]]:
        """Where a street may end and another begin: the first word behind the one, the last before the other.

        At most `_MOST_JOINERS`, and none where no word of a street stands beside. True: it is said that it is a corner.
        """
        keys, known_words = words.keys, self._vocabulary
        known = [
            n for n, key in enumerate(keys) if key in known_words or (key[0] <= "9" and _ordinal(key) in known_words)
        ]
        if not known:
            return
        beside = {near for n in known for near in range(n - _LONGEST_STREET, n + _LONGEST_STREET + 1)}
        joiners = [n for n, key in enumerate(keys) if key in JOINERS and n in beside]
        for n in joiners[:_MOST_JOINERS]:
            yield n, n, not _CORNERS.isdisjoint(keys[max(0, n - _LONGEST_STREET) : n + 2])
        for n in known[:_MOST_JOINERS]:
            if words.is_hyphened(n) and not (keys[n][0].isdecimal() and keys[n + 1][0].isdecimal()):
                yield n + 1, n, True
        corners = [n for n, key in enumerate(keys) if key in _CORNERS and n in beside]
        for n in corners[: _MOST_JOINERS // _LONGEST_STREET]:
            for split in range(n + 2, min(n + _LONGEST_STREET + 1, len(keys))):
                yield split, split - 1, True
        typed = [n for n, key in enumerate(keys) if key in _STREETS and n in beside][:_MOST_JOINERS]
        for one, other in pairwise(typed):
            if other - one <= _LONGEST_STREET:
                yield one + 1, one, False  # "5th st, main st"
                yield other, other - 1, False  # "calle 5, calle Main"

    def _at_corner(self, words: Sequence[Word], before: int, after: int, *, said: bool) -> Spot | None:
        streets = self._crossed
        one, other = _before(words, before), _after(words, after)
        known, known_after = list(_each(streets.named, one)), list(_each(streets.named, other))
        if not known and not known_after:
            return None
        found = self._pair(words, known, known_after, said=said)
        # One of the two must be written right before the other may have a slip.
        if found is None and known:
            found = self._pair(words, known, list(_each(streets.nearly, other)), said=said)
        if found is None and known_after:
            found = self._pair(words, list(_each(streets.nearly, one)), known_after, said=said)
        return found

    def _pair(
        self, words: Sequence[Word], before: Sequence["_Found"], after: Sequence["_Found"], *, said: bool
    ) -> Spot | None:
        for first, end, one in before:
            for start, last, other in after:
                entries = self._crossings.get(frozenset((one, other)))
                if entries and one != other and _may_be_streets(words, first, last, said=said):
                    said_of = {one: words[first : end + 1], other: words[start : last + 1]}
                    points = _as_written(entries, said_of)
                    return Spot(first, last, points, PlaceKind.INTERSECTION, "an intersection")
        return None

    def _between(self, words: Sequence[Word], before: int, after: int) -> Spot | None:
        """ "On Main between 5th and 6th": the middle of the two corners."""
        starts = [n for n in range(max(0, before - 1 - _LONGEST_STREET), before) if words[n].key in _BETWEENS]
        if not starts or before == 0:
            return None
        start = starts[-1]
        ones = [found for found in _each(self._crossed.named, _before(words, before)) if found[0] > start]
        others = list(_each(self._crossed.named, _after(words, after)))
        if not ones or not others:
            return None
        along = list(_each(self._crossed.named, _before(words, start)))
        behind = [
            each
            for _, last, _ in others
            for each in _each(self._crossed.named, _after(words, last))
            if not _counts(words, each[1])
        ]
        for first, end, street in (*along, *behind):
            for _, _, one in ones:
                for _, last, other in others:
                    one_end = self._crossings.get(frozenset((street, one)))
                    other_end = self._crossings.get(frozenset((street, other)))
                    if one_end and other_end and one != other and street not in (one, other):
                        (a, b), (c, d) = one_end[0][0], other_end[0][0]
                        middle = ((a + c) / 2, (b + d) / 2)
                        why = "a street between two others"
                        return Spot(min(first, start), max(end, last), (middle,), PlaceKind.INTERSECTION, why)
        return None

    def corners_meant(self, words: Words) -> dict[str, Point]:
        """Corners by their names, where one street stands as it is and the other nearly does or begins so: "6th and
        oka", "5th & mil". The nearest, some of them."""
        found: dict[str, tuple[int, Point]] = {}
        for before, after, _ in islice(self._sides(words), _MOST_DOUBTED):
            one, other = _before(words.each, before), _after(words.each, after)
            for known, unknown in ((one, other), (other, one)):
                for first, last, street in _each(self._crossed.named, known):
                    bare = all(words.keys[n].isdecimal() for n in range(first, last + 1))
                    if bare or words.each[first].mark or _counts(words.each, last):
                        continue
                    for _, _, said in unknown:
                        self._nearly_crossing(street, " ".join(said), found)
        near = sorted(found, key=lambda each: found[each][0])
        return {each: found[each][1] for each in near if found[each][0] == found[near[0]][0]}

    def _nearly_crossing(self, street: str, said: str, found: dict[str, tuple[int, Point]]) -> None:
        for other in self._crosses.get(street, ()):
            slips = _slips_to(said, other)
            if slips is None:
                continue
            streets = frozenset((street, other))
            for point, _ in self._crossings[streets]:
                name = self._called[streets, point]
                found[name] = min(found.get(name, (slips, point)), (slips, point))

    def street(self, words: Words) -> Spot | None:
        """A street alone, said to be one by its kind: "on Main St", "quarry lane", "calle Main"."""
        for first, last, street, kind in self._typed(words):
            if first > 0 and _hundred(words.keys[first - 1]) is not None:
                continue  # a house there, which is in no known block
            along = (point for point, kinds in self._along[street] if not (kinds and kind) or kind in kinds)
            points = tuple(dict.fromkeys(along))
            if points and not any(each.mark for each in words.each[first : last + 1]) and not _counts(words.each, last):
                return Spot(first, last, points, PlaceKind.STREET, "a street alone")
        return None

    def _typed(self, words: Words) -> Iterator[tuple[int, int, str, str]]:
        """Streets with their kind behind them, or before: "calle Oak" is any street of that name, Oak Ave as well."""
        typed = [n for n, key in enumerate(words.keys) if key in _SUFFIXES] if self._along else []
        for n in typed[:_MOST_JOINERS]:
            for first, _, street in _each(self._streets.named, _before(words.each, n)):
                yield first, n, street, _SUFFIXES[words.keys[n]]
            if words.keys[n] in _STREETS:
                for _, last, street in _each(self._streets.named, _after(words.each, n)):
                    yield n, last, street, ""

    def house(self, words: Words) -> Spot | None:
        """A house number in a known block: "412 Main St", "calle Main 412", "2300 block of Main".

        Small numbers need the word street beside the name: "2 main doors" is no address.
        """
        if not self._blocks:
            return None
        hundreds = ((n, _hundred(key)) for n, key in enumerate(words.keys))
        known = ((n, hundred) for n, hundred in hundreds if hundred is not None and hundred in self._hundreds)
        for n, hundred in islice(known, _MOST_JOINERS):
            if words.each[n].mark in ("", "-", "#"):
                spot = self._number_first(words.each, n, hundred) or self._number_behind(words.each, n, hundred)
                if spot is not None:
                    return spot
        return None

    def _number_first(self, words: Sequence[Word], n: int, hundred: int) -> Spot | None:
        if words[n].mark == "#":
            return None
        after = _after(words, n)
        for _, last, street in (*_each(self._housed.named, after), *_each(self._housed.nearly, after)):
            entries = self._blocks.get((hundred, street))
            if not entries:
                continue
            named = [each.key for each in words[n + 1 : last + 1]]
            typed = bool(_left_out(named)) or (last + 1 < len(words) and words[last + 1].key in _SUFFIXES)
            told = (hundred > 0 and not words[n].mark and not _counts(words, last)) or typed
            if told or not _BLOCKS.isdisjoint(named):
                points = _as_written(entries, {street: words[n : last + 2]})
                return Spot(n, last, points, PlaceKind.ADDRESS, "an address in a known block")
        return None

    def _number_behind(self, words: Sequence[Word], n: int, hundred: int) -> Spot | None:
        for first, _, street in _each(self._housed.named, _before(words, n)):
            entries = self._blocks.get((hundred, street))
            typed = words[n].mark == "#" or any(each.key in _SUFFIXES for each in words[first:n])
            if entries and typed and not _counts(words, n):
                points = _as_written(entries, {street: words[first : n + 1]})
                return Spot(first, n, points, PlaceKind.ADDRESS, "an address in a known block")
        return None

    def landmark(self, words: Words) -> Spot | None:
        found = self._landmarks.find(words.keys)
        return Spot(found[0].first, found[0].last, found[0].items, PlaceKind.ADDRESS, "a landmark") if found else None

    def part_of_landmark(self, words: Words) -> Spot | None:
        """A landmark by what only its name has: "the mill pond", "near hilltop", "eastgate stn".

        One word alone wants to be said to be a place, or to be all that was said.
        """
        keys = tuple(_WRITTEN_OUT.get(key, key) for key in words.keys)
        alone = sum(key not in _AROUND_NAMES for key in keys) == 1
        for found in self._parts.find(keys):
            before = [key for key in keys[max(0, found.first - 2) : found.first] if key not in ARTICLES]
            placed = alone or (bool(before) and before[-1] in _PLACING)
            if found.last > found.first or placed:
                return Spot(found.first, found.last, found.items, PlaceKind.ADDRESS, "part of a landmark's name")
        return None

    def nearly_landmark(self, words: Words) -> Spot | None:
        found = self._landmarks.find_nearly(words.keys)
        if found is None:
            return None
        return Spot(found.first, found.last, found.items, PlaceKind.ADDRESS, "nearly a landmark")


def _streets_of(
    crossings: Mapping[frozenset[str], Sequence["_Entry"]], blocks: Mapping[tuple[int, str], Sequence["_Entry"]]
) -> dict[str, list[tuple[Point, frozenset[str]]]]:
    """Every street, and each point that is known on it with what kind of street it is there."""
    along: dict[str, list[tuple[Point, frozenset[str]]]] = defaultdict(list)
    for streets, entries in (
        *crossings.items(),
        *((frozenset({street}), each) for (_, street), each in blocks.items()),
    ):
        for street in streets:
            along[street] += [(point, of.get(street, frozenset()) - _DIRECTION) for point, of in entries]
    return dict(along)


def _slips_to(said: str, street: str) -> int | None:
    """How far `said` is from being `street`: nothing missing but its end, or a slip or two; None if it is not near."""
    if len(said) < _SHORTEST_BEGINNING or said[0] != street[0] or not said.isalpha() or said == street:
        return None
    if street.startswith(said):
        return 1
    most = _MOST_SLIPS if len(said) >= _SHORTEST_WITH_A_SLIP else 1
    slips = OSA.distance(said, street, score_cutoff=most)
    return slips if len(said) > _SHORTEST_BEGINNING and slips <= most else None


def _parts_of(
    names: Sequence[tuple[tuple[str, ...], Point]], taken: Collection[str]
) -> Iterator[tuple[tuple[str, ...], Point]]:
    """What one landmark alone is called by, of the words side by side in its name; a kind of place alone is no name.

    `taken`: words that name other things here, so that one of them alone is none.
    """
    owners: dict[tuple[str, ...], set[Point]] = defaultdict(set)
    whole = {tuple(_WRITTEN_OUT.get(key, key) for key in keys) for keys, _ in names}
    for keys, point in names:
        known = tuple(_WRITTEN_OUT.get(key, key) for key in keys)
        for first in range(len(known)):
            for last in range(first, len(known)):
                owners[known[first : last + 1]].add(point)
    for part, points in owners.items():
        telling = [key for key in part if key not in _KINDS_OF_PLACE and key not in _FILLERS]
        # A name as it stands is found before; written out ("eastgate stn") it is one of these.
        if len(points) > 1 or not telling or not _FILLERS.isdisjoint((part[0], part[-1])):
            continue
        if len(part) > 1 or (len(part[0]) >= _SHORTEST_PART and part[0] not in taken and part not in whole):
            yield part, next(iter(points))


def _meant(words: Words, spots: list[Spot]) -> Spot | None:
    """Of several places the one that is meant: the last that stands where another was taken back, "no, 7th & Main"; the
    second, where the first is not: "not 5th & Main, 6th & Main"; else the first that was found."""
    placed = sorted(spots, key=lambda each: each.first)
    for before, spot in zip(reversed(placed[:-1]), reversed(placed[1:]), strict=True):
        if _is_put_right(words, before.last + 1, spot.first):
            return spot
    if len(placed) > 1 and _negated(words, 0, placed[0].first) is not None:
        return placed[1]
    return spots[0] if spots else None


def _is_put_right(words: Words, start: int, end: int) -> bool:
    """True if right before the word `end` something is taken back. "5th & Main, not 6th & Main" takes nothing back: a
    no counts with a stop behind it."""
    for n in range(end - 1, start - 1, -1):
        key = words.keys[n]
        if key in _NEVER_MIND or (key == "mean" and n > start and words.keys[n - 1] == "i"):
            return True
        if key in _NOT:
            return _is_apart(words, n)
        if key not in BEFORE_A_PLACE:
            return False
    return False


def _negated(words: Words, start: int, end: int) -> int | None:
    """The no right before the word `end`, with no stop behind it."""
    for n in range(end - 1, start - 1, -1):
        if words.keys[n] in _NOT:
            return None if _is_apart(words, n) else n
        if words.keys[n] not in BEFORE_A_PLACE:
            return None
    return None


def _is_apart(words: Words, n: int) -> bool:
    behind = words.text[words.each[n].end : words.each[n + 1].start] if n + 1 < len(words.keys) else ""
    return not behind.isspace()


_Stretch = tuple[int, int, tuple[str, ...]]
"""Words first to last, and the street they would be."""

_Found = tuple[int, int, str]


def _before(words: Sequence[Word], end: int) -> list[_Stretch]:
    """What may be a street just before the word `end`, the longest first."""
    firsts = (first for first in range(max(0, end - _LONGEST_STREET), end) if words[first].key not in _FILLERS)
    return [(first, end - 1, _street([word.key for word in words[first:end]])) for first in firsts]


def _after(words: Sequence[Word], start: int) -> list[_Stretch]:
    """What may be a street just after the word `start`, the longest first."""
    farthest = min(len(words) - 1, start + _LONGEST_STREET)
    lasts = (last for last in range(farthest, start, -1) if words[last].key not in _FILLERS)
    return [(start + 1, last, _street([word.key for word in words[start + 1 : last + 1]])) for last in lasts]


def _each(look: Callable[[Sequence[str]], Sequence[str]], stretches: Iterable[_Stretch]) -> Iterator[_Found]:
    for first, last, keys in stretches:
        for street in look(keys) if keys else ():
            yield first, last, street


def _as_written(entries: Sequence[_Entry], written: Mapping[str, Sequence[Word]]) -> tuple[Point, ...]:
    """Of several that have one name, those that agree most with what was written: direction and kind of street."""
    if len(entries) == 1:
        return (entries[0][0],)
    said = {street: _left_out([word.key for word in words]) for street, words in written.items()}
    agree = [sum(len(said[street] & left_out.get(street, said[street])) for street in said) for _, left_out in entries]
    return tuple(dict.fromkeys(entry[0] for entry, agrees in zip(entries, agree, strict=True) if agrees == max(agree)))


def _counts(words: Sequence[Word], last: int) -> bool:
    """True if what follows at once is something that is counted, or that "main" is said of.

    "412 Main, people inside" is a house: a comma, a full stop or a new line ends what is counted.
    """
    if last + 1 >= len(words) or words[last].ends_line or words[last + 1].start - words[last].end > 1:
        return False
    behind = words[last + 1].key
    return behind in _THINGS or (words[last].key.isdecimal() and behind in OFTEN_COUNTED)


def _may_be_streets(words: Sequence[Word], first: int, last: int, *, said: bool) -> bool:
    """True unless what looks like two streets is a count, a date, a ratio: numbers stand side by side for many reasons.

    Two bare numbers are none, whatever streets there are. Two by their order ("first and second") want a word for
    street or corner. `said`: there is one for corner.
    """
    inside = words[first : last + 1]
    if any(word.mark for word in inside):
        return False
    plain = [word.key for word in inside if word.key not in JOINERS and word.key not in _FILLERS]
    typed = bool(_left_out(plain))
    numbers = [_ordinal(key).isdecimal() for key in plain if key not in _SUFFIXES and key not in _DIRECTIONS]
    bare = [key.isdecimal() for key in plain if key not in _SUFFIXES and key not in _DIRECTIONS]
    if all(bare):
        return typed and said
    if not typed and _counts(words, last):
        return False
    if not all(numbers):
        return True
    near = (*words[max(0, first - 2) : first], *words[last + 1 : last + 3])
    if any(word.key in _MONTHS for word in near):
        return False
    return typed or said or not _are_in_order(words, first, plain)


def _are_in_order(words: Sequence[Word], first: int, numbers: Sequence[str]) -> bool:
    """True if numbers by their order are days, grades and the like: "first and second", "the 5th and 6th", "5to y 6to".

    Streets are feminine in Spanish, and in French and Kreyòl the word for street stands beside them.
    """
    if all(key in _ORDINALS or _OF_GRADES.fullmatch(key) for key in numbers):
        return True
    before = words[first - 1].key if first > 0 else ""
    return before in _DAYS_FOLLOW or _ordinal(before or "-") != (before or "-")


def _crossing_of(keys: Sequence[str]) -> frozenset[str] | None:
    """The two streets of an intersection's name in the gazetteer."""
    for n, key in enumerate(keys):
        one, other = _street(keys[:n]), _street(keys[n + 1 :])
        if key in JOINERS and one and other:
            return frozenset((" ".join(one), " ".join(other)))
    return None


def _left_out_of_each(keys: Sequence[str]) -> dict[str, frozenset[str]]:
    """What people leave out of each of the two streets of an intersection's name."""
    n = next((n for n, key in enumerate(keys) if key in JOINERS and _street(keys[:n]) and _street(keys[n + 1 :])), 0)
    return {" ".join(_street(side)): _left_out(side) for side in (keys[:n], keys[n + 1 :])}


def _block_of(keys: Sequence[str]) -> tuple[int, str] | None:
    """The hundred and the street of a block's name in the gazetteer: "400 Main St", "400 block of Main"."""
    street = _street(keys[1:])
    if not keys or not keys[0].isdecimal() or not street:
        return None
    return int(keys[0]) // 100 * 100, " ".join(street)
