"""From what is to be said to what is read: one delivery in its reader's language and its channel's manner.

Pure. A sentence has blanks in braces; a part in square brackets is left out when a blank in it is empty. A message with
buttons may be worded twice, as `KIND.taps` and `KIND.words`: without buttons the choices stand in the text.

Lines are the structure of a message, and they are ours: what somebody wrote never begins one. Where it has lines of its
own they are shown on one, parted by strokes, and a word of it is nothing to press.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from babel.dates import format_datetime

from bot.channels import Button, Chart, Panel, Series
from config.catalogues import DAYS_AND_MONTHS, FIRST_LANGUAGE, Catalogues
from domain.community import Community, Protection
from domain.delivery import Delivery, Wording
from domain.ids import AreaId, ConsoleLinkId, ContactPointId, FeedId, NatureId, SkillId, TeamId, is_drill
from domain.incident import Disposition
from domain.language import normalise
from domain.messages import ALARMS, LEADS, OF_DRILLS, OUR_WORDS, TERMS, TRANSLATED, Action, Line, MessageKind, Params
from domain.needs import DISCREET, ProtectionArea, area_unserved
from domain.people import MANNER_OF, Manner
from domain.segments import in_gsm_7
from domain.texting import NAMES, VEILED, is_veiled
from domain.tongue import is_one_word
from domain.toolkit import AREAS, CHAPTERS, Chapter, Toolkit
from domain.triage import Reading
from domain.year import PARTS, TITLE, said_of

MakeToken = Callable[[Action, str, str, ContactPointId], str]
"""(action, subject, argument, contact point) as a signed button."""

MakeLink = Callable[[ConsoleLinkId], str]
"""The address that a link of the console stands for."""

MakeAddress = Callable[[FeedId], str]
"""The address at which a calendar is read."""

_BLANK = re.compile(r"\{([a-z_]+)\}")
_BLANK_AND_STOP = re.compile(r"\{([a-z_]+)\}(\.?)")
_ENDS = (".", "!", "?", "\u2026")
_LINES = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_PIN = re.compile(r"(-?\d+\.\d+),(-?\d+\.\d+)")
_COMMAND = re.compile(r"(?<!\S)/(?=\w)")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_MOMENTS = {
    "when": "EEE d MMM HH:mm",
    "opens": "EEE d MMM HH:mm",
    "until": "EEE d MMM HH:mm",
    "at": "d MMM HH:mm",
    "day": "d MMM y",
    "in_month": "MMM y",
    "to_month": "MMM y",
}
"""Blanks that are moments: one soon, the end of a stretch, one that was or is to be typed, a day that may be far, a
month, and the last of several.
"""

_SOON_AFTER = "EEE HH:mm"
_SAME_DAY = "HH:mm"
_DAY_ENDS = "EEE d MMM"
"""How the end of a stretch is written that comes within days of its start, on its day, or with a day's end."""
_DISPOSITIONS = tuple(Disposition)
_PICKS = {
    MessageKind.M_LINE_PICK_LANGUAGE: "la",
    MessageKind.M_LINE_PICK_AREA: "ar",
    MessageKind.M_LINE_PICK_SKILL: "sk",
    MessageKind.M_LINE_ASIDE: "ax",
    MessageKind.M_LINE_ASIDE_GO: "ag",
    MessageKind.M_LINE_ASIDE_NO: "ag",
    MessageKind.C_LINE_ROTATION: "",
    MessageKind.C_LINE_ROTATION_CHOICE: "",
    MessageKind.M_LINE_RELAY_PHRASE: "",
    MessageKind.M_LINE_RELAY_WHO: "",
    MessageKind.M_LINE_CARDS_AREA: "",
    MessageKind.M_LINE_CARDS_GO: "",
}
"""Lines that are buttons where there are any, by the part of the card they choose from; or, where that is none, by the
question that they answer.
"""
_PICKED_BY = {
    **{kind: Action.CHOOSE for kind, part in _PICKS.items() if part},
    MessageKind.M_LINE_RELAY_PHRASE: Action.SAY,
    MessageKind.M_LINE_RELAY_WHO: Action.RELAY,
    MessageKind.M_LINE_CARDS_AREA: Action.CARDS,
    MessageKind.M_LINE_CARDS_GO: Action.CARDS,
}
_BEHIND_THE_REST = frozenset({MessageKind.M_LINE_CARDS_GO})
"""What whoever is on their way presses stands first."""

