"""What passes between whoever needs help and those who come: words, ready phrases, places, under code names alone.

    requester -> those who go and know the place       (`pass_on_words`)
    requester -> those who help from afar              without the place
    one who goes -> the requester                      not while they are silent: its writer hears so
    one who goes -> the others who go
    one who waits near -> the others who go, and a coordinator; never the requester

A coordinator reads along where the team's policy says so, and everybody is told with the first words they read or
write. Pictures pass where the policy says so: those who help from afar see none, for it may show the place; and a
coordinator sees each, to say what it shows to whoever has it told by SMS that there was one.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Deciding, place_text
from domain.errors import Refused
from domain.identifiers import without_identifiers, without_place
from domain.ids import ConversationId, PersonId
from domain.incident import GOING, Assignment, AssignmentState
from domain.messages import Line, Params
from domain.messages import MessageKind as K


def relay_words(this: Deciding, command: c.RelayWords) -> None:
    """Somebody who goes writes to the requester, or to the others who go."""
    if command.photos and not this.incident.plan.policy.relay.photos:
        raise Refused(K.M_ONLY_WORDS)
    if _said_by_the_unsure(this, command):
        return
    mine = _writer(this, command)
    pass_on = _to_whom(this, command, mine)
    if command.phrase:
        pass_on({"phrase": command.phrase}, command.language)
    for words in command.words:
        pass_on({"said": words}, command.language)
    for photo in command.photos:
        pass_on({"photo": photo}, "")


def share_place(this: Deciding, command: c.SharePlace) -> None:
    """Somebody who goes shows where they are."""
    mine = _writer(this, command)
    if command.live and (_is_out_of_reach(this) or mine.state is AssignmentState.HOLDING):
        return
    if not command.live or command.in_words:
        _to_whom(this, command, mine)({"said": place_text(command.place)}, "")
    direct = not command.team and mine.state is not AssignmentState.HOLDING and not _is_out_of_reach(this)
    if direct and command.place.lat is not None and command.place.lon is not None:
        pin = f"{command.place.lat:.5f},{command.place.lon:.5f}"
        moves = f"where:{this.incident.id}:{mine.code}" if command.live else None
        shown: Params = {"code": mine.code, "pin": pin, "live": "yes" if command.live else ""}
        this.tell_requester(K.R_RELAY_POINT, shown, slot=moves)


def pass_on_words(this: Deciding, words: str, *, corrects: bool = False, shown: bool = False) -> None:
    """Whoever goes and knows the place reads what the requester wrote; while nobody does, or none of them can be
    reached, the coordinators.

    Whoever helps from afar reads it too, without the place: they are there to answer.
    """
    incident = this.incident
    kind = K.M_CORRECTED if corrects else K.M_WORDS
    said = words if shown else without_identifiers(words)
    known = [each.place.label for each in (this.before, incident) if each.place is not None]
    to_coordinators = not _anybody_hears(this, this.released()) or _reads_along(this)
    coordinators = this.with_owner(this.facts.coordinators) if to_coordinators else ()
    texting = {each.person for each in incident.texting()} & {*coordinators}  # they read it once, and all of it
    for each in (*this.released(), *_afar(this)):
        heard = without_place(said, *known) if each.remote else said
        heard = words if each.person in texting else heard
        told: Params = {"requester": this.requester_code(), "words": heard}
        language = _named(this, each.person, incident.language)
        this.tell(each.person, kind, {**told, "languages": language}, lines=_how(this, each))
    if (this.released() or _afar(this)) and _reads_along(this):
        _tell_requester_who_reads(this)
    kind = K.C_CORRECTED if corrects else K.C_WORDS
    for person in coordinators:
        if person not in texting:
            this.tell(person, kind, {"number": incident.number, "words": words}, subject=incident.id)


def tell_unread(this: Deciding, command: c.LoseTouch) -> None:
    """What did not get through to somebody who goes a coordinator reads, if none of the others can."""
    readers = this.incident.taking_part() if command.wrote else this.released()
    if _anybody_hears(this, [each for each in readers if each.person != command.person and each.code != command.wrote]):
        return
    number = this.incident.number
    if command.wrote:
        about: Params = {"number": number, "code": command.wrote, "said": command.unread, "languages": ""}
        this.tell_coordinators(K.C_RELAY_WORDS, about)
    else:
        this.tell_coordinators(K.C_WORDS, {"number": number, "words": command.unread})


def tell_aside(this: Deciding, command: c.TellAside) -> None:
    """One of those who go may be meant: none of them reads it."""
    if this.incident.is_alive():
        this.tell_coordinators(K.C_WORDS, {"number": this.incident.number, "words": command.words})


def pass_on_photo(this: Deciding, command: c.ShowPhoto) -> None:
    """A picture of the requester's: those who go and know the place see it, and the coordinators."""
    if not this.incident.plan.policy.relay.photos:
        return
    shown: Params = {"code": this.requester_code(), "photo": command.photo}
    for each in this.released():
        this.tell(each.person, K.M_RELAY_PHOTO, shown, lines=_how(this, each))
    for person in this.facts.coordinators:
        this.tell(person, K.C_RELAY_PHOTO, {"number": this.incident.number, **shown}, subject=this.incident.id)
    this.events.append(e.PhotoShown(why="to those who come, and to coordinators"))


