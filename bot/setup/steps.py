"""The ten decisions and the doors: which question comes next, and what the answers add up to.

The questions themselves stand in `config/data/setup/questions.yaml`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.setup import reading as r
from bot.setup.question import Script, ask
from config.catalogues import load_catalogues
from config.first_community import Decided, DecidedArea, DecidedHours, DecidedMember
from config.map_file import Drawn
from config.own_words import wrong_in_first_words, wrong_in_sms
from config.settings import TWILIO_SENDER, TWILIO_SID, WrongSettings, load_settings
from config.toolkit import load_areas
from domain.language import normalise
from domain.needs import ProtectionArea

LATER = "later"
NONE = "none"
KEEP = "keep"
NOTHING = "-"

_COORDINATORS = 2
_TYPED = 1
_ADD_A_DOOR = 1
_TOKEN_REST = re.compile(r"[\w-]{20,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the questions may know of where they are asked.

    `public_url` is what stands in the settings; `stands` says that a community was set up here before.
    `bot_name`: the name of the bot with this token, None if Telegram does not know it or cannot be asked.
    `account_status`: the provider's word for how an account stands, None likewise. `says` tells what was found.
    """

    folder: Path
    zone: str
    public_url: str | None = None
    stands: bool = False
    bot_name: Callable[[str], str | None]
    account_status: Callable[[str, str], str | None]
    says: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """How people reach the line. `bot` is the bot's name where it has a token."""

    telegram_token: str | None = field(default=None, repr=False)
    bot: str = ""
    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = field(default=None, repr=False)
    twilio_from: str | None = None
    public_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHour:
    """Everything that was answered. `decided` is None where a community stands and only a door is added."""

    decided: Decided | None
    doors: Doors


def first_hour(around: Around) -> Script[FirstHour]:
    """All of it: the ten decisions, then the doors; the doors alone for a community that stands, if that is wanted."""
    decided = None
    if not around.stands or (yield ask("again", r.said_one_of(2))) != _ADD_A_DOOR:
        decided = yield from decisions(around)
    return FirstHour(decided=decided, doors=(yield from doors(around)))


# --- the ten decisions


def decisions(around: Around) -> Script[Decided]:
    """What a community decides, one question after the other."""
    name = yield ask("name", r.said_name)
    languages = yield ask("languages", r.said_languages)
    zone = yield ask("time_zone", r.said_zone, default=around.zone)
    areas = yield from _areas(around)
    members = yield from _people(languages)
    first_words = yield from _first_words(languages)
    hours: DecidedHours = yield ask("on_call", r.said_hours)
    asks_off_hours = False
    if hours.hours is not None:
        asks_off_hours = yield ask("asks_off_hours", r.said_yes)
    off_hours = yield from _sentences("off_hours", languages)
    medical = yield ask("emergency", _number)
    crisis = yield ask("crisis", _number)
    kept = yield ask("words_kept", r.said_kept)
    ready, referrals = yield from _ready(languages, listens=bool(crisis))
    return Decided(
        name=name,
        languages=languages,
        time_zone=zone,
        areas=areas,
        members=members,
        on_call=hours,
        asks_off_hours=asks_off_hours,
        first_words=first_words,
        off_hours=off_hours,
        emergency={kind: number for kind, number in (("medical", medical), ("crisis", crisis)) if number},
        words_kept=kept,
        ready=ready,
        referrals=referrals,
    )


def _areas(around: Around) -> Script[tuple[DecidedArea, ...]]:
    how = yield ask("areas_from", r.said_one_of(2))
    if how == _TYPED:
        typed: tuple[DecidedArea, ...] = yield ask("areas", r.said_areas)
        return typed
    drawn: tuple[Drawn, ...] = yield ask("map", r.map_in(around.folder, around.says))
    areas: list[DecidedArea] = []
    for n, each in enumerate(drawn, start=1):
        name, taken = each.name, [other.name for other in areas]
        if not _is_new_name(name, taken):
            asks = f"What do people call area {n} of the {len(drawn)} on the map?"
            name = yield ask("area_name", _new_name(taken), key=f"area_{n}_name", asks=asks)
        asks = f"Other names or ZIP codes for {name}?"
        zips, aliases = yield ask("area_more", r.said_other_names, key=f"area_{n}_more", asks=asks)
        areas.append(DecidedArea(name=name, zips=zips, aliases=aliases, polygon=each.polygon))
    return tuple(areas)