_SAID_BY_BUTTONS = frozenset(
    {MessageKind.C_LINE_DISPOSITION, MessageKind.M_LINE_CARD_FOOT, MessageKind.C_LINE_ROTATION_FOOT, *_PICKS}
)
_MOST_TOLD = {Manner.WORDS: 1200, Manner.TAPS: 3000}
"""Characters of somebody's words in one message: what we have to say beside them has its place."""
_MANY_TOGETHER = frozenset({"permit", "consent", "texting", "choice", "length", "weekdays", "rule"})
"""Words of which several stand in one message: an accent in one of them would cost more than half of an SMS."""
_SIMULATED = "sim-"
_THEIR_WORDS = frozenset(
    kind for kind, terms in TERMS.items() if "words" in terms.params and "requester" in terms.params
) | {MessageKind.C_UNPLACED, MessageKind.C_WORDS, MessageKind.C_CORRECTED}
"""Messages with a requester's own words in them."""


_PER_ROW = {Action.ACCEPT: 3, Action.DISPOSE: 1, Action.MAYDAY: 1}
_USUAL_PER_ROW = 2


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with its blanks filled; a part in brackets goes where a blank in it is empty."""
    kept = _OPTIONAL.sub(
        lambda part: part[1] if all(map(values.__getitem__, _BLANK.findall(part[1]))) else "", template
    )
    return _BLANK.sub(lambda blank: values[blank[1]], kept)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a channel shows. `rows` of buttons are empty where it has none. `number`, `scans`, `pin`, `moves`, `photo`,
    `unshown` and `chart`: see `Outgoing`."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    number: str = ""
    scans: str = ""
    pin: tuple[float, float] | None = None
    moves: bool = False
    photo: str = ""
    unshown: str = ""
    chart: Chart | None = None


class Renderer:
    """Words deliveries. `community` answers with the community as it stands, or None before it is known; `read` with
    what a text says, for readers who do not have its language."""

    def __init__(
        self,
        community: Callable[[], Community | None],
        catalogues: Catalogues,
        make_token: MakeToken,
        make_link: MakeLink,
        make_address: MakeAddress,
        read: Callable[[str], Reading] | None = None,
        toolkit: Toolkit | None = None,
    ) -> None:
        self._read = read
        self._community = community
        self._catalogues = catalogues
        self._make_token = make_token
        self._make_link = make_link
        self._make_address = make_address
        self._toolkit = toolkit or Toolkit()

    def on_a_page(self, wording: Wording) -> Rendered:
        """What a page of ours shows of it: as a chat with buttons words it, without the buttons."""
        reading = _Wording(
            self._catalogues, self._community(), wording.language, Manner.TAPS, self._make_address, self._toolkit
        )
        said = [
            reading.sentence(wording.kind, wording.params),
            *(reading.line(each, drill=False) for each in wording.lines),
        ]
        text = "\n".join(filter(None, said))
        written = str(wording.params.get(TERMS[wording.kind].draws, ""))
        return Rendered(text, chart=reading.chart(written, text) if written else None)

    def render(self, delivery: Delivery) -> Rendered:
        """The text and buttons of `delivery`."""
        wording = delivery.wording
        reading = _Wording(
            self._catalogues,
            self._community(),
            wording.language,
            MANNER_OF[delivery.channel],
            self._make_address,
            self._toolkit,
        )
        lines = [each for each in wording.lines if reading.manner is Manner.WORDS or each.kind not in _SAID_BY_BUTTONS]
        drill = is_of_drill(delivery)
        parts = [reading.line(line, drill=drill) for line in lines if line.kind in LEADS]
        parts.append(reading.sentence(wording.kind, wording.params))
        parts += [reading.line(line, drill=drill) for line in lines if line.kind not in LEADS]
        parts.append(self._understood(delivery, reading))
        text = "\n".join(filter(None, parts))
        if delivery.repeat:
            text = reading.filled(self._catalogues.sentence(wording.language, "again"), {"text": text})
        if drill:
            text = reading.marked(text)
        if reading.manner is Manner.WORDS:
            return Rendered(text)
        terms = TERMS[wording.kind]
        number = self._catalogues.sentence(wording.language, "button.number") if terms.asks_number else ""
        scans = str(wording.params.get(terms.scans, ""))
        pin, moves = _pin_of(str(wording.params.get(terms.pins, ""))), bool(wording.params.get("live"))
        photo = str(wording.params.get(terms.shows, ""))
        in_words = replace(reading, manner=Manner.WORDS)
        unshown = in_words.sentence(wording.kind, wording.params) if photo else ""
        unshown = reading.marked(unshown) if unshown and drill else unshown
        drawn = str(wording.params.get(terms.draws, ""))
        chart = reading.chart(drawn, text) if drawn else None
        return Rendered(text, self._rows(delivery, reading), number, scans, pin, moves, photo, unshown, chart)

    def _understood(self, delivery: Delivery, reading: "_Wording") -> str:
        """What a requester's words are about, for whom they are not in a language of theirs; to coordinators, danger in
        any, and which language it is."""
        kind, params = delivery.wording.kind, delivery.wording.params
        shown = [str(params.get("words", ""))] if kind in _THEIR_WORDS else []
        shown += [str(each.params["words"]) for each in delivery.wording.lines if each.kind is MessageKind.C_LINE_WORDS]
        words = "\n".join(filter(None, shown))
        said = self._read(words) if words and self._read is not None else None
        if said is None:
            return ""
        foreign = said.language is not None and said.language != reading.language.partition("-")[0]
        coordinates = kind.value.startswith("c_")
        dangers = said.kinds if foreign or coordinates else ()
        wants = said.wants if foreign else ()
        told = []
        if foreign and coordinates and not is_one_word(normalise(words)):
            told.append(("understood.language", {"languages": said.language or ""}))
        if dangers or wants:
            told.append(("understood", {"dangers": ",".join(dangers), "wants": ",".join(wants)}))
        return " ".join(
            reading.filled(self._catalogues.sentence(reading.language, name), blanks) for name, blanks in told
        )

    def _rows(self, delivery: Delivery, reading: "_Wording") -> tuple[tuple[Button, ...], ...]:
        subject = delivery.wording.subject
        if not subject:
            return ()
        picks = self._picks(delivery, reading)
        rows = [row for kind, row in picks if kind not in _BEHIND_THE_REST]
        before: Action | None = None
        drill = is_of_drill(delivery)
        for action, arg in TERMS[delivery.wording.kind].offers:
            if drill and action in (Action.MAYDAY, Action.REOPEN):
                continue  # pressed as an exercise a mayday would be a real one: it is typed; no drill is opened again
            label = reading.label(action, arg)
            if action is Action.OPEN:
                button = Button(label=label, url=self._make_link(ConsoleLinkId(subject)))
            else:
                button = Button(label=label, data=self._make_token(action, subject, arg, delivery.contact_point))
            alike = before is not None and _PER_ROW.get(action) == _PER_ROW.get(before)
            if rows and alike and len(rows[-1]) < _PER_ROW.get(action, _USUAL_PER_ROW):
                rows[-1] = (*rows[-1], button)
            else:
                rows.append((button,))
            before = action
        return (*rows, *(row for kind, row in picks if kind in _BEHIND_THE_REST))

    def _picks(self, delivery: Delivery, reading: "_Wording") -> list[tuple[MessageKind, tuple[Button, ...]]]:
        """What may be chosen, one of them each row, and the line it stands for."""
        wording = delivery.wording
        return [
            (
                line.kind,
                (
                    Button(
                        label=reading.line(line, drill=is_of_drill(delivery)),
                        data=self._make_token(
                            _PICKED_BY.get(line.kind, Action.ROTATION),
                            wording.subject,
                            f"{_PICKS[line.kind] or line.params.get('question', '')}{line.params['n']}",
                            delivery.contact_point,
                        ),
                    ),
                ),
            )
            for line in wording.lines
            if line.kind in _PICKS
        ]


@dataclass(frozen=True, slots=True)
class _Wording:
    """A reader's language and manner, with everything needed to word something for them."""

    catalogues: Catalogues
    community: Community | None
    language: str
    manner: Manner
    make_address: MakeAddress
    toolkit: Toolkit

    def marked(self, text: str) -> str:
        """`text` as part of an exercise."""
        return self.filled(self.catalogues.sentence(self.language, "drill"), {"text": text})

    def line(self, line: Line, *, drill: bool) -> str:
        """A line; one about a drill is marked by itself where the whole message is not."""
        said = self.sentence(line.kind, line.params)
        return self.marked(said) if line.drill and not drill else said

    def sentence(self, kind: MessageKind, params: Params) -> str:
        template = self.catalogues.sentence(self.language, f"{kind.value}.{self.manner.value}", kind.value)
        return self.filled(template, params)

    def chart(self, written: str, title: str) -> Chart:
        """The bars of a plot as their reader reads them. See `bot.figures` for what is written."""
        of = json.loads(written)
        by, bars = of["by"], of["bars"]
        labels = tuple(self._bar(by, each[0], kept_back=each[1] is None) for each in bars)
        if by == "load":
            return Chart(title=title, panels=(self._panel("load", labels, bars, ("asked", "accepted"), 1, flat=True),))
        flat = by not in ("hour", "month")
        if any(each[2] is not None for each in bars):
            split = [[each[0], each[2] or 0, (each[1] or 0) - (each[2] or 0)] for each in bars]
            first = self._panel("calls", labels, split, ("filled", "open"), 1, flat=flat, stacked=True)
        else:
            first = self._panel("calls", labels, bars, ("calls",), 1, flat=flat)
        panels = [first]
        if any(each[3] is not None or each[4] is not None for each in bars):
            panels.append(self._panel("minutes", labels, bars, ("accept", "arrival"), 3, flat=flat))
        return Chart(title=title, panels=tuple(panels))

    def _panel(
        self,
        title: str,
        labels: tuple[str, ...],
        bars: Sequence[Sequence[float | None]],
        names: tuple[str, ...],
        first: int,
        *,
        flat: bool,
        stacked: bool = False,
    ) -> Panel:
        series = [
            Series(name=self._of_plot(name), values=tuple(each[place] for each in bars))
            for place, name in enumerate(names, start=first)
        ]
        known = tuple(each for each in series if any(value is not None for value in each.values))
        return Panel(title=self._of_plot(title), labels=labels, series=known, flat=flat, stacked=stacked)

    def _of_plot(self, name: str) -> str:
        return self.catalogues.sentence(self.language, f"plot.{name}")

    def _bar(self, by: str, key: str, *, kept_back: bool) -> str:
        """What stands beside a bar. Hours have no room to say that theirs is not told."""
        name = {"nature": "nature", "area": "areas", "language": "languages"}.get(by)
        if name is not None:
            key = self._word(name, key)
        elif by == "month":
            key = self._moment(f"{key}-01T00:00", "MMM")
        return f"{key} (?)" if kept_back and by != "hour" else key

    def label(self, action: Action, arg: str) -> str:
        params: dict[str, str | int] = {"n": arg}
        if action is Action.DISPOSE:
            params["disposition"] = _DISPOSITIONS[int(arg) - 1].value
        if action is Action.LANGUAGE:
            return self.catalogues.language_name(arg, arg)
        template = self.catalogues.sentence(self.language, f"button.{action.value}.{arg}", f"button.{action.value}")
        return self.filled(template, params)

    def filled(self, template: str, params: Params) -> str:
        """`template` with its blanks filled; what a filled blank contains is never read as a template again."""
        values = {name: self._value(name, params.get(name, "")) for name in _BLANK.findall(template)}
        if values.get("when") and values.get("until"):
            values["until"] = self._end(str(params["when"]), str(params["until"]))
        kept = _OPTIONAL.sub(lambda part: part[1] if self._is_whole(part[1], values) else "", template)
        said = _BLANK_AND_STOP.sub(
            lambda blank: self._ended(values[blank[1]] or self._nothing(blank[1]), blank[2]), kept
        )
        return said[:1].upper() + said[1:] if is_veiled(params) else said

    @staticmethod
    def _ended(value: str, stop: str) -> str:
        """What ends by itself, with a question mark say, needs no full stop of ours."""
        return value if value.endswith(_ENDS) else value + stop

    @staticmethod
    def _is_whole(part: str, values: Mapping[str, str]) -> bool:
        return all(values[name] for name in _BLANK.findall(part))

    def _nothing(self, name: str) -> str:
        """What stands for an empty blank: a word of its own, such as for a place not known yet, or nothing."""
        return self.catalogues.find(self.language, f"none.{name}") or ""

    def _value(self, name: str, value: str | int) -> str:
        if value == VEILED and name in NAMES:
            return self.catalogues.sentence(self.language, f"veiled.{name}")
        if name in OUR_WORDS:
            return str(value)
        if name not in TRANSLATED:
            return self._told(str(value))
        return ", ".join(self._word(name, each) for each in str(value).split(",") if each)

    def _told(self, value: str) -> str:
        """What may be somebody's own words, on one line. Where `/off` can be pressed, theirs cannot be."""
        line = _shortened(_LINES.sub(" / ", value.strip()), _MOST_TOLD[self.manner])
        return _COMMAND.sub("/ ", line) if self.manner is Manner.TAPS else line

    def _word(self, name: str, value: str) -> str:
        if name == "calendar":
            return self.make_address(FeedId(value))
        if name == "question":
            return self._question(value)
        if name in ("gathering", "agenda"):
            return self._of_the_year(value)
        if name in ("card", "card_area", "chapter", "then"):
            return self._of_the_toolkit(name, value)
        if name == "languages":
            return self._affordable(self.catalogues.language_name(value, self.language))
        if name in ("nature", "areas", "skills"):
            return self._affordable(self._community_word(name, value))
        if name in _MOMENTS:
            return self._moment(value, _MOMENTS[name])
        if name == "channels":
            value = value.removeprefix(_SIMULATED)
        if name in _MANY_TOGETHER:
            return self._affordable(self.catalogues.find(self.language, f"{name}.{value}") or value)
        return self.catalogues.find(self.language, f"{name}.{value}") or value

    def _question(self, value: str) -> str:
        """What an area asks, `TEAM:AREA:NUMBER`, in the reader's language, else in the community's."""
        team, area, number = _of_a_card(value)
        fields = stands.fields if (stands := self._stands(team, area)) is not None else ()
        if self.community is None or not number.isdecimal() or int(number) >= len(fields):
            return self.catalogues.sentence(self.language, "none.question")
        ask = fields[int(number)].ask
        base = self.language.partition("-")[0]
        said = ask.get(self.language) or ask.get(base) or ask.get(self.community.default_language)
        return said or next(iter(ask.values()))

    def _of_the_toolkit(self, name: str, value: str) -> str:
        """A chapter's words, `TEAM:AREA:CHAPTER`; the name of an area, by SMS of none that is discreet; a chapter's."""
        if name in ("chapter", "then"):
            return self._affordable(self.catalogues.find(self.language, f"chapter.{value}") or value)
        default = self.community.default_language if self.community is not None else FIRST_LANGUAGE
        if name == "card_area":
            if value not in AREAS:
                return value
            if self.manner is Manner.WORDS and value in DISCREET:
                return self.catalogues.sentence(self.language, "nature.discreet")
            return self._affordable(self.toolkit.title(ProtectionArea(value), self.language, default))
        team, area, chapter = _of_a_card(value)
        if area not in AREAS or chapter not in CHAPTERS:
            return value
        own = stands.card if (stands := self._stands(team, area)) is not None else {}
        return self.toolkit.text(own, ProtectionArea(area), Chapter(chapter), self.language, default)

    def _of_the_year(self, value: str) -> str:
        """What a gathering is called, `TEAM:NUMBER`, or what a part of it is about, `TEAM:NUMBER:PART`."""
        team, number, part = _of_a_card(value)
        community = self.community
        known = None if community is None else community.teams.get(TeamId(team))
        if known is None or community is None or not number.isdecimal() or part not in ("", *PARTS):
            return value
        own, default = known.learning.words, community.default_language
        return self._affordable(said_of(self.toolkit.year, own, int(number), part or TITLE, self.language, default))

    def _stands(self, team: str, area: str) -> Protection | None:
        """Where a team stands with a protection area, if there are such."""
        known = self.community.teams.get(TeamId(team)) if self.community is not None else None
        return known.protections.get(ProtectionArea(area)) if known is not None and area in AREAS else None

    def _affordable(self, name: str) -> str:
        """A name as it stands in a text: one accent that GSM-7 lacks would cost more than half of an SMS."""
        return name if self.manner is Manner.TAPS else in_gsm_7(name)

    def _moment(self, value: str, pattern: str) -> str:
        """A reading of somebody's own clock, such as `2026-03-13T08:00`, as their language writes it."""
        try:
            reading = datetime.fromisoformat(value)
        except ValueError:
            return value
        locale = self._locale()
        if locale in DAYS_AND_MONTHS:
            days, months = DAYS_AND_MONTHS[locale]
            pattern = pattern.replace("EEE", f"'{days[reading.weekday()]}'")
            pattern = pattern.replace("MMM", f"'{months[reading.month - 1]}'")
        said = format_datetime(reading, pattern, locale=locale)
        return self._affordable(said)

    def _end(self, start: str, end: str) -> str:
        """The end of a stretch beside its start: no more of the date than is needed, and a day ends at 24:00."""
        try:
            begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
        except ValueError:
            return end
        if ends.time() == time() and ends > begins:
            day = ends - timedelta(days=1)
            return "24:00" if day.date() == begins.date() else f"{self._moment(f'{day}', _DAY_ENDS)} 24:00"
        if ends.date() == begins.date():
            return self._moment(end, _SAME_DAY)
        return self._moment(end, _SOON_AFTER if ends - begins < timedelta(days=5) else _MOMENTS["until"])

    def _locale(self) -> str:
        known = self.language.partition("-")[0]
        return known if known in self.catalogues.languages else FIRST_LANGUAGE

    def _community_word(self, name: str, value: str) -> str:
        community = self.community
        if community is None:
            return value
        if name == "skills":
            skill = community.skills.get(SkillId(value))
            names = {} if skill is None else skill.names
            return names.get(self.language) or names.get(community.default_language) or value
        if name == "nature" and self._keeps_to_itself(community, value):
            return self.catalogues.sentence(self.language, "nature.discreet")
        if name == "nature" and (area := area_unserved(value)) is not None:
            return self.toolkit.title(area, self.language, community.default_language)
        thing = community.natures.get(NatureId(value)) if name == "nature" else community.areas.get(AreaId(value))
        if thing is None:
            return self.catalogues.find(self.language, f"{name}.{value}") or value
        return thing.name(self.language, community.default_language)

    def _keeps_to_itself(self, community: Community, nature: str) -> bool:
        """By SMS nobody reads of a discreet need, in a list of calls either; what nobody knows any more may be one."""
        known = community.natures.get(NatureId(nature))
        area = known.protection_area if known is not None else area_unserved(nature)
        return self.manner is Manner.WORDS and (area is None or area in DISCREET)


def is_of_drill(delivery: Delivery) -> bool:
    """True for what belongs to an exercise, by whatever shows it. A member's own call for help never does."""
    wording = delivery.wording
    if wording.kind in ALARMS:
        return False
    return wording.drill or is_drill(delivery.incident) or is_drill(wording.subject) or wording.kind in OF_DRILLS


def _of_a_card(value: str) -> tuple[str, str, str]:
    """`TEAM:AREA:WHICH` as its parts."""
    team, _, rest = value.partition(":")
    area, _, which = rest.partition(":")
    return team, area, which


def _pin_of(value: str) -> tuple[float, float] | None:
    """`41.88000,-87.64000` as degrees."""
    found = _PIN.fullmatch(value)
    return (float(found[1]), float(found[2])) if found is not None else None


def _shortened(line: str, most: int) -> str:
    """`line` without its middle where it is too long: how it began and what came last count most."""
    if len(line) <= most:
        return line
    return f"{line[: most * 2 // 3].rstrip()} ... {line[-(most // 3 - 5) :].lstrip()}"