def show_point(this: Deciding, person: PersonId, *, moves: bool) -> None:
    """Where whoever named the place is, on the map of somebody who goes: what moves is shown moving."""
    place, requester = this.incident.place, this.requester_code()
    if place is None or place.lat is None or place.lon is None:
        return
    pin: Params = {"code": requester, "pin": f"{place.lat:.5f},{place.lon:.5f}", "live": "yes" if moves else ""}
    slot = f"where:{this.incident.id}:{requester}" if moves else None
    this.tell(person, K.M_RELAY_POINT, pin, slot=slot)


def tell_nothing_arrives(this: Deciding) -> None:
    """A text did not get through to whoever called: those who may write to them hear it once, if nobody else reads."""
    said_in = this.said_in or this.incident.conversation
    if any(each != said_in for each in this.incident.heard_in()):
        return
    for each in this.incident.taking_part():
        if each.state is not AssignmentState.HOLDING:
            key = f"{K.M_RELAY_LOST.value}:{each.id}"
            this.tell(each.person, K.M_RELAY_LOST, {"requester": this.requester_code()}, key=key)


def tell_newcomer(this: Deciding, conversation: ConversationId) -> None:
    """Somebody else is heard from now on: that a coordinator reads along they hear too, where the others heard it."""
    if _reads_along(this) and this.incident.requester_code in this.incident.relayed.told:
        this.tell_requester(K.R_RELAY_READ, only=conversation)


def ended_for_those_who_go(this: Deciding) -> tuple[Line, ...]:
    """Under the word that a call is closed, where anything was passed on in it."""
    return (Line(kind=K.M_LINE_RELAY_ENDED),) if this.incident.relayed.told else ()


def ended_for_the_requester(this: Deciding) -> tuple[Line, ...]:
    return (Line(kind=K.R_LINE_RELAY_ENDED),) if this.incident.relayed.told else ()


def _said_by_the_unsure(this: Deciding, command: c.RelayWords) -> bool:
    """Whoever did not say whether they still come is heard by the coordinators alone, and told so."""
    lost = this.incident.unsure(command.by) if command.by is not None and this.incident.is_alive() else None
    if lost is None:
        return False
    said: list[Params] = [{"phrase": command.phrase}] if command.phrase else []
    said += [{"said": words} for words in command.words]
    said += [{"photo": photo} for photo in command.photos]
    for about in said:
        _tell_coordinators(this, lost, about, command.language)
    this.events.append(e.WordsRelayed(why="to the coordinators alone: not heard from", by=lost.person, team=False))
    page = None if lost.page is None else this.incident.page(lost.page)
    told: Params = {
        "code": lost.code,
        "requester": this.incident.requester_code,
        "letter": "" if page is None else page.letter,
    }
    this.answer(lost.person, K.M_UNSURE_WORDS, told, subject=this.incident.id)
    return True


