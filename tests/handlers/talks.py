"""A talk as an object: say something on one end, look at the step that comes out."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from config.triage import load_lexicon
from config.words import load_words
from domain.atlas import Atlas
from domain.commands import Command
from domain.community import Community
from domain.conversation import Conversation, ConversationStatus, Intake
from domain.ids import AreaId, ContactPointId, ConversationId, IncidentId, NatureId, PageId, PersonId, SenderId
from domain.incident import AssignmentState, Incident, PageState
from domain.language import normalise
from domain.messages import Action, Inbound, MessageKind, Other, Tap
from domain.needs import Nature, Need, ProtectionArea, Urgency
from domain.people import Channel, ContactPoint, Person, Reach, Requester, Role, Standing, Who, who_writes
from domain.places import Area, Found, Place, PlaceKind
from domain.triage import Reading, read
from handlers.router import route
from handlers.step import Called, GoingOn, PageInHand, Step, TalkFacts
from tests.support.builders import NOON, OLD_TOWN, person

CNV = ConversationId("cnv_1")
INC = IncidentId("inc_1")
CORNER = Place(kind=PlaceKind.INTERSECTION, label="5th and Main", areas=(OLD_TOWN,), lat=41.9, lon=-87.6)
FLATS = Place(kind=PlaceKind.AREA, label="Old Town", areas=(OLD_TOWN,))

COMMUNITY = Community(
    revision=1,
    name="Riverside",
    languages=("en", "es"),
    default_language="en",
    time_zone="America/Chicago",
    place=None,
    default_rota=None,
    emergency={"medical": "911", "crisis": "988"},
    skills={},
    areas={OLD_TOWN: Area(id=OLD_TOWN, names={"en": "Old Town", "es": "Casco viejo"})},
    natures={
        NatureId("conflict"): Nature(
            id=NatureId("conflict"),
            protection_area=ProtectionArea.COMMUNITY_RESPONSE,
            names={"en": "Conflict or threat", "es": "Conflicto o amenaza"},
            urgency=Urgency.IMMEDIATE,
            need=Need(),
        ),
        NatureId("listening"): Nature(
            id=NatureId("listening"),
            protection_area=ProtectionArea.MENTAL_HEALTH,
            names={"en": "Somebody to listen"},
            urgency=Urgency.EXPECTED,
            need=Need(),
        ),
    },
    teams={},
)


@cache
def understand(text: str) -> Reading:
    return read(text, load_lexicon())


@cache
def understand_on(text: str) -> Reading:
    return read(text, load_lexicon(), small_signs=False)


def seek(text: str) -> Found:
    words = normalise(text)
    if "5th and main" in words:
        return Found(place=CORNER)
    return Found(place=FLATS) if "old town" in words else Found(doubt=Atlas(areas=()).doubt(text))


def locate(lat: float, lon: float) -> Place:
    return Place(kind=PlaceKind.COORDINATES, label=f"{lat}, {lon}", areas=(OLD_TOWN,), lat=lat, lon=lon)


def mark(word: str) -> str:
    """A mark that nobody takes for the word."""
    return word[::-1]


FACTS = TalkFacts(
    community=COMMUNITY,
    words=load_words(),
    read=understand,
    language_in=lambda text: understand(text).language,
    read_on=understand_on,
    seek=seek,
    locate=locate,
    mark=mark,
    stimulus="inb_1",
)


class Chat:
    """One contact point's talk. Every message moves it on; `step` is the last one."""

    def __init__(self, who: Who, talk: Conversation, facts: TalkFacts = FACTS) -> None:
        self.who = who
        self.talk = talk
        self.facts = facts
        self.now = NOON
        self.step = Step(talk=talk)

    def text(self, text: str, *, hint: str | None = None) -> Step:
        return self.send(Inbound(text=text, language_hint=hint))

    def tap(self, action: Action, subject: str, arg: str = "") -> Step:
        return self.send(Inbound(tap=Tap(action=action, subject=subject, arg=arg)))

    def other(self, other: Other) -> Step:
        return self.send(Inbound(other=other))

    def send(self, inbound: Inbound) -> Step:
        self.now += timedelta(seconds=10)
        self.step = route(self.talk, inbound, self.who, self.facts, self.now)
        self.talk = self.step.talk
        return self.step

    def later(self, gap: timedelta) -> "Chat":
        self.now += gap
        return self

    def knowing(self, **changes: object) -> "Chat":
        """The same talk with other facts."""
        self.facts = replace(self.facts, **changes)  # type: ignore[arg-type]
        return self

    def during(self, incident: Incident) -> "Chat":
        """The same talk once its incident runs."""
        self.talk = replace(self.talk, incident=incident.id)
        return self.knowing(incident=incident)


