"""Calls, talks and phones in memory, through the real talk, the real rules, the real planning and wording.

It is what a turn does to words that are passed on, without rows and providers: so many messages need no more than
minutes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.chance import SeededMint
from bot.planning import Recipient, in_parts, language_of, plan
from bot.render import Renderer
from config.catalogues import load_catalogues
from config.code_names import load_code_names
from config.phrases import load_phrases
from config.triage import load_lexicon
from config.words import load_words
from domain.commands import AnIncidentCommand, Assign, Close, DropOut, SpeakOn
from domain.conversation import Conversation, ConversationStatus
from domain.delivery import Delivery
from domain.dispatch import Facts, decide
from domain.errors import Refused
from domain.ids import ConsoleLinkId, ContactPointId, ConversationId, FeedId, IncidentId, PageId, PersonId, SenderId
from domain.incident import Disposition, Incident, IncidentStatus, Page, PageState
from domain.messages import Action, Inbound, MessageKind, Say
from domain.needs import Need, ProtectionArea
from domain.people import MANNER_OF, Channel, ContactPoint, Manner, Person, Requester, Role
from domain.places import Found, Place, PlaceKind
from domain.policy import Policy, Relaying
from domain.triage import Reading, read
from handlers.router import route
from handlers.step import GoingOn, PageInHand, Replied, TalkFacts
from tests.handlers.talks import COMMUNITY
from tests.support.builders import NOON, OLD_TOWN, incident, person
from tests.support.relay_script import Call, Out

_EVERY = timedelta(seconds=20)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXZ"


class Town:
    """As many members as wanted: every other one by SMS. `requester N` is whoever called in call N."""

    def __init__(self, members: int = 24) -> None:
        self.now: datetime = NOON
        self._count = 0
        self._mint = SeededMint("town")
        self._lexicon, self._words = load_lexicon(), load_words()
        self._codes, self._phrases = load_code_names(), load_phrases()
        self._catalogues = load_catalogues()
        self._people: dict[PersonId, Person] = {}
        self._talks: dict[str, Conversation] = {}
        self._points: dict[str, ContactPoint] = {}
        self._incidents: dict[int, Incident] = {}
        self._refs: dict[tuple[str, str], Replied] = {}
        self._letters: dict[tuple[int, str], str] = {}
        self.members: Sequence[str] = [f"m{n}" for n in range(members)]
        self.coordinators: Sequence[str] = ["cora", "omar"]
        self.languages: dict[str, str] = {}
        self.has_replies: frozenset[str] = frozenset()
        self.never_shown: list[str] = []
        for n, name in enumerate([*self.members, *self.coordinators]):
            self._join(name, n)
        self._renderer = Renderer(lambda: COMMUNITY, self._catalogues, _token, _link, _address)

    # --- the stage of a script

    async def opens(self, number: int) -> Call:
        name = f"requester {number}"
        language = "es" if number % 3 == 0 else "en"
        self._talk(name, None, number, language)
        self._people_languages(name, language)
        call = Call(
            number=number,
            requester=name,
            together=2 if number % 4 == 0 else 1,
            discreet=number % 7 == 0,
            reads_along=number % 5 == 0,
        )
        self._incidents[number] = incident(
            need=Need(responders=9, cap=9, together=call.together),
            policy=Policy(relay=Relaying(read_along=call.reads_along)),
            id=IncidentId(f"inc_{number}"),
            number=number,
            status=IncidentStatus.ASKING,
            conversation=self._talks[name].id,
            language=language,
            requester_code=self._codes[number % len(self._codes)],
            words=("we need a hand",),
            exhausted=True,
            protection_area=ProtectionArea.ABORTION_SUPPORT if call.discreet else ProtectionArea.COMMUNITY_RESPONSE,
        )
        self._talks[name] = replace(self._talks[name], incident=self._incidents[number].id)
        return call

    async def assigns(self, call: Call, member: str) -> list[Out]:
        """By a coordinator; every other one has a page with a letter, and so is asked by it."""
        before = self._incidents[call.number]
        taken = {letter for (_, who), letter in self._letters.items() if who == member}
        free = next((each for each in _LETTERS if each not in taken), None)
        if free is not None and (call.number + len(member)) % 2:
            page = Page(
                id=PageId(self._mint.id("pag")),
                incident=before.id,
                person=PersonId(member),
                letter=free,
                state=PageState.LIVE,
                sent_at=self.now,
                expires_at=self.now + timedelta(minutes=2),
            )
            self._incidents[call.number] = replace(before, pages=(*before.pages, page))
            self._letters[call.number, member] = free
        return self._decide(call.number, Assign(incident=before.id, by=PersonId("cora"), person=PersonId(member)))

    async def closes(self, call: Call) -> list[Out]:
        named = self._incidents[call.number].id
        close = Close(incident=named, by=PersonId("cora"), disposition=Disposition.RESOLVED_ON_SCENE)
        outs = self._decide(call.number, close)
        self._letters = {key: letter for key, letter in self._letters.items() if key[0] != call.number}
        return outs

    async def says(self, who: str, inbound: Inbound) -> list[Out]:
        self.now += _EVERY
        self._count += 1
        talk = self._talks[who]
        replied = self._refs.get((who, inbound.reply_ref)) if inbound.reply_ref is not None else None
        facts = replace(self._facts(who, talk), replied=replied)
        somebody = self._people.get(PersonId(who)) or Requester(
            conversation=talk.id, contact_point=self._points[who], language=talk.language
        )
        heard = replace(talk, pace=talk.pace.heard(self.now))
        step = route(heard, inbound, somebody, facts, self.now)
        self._talks[who] = step.talk
        outs: list[Out] = []
        if step.talk.language != talk.language and facts.incident is not None:
            speaks = SpeakOn(incident=facts.incident.id, language=step.talk.language)
            outs += self._decide(facts.incident.number, speaks)
        for command in step.commands:
            if not isinstance(command, AnIncidentCommand):
                raise TypeError(command)
            number = int(command.incident.removeprefix("inc_"))
            outs += self._decide(number, command, who=who)
            if isinstance(command, DropOut):
                self._letters.pop((number, who), None)
        for say in step.says:
            outs += self._say(say, facts.incident, here=who)
        return outs

    async def waits_end(self) -> None:
        """What a timer does to words that nobody answered about."""
        for name, talk in self._talks.items():
            self._talks[name] = replace(talk, passing=replace(talk.passing, held=None))

    def key(self, call: Call, member: str) -> str:
        return self._letters.get((call.number, member)) or f"#{call.number}"

    def phrase(self, number: int, language: str) -> str:
        return self._catalogues.sentence(language, f"phrase.{self._phrases[number - 1]}")

    # --- the machine

    def _join(self, name: str, n: int) -> None:
        channel = Channel.SIM_SMS if n % 2 else Channel.SIM_TELEGRAM
        language = "es" if n % 3 == 1 and name in self.members else "en"
        roles = (Role.COORDINATOR,) if name in self.coordinators else (Role.PROTECTOR,)
        somebody = person(name, languages=(language,), roles=roles)
        roster_name = f"Quill{name.title()}Roster"
        self._talk(name, PersonId(name), n, language, channel)
        self._people[PersonId(name)] = replace(somebody, roster_name=roster_name, contact_points=(self._points[name],))
        self.never_shown.append(roster_name)
        self._people_languages(name, language)

    def _people_languages(self, name: str, language: str) -> None:
        self.languages[name] = language

    def _talk(self, name: str, member: PersonId | None, n: int, language: str, channel: Channel | None = None) -> None:
        channel = channel or (Channel.SIM_SMS if n % 2 else Channel.SIM_TELEGRAM)
        address = f"tel-{name}-{n:05d}"
        point = ContactPoint(
            id=ContactPointId(f"cp {name}"),
            channel=channel,
            address=address,
            sender=SenderId(channel.value),
            person=member,
        )
        self._points[name] = point
        self.never_shown.append(address)
        if MANNER_OF[channel] is Manner.TAPS:
            self.has_replies = self.has_replies | {name}
        self._talks[name] = Conversation(
            id=ConversationId(f"con {name}"),
            contact_point=point.id,
            sender=point.sender,
            person=member,
            language=language,
            status=ConversationStatus.TALKING,
            started_at=self.now,
            last_at=self.now,
        )

    def _facts(self, who: str, talk: Conversation) -> TalkFacts:
        own = self._incidents[int(talk.incident.removeprefix("inc_"))] if talk.incident is not None else None
        facts = TalkFacts(
            community=COMMUNITY,
            words=self._words,
            read=self._read,
            language_in=lambda text: self._read(text).language,
            seek=lambda _: Found(),
            locate=_locate,
            mark=str.upper,
            incident=own if own is not None and own.is_alive() else None,
            stimulus=f"inb{self._count}",
            phrases=self._phrases,
        )
        if PersonId(who) not in self._people:
            return facts
        going = [
            GoingOn(
                incident=each.id,
                number=each.number,
                code=mine.code,
                state=mine.state,
                letter=self._letters.get((each.number, who), ""),
                requester=each.requester_code,
            )
            for each in self._incidents.values()
            if each.is_alive() and (mine := each.assignment_of(PersonId(who))) is not None
        ]
        pages = [
            PageInHand(
                page=page.id,
                incident=each.incident,
                letter=each.letter,
                state=PageState.ACCEPTED,
                nature="conflict",
                areas=(OLD_TOWN,),
                ended_at=self.now,
            )
            for each in going
            for page in self._incidents[each.number].pages
            if page.person == who and each.letter
        ]
        return replace(facts, going=tuple(going), pages=tuple(pages))

    def _read(self, text: str) -> Reading:
        return read(text, self._lexicon)

    def _decide(self, number: int, command: AnIncidentCommand, *, who: str = "") -> list[Out]:
        self._count += 1
        facts = Facts(
            candidates=(),
            coordinators=tuple(map(PersonId, self.coordinators)),
            reading=time(12, 0),
            emergency="911",
            code_names=self._codes,
            ids=self._mint,
            stimulus=f"cmd{self._count}",
            people=self._people,
        )
        try:
            decision = decide(self._incidents[number], command, facts, self.now)
        except Refused as refused:
            kind = MessageKind(refused.key)
            say = Say(kind=kind, to=PersonId(who), to_member=True, key="refused", params=refused.params)
            return self._say(say, None, here=who)
        self._incidents[number] = decision.incident
        if not decision.incident.is_alive():
            del self._incidents[number]
            for name, talk in self._talks.items():
                if talk.incident == decision.incident.id:
                    self._talks[name] = replace(talk, incident=None)
        outs: list[Out] = []
        for say in decision.says:
            outs += self._say(say, decision.incident, here=who)
        return outs

    def _say(self, whole: Say, about: Incident | None, *, here: str) -> list[Out]:
        outs: list[Out] = []
        for say in in_parts(whole):
            name = say.to if say.to_member else say.to.removeprefix("con ")
            member, point = self._people.get(PersonId(name)), self._points[name]
            talk = self._talks[name]
            if member is None and talk.silent:
                continue
            language = language_of(member, COMMUNITY) if member is not None else talk.language
            to = Recipient(
                contact_points=(point,),
                language=language,
                person=member,
                conversation=None if member is not None else talk,
                here=self._points[here].id if here else None,
            )
            outs += [self._arrives(name, each) for each in plan(say, to, about, self._mint, self.now)]
        return outs

    def _arrives(self, name: str, delivery: Delivery) -> Out:
        shown = self._renderer.render(delivery)
        buttons = " ".join(button.label for row in shown.rows for button in row)
        self._refs[name, delivery.id] = Replied(
            incident=delivery.incident, kind=delivery.wording.kind, page=delivery.page
        )
        by_sms = MANNER_OF[delivery.channel] is Manner.WORDS
        return Out(to=name, text=f"{shown.text} {buttons}", ref=delivery.id, by_sms=by_sms)


def _locate(latitude: float, longitude: float) -> Place:
    label = f"{latitude:.5f}, {longitude:.5f}"
    return Place(kind=PlaceKind.COORDINATES, label=label, areas=(OLD_TOWN,), lat=latitude, lon=longitude)


def _token(action: Action, subject: str, arg: str, holder: ContactPointId) -> str:
    return f"{action.value}{arg}.{subject}.{holder}"


def _link(subject: ConsoleLinkId) -> str:
    return f"https://help.example.org/{subject}"


def _address(feed: FeedId) -> str:
    return f"https://example.org/feeds/{feed}.ics"