def _writer(this: Deciding, command: c.IncidentCommand) -> Assignment:
    mine = this.incident.assignment_of(command.by) if command.by is not None else None
    if mine is None or mine.state not in GOING or not this.incident.is_alive():
        raise Refused(K.M_RELAY_OVER, {"requester": this.incident.requester_code})
    return mine


_Pass = Callable[[Params, str], None]


def _to_whom(this: Deciding, command: c.RelayWords | c.SharePlace, mine: Assignment) -> _Pass:
    """How it is passed on: the way its writer wants, as far as that is open to them."""
    if mine.state is AssignmentState.HOLDING and not command.team:
        return lambda about, language: _while_holding(this, mine, about, language)
    if command.team:
        return lambda about, language: _to_team(this, mine, about, language)
    return lambda about, language: _to_requester(this, mine, about, language)


def _to_requester(this: Deciding, mine: Assignment, about: Params, language: str) -> None:
    requester = this.incident.requester_code
    if _is_out_of_reach(this):
        this.events.append(e.WordsRelayed(why="not sent: the requester wants no texts", by=mine.person, team=False))
        this.answer(mine.person, K.M_RELAY_SILENT, {"requester": requester})
        return
    this.events.append(e.WordsRelayed(why="to the requester", by=mine.person, team=False))
    foreign = language if language != this.incident.language else ""
    kind = _kind_of(about, words=K.R_RELAY_WORDS, phrase=K.R_RELAY_PHRASE, photo=K.R_RELAY_PHOTO)
    this.tell_requester(
        kind, {"code": mine.code, "languages": foreign, **about}, lines=_how_for_requester(this, mine, foreign)
    )
    _read_along(this, mine, about, language)
    _tell_how(this, mine, about)


def _to_team(this: Deciding, mine: Assignment, about: Params, language: str, *, alone_too: bool = True) -> None:
    this.events.append(e.WordsRelayed(why="to the others who go", by=mine.person, team=True))
    others = [each for each in this.incident.taking_part() if each.id != mine.id]
    kind = _kind_of(about, words=K.M_RELAY_TEAM, phrase=K.M_RELAY_TEAM_PHRASE, photo=K.M_RELAY_PHOTO)
    for each in others:
        told: Params = {"code": mine.code, "languages": _named(this, each.person, language), **about}
        this.tell(each.person, kind, told, lines=_how(this, each))
    heard = _anybody_hears(this, others)
    if heard and mine.state is not AssignmentState.HOLDING:
        _read_along(this, mine, about, language)
    else:
        _tell_coordinators(this, mine, about, language)
    if not heard and alone_too:
        this.answer(mine.person, K.M_RELAY_UNHEARD if others else K.M_RELAY_ALONE)
    _tell_how(this, mine, about)


def _while_holding(this: Deciding, mine: Assignment, about: Params, language: str) -> None:
    """They are told each time: whoever waits for words of the requester's must know that none can come."""
    _to_team(this, mine, about, language, alone_too=False)
    this.answer(mine.person, K.M_RELAY_HOLDING, {"requester": this.incident.requester_code})


def _anybody_hears(this: Deciding, readers: Sequence[Assignment]) -> bool:
    """False where no phone of any of them takes anything of ours any more."""
    found = (this.known(each.person) for each in readers)
    return any(each is not None and each.is_reachable() for each in found)


def _afar(this: Deciding) -> tuple[Assignment, ...]:
    """Those who help from afar and have begun: no place is theirs to know."""
    taking_part = this.incident.taking_part()
    return tuple(each for each in taking_part if each.remote and each.state is not AssignmentState.HOLDING)