def _new_name(taken: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        name = r.said_name(text)
        r.no_two_alike([*taken, name], "area")
        return name

    return read


def _is_new_name(name: str, taken: Sequence[str]) -> bool:
    try:
        return _new_name(taken)(name) == name
    except r.NotYet:
        return False


def _people(languages: Sequence[str]) -> Script[tuple[DecidedMember, ...]]:
    read = r.said_members(languages)

    def two(text: str) -> tuple[DecidedMember, ...]:
        members = read(text)
        if len(members) != _COORDINATORS:
            many = "one" if len(members) == 1 else str(len(members))
            raise r.NotYet(f"That is {many}. It takes two to begin: nobody is let in unless two people say yes.")
        return members

    coordinators: tuple[DecidedMember, ...] = yield ask("coordinators", two)
    names = [each.name for each in coordinators]
    go = yield ask("coordinators_go", r.said_yes, asks=f"Do {' and '.join(names)} go to calls too?")

    def besides(text: str) -> tuple[DecidedMember, ...]:
        members = read(text)
        for each in members:
            if normalise(each.name) in map(normalise, names):
                raise r.NotYet(f"{each.name} coordinates already. Leave them out here, or use another name.")
        if not members and not go:
            raise r.NotYet("Somebody has to be asked to come: name at least one person.")
        return members

    others: tuple[DecidedMember, ...] = yield ask("others", besides)
    return (*(replace(each, coordinates=True, protects=go) for each in coordinators), *others)


def _first_words(languages: Sequence[str]) -> Script[dict[str, str]]:
    own: dict[str, str] = {}
    for language in languages:
        usual = load_catalogues().sentence(language, "r_first_words.words")
        asks = f"First words in {r.language_name(language)}:"
        said = yield ask("first_words", _own_words(usual), key=f"first_words_{language}", asks=asks, example=usual)
        if said:
            own[language] = said
    return own


def _own_words(usual: str) -> Callable[[str], str]:
    """Reads a community's own first words; nothing where the usual ones are kept."""

    def read(text: str) -> str:
        words = " ".join(text.split())
        if words.casefold() == KEEP or words == usual:
            return ""
        wrong = wrong_in_first_words(words)
        if wrong:
            raise r.NotYet(f"They {wrong}.")
        return r.without_numbers(words)

    return read


def _sentences(name: str, languages: Sequence[str], *, key: str = "", asks: str = "") -> Script[dict[str, str]]:
    """One sentence in each of the languages; none, if there is none in the first."""
    asks = asks or ask(name, str).asks
    texts: dict[str, str] = {}
    for language in languages:
        in_it = f"{asks} (in {r.language_name(language)})" if len(languages) > 1 else asks
        said = yield ask(name, _sentence, key=f"{key or name}_{language}", asks=in_it)
        if said:
            texts[language] = said
        elif not texts:
            break
    return texts


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    if words == NOTHING:
        return ""
    wrong = wrong_in_sms(words)
    if wrong:
        raise r.NotYet(f"It {wrong}.")
    r.without_numbers(words)
    return words if words[-1] in ".!?" else f"{words}."


def _number(text: str) -> str:
    return "" if text == NOTHING else r.said_emergency(text)


_IN_ORDER = (
    ProtectionArea.COMMUNITY_RESPONSE,
    ProtectionArea.MENTAL_HEALTH,
    ProtectionArea.CLIMATE_RELIEF,
    ProtectionArea.HOSPITALITY,
    ProtectionArea.CRIMINAL_LEGAL,
    ProtectionArea.POLITICAL_ALLIES,
    ProtectionArea.DIRECT_ACTION,
    ProtectionArea.ABORTION_SUPPORT,
)
"""As they are asked about, those most teams begin with first."""


def _ready(
    languages: Sequence[str], *, listens: bool
) -> Script[tuple[tuple[ProtectionArea, ...], dict[ProtectionArea, Mapping[str, str]]]]:
    titles = {area: form.asked for area, form in load_areas().items()}
    every = _IN_ORDER
    listed = "\n".join(f"  {n}  {titles[each]}" for n, each in enumerate(every, start=1))
    numbers = r.said_numbers(len(every))

    def some(text: str) -> tuple[int, ...]:
        chosen = numbers(text)
        if not chosen:
            raise r.NotYet("Choose at least one: with none of them nobody would ever be asked to come.")
        distress = every.index(ProtectionArea.MENTAL_HEALTH) + 1
        if distress in chosen and not listens:
            raise r.NotYet(f"{distress} needs a crisis line, and none was named: leave it out for now.")
        return chosen

    chosen: tuple[int, ...] = yield ask("ready", some, about=f"{ask('ready', some).about}\n{listed}")
    ready = tuple(each for n, each in enumerate(every, start=1) if n in chosen)
    referrals: dict[ProtectionArea, Mapping[str, str]] = {}
    for area in every:
        if area not in ready:
            asks = f"{titles[area]}: who helps there?"
            texts = yield from _sentences("refer", languages, key=f"refer_{area.value}", asks=asks)
            if texts:
                referrals[area] = texts
    return ready, referrals


# --- the doors


def doors(around: Around) -> Script[Doors]:
    """How people reach the line. Each door may be left for later."""
    token, bot = yield ask("telegram_token", _token(around))
    sid = auth = sender = None
    has_account = yield ask("sms", r.said_yes)
    if has_account:
        sid = yield ask("twilio_account_sid", _like(TWILIO_SID, "It begins with AC, then 32 letters and digits."))
        auth = yield ask("twilio_auth_token", _auth_token(around, sid))
        sender = yield ask("twilio_from", _like(TWILIO_SENDER, "It looks like +13125550100, or MG and letters."))
    public_url = yield ask("public_url", _address, default=around.public_url or NONE)
    return Doors(
        telegram_token=token,
        bot=bot,
        twilio_account_sid=sid,
        twilio_auth_token=auth,
        twilio_from=sender,
        public_url=public_url,
    )


def _token(around: Around) -> Callable[[str], tuple[str | None, str]]:
    """Reads a token; it means the token and the name of its bot, as Telegram says it."""

    def read(text: str) -> tuple[str | None, str]:
        token = "".join(text.split())
        if token.casefold() == LATER:
            return None, ""
        number, _, rest = token.partition(":")
        if not (number.isdecimal() and _TOKEN_REST.fullmatch(rest)):
            raise r.NotYet(
                "A token is digits, a colon, and about 35 letters and digits. Copy the whole line that BotFather sent, "
                "or type later."
            )
        name = around.bot_name(token)
        if name is None:
            raise r.NotYet(
                "Telegram does not know this token, or cannot be reached from here. Copy it once more, to its last "
                "letter; check that this computer is online; or type later."
            )
        return token, name

    return read


def _auth_token(around: Around, sid: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        token = "".join(text.split())
        status = around.account_status(sid, token)
        if status is None:
            raise r.NotYet(
                "Twilio does not know this account with this token, or cannot be reached from here. Copy it once more; "
                "or type back to correct the account SID."
            )
        if status != "active":
            raise r.NotYet(f"Twilio says that the account is {status}: the front page of its console says what to do.")
        return token

    return read


def _like(pattern: re.Pattern[str], otherwise: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        typed = "".join(char for char in text if char not in " ()-.")
        if not pattern.fullmatch(typed):
            raise r.NotYet(f"{otherwise} Copy it whole; or type back.")
        return typed

    return read


def _address(text: str) -> str | None:
    if text.casefold() in (NONE, "no", NOTHING):
        return None
    try:
        found = load_settings(_env_file=None, public_url=text).public_url
    except WrongSettings:
        found = None
    if found is None or not found.startswith("https://"):
        raise r.NotYet("It looks like https://line.example.org, with https:// in front. Or type none.")
    return found