def a_talk(contact: ContactPoint, **changes: object) -> Conversation:
    plain = Conversation(
        id=CNV,
        contact_point=contact.id,
        sender=contact.sender,
        person=contact.person,
        language="en",
        status=ConversationStatus.TALKING,
        started_at=NOON,
        last_at=NOON,
        intake=Intake(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def requester(channel: Channel = Channel.SIM_SMS, *, reach: Reach = Reach.WORKS, **changes: object) -> Chat:
    contact = ContactPoint(
        id=ContactPointId("cp_req"),
        channel=channel,
        address="r",
        sender=SenderId("s"),
        person=None,
        reach=reach,
    )
    talk = a_talk(contact, **changes)
    return Chat(Requester(conversation=CNV, contact_point=contact, language="en"), talk)


def member(
    name: str = "ana",
    *,
    channel: Channel = Channel.SIM_SMS,
    reach: Reach = Reach.WORKS,
    standing: Standing = Standing.VETTED,
    roles: tuple[Role, ...] = (Role.PROTECTOR,),
    pages: tuple[PageInHand, ...] = (),
    going: tuple[GoingOn, ...] = (),
    **facts: object,
) -> Chat:
    somebody = person(name, standing=standing, roles=roles)
    contact = replace(somebody.contact_points[0], channel=channel, reach=reach)
    somebody = replace(somebody, contact_points=(contact,))
    talk = a_talk(contact)
    chat = Chat(who_writes(somebody, Requester(conversation=CNV, contact_point=contact, language="en")), talk)
    return chat.knowing(pages=pages, going=going, **facts)


def coordinator(
    *watched: Incident,
    channel: Channel = Channel.SIM_SMS,
    pages: tuple[PageInHand, ...] = (),
    going: tuple[GoingOn, ...] = (),
) -> Chat:
    return member(
        "cora",
        channel=channel,
        roles=(Role.PROTECTOR, Role.COORDINATOR),
        pages=pages,
        going=going,
        watched=watched,
        roster=(Called(person=PersonId("ana"), name="Ana"), Called(person=PersonId("ben"), name="Ben Carter")),
        names={PersonId("ana"): "Ana", PersonId("ben"): "Ben Carter"},
    )


def a_page(letter: str = "A", state: PageState = PageState.LIVE, *, incident: str = "inc_1") -> PageInHand:
    return PageInHand(
        page=PageId(f"pag_{letter}"),
        incident=IncidentId(incident),
        letter=letter,
        state=state,
        nature="conflict",
        areas=(AreaId("old-town"),),
        ended_at=None if state is PageState.LIVE else NOON,
    )


def going_to(incident: str = "inc_1", state: AssignmentState = AssignmentState.ACCEPTED) -> GoingOn:
    return GoingOn(incident=IncidentId(incident), number=7, code="Heron", state=state)


def kinds(step: Step) -> list[MessageKind]:
    return [say.kind for say in step.says]


def only(step: Step) -> Command:
    """The one thing a step wants. What it is compared with is declared as an `object`: of two that may be any command
    the type checker compares each kind with each, which takes it ten seconds a line.
    """
    (command,) = step.commands
    return command


def by(chat: Chat) -> PersonId:
    assert isinstance(chat.who, Person)
    return chat.who.id