def _is_out_of_reach(this: Deciding) -> bool:
    """The made-up requester of a drill has no phone, and hears everything until they say stop."""
    made_up = this.incident.drill and this.incident.conversation is None
    return this.incident.silent if made_up else not this.incident.heard_in()


def _reads_along(this: Deciding) -> bool:
    return this.incident.plan.policy.relay.read_along and bool(this.facts.coordinators)


def _read_along(this: Deciding, mine: Assignment, about: Params, language: str) -> None:
    if _reads_along(this) or "photo" in about:
        _tell_coordinators(this, mine, about, language)


def _kind_of(about: Params, *, words: K, phrase: K, photo: K) -> K:
    return photo if "photo" in about else phrase if "phrase" in about else words


def _tell_coordinators(this: Deciding, mine: Assignment, about: Params, language: str = "") -> None:
    kind = _kind_of(about, words=K.C_RELAY_WORDS, phrase=K.C_RELAY_PHRASE, photo=K.C_RELAY_PHOTO)
    told: Params = {"number": this.incident.number, "code": mine.code, **about}
    for person in this.facts.coordinators:
        if person != mine.person:
            named: Params = {"languages": _named(this, person, language)} if kind is K.C_RELAY_WORDS else {}
            this.tell(person, kind, {**told, **named}, subject=this.incident.id)


def _named(this: Deciding, reader: PersonId, language: str) -> str:
    """The language of a text, where its reader is not known to speak it."""
    person = this.facts.people.get(reader)
    return "" if person is None or not language or language in person.languages else language


# --- how it works, once to each


def _is_news_to(this: Deciding, code: str) -> bool:
    """True once for each code name."""
    known = this.incident.relayed
    if code in known.told:
        return False
    this.incident = replace(this.incident, relayed=replace(known, told=known.told | {code}))
    return True


def _about_them(this: Deciding, mine: Assignment) -> Params:
    incident = this.incident
    codes = [each.code for each in incident.also if not each.silent]
    readers = ", ".join(codes if incident.silent and codes else (incident.requester_code, *codes))
    return {"requester": readers, "languages": _named(this, mine.person, incident.language)}


def _how(this: Deciding, reader: Assignment) -> tuple[Line, ...]:
    """Whoever waits near is told once they go: what they write before does not reach whoever called."""
    if reader.state is AssignmentState.HOLDING or not _is_news_to(this, reader.code):
        return ()
    how = Line(kind=K.M_LINE_RELAY_HOW, params=_about_them(this, reader))
    return (how, Line(kind=K.M_LINE_RELAY_READ)) if _reads_along(this) else (how,)


def _tell_how(this: Deciding, writer: Assignment, about: Params) -> None:
    if "photo" in about:
        this.answer(writer.person, K.M_RELAY_PHOTO_SENT)
    if writer.state is not AssignmentState.HOLDING and _is_news_to(this, writer.code):
        reads = (Line(kind=K.M_LINE_RELAY_READ),) if _reads_along(this) else ()
        this.answer(writer.person, K.M_RELAY_HOW, _about_them(this, writer), lines=reads)


def _how_for_requester(this: Deciding, writer: Assignment, foreign: str) -> tuple[Line, ...]:
    if not _is_news_to(this, this.incident.requester_code):
        return ()
    kind = K.R_LINE_RELAY_AFAR if writer.remote else K.R_LINE_RELAY_HOW
    how = Line(kind=kind, params={"code": writer.code, "languages": foreign})
    return (how, Line(kind=K.R_LINE_RELAY_READ)) if _reads_along(this) else (how,)


def _tell_requester_who_reads(this: Deciding) -> None:
    """They wrote first: that a coordinator reads along is told with the first of their words that is passed on."""
    if not _is_out_of_reach(this) and _is_news_to(this, this.incident.requester_code):
        this.tell_requester(K.R_RELAY_READ)
